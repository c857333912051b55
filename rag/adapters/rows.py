"""Values of the house as rows of the library's tables, and back to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from rag.ports import Vectors
from rag.types import (
    Aligned,
    Basis,
    Level,
    Note,
    Observation,
    Part,
    Passage,
    Quantity,
    Region,
    Report,
    ReportCard,
    Source,
    Span,
)

Row = tuple[Any, ...]

CARD = (
    "r.id, r.name, r.title, r.code, r.region, r.level, r.parents, r.short, r.year, r.delivered, "
    "r.passages, r.observations"
)
PASSAGE = (
    "t.id, r.id, r.name, t.region, t.year, t.part, t.headings, t.start, t.stop, t.page, "
    "t.text, t.reading, t.runs"
)
OBSERVATION = (
    "t.region, t.year, t.indicator, t.qualifier, t.value, t.upper, t.unit, t.written, t.kind, "
    "t.basis, t.modality, r.id, r.name, t.start, t.stop, t.sentence_start, t.sentence_stop, "
    "t.subject, t.scope, t.deadline"
)


def dumped(value: object) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def report_row(report: Report, name: str) -> Row:
    """The first columns of ``reports`` after ``number``, up to ``delivered``."""
    region = report.region
    return (
        report.source.id,
        name,
        report.title,
        region.code,
        region.name,
        region.level.value,
        dumped(region.parents),
        region.short,
        report.year,
        report.delivered.isoformat() if report.delivered else None,
    )


def card(row: Row) -> ReportCard:
    """From the columns ``CARD``."""
    id, name, title, code, region, level, parents, short, year, delivered, passages, figures = row
    return ReportCard(
        source_id=id,
        report=name,
        region=Region(
            code=code,
            name=region,
            level=Level(level),
            parents=tuple(json.loads(parents)),
            short=short,
        ),
        year=year,
        delivered=date.fromisoformat(delivered) if delivered else None,
        title=title,
        passages=passages,
        observations=figures,
    )


def passage_row(passage: Passage) -> Row:
    """The columns of ``passages`` after ``number`` and ``report``."""
    reading = passage.reading
    return (
        passage.id,
        passage.region,
        passage.year,
        passage.part.value,
        dumped(passage.headings),
        passage.span.start,
        passage.span.end,
        passage.page,
        passage.text,
        None if reading.text == passage.text else reading.text,
        dumped(reading.runs),
    )


def passage(row: Row) -> Passage:
    """From the columns ``PASSAGE``."""
    id, source, report, region, year, part, headings, start, stop, page, text, reading, runs = row
    return Passage(
        id=id,
        source_id=source,
        report=report,
        region=region,
        year=year,
        part=Part(part),
        headings=tuple(json.loads(headings)),
        span=Span(start=start, end=stop),
        text=text,
        reading=Aligned(
            text=text if reading is None else reading,
            runs=tuple((here, there) for here, there in json.loads(runs)),
        ),
        page=page,
    )


def lexical_text(passage: Passage) -> str:
    """What a passage is found by: its place, year and headings, and the healed text."""
    header = (passage.region, f"{passage.year}年", *passage.headings)
    return "\n".join((*header, passage.reading.text))


def observation_row(observation: Observation) -> Row:
    """The columns of ``observations`` after ``number`` and ``report``."""
    quantity = observation.quantity
    return (
        observation.region,
        observation.year,
        observation.indicator,
        observation.qualifier,
        str(quantity.value),
        None if quantity.upper is None else str(quantity.upper),
        quantity.unit,
        quantity.written,
        observation.kind,
        observation.basis.value,
        observation.modality,
        observation.span.start,
        observation.span.end,
        observation.sentence.start,
        observation.sentence.end,
        observation.subject,
        observation.scope,
        observation.deadline,
    )


def observation(row: Row) -> Observation:
    """From the columns ``OBSERVATION``."""
    region, year, indicator, qualifier, value, upper, unit, written, kind, basis = row[:10]
    modality, source, report, start, stop, sentence, sentence_stop, subject, scope, due = row[10:]
    return Observation(
        region=region,
        year=year,
        indicator=indicator,
        qualifier=qualifier,
        quantity=Quantity(
            value=Decimal(value),
            unit=unit,
            written=written,
            upper=None if upper is None else Decimal(upper),
        ),
        kind=kind,
        basis=Basis(basis),
        modality=modality,
        source_id=source,
        report=report,
        span=Span(start=start, end=stop),
        sentence=Span(start=sentence, end=sentence_stop),
        subject=subject,
        scope=scope,
        deadline=due,
    )


def source(row: Row) -> Source:
    """From (id, name, page_starts, text)."""
    id, name, page_starts, text = row
    return Source(id=id, name=name, text=text, page_starts=tuple(json.loads(page_starts)))


def note(row: Row) -> tuple[str, Note]:
    """From (source id, term, text, start, stop)."""
    id, term, text, start, stop = row
    return id, Note(term=term, text=text, span=Span(start=start, end=stop))


def blobs(vectors: Vectors) -> Iterable[bytes]:
    """One float16 blob for each row."""
    return (row.tobytes() for row in np.asarray(vectors, dtype="<f2"))


def unblobbed(blobs: Sequence[bytes]) -> Vectors:
    """Shape (len(blobs), dimensions), float32, unit length again after the rounding."""
    if not blobs:
        return np.empty((0, 0), np.float32)
    half = np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1)
    vectors: Vectors = half.astype(np.float32)
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    vectors /= lengths
    return vectors
