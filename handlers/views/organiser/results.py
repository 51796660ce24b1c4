"""The campaign's figures: the caption of the chart, the lines in it, and other petitions."""

from telegram import InlineKeyboardButton

from campaign.results import Results
from handlers.views.chart import Line
from handlers.views.view import View, paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 150
_MOST_OTHERS = 10


def figures(speak: Words, found: Results) -> View:
    """The totals, within the 1,024 characters of a caption, and the other petitions to look at."""
    others = tuple(
        (
            InlineKeyboardButton(
                shortened(petition.wording.title), callback_data=f"results:show:{petition.id}"
            ),
        )
        for petition in found.others[:_MOST_OTHERS]
    )
    return View(_totals(speak, found), others)


def _totals(speak: Words, found: Results) -> Html:
    asked = {status: found.questions.get(status, 0) for status in ("answer", "maybe", "no")}
    return paragraphs(
        _petition(speak, found),
        Html(
            "\n".join(
                (
                    speak("results.updates", count=found.updates),
                    speak("results.digests", count=found.digests),
                )
            )
        ),
        Html(
            "\n".join(
                (
                    speak.plural("results.questions", sum(asked.values())),
                    *(speak(f"results.{status}", count=count) for status, count in asked.items()),
                    speak("results.waiting", count=found.waiting),
                )
            )
        ),
    )


def lines(speak: Words, found: Results) -> list[Line]:
    """What has begun to grow."""
    grown = (
        ("results.line-signatures", found.signed_by_day),
        ("results.line-updates", found.followed_by_day),
        ("results.line-digests", found.subscribed_by_day),
    )
    return [Line(speak.plain(key), tuple(days)) for key, days in grown if days]


def _petition(speak: Words, found: Results) -> Html:
    tally = found.tally
    if tally is None:
        return speak("results.no-petition")
    petition = tally.petition
    title = shortened(petition.wording.title, _TITLE_LIMIT)
    share = speak.percent(int(petition.count / petition.goal * 100) / 100)
    lines = [
        speak("results.title", title=title),
        speak.plural("results.signatures", petition.count, goal=petition.goal, percent=share),
        speak("review.accepted", count=tally.accepted),
        speak("review.withdrawn", count=tally.withdrawn),
        speak("review.set-aside", count=tally.set_aside),
        speak("results.marked", count=sum(tally.marked.values())),
    ]
    return Html("\n".join(lines))
