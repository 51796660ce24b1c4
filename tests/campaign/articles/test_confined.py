"""A page that would take for ever is given up, and the process that read it knows no secret."""

from datetime import date

import pytest

from campaign.articles import confined, sources

MARKDOWN = "---\ntitle: La red\npublished: 2024-05-03\nlanguage: es\n---\nLa red es de todos."
TANGLED = f"<html><body {' '.join(f'a{n}=1' for n in range(200_000))}><p>Words.</p>"


async def test_it_reads_what_is_read_elsewhere() -> None:
    draft = await confined.read(".md", MARKDOWN)
    assert draft == sources.read_text(".md", MARKDOWN)
    assert draft.published == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        (".html", "<html></html>", sources.EmptyArticle),
        (".md", "---\na: [\n---\nx", sources.BadFrontMatter),
        (".txt", "a\x00b", sources.NotText),
    ],
)
async def test_it_refuses_what_is_refused_elsewhere(
    kind: str, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await confined.read(kind, text)


async def test_a_page_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(confined.Unreadable):
        await confined.read(".html", TANGLED, seconds=1)


async def test_a_text_that_needs_too_much_memory_is_given_up() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 6))
    bomb = f"---\na0: &a0 {'a' * 1_000_000}\n{levels}title: *a5\n---\nText."
    with pytest.raises(confined.Unreadable):
        await confined.read(".md", bomb)


async def test_the_process_is_told_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "DATABASE_KEY", "PYTHONPATH"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in confined._environment().values()


async def test_a_file_is_read_by_its_kind() -> None:
    page = "<html><body><p>La red que está abierta es de todas las personas del país.</p></body>"
    draft = await confined.read_file("a.html", page.encode("latin-1"))
    assert draft.body == "La red que está abierta es de todas las personas del país."
    assert (await confined.read_file("a.md", MARKDOWN.encode())).title == "La red"
    with pytest.raises(sources.UnknownKind):
        await confined.read_file("a.pdf", b"")
