"""What is said where there is no answer: what was searched, what is near, what could be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag import asks
from rag.reader.candidate import Candidate
from rag.reader.choose import near
from rag.reader.wording import figure_text
from rag.types import Answer, Basis, Evidence, Outcome, Query

_REASONS = {
    "place": "地区不同",
    "year": "年份不同",
    "basis": "计划与完成不同",
    "unit": "单位不同",
    "kind": "不是同一种数据",
    "indicator": "不是同一指标",
    "qualifier": "口径不同",
}


def near_notes(found: Sequence[Candidate], chosen: Sequence[Candidate]) -> tuple[str, ...]:
    """Figures that are close to what was asked, each with the reason why it is not the answer."""
    notes = []
    for one in near(found, chosen):
        why = "、".join(_REASONS[f] for f in dict.fromkeys(one.faults)) or "另一项数据"
        notes.append(
            f"相近但不是答案（{why}）：{figure_text(replace(_empty_query(), language='zh'), one)}"
        )
    return tuple(notes)


def _empty_query() -> Query:
    """A query without content, for wording a figure in Chinese."""
    return Query(question="", standalone="", intent=asks.FIGURE)


def not_found(query: Query, evidence: Evidence, found: Sequence[Candidate]) -> Answer:
    """The reasoned refusal: which reports were searched, for what, and what is near among these."""
    notes = []
    if evidence.scope:
        searched = "、".join(f"{c.region.name}{c.year}年报告" for c in evidence.scope[:6])
        more = f"等{len(evidence.scope)}份" if len(evidence.scope) > 6 else ""
        what = "、".join(dict.fromkeys((*query.indicators, *query.terms)))[:60]
        notes.append(f"查过：{searched}{more}{f'；找的是：{what}' if what else ''}。")
    wanted = _wanted(query, evidence)
    if wanted:
        notes.append(wanted)
    notes.extend(near_notes(found, ()))
    text = _nothing(query, evidence)
    return Answer(query=query, outcome=Outcome.NOT_FOUND, text=text, notes=tuple(notes))


def _nothing(query: Query, evidence: Evidence) -> str:
    """That there is no answer, said for the places and years of the question."""
    places = "、".join((*(r.name for r in query.regions), *query.missing))
    years = "、".join(f"{y}年" for y in query.years)
    asked = query.terms or query.indicators or query.background
    if not (asked or asks.delivery(query.standalone)):
        return _UNASKED[query.language]
    if query.language == "en":
        missing = "No report of this place is loaded."
        return missing if query.missing else "The loaded reports do not contain this figure."
    if query.told_of:
        told = "、".join(query.told_of)
        above = "、".join(r.name for r in query.regions)
        return f"报告中没有：还没有载入{told}的政府工作报告，{above}的报告也没有说到。"
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
