"""Writing petitions: a draft, its texts and terms, and what may still change once it is open."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from campaign.manifest import Wording
from campaign.people import Person
from campaign.petitions import lifecycle
from campaign.petitions.lifecycle import State, Step, Tell, WrongState, must_get, nobody
from campaign.petitions.petition import Petition, get_in, wording_of
from campaign.refusals import Refusal
from campaign.terms import ASKED_BY_DEFAULT, default_milestones
from db import approvals, audit, people, petitions
from db.engine import Database

FIRST_GOAL = 1000
FIRST_AGE = 16
MOST_MILESTONES = 20
LINE_LIMIT = 200
BODY_LIMIT = 2500  # UTF-16 units: so much of it the card shows
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,47}")
_SLUG_BASE = 40

Changes = Mapping[str, Mapping[str, str]]
"""By language, what is said anew there: some of `title`, `addressee` and `body`."""

_ALL = frozenset(
    {"slug", "goal", "milestones", "minimum_age", "fields", "identity", "opens_at", "closes_at"}
)
CHANGEABLE: Mapping[State, frozenset[str]] = {
    State.DRAFT: _ALL | {"texts"},
    State.REVIEW: frozenset(),
    State.OPEN: frozenset({"texts", "goal", "milestones", "closes_at"}),
    State.CLOSED: frozenset({"closes_at"}),
    State.DELIVERED: frozenset(),
}
"""What can be changed in each state. What is in review stays as those who agree have read it."""
FIXED_ONCE_SIGNED = frozenset({"slug", "minimum_age", "fields", "identity"})


class TextEmpty(Refusal):
    "Nothing was typed that a petition could say"


class TextTooLong(Refusal):
    "The text is longer than a petition's card shows"

    def __init__(self, limit: int) -> None:
        self.limit = limit


class SlugTaken(Refusal):
    "Another petition goes by that short name"


class NotASlug(Refusal):
    "A short name is made of small letters, digits and hyphens"


class WasSigned(Refusal):
    "The petition was signed, so this stays as its signers found it"


class ClosesFirst(Refusal):
    "The petition would close before it opens"


class LanguageMissing(Refusal):
    "A text in a new language needs title, addressee and body"


@dataclass(frozen=True)
class Sheet:
    """A petition as its team sees it: whatever its state, in all its languages."""

    petition: Petition
    wordings: Sequence[Wording]
    agreed: Sequence[int]
    """Who agreed to the version of now."""
    signed: bool
    """Whether anybody ever signed it."""

    @property
    def state(self) -> State:
        """Where it is."""
        return State(self.petition.state)

    @property
    def languages(self) -> list[str]:
        """The languages of its texts."""
        return [wording.language for wording in self.wordings]

    def may_change(self, what: str) -> bool:
        """Whether that part (`texts`, or the name of a term) can be changed now."""
        if self.signed and what in FIXED_ONCE_SIGNED:
            return False
        return what in CHANGEABLE[self.state]


async def sheets(database: Database, language: str) -> list[Sheet]:
    """Every petition, the newest first."""
    return await database.read(
        lambda conn: [_sheet(conn, row, language) for row in petitions.everything(conn)]
    )


async def sheet(database: Database, petition_id: int, language: str) -> Sheet:
    """One petition, whatever its state; raises `NoPetition`."""
    return await database.read(lambda conn: _sheet(conn, must_get(conn, petition_id), language))


def _sheet(conn: Connection, row: RowMapping, language: str) -> Sheet:
    texts = petitions.texts(conn, row["id"], row["version"])
    return Sheet(
        petition=get_in(conn, row["id"], language),
        wordings=tuple(wording_of(text) for text in texts),
        agreed=tuple(lifecycle.agreed(conn, row)),
        signed=row["last_number"] > 0,
    )


async def create(database: Database, person: Person, wording: Wording, now: datetime) -> int:
    """A new draft with its first text; its id. Its short name comes from the title."""

    def change(conn: Connection) -> int:
        people.remember(conn, person.id, person.language, now)
        slug = _free_slug(conn, wording.title)
        petition_id = petitions.add(
            conn,
            slug=slug,
            state=State.DRAFT,
            goal=FIRST_GOAL,
            minimum_age=FIRST_AGE,
            now=now,
            milestones=list(default_milestones(FIRST_GOAL)),
            fields={field.value: need.value for field, need in ASKED_BY_DEFAULT.items()},
        )
        petitions.add_version(conn, petition_id, [vars(wording)], now)
        audit.add(conn, "petition:drafted", actor_id=person.id, now=now, subject=slug)
        return petition_id

    return await database.write(change)


async def change_texts(
    database: Database,
    petition_id: int,
    changes: Changes,
    *,
    actor_id: int,
    needed: int,
    now: datetime,
    tell: Tell = nobody,
) -> State:
    """Say something anew; the state after it.

    The texts of a draft that nobody signed are written over. Else they are a new version: who
    signs from then on signs that one. Where `needed` people must agree and it is more than one, an
    open petition goes back to review, which counts as the editor's own agreement. Raises
    `WrongState` and `LanguageMissing`.
    """

    def change(conn: Connection) -> State:
        row = must_get(conn, petition_id)
        state = State(row["state"])
        if "texts" not in CHANGEABLE[state]:
            raise WrongState
        texts = [vars(wording) for wording in changed(_wordings(conn, row), changes)]
        if state is State.DRAFT and row["last_number"] == 0:
            petitions.rewrite_version(conn, petition_id, row["version"], texts, now)
            version = row["version"]
        else:
            version = petitions.add_version(conn, petition_id, texts, now)
        audit.add(conn, "petition:changed", actor_id=actor_id, now=now, subject=row["slug"])
        if state is not State.OPEN or needed <= 1:
            return state
        lifecycle.move(conn, row, State.REVIEW, actor_id, now)
        approvals.add(conn, petition_id, version, actor_id, now)
        tell(conn, Step(petition_id, version, State.REVIEW, actor_id))
        return State.REVIEW

    return await database.write(change)


def changed(wordings: Sequence[Wording], changes: Changes) -> list[Wording]:
    """The wordings with what is said anew; raises `LanguageMissing`."""
    known = {wording.language: vars(wording) for wording in wordings}
    for language, parts in changes.items():
        said = {**known.get(language, {"language": language}), **parts}
        if said.keys() != {"language", "title", "addressee", "body"}:
            raise LanguageMissing
        known[language] = said
    return [Wording(**said) for _, said in sorted(known.items())]


async def set_terms(
    database: Database, petition_id: int, *, actor_id: int, now: datetime, **terms: Any
) -> None:
    """Change terms, by the names in `CHANGEABLE`; raises `WrongState`, `WasSigned`, `ClosesFirst`.

    Milestones that were shares of the goal follow it.
    """

    def change(conn: Connection) -> None:
        row = must_get(conn, petition_id)
        if not terms.keys() <= CHANGEABLE[State(row["state"])]:
            raise WrongState
        if row["last_number"] and terms.keys() & FIXED_ONCE_SIGNED:
            raise WasSigned
        if "slug" in terms and petitions.by_slug(conn, terms["slug"]) not in (None, row):
            raise SlugTaken
        values = _with_milestones(row, terms)
        opens_at, closes_at = (values.get(name, row[name]) for name in ("opens_at", "closes_at"))
        if opens_at and closes_at and closes_at <= opens_at:
            raise ClosesFirst
        petitions.set_terms(conn, petition_id, **values)
        audit.add(conn, "petition:changed", actor_id=actor_id, now=now, subject=row["slug"])

    await database.write(change)


async def discard(database: Database, petition_id: int, *, actor_id: int, now: datetime) -> None:
    """Delete a draft that nobody ever signed; raises `WrongState` and `WasSigned`."""

    def change(conn: Connection) -> None:
        row = must_get(conn, petition_id)
        if row["state"] != State.DRAFT:
            raise WrongState
        if row["last_number"]:
            raise WasSigned
        petitions.remove(conn, petition_id)
        audit.add(conn, "petition:discarded", actor_id=actor_id, now=now, subject=row["slug"])

    await database.write(change)


def checked_line(said: str) -> str:
    """A title or an addressee in one line; raises `TextEmpty` and `TextTooLong`."""
    kept = (" " if unicodedata.category(letter) == "Cc" else letter for letter in said)
    line = " ".join("".join(kept).split())
    if not line:
        raise TextEmpty
    if len(line) > LINE_LIMIT:
        raise TextTooLong(LINE_LIMIT)
    return line


def checked_body(said: str) -> str:
    """What is asked, whole; raises `TextEmpty` and `TextTooLong`."""
    body = said.strip()
    if not body:
        raise TextEmpty
    if len(body.encode("utf-16-le", "surrogatepass")) // 2 > BODY_LIMIT:
        raise TextTooLong(BODY_LIMIT)
    return body


def checked_slug(said: str) -> str:
    """A short name for links; raises `NotASlug`."""
    slug = said.strip().casefold().removeprefix("p-")
    if not SLUG.fullmatch(slug):
        raise NotASlug
    return slug


def _with_milestones(row: RowMapping, terms: Mapping[str, Any]) -> dict[str, Any]:
    shares = tuple(row["milestones"]) == default_milestones(row["goal"])
    if "goal" in terms and "milestones" not in terms and shares:
        return {**terms, "milestones": list(default_milestones(terms["goal"]))}
    return dict(terms)


def _wordings(conn: Connection, row: RowMapping) -> list[Wording]:
    return [wording_of(text) for text in petitions.texts(conn, row["id"], row["version"])]


def _free_slug(conn: Connection, title: str) -> str:
    letters = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_SLUG_BASE].rstrip("-") or "petition"
    slug, number = base, 2
    while petitions.by_slug(conn, slug) is not None:
        slug, number = f"{base}-{number}", number + 1
    return slug
