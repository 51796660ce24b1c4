"""Mail is handed in whole, to one person, over TLS; and what goes wrong names nobody."""

import logging
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

import pytest

from bot.mail import Smtp, sender_of, server_of
from campaign.petitions import addresses
from campaign.petitions.identity import AddressRefused, MailNotSent
from tests.mailserver import PASSWORD, USER, Certificate, MailServer, receiving

TO = addresses.parse("ana.maria@example.org")
LOGIN = f"{USER}:{quote(PASSWORD)}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with receiving() as server:
        yield server


@pytest.fixture
def smtp(server: MailServer, now: datetime) -> Smtp:
    return Smtp(
        server_of(f"smtp://127.0.0.1:{server.port}"),
        sender_of("Internet Libre <firmas@campaña.example>"),
        lambda: now,
    )


async def test_a_mail_comes_as_it_was_written(server: MailServer, smtp: Smtp) -> None:
    await smtp.send(TO, "Tu código: 012345", "Hola:\n\nTu código es 012345. ¡Gracias!\n")
    (mail,) = server.mails
    assert server.recipients == [str(TO)]
    assert mail["To"] == str(TO)
    assert mail["From"] == "Internet Libre <firmas@xn--campaa-0wa.example>"
    assert mail["Subject"] == "Tu código: 012345"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.year == 2026
    assert mail["Message-ID"].endswith("@xn--campaa-0wa.example>")
    assert mail.get_content_type() == "text/plain"
    assert server.text() == "Hola:\n\nTu código es 012345. ¡Gracias!\n"


async def test_this_machine_is_not_named(server: MailServer, smtp: Smtp) -> None:
    await smtp.send(TO, "Code", "Your code.")
    assert server.greetings == ["xn--campaa-0wa.example"]


async def test_a_mailbox_in_any_script_is_reached(server: MailServer, smtp: Smtp) -> None:
    await smtp.send(addresses.parse("josé@例子.example"), "Code", "Your code.")
    assert server.recipients == ["josé@xn--fsqu00a.example"]


async def test_a_line_break_makes_no_header(server: MailServer, smtp: Smtp) -> None:
    subject = "Code\r\nBcc: eva@example.org\n\nBody"
    await smtp.send(TO, subject, "First\n.\nBcc: eva@example.org\r\n.\r\nQUIT\n")
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert server.recipients == [str(TO)]
    assert mail["Subject"] == "Code Bcc: eva@example.org Body"
    assert server.text().splitlines() == ["First", ".", "Bcc: eva@example.org", ".", "QUIT"]


# What the server's library has to say of itself.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated:DeprecationWarning")
@pytest.mark.parametrize("start", ["tls", "starttls"])
async def test_mail_goes_over_tls_to_who_it_knows(
    start: str, certificate: Certificate, now: datetime
) -> None:
    served = {start: certificate.served()}
    scheme, option = ("smtps", "") if start == "tls" else ("smtp", "?starttls")
    with receiving(**served, login=True) as server:
        url = f"{scheme}://{LOGIN}@127.0.0.1:{server.port}{option}"
        smtp = Smtp(server_of(url), sender_of("a@example.org"), lambda: now, certificate.trusted())
        await smtp.send(TO, "Code", "Your code.")
        assert len(server.mails) == 1
        distrusting = Smtp(server_of(url), sender_of("a@example.org"), lambda: now)
        with pytest.raises(MailNotSent):
            await distrusting.send(TO, "Code", "Your code.")
        stranger = Smtp(
            server_of(url.replace(LOGIN, "campaign:wrong")),
            sender_of("a@example.org"),
            lambda: now,
            certificate.trusted(),
        )
        with pytest.raises(MailNotSent):
            await stranger.send(TO, "Code", "Your code.")
        assert len(server.mails) == 1


async def test_a_server_without_tls_gets_nothing_where_tls_was_wanted(
    server: MailServer, now: datetime
) -> None:
    url = f"smtp://{LOGIN}@127.0.0.1:{server.port}?starttls"
    with pytest.raises(MailNotSent):
        await Smtp(server_of(url), sender_of("a@example.org"), lambda: now).send(TO, "Code", "012")
    assert server.mails == []


async def test_an_address_that_takes_no_mail_is_told_apart(server: MailServer, smtp: Smtp) -> None:
    server.to_recipient = f"550 5.1.1 <{TO}> no such user"
    with pytest.raises(AddressRefused):
        await smtp.send(TO, "Code", "012345")


@pytest.mark.parametrize(
    ("recipient", "message"),
    [(f"450 <{TO}> greylisted", "250 OK"), ("250 OK", f"554 5.7.1 <{TO}> 012345 refused")],
)
async def test_what_fails_is_logged_without_who_and_what(
    recipient: str,
    message: str,
    server: MailServer,
    smtp: Smtp,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.to_recipient, server.to_message = recipient, message
    with caplog.at_level(logging.DEBUG), pytest.raises(MailNotSent) as raised:
        await smtp.send(TO, "Code", "012345")
    ours = [each.getMessage() for each in caplog.records if each.name != "mail.log"]  # the server's
    assert any("could not be handed in" in line for line in ours)
    for hidden in ("ana.maria", "012345"):
        assert hidden not in "".join(ours)
        assert hidden not in repr(raised.value)
    assert raised.value.__cause__ is None


async def test_a_server_that_is_not_there_is_a_mail_not_sent(now: datetime) -> None:
    with receiving() as gone:
        pass
    smtp = Smtp(server_of(f"smtp://127.0.0.1:{gone.port}"), sender_of("a@example.org"), lambda: now)
    with pytest.raises(MailNotSent):
        await smtp.send(TO, "Code", "Your code.")


async def test_a_greeting_sends_nothing(server: MailServer, smtp: Smtp) -> None:
    assert await smtp.greet() == f"127.0.0.1:{server.port}"
    assert server.mails == []


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtps://u:p@mail.example.org", 465, True, False),
        ("smtps://u:p@mail.example.org:4650/", 4650, True, False),
        ("smtp://u:p@mail.example.org?starttls", 587, False, True),
        ("smtp://127.0.0.1:25", 25, False, False),
    ],
)
def test_a_server_is_read_from_its_address(url: str, port: int, tls: bool, starttls: bool) -> None:
    server = server_of(url)
    assert (server.port, server.tls, server.starttls) == (port, tls, starttls)


def test_a_password_may_hold_any_sign() -> None:
    server = server_of("smtps://firmas%40example.org:p%40%3A%2F%20w@mail.example.org")
    assert (server.username, server.password) == ("firmas@example.org", "p@:/ w")
    assert "p@:/ w" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "https://mail.example.org",
        "smtps://",
        "smtp://u:p@mail.example.org",
        "smtps://mail.example.org?starttls",
        "smtp://mail.example.org?plain",
        "smtps://mail.example.org/box",
        "smtps://mail.example.org:x",
    ],
)
def test_what_is_no_safe_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the settings say what is wrong
        server_of(url)


@pytest.mark.parametrize("text", ["", "Campaign", "Campaign <>", "a@localhost", "josé@example.org"])
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        sender_of(text)
