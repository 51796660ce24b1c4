"""The embedder that the settings ask for."""

from bot.settings import Settings
from campaign.answers.embedders import Choice, choose


async def chosen(settings: Settings) -> Choice:
    """The embedder, started, and why it is this one; whoever calls closes it."""
    key = settings.embeddings_key
    return await choose(
        settings.embedder,
        url=settings.embeddings_url or "",
        model=settings.embeddings_model or "",
        key=key.get_secret_value() if key is not None else "",
    )
