"""Mail by SMTP: one plain message to one address, for the codes that confirm an address."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address as Named
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from campaign.petitions import addresses
from campaign.petitions.addresses import Address
from campaign.petitions.identity import AddressRefused, MailNotSent

_PORTS = {"smtps": 465, "smtp": 587}
_HERE = {"127.0.0.1", "::1", "localhost"}
_PATIENCE = 20.0  # seconds for each word of the server
_PATIENCE_IN_ALL = 45.0
_PERMANENT = range(500, 600)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in: by TLS from the first byte, or after `STARTTLS`."""

    host: str
    port: int
    tls: bool
    starttls: bool
    username: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Sender:
    """Who the mail is from."""

    name: str
    address: Address


def server_of(url: str) -> MailServer:
    """The server of `smtps://user:password@host:465` or `smtp://…?starttls`.

    Without TLS only a server on this machine is taken. Raises `ValueError`.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("no mail server")
    tls, starttls = parts.scheme == "smtps", parts.query == "starttls"
    if parts.query and (tls or not starttls):
        raise ValueError("an unknown option")
    if not (tls or starttls or parts.hostname in _HERE):
        raise ValueError("a password and a code would travel in the open")
    return MailServer(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        tls=tls,
        starttls=starttls,
        username=_decoded(parts, "username"),
        password=_decoded(parts, "password"),
    )


def sender_of(text: str) -> Sender:
    """Who `Name <box@example.org>` or `box@example.org` is; raises `ValueError`."""
    name, address = parseaddr(text)
    if not name.isprintable():
        raise ValueError("a name that cannot be printed")
    try:
        sender = Sender(name, addresses.parse(address))
    except addresses.AddressMalformed:
        raise ValueError("no mail address") from None
    if not sender.address.mailbox.isascii():
        raise ValueError("a mailbox that many servers cannot answer")
    return sender


class Smtp:
    """A campaign's mail, a connection for each message: they are few and must not wait."""

    def __init__(
        self,
        server: MailServer,
        sender: Sender,
        now: Callable[[], datetime],
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._now = now
        self._tls_context = tls_context

    async def send(self, to: Address, subject: str, body: str) -> None:
        """Send plain text; raises `MailNotSent` and `AddressRefused`. Nothing logs the address."""
        message = self._message(to, subject, body)
        try:
            async with asyncio.timeout(_PATIENCE_IN_ALL), self._connected() as client:
                await client.send_message(
                    message, sender=str(self._sender.address), recipients=[str(to)]
                )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [each.code for each in refused.recipients]
            if all(code in _PERMANENT for code in codes):
                raise AddressRefused from None
            self._note(f"it answers {codes[0]}")
            raise MailNotSent from None
        except aiosmtplib.SMTPNotSupported:  # a mailbox in letters that the server does not know
            raise AddressRefused from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._note(why(error))
            raise MailNotSent from None

    async def greet(self) -> str:
        """Connect, show who we are and say goodbye; where that was.

        Raises what went wrong: an `SMTPException`, `OSError` or `TimeoutError`.
        """
        async with asyncio.timeout(_PATIENCE_IN_ALL), self._connected():
            return f"{self._server.host}:{self._server.port}"

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.tls,
            start_tls=server.starttls,
            tls_context=self._tls_context,
            timeout=_PATIENCE,
            # Else the name of this machine is looked up, and told to the world.
            local_hostname=self._sender.address.domain,
        )
        await client.connect()
        try:
            yield client
        finally:
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.quit(timeout=1)
            client.close()

    def _message(self, to: Address, subject: str, body: str) -> EmailMessage:
        sender = self._sender
        message = EmailMessage(SMTP if to.mailbox.isascii() else SMTPUTF8)
        message["From"] = Named(sender.name, sender.address.mailbox, sender.address.domain)
        message["To"] = Named("", to.mailbox, to.domain)
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = make_msgid(domain=sender.address.domain)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday note comes back
        message.set_content(body)
        return message

    def _note(self, what: str) -> None:
        log.warning(
            "a mail could not be handed in at %s:%s: %s", self._server.host, self._server.port, what
        )


def why(error: BaseException) -> str:
    """What went wrong, without the server's words, which may quote an address."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return "it refuses the user or the password"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"it answers {error.code}"
    if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return "it takes too long"
    if isinstance(error.__cause__, ssl.SSLError):
        return "its certificate is not to be trusted"
    return f"it cannot be reached ({type(error).__name__})"


def _decoded(parts: SplitResult, name: str) -> str | None:
    text = getattr(parts, name)
    return unquote(text) if text is not None else None
