"""Indicators: their official names, what reports call them, and what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.words import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """指标: ``name`` is the official one; ``written`` are names in reports, longest first.

    ``units`` are the canonical units a figure of it can have.
    """

    name: str
    units: tuple[str, ...]
    written: tuple[str, ...]
    asked: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An indicator that is named at ``text[start:end]``."""

    start: int
    end: int
    name: str


@cache
def indicators() -> dict[str, Indicator]:
    """All indicators of the table by official name."""
    found = {}
    for row in table("indicators.tsv"):
        name, units, written, asked, english = (*row, "", "", "", "")[:5]
        found[name] = Indicator(
            name=name,
            units=tuple(units.split()),
            written=tuple(filter(None, written.split("|"))),
            asked=tuple(filter(None, asked.split("|"))),
            english=tuple(filter(None, english.split("|"))),
        )
    return found


@cache
def _pattern(asking: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for indicator in indicators().values():
        for alias in indicator.written:
            names.setdefault(alias.lower(), indicator.name)
    if asking:
        for indicator in indicators().values():
            for alias in indicator.asked:
                names[alias.lower()] = indicator.name
    words = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE), names


@lru_cache(maxsize=8192)
def named(text: str, *, asking: bool = False) -> tuple[Named, ...]:
    """The indicators named in a text, longest names first to be taken, left to right.

    ``asking`` also takes the words that people use in questions.
    """
    pattern, names = _pattern(asking)
    return tuple(
        Named(start=m.start(), end=m.end(), name=names[m.group().lower()])
        for m in pattern.finditer(text)
    )


@cache
def _english_pattern() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    official = {e: i.name for i in indicators().values() for e in i.english}
    terms = {row[0]: row[1] for row in table("english.tsv")}
    words = sorted({*official, *terms}, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
    return pattern, official, terms


def translated(question: str) -> Iterator[str]:
    """The Chinese terms of an English question: official names of indicators, and plain words."""
    pattern, official, terms = _english_pattern()
    for match in pattern.finditer(question):
        word = match.group().lower()
        if word in official:
            yield official[word]
        else:
            yield from terms[word].split()
