"""Packages come from wherever a machine's own pip is set to: nothing here says otherwise."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"data", "keys", "backups", "build", "__pycache__"}
HIDDEN = {".ci", ".github", ".env.example", ".gitignore", ".pre-commit-config.yaml"}
FOREIGN = re.compile(
    r"""\bpypi\.(?:org|python)
    | pythonhosted\.
    | registry\.npmjs
    | --(?:extra-)?index-url
    | --(?:default-)?index[ =]
    | --find-links
    | --trusted-host
    | \b(?:PIP|UV)_\w*(?:INDEX|FIND_LINKS)
    | ^\[\[tool\.uv\.index""",
    re.MULTILINE | re.VERBOSE,
)


def files(folder: Path) -> Iterator[Path]:
    """The files of the project, without what is made or kept beside them."""
    for path in sorted(folder.iterdir()):
        if path.name in ELSEWHERE or path.name.endswith(".egg-info"):
            continue
        if path.name.startswith(".") and path.name not in HIDDEN:
            continue
        if path.is_dir():
            yield from files(path)
        elif path != Path(__file__):
            yield path


def test_no_file_names_a_package_registry_or_an_option_that_would() -> None:
    naming = {
        str(path.relative_to(ROOT)): found[0]
        for path in files(ROOT)
        if (found := FOREIGN.search(path.read_text("utf-8", errors="ignore")))
    }
    assert naming == {}


def test_the_pattern_knows_them_when_it_sees_them() -> None:
    option, host = "--index" + "-url", "files.python" + "hosted.org"
    assert FOREIGN.search(f"pip install {option} somewhere")
    assert FOREIGN.search(f"https://{host}/packages")
    assert not FOREIGN.search("uv pip compile --no-emit-index-url --no-emit-find-links")
