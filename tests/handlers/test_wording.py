"""Words come in the reader's language, and what people typed stays what they typed."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.wording import Html, MissingText, catalogue_files, languages, words
from tests.handlers.test_locales import assert_markup, catalogue, values_in

HOSTILE = '<b>"&\'{count}{0.__class__}%s</b><a href="tg://x">'
anything = st.one_of(
    st.text(max_size=60),
    st.text("<>&\"'{}%/=ab \n", max_size=30),
    st.just(HOSTILE),
)


@pytest.mark.parametrize("language", languages())
@settings(deadline=None)
@given(value=anything)
def test_whatever_was_typed_is_shown_and_never_run(language: str, value: str) -> None:
    speak = words(language)
    shown = speak("text.verbatim", text=value)
    assert unescape(shown) == value
    assert "<" not in shown
    assert_markup(shown)
    assert speak.plain("text.verbatim", text=value) == value


@pytest.mark.parametrize("language", languages())
def test_no_text_is_broken_by_a_hostile_value(language: str) -> None:
    speak = words(language)
    for key, forms in catalogue(language).items():
        values = dict.fromkeys(values_in(forms[0]) - {"count"}, HOSTILE)
        counted = len(forms) > 1
        text = speak.plural(key, 2, **values) if counted else speak(key, **values, count=2)
        assert HOSTILE not in text
        if key != "source.linked":  # its link is a web address without quotation marks
            assert_markup(text)


def test_html_is_not_escaped_twice() -> None:
    speak = words("en")
    inner = speak("sign.title", title="A & B")
    assert inner == "<b>A &amp; B</b>"
    assert speak("text.verbatim", text=inner) == inner
    assert isinstance(speak("text.verbatim", text="x"), Html)


@pytest.mark.parametrize(
    ("language", "number", "share", "day"),
    [("en", "4,213", "42%", "May 1, 2018"), ("es", "4,213", "42%", "1 de mayo de 2018")],
)
def test_numbers_and_dates_are_written_as_the_language_writes_them(
    language: str, number: str, share: str, day: str
) -> None:
    speak = words(language)
    assert speak.number(4213) == number
    assert "".join(speak.percent(0.42).split()) == share
    assert speak.date(date(2018, 5, 1)) == day
    assert speak("text.verbatim", text=4213) == number
    assert speak("text.verbatim", text=date(2018, 5, 1)) == day


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "<b>1</b> signature so far", "<b>2,000</b> signatures so far"),
        ("es", "<b>1</b> firma hasta ahora", "<b>2,000</b> firmas hasta ahora"),
    ],
)
def test_plurals_agree_with_their_number(language: str, one: str, many: str) -> None:
    speak = words(language)
    assert one in speak.plural("sign.count", 1, goal=10)
    assert many in speak.plural("sign.count", 2000, goal=10)
    assert speak.plural("sign.count", 0, goal=10) != speak.plural("sign.count", 1, goal=10)
    assert speak.plain_plural("broadcast.send", 4213).endswith(("4,213 people", "4,213 personas"))


def test_moments_are_told_by_that_zones_clock() -> None:
    moment = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    assert words("en").moment(moment, "America/Mexico_City").endswith("09:30")
    assert words("es").moment(moment, "Europe/Madrid").endswith("16:30")


@pytest.mark.parametrize("language", languages())
def test_days_hours_zones_and_countries_have_names(language: str) -> None:
    speak = words(language)
    assert len({speak.weekday(day) for day in range(7)}) == 7
    assert [speak.hour(hour) for hour in (0, 8, 23)] == ["00:00", "08:00", "23:00"]
    assert speak.country("MX") in {"Mexico", "México"}
    assert speak.country("??") == "??"
    assert speak.zone("America/Mexico_City") in {"Mexico City", "Ciudad de México"}
    assert words("en").listed(["a", "b", "c"]) == "a, b, and c"


@pytest.mark.parametrize("value", [True, None, [1], {"a": 1}, object()])
def test_what_has_no_words_of_its_own_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        words("en")("text.verbatim", text=value)


def test_a_text_that_is_not_there_is_an_error_and_no_key_on_the_screen() -> None:
    speak = words("en")
    for say in (speak, speak.plain):
        with pytest.raises(MissingText):
            say("no.such-text")
    for say_counted in (speak.plural, speak.plain_plural):
        for count in (1, 2):
            with pytest.raises(MissingText):
                say_counted("no.such-text", count)
    with pytest.raises(KeyError):
        speak("start.hello")
    assert speak.has("start.hello")
    assert not speak.has("no.such-text")


@pytest.mark.parametrize("language", languages())
def test_each_language_has_a_file_for_each_kind_of_reader(language: str) -> None:
    names = [path.name for path in catalogue_files(language)]
    assert {"organisers.po", "smalltalk.po", "supporters.po"} <= set(names)
    assert names == [path.name for path in catalogue_files("en")]
