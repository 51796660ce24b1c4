import pytest

from rehearsal.errors import Refused
from rehearsal.people import Chat, Person
from rehearsal.profile import Profile, scope_of

EMMA = Chat(1, "private", "Emma", Person(1, "Emma", "en"))
GROUP = Chat(-5, "group", "Circle", members={1: "member", 3: "creator"})


def _commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": name.title()} for name in names]


@pytest.fixture
def profile() -> Profile:
    return Profile("Pliego")


def _shown(profile: Profile, chat: Chat, user_id: int, language: str = "en") -> list[str]:
    return [item["command"] for item in profile.commands_shown(chat, user_id, language)]


def test_the_narrowest_scope_wins(profile: Profile) -> None:
    profile.set_commands(("default",), "", _commands("default"))
    assert _shown(profile, EMMA, 1) == ["default"]
    profile.set_commands(("all_private_chats",), "", _commands("private"))
    assert _shown(profile, EMMA, 1) == ["private"]
    profile.set_commands(("chat", 1), "", _commands("hers"))
    assert _shown(profile, EMMA, 1) == ["hers"]


def test_a_language_wins_within_its_scope_only(profile: Profile) -> None:
    profile.set_commands(("default",), "es", _commands("spanish"))
    profile.set_commands(("default",), "", _commands("default"))
    assert _shown(profile, EMMA, 1, "es-MX") == ["spanish"]
    profile.set_commands(("all_private_chats",), "", _commands("private"))
    assert _shown(profile, EMMA, 1, "es-MX") == ["private"]


def test_administrators_of_a_group_see_their_own(profile: Profile) -> None:
    profile.set_commands(("all_group_chats",), "", _commands("group"))
    profile.set_commands(("all_chat_administrators",), "", _commands("admin"))
    assert _shown(profile, GROUP, 1) == ["group"]
    assert _shown(profile, GROUP, 3) == ["admin"]
    profile.set_commands(("chat_member", -5, 1), "", _commands("member"))
    assert _shown(profile, GROUP, 1) == ["member"]


def test_deleted_commands_uncover_the_wider_scope(profile: Profile) -> None:
    profile.set_commands(("default",), "", _commands("default"))
    profile.set_commands(("chat", 1), "", _commands("hers"))
    profile.delete_commands(("chat", 1), "")
    assert _shown(profile, EMMA, 1) == ["default"]


@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [
        ("Sign", "x", "BOT_COMMAND_INVALID"),
        ("a" * 33, "x", "BOT_COMMAND_INVALID"),
        ("sign", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("sign", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_a_command_out_of_bounds_is_refused(
    profile: Profile, command: str, description: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        profile.set_commands(("default",), "", [{"command": command, "description": description}])


def test_a_scope_has_at_most_100_commands(profile: Profile) -> None:
    with pytest.raises(Refused, match="BOT_COMMANDS_TOO_MUCH"):
        profile.set_commands(("default",), "", _commands(*(f"c{n}" for n in range(101))))


def test_texts_fall_back_to_the_one_without_language(profile: Profile) -> None:
    profile.set_text("description", "", "Hello")
    profile.set_text("description", "es", "Hola")
    assert profile.text("description", "es") == "Hola"
    assert profile.text("description", "fr") == "Hello"
    profile.set_text("description", "es", "")
    assert profile.text("description", "es") == "Hello"


def test_a_scope_of_one_member_keeps_chat_and_user() -> None:
    assert scope_of({"type": "chat_member", "chat_id": -5, "user_id": 1}) == ("chat_member", -5, 1)
    assert scope_of(None) == ("default",)
