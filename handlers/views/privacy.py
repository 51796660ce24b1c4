"""The privacy notice, made from what is truly asked and set here, and the erasing of it all."""

from collections.abc import Sequence
from datetime import datetime

from campaign.answers.composer import Composer
from campaign.manifest import Manifest
from campaign.manifest.table import LINE_LIMIT
from campaign.petitions import Petition
from campaign.privacy import Keeping
from campaign.team import MAY, Permission, Role
from campaign.terms import Field, IdentityKind, Need
from handlers.views.view import View, button, length, paragraphs, shortened
from handlers.wording import Html, Words

_NAMED_LIMIT = 70
_LIST_LIMIT = 120
_MESSAGE_LIMIT = 4096
_MOST_PETITIONS = 3


def notice(
    speak: Words,
    manifest: Manifest,
    petitions: Sequence[Petition],
    keeping: Keeping,
    composer: Composer | None = None,
) -> View:
    """Who is responsible, what is kept and why, how long, who can read it, and one's rights.

    `petitions` are those that take signatures. One message, whatever is set: where that is much,
    fewer petitions are told one by one.
    """
    before = paragraphs(
        speak("privacy.title"),
        _responsible(speak, manifest),
        speak("privacy.sensitive"),
        speak("privacy.kept"),
    )
    after = paragraphs(
        _identities(speak, petitions),
        _not_kept(speak, petitions),
        _readers(speak, manifest),
        _servers(speak, petitions, keeping, composer),
        _how_long(speak, keeping),
        speak("privacy.rights"),
    )
    texts = (
        paragraphs(before, _asked(speak, petitions, most), after)
        for most in range(_MOST_PETITIONS, 0, -1)
    )
    bare = paragraphs(before, _asked(speak, petitions, 0), after)
    return View(
        next((text for text in texts if length(text) <= _MESSAGE_LIMIT), bare),
        (
            (
                button(speak, "settings.my-data", "data:show"),
                button(speak, "settings.forget", "data:ask-forget"),
            ),
        ),
    )


def _responsible(speak: Words, manifest: Manifest) -> Html:
    responsible = manifest.responsible
    if responsible is None:
        contact = manifest.contact
        return speak("privacy.contact", name=contact.name, email=contact.email)
    return speak(
        "privacy.responsible",
        name=shortened(responsible.name, LINE_LIMIT),
        address=shortened(responsible.address, LINE_LIMIT),
        contact=shortened(responsible.contact, LINE_LIMIT),
    )


def _asked(speak: Words, petitions: Sequence[Petition], most: int) -> Html | None:
    """What signing asks for: once where all petitions ask the same, else for each of the `most`."""
    if not petitions:
        return None
    asked = [_asks(speak, petition) for petition in petitions]
    if len(set(asked)) == 1:
        return speak("privacy.asked", asked=asked[0])
    lines = [
        speak(
            "privacy.asked-by",
            title=shortened(petition.wording.title, _NAMED_LIMIT),
            asked=said,
        )
        for petition, said in zip(petitions[:most], asked, strict=False)
    ]
    if len(petitions) > most:
        lines.append(speak("privacy.asked-others"))
    return Html("\n".join(lines))


def _asks(speak: Words, petition: Petition) -> str:
    """The fields, and by what the petition tells its signers apart."""
    needs = [(_name(petition, field), petition.asks(field)) for field in Field]
    if petition.identity is not IdentityKind.ACCOUNT:
        needs.append((petition.identity.value, Need.REQUIRED))
    said = [
        speak.plain(f"privacy.{need}", field=speak.plain(f"privacy.field.{name}"))
        for name, need in needs
        if need is not Need.OFF
    ]
    return speak.listed(said) if said else speak.plain("privacy.no-field")


def _identities(speak: Words, petitions: Sequence[Petition]) -> Html | None:
    """What becomes of phone numbers and mail addresses, where a petition asks for them."""
    asked = {petition.identity for petition in petitions}
    kinds = [kind for kind in (IdentityKind.CONTACT, IdentityKind.EMAIL) if kind in asked]
    return Html(" ".join(speak(f"privacy.identity.{kind}") for kind in kinds)) if kinds else None


def _name(petition: Petition, field: Field) -> str:
    return "postcode" if field is Field.REGION and petition.postcode else field.value


def _not_kept(speak: Words, petitions: Sequence[Petition]) -> Html:
    with_phone = any(petition.identity is IdentityKind.CONTACT for petition in petitions)
    return speak("privacy.not-kept" if with_phone else "privacy.not-kept-nor-phone")


def _readers(speak: Words, manifest: Manifest) -> Html:
    """Telegram, the host, the team by what its roles may see, the addressee, and further ones."""
    seeing = [role for role in Role if Permission.REVIEW_SIGNATURES in MAY[role]]
    others = [role for role in Role if role not in seeing]
    parts = [
        speak("privacy.telegram"),
        speak("privacy.host"),
        speak("privacy.team", roles=_roles(speak, seeing)),
        speak("privacy.team-counts", roles=_roles(speak, others)) if others else None,
        speak("privacy.addressee"),
    ]
    responsible = manifest.responsible
    if responsible is not None and responsible.recipients:
        named = shortened("; ".join(responsible.recipients), _LIST_LIMIT)
        parts.append(speak("privacy.recipients", recipients=named))
    if responsible is not None and responsible.countries:
        named = speak.listed([speak.country(code) for code in responsible.countries])
        parts.append(speak("privacy.countries", countries=shortened(named, _LIST_LIMIT)))
    return Html(" ".join(part for part in parts if part))


def _roles(speak: Words, roles: Sequence[Role]) -> str:
    return speak.listed([speak.plain(f"role.{role}") for role in roles])


def _servers(
    speak: Words, petitions: Sequence[Petition], keeping: Keeping, composer: Composer | None
) -> Html | None:
    """Which servers are sent something; one on the campaign's own machine receives nothing new."""
    mails = any(petition.identity is IdentityKind.EMAIL for petition in petitions)
    receivers = (
        ("privacy.embeddings", keeping.embeddings),
        ("privacy.composer", composer.receiver if composer is not None else None),
        ("privacy.mail", keeping.mail if mails else None),
    )
    said = [speak(key, host=shortened(host, _NAMED_LIMIT)) for key, host in receivers if host]
    if composer is not None and not composer.receiver:
        said.append(speak("privacy.composer-here"))
    return Html(" ".join(said)) if said else None


def _how_long(speak: Words, keeping: Keeping) -> Html:
    parts = [speak.plural("privacy.how-long", keeping.retention_months)]
    if keeping.backup_days:
        parts.append(speak.plural("privacy.backups", keeping.backup_days))
    elif keeping.backup_days is None:
        parts.append(speak("privacy.backups-unknown"))
    return Html(" ".join(parts))


def ask_forget(speak: Words, *, on_team: bool) -> View:
    """Once, before everything goes, a place on the team with it."""
    return View(
        paragraphs(speak("forget.ask"), speak("forget.on-team") if on_team else None),
        (
            (
                button(speak, "forget.yes", "data:forget"),
                button(speak, "forget.no", "data:keep"),
            ),
        ),
    )


def kept(speak: Words) -> View:
    """The person thought better of it."""
    return View(speak("forget.kept"))


def forgotten(speak: Words, manifest: Manifest, keeping: Keeping, now: datetime) -> View:
    """Nothing is held any more; what is left lies on the person's phone and in backups."""
    return View(
        paragraphs(
            speak("forget.done"), speak("forget.yours"), _backups(speak, manifest, keeping, now)
        )
    )


def _backups(speak: Words, manifest: Manifest, keeping: Keeping, now: datetime) -> Html | None:
    if keeping.backup_days == 0:
        return None
    last = keeping.last_backup(now, manifest.time_zone)
    if last is None:
        return speak("forget.backups-unknown", email=manifest.contact.email)
    return speak("forget.backups", last=last)
