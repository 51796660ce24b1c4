"""Signing with more than an account, against the real program and a real mail server."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mailserver import MailServer, receiving
from tests.stage import ANSWERS_FOR_IT, CAMPAIGN, RESPONSIBLE, Person, Stage, labels, set_up, words


def campaign_in(folder: Path, identity: str, **fields: str) -> None:
    """The example campaign, whose petition asks for this identity and these fields."""
    shutil.copytree(CAMPAIGN, folder)
    manifest = folder / "campaign.toml"
    text = RESPONSIBLE.sub(ANSWERS_FOR_IT, manifest.read_text(encoding="utf-8"))
    for key, value in {"identity": identity, **fields}.items():
        text, found = re.subn(rf'(?m)^{key} = "\w+"', f'{key} = "{value}"', text)
        assert found == 1, key
    manifest.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def by_phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A petition that asks for a country, a region and the signer's phone."""
    folder = tmp_path_factory.mktemp("phone")
    campaign_in(
        folder / "campaign", "contact", country="required", region="required", comment="off"
    )
    with set_up(folder) as stage:
        yield stage


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with receiving() as server:
        yield server


@pytest.fixture(scope="module")
def by_mail(tmp_path_factory: pytest.TempPathFactory, mail: MailServer) -> Iterator[Stage]:
    """A petition that asks for a confirmed mail address, and a mail server."""
    folder = tmp_path_factory.mktemp("mail")
    campaign_in(folder / "campaign", "email")
    with set_up(
        folder,
        SMTP_URL=f"smtp://127.0.0.1:{mail.port}",
        MAIL_FROM="Free Internet <sign@example.org>",
    ) as stage:
        yield stage


def share(person: Person, **contact: Any) -> None:
    """Share one's own contact, or the one described."""
    person.seen = person.messages()[-1]["message_id"]
    person.stage.post(f"chats/{person.id}/contacts", {"from": person.id, **contact})


def test_a_petition_is_signed_step_by_step_with_ones_own_phone(by_phone: Stage) -> None:
    ana, eva = by_phone.newcomer("Ana"), by_phone.newcomer("Eva")
    card = ana.ask("/sign", "After you accept, I ask you for your country")
    assert "phone number, which you share with a button" in words(card)
    ana.tap("Accept as Ana")
    ana.reads("Step 1 of 3")
    ana.tap("Mexico")
    ana.reads("Step 2 of 3")
    by_phone.restart()
    ana.ask("Oaxaca", "Step 3 of 3")
    share(ana, of=eva.id)
    ana.reads("somebody else")
    ana.ask("+52 55 0000 0000", "number that is typed")
    share(ana)
    ana.reads("your own number. It is not kept")
    receipt = ana.reads("You signed")
    assert "Region: Oaxaca" in words(receipt)
    assert not any("comment" in label for label in labels(receipt))
    contacts = [each["contact"]["user_id"] for each in ana.messages() if "contact" in each]
    assert contacts == [eva.id]


def test_who_changes_their_mind_leaves_nothing_behind(by_phone: Stage) -> None:
    ana = by_phone.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept, with another name")
    ana.ask("Ana María", "Step 1 of 3")
    ana.ask("zz", "do not know that country")
    ana.ask("España", "Step 2 of 3")
    ana.ask("Madrid", "Step 3 of 3")
    ana.ask("Back", "Step 2 of 3")
    ana.tap("Cancel")
    ana.sees("I dropped what you had begun")
    ana.ask("/sign", "After you accept")


def test_a_mail_address_is_confirmed_by_its_code(by_mail: Stage, mail: MailServer) -> None:
    ana, eva = by_mail.newcomer("Ana"), by_mail.newcomer("Eva", "es")
    ana.ask("/sign", "an e-mail address, which you confirm with a code")
    ana.tap("Accept as Ana")
    ana.reads("write your e-mail address")
    ana.ask("ana at example.org", "does not look like")
    ana.ask("Ana.Ruiz@gmail.com", "six digits")
    assert mail.recipients[-1] == "Ana.Ruiz@gmail.com"
    by_mail.restart()
    code = str(mail.mails[-1]["Subject"]).rpartition(" ")[2]
    assert code in mail.text()
    ana.ask(f"{(int(code) + 1) % 10**6:06}", "Tries left: 4")
    ana.ask(code, "You signed")
    eva.ask("/firmar", "Acepto")
    eva.tap("Acepto como Eva")
    eva.reads("Escribe tu correo")
    eva.ask("anaruiz+otra@googlemail.com", "seis cifras")
    assert mail.text().startswith("Hola:")
    eva.ask(str(mail.mails[-1]["Subject"]).rpartition(" ")[2], "ya firmó esta petición")
    for said in (by_mail.said(), str(by_mail.exchanges("sendMessage"))):
        assert "ruiz" not in said.lower()


def test_mail_that_cannot_go_loses_nothing(by_mail: Stage, mail: MailServer) -> None:
    ana = by_mail.newcomer("Ana")
    ana.ask("/sign")
    ana.tap("Accept as Ana")
    ana.reads("write your e-mail address")
    mail.to_message = "451 later"
    ana.ask("ana@example.org", "Nothing is lost")
    mail.to_message = "250 OK"
    ana.ask("ana@example.org", "six digits")
    ana.ask(str(mail.mails[-1]["Subject"]).rpartition(" ")[2], "You signed")


def test_without_a_mail_server_all_are_told(tmp_path: Path) -> None:
    campaign_in(tmp_path / "campaign", "email")
    with set_up(tmp_path) as stage:
        ana = stage.newcomer("Ana")
        card = ana.ask("/sign", "I cannot send mail at the moment")
        assert not any("Accept" in label for label in labels(card))
        sentence = "nobody can sign before SMTP_URL and MAIL_FROM name a mail server"
        assert sentence in stage.said()
        checked = stage.command("doctor")
        assert checked.returncode == 1
        assert sentence in " ".join(checked.stdout.split())
