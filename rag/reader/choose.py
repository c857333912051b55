"""Finding the figure: observations that fit place, year, basis, kind, unit and words."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rag.reader.candidate import Candidate, placed, wholes
from rag.reader.judge import judged, possible
from rag.reader.match import Matcher, is_noun
from rag.types import Evidence, Hit, Observation, Query

ENOUGH = 0.62
"""Coverage of the question's words from which a figure counts as the one that was asked for."""
_NEAR = 0.2


def candidates(query: Query, evidence: Evidence) -> list[Candidate]:
    """All figures of the hits, the best first; ``faults`` say why one is not the answer."""
    matcher = Matcher(query, evidence.hits)
    figures = [o for o in evidence.observations if possible(query, o)]
    found = [judged(query, matcher, c) for c in _placed(evidence.hits, figures, matcher)]
    found.sort(key=lambda c: (len(c.faults) > 0, -c.score, c.observation.source_id, c.figure))
    return found


def fitting(query: Query, evidence: Evidence) -> list[Candidate]:
    """The figures that answer the question, the best first."""
    return [c for c in candidates(query, evidence) if not c.faults and c.coverage >= ENOUGH]


_LIKELY, _ALONE = 0.4, 0.3
"""Coverage that will do for a figure ahead of all of its unit, and for the only one of it."""
_AHEAD = 0.12
"""How far the best figure has to be ahead of those of other sentences to be taken with less."""


def likely(query: Query, evidence: Evidence, found: Sequence[Candidate]) -> list[Candidate]:
    """The figure of the unit asked for that stands out, though not all words are the report's.

    A question seldom uses all the words of a report; a figure that nothing speaks against, of the
    very unit, with no other one near, is the one that was meant.
    """
    free = [c for c in found if not c.faults]
    placed = query.regions and (query.years or evidence.widest)
    if not free or not query.units or not placed:
        return []
    best = free[0]
    others = [c for c in free[1:] if c.where != best.where]
    stands_out = all(best.score - c.score >= _AHEAD for c in others[:1])
    enough = best.coverage >= (_LIKELY if others else _ALONE)
    return [best] if enough and stands_out and _names_it(query, evidence, best) else []


def _names_it(query: Query, evidence: Evidence, best: Candidate) -> bool:
    """Whether a noun of the question stands with a figure, not only a verb or its indicator."""
    matcher, zones = Matcher(query, evidence.hits), best.zones
    near = " ".join((zones.own, zones.clause, zones.before))
    return any(is_noun(t) and matcher.holds(t, near) for t in query.terms)


def near(found: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Figures that are close to what was asked and yet not the answer."""
    taken = {c.observation.span for c in chosen}
    units = {c.observation.quantity.unit for c in chosen}
    close = [
        c
        for c in found
        if c.observation.span not in taken
        and c.coverage >= _NEAR
        and (not units or c.observation.quantity.unit in units)
    ]
    return sorted(close, key=lambda c: (-c.coverage, len(c.faults), c.figure))[:4]


def _placed(
    hits: Sequence[Hit], observations: Sequence[Observation], matcher: Matcher
) -> Iterator[Candidate]:
    by_source: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_source[observation.source_id].append(observation)
    starts, whole = {}, {}
    for source, items in by_source.items():
        items.sort(key=lambda o: o.span.start)
        starts[source] = [o.span.start for o in items]
        whole[source] = wholes(items)
    for rank, hit in enumerate(hits):
        passage = hit.passage
        items = by_source.get(passage.source_id, [])
        at = bisect_right(starts.get(passage.source_id, []), passage.span.start - 1)
        while at < len(items) and items[at].span.end <= passage.span.end:
            yield placed(items[at], passage, rank, matcher, whole[passage.source_id][at])
            at += 1
