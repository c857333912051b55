"""The sides of a comparison: places, years, indicators, things set against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag import asks
from rag.reader.candidate import Candidate
from rag.reader.choose import fitting
from rag.types import (
    Basis,
    Evidence,
    Query,
)
from rag.years import years_in


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what is asked there and what was found."""

    label: str
    query: Query
    found: Candidate | None


def sides(query: Query, evidence: Evidence) -> list[Side]:
    """A query for every place, year or basis that is set against another."""
    queries = (
        _by_wording(query)
        or _by_place(query)
        or _by_year(query)
        or _by_indicator(query)
        or _by_item(query)
    )
    found: list[Side] = []
    for label, one in queries:
        whole = Side(label, one, best_of(one, evidence))
        parts = PARTS.get(one.indicators[0], ()) if len(one.indicators) == 1 else ()
        if whole.found is None and parts:
            by_part = [replace(one, indicators=(p,)) for p in parts]
            sides_of = [Side(label, q, best_of(q, evidence)) for q in by_part]
            found.extend(s for s in sides_of if s.found is not None)
        else:
            found.append(whole)
    return found


PARTS = {"居民人均可支配收入": ("城镇居民人均可支配收入", "农村居民人均可支配收入")}
"""Indicators that a report may give by their parts only."""


def best_of(query: Query, evidence: Evidence) -> Candidate | None:
    found = fitting(query, of_regions(evidence, [r.full for r in query.regions]))
    return found[0] if found else None


def of_regions(evidence: Evidence, regions: Sequence[str]) -> Evidence:
    """The evidence of some places only."""
    if not regions:
        return evidence
    return replace(
        evidence,
        hits=tuple(h for h in evidence.hits if h.passage.region in regions),
        observations=tuple(o for o in evidence.observations if o.region in regions),
        scope=tuple(c for c in evidence.scope if c.region.full in regions),
    )


def _by_place(query: Query) -> list[tuple[str, Query]]:
    if len(query.regions) + len(query.missing) < 2:
        return []
    return [(r.name, replace(query, regions=(r,), missing=())) for r in query.regions]


def _by_year(query: Query) -> list[tuple[str, Query]]:
    if len(query.years) < 2:
        return []
    return [(f"{y}年", replace(query, years=(y,))) for y in sorted(query.years, reverse=True)]


def _by_indicator(query: Query) -> list[tuple[str, Query]]:
    if len(query.indicators) < 2:
        return []
    return [(n, replace(query, indicators=(n,))) for n in query.indicators]


def _by_item(query: Query) -> list[tuple[str, Query]]:
    """人大建议和政协提案哪个多: a query for each of two named things."""
    match = re.search(
        r"([^，。]{2,16}?)(?:和|与|跟|还是)([^，。]{2,12}?)[，,]?(?:哪个|哪一个|哪项|谁|各|分别)",
        query.standalone,
    )
    if match is None:
        return _by_neighbours(query)
    items = [[t for t in query.terms if t in match.group(g)] for g in (1, 2)]
    if not all(items):
        return []
    rest = [t for t in query.terms if not any(t in i for i in items)]
    return [("".join(i), replace(query, terms=(*i, *rest))) for i in items]


def _by_neighbours(query: Query) -> list[tuple[str, Query]]:
    """Two words of the question that 和 joins, wherever 哪个 stands."""
    for one in query.terms:
        for other in query.terms:
            beside = rf"{re.escape(one)}[和与跟及、]{re.escape(other)}"
            if one != other and re.search(beside, query.standalone):
                rest = tuple(t for t in query.terms if t not in (one, other))
                return [(i, replace(query, terms=(i, *rest))) for i in (one, other)]
    return []


def _by_wording(query: Query) -> list[tuple[str, Query]]:
    """A 比 B …: each side keeps what it says of year and basis, and shares the rest."""
    match = re.match(
        r"(.+?)(?:(?:比|较)(.{2,30}?)(?:高|低|多|少|增(?![长速幅加值])|减|快|慢|调)|(?:和|与|跟)(.{2,30}?)(?:相比|比|差))",
        query.standalone,
    )
    if match is None or len(query.regions) > 1:
        return []
    halves = []
    second = match.group(2) or match.group(3)
    for text in (match.group(1), second):
        years, _ = years_in(text, None)
        halves.append((text, years[-1:], asks.basis(text)))
    if not halves[1][1] and halves[1][2] is None:
        return []
    first_year = halves[0][1] or query.years[:1]
    second_year = halves[1][1] or query.years[-1:]
    basis = [h[2] for h in halves]
    if first_year == second_year and basis[0] == basis[1]:
        return []
    if basis[1] is None and first_year != second_year:
        # 增长目标，2015年比2014年: what stands before the years belongs to both of them.
        moved = re.search("调[高低]|[上下]调", query.standalone)
        aimed = re.search("目标|计划", second) or re.search(r"(?:目标|计划).*\d", match.group(1))
        common = moved or aimed
        basis[1] = basis[0] if common else Basis.ACTUAL if basis[0] is Basis.TARGET else None
    money = query.units if "元" in query.units else ()
    dropped = {"初", "实际", "目标", "完成数"}
    terms = tuple(t for t in query.terms if t not in dropped)
    own = asks.qualifiers(match.group(1))
    first = tuple(t for t in terms if t in match.group(1) or t not in second)
    return [
        (
            _label(year, b),
            replace(
                query,
                qualifiers=said,
                years=year,
                basis=b,
                terms=terms,
                units=money,
                kinds=_plain_kinds(query),
            ),
        )
        for year, b, terms, said in (
            (first_year, basis[0], first, own),
            (second_year, basis[1], terms, asks.qualifiers(second) or own),
        )
    ]


def _plain_kinds(query: Query) -> tuple[str, ...]:
    return tuple(k for k in query.kinds if k != "cumulative")


def _label(years: tuple[int, ...], basis: Basis | None) -> str:
    tag = {Basis.TARGET: "目标", Basis.ACTUAL: "实际"}.get(basis, "") if basis else ""
    return "".join(f"{y}年" for y in years) + tag
