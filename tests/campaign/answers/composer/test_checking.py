"""Nothing that a machine wrote is shown unless the quotes that it cites carry it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.composer.checking import Sentence, Unfounded, check
from campaign.answers.composer.reply import Written
from campaign.articles import sources
from campaign.articles.sentences import sentences
from tests.campaign.answers.composer.conftest import (
    DEALS,
    PROTESTS,
    QUOTES,
    RUNS,
    WEALTH,
    quote,
)
from tests.stage import CAMPAIGN

ARTICLES = CAMPAIGN / "articles"
PLAIN = re.compile(r"[^<>@#/\\*_`\[\]{}|~^&=+\x00-\x1f\x7f-\x9f\u200b-\u206f\ud800-\udfff]*")


def shown(text: str, language: str, *numbers: int) -> str:
    return check([Written(text, numbers)], language, QUOTES)[0].text


def refused(text: str, language: str, *numbers: int) -> str:
    with pytest.raises(Unfounded) as problem:
        check([Written(text, numbers)], language, QUOTES)
    return str(problem.value)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        (
            "Los acuerdos del INE con Google, Facebook y Twitter buscan manipular la elección.",
            "es",
            1,
        ),
        ("Los acuerdos buscan manipular el resultado de la elección del 1 de julio.", "es", 1),
        ("The deals aim at manipulating the outcome of the election on 1 July.", "en", 1),
        (
            "Perdió la presidencia en 2006 por menos de 1 % y en 2012 contra Enrique Pena Nieto.",
            "es",
            2,
        ),
        ("El 10 por ciento controla dos tercios de la riqueza del país.", "es", 3),
        ("The top 10% controls two thirds of the wealth.", "en", 3),
        (
            "Según un estudio de las Naciones Unidas, son más de dos millones en la pobreza.",
            "es",
            3,
        ),
        ("Protests in Oaxaca on March 3, 2017 were against a 20% hike, the “gasolinazo”.", "en", 4),
        (
            "La revelación: «the top 10 percent controls two-thirds of the country’s wealth».",
            "es",
            3,
        ),
    ],
)
def test_what_a_quote_carries_is_shown(text: str, language: str, number: int) -> None:
    assert shown(text, language, number) == text


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("Los acuerdos buscan manipular la elección del 2 de julio.", "es", 1),
        ("Los acuerdos buscan manipular la elección de agosto.", "es", 1),
        ("Perdió la presidencia por menos de 1 punto en 2018.", "es", 2),
        ("Perdió la presidencia en 2006 por menos de 2 por ciento.", "es", 2),
        ("Perdió la presidencia en 2006 por menos de 1 millón.", "es", 2),
        ("El 10 por ciento controla tres cuartos de la riqueza.", "es", 3),
        ("El 10 por ciento controla la mitad de la riqueza.", "es", 3),
        ("The top ten million controls two-thirds of the wealth.", "en", 3),
        ("Over 20 million more fall below the official poverty rate.", "en", 3),
        ("Over 2,000 more fall below the official poverty rate.", "en", 3),
        ("Over dos millones more fall below the official poverty rate.", "en", 4),
        ("The protests in Oaxaca on March 20, 2017 were against a hike.", "en", 4),
        ("The protests in Oaxaca in April were against a hike.", "en", 4),
        ("Hubo protestas en Oaxaca por vigésima vez contra un alza.", "es", 4),
        ("Hubo decenas de protestas en Oaxaca contra un alza.", "es", 4),
        ("The protests in Oaxaca on Monday were against a hike.", "en", 4),
    ],
)
def test_a_number_or_date_that_is_not_in_the_quote_is_refused(
    text: str, language: str, number: int
) -> None:
    assert refused(text, language, number) == "a number or a date that is not in its source"


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("Los acuerdos del INE con Google y Amazon buscan manipular la elección.", "es", 1),
        ("Trump y el INE buscan manipular el resultado de la elección.", "es", 1),
        ("El CIA busca manipular el resultado de la elección con Google.", "es", 1),
        ("Perdió la presidencia en 2012 contra Enrique Obrador.", "es", 2),
        ("Perdió la presidencia en 2012 contra Nieto Enrique.", "es", 2),
        ("Los acuerdos de oaxaca con Google buscan manipular la elección.", "es", 1),
        ("Los acuerdos con iPhone buscan manipular el resultado de la elección.", "es", 1),
    ],
)
def test_a_name_that_is_not_in_the_quote_is_refused(text: str, language: str, number: int) -> None:
    assert refused(text, language, number) == "a name that is not in its source"


@pytest.mark.parametrize(
    "text",
    [
        "The deals are “aimed at defending the outcome” of the election.",
        'The deals are "aimed at Manipulating the outcome" of the election.',
        "The deals are “aimed at manipulating the election.",
        "The deals are 'aimed at manipulating' the outcome of the election.",
        "The deals are “” aimed at manipulating the outcome.",
        "The deals are “eals between the Mexican” Institute and Google.",
        "The deals are “aimed «at manipulating» the outcome”.",
    ],
)
def test_a_quotation_that_is_not_letter_by_letter_is_refused(text: str) -> None:
    assert refused(text, "en", 1) == "a quotation that is not in its source"


def test_a_fact_of_a_quote_that_is_not_cited_is_refused() -> None:
    text = "The top 10 percent controls two-thirds of the wealth."
    assert shown(text, "en", 1, 3) == text
    assert refused(text, "en", 1) == "a number or a date that is not in its source"


@pytest.mark.parametrize("numbers", [(), (0,), (-1,), (5,), (1, 99)])
def test_a_sentence_without_a_quote_that_there_is_is_refused(numbers: tuple[int, ...]) -> None:
    text = "The deals aim at manipulating the outcome."
    assert refused(text, "en", *numbers) == "a sentence without a quote that carries it"


def test_a_text_about_something_else_is_refused() -> None:
    assert refused("La petición fue cancelada, paga ahora tu multa.", "es", 1) == (
        "words that are not in its source"
    )


def test_a_no_that_no_quote_says_is_refused() -> None:
    text = "The deals are not aimed at manipulating the outcome of the election."
    assert refused(text, "en", 1) == "a denial that is not in its source"


def test_another_language_than_the_readers_is_refused() -> None:
    text = "The deals are aimed at manipulating the outcome of the election."
    assert refused(text, "es", 1) == "another language than the reader's"
    assert refused(text, "fr", 1) == "a language that cannot be checked"


def test_more_than_three_sentences_or_none_are_refused() -> None:
    one = Written("The deals aim at manipulating the outcome.", (1,))
    for written in ([], [one] * 4, [one] * 2):
        with pytest.raises(Unfounded):
            check(written, "en", QUOTES)
    assert refused("The deals are recent. The deals are aimed at the outcome.", "en", 1) == (
        "more than one sentence at a time"
    )


def test_white_space_and_control_characters_are_no_way_in() -> None:
    text = "The deals\n\n aim\tat\x0b manipulating\u2028the outcome."
    assert shown(text, "en", 1) == "The deals aim at manipulating the outcome."
    for hidden in ("\x00", "\x1b[31m", "\u200b", "\u202e", "\ufeff", "\ud800", "\U000e0041"):
        assert "plain" in refused(f"The deals{hidden} aim at manipulating.", "en", 1)


@pytest.mark.parametrize(
    "text",
    [
        "The deals are at https://evil.example/deals.",
        "The deals are at evil.com and manipulating the outcome.",
        "The deals are at evil.co.uk and manipulating the outcome.",
        "The deals are at t.me and manipulating the outcome.",
        "The deals are at 10.0.0.1 and manipulating the outcome.",
        "The deals are at evil dot com and manipulating the outcome.",
        "Los acuerdos están en evil punto com y buscan manipular.",
        "Write about the deals to boss@evil.example.",
        "Ask @evil_bot about the deals.",
        "The deals: type /start to see them.",
        "The deals are #manipulating the outcome.",
        "The deals are $GOOG manipulating the outcome.",
        "The deals are <b>manipulating</b> the outcome.",
        "The deals are *manipulating* the outcome.",
        "The deals are __manipulating__ the outcome.",
        "The deals are `manipulating` the outcome.",
        "The deals are [manipulating](tg://user) the outcome.",
        "The deals are &lt;manipulating&gt; the outcome.",
        "Call +52 55 1234 5678 about the deals.",
        "Call 55 1234 5678 about the deals.",
        "Call (55) 1234-5678 about the deals.",
        "Call 5512345678 about the deals.",
        "The deals are ‘aimed at manipulating’ the outcome.",
        "The deals are 😀 manipulating the outcome.",
        "Thе deals are manipulating the outcome.",
        "The deals are manipulating ２ outcomes.",
        "The deals are manipulating ² outcomes.",
        "The deals " + "manipulating " * 40 + "the outcome.",
        "",
        "...",
        "1",
    ],
)
def test_what_is_no_plain_sentence_is_refused(text: str) -> None:
    assert refused(text, "en", 1)


@pytest.mark.parametrize(
    "source", ["Write to boss@evil.example", "Call 55 1234 5678 now", "/start"]
)
def test_what_may_not_be_shown_may_not_be_shown_from_a_quote_either(source: str) -> None:
    with pytest.raises(Unfounded):
        check([Written(source, (1,))], "en", [quote(source)])


def test_initials_and_large_numbers_are_no_links_and_no_telephone_numbers() -> None:
    source = quote("In the U.S. 1,200,000 people voted in EE.UU. from 2013-2018 at 5 p.m. sharp.")
    for text in (
        "In the U.S. 1,200,000 people voted.",
        "People voted from 2013-2018.",
        "People voted at 5 p.m. sharp.",
    ):
        assert check([Written(text, (1,))], "en", [source])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sentences_of_an_article_are_carried_by_their_own_paragraph_and_hardly_another(
    language: str,
) -> None:
    bodies = [
        sources.read(file.name, file.read_bytes()).body
        for file in sorted(ARTICLES.glob(f"*.{language}.md"))
    ]
    paragraphs = [
        next(part for part in body.split("\n\n") if part and part[0] != "#") for body in bodies
    ]
    elsewhere = 0
    for paragraph in paragraphs:
        bounds = sentences(paragraph)[0]
        said = paragraph[bounds.start : bounds.end]
        assert carries(paragraph, said, language)
        elsewhere += sum(carries(other, said, language) for other in paragraphs) - 1
    # Openings are the hardest case: they all name the same authors, paper and day.
    assert elsewhere <= len(paragraphs) ** 2 / 20


def carries(paragraph: str, said: str, language: str) -> bool:
    try:
        return bool(check([Written(said, (1,))], language, [quote(paragraph, language)]))
    except Unfounded:
        return False


HOSTILE = (
    "not no nunca doce twelve 12 3,000 Trump evil.com @evil “ ” « » ' ‘ . /start <b> julio July "
    "marzo\u200b \x00 \u202e 😀 de la the of y"
)
WORDS = st.sampled_from(f"{DEALS} {RUNS} {WEALTH} {PROTESTS} {HOSTILE}".split(" "))
TEXTS = st.text() | st.lists(WORDS, max_size=20).map(" ".join)


@given(
    st.lists(st.builds(Written, TEXTS, st.lists(st.integers(-1, 6)).map(tuple)), max_size=5),
    st.sampled_from(["en", "es", "fr"]),
)
def test_whatever_is_written_is_refused_or_plain_short_and_cited(
    written: list[Written], language: str
) -> None:
    try:
        checked = check(written, language, QUOTES)
    except Unfounded:
        return
    assert 1 <= len(checked) <= 3
    for sentence in checked:
        assert_checked(sentence)


def assert_checked(sentence: Sentence) -> None:
    cited = " ".join(QUOTES[number - 1].text for number in sentence.quotes)
    assert sentence.quotes
    assert len(sentence.text) <= 300
    assert PLAIN.fullmatch(sentence.text)
    for digits in re.findall(r"\d+", sentence.text):
        assert digits in cited
    for name in re.findall(r"\b[A-Z]{2,}\b", sentence.text):
        assert name in cited
    for stretch in re.findall("“(.*?)”|«(.*?)»", sentence.text):
        assert max(stretch).strip(" .,") in cited


@given(TEXTS.filter(lambda text: bool(text.strip())))
def test_any_source_whatever_can_be_checked_against(text: str) -> None:
    try:
        check([Written("The deals aim at the outcome of 3 elections.", (1,))], "en", [quote(text)])
    except Unfounded:
        return
    assert "3" in text or "three" in text.casefold() or "tres" in text.casefold()
