"""Words, stems and look-alikes."""

import pytest

from campaign.answers.asked import Kind, Wanted, holds, wanted
from campaign.answers.bilingual import dictionary, translations
from campaign.answers.cognates import skeleton
from campaign.answers.lookalikes import LookAlikes
from campaign.answers.vocabulary import Vocabulary
from campaign.answers.words import content_stems, fold, tokens


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("México’s", "mexico"),
        ("1,500", "1500"),
        ("2,5", "2.5"),
        ("cuatro", "4"),
        ("Straße", "strasse"),
    ],
)
def test_a_word_is_folded(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_accents_change_no_stem() -> None:
    assert content_stems("reformas energéticas", "es") == content_stems("reforma energetica", "es")


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("privatizacion", "privatization"),
        ("universidad", "university"),
        ("presidenciales", "presidential"),
        ("justifica", "justified"),
    ],
)
def test_cognates_share_their_skeleton(spanish: str, english: str) -> None:
    assert skeleton(spanish) == skeleton(english)


def test_a_typing_error_finds_its_word() -> None:
    known = LookAlikes(Vocabulary(["gandhi", "ganado", "gobierno"]))
    assert set(known.like("ghandi")) == {"gandhi"}
    assert LookAlikes(Vocabulary(["gandhi"])).like("xyz") == {}


def test_the_dictionary_reads_both_ways_and_stays_small() -> None:
    assert ("social", "media") in translations(("redes", "sociales"), "es", "en")
    assert ("red", "social") in translations(("social", "media"), "en", "es")
    assert translations(("leyes",), "es", "en") == translations(("ley",), "es", "en")
    assert translations(("casa",), "es", "fr") == ()
    assert len(dictionary("es", "en")[0]) <= 600


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Who wrote it?", "en", Kind.PERSON),
        ("Which companies signed?", "en", Kind.PERSON),
        ("How quickly must they go?", "en", Kind.NUMBER),
        ("What did she say about it?", "en", Kind.SAYING),
        ("¿En qué año fue?", "es", Kind.DATE),
        ("por que protestan", "es", Kind.REASON),
        ("¿A dónde se iría?", "es", Kind.PLACE),
        ("¿Qué porcentaje ganó?", "es", Kind.NUMBER),
        ("Tell me about the net", "en", Kind.OTHER),
    ],
)
def test_a_question_tells_what_it_asks_for(question: str, language: str, kind: Kind) -> None:
    assert wanted(question, language).kind == kind


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (Kind.NUMBER, "It was 85 percent.", True),
        (Kind.NUMBER, "It was 2012.", False),
        (Kind.DATE, "In December they left.", True),
        (Kind.DATE, "They may march.", False),
        (Kind.PERSON, "It was Ana Gil.", True),
        (Kind.PERSON, "Obrador left.", False),
        (Kind.REASON, "They left because of it.", True),
        (Kind.SAYING, "They left.", False),
    ],
)
def test_a_text_holds_what_is_asked_or_not(kind: Kind, text: str, held: bool) -> None:
    asked = Wanted(kind, "", frozenset({"obrador", "2012"}))
    assert holds(asked, tokens(text), "en") == held


def test_what_answers_stands_near_what_is_asked_for() -> None:
    asked = wanted("Which companies signed?", "en")
    assert asked.noun == "companies"
    assert holds(asked, tokens("It signed with two companies, Ardo and Belt."), "en")
    far = "Ana Gil holds that the deals, of which little is known, were signed by companies."
    assert not holds(asked, tokens(far), "en")
