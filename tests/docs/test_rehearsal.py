"""The page about the rehearsal tells its calls, its limits and its methods as they are."""

import re
from collections.abc import Callable

import rehearsal.methods as _played
from rehearsal import control
from rehearsal.limits import Limits
from rehearsal.methods.registry import METHODS

PAGE = "docs/rehearsal.md"


def test_every_control_call_is_listed_and_none_that_is_gone(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    listed = [name for name in rows(PAGE) if re.match(r"[A-Z]+ /", name)]
    there = [
        f"{verb} {re.sub(r':[a-z]+}', '}', route.path.removeprefix('/rehearsal'))}"
        for route in control.routes()
        for verb in sorted((route.methods or set()) - {"HEAD"})
    ]
    assert listed == there


def test_the_limits_are_those_of_a_new_rehearsal(
    rows: Callable[[str], dict[str, list[str]]],
) -> None:
    limits = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in Limits().settings().items()
    }
    listed = rows(PAGE)
    assert {name: listed.get(name, [""])[0] for name in limits} == limits


def test_every_method_is_listed_and_none_that_is_gone(page: Callable[[str], str]) -> None:
    assert _played.__name__ == "rehearsal.methods"
    part = page(PAGE).split("## Methods\n")[1].split("\n## ")[0]
    assert re.findall(r"`(\w+)`", part) == sorted(method.name for method in METHODS.values())
