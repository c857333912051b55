"""One figure asked for, or several: what fits best, what can be worked out from what is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag import asks, wanted
from rag.reader import arithmetic, compare, derived, prose, workings
from rag.reader.candidate import Candidate
from rag.reader.choose import beyond_words, candidates, covering, likely, settled
from rag.reader.match import variants
from rag.reader.preference import ahead_of
from rag.reader.qualitative import in_words
from rag.reader.refusal import near_notes
from rag.reader.several import several
from rag.reader.sides import PARTS
from rag.reader.wording import claim, figure_text, sentence
from rag.types import Answer, Basis, Evidence, Outcome, Query

_Step = Callable[[Query, Evidence], Answer | None]


def figure(query: Query, evidence: Evidence) -> Answer | None:
    """The figures that a question asks for; None where none fits."""
    first = (_worked_out, compare.superlative)
    if len(query.regions) > 1 or (query.indicators and query.years[1:]):
        between = (arithmetic.difference,) if derived.changes(query) else ()
        grown = (derived.grown, arithmetic.grown)
        steps: tuple[_Step, ...] = (*first, *grown, *between, compare.compare)
    else:
        steps = (*first, compare.every_year, several, arithmetic.opening, _stated)
    return next(filter(None, (step(query, evidence) for step in steps)), None)


def of_one_year(query: Query, evidence: Evidence) -> Answer | None:
    """A figure for a difference or a sum that names one year at most."""
    if query.intent == asks.SUM:
        query = replace(query, intent=asks.FIGURE, operands=())
    return None if len(query.years) > 1 else figure(query, evidence)


def _worked_out(query: Query, evidence: Evidence) -> Answer | None:
    if derived.asked(query) and (found := _derived(query, evidence)) is not None:
        return found
    return derived.changed(query, evidence) if len(query.years) > 1 else None


def _derived(query: Query, evidence: Evidence) -> Answer | None:
    return derived.derived(query, evidence) or workings.share(query, evidence)


def _stated(query: Query, evidence: Evidence) -> Answer | None:
    if len(query.indicators) > 1:
        between = (derived.trade, workings.share, compare.compare)
        return next(filter(None, (step(query, evidence) for step in between)), None)
    if not query.regions and len(evidence.scope) > _MANY:
        evidence = replace(evidence, scores=None)
    found = candidates(query, evidence)
    good = settled(query, evidence, covering(found))
    if not good and (worked := _derived(query, evidence)) is not None:
        return worked
    good = _done_first(query, good or likely(query, evidence, found))
    if not good:
        instead = (_parts, derived.trade, _relative, _stretch, in_words)
        return next(filter(None, (step(query, evidence) for step in instead)), None)
    of_trade = good[0].observation.indicator in ("进出口总额", "出口总额")
    if of_trade and (traded := derived.trade(query, evidence)):
        return traded
    if workings.of_another(query, good[0]) and (worked := workings.share(query, evidence)):
        return worked
    moved = good[0].observation.kind in ("growth", "decline", "added")
    if (derived.changes(query) and not moved) or derived.reaches(query, good[0]):
        worked = _derived(query, evidence) or derived.since_base(query, good[0], found)
        if worked is not None:
            return worked
    chosen = (
        _both_ends(query, good) or _each(query, good[0], found) or _chosen(query, good, found)
        if query.regions
        else _everywhere(query, good, found)
    )
    return _told(query, found, chosen)


def _told(query: Query, found: Sequence[Candidate], chosen: Sequence[Candidate]) -> Answer:
    """The answer that says some figures, and what is near them."""
    claims = tuple(claim(c, figure_text(query, c)) for c in chosen)
    return Answer(
        query=query,
        outcome=Outcome.ANSWERED,
        text=sentence(query, claims),
        claims=claims,
        notes=near_notes(found, chosen),
    )


def meant(query: Query, evidence: Evidence, found: Sequence[Candidate]) -> Answer | None:
    """The one figure that a question means beyond its words, where nothing else answers it."""
    several = (query.operands, query.regions[1:], query.years[1:], query.indicators[1:])
    if any(several) or (not query.regions and len(evidence.scope) > _MANY):
        return None
    best = beyond_words(query, evidence, found)
    return _told(query, found, [best]) if best else None


def _done_first(query: Query, good: list[Candidate]) -> list[Candidate]:
    """What was done before what had been meant, where a question asks for neither by name."""
    if not good or query.basis is not None or good[0].observation.basis is Basis.ACTUAL:
        return good
    best = good[0].observation
    for one in good[1:]:
        other = one.observation
        named = best.indicator == other.indicator if best.indicator else False
        same = (best.kind, best.quantity.unit, best.year, best.region) == (
            other.kind,
            other.quantity.unit,
            other.year,
            other.region,
        )
        if other.basis is Basis.ACTUAL and same and (named or best.subject == other.subject):
            return [one, *(c for c in good if c is not one)]
    return good


_MANY = 12
"""Reports of any place, of whose figures none means a question more than another."""


def _chosen(query: Query, good: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
    """The best figure, with its growth where level and growth stand together and both are asked."""
    best = good[0]
    chosen = [best]
    if beside := _beside(query, best, found) or _named_with(query, best, good):
        return sorted((best, beside), key=lambda c: c.figure)
    both = re.search(
        r"多少.{0,12}(?:增长|涨|占|几)|几.{0,10}多少|多少.{1,12}(?:多少|几)", query.standalone
    )
    for other in good[1:] if both else ():
        if (
            other.where == best.where
            and other.observation.quantity.unit != best.observation.quantity.unit
            and len(chosen) < 3
        ):
            chosen.append(other)
    return sorted(chosen, key=lambda c: c.figure)


_CHANGES = ("growth", "decline")


def _beside(query: Query, best: Candidate, found: Sequence[Candidate]) -> Candidate | None:
    """The size of which a figure is the change, or the change of the size, if both are asked."""
    if best.observation.kind not in (*derived.LEVELS, *_CHANGES):
        return None
    if not wanted.size_and_change(query.standalone):
        return None
    other = derived.LEVELS if best.observation.kind in _CHANGES else _CHANGES
    of_one = [
        c
        for c in found
        if c.where == best.where
        and c.observation.kind in other
        and c.observation.subject == best.observation.subject
        and c.observation.indicator == best.observation.indicator
        and c.observation.basis is best.observation.basis
        and c.observation.year == best.observation.year
    ]
    return min(of_one, key=lambda c: abs(c.figure[0] - best.figure[0]), default=None)


def _named_with(query: Query, best: Candidate, good: Sequence[Candidate]) -> Candidate | None:
    """The figure of the other of two things named together: 赤字率和赤字规模."""
    mine = _name_in(query.standalone, best.observation.subject)
    if mine is None:
        return None
    for other in good[1:]:
        theirs = _name_in(query.standalone, other.observation.subject)
        if theirs is None or theirs == mine or other.where != best.where:
            continue
        first, second = sorted((mine, theirs))
        if _JOINT.fullmatch(query.standalone[first[1] : second[0]]):
            return other
    return None


_JOINT = re.compile(r"(?:以?及|和|与|、)")
_NAME = 3
"""Characters of a subject that name it in a question."""


def _name_in(question: str, subject: str) -> tuple[int, int] | None:
    """Where a question names what a figure is of: the longest run of the subject's characters."""
    best: tuple[int, int] | None = None
    for start in range(len(subject) - _NAME + 1):
        end = start + _NAME
        while end <= len(subject) and (at := question.find(subject[start:end])) >= 0:
            if best is None or end - start > best[1] - best[0]:
                best = at, at + end - start
            end += 1
    return best


_ENDS = re.compile(r"(?:保底|底线|确保|至少).*(?:争取|力争|冲刺|最高)")


def _both_ends(query: Query, good: Sequence[Candidate]) -> list[Candidate]:
    """A target that is to be reached surely, and the one to be striven for (确保12%、力争15%)."""
    if not _ENDS.search(query.standalone):
        return []
    best = good[0]
    beside = [
        c
        for c in good
        if c.where == best.where
        and c.observation.indicator == best.observation.indicator
        and c.observation.quantity.unit == best.observation.quantity.unit
    ]
    return sorted(beside, key=lambda c: c.figure)[:2] if len(beside) > 1 else []


_EACH = re.compile(r"分别|各(?:有|是|为|[涨增降减提])|各自")


def _each(query: Query, best: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    """事故起数和死亡人数分别降了多少: the figures of one list whose subjects are asked for."""
    if not _EACH.search(query.standalone):
        return []
    listed: dict[str, Candidate] = {}
    for one in found:
        alike = (one.where, one.clause, one.observation.quantity.unit, one.observation.kind)
        mine = (best.where, best.clause, best.observation.quantity.unit, best.observation.kind)
        subject = one.observation.subject
        asked = any(v in subject for t in query.terms for v, f in variants(t) if f >= _NAMED)
        if not one.faults and alike == mine and asked:
            listed.setdefault(subject, one)
    return sorted(listed.values(), key=lambda c: c.figure) if len(listed) > 1 else []


_NAMED = 0.9
"""How surely a word of a question names a subject."""


def _everywhere(
    query: Query, good: Sequence[Candidate], found: Sequence[Candidate]
) -> list[Candidate]:
    """Without a place in the question: the best figure of every place that fits as well."""
    best: dict[str, Candidate] = {}
    for one in good:
        if one.fit >= good[0].fit * _AS_LIKELY:
            best.setdefault(one.observation.region, one)
    return list(best.values())[:6] if len(best) > 1 else _chosen(query, good, found)


_AS_LIKELY = 0.6
"""How likely the figures of other places have to be beside the likeliest."""


def _parts(query: Query, evidence: Evidence) -> Answer | None:
    """Where a report gives an indicator by its parts only: those, each under its name."""
    for whole, parts in PARTS.items():
        if query.indicators == (whole,):
            return compare.compare(replace(query, indicators=parts), evidence)
    return None


def _relative(query: Query, evidence: Evidence) -> Answer | None:
    """Where a target is only set beside another's growth: 高于全省1个百分点."""
    if query.basis is not Basis.TARGET or len(query.indicators) != 1:
        return None
    found = candidates(query, evidence)
    aims = [c for c in found if set(c.faults) == {"kind"} and ahead_of(c.left)]
    return _told(query, found, aims[:1]) if aims else None


_LASTED = re.compile(
    r"(?:多少|几)个?(?:年|月)(?!级|份)|多久|多长时间|how long|how many (?:\w+ )?(?:months|years)"
)


def _stretch(query: Query, evidence: Evidence) -> Answer | None:
    """How many years or months something took or held on: the sentence that says so."""
    if not _LASTED.search(query.standalone):
        return None
    answer = prose.quote(replace(query, intent=asks.ENTITY), evidence)
    said = "".join(c.quote for c in answer.citations) if answer else ""
    return answer if re.search(r"[年月天日]", said) else None
