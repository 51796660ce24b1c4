"""The campaign's figures: the caption of the chart, and the lines in it."""

from campaign.results import Results
from handlers.views.chart import Line
from handlers.views.view import paragraphs, shortened
from handlers.wording import Html, Words

_TITLE_LIMIT = 150


def figures(speak: Words, found: Results) -> Html:
    """The totals, within the 1,024 characters of a caption."""
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
    petition = found.petition
    if petition is None:
        return speak("results.no-petition")
    title = shortened(petition.wording.title, _TITLE_LIMIT)
    share = speak.percent(int(petition.count / petition.goal * 100) / 100)
    counted = speak.plural("results.signatures", petition.count, goal=petition.goal, percent=share)
    return Html(f"{speak('results.title', title=title)}\n{counted}")
