"""How a figure fits a question: what is wrong with it, and what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rag import wanted
from rag.indicators import indicators, named
from rag.reader.candidate import Candidate, dated_base
from rag.reader.indicated import NOUNS, either, generic, indicator_fit, same_rate, same_words
from rag.reader.match import Matcher, is_noun
from rag.reader.preference import LED, ahead_of, preference
from rag.reader.qualified import qualified
from rag.types import Basis, Observation, Query
from rag.words import cut, tagged

_INDICATOR = 6.0
"""What the indicator weighs beside the other words; a rare word weighs about as much."""

_UNAPT = 0.5
"""How much of what a figure lacks in aptness counts between figures that are taken."""


def possible(query: Query, observation: Observation) -> bool:
    """Whether a figure can be near at all: not one of another indicator, where one is asked for.

    One of another year is near only if its subject is what is asked about.
    """
    if query.years and observation.year not in query.years and not _PLAN.search(query.standalone):
        same = observation.indicator in query.indicators
        return same or any(t[:2] in observation.subject for t in (*query.terms, *query.background))
    if not query.indicators or not observation.indicator:
        return True
    known = observation.indicator in query.indicators or generic(observation.indicator)
    alike = same_words(query, observation) or same_rate(query, observation)
    return known or alike or either(query, observation)


def judged(query: Query, matcher: Matcher, candidate: Candidate) -> Candidate:
    """The candidate with its faults, its coverage of the question and its score."""
    observation = candidate.observation
    faults: list[str] = []
    score, coverage = candidate.score, candidate.coverage
    if query.indicators:
        share = indicator_fit(query, matcher, candidate)
        if share == 0:
            faults.append("indicator")
        coverage = matcher.coverage(candidate.zones, known=_INDICATOR * share, of=_INDICATOR)
        score = coverage + candidate.score - candidate.coverage
    if query.years and observation.year not in query.years and not _in_plan(query, candidate):
        faults.append("year")
    if query.basis is Basis.TARGET and observation.basis is not Basis.TARGET:
        faults.append("basis")
    if query.basis is Basis.ACTUAL and observation.basis is not Basis.ACTUAL:
        faults.append("basis")
    if not _of_place(query, candidate):
        faults.append("place")
    unit = "%" if observation.quantity.unit == "‰" else observation.quantity.unit
    unit = _PAID.sub("", unit)
    if query.units and unit not in query.units and not _measures_so(query, candidate, unit):
        faults.append("unit")
    if any(_of_another(query, matcher, candidate)):
        faults.append("qualifier")
    if _HOW_MANY.search(query.question) and unit in ("元", "美元", "%", "百分点"):
        faults.append("unit")
    faults.extend(_kind_faults(query, candidate))
    apt = _aptness(query, matcher, candidate)
    score -= _UNAPT * coverage * (1 - apt)
    coverage *= apt
    score += preference(query, candidate)
    return replace(candidate, score=score, coverage=coverage, faults=tuple(faults))


_PLAN = re.compile('[“"]?(十[一二三四五六]?|[六七八九])五[”"]?(?!年)')


def _in_plan(query: Query, candidate: Candidate) -> bool:
    """Whether a figure is told of the five-year plan asked about, in a report of its course."""
    asked, year = _PLAN.search(query.standalone), candidate.observation.year
    if asked is None or year is None or len(query.years) != 1:
        return False
    near = candidate.said + candidate.zones.before + candidate.zones.sentence
    said = _PLAN.search(near + candidate.zones.around)
    inside = query.years[0] - _COURSE <= year < query.years[0]
    return inside and said is not None and said.group(1) == asked.group(1)


_COURSE = 4
"""Years of a five-year plan before its last."""


def _of_place(query: Query, candidate: Candidate) -> bool:
    """Whether a figure of another place's report is told of the place asked about."""
    named = query.told_of
    if not named and query.regions and not query.operands:
        if any(candidate.observation.region == r.full for r in query.regions):
            return True
        named = tuple(r.short or r.name for r in query.regions)
    near = candidate.said + candidate.zones.before
    return not named or any(name in near for name in named)


def _measures_so(query: Query, candidate: Candidate, unit: str) -> bool:
    """Whether a figure in another unit still measures what is asked for.

    So does one in another counter, a bare number of myriads (510万沼气用户), a multiple by which
    something grew, a growth rate for how many points something rose.
    """
    grown = candidate.observation.kind == "growth" and (
        ("%" in query.units and unit in ("倍", "番"))
        or (query.units == ("百分点",) and unit == "%" and not ahead_of(query.question))
    )
    return wanted.counted_alike(query.units, unit) or grown


_HOW_MANY = re.compile(
    r"^\W*(?:\w+ ){0,4}how many (?!.*(?:percent|yuan|dollars|points|how much|what))", re.IGNORECASE
)
"""A question for a number of things, which is no sum of money and no rate."""


_PAID = re.compile("(?<=元)/.*")
"""What a sum is paid for or by (2268元/月), which a question for money leaves open."""
_PER = re.compile(r"每(?:人|户|月|亩|平方|天|吨|公顷|度|万)|人均|户均|亩均|地均")


_PER_SAID = re.compile(
    "每(?!年)|均|/|单产|单位(?:面积|GDP|地区|国内|生产|产)|[万亿]元(?:GDP|地区|国内|生产|产)|[万千百]人|[户人]头|养老金|标准|补[助贴]|工资|津贴"
)
"""What a figure that comes to one of many stands by."""


def _of_another(query: Query, matcher: Matcher, candidate: Candidate) -> Iterator[bool]:
    """In turn, what makes a figure one of something narrower or wider than is asked about."""
    zones, subject = candidate.zones, candidate.observation.subject
    yield candidate.whole is not None and not _part_asked(query, matcher, candidate)
    part = _PART_OF_YEAR.search(query.question)
    told = candidate.said + zones.before
    yield part is not None and part.group()[:2] not in told + zones.own
    excluded = wanted.EXCLUDED.search(query.question)
    yield bool(excluded and excluded.group(1) in subject)
    near, unit = zones.own + zones.clause + zones.before, candidate.observation.quantity.unit
    yield bool(_PER.search(query.question)) and not _PER_SAID.search(near + unit)
    yield any(not (matcher.holds(t, near) or t[:2] in near) for t in _restricting(query))
    known = near + "".join((*candidate.passage.headings, *(r.name for r in query.regions)))
    yield any(name not in known for name in _facilities(query.standalone))
    wide = known + zones.sentence + candidate.observation.indicator
    called = _called(query.standalone, query.terms)
    yield any(map(matcher.stands, called)) and not any(matcher.holds(t, wide) for t in called)


_PART_OF_YEAR = re.compile("[上下]半年|前?[一二三四]个?季度|首季")
"""A part of a year, of which a figure for the year says nothing."""


def _restricting(query: Query) -> Iterator[str]:
    """The nouns before an indicator that make it one of something else (跨境电商进出口)."""
    for name in named(query.question, asking=True):
        before = query.question[: name.start]
        yield from (
            t
            for t in query.terms
            if before.endswith(t) and len(t) > 1 and is_noun(t) and t not in _OPEN
        )


_OPEN = frozenset({"财政", "单位", "全国", "全省", "全市", "全县", "全区"}) | {
    f"{level}级" for level in "省市县区镇"
}
"""Nouns before an indicator that leave it what it is: 财政一般预算收入, 单位产值."""
_FACILITY = re.compile(
    r"([\u4e00-\u9fff]{2})(?:港(?!口|币|元|澳|资|商)|景区|机场|口岸|开发区|高新区|集团|医院|大学|水库|电站)"
)


@lru_cache(maxsize=256)
def _facilities(question: str) -> tuple[str, ...]:
    """The proper names of single ports, parks, firms that a question is about: 唐山港."""
    return tuple(
        name
        for name in _FACILITY.findall(question)
        if any(tag in ("ns", "nr", "nz", "nrt") for _, tag in tagged(name)[-1:])
    )


_UNDERTAKING = re.compile(r"[\u4e00-\u9fff“”]{2,16}?(?=工程|项目|行动)")


@lru_cache(maxsize=256)
def _called(question: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a question by which it calls an undertaking: 西坡抽水蓄能 项目."""
    names = _UNDERTAKING.findall(question)
    return tuple(t for t in terms if len(t) > 1 and any(t in n for n in names))


def _part_asked(query: Query, matcher: Matcher, candidate: Candidate) -> bool:
    """Whether a question names what makes a figure a part of another (其中国家级84家)."""
    subject = candidate.observation.subject
    whole = candidate.whole.subject + candidate.whole.indicator if candidate.whole else ""
    mine = [w for w in cut(subject) if len(w) > 1 and w not in whole]
    told = mine and mine[0] in query.standalone
    return bool(told) or any(
        matcher.holds(t, subject) and not matcher.holds(t, whole) for t in query.terms
    )


def _aptness(query: Query, matcher: Matcher, candidate: Candidate) -> float:
    """Less than 1 where a figure only stands near the question's words.

    Some word must be in what the figure is of; and one word alone does not make up for a long
    subject that says something else (8人被授予脱贫攻坚先进个人 for 脱贫多少人).
    """
    if query.indicators or not query.terms:
        return 1.0
    zones = candidate.zones
    terms = (*query.terms, *query.background)
    own = [t for t in terms if matcher.holds(t, zones.own) or matcher.holds(t, zones.clause)]
    apart = "分别" in candidate.said  # the clause is that of its neighbours in the list too
    near = zones.own + ("" if apart else zones.clause) + zones.before
    if not any(matcher.holds(t, near) for t in query.terms):
        return 0.5
    plain = [t for t in query.terms if f"“{t}”" not in query.standalone] or query.terms
    rarest = max([t for t in plain if t not in _MEANT] or plain, key=matcher.weight)
    if not matcher.holds(rarest, near) and len(query.terms) < _MANY:
        return 0.6
    if not own:
        return 0.9 if _bare(candidate.observation.subject) else 0.75
    subject = candidate.observation.subject
    strange = len(subject) - sum(len(t) for t in own if matcher.holds(t, subject))
    return 0.7 if len(terms) == 1 and strange > 9 else 1.0


_MEANT = frozenset({"争取", "力争", "确保", "实现", "达到", "完成"})
"""Verbs that say only that something is meant or done, however rare they are."""


def _bare(subject: str) -> bool:
    """Whether a subject only measures or tells what happens: what it is of stands before it."""
    return len(subject) <= _SHORT or not any(t.startswith(NOUNS) for _, t in tagged(subject))


_MANY = 4
"""Terms of a question from which even the rarest may stand elsewhere in the sentence."""
_SHORT = 5
"""Characters of a subject that only measures what the words before it are about (产值规模)."""


def _kind_faults(query: Query, candidate: Candidate) -> Iterator[str]:
    if any(_unlike(query, candidate)):
        yield "kind"
    yield from qualified(query, candidate)


def _unlike(query: Query, candidate: Candidate) -> Iterator[bool]:
    """In turn, what makes a figure one of another kind than is asked for."""
    observation, question, kinds = candidate.observation, query.question, query.kinds
    kind, unit = observation.kind, observation.quantity.unit
    left = candidate.left
    share = kind == "share" or (
        kind in ("base", "level")
        and unit == "%"
        and (
            _is_share(observation.indicator)
            or re.search("占|比重|比例|之比|率|天数", observation.subject)
            or left.endswith("的")
        )
    )
    moved = bool({"growth", "decline"} & set(kinds))
    yield ("rank" in kinds) != (kind == "rank")
    yield kind == "added" and bool(_IN_ALL.search(question)) and not _NEW.search(question)
    yield kind != "base" and _begins(candidate) and not re.search(_SPECIAL["base"], question)
    yield moved and kind == "share" and bool(_BY_POINTS.search(question))
    yield kind == "level" and bool(_CUT.search(question)) and _was_cut(candidate)
    yield kind in _SPECIAL and not (_of_its_year(query, candidate) or _asked_for(kind, question))
    yield "share" in kinds and "rank" not in kinds and not share and not (kind in _MOVES and moved)
    yield kinds == ("level",) and (kind in _MOVES or unit in ("%", "百分点"))
    yield bool(_TO_VALUE.search(question)) and bool(_RATE_OF_CHANGE.search(observation.subject))
    yield kind in _MOVES and ahead_of(left) and not (ahead_of(question) or LED.search(question))
    moves = (
        kind in (*_MOVES, "added")
        or unit in ("倍", "番")
        or (unit in ("%", "百分点", "‰") and kind == "level")
        or bool(_CHANGED_BY.search(left))
    )
    yield bool(kinds) and set(kinds) <= {"growth", "decline"} and not moves
    yield kind == "share" and _of_plan(candidate) and not re.search("计划|目标|任务", question)
    yield bool(share) and left.endswith("的") and not kinds and not _SHARE.search(question)
    yield kind == "share" and not kinds and not _share_asked(query, observation)


_NEW = re.compile(r"新增|\b(?:add|new)", re.IGNORECASE)
_TO_VALUE = re.compile("[压降控减升提涨][低制高]?[到至在](?:了)?(?:多少|什么|几)")
_RATE_OF_CHANGE = re.compile("(?:下降|降低|减少|增长|上升|提高)(?:率|幅度?|比例)$")
"""What asks for the value that something is to come to, and what only says how much it moves."""
_IN_ALL = re.compile(
    r"(?:总共|一共|共计?|现|拥)有(?:多少|几)|总数(?:是|有|为|达)?(?:多少|几)"
    r"|(?i:how many .*\b(?:in total|altogether)\b)"
)
"""What asks how many there are, not how many are new."""
_CHANGED_BY = re.compile(
    r"(?:扩大|缩[小短减]|精简|压[减缩]|砍掉|提高|提升|增加|净增|减少|降低|[多少])(?:了|近|约|超)*$"
)
"""What stands before a size by which something changed: 绿地扩大30万平方米."""
_SHARE = re.compile(
    r"占|几成|比重|比例|份额|百分之|几分之|percent|share|proportion|fraction|%", re.IGNORECASE
)
"""What asks for a part of a whole (超过总额的四成)."""


_ONWARD = re.compile(
    r"的?[\u4e00-\u9fff]{0,6}(?:降|减|提高|提升|增加|增|升|调|扩大)[\u4e00-\u9fff]{0,3}?(?:到|至|为)\d"
)


def _begins(candidate: Candidate) -> bool:
    """Whether a figure is the one that a change starts from: 现行10%的税率降至9%."""
    text = candidate.passage.reading.text
    return bool(_ONWARD.match(text, candidate.figure[1]))


_BY_POINTS = re.compile(
    r"(?:提高|提升|上升|增加|降低|下降|减少|[升降涨增减])了?(?:几|多少)个?(?:百分)?点"
    r"|(?i:percentage points)"
)
_CUT = re.compile("砍|削减|精简|压减|裁减|减掉|减[了去少]|取消了")
_CUT_FROM = re.compile(
    r"[^，。；\d]{0,12}(?:削减|减少|精简|压减|裁减|取消|清理)了?(?!到|至|为)(?:掉|去)?\d"
)


def _was_cut(candidate: Candidate) -> bool:
    """Whether a number is that of which some were cut: 985项行政许可项目削减了421项."""
    return bool(_CUT_FROM.match(candidate.passage.reading.text, candidate.figure[1]))


def _of_its_year(query: Query, candidate: Candidate) -> bool:
    """Whether a value that a change starts from is that of an earlier year asked for."""
    year = candidate.observation.year or 0
    return candidate.observation.kind == "base" and year in query.years and dated_base(candidate)


def _asked_for(kind: str, question: str) -> bool:
    return bool(re.search(_SPECIAL[kind], question))


_MOVES = ("growth", "decline", "change")
_SPECIAL = {
    "multiple": "倍|番|(?i:times|multiple)",
    "base": "[从由原].*(?<![拿得收找看做领受用])到|原来|[之始]前|(?i:before)",
    "threshold": "多[大高少][^，。]{0,6}(?:以[上下]|级)",
}
"""Kinds of figure that answer only a question which asks for them in these words."""


def _of_plan(candidate: Candidate) -> bool:
    """Whether a share is one of what was planned (占年计划的142%)."""
    text = candidate.passage.reading.text[candidate.clause[0] : candidate.figure[0]]
    return bool(re.search(r"占[^，；。]{0,10}(?:计划|目标|任务)", text))


def _is_share(indicator: str) -> bool:
    """Whether an indicator is a share of something by its name: 研发投入强度."""
    return bool(indicator) and indicators()[indicator].units == ("%",)


def _share_asked(query: Query, observation: Observation) -> bool:
    name = observation.indicator
    if name in query.indicators and _is_share(name):
        return True
    return bool(_SHARE.search(query.question)) or "率" in observation.subject
