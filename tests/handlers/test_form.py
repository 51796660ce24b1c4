"""Signing a petition that asks for more: each step, the ways back, and what is kept of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaign import petitions
from campaign.manifest import PetitionPlan
from campaign.petitions import Signature
from campaign.petitions.addresses import Address
from campaign.petitions.identity import AddressRefused, MailNotSent
from campaign.terms import Field, IdentityKind, Need
from db.schema import consent_texts, consents, drafts, identities
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels

REQUIRED = {
    Field.NAME: Need.REQUIRED,
    Field.COUNTRY: Need.REQUIRED,
    Field.REGION: Need.REQUIRED,
    Field.COMMENT: Need.OFF,
}


@dataclass
class Mailbox:
    """A mailer that keeps what it is given, or refuses it."""

    mails: list[tuple[str, str, str]] = field(default_factory=list)
    refusal: Exception | None = None

    async def send(self, to: Address, subject: str, body: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.mails.append((str(to), subject, body))

    @property
    def code(self) -> str:
        return self.mails[-1][1].rpartition(" ")[2]


class Signing:
    """The desk with the campaign's petition asking for more."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.mailbox = Mailbox()

    async def asks(self, **terms: Any) -> None:
        planned = self.desk.services.manifest.petition
        assert planned is not None
        asking: PetitionPlan = replace(planned, **terms)
        await petitions.plan(self.desk.database, asking, self.desk.services.clock())

    def can_mail(self) -> None:
        self.desk.services = replace(self.desk.services, mailer=self.mailbox)
        self.desk.application.bot_data["services"] = self.desk.services

    async def accept(self, person: int, label: str = "Accept as") -> str:
        await self.desk.say(person, "/sign")
        return await self.desk.tap(person, label)

    async def share(self, person: int, **contact: Any) -> str:
        own = self.desk.world.people[person].contact
        return await self.desk.send(person, {"contact": {**own, **contact}})

    async def signature(self, person: int) -> Signature | None:
        (petition,) = await petitions.open_petitions(self.desk.database, "en")
        return await petitions.signature_of(self.desk.database, petition.id, person)

    async def rows(self, table: Any) -> list[Any]:
        return await self.desk.database.read(
            lambda conn: list(conn.execute(select(table)).mappings())
        )

    def below(self, person: int) -> list[dict[str, Any]]:
        """The keyboards in place of the letters that came, newest last."""
        markups = [
            json.loads(call["params"]["reply_markup"])
            if isinstance(call["params"].get("reply_markup"), str)
            else call["params"].get("reply_markup")
            for call in self.desk.calls("sendMessage")
        ]
        return [each for each in markups if each and "inline_keyboard" not in each]


@pytest.fixture
def signing(desk: Desk) -> Signing:
    return Signing(desk)


async def test_a_petition_that_asks_for_nothing_more_is_signed_by_one_tap(signing: Signing) -> None:
    said = await signing.accept(EMMA, "Accept and sign as Emma")
    assert "your signature is in" in said
    assert await signing.rows(drafts) == []


async def test_required_fields_are_asked_one_by_one_and_their_words_recorded(
    signing: Signing,
) -> None:
    await signing.asks(fields=REQUIRED)
    card = await signing.desk.say(EMMA, "/sign")
    assert "After you accept, I ask you for your country and your state, province" in card
    assert labels(signing.desk.last(EMMA))[:2] == ["Accept as Emma", "Accept, with another name"]
    first = await signing.desk.tap(EMMA, "Accept as Emma")
    assert first.startswith("Step 1 of 2")
    assert "Which country" in first
    assert "My country goes to" in first
    assert "only the campaign’s team" in first
    assert await signing.signature(EMMA) is None
    asked = await signing.desk.tap(EMMA, "Mexico")
    assert "Country: Mexico" in asked
    assert "Step 2 of 2" in asked
    assert "I see no letter" in await signing.desk.say(EMMA, "...")
    receipt = await signing.desk.say(EMMA, "Oaxaca de  Juárez")
    assert "Region: Oaxaca de Juárez" in receipt
    signature = await signing.signature(EMMA)
    assert signature is not None
    assert (signature.name, signature.country, signature.region) == (
        "Emma",
        "MX",
        "Oaxaca de Juárez",
    )
    given = {row["purpose"]: row["text_hash"] for row in await signing.rows(consents)}
    assert set(given) == {"processing", "country", "region"}
    bodies = {row["hash"]: row["body"] for row in await signing.rows(consent_texts)}
    assert bodies[given["country"]] in first
    assert bodies[given["region"]] in asked
    assert await signing.rows(drafts) == []


async def test_what_is_required_can_be_changed_and_not_taken_back(signing: Signing) -> None:
    await signing.asks(fields=REQUIRED)
    await signing.accept(EMMA)
    await signing.desk.tap(EMMA, "Mexico")
    await signing.desk.say(EMMA, "Oaxaca")
    offered = labels(signing.desk.last(EMMA))
    assert not any("Add my" in label for label in offered)
    assert "Change the region" in offered
    await signing.desk.tap(EMMA, "Change the country")
    assert "Country: Chile" in await signing.desk.say(EMMA, "chile")
    await signing.desk.tap(EMMA, "Change the region")
    assert "Region: Atacama" in await signing.desk.say(EMMA, "Atacama")
    (petition,) = await petitions.open_petitions(signing.desk.database, "en")
    said = await signing.desk.tap_data(EMMA, f"sign:off:{petition.id}:country")
    assert "asks for is missing" in said
    signature = await signing.signature(EMMA)
    assert signature is not None
    assert (signature.country, signature.region) == ("CL", "Atacama")


async def test_what_is_off_is_neither_asked_nor_offered(signing: Signing) -> None:
    await signing.asks(fields=dict.fromkeys(Field, Need.OFF))
    card = await signing.desk.say(EMMA, "/sign")
    assert "the name you choose" not in card
    assert [label for label in labels(signing.desk.last(EMMA)) if "Accept" in label] == [
        "Accept and sign"
    ]
    await signing.desk.tap(EMMA, "Accept and sign")
    offered = labels(signing.desk.last(EMMA))
    assert not any(word in label for label in offered for word in ("name", "country", "comment"))
    signature = await signing.signature(EMMA)
    assert signature is not None
    assert signature.name is None


async def test_a_postcode_may_be_added_and_taken_back(signing: Signing) -> None:
    await signing.asks(fields={**REQUIRED, **dict.fromkeys(Field, Need.OPTIONAL)}, postcode=True)
    await signing.accept(EMMA, "Accept and sign as Emma")
    asked = await signing.desk.tap(EMMA, "Add my postcode: off")
    assert "What is your postcode?" in asked
    assert "Postcode: 68000" in await signing.desk.say(EMMA, "68000")
    said = await signing.desk.tap(EMMA, "✓ Add my postcode: on")
    assert said == "Off."
    signature = await signing.signature(EMMA)
    assert signature is not None
    assert signature.region is None


async def test_going_back_asks_again_and_from_the_first_step_leads_out(signing: Signing) -> None:
    await signing.asks(fields=REQUIRED)
    await signing.accept(EMMA)
    await signing.desk.tap(EMMA, "Mexico")
    assert "Which country" in await signing.desk.tap(EMMA, "Back")
    assert "You have not signed" in await signing.desk.tap(EMMA, "Back")
    assert await signing.rows(drafts) == []
    assert "Accept as Emma" in labels(await _tapped(signing, EMMA, "Back to the petition"))


async def _tapped(signing: Signing, person: int, label: str) -> dict[str, Any]:
    await signing.desk.tap(person, label)
    return signing.desk.last(person)


async def test_cancelling_signs_nothing(signing: Signing) -> None:
    await signing.asks(fields=REQUIRED)
    await signing.accept(EMMA)
    await signing.desk.tap(EMMA, "Cancel")
    assert await signing.rows(drafts) == []
    assert await signing.signature(EMMA) is None


async def test_a_restart_loses_no_step(signing: Signing, open_desk: Callable[[], Desk]) -> None:
    await signing.asks(fields=REQUIRED)
    await signing.accept(EMMA, "Accept, with another name")
    await signing.desk.say(EMMA, "Ema")
    await signing.desk.tap(EMMA, "Mexico")
    reopened = open_desk()
    reopened._offset = signing.desk._offset
    async with reopened.application:
        assert "Region: Puebla" in await reopened.say(EMMA, "Puebla")
    signature = await signing.signature(EMMA)
    assert signature is not None
    assert (signature.name, signature.country) == ("Ema", "MX")


async def test_an_old_step_s_button_does_nothing(signing: Signing) -> None:
    await signing.asks(fields=REQUIRED)
    await signing.accept(EMMA)
    step = signing.desk.last(EMMA)
    data = step["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await signing.desk.tap(EMMA, "Mexico")
    assert "old message" in await signing.desk.tap_data(EMMA, data, step)
    await signing.desk.say(EMMA, "/cancel")
    assert "old message" in await signing.desk.tap_data(EMMA, data, step)
    assert "old message" in await signing.desk.tap_data(EMMA, "form:back:1", step)


async def test_a_form_begun_before_the_end_may_be_sent_for_a_while(signing: Signing) -> None:
    closes = signing.desk.services.clock() + timedelta(minutes=5)
    await signing.asks(fields=REQUIRED, closes_at=closes, grace=timedelta(minutes=30))
    await signing.accept(EMMA)
    await signing.accept(LUCIA, "Acepto como")
    signing.desk.move_clock(timedelta(minutes=20))
    await signing.desk.tap(EMMA, "Mexico")
    assert "You signed" in await signing.desk.say(EMMA, "Oaxaca")
    signing.desk.move_clock(timedelta(minutes=20))
    assert "no recibe firmas" in await signing.desk.tap(LUCIA, "México")
    assert await signing.rows(drafts) == []


async def test_a_name_that_is_a_link_is_kindly_refused_wherever_it_is_given(
    signing: Signing,
) -> None:
    signing.desk.world.people[EMMA].user["first_name"] = "example.com/win"
    assert "your name alone" in await signing.accept(EMMA, "Accept and sign as")
    await signing.desk.tap(EMMA, "Accept, with another name")
    assert "cannot begin with" in await signing.desk.say(EMMA, "=1+1")
    assert "You signed" in await signing.desk.say(EMMA, "Emma")
    await signing.desk.tap(EMMA, "Change the name")
    assert "your name alone" in await signing.desk.say(EMMA, "t.me/emma")


async def test_whoever_tries_too_often_is_asked_to_wait(signing: Signing) -> None:
    await signing.asks(fields=REQUIRED)
    said = [await signing.accept(EMMA) for _ in range(7)]
    assert "Please try again in" in said[-1]


# A phone


async def test_ones_own_phone_signs_and_the_number_is_not_kept(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.CONTACT)
    card = await signing.desk.say(EMMA, "/sign")
    assert "your phone number, which you share with a button" in card
    assert "a mark computed from your phone number" in card
    asked = await signing.desk.tap(EMMA, "Accept as Emma")
    assert "share your phone number" in asked
    assert "not kept" in asked
    (keyboard,) = signing.below(EMMA)
    assert keyboard["keyboard"][0] == [{"text": "Share my phone number", "request_contact": True}]
    assert keyboard["one_time_keyboard"]
    said = await signing.share(EMMA)
    assert "your own number. It is not kept" in said
    assert "You signed" in said
    assert signing.below(EMMA)[-1] == {"remove_keyboard": True}
    phone = signing.desk.world.people[EMMA].phone
    assert not any(message.get("contact") for message in signing.desk.messages(EMMA))
    (identity,) = await signing.rows(identities)
    assert len(identity["hash"]) == 32
    assert phone is not None
    assert phone.lstrip("+") not in repr(await signing.rows(drafts)) + repr(identity)


async def test_the_contact_of_somebody_else_is_kindly_refused(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.CONTACT)
    await signing.accept(EMMA)
    assert "somebody else" in await signing.share(EMMA, user_id=LUCIA)
    without_account = {"phone_number": "+34600123456", "first_name": "Emma"}
    assert "somebody else" in await signing.desk.send(EMMA, {"contact": without_account})
    origin = {"type": "hidden_user", "sender_user_name": "E", "date": 1}
    own = signing.desk.world.people[EMMA].contact
    forwarded = {"contact": own, "forward_origin": origin}
    assert "forwarded one" in await signing.desk.send(EMMA, forwarded)
    assert "number that is typed" in await signing.desk.say(EMMA, "+34 600 123 456")
    assert await signing.signature(EMMA) is None
    assert "You signed" in await signing.share(EMMA)


async def test_one_phone_signs_once_and_another_account_is_told_kindly(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.CONTACT)
    await signing.accept(EMMA)
    await signing.share(EMMA, phone_number="+525511112222")
    await signing.accept(OLIVIA)
    said = await signing.share(OLIVIA, phone_number="+52 1 55 1111 2222")
    assert "has already signed" in said
    assert await signing.signature(OLIVIA) is None
    assert await signing.rows(drafts) == []


async def test_a_phone_signs_again_after_it_was_withdrawn(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.CONTACT)
    await signing.accept(EMMA)
    await signing.share(EMMA)
    await signing.desk.tap(EMMA, "Withdraw")
    await signing.desk.tap(EMMA, "Yes, withdraw it")
    await signing.accept(EMMA)
    assert "You signed" in await signing.share(EMMA)


async def test_a_contact_that_nothing_waits_for_is_not_kept(signing: Signing) -> None:
    assert "I need no contact now" in await signing.share(EMMA)
    assert signing.below(EMMA) == [{"remove_keyboard": True}]


@pytest.mark.parametrize("way_out", ["/cancel", "Cancel", "/start"])
async def test_the_button_for_the_phone_goes_with_the_form(signing: Signing, way_out: str) -> None:
    await signing.asks(identity=IdentityKind.CONTACT)
    await signing.accept(EMMA)
    assert "dropped what you had begun" in await signing.desk.say(EMMA, way_out)
    assert signing.below(EMMA)[-1] == {"remove_keyboard": True}
    assert await signing.rows(drafts) == []


async def test_back_from_the_phone_leads_to_the_step_before(signing: Signing) -> None:
    await signing.asks(fields={Field.COUNTRY: Need.REQUIRED}, identity=IdentityKind.CONTACT)
    await signing.accept(EMMA)
    await signing.desk.tap(EMMA, "Spain")
    assert "Which country" in await signing.desk.say(EMMA, "Back")
    assert signing.below(EMMA)[-1] == {"remove_keyboard": True}


# A mail address


async def test_an_address_confirmed_by_its_code_signs(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    asked = await signing.accept(EMMA)
    assert "write your e-mail address" in asked
    said = await signing.desk.say(EMMA, "Emma.Lopez+x@GMAIL.com")
    assert "six digits" in said
    ((to, subject, body),) = signing.mailbox.mails
    assert to == "Emma.Lopez+x@gmail.com"
    assert subject.startswith("Your code: ")
    assert signing.mailbox.code in body
    (draft,) = await signing.rows(drafts)
    for secret in ("gmail", "Lopez", signing.mailbox.code):
        assert secret not in repr(dict(draft))
    assert "You signed" in await signing.desk.say(EMMA, f" {signing.mailbox.code} ")
    (identity,) = await signing.rows(identities)
    assert identity["kind"] == "email"


async def test_a_wrong_code_may_be_tried_five_times(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    await signing.accept(EMMA)
    await signing.desk.say(EMMA, "emma@example.org")
    wrong = "000000" if signing.mailbox.code != "000000" else "111111"
    for left in (4, 3, 2, 1):
        assert f"Tries left: {left}" in await signing.desk.say(EMMA, wrong)
    assert "write your e-mail address again" in await signing.desk.say(EMMA, wrong)
    assert "six digits" in await signing.desk.say(EMMA, "emma@example.org")
    assert "You signed" in await signing.desk.say(EMMA, signing.mailbox.code)


async def test_an_old_code_asks_for_the_address_again(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    await signing.accept(EMMA)
    await signing.desk.say(EMMA, "emma@example.org")
    signing.desk.move_clock(timedelta(minutes=16))
    signing.can_mail()
    assert "too old" in await signing.desk.say(EMMA, signing.mailbox.code)
    assert await signing.signature(EMMA) is None


async def test_nobody_learns_whether_an_address_signed_without_its_code(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    await signing.accept(EMMA)
    await signing.desk.say(EMMA, "emma@gmail.com")
    await signing.desk.say(EMMA, signing.mailbox.code)
    await signing.accept(OLIVIA)
    unknown = await signing.desk.say(OLIVIA, "nobody@gmail.com")
    await signing.desk.tap(OLIVIA, "Write the address again")
    known = await signing.desk.say(OLIVIA, "e.m.m.a+2@googlemail.com")
    assert known == unknown
    assert "has already signed" in await signing.desk.say(OLIVIA, signing.mailbox.code)
    assert await signing.signature(OLIVIA) is None


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [(MailNotSent(), "Nothing is lost"), (AddressRefused(), "takes no mail")],
)
async def test_what_mail_cannot_do_is_told_and_can_be_tried_again(
    signing: Signing, refusal: Exception, sentence: str
) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    await signing.accept(EMMA)
    signing.mailbox.refusal = refusal
    assert sentence in await signing.desk.say(EMMA, "emma@example.org")
    assert "does not look like" in await signing.desk.say(EMMA, "emma at example")
    signing.mailbox.refusal = None
    assert "six digits" in await signing.desk.say(EMMA, "emma@example.org")


async def test_codes_are_mailed_three_times_an_hour(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    await signing.accept(EMMA)
    for _ in range(3):
        await signing.desk.say(EMMA, "emma@example.org")
        await signing.desk.tap(EMMA, "Write the address again")
    assert "60 min" in await signing.desk.say(EMMA, "emma@example.org")
    assert len(signing.mailbox.mails) == 3


async def test_without_a_mail_server_the_card_says_so_and_signs_nobody(signing: Signing) -> None:
    signing.can_mail()
    await signing.asks(identity=IdentityKind.EMAIL)
    await signing.desk.say(EMMA, "/sign")
    card = signing.desk.last(EMMA)
    accept = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    signing.desk.services = replace(signing.desk.services, mailer=None)
    signing.desk.application.bot_data["services"] = signing.desk.services
    said = await signing.desk.say(EMMA, "/sign")
    assert "cannot send mail" in said
    assert not any("Accept" in label for label in labels(signing.desk.last(EMMA)))
    assert "cannot send mail" in await signing.desk.tap_data(EMMA, accept, card)


async def test_the_mail_speaks_the_person_s_language(signing: Signing) -> None:
    await signing.asks(identity=IdentityKind.EMAIL)
    signing.can_mail()
    await signing.accept(LUCIA, "Acepto como")
    await signing.desk.say(LUCIA, "lucia@example.org")
    ((_, subject, body),) = signing.mailbox.mails
    assert subject.startswith("Tu código: ")
    assert body.startswith("Hola:\n\nTu código es ")
    assert "<" not in body


# Links that bring people


async def test_the_card_carries_the_code_of_the_link_to_the_signature(signing: Signing) -> None:
    (petition,) = await petitions.open_petitions(signing.desk.database, "en")
    await signing.desk.say(EMMA, f"/start r-0123abcd-{petition.slug}")
    card = signing.desk.last(EMMA)
    data = [
        button["callback_data"]
        for row in card["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].startswith("sign:")
    ]
    assert all(each.endswith(":0123abcd") for each in data)
    await signing.desk.tap(EMMA, "En español")
    assert "Acepto y firmo como Emma" in labels(signing.desk.last(EMMA))
    assert "Gracias" in await signing.desk.tap(EMMA, "Acepto y firmo como Emma")
