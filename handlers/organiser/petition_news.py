"""What the team is told of a petition: one waits for them, opened, or closed."""

from sqlalchemy import Connection

from campaign import notices, team
from campaign.petitions.lifecycle import State, Step, Tell
from campaign.petitions.petition import get_in
from campaign.team import Permission
from handlers.context import Services
from handlers.organiser.reader import reader
from handlers.views.organiser import petitions as views
from handlers.wording import words


async def telling_the_team(services: Services) -> Tell:
    """A notice to each of the others whom a step concerns, queued with the step itself.

    Who may open petitions hears of one that waits for more than one person; who may edit them
    hears when one opens or closes.
    """
    to_agree = await team.who_may(services.database, Permission.OPEN_PETITIONS)
    to_know = await team.who_may(services.database, Permission.EDIT_PETITIONS)
    readers = {each: await reader(services, each) for each in {*to_agree, *to_know}}
    needed, now = services.approvals, services.clock()

    def tell(conn: Connection, step: Step) -> None:
        if step.state is State.REVIEW and needed <= 1:
            return
        concerned = to_agree if step.state is State.REVIEW else to_know
        for member in (readers[each] for each in concerned if each != step.by):
            petition = get_in(conn, step.petition_id, member.language)
            payload = views.news(words(member.language), petition, step.state, needed).payload()
            key = f"petition:{step.petition_id}:{step.state}:{now.isoformat()}:{member.id}"
            notices.queue(conn, member, key, payload, now)

    return tell
