"""Values that follow from stated ones: last year's from 比上年增加, a share, the change of 由A到B.

Every operand is cited beside the result, and the verification works it out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from rag import asks, workings
from rag.reader.candidate import Candidate
from rag.reader.choose import ENOUGH, candidates, covering, fitting
from rag.reader.match import variants
from rag.reader.result import worked_out
from rag.reader.sides import sides
from rag.reader.wording import claim, figure_text
from rag.types import Answer, Basis, Evidence, Operation, Outcome, Query

LEVELS = ("level", "cumulative", "added")
_CHANGES = ("growth", "added", "decline", "change")
_FROM_BEFORE = re.compile(r"[比较](?:上年|去年|上一年|((?:19|20)\d\d)\s*年)")
_TIMES = re.compile(r"[是为]\s*((?:19|20)\d\d)\s*年的?$")
_CHANGED = re.compile(
    r"(?:多|(?<!多)少|增加|减少|砍掉?|压减|压缩|降低|下降|提高|提升|上升|扩大|涨|降|提(?=了)|缩短|新增|净增)[^，。到至]{0,4}(?:多少|几)"
)
_REACHES = re.compile(r"(?:能|会|可以?|将)?(?:到|达到?|达|升到|提高到)[^，。]{0,6}(?:多少|几)")


def derived(query: Query, evidence: Evidence) -> Answer | None:
    """A value that the reports do not state but that two of their figures give; None if none."""
    for step in (ratio, trade, changed, _earlier, _raised, _compounded):
        found = step(query, evidence)
        if found is not None:
            return found
    return None


_TIMES_ASKED = re.compile(r"(?:多少|几)倍")
_TRIED = 4
"""Figures of either that are set against each other; those of one sentence go first."""
_TRADE = ("进出口总额", "出口总额", "进口总额")


_IMPORTS = re.compile(
    r"(?<!出)进口(?:总?额|了|大?[约概]|多少|是|总值)|从(?:国外|境外|海外|外国)[^，。]{0,4}[买购]|[买购][^，。]{0,4}(?:国外|境外|海外|外国)[^，。]{0,4}货"
)


def trade(query: Query, evidence: Evidence) -> Answer | None:
    """Imports from total trade and exports: a report often gives those two alone."""
    if _IMPORTS.search(query.standalone) is None:
        return None
    bare = replace(query, terms=(), kinds=("level",), intent=asks.FIGURE)
    both = [fitting(replace(bare, indicators=(n,)), evidence)[:_TRIED] for n in _TRADE[:2]]
    for all_of_it, sold in sorted(product(*both), key=lambda pair: pair[0].where != pair[1].where):
        total, exports = all_of_it.observation, sold.observation
        value = total.quantity.value - exports.quantity.value
        alike = (total.year, total.quantity.unit) == (exports.year, exports.quantity.unit)
        if not alike or value < 0:
            continue  # the exports are of several years, or of another place
        head = f"{total.year}年进口约为"
        years = (total.year,) if total.year else ()
        return worked_out(query, (all_of_it, sold), value, Operation.DIFFERENCE, head, years)
    return None


def ratio(query: Query, evidence: Evidence) -> Answer | None:
    """How many times one of two figures is of the other."""
    if not _TIMES_ASKED.search(query.standalone):
        return None
    found = [s.found for s in sides(query, evidence) if s.found is not None]
    if len(found) != 2 or found[0].observation.span == found[1].observation.span:
        return None
    one, other = (c.observation.quantity for c in found)
    if one.unit != other.unit or not other.value:
        return None
    value = one.value / other.value
    return worked_out(query, (found[0], found[1]), value, Operation.RATIO, "约为")


def asked(query: Query) -> bool:
    """Whether a question says that the answer is to be worked out."""
    if _TIMES_ASKED.search(query.standalone) and 2 in (len(query.indicators), len(query.operands)):
        return True
    return workings.backwards(query.standalone)


def reckoned(query: Query, evidence: Evidence) -> Answer | None:
    """What a question says is to be worked out from other figures: 由进出口总值和出口额推算."""
    return derived(query, evidence) if workings.backwards(query.standalone) else None


def changes(query: Query) -> bool:
    """Whether a question asks by how much something changed."""
    if re.search(r"[从由].*(?:到|至|为)(?:多少|几)", query.standalone):
        return False  # 从多少提到多少 asks for both ends
    return bool(_CHANGED.search(query.standalone))


def reaches(query: Query, found: Candidate) -> bool:
    """Whether a question asks what a rate will come to, and a figure only says how it moves."""
    moves = (
        found.observation.kind in ("change", "growth")
        and found.observation.quantity.unit == "百分点"
    )
    return moves and bool(_REACHES.search(query.standalone))


def _beside(one: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The other figures of a candidate's sentence, left to right."""
    same = [c for c in found if c.where == one.where and c.figure != one.figure]
    yield from sorted(same, key=lambda c: c.figure)


def _left(candidate: Candidate, start: int) -> str:
    return candidate.passage.reading.text[start : candidate.figure[0]]


def _earlier(query: Query, evidence: Evidence) -> Answer | None:
    """The value of a year from a later one and what it had gained since, or its multiple."""
    if not query.years or (query.basis is Basis.TARGET and not asked(query)):
        return None
    year = min(query.years)
    opened = replace(query, years=(), basis=None, kinds=(), qualifiers=())
    everything = candidates(opened, evidence)
    for level in covering(everything, _ASKED if asked(query) else _TOLD_OF):
        if not (asked(query) or _about(query, level)):
            continue
        of = level.observation
        if of.kind not in LEVELS or of.year is None or of.year <= year:
            continue
        if (accrued := _accrued(query, level, everything, year)) is not None:
            return accrued
        for change in _beside(level, everything):
            if change.figure[0] < level.figure[1]:
                continue
            gap = _left(change, level.figure[1])
            if re.search(r"\d", re.sub(r"(?:19|20)\d\d\s*年", "", gap)) or len(gap) > 16:
                continue
            if (found := _before(query, level, change, gap, year)) is not None:
                return found
    return None


def _accrued(
    query: Query, level: Candidate, found: Sequence[Candidate], year: int
) -> Answer | None:
    """The total of a year before from the total and what came to it: 新增620口，累计9811口."""
    of = level.observation
    if of.kind != "cumulative" or of.year != year + 1 or not asked(query):
        return None
    for change in _beside(level, found):
        by = change.observation
        near = 0 <= level.figure[0] - change.figure[1] <= _NEAR
        if by.kind == "added" and by.quantity.unit == of.quantity.unit and near:
            value = of.quantity.value - by.quantity.value
            head = f"{year}年约为"
            return worked_out(query, (level, change), value, Operation.DIFFERENCE, head, (year,))
    return None


_BY_PLAN = re.compile("[照按][^，。？?]{0,24}(?:增长|增速|增幅|涨幅|目标)")


def _compounded(query: Query, evidence: Evidence) -> Answer | None:
    """What a value comes to that grows as planned from what it was: 25.4亿元 by 6.5%."""
    if len(query.indicators) != 1 or len(query.years) != 1 or "元" not in query.units:
        return None
    if _BY_PLAN.search(query.standalone) is None:
        return None
    aim = replace(query, basis=Basis.TARGET, units=("%",), kinds=("growth",), qualifiers=())
    last = replace(query, years=(query.years[0] - 1,), basis=Basis.ACTUAL, kinds=("level",))
    for rate, level in product(fitting(aim, evidence)[:1], fitting(last, evidence)[:_TRIED]):
        a, b = level.observation, rate.observation
        if b.kind == "growth" and b.quantity.unit == "%" and a.region == b.region:
            value = a.quantity.value * (1 + b.quantity.value / 100)
            head = f"{query.years[0]}年约为"
            return worked_out(query, (level, rate), value, Operation.COMPOUND, head, query.years)
    return None


_NEAR = 12
"""Characters between what came and the total it came to."""
_TOLD_OF, _ASKED = 0.5, 0.4
"""Coverage that will do for a figure with which all words of the question stand; for one from
which the question says that the answer is to be reckoned."""


def _about(query: Query, level: Candidate) -> bool:
    """Whether all words of a question stand with a figure, not only beside it."""
    zones = level.zones
    near = f"{zones.own} {zones.clause} {zones.before}"
    return all(any(v in near for v, f in variants(t) if f >= 0.6) for t in query.terms)


def _before(
    query: Query, level: Candidate, change: Candidate, gap: str, year: int
) -> Answer | None:
    of, by = level.observation, change.observation
    if (times := _TIMES.search(gap)) and by.quantity.unit == "倍" and int(times.group(1)) == year:
        value = of.quantity.value / by.quantity.value
        return worked_out(
            query, (level, change), value, Operation.QUOTIENT, f"{year}年约为", (year,)
        )
    since = _FROM_BEFORE.search(gap)
    if since is None or by.quantity.unit != of.quantity.unit or by.kind not in _CHANGES:
        return None
    if int(since.group(1) or (of.year or 0) - 1) != year:
        return None
    if by.kind == "decline":
        value, operation = of.quantity.value + by.quantity.value, Operation.SUM
    else:
        value, operation = of.quantity.value - by.quantity.value, Operation.DIFFERENCE
    return worked_out(query, (level, change), value, operation, f"{year}年约为", (year,))


def changed(query: Query, evidence: Evidence) -> Answer | None:
    """By how much, where a report says from what to what."""
    if not changes(query) or len(query.regions) > 1:
        return None
    terms = tuple(t for t in query.terms if not _CHANGED.search(t + "多少"))
    found = candidates(replace(query, kinds=(), years=(), terms=terms), evidence)
    years = set(query.years)
    for level in found:
        of = level.observation
        if (
            set(level.faults) - {"unit"}
            or level.coverage < ENOUGH
            or (years and of.year not in years)
        ):
            continue
        if (worked := since_base(query, level, found)) is not None:
            return worked
    return None


def since_base(query: Query, level: Candidate, found: Sequence[Candidate]) -> Answer | None:
    """By how much a value differs from the one beside it that it started from (由A到B)."""
    years, of = set(query.years), level.observation
    for base in _beside(level, found):
        if base.observation.kind != "base" or base.figure[1] > level.figure[0]:
            continue
        since = base.observation.year
        if len(years) > 1 and (since not in years or since == of.year):
            continue
        a, b = base.observation.quantity, of.quantity
        gap = _left(level, base.figure[1])
        if a.unit != b.unit or len(gap) > 12 or re.search(r"[\d，]", gap):
            continue
        word = "增加" if b.value > a.value else "减少"
        value = abs(a.value - b.value)
        return worked_out(query, (base, level), value, Operation.DIFFERENCE, word)
    return None


def stated(query: Query, evidence: Evidence) -> Answer | None:
    """By how much one year's value differs from the one before, as the report says: 比上年增加."""
    if len(query.years) != 2:
        return None
    first, last = sorted(query.years)
    one = replace(
        query,
        years=(last,),
        operands=(),
        kinds=(),
        qualifiers=(f"比{first}年",),
        intent=asks.FIGURE,
    )
    for found in fitting(one, evidence):
        text = found.passage.reading.text
        before = re.split("[，；。]", text[max(0, found.figure[0] - 24) : found.figure[0]])[-1]
        since = _FROM_BEFORE.search(before)
        told = since is not None and int(since.group(1) or last - 1) == first
        if found.observation.kind not in _CHANGES:
            continue
        if told or f"比{first}年" in found.observation.qualifier:
            said = claim(found, figure_text(query, found))
            text = f"{said.text}。"
            return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(said,))
    return None


def grown(query: Query, evidence: Evidence) -> Answer | None:
    """By how much something changed between two years, as the report of the later one says."""
    moved = {"growth", "decline"} & {*query.kinds}
    return stated(query, evidence) if moved and not query.operands else None


def _raised(query: Query, evidence: Evidence) -> Answer | None:
    """What a rate would come to: last year's value and the points it is to gain."""
    if query.basis is not Basis.TARGET or not _REACHES.search(query.standalone):
        return None
    for change in fitting(replace(query, kinds=(), units=()), evidence):
        by = change.observation
        if by.quantity.unit != "百分点" or by.kind not in ("change", "growth") or by.year is None:
            continue
        last = replace(query, years=(by.year - 1,), basis=Basis.ACTUAL, units=("%",), kinds=())
        for level in fitting(last, evidence):
            if level.observation.kind != "level":
                continue
            value = level.observation.quantity.value + by.quantity.value
            head = f"{by.year}年约为"
            return worked_out(query, (level, change), value, Operation.SUM, head, (by.year,))
    return None
