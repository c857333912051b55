"""Cuts a report into passages: the units that are embedded, retrieved and quoted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from rag.clean import heal, sentences
from rag.types import Aligned, Paragraph, Part, Passage, Report

_LONGEST = 400
_TARGET = 300
_TINY = 40
_HEADS = re.compile(r"(?!\d|[①-⑳(（]\d)[^\t\n：:]{2,48}[^\t\n。！？；：”）…!?;:)]$")
"""A short line without an end heads what follows rather than ending what stands before."""


def split(report: Report) -> tuple[Passage, ...]:
    """The passages of a report, disjoint and in the order of the text.

    A passage is a paragraph, one cut at sentence ends where it is longer than 400 healed
    characters, or tiny neighbours under one heading. A glossary entry is a passage of its own.
    """
    healed = heal(report.source.text)
    entries = {note.span.start: note.span for note in report.glossary}
    headed = sorted(section.span.start for section in report.sections)
    groups: list[list[Paragraph]] = []
    covered = -1
    for paragraph in report.paragraphs:
        entry = entries.get(paragraph.span.start)
        if entry is not None:
            groups.append([paragraph])
            covered = entry.end
        elif groups and (paragraph.span.end <= covered or _joins(groups[-1], paragraph, headed)):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
            covered = -1
    return tuple(_passages(report, healed, groups))


def _joins(group: list[Paragraph], paragraph: Paragraph, headed: list[int]) -> bool:
    last = group[-1]
    between = bisect_right(headed, paragraph.span.start) - bisect_right(headed, last.span.end - 1)
    if between or last.part is not paragraph.part or last.headings != paragraph.headings:
        return False
    size = sum(len(p.reading.text) for p in group)
    here = len(paragraph.reading.text)
    if paragraph.part is Part.FRONT:
        return size + here <= _TARGET
    if _HEADS.match(paragraph.reading.text) and not group[-1].reading.text.endswith(("：", ":")):
        return False
    return min(size, here) < _TINY and size + here <= _LONGEST


def _passages(
    report: Report, healed: Aligned, groups: Iterable[list[Paragraph]]
) -> Iterator[Passage]:
    source = report.source
    for group in groups:
        first, last = _healed_span(healed, group)
        note = group[0].part is Part.ANNEX and len(group) > 1
        for start, end in _pieces(healed.text, first, last, whole=note):
            span = healed.span(start, end)
            yield Passage(
                id=f"{source.id}:{span.start}-{span.end}",
                source_id=source.id,
                report=source.name,
                region=report.region.full,
                year=report.year,
                part=group[0].part,
                headings=group[0].headings,
                span=span,
                text=source.quote(span),
                reading=healed.cut(start, end),
                page=source.page(span.start),
            )


def _healed_span(healed: Aligned, group: list[Paragraph]) -> tuple[int, int]:
    return _position(healed, group[0].span.start), _position(healed, group[-1].span.end - 1) + 1


def _position(healed: Aligned, offset: int) -> int:
    """The healed position of a kept source offset."""
    low, high = 0, len(healed.runs)
    while high - low > 1:
        middle = (low + high) // 2
        if healed.runs[middle][1] <= offset:
            low = middle
        else:
            high = middle
    here, there = healed.runs[low]
    return here + offset - there


def _pieces(text: str, start: int, end: int, *, whole: bool) -> list[tuple[int, int]]:
    """Spans of about 300 characters that end with sentences."""
    if whole or end - start <= _LONGEST:
        return [(start, end)]
    ends = [start + b for _, b in sentences(text[start:end])]
    count = max(2, round((end - start) / _TARGET))
    goal = (end - start) / count
    pieces: list[tuple[int, int]] = []
    begin = start
    for number, stop in enumerate(ends):
        last = number == len(ends) - 1
        following = end if last else ends[number + 1]
        if last:
            stop = end
        if last or following - begin > _LONGEST or (stop - begin >= goal and end - stop > goal / 2):
            while text[begin] in " \n\t":
                begin += 1
            pieces.append((begin, stop))
            begin = stop
    return pieces
