"""Questions that say how their answer is to be worked out: what is left of a whole without a part,
what part one thing is of another, what comes to each of many, the whole of which a part is so many
per cent, what is still missing to a goal.

A figure is found for either of the two things, and only figures are taken that can be set against
each other: of one place, year and unit, and stated exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from rag import workings
from rag.indicators import named
from rag.reader.candidate import Candidate
from rag.reader.choose import candidates, taken
from rag.reader.derived import LEVELS
from rag.reader.result import worked_out
from rag.reader.sides import overlap, told_before
from rag.types import Answer, Basis, Evidence, Operation, Query, Working
from rag.words import content

_TRIED = 4
"""Figures of either side that are set against each other."""
_RATES = ("%", "百分点")


def worked(query: Query, evidence: Evidence) -> Answer | None:
    """What the question says how to work out; None where it does not, or a figure is missing."""
    steps = {workings.REST: _rest, workings.AVERAGE: _average, workings.GAP: _gap}
    step = steps.get(query.working.kind) if query.working else None
    if query.working and step and (found := step(query, query.working, evidence)) is not None:
        return found
    return _whole(query, evidence)


def share(query: Query, evidence: Evidence) -> Answer | None:
    """What part one amount is of another that is named as its whole: A占B的比重, B里A占几成."""
    working = query.working
    if working is None or working.kind != workings.SHARE:
        return None
    part, whole = (_sizes(one, evidence) for one in working.parts)
    for one, other in _pairs(part, whole):
        a, b = one.observation.quantity, other.observation.quantity
        if a.unit not in _RATES and 0 < a.value < b.value:
            value = a.value / b.value * 100
            return worked_out(query, (one, other), value, Operation.SHARE, "约占")
    return None


def of_another(query: Query, found: Candidate) -> bool:
    """Whether a share is stated of another whole than the question names: 占全国的 for exports."""
    working = query.working
    if working is None or working.kind != workings.SHARE:
        return False
    said = _OF_WHOLE.search(found.said[: found.figure[0] - found.clause[0]])
    asked = working.parts[1]
    return said is not None and not _asked_for(asked, said.group("whole"))


def _rest(query: Query, working: Working, evidence: Evidence) -> Answer | None:
    """What is left of a whole without one of its parts."""
    whole, part = (_sizes(one, evidence) for one in working.parts)
    for one, other in _pairs(whole, part):
        a, b = one.observation.quantity, other.observation.quantity
        if b.value < a.value:
            value = a.value - b.value
            return worked_out(query, (one, other), value, Operation.DIFFERENCE, "其余为")
    return None


_ON_AVERAGE = re.compile(r"[每均]|平均")


def _average(query: Query, working: Working, evidence: Evidence) -> Answer | None:
    """What comes to each of many; a figure that says so itself goes first."""
    amount, many = working.parts
    amounts, counts = _sizes(amount, evidence), _sizes(many, evidence)
    if any(_ON_AVERAGE.search(c.said[: c.figure[0] - c.clause[0]]) for c in amounts[:1]):
        return None
    everything = candidates(replace(amount, units=(), kinds=()), evidence)
    units = amount.units or ("元",)
    pairs = [(a, c) for a in amounts[:_TRIED] for c in _near(a, everything, many.units)]
    pairs += [(a, c) for c in counts[:_TRIED] for a in _near(c, everything, units)]
    named = {(c.passage.id, c.figure) for c in counts}
    pairs.sort(key=lambda pair: (pair[1].passage.id, pair[1].figure) not in named)
    for one, of in pairs:
        a, b = one.observation.quantity, of.observation.quantity
        if b.value > 1:
            head = f"平均每{working.counter}约为"
            return worked_out(query, (one, of), a.value / b.value, Operation.AVERAGE, head)
    return None


_BESIDE = 40
"""Characters between the two figures of which one comes to each of the other."""


def _near(one: Candidate, found: Sequence[Candidate], units: Sequence[str]) -> list[Candidate]:
    """The sizes of some units that stand beside a figure, the nearest first."""
    beside = [
        c
        for c in found
        if c.where == one.where
        and c.observation.quantity.unit in units
        and c.observation.kind in LEVELS
        and _set_against(one, c, alike=False)
        and max(c.figure[0] - one.figure[1], one.figure[0] - c.figure[1]) <= _BESIDE
    ]
    return sorted(beside, key=lambda c: (abs(c.figure[0] - one.figure[0]), c.figure))


_OF_WHOLE = re.compile(
    r"占(?:了|到|比)?(?P<whole>[^，。；占\d]{0,16}?)(?:的?(?:比重|比例)?(?:达到?|为|是)?)?$"
)
_READ = 24
"""Figures among which a share of the whole is looked for."""


def _whole(query: Query, evidence: Evidence) -> Answer | None:
    """The whole of which a part is so many per cent: 按民生支出和占比倒推财政支出."""
    if not workings.backwards(query.standalone) or "占" not in query.standalone:
        return None
    opened = replace(query, kinds=(), units=(), qualifiers=(), basis=None)
    everything = candidates(opened, evidence)
    for rate in everything[:_READ]:
        if rate.observation.quantity.unit != "%" or {"place", "year"} & {*rate.faults}:
            continue
        said = _OF_WHOLE.search(rate.said[: rate.figure[0] - rate.clause[0]])
        if said is None or not _asked_for(query, said.group("whole")):
            continue
        for part in _parts(rate, everything):
            value = part.observation.quantity.value / rate.observation.quantity.value * 100
            return worked_out(query, (part, rate), value, Operation.WHOLE, "推算约为")
    return None


def _asked_for(query: Query, whole: str) -> bool:
    """Whether a question asks for what a share is of."""
    names = {n.name for n in named(whole, asking=True)}
    words = (*content(whole), *re.findall("全[国省市县区]", whole))
    return bool(names & {*query.indicators}) or any(w in query.standalone for w in words)


def _parts(rate: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The sizes that a share may be of: those before it in its sentence, the nearest first."""
    sizes = [
        c
        for c in found
        if c.where == rate.where
        and c.figure[1] <= rate.figure[0]
        and c.observation.kind in LEVELS
        and c.observation.quantity.unit not in _RATES
        and _set_against(rate, c, alike=False)
    ]
    yield from sorted(sizes, key=lambda c: -c.figure[0])


def _gap(query: Query, working: Working, evidence: Evidence) -> Answer | None:
    """How far what was done is from what was meant."""
    side = working.parts[0]
    years = sorted(side.years)
    aim = replace(side, basis=Basis.TARGET, firm=True, years=tuple(years[-1:]))
    done = replace(side, basis=Basis.ACTUAL, firm=True, years=tuple(years[:1]))
    aims = _sizes(aim, evidence) or _sizes(replace(aim, years=()), evidence)
    reached = _sizes(done, evidence) + _sizes(replace(done, years=()), evidence)
    for one, other in product(aims[:_TRIED], reached):
        a, b = one.observation, other.observation
        like = (a.quantity.unit, a.region, a.kind) == (b.quantity.unit, b.region, b.kind)
        earlier = (b.year or 0) <= (a.year or 0) and a.quantity.value != b.quantity.value
        if like and earlier and _of_one_thing(one, other):
            value = abs(a.quantity.value - b.quantity.value)
            head = "已超出目标" if b.quantity.value > a.quantity.value else "离目标还差"
            return worked_out(query, (one, other), value, Operation.DIFFERENCE, head)
    return None


def _of_one_thing(one: Candidate, other: Candidate) -> bool:
    a, b = one.observation, other.observation
    same = a.indicator == b.indicator and a.indicator != ""
    return same or overlap(a.subject, b.subject) >= _ALIKE


_ALIKE = 0.6
"""Share of the pairs of characters of two subjects that say the same thing."""


def _sizes(query: Query, evidence: Evidence) -> list[Candidate]:
    """The figures of a part that are sizes, the best first."""
    if not (query.indicators or query.terms):
        return []
    return told_before(query, [c for c in taken(query, evidence) if _is_size(c)])


def _is_size(candidate: Candidate) -> bool:
    """Whether a figure is an amount or a number: also 减税降费6.4亿元, which falls in name only."""
    one = candidate.observation
    return one.kind in LEVELS or (one.kind == "decline" and one.quantity.unit not in _RATES)


def _pairs(
    first: Sequence[Candidate], second: Sequence[Candidate]
) -> Iterator[tuple[Candidate, Candidate]]:
    """Figures of both sides that can be set against each other, those of one sentence first."""
    both = [
        (i + j - _TRIED * (one.where == other.where), i, one, other)
        for (i, one), (j, other) in product(enumerate(first[:_TRIED]), enumerate(second[:_TRIED]))
        if _set_against(one, other)
    ]
    yield from ((one, other) for *_, one, other in sorted(both, key=lambda p: p[:2]))


def _set_against(one: Candidate, other: Candidate, *, alike: bool = True) -> bool:
    """Whether two figures are of one place and time, both exact, and of one unit if ``alike``."""
    a, b = one.observation, other.observation
    if (one.passage.id, one.figure) == (other.passage.id, other.figure):
        return False
    same = (a.region, a.year, a.basis) == (b.region, b.year, b.basis)
    bounded = _BOUND.search(f"{a.modality} {b.modality}") is not None
    return same and not bounded and (not alike or a.quantity.unit == b.quantity.unit)


_BOUND = re.compile("超|突破|以上|以下|以内|不[低高多少]于|近")
"""What says that a figure is only a bound: 超过1000亿元 gives no share."""
