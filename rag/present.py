"""An answer and a report card as plain JSON values (the contract of the command line and page)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.types import Answer, Citation, Hit, Observation, ReportCard, Source

RETRIEVED = 20
"""How many passages an answer's JSON lists."""


def to_json(answer: Answer) -> dict[str, Any]:
    """The JSON of an answer; keys as in the contract."""
    return {
        "question": answer.query.question,
        "text": answer.text,
        "outcome": answer.outcome.value,
        "citations": [_citation(c) for c in answer.citations],
        "checks": [
            {"written": c.written, "verdict": c.verdict.value, "citation": c.citation}
            for c in answer.checks
        ],
        "notes": list(answer.notes),
        "retrieved": [_hit(h) for h in answer.hits[:RETRIEVED]],
        "answerer": answer.answerer,
        "seconds": round(answer.seconds, 4),
    }


def _citation(citation: Citation) -> Mapping[str, Any]:
    return {
        "report": citation.report,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "headings": list(citation.headings),
    }


def _hit(hit: Hit) -> Mapping[str, Any]:
    return {"report": hit.passage.report, "text": hit.passage.text}


def cards_to_json(cards: Sequence[ReportCard]) -> list[dict[str, Any]]:
    """The JSON of ``wenbao reports``."""
    return [
        {
            "report": c.report,
            "region": c.region.full,
            "level": c.region.level.value,
            "year": c.year,
            "delivered": c.delivered.isoformat() if c.delivered else None,
            "title": c.title,
            "passages": c.passages,
            "observations": c.observations,
        }
        for c in cards
    ]


PANEL = (
    "region", "year", "indicator", "subject", "kind", "basis", "value", "unit", "written",
    "modality", "qualifier", "deadline", "scope", "report", "start", "end", "sentence",
)  # fmt: skip
"""The columns of the panel of observations, in order."""


def panel_row(observation: Observation, source: Source) -> dict[str, Any]:
    """One row of the panel, with the sentence that proves it; keys as in PANEL.

    ``value`` is exact and in the canonical ``unit``; ``written`` is how the report has it.
    """
    quantity = observation.quantity
    sentence = "".join(source.quote(observation.sentence).replace("**", "").split())
    return {
        "region": observation.region,
        "year": observation.year,
        "indicator": observation.indicator,
        "subject": observation.subject,
        "kind": observation.kind,
        "basis": observation.basis.value,
        "value": format(quantity.value, "f"),
        "unit": quantity.unit,
        "written": quantity.written,
        "modality": observation.modality,
        "qualifier": observation.qualifier,
        "deadline": observation.deadline,
        "scope": observation.scope,
        "report": observation.report,
        "start": observation.span.start,
        "end": observation.span.end,
        "sentence": sentence,
    }
