"""Which reports can answer a query: first those of its places and years, then wider ones.

A report delivered in N reviews N-1 and plans N, so a figure of year Y stands in the report of Y
(as a target) or of Y+1 (as an outcome).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag import asks
from rag.types import Basis, Query, ReportCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Reports to be searched, and why they were taken where they are not the first choice."""

    cards: tuple[ReportCard, ...]
    note: str = ""


_PLAN = re.compile(
    r"(?:十[一二三四五六]?|[六七八九])[”\"]?五|[到至](?:20)?\d\d年?|\b(?:by|until) (?:20)\d\d"
)
"""Words by which a year is the end of a five-year plan, not a year of its own."""


_KIND = re.compile(
    r"(?:[两各几哪]|三|四|五)个?(?P<a>[县市区省])(?![域级城场])|(?P<b>[县市区省])里|[全我](?P<c>[县市区省])"
    r"|(?<![一-鿿])(?P<d>[县市区省])(?:财政|政府)"
)
"""Words that say of what kind the place is that a question does not name."""


def _of_kind(query: Query, cards: Sequence[ReportCard]) -> list[ReportCard]:
    """The reports of places of the kind that the question speaks of, without a name: 县里, 两县."""
    said = _KIND.search(query.standalone)
    kind = next(filter(None, said.groups()), "") if said else ""
    return [c for c in cards if kind and c.region.name.endswith(kind)]


def opened_plan(query: Query, year: int) -> bool:
    """Whether the report delivered in ``year`` sets out the five-year plan that is asked about."""
    if query.basis is Basis.ACTUAL or year % 5 != 1 or year + 4 not in query.years:
        return False
    return _PLAN.search(query.question) is not None


def scopes(query: Query, library: Sequence[ReportCard], *, wide: bool = False) -> Iterator[Scope]:
    """The scopes to try in turn; none is a superset that could bring in another place's figure.

    ``wide``: without a year all reports of the places at once, and not the latest ones first.
    """
    if query.missing and not query.regions:
        return
    codes = {r.code for r in query.regions}
    own = [c for c in library if not codes or c.region.code in codes]
    everyone = own
    if not codes:
        own = _of_kind(query, library) or own
    if query.delivered:
        named = tuple(c for c in own if c.year in query.delivered)
        if named:
            yield Scope(cards=named, note=_everywhere(query, named))
        return
    years = set(query.years)
    given: tuple[ReportCard, ...] = ()
    if years:
        given = tuple(
            c for c in own if c.year in years or c.year - 1 in years or opened_plan(query, c.year)
        )
        if given:
            yield Scope(cards=given, note=_everywhere(query, given))
    elif (
        own and codes and not wide and query.intent != asks.DEFINITION and "“" not in query.question
    ):
        recent = _latest(own)
        if len(recent) < len(own):
            yield Scope(cards=recent)
            given = recent
    rest = tuple(own)
    if rest and rest != given:
        yield Scope(cards=rest, note=_widened(query, rest, given) or _everywhere(query, rest))
    if len(everyone) > len(own):
        yield Scope(cards=tuple(everyone), note=_everywhere(query, everyone))
    above = _above(query, library)
    if above:
        labels = "、".join(sorted({f"{c.region.name}{c.year}年" for c in above}))
        yield Scope(
            cards=(*given, *above), note=f"本级报告中没有，扩大到上级地区的报告：{labels}。"
        )


def _above(query: Query, library: Sequence[ReportCard]) -> tuple[ReportCard, ...]:
    """Reports of the places above, where what was done may be told by them too."""
    if query.intent not in (asks.OUTCOME, asks.YESNO, asks.HOW, asks.ENTITY, asks.LIST):
        return ()
    names = {p for r in query.regions for p in r.parents}
    years = set(query.years)
    return tuple(
        c for c in library if c.region.name in names and (not years or {c.year, c.year - 1} & years)
    )


def _latest(cards: Sequence[ReportCard]) -> tuple[ReportCard, ...]:
    newest: dict[str, int] = {}
    for card in cards:
        newest[card.region.code] = max(newest.get(card.region.code, 0), card.year)
    return tuple(c for c in cards if c.year == newest[c.region.code])


def _widened(query: Query, rest: Sequence[ReportCard], given: Sequence[ReportCard]) -> str:
    if not query.years:
        return ""
    years = "、".join(f"{y}年" for y in query.years)
    if not given:
        which = "目标" if query.basis is Basis.TARGET else "数据"
        return f"没有载入写{years}{which}的报告，查了同一地区的其他{len(rest)}份报告。"
    return ""


def _everywhere(query: Query, cards: Sequence[ReportCard]) -> str:
    if query.regions or len(cards) < 2:
        return ""
    return f"问题没有指明地区，查了{len(cards)}份报告。"
