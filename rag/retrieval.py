"""From a query to evidence: scopes in turn, channels fused inside each, what belongs to the hits.

The channels are lexical and dense search, figures of the indicators asked for, and entries of the
glossary. The order leans to the year and the part that the query speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag import asks
from rag.fuse import fuse
from rag.glossary import names
from rag.ingest import check_model
from rag.ports import CrossEncoder, Embedder, Index, Store
from rag.scope import Scope, opened_plan, scopes
from rag.types import (
    Basis,
    Evidence,
    Hit,
    Note,
    Observation,
    Part,
    Passage,
    Query,
    ReportCard,
)

_CHANNEL = 60
_HITS = 40
_NEAR = 60
"""Reports, the best of a wide scope, in which figures and glossary entries are looked up."""
_FEW = 12
"""Reports of which the glossary is looked at for figures."""
_FIRST_LINES = "政府工作报告 人民代表大会 会议上 人民政府 县长 区长 市长 省长 主席 总理"
"""Words of the lines that say who delivered a report, and when."""
_POINTS = 200
_RUNNING = (asks.LIST, asks.DEFINITION, asks.WHY, asks.HOW)
_LEADING, _STEPS, _GAPS = 6, 5, (1, 5, 12, 24)
"""For lists: how many of the best hits are followed, over how many passages, and how far behind
the end of one the next may begin."""
_WEIGHTS = {"dense": 0.6, "lexical": 1.0, "figures": 0.5, "terms": 0.8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """The story of finding; knows ports only."""

    store: Store
    index: Index
    embedder: Embedder
    cross_encoder: CrossEncoder | None = None

    def evidence(
        self,
        query: Query,
        library: Sequence[ReportCard],
        *,
        wide: bool = False,
        channel: str = "",
    ) -> Iterator[Evidence]:
        """The evidence of each scope in turn, the first choice first."""
        content = query.terms or query.indicators or query.background
        asked = bool(content) or asks.delivery(query.standalone)
        wider = list(scopes(query, library, wide=wide)) if asked else []
        for number, scope in enumerate(wider, 1):
            evidence = self._search(query, scope, library, channel)
            yield replace(evidence, widest=number == len(wider))

    def _search(
        self, query: Query, scope: Scope, library: Sequence[ReportCard], channel: str
    ) -> Evidence:
        sources = [c.source_id for c in scope.cards]
        everything = len(sources) == len(library)
        only = None if everything else sources
        words = " ".join((*query.indicators, *query.terms, *query.background)) or query.standalone
        if asks.delivery(query.standalone):
            words = _FIRST_LINES
        lexical = self.store.lexical(_searched(query, words), _CHANNEL, only)
        check_model(self.store, self.embedder)
        dense = self.index.search(self.embedder.query(words), _CHANNEL, only)
        found = self.store.passages_by_id(list(dict.fromkeys(i for i, _ in (*lexical, *dense))))
        near = list(dict.fromkeys(p.source_id for p in found)) if len(sources) > 12 else sources
        figures = self._figures(query, near)
        glossary = self._notes(query, near)
        extra = self._pointed(query, figures, glossary, found, near)
        passages = {p.id: p for p in (*found, *extra)}
        rankings = {
            "lexical": lexical,
            "dense": dense,
            "figures": _with_figures(query, figures, passages.values()),
            "terms": _explaining(query, glossary, passages.values()),
        }
        if channel:
            fused = fuse({channel: rankings[channel]}, _WEIGHTS)
        else:
            fused = _leaning(query, fuse(rankings, _WEIGHTS), passages)
        hits = tuple(
            Hit(passage=passages[i], score=score, ranks=ranks) for i, score, ranks in fused[:_HITS]
        )
        if query.intent in _RUNNING and not channel:
            hits += self._going_on(hits)
        return Evidence(
            hits=hits,
            scope=scope.cards,
            library=tuple(library),
            observations=tuple(self.store.observations_in([h.passage.id for h in hits])),
            glossary=tuple(glossary),
            notes=(*_inherited(query), *((scope.note,) if scope.note else ())),
            scores=self.cross_encoder.scores if self.cross_encoder else None,
        )

    def _notes(self, query: Query, sources: Sequence[str]) -> list[tuple[str, Note]]:
        """The glossary of the nearest sources; of it only what a question for figures names."""
        if _explains(query):
            return self.store.glossary(sources[:_NEAR])
        if query.intent != asks.FIGURE or len(sources) > _FEW:
            return []
        return [(s, n) for s, n in self.store.glossary(sources) if names(query.standalone, n.term)]

    def _going_on(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The passages that go on where the best hits end: lists run over from one to the next."""
        have = {h.passage.id for h in hits}
        found: dict[str, Passage] = {}
        last = [h.passage for h in hits[:_LEADING]]
        for _ in range(_STEPS):
            points = [(p.source_id, p.span.end + gap) for p in last for gap in _GAPS]
            last = self.store.passages_at(points) if points else []
            found.update({p.id: p for p in last if p.id not in have})
        return tuple(Hit(passage=p, score=0.0) for p in found.values())

    def _pointed(
        self,
        query: Query,
        figures: Sequence[Observation],
        glossary: Sequence[tuple[str, Note]],
        found: Sequence[Passage],
        sources: Sequence[str],
    ) -> list[Passage]:
        """Passages that an indicator's figure, a glossary entry or an office points to."""
        points = [
            (one.source_id, one.span.start)
            for one in figures
            if not query.years or one.year in query.years
        ]
        points += [(source, note.span.start) for source, note in glossary]
        have = {p.id for p in found}
        pointed = self.store.passages_at(points[:_POINTS]) if points else []
        offices = ("长", "书记", "总理", "主席", "mayor", "谁")
        if any(t in query.standalone for t in offices) or asks.delivery(query.standalone):
            pointed += [p for p in self.store.passages(sources[:4]) if p.part is Part.FRONT]
        return [p for p in {p.id: p for p in pointed}.values() if p.id not in have]

    def _figures(self, query: Query, sources: Sequence[str]) -> list[Observation]:
        """The figures of the indicators asked for, in the sources that are nearest."""
        if not query.indicators:
            return []
        return self.store.observations(sources[:_NEAR], indicators=query.indicators)


def _searched(query: Query, words: str) -> str:
    if asks.owned(query.standalone):
        words = f"{words} 清醒 认识 看到 存在 困难 问题 不足 主要表现"
    return words if query.language == "en" or query.inherited else f"{words} {query.standalone}"


def _inherited(query: Query) -> tuple[str, ...]:
    return (f"沿用上一轮的{'；'.join(query.inherited)}。",) if query.inherited else ()


def _explains(query: Query) -> bool:
    return query.intent in (asks.DEFINITION, asks.LIST) or "“" in query.standalone


def _with_figures(
    query: Query, observations: Sequence[Observation], passages: Iterable[Passage]
) -> list[tuple[str, float]]:
    """Passages that hold a figure of an indicator asked for, of the right year first."""
    if not query.indicators:
        return []
    scored: dict[str, float] = {}
    by_source: dict[str, list[Passage]] = {}
    for passage in passages:
        by_source.setdefault(passage.source_id, []).append(passage)
    for one in observations:
        if one.indicator not in query.indicators:
            continue
        basis = query.basis or Basis.ACTUAL
        fit = 1.0 + (one.year in query.years) + (one.basis is basis)
        fit += 0.5 * (one.kind in query.kinds)
        for passage in by_source.get(one.source_id, ()):
            if passage.span.start <= one.span.start < passage.span.end:
                scored[passage.id] = max(scored.get(passage.id, 0.0), fit)
    order = sorted(scored, key=lambda id: (-scored[id], id))
    return [(id, 1 / rank) for rank, id in enumerate(order, 1)]


def _explaining(
    query: Query, glossary: Sequence[tuple[str, Note]], passages: Iterable[Passage]
) -> list[tuple[str, float]]:
    """Passages with the glossary entry of a term that the question holds, the longest first."""
    named = [(s, n) for s, n in glossary if len(n.term) > 1 and n.term in query.standalone]
    scored: dict[str, float] = {}
    for passage in passages:
        for source, note in named:
            inside = passage.span.start <= note.span.start < passage.span.end
            if source == passage.source_id and inside:
                scored[passage.id] = max(scored.get(passage.id, 0.0), float(len(note.term)))
    return sorted(scored.items(), key=lambda hit: (-hit[1], hit[0]))


def _leaning(
    query: Query,
    fused: list[tuple[str, float, dict[str, int]]],
    passages: dict[str, Passage],
) -> list[tuple[str, float, dict[str, int]]]:
    """The fused order with passages of the right year and part drawn forward."""
    # Whether something came about is often told by what is still planned.
    wrong = 0.9 if query.intent in (asks.YESNO, asks.OUTCOME) else 0.75

    def weight(passage: Passage) -> float:
        value = 1.0
        if query.years and passage.part is Part.REVIEW:
            value *= 1.3 if passage.year - 1 in query.years else wrong
        elif query.years and passage.part is Part.PLAN:
            right = passage.year in query.years or opened_plan(query, passage.year)
            value *= 1.15 if right else wrong
        if query.basis is not None and passage.part in (Part.REVIEW, Part.PLAN):
            plan = passage.part is Part.PLAN
            value *= 1.15 if plan == (query.basis is Basis.TARGET) else 0.9
        if passage.part is Part.ANNEX and not _explains(query):
            value *= 0.7
        if not query.years:
            value *= 1 - 0.02 * min(newest[passage.region] - passage.year, 5)
        return value

    newest: dict[str, int] = {}
    for one in passages.values():
        newest[one.region] = max(newest.get(one.region, 0), one.year)

    weighed = [(i, s * weight(passages[i]), r) for i, s, r in fused if i in passages]
    return sorted(weighed, key=lambda item: (-item[1], item[0]))
