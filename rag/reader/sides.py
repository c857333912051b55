"""The sides of a comparison: places, years, indicators, things set against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from rag import asks
from rag.numerals import same
from rag.reader.candidate import Candidate
from rag.reader.choose import ENOUGH, candidates, covering, likely
from rag.reader.match import variants
from rag.types import Basis, Evidence, Level, Query, Region


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what is asked there and what was found."""

    label: str
    query: Query
    found: Candidate | None


def sides(query: Query, evidence: Evidence) -> list[Side]:
    """The figure of everything that is set against another, chosen so that they can be compared."""
    return set_beside(query, apart(query), evidence)


def set_beside(
    query: Query, queries: Sequence[tuple[str, Query]], evidence: Evidence
) -> list[Side]:
    """A figure for each of the queries, with what the answer calls it."""
    chosen = _alike(query, [_fits(one, evidence) for _, one in queries])
    if queries and None in chosen:
        chosen = _twins(query, [one for _, one in queries], chosen, evidence)
    sides_of: list[Side] = []
    for (label, one), pick in zip(queries, chosen, strict=True):
        parts = PARTS.get(one.indicators[0], ()) if len(one.indicators) == 1 else ()
        by_part = [replace(one, indicators=(p,)) for p in parts] if pick is None else []
        given = [Side(label, q, best_of(q, evidence)) for q in by_part]
        sides_of.extend([s for s in given if s.found] or [Side(label, one, pick)])
    return sides_of


PARTS = {"居民人均可支配收入": ("城镇居民人均可支配收入", "农村居民人均可支配收入")}
"""Indicators that a report may give by their parts only."""


def apart(query: Query) -> list[tuple[str, Query]]:
    """A query for every place, year or thing, with what the answer calls it."""
    if query.operands:
        loaded = [q for q in query.operands if q.regions or not q.missing]
        return list(zip(_labels(loaded), loaded, strict=True))
    if len(query.regions) + len(query.missing) > 1:
        return [(called(r), replace(query, regions=(r,), missing=())) for r in query.regions]
    if len(query.years) > 1:
        years = sorted(query.years, reverse=True)
        return [(f"{y}年", replace(query, years=(y,))) for y in years]
    if len(query.indicators) > 1:
        return [(n, replace(query, indicators=(n,))) for n in query.indicators]
    return []


def called(region: Region) -> str:
    """A place as a side of a comparison: the State Council's report speaks of the country."""
    return "全国" if region.level is Level.STATE else region.name


def _labels(queries: Sequence[Query]) -> list[str]:
    """What tells the sides apart: their place, their year, plan or outcome, or their words."""
    if len({q.regions for q in queries}) > 1:
        return ["、".join(called(r) for r in q.regions) for q in queries]
    if len({(q.years, q.basis) for q in queries}) > 1:
        tagged = len({q.basis for q in queries}) > 1 or queries[0].basis is Basis.TARGET
        return [_dated(q.years, q.basis if tagged else None) for q in queries]
    said = [q.standalone for q in queries]
    return ["" for _ in said] if any(_QUESTION.search(s) for s in said) else said


_QUESTION = re.compile(r"[？?呢]|多少|几")
"""What a side says that is a turn of its own, and no name for its figure."""


def _dated(years: tuple[int, ...], basis: Basis | None) -> str:
    tag = {Basis.TARGET: "目标", Basis.ACTUAL: "实际"}.get(basis, "") if basis else ""
    return "".join(f"{y}年" for y in years) + tag


_LOOKED_AT = 12
"""Figures of a side that are weighed against those of the others."""
_LIKE = {"unit": 0.3, "kind": 0.12, "basis": 0.12, "year": 0.1, "sentence": 0.06}
"""What it is worth that two figures agree in this."""
_MOVING = ("growth", "decline", "change")


def _alike(query: Query, found: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """A figure of each side, no two the same, that fit their questions and each other best."""
    held = [i for i, side in enumerate(found) if side]
    shared = _shared(query)
    same = len({(q.indicators, q.terms) for q in query.operands}) < 2
    best: tuple[float, tuple[Candidate, ...]] = (-1.0, ())
    wide = _LOOKED_AT if len(held) < 3 else 4
    for picks in product(*(islice(found[i], wide) for i in held)):
        if len({(p.passage.id, p.figure) for p in picks}) < len(picks):
            continue
        score = sum(p.score - _moves(query, p) for p in picks)
        score += sum(_likeness(picks[0], p, same=same) for p in picks[1:])
        score -= _UNLIKE * _apart_in(shared, picks)
        if score > best[0]:
            best = score, picks
    picked = dict(zip(held, best[1], strict=False))
    return _of_one_basis(query, [picked.get(i) for i in range(len(found))])


_UNLIKE = 0.15
"""What it counts against two figures that only one of them stands by a word that both are to."""


def _shared(query: Query) -> tuple[str, ...]:
    """The words that all sides of a sum or a difference are asked by."""
    if query.intent not in (asks.SUM, asks.DIFFERENCE):
        return ()
    terms = [set(q.terms) for q in query.operands] or [set(query.terms)]
    return tuple(t for t in query.terms if len(t) > 1 and all(t in own for own in terms))


def _apart_in(shared: Sequence[str], picks: Sequence[Candidate]) -> int:
    """How many of the shared words stand by some of the figures and not by others."""
    if not shared or len(picks) < 2:
        return 0
    near = [f"{p.zones.own} {p.zones.clause} {p.zones.before}" for p in picks]
    held = ([any(v in text for v, f in variants(t) if f >= _SURE) for text in near] for t in shared)
    return sum(any(each) and not all(each) for each in held)


_SURE = 0.8
"""How surely a form of a word has to be the word."""


def aimed(query: Query, evidence: Evidence) -> list[Side]:
    """What was meant to be and what came about, of one thing."""
    kinds = tuple(k for k in query.kinds if k != "cumulative")
    asked = [replace(query, basis=b, kinds=kinds) for b in (Basis.TARGET, Basis.ACTUAL)]
    picks = _alike(query, [_fits(one, evidence) for one in asked])
    named = zip(("目标", "实际"), asked, picks, strict=True)
    return [Side(label, one, pick) for label, one, pick in named]


def _moves(query: Query, candidate: Candidate) -> float:
    """What a change weighs against itself where a size is asked for, and a rounded figure."""
    digits = len(re.sub(r"\D", "", candidate.observation.quantity.written))
    rounded = 0.03 * max(0, 4 - digits) if query.intent == asks.DIFFERENCE else 0.0
    kind = candidate.observation.kind
    moving = not query.kinds and kind in _MOVING
    summed = "累计" in candidate.said and not re.search("累计|[两三四五]年", query.standalone)
    rounded += 0.3 * summed
    part = kind == "added" and re.search("总[数量]", query.standalone) is not None
    return rounded + 0.15 * moving + 0.3 * part


def _of_one_basis(query: Query, picks: list[Candidate | None]) -> list[Candidate | None]:
    """Without what is only planned, where it would stand against what was done unasked."""
    bases = {p.observation.basis for p in picks if p is not None}
    years = {p.observation.year for p in picks if p is not None}
    told = query.basis is not None or any(q.basis for q in query.operands)
    if len(bases) < 2 or len(years) > 1 or told or query.intent == asks.OUTCOME:
        return picks
    return [p if p and p.observation.basis is Basis.ACTUAL else None for p in picks]


_CLOSE = 60
"""Characters between figures that a report sets side by side."""
_TWIN = 0.42
"""Coverage that will do for figures which the reports set side by side, or tell in like words."""


def _twins(
    query: Query, queries: Sequence[Query], chosen: list[Candidate | None], evidence: Evidence
) -> list[Candidate | None]:
    """Figures that few words of the question name, and that speak for each other."""
    if len(queries) != 2:
        return chosen
    near = [_fits(q, evidence, _TWIN) for q in queries]
    picks = _alike(query, [[c] if c else n[:4] for c, n in zip(chosen, near, strict=True)])
    one, other = picks
    if one is None or other is None:
        return chosen
    a, b = one.observation, other.observation
    alike = (a.quantity.unit, a.kind) == (b.quantity.unit, b.kind)
    alike = alike and (a.basis is b.basis or queries[0].basis is not queries[1].basis)
    if (queries[0].terms, queries[0].indicators) == (queries[1].terms, queries[1].indicators):
        return picks if alike and overlap(a.subject, b.subject) else chosen
    named = all(_names_its_own(queries, i, p) for i, p in enumerate((one, other)))
    close = abs(one.figure[0] - other.figure[0]) <= _CLOSE
    return picks if alike and named and one.passage.id == other.passage.id and close else chosen


def _names_its_own(queries: Sequence[Query], number: int, found: Candidate) -> bool:
    """Whether the words that only one side has stand with its figure."""
    own = [t for t in queries[number].terms if t not in queries[1 - number].terms]
    return bool(own) and all(any(v in found.zones.own for v, _ in variants(t)) for t in own)


_STOCK = ("level", "cumulative")


def _likeness(one: Candidate, other: Candidate, *, same: bool) -> float:
    """How far two figures agree; ``same`` if both are to be of one thing, and so in like words."""
    a, b = one.observation, other.observation
    agrees = {
        "unit": a.quantity.unit == b.quantity.unit,
        "kind": a.kind == b.kind or (a.kind in _STOCK and b.kind in _STOCK),
        "basis": a.basis == b.basis,
        "year": a.year == b.year,
        "sentence": one.where == other.where,
    }
    words = _SUBJECT * overlap(a.subject, b.subject) if same else 0.0
    return words + sum(_LIKE[name] for name, so in agrees.items() if so)


_SUBJECT = 0.1


def overlap(one: str, other: str) -> float:
    """The share of the pairs of characters that two subjects have in common."""
    pairs = [{s[i : i + 2] for i in range(len(s) - 1)} for s in (one, other)]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def _fits(query: Query, evidence: Evidence, enough: float = ENOUGH) -> list[Candidate]:
    here = of_regions(evidence, [r.full for r in query.regions])
    found = candidates(query, here)
    wanted = query.units or query.kinds or query.indicators
    good = covering(found, enough) or (likely(query, here, found) if wanted else [])
    return told_before(query, good)


def told_before(query: Query, found: list[Candidate]) -> list[Candidate]:
    """Of the figures of a turn before those that it was answered with, where they are known."""
    told = [c for c in found if any(same(c.observation.quantity, q) for q in query.told)]
    return told or found


def best_of(query: Query, evidence: Evidence) -> Candidate | None:
    """The figure that fits best in the reports of the places asked about."""
    return next(iter(_fits(query, evidence)), None)


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


__all__ = [
    "PARTS",
    "Side",
    "aimed",
    "apart",
    "best_of",
    "of_regions",
    "overlap",
    "set_beside",
    "sides",
]
