"""Mail addresses: which ones are taken, how mail reaches them, and which are the same mailbox.

What is taken is a small part of RFC 5321 and 6531: no quoted mailbox, no comment, no server by
number. Nobody's everyday address is left out by that, and no space, bracket or line break gets in.
"""

import unicodedata
from dataclasses import dataclass

import idna

from campaign.refusals import Refusal

ADDRESS_LIMIT = 254  # octets, RFC 5321 4.5.3.1.3 without its angle brackets
MAILBOX_LIMIT = 64  # octets, RFC 5321 4.5.3.1.1
_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~")  # RFC 5322's atext besides letters and digits
_WRITTEN_OUT = frozenset("LMN")  # Unicode's letters, marks and numbers
_GMAIL = "gmail.com"
_GMAIL_NAMES = frozenset({_GMAIL, "googlemail.com"})


class AddressMalformed(Refusal):
    "What was typed is no mail address"


@dataclass(frozen=True)
class Address:
    """A mailbox at a domain: where to write to, and under which form its mailbox is known.

    `canonical` is for telling duplicates, never for sending: case, Unicode's compatibility forms
    and a tag after `+` are taken away, and at Gmail the dots. Gmail (and googlemail.com, which is
    the same) says that it ignores dots. Others, Google's own service for companies among them,
    give `ana.maria` and `anamaria` to two people, and one of them must not sign for the other.
    """

    mailbox: str
    domain: str

    def __str__(self) -> str:
        return f"{self.mailbox}@{self.domain}"

    @property
    def canonical(self) -> str:
        """One form for every way of writing this mailbox."""
        mailbox = _folded(self.mailbox)
        mailbox = mailbox.split("+")[0] or mailbox
        if self.domain in _GMAIL_NAMES:
            return f"{mailbox.replace('.', '')}@{_GMAIL}"
        return f"{mailbox}@{self.domain}"


def parse(said: str) -> Address:
    """The address that a person typed, also as `<…>` or `mailto:…`; raises `AddressMalformed`.

    The domain comes in the ASCII form that mail servers look up (IDNA 2008, UTS 46).
    """
    text = unicodedata.normalize("NFKC", said.strip())
    text = text.removeprefix("<").removesuffix(">").removeprefix("mailto:")
    mailbox, at, name = text.rpartition("@")
    if not at or not _is_mailbox(mailbox):
        raise AddressMalformed
    address = Address(mailbox, _domain(name))
    if len(str(address).encode()) > ADDRESS_LIMIT:
        raise AddressMalformed
    return address


def _is_mailbox(text: str) -> bool:
    return len(text.encode("utf-8", "replace")) <= MAILBOX_LIMIT and all(
        atom and all(_is_atom(character) for character in atom) for atom in text.split(".")
    )


def _is_atom(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _SIGNS
    return unicodedata.category(character)[0] in _WRITTEN_OUT


def _domain(name: str) -> str:
    try:
        domain = idna.encode(name, uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise AddressMalformed from None
    # A name without a dot is this machine or its neighbour, and a last part of digits an IP.
    ends = domain.rpartition(".")
    if not ends[1] or ends[2].isdigit() or not ends[2]:
        raise AddressMalformed
    return domain


def _folded(text: str) -> str:
    """Without case, in a form that folding again leaves as it is."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
