"""The extractive reader: answers from the reports' own figures and sentences, without a model.

``Reader.answer`` picks the way by intent; what it cannot find in scope is ``not_found``, with the
near misses in the notes. It never takes a figure of another place or year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rag import asks
from rag.numerals import figures
from rag.reader import arithmetic, compare, derived, office, prose, terms
from rag.reader.choose import ENOUGH, Candidate, candidates, fitting, near
from rag.reader.several import several
from rag.reader.sides import PARTS
from rag.reader.wording import claim, figure_text, place
from rag.types import Answer, Basis, Evidence, Outcome, Quantity, Query

_REASONS = {
    "year": "年份不同",
    "basis": "计划与完成不同",
    "unit": "单位不同",
    "kind": "不是同一种数据",
    "indicator": "不是同一指标",
    "qualifier": "口径不同",
}


class Reader:
    """An answerer that quotes; ``answer`` is pure."""

    name = "reader"

    def answer(self, query: Query, evidence: Evidence) -> Answer:
        """The answer of the evidence; not found where nothing in scope fits."""
        answer = self._find(query, evidence)
        if answer is None and not query.firm and query.basis is not None:
            # 要, 想 only lean to a plan: what was done answers too where no plan is stated.
            answer = self._find(replace(query, basis=None), evidence)
        if answer is None:
            answer = _not_found(query, evidence)
        notes = (*answer.notes, *evidence.notes)
        return replace(answer, notes=tuple(dict.fromkeys(notes)), hits=_reordered(answer, evidence))

    def _find(self, query: Query, evidence: Evidence) -> Answer | None:
        if query.missing and not query.regions:
            return None
        if not (query.terms or query.indicators or query.background):
            return None
        if query.intent in (asks.LIST, asks.ENTITY, asks.YESNO, asks.HOW) and terms.coined(
            query, evidence
        ):
            return terms.define(query, evidence)
        if query.intent == asks.DEFINITION:
            defined = terms.define(query, evidence)
            quoted = "“" in query.standalone or '"' in query.standalone
            return defined if defined or quoted else prose.quote(query, evidence)
        if office.asks_person(query):
            return office.person(query, evidence)
        for intent, step in (
            (asks.SUM, arithmetic.total),
            (asks.OUTCOME, compare.outcome),
            (asks.DIFFERENCE, derived.changed),
            (asks.DIFFERENCE, arithmetic.difference),
        ):
            if query.intent == intent and (found := step(query, evidence)) is not None:
                return found
        if query.intent == asks.COMPARE and (most := compare.superlative(query, evidence)):
            return most
        if query.intent in (asks.COMPARE, asks.OUTCOME):
            return compare.compare(query, evidence)
        if query.intent in (asks.DIFFERENCE, asks.SUM) and len(query.years) > 1:
            return None
        if query.intent in (asks.FIGURE, asks.RANK, asks.DIFFERENCE, asks.SUM):
            return _figure(query, evidence)
        if query.intent == asks.YESNO:
            return _yesno(query, evidence)
        return prose.quote(query, evidence)


def _figure(query: Query, evidence: Evidence) -> Answer | None:
    if derived.asked(query) and (worked := derived.derived(query, evidence)) is not None:
        return worked
    if (gap := derived.changed(query, evidence)) is not None and len(query.years) > 1:
        return gap
    if (most := compare.superlative(query, evidence)) is not None:
        return most
    if len(query.regions) > 1 or (query.indicators and query.years[1:]):
        return compare.compare(query, evidence)
    if query.years[1:] and (each := compare.every_year(query, evidence)) is not None:
        return each
    if (parts := several(query, evidence)) is not None:
        return parts
    if len(query.indicators) > 1:
        return compare.compare(query, evidence)
    if (opening := arithmetic.opening(query, evidence)) is not None:
        return opening
    found = candidates(query, evidence)
    good = [c for c in found if not c.faults and c.coverage >= ENOUGH]
    if not good:
        return (
            _parts(query, evidence) or _stretch(query, evidence) or derived.derived(query, evidence)
        )
    moved = good[0].observation.kind in ("growth", "decline", "added")
    if (derived.changes(query) and not moved) or derived.reaches(query, good[0]):
        worked = derived.derived(query, evidence)
        if worked is not None:
            return worked
    chosen = _chosen(query, good) if query.regions else _everywhere(query, good)
    claims = tuple(claim(c, figure_text(query, c)) for c in chosen)
    end = "." if query.language == "en" else "。"
    text = "；".join(c.text for c in claims) + end
    return Answer(
        query=query,
        outcome=Outcome.ANSWERED,
        text=text,
        claims=claims,
        notes=_near_notes(found, chosen),
    )


def _chosen(query: Query, good: Sequence[Candidate]) -> list[Candidate]:
    """The best figure, with its growth where level and growth stand together and both are asked."""
    best = good[0]
    chosen = [best]
    both = re.search(
        r"多少.{0,12}(?:增长|涨|占|几)|几.{0,10}多少|多少.{1,12}(?:多少|几)", query.standalone
    )
    for other in good[1:] if both else ():
        if (
            other.sentence == best.sentence
            and other.passage.id == best.passage.id
            and other.observation.quantity.unit != best.observation.quantity.unit
            and len(chosen) < 3
        ):
            chosen.append(other)
    return sorted(chosen, key=lambda c: c.figure)


def _everywhere(query: Query, good: Sequence[Candidate]) -> list[Candidate]:
    """Without a place in the question: the best figure of every place that fits as well."""
    best: dict[str, Candidate] = {}
    for one in good:
        if one.score >= good[0].score - 0.12 and one.coverage >= good[0].coverage - 0.1:
            best.setdefault(one.observation.region, one)
    return list(best.values())[:6] if len(best) > 1 else _chosen(query, good)


def _parts(query: Query, evidence: Evidence) -> Answer | None:
    """Where a report gives an indicator by its parts only: those, each under its name."""
    for whole, parts in PARTS.items():
        if query.indicators == (whole,):
            return compare.compare(replace(query, indicators=parts), evidence)
    return None


def _stretch(query: Query, evidence: Evidence) -> Answer | None:
    """How many years or months something took or held on: the sentence that says so."""
    if not re.search(r"(?:多少|几)个?(?:年|月)(?!级|份)|多久|多长时间|how long", query.standalone):
        return None
    answer = prose.quote(replace(query, intent=asks.ENTITY), evidence)
    said = "".join(c.quote for c in answer.citations) if answer else ""
    return answer if re.search(r"[年月天日]", said) else None


def _yesno(query: Query, evidence: Evidence) -> Answer | None:
    """The sentence that decides, and yes or no where the words themselves decide it."""
    claimed = _claimed(query)
    if claimed is None and (moved := _moved(query, evidence)) is not None:
        return moved
    if claimed is not None:
        bare = replace(query, intent=asks.FIGURE, units=(claimed.unit,) if claimed.unit else ())
        near_size = (Decimal("0.01"), Decimal(100))
        found = [
            c
            for c in fitting(bare, evidence)
            if not claimed.value
            or near_size[0] <= abs(c.observation.quantity.value / claimed.value) <= near_size[1]
        ]
        if found:
            said, true = figure_text(query, found[0]), found[0].observation.quantity
            reached = true.value >= claimed.value
            word = _yes(query, reached)
            cited = claim(found[0], said)
            return Answer(
                query=query, outcome=Outcome.ANSWERED, text=f"{word}{said}。", claims=(cited,)
            )
    return prose.quote(query, evidence)


_UP = re.compile(
    r"增长|增加(?!值)|上升|提高|涨|比.{1,6}(?:多|高)(?!少)|rise|rose|grow|grew|increase",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"下降|减少|降低|跌|比.{1,6}(?:少|低)|fall|fell|drop|decline|decrease", re.IGNORECASE
)


def _moved(query: Query, evidence: Evidence) -> Answer | None:
    """Whether an indicator rose or fell in a year: its growth rate, else two years' values."""
    up, down = _UP.search(query.standalone), _DOWN.search(query.standalone)
    if not query.indicators or len(query.years) != 1 or bool(up) == bool(down):
        return None
    bare = replace(query, intent=asks.FIGURE, kinds=("growth", "decline"), units=("%",))
    if found := [c for c in fitting(bare, evidence) if c.observation.kind in ("growth", "decline")]:
        one = found[0].observation
        fell = (one.kind == "decline") != (one.quantity.value < 0)
        cited = claim(found[0], figure_text(query, found[0]))
        text = f"{_yes(query, fell == bool(down))}{cited.text}。"
        return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(cited,))
    year = query.years[0]
    both = replace(
        query, years=(year, year - 1), kinds=(), intent=asks.DIFFERENCE, basis=Basis.ACTUAL
    )
    answer = arithmetic.difference(both, evidence)
    if answer is None or len(answer.claims) != 3:
        return None
    values = {c.years: c.quantity.value for c in answer.claims if c.quantity}
    fell = values.get((year,), 0) < values.get((year - 1,), 0)
    return replace(answer, query=query, text=_yes(query, fell == bool(down)) + answer.text)


def _yes(query: Query, so: bool) -> str:
    if query.language == "en":
        return "Yes: " if so else "No: "
    return "是的，" if so else "没有，"


def _claimed(query: Query) -> Quantity | None:
    """The figure that a yes-or-no question puts forward: 到5.3亿斤了吧, 一半以上吗."""
    for figure in figures(query.standalone):
        if not (figure.is_year or figure.bare or figure.is_rank or figure.han):
            return figure.quantity
    if "一半" in query.standalone:
        return Quantity(value=Decimal(50), unit="%", written="一半")
    return None


def _near_notes(found: Sequence[Candidate], chosen: Sequence[Candidate]) -> tuple[str, ...]:
    notes = []
    for one in near(found, chosen):
        why = "、".join(_REASONS[f] for f in dict.fromkeys(one.faults)) or "另一项数据"
        notes.append(
            f"相近但不是答案（{why}）：{figure_text(replace(one_query(), language='zh'), one)}"
        )
    return tuple(notes)


def one_query() -> Query:
    """A query without content, for wording a figure in Chinese."""
    return Query(question="", standalone="", intent=asks.FIGURE)


def _not_found(query: Query, evidence: Evidence) -> Answer:
    notes = []
    if evidence.scope:
        searched = "、".join(f"{c.region.name}{c.year}年报告" for c in evidence.scope[:6])
        more = f"等{len(evidence.scope)}份" if len(evidence.scope) > 6 else ""
        what = "、".join(dict.fromkeys((*query.indicators, *query.terms)))[:60]
        notes.append(f"查过：{searched}{more}；找的是：{what}。")
    wanted = _wanted(query, evidence)
    if wanted:
        notes.append(wanted)
    notes.extend(_near_notes(candidates(query, evidence), ()))
    text = _nothing(query, evidence)
    return Answer(query=query, outcome=Outcome.NOT_FOUND, text=text, notes=tuple(notes))


def _nothing(query: Query, evidence: Evidence) -> str:
    """That there is no answer, said for the places and years of the question."""
    places = "、".join((*(r.name for r in query.regions), *query.missing))
    years = "、".join(f"{y}年" for y in query.years)
    if not (query.terms or query.indicators or query.background):
        return _UNASKED[query.language]
    if query.language == "en":
        missing = "No report of this place is loaded."
        return missing if query.missing else "The loaded reports do not contain this figure."
    if query.missing and not query.regions:
        return f"报告中没有：还没有载入{'、'.join(query.missing)}的政府工作报告。"
    if not evidence.scope:
        return f"报告中没有：没有可查的{places}{years}报告。"
    return (
        f"{places}{years}的报告中没有这一内容。"
        if places or years
        else "已载入的报告中没有这一内容。"
    )


_UNASKED = {
    "zh": "没有看出要问什么；请写明地区、年份和内容，例如：沁水2022年新增光伏装机多少。",
    "en": "Please ask for a place, a year and a figure, such as: Qinshui's GDP growth in 2021.",
}


def _wanted(query: Query, evidence: Evidence) -> str:
    """Which reports would have to be loaded."""
    have = {(c.region.code, c.year) for c in evidence.library}
    wanted = []
    for region in query.regions:
        for year in query.years:
            delivered = year if query.basis is Basis.TARGET else year + 1
            if (region.code, delivered) not in have:
                wanted.append(f"{region.name}{delivered}年报告")
    return f"可能需要载入：{'、'.join(wanted)}。" if wanted else ""


def _reordered(answer: Answer, evidence: Evidence) -> tuple:  # type: ignore[type-arg]
    """The hits with the cited passages first: what proved to be the evidence ranks best."""
    cited = [(c.source_id, c.start) for c in answer.citations]

    def rank(hit: object) -> int:
        passage = hit.passage  # type: ignore[attr-defined]
        inside = [
            i
            for i, (s, at) in enumerate(cited)
            if s == passage.source_id and passage.span.start <= at < passage.span.end
        ]
        return min(inside, default=len(cited))

    return tuple(sorted(evidence.hits, key=rank))


__all__ = ["Reader", "place"]
