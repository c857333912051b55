"""One turn of a conversation read by itself: places, years, indicators, terms, kind of figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag import asks, wanted
from rag.english import translated
from rag.indicators import OPEN, Named, indicators, mistyped, named, of_output, partial
from rag.numerals import canonical, is_unit
from rag.placing import all_regions, loaded_of, places, scope_of, without
from rag.script import simplify
from rag.topic import chinese, english_terms, terms_of, usual
from rag.types import Query, ReportCard
from rag.years import base_years, reports_in, years_in

_BOTH = re.compile(
    r"(两|各|几|三|四|五)个?[县市区省](?!域|级|城)|[两各]地|分别是哪[县市区]|哪个[县市区]|两份报告"
)
_LATIN = re.compile(r"[A-Za-z]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Said:
    """What one turn says by itself, before anything is inherited."""

    text: str
    query: Query
    everywhere: bool


def _language(text: str) -> str:
    """zh or en; an acronym alone (GDP) is no English question."""
    words = len(re.findall(r"[A-Za-z]{2,}", text))
    return "en" if words > 1 and len(_HAN.findall(text)) * 10 < len(_LATIN.findall(text)) else "zh"


_INSIDE = re.compile(r"里面?[，,]|当中|之中|中[，,]")
"""What stands behind the whole of which a part is asked for: 财政支出里，民生有多少."""
_ENGLISH_SHARE = re.compile(
    r"(?:share|proportion|percent(?:age)?) of (?:the |its |total |all )*(.+?)"
    r"(?= was\b| did\b| is\b|[?,]|$)",
    re.IGNORECASE,
)


def _whole_in_english(asked: str, names: Sequence[Named]) -> list[Named]:
    """The indicators of which an English question wants a share: what share of GDP."""
    said = _ENGLISH_SHARE.search(asked)
    of = {n.name for n in named(chinese(said.group(1)), asking=True)} if said else set()
    return [n for n in names if n.name in of]


_LASTS = re.compile("年均|平均每年|平均增")
_FROM_TO = re.compile(
    r"((?:19|20)\d\d)\s*年?\s*(?:到|至|—|–|-|~)\s*((?:19|20)\d\d)\s*年?|"
    r"[从由自]((?:19|20)\d\d)年?.{0,14}?[到至].{0,10}?((?:19|20)\d\d)年?"
)


def _stretched(read: tuple[tuple[int, ...], str], text: str) -> tuple[tuple[int, ...], str]:
    """The years of a stretch: its last one for what is told of it all, both ends for a change."""
    years, bare = read
    said = _FROM_TO.search(text)
    if said is None:
        return read
    first, last = (int(y) for y in said.groups() if y)
    if _LASTS.search(text):
        return (last,), bare
    return (
        (first, last) if re.search(r"增|减|升|降|涨|提高|变|多了|少了|扩大|翻", text) else years
    ), bare


_UNCOUNTED = frozenset(
    {"%", "百分点", "元", "美元", "港元", "米", "微克/立方米", "年", "月", "天", "工作日"}
)
"""Units of rates, sums and stretches of time."""


def _counted(name: Named, units: Sequence[str]) -> bool:
    """Whether a question asks for a number of things, which the indicator it names has not."""
    return bool(units) and not set(units) & {*_UNCOUNTED, *indicators()[name.name].units}


_SHARE_OF = re.compile(r"占到?了?(?:全[国省市县区])?$")
"""What stands before the whole that a share is of: 占财政支出的多大比例 asks for no spending."""


_FOR = re.compile(r"(?:给|帮|替|(?<![作成认])为)了?(?:全[国省市县区])?$")
"""What stands before those for whom something is done."""
_THEIR_SHARE = re.compile(r"(?!占)[^，。？占]{4,14}的?(?:比例|比重)")
"""What stands behind those of whom a share does something: 规上工业企业设立研发机构的比例."""


def _owns(focus: str, name: Named, names: Sequence[Named]) -> bool:
    """Whether an indicator only says whose share or money is asked for: 规上企业 研发投入."""
    if _THEIR_SHARE.match(focus, name.end):
        return True
    counted = "元" not in indicators()[name.name].units
    return counted and any(
        n.start > name.end
        and not focus[name.end : n.start].strip(" 的")
        and "元" in indicators()[n.name].units
        for n in names
    )


def _done_for(focus: str, name: Named) -> bool:
    """Whether something is done for what an indicator names: 给市场主体减税多少."""
    counted = "元" not in indicators()[name.name].units
    served = counted and _FOR.search(focus[: name.start])
    return bool(served) and bool(terms_of(focus[name.end :], focus))


def read(question: str, before: Query | None, library: Sequence[ReportCard]) -> Said:
    """One turn read by itself."""
    text = simplify(question).strip()
    language = _language(text)
    mentions = places(text, library)
    regions, missing = scope_of(text, loaded_of(mentions, library), mentions, library)
    bare = without(text, mentions)
    if not mentions and regions:
        bare = re.sub(r"中国|我国|全国|国务院", " ", bare)
    here = regions or (before.regions if before else ())
    latest = max((c.year for c in library if not here or c.region in here), default=None)
    delivered, bare = reports_in(bare)
    since, bare = base_years(bare)
    years, bare = _stretched(years_in(bare, latest), bare)
    if delivered and not years and re.search(r"实际|当年|最后|后来|结果", bare):
        years, delivered = delivered, ()
    everywhere = bool(_BOTH.search(text)) and not regions
    if everywhere:
        regions = all_regions(library)
    focus, asked = (chinese(bare), bare) if language == "en" else (usual(bare), bare)
    said = " ".join(translated(bare)) if language == "en" else text
    read = named(focus, asking=True)
    if not read and language == "zh":
        read = mistyped(focus)
    names = [n for n in read if n.name not in OPEN and not partial(focus, n)]
    wholes = [n for n in names if _SHARE_OF.search(focus[: n.start]) or _INSIDE.match(focus, n.end)]
    wholes += _whole_in_english(asked, names)
    units = wanted.units(asked)
    served = [n for n in names if _done_for(focus, n)]
    owners = [n for n in names if n not in wholes and _owns(focus, n, names)]
    aside = (*wholes, *served, *owners)
    names = [n for n in names if n not in aside and not _counted(n, units)]
    rest = focus
    taken = (*names, *served, *owners, *(wholes if names else ()))
    for name in sorted(set(taken), key=lambda n: -n.start):
        rest = rest[: name.start] + " " + rest[name.end :]
    kinds = wanted.kinds(asked)
    sized = set(kinds) <= {"cumulative", "level"}
    plural = len(regions) + len(missing) > 1 or len(years) > 1
    query = Query(
        question=question,
        standalone=text,
        intent=asks.intent(asked, plural=plural),
        regions=regions,
        missing=missing,
        years=years,
        delivered=delivered,
        indicators=tuple(dict.fromkeys(n.name for n in names)),
        terms=(
            (*(n.name for n in owners), *terms_of(rest, text))
            if language == "zh"
            else english_terms(rest, bare)
        ),
        background=tuple(n.name for n in served),
        basis=asks.basis(asked),
        firm=asks.firm(asked),
        language=language,
        units=units or (wanted.by_meaning(asked) if sized and not names else ()),
        kinds=kinds,
        qualifiers=(*wanted.qualifiers(said), *since),
    )
    if language == "en":
        query = _measured(query)
    return Said(text=bare, query=_settled(query, text), everywhere=everywhere)


_PHYSICAL = frozenset(
    ["米", "平方米", "立方米", "千克", "公顷", "千瓦时", "瓦", "美元", "港元", "人次", "标箱"]
)


def _measured(query: Query) -> Query:
    """The terms of a translated question that are units, as units (square metres, US dollars)."""
    measured = [t for t in query.terms if is_unit(t) and canonical(t)[0] in _PHYSICAL]
    units = tuple(canonical(t)[0] for t in measured)
    terms = tuple(t for t in query.terms if t not in measured)
    if not (query.units or units or query.kinds or query.indicators) and _COUNTED.search(
        query.question
    ):
        units = wanted.COUNTERS
    return replace(query, terms=terms, units=query.units or units)


_COUNTED = re.compile(r"(?<!by )\bhow many\b", re.IGNORECASE)


def _settled(query: Query, text: str) -> Query:
    """City and country people's income, and single everyday words, as indicators."""
    if (
        not query.indicators
        and len(query.terms) == 1
        and query.terms[0] in _BARE
        and not re.search(r"政府投资|投资(?:计划|项目|额度)", text)
        and not query.qualifiers
    ):
        query = replace(query, indicators=(_BARE[query.terms[0]],), terms=())
    names = list(query.indicators)
    urban, rural = "城镇居民人均可支配收入", "农村居民人均可支配收入"
    of_money = not query.units or {"元", "%"} & {*query.units}
    income = "居民人均可支配收入" in names or (
        of_money and re.search(r"挣|赚|收入(?!倍差|差距|之?比(?:是|有|多|$))", text)
    )
    if (
        income
        and re.search(r"城里人?|城镇居民|城市居民|城镇(?!新增|就业|职工)|城乡", text)
        and urban not in names
    ):
        names.append(urban)
    if income and re.search(r"农村人?|农民|村里人?|乡下人?|城乡", text) and rural not in names:
        names.append(rural)
    if _BOTH_KINDS.search(text):
        names = [n for n in names if n not in (urban, rural)] + ["居民人均可支配收入"]
    names = [of_output(n, text) for n in names]
    if "share" in query.kinds and len(names) > 1 and "地区生产总值" in names:
        names.remove("地区生产总值")  # 占GDP比重: what it is a share of
    if (urban in names or rural in names) and "居民人均可支配收入" in names:
        names.remove("居民人均可支配收入")
    output, firms = "规模以上工业增加值", "规模以上工业企业"
    if firms in names and not re.search(r"企业|[家户]|enterprises|firms|companies", text):
        names = [output if n == firms else n for n in names]
    gone = set(_BESIDE) if names else set()
    if any("平均" in n for n in names):
        gone |= {"均值", "平均", "平均值"}
    gone |= {
        w
        for n in names
        if "人均可支配收入" in n
        for w in (
            "城里人",
            "农村居民",
            "城镇居民",
            "支配",
            "农村",
            "农村人",
            "乡下人",
            "乡下",
            "农民",
            "城里",
            "平均",
            "挣",
            "收入",
            "城镇",
            "城乡",
            "城乡居民",
        )
    }
    return replace(
        query,
        indicators=tuple(dict.fromkeys(names)),
        terms=tuple(t for t in query.terms if t not in gone),
    )


_BOTH_KINDS = re.compile("城乡居民(?:的?人均)?(?:可支配)?收入(?![比差倍]|.{0,3}差)")
"""Everyone's income, of which a report may give the two parts only."""
_BESIDE = ("空气", "空气质量", "环境", "经济", "社会", "情况")
"""Words that say nothing beside an indicator."""
_BARE = {
    "投资": "固定资产投资",
    "经济": "地区生产总值",
    "收入": "居民人均可支配收入",
    "消费": "社会消费品零售总额",
}
"""What a single everyday word stands for where nothing else is said."""
