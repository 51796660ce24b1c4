"""A page becomes its article: what belongs to it, what it is called, and nothing around it."""

from datetime import date

import pytest

from campaign.articles.web import read_page

NEWS = """<!doctype html><html lang="es-MX"><head><meta charset="utf-8">
<title>Una ley para la red abierta | El Diario de Prueba</title>
<meta property="og:title" content="Una ley para la red abierta">
<meta property="og:site_name" content="El Diario de Prueba">
<link rel="canonical" href="https://diario.example/2024/05/red-abierta">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Una ley para la red abierta", "datePublished": "2024-05-03T08:00:00-06:00",
"dateModified": "2024-06-01T08:00:00-06:00", "author": [{"@type": "Person", "name": "Rosa Prueba"},
{"@type": "Person", "name": "Juan de la Torre"}]}</script></head><body>
<header><nav><ul><li><a href="/">Inicio</a></li><li><a href="/p">Política</a></li></ul></nav>
</header>
<div class="cookie-banner">Usamos cookies para mejorar todo. <button>Aceptar</button></div>
<main><article><h1>Una ley para la red abierta</h1>
<div class="byline">Por <a rel="author" href="/a">Rosa Prueba</a> y Juan de la Torre</div>
<div class="share"><a href="#">Compartir en Facebook</a></div>
<p>El pleno aprobó la ley que obliga a los operadores
a publicar cada bloqueo en <b>48 horas</b>.</p>
<figure><img src="a.jpg" alt="x"><figcaption>El pleno. Foto: Agencia</figcaption></figure>
<h2>Qué cambia</h2>
<p>La ley reconoce tres derechos:</p>
<ul><li>Saber quién ordenó el bloqueo.</li><li>Recibir una explicación <b>por escrito</b>.</li>
<li><p>Apelar ante un juez.</p></li></ul>
<blockquote><p>“No hay democracia sin una red abierta”, dijo la diputada.</p></blockquote>
<h3>Los plazos</h3>
<ol><li>Publicación en el diario oficial.</li><li>Reglamento en 90 días.</li></ol>
<p>El reglamento saldrá en agosto, según el texto que se votó.</p>
<table><tr><th>Partido</th><td>10</td></tr></table>
<div class="related"><h3>Lee también</h3><ul><li><a href="/1">Otra nota</a></li></ul></div>
</article></main><aside><h3>Lo más leído</h3><ul><li><a href="/3">Nota tres</a></li></ul></aside>
<section id="comments"><h3>Comentarios</h3><p>pepe: ya era hora de verdad, gracias.</p></section>
<footer><p>© 2024 El Diario de Prueba. Todos los derechos reservados.</p></footer></body></html>"""

TEXT = (
    "<p>The ministry said on Monday that the network must stay open to everyone in the country, "
    "and that nobody may close it without telling why.</p>"
)


def test_a_news_page_gives_its_article_and_nothing_around_it() -> None:
    draft = read_page(NEWS)
    assert draft.title == "Una ley para la red abierta"
    assert draft.author == "Rosa Prueba, Juan de la Torre"
    assert draft.publisher == "El Diario de Prueba"
    assert draft.published == date(2024, 5, 3)
    assert draft.link == "https://diario.example/2024/05/red-abierta"
    assert draft.language == "es"
    assert draft.body.split("\n\n") == [
        "El pleno aprobó la ley que obliga a los operadores a publicar cada bloqueo en 48 horas.",
        "## Qué cambia",
        "La ley reconoce tres derechos:",
        "- Saber quién ordenó el bloqueo.",
        "- Recibir una explicación por escrito.",
        "- Apelar ante un juez.",
        "“No hay democracia sin una red abierta”, dijo la diputada.",
        "## Los plazos",
        "1. Publicación en el diario oficial.",
        "2. Reglamento en 90 días.",
        "El reglamento saldrá en agosto, según el texto que se votó.",
    ]


SITE = "<meta property='og:site_name' content='The Wire'>"


def page(head: str = "", body: str = TEXT, attributes: str = "") -> str:
    return f"<html {attributes}><head>{head}</head><body><article>{body}</article></body></html>"


def test_what_looks_like_markup_of_another_kind_stays_as_it_was_written() -> None:
    written = (
        "Write the &lt;b&gt; tag as 5 * 3 * 2, or C:\\_x and a_b_c, [so](to) speak, "
        "and the network stays open to everyone in the country."
    )
    body = read_page(page(body=f"<p>{written}</p>{TEXT}")).body
    assert written.replace("&lt;", "<").replace("&gt;", ">") in body


def test_words_that_tags_touch_are_neither_joined_nor_parted() -> None:
    body = read_page(
        page(body=f"<p>The open<i>ness</i> of <a href='/n'>networks</a>,<br>they said.</p>{TEXT}")
    ).body
    assert body.startswith("The openness of networks, they said.")
    assert "## Openness" in read_page(page(body=f"{TEXT}<h2>Open<i>ness</i></h2>{TEXT}")).body


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>SEO words | Site</title>", "<h1>The open network</h1>", "The open network"),
        ("<title>The open network</title>", "<h2>The open network</h2>", "The open network"),
        (
            "<title>The open network – The Wire</title>" + SITE,
            "",
            "The open network",
        ),
        ("<title>The Wire</title>" + SITE, "<h1>The Wire</h1>", ""),
    ],
)
def test_the_title_is_the_headline_without_the_name_of_the_site(
    head: str, body: str, title: str
) -> None:
    draft = read_page(page(head, body + TEXT))
    assert draft.title == title
    assert "# The open network" not in draft.body


def canonical(link: str) -> str:
    return page(f"<link rel='canonical' href='{link}'>")


@pytest.mark.parametrize(
    ("said", "fetched", "link"),
    [
        ("https://wire.example/a", "https://www.wire.example/a?utm=1", "https://wire.example/a"),
        ("https://wire.example/a", "https://m.wire.example/a", "https://wire.example/a"),
        ("https://wire.example/a", "", "https://wire.example/a"),
        ("https://other.example/a", "https://wire.example/a", "https://wire.example/a"),
        ("https://wire.example/", "https://wire.example/a", "https://wire.example/a"),
        ("https://wire.example/", "", ""),
        ("javascript:alert(1)", "https://wire.example/a", "https://wire.example/a"),
        ("javascript:alert(1)", "", ""),
    ],
)
def test_a_page_may_call_itself_by_another_link_of_its_own_site(
    said: str, fetched: str, link: str
) -> None:
    assert read_page(canonical(said), fetched).link == link


@pytest.mark.parametrize(
    ("head", "attributes", "body", "language"),
    [
        ("", "lang='fr-CA'", "<p>Xyz qwv abc.</p>" * 20, "fr"),
        ("<meta property='og:locale' content='es_MX'>", "", "<p>Xyz qwv abc.</p>" * 20, "es"),
        ("", "", "<p>Xyz qwv abc.</p>" * 20, None),
        ("", "lang='es'", TEXT, "en"),
        (
            "",
            "lang='en'",
            "<p>La red es de todos y nadie la puede cerrar sin decir por qué.</p>",
            "es",
        ),
    ],
)
def test_the_language_is_that_of_the_text_else_what_the_page_says(
    head: str, attributes: str, body: str, language: str | None
) -> None:
    assert read_page(page(head, body, attributes)).language == language


def test_nothing_is_announced_at_the_end_that_is_not_there() -> None:
    draft = read_page(page(body=f"{TEXT}<p>Share this:</p><h3>Read also</h3>"))
    assert draft.body.endswith("without telling why.")


def test_a_page_without_metadata_makes_none_up() -> None:
    draft = read_page(page(body=TEXT + "<footer>© 2019</footer>"))
    told = (draft.title, draft.author, draft.publisher, draft.published, draft.link)
    assert told == ("", "", "", None, "")


def test_the_name_of_a_host_is_no_publisher() -> None:
    for link in ("https://www.wire.example/a", "http://127.0.0.1:8000/a"):
        assert read_page(page("<title>The open network</title>"), link).publisher == ""


@pytest.mark.parametrize("html", ["", "<", "<html></html>", "just words", "<p>" * 10_000, "\x0c"])
def test_what_is_hardly_a_page_does_no_harm(html: str) -> None:
    read_page(html)


def test_an_xml_declaration_does_no_harm() -> None:
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?>\n' + page()
    assert read_page(xml).body.startswith("The ministry")
