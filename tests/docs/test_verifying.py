"""The page about verifying says nothing that its own commands do not print."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PAGE = "docs/verifying.md"
TOOLS = ("bash", "sha256sum", "openssl", "base64", "python3")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
MARK = "---8<---"


def blocks(page: str) -> list[tuple[str, str]]:
    """The page's commands, each with what it is said to print."""
    found = re.findall(
        r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", page, re.MULTILINE | re.DOTALL
    )
    return [(commands, printed) for commands, printed in found]


@pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
def test_every_command_prints_what_the_page_says(
    page: Callable[[str], str], root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / "docs/verifying", tmp_path / "docs/verifying")
    told = blocks(page(PAGE))
    assert len(told) > 10
    script = f"\necho '{MARK}'\n".join(commands for commands, _ in told)
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.split(f"{MARK}\n") == [printed for _, printed in told]
