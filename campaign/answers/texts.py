"""The texts that vectors are made of, and the hashes by which those vectors are kept."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from campaign.articles.article import Article
from campaign.articles.passages import passages
from campaign.articles.sentences import sentences

HASH_LENGTH = 16
"""Bytes of a hash."""


def text_hash(text: str) -> bytes:
    """The first 16 bytes of the SHA-256 of a passage or sentence, white space folded."""
    role = b"passage\0"
    plain = " ".join(text.split()).encode("utf-8", "surrogatepass")
    return sha256(role + plain).digest()[:HASH_LENGTH]


def sentence_texts(passage: str) -> list[str]:
    """The sentences of a passage as they are embedded."""
    return [passage[each.start : each.end] for each in sentences(passage)]


def texts(articles: Iterable[Article]) -> Iterator[str]:
    """Every text of a library that wants a vector, passages first; some may come twice."""
    kept = list(articles)
    for article in kept:
        for passage in passages(article.body):
            yield article.body[passage.start : passage.end]
    for article in kept:
        for passage in passages(article.body):
            yield from sentence_texts(article.body[passage.start : passage.end])
