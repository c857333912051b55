"""Answers in the report's own sentences: definitions, lists, names, reasons, yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag import asks
from rag.clean import sentences
from rag.reader import extent
from rag.reader.clauses import item
from rag.reader.lists import asked_number, complete, headed, listed, next_passage, siblings
from rag.reader.match import Matcher, Segment, Zones
from rag.reader.meaning import reread
from rag.reader.ranked import mentions, segments, shared, without_kinds
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

ENOUGH = {asks.HOW: 0.42, asks.WHY: 0.42, asks.COMPARE: 0.45, asks.DEFINITION: 0.5}
"""Coverage of the question's words from which a sentence counts as an answer."""


def quote(query: Query, evidence: Evidence) -> Answer | None:
    """The sentences that answer a question for names, a list, measures or reasons."""
    ranked = reread(query, segments(query, evidence), evidence.scores)
    found = [s for s in ranked if _says(query, s)]
    if not found and _alone(ranked):
        found = ranked[:1]
    if not found:
        return None
    best = found[0]
    if query.intent == asks.WHY:
        return _why(query, evidence, found)
    if query.intent == asks.HOW:
        if (behind := _carried_on(best, evidence)) is not None:
            return together(query, [best, behind])
        best = extent.widened(best)
        return quoted(query, [best, *_beside(found, best, 0.1)])
    part = narrowed(query, evidence, best)
    if query.intent == asks.YESNO:
        return quoted(query, [extent.decided(part, best)])
    if query.intent in (asks.ENTITY, asks.LIST):
        part = extent.onward(part, best)
    if query.intent == asks.ENTITY and _PURPOSE.search(query.standalone):
        return quoted(query, [extent.decided(part, best)])
    if query.intent == asks.ENTITY and _known(query, part):
        part = replace(part, start=min(part.start, best.start), end=max(part.end, best.end))
    if query.intent == asks.LIST:
        return _list(query, evidence, found, part)
    return quoted(query, [item(query, part) if query.intent == asks.ENTITY else part])


_PURPOSE = re.compile(
    "[干做]什么用|干啥用|(?:用于|用来|用在)(?:什么|啥|哪)|什么用[途处场]|派什么用"
)
"""What asks what something is for, which is told behind it."""


def _known(query: Query, part: Segment) -> bool:
    """Whether clauses have only words that the turn before has told already."""
    new = (t for t in query.terms if t in query.question)
    return bool(query.inherited) and not any(t in part.text for t in new)


_SAYS, _LEANS, _LESS = 1.0, 0.3, 0.08
"""Log-odds from which a sentence says what is asked, though in other words; from which measures
and reasons need that much less of the question's words."""


def _says(query: Query, segment: Segment) -> bool:
    """Whether a sentence is taken for an answer: by its words, by its meaning, by what it names."""
    least, read = ENOUGH.get(query.intent, 0.52), segment.read or 0.0
    leans = query.intent in (asks.HOW, asks.WHY) and read >= _LEANS
    enough = segment.coverage >= (least - _LESS if leans else least)
    return enough or read >= _SAYS or _named(query, segment)


_CLOSE, _HEADED = 0.2, 0.8
"""How far behind the best a sentence may be that goes on into the list that is asked for;
coverage from which a heading is the one that announces it."""


def _list(query: Query, evidence: Evidence, found: Sequence[Segment], part: Segment) -> Answer:
    """The items that the best sentence has, those it goes on into, or those under a heading."""
    number = asked_number(query.standalone)
    if (counted := _counted_behind(query, evidence, part)) is not None:
        return together(query, [part, counted])
    if alike := siblings(part, number):
        return together(query, alike)
    if not complete(part, number):
        matcher = Matcher(query, evidence.hits)
        under = headed(evidence, number, lambda t: matcher.coverage(Zones(own=t)) >= _HEADED)
        if len(under) > 1:
            return together(query, under)
        near = [s for s in found[1:4] if s.score > found[0].score - _CLOSE]
        for one in (part, *near):
            if len(items := listed(one, evidence, number)) > 1:
                return together(query, items)
    same = [s for s in found[1:3] if s.score > found[0].score - 0.03 and not _inside(s, part)]
    return quoted(query, [part, *same[:1]])


def _carried_on(best: Segment, evidence: Evidence) -> Segment | None:
    """What the next passage tells under a headline that closes its own passage."""
    text = best.passage.reading.text
    if text[best.end :].strip() or best.end - best.start > extent.HEADLINE:
        return None
    following = next_passage(best.passage, evidence)
    if following is None:
        return None
    told = following.reading.text
    start, end = sentences(told)[0]
    behind = extent.widened(replace(best, passage=following, start=start, end=end))
    stop = told.find("\n", end, behind.end)
    return replace(behind, end=stop) if stop >= 0 else behind


_BEHIND = 2


def _counted_behind(query: Query, evidence: Evidence, part: Segment) -> Segment | None:
    """The sentence behind one that names no things, which counts up those that are asked for."""
    if "、" in part.text or extent.counts_up(query, part.text):
        return None
    text = part.passage.reading.text
    behind = [s for s in sentences(text) if s[0] >= part.end][:_BEHIND]
    within = len(part.text) > extent.HEADLINE
    for start, end in behind:
        if within and "\n" in text[part.end : start]:
            return None
        if extent.counts_up(query, text[start:end]):
            return replace(part, start=start, end=end)
    carried = _carried_on(part, evidence)
    return carried if carried and extent.counts_up(query, carried.text) else None


def _why(query: Query, evidence: Evidence, found: Sequence[Segment]) -> Answer:
    """The reasons: those that a sentence announces, those in it, those before it."""
    best = found[0]
    items = listed(extent.announced(best), evidence, asked_number(query.standalone))
    if len(items) > 1:
        return together(query, items)
    part = narrowed(query, evidence, best)
    if extent.caused(part.text):
        return quoted(query, [part if extent.caused_by(part.text) else best])
    whole = extent.grounded(best)
    if whole is best:
        whole = extent.widened(best)
    return quoted(query, [whole, *_beside(found, whole, 0.1)])


def _beside(found: Sequence[Segment], best: Segment, near: float) -> list[Segment]:
    """One more sentence, widened, that fits nearly as well as the best and is not in it."""
    more = [s for s in found[1:4] if s.score > found[0].score - near and not _inside(s, best)]
    return [extent.widened(s) for s in more[:1]]


def _named(query: Query, segment: Segment) -> bool:
    """Whether a sentence that nearly fits names a place of the kind asked for."""
    entity = query.intent == asks.ENTITY and segment.coverage >= _ALONE
    return entity and extent.names_place(query.standalone, segment.text)


_ALONE, _AHEAD = 0.42, 0.25
"""Coverage that will do for a sentence that is so far ahead of every other one."""


def _alone(ranked: Sequence[Segment]) -> bool:
    """Whether one sentence alone is near to the question, though not all of its words are there."""
    if not ranked or ranked[0].coverage < _ALONE:
        return False
    return len(ranked) < 2 or ranked[0].score - ranked[1].score >= _AHEAD


def narrowed(query: Query, evidence: Evidence, segment: Segment) -> Segment:
    """The clauses of a segment that answer."""
    if query.intent in (asks.ENTITY, asks.LIST):
        unnamed = extent.unnamed_kinds(query, segment.text)
        query = replace(without_kinds(query), background=())
        terms = tuple(t for t in query.terms if t not in unnamed and t not in _AT)
        query = replace(query, terms=terms or query.terms)
    if not query.terms:
        named = [n for n in query.indicators if mentions(n, segment.text)]
        return extent.narrowed(query, lambda text: any(mentions(n, text) for n in named), segment)
    matcher = Matcher(query, evidence.hits)
    full, figures_in = matcher.coverage(Zones(own=segment.text)), shared(query, segment.text)

    def fits(text: str) -> bool:
        whole = matcher.coverage(Zones(own=text)) >= full
        return whole and shared(query, text) >= figures_in

    return extent.narrowed(query, fits, segment, lambda t: matcher.coverage(Zones(own=t)))


_AT = frozenset({"县城", "城区", "市区", "城里", "县里", "市里", "当地"})
"""Words that only say where, and that may stand sentences before what is asked for."""


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


__all__ = ["mentions", "narrowed", "quote", "quoted", "segments", "timely", "together"]
