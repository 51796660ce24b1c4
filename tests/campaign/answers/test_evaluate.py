"""The measures are what their descriptions say, on small files and on the development ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.embedded import Vectors
from campaign.answers.embedders import choose
from campaign.answers.evaluate import Trial, evaluate, learned, outcomes, trial
from campaign.answers.figures import auc, counted, reliability
from campaign.answers.testset import BadQuestions
from campaign.articles.article import Article
from tests.campaign.answers.bag import BagOfWords

SHARED = Path(__file__).parents[4] / "shared"
QUESTIONS = SHARED / "answers"
SEED = SHARED / "articles"

needs_shared = pytest.mark.skipif(
    not QUESTIONS.exists(), reason="the development questions lie outside the project"
)

CONTEXTS = {
    "Bridge": "The bridge of San Telmo was opened in 1921 by Clara Montes. It cost 40 millions.",
    "Radio": "The radio of Jalpa broadcasts in four languages. Its censorship began in 2015.",
}


def _squad(path: Path, asked: dict[str, list[dict[str, Any]]], **contexts: str) -> Path:
    data = [
        {
            "title": title,
            "paragraphs": [{"context": contexts.get(title, context), "qas": asked.get(title, [])}],
        }
        for title, context in CONTEXTS.items()
    ]
    path.write_text(json.dumps({"version": "1.1", "data": data}), "utf-8")
    return path


def _ask(number: str, question: str, *answers: str) -> dict[str, Any]:
    return {
        "id": number,
        "question": question,
        "answers": [{"text": answer, "answer_start": 0} for answer in answers],
        **({} if answers else {"is_impossible": True}),
    }


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    asked = {
        "Bridge": [_ask("1", "Who opened the bridge of San Telmo?", "Clara Montes")],
        "Radio": [_ask("2", "When did the censorship of the radio begin?", "2015")],
    }
    return _squad(tmp_path / "squad.json", asked)


def measure(files: list[Path], *, remove_gold: bool = False, **given: Any) -> dict[str, Any]:
    return evaluate(trial(files, **given), remove_gold=remove_gold)


def test_squad_is_asked_of_its_own_paragraphs(squad: Path) -> None:
    figures = measure([squad])
    assert (figures["questions"], figures["answerable"], figures["unanswerable"]) == (2, 2, 0)
    assert figures["hit_at_1"] == figures["quote_right"] == figures["answered_right"] == 1
    assert figures["false_answers"] is None
    assert figures["auc"] is None
    assert figures["engine"] == "lexical"
    assert set(figures["by_language"]) == {"en"}
    assert figures["p50_ms"] <= figures["p99_ms"]


def test_files_pool_and_their_same_contexts_merge(squad: Path, tmp_path: Path) -> None:
    impossible = {"Bridge": [_ask("3", "How high is the tower of Brooklyn in metres?")]}
    figures = measure([squad, _squad(tmp_path / "more.json", impossible)])
    assert (figures["answerable"], figures["unanswerable"]) == (2, 1)
    assert figures["hit_at_1"] == 1
    assert figures["false_answers"] == 0
    assert figures["auc"] == 1


def test_questions_are_asked_of_another_files_paragraphs(squad: Path, tmp_path: Path) -> None:
    asked = {
        "Radio": [_ask("2", "¿Cuándo empezó la censura de la radio de Jalpa?", "dos mil quince")]
    }
    spanish = _squad(
        tmp_path / "es.json", asked, Radio="La radio.", Bridge="El puente de San Telmo."
    )
    figures = measure([spanish], library=[squad], language="es")
    assert figures["quote_right"] == 1
    assert set(figures["by_language"]) == {"es"}


def test_each_question_is_asked_again_without_its_article(squad: Path) -> None:
    figures = measure([squad], remove_gold=True)
    assert figures["answered_right"] == 1
    assert figures["false_answers"] == 0
    assert figures["auc"] == 1


def test_lines_are_asked_of_the_articles_given(tmp_path: Path, articles: list[Article]) -> None:
    lines = [
        {
            "id": "a",
            "language": "es",
            "question": "¿Cuándo empezó la censura de la radio de Jalpa?",
            "answerable": True,
            "gold": ["began in 2015"],
        },
        {"id": "b", "language": "en", "question": "Who won?", "answerable": False, "gold": []},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    figures = measure([path], articles=articles, remove_gold=True)
    assert figures["by_language"]["es"]["quote_right"] == 1
    assert figures["by_language"]["en"]["answerable"] == 0
    assert figures["false_answers"] == 0


def test_a_library_is_read_from_files_and_folders(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "radio.md").write_text(f"# Radio\n\n{CONTEXTS['Radio']}", "utf-8")
    (folder / "notes.pdf").write_bytes(b"not an article")
    path = tmp_path / "questions.jsonl"
    line = {"id": 1, "question": "When did the censorship begin?", "answerable": True}
    path.write_text(json.dumps({**line, "gold": ["“2015”"]}), "utf-8")
    assert measure([path], library=[folder])["quote_right"] == 1


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", "{}"), ("a.json", "[]"), ("b.jsonl", "x")])
def test_a_file_without_questions_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(BadQuestions):
        measure([path])


CONFIDENCES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75]), min_size=1, max_size=12)


@given(CONFIDENCES, CONFIDENCES)
def test_auc_counts_every_pair_and_ties_half(yes: list[float], no: list[float]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
    assert auc(yes, no) == pytest.approx(sum(pairs) / len(pairs))


@needs_shared
def test_the_real_article_is_answered_honestly_in_both_languages() -> None:
    figures = measure([QUESTIONS / "article-questions.jsonl"], library=[SEED])
    for language, hits in (("en", 0.9), ("es", 0.85)):
        found = figures["by_language"][language]
        assert found["hit_at_1"] >= hits
        assert found["answered_right"] >= 0.8
        assert found["false_answers"] <= 0.2


@needs_shared
def test_colloquial_spanish_is_understood() -> None:
    aliases = {"AMLO": "Andrés Manuel López Obrador"}
    file = QUESTIONS / "colloquial-questions.jsonl"
    figures = measure([file], library=[SEED], aliases=aliases)
    assert figures["quote_right"] >= 0.8
    assert figures["false_answers"] <= 0.25


@needs_shared
def test_retrieval_holds_what_plain_stems_promise() -> None:
    english = measure([QUESTIONS / "xquad-dev.en.json"], language="en")
    assert english["hit_at_1"] >= 0.93
    assert english["quote_right"] >= 0.87
    crossing = measure(
        [QUESTIONS / "xquad-dev.es.json"],
        library=[QUESTIONS / "xquad-dev.en.json"],
        language="es",
    )
    assert crossing["hit_at_1"] >= 0.7


async def test_vectors_are_made_once_and_change_what_is_found(squad: Path) -> None:
    asked = trial([squad])
    told: list[tuple[int, int]] = []
    bag = BagOfWords()
    vectors = await learned(bag, asked, lambda done, total: told.append((done, total)))
    assert isinstance(vectors, Vectors)
    assert told[-1][0] == told[-1][1] > 0
    figures = evaluate(asked, vectors=vectors)
    assert figures["engine"] == bag.name
    assert figures["quote_right"] == 1
    again: list[tuple[int, int]] = []
    await vectors.learn([], [], lambda done, total: again.append((done, total)))
    assert again == []


async def test_without_an_embedder_there_are_no_vectors() -> None:
    assert await learned(None, Trial([], []), lambda done, total: None) is None


def test_shares_are_told_with_their_counts(squad: Path) -> None:
    figures = measure([squad], remove_gold=True)
    assert counted("answered_right", figures) == (2, 2)
    assert counted("false_answers", figures) == (0, 2)
    assert counted("p50_ms", figures) is None


def test_reliability_counts_each_quote_in_its_tenth(squad: Path) -> None:
    rows = reliability(outcomes(trial([squad])))
    assert [row["from"] for row in rows] == [tenth / 10 for tenth in range(10)]
    assert sum(row["quotes"] for row in rows) == 2
    assert all(row["right"] in {None, 1.0} for row in rows)


@needs_shared
@pytest.mark.long
async def test_meaning_finds_the_real_articles_answers_in_both_languages() -> None:
    choice = await choose("e5")
    if choice.embedder is None:
        pytest.skip(choice.why)
    asked = trial([QUESTIONS / "article-questions.jsonl"], library=[SEED])
    vectors = await learned(choice.embedder, asked, lambda done, total: None)
    await choice.embedder.close()
    for found in evaluate(asked, vectors=vectors)["by_language"].values():
        assert found["hit_at_1"] >= 0.95
        assert found["answered_right"] >= 0.9
        assert found["false_answers"] <= 0.15
