"""The labels that Word counts itself (一、 （二） 3.) and that stand in no text of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .words import names

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "〇一二三四五六七八九"
_CHINESE = names(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting "
    "taiwaneseCountingThousand ideographTraditional chineseLegalSimplified"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Counts the numbered paragraphs in the order in which they are asked for."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for abstract in [] if numbering is None else numbering.iter(f"{_W}abstractNum"):
            levels = {int(_value(x, "ilvl")): _level(x) for x in abstract.iter(f"{_W}lvl")}
            self._levels[_value(abstract, "abstractNumId")] = levels
        for number in [] if numbering is None else numbering.iter(f"{_W}num"):
            self._lists[_value(number, "numId")] = _child(number, "abstractNumId")
        marks = ((x, x.find(f"{_W}pPr/{_W}numPr")) for x in styles.iter(f"{_W}style"))
        self._styles = {_value(x, "styleId"): mark for x, mark in marks if mark is not None}

    def label(self, paragraph: Any) -> str:
        """The label of the paragraph, counted on, or nothing where it has none."""
        mark = paragraph.find(f"{_W}pPr/{_W}numPr")
        if mark is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            mark = None if style is None else self._styles.get(_value(style, "val"))
        if mark is None:
            return ""
        abstract = self._lists.get(_child(mark, "numId"), "")
        levels = self._levels.get(abstract, {})
        depth = int(_child(mark, "ilvl") or 0)
        if depth not in levels or levels[depth].form in ("bullet", "none"):
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def written(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            known = levels.get(level, levels[depth])
            return _number(counts.get(level, known.start), known.form)

        return re.sub(r"%(\d)", written, levels[depth].text)


def _level(element: Any) -> _Level:
    return _Level(
        form=_child(element, "numFmt") or "decimal",
        text=_child(element, "lvlText"),
        start=int(_child(element, "start") or 1),
    )


def _number(value: int, form: str) -> str:
    if form in _CHINESE and 0 < value < 100:
        tens, ones = divmod(value, 10)
        head = "" if not tens else ("" if tens == 1 else _HAN[tens]) + "十"
        return head + (_HAN[ones] if ones else "")
    if form.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(0x2460 + value - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < value <= 26:
        return chr((97 if form == "lowerLetter" else 65) + value - 1)
    return str(value)


def _value(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or "")


def _child(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return "" if child is None else _value(child, "val")
