"""Characters with places to lines in the order of reading: words apart, columns one by one."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .glyphs import Glyph

_OVERLAP = 0.5
"""Share of the lower one's height by which two characters of a line overlap."""
_CELL = 2.2
"""Heights of type between two cells of a row."""
_STRETCH = 0.9
"""Heights of type that two columns keep apart at least."""
_WORD, _WIDE_WORD = 0.22, 0.75
"""Heights of type between two words: where both are Latin or numbers, and elsewhere."""
_COLUMN_LINES = 6
_ENOUGH = 8
"""Lines from which a page shows its own margin; left and right pages differ."""
_INDENT = (1.4, 5.0)
"""Heights of type by which a paragraph's first line stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page with its box; ``size`` is the height of its type."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    column: int = 0


def lines(pages: Sequence[tuple[Iterable[Glyph], float]]) -> list[list[Line]]:
    """The lines of each page, given with its width, in the order of reading."""
    rows = [[_stretches(row) for row in _rows(glyphs)] for glyphs, _ in pages]
    gutters = [_gutter(page, width) for page, (_, width) in zip(rows, pages, strict=True)]
    common = statistics.mode(known) if (known := [g for g in gutters if g is not None]) else None
    return [
        _page(page, common if own is None and _parts(page, common) else own)
        for page, own in zip(rows, gutters, strict=True)
    ]


def _parts(rows: list[list[list[Glyph]]], gutter: float | None) -> bool:
    """Whether the columns of other pages are those of a short page too."""
    if gutter is None:
        return False
    crossing = sum(any(p[0].left < gutter < p[-1].right for p in row) for row in rows)
    both = sum(row[0][-1].right <= gutter <= row[-1][0].left for row in rows)
    return both > 0 and crossing <= max(1, both / 2)


def _page(stretches: list[list[list[Glyph]]], gutter: float | None) -> list[Line]:
    if gutter is None:
        return [_line(row) for row in stretches]
    found: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    for row in stretches:
        left = [part for part in row if part[-1].right <= gutter]
        right = [part for part in row if part[0].left >= gutter]
        if len(left) + len(right) < len(row):
            found += [*sides[0], *sides[1], _line(row)]
            sides = ([], [])
            continue
        for number, parts in enumerate((left, right)):
            if parts:
                sides[number].append(_line(parts, number))
    return [*found, *sides[0], *sides[1]]


def indented(pages: Sequence[Sequence[Line]]) -> list[list[bool]]:
    """Which lines stand in from the margin of their column, by an indent as paragraphs have."""
    common = _margins([line for page in pages for line in page])
    found: list[list[bool]] = []
    for page in pages:
        here = _margins(page) if len(page) >= _ENOUGH else {}
        stands = [line.left - here.get(line.column, common[line.column]) for line in page]
        found.append(
            [
                _INDENT[0] * line.size <= by <= _INDENT[1] * line.size
                for line, by in zip(page, stands, strict=True)
            ]
        )
    return found


def _margins(found: Sequence[Line]) -> dict[int, float]:
    """Where the lines of each column mostly begin."""
    columns = {line.column for line in found}
    return {
        column: statistics.mode(round(line.left) for line in found if line.column == column)
        for column in columns
    }


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters at one height, from the top of the page down, each row from the left."""
    rows: list[list[Glyph]] = []
    spans: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=lambda g: (-(g.bottom + g.top), g.left)):
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            low, high = spans[at]
            shared = min(high, glyph.top) - max(low, glyph.bottom)
            if shared >= _OVERLAP * min(high - low, glyph.top - glyph.bottom):
                rows[at].append(glyph)
                if glyph.top - glyph.bottom > high - low:
                    spans[at] = (glyph.bottom, glyph.top)
                break
        else:
            rows.append([glyph])
            spans.append((glyph.bottom, glyph.top))
    for row in rows:
        row.sort(key=lambda g: g.left)
    return [row for row in rows if any(g.char.strip() for g in row)]


def _size(row: Sequence[Glyph]) -> float:
    return statistics.median(g.top - g.bottom for g in row)


def _stretches(row: list[Glyph]) -> list[list[Glyph]]:
    """A row cut where wide gaps are; white space at its ends goes."""
    size = _size(row)
    parts: list[list[Glyph]] = []
    for glyph in row:
        if not glyph.char.strip():
            continue
        if parts and glyph.left - parts[-1][-1].right < _STRETCH * size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
    return parts


def _gutter(rows: list[list[list[Glyph]]], width: float) -> float | None:
    """Where two columns part: a place near the middle that hardly any line crosses."""
    starts = [part[0].left for row in rows for part in row if len(part) >= 4]
    if len(starts) < 2 * _COLUMN_LINES:
        return None
    best: tuple[int, float] | None = None
    for place in sorted({round(x) - 1.0 for x in starts if 0.35 * width < x < 0.7 * width}):
        crossing = both = left = right = 0
        for row in rows:
            here = [part[-1].right <= place for part in row]
            there = [part[0].left >= place for part in row]
            if sum(here) + sum(there) < len(row):
                crossing += 1
                continue
            both += any(here) and any(there)
            left += sum(len(p) for p, h in zip(row, here, strict=True) if h)
            right += sum(len(p) for p, t in zip(row, there, strict=True) if t)
        full = both >= _COLUMN_LINES and crossing <= both / 2
        even = min(left, right) >= 0.3 * max(left, right)
        if full and even and (best is None or both - crossing > best[0]):
            best = (both - crossing, place)
    return None if best is None or _tabular(rows, best[1]) else best[1]


def _tabular(rows: list[list[list[Glyph]]], place: float) -> bool:
    """Whether both sides are short cells rather than the lines of two columns."""
    lengths = [len(part) for row in rows for part in row if part[-1].right <= place]
    return not lengths or statistics.median(lengths) < 8


def _line(parts: list[list[Glyph]], column: int = 0) -> Line:
    flat = [glyph for part in parts for glyph in part]
    return Line(
        text=_written(flat),
        left=flat[0].left,
        right=flat[-1].right,
        bottom=min(g.bottom for g in flat),
        top=max(g.top for g in flat),
        size=_size(flat),
        column=column,
    )


def _written(part: list[Glyph]) -> str:
    size = _size(part)
    text = part[0].char
    for last, glyph in pairwise(part):
        gap = glyph.left - last.right
        latin = _latin(last.char) and _latin(glyph.char)
        if gap >= _CELL * size:
            text += "\t"
        elif gap > (_WORD if latin else _WIDE_WORD) * size:
            text += " "
        text += glyph.char
    return text


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
