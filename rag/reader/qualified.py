"""What sort of an indicator's figure one is: of one year or several, spent or planned, per head.

新增, 累计, 总投资, 年均, 亩产: words by which a report tells its figures of one thing apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.reader.candidate import Candidate
from rag.reader.preference import ONE_YEAR, YEARLY
from rag.types import Basis, Query

_STRETCH = re.compile(
    r"年均|平均|每年|[两三四五几]年|期间|[六七八九]五|十.?五|以来|到(?:19|20)\d\d"
    r"|a year|average|annual|yearly|(?:three|four|five|several)[ -]years?|plan period|cumulative"
    r"|altogether"
)
"""Words of a question that asks about several years, to which a yearly average is an answer."""


def qualified(query: Query, candidate: Candidate) -> Iterator[str]:
    """``qualifier`` for everything that makes a figure one of another sort than is asked for."""
    clause = candidate.said
    own = candidate.passage.reading.text[slice(*candidate.own)]
    if "累计" in query.qualifiers and candidate.observation.kind != "cumulative":
        sentence = candidate.zones.before + candidate.zones.sentence
        whole = re.search(r"累计|总|五年|共", clause) or re.search(r"五年|十.五", sentence)
        if not whole and not any(q.startswith("比") for q in query.qualifiers):
            yield "qualifier"
    if (
        YEARLY.search(own)
        and candidate.observation.basis is Basis.ACTUAL
        and not _STRETCH.search(query.question)
    ):
        yield "qualifier"
    one_year = len(query.years) == 1 and not _STRETCH.search(query.question)
    one_year &= candidate.observation.quantity.unit not in ("番", "倍")
    if (one_year and _SOME_YEARS.search(candidate.left)) or (
        ONE_YEAR.search(query.question) and _SOME_YEARS.search(own)
    ):
        yield "qualifier"
    since = candidate.observation.qualifier.rpartition("、")[2]
    since = since if since.endswith("年") and since.startswith("比") else ""
    if since and since not in query.qualifiers and not _STRETCH.search(query.question):
        yield "qualifier"
    whole = re.search("累计|总装机|总量|总数|总里程|共有", clause)
    if "新增" in query.qualifiers and whole and "新增" not in clause:
        yield "qualifier"
    if any(_of_other_measure(query, candidate, clause)):
        yield "qualifier"


def _of_other_measure(query: Query, candidate: Candidate, clause: str) -> Iterator[bool]:
    """In turn, what makes a figure one of another measure of the same thing."""
    question = query.question
    yield "累计" in clause and "累计" not in question and bool(_IN_YEAR.search(question))
    asked = {m for m in _VOLUMES if m in question}
    said = {m for m in _VOLUMES if m in candidate.observation.subject}
    yield bool(asked and said) and not asked & said
    yield any(word in query.qualifiers and not told.search(clause) for word, told in _OUTLAY)
    yield bool(_SPENT.search(question) and _COSTS.search(candidate.left))
    yield any(wants.search(question) and not told.search(clause) for wants, told in _PER_ONE)


_OUTLAY = (
    ("总投资", re.compile("总投资|投资总")),
    ("当年计划投资", re.compile("当年计划投资|年度计划投资")),
)
"""What is invested in all, or in a year, and the words of the reports that say so."""
_IN_YEAR = re.compile("当年|年内|本年度?|这一年")
_VOLUMES = frozenset(
    {"储量", "产量", "销量", "产能", "发电量", "用电量", "吞吐量", "周转量", "库容", "蓄水量"}
)
"""What asks for one year, and what measures different things of one commodity."""
_SPENT = re.compile(
    r"(?:实际|真正)[^，。总计]{0,6}投(?!资额)|完成[^，。总计]{0,6}投资|投资?进去了?|投下去"
)
_COSTS = re.compile(r"(?<!完成)(?:总投资额?|计划投资额?|概算|估算)(?:达到?|约|近|超过?|为)*$")
"""What asks how much was spent, and what only says how much something is to cost in all."""
_SOME_YEARS = re.compile(
    r"(?<![\d一二三四五六七八九十〇○零连续第近前])[两三四五]年(?!内|级|制|[^，。]{0,4}(?:规划|计划|行动|攻坚))"
)
"""What tells a sum over years, which is no answer for one of them (单看2022年这一年)."""
_PER_ONE = (
    (re.compile(r"亩产|每亩|亩均|(?<!简)单产"), re.compile(r"亩|单产|单位面积|公顷")),
    (re.compile(r"平均每户|每户|户均"), re.compile(r"户")),
    (
        re.compile(r"每平(?:方?米)?(?!方公里)|单价|一平(?:方?米)?多少钱"),
        re.compile(r"平方?米|单价|均价"),
    ),
    (re.compile(r"平均每个?人|每个?人平均"), re.compile(r"人|户")),
)
"""Words that ask for what comes to one of many, and what has to stand by such a figure."""
