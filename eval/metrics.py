"""Metrics over many scored cases: shares by group, and how long the answers took."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from eval.cases import Case
from eval.scoring import DEPTHS, Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answered case, seconds of wall-clock; ``error`` says why where the answerer raised."""

    case: Case
    answer: Mapping[str, Any]
    scores: Scores
    seconds: float
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Shares in [0, 1], None where no case could tell; times in seconds.

    ``citation_precision`` is the share of all citations; recalls are shares of the cases that
    have evidence. False refusals are a share of the answerable cases, false answers of the others.
    """

    cases: int
    correct: float | None
    stated: float | None
    evidence: Mapping[int, float | None]
    citation_recall: float | None
    citation_precision: float | None
    quote_errors: int
    false_refusals: float | None
    false_answers: float | None
    errors: int
    median: float | None
    p95: float | None


def share(verdicts: Iterable[bool | None]) -> float | None:
    """The share of True among what is not None."""
    told = [verdict for verdict in verdicts if verdict is not None]
    return sum(told) / len(told) if told else None


def p95(values: Sequence[float]) -> float | None:
    """The 95th percentile by nearest rank.

    >>> p95([float(n) for n in range(1, 21)])
    19.0
    """
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else None


def summarise(rows: Sequence[Row]) -> Summary:
    """The metrics of some rows."""
    scores = [row.scores for row in rows]
    cited = sum(s.citations for s in scores)
    seconds = [row.seconds for row in rows if not row.error]
    return Summary(
        cases=len(rows),
        correct=share(s.correct for s in scores),
        stated=share(s.stated for s in scores),
        evidence={k: share(s.evidence.get(k) for s in scores) for k in DEPTHS},
        citation_recall=share(s.citation_recall for s in scores),
        citation_precision=sum(s.precise for s in scores) / cited if cited else None,
        quote_errors=sum(s.quote_errors for s in scores),
        false_refusals=share(r.scores.false_refusal for r in rows if r.case.answerable),
        false_answers=share(r.scores.false_answer for r in rows if not r.case.answerable),
        errors=sum(bool(row.error) for row in rows),
        median=median(seconds) if seconds else None,
        p95=p95(seconds),
    )


BREAKDOWNS: Mapping[str, Callable[[Case], str]] = {
    "type": lambda case: case.type,
    "lang": lambda case: case.lang,
    "difficulty": lambda case: case.difficulty or "unknown",
}


def grouped(rows: Sequence[Row], by: str) -> dict[str, list[Row]]:
    """The rows by one of the BREAKDOWNS, groups in order of their names."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(BREAKDOWNS[by](row.case), []).append(row)
    return dict(sorted(groups.items()))
