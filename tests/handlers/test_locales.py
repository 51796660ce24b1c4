"""Every language says everything, with the same values, in markup that Telegram takes."""

import ast
import importlib
import inspect
import pkgutil
import re
import string
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import campaign
import handlers
from campaign import privacy
from campaign.consents import Purpose
from campaign.digests import Frequency
from campaign.petitions import Field, IdentityKind, Need
from campaign.petitions.invalidating import Why
from campaign.petitions.lifecycle import State
from campaign.petitions.suspicion import Suspicion
from campaign.petitions.watch import Direction
from campaign.refusals import Refusal
from campaign.team import Role
from handlers.views import mydata
from handlers.views.digest import REGIONS
from handlers.views.organiser.petition_forms import PARTS
from handlers.views.organiser.petitions import TERMS
from handlers.views.organiser.setting_aside import GROUPS, RECENT
from handlers.views.view import BUTTON_LIMIT
from handlers.views.welcome import GROUP_COMMANDS, SUPPORTER_COMMANDS, TEAM_COMMANDS
from handlers.wording import catalogue_files, languages, words

SOURCES = sorted(Path(handlers.__file__).parent.rglob("*.py"))
ALERT_LIMIT = 200
COMMAND_LIMIT = 256
ALLOWED_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
KEY = re.compile(r"[a-z]+(\.[A-Za-z-]+)+")
ADDED = (
    *("handover", "country", "region", "postcode", "comment"),
    *("public", "milestones", "updates"),
)
FIELDS = ("title", "author", "publisher", "published", "link", "language")


def refusals() -> list[type[Refusal]]:
    """Every refusal that the program knows."""
    for package in (campaign, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return sorted(_below(Refusal), key=lambda refusal: refusal.__name__)


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


REFUSALS = refusals()
BUILT: dict[str, list[str]] = {
    "alarm.what-{told.direction}": list(Direction),
    "alarm.{told.direction}": list(Direction),
    "answer.from-{quote.language}": list(languages()),
    "article.ask-{field}": list(FIELDS),
    "apart.why-{aside.why}": list(Why),
    "aside.by-{group}": list(GROUPS),
    "aside.last-{hours}": [str(hours) for hours in RECENT],
    "aside.reason-{made.why}": list(Why),
    "aside.reason-{why}": list(Why),
    "aside.why-{why}": list(Why),
    "aside.{group}": list(GROUPS),
    "command.{name}": [*SUPPORTER_COMMANDS, *TEAM_COMMANDS, *GROUP_COMMANDS],
    "consent.{purpose}": list(Purpose),
    "digest.{choice}": list(Frequency),
    "library.edit-{field}": list(FIELDS),
    "library.show-{other}": ["live", "retired"],
    "library.title-{shelf}": ["live", "retired"],
    "library.{action}": ["retire", "restore"],
    "marked.{chosen.suspicion}": list(Suspicion),
    "marked.{marked.suspicion}": list(Suspicion),
    "marked.{reason}": list(Suspicion),
    "mydata.group.{name}": list(mydata.GROUPS),
    "mydata.identity.{row['kind']}": ["contact", "email"],
    "mydata.{part.replace('_', '-')}": [
        name.replace("_", "-")
        for name in privacy.PARTS
        if name not in {"signatures", "identities", "referral"}
    ],
    "petition.ask-for-{other}": ["region", "postcode"],
    "petition.ask-{part}": list(PARTS),
    "petition.ask-{step}": ["submit", "back", "agree", "reopen", "discard"],
    "petition.ask-{term}": [each for each in TERMS if each not in {"fields", "identity"}],
    "petition.clear-{term}": ["milestones", "opens", "closes"],
    "petition.edit-{term}": list(TERMS),
    "petition.field-{field}": list(Field),
    "petition.identity-{petition.identity}": list(IdentityKind),
    "petition.need-{need}": list(Need),
    "petition.need-{petition.asks(field)}": list(Need),
    "petition.news-{state}": ["open", "closed"],
    "petition.not-open-{petition.state}": ["draft", "review", "closed", "delivered"],
    "petition.part-{part}": list(PARTS),
    "petition.state-{each.state}": list(State),
    "petition.state-{shown.state}": list(State),
    "petition.take-{kind}": list(IdentityKind),
    "petition.{step}-yes": [
        f"{step}-yes" for step in ("submit", "back", "agree", "close", "reopen", "discard")
    ],
    "privacy.field.{name}": [*Field, "postcode", "contact", "email"],
    "privacy.identity.{kind}": ["contact", "email"],
    "privacy.{need}": ["optional", "required"],
    "refusal.{type(error).__name__}": [refusal.__name__ for refusal in REFUSALS],
    "region.{name}": list(REGIONS),
    "results.{status}": ["answer", "maybe", "no"],
    "role.{role}": list(Role),
    "settings.turn-updates-{switch}": ["on", "off"],
    "receipt.change.{called}": ["country", "region", "postcode", "comment"],
    "sign.switch.{called}.off": [f"{called}.off" for called in ADDED],
    "sign.switch.{called}.on": [f"{called}.on" for called in ADDED],
}
"""The keys that the handlers put together, and what may stand in each."""


@cache
def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """The forms of every text."""
    texts: dict[str, tuple[str, ...]] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key, forms = _key(message), _forms(message)
                    assert key not in texts, f"{key} stands twice"
                    texts[key] = forms
    return texts


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ())


def _trees() -> Iterator[ast.AST]:
    for path in SOURCES:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _template(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value)
        if isinstance(part, ast.Constant)
        else f"{{{ast.unparse(part.value)}}}"
        if isinstance(part, ast.FormattedValue)
        else ""
        for part in node.values
    )


def _keys_of(node: ast.AST | None) -> list[str]:
    """The keys that an expression may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        template = _template(node)
        return [template.partition("{")[0] + value for value in BUILT.get(template, [])]
    if isinstance(node, ast.IfExp):
        return _keys_of(node.body) + _keys_of(node.orelse)
    return []


def written_keys() -> set[str]:
    """The keys that stand in the sources as they are."""
    known = {key.partition(".")[0] for key in catalogue("en")}
    return {
        node.value
        for node in _trees()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and KEY.fullmatch(node.value)
        and node.value.partition(".")[0] in known
        and not node.value.endswith((".png", "-"))
    }


def built_keys() -> set[str]:
    """The keys that the sources put together."""
    return {
        template.partition("{")[0] + value for template, values in BUILT.items() for value in values
    }


def plain_keys() -> set[str]:
    """The keys whose text is shown where no markup is read: buttons, alerts, menus."""
    found: set[str] = set()
    for node in _trees():
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"plain", "plain_plural"}:
            found.update(_keys_of(node.args[0]))
        elif isinstance(node.func, ast.Name) and node.func.id in {"button", "link_button"}:
            found.update(_keys_of(node.args[1]))
    return found


def button_keys() -> set[str]:
    """The keys of buttons."""
    return {
        key
        for node in _trees()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"button", "link_button"}
        for key in _keys_of(node.args[1])
    }


def values_in(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


class _Tags(HTMLParser):
    """Checks that tags are Telegram's and closed in the order in which they were opened."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS, tag
        allowed = {"a": ["href"], "blockquote": ["expandable"]}.get(tag, [])
        assert all(name in allowed for name, _ in attrs), attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_entityref(self, name: str) -> None:
        assert name in {"lt", "gt", "amp", "quot"}, name


def assert_markup(text: str) -> None:
    """The text is what Telegram's HTML mode takes."""
    tags = _Tags()
    tags.feed(text)
    tags.close()
    assert tags.open == []
    assert not re.search(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)", text), text


def test_there_are_two_languages() -> None:
    assert languages() == ("en", "es")


@pytest.mark.parametrize("language", languages())
def test_every_key_that_the_handlers_use_is_there(language: str) -> None:
    missing = (written_keys() | built_keys()) - catalogue(language).keys()
    assert sorted(missing) == []


@pytest.mark.parametrize("language", languages())
def test_no_text_lies_unused(language: str) -> None:
    assert sorted(catalogue(language).keys() - written_keys() - built_keys()) == []


def test_every_key_that_is_put_together_is_known_here() -> None:
    templates = {_template(node) for node in _trees() if isinstance(node, ast.JoinedStr)}
    roots = {key.partition(".")[0] for key in catalogue("en")}
    put_together = {
        template
        for template in templates
        if re.match(r"[a-z]+\.[a-z.-]*\{", template)
        and template.partition(".")[0] in roots
        and not template.endswith(".pdf")
    }
    assert put_together == BUILT.keys()


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys_and_all_their_forms(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)
    assert other.keys() == english.keys()
    for key, forms in other.items():
        assert len(forms) == len(english[key]), key
        assert all(form.strip() for form in forms), key


@pytest.mark.parametrize("language", languages())
def test_every_form_mentions_the_same_values(language: str) -> None:
    for key, forms in catalogue(language).items():
        wanted = values_in(catalogue("en")[key][-1])
        assert all(values_in(form) == wanted for form in forms), key


@pytest.mark.parametrize("language", languages())
def test_markup_is_balanced_and_telegrams(language: str) -> None:
    for forms in catalogue(language).values():
        for form in forms:
            assert_markup(form)


@pytest.mark.parametrize("language", languages())
def test_where_no_markup_is_read_there_is_none(language: str) -> None:
    keys = plain_keys()
    assert len(keys) > 100
    for key in keys:
        for form in catalogue(language)[key]:
            assert not re.search(r"[<>&]", form), key


@pytest.mark.parametrize("language", languages())
def test_buttons_say_it_in_words_and_whole(language: str) -> None:
    keys = button_keys()
    assert len(keys) > 60
    for key in keys:
        for form in catalogue(language)[key]:
            assert re.search(r"[A-Za-zÁÉÍÓÚÑáéíóúñ]{2}", re.sub(r"\{\w+\}", "", form)), key
            assert len(form) <= BUTTON_LIMIT, key


@pytest.mark.parametrize("language", languages())
def test_commands_fit_telegrams_menu(language: str) -> None:
    for name in (*SUPPORTER_COMMANDS, *TEAM_COMMANDS):
        (text,) = catalogue(language)[f"command.{name}"]
        assert 1 <= len(text) <= COMMAND_LIMIT
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_every_refusal_has_its_sentence_with_its_values(
    language: str, refusal: type[Refusal]
) -> None:
    error = refusal(*_sample_arguments(refusal))
    sentence = words(language).plain(f"refusal.{refusal.__name__}", **error.values)
    assert sentence.endswith((".", "?", "!"))
    assert "{" not in sentence
    assert len(sentence) <= ALERT_LIMIT


def _sample_arguments(refusal: type[Refusal]) -> list[Any]:
    samples: dict[Any, Any] = {
        int: 12,
        float: 1.5,
        str: ".pdf",
        datetime: datetime(2027, 1, 31, 12, tzinfo=UTC),
        Field: Field.NAME,
    }
    init: Callable[..., Any] = refusal.__init__
    if init is Exception.__init__:
        return []
    parameters = list(inspect.signature(init).parameters.values())[1:]
    return [samples[parameter.annotation] for parameter in parameters]


def test_spanish_speaks_to_the_reader_as_tu_and_to_everyone_alike() -> None:
    formal = r"usted(?:es)?"
    gendered = (
        r"bienvenid[oa]s?|inscrit[oa]s?|suscrit[oa]s?|registrad[oa]s?|invitad[oa]s?|"
        r"estimad[oa]s?|querid[oa]s?|conectad[oa]s?|interesad[oa]s?|segur[oa] de|list[oa] para|"
        r"tú mism[oa]|ti mism[oa]|amig[oa]s?|ciudadan[oa]s?|"
        r"(?:los|las|el|la|un|una) (?:usuari|organizador|firmante|lector|suscriptor|moderador)\w*"
    )
    said = {key: forms for key, forms in catalogue("es").items() if not key.startswith("heard.")}
    for key, forms in said.items():
        for form in forms:
            assert not re.search(rf"\b(?:{formal}|{gendered})\b", form, re.IGNORECASE), key


def test_spanish_opens_what_it_closes() -> None:
    for key, forms in catalogue("es").items():
        for form in forms:
            assert form.count("¿") == form.count("?"), key
            assert form.count("¡") == form.count("!"), key
