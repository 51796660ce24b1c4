import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.errors import Refused
from rehearsal.markup import parse_html, utf16


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("example.org/a", "http://example.org/a"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("javascript:alert(1)", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_only_addresses_that_telegram_opens_become_links(href: str, url: str | None) -> None:
    text, entities = parse_html(f'<a href="{href}">x</a>')
    assert text == "x"
    assert [entity["url"] for entity in entities] == ([url] if url else [])


def test_nested_tags_become_entities_in_utf16_units() -> None:
    text, entities = parse_html("😀 <b>bold <i>both</i></b> &lt;3")
    assert text == "😀 bold both <3"
    assert sorted(entities, key=lambda entity: int(entity["offset"])) == [
        {"type": "bold", "offset": 3, "length": 9},
        {"type": "italic", "offset": 8, "length": 4},
    ]


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<a href="https://x.org/?a=1&amp;b=2">x</a>', {"url": "https://x.org/?a=1&b=2"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ("<blockquote>x</blockquote>", {"type": "blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<TG-SPOILER>x</TG-SPOILER>", {"type": "spoiler"}),
        ('<pre><code class="language-python">x</code></pre>', {"language": "python"}),
        ("<code>x</code>", {"type": "code"}),
        ('<tg-emoji emoji-id="53">x</tg-emoji>', {"custom_emoji_id": "53"}),
        ("<s>x</s>", {"type": "strikethrough"}),
    ],
)
def test_a_tag_becomes_its_entity(source: str, entity: dict[str, str]) -> None:
    text, entities = parse_html(source)
    assert text == "x"
    assert len(entities) == 1
    assert entities[0].items() >= {"offset": 0, "length": 1, **entity}.items()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x'", 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&#8364; &#x20AC;", "€ €"),
        ("AT&T &nbsp; &", "AT&T &nbsp; &"),
        ("&#xD800;", "&#xD800;"),
    ],
)
def test_references_are_read_and_others_left_alone(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])


@given(st.text())
def test_an_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>")[0] == text


@given(st.text(alphabet="<>/abi &;=\"'é😀", max_size=40))
def test_any_text_is_parsed_within_bounds_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except Refused:
        return
    assert all(entity["offset"] + entity["length"] <= utf16(text) for entity in entities)
