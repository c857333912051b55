"""Understands a source as a report: sections, parts, paragraphs and glossary.

Pure: a source in, a report out. What the text says of its delivery is read by ``recognise``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rag import glossary, structure
from rag.clean import heal
from rag.delivery import Delivery, not_a_report, recognise
from rag.structure import Heading
from rag.types import Aligned, Note, Paragraph, Part, Region, Report, Section, Source, Span

__all__ = ["Delivery", "not_a_report", "parse", "recognise"]

_SPEECH = re.compile(
    r"(?:各位(?:代表|委员)|同志们|代表们)|我.{0,4}代表.{2,40}(?:报告|审议)|(?:请予|请)审[议查]"
)
_LONG = 900
_INSIDE = re.compile(
    r"(?<=[。！？；：”）])(?=[一二三四五六七八九十]{1,2}、[^、]{4}|（[一二三四五六七八九十]{1,2}）|各位代表[，！：]|\d{1,2}\.[\u4e00-\u9fff“])"
)
_AHEAD = re.compile(
    r"^(?:各位(?:代表|委员)[！，：]?)?(?:YYYY年(?:是|的|，|政府|全|经济|我)|今年(?:是|的|，|政府|全|我|经济|国民|要|和今后)|今后(?:五|三|几|一)|未来(?:五|三|几)年"
    r"|(?:新的一年|在新的一年)|做好(?:今年|YYYY年)|(?:今年|YYYY年).{0,12}(?:任务|目标|要求|工作)|为(?:了)?(?:实现|完成)(?:今年|上述|以上))"
)
_OWN_CONDUCT = re.compile(
    r"政府自身建设|自身建设|政府建设|转变政府职能|(?:法治|廉洁|服务型|人民满意的?)政府"
)
_WILL = re.compile(r"必须|要(?![求素闻])|将(?!军)|力争|确保|继续|努力|加快|进一步")
_DONE = re.compile(r"了|已|达到?|完成|比上年|比去年|去年|过去|以来|取得|实现")


@dataclass(slots=True)
class _Open:
    """A section that is still being read."""

    head: Heading
    level: int
    part: Part
    end: int = 0
    filled: bool = False


@dataclass(slots=True)
class _Reading:
    """What has been read of a report so far."""

    healed: Aligned
    year: int
    part: Part = Part.FRONT
    open: list[_Open] = field(default_factory=list)
    sections: list[_Open] = field(default_factory=list)
    paragraphs: list[tuple[int, int, Part, tuple[str, ...]]] = field(default_factory=list)
    schemes: list[int] = field(default_factory=list)


def parse(
    source: Source, *, region: Region, year: int, delivered: date | None = None, title: str = ""
) -> Report:
    """The report in the source. ``year`` is the year of delivery, as ``recognise`` gives it."""
    healed = heal(source.text)
    lines = _lines(healed.text)
    reading = _Reading(healed=healed, year=year)
    body = _annex_start(healed.text, lines)
    _read(reading, lines[:body])
    _mend_parts(reading)
    _read_annex(reading, lines[body:])
    notes = _glossary(healed, lines, body)
    return Report(
        source=source,
        title=title or recognise(source.text, source.name).title or "政府工作报告",
        region=region,
        year=year,
        delivered=delivered,
        sections=tuple(_section(healed, s) for s in reading.sections),
        paragraphs=tuple(
            Paragraph(reading=healed.cut(a, b), span=healed.span(a, b), part=part, headings=heads)
            for a, b, part, heads in reading.paragraphs
        ),
        glossary=notes,
    )


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs; very long ones are cut where a numbered one begins inside."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        cuts = [start + m.start() for m in _INSIDE.finditer(line)] if len(line) > _LONG else []
        for a, b in zip([start, *cuts], [*cuts, end], strict=True):
            if b > a:
                spans.append((a, b))
        start = end + 1
    return spans


def _annex_start(text: str, lines: Sequence[tuple[int, int]]) -> int:
    """The first line of what is attached: after two fifths of the text, or the end."""
    for number, (start, end) in enumerate(lines):
        if start > 0.4 * len(text) and structure.annex(text[start:end]):
            return number
    return len(lines)


def _read(reading: _Reading, lines: Sequence[tuple[int, int]]) -> None:
    text = reading.healed.text
    speech = _speech(text, lines)
    root = 0 if sum(text.startswith("一、", a) and b - a <= 60 for a, b in lines) >= 2 else 1
    for number, (start, end) in enumerate(lines):
        following = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
        head = structure.heading(text[start:end], start, following, root=root) if number else None
        if head is not None and number <= speech and head.scheme != 1:
            head = None
        if head is not None and _plausible(reading, head):
            _open(reading, head)
        else:
            head = None
            if reading.part is Part.FRONT and number > speech and not reading.open:
                reading.part = Part.REVIEW
        for section in reading.open:
            section.end = end
        if head is None or not head.alone or head.telling:
            _paragraph(reading, start, end)


def _speech(text: str, lines: Sequence[tuple[int, int]]) -> int:
    """The number of the last line that only opens the speech, or -1."""
    last = -1
    for number, (start, end) in enumerate(lines[:25]):
        line = text[start:end]
        if number > 1 and structure.ordinal(line) == 1:
            break
        if len(line) <= 160 and _SPEECH.search(line[:120]):
            last = number
        elif len(line) > 160 or (last >= 0 and number > last + 1):
            break
    if last < 0:
        short = [n for n, (a, b) in enumerate(lines[:12]) if b - a > 60]
        last = (short[0] if short else 0) - 1
    return last


def _plausible(reading: _Reading, head: Heading) -> bool:
    """Whether the number goes on counting: a list inside a section opens no main section."""
    number = structure.ordinal(head.text)
    if not number:
        return head.scheme <= 3 or bool(reading.open)
    outer = next((s for s in reversed(reading.sections) if s.head.scheme <= 1), None)
    last = structure.ordinal(outer.head.text) if outer else 0
    return number > last or (number == 1 and not head.text.endswith("。"))


def _open(reading: _Reading, head: Heading) -> None:
    while reading.open and reading.open[-1].head.scheme >= head.scheme:
        _close(reading)
    level = len(reading.open) + 1
    if reading.part is Part.FRONT:
        reading.part = Part.REVIEW
    section = _Open(head=head, level=level, part=reading.part, end=head.end)
    reading.open.append(section)
    reading.sections.append(section)


def _close(reading: _Reading) -> None:
    """A heading under which nothing stands is a paragraph itself."""
    section = reading.open.pop()
    if section.head.alone and not section.filled and not section.head.telling:
        heads = tuple(s.head.text for s in reading.open)
        reading.paragraphs.append((section.head.start, section.head.end, section.part, heads))
        reading.paragraphs.sort()
    for outer in reading.open:
        outer.filled = True


def _paragraph(reading: _Reading, start: int, end: int) -> None:
    for section in reading.open:
        section.filled = True
    heads = tuple(s.head.text for s in reading.open)
    reading.paragraphs.append((start, end, reading.part, heads))


def _mend_parts(reading: _Reading) -> None:
    """Gives every paragraph its part: by the main headings, else by what the text speaks of."""
    while reading.open:
        _close(reading)
    _by_headings(reading)
    parts = {part for _, _, part, _ in reading.paragraphs}
    if Part.PLAN not in parts:
        _split_plan(reading)
    parts = {part for _, _, part, _ in reading.paragraphs}
    if Part.REVIEW not in parts and Part.PLAN in parts:
        _split_review(reading)
    _lesser_conduct(reading)


def _by_headings(reading: _Reading) -> None:
    text = reading.healed.text
    mains = [s for s in reading.sections if s.level == 1 and s.head.scheme <= 1]
    if not mains:
        return
    bounds = [*(s.head.start for s in mains[1:]), len(text) + 1]
    planned = False
    for order, (main, end) in enumerate(zip(mains, bounds, strict=True)):
        part = structure.part_of(main.head.text, reading.year)
        surely = structure.names_year(main.head.text, reading.year) and part is Part.PLAN
        if part is Part.REVIEW and planned and "回顾" not in main.head.text:
            part = Part.PLAN
        elif part is None or (part is Part.PLAN and order == 0 and not surely):
            told = _tells(text, main.head.start, end)
            part = Part.REVIEW if told and not planned else Part.PLAN
        planned = planned or part is Part.PLAN
        _turn(reading, main.head.start, end, Part.REVIEW, part)


def _tells(text: str, start: int, end: int) -> bool:
    """Whether a stretch tells of what was rather than of what is to be done."""
    stretch = text[start:end]
    return len(_DONE.findall(stretch)) > len(_WILL.findall(stretch))


def _lesser_conduct(reading: _Reading) -> None:
    """The government's own conduct under a lesser heading, or without any, late in the plan."""
    text = reading.healed.text
    late = len(text) // 2
    for section in reading.sections:
        lesser = section.head.scheme > 1 and section.head.start > late
        if lesser and section.part is Part.PLAN and structure.conduct(section.head.text):
            _turn(reading, section.head.start, section.end, Part.PLAN, Part.CONDUCT)
    if any(part is Part.CONDUCT for _, _, part, _ in reading.paragraphs):
        return
    for number, (start, end, part, heads) in enumerate(reading.paragraphs):
        opening = re.split(r"[。；]", text[start:end], maxsplit=1)[0]
        if part is Part.PLAN and start > late and _OWN_CONDUCT.search(opening[:60]):
            reading.paragraphs[number] = (start, end, Part.CONDUCT, heads)


def _split_plan(reading: _Reading) -> None:
    """From the first paragraph that speaks of the year ahead everything is plan."""
    text = reading.healed.text
    ahead = re.compile(_AHEAD.pattern.replace("YYYY", str(reading.year)))
    body = [p for p in reading.paragraphs if p[2] is not Part.FRONT]
    if not body:
        return
    floor = body[0][0] + 0.1 * (body[-1][1] - body[0][0])
    turn = next(
        (a for a, b, _, _ in body if a > floor and ahead.search(text[a : min(b, a + 60)])), None
    )
    if turn is None:
        turn = _by_mood(text, [(a, b) for a, b, _, _ in body])
    if turn is not None:
        _turn(reading, turn, len(text), Part.REVIEW, Part.PLAN)


def _by_mood(text: str, spans: list[tuple[int, int]]) -> int | None:
    """The place that best parts paragraphs that tell from those that demand."""
    moods = [len(_WILL.findall(text[a:b])) - len(_DONE.findall(text[a:b])) for a, b in spans]
    best, turn, total = 0, None, 0
    for (start, _), mood in zip(reversed(spans), reversed(moods), strict=True):
        total += mood
        if total > best:
            best, turn = total, start
    return turn if best >= 5 else None


def _split_review(reading: _Reading) -> None:
    """A report that opens with its plan still tells of the year before in its first section."""
    text = reading.healed.text
    plan = [(a, b) for a, b, part, _ in reading.paragraphs if part is Part.PLAN]
    told = 0
    for start, end in plan[: max(1, len(plan) // 2)]:
        if len(_DONE.findall(text[start:end])) <= len(_WILL.findall(text[start:end])):
            break
        told = end
    if told:
        _turn(reading, 0, told, Part.PLAN, Part.REVIEW)


def _turn(reading: _Reading, start: int, end: int, old: Part, new: Part) -> None:
    reading.paragraphs = [
        (a, b, new if part is old and start <= a < end else part, heads)
        for a, b, part, heads in reading.paragraphs
    ]
    for section in reading.sections:
        if section.part is old and start <= section.head.start < end:
            section.part = new


def _read_annex(reading: _Reading, lines: Sequence[tuple[int, int]]) -> None:
    text = reading.healed.text
    reading.part = Part.ANNEX
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        if structure.annex(line):
            following = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
            outer = 0 if structure.annex(following) else 1
            head = Heading(text=line, scheme=outer, start=start, end=end, alone=True)
            _open(reading, head)
        else:
            _paragraph(reading, start, end)
        for section in reading.open:
            section.end = end
    while reading.open:
        _close(reading)


def _glossary(healed: Aligned, lines: Sequence[tuple[int, int]], body: int) -> tuple[Note, ...]:
    text = healed.text
    found: list[Note] = []
    block: list[tuple[int, int]] = []
    marked = False
    for start, end in (*lines[body:], (0, 0)):
        if end == 0 or structure.annex(text[start:end]):
            found.extend(glossary.notes(healed, block, marked=marked) if block and marked else ())
            block = []
            marked = bool(end) and (bool(re.search(r"名词|注释|术语|短语|解释", text[start:end])))
        else:
            block.append((start, end))
    feet = [
        (a, b)
        for a, b in lines[:body]
        if re.match(r"[〔\[]\d{1,3}[〕\]]|注\s*\d{0,2}[:：]", text[a:b])
    ]
    found.extend(glossary.notes(healed, feet, marked=False))
    return tuple(sorted(found, key=lambda note: note.span.start))


def _section(healed: Aligned, section: _Open) -> Section:
    span = Span(
        start=healed.offset(section.head.start),
        end=healed.span(section.head.start, max(section.end, section.head.end)).end,
    )
    return Section(heading=section.head.text, level=section.level, part=section.part, span=span)
