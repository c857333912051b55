"""Whether a figure is of the indicator asked for, though a report may call it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.indicators import Named, named, subject_of
from rag.reader.candidate import Candidate
from rag.reader.match import Matcher
from rag.types import Observation, Query
from rag.words import tagged


def indicator_fit(query: Query, matcher: Matcher, candidate: Candidate) -> float:
    """How surely a figure is of the indicator asked for: 0 to 1."""
    observation = candidate.observation
    if observation.indicator in query.indicators:
        return 1.0
    if same_words(query, observation) or _narrower(query, matcher, candidate):
        return 1.0
    if same_rate(query, observation) or either(query, observation):
        return _SIBLING
    if candidate.whole and candidate.whole.indicator in query.indicators:
        return 1.0
    if observation.indicator and not generic(observation.indicator):
        return 0.0
    if observation.kind == "rank" and _place_of(query, candidate):
        return 1.0
    if names := named(observation.subject):  # another one, or one restricted (海洋生产总值)
        return 0.9 if _restriction_asked(query, observation.subject, names) else 0.0
    if len(observation.subject) > _BRIEF and _shortened(query, observation.subject):
        return 0.9
    return 0.75 if subject_of(candidate.left) in query.indicators else 0.0


_OF_ORDER = re.compile(
    "(?:总量|规模|绝对值|人均|增[速幅量]|均|都|分别|稳|继续|连续|同比|名义|实际|首次|[和与、在至到]|[居列位]|保持|跃升|前移"
    "|上升|排名|位次|第|全[国省市县区球]|行政区|各|省份?|[市县区])*"
)
"""Words of a place in an order that name no thing: 增速全市行政区排名."""


def _place_of(query: Query, candidate: Candidate) -> bool:
    """Whether a place in an order is the indicator's, which its own words or those before name."""
    subject = candidate.observation.subject
    text = candidate.passage.reading.text[candidate.sentence[0] : candidate.figure[0]]
    own = named(subject)
    names, of = (own, subject) if own else (named(text), text)
    if not names or names[-1].name not in query.indicators:
        return False
    between = of[names[-1].end :] if own else subject
    return (not own or own[-1].start == 0) and bool(_OF_ORDER.fullmatch(between))


_SIBLING = 0.9
"""What a rate is worth that the question's word for a rate is also a part of."""


def _asked_words(query: Query) -> Iterator[str]:
    """The words by which a question names its indicators."""
    for name in named(query.question, asking=True):
        if name.name in query.indicators:
            yield query.question[name.start : name.end]


def same_rate(query: Query, observation: Observation) -> bool:
    """Whether a rate has the question's whole word for it in its name: 失业率, 城镇化率."""
    return any(w.endswith("率") and w in observation.indicator for w in _asked_words(query))


_SERVICES = ("服务业增加值", "第三产业增加值")
_INDUSTRY = ("规模以上工业增加值", "工业增加值")


def either(query: Query, observation: Observation) -> bool:
    """Whether the question's word stands for both: 服务业 is the third sector of the economy.

    So does industrial value added in English, of all firms or of the larger ones.
    """
    names = {observation.indicator, *query.indicators}
    return names == {*_SERVICES} or (query.language == "en" and names == {*_INDUSTRY})


def _narrower(query: Query, matcher: Matcher, candidate: Candidate) -> bool:
    """Whether a figure is that of the part of an indicator that the question names.

    跨境电商进出口 is not 进出口总额; a question about it has the words of both.
    """
    observation, said = candidate.observation, candidate.said
    if observation.indicator or not query.terms:
        return False
    near = f"{observation.subject} {said}"
    return (
        any(matcher.holds(t, observation.subject) for t in query.terms)
        and all(matcher.holds(t, near) for t in query.terms)
        and any(word in near for word in _asked_words(query))
    )


def _restriction_asked(query: Query, subject: str, names: Sequence[Named]) -> bool:
    """Whether a question has all that a subject says beside its indicator (企业实现利润)."""
    mine = [n for n in names if n.name in query.indicators]
    if not mine:
        return False
    rest = subject[: mine[0].start] + " " + subject[mine[0].end :]
    words = [w for w, tag in tagged(rest) if len(w) > 1 and tag.startswith(NOUNS)]
    return bool(words) and all(w in query.standalone for w in words)


_BRIEF = 3
"""Characters of a subject that is too short to be the short form of an indicator's name."""


def _shortened(query: Query, subject: str) -> bool:
    """Whether a subject is the name of the indicator without what goes before it (登记失业率)."""
    return any(name.endswith(subject) for name in query.indicators)


def same_words(query: Query, observation: Observation) -> bool:
    """Whether the question has the very name that the report uses, whatever it is officially."""
    names = named(observation.subject)
    if not names or names[-1].name != observation.indicator:
        return False
    written = observation.subject[names[-1].start : names[-1].end]
    asked = named(query.question, asking=True)
    return len(written) >= 3 and any(
        query.question[n.start : n.end] == written and n.name in query.indicators for n in asked
    )


def generic(name: str) -> bool:
    """Whether an indicator says little without the words before it."""
    return name in ("装机容量", "发电量", "户厕改造", "营造林", "保障性住房")


NOUNS = ("n", "j", "l", "i", "eng")
"""Parts of speech that name a thing."""
