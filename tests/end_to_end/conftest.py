"""A stage for each test module, with the bot running on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage import EMMA, LUCIA, OLIVIA, Person, Stage, set_up


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Shared by the tests of a module, which act as people of their own."""
    with set_up(tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def own_stage(tmp_path: Path) -> Iterator[Stage]:
    """For a test that kills the bot or needs the world to itself."""
    with set_up(tmp_path) as stage:
        yield stage


@pytest.fixture
def emma(stage: Stage) -> Person:
    return stage.person(EMMA)


@pytest.fixture
def lucia(stage: Stage) -> Person:
    return stage.person(LUCIA)


@pytest.fixture
def olivia(stage: Stage) -> Person:
    return stage.person(OLIVIA)
