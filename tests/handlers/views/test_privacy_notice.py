"""The privacy notice names what is asked, set and used here, and nothing that is not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import manifest
from campaign.answers.composer import composer
from campaign.manifest import Responsible, Wording
from campaign.petitions import Petition
from campaign.privacy import Keeping
from campaign.terms import Field, IdentityKind, Need
from handlers.views.privacy import notice
from handlers.views.view import length
from handlers.wording import Words, languages, words

EXAMPLE = manifest.load(Path(__file__).parents[3] / "examples" / "free-internet")
SERVERS = {"embeddings": "vectors.example.net", "mail": "mail.example.net"}
LANGUAGES = pytest.mark.parametrize("speak", [words("en"), words("es")], ids=languages())

PETITION = Petition(
    id=1,
    slug="free",
    state="open",
    goal=10,
    minimum_age=16,
    version=1,
    count=0,
    wording=Wording("en", "Free", "The platforms", "We ask."),
)

needs = st.fixed_dictionaries({field: st.sampled_from(Need) for field in Field})
keepings = st.builds(
    Keeping,
    retention_months=st.integers(1, 120),
    backup_days=st.none() | st.integers(0, 3650),
    embeddings=st.sampled_from([None, "", SERVERS["embeddings"]]),
    mail=st.sampled_from([None, "", SERVERS["mail"]]),
)


def _petition(
    fields: Mapping[Field, Need], identity: IdentityKind = IdentityKind.ACCOUNT, title: str = "Free"
) -> Petition:
    wording = Wording("en", title, "The platforms", "We ask.")
    return replace(PETITION, wording=wording, fields=fields, identity=identity)


def _said(speak: Words, petitions: Sequence[Petition] = (), **changes: object) -> str:
    given = {"keeping": Keeping(), **changes}
    return str(notice(speak, EXAMPLE, petitions, **given).text)  # type: ignore[arg-type]


def _names(speak: Words, field: Field) -> str:
    return speak.plain(f"privacy.field.{field}")


@LANGUAGES
@given(fields=needs, identity=st.sampled_from(IdentityKind))
def test_it_names_the_fields_that_are_asked_and_no_other(
    speak: Words, fields: Mapping[Field, Need], identity: IdentityKind
) -> None:
    said = _said(speak, [_petition(fields, identity)])
    for field, need in fields.items():
        optional = speak.plain("privacy.optional", field=_names(speak, field))
        required = speak.plain("privacy.required", field=_names(speak, field))
        assert (optional in said, required in said) == (
            need is Need.OPTIONAL,
            need is Need.REQUIRED,
        )
    for kind in (IdentityKind.CONTACT, IdentityKind.EMAIL):
        assert (speak(f"privacy.identity.{kind}") in said) == (kind is identity)
    assert (speak("privacy.not-kept-nor-phone") in said) == (identity is not IdentityKind.CONTACT)


@LANGUAGES
def test_petitions_that_ask_alike_are_told_once_and_others_each(speak: Words) -> None:
    bare = dict.fromkeys(Field, Need.OFF)
    alike = [_petition(bare, title=title) for title in ("One", "Two")]
    assert "One" not in _said(speak, alike)
    named = _petition({**bare, Field.NAME: Need.REQUIRED}, title="Three")
    said = _said(speak, [*alike, named])
    assert all(f"“{title}”" in said for title in ("One", "Two", "Three"))
    many = _said(speak, [*alike, named, *alike])
    assert many.count("“") == 3
    assert speak("privacy.asked-others") in many
    assert speak.plain("privacy.field.name") not in _said(speak)


@LANGUAGES
@given(keeping=keepings, fields=needs, identity=st.sampled_from(IdentityKind))
def test_it_names_the_servers_that_receive_something_and_no_other(
    speak: Words, keeping: Keeping, fields: Mapping[Field, Need], identity: IdentityKind
) -> None:
    said = _said(speak, [_petition(fields, identity)], keeping=keeping)
    assert (SERVERS["embeddings"] in said) == bool(keeping.embeddings)
    mails = bool(keeping.mail) and identity is IdentityKind.EMAIL
    assert (SERVERS["mail"] in said) == mails


@LANGUAGES
def test_it_says_who_receives_questions(speak: Words) -> None:
    there = composer("https://llm.example.org/v1", "model")
    here = composer("http://127.0.0.1:11434/v1", "model")
    assert "llm.example.org" in _said(speak, composer=there)
    assert speak("privacy.composer-here") in _said(speak, composer=here)
    assert speak("privacy.composer-here") not in _said(speak)
    assert "llm.example.org" not in _said(speak)


@LANGUAGES
@given(keeping=keepings)
def test_it_says_how_long_what_is_kept(speak: Words, keeping: Keeping) -> None:
    said = _said(speak, keeping=keeping)
    assert speak.plural("privacy.how-long", keeping.retention_months) in said
    days = keeping.backup_days
    assert (speak("privacy.backups-unknown") in said) == (days is None)
    assert (speak.plural("privacy.backups", days or 1) in said) == bool(days)


@LANGUAGES
def test_it_names_who_answers_for_the_data_who_receives_it_and_where_it_lies(
    speak: Words,
) -> None:
    bare = Responsible("Red Libre", "Calle 1, Oaxaca", "datos@redlibre.mx")
    whole = replace(bare, recipients=("Hosting, S. A.",), countries=("MX", "DE"))
    for responsible, is_whole in ((bare, False), (whole, True)):
        view = notice(speak, replace(EXAMPLE, responsible=responsible), [], Keeping())
        for said in (bare.name, bare.address, bare.contact):
            assert said in view.text
        for said in ("Hosting, S. A.", speak.country("DE")):
            assert (said in view.text) == is_whole


@LANGUAGES
def test_it_calls_it_sensitive_and_names_laws_rights_and_roles(speak: Words) -> None:
    said = _said(speak)
    for named in ("LFPDPPP", "9", "/mydata", "/settings", "/contact"):
        assert named in said
    for role in ("owner", "organiser", "moderator", "analyst"):
        assert speak.plain(f"role.{role}") in said


@LANGUAGES
def test_the_usual_one_is_not_longer_than_it_need_be(speak: Words) -> None:
    usual = notice(speak, EXAMPLE, [_petition({})], Keeping(backup_days=30))
    assert length(usual.text) < 3200
