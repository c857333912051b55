"""What decides between figures that fit the words of a question equally well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag import asks
from rag.reader.candidate import Candidate
from rag.reader.indicated import same_words
from rag.types import Basis, Observation, Query
from rag.wanted import counted_alike


def preference(query: Query, candidate: Candidate) -> float:
    """What decides between figures that fit the words equally well."""
    by_place = _by_neighbours(query, candidate)
    return sum((*_by_question(query, candidate), *_by_wording(query, candidate), *by_place))


def _by_question(query: Query, candidate: Candidate) -> Iterator[float]:
    observation, clause = candidate.observation, candidate.said
    if not query.kinds and observation.kind in ("growth", "decline"):
        yield -0.06
    if not query.kinds and observation.kind == "change" and not _APART.search(query.question):
        yield -0.15
    if query.indicators and same_words(query, observation):
        yield 0.06
    if observation.kind == "rank" and "增速" in clause and "增速" not in query.question:
        yield -0.15
    if observation.kind == "base":
        yield -0.1
    if observation.quantity.unit == "%" and _POINTS.search(query.question):
        yield -0.25
    if LED.search(query.question) and ahead_of(clause):
        yield 0.5
    if "年均" in query.qualifiers and not re.search("年均|平均每年|每年平均", clause):
        yield -0.15
    for word in query.qualifiers:
        yield 0.06 if word in clause or word in observation.qualifier else 0.0
    unit = observation.quantity.unit
    if query.units and unit == query.units[0]:
        yield 0.08
    if counted_alike(query.units, unit):
        yield -0.1
    yield from _by_kind(query, observation)


def _by_kind(query: Query, observation: Observation) -> Iterator[float]:
    if "cumulative" in query.kinds:
        yield 0.15 if observation.kind == "cumulative" else -0.1
    elif "累计" not in query.qualifiers and observation.kind == "cumulative":
        yield -0.15 if ONE_YEAR.search(query.question) else -0.05
    if _IN_ALL.search(query.question) and not re.search("[新添增]", query.question):
        yield -0.1 if observation.kind == "added" else 0.0
        yield 0.12 if observation.kind == "cumulative" else 0.0
    if "新增" in query.qualifiers:
        yield 0.1 if observation.kind == "added" or observation.qualifier == "新增" else 0.0
    if observation.kind in ("share", "rank"):
        for word in ("全国", "全省", "全市", "全县"):
            if word in query.question:
                yield 0.15 if observation.scope == word else -0.15


_IN_ALL = re.compile("总(?!目标|投资|理|书记|体)|加起来|加在一起|合起来")
ONE_YEAR = re.compile(r"[这当全单][一]?年|一整?年|年内|一年[里内]?")
_LONG = re.compile(r"五年|十.五|以来|期间|累计|相比|比(?:19|20)\d\d|翻")


def _by_wording(query: Query, candidate: Candidate) -> Iterator[float]:
    observation, clause = candidate.observation, candidate.said
    if observation.modality.startswith(("突破", "超")) and "首次" in clause:
        yield -0.15
    if observation.modality.startswith(("突破", "超")) and _REACHED.match(_behind(candidate)):
        yield -0.3
    if observation.qualifier.endswith("年") and not _LONG.search(query.question):
        yield -0.25
    if YEARLY.search(clause) and "年均" not in query.qualifiers:
        yield -0.2
    if candidate.whole:
        yield 0.12 if query.indicators else 0.03  # its part is named: see _part_asked
    elif "其中" in clause:
        yield -0.08
    if re.search(r"实际|当年|投下去|花了|完成", query.question) and "总投资" not in query.question:
        yield -0.12 if "总投资" in clause else 0.05 if "完成投资" in clause else 0.0
    if observation.year is None:
        yield -0.05
    elif not query.years:
        yield 0.001 * (observation.year - 2000)
    if query.basis is None and observation.basis is Basis.ACTUAL:
        yield 0.12 if query.intent in (asks.COMPARE, asks.DIFFERENCE) else 0.02
    if _elsewhere(observation):
        yield -0.05


def _by_neighbours(query: Query, candidate: Candidate) -> Iterator[float]:
    """What the words right before and behind a figure say of it."""
    if _STEP.match(_behind(candidate)) and not _STEP.search(query.question):
        yield -0.1
    if _IN_STOCK.search(query.question) and _HELD.search(candidate.left):
        yield 0.06
    noun = _asked_noun(query.standalone)
    if noun and _behind(candidate).lstrip("的余多").startswith(noun):
        yield _OF_SUCH
    near = candidate.said + candidate.zones.before
    yield _ITS_OWN * sum(told in near for told in _counted(query.standalone))


_OF_SUCH = 0.08
"""What it counts that the very things which a question counts stand behind a figure."""
_THINGS = re.compile(
    r"(?:多少|几)[十百千万亿]*[个家座项条所处台套只名位户件辆头张份棵株部]?([\u4e00-\u9fff]{2})"
)


@lru_cache(maxsize=64)
def _asked_noun(question: str) -> str:
    """The first two characters of what a question counts: 市政 of 几座市政公园."""
    found = _THINGS.search(question)
    return found.group(1) if found else ""


_ITS_OWN = 0.2
"""What it counts for a figure that a number of the question stands beside: 那14个项目."""
_NUMBER = re.compile(r"(?<![\d.])\d{1,5}(?:\.\d+)?[万亿]?[个家项座条所处台套只名人户](?!百分)")


@lru_cache(maxsize=64)
def _counted(question: str) -> tuple[str, ...]:
    """The numbers of things by which a question says what it is about."""
    return tuple(dict.fromkeys(_NUMBER.findall(question)))


_REACHED = re.compile(r"(?:大关|关口|台阶)?[，、]\s*(?:达到?|实现|完成|为)了?\s*\d")
"""What follows a mark that was passed: 突破1000亿美元，达到1173.99亿美元."""


_STEP = re.compile("大关|关口|台阶")
"""What calls a figure a mark that is passed, not the value itself."""
_IN_STOCK = re.compile(
    "截至|(?<!含)(?<!没)有(?:了)?(?:多少|几)|达到?了?(?:多少|几)|到了?(?:多少|几)"
)
_HELD = re.compile("(?:达到?|现有|共有|拥有|总数|增至|增加到)(?:了|约|近|超过?)*$")
"""What asks how many there are by then, and what tells that, not how many came in."""
_APART = re.compile(
    "[点高低多少差变升降增减快慢涨跌提落]"
    "|(?i:point|rise|rose|fall|fell|drop|gain|chang|up by|down by|more|less)"
)
"""What may ask by how many points something moved."""


def _behind(candidate: Candidate) -> str:
    return candidate.passage.reading.text[candidate.figure[1] : candidate.sentence[1]]


def _elsewhere(observation: Observation) -> bool:
    """Whether a figure is said of a larger area than the report's own place."""
    own = observation.region[-1:]
    larger = {"县": "国省市", "区": "国省市", "旗": "国省市", "市": "国省", "州": "国省"}.get(
        own, "国"
    )
    return observation.kind != "rank" and observation.scope[-1:] in tuple(larger)


LED = re.compile(
    r"比(?!上|去|前|头|同期|(?:19|20)?\d\d)[^，。]{1,10}?[高低快慢多少]出?了?(?:多少|几)"
)
"""What asks by how much one thing is ahead of another: 比全市高多少."""


def ahead_of(text: str) -> bool:
    """Whether a text tells by how much one thing is ahead of another, not by how much it grew."""
    return bool(
        re.search(r"高于|低于|快于|慢于|高出|低出|跑赢|领先(?!地位|水平|企业)|落后于", text)
    )


_POINTS = re.compile(
    r"(?:提高|提升|上升|增加|扩大|下降|降低|减少|回落|压减|缩小|[高低升降涨跌多少])了?(?:多少|几)个?百分点"
)
"""What asks by how many points a rate moved, not for the rate itself."""
YEARLY = re.compile(r"年均(?!浓度|值|气温|降|日)|平均每年|每年平均")
