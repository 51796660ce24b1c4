"""Files become drafts with what they tell, and bad files are named for what they are."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.articles import sources
from campaign.articles.dates import only_date
from campaign.articles.prose import tidy

SEED = Path(__file__).parents[4] / "shared/articles/us-election-meddling-part-2.txt"

PAGE = """<html lang="es-MX"><head><title>Una nota | Sitio</title>
<meta name="author" content="Ana Pérez"><meta property="og:site_name" content="El Sitio">
<meta property="article:published_time" content="2020-03-04T10:00:00Z">
<link rel="canonical" href="https://sitio.example/nota"><script>alert(1)</script></head>
<body><nav><a href="/">Inicio</a></nav><article><h1>Una nota</h1>
<p>El gobierno de la ciudad anunció hoy que la red pública tendrá <em>nuevas</em> reglas.</p>
<h2>Qué cambia</h2>
<p>La red dejará de bloquear páginas de noticias, según dijo la secretaria este martes.</p>
</article><footer>Contacto</footer></body></html>"""

MARKDOWN = """---
title: Hola
authors: [Ana Pérez, Luis Gil]
date: 2018-05-01
link: javascript:alert(1)
work: 01-hola
---
# Hola

Un *texto* con [enlace](https://example.org) y
otra línea.

## Sigue

- uno
- dos
"""


def test_markdown_keeps_its_front_matter_and_its_paragraphs() -> None:
    draft = sources.read("01.es.MD", MARKDOWN.encode())
    assert draft.title == "Hola"
    assert draft.author == "Ana Pérez, Luis Gil"
    assert draft.published == date(2018, 5, 1)
    assert draft.link == ""
    assert draft.work == "01-hola"
    assert draft.language == "es"
    assert draft.body == "Un texto con enlace y otra línea.\n\n## Sigue\n\n- uno\n\n- dos"


def test_a_page_gives_its_text_and_what_its_metadata_tell() -> None:
    draft = sources.read("nota.html", PAGE.encode())
    assert draft.title == "Una nota"
    assert draft.author == "Ana Pérez"
    assert draft.publisher == "El Sitio"
    assert draft.published == date(2020, 3, 4)
    assert draft.link == "https://sitio.example/nota"
    assert draft.language == "es"
    assert "tendrá nuevas reglas." in draft.body
    assert "\n\n## Qué cambia\n\n" in draft.body
    assert "alert" not in draft.body


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.pdf", b"x", sources.UnknownKind),
        ("a", b"x", sources.UnknownKind),
        ("a.txt", b"\xff\xfeh\x00", sources.NotText),
        ("a.txt", b"caf\xe9", sources.NotText),
        ("a.txt", b"binary\x00text", sources.NotText),
        ("a.txt", b" \r\n\n", sources.EmptyArticle),
        ("a.md", b"# Only a title\n", sources.EmptyArticle),
        ("a.html", b"<html></html>", sources.EmptyArticle),
        ("a.html", b"", sources.EmptyArticle),
        ("a.md", b"---\na: [\n---\nx", sources.BadFrontMatter),
        ("a.txt", b"a" * (sources.LARGEST + 1), sources.TooLarge),
    ],
)
def test_a_bad_file_is_named_for_what_it_is(name: str, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        sources.read(name, data)


def test_pasted_prose_has_no_title_until_somebody_gives_one() -> None:
    draft = sources.paste("Esto es un texto.\nTiene dos líneas que no son un título.")
    assert draft.title == ""
    assert draft.body == "Esto es un texto. Tiene dos líneas que no son un título."


def test_a_title_a_byline_and_a_date_are_read_from_the_head() -> None:
    draft = sources.paste(
        "Una red libre\n\nPor Ana Pérez y Luis Gil\n4 de marzo de 2020\n\nEmpieza."
    )
    assert (draft.title, draft.author) == ("Una red libre", "Ana Pérez y Luis Gil")
    assert (draft.published, draft.body) == (date(2020, 3, 4), "Empieza.")


def test_a_paragraph_broken_in_mid_sentence_is_mended() -> None:
    draft = sources.paste(
        "Title\n\nHe reassured his\n\npaymasters, and then,\n\n“he” left.\n\nNext."
    )
    assert draft.body == "He reassured his paymasters, and then, “he” left.\n\nNext."


@pytest.mark.skipif(not SEED.exists(), reason="the seed article lies outside the project")
def test_the_seed_article_comes_out_whole() -> None:
    draft = sources.read(SEED.name, SEED.read_bytes())
    assert draft.title == "US election meddling in the age of the Internet"
    assert draft.author == "Alex González, Andrea Lobo"
    assert draft.published == date(2018, 5, 1)
    assert draft.publisher == "World Socialist Web Site"
    assert draft.language == "en"
    assert "reassured his paymasters that" in draft.body
    assert "senior Mexican executives (CEOs" in draft.body
    assert 'presidential elections, "if we find' in draft.body
    assert "\n\n## Mass protests and Internet censorship\n\n" in draft.body
    assert "*" not in draft.body
    assert "contact" not in draft.body.casefold()
    assert draft.body.endswith("the International Committee of the Fourth International.")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(sources.KINDS))
def test_any_text_becomes_a_draft_or_a_named_error(text: str, kind: str) -> None:
    try:
        draft = sources.read(f"any{kind}", text.encode())
    except (sources.NotText, sources.EmptyArticle, sources.BadFrontMatter):
        return
    assert draft.body == tidy(draft.body)


@pytest.mark.parametrize(
    "text",
    [
        "1 May 2018",
        "May 1, 2018",
        "1 de mayo de 2018",
        "1 de mayo del 2018",
        "Martes, 1 de mayo de 2018",
        "Published on 1st May 2018",
        "Fecha: 2018-05-01",
    ],
)
def test_a_line_that_is_a_date_is_read(text: str) -> None:
    assert only_date(text) == date(2018, 5, 1)


@pytest.mark.parametrize(
    "text", ["31 de febrero de 2018", "May 2018", "We met on 1 May 2018 there"]
)
def test_a_line_that_is_no_date_is_left(text: str) -> None:
    assert only_date(text) is None


def test_a_body_broken_into_single_words_is_read_in_one_go() -> None:
    draft = sources.paste("a\n\n" * 50_000)
    assert draft.body.count("a") + len(draft.title) == 50_000
