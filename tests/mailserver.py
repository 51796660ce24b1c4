"""A mail server on loopback: aiosmtpd, which takes what comes and shows it, or refuses it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "campaign", "pass word%"


@dataclass
class MailServer:
    """What came, and how the next recipient and message are answered."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_message: str = "250 OK"

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name, like the two below
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self.greetings.append(name)
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_message.startswith("250"):
            content = envelope.original_content or b""
            mail = message_from_bytes(content, _class=EmailMessage, policy=SMTPUTF8)
            self.mails.append(mail)
            self.recipients += envelope.rcpt_tos
        return self.to_message

    def text(self) -> str:
        """The body of the newest mail."""
        return str(self.mails[-1].get_content()).replace("\r\n", "\n")


class Certificate:
    """One for 127.0.0.1, signed by itself."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        today = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
            )
            .sign(key, hashes.SHA256())
        )
        self._file = folder / "certificate.pem"
        self._file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )

    def served(self) -> ssl.SSLContext:
        """For a server."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._file)
        return context

    def trusted(self) -> ssl.SSLContext:
        """For who trusts it."""
        return ssl.create_default_context(cafile=str(self._file))


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=right, handled=False)


@contextmanager
def receiving(
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    login: bool = False,
) -> Iterator[MailServer]:
    """A server that is up, on a thread of its own."""
    state = MailServer()
    up, over = threading.Event(), threading.Event()

    def protocol() -> SMTP:
        return SMTP(
            state,
            tls_context=starttls,
            require_starttls=starttls is not None,
            enable_SMTPUTF8=True,
            authenticator=_login if login else None,
            auth_required=login,
            auth_require_tls=False,
        )

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls)
        state.port = server.sockets[0].getsockname()[1]
        up.set()
        async with server:
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    up.wait()
    try:
        yield state
    finally:
        over.set()
        thread.join()
