"""Every message that can be built fits Telegram, and each of its buttons is heard in one place."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardButton
from telegram.ext import ApplicationBuilder, CallbackQueryHandler

import handlers.views
from campaign import manifest, privacy
from campaign.answers import Answer, Quote
from campaign.answers.about import Topic
from campaign.answers.composer import Sentence, composer
from campaign.answers.composer.compose import LONGEST_QUOTES
from campaign.answers.composer.prompt import LONGEST_SENTENCE, MOST_SENTENCES
from campaign.answers.indexing import Progress as Indexed
from campaign.articles.article import Article
from campaign.articles.library import Page
from campaign.broadcasts import Audience, Progress
from campaign.consents import Purpose
from campaign.digests import Edition, Frequency, Schedule
from campaign.manifest import Wording
from campaign.petitions import NAME_LIMIT, Petition, Signature
from campaign.petitions.amendments import COMMENT_LIMIT, COVERS, REGION_LIMIT
from campaign.petitions.form import Step
from campaign.petitions.invalidating import (
    NOTE_LIMIT,
    Aside,
    Counted,
    Filter,
    Invalidation,
    Why,
)
from campaign.petitions.moving import Found, Moved
from campaign.petitions.receipts import Receipt
from campaign.petitions.recounting import Difference
from campaign.petitions.referrals import CODE_LENGTH, Referral
from campaign.petitions.reviewing import Marked, Tally
from campaign.petitions.suspicion import Suspicion
from campaign.petitions.watch import Alarm, Band, Direction
from campaign.privacy import Dossier, Keeping
from campaign.privacy.retention import Erasure
from campaign.questions import ANSWER_LIMIT, PassedQuestion
from campaign.results import Results
from campaign.team import Role
from campaign.terms import Field, IdentityKind, Need
from handlers import router
from handlers.organiser import payloads
from handlers.organiser.fields import FIELDS
from handlers.smalltalk import Meaning
from handlers.threads import QUESTION_LIMIT, LookedUp
from handlers.views import (
    about,
    answer,
    article,
    digest,
    groups,
    mydata,
    proof,
    set_aside,
    share,
    sign,
    welcome,
)
from handlers.views import form as form_views
from handlers.views import privacy as privacy_views
from handlers.views import receipt as receipt_views
from handlers.views.agreement import consent_text
from handlers.views.organiser import articles as adding
from handlers.views.organiser import (
    broadcasts,
    erasure,
    library,
    questions,
    results,
    setting_aside,
    signatures,
)
from handlers.views.view import BUTTON_LIMIT, View, length, shortened
from handlers.wording import Html, Words, languages, words
from rehearsal.markup import parse_html
from tests.handlers.test_locales import assert_markup
from tests.handlers.views import delivery_views, petition_views, team_views

Builder = Callable[[Words], Iterator[View]]

EXAMPLE = manifest.load(Path(__file__).parents[3] / "examples" / "free-internet")
LINK = "https://t.me/a_bot?start=group"
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LARGEST = 999_999_999
CODE = f"{LARGEST}-{LARGEST}-ZZZZZZZZZZ"
HOSTILE = "<b>&\"'</a>{name}"
TEXTS = ("Short", HOSTILE, "x" * 5000, "word & <word> " * 500, "🕊" * 3000)
"""What may stand where a person, a file or a campaign wrote something."""


def _article(text: str, **fields: Any) -> Article:
    given: dict[str, Any] = {
        "id": LARGEST,
        "slug": "s",
        "work": "s",
        "language": "en",
        "title": text,
        "author": text,
        "publisher": text[::-1],
        "published": date(2018, 5, 1),
        "link": f"https://example.org/{text}",
        "body": f"## {text}\n\n{text}. {text}.\n\n- {text}",
        "added_at": NOW,
        "updated_at": NOW,
        **fields,
    }
    return Article(**given)


def _petition(text: str) -> Petition:
    line = text[:200]  # what a campaign's folder may have
    wording = Wording("en", line, line, text)
    return Petition(LARGEST, "s", "open", 10**6, 16, LARGEST, 10**6 - 1, wording)


def _signatures(text: str) -> Iterator[Signature]:
    full = Signature(
        id=1,
        petition_id=LARGEST,
        number=LARGEST,
        language="en",
        name=text[:NAME_LIMIT],
        country="MX",
        region=text[:REGION_LIMIT],
        comment=text[:COMMENT_LIMIT],
        signed_at=NOW,
        purposes=frozenset(Purpose),
    )
    yield full
    yield replace(full, name=None, purposes=frozenset({Purpose.PROCESSING}))
    yield replace(full, name=None, country=None, region=None, comment=None, purposes=frozenset())


def _manifest(text: str) -> manifest.Manifest:
    line = text[:200]
    return replace(
        EXAMPLE,
        name={"es": line},
        about={"es": text[:1000]},
        contact=manifest.Contact(line, line),
        responsible=manifest.Responsible(line, line, line),
        sample_questions={"en": (line,) * 6, "es": (line,) * 6},
    )


def _schedules() -> Iterator[Schedule | None]:
    yield None
    for zone in digest.ZONES:
        yield Schedule(Frequency.DAILY, 0, zone)
    yield Schedule(Frequency.WEEKLY, 23, "America/Argentina/Buenos_Aires", 6)


def _answers(text: str) -> Iterator[Answer]:
    quotes = tuple(
        Quote(
            text=text[:1200],
            article=LARGEST - number,
            title=text,
            author=text,
            publisher=text[::-1],
            published=None if number else date(2018, 5, 1),
            link=f'https://example.org/"{text[:100]}',
            language=language,
            start=0,
            end=9,
        )
        for number, language in enumerate(("en", "es", "en"))
    )
    yield Answer("answer", quotes, 0.9, "en", "test")
    yield Answer("maybe", quotes[1:], 0.4, "es", "test")


def _composed(speak: Words, text: str) -> Iterator[View]:
    (found, _) = _answers(text)
    quotes = tuple(replace(each, text=text[: LONGEST_QUOTES // 6]) for each in found.quotes)
    sentence = Sentence(text[:LONGEST_SENTENCE], (1, 2, 3))
    yield answer.answer(
        speak,
        replace(found, quotes=quotes),
        LARGEST,
        999_999,
        meant=text[:300],
        composed=(sentence,) * MOST_SENTENCES,
    )


def _dossier(text: str) -> Dossier:
    row = {
        "number": 999_999_999,
        "slug": "s" * 48,
        "name": text[:NAME_LIMIT],
        "country": "MX",
        "region": text[:64],
        "comment": text[:COMMENT_LIMIT],
        "withdrawn_at": None,
        "invalidation_id": 1,
        "review": "name",
    }
    bare = {"name": None, "country": None, "region": None, "comment": None}
    held = [{"kind": "contact", "brought": 2}, {"kind": "email", "brought": LARGEST}]
    parts: dict[str, list[dict[str, Any]]] = dict.fromkeys(privacy.PARTS, held)
    signatures = [row, {**row, **bare, "withdrawn_at": "then"}, *[{**row, **bare}] * 3, *[row] * 9]
    return Dossier(LARGEST, {**parts, "signatures": signatures})


def _for_everyone(speak: Words) -> Iterator[View]:
    yield answer.passed_on(speak)
    yield answer.not_helpful(speak, LARGEST)
    yield answer.no_answer(speak, LARGEST, None)
    yield digest.ask_weekday(speak)
    yield digest.ask_hour(speak)
    yield digest.ask_region(speak)
    yield digest.nothing_yet(speak)
    yield from (digest.ask_zone(speak, region) for region in digest.REGIONS)
    yield from (digest.page(speak, schedule) for schedule in _schedules())
    for on_team in (False, True):
        yield privacy_views.ask_forget(speak, on_team=on_team)
    for days in (None, 0, 30):
        keeping = Keeping(backup_days=days)
        yield privacy_views.forgotten(speak, EXAMPLE, keeping, datetime(2026, 11, 24, tzinfo=UTC))
    yield privacy_views.kept(speak)
    yield mydata.dossier(speak, Dossier(1, {}), {})
    yield receipt_views.ask_new_name(speak, LARGEST)
    yield form_views.contact_taken(speak, removed=True)
    yield form_views.contact_taken(speak, removed=False)
    yield form_views.contact_unasked(speak)
    yield form_views.country_noted(speak, "MX")
    yield form_views.step_back(speak)
    yield sign.none_open(speak)
    yield welcome.language_page(speak, languages())
    for schedule in _schedules():
        summary = digest.summary(speak, schedule)
        yield welcome.settings_page(speak, digest=summary, updates=schedule is None)
    yield article.related(speak, [])
    yield article.contents(speak, Page([], 0), 0)
    yield groups.introduction(speak, LINK)
    yield groups.only_in_private(speak, LINK)


def _with_texts(speak: Words) -> Iterator[View]:
    for text in TEXTS:
        yield from (answer.answer(speak, found, LARGEST, 999_999) for found in _answers(text))
        yield from _composed(speak, text)
        samples = welcome.samples(speak, _manifest(text))
        yield answer.no_answer(speak, LARGEST, samples)
        yield answer.no_answer(speak, LARGEST, samples, meant=text[:QUESTION_LIMIT])
        yield from _in_threads(speak, text)
        yield from _about(speak, text)
        for meaning in Meaning:
            yield welcome.courtesy(speak, meaning, _manifest(text))
        yield from _articles(speak, text)
        yield from _petitions(speak, text)
        told = tuple(_article(text) for _ in range(5))
        for petition in (None, _petition(text)):
            yield digest.edition(speak, Edition(speak.language, told, 10**6, petition))
        yield from _notices(speak, text)
        for titles in ({}, {"s" * 48: text}):
            yield mydata.dossier(speak, _dossier(text), titles)
        for has_petition in (True, False):
            yield welcome.first_card(speak, _manifest(text), languages(), petition=has_petition)
        yield from (welcome.help_page(speak, _manifest(text), role) for role in (None, *Role))
        yield welcome.contact_page(speak, _manifest(text))


def _in_threads(speak: Words, text: str) -> Iterator[View]:
    meant = text[:QUESTION_LIMIT]
    for found in (*_answers(text), Answer("no", (), 0.0, "en", "test")):
        yield groups.answer(speak, LookedUp(found, meant, 1, 0), lambda payload: LINK)
        for quote in found.quotes:
            yield answer.translated(speak, quote, 999_999)
        if found.quotes:
            yield answer.answer(speak, found, LARGEST, 999_999, meant=meant, in_own_language=True)


def _about(speak: Words, text: str) -> Iterator[View]:
    bare = replace(_manifest(text), responsible=None)
    for facts in (
        about.Facts(_manifest(text), [_petition(text)] * 9),
        about.Facts(bare, []),
    ):
        for topic in filter(about.is_told, Topic):
            told = about.about(speak, topic, facts)
            yield told
            yield groups.told(speak, told, LINK)


def _articles(speak: Words, text: str) -> Iterator[View]:
    listed = [_article(text) for _ in range(article.PAGE_SIZE)]
    for number in (0, 50, 99):
        yield article.contents(speak, Page(listed, article.PAGE_SIZE * 100), number)
    yield article.related(speak, listed[:3])
    for told in (_article(text), _article(text, author="", publisher="", link="")):
        yield from (article.part_of(speak, told, part) for part in (0, 1, 2, 999_999))
    yield article.part_of(speak, _article(text, body="## Only a heading", published=None), 0)


def _demanding(petition: Petition) -> Iterator[Petition]:
    """The petition as it is, and asking for all or nothing besides."""
    yield petition
    off = dict.fromkeys(Field, Need.OFF)
    yield replace(petition, fields=off, milestones=(10, 100))
    for kind in IdentityKind:
        needs = dict.fromkeys(Field, Need.REQUIRED)
        yield replace(petition, fields=needs, identity=kind, postcode=kind is IdentityKind.EMAIL)


def _notices(speak: Words, text: str) -> Iterator[View]:
    """The privacy notice at its barest and at its longest."""
    folder, petition = _manifest(text), _petition(text)
    yield privacy_views.notice(speak, replace(folder, responsible=None), [], Keeping())
    line = text[:200] or "x"
    countries = ("MX", "GB", "US", "BA", "VC") * 8
    responsible = manifest.Responsible(line, line, line, (line,) * 9, countries)
    needs = dict.fromkeys(Field, Need.REQUIRED)
    asking = replace(petition, identity=IdentityKind.EMAIL, fields=needs)
    keeping = Keeping(120, 3650, "x" * 500, "x" * 500)
    for url in ("http://127.0.0.1/v1", f"http://{'x' * 500}.example/v1"):
        yield privacy_views.notice(
            speak,
            replace(folder, responsible=responsible),
            [petition, *[asking] * 9],
            keeping,
            composer(url, "model"),
        )


def _petitions(speak: Words, text: str) -> Iterator[View]:
    petition = _petition(text)
    yield sign.choose(speak, [petition] * 3, "0" * CODE_LENGTH)
    yield sign.choose(speak, [petition] * 3)
    yield receipt_views.withdrawn(speak, petition)
    yield form_views.left(speak, petition)
    for asking in _demanding(petition):
        for other, referral in ((None, None), ("en", None), ("es", "z" * CODE_LENGTH)):
            for can_mail in (True, False):
                yield sign.card(
                    speak, asking, text[:64], other, referral=referral, can_mail=can_mail
                )
        yield from (form_views.ask(speak, asking, step) for step in Step)
        yield from (receipt_views.ask(speak, asking, purpose, "0" * 8) for purpose in COVERS)
        for signature in _signatures(text):
            for updates in (True, False):
                yield receipt_views.receipt(
                    speak,
                    asking,
                    signature,
                    updates=updates,
                    time_zone="America/Mexico_City",
                    code=CODE if updates else None,
                    reopened=updates,
                )
            yield receipt_views.ask_withdraw(speak, asking, signature)


def _for_the_team(speak: Words) -> Iterator[View]:
    yield adding.how_to_add(speak, 10_000_000)
    for indexed in (None, Indexed(1, 3), Indexed(3, 3)):
        yield adding.understanding(speak, indexed)
    yield adding.more_text(speak, 10**6)
    yield adding.files_are_not_read(speak)
    yield adding.one_at_a_time(speak)
    yield adding.only_text(speak)
    yield broadcasts.compose(speak)
    yield broadcasts.no_albums(speak)
    yield broadcasts.discarded(speak)
    for told in (True, False):
        yield questions.answered(speak, told=told)
    for text in TEXTS:
        yield from _library(speak, text)
        yield from _broadcasts(speak, text)
        yield from _questions(speak, text)


def _library(speak: Words, text: str) -> Iterator[View]:
    for told in (_article(text), _article(text, retired_at=NOW, author="", published=None)):
        yield adding.added(speak, told)
        yield adding.already_there(speak, told)
        yield library.card(speak, told)
        for field in FIELDS:
            yield adding.ask(speak, field, told.title, languages())
            yield library.ask(speak, told, field, languages())
        for retired in (True, False):
            listed = [told] * library.PAGE_SIZE
            for number in (0, 50, 99):
                page = Page(listed, library.PAGE_SIZE * 100)
                yield library.page(speak, page, number, retired=retired)
            yield library.page(speak, Page([], 0), 0, retired=retired)


def _broadcasts(speak: Words, text: str) -> Iterator[View]:
    petition = _petition(text)
    for chosen in (Audience(), Audience(LARGEST, "es"), Audience(None, "en")):
        for count in (0, 1, 10**6):
            yield broadcasts.choose(
                speak,
                broadcasts.Choices(LARGEST, chosen, count, [petition] * 3, languages()),
            )
    for progress in (Progress(10**6, 1, 1, 1, 1, 1), Progress(0, 0, 0, 0, 0, 0)):
        yield broadcasts.progress(speak, LARGEST, progress)
        yield broadcasts.report(speak, progress, [(text, 10**6)] * 20)


def _questions(speak: Words, text: str) -> Iterator[View]:
    question = PassedQuestion(LARGEST, text, "en", NOW)
    yield questions.passed_on(speak, question)
    yield questions.ask_answer(speak, question)
    yield questions.ask_aside(speak, question)
    yield questions.answer(speak, question, shortened(text, ANSWER_LIMIT))
    for first in ([], [question] * questions.PAGE_SIZE):
        yield questions.waiting(speak, first, 10**6, "America/Mexico_City")


def _held(speak: Words) -> Iterator[View]:
    """What a signer holds, and what they pass on."""
    yield proof.none(speak)
    yield proof.ask_code(speak)
    yield proof.withdrawn(speak)
    yield proof.left(speak)
    yield share.none_open(speak)
    for text in TEXTS:
        petition = _petition(text)
        for count in (1, LARGEST):
            now = datetime(2026, 11, 24, tzinfo=UTC)
            yield erasure.coming(speak, petition, Erasure(1, "s", now, now, now, count))
        yield share.choose(speak, [petition] * 3)
        for brought, inline in ((0, True), (1, False), (10**6, True)):
            referral = Referral("0123456z", brought)
            yield share.ways(speak, petition, LINK, referral, inline=inline)
        receipt = Receipt(petition, LARGEST, NOW, CODE, stands=False)
        for number in (1, 2, 50):
            yield proof.receipts(speak, [receipt] * number, "America/Mexico_City")
        for stands, is_own in ((True, False), (False, False), (True, True)):
            reached = Found(CODE, petition, LARGEST, NOW, stands, is_own)
            yield proof.found(speak, reached, "America/Mexico_City")
        (*_, bare) = _signatures(text)
        yield proof.moved(speak, Moved(bare, CODE))


def _tally(text: str) -> Tally:
    marked = dict.fromkeys(Suspicion, 10**6)
    return Tally(_petition(text), 10**6, 10**6, 10**6, marked)


def _reviewed(speak: Words) -> Iterator[View]:
    """What is marked, and what is set aside."""
    zone = "America/Mexico_City"
    yield signatures.choose(speak, [])
    yield signatures.no_more(speak, LARGEST)
    yield setting_aside.ask_note(speak)
    yield setting_aside.under_way(speak, 10**6)
    yield setting_aside.pick_marked(speak, [])
    yield setting_aside.pick_marked(speak, [(each, 10**6) for each in Suspicion])
    yield setting_aside.pick_when(speak, [(NOW, 10**6)] * 6, zone)
    for group in setting_aside.GROUPS:
        yield setting_aside.pick_group(speak, group, [])
        for value in ("es", *TEXTS):
            yield setting_aside.pick_group(speak, group, [(value, 10**6, "0123abcd")] * 8)
    for text in TEXTS:
        petition, tally = _petition(text), _tally(text)
        yield signatures.choose(speak, [petition] * 30)
        yield signatures.overview(speak, tally)
        yield signatures.overview(speak, replace(tally, marked={}))
        for suspicion in Suspicion:
            marked = Marked(LARGEST, suspicion, LARGEST, text[:NAME_LIMIT], NOW, 10**6)
            yield signatures.one(speak, marked, zone)
        for direction in Direction:
            alarm = Alarm(petition, direction, 10**6, Band(0, 10**6), NOW)
            yield signatures.alarm(speak, alarm)
        yield signatures.miscounted(speak, [Difference(1, "s" * 48, 10**6, 0, 10**6)] * 30)
        yield from _set_aside(speak, petition, text, zone)
        yield from _apart(speak, petition)


def _apart(speak: Words, petition: Petition) -> Iterator[View]:
    """To whose signature is set aside."""
    for why in Why:
        for is_withdrawn in (False, True):
            yield set_aside.told(speak, petition, Aside(LARGEST, why, is_withdrawn))
    yield set_aside.ask_withdraw(speak, petition, Aside(LARGEST, Why.TWICE, is_withdrawn=False))


def _set_aside(speak: Words, petition: Petition, text: str, zone: str) -> Iterator[View]:
    narrow = Filter(LARGEST, NOW, NOW, Suspicion.SAME_NAME, "es", "MX", text[:64], LARGEST, LARGEST)
    note = text[:NOTE_LIMIT]
    for chosen, number in ((Filter(LARGEST), 0), (narrow, 10**6)):
        sieve = setting_aside.Sieve(petition, chosen, Counted(number, "0123abcd"), zone)
        yield setting_aside.sieve(speak, sieve)
        yield setting_aside.ask_why(speak, sieve)
        for why in Why:
            yield setting_aside.confirm(speak, sieve, why, note, changed=bool(number))
    made = Invalidation(LARGEST, narrow, Why.OTHER, note, 10**6, 1, NOW, NOW, None)
    yield setting_aside.done(speak, made, petition, None)
    yield setting_aside.done(speak, made, petition, (Suspicion.DIGITS, LARGEST))
    yield setting_aside.history(speak, petition, [], zone)
    for undone, finished in ((None, NOW), (NOW, NOW), (None, None)):
        each = replace(made, undone_at=undone, finished_at=finished)
        yield setting_aside.history(speak, petition, [each] * 5, zone)
    yield setting_aside.ask_undo(speak, made, zone)
    yield setting_aside.undone(speak, petition)


def _results(text: str) -> Iterator[Results]:
    days = [(date(2026, 11, 24), 10**6)]
    asked = dict.fromkeys(("answer", "maybe", "no", "contact"), 10**6)
    for tally, others in ((None, []), (_tally(text), [_petition(text)] * 30)):
        yield Results(tally, others, 10**6, 10**6, asked, 10**6, days, days, [])


def _figures(speak: Words) -> Iterator[View]:
    for text in TEXTS:
        for found in _results(text):
            yield results.figures(speak, found)


BUILDERS: tuple[Builder, ...] = (
    _for_everyone,
    _with_texts,
    _held,
    _for_the_team,
    lambda speak: team_views.of_the_team(speak, TEXTS),
    lambda speak: petition_views.of_petitions(speak, TEXTS),
    lambda speak: delivery_views.of_the_delivery(speak, TEXTS),
    _reviewed,
    _figures,
)


@cache
def views(language: str) -> tuple[View, ...]:
    """Every view, in many sizes, in one language."""
    speak = words(language)
    return tuple(view for build in BUILDERS for view in build(speak))


def buttons(language: str) -> Iterator[InlineKeyboardButton]:
    for view in views(language):
        for row in view.rows:
            yield from row
    unsubscribe = payloads.per_language({"params": {}}, language)["params"]["reply_markup"]
    yield from (
        InlineKeyboardButton(**each) for row in unsubscribe["inline_keyboard"] for each in row
    )


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """What the program hears, but for the place where all other taps end."""
    application: Any = ApplicationBuilder().token("1:a").updater(None).job_queue(None).build()
    router.register(application)
    taps = [
        handler
        for group in application.handlers.values()
        for handler in group
        if isinstance(handler, CallbackQueryHandler)
    ]
    heard = tuple(tap.pattern for tap in taps if isinstance(tap.pattern, re.Pattern))
    assert len(heard) == len(taps) - 1
    return heard


def hearing(data: str) -> list[str]:
    return [pattern.pattern for pattern in patterns() if pattern.match(data)]


def test_every_view_of_the_program_is_built_here() -> None:
    source = inspect.getsource(importlib.import_module(__name__))
    for views in (delivery_views, petition_views, team_views):
        source += inspect.getsource(views)
    aliases = {
        "form": "form_views",
        "organiser.articles": "adding",
        "privacy": "privacy_views",
        "receipt": "receipt_views",
    }
    for module in pkgutil.walk_packages(handlers.views.__path__, "handlers.views."):
        found = importlib.import_module(module.name)
        short = module.name.removeprefix("handlers.views.")
        alias = aliases.get(short, short.removeprefix("organiser."))
        for name, function in inspect.getmembers(found, inspect.isfunction):
            builds = function.__module__ == module.name and not name.startswith("_")
            if builds and inspect.signature(function).return_annotation is View:
                assert f"{alias}.{name}(" in source, f"{module.name}.{name}"


@pytest.mark.parametrize("language", languages())
def test_every_text_fits_a_message_and_is_telegrams_markup(language: str) -> None:
    for view in views(language):
        assert_markup(view.text)
        shown, _ = parse_html(view.text)
        assert 0 < length(shown) <= TEXT_LIMIT, shown[:200]


@pytest.mark.parametrize("language", languages())
def test_every_button_is_heard_in_exactly_one_place(language: str) -> None:
    data = {button.callback_data for button in buttons(language) if button.callback_data}
    assert len(data) > 150
    for each in data:
        assert isinstance(each, str)
        assert 1 <= len(each.encode()) <= DATA_LIMIT
        assert len(hearing(each)) == 1, (each, hearing(each))


@pytest.mark.parametrize("language", languages())
def test_every_button_says_something_in_at_most_sixty_characters(language: str) -> None:
    for button in buttons(language):
        assert length(button.text) <= BUTTON_LIMIT + 4, button.text
        hostile = "🕊" in button.text or button.text == "…"
        assert hostile or re.search(r"\w\w", button.text), button.text


def test_every_pattern_is_anchored_and_has_a_button_that_leads_to_it() -> None:
    data = {
        str(button.callback_data)
        for language in languages()
        for button in buttons(language)
        if button.callback_data
    }
    for pattern in patterns():
        assert pattern.pattern.startswith("^")
        assert pattern.pattern.endswith("$")
        assert any(pattern.match(each) for each in data), pattern.pattern


@settings(deadline=None)
@given(st.text(max_size=64))
def test_made_up_data_is_heard_nowhere_or_in_one_place(data: str) -> None:
    assert len(hearing(data)) <= 1


@pytest.mark.parametrize(
    "data",
    [  "ask:pass:1234567890123456", "read:open:1:-1", "digest:hour:24",
     "sign:on:1:processing", "language:set:en:start:x", "updates:on:1", " cancel"],
)  # fmt: skip
def test_near_misses_are_heard_nowhere(data: str) -> None:
    assert hearing(data) == []


@pytest.mark.parametrize("language", languages())
def test_a_view_becomes_what_the_outbox_keeps(language: str) -> None:
    told = Edition(language, (_article("News"),), 0, None)
    payload = digest.edition(words(language), told).payload()
    assert payload["method"] == "sendMessage"
    assert payload["params"]["parse_mode"] == "HTML"
    keyboard = payload["params"]["reply_markup"]["inline_keyboard"]
    assert keyboard[-1][0]["callback_data"] == "digest:leave"
    assert "reply_markup" not in View(Html("Hello")).payload()["params"]


@settings(deadline=None)
@given(st.text(), st.integers(2, 80))
def test_what_is_shortened_fits_and_begins_as_it_did(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert length(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_shortening_cuts_between_words() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one, two three", 8) == "one…"
    assert shortened("🕊" * 10, 10) == "🕊" * 4 + "…"


def test_an_article_without_author_and_publisher_is_named_by_its_title() -> None:
    speak = words("en")
    bare = _article("Bare", author="", publisher="", published=None, link="")
    assert article.of_article(speak, bare) == "Bare"
    once = _article("Once", author="Ana", publisher="Ana", published=None, link="")
    assert article.of_article(speak, once) == "Once\n<i>Ana</i>"


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    linked = article.of_article(words("en"), _article("T", link='https://x.org/"><b>&a=1'))
    assert_markup(linked)
    assert "<b>" not in linked


def test_what_is_no_web_address_is_not_linked() -> None:
    assert "href" not in article.of_article(words("en"), _article("T", link="javascript:alert(1)"))


def test_quotes_are_shown_whole_or_not_at_all() -> None:
    speak = words("en")
    (found, _) = _answers("A sentence that goes on and on. " * 40)
    text = answer.answer(speak, found, 1, 0).text
    assert text.count("<blockquote>") == 1
    (quote, *_) = found.quotes
    assert f"<blockquote>{quote.text}</blockquote>" in text
    (short, _) = _answers("A short sentence.")
    assert answer.answer(speak, short, 1, 0).text.count("<blockquote>") == 3


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", TEXTS)
def test_the_figures_fit_a_caption(language: str, text: str) -> None:
    for found in _results(text):
        caption = results.figures(words(language), found).text
        assert_markup(caption)
        assert length(parse_html(caption)[0]) <= CAPTION_LIMIT
        assert len(results.lines(words(language), found)) == 2


@pytest.mark.parametrize("language", languages())
def test_a_consent_is_to_words_that_its_view_shows(language: str) -> None:
    speak, petition = words(language), _petition("Keep it free")
    shown = sign.card(speak, petition, "Ana", None).text
    assert consent_text(speak, petition, Purpose.PROCESSING).body in shown
    (signature, *_) = _signatures("Ana")
    receipt = receipt_views.receipt(speak, petition, signature, updates=False, time_zone="UTC").text
    for purpose in (Purpose.HANDOVER, Purpose.COUNTRY, Purpose.COMMENT, Purpose.PUBLIC,
                    Purpose.UPDATES):  # fmt: skip
        assert consent_text(speak, petition, purpose).body in receipt
    assert speak("consent.digest") in digest.page(speak, None).text
    assert (
        speak("consent.updates")
        in welcome.settings_page(speak, digest=Html("-"), updates=False).text
    )


@pytest.mark.parametrize("language", languages())
def test_an_offer_is_off_until_it_was_tapped_and_its_tap_turns_it(language: str) -> None:
    speak, petition = words(language), _petition("Keep it free")
    (signature, *_) = _signatures("Ana")
    given = frozenset(Purpose) - {Purpose.REGION}  # which this petition does not ask for
    for purposes, turn in ((frozenset({Purpose.PROCESSING}), "on"), (given, "off")):
        view = receipt_views.receipt(
            speak,
            petition,
            replace(signature, purposes=purposes),
            updates=turn == "off",
            time_zone="UTC",
        )
        data = [str(row[0].callback_data) for row in view.rows[:-2]]
        assert len(data) == 5
        assert all(each.startswith(f"sign:{turn}:") for each in data)
        assert all(("✓" in row[0].text) is (turn == "off") for row in view.rows[:-2])


@pytest.mark.parametrize("speak", [words("en"), words("es")], ids=languages())
def test_what_a_machine_wrote_is_marked_escaped_and_numbered_like_its_quotes(speak: Words) -> None:
    (found, _) = _answers("A quote.")
    written = (Sentence("Uno <b> & dos.", (1,)), Sentence("Tres.", (2, 3)))
    text = answer.answer(speak, found, 1, 0, composed=written).text
    assert text.startswith(speak("answer.composed"))
    assert "Uno &lt;b&gt; &amp; dos. [1] Tres. [2][3]" in text
    for number in (1, 2, 3):
        assert f"[{number}]\n<blockquote>A quote.</blockquote>" in text
    assert "[" not in answer.answer(speak, found, 1, 0).text
