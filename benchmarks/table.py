"""Print how good the answers are: the table of the README, measured here.

    python benchmarks/table.py ../shared/answers --seed ../shared/articles

What is in FOLDER is told in `docs/answers.md`. Embedding it all takes some minutes the first time;
nothing is kept.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.cli.tables import of_reliability, shown
from campaign import manifest
from campaign.answers.embedded import Vectors
from campaign.answers.embedders import WANTED, choose
from campaign.answers.evaluate import Trial, evaluate, learn, trial
from campaign.answers.figures import Figures

EXAMPLE = Path(__file__).parents[1] / "examples/free-internet"
SHOWN = ("hit_at_1", "quote_right", "answered_right", "false_answers", "auc")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; `language` takes that part of the figures alone."""

    name: str
    trial: Trial
    remove_gold: bool = False
    language: str | None = None


def rows(folder: Path, seed: Path) -> Iterator[Row]:
    """The seven lines."""
    aliases = manifest.load(EXAMPLE).aliases
    xquad = {each: folder / f"xquad-dev.{each}.json" for each in ("en", "es")}
    for asked, told in (("en", "en"), ("es", "es"), ("es", "en")):
        library = () if asked == told else (xquad[told],)
        questions = trial([xquad[asked]], library=library, language=asked, aliases=aliases)
        yield Row(f"XQuAD {asked} -> {told}", questions, remove_gold=True)
    article = trial([folder / "article-questions.jsonl"], library=[seed], aliases=aliases)
    for language in ("en", "es"):
        yield Row(f"the real article, {language}", article, language=language)
    colloquial = trial([folder / "colloquial-questions.jsonl"], library=[seed], aliases=aliases)
    yield Row("the real article, colloquial Spanish", colloquial)
    adversarial = [xquad["en"], folder / "xquad-dev.unanswerable.en.json"]
    yield Row("SQuAD 2.0 adversarial", trial(adversarial, language="en", aliases=aliases))


async def vectors_of(every: Iterable[Row], wanted: str) -> tuple[Vectors | None, str]:
    """What all lines need, and why this embedder was taken."""
    choice = await choose(wanted)
    if choice.embedder is None:
        return None, f"by words alone, {choice.why}"
    vectors = Vectors(choice.embedder)
    for row in every:
        await learn(vectors, row.trial, _tell)
    print(file=sys.stderr)
    await choice.embedder.close()
    return vectors, f"{choice.embedder.model}, {choice.why}"


def _tell(done: int, total: int) -> None:
    if done == total or done % 64 == 0:
        print(f"\rembedded {done} of {total}   ", end="", file=sys.stderr, flush=True)


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure and print; say so where there is nothing to measure with."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=Path, required=True, help="folder of the real article")
    parser.add_argument("--embedder", choices=[each for each in WANTED if each != "http"])
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    if not given.folder.exists():
        print(f"There is nothing to measure with: {given.folder} is not there.")
        return
    every = list(rows(given.folder, given.seed))
    vectors, why = asyncio.run(vectors_of(every, given.embedder or "auto"))
    print(f"\nFound with {why}\n")
    print("|  |", " | ".join(SHOWN), "|")
    print("| --- |" + " --- |" * len(SHOWN))
    measured = [evaluate(row.trial, remove_gold=row.remove_gold, vectors=vectors) for row in every]
    for row, figures in zip(every, measured, strict=True):
        part = figures["by_language"][row.language] if row.language else figures
        print(f"| {row.name} |", " | ".join(shown(name, part) for name in SHOWN), "|")
    print("\nOf all quotes at a confidence, so many are right:\n")
    Console().print(of_reliability(_pooled(measured)))


def _pooled(measured: Iterable[Figures]) -> list[Figures]:
    pooled: list[Figures] = []
    for tenths in zip(*(figures["reliability"] for figures in measured), strict=True):
        quotes = sum(each["quotes"] for each in tenths)
        right = sum(each["quotes"] * (each["right"] or 0) for each in tenths)
        share = right / quotes if quotes else None
        pooled.append({"from": tenths[0]["from"], "quotes": quotes, "right": share})
    return pooled


if __name__ == "__main__":
    main()
