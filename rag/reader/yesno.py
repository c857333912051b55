"""Yes or no: the figure or the sentence that decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from rag import asks
from rag.numerals import figures, han_number
from rag.reader import arithmetic, compare, prose
from rag.reader.asserted import attributed, each, scoped, settled, staged, yes
from rag.reader.candidate import Candidate
from rag.reader.choose import candidates, fitting, taken, taken_of
from rag.reader.derived import LEVELS
from rag.reader.sides import of_regions, sides
from rag.reader.verdict import improved
from rag.reader.wording import claim, figure_text
from rag.types import Answer, Basis, Evidence, Outcome, Quantity, Query


def decide(query: Query, evidence: Evidence) -> Answer | None:
    """The sentence that decides, and yes or no where the words themselves decide it."""
    return next(filter(None, (step(query, evidence) for step in _STEPS)), None)


_FASTER = re.compile("提高|加快|上升|提升|扩大|高出|快了?$")
_SLOWER = re.compile("回落|放缓|下降|收窄|降低|减少|慢了?$")


def _sped(query: Query, evidence: Evidence) -> Answer | None:
    """Whether a rate is above the last year's, where the report says by how many points."""
    up = re.search("[快高大多升涨]", query.standalone) is not None
    down = re.search("[慢低小少降]", query.standalone) is not None
    if len(query.years) != 2 or len(query.indicators) != 1 or up == down:
        return None
    last, first = max(query.years), min(query.years)
    if last - first != 1:
        return None
    bare = replace(query, intent=asks.FIGURE, years=(last,), units=(), kinds=(), operands=())
    found = [c for c in candidates(bare, evidence) if not set(c.faults) - {"kind"}]
    for one in found:
        than = re.search(rf"[比较](?:上年|去年|{first}年)", one.left)
        faster, slower = _FASTER.search(one.left), _SLOWER.search(one.left)
        points = one.observation.quantity.unit == "百分点"
        if not (points and than) or bool(faster) == bool(slower):
            continue
        rate = [c for c in found if c.where == one.where and c.figure < one.figure][-1:]
        claims = [claim(c, figure_text(query, c)) for c in (*rate, one)]
        return settled(query, so=bool(faster) == up, claims=claims, denied="不是，")
    return None


def _as_claimed(query: Query, evidence: Evidence) -> Answer | None:
    """Whether the figures are as large, or as small, as the question says; of all its places."""
    claimed = _claimed(query)
    if claimed is None:
        return None
    if len(query.regions) < 2 or not _OF_ALL.search(query.standalone):
        return _reached(query, evidence, claimed)
    every = [
        _reached(replace(query, regions=(r,), operands=()), of_regions(evidence, [r.full]), claimed)
        for r in query.regions
    ]
    claims = tuple(c for answer in every if answer for c in answer.claims)
    if not all(every) or not claims:
        return None
    so = all(a.text.startswith(yes(query, so=True)) for a in every if a)
    return settled(query, so, claims, denied="不是，")


def _reached(query: Query, evidence: Evidence, claimed: Quantity) -> Answer | None:
    """Whether a figure is as large, or as small, as the question says: 过百亿了吗, 降到40以下没有.

    What grew or was added is set back where the whole is spoken of.
    """
    told = _PASSED.sub("", query.standalone.partition(claimed.written)[0])
    bare = replace(
        query,
        intent=asks.FIGURE,
        terms=tuple(t for t in query.terms if t in told or not query.indicators),
        units=(claimed.unit,) if claimed.unit else (),
        basis=query.basis or (Basis.ACTUAL if _HAPPENED.search(query.standalone) else None),
        operands=(),
    )
    good = taken(bare, evidence)
    of_its_size = [c for c in good if _of_size(c.observation.quantity.value, claimed.value)]
    whole = _MORE.search(query.standalone) is None and claimed.unit not in ("%", "百分点")
    of_its_size.sort(key=lambda c: whole and c.observation.kind in ("added", "growth", "decline"))
    if not of_its_size:
        return None
    said, true = figure_text(query, of_its_size[0]), of_its_size[0].observation.quantity
    small = _AT_MOST.search(query.standalone) is not None
    so = true.value <= claimed.value if small else true.value >= claimed.value
    cited = claim(of_its_size[0], said)
    text = f"{yes(query, so)}{said}。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(cited,))


_HAPPENED = re.compile("[了过](?:没有?|吗|吧)?[？?]?$")
_MORE = re.compile("新增|净增|增加|增长|减少|下降|[多少降减涨]了")
_AT_MOST = re.compile("不到|不足|不超|低于|少于|小于|以[下内]|降[到至]|控制在|压[到减]")


def _of_size(value: Decimal, claimed: Decimal) -> bool:
    """Whether a figure may be what one of some size is said of."""
    return not claimed or Decimal("0.1") <= abs(value / claimed) <= 10


_ORDINAL = r"[一二三四五六七八九十\d]+"
_FIRST = re.compile(
    rf"(?<![前头])第(?P<n>{_ORDINAL})(?![季产次批期届步个条])|(?P<top>前)(?P<m>{_ORDINAL})[名位强甲]?"
    r"(?=[了吗吧没行列之，？?]|$)|首位|榜首|头一?名|头把交椅|第一(?=[了吗吧没？?]|$)"
)


def _ranked(query: Query, evidence: Evidence) -> Answer | None:
    """Whether a rank is the one that the question puts forward."""
    asked = _FIRST.search(query.standalone)
    if asked is None or not (query.indicators or query.terms):
        return None
    if not _PLACED.search(query.standalone):
        return None
    word = asked.group("n") or asked.group("m") or "1"
    number = Decimal(word) if word.isdigit() else han_number(word)
    bare = replace(query, intent=asks.RANK, kinds=("rank",), units=())
    everything = candidates(bare, evidence)
    found = taken_of(bare, evidence, everything)
    if not found or number is None:
        return None
    place = found[0].observation.quantity.value
    so = place <= number if asked.group("top") else place == number
    ranked = [*_placed_so(found[0], everything), found[0]]
    claims = [claim(c, figure_text(query, c)) for c in ranked]
    return settled(query, so, claims, denied="不是，")


def _placed_so(rank: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    """The figure by which something takes its place: 增长9%，全省第1."""
    before = [
        c
        for c in found
        if c.where == rank.where
        and c.figure < rank.figure
        and c.observation.kind in (*LEVELS, "growth", "decline")
        and c.observation.subject in rank.observation.subject
    ]
    return sorted(before, key=lambda c: c.figure)[-1:]


_PLACED = re.compile("[全各][国省市县区]|榜首|头把|[排列居位]|名次|挤进|进入|跻身|当中|里头?")
"""What says that an ordinal is a place among others."""

_THAN_ALL = r"比全[国省市][^，。]{0,6}"
_AHEAD = re.compile(
    r"跑赢|高于|超过|快于|大于|多于|低于|慢于|少于|小于|落后于"
    rf"|{_THAN_ALL}(?:[还更要]{{0,2}}(?:高|快|凶|猛|厉害|大|多|强)|[还更要]{{0,2}}(?:低|慢|少|小|弱))"
)
_BEHIND = re.compile("低于|慢于|少于|小于|落后于|[低慢少小弱]$")


def _is_behind(text: str) -> bool:
    """Whether what is set against another is said to be the less: 低于, 比全国慢."""
    word = _AHEAD.search(text)
    return word is not None and _BEHIND.search(word.group()) is not None


def _ahead_of_all(query: Query, evidence: Evidence) -> Answer | None:
    """Whether a place is ahead of the whole (全省, 全国), where its report says by how much."""
    whole = re.search(r"全[国省市]", query.standalone)
    if whole is None or len(query.indicators) != 1 or not _AHEAD.search(query.standalone):
        return None
    behind = _is_behind(query.standalone)
    bare = replace(query, intent=asks.FIGURE, units=("%", "百分点"), kinds=("growth", "decline"))
    found = fitting(bare, evidence)
    for one in found:
        text = one.passage.reading.text[one.clause[0] : one.figure[0]]
        said = re.search(rf"(高于|快于|超过|高出|低于|慢于)[^，；。\d]{{0,6}}{whole.group()}", text)
        if said is None:
            continue
        so = (said.group(1) in ("低于", "慢于")) == behind
        own = [c for c in found if c.sentence == one.sentence and c.figure < one.figure][-1:]
        return settled(query, so, [claim(c, figure_text(query, c)) for c in (*own, one)])
    asked = replace(query, intent=asks.ENTITY, terms=())
    for segment in prose.segments(asked, evidence):
        said = re.search(
            rf"(?:高于|快于|超过|低于|慢于|落后于?|不及)[^，；。]{{0,6}}{whole.group()}",
            segment.text,
        )
        if said and segment.coverage >= 1.0 and prose.timely(asked, segment):
            answer = prose.quoted(query, [segment])
            so = (_BEHIND.search(said.group()) is not None or "不及" in said.group()) == behind
            return replace(answer, text=yes(query, so, denied="不是，") + answer.text)
    return None


_BETTER = re.compile("变?好|改善|提升")


def _between(query: Query, evidence: Evidence) -> Answer | None:
    """Whether the first of two sides is what the question says of it beside the second."""
    if len(query.operands) != 2:
        return None
    answer = compare.compare(replace(query, intent=asks.COMPARE), evidence)
    values = [c.quantity.value for c in answer.claims if c.quantity] if answer else []
    if answer is None or len(values) != 2:
        return None
    above, text = values[0] > values[1], query.standalone
    if _BETTER.search(text):
        found = [s.found.observation for s in sides(query, evidence) if s.found is not None]
        so = improved(query, found, above) and values[0] != values[1]
    elif _DOWN.search(text) or _is_behind(text):
        so = values[0] < values[1]
    elif _UP.search(text) or _AHEAD.search(text) or re.search("[更比].*[高多快大]", text):
        so = above
    else:
        return answer
    return replace(answer, query=query, text=yes(query, so) + answer.text)


def _ahead(query: Query, evidence: Evidence) -> Answer | None:
    """Whether the first of two indicators is ahead of the second."""
    if len(query.indicators) != 2 or not _AHEAD.search(query.standalone):
        return None
    answer = compare.compare(replace(query, intent=asks.COMPARE), evidence)
    if answer is None or len(answer.claims) != 2:
        return answer
    one, other = (c.quantity.value if c.quantity else None for c in answer.claims)
    if one is None or other is None:
        return answer
    so = one < other if _is_behind(query.standalone) else one > other
    return replace(answer, query=query, text=yes(query, so) + answer.text)


_UP = re.compile(
    r"增长|增加(?!值)|上升|提高|涨|比.{1,6}(?:多|高)(?!少)|rise|rose|grow|grew|increase",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"下降|减少|降低|跌|比.{1,6}(?:少|低)|fall|fell|drop|decline|decrease", re.IGNORECASE
)


def _moved(query: Query, evidence: Evidence) -> Answer | None:
    """Whether an indicator rose or fell in a year: its growth rate, else two years' values."""
    up, down = _UP.search(query.standalone), _DOWN.search(query.standalone)
    if not query.indicators or len(query.years) != 1 or bool(up) == bool(down):
        return None
    if _claimed(query) is not None:
        return None
    bare = replace(query, intent=asks.FIGURE, kinds=("growth", "decline"), units=("%",))
    bare = replace(bare, basis=query.basis or Basis.ACTUAL)
    if found := [c for c in fitting(bare, evidence) if c.observation.kind in ("growth", "decline")]:
        one = found[0].observation
        fell = (one.kind == "decline") != (one.quantity.value < 0)
        cited = claim(found[0], figure_text(query, found[0]))
        return settled(query, fell == bool(down), [cited])
    year = query.years[0]
    both = replace(
        query, years=(year, year - 1), kinds=(), intent=asks.DIFFERENCE, basis=Basis.ACTUAL
    )
    answer = arithmetic.difference(both, evidence)
    if answer is None or len(answer.claims) != 3:
        return None
    values = {c.years: c.quantity.value for c in answer.claims if c.quantity}
    fell = values.get((year,), 0) < values.get((year - 1,), 0)
    return replace(answer, query=query, text=yes(query, fell == bool(down)) + answer.text)


_OF_ALL = re.compile(r"都|全部|全都|均|完成|办完|完工|落实|兑现|建成|\ball\b")
_REACHED = re.compile(
    r"(?:到|达|过|超|破|是|为|有|足|满|于|了|[高低多少]|增长|下降|降|涨)[\u4e00-\u9fff]?$"
)


_GATES = re.compile("大?关口?|门槛")
_SAID = re.compile("以[上下内]|[多余]?(?:的?(?:目标|水平))?[了吗没吧？?，]|$")
_PASSED = re.compile(r"(?:[过破超达到满够上]|不到|不足|低于|少于)了?$")


def _claimed(query: Query) -> Quantity | None:
    """The figure that a yes-or-no question puts forward: 到5.3亿斤了吧, 一半以上吗."""
    text = _GATES.sub("", query.standalone)
    if "两位数" in text:
        return Quantity(value=Decimal(10), unit="%", written="两位数")
    for figure in figures(text):
        if _OF_ALL.search(text) and not _REACHED.search(text[: figure.start]):
            continue  # 18项实事都办完了吗: the figure only says what is spoken of
        if figure.is_year or figure.bare or figure.is_rank:
            continue
        if figure.quantity.unit == "成":
            tenths = figure.quantity
            return replace(tenths, value=tenths.value * 10, unit="%")
        before, behind = text[: figure.start], text[figure.end :]
        if _PASSED.search(before) or (not figure.han and _SAID.match(behind)):
            return figure.quantity
        if not figure.han and _REACHED.search(before):
            return figure.quantity
    if half := re.search("一半|[过超]半(?![年天月日价])", text):
        return Quantity(value=Decimal(50), unit="%", written=half.group())
    return None


_STEPS: tuple[Callable[[Query, Evidence], Answer | None], ...] = (
    each,
    _ranked,
    scoped,
    _as_claimed,
    attributed,
    _between,
    _sped,
    _ahead_of_all,
    _ahead,
    _moved,
    staged,
    prose.quote,
)
"""What is tried, in this order."""
