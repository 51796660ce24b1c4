"""The compact index finds and weighs what a plain one would, and gives every text back whole."""

import math
from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers import lexical, postings
from campaign.answers.cognates import ALIKE, SAME, likeness, skeleton
from campaign.answers.entries import EntriesBuilder, Entry, entries_of
from campaign.answers.lexical import LanguageIndex
from campaign.answers.lookalikes import LookAlikes
from campaign.answers.postings import K1, PERFECT, B
from campaign.answers.texts import text_hash
from campaign.answers.vocabulary import Vocabulary
from campaign.answers.words import content_stems, stem, tokens
from campaign.articles.article import Article

WORDS = st.text(alphabet="abcdeñóé中𝔘", min_size=1, max_size=6)


@pytest.fixture(scope="module")
def indexes(articles: list[Article]) -> dict[str, LanguageIndex]:
    return lexical.index(articles)


def _plain_weights(entries: list[Entry], language: str) -> list[dict[str, float]]:
    """BM25 as the book has it, a heading's word counting half and a title's six tenths."""
    bodies = [content_stems(entry.text, language) for entry in entries]
    average = sum(map(len, bodies)) / len(bodies)
    weights = []
    for entry, body in zip(entries, bodies, strict=True):
        counted: dict[str, float] = dict(Counter(body))
        for text, weight in ((entry.passage.heading, 0.5), (entry.article.title, 0.6)):
            for stemmed in content_stems(text, language):
                counted[stemmed] = counted.get(stemmed, 0.0) + weight
        norm = K1 * (1 - B + B * len(body) / average)
        weights.append({s: count * PERFECT / (count + norm) for s, count in counted.items()})
    return weights


@pytest.mark.parametrize("language", ["en", "es"])
def test_weights_are_those_of_a_plain_index(
    articles: list[Article], indexes: dict[str, LanguageIndex], language: str
) -> None:
    own = [article for article in articles if article.language == language]
    entries = [each for article in own for each in entries_of(article)]
    plain = _plain_weights(entries, language)
    for stemmed in {each for weights in plain for each in weights}:
        found = indexes[language].saturations({stemmed: 1.0}).tolist()
        assert found == pytest.approx([each.get(stemmed, 0.0) for each in plain], rel=1e-6)


@pytest.mark.parametrize("limit", [1, 7])
def test_an_index_made_in_parts_is_the_same(
    articles: list[Article],
    indexes: dict[str, LanguageIndex],
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
) -> None:
    for module in (lexical, postings):
        monkeypatch.setattr(module, "SEALED_AT", limit)
    for language, parted in lexical.index(articles).items():
        whole = indexes[language]
        words = {token.folded for entry in whole.entries for token in tokens(entry.text)}
        for word in words:
            stemmed = stem(word, language)
            assert parted.frequency(stemmed) == whole.frequency(stemmed)
            assert parted.is_name(word) == whole.is_name(word)
            weights = (each.saturations({stemmed: 1.0}).tolist() for each in (parted, whole))
            assert next(weights) == next(weights)


def test_the_best_of_several_stems_counts(indexes: dict[str, LanguageIndex]) -> None:
    english = indexes["en"]
    bridge, radio = (english.saturations({each: 1.0}) for each in ("bridg", "radio"))
    both = english.saturations({"bridg": 1.0, "radio": 0.5, "nowhere": 1.0})
    assert both.tolist() == pytest.approx(np.maximum(bridge, radio / 2).tolist())


def test_a_stem_of_titles_alone_counts_as_one_passage(indexes: dict[str, LanguageIndex]) -> None:
    assert indexes["es"].frequency("ciud") >= 1
    assert indexes["es"].frequency("nowhere") == 0
    assert indexes["es"].idf(["nowhere"]) == math.log(1 + (len(indexes["es"].entries) + 0.5) / 0.5)


def test_a_name_is_what_is_only_ever_written_with_a_capital(
    indexes: dict[str, LanguageIndex],
) -> None:
    english = indexes["en"]
    assert english.is_name("montes")
    assert not english.is_name("bridge")
    assert not english.is_name("nowhere")


def test_entries_come_back_as_they_went_in(
    articles: list[Article], indexes: dict[str, LanguageIndex]
) -> None:
    for language, index in indexes.items():
        own = [article for article in articles if article.language == language]
        expected = [each for article in own for each in entries_of(article)]
        assert [(each.text, each.passage, each.place) for each in index.entries] == [
            (each.text, each.passage, each.place) for each in expected
        ]
        assert [each.article.id for each in index.entries] == [x.article.id for x in expected]
        assert index.entries.hashes() == [text_hash(each.text) for each in expected]
        assert [x.text for x in index.entries.of_article(own[0].id)] == [
            x.text for x in entries_of(own[0])
        ]


def test_an_entry_is_sliced_by_the_offsets_of_the_body(articles: list[Article]) -> None:
    for article in articles:
        for entry in entries_of(article):
            start, end = entry.passage.start + 2, entry.passage.end - 1
            assert entry.slice(start, end) == article.body[start:end]


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=12))
def test_any_text_survives_being_kept(texts: list[str]) -> None:
    builder = EntriesBuilder()
    article = _article("\n\n".join(texts))
    kept = list(entries_of(article))
    for entry in kept:
        builder.add(entry)
    assert [each.text for each in builder.done()] == [each.text for each in kept]


@given(st.sets(WORDS, max_size=40), WORDS)
def test_a_vocabulary_finds_its_words_and_no_others(words: set[str], other: str) -> None:
    vocabulary = Vocabulary(words)
    assert sorted(vocabulary) == sorted(words)
    assert all(vocabulary[vocabulary.find(word)] == word for word in words)
    assert (vocabulary.find(other) >= 0) == (other in words)


@given(st.lists(st.sets(WORDS, max_size=10), max_size=4))
def test_merged_vocabularies_know_where_each_word_went(parts: list[set[str]]) -> None:
    vocabularies = [Vocabulary(part) for part in parts]
    whole, numbers = Vocabulary.merged(vocabularies)
    assert sorted(whole) == sorted(set().union(*parts))
    for vocabulary, renumbered in zip(vocabularies, numbers, strict=True):
        assert [whole[number] for number in renumbered.tolist()] == list(vocabulary)


@given(st.sets(WORDS, max_size=40), st.text(alphabet="abñ中", max_size=3))
def test_words_with_one_beginning_stand_together(words: set[str], start: str) -> None:
    vocabulary = Vocabulary(words)
    low, high = vocabulary.beginning_with(start)
    together = {vocabulary[number] for number in range(low, high)}
    assert together == {word for word in words if word.startswith(start)}


@given(st.sets(st.text(alphabet="abcdeinorst", min_size=1, max_size=9), max_size=60), st.data())
def test_look_alikes_are_all_found(words: set[str], data: st.DataObject) -> None:
    asked = data.draw(st.text(alphabet="abcdeinorst", min_size=4, max_size=9))
    bones = skeleton(asked)
    family = {word: skeleton(word) for word in words if skeleton(word)[:2] == bones[:2]}
    family = {word: each for word, each in family.items() if len(each) >= 3}
    same = dict.fromkeys((word for word, each in family.items() if each == bones), SAME)
    near = {word: likeness(bones, each) for word, each in family.items()}
    expected = same or {word: SAME * how for word, how in near.items() if how >= ALIKE}
    found = LookAlikes(Vocabulary(words)).like(asked)
    assert found == (expected if len(bones) >= 3 else {})


def _article(body: str) -> Article:
    then = datetime(2026, 1, 1, tzinfo=UTC)
    return Article(1, "a", "a", "en", "A", "", "", None, "", body, then, then)
