"""Finding the figure: observations that fit place, year, basis, kind, unit and words."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag import wanted
from rag.indicators import indicators
from rag.numerals import is_classifier
from rag.reader.candidate import Candidate, placed, wholes
from rag.reader.fit import likelihood
from rag.reader.judge import judged, possible
from rag.reader.match import Matcher
from rag.reader.meaning import outspoken, reweighed
from rag.types import Evidence, Hit, Observation, Query

ENOUGH = 0.62
"""Coverage of the question's words from which a figure counts as the one that was asked for."""
_NEAR = 0.2


def candidates(query: Query, evidence: Evidence) -> list[Candidate]:
    """All figures of the hits, the best first; ``faults`` say why one is not the answer."""
    matcher = Matcher(query, evidence.hits)
    figures = [o for o in evidence.observations if possible(query, o)]
    found = [
        _weighed(query, matcher, judged(query, matcher, c))
        for c in _placed(evidence.hits, figures, matcher)
    ]
    found.sort(key=lambda c: (len(c.faults) > 0, -_worth(c), c.observation.source_id, c.figure))
    return found


_FIT = 0.2
"""What it counts beside the words of a question that a figure is likely."""


def _worth(candidate: Candidate) -> float:
    """What puts one figure before another: its words first, then how likely it is."""
    return candidate.score + _FIT * candidate.fit


def _weighed(query: Query, matcher: Matcher, candidate: Candidate) -> Candidate:
    if candidate.faults:
        return candidate
    return replace(candidate, fit=likelihood(query, matcher, candidate))


def fitting(query: Query, evidence: Evidence) -> list[Candidate]:
    """The figures that answer the question, the best first."""
    return covering(candidates(query, evidence))


def covering(found: Sequence[Candidate], least: float = ENOUGH) -> list[Candidate]:
    """Those without a fault by which enough of the question's words stand."""
    return [c for c in found if not c.faults and c.coverage >= least]


LIKELY = 0.35
"""How likely a figure has to be the one asked for to be taken."""


def likely(query: Query, evidence: Evidence, found: Sequence[Candidate]) -> list[Candidate]:
    """The figures that may well be the one asked for, the likeliest first."""
    good = [c for c in reweighed(query, found, evidence.scores) if c.fit >= LIKELY]
    return sorted(good, key=lambda c: (-c.fit, -c.score, c.observation.source_id, c.figure))


def taken(query: Query, evidence: Evidence) -> list[Candidate]:
    """The figures that have the words of a question, or that may well be the one asked for."""
    return taken_of(query, evidence, candidates(query, evidence))


def taken_of(query: Query, evidence: Evidence, found: Sequence[Candidate]) -> list[Candidate]:
    """Those that are taken of figures that are judged already."""
    return covering(found) or likely(query, evidence, found)


_ASKED = 4
"""Figures of each sort that are read at last."""


def beyond_words(query: Query, evidence: Evidence, found: Sequence[Candidate]) -> Candidate | None:
    """The figure that a question means beyond its words, where nothing else is taken.

    It may go by another name than the question's, and be counted by another word; all else that
    rules a figure out still does.
    """
    if evidence.scores is None:
        return None
    sound = sorted((c for c in found if not c.faults), key=lambda c: -c.fit)[:_ASKED]
    other = [c for c in found if c.faults and all(_in_name(query, c, f) for f in c.faults)]
    other.sort(key=lambda c: (-c.coverage, -c.score, c.observation.source_id, c.figure))
    return outspoken(query, [*sound, *other[:_ASKED]], evidence.scores)


def _in_name(query: Query, candidate: Candidate, fault: str) -> bool:
    """Whether a fault only says that a thing, or what it is counted by, is named otherwise."""
    if fault == "indicator":
        subject = candidate.observation.subject
        names = [n for name in query.indicators for n in (name, *indicators()[name].written)]
        narrower = any(subject.endswith(n) for n in names)  # 产业带固定资产投资
        return not (candidate.observation.indicator or narrower)
    counted = wanted.counts(query.units)
    return fault == "unit" and counted and is_classifier(candidate.observation.quantity.unit)


_CLOSE = 0.1
"""How near two figures have to be in worth for their meaning to decide."""


def settled(query: Query, evidence: Evidence, good: Sequence[Candidate]) -> list[Candidate]:
    """Figures that all have the words of a question, in the order of their meaning if near."""
    if len(good) < 2 or _worth(good[0]) - _worth(good[1]) >= _CLOSE:
        return list(good)
    return sorted(reweighed(query, good, evidence.scores), key=lambda c: -_worth(c))


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
            yield placed(items[at], hit, rank, matcher, whole[passage.source_id][at])
            at += 1
