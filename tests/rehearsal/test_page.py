"""The page in a real browser; the bot's side is played by raw calls to the Bot API."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Route,
    ViewportSize,
    expect,
)

from rehearsal.server import running
from rehearsal.world import World
from tests.browsing import open_browser

Json = dict[str, Any]

EMMA, LUCIA, OLIVIA, GROUP = 1001, 1002, 1003, -2001
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@dataclass(frozen=True)
class Stage:
    """A rehearsal with its page open, and the bot's and the people's side of it."""

    page: Page
    url: str
    http: httpx.Client
    token: str

    def bot(self, method: str, **fields: Any) -> Any:
        """One call of the bot; structures go as JSON."""
        form = {
            name: json.dumps(value) if isinstance(value, list | dict | bool) else str(value)
            for name, value in fields.items()
        }
        answer = self.http.post(f"/bot{self.token}/{method}", data=form).json()
        assert answer["ok"], answer
        return answer["result"]

    def next_update(self, kind: str) -> Any:
        """The bot's next update of that kind; those before it are confirmed and dropped."""
        offset = 0
        for _ in range(20):
            for update in self.bot("getUpdates", timeout=5, offset=offset):
                offset = update["update_id"] + 1
                if kind in update:
                    self.bot("getUpdates", timeout=0, offset=offset)
                    return update[kind]
        raise AssertionError(f"the bot got no {kind}")

    def person_writes(self, person: int, text: str, chat: int | None = None) -> Json:
        body = {"from": person, "text": text}
        answer = self.http.post(f"/rehearsal/chats/{chat or person}/messages", json=body)
        message: Json = answer.raise_for_status().json()
        return message

    def open(self, chat: int) -> None:
        self.page.goto(f"{self.url}/#chat={chat}")
        expect(self.page.get_by_label("Message")).to_be_visible()
        expect(self.page.get_by_text("Live", exact=True).first).to_be_attached()

    def bubble(self, message: Json) -> Locator:
        return self.page.locator(f'[data-message-id="{message["message_id"]}"]')


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    world = World()
    world.limits.configure({"enforced": False})
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    problems: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error":
            problems.append(said.text)

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", note)
    with running(world) as server, httpx.Client(base_url=server.url, timeout=10) as http:
        yield Stage(page, server.url, http, world.token)
        context.close()
    assert problems == []


@pytest.fixture
def emma(stage: Stage) -> Stage:
    """Emma's chat with the bot is open, and she has written to it."""
    stage.person_writes(EMMA, "/start")
    stage.next_update("message")
    stage.open(EMMA)
    return stage


def has_no_horizontal_scroll(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def test_what_a_person_writes_reaches_the_bot_and_the_answer_appears(stage: Stage) -> None:
    stage.page.goto(stage.url)
    stage.page.get_by_role("button", name="Lucía Hernández").click()
    stage.page.get_by_label("Message").fill("¿Quién firmó?")
    stage.page.get_by_role("button", name="Send").click()
    heard = stage.next_update("message")
    assert (heard["from"]["id"], heard["text"]) == (LUCIA, "¿Quién firmó?")
    answer = stage.bot("sendMessage", chat_id=LUCIA, text="El instituto firmó.")
    expect(stage.bubble(answer)).to_contain_text("El instituto firmó.")


def test_nothing_is_typed_into_the_chat_that_was_left(emma: Stage) -> None:
    emma.page.route("**/chats/1002/messages?*", lambda route: _after_a_while(emma.page, route))
    emma.page.get_by_role("button", name="Lucía Hernández").click()
    emma.page.get_by_label("Message").fill("Para Lucía")
    expect(emma.page.get_by_text("Lucía has not talked to the bot yet.")).to_be_visible()
    emma.page.get_by_label("Message").press("Enter")
    assert emma.next_update("message")["from"]["id"] == LUCIA


def _after_a_while(page: Page, route: Route) -> None:
    page.wait_for_timeout(300)
    route.continue_()


def test_start_begins_a_chat_that_is_still_empty(stage: Stage) -> None:
    stage.open(EMMA)
    stage.page.get_by_role("button", name="Start").click()
    assert stage.next_update("message")["text"] == "/start"


def test_shift_enter_makes_a_new_line_and_enter_sends(emma: Stage) -> None:
    field = emma.page.get_by_label("Message")
    field.fill("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.press("Enter")
    assert emma.next_update("message")["text"] == "one\ntwo"
    expect(field).to_have_value("")


def test_formatting_nests_and_counts_in_utf16_units(emma: Stage) -> None:
    html = (
        "👋🏽 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x()</code> "
        "<tg-spoiler>secret</tg-spoiler> <a href='https://example.org/a'>link</a>\n"
        "<blockquote>a quote</blockquote><pre>a block</pre>"
    )
    said = emma.bubble(emma.bot("sendMessage", chat_id=EMMA, text=html, parse_mode="HTML"))
    expect(said.locator("strong")).to_have_text("bold both")
    for selector, words in {
        "strong em": "both",
        "u": "under",
        "s": "gone",
        "code >> nth=0": "x()",
        "blockquote": "a quote",
        "pre": "a block",
        "a": "link",
    }.items():
        expect(said.locator(selector)).to_have_text(words)
    said.get_by_role("button", name="Show what is hidden").click()
    expect(said.get_by_text("secret")).to_be_visible()


def test_hostile_text_is_shown_as_text(emma: Stage) -> None:
    hostile = (
        "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>"
    )
    keyboard = {"inline_keyboard": [[{"text": hostile, "callback_data": hostile[:40]}]]}
    said = emma.bubble(emma.bot("sendMessage", chat_id=EMMA, text=hostile, reply_markup=keyboard))
    expect(said).to_contain_text(hostile)
    expect(said.get_by_role("button", name=hostile)).to_be_visible()
    emma.http.post("/rehearsal/people", json={"first_name": hostile, "language_code": "en"})
    expect(emma.page.get_by_role("button", name=hostile).first).to_be_visible()
    assert emma.page.locator("img").count() == 0
    assert "owned" not in emma.page.title()


def test_an_address_that_runs_code_is_not_a_link(emma: Stage) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}
    body = {"from": EMMA, "text": "here", "entities": [entity]}
    emma.http.post(f"/rehearsal/chats/{EMMA}/messages", json=body)
    expect(emma.page.locator(".text").get_by_text("here")).to_be_visible()
    assert emma.page.locator(".text a").count() == 0


def test_a_tap_reaches_the_bot_and_its_answer_is_a_toast_or_a_dialog(emma: Stage) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Helpful", "callback_data": "helpful:7"}]]}
    said = emma.bot("sendMessage", chat_id=EMMA, text="Well?", reply_markup=keyboard)
    key = emma.bubble(said).get_by_role("button", name="Helpful")
    key.click()
    tapped = emma.next_update("callback_query")
    assert (tapped["from"]["id"], tapped["data"]) == (EMMA, "helpful:7")
    assert tapped["message"]["message_id"] == said["message_id"]
    emma.bot("answerCallbackQuery", callback_query_id=tapped["id"], text="Thank you!")
    expect(emma.page.get_by_role("status").get_by_text("Thank you!")).to_be_visible()
    key.click()
    again = emma.next_update("callback_query")
    emma.bot("answerCallbackQuery", callback_query_id=again["id"], text="Stop", show_alert=True)
    alert = emma.page.get_by_role("alertdialog", name="Stop")
    expect(alert).to_be_visible()
    alert.get_by_role("button", name="OK").click()
    expect(alert).to_have_count(0)


def test_an_edit_happens_in_place_and_keeps_the_focus_on_the_button(emma: Stage) -> None:
    def keyboard(page: int) -> Json:
        return {"inline_keyboard": [[{"text": "Forward", "callback_data": f"page:{page}"}]]}

    said = emma.bot("sendMessage", chat_id=EMMA, text="Page 1", reply_markup=keyboard(2))
    later = emma.bot("sendMessage", chat_id=EMMA, text="Later")
    emma.bubble(said).get_by_role("button", name="Forward").press("Enter")
    emma.next_update("callback_query")
    emma.bot(
        "editMessageText",
        chat_id=EMMA,
        message_id=said["message_id"],
        text="Page 2",
        reply_markup=keyboard(3),
    )
    expect(emma.bubble(said)).to_contain_text("Page 2")
    expect(emma.bubble(said)).to_contain_text("edited")
    expect(emma.bubble(said)).not_to_contain_text("Page 1")
    expect(emma.bubble(said).get_by_role("button", name="Forward")).to_be_focused()
    expect(emma.page.locator(".message").last).to_have_attribute(
        "data-message-id", str(later["message_id"])
    )


def test_a_deleted_message_vanishes(emma: Stage) -> None:
    said = emma.bot("sendMessage", chat_id=EMMA, text="Soon gone")
    expect(emma.bubble(said)).to_be_visible()
    emma.bot("deleteMessage", chat_id=EMMA, message_id=said["message_id"])
    expect(emma.bubble(said)).to_have_count(0)


def test_a_reply_keyboard_writes_its_label_and_goes_when_removed(emma: Stage) -> None:
    keyboard = {"keyboard": [[{"text": "Weekly"}, {"text": "My number", "request_contact": True}]]}
    emma.bot("sendMessage", chat_id=EMMA, text="How often?", reply_markup=keyboard)
    emma.page.get_by_role("button", name="Weekly").click()
    assert emma.next_update("message")["text"] == "Weekly"
    emma.page.get_by_role("button", name="My number").click()
    assert emma.next_update("message")["contact"]["user_id"] == EMMA
    remove = {"remove_keyboard": True}
    emma.bot("sendMessage", chat_id=EMMA, text="Saved.", reply_markup=remove)
    expect(emma.page.get_by_role("button", name="Weekly")).to_have_count(0)


def test_a_start_link_asks_first_and_then_starts_with_its_payload(emma: Stage) -> None:
    link = "https://t.me/pliego_rehearsal_bot?start=petition_free-internet"
    keyboard = {"inline_keyboard": [[{"text": "Open the petition", "url": link}]]}
    emma.person_writes(EMMA, "/articles@pliego_rehearsal_bot", chat=GROUP)
    emma.bot("sendMessage", chat_id=GROUP, text="Here it is.", reply_markup=keyboard)
    emma.page.get_by_role("button", name="Free Internet Circle").click()
    emma.page.get_by_label("Write as").select_option("Emma Reyes-Clark")
    emma.page.get_by_role("button", name="Open the petition").click()
    expect(emma.page).to_have_url(re.compile("#chat=1001$"))
    emma.page.get_by_role("button", name="Start", exact=True).click()
    emma.next_update("message")
    heard = emma.next_update("message")
    assert heard["text"] == "/start petition_free-internet"
    assert heard["chat"]["id"] == EMMA


def test_commands_are_offered_by_the_menu_and_by_a_slash(emma: Stage) -> None:
    commands = [
        {"command": "articles", "description": "Read the articles"},
        {"command": "sign", "description": "Sign the petition"},
    ]
    emma.bot("setMyCommands", commands=commands)
    emma.page.get_by_role("button", name="Commands").click()
    options = emma.page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options.filter(has_text="Read the articles")).to_be_visible()
    emma.page.keyboard.press("Escape")
    field = emma.page.get_by_label("Message")
    field.press_sequentially("/si")
    expect(options).to_have_count(1)
    field.press("Enter")
    assert emma.next_update("message")["text"] == "/sign"


def test_an_inline_question_offers_what_the_bot_finds(emma: Stage) -> None:
    emma.page.get_by_label("Message").press_sequentially("@pliego_rehearsal_bot deals")
    asked = emma.next_update("inline_query")
    assert (asked["from"]["id"], asked["query"]) == (EMMA, "deals")
    result = {
        "type": "article",
        "id": "1",
        "title": "The deals",
        "input_message_content": {"message_text": "What the article says of the deals"},
    }
    emma.bot("answerInlineQuery", inline_query_id=asked["id"], results=[result])
    emma.page.get_by_role("option", name="The deals").click()
    assert emma.next_update("message")["text"] == "What the article says of the deals"


def test_a_file_goes_up_and_a_document_comes_down(emma: Stage, tmp_path: Path) -> None:
    sent = tmp_path / "article.md"
    sent.write_text("# A free internet")
    emma.page.locator("input[type=file]").set_input_files(sent)
    expect(emma.page.get_by_text("article.md")).to_be_visible()
    emma.page.get_by_label("Message").fill("Please add this")
    emma.page.get_by_role("button", name="Send").click()
    heard = emma.next_update("message")
    assert (heard["document"]["file_name"], heard["caption"]) == ("article.md", "Please add this")
    said = emma.http.post(
        f"/bot{emma.token}/sendDocument",
        data={"chat_id": str(EMMA)},
        files={"document": ("my-data.json", b'{"signed": true}', "application/json")},
    ).json()["result"]
    with emma.page.expect_download() as download:
        emma.bubble(said).get_by_role("link", name="my-data.json").click()
    assert download.value.path().read_bytes() == b'{"signed": true}'


def test_a_person_can_block_and_unblock_the_bot(emma: Stage) -> None:
    emma.page.get_by_role("button", name="Block the bot", exact=True).click()
    expect(emma.page.get_by_text("Emma has blocked the bot.")).to_be_visible()
    assert emma.next_update("my_chat_member")["new_chat_member"]["status"] == "kicked"
    emma.page.get_by_role("button", name="Unblock the bot").click()
    expect(emma.page.get_by_label("Message")).to_be_visible()


def test_the_log_shows_what_was_asked_and_answered(emma: Stage) -> None:
    emma.bot("sendMessage", chat_id=EMMA, text="For the log")
    log = emma.page.get_by_role("complementary")
    line = log.get_by_role("listitem").filter(has_text="sendMessage")
    expect(line).to_contain_text("200")
    line.locator("summary").click()
    expect(line).to_contain_text('"text": "For the log"')
    log.get_by_label("Show").select_option("Lucía Hernández")
    expect(line).to_have_count(0)


def test_a_paused_log_waits_and_a_cleared_one_is_empty(emma: Stage) -> None:
    log = emma.page.get_by_role("complementary")
    lines = log.get_by_role("listitem")
    log.get_by_role("button", name="Clear").click()
    expect(lines).to_have_count(0)
    log.get_by_role("button", name="Pause").click()
    emma.bot("sendMessage", chat_id=EMMA, text="Meanwhile")
    expect(log.get_by_role("button", name="Go on (1 new)")).to_be_visible()
    expect(lines).to_have_count(0)
    log.get_by_role("button", name="Go on").click()
    expect(lines).to_have_count(1)


def test_the_clock_goes_ahead_by_its_buttons(stage: Stage) -> None:
    stage.page.goto(stage.url)
    stage.page.get_by_role("button", name="+1 day").click()
    stage.page.get_by_role("button", name="+1 hour").click()
    expect(stage.page.get_by_text("1 day 1 hour ahead")).to_be_visible()
    stage.page.get_by_role("button", name="Set ahead").click()
    dialog = stage.page.get_by_role("dialog", name="Set the clock ahead")
    dialog.get_by_label("How many").fill("2")
    dialog.get_by_label("Unit").select_option("days")
    dialog.get_by_role("button", name="Set ahead").click()
    expect(stage.page.get_by_text("3 days 1 hour ahead")).to_be_visible()


def test_someone_new_comes_in_and_can_write(stage: Stage) -> None:
    stage.page.goto(stage.url)
    stage.page.get_by_role("button", name="Add a person").click()
    dialog = stage.page.get_by_role("dialog", name="Add a person")
    dialog.get_by_label("First name").fill("Ximena")
    dialog.get_by_label("Reads").select_option("Spanish")
    dialog.get_by_role("button", name="Add").click()
    expect(stage.page.get_by_role("heading", name="Ximena")).to_be_visible()
    stage.page.get_by_role("button", name="Start").click()
    assert stage.next_update("message")["from"]["language_code"] == "es"


def test_the_page_goes_on_when_the_server_comes_back(browser: Browser) -> None:
    world = World()
    page = browser.new_page()
    with running(world) as server:
        page.goto(f"{server.url}/#chat={EMMA}")
        expect(page.get_by_role("status").get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    world.add_message(world.chats[EMMA], world.bot, {"text": "While you were away"})
    with running(world, port=server.port):
        expect(page.locator(".text", has_text="While you were away")).to_be_visible()
        world.add_message(world.chats[EMMA], world.bot, {"text": "And now live again"})
        expect(page.locator(".text", has_text="And now live again")).to_be_visible()
        page.close()


def test_at_360_pixels_there_is_one_column_and_a_way_back(stage: Stage) -> None:
    stage.page.set_viewport_size(PHONE)
    stage.person_writes(EMMA, "/start")
    long = "https://example.org/" + "very-long-" * 30
    keyboard = {"inline_keyboard": [[{"text": "A rather long label", "callback_data": "x"}] * 3]}
    stage.bot("sendMessage", chat_id=EMMA, text=long, reply_markup=keyboard)
    stage.page.goto(stage.url)
    assert has_no_horizontal_scroll(stage.page)
    stage.page.get_by_role("button", name="Emma Reyes-Clark").click()
    field = stage.page.get_by_label("Message")
    expect(field).to_be_in_viewport()
    expect(stage.page.get_by_role("button", name="Send")).to_be_in_viewport()
    expect(stage.page.get_by_role("button", name="A rather long label").first).to_be_in_viewport()
    assert has_no_horizontal_scroll(stage.page)
    stage.page.get_by_role("button", name="Log", exact=True).click()
    expect(stage.page.get_by_role("heading", name="Bot and server")).to_be_in_viewport()
    assert has_no_horizontal_scroll(stage.page)
    stage.page.keyboard.press("Escape")
    stage.page.get_by_role("button", name="Chats").click()
    expect(stage.page.get_by_role("button", name="Emma Reyes-Clark")).to_be_focused()


def test_the_keyboard_alone_is_enough(stage: Stage) -> None:
    press = stage.page.keyboard.press
    stage.page.goto(stage.url)
    expect(stage.page.get_by_role("heading", name="Emma Reyes-Clark")).to_be_visible()
    stage.page.get_by_role("searchbox", name="Find a chat").focus()
    press("ArrowDown")
    press("ArrowDown")
    expect(stage.page.get_by_role("button", name="Lucía Hernández")).to_be_focused()
    press("Enter")
    expect(stage.page.get_by_label("Message")).to_be_focused()
    stage.page.keyboard.type("hola")
    press("Enter")
    stage.next_update("message")
    keyboard = {"inline_keyboard": [[{"text": "Firmar", "callback_data": "sign"}]]}
    said = stage.bot("sendMessage", chat_id=LUCIA, text="¡Hola!", reply_markup=keyboard)
    expect(stage.bubble(said)).to_be_visible()
    stage.page.get_by_role("region", name="What was said").focus()
    press("ArrowUp")
    expect(stage.bubble(said)).to_be_focused()
    press("Tab")
    press("Tab")
    expect(stage.page.get_by_role("button", name="Firmar")).to_be_focused()
    press("Enter")
    assert stage.next_update("callback_query")["data"] == "sign"
    stage.bubble(said).focus()
    press("r")
    stage.page.keyboard.type("gracias")
    press("Enter")
    assert stage.next_update("message")["reply_to_message"]["message_id"] == said["message_id"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(
    browser: Browser, stage: Stage, scheme: Any
) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, for each pair of colours that words are set in."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(stage.url)
    pairs = [
        ("ink", "paper"), ("ink", "sheet"), ("ink", "mine"), ("ink", "bubble"),
        ("ink-soft", "paper"), ("ink-soft", "sheet"), ("ink-soft", "talk"), ("ink-soft", "bubble"),
        ("accent", "sheet"), ("accent", "mine"), ("accent", "accent-soft"), ("accent", "bubble"),
        ("accent-strong", "accent-soft"), ("on-accent", "accent"), ("bad", "sheet"),
        ("good", "sheet"),
        *((f"name-{tone}", "bubble") for tone in range(7)),
    ]  # fmt: skip
    weak = {
        pair: ratio
        for pair in pairs
        if (ratio := _contrast(_colour(page, pair[0]), _colour(page, pair[1]))) < 4.5
    }
    page.close()
    assert weak == {}


def _colour(page: Page, name: str) -> tuple[float, float, float]:
    text = page.evaluate(
        """name => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = `var(--${name})`;
          const colour = getComputedStyle(probe).color;
          probe.remove();
          return colour;
        }""",
        name,
    )
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", text)[:3])
    return red, green, blue


def _contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    def luminance(colour: tuple[float, float, float]) -> float:
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
