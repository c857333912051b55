"""The words of the house: frozen values that pass between the steps. Standard library only.

Offsets count Unicode code points of ``Source.text``; a span is half-open, ``[start, end)``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Level(StrEnum):
    """Administrative level of a region."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Part(StrEnum):
    """Which part of a report a passage stands in."""

    FRONT = "front"
    REVIEW = "review"
    PLAN = "plan"
    CONDUCT = "conduct"
    ANNEX = "annex"


class Basis(StrEnum):
    """Whether a figure tells what was (实际值) or what is meant to be (目标值)."""

    ACTUAL = "actual"
    TARGET = "target"


class Outcome(StrEnum):
    """How a question ended. Not finding an answer is a value, never an exception."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


class Operation(StrEnum):
    """How a computed value follows from its two operands (SUM: from two or more)."""

    SUM = "sum"
    DIFFERENCE = "difference"
    SHARE = "share"
    QUOTIENT = "quotient"
    RATIO = "ratio"
    GROWTH = "growth"
    AVERAGE = "average"
    """What comes to each of many: an amount divided by a number of things."""
    WHOLE = "whole"
    """That of which the first operand is so many per cent."""
    COMPOUND = "compound"
    """What the first operand comes to when it grows by so many per cent."""


class Verdict(StrEnum):
    """What the verification of one number found."""

    SUPPORTED = "supported"
    COMPUTED = "computed"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open interval ``[start, end)`` of a source's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Healed text that still knows where each of its characters stands in the source.

    Every character stands for one character of the source; what was taken out leaves a gap.
    ``runs`` are pairs (offset here, offset in the source), each valid up to the next one.
    """

    text: str
    runs: tuple[tuple[int, int], ...]

    def offset(self, at: int) -> int:
        """The source offset of character ``at``; ``len(text)`` gives the end of the last one."""
        if at >= len(self.text) and self.text:
            return self.offset(len(self.text) - 1) + 1
        here, there = self.runs[bisect_right(self.runs, (at, 1 << 60)) - 1] if self.runs else (0, 0)
        return there + at - here

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``, which must not be empty."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is not inside {len(self.text)} characters")
        return Span(start=self.offset(start), end=self.offset(end - 1) + 1)

    def at(self, offset: int) -> int:
        """Where the character of a source offset stands here, or the next one that was kept."""
        index = bisect_right(self.runs, offset, key=lambda run: run[1]) - 1
        if index < 0:
            return 0
        here, there = self.runs[index]
        limit = self.runs[index + 1][0] if index + 1 < len(self.runs) else len(self.text)
        return min(here + offset - there, limit)

    def cut(self, start: int, end: int) -> Aligned:
        """The part ``text[start:end]``, still aligned."""
        if start >= end:
            return Aligned(text="", runs=())
        first = bisect_right(self.runs, (start, 1 << 60)) - 1
        runs = [(0, self.offset(start))]
        for here, there in self.runs[first + 1 :]:
            if here >= end:
                break
            if here > start:
                runs.append((here - start, there))
        return Aligned(text=self.text[start:end], runs=tuple(runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """原文: a document's text as it was read. It never changes; every offset points into it.

    ``page_starts`` holds the offset at which each page begins (empty where there are no pages).
    ``id`` is the hash of the text: the same text under another name is the same source.
    """

    id: str
    name: str
    text: str
    page_starts: tuple[int, ...] = ()

    def quote(self, span: Span) -> str:
        """The text at a span, to the letter."""
        return self.text[span.start : span.end]

    def page(self, offset: int) -> int | None:
        """The page (from 1) on which an offset stands, or None where there are no pages."""
        return bisect_right(self.page_starts, offset) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """地区: a place of the gazetteer. ``parents`` run from the province down."""

    code: str
    name: str
    level: Level
    parents: tuple[str, ...] = ()
    short: str = ""

    @property
    def full(self) -> str:
        """The name with its parents, as in 山西省晋城市沁水县."""
        return "".join(self.parents) + self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """章节: a heading and what stands under it, down to the next heading of its level."""

    heading: str
    level: int
    part: Part
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """自然段: healed text with the headings above it."""

    reading: Aligned
    span: Span
    part: Part
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A glossary entry (名词解释) of a report's annex."""

    term: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """报告: a source understood as a government work report. ``year`` is the year of delivery."""

    source: Source
    title: str
    region: Region
    year: int
    delivered: date | None
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    glossary: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """片段: the unit that is embedded, retrieved and quoted from.

    ``text`` is the source at ``span`` to the letter; ``reading`` is the same, healed and aligned.
    ``region`` is the full name of the report's place, ``year`` the year of delivery.
    """

    id: str
    source_id: str
    report: str
    region: str
    year: int
    part: Part
    headings: tuple[str, ...]
    span: Span
    text: str
    reading: Aligned
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """What the library knows of a loaded report without opening it."""

    source_id: str
    report: str
    region: Region
    year: int
    delivered: date | None
    title: str
    passages: int
    observations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """数量: an exact value with its unit, and the text in which it is written.

    ``value`` and ``unit`` are canonical (亿元 → 元, 兆瓦 → 瓦 …), ``written`` is verbatim.
    ``upper`` is set for a range (8%—9%).
    """

    value: Decimal
    unit: str
    written: str
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """指标值: one figure of one indicator. ``year`` is the year the figure speaks of."""

    region: str
    year: int | None
    indicator: str
    qualifier: str
    quantity: Quantity
    kind: str
    basis: Basis
    modality: str
    source_id: str
    report: str
    span: Span
    sentence: Span
    subject: str = ""
    """The words of the report that the indicator was read from."""
    scope: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """检索意图: a question turned into values. ``inherited`` names what the turn before gave."""

    question: str
    standalone: str
    intent: str
    regions: tuple[Region, ...] = ()
    years: tuple[int, ...] = ()
    indicators: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    basis: Basis | None = None
    inherited: tuple[str, ...] = ()
    language: str = "zh"
    missing: tuple[str, ...] = ()
    """Places that were named and of which no report is loaded."""
    background: tuple[str, ...] = ()
    """Terms of the turn before that still colour a follow-up."""
    units: tuple[str, ...] = ()
    """Canonical units that a fitting figure can have; empty where any will do."""
    kinds: tuple[str, ...] = ()
    """Kinds of figure asked for (level, growth, share, rank …); empty where any will do."""
    qualifiers: tuple[str, ...] = ()
    """新增, 累计, 总投资 …: which of an indicator's figures is meant."""
    firm: bool = True
    """Whether ``basis`` is said outright (目标, 实际) and not only leaned to (要, 想)."""
    told_of: tuple[str, ...] = ()
    """Places without a report of their own: a sentence of the reports above has to name one."""
    delivered: tuple[int, ...] = ()
    """Years of delivery of the reports that the question names itself (2021年报告里说的)."""
    told: tuple[Quantity, ...] = ()
    """The figures with which a turn before was answered; empty for the turn that is asked."""
    operands: tuple[Query, ...] = ()
    """The sides that are set against each other, each a query of its own; ``standalone`` of a side
    is what the question calls it."""
    working: Working | None = None
    """How the answer is to be worked out, where the question says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """What is to be done (``rag/workings.py`` has the kinds), and a query for each of the parts.

    ``counter`` is what an average counts by: 户 of 户均.
    """

    kind: str
    parts: tuple[Query, ...]
    counter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """命中: a passage with its fused score and its rank in each channel (from 1)."""

    passage: Passage
    score: float
    ranks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What retrieval hands to an answerer: the hits, best first, and the scope they come from.

    ``scope`` are the reports that were searched, ``library`` all that are loaded,
    ``observations`` and ``glossary`` those of the scope, each note with its source's id.
    ``notes`` say how and why the scope was widened.
    """

    hits: tuple[Hit, ...]
    scope: tuple[ReportCard, ...] = ()
    library: tuple[ReportCard, ...] = ()
    observations: tuple[Observation, ...] = ()
    glossary: tuple[tuple[str, Note], ...] = ()
    notes: tuple[str, ...] = ()
    widest: bool = True
    """Whether no wider scope is left to be searched."""
    scores: Callable[[str, Sequence[str]], Sequence[float]] | None = None
    """How far each of some passages answers a question, in log-odds, where a model can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """引证: where a claim is proved. ``quote`` is the source's text at [start, end)."""

    report: str
    quote: str
    start: int
    end: int
    page: int | None = None
    headings: tuple[str, ...] = ()
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """论断: one statement of an answer with what proves it.

    ``regions`` and ``years`` are what the statement says it speaks of.
    ``operands`` are the written figures that a computed one was worked out from.
    ``quantity`` is the figure it states and ``basis`` what it calls it, where it states one.
    """

    text: str
    citations: tuple[Citation, ...]
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    operands: tuple[str, ...] = ()
    operation: Operation = Operation.DIFFERENCE
    quantity: Quantity | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """核验: one number of the answer's text and what was found of it in the citations."""

    written: str
    verdict: Verdict
    citation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """回答: every number in ``text`` has exactly one check; not found has no claims."""

    query: Query
    outcome: Outcome
    text: str
    claims: tuple[Claim, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    answerer: str = "reader"
    seconds: float = 0.0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all claims, each once, in the order of the claims."""
        return tuple(dict.fromkeys(c for claim in self.claims for c in claim.citations))
