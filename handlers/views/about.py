"""The campaign's own words about itself: from its database and its settings, and marked as such."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from campaign.answers.about import Topic
from campaign.manifest import Manifest
from campaign.petitions import Petition
from handlers.views.sign import progress
from handlers.views.view import View, button, paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 150
_ABOUT_LIMIT = 1_000
_PETITIONS_AT_MOST = 5


@dataclass(frozen=True)
class Facts:
    """What there is to tell: the campaign's folder, and the petitions that can be signed now."""

    manifest: Manifest
    petitions: Sequence[Petition]


def about(speak: Words, topic: Topic, facts: Facts) -> View:
    """The answer to a question about the campaign, with buttons to the right place."""
    tell, lead = _TOLD[topic]
    return View(paragraphs(speak("about.own-words"), *tell(speak, facts)), lead(speak, facts))


def is_told(topic: Topic) -> bool:
    """Whether a topic is answered with words; the others lead to a page."""
    return topic in _TOLD


def _count(speak: Words, facts: Facts) -> list[Html]:
    return _of_each(speak, facts, lambda petition: progress(speak, petition))


def _until(speak: Words, facts: Facts) -> list[Html]:
    return _of_each(speak, facts, lambda petition: speak("about.until"))


def _age(speak: Words, facts: Facts) -> list[Html]:
    return _of_each(
        speak, facts, lambda petition: speak("about.age", age=str(petition.minimum_age))
    )


def _addressee(speak: Words, facts: Facts) -> list[Html]:
    return _of_each(
        speak,
        facts,
        lambda petition: speak("about.addressee", addressee=petition.wording.addressee),
    )


def _purpose(speak: Words, facts: Facts) -> list[Html]:
    titles = [speak("sign.title", title=_title(petition)) for petition in _some(facts)]
    return [_verbatim_about(speak, facts), *titles]


def _behind(speak: Words, facts: Facts) -> list[Html]:
    manifest, responsible = facts.manifest, facts.manifest.responsible
    named = (
        speak(
            "privacy.responsible",
            name=responsible.name,
            address=responsible.address,
            contact=responsible.contact,
        )
        if responsible
        else None
    )
    contact = speak("privacy.contact", name=manifest.contact.name, email=manifest.contact.email)
    return [_verbatim_about(speak, facts), *([named] if named else []), contact]


def _data(speak: Words, facts: Facts) -> list[Html]:
    return [speak("about.data")]


def _leave(speak: Words, facts: Facts) -> list[Html]:
    return [speak("about.leave")]


def _withdraw(speak: Words, facts: Facts) -> list[Html]:
    return [speak("about.withdraw")]


def _of_each(speak: Words, facts: Facts, tell: Callable[[Petition], Html]) -> list[Html]:
    """What there is to tell of each petition, below its title."""
    if not facts.petitions:
        return [speak("sign.none-open")]
    return [
        Html(f"{speak('sign.title', title=_title(petition))}\n{tell(petition)}")
        for petition in _some(facts)
    ]


def _some(facts: Facts) -> Sequence[Petition]:
    return facts.petitions[:_PETITIONS_AT_MOST]


def _title(petition: Petition) -> str:
    return shortened(petition.wording.title, _TITLE_LIMIT)


def _verbatim_about(speak: Words, facts: Facts) -> Html:
    told = facts.manifest.in_language(facts.manifest.about, speak.language)
    return speak("text.verbatim", text=shortened(told, _ABOUT_LIMIT))


Rows = tuple[tuple[InlineKeyboardButton, ...], ...]


def _to_petition(speak: Words, facts: Facts) -> Rows:
    return ((button(speak, "start.sign", "start:sign"),),) if facts.petitions else ()


def _to_signature(speak: Words, facts: Facts) -> Rows:
    return ((button(speak, "about.open-signature", "start:sign"),),) if facts.petitions else ()


def _to_people(speak: Words, facts: Facts) -> Rows:
    return (
        (
            button(speak, "contact.write", "contact:write"),
            button(speak, "button.privacy", "privacy:show"),
        ),
    )


def _to_data(speak: Words, facts: Facts) -> Rows:
    return (
        (
            button(speak, "button.privacy", "privacy:show"),
            button(speak, "settings.my-data", "data:show"),
        ),
        (button(speak, "settings.forget", "data:ask-forget"),),
    )


def _to_switches(speak: Words, facts: Facts) -> Rows:
    return (
        (
            button(speak, "settings.change-digest", "digest:show"),
            button(speak, "settings.turn-updates-off", "updates:off"),
        ),
        (button(speak, "settings.forget", "data:ask-forget"),),
    )


_TOLD: Mapping[
    Topic, tuple[Callable[[Words, Facts], list[Html]], Callable[[Words, Facts], Rows]]
] = {
    Topic.COUNT: (_count, _to_petition),
    Topic.UNTIL: (_until, _to_petition),
    Topic.AGE: (_age, _to_petition),
    Topic.ADDRESSEE: (_addressee, _to_petition),
    Topic.PURPOSE: (_purpose, _to_petition),
    Topic.BEHIND: (_behind, _to_people),
    Topic.DATA: (_data, _to_data),
    Topic.LEAVE: (_leave, _to_switches),
    Topic.WITHDRAW: (_withdraw, _to_signature),
}
