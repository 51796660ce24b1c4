"""The words for someone who did not just write: the bot speaks first."""

from campaign import people
from campaign.people import Person
from handlers.context import Services


async def reader(services: Services, person_id: int) -> Person:
    """The person, in the language they chose, else in the campaign's."""
    default = services.manifest.default_language
    return await people.addressed(services.database, person_id, default)
