"""The first card, help, settings, language, and how to reach a human."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton

from campaign.consents import ConsentText
from campaign.manifest import Manifest
from campaign.team import MAY, Permission, Role
from handlers.smalltalk import Meaning
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words, words

SUPPORTER_COMMANDS = (
    "start",
    "sign",
    "receipt",
    "share",
    "articles",
    "digest",
    "settings",
    "language",
    "contact",
    "privacy",
    "mydata",
    "forget",
    "help",
    "cancel",
)
GROUP_COMMANDS = ("ask", "help")
TEAM_COMMANDS: Mapping[str, Permission | None] = {
    "add": Permission.EDIT_ARTICLES,
    "library": Permission.EDIT_ARTICLES,
    "broadcast": Permission.SEND_BROADCASTS,
    "petitions": Permission.EDIT_PETITIONS,
    "deliver": Permission.DELIVER_PETITIONS,
    "questions": Permission.ANSWER_QUESTIONS,
    "signatures": Permission.REVIEW_SIGNATURES,
    "results": Permission.SEE_RESULTS,
    "team": None,
}
"""What each asks for; None stands for everyone on the team."""


def command_name(speak: Words, command: str) -> str:
    """How a command is called in that language's menu; its other names work as well."""
    return speak.plain("menu.forget") if command == "forget" else command


def commands_of(role: Role | None) -> list[str]:
    """The commands that someone with that role may use, the team's first."""
    if role is None:
        return list(SUPPORTER_COMMANDS)
    allowed = MAY[role]
    return [
        *(name for name, needed in TEAM_COMMANDS.items() if needed is None or needed in allowed),
        *SUPPORTER_COMMANDS,
    ]


def first_card(
    speak: Words, manifest: Manifest, languages: Sequence[str], *, petition: bool
) -> View:
    """Who speaks, what one can do here, and the choice of language."""
    text = paragraphs(
        speak("start.hello", campaign=manifest.in_language(manifest.name, speak.language)),
        speak("text.verbatim", text=manifest.in_language(manifest.about, speak.language)),
        speak("start.what-you-can-do"),
    )
    rows: list[tuple[InlineKeyboardButton, ...]] = []
    if petition:
        rows.append((button(speak, "start.sign", "start:sign"),))
    rows.append(
        (
            button(speak, "start.articles", "read:list:0"),
            button(speak, "start.digest", "digest:show"),
        )
    )
    rows.append(_languages(speak, languages, "start"))
    return View(text, tuple(rows))


def samples(speak: Words, manifest: Manifest) -> Html | None:
    """Questions that the articles answer, for who does not know what to ask."""
    questions = manifest.sample_questions.get(speak.language, ())
    if not questions:
        return None
    lines = "\n".join(speak("start.sample", question=question) for question in questions[:4])
    return Html(f"{speak('start.samples')}\n{lines}")


def courtesy(speak: Words, meaning: Meaning, manifest: Manifest) -> View:
    """A kind word back; to a greeting with what could be asked."""
    match meaning:
        case Meaning.GREETING:
            return View(paragraphs(speak("smalltalk.greeting"), samples(speak, manifest)))
        case Meaning.THANKS:
            return View(speak("smalltalk.thanks"))
        case Meaning.FAREWELL:
            return View(speak("smalltalk.farewell"))
        case _:
            return View(speak("smalltalk.nod"))


def help_page(speak: Words, manifest: Manifest, role: Role | None) -> View:
    """What the bot does, and the commands for this person."""
    lines = "\n".join(
        f"/{command_name(speak, name)}: {speak(f'command.{name}')}" for name in commands_of(role)
    )
    commands = Html(f"{speak('help.commands')}\n{lines}")
    return View(paragraphs(speak("help.intro"), samples(speak, manifest), commands))


def language_page(speak: Words, languages: Sequence[str]) -> View:
    """Which language to be answered in."""
    return View(speak("language.choose"), (_languages(speak, languages, "page"),))


def updates_text(speak: Words) -> ConsentText:
    """The words above the button that turns updates on."""
    return ConsentText(speak.language, speak("consent.updates"))


def settings_page(speak: Words, *, digest: Html, updates: bool) -> View:
    """What stands now, and where to change it."""
    text = paragraphs(
        speak("settings.title"),
        Html(
            "\n".join(
                (
                    speak("settings.language", language=speak.language_name(speak.language)),
                    digest,
                    speak("settings.updates-on" if updates else "settings.updates-off"),
                )
            )
        ),
        None
        if updates
        else speak("settings.updates-consent", consent=Html(updates_text(speak).body)),
    )
    switch = "off" if updates else "on"
    agreeing = "" if updates else f":{updates_text(speak).mark}"
    return View(
        text,
        (
            (
                button(speak, "settings.change-language", "language:show"),
                button(speak, "settings.change-digest", "digest:show"),
            ),
            (button(speak, f"settings.turn-updates-{switch}", f"updates:{switch}{agreeing}"),),
            (
                button(speak, "settings.my-data", "data:show"),
                button(speak, "settings.forget", "data:ask-forget"),
            ),
        ),
    )


def contact_page(speak: Words, manifest: Manifest) -> View:
    """A human's name and address, and the way to write to them from here."""
    return View(
        speak("contact.page", name=manifest.contact.name, email=manifest.contact.email),
        ((button(speak, "contact.write", "contact:write"),),),
    )


def _languages(
    speak: Words, languages: Sequence[str], origin: str
) -> tuple[InlineKeyboardButton, ...]:
    return tuple(
        InlineKeyboardButton(
            shortened(words(code).plain("language.name")),
            callback_data=f"language:set:{code}:{origin}",
        )
        for code in languages
    )
