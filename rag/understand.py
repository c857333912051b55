"""A question and the turns before it → a Query: places, years, indicators, basis, intent, terms.

Pure: it knows the library only as report cards. Every value it reads off the turn before is
named in ``Query.inherited``, so that the page can show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag import asks
from rag.earlier import MEASURES_ALONE, VERBS_ALONE, of_turns
from rag.indicators import named as indicators_in
from rag.mentions import STATE
from rag.numerals import figures, is_unit
from rag.operands import Operand, operands, spelled
from rag.placing import loaded_of, places, without
from rag.regions import gazetteer
from rag.script import simplify
from rag.topic import official, terms_of
from rag.turn import Said, read
from rag.types import Basis, Query, Region, ReportCard, Working
from rag.wanted import MOVED_BY, size_and_change
from rag.words import tagged
from rag.workings import AVERAGE, GAP, REST, SHARE, working
from rag.years import reports_in, undated

Turn = tuple[str, str]
"""(question, answer) of an earlier turn."""

_FOLLOWS = re.compile(
    r"^(那|那么|它|其|这|该|换成|再|还有|另外|然后|and |what about|how about)|"
    r"呢[？?]?$|^(分别|一共|总共|现在|目标|累计|比上年)"
)


def understand(question: str, history: Sequence[Turn], library: Sequence[ReportCard]) -> Query:
    """The query of the last turn. ``history`` is oldest first."""
    turns: list[Query] = []
    named: dict[str, Region] = {}
    for earlier, answer in history[-6:]:
        before = turns[-1] if turns else None
        turns.append(_answered(_turn(earlier, before, library, ()), answer, library))
        named.update({region.code: region for region in turns[-1].regions})
    query = _turn(question, turns[-1] if turns else None, library, tuple(named.values()))
    return of_turns(query, turns)


def _answered(before: Query, answer: str, library: Sequence[ReportCard]) -> Query:
    """A turn with what its answer told: the place, where the question named none, and its words."""
    text = simplify(answer)
    mentions = [m for m in places(text, library) if m.exact]
    quantities = (f.quantity for f in figures(text) if not (f.is_year or f.bare))
    before = replace(before, told=tuple(quantities))
    if not (before.regions or before.missing):
        regions, _ = loaded_of(mentions, library)
        before = replace(before, regions=regions if len(regions) == 1 else ())
    told = terms_of(without(text, mentions), text)[:_TOLD]
    if (subject := _in_other_words(before, told, text)) is not None:
        before = subject
    kept = tuple(t for t in told if t not in before.terms and t not in before.background)
    return replace(before, background=(*before.background, *kept))


def _in_other_words(before: Query, told: Sequence[str], answer: str) -> Query | None:
    """A question with the words by which its answer names the figure, where it has none of them.

    腰包鼓了多少 is answered by 农民人均纯收入增长3.4%: what comes next is about that income.
    """
    first = next((f for f in figures(answer) if not f.is_year and f.quantity.unit), None)
    if first is None or before.indicators or not before.terms:
        return None
    lead = answer[: first.start]
    names = tuple(dict.fromkeys(n.name for n in indicators_in(lead)))
    words = tuple(t for t in told if t in lead and not is_unit(t))
    if len(names) > 1:
        return None
    if any(t in answer for t in before.terms):
        return replace(before, indicators=names) if names else None
    if not (words or names):
        return None
    background = (*before.background, *before.terms)
    return replace(before, terms=words, indicators=names, background=background)


_TOLD = 8
"""Words of an answer that still colour the question after it."""


def _turn(
    question: str,
    before: Query | None,
    library: Sequence[ReportCard],
    named: tuple[Region, ...],
) -> Query:
    """``named`` are the places of the turns before; 两县 and 哪个县 mean those if they are two."""
    shift = _shift(question) if before is not None else 0
    said = read(_SHIFTS.sub("", question) if shift else question, before, library)
    said = replace(said, query=replace(said.query, question=question))
    if said.everywhere and len(named) > 1:
        said = replace(said, everywhere=False, query=replace(said.query, regions=named))
    query = said.query
    if before is not None and _is_follow_up(said, before):
        query = _inherit(said, before, shift)
    if not query.regions and not query.missing and len({c.region.code for c in library}) == 1:
        query = replace(query, regions=(library[0].region,))
    if query.regions and query.missing and query.intent != asks.COMPARE:
        # 帮扶广西哪两个县: a place beside the one asked about is a word like others.
        text = simplify(query.question)
        told = [
            m.written
            for m in places(text, library)
            if any(r.name in query.missing for r in m.regions[:1])
        ]
        query = replace(query, missing=(), terms=tuple(dict.fromkeys((*query.terms, *told))))
    query = _from_above(query, library)
    sides = _sides(query, before, library)
    if sides:
        regions = (*query.regions, *(r for s in sides for r in s.regions))
        query = replace(query, regions=tuple(dict.fromkeys(regions)))
        if query.intent in (asks.FIGURE, asks.RANK) and _SETS_AGAINST.search(query.question):
            query = replace(query, intent=asks.COMPARE)
        elif _things(query, sides) and _ALTOGETHER.search(query.question):
            query = replace(query, intent=asks.SUM)
    query = replace(query, standalone=_standalone(query), operands=sides)
    return replace(query, working=_working(query, library))


_SETS_AGAINST = re.compile(
    r"哪|谁|各|分别|还是|跑赢|怎么排|变化|变好|变差|[高低快慢大多少宽]了?[还没]"
)
"""What of a question asks how things stand to each other, whatever else it asks."""
_ALTOGETHER = re.compile("一共|总共|共计|总计")
"""What asks for a sum, if several things are named."""
_OF_TWO = frozenset({asks.COMPARE, asks.DIFFERENCE, asks.SUM, asks.OUTCOME, asks.YESNO})


def _things(query: Query, sides: Sequence[Query]) -> bool:
    """Whether a question for a figure names several things of one year."""
    return query.intent == asks.FIGURE and len({side.years for side in sides}) == 1


def _sides(query: Query, before: Query | None, library: Sequence[ReportCard]) -> tuple[Query, ...]:
    """A query for each thing that a question sets against another."""
    _, text = reports_in(spelled(simplify(query.question).strip()))
    patterns = (_SETS_AGAINST, _ALTOGETHER)
    apart = query.intent in _OF_TWO or "倍" in text or any(p.search(text) for p in patterns)
    if query.language != "zh" or not apart or asks.held_to(text):
        return ()
    spots = [(m.start, m.end) for m in places(text, library)]
    told = operands(text, spots)
    sides = [_side(query, read(one.text, before, library).query, one) for one in told]
    apart = len({s.indicators for s in sides if s.indicators}) == len(sides)
    if len(query.indicators) == len(sides) > 1 and not apart:
        # 城里人一年比乡下人多挣多少: what is measured the whole question says
        pairs = zip(sides, query.indicators, strict=True)
        sides = [replace(s, indicators=(name,), terms=()) for s, name in pairs]
    dated = [s for s in sides if s.years]
    found: list[Query] = []
    for side in sides:
        if not side.years:
            years = (query.delivered[:1] if query.delivered else ()) if dated else query.years
            side = replace(side, years=years)
        lead = found[0] if found else side
        if lead.basis is Basis.TARGET and side.basis is None and side.years != lead.years:
            moved = re.search(r"调[高低]|[上下]调|放宽|收紧", text)
            side = replace(side, basis=Basis.TARGET if moved else Basis.ACTUAL)
        found.append(side)
    return tuple(found) if len(set(found)) > 1 else ()


_COUNTS = frozenset({"户数", "家数", "个数", "人数", "总数", "数量", "数目"})
"""Words that only say that the things named are counted."""


def _side(query: Query, own: Query, told: Operand) -> Query:
    """One side, with what it leaves out taken from the whole question."""
    if not (own.regions or own.missing):
        own = replace(own, regions=query.regions, told_of=query.told_of)
    if not (own.indicators or own.terms):
        own = replace(own, indicators=query.indicators, terms=query.terms)
    units = own.units
    if query.intent == asks.DIFFERENCE:
        points = "百分点" in query.units
        units = ("%",) if points else tuple(u for u in query.units if u != "%")
    elif query.intent == asks.SUM:
        own = replace(own, kinds=())
    elif set(own.kinds) == {"growth", "decline"}:
        units = ("%", "百分点")
    if own.indicators:
        own = replace(own, terms=tuple(t for t in own.terms if t not in _COUNTS))
    return replace(
        own,
        standalone=told.own,
        intent=query.intent,
        delivered=query.delivered,
        background=query.background,
        units=units,
        firm=True,
    )


_RATES = frozenset({"%", "百分点", "成"})


_MONEY = ("元", "美元", "港元")
_OF_MONEY = re.compile("投资|资金|收入|支出|[总产]值|增加值|[总税金额]额")


def _working(query: Query, library: Sequence[ReportCard]) -> Working | None:
    """How a question about one place says its answer is to be worked out."""
    told = working(simplify(query.question)) if query.language == "zh" else None
    if told is None or len(query.regions) > 1:
        return None
    sizes = tuple(u for u in query.units if u not in _RATES)
    money = _MONEY if _OF_MONEY.search(told.parts[-1]) else ()
    units = {
        REST: (sizes, sizes),
        SHARE: (money, money),
        AVERAGE: (sizes, None),
        GAP: (sizes,),
    }[told.kind]
    parts: list[Query] = []
    for text, wanted in zip(told.parts, units, strict=True):
        own = read(text, None, library).query
        if not (own.indicators or own.terms):  # 撇开2014年: the same in that year
            lead = parts[0] if parts else query
            own = replace(own, indicators=lead.indicators, terms=lead.terms)
        years = own.years or query.years
        place = query.regions[0].short or query.regions[0].name if query.regions else ""
        named = place + "、".join(f"{y}年" for y in years) + undated(text)
        part = replace(
            own,
            question=f"{named}是多少",
            standalone=f"{named}是多少",
            intent=asks.FIGURE,
            regions=query.regions,
            missing=(),
            years=years,
            delivered=query.delivered,
            units=own.units if wanted is None else wanted,
            kinds=(),
            qualifiers=tuple(q for q in own.qualifiers if q != "占"),
        )
        parts.append(part)
    return Working(kind=told.kind, parts=tuple(parts), counter=told.counter)


def _from_above(query: Query, library: Sequence[ReportCard]) -> Query:
    """A place without a report of its own, looked for in those of the places it lies in."""
    if not query.missing or query.regions or query.intent in (asks.COMPARE, asks.DEFINITION):
        return query
    places = [r for name in query.missing for r in gazetteer().by_name(name)[:1]]
    names = {parent for region in places for parent in region.parents}
    above = [
        c.region
        for c in library
        if c.region.name in names or (not names and c.region.code == STATE)
    ]
    if not above:
        return query
    told = tuple(region.short or region.name for region in places)
    return replace(
        query,
        regions=tuple(dict.fromkeys(above)),
        missing=(),
        told_of=told,
        terms=(*told, *query.terms),
    )


def _is_follow_up(said: Said, before: Query) -> bool:
    query = said.query
    if said.everywhere or query.intent == asks.DEFINITION:
        return False
    own_place = bool(query.regions or query.missing)
    if own_place and asks.delivery(query.standalone):
        return False
    if not own_place and (before.regions or before.missing):
        return True
    if _FOLLOWS.search(said.text.strip().lower()) or _SUCH.search(said.text):
        return True
    return not query.indicators and all(_says_no_thing(t, said.text) for t in query.terms)


def _inherit(said: Said, before: Query, shift: int) -> Query:
    """``shift`` is by how many years a follow-up moves on from the turn before."""
    query, inherited = said.query, []
    if not (query.regions or query.missing) and (before.regions or before.missing):
        query = replace(query, regions=before.regions, missing=before.missing)
        inherited.append("地区：" + "、".join(r.name for r in before.regions))
    if before.told and set(query.units) and set(query.units) <= MOVED_BY:
        query = replace(query, units=(*query.units, *(q.unit for q in before.told if q.unit)))
    if before.years and _YEARS_AHEAD.search(said.text):
        basis = query.basis or Basis.TARGET
        query = replace(query, delivered=tuple(y + 1 for y in before.years), basis=basis)
    elif before.years and (not query.years or shift):
        query = replace(query, years=tuple(y + shift for y in before.years))
        inherited.append("年份：" + "、".join(map(str, query.years)))
    if query.basis is None and before.basis is not None and query.years == before.years:
        query = replace(query, basis=before.basis)
    if asks.elliptic(said.text) and asks.delivery(before.standalone):
        query = replace(query, standalone=f"{query.standalone}{simplify(before.question)}")
    if asks.elliptic(said.text) and size_and_change(before.standalone):
        query = replace(query, standalone=f"{query.standalone}多少，增长多少")
    query, content = _inherit_content(query, said.text, before)
    inherited.extend(content)
    if not query.qualifiers and query.indicators == before.indicators == () and not query.terms:
        query = replace(query, qualifiers=before.qualifiers)
    if "cumulative" in query.kinds or _IN_ALL.search(said.text):
        query = replace(query, qualifiers=tuple(q for q in query.qualifiers if q != "新增"))
    if not query.kinds and query.indicators and asks.elliptic(said.text):
        moves = set(before.kinds) <= {"growth", "decline"}
        level = moves and query.units and not {"%", "百分点"} & set(query.units)
        query = replace(query, kinds=() if level else before.kinds)
    return replace(query, inherited=tuple(inherited))


_IN_ALL = re.compile("总量|总数|存量|总共|一共")
_YEARS_AHEAD = re.compile("(?:往后|今后|未来|接下来)的?[这]?[三五]年")


def _inherit_content(query: Query, text: str, before: Query) -> tuple[Query, list[str]]:
    """What a follow-up asks for, completed from the turn before; and how that is told."""
    if (size := _SIZE.search(text)) and any(t.startswith("超") for t in before.terms):
        other = f"超{size.group(1)}元"  # 10亿以上的呢, after 50亿元以上的项目
        terms = tuple(other if t.startswith("超") else t for t in before.terms)
        before = replace(before, terms=terms)
    such = _SUCH.search(text) is not None
    if not query.indicators and (such or all(_says_no_thing(t, text) for t in query.terms)):
        kept = tuple(t for t in query.terms if len(t) > 1 and t not in VERBS_ALONE)
        if query.intent in (asks.HOW, asks.WHY) and query.years != before.years:
            things = tuple(t for t in before.terms if _is_thing(t))
            before = replace(before, terms=things or before.terms)  # what was done is told
        query = replace(
            query,
            terms=(*before.terms, *(t for t in kept if t not in before.terms)),
            indicators=before.indicators,
            intent=query.intent if asks.says_intent(text) else before.intent,
            units=query.units or _units_kept(query, before),
            kinds=query.kinds or (() if "元" in query.units else before.kinds),
            qualifiers=query.qualifiers or before.qualifiers,
            background=before.background,
        )
        if "人均" in query.qualifiers and query.indicators == ("地区生产总值",):
            query = replace(query, indicators=("人均地区生产总值",))
        told = "、".join(before.indicators or before.terms)
        return query, ["内容：" + told] if told else []
    if query.intent == asks.RANK and not query.indicators and before.indicators:
        query = replace(query, indicators=before.indicators)
    elif not query.indicators:
        kept = tuple(t for t in (*before.terms, *before.indicators) if t not in query.terms)
        if asks.elliptic(text):
            # 那风电呢: the new subject takes the old one's place, only the measure stays.
            kept = tuple(t for t in (*kept, *before.background) if official(t))
            before = replace(before, background=())
        query = replace(query, background=(*kept, *before.background)[:12])
        if not query.units and asks.elliptic(text) and set(before.units) & _MEASURES:
            query = replace(query, units=before.units)
    return query, []


_MEASURES = frozenset(
    ("%", "百分点", "元", "美元", "港元", "人", "人次", "瓦", "千瓦时", "千克", "米", "平方米")
)
"""Units that another thing may well be measured in, too: not 亩, nor what only counts."""


def _is_thing(term: str) -> bool:
    """Whether a word names something, and not what was done to it."""
    return any(tag.startswith(("n", "j", "i", "l")) for _, tag in tagged(term)[-1:])


def _units_kept(query: Query, before: Query) -> tuple[str, ...]:
    """The units of the turn before, but no rates where a total is asked for (总量到底有多少)."""
    rates = "level" in query.kinds and "%" in before.units
    return () if rates else before.units


_SIZE = re.compile(
    r"^(?:那|那么)?(?:超过?|过)?((?:\d+|[一二三四五六七八九十百千]+)?[十百千]*[万亿])"
    r"元?(?:以上|级)?的?呢"
)
"""A follow-up that only names another size of what was counted."""
_SUCH = re.compile("(?:这|那)(?:样|种|类)的?|类似的?|同样的|同类|此类")
"""What asks for a thing of the kind that the turn before was about."""
_NEXT = re.compile(
    r"新(?:的)?一年|第二年|次年|隔年|又?过了?一年|接下来这?一年|再?(?:下|后)一年|转过年|来年"
)
_PREVIOUS = re.compile(r"(?<!比)(?:再?往前(?:推?一年)?|(?:再早|前|上|头)一年(?!比))")
_SHIFTS = re.compile(f"{_NEXT.pattern}|{_PREVIOUS.pattern}")


def _says_no_thing(term: str, text: str) -> bool:
    """Whether a word of a follow-up leaves open what is asked about (那明年打算控制在多少)."""
    if term in VERBS_ALONE or term in MEASURES_ALONE or len(term) < 2:
        return True
    verb = all(tag.startswith("v") and tag != "vn" for _, tag in tagged(term))
    new = text.strip().endswith(("呢", "呢？", "呢?")) or "其中" in text
    return verb and (not new or bool(re.search(rf"{term}(?:的?目标|计划|任务)", text)))


def _shift(text: str) -> int:
    """The years by which a follow-up moves on from the turn before: 那第二年呢, 再往前一年呢."""
    return 1 if _NEXT.search(text) else -1 if _PREVIOUS.search(text) else 0


def _standalone(query: Query) -> str:
    if not query.inherited:
        return query.standalone
    place = "、".join((*(r.name for r in query.regions), *query.missing))
    years = "、".join(f"{y}年" for y in query.years)
    what = "、".join(dict.fromkeys((*query.indicators, *query.terms)))
    basis = {Basis.TARGET: "目标", Basis.ACTUAL: ""}.get(query.basis, "") if query.basis else ""
    return f"{place}{years}{what}{basis}（{query.standalone}）"
