"""Running heads, footers and page numbers: what stands at the edge of page after page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from .lines import Line

Page = tuple[list[Line], float]
"""A page's lines in the order of reading, and its height in points."""

_EDGE = 0.14
"""Share of the page's height at its head and foot in which they stand."""
_DEEP = 3
"""Lines from the edge that are looked at."""
_NEAR = 8.0
"""Points by which the place may change from page to page."""
_SHARE = 0.3
_NUMBER = re.compile(
    r"[-—–－─·•~〜\s]*(?:第\s*)?(\d{1,4})\s*页?[-—–－─·•~〜\s]*"
    r"(?:(?:[/／,，|]|of|共)?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－\s]*",
    re.I,
)
_MARKED = re.compile(r"[-—–－─]\s*\d{1,4}\s*[-—–－─]|第\s*\d{1,4}\s*页.*")


def without(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page without those that belong to its margin."""
    edges = [_edge(lines, height) for lines, height in pages]
    gone: list[set[int]] = [set() for _ in pages]
    for page, at in _repeated(pages, edges) | _numbered(pages, edges):
        gone[page].add(at)
    return [
        [line for at, line in enumerate(lines) if at not in gone[page]]
        for page, (lines, _) in enumerate(pages)
    ]


def _edge(lines: Sequence[Line], height: float) -> list[tuple[int, bool]]:
    """(number of a line at the edge, whether it is the head's), from the edge inwards."""
    order = sorted(range(len(lines)), key=lambda at: -lines[at].top)
    head = [at for at in order[:_DEEP] if lines[at].bottom > (1 - _EDGE) * height]
    foot = [at for at in order[: -_DEEP - 1 : -1] if lines[at].top < _EDGE * height]
    return [*((at, True) for at in head), *((at, False) for at in foot)]


def _repeated(
    pages: Sequence[Page], edges: Sequence[list[tuple[int, bool]]]
) -> set[tuple[int, int]]:
    """Lines that stand in one place on many pages, their numbers left aside."""
    found: dict[tuple[bool, str], list[tuple[int, int]]] = defaultdict(list)
    for page, edge in enumerate(edges):
        for at, head in edge:
            found[head, _bare(pages[page][0][at].text)].append((page, at))
    gone: set[tuple[int, int]] = set()
    for (head, text), places in found.items():
        if len({page for page, _ in places}) < max(2, _SHARE * len(pages)) or not text:
            continue
        heights = Counter(_height(pages, page, at, head) for page, at in places)
        common = heights.most_common(1)[0][0]
        level = [p for p in places if abs(_height(pages, *p, head) - common) <= _NEAR]
        enough = len(level) >= max(2, _SHARE * len(pages))
        if enough and (len(text) > 1 or len(level) > 2 or not re.search(r"[#]", text)):
            gone.update(level)
    return gone


def _numbered(
    pages: Sequence[Page], edges: Sequence[list[tuple[int, bool]]]
) -> set[tuple[int, int]]:
    """Numbers at the edge that count with the pages; a lone one only with its marks."""
    found: dict[tuple[bool, int], list[tuple[int, int]]] = defaultdict(list)
    for page, edge in enumerate(edges):
        for at, head in edge:
            number = _NUMBER.fullmatch(pages[page][0][at].text.strip())
            if number:
                found[head, int(number[1]) - page].append((page, at))
    gone: set[tuple[int, int]] = set()
    for places in found.values():
        marked = [p for p in places if _MARKED.fullmatch(pages[p[0]][0][p[1]].text.strip())]
        gone.update(places if len({page for page, _ in places}) > 1 else marked)
    return gone


def _height(pages: Sequence[Page], page: int, at: int, head: bool) -> int:
    """Points from the edge of the page, rounded."""
    lines, height = pages[page]
    return round(height - lines[at].top if head else lines[at].bottom)


def _bare(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))
