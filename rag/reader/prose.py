"""Answers in the report's own sentences: definitions, lists, names, reasons, yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag import asks
from rag.clean import sentences
from rag.indicators import indicators
from rag.numerals import figures, same
from rag.reader import extent
from rag.reader.lists import announces, asked_number, complete, headed, listed
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

ENOUGH = {asks.HOW: 0.42, asks.WHY: 0.42, asks.COMPARE: 0.45, asks.DEFINITION: 0.5}
"""Coverage of the question's words from which a sentence counts as an answer."""


def segments(query: Query, evidence: Evidence) -> list[Segment]:
    """The segments of the hits, the best first."""
    query = _without_kinds(query)
    matcher = Matcher(query, evidence.hits)
    found: list[Segment] = []
    for rank, hit in enumerate(evidence.hits):
        found.extend(_scored(query, matcher, hit.passage, rank))
    found.sort(key=lambda s: (-s.score, s.passage.id, s.start))
    return found


def _without_kinds(query: Query) -> Query:
    """The query where a name is asked for: 城市 and the like need not stand beside the name."""
    kinds = extent.asked_kinds(query) if query.intent in (asks.ENTITY, asks.LIST) else ()
    kinds = tuple(k for k in kinds if k in _UNSAID)
    rest = tuple(t for t in query.terms if t not in kinds)
    if not kinds or not rest:
        return query
    return replace(query, terms=rest, background=(*kinds, *query.background))


_UNSAID = frozenset(
    [
        "城市",
        "地方",
        "领域",
        "方面",
        "单位",
        "机构",
        "企业",
        "公司",
        "厂家",
        "人员",
        "人物",
        "名人",
        "国家",
        "省份",
        "省区",
        "省市",
        "部门",
        "类别",
        "事项",
        "工作",
        "任务",
        "内容",
        "要求",
        "名称",
        "东西",
        "条件",
        "因素",
        "环节",
        "称号",
        "荣誉",
        "奖项",
    ]
)
"""What a question calls the things it asks for and a report leaves out before their names."""


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
        coverage += (1 - coverage) * _FIGURES * _shared(query, zones.own)
        near = zones.own + zones.before
        told = [t for t in query.terms if matcher.stands(t) or not query.indicators]
        if told and not any(matcher.holds(t, near) for t in told):
            coverage *= 0.5
        if query.told_of and not any(p in zones.own for p in query.told_of):
            coverage = 0.0
        if not _near(query, passage.year):
            coverage = 0.0
        score = coverage + 0.1 / (1 + rank) + _leaning(query, passage, zones.own)
        score += 0.15 if query.intent == asks.WHY and extent.opens_grounds(after) else 0.0
        yield Segment(passage, start, end, score, coverage)


_FIGURES = 0.35
"""How far a question's own figures, where a sentence has them, close the gap to a full fit."""


def _shared(query: Query, text: str) -> float:
    """The share of a question's figures that a text has: 42项实事, 从9%调到8.5%."""
    asked = [f for f in figures(query.standalone) if not f.is_year and not f.bare and not f.han]
    if not asked:
        return 0.0
    said = [f.quantity for f in figures(text)]
    return sum(any(same(f.quantity, q) for q in said) for f in asked) / len(asked)


def _named_so(name: str, query: Query, text: str) -> bool:
    """Whether a text has the everyday name of an indicator by which the question calls it."""
    return any(a in query.standalone and a in text for a in indicators()[name].asked)


def _mentions(name: str, text: str) -> bool:
    return any(alias in text for alias in (name, *indicators()[name].written))


_HEADING = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]")
_DENIES = re.compile(r"没有|尚未|未能|仍未|还未|无一|零[的例起增]|不再")


def _leaning(query: Query, passage: Passage, text: str) -> float:
    value = 0.0
    number = asked_number(query.standalone) if query.intent == asks.LIST else 0
    if number > 1 and announces(text, number):
        value += 0.1
    if query.intent == asks.LIST and "、" in text:
        value += 0.08
        value += 0.2 if number > 2 and extent.lists(text, number) else 0.0
    if query.intent == asks.WHY and extent.gives_ground(text):
        value += 0.2
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
    if query.intent in (asks.YESNO, asks.ENTITY):
        value -= 0.15 if len(text) < 30 and _HEADING.match(text) else 0.0
    if query.intent == asks.YESNO:
        value += 0.03 if _DENIES.search(text) else 0.0
    if query.intent == asks.ENTITY:
        value += 0.1 if extent.names_place(query.standalone, text) else 0.0
    if passage.part is Part.ANNEX:
        value -= 0.1
    if query.basis is not None:
        plan = passage.part in (Part.PLAN, Part.CONDUCT)
        value += 0.05 if plan == (query.basis == "target") else -0.02
    return value


_SPAN = 6
"""Years before and after its own that a report speaks of: the plan it closes and the next."""


def _near(query: Query, year: int) -> bool:
    """Whether a report of a year can speak of the years asked for."""
    return not query.years or any(abs(year - y) <= _SPAN for y in query.years)


def _year_fit(query: Query, passage: Passage) -> float:
    if passage.part is Part.REVIEW:
        return 0.08 if passage.year - 1 in query.years else -0.08
    if passage.part is Part.PLAN:
        return 0.08 if passage.year in query.years else -0.08
    return 0.0


def quote(query: Query, evidence: Evidence) -> Answer | None:
    """The sentences that answer a question for names, a list, measures or reasons."""
    ranked = segments(query, evidence)
    found = [s for s in ranked if s.coverage >= ENOUGH.get(query.intent, 0.52) or _named(query, s)]
    if not found and _alone(ranked):
        found = ranked[:1]
    if not found:
        return None
    best = found[0]
    if query.intent == asks.WHY:
        return _why(query, evidence, found)
    if query.intent == asks.HOW:
        best = extent.widened(best)
        return quoted(query, [best, *_beside(found, best, 0.1)])
    part = narrowed(query, evidence, best)
    if query.intent == asks.YESNO:
        return quoted(query, [extent.decided(part, best)])
    if query.intent == asks.LIST:
        return _list(query, evidence, found, part)
    return quoted(query, [part])


_CLOSE, _HEADED = 0.2, 0.8
"""How far behind the best a sentence may be that goes on into the list that is asked for;
coverage from which a heading is the one that announces it."""


def _list(query: Query, evidence: Evidence, found: Sequence[Segment], part: Segment) -> Answer:
    """The items that the best sentence has, those it goes on into, or those under a heading."""
    number = asked_number(query.standalone)
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
        query = replace(_without_kinds(query), background=())
        terms = tuple(t for t in query.terms if t not in unnamed)
        query = replace(query, terms=terms or query.terms)
    if not query.terms:
        named = [n for n in query.indicators if _mentions(n, segment.text)]
        return extent.narrowed(query, lambda text: any(_mentions(n, text) for n in named), segment)
    matcher = Matcher(query, evidence.hits)
    full, figures_in = matcher.coverage(Zones(own=segment.text)), _shared(query, segment.text)

    def fits(text: str) -> bool:
        whole = matcher.coverage(Zones(own=text)) >= full
        return whole and _shared(query, text) >= figures_in

    return extent.narrowed(query, fits, segment)


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
