"""Gives each paragraph of an outline its part: review, plan, or the government's own conduct.

The main headings decide; where they don't, what the text speaks of and how.
"""

from __future__ import annotations

import re

from rag import structure
from rag.outline import Line, Outline
from rag.types import Part

_AHEAD = re.compile(
    r"^(?:各位(?:代表|委员)[！，：]?)?(?:YYYY年(?:是|的|，|政府|全|经济|我)|今年(?:是|的|，|政府|全|我|经济|国民|要|和今后)|今后(?:五|三|几|一)|未来(?:五|三|几)年"
    r"|(?:新的一年|在新的一年)|做好(?:今年|YYYY年)|(?:今年|YYYY年).{0,12}(?:任务|目标|要求|工作)|为(?:了)?(?:实现|完成)(?:今年|上述|以上))"
    r"|(?:今年|YYYY年)(?:政府|经济|全)?.{0,10}(?:总体要求|总体思路|指导思想|预期目标|主要目标|奋斗目标)"
    r"|今年是(?:全面|我[国省市县区]|实施|深入|贯彻|本届|新一届|“?十|决胜|关键)"
)
_OWN_CONDUCT = re.compile(
    r"政府自身建设|自身建设|政府建设|转变政府职能|(?:法治|廉洁|服务型|人民满意的?)政府"
)
_WILL = re.compile(r"必须|要(?![求素闻])|将(?!军)|力争|确保|继续|努力|加快|进一步")
_DONE = re.compile(r"了|已|达到?|完成|比上年|比去年|去年|过去|以来|取得|实现")


def mend(outline: Outline) -> None:
    """Gives every paragraph its part: by the main headings, else by what the text speaks of."""
    outline.close_all()
    _by_headings(outline)
    if Part.PLAN not in outline.parts():
        _split_plan(outline)
    parts = outline.parts()
    if Part.REVIEW not in parts and Part.PLAN in parts:
        _split_review(outline)
    _lesser_conduct(outline)


def _by_headings(outline: Outline) -> None:
    text = outline.text
    mains = [s for s in outline.sections if s.level == 1 and s.head.scheme <= 1]
    if not mains:
        return
    bounds = [*(s.head.start for s in mains[1:]), len(text) + 1]
    planned = False
    for order, (main, end) in enumerate(zip(mains, bounds, strict=True)):
        part = structure.part_of(main.head.text, outline.year)
        surely = structure.names_year(main.head.text, outline.year) and part is Part.PLAN
        if part is Part.REVIEW and planned and "回顾" not in main.head.text:
            part = Part.PLAN
        elif part is None or (part is Part.PLAN and order == 0 and not surely):
            told = _tells(text, main.head.start, end)
            part = Part.REVIEW if told and not planned else Part.PLAN
        planned = planned or part is Part.PLAN
        outline.turn(main.head.start, end, Part.REVIEW, part)


def _tells(text: str, start: int, end: int) -> bool:
    """Whether a stretch tells of what was rather than of what is to be done."""
    stretch = text[start:end]
    return len(_DONE.findall(stretch)) > len(_WILL.findall(stretch))


def _lesser_conduct(outline: Outline) -> None:
    """The government's own conduct under a lesser heading, or without any, late in the plan."""
    text = outline.text
    late = len(text) // 2
    for section in outline.sections:
        lesser = section.head.scheme > 1 and section.head.start > late
        if lesser and section.part is Part.PLAN and structure.conduct(section.head.text):
            outline.turn(section.head.start, section.end, Part.PLAN, Part.CONDUCT)
    if Part.CONDUCT in outline.parts():
        return
    for number, (start, end, part, heads) in enumerate(outline.paragraphs):
        opening = re.split(r"[。；]", text[start:end], maxsplit=1)[0]
        if part is Part.PLAN and start > late and _OWN_CONDUCT.search(opening[:60]):
            outline.paragraphs[number] = (start, end, Part.CONDUCT, heads)


def _split_plan(outline: Outline) -> None:
    """From the first paragraph that speaks of the year ahead everything is plan."""
    text = outline.text
    ahead = re.compile(_AHEAD.pattern.replace("YYYY", str(outline.year)))
    body = [p for p in outline.paragraphs if p[2] is not Part.FRONT]
    if not body:
        return
    floor = body[0][0] + 0.1 * (body[-1][1] - body[0][0])
    turn = next(
        (a for a, b, _, _ in body if a > floor and ahead.search(text[a : min(b, a + 60)])), None
    )
    if turn is None:
        turn = _by_mood(text, [(a, b) for a, b, _, _ in body])
    if turn is not None:
        outline.turn(turn, len(text), Part.REVIEW, Part.PLAN)


def _by_mood(text: str, spans: list[Line]) -> int | None:
    """The place that best parts paragraphs that tell from those that demand."""
    moods = [len(_WILL.findall(text[a:b])) - len(_DONE.findall(text[a:b])) for a, b in spans]
    best, turn, total = 0, None, 0
    for (start, _), mood in zip(reversed(spans), reversed(moods), strict=True):
        total += mood
        if total > best:
            best, turn = total, start
    return turn if best >= 5 else None


def _split_review(outline: Outline) -> None:
    """A report that opens with its plan still tells of the year before in its first section."""
    text = outline.text
    plan = [(a, b) for a, b, part, _ in outline.paragraphs if part is Part.PLAN]
    told = 0
    for start, end in plan[: max(1, len(plan) // 2)]:
        if len(_DONE.findall(text[start:end])) <= len(_WILL.findall(text[start:end])):
            break
        told = end
    if told:
        outline.turn(0, told, Part.PLAN, Part.REVIEW)
