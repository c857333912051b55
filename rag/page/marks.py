"""Finds a citation's paragraph in its source, and written figures in a text, for highlighting.

Figures are found exactly, apart from white space, full-width forms and digit-grouping commas; a
figure that is not there is not marked.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.clean import heal
from rag.types import Aligned, Span

AROUND = 300
"""At most so many characters of the paragraph on each side of a quote."""
_STOP = "。；！？;!?"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A healed piece of a report. ``quotes`` are spans of ``text``; ``cut`` says which ends miss.

    ``paragraph`` is the span of the whole healed paragraph, by which excerpts can be told apart.
    """

    text: str
    quotes: tuple[Span, ...]
    cut: tuple[bool, bool]
    paragraph: Span


@lru_cache(maxsize=32)
def _healed(text: str) -> Aligned:
    return heal(text)


def paragraph(text: str, start: int, end: int) -> Span:
    """The span, in the healed text, of the paragraph(s) that source[start:end] stands in."""
    healed = _healed(text)
    first, last = _inside(healed, start, end)
    left = healed.text.rfind("\n", 0, first) + 1
    right = healed.text.find("\n", last)
    return Span(start=left, end=len(healed.text) if right < 0 else right)


def excerpt(text: str, spans: Iterable[Span]) -> Excerpt:
    """What stands around the given spans of a source, healed and cut at sentences."""
    healed = _healed(text)
    inner = sorted(_inside(healed, span.start, span.end) for span in spans)
    first, last = inner[0][0], max(end for _, end in inner)
    whole = paragraph(text, healed.offset(first), healed.offset(max(first, last - 1)) + 1)
    left, right = whole.start, whole.end
    if first - left > AROUND:
        left = _after_stop(healed.text, first - AROUND, first)
    if right - last > AROUND:
        right = _past_stop(healed.text, last, last + AROUND)
    quotes = tuple(Span(start=a - left, end=b - left) for a, b in _merged(inner))
    return Excerpt(
        text=healed.text[left:right],
        quotes=quotes,
        cut=(left > whole.start, right < whole.end),
        paragraph=whole,
    )


def figures(text: str, written: Iterable[str]) -> list[Span]:
    """Where the figures stand in a text, ordered and disjoint.

    A figure written with another unit (580 MW for 580 兆瓦) is found by its number.
    """
    folded, places = _fold(text)
    found: list[tuple[int, int]] = []
    for figure in written:
        wanted = _fold(figure)[0]
        spans = _find(folded, wanted)
        number = _NUMBER.search(wanted)
        if not spans and number:
            spans = _find(folded, number.group())
        found += [(places[a], places[b - 1] + 1) for a, b in spans]
    return [Span(start=a, end=b) for a, b in _merged(sorted(found))]


def _find(folded: str, wanted: str) -> list[tuple[int, int]]:
    if not wanted:
        return []
    before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    after = r"(?!\.?\d)" if wanted[-1].isdigit() else ""
    return [m.span() for m in re.finditer(before + re.escape(wanted) + after, folded)]


def _fold(text: str) -> tuple[str, list[int]]:
    """The text in comparable form, and for each of its characters the place in ``text``."""
    characters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        grouping = (
            character in ",，" and text[at - 1 : at].isdigit() and text[at + 1 : at + 4].isdigit()
        )
        if grouping or character == "*":
            continue
        for form in unicodedata.normalize("NFKC", character).lower():
            if not form.isspace():
                characters.append(form)
                places.append(at)
    return "".join(characters), places


def _inside(healed: Aligned, start: int, end: int) -> tuple[int, int]:
    """The healed characters that stand in source[start:end]."""
    every = range(len(healed.text))
    first = bisect_left(every, start, key=healed.offset)
    return first, max(first, bisect_left(every, end, key=healed.offset))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _after_stop(text: str, low: int, high: int) -> int:
    """The first place in [low, high] that begins a sentence, else ``low``."""
    return next((at + 1 for at in range(low, high) if text[at] in _STOP), low)


def _past_stop(text: str, low: int, high: int) -> int:
    """The last place in [low, high] that ends a sentence, else ``high``."""
    return next((at + 1 for at in range(high - 1, low - 1, -1) if text[at] in _STOP), high)
