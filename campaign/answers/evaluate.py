"""How good the answers are, measured on files of questions whose answers are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from campaign.answers.embedded import Tell, Vectors
from campaign.answers.embedders import Embedder
from campaign.answers.entries import Entry, entries_of
from campaign.answers.figures import Figures, Outcome, figures, reliability
from campaign.answers.language import detect
from campaign.answers.quote import LONGEST, MOST_SENTENCES
from campaign.answers.reading import LibraryReader, Reading
from campaign.answers.testset import TestQuestion, read_library, read_questions
from campaign.answers.texts import texts
from campaign.articles.article import Article
from campaign.articles.sentences import sentences

_MARKS = str.maketrans("", "", "\"'“”‘’«»‹›„‚`´")


@dataclass(frozen=True)
class Trial:
    """Questions, the articles that they are asked of, and what the campaign adds to them."""

    questions: Sequence[TestQuestion]
    articles: Sequence[Article]
    aliases: Mapping[str, str] = field(default_factory=dict)
    threshold: float | None = None

    def reader(self, without: frozenset[int] = frozenset()) -> LibraryReader:
        """The library, or what is left of it without some articles."""
        kept = [article for article in self.articles if article.id not in without]
        return LibraryReader(kept, self.aliases, self.threshold)


def trial(
    files: Sequence[Path],
    *,
    articles: Sequence[Article] = (),
    library: Sequence[Path] = (),
    language: str | None = None,
    aliases: Mapping[str, str] | None = None,
    threshold: float | None = None,
) -> Trial:
    """The questions of all files, and the library that they are asked of.

    The library is what `library` names (articles, folders, or one file in SQuAD's form), else what
    the question files bring, else `articles`. Raises `BadQuestions` and what `sources.read` does.
    """
    paired = library[0] if len(library) == 1 and library[0].suffix == ".json" else None
    questions, brought = read_questions(files, paired, language)
    shelf = read_library(library) if library and paired is None else brought or list(articles)
    return Trial(questions, shelf, aliases or {}, threshold)


async def learn(vectors: Vectors, asked: Trial, tell: Tell) -> None:
    """Embed all that a trial needs and that is not embedded yet."""
    reader = asked.reader()
    wordings = [reader.worded(each.text, language_of(each)) for each in asked.questions]
    await vectors.learn(wordings, texts(asked.articles), tell)


async def learned(embedder: Embedder | None, asked: Trial, tell: Tell) -> Vectors | None:
    """The vectors of a trial; None where there is no embedder."""
    if embedder is None:
        return None
    vectors = Vectors(embedder)
    await learn(vectors, asked, tell)
    return vectors


def evaluate(asked: Trial, *, remove_gold: bool = False, vectors: Vectors | None = None) -> Figures:
    """The figures of a trial; with `remove_gold` each question is asked again without its article.

    Without vectors the library is asked by words alone.
    """
    bench = _Bench(asked, vectors)
    outcomes = [bench.ask(question, again=remove_gold) for question in asked.questions]
    return {
        **figures(outcomes),
        "index_ms": bench.index_ms,
        "by_language": {
            spoken: figures([each for each in outcomes if each.language == spoken])
            for spoken in sorted({each.language for each in outcomes})
        },
        "reliability": reliability(outcomes),
        "engine": bench.reader.name,
    }


def outcomes(asked: Trial, vectors: Vectors | None = None) -> list[Outcome]:
    """What came of each question of a trial."""
    bench = _Bench(asked, vectors)
    return [bench.ask(question, again=False) for question in asked.questions]


def language_of(question: TestQuestion) -> str:
    """The language of a question, as its file says or as it looks."""
    return question.language or detect(question.text).language or "en"


class _Bench:
    """A library under measurement, and the same without each of its articles when asked for."""

    def __init__(self, asked: Trial, vectors: Vectors | None) -> None:
        self._asked = asked
        self._vectors = vectors
        self._without: dict[frozenset[int], LibraryReader] = {}
        started = perf_counter()
        self.reader = self._reader(frozenset())
        self.index_ms = round((perf_counter() - started) * 1_000, 3)

    def ask(self, question: TestQuestion, *, again: bool) -> Outcome:
        """Ask a question once, and once more without its article."""
        started = perf_counter()
        reading = self._read(self.reader, question)
        seconds = perf_counter() - started + self._embedding(question)
        alone = self._read(self._alone(question), question) if again else None
        ranks = (at for at, each in enumerate(reading.found) if is_gold(question, each.entry))
        quoted = reading.quote.text if reading.quote else ""
        return Outcome(
            language=language_of(question),
            answerable=question.answerable,
            rank=next(ranks, None) if question.answerable else None,
            right=question.answerable and bool(quoted) and is_right(question, quoted),
            answered=reading.status == "answer",
            confidence=reading.confidence,
            seconds=seconds,
            alone=alone.confidence if alone else None,
            answered_alone=alone.status == "answer" if alone else None,
        )

    def _reader(self, without: frozenset[int]) -> LibraryReader:
        reader = self._asked.reader(without)
        return reader if self._vectors is None else self._vectors.placed(reader)

    def _read(self, reader: LibraryReader, question: TestQuestion) -> Reading:
        language = language_of(question)
        if self._vectors is None:
            return reader.ask(question.text, language)
        vector = self._vectors.question(self.reader.worded(question.text, language))
        shortlist = reader.shortlist(question.text, language, vector)
        return reader.read(shortlist, self._vectors.sentences(shortlist.wanted))

    def _embedding(self, question: TestQuestion) -> float:
        """How long the question took to embed, in seconds."""
        if self._vectors is None:
            return 0.0
        wording = self.reader.worded(question.text, language_of(question))
        return self._vectors.seconds.get(wording, 0.0)

    def _alone(self, question: TestQuestion) -> LibraryReader:
        gone = frozenset(self._gold_articles(question))
        if not gone:
            return self.reader
        if gone not in self._without:
            self._without[gone] = self._reader(gone)
        return self._without[gone]

    def _gold_articles(self, question: TestQuestion) -> Iterable[int]:
        if question.home is not None:
            return [question.home.article]
        return [
            article.id
            for article in self._asked.articles
            if any(is_gold(question, entry) for entry in entries_of(article))
        ]


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


def _holds_any(text: str, gold: Iterable[str]) -> bool:
    plain = _plain(text)
    return any(_plain(span) in plain for span in gold)


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).casefold().split())
