"""Follow-ups that work with the figures of the turns before: 两年加起来, 还差多少, 占比多少."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag import asks
from rag.script import simplify
from rag.types import Basis, Query, Working
from rag.workings import SHARE

VERBS_ALONE = frozenset(
    {"发展", "净增", "增加", "增长", "新增", "减少", "下降", "提高", "完成", "建设", "继续"}
)
"""Words of a follow-up that say only what happens to the thing asked about before."""


MEASURES_ALONE = frozenset(
    {
        *("任务量", "目标值", "任务", "口号", "水平", "幅度", "变动幅度", "数字", "情况", "动工"),
        *("落地", "放到", "前者", "后者", "占比", "产量", "数量", "总量", "总额", "金额"),
        *("数额", "规模"),
    }
)
"""Words of a follow-up that say only which value is meant."""

_A_WHILE = re.compile("[一每]个?[年月天]")
_ADDED_UP = re.compile(r"加(?:起来|一块儿?|在一起|一起|总)|合计|合起来|一共|总共|总和")
_APART = re.compile(r"还差|相差|差(?:了|距)?(?:是|有)?(?:多少|几)")
_THAN_YEAR = re.compile(
    r"[比较跟和与同](?:上年|去年|头一年|前一年|上一年|((?:19|20)\d\d)年)末?(?:相?比)?[，,]?[^，。多少增涨减降]{0,6}"
    r"(?P<word>多(?!少)|(?<!多)少|净增|净减|[增涨减降][加长少]?)了?(?:[^，。百]{0,3}(?:多少|几))(?P<unit>.?)"
)
"""What asks how much more or less it was than in another year, as a size: 比头一年多花了几个亿."""
_UP_OR_DOWN = re.compile(
    r"(?:[涨升增多高快]|加码|扩大)[了些]?还是[^，。]{0,6}(?:[跌降掉减少低慢]|缩)"
    r"|(?:[跌降掉减少低慢]|缩[小减])[了些]?还是[^，。]{0,6}(?:[涨升增多高快]|加码)"
    r"|是不是[^，。？?]{0,4}[涨升增多高跌降掉减少低]了"
)
"""What asks which way a thing has gone since the year of the turn before."""
_OF_THREE, _THREE = re.compile(r"[三3][块类项者个处种]"), 3
_TIMES = re.compile(r"[前后]者是[前后]者的?(?:几|多少)倍")
_SHARE = re.compile(
    r"^[那这]?(?:占比?|比重|比例)(?:大[概约])?(?:是|有|达|为)?(?:多少|百分之几|几成|多大)"
)
"""What a follow-up asks of the last two figures: how many times, what share the later one is."""
_OF_MORE = re.compile(r"[三四五六](?:[块类项者个处种]|年)|几[块类种]|各|分别|、")
"""What tells that there are more figures than one to a turn."""
_THE_TWO = re.compile("[这那]?(?:两|俩)[类种项者个块笔样边]")
_EACH_OF = re.compile(rf"{_THE_TWO.pattern}|分别|各(?:是|为|有|自|定)")
"""What speaks of the things of both turns before."""
_THAN_THAT = re.compile(r"比(?:它|这个?|那个?|前者|上面|刚才)(?:说?的)?(?:数|还)?")


def of_turns(query: Query, turns: Sequence[Query]) -> Query:
    """A follow-up that works with the figures of the turns before it: 两年加起来, 还差多少."""
    text = simplify(query.question)
    if not turns or query.language != "zh":
        return query
    if _THAN_THAT.search(text):
        kept = tuple(t for t in query.terms if t in turns[-1].terms) or turns[-1].terms
        own = replace(query, terms=kept, indicators=query.indicators or turns[-1].indicators)
        return _set_apart(query, asks.DIFFERENCE, (own, turns[-1]))
    said = {t for turn in turns[-2:] for t in (*turn.terms, *turn.background)}
    new = {
        t
        for t in query.terms
        if not (
            t in VERBS_ALONE
            or t in MEASURES_ALONE
            or _A_WHILE.fullmatch(t)
            or any(t in s for s in said)
        )
    }
    alone = not set(query.indicators) - {*turns[-1].indicators, *said}
    alone = alone and (not new or _THE_TWO.search(text) is not None)
    if len(turns) > 1 and alone and _EACH_OF.search(text) and not _APART.search(text):
        pair = tuple(
            replace(t, years=query.years or t.years, basis=query.basis or t.basis, told=())
            for t in turns[-2:]
        )
        if pair != turns[-2:] and len({(p.terms, p.indicators) for p in pair}) > 1:
            return _set_apart(query, asks.COMPARE, pair)
    than = _THAN_YEAR.search(text)
    if than and alone and len(turns[-1].years) == 1 and _of_size(than, query):
        year = int(than.group(1)) if than.group(1) else turns[-1].years[0] - 1
        return _set_apart(query, asks.DIFFERENCE, (turns[-1], replace(turns[-1], years=(year,))))
    turned = _UP_OR_DOWN.search(text)
    if turned and any(t not in text[max(0, turned.start() - 2) : turned.end() + 3] for t in new):
        turned = None
    if turned and len(query.years) == len(turns[-1].years) == 1 and query.years != turns[-1].years:
        now = replace(turns[-1], years=query.years, basis=query.basis)
        intent = asks.DIFFERENCE if re.search("多少|几", text) else asks.COMPARE
        return _set_apart(query, intent, (now, turns[-1]))
    if len(turns) < 2 or not alone or query.years != turns[-1].years:
        return query
    return _of_last(query, text, turns)


def _of_last(query: Query, text: str, turns: Sequence[Query]) -> Query:
    """A follow-up that works with the last figures: 三块合计是多少, 占比多少, 还差多少."""
    if _OF_THREE.search(text) and _ADDED_UP.search(text):
        every = tuple(side for turn in turns for side in turn.operands or (turn,))
        return _set_apart(query, asks.SUM, every) if len(every) == _THREE else query
    if _TIMES.search(text):
        pair = turns[-2:] if text.startswith("前") else turns[:-3:-1]
        return _set_apart(query, asks.FIGURE, tuple(pair))
    if _SHARE.search(text) and not query.operands:
        whole, part = (_sized(turn) for turn in turns[-2:])
        return replace(query, working=Working(kind=SHARE, parts=(part, whole), counter=""))
    of_two = not any(_OF_MORE.search(t) for t in (text, *(x.question for x in turns[-2:])))
    if query.operands or not of_two:
        return query
    if _ADDED_UP.search(text):
        return _set_apart(query, asks.SUM, (turns[-2], turns[-1]))
    if _APART.search(text):
        return _set_apart(query, asks.DIFFERENCE, (turns[-1], turns[-2]))
    return query


def _of_size(than: re.Match[str], query: Query) -> bool:
    """Whether it is a size that is asked for, not a rate: 增加了多少亿, not 增长多少."""
    rates = {"%", "百分点"}
    sized = bool(set(query.units) - rates) or than.group("unit") in "个万亿"
    return sized or than.group("word") in ("多", "少", "净增", "净减")


def _set_apart(query: Query, intent: str, sides: tuple[Query, ...]) -> Query:
    """The query with others set against each other; what is no target is what was done."""
    rates = bool({"%", "百分点"} & set(sides[1].units))
    meant = any(side.basis is Basis.TARGET for side in sides)
    told = []
    for side in sides if rates else map(_sized, sides):
        basis = Basis.ACTUAL if meant and side.basis is None else side.basis
        told.append(replace(side, intent=intent, operands=(), basis=basis))
    regions = tuple(dict.fromkeys(r for side in (*sides, query) for r in side.regions))
    years = tuple(dict.fromkeys(y for side in (query, *sides) for y in side.years))
    return replace(query, intent=intent, operands=tuple(told), regions=regions, years=years)


def _sized(side: Query) -> Query:
    """A question for a size: without what asks by how much it moved."""
    units = tuple(u for u in side.units if u not in _RATES)
    return replace(side, kinds=tuple(k for k in side.kinds if k not in _MOVES), units=units)


_MOVES, _RATES = ("growth", "decline"), ("%", "百分点", "米", "微克/立方米")
