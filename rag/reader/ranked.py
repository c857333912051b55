"""Which sentences of the evidence fit a question in words best.

The words of the question count, by their weight, where they stand; so do its figures, the part and
year of the report, and what the question asks for: a list, a reason, a name, a decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rag import asks
from rag.clean import sentences
from rag.indicators import indicators
from rag.numerals import figures, same
from rag.reader import extent
from rag.reader.lists import announces, asked_number
from rag.reader.match import Matcher, Segment, Zones
from rag.types import Basis, Evidence, Part, Passage, Query


def segments(query: Query, evidence: Evidence) -> list[Segment]:
    """The segments of the hits, the best first."""
    query = without_kinds(_with_deeds(query))
    matcher = Matcher(query, evidence.hits)
    found: list[Segment] = []
    for rank, hit in enumerate(evidence.hits):
        found.extend(_scored(query, matcher, hit.passage, rank))
    found.sort(key=lambda s: (-s.score, s.passage.id, s.start))
    return found


_DEEDS = ("新建", "续建", "改造")


def _with_deeds(query: Query) -> Query:
    """A query whose words for what was done count too: they tell sentences apart as figures."""
    deeds = tuple(q for q in query.qualifiers if q in _DEEDS and q not in query.terms)
    return replace(query, terms=(*query.terms, *deeds)) if query.terms else query


def without_kinds(query: Query) -> Query:
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
        "基调",
        "评价",
        "成绩",
        "成果",
        "成效",
        "进展",
        "态度",
        "特点",
        "目的",
        "用途",
        "角色",
        "地位",
        "类型",
        "性质",
        "动作",
    ]
)
"""What a question calls the things it asks for and a report leaves out before their names."""


_RUN, _RUNS, _LENGTH = 0.04, 5, 5
"""What each run of so many characters counts that a sentence has from the question."""


def _scored(query: Query, matcher: Matcher, passage: Passage, rank: int) -> Iterator[Segment]:
    text = passage.reading.text
    runs = _runs(query.standalone)
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
        opens = bool(after) and _is_headline(text, start, end)
        coverage = matcher.coverage(zones)
        for name in query.indicators:
            said = mentions(name, zones.own) or _named_so(name, query, zones.own)
            coverage = (coverage + (1.0 if said else 0.0)) / 2
        figured = shared(query, zones.own)
        coverage += (1 - coverage) * _FIGURES * figured
        near = zones.own + zones.before
        told = [t for t in query.terms if matcher.stands(t) or not query.indicators]
        if told and not any(matcher.holds(t, near) for t in told):
            coverage *= 0.5
        if query.intent == asks.WHY and figured == 1.0 and extent.gives_ground(zones.own):
            coverage = max(coverage, _GROUNDED)  # 增速目标6%左右，综合考虑了…
        if query.told_of and not any(p in zones.own for p in query.told_of):
            coverage = 0.0
        if not _near(query, passage.year) or not _of_place(query, passage, near):
            coverage = 0.0
        score = coverage + 0.1 / (1 + rank) + _leaning(query, passage, zones.own, opens=opens)
        score += 0.25 if query.intent == asks.WHY and extent.opens_grounds(after) else 0.0
        score += _RUN * min(sum(run in zones.own for run in runs), _RUNS)
        yield Segment(passage, start, end, score, coverage)


_GROUNDED = 0.6
"""Coverage at least of a sentence that gives reasons beside the figure that a question names."""
_FIGURES = 0.35
"""How far a question's own figures, where a sentence has them, close the gap to a full fit."""


def shared(query: Query, text: str) -> float:
    """The share of a question's figures that a text has: 42项实事, 从9%调到8.5%."""
    asked = [
        f
        for f in figures(query.standalone)
        if not (f.is_year or f.bare) and (not f.han or f.quantity.unit == "%")
    ]
    if not asked:
        return 0.0
    said = [f.quantity for f in figures(text)]
    return sum(any(same(f.quantity, q) for q in said) for f in asked) / len(asked)


@lru_cache(maxsize=64)
def _runs(question: str) -> tuple[str, ...]:
    """The runs of characters of a question that are no figures: 搬得出、稳 得出、稳得 …"""
    windows = (question[i : i + _LENGTH] for i in range(len(question) - _LENGTH + 1))
    return tuple(w for w in windows if not re.search(r"[\d，。？?！]", w))


def _named_so(name: str, query: Query, text: str) -> bool:
    """Whether a text has the everyday name of an indicator by which the question calls it."""
    return any(a in query.standalone and a in text for a in indicators()[name].asked)


def mentions(name: str, text: str) -> bool:
    return any(alias in text for alias in (name, *indicators()[name].written))


_HEADING = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]")
_DENIES = re.compile(r"没有|尚未|未能|仍未|还未|无一|零[的例起增]|不再")


_TOPIC = 30
"""Characters up to which the first sentence of a paragraph only says what the others are about."""


def _is_headline(text: str, start: int, end: int) -> bool:
    """Whether a short sentence opens its paragraph: 培育海洋经济。"""
    line = text[:start].rpartition("\n")[2].strip()
    return not line and end - start <= _TOPIC and text[start:end].endswith("。")


def _means(text: str, *, opens: bool) -> float:
    """How far a sentence tells the way: it opens a paragraph of measures, or only appraises."""
    value = 0.12 if opens else 0.0
    value -= 0.2 if extent.counts_rates(text) else 0.0
    return value - (0.2 if extent.appraises(text) else 0.0)


def _listing(query: Query, text: str) -> float:
    """How far a sentence holds the list that is asked for."""
    number = asked_number(query.standalone)
    value = 0.1 if number > 1 and announces(text, number) else 0.0
    if "、" in text:
        value += 0.08
        value += 0.2 if number > 2 and extent.lists(text, number) else 0.0
    return value + (0.15 if extent.counts_up(query, text) else 0.0)


_PAST = 0.4
"""What it counts against what was told before, where a follow-up asks of another year."""
_NOT_MEANT = 0.2
"""What it counts against a sentence on what was done, where a question asks what is planned."""


def _leaning(query: Query, passage: Passage, text: str, *, opens: bool) -> float:
    value = 0.0
    value += _listing(query, text) if query.intent == asks.LIST else 0.0
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
    if query.intent in (asks.HOW, asks.WHY) and len(text) < 16 and not opens:
        value -= 0.05
    if query.intent == asks.HOW:
        value += _means(text, opens=opens)
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
        meant = query.intent == asks.HOW and query.basis is Basis.TARGET and query.firm
        value -= _NOT_MEANT if meant and passage.part is Part.REVIEW else 0.0
    return value


def _of_place(query: Query, passage: Passage, text: str) -> bool:
    """Whether a report of the place above speaks of the place asked about, or of all its parts."""
    if not query.regions or any(passage.region == r.full for r in query.regions):
        return True
    return any((r.short or r.name) in text for r in query.regions)


_SPAN = 6
"""Years before and after its own that a report speaks of: the plan it closes and the next."""


def _near(query: Query, year: int) -> bool:
    """Whether a report of a year can speak of the years asked for."""
    return not query.years or any(abs(year - y) <= _SPAN for y in query.years)


def _year_fit(query: Query, passage: Passage) -> float:
    if passage.part is Part.REVIEW:
        past = _PAST if query.inherited and query.intent == asks.HOW else 0.08
        return 0.08 if passage.year - 1 in query.years else -past
    if passage.part is Part.PLAN:
        return 0.08 if passage.year in query.years else -0.08
    return 0.0
