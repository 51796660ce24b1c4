"""A small library to ask: two works, one of them in both languages."""

from datetime import UTC, datetime

import pytest

from campaign.articles.article import Article

_ADDED = datetime(2026, 11, 24, tzinfo=UTC)

_BRIDGE_EN = """## The bridge

The bridge of San Telmo was opened on 3 March 1921 by the engineer Clara Montes. It cost 40 million
pesos. Dr. Ruiz of Acme Inc. said: “It will stand. I am sure of it.” Nobody believed him.

The city closed the bridge because its cables had rusted. “We had no choice,” said mayor Tomás Vela.

- The repair took six years.

- It was paid for by the fishermen of the harbour."""

_BRIDGE_ES = """## El puente

El puente de San Telmo fue inaugurado el 3 de marzo de 1921 por la ingeniera Clara Montes. Costó 40
millones de pesos. El Dr. Ruiz, de Acme, dijo: «Va a durar. Estoy seguro». Nadie le creyó.

La ciudad cerró el puente porque sus cables se habían oxidado. “No tuvimos otra opción”, dijo el
alcalde Tomás Vela.

- La reparación tardó seis años.

- La pagaron los pescadores del puerto."""

_RADIO_EN = """The community radio of Jalpa broadcasts in four languages. Its censorship began in
2015, when the engineer Clara Montes ordered the antenna on the bridge of San Telmo to be taken
down.

Social media kept the station alive: listeners shared its programmes on their telephones."""


def _article(number: int, work: str, language: str, title: str, body: str) -> Article:
    return Article(
        id=number,
        slug=f"{work}-{language}",
        work=work,
        language=language,
        title=title,
        author="Ana Gil",
        publisher="El Puerto",
        published=_ADDED.date(),
        link="https://example.org",
        body=body,
        added_at=_ADDED,
        updated_at=_ADDED,
    )


@pytest.fixture(scope="session")
def articles() -> list[Article]:
    return [
        _article(1, "bridge", "en", "A bridge and its city", _BRIDGE_EN),
        _article(2, "bridge", "es", "Un puente y su ciudad", _BRIDGE_ES),
        _article(3, "radio", "en", "The radio of Jalpa", _RADIO_EN),
    ]


@pytest.fixture(scope="session")
def follow_up(articles: list[Article]) -> Article:
    """A later article, a work of its own, on the matter of the first."""
    body = f"{articles[0].body}\n\nLater the bridge of San Telmo was opened once more."
    return _article(4, "later", "en", "The bridge, a century later", body)
