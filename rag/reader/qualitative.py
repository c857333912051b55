"""Targets and outcomes without a figure: 居民收入与经济增长同步, 进出口力争保持正增长."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.indicators import subject_of
from rag.reader import prose
from rag.reader.match import Matcher, Segment
from rag.types import Answer, Evidence, Query

_VALUE = re.compile(
    r"(?:力争|确保|努力|争取|继续|基本|总体)*(?:"
    r"[与和同跟][^，。；\d]{2,12}?(?:保持|基本|大体|实现)*(?:同步|持平)(?:增长|提高)?"
    r"|(?:保持|实现)+正增长|稳中有[升进增降]|只[升增]不[降减]"
    r"|(?:增[速长幅])?(?:继续|明显|略)?[高快好低]于(?:全国|全省|全市|全区|上年|经济)[^，。；\d]{0,8}"
    r"|(?:完成|达到|控制在)(?:国家|自治区|[省市区州]|上级|年度|预期|调控)[^，。；\d]{0,12}?"
    r"(?:任务|目标|要求|指标|以内|之内|范围)"
    r")"
)
_CHANGE = re.compile(r"(?:的?(?:年均|同比)?(?:增长|增速|增幅|下降|降低|降幅|减排)(?:幅度|率)?)$")
_CLAUSE = re.compile(r"[^，。；！？\n]+")


def in_words(query: Query, evidence: Evidence) -> Answer | None:
    """What the report of the year says of the one indicator asked for, where that is no figure."""
    if (parts := _structure(query, evidence)) is not None:
        return parts
    if len(query.indicators) != 1:
        return None
    if "level" in query.kinds or (query.units and "%" not in query.units):
        return None  # 多少亿元 is no question that a direction answers
    if query.basis is None and ("growth" not in query.kinds or not evidence.widest):
        return None  # a later report may give the outcome as a figure
    matcher = Matcher(query, evidence.hits)
    found = next(_clauses(query, evidence, matcher), None)
    if found is None:
        return None
    answer = prose.quoted(query, [found])
    return replace(answer, notes=("报告对这一指标没有给出数字。", *answer.notes))


_STRUCTURE = re.compile(
    r"(?:三次|三大|一二三次?|一、二、三次?)产业[^，。]{0,8}(?:结构|比[例重]|构成|之比|占比|各占)|三产结构|产业结构(?:比例?)?(?:是|为|怎|如何|多少|咋)|"
    r"(?i:three (?:industries|sectors)|(?:industrial|economic) structure)"
)
_RATIO = re.compile(
    r"(?:三次|三大|三)?(?:产业|产)(?:增加值)?(?:结构|比例|比重|构成|之比)[^。；]{0,44}?"
    r"\d[\d.]*\s*[:：∶]\s*\d[\d.]*\s*[:：∶]\s*\d[\d.]*"
)


def _structure(query: Query, evidence: Evidence) -> Answer | None:
    """The shares of the three sectors of the economy, as a report gives them in a ratio."""
    if not _STRUCTURE.search(query.standalone):
        return None
    for hit in evidence.hits:
        for said in _RATIO.finditer(hit.passage.reading.text):
            end = _CLAUSE.match(hit.passage.reading.text, said.end())
            stop = end.end() if end else said.end()
            segment = Segment(hit.passage, said.start(), stop, 1.0, 1.0)
            if prose.timely(query, segment):
                return prose.quoted(query, [segment])
    return None


def _clauses(query: Query, evidence: Evidence, matcher: Matcher) -> Iterator[Segment]:
    (name,) = query.indicators
    asked = (*query.terms, *(q for q in query.qualifiers if q not in name))
    for hit in evidence.hits:
        for clause in _CLAUSE.finditer(hit.passage.reading.text):
            text = clause.group()
            value = _VALUE.search(text)
            if value is None:
                continue
            if subject_of(_CHANGE.sub("", text[: value.start()])) != name:
                continue
            if not all(matcher.holds(term, text) for term in asked):
                continue
            segment = Segment(hit.passage, clause.start(), clause.end(), 1.0, 1.0)
            if prose.timely(query, segment):
                yield segment
