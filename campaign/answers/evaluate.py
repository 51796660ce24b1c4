"""How good the answers are, measured on files of questions whose answers are known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any

from campaign.answers.entries import Entry, entries_of
from campaign.answers.language import detect
from campaign.answers.quote import LONGEST, MOST_SENTENCES
from campaign.answers.reading import LibraryReader, Reader, Reading
from campaign.answers.testset import TestQuestion, read_library, read_questions
from campaign.articles.article import Article
from campaign.articles.sentences import sentences

NewReader = Callable[[Sequence[Article], Mapping[str, str]], Reader]
Figures = dict[str, Any]

_MARKS = str.maketrans("", "", "\"'“”‘’«»‹›„‚`´")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One question asked: where the gold passage came, and what came of the quote.

    `alone` is the reading of the second asking, without the article that the question belongs to.
    """

    language: str
    answerable: bool
    rank: int | None
    right: bool
    answered: bool
    confidence: float
    seconds: float
    alone: Reading | None


def evaluate(
    files: Sequence[Path],
    *,
    articles: Sequence[Article] = (),
    library: Sequence[Path] = (),
    language: str | None = None,
    remove_gold: bool = False,
    aliases: Mapping[str, str] | None = None,
    new_reader: NewReader = LibraryReader,
) -> Figures:
    """The figures of questions asked of a library; shares from 0 to 1, `None` where there is none.

    The library is what `library` names (articles, folders, or one file in SQuAD's form), else what
    the question files bring, else `articles`. With `remove_gold` each question is asked a second
    time without the article that it belongs to. Raises `BadQuestions` and what `sources.read` does.
    """
    paired = library[0] if len(library) == 1 and library[0].suffix == ".json" else None
    questions, brought = read_questions(files, paired, language)
    shelf = read_library(library) if library and paired is None else brought or list(articles)
    bench = _Bench(shelf, aliases or {}, new_reader, remove_gold=remove_gold)
    outcomes = [bench.ask(question) for question in questions]
    figures = _figures(outcomes)
    figures["index_ms"] = bench.index_ms
    figures["by_language"] = {
        spoken: _figures([each for each in outcomes if each.language == spoken])
        for spoken in sorted({each.language for each in outcomes})
    }
    figures["engine"] = bench.reader.name
    return figures


class _Bench:
    """A library under measurement, and the same without each of its articles when asked for."""

    def __init__(
        self,
        articles: Sequence[Article],
        aliases: Mapping[str, str],
        new_reader: NewReader,
        *,
        remove_gold: bool,
    ) -> None:
        self._articles = articles
        self._aliases = aliases
        self._new_reader = new_reader
        self._remove_gold = remove_gold
        self._without: dict[frozenset[int], Reader] = {}
        started = perf_counter()
        self.reader = new_reader(articles, aliases)
        self.index_ms = round((perf_counter() - started) * 1_000, 3)

    def ask(self, question: TestQuestion) -> _Outcome:
        """Ask a question once, and once more without its article."""
        language = question.language or detect(question.text).language or "en"
        started = perf_counter()
        reading = _asked(self.reader, question.text, language)
        seconds = perf_counter() - started
        alone = (
            _asked(self._alone(question), question.text, language) if self._remove_gold else None
        )
        ranks = (at for at, each in enumerate(reading.found) if is_gold(question, each.entry))
        return _Outcome(
            language=language,
            answerable=question.answerable,
            rank=next(ranks, None) if question.answerable else None,
            right=question.answerable
            and reading.quote is not None
            and is_right(question, reading.quote.text),
            answered=reading.status == "answer",
            confidence=reading.confidence,
            seconds=seconds,
            alone=alone,
        )

    def _alone(self, question: TestQuestion) -> Reader:
        gone = frozenset(self._gold_articles(question))
        if not gone:
            return self.reader
        if gone not in self._without:
            rest = [article for article in self._articles if article.id not in gone]
            self._without[gone] = self._new_reader(rest, self._aliases)
        return self._without[gone]

    def _gold_articles(self, question: TestQuestion) -> Iterable[int]:
        if question.home is not None:
            return [question.home.article]
        return [
            article.id
            for article in self._articles
            if any(is_gold(question, entry) for entry in entries_of(article))
        ]


def _asked(reader: Reader, question: str, language: str) -> Reading:
    return reader.read(reader.shortlist(question, language, None), {})


def is_gold(question: TestQuestion, entry: Entry) -> bool:
    """Whether a passage holds a gold span, in the paragraph that the question belongs to."""
    home = question.home
    if home is not None and not (
        entry.article.id == home.article
        and home.start <= entry.passage.start
        and entry.passage.end <= home.end
    ):
        return False
    return _holds_any(entry.text, question.gold)


def is_right(question: TestQuestion, quoted: str) -> bool:
    """Whether a quote holds a gold span; a quote longer than one may be is wrong."""
    if len(quoted) > LONGEST or len(sentences(quoted)) > MOST_SENTENCES:
        return False
    return _holds_any(quoted, question.gold)


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The likelihood that a positive's confidence is over a negative's, ties counting half."""
    if not positive or not negative:
        return None
    ranked = sorted([(each, 1) for each in positive] + [(each, 0) for each in negative])
    wins = 0.0
    below = at = 0
    while at < len(ranked):
        same = [kind for value, kind in ranked[at:] if value == ranked[at][0]]
        ties = len(same) - sum(same)
        wins += sum(same) * (below + ties / 2)
        below += ties
        at += len(same)
    return wins / (len(positive) * len(negative))


def _figures(outcomes: Sequence[_Outcome]) -> Figures:
    answerable = [each for each in outcomes if each.answerable]
    unanswerable = [each for each in outcomes if not each.answerable]
    second = [each.alone for each in outcomes if each.alone is not None]
    refused = [each.confidence for each in second or unanswerable]
    false = [each.status == "answer" for each in second] or [x.answered for x in unanswerable]
    times = sorted(each.seconds * 1_000 for each in outcomes)
    figures: Figures = {
        "questions": len(outcomes),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "hit_at_1": _share(each.rank == 0 for each in answerable),
        "hit_at_3": _share(each.rank is not None and each.rank < 3 for each in answerable),
        "mrr_at_10": _share(0 if x.rank is None else 1 / (x.rank + 1) for x in answerable),
        "quote_right": _share(each.right for each in answerable),
        "answered": _share(each.answered for each in answerable),
        "answered_right": _share(each.answered and each.right for each in answerable),
        "false_answers": _share(false),
        "auc": _rounded(auc([each.confidence for each in answerable], refused)),
        "p50_ms": _quantile(times, 0.50),
        "p99_ms": _quantile(times, 0.99),
    }
    return figures


def _share(values: Iterable[float]) -> float | None:
    counted = list(values)
    return _rounded(mean(counted)) if counted else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3) if ordered else None


def _holds_any(text: str, gold: Iterable[str]) -> bool:
    plain = _plain(text)
    return any(_plain(span) in plain for span in gold)


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).casefold().split())
