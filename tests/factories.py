"""Small made reports with passages, vectors and figures, for tests of stores and indexes."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import numpy as np

from rag.ports import Store, Vectors
from rag.types import (
    Aligned,
    Basis,
    Level,
    Note,
    Observation,
    Paragraph,
    Part,
    Passage,
    Quantity,
    Region,
    Report,
    Section,
    Source,
    Span,
)

MODEL = "tests/static@1"
DIMENSIONS = 16
SENTENCES = (
    "新增光伏发电装机容量580兆瓦，五个光伏项目全部开工。",
    "地区生产总值增长8.5%以上，固定资产投资增长13.3%。",
    "城乡居民人均可支配收入分别增长8.8%、11.5%。",
    "风电和瓦斯发电新增装机128兆瓦。",
    "落实13710工作制度，提高政府执行力。",
    "原煤产量达到2960万吨，粮食总产量1.2亿斤。",
)


def region(name: str = "沁水县", code: str = "140521") -> Region:
    """A county of Shanxi."""
    return Region(
        code=code, name=name, level=Level.COUNTY, parents=("山西省", "晋城市"), short=name
    )


def report(
    name: str = "qinshui_2022",
    sentences: tuple[str, ...] = SENTENCES,
    *,
    year: int = 2022,
    place: Region | None = None,
) -> Report:
    """One paragraph for each sentence; the source's id is the hash of the text."""
    place = place or region()
    text = f"{place.name}{year}年政府工作报告\n" + "\n".join(sentences)
    source = Source(
        id=hashlib.sha256(text.encode()).hexdigest()[:32],
        name=name,
        text=text,
        page_starts=(0, len(text) // 2),
    )
    paragraphs = []
    at = text.index("\n") + 1
    for sentence in sentences:
        span = Span(start=at, end=at + len(sentence))
        reading = Aligned(text=sentence, runs=((0, at),))
        paragraphs.append(
            Paragraph(reading=reading, span=span, part=Part.PLAN, headings=("二、工作安排",))
        )
        at = span.end + 1
    whole = Span(start=0, end=len(text))
    section = Section(heading="二、工作安排", level=1, part=Part.PLAN, span=whole)
    note = Note(term="13710", text="一天研究，三天反馈", span=Span(start=0, end=5))
    return Report(
        source=source,
        title=f"{place.name}{year}年政府工作报告",
        region=place,
        year=year,
        delivered=date(year, 3, 1),
        sections=(section,),
        paragraphs=tuple(paragraphs),
        glossary=(note,),
    )


def passages(report: Report) -> list[Passage]:
    """One passage for each paragraph."""
    return [
        Passage(
            id=f"{report.source.id}:{one.span.start}-{one.span.end}",
            source_id=report.source.id,
            report=report.source.name,
            region=report.region.full,
            year=report.year,
            part=one.part,
            headings=one.headings,
            span=one.span,
            text=report.source.quote(one.span),
            reading=one.reading,
            page=report.source.page(one.span.start),
        )
        for one in report.paragraphs
    ]


def vectors(count: int, seed: int = 0, dimensions: int = DIMENSIONS) -> Vectors:
    """Unit vectors that are the same for the same seed; shape (count, dimensions)."""
    drawn = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def observations(report: Report) -> list[Observation]:
    """A target and an outcome with every field set."""
    span = report.paragraphs[0].span
    common = {"region": report.region.full, "source_id": report.source.id, "sentence": span}
    return [
        Observation(
            **common,
            year=report.year,
            indicator="光伏装机容量",
            qualifier="新增",
            quantity=Quantity(value=Decimal("580000000"), unit="瓦", written="580兆瓦"),
            kind="level",
            basis=Basis.TARGET,
            modality="",
            report=report.source.name,
            span=Span(start=span.start, end=span.start + 4),
            subject="光伏发电装机容量",
            scope="五个光伏项目",
            deadline="年内",
        ),
        Observation(
            **common,
            year=None,
            indicator="地区生产总值",
            qualifier="",
            quantity=Quantity(
                value=Decimal("8.50"), unit="%", written="8.5%—9%", upper=Decimal("9")
            ),
            kind="growth",
            basis=Basis.ACTUAL,
            modality="以上",
            report=report.source.name,
            span=Span(start=span.start, end=span.start + 6),
        ),
    ]


def library(count: int, sentences: int = 12) -> list[Report]:
    """Distinct reports of several years; every one has its own sentences."""
    places = [region(), region("五寨县", "140928"), region("阳城县", "140522")]
    return [
        report(
            f"report_{number}",
            tuple(
                f"{SENTENCES[(number + at) % len(SENTENCES)]}第{number}号报告第{at}段。"
                for at in range(sentences)
            ),
            year=2015 + number % 8,
            place=places[number % 3],
        )
        for number in range(count)
    ]


def put(store: Store, report: Report, *, seed: int = 0, model: str = MODEL) -> bool:
    """Adds a made report with its passages, vectors and figures."""
    found = passages(report)
    return store.add(
        report,
        found,
        vectors(len(found), seed),
        observations(report),
        model=model,
    )
