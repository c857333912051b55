"""Answers in the report's own sentences: definitions, lists, names, reasons, yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rag import asks
from rag.clean import sentences
from rag.indicators import indicators
from rag.reader.lists import announces, asked_number, holds, listed
from rag.reader.match import Matcher, Segment, Zones
from rag.reader.wording import citation, place, region_english
from rag.types import (
    Answer,
    Basis,
    Claim,
    Evidence,
    Outcome,
    Part,
    Passage,
    Query,
)
from rag.words import tagged

ENOUGH = {asks.HOW: 0.42, asks.WHY: 0.42, asks.COMPARE: 0.45, asks.DEFINITION: 0.5}
"""Coverage of the question's words from which a sentence counts as an answer."""
LIMIT = 180
_FULL = 220
"""Characters up to which measures and reasons are quoted on, sentence by sentence."""


def segments(query: Query, evidence: Evidence) -> list[Segment]:
    """The segments of the hits, the best first."""
    matcher = Matcher(query, evidence.hits)
    found: list[Segment] = []
    for rank, hit in enumerate(evidence.hits):
        found.extend(_scored(query, matcher, hit.passage, rank))
    found.sort(key=lambda s: (-s.score, s.passage.id, s.start))
    return found


def _scored(query: Query, matcher: Matcher, passage: Passage, rank: int) -> Iterator[Segment]:
    text = passage.reading.text
    spans = sentences(text)
    for index, (start, end) in enumerate(spans):
        before = text[spans[index - 1][0] : spans[index - 1][1]] if index else ""
        after = text[spans[index + 1][0] : spans[index + 1][1]] if index + 1 < len(spans) else ""
        same = not before.endswith(("。", "！", "？"))
        zones = Zones(
            own=text[start:end],
            before=before if same else "",
            sentence=after,
            around=" ".join(passage.headings) + " " + ("" if same else before),
        )
        coverage = matcher.coverage(zones)
        for name in query.indicators:
            said = _mentions(name, zones.own) or _named_so(name, query, zones.own)
            coverage = (coverage + (1.0 if said else 0.0)) / 2
        near = zones.own + zones.before
        told = [t for t in query.terms if matcher.stands(t) or not query.indicators]
        if told and not any(matcher.holds(t, near) for t in told):
            coverage *= 0.5
        if query.told_of and not any(p in zones.own for p in query.told_of):
            coverage = 0.0
        score = coverage + 0.1 / (1 + rank) + _leaning(query, passage, zones.own)
        yield Segment(passage, start, end, score, coverage)


def _named_so(name: str, query: Query, text: str) -> bool:
    """Whether a text has the everyday name of an indicator by which the question calls it."""
    return any(a in query.standalone and a in text for a in indicators()[name].asked)


def _mentions(name: str, text: str) -> bool:
    return any(alias in text for alias in (name, *indicators()[name].written))


_REASON = re.compile(
    r"由于|因为|受[^，。]{1,20}(?:影响|冲击)|主要是|导致|造成|原因|鉴于|考虑到|源于|因[^此而素特]"
)


def _leaning(query: Query, passage: Passage, text: str) -> float:
    value = 0.0
    if query.intent == asks.LIST and "、" in text:
        value += 0.08
        number = asked_number(query.standalone)
        value += 0.2 if number > 2 and _lists(text, number) else 0.0
    if query.intent == asks.WHY and _REASON.search(text):
        value += 0.15
    ordinal = re.search(r"第几([届次批期号])", query.standalone)
    if ordinal:
        value += (
            0.25 if re.search(rf"第[一二三四五六七八九十\d]+{ordinal.group(1)}", text) else -0.1
        )
    if query.years:
        value += _year_fit(query, passage)
        said = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)年", text)}
        value -= 0.2 if said and not said & set(query.years) else 0.0
    if query.intent in (asks.HOW, asks.WHY) and len(text) < 16:
        value -= 0.05
    if passage.part is Part.ANNEX:
        value -= 0.1
    if query.basis is not None:
        plan = passage.part in (Part.PLAN, Part.CONDUCT)
        value += 0.05 if plan == (query.basis == "target") else -0.02
    return value


def _year_fit(query: Query, passage: Passage) -> float:
    if passage.part is Part.REVIEW:
        return 0.08 if passage.year - 1 in query.years else -0.08
    if passage.part is Part.PLAN:
        return 0.08 if passage.year in query.years else -0.08
    return 0.0


def quote(query: Query, evidence: Evidence) -> Answer | None:
    """The sentences that answer a question for names, a list, measures or reasons."""
    ranked = segments(query, evidence)
    found = [s for s in ranked if s.coverage >= ENOUGH.get(query.intent, 0.52)]
    if not found and _alone(ranked):
        found = ranked[:1]
    if not found:
        return None
    best = found[0]
    if query.intent in (asks.HOW, asks.WHY):
        best = _widened(best)
        more = [s for s in found[1:4] if s.score > found[0].score - 0.1 and not _inside(s, best)]
        return quoted(query, [best, *(_widened(s) for s in more[:1])])
    best = narrowed(query, evidence, best)
    if query.intent == asks.LIST:
        items = listed(best, evidence, asked_number(query.standalone))
        if len(items) > 1:
            return together(query, items)
        same = [s for s in found[1:3] if s.score > found[0].score - 0.03 and not _inside(s, best)]
        return quoted(query, [best, *same[:1]])
    return quoted(query, [best])


_ALONE, _AHEAD = 0.42, 0.25
"""Coverage that will do for a sentence that is so far ahead of every other one."""


def _alone(ranked: Sequence[Segment]) -> bool:
    """Whether one sentence alone is near to the question, though not all of its words are there."""
    if not ranked or ranked[0].coverage < _ALONE:
        return False
    return len(ranked) < 2 or ranked[0].score - ranked[1].score >= _AHEAD


def narrowed(query: Query, evidence: Evidence, segment: Segment) -> Segment:
    """The clauses of a segment that alone fit as well as the whole."""
    matcher = Matcher(query, evidence.hits)
    text = segment.passage.reading.text
    cuts = [
        segment.start,
        *(m.end() + segment.start for m in re.finditer(r"，", segment.text)),
        segment.end,
    ]
    if len(cuts) < 3:
        return segment
    if not query.terms:
        clauses = [
            (a, b)
            for a, b in pairwise(cuts)
            if any(_mentions(n, text[a:b]) for n in query.indicators)
        ]
        return replace(segment, start=clauses[0][0], end=clauses[0][1]) if clauses else segment
    full = matcher.coverage(Zones(own=segment.text))
    number = asked_number(query.standalone) if query.intent == asks.LIST else 0
    listing = number > 2 and _lists(segment.text, number)
    best = (segment.end - segment.start, segment.start, segment.end)
    for i, start in enumerate(cuts[:-1]):
        for end in cuts[i + 1 :]:
            if (
                end - start < best[0]
                and end - start >= 8
                and matcher.coverage(Zones(own=text[start:end])) >= full
                and (not listing or _lists(text[start:end], number))
            ):
                best = (end - start, start, end)
    return _with_lead(replace(segment, start=best[1], end=best[2]))


def _lists(text: str, number: int) -> bool:
    return holds(text, number) and announces(text, number)


def _with_lead(segment: Segment) -> Segment:
    """A piece that opens with a verb with the clause before it, which holds its subject."""
    text = segment.passage.reading.text
    inner = segment.start > 0 and text[segment.start - 1] not in "。！？\n"
    opening = next(iter(tagged(segment.text.strip())), ("", ""))
    if not inner or len(segment.text) >= 20 or not opening[1].startswith(("v", "d", "p")):
        return segment
    start = max(text.rfind(c, 0, segment.start - 1) for c in "，；。！？\n") + 1
    return replace(segment, start=start) if segment.end - start <= 90 else segment


def timely(query: Query, segment: Segment) -> bool:
    """Whether a segment stands in the part that speaks of the query's year and basis."""
    passage = segment.passage
    review = (
        passage.part is Part.REVIEW
        and passage.year - 1 in query.years
        and query.basis is not Basis.TARGET
    )
    return review or (
        passage.part is Part.PLAN
        and passage.year in query.years
        and query.basis is not Basis.ACTUAL
    )


def _inside(one: Segment, other: Segment) -> bool:
    return one.passage.id == other.passage.id and one.start < other.end and other.start < one.end


def _widened(segment: Segment) -> Segment:
    """The whole sentence around a segment, and those that follow it as long as it stays short."""
    text = segment.passage.reading.text
    start = max((text.rfind(c, 0, segment.start) for c in "。！？\n"), default=-1) + 1
    ends = [p + 1 for c in "。！？\n" if (p := text.find(c, segment.end - 1)) >= 0]
    end = min(ends, default=len(text))
    if end - start > LIMIT * 2:
        return segment
    while (stop := re.compile(r"[^。！？\n]+[。！？]").match(text, end)) is not None:
        if stop.end() - start > _FULL:
            break
        end = stop.end()
    return replace(segment, start=start, end=end)


def quoted(query: Query, chosen: Sequence[Segment]) -> Answer:
    """An answer that says the chosen segments in the report's words, a claim for each."""
    claims = [_claim(query, [segment]) for segment in chosen]
    return Answer(
        query=query,
        outcome=Outcome.ANSWERED,
        text="".join(c.text for c in claims),
        claims=tuple(claims),
    )


def together(query: Query, chosen: Sequence[Segment]) -> Answer:
    """An answer that says segments of one report, one after the other, in a single claim."""
    claim = _claim(query, chosen)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=claim.text, claims=(claim,))


def _claim(query: Query, chosen: Sequence[Segment]) -> Claim:
    passage = chosen[0].passage
    name = place(passage.region)
    if query.language == "zh":
        lead = f"{name}{_year_of(passage, query.language)}："
    else:
        lead = f"{region_english(passage.region, name)} {_year_of(passage, query.language)}: "
    words, cited = "", []
    for segment in chosen:
        start, end = _trimmed(segment)
        said = segment.passage.reading.text[start:end]
        words = f"{words.rstrip('；。，：')}{_joint(words)}" + said.strip("、\n ")
        cited.append(citation(segment.passage, start, end))
    return Claim(
        text=f"{lead}{words.strip('；。，、： ')}。",
        citations=tuple(cited),
        regions=(passage.region,),
    )


def _joint(words: str) -> str:
    """The mark between two segments: the one with which the first ends."""
    return words[-1] if words.endswith(("；", "，", "：")) else "。" if words else ""


def _year_of(passage: Passage, language: str) -> str:
    chinese = language == "zh"
    parts = {
        Part.REVIEW: "，回顾" if chinese else ", review",
        Part.PLAN: "，部署" if chinese else ", plan",
    }
    part = parts.get(passage.part, "")
    return f"（{passage.year}年报告{part}）" if chinese else f"({passage.year} report{part})"


def _trimmed(segment: Segment) -> tuple[int, int]:
    text = segment.passage.reading.text
    start, end = segment.start, segment.end
    while start < end and text[start] in "，；。、 \n":
        start += 1
    return start, end
