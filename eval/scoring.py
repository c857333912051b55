"""Scores one answer (the JSON of the contract) against one case, by rules and without a model.

An answer's text is compared after NFKC, lower case, and without white space, ``**`` and
digit-grouping commas. Evidence is located in the source without white space, so overlaps are
counted in characters that are no white space. What a case cannot tell (the evidence of a question
that no report answers) is None, never a zero. Means over many cases are made in ``eval.metrics``.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from eval.cases import Case, Proof

DEPTHS = (1, 5, 10, 20)
HEAD = 20
"""How many characters of an evidence text must stand in a retrieved passage."""

_GROUPED = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,3}(?:,\d{3})+(?!\d)")
_DECIMAL_BEFORE = re.compile(r"\d\.$")
_DECIMAL_AFTER = re.compile(r"\.\d")


def normalise(text: str) -> str:
    """What is compared of an answer.

    >>> normalise("共 **31,700** 亩，增长８％")
    '共31700亩,增长8%'
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("**", "")
    ungrouped = _GROUPED.sub(lambda found: found.group().replace(",", ""), folded)
    return "".join(ungrouped.split())


def states(text: str, variant: str) -> bool:
    """Whether a normalised text holds a variant, not as part of a longer number.

    A point is a decimal point where a digit stands on both sides; a full stop is none.

    >>> states("增长18%", "8%"), states("增长7.8%", "8%"), states("增长8%。", "8%")
    (False, False, True)
    """
    wanted = normalise(variant)
    if not wanted:
        return False
    at = text.find(wanted)
    while at >= 0:
        before, after = text[:at][-2:], text[at + len(wanted) :][:2]
        cut_before = wanted[0].isdigit() and (
            before[-1:].isdigit() or _DECIMAL_BEFORE.search(before)
        )
        cut_after = wanted[-1].isdigit() and (after[:1].isdigit() or _DECIMAL_AFTER.match(after))
        if not cut_before and not cut_after:
            return True
        at = text.find(wanted, at + 1)
    return False


@lru_cache(maxsize=65536)
def _letter(character: str) -> str:
    return "".join(unicodedata.normalize("NFKC", character).lower().split())


def fold(text: str) -> tuple[str, list[int]]:
    """Text for matching evidence, and for each of its characters the offset it comes from.

    NFKC and lower case character by character, without white space and ``**``.
    """
    letters: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        if text.startswith("**", at):
            at += 2
            continue
        for letter in _letter(text[at]):
            letters.append(letter)
            offsets.append(at)
        at += 1
    return "".join(letters), offsets


class Sources:
    """The texts of the reports by name; folds each once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._folded: dict[str, tuple[str, list[int]]] = {}

    def __contains__(self, report: object) -> bool:
        return report in self._texts

    def _fold(self, report: str) -> tuple[str, list[int]]:
        if report not in self._folded:
            self._folded[report] = fold(self._texts[report])
        return self._folded[report]

    def locate(self, proof: Proof) -> list[tuple[int, int]]:
        """Every place of an evidence text in its folded source; empty where it is not there."""
        wanted = fold(proof.text)[0]
        if proof.report not in self._texts or not wanted:
            return []
        source = self._fold(proof.report)[0]
        return [
            (found.start(), found.start() + len(wanted))
            for found in re.finditer(f"(?={re.escape(wanted)})", source)
        ]

    def place(self, report: str, start: int, end: int) -> tuple[int, int]:
        """Where the source's [start, end) stands in its folded text."""
        offsets = self._fold(report)[1]
        return bisect_left(offsets, start), bisect_left(offsets, end)

    def holds(self, citation: Mapping[str, Any]) -> bool:
        """Whether a citation's quote is the source at [start, end), to the letter."""
        report, start, end = citation["report"], citation["start"], citation["end"]
        if report not in self._texts or not 0 <= start < end:
            return False
        quote: str = citation["quote"]
        return self._texts[report][start:end] == quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What one answer got. ``stated`` is ``correct`` without regard to ``must_not``.

    ``missing`` are the groups of ``must`` without a variant in the text (each by its first
    variant), ``forbidden`` the strings of ``must_not`` in it. ``evidence`` maps a depth k to
    whether all evidence is in the first k retrieved passages.
    ``precise`` of ``citations`` overlap some evidence; ``quote_errors`` are not the source.
    """

    correct: bool
    stated: bool
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    evidence: Mapping[int, bool | None] = field(default_factory=dict)
    citation_recall: bool | None = None
    citations: int = 0
    precise: int = 0
    quote_errors: int = 0
    false_refusal: bool = False
    false_answer: bool = False


def score(case: Case, answer: Mapping[str, Any], sources: Sources) -> Scores:
    """The scores of an answer in the JSON of the contract."""
    text, outcome = normalise(answer["text"]), answer["outcome"]
    missing = tuple(g[0] for g in case.must if not any(states(text, v) for v in g))
    forbidden = tuple(s for s in case.must_not if states(text, s))
    refused = outcome == "not_found"
    stated = not missing if case.answerable else refused
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    places = [sources.locate(proof) for proof in case.evidence]
    return Scores(
        correct=stated and not forbidden,
        stated=stated,
        missing=missing,
        forbidden=forbidden,
        evidence={k: _retrieved(case.evidence, answer["retrieved"][:k]) for k in DEPTHS},
        citation_recall=_recall(case.evidence, places, citations, sources),
        citations=len(citations),
        precise=sum(_precise(c, case.evidence, places, sources) for c in citations),
        quote_errors=sum(not sources.holds(c) for c in citations),
        false_refusal=case.answerable and refused,
        false_answer=not case.answerable and not refused,
    )


def _retrieved(evidence: Sequence[Proof], passages: Sequence[Mapping[str, Any]]) -> bool | None:
    if not evidence:
        return None
    folded = [(p["report"], fold(p["text"])[0]) for p in passages]
    return all(
        any(
            report == proof.report and fold(proof.text)[0][:HEAD] in text for report, text in folded
        )
        for proof in evidence
    )


def _overlap(
    citation: Mapping[str, Any], proof: Proof, places: Sequence[tuple[int, int]], sources: Sources
) -> tuple[int, int, int]:
    """(characters in common, length of the evidence, length of the citation), folded."""
    if citation["report"] != proof.report or not places:
        return 0, 1, 1
    start, end = sources.place(proof.report, citation["start"], citation["end"])
    common = max(min(end, b) - max(start, a) for a, b in places)
    return max(common, 0), places[0][1] - places[0][0], max(end - start, 1)


def _recall(
    evidence: Sequence[Proof],
    places: Sequence[Sequence[tuple[int, int]]],
    citations: Sequence[Mapping[str, Any]],
    sources: Sources,
) -> bool | None:
    """Whether some citation covers at least half of every evidence text."""
    if not evidence:
        return None
    for proof, at in zip(evidence, places, strict=True):
        overlaps = (_overlap(c, proof, at, sources) for c in citations)
        if not any(2 * common >= length for common, length, _ in overlaps):
            return False
    return True


def _precise(
    citation: Mapping[str, Any],
    evidence: Sequence[Proof],
    places: Sequence[Sequence[tuple[int, int]]],
    sources: Sources,
) -> bool:
    """Whether a citation shares with some evidence text at least half of the shorter of the two."""
    for proof, at in zip(evidence, places, strict=True):
        common, length, cited = _overlap(citation, proof, at, sources)
        if 2 * common >= min(length, cited):
            return True
    return False
