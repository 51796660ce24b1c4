"""Adding an article in the chat: by link, by file or pasted, one question at a time."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from campaign.articles import library
from campaign.articles.article import Article
from campaign.articles.fetching import Fetcher
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels
from tests.webserver import ANY_PORT, Site, near, serving

TEXT = (
    "The ministry said on Monday that the network must stay open to everyone in the country. "
    "Engineers of three universities had asked for it in a letter.\n\n"
    "The letter was signed by two hundred people, and it names the reasons one by one."
)
PAGE = f"""<html><head><title>An open network</title></head>
<body><article><h1>An open network</h1><p>{TEXT}</p></article></body></html>"""


@pytest.fixture
async def site(desk: Desk) -> AsyncIterator[Site]:
    """A site on this machine, which the bot takes for a public one."""
    let_fetch(desk, near())
    async with serving() as up:
        yield up


def let_fetch(desk: Desk, fetcher: Fetcher) -> None:
    desk.services = replace(desk.services, fetcher=fetcher)
    desk.application.bot_data["services"] = desk.services


async def newest(desk: Desk) -> Article:
    return (await library.everything(desk.database))[-1]


async def test_add_explains_how(desk: Desk) -> None:
    said = await desk.say(OLIVIA, "/add")
    assert ".txt, .md or .html" in said
    assert "10 MB" in said


async def test_a_file_becomes_an_article_once_what_it_does_not_tell_is_told(desk: Desk) -> None:
    front = "---\ntitle: The open network\nauthor: Ana Ruiz\n---\n\n"
    said = await desk.send_file(OLIVIA, "network.md", (front + TEXT).encode())
    assert "The open network" in said
    assert "Who published it?" in said
    assert "When was it published?" in await desk.say(OLIVIA, "The Daily Wire")
    assert "Send the link" in await desk.say(OLIVIA, "1 May 2018")
    card = await desk.say(OLIVIA, "example.org/network")
    assert "in the library" in card
    article = await newest(desk)
    assert (article.title, article.author, article.publisher) == (
        "The open network",
        "Ana Ruiz",
        "The Daily Wire",
    )
    assert str(article.published) == "2018-05-01"
    assert article.link == "https://example.org/network"
    assert article.language == "en"
    assert article.body == TEXT
    assert await desk.open_draft(OLIVIA) is None
    assert labels(desk.last(OLIVIA))[:2] == ["Edit title", "Edit author"]
    assert "Retire" in labels(desk.last(OLIVIA))


async def test_everything_but_title_and_language_can_be_skipped(desk: Desk) -> None:
    await desk.say(OLIVIA, "/add")
    said = await desk.say(OLIVIA, TEXT)
    assert "title" in said
    assert "Skip" not in labels(desk.last(OLIVIA))
    await desk.say(OLIVIA, "Pasted")
    for _ in range(4):
        await desk.tap(OLIVIA, "Skip")
    article = await newest(desk)
    assert (article.title, article.author, article.link) == ("Pasted", "", "")
    assert article.published is None


async def test_a_language_that_cannot_be_told_is_asked_and_tapped(desk: Desk) -> None:
    await desk.send_file(OLIVIA, "names.md", b"---\ntitle: Names\nlanguage: fr\n---\n\nXyz qwv.")
    assert labels(desk.last(OLIVIA)) == ["English", "Español", "Cancel"]
    assert await desk.say(OLIVIA, "Klingon") == (
        "I do not speak that language. Please tap one of the buttons."
    )
    await desk.tap(OLIVIA, "Español")
    for _ in range(4):
        await desk.tap(OLIVIA, "Skip")
    assert (await newest(desk)).language == "es"


async def test_the_same_text_twice_is_told_before_anything_is_asked(desk: Desk) -> None:
    await desk.article("There before", body=TEXT)
    said = await desk.send_file(OLIVIA, "again.txt", TEXT.encode())
    assert "already in the library" in said
    assert "There before" in said
    assert await desk.open_draft(OLIVIA) is None
    assert len(await library.everything(desk.database)) == 1


async def test_a_retired_text_that_is_added_again_is_restored(desk: Desk) -> None:
    article_id = await desk.article("Retired", body=TEXT)
    await library.retire(desk.database, article_id, now=desk.services.clock())
    await desk.send_file(OLIVIA, "again.md", f"---\ntitle: Again\n---\n\n{TEXT}".encode())
    said = [await desk.tap(OLIVIA, "Skip") for _ in range(4)][-1]
    assert "already in the library" in said
    assert [article.id for article in await library.everything(desk.database)] == [article_id]


async def test_a_killed_bot_goes_on_at_the_same_question_with_the_text_kept(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    await desk.send_file(OLIVIA, "network.md", f"---\ntitle: Kept\n---\n\n{TEXT}".encode())
    await desk.say(OLIVIA, "Ana Ruiz")
    reborn = open_desk()
    async with reborn.application:
        await reborn.say(OLIVIA, "The Daily Wire")
        await reborn.tap(OLIVIA, "Skip")
        await reborn.tap(OLIVIA, "Skip")
        article = await newest(reborn)
    assert (article.title, article.author, article.body) == ("Kept", "Ana Ruiz", TEXT)


async def test_a_long_text_that_telegram_cut_is_put_together(desk: Desk) -> None:
    await desk.say(OLIVIA, "/add")
    long = " ".join(f"Sentence number {n} of the long text says so." for n in range(80))
    said = await desk.say(OLIVIA, long)
    assert "If more follows" in said
    await desk.say(OLIVIA, TEXT)
    await desk.say(OLIVIA, "Put together")
    for _ in range(4):
        await desk.tap(OLIVIA, "Skip")
    body = (await newest(desk)).body
    assert "Sentence number 79" in body
    assert "two hundred people" in body


async def test_a_long_text_can_be_ended_by_a_tap(desk: Desk) -> None:
    await desk.say(OLIVIA, "/add")
    await desk.say(OLIVIA, " ".join(f"Sentence number {n} says what it says." for n in range(90)))
    assert "title" in await desk.tap(OLIVIA, "That is all of it")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.docx", b"PK", "I can read .txt, .md and .html files."),
        ("nameless", b"text", "I can read .txt, .md and .html files."),
        ("latin.txt", "año".encode("latin-1"), "not text in UTF-8"),
        ("zeros.txt", b"\x00\x00\x00", "not text in UTF-8"),
        ("empty.txt", b" \n ", "no article text"),
        ("blank.html", b"<html><body></body></html>", "no article text"),
        ("broken.md", b"---\ntitle: [\n---\n\nText.", "between the --- marks"),
        ("large.txt", b"a" * 10_000_001, "larger than 10 MB"),
    ],
)
async def test_a_file_that_cannot_be_read_gets_one_clear_sentence(
    desk: Desk, name: str, data: bytes, sentence: str
) -> None:
    assert sentence in await desk.send_file(OLIVIA, name, data)
    assert await desk.open_draft(OLIVIA) is None


async def test_a_file_that_says_it_is_too_large_is_not_even_fetched(desk: Desk) -> None:
    await desk.send_file(OLIVIA, "large.txt", b"a" * 10_000_001)
    assert desk.calls("getFile") == []


async def test_a_file_from_a_supporter_gets_a_kind_sentence_and_is_not_fetched(desk: Desk) -> None:
    assert "cannot read files" in await desk.send_file(EMMA, "mine.txt", TEXT.encode())
    assert "no puedo leer archivos" in await desk.send_file(LUCIA, "mio.txt", TEXT.encode())
    assert desk.calls("getFile") == []


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("some time in spring", "no whole date"),
        ("31 February 2018", "no whole date"),
    ],
)
async def test_a_bad_date_is_asked_again(desk: Desk, told: str, sentence: str) -> None:
    front = "---\ntitle: T\nauthor: A\npublisher: P\n---\n\n"
    await desk.send_file(OLIVIA, "n.md", (front + TEXT).encode())
    assert sentence in await desk.say(OLIVIA, told)
    assert "Send the link" in await desk.say(OLIVIA, "2018-05-01")


async def test_a_button_of_an_earlier_question_skips_nothing(desk: Desk) -> None:
    await desk.send_file(OLIVIA, "n.md", f"---\ntitle: T\n---\n\n{TEXT}".encode())
    asked_author = desk.last(OLIVIA)
    await desk.tap(OLIVIA, "Skip")
    said = await desk.tap_data(OLIVIA, "add:skip:author", asked_author)
    assert "earlier question" in said
    draft = await desk.open_draft(OLIVIA)
    assert draft is not None
    assert draft.step == "publisher"


async def test_one_article_at_a_time(desk: Desk) -> None:
    await desk.send_file(OLIVIA, "n.md", f"---\ntitle: T\n---\n\n{TEXT}".encode())
    assert "One article at a time" in await desk.send_file(OLIVIA, "m.txt", b"Another text.")


async def test_cancel_leaves_nothing_in_the_library(desk: Desk) -> None:
    await desk.send_file(OLIVIA, "n.md", f"---\ntitle: T\n---\n\n{TEXT}".encode())
    await desk.tap(OLIVIA, "Cancel")
    assert await desk.open_draft(OLIVIA) is None
    assert await library.everything(desk.database) == []


async def test_a_web_page_is_read_and_its_markup_never_shown_as_markup(desk: Desk) -> None:
    await desk.send_file(OLIVIA, "page.html", PAGE.encode())
    await desk.say(OLIVIA, "<b>Ana</b> & Luis")
    for _ in range(3):
        await desk.tap(OLIVIA, "Skip")
    assert "Author: <b>Ana</b> & Luis" in desk.texts(OLIVIA)[-1]


TOLD = """<html lang="en"><head><title>An open network</title>
<meta name="author" content="Rosa Prueba"><meta property="og:site_name" content="The Test Wire">
<meta property="article:published_time" content="2024-05-03T08:00:00Z"></head>"""


async def test_a_link_becomes_an_article_at_once_where_its_page_tells_all(
    desk: Desk, site: Site
) -> None:
    link = site.page("/network", PAGE.replace("<html><head>", TOLD))
    assert "in the library" in await desk.say(OLIVIA, link)
    article = await newest(desk)
    assert (article.title, article.author) == ("An open network", "Rosa Prueba")
    assert (article.publisher, str(article.published)) == ("The Test Wire", "2024-05-03")
    assert (article.link, article.language) == (link, "en")
    assert "already in the library" in await desk.say(OLIVIA, link)


async def test_what_a_page_does_not_tell_is_asked_after_add(desk: Desk, site: Site) -> None:
    assert "link" in await desk.say(OLIVIA, "/add")
    said = await desk.say(OLIVIA, f" {site.page('/network', PAGE)}\n")
    assert "An open network" in said
    assert "Who wrote it?" in said
    await desk.say(OLIVIA, "Ana Ruiz")
    await desk.tap(OLIVIA, "Skip")
    assert "in the library" in await desk.tap(OLIVIA, "Skip")
    assert (await newest(desk)).link == site.link("/network")


async def test_a_link_among_words_or_from_a_supporter_is_never_opened(
    desk: Desk, site: Site
) -> None:
    link = site.page("/network", PAGE)
    await desk.say(EMMA, link)
    await desk.say(OLIVIA, f"What do you think of {link}?")
    await desk.say(OLIVIA, "/add")
    await desk.say(OLIVIA, f"{TEXT} It was published at {link}")
    assert site.requests == []


async def test_a_link_that_is_asked_for_is_kept_and_not_opened(desk: Desk, site: Site) -> None:
    front = "---\ntitle: T\nauthor: A\npublisher: P\npublished: 2018-05-01\n---\n\n"
    await desk.send_file(OLIVIA, "n.md", (front + TEXT).encode())
    await desk.say(OLIVIA, "https://example.org/network")
    assert (await newest(desk)).link == "https://example.org/network"
    assert site.requests == []


async def test_a_link_into_our_own_network_is_refused(desk: Desk, site: Site) -> None:
    let_fetch(desk, Fetcher(ports=ANY_PORT))
    said = await desk.say(OLIVIA, site.page("/network", PAGE))
    assert said == "127.0.0.1 is not on the public internet, so I do not open it."
    assert site.requests == []


async def test_a_link_that_cannot_be_read_gets_one_clear_sentence_and_can_be_sent_again(
    desk: Desk, site: Site
) -> None:
    await desk.say(OLIVIA, "/add")
    for link, sentence in (
        (site.link("/none"), "it answered 404"),
        (site.page("/pdf", b"%PDF", "application/pdf"), "of the kind application/pdf"),
        (site.page("/empty", "<html></html>"), "no article text"),
        (site.redirect("/round", "/round"), "leads on to other links"),
        ("http://me:secret@example.org/", "no link to a web page"),
    ):
        assert sentence in await desk.say(OLIVIA, link)
    assert "Who wrote it?" in await desk.say(OLIVIA, site.page("/network", PAGE))
