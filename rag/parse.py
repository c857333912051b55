"""Understands a source as a report: sections, parts, paragraphs and glossary.

Pure: a source in, a report out. What the text says of its delivery is read by ``recognise``,
whether it is a report at all by ``not_a_report``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag import glossary, parts, structure
from rag.clean import heal
from rag.delivery import Delivery, recognise
from rag.kinds import not_a_report
from rag.outline import Line, Open, Outline
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
_FIRST = re.compile(r"一、[^。；！？]{2,58}(?:。|$)")
_GLOSSARY = re.compile(r"名词|注释|术语|短语|词语|用语|解释|释义|简称|^[（(【]?注[:：]?")
_HEADED = re.compile(
    r"[^。；，：:\n]{0,24}(?:名词解释|名词注释|术语解释|用语说明|注\s*释)[:：](?=\s*(?:\d{1,2}[.、．]|[①〔\[（(]))"
)


def parse(
    source: Source, *, region: Region, year: int, delivered: date | None = None, title: str = ""
) -> Report:
    """The report in the source. ``year`` is the year of delivery, as ``recognise`` gives it."""
    healed = heal(source.text)
    text = healed.text
    lines = _lines(text)
    body = _annex_start(text, lines)
    attached = glossary.entries_apart(text, lines[body:])
    outline = Outline(text=text, year=year)
    _read(outline, lines[:body])
    parts.mend(outline)
    _read_annex(outline, attached)
    return Report(
        source=source,
        title=title or recognise(source.text, source.name).title or "政府工作报告",
        region=region,
        year=year,
        delivered=delivered,
        sections=tuple(_section(healed, s) for s in outline.sections),
        paragraphs=tuple(
            Paragraph(reading=healed.cut(a, b), span=healed.span(a, b), part=part, headings=heads)
            for a, b, part, heads in outline.paragraphs
        ),
        glossary=_glossary(healed, lines[:body], attached),
    )


def _lines(text: str) -> list[Line]:
    """Spans of the paragraphs; very long ones are cut where a numbered one begins inside."""
    spans: list[Line] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        cuts = [start + m.start() for m in _INSIDE.finditer(line)] if len(line) > _LONG else []
        if headed := _HEADED.match(line):
            cuts = [start + headed.end()]
        for a, b in zip([start, *cuts], [*cuts, end], strict=True):
            if b > a:
                spans.append((a, b))
        start = end + 1
    return spans


def _annex_start(text: str, lines: Sequence[Line]) -> int:
    """The first line of what is attached: after two fifths of the text, or the end."""
    for number, (start, end) in enumerate(lines):
        if start > 0.4 * len(text) and structure.annex(text[start:end]):
            return number
    return glossary.tail(text, lines)


def _read(outline: Outline, lines: Sequence[Line]) -> None:
    text = outline.text
    speech = _speech(text, lines)
    root = 0 if _numbered_within(text, lines) else 1
    mains = sum(bool(structure.ordinal(text[a:b])) and b - a <= 60 for a, b in lines)
    bare = root if root == 0 or mains < 2 else 2
    for number, (start, end) in enumerate(lines):
        following = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
        line = text[start:end]
        head = structure.heading(line, start, following, root=root) if number else None
        if head is None and number > speech:
            before = text[slice(*lines[number - 1])]
            if structure.untitled(line, before, following):
                head = Heading(text=line, scheme=bare, start=start, end=end, alone=True)
        if head is not None and number <= speech and head.scheme != 1:
            head = None
        if head is not None and _plausible(outline, head):
            outline.begin(head)
        else:
            head = None
            if outline.part is Part.FRONT and number > speech and not outline.open:
                outline.part = Part.REVIEW
        outline.reach(end)
        if head is None and number > speech and glossary.foot(text[start:end]):
            outline.add(start, end, Part.ANNEX)
        elif head is None or not head.alone or head.telling:
            outline.add(start, end)


def _numbered_within(text: str, lines: Sequence[Line]) -> bool:
    """Whether 一、 counts inside main parts that have no numbers, rather than the parts."""
    firsts = [a for a, b in lines if _FIRST.match(text, a, b)]
    bare = [a for a, b in lines if b - a <= 36 and structure.titled(text[a:b])]
    return len(firsts) >= 2 or (len(bare) >= 2 and bool(firsts) and bare[0] < firsts[0])


def _speech(text: str, lines: Sequence[Line]) -> int:
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


def _plausible(outline: Outline, head: Heading) -> bool:
    """Whether the number goes on counting: a list inside a section opens no main section."""
    number = structure.ordinal(head.text)
    if not number:
        return head.scheme <= 3 or bool(outline.open)
    outer = next((s for s in reversed(outline.sections) if s.head.scheme <= 1), None)
    last = structure.ordinal(outer.head.text) if outer else 0
    return number > last or (number == 1 and not head.text.endswith("。"))


def _read_annex(outline: Outline, lines: Sequence[Line]) -> None:
    """What is attached: glossaries are annex, lists of what is to be done belong to the plan."""
    text = outline.text
    outline.part = Part.ANNEX
    marked = False
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        if structure.annex(line):
            marked = bool(_GLOSSARY.search(line))
            following = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
            outer = 0 if structure.annex(following) else 1
            outline.part = structure.attached_part(line, outline.year) or Part.ANNEX
            outline.begin(Heading(text=line, scheme=outer, start=start, end=end, alone=True))
        else:
            if outline.part is not Part.ANNEX or not marked:
                outline.part = structure.attached_part(line, outline.year) or outline.part
            outline.add(start, end)
        outline.reach(end)
    outline.close_all()


def _glossary(healed: Aligned, body: Sequence[Line], attached: Sequence[Line]) -> tuple[Note, ...]:
    text = healed.text
    found: list[Note] = []
    block: list[Line] = []
    marked = False
    for start, end in (*attached, (0, 0)):
        if end == 0 or structure.annex(text[start:end]):
            if block and (marked or glossary.unlabelled(text, block)):
                found.extend(glossary.notes(healed, block, marked=True))
            block = []
            marked = bool(end) and bool(_GLOSSARY.search(text[start:end]))
        else:
            block.append((start, end))
    feet = [(a, b) for a, b in body if glossary.foot(text[a:b])]
    found.extend(glossary.notes(healed, feet, marked=False))
    once: dict[tuple[str, str], Note] = {}
    for note in sorted(found, key=lambda note: note.span.start):
        once.setdefault((note.term, note.text), note)
    return tuple(once.values())


def _section(healed: Aligned, section: Open) -> Section:
    span = Span(
        start=healed.offset(section.head.start),
        end=healed.span(section.head.start, max(section.end, section.head.end)).end,
    )
    return Section(heading=section.head.text, level=section.level, part=section.part, span=span)
