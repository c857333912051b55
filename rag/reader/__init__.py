"""The extractive reader: answers from the reports' own figures and sentences, without a model.

``Reader.answer`` picks the way by intent; what it cannot find in scope is ``not_found``, with the
near misses in the notes. It never takes a figure of another place or year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag import asks
from rag.reader import (
    arithmetic,
    compare,
    derived,
    office,
    problems,
    prose,
    terms,
    workings,
    yesno,
)
from rag.reader.candidate import Candidate
from rag.reader.choose import candidates
from rag.reader.figure import figure, meant, of_one_year
from rag.reader.refusal import not_found
from rag.types import Answer, Evidence, Hit, Query


class Reader:
    """An answerer that quotes; ``answer`` is pure."""

    name = "reader"

    def answer(self, query: Query, evidence: Evidence) -> Answer:
        """The answer of the evidence; not found where nothing in scope fits."""
        answer = self._find(query, evidence)
        if answer is None and not query.firm and query.basis is not None:
            # 要, 想 only lean to a plan: what was done answers too where no plan is stated.
            answer = self._find(replace(query, basis=None), evidence)
        if answer is None and (inside := _inside(query)) is not None:
            answer = self._find(inside, evidence)
        if answer is None:
            found = candidates(query, evidence)
            answer = self._meant(query, evidence, found) or terms.noted(query, evidence)
            answer = answer or not_found(query, evidence, found)
        notes = (*answer.notes, *evidence.notes)
        return replace(answer, notes=tuple(dict.fromkeys(notes)), hits=_reordered(answer, evidence))

    def _meant(self, query: Query, evidence: Evidence, found: Sequence[Candidate]) -> Answer | None:
        if query.intent not in _OF_ONE:
            return None
        if not query.firm and query.basis is not None:
            query = replace(query, basis=None)
            found = candidates(query, evidence)
        return meant(query, evidence, found)

    def _find(self, query: Query, evidence: Evidence) -> Answer | None:
        unnamed = query.missing and not query.regions
        if asks.delivery(query.standalone) and not unnamed:
            return office.delivery(query, evidence)
        if unnamed or not (query.terms or query.indicators or query.background):
            return None
        if query.intent in _IN_WORDS and (owned := problems.owned(query, evidence)) is not None:
            return owned
        may_define = query.intent in (asks.LIST, asks.ENTITY, asks.YESNO, asks.HOW)
        if may_define and (coined := terms.coined(query, evidence)) is not None:
            return coined
        if query.intent != asks.DEFINITION and office.asks_person(query):
            return office.person(query, evidence)
        steps = _STEPS.get(query.intent, (prose.quote,))
        return next(filter(None, (step(query, evidence) for step in steps)), None)


def _figures(query: Query, evidence: Evidence) -> Answer | None:
    """Target and outcome as figures, where the question asks for figures."""
    return figure(query, evidence) if query.units or query.kinds or query.indicators else None


_IN_WORDS = (asks.LIST, asks.ENTITY, asks.WHY, asks.HOW)
_OF_ONE = (asks.FIGURE, asks.DIFFERENCE)
"""Intents that one figure may answer: 减掉了多少 is told as it stands, too."""
_STEPS: dict[str, tuple[Callable[[Query, Evidence], Answer | None], ...]] = {
    asks.DEFINITION: (terms.define_or_quote,),
    asks.FIGURE: (workings.worked, figure),
    asks.RANK: (figure,),
    asks.SUM: (workings.worked, arithmetic.total, of_one_year),
    asks.DIFFERENCE: (
        workings.worked,
        derived.changed,
        arithmetic.difference,
        derived.stated,
        of_one_year,
    ),
    asks.COMPARE: (
        workings.worked,
        derived.reckoned,
        derived.ratio,
        derived.grown,
        compare.superlative,
        compare.compare,
    ),
    asks.OUTCOME: (workings.worked, compare.outcome, compare.compare, _figures),
    asks.YESNO: (yesno.decide,),
}
"""What is tried for each intent, in this order; all else is answered in the report's words."""


_CONTAINER = re.compile(r"^(.{2,24}?)(?:里面?|当中|之中|中)[，,]")


def _inside(query: Query) -> Query | None:
    """民生实事里，…多少: the query with what only says where to look set back, if anything is."""
    said = _CONTAINER.match(query.standalone)
    back = tuple(t for t in query.terms if t in said.group(1)) if said else ()
    terms = tuple(t for t in query.terms if t not in back)
    if not back or not terms:
        return None
    return replace(query, terms=terms, background=(*back, *query.background))


def _reordered(answer: Answer, evidence: Evidence) -> tuple[Hit, ...]:
    """The hits with the cited passages first: what proved to be the evidence ranks best."""
    cited = [(c.source_id, c.start) for c in answer.citations]

    def rank(hit: Hit) -> int:
        span, source = hit.passage.span, hit.passage.source_id
        inside = [
            i for i, (s, at) in enumerate(cited) if s == source and span.start <= at < span.end
        ]
        return min(inside, default=len(cited))

    return tuple(sorted(evidence.hits, key=rank))


__all__ = ["Reader"]
