"""The facts of a report that its golden file holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from rag import delivery, origin, parse, split
from rag.adapters.files import Files
from rag.clean import sentences
from rag.ports import Document
from rag.types import Part, Report


def facts(path: Path) -> dict[str, object]:
    """What a person can check of a report: its place, dates, headings, counts, first and last."""
    (document,) = Files().load(path)
    assert isinstance(document, Document)
    source = document.source
    found = delivery.recognise(source.text, source.name)
    region = origin.resolve(found.place_text, source.text[:2000], source.name)
    assert region is not None
    assert found.year is not None
    report = parse.parse(source, region=region, year=found.year, delivered=found.delivered)
    parts = Counter(paragraph.part.value for paragraph in report.paragraphs)
    return {
        "title": found.title,
        "region": region.full,
        "year": found.year,
        "sure": found.sure,
        "delivered": found.delivered and found.delivered.isoformat(),
        "headings": [f"{s.part.value} {s.heading}" for s in report.sections if s.level == 1],
        "lesser headings": sum(s.level > 1 for s in report.sections),
        "paragraphs": dict(sorted(parts.items())),
        "passages": len(split.split(report)),
        "notes": len(report.glossary),
        "terms": [note.term for note in (*report.glossary[:2], *report.glossary[-2:])],
        **_ends(report),
    }


def _ends(report: Report) -> dict[str, str]:
    """The hashes of the first and the last sentence of what the report says."""
    body = [p.reading.text for p in report.paragraphs if p.part not in (Part.FRONT, Part.ANNEX)]
    first, last = body[0], body[-1]
    a, b = sentences(first)[0]
    c, d = sentences(last)[-1]
    return {"first": _hash(first[a:b]), "last": _hash(last[c:d])}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
