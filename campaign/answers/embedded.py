"""A library with its vectors in memory, for measuring: nothing is read from a database."""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter

from campaign.answers.embedders import BATCH, Embedder
from campaign.answers.postings import Floats
from campaign.answers.reading import LibraryReader
from campaign.answers.texts import text_hash
from campaign.answers.vectors import Matrix, pack, unpack

Tell = Callable[[int, int], None]
"""Called with how many texts are embedded, of how many."""


class Vectors:
    """Vectors of questions and texts as an embedder made them, kept as the database keeps them.

    `seconds` is how long each question took. What could not be embedded is missing.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._packed: dict[bytes, bytes] = {}
        self._questions: dict[str, Floats] = {}
        self.seconds: dict[str, float] = {}

    async def learn(self, questions: Iterable[str], texts: Iterable[str], tell: Tell) -> None:
        """Embed what is not embedded yet."""
        wanted = {text_hash(each): each for each in texts}
        missing = [(key, text) for key, text in wanted.items() if key not in self._packed]
        asked = [each for each in dict.fromkeys(questions) if each not in self._questions]
        total = len(asked) + len(missing)
        for done, question in enumerate(asked):
            await self._ask(question)
            tell(done + 1, total)
        for start in range(0, len(missing), BATCH):
            await self._pack(missing[start : start + BATCH])
            tell(len(asked) + min(start + BATCH, len(missing)), total)

    def question(self, text: str) -> Floats | None:
        """The vector of a question; None where there is none."""
        return self._questions.get(text)

    def placed(self, reader: LibraryReader) -> LibraryReader:
        """The same library, with these vectors."""
        matrix = Matrix(reader.hashes(), self._embedder.dimension)
        matrix.fill(self._packed)
        return reader.with_vectors(matrix, self._embedder.name)

    def sentences(self, hashes: Iterable[bytes]) -> dict[bytes, Floats]:
        """The vectors of sentences, by hash."""
        kept = {key: self._packed[key] for key in hashes if key in self._packed}
        return unpack(kept, self._embedder.dimension)

    async def _ask(self, question: str) -> None:
        started = perf_counter()
        vector = await self._embedder.question(question)
        self.seconds[question] = perf_counter() - started
        if vector is not None:
            self._questions[question] = vector

    async def _pack(self, part: Sequence[tuple[bytes, str]]) -> None:
        vectors = await self._embedder.passages([text for _, text in part])
        if vectors is not None:
            self._packed.update(zip((key for key, _ in part), pack(vectors), strict=True))
