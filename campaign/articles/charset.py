"""Which characters the bytes of a web page stand for, as browsers find it out."""

import codecs
import re

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4_096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A page may name no other codec: Python has some that are no charsets and cost much time.
_CODECS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8",
        "utf-16-le": "utf-16 utf-16le",
        "utf-16-be": "utf-16be",
        # The WHATWG Encoding Standard reads Latin-1 and ASCII so.
        "cp1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 us-ascii "
        "ascii",
        "iso8859-15": "iso-8859-15 iso8859-15 latin9 latin-9",
        "iso8859-2": "iso-8859-2 latin2",
        "cp1250": "windows-1250 cp1250",
        "cp1251": "windows-1251 cp1251",
        "mac-roman": "macintosh x-mac-roman",
    }.items()
    for label in labels.split()
}


def text_of(body: bytes, named: str = "") -> str:
    """The text of a page whose header names the charset `named`, if it names one.

    A byte-order mark comes first, then the header, then the page's own word (`<meta charset>`,
    `<?xml encoding?>`). A page that says nothing is UTF-8, or else windows-1252.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    codec = _CODECS.get(named.casefold(), "") or _said_inside(body)
    if codec:
        return body.decode(codec, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _said_inside(body: bytes) -> str:
    said = _DECLARED.search(body[:_HEAD])
    codec = _CODECS.get(said[1].decode().casefold(), "") if said else ""
    # Whoever can read the word "utf-16" in single bytes is not reading UTF-16.
    return "utf-8" if codec.startswith("utf-16") else codec
