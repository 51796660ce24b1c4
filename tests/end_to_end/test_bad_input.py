"""What people send that is wrong or hostile: one clear sentence each, nothing in the log."""

import re
from collections.abc import Iterator

import pytest

from tests.stage import LUCIA, Person, Stage, set_up, words

SECRETS = ("Zacarías", "sensitive-words", "hostil")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage of this module's own, whose log is read at the end."""
    with set_up(tmp_path_factory.mktemp("stage")) as stage:
        yield stage
        said = stage.said()
        assert stage.server.world.token not in said
        assert not any(secret in said for secret in SECRETS)
        assert "Traceback" not in said


@pytest.fixture
def zac(stage: Stage) -> Person:
    return stage.newcomer("Zacarías")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("/nonsense", "I do not know that command"),
        ("sensitive-words " * 320, "That is too long for me"),
        ("?!… 🙂 🙂", "I see no words there"),
        ("\u202e\u0007\ufdfa \u0000 ok what is this sensitive-words", "The articles do not answer"),
        ("<b>bold & <script>alert(1)</script> sensitive-words", "The articles do not answer"),
        ("/start " + "x" * 500, "I speak for the campaign"),
        ("/start p-no-such-petition", "That petition is not here any more"),
        ("/start a-99999999", "That article is not here any more"),
        ("/start own-guessed-token", "That link was used already or is too old"),
    ],
)
def test_odd_words_get_one_sentence(zac: Person, said: str, answered: str) -> None:
    zac.ask(said, answered)


@pytest.mark.parametrize("command", ["/add", "/library", "/broadcast", "/questions", "/results"])
def test_a_supporter_is_kept_out_of_the_teams_commands(zac: Person, command: str) -> None:
    zac.ask(command, "only for the campaign's team")


@pytest.mark.parametrize(
    "data",
    [
        "sign:as:1",
        "sign:as:999999999:1:00000000",
        "sign:on:1:everything",
        "read:open:999999:0",
        "digest:zone:999",
        "ask:pass:999999",
        "language:set:xx:start",
        "nobody:knows:this",
        "sign:speak:1:fr",
        "broadcast:send:1:all",
        "🙂" * 10,
    ],
)
def test_a_forged_or_old_button_gets_one_answer(stage: Stage, zac: Person, data: str) -> None:
    card = zac.ask("/start")
    query = zac.tap_data(card["message_id"], data)
    zac.is_toasted("", query)
    answers = [
        exchange
        for exchange in stage.exchanges("answerCallbackQuery")
        if exchange["params"].get("callback_query_id") == query
    ]
    assert [answer["status"] for answer in answers] == [200]


def test_a_button_pressed_twice_acts_once(zac: Person) -> None:
    card = zac.ask("/sign")
    first = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    queries = [zac.tap_data(card["message_id"], first) for _ in range(4)]
    thanks = [zac.is_toasted("", query) for query in queries]
    assert sum("Thank you" in text for text in thanks) == 1
    shown = words(zac.ask("/mydata", "is kept about you"))
    assert shown.count("Signature number") == 1


def test_a_name_full_of_markup_is_shown_as_it_was_typed(zac: Person) -> None:
    zac.ask("/sign")
    zac.tap("Accept, with another name")
    zac.reads("Which name")
    zac.ask("12345", "I need at least one letter")
    zac.ask("hostil " * 30, "That name is too long")
    zac.say("</b><a href='x'>hostil & Co</a>")
    receipt = zac.reads("Name: </b><a href='x'>hostil & Co</a>")
    assert not any(entity["type"] == "text_link" for entity in receipt["entities"])


def test_an_unknown_country_keeps_the_form_open(zac: Person) -> None:
    zac.ask("/sign")
    zac.tap("Accept, without a name")
    zac.sees("Without a name")
    zac.tap("Add my country")
    zac.sees("Which country")
    zac.ask("Atlantis", "I do not know that country")
    zac.say("mx")
    zac.reads("Country: Mexico")


@pytest.mark.parametrize(
    ("name", "content", "answered"),
    [
        ("empty.txt", b"\n \n", "no article text"),
        ("latin.txt", "Información".encode("latin-1") * 40, "UTF-8|text"),
        ("picture.exe", b"MZ\x00\x01", r"\.txt"),
        ("blank.md", b"---\ntitle: Nothing\n---\n\n", "no article text"),
        ("large.txt", b"word " * 2_200_000, "10|large|big"),
    ],
)
def test_a_bad_file_gets_one_sentence(
    olivia: Person, name: str, content: bytes, answered: str
) -> None:
    olivia.ask("/start")
    olivia.send_file(name, content)
    assert re.search(answered, words(olivia.reads()), re.IGNORECASE)


def test_a_supporters_file_is_no_article(zac: Person) -> None:
    zac.send_file("article.txt", b"A title\n\nSome text that nobody asked for.")
    zac.reads("I cannot read files")


def test_a_voice_message_gets_a_kind_sentence(stage: Stage) -> None:
    lucia = stage.person(LUCIA)
    lucia.say("/start")
    lucia.send_file("voice.ogg", b"OggS" * 10, kind="voice")
    lucia.reads("Todavía no puedo escuchar mensajes de voz")


def test_updates_of_unknown_kinds_are_passed_over(stage: Stage, zac: Person) -> None:
    zac.say("/start")
    for update in (
        {"poll": {"id": "1"}},
        {"message": {"message_id": 1}},
        {"something_new": {"sensitive-words": 1}},
        {"callback_query": {"id": "x"}},
    ):
        stage.post(f"chats/{zac.id}/updates", update)
    zac.ask("/help", "Write a question")
