"""The petition as PDF: what was asked, how many signed, when, from where, and its proof."""

import io
from datetime import date
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
)

from campaign.delivery import Closing
from campaign.figures import Groups
from handlers.papers import charts, fonts
from handlers.papers.fonts import BOLD, REGULAR
from handlers.wording import Html, Words

_WIDTH = A4[0] - 44 * mm
BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=10.5, leading=15.5, spaceAfter=7)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=21, leading=27, spaceAfter=10)
HEADING = ParagraphStyle(
    "heading",
    BODY,
    fontName=BOLD,
    fontSize=13,
    leading=18,
    spaceBefore=14,
    spaceAfter=6,
    keepWithNext=True,
)
SMALL = ParagraphStyle("small", BODY, fontSize=8, leading=11.5, wordWrap="CJK")


def write(path: Path, speak: Words, closing: Closing, today: date) -> None:
    """Write the petition in one of its languages."""
    fonts.register()
    wording = closing.wordings.get(speak.language) or next(iter(closing.wordings.values()))
    story = [
        Paragraph(speak("paper.text", text=wording.title), TITLE),
        Paragraph(speak("paper.addressee", addressee=wording.addressee), BODY),
        Paragraph(
            speak.plural("paper.count", closing.count, goal=closing.goal, day=today), HEADING
        ),
        *(
            Paragraph(_lines(speak("paper.text", text=part)), BODY)
            for part in wording.body.split("\n\n")
        ),
        *_days(speak, closing),
        *_places(speak, closing),
        *_proof(speak, closing),
    ]
    build(path, wording.title, story)


def build(path: Path, title: str, story: list[Flowable]) -> None:
    """Write an A4 document with the numbers of its pages."""
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        title=title,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
    )
    document.build(story, onFirstPage=_number, onLaterPages=_number)


def _number(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(REGULAR, 8)
    canvas.drawCentredString(A4[0] / 2, 11 * mm, str(document.page))


def _days(speak: Words, closing: Closing) -> list[Flowable]:
    if not closing.by_day:
        return []
    return [Paragraph(speak("paper.by-day"), HEADING), _picture(charts.days(speak, closing.by_day))]


def _places(speak: Words, closing: Closing) -> list[Flowable]:
    countries = [(speak.country(code), size) for code, size in closing.by_country.shown]
    return [
        *_bars(speak, "paper.by-country", Groups(countries, closing.by_country.others)),
        *_bars(speak, "paper.by-region", closing.by_region),
    ]


def _bars(speak: Words, heading: str, groups: Groups) -> list[Flowable]:
    if not groups.shown:
        return []
    left_out = sum(size for _, size in groups.shown[charts.MOST_BARS :])
    others = None if groups.others is None else groups.others + left_out
    told: list[Flowable] = [
        Paragraph(speak(heading), HEADING),
        _picture(charts.bars(speak, groups.shown)),
    ]
    if others is None:
        told.append(Paragraph(speak("paper.others-withheld"), BODY))
    elif others:
        told.append(Paragraph(speak.plural("paper.others", others), BODY))
    return told


def _proof(speak: Words, closing: Closing) -> list[Flowable]:
    if closing.checkpoint is None or closing.verifier_key is None:
        return []
    told = [
        Paragraph(speak("paper.proof"), HEADING),
        Paragraph(speak("paper.how-to-check", leaves=closing.leaves), BODY),
        Paragraph(_lines(speak("paper.text", text=closing.checkpoint)), SMALL),
        Spacer(1, 4),
        Paragraph(speak("paper.text", text=closing.verifier_key), SMALL),
    ]
    return [KeepTogether(told)]


def _picture(png: bytes) -> Image:
    picture = Image(io.BytesIO(png))
    picture.drawWidth = _WIDTH * 0.8
    picture.drawHeight = picture.imageHeight * picture.drawWidth / picture.imageWidth
    picture.hAlign = "LEFT"
    return picture


def _lines(text: str) -> Html:
    return Html(text.strip().replace("\n", "<br/>"))
