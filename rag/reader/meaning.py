"""How far a place in a report answers a question in meaning, where the words differ.

A cross-encoder reads the question beside what stands around a figure, or beside a sentence. What
it says is one more sign beside those that ``fit`` weighs; how the two are weighed against each
other is learned on questions that neither has seen, and stands in ``rag/data/meaning.tsv``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from rag.reader.candidate import Candidate
from rag.reader.match import Segment
from rag.script import simplify
from rag.types import Basis, Query
from rag.words import table

Scores = Callable[[str, Sequence[str]], Sequence[float]]

_SUBJECT, _BEFORE, _AFTER = 24, 44, 16
"""Characters of a figure's subject, and of its sentence before and behind it, that are read."""
_READ, _BEHIND = 8, 2.5
"""Figures that are read at most, and how far in log-odds they may be behind the likeliest."""


def reweighed(query: Query, found: Sequence[Candidate], scores: Scores | None) -> list[Candidate]:
    """The candidates with what the cross-encoder says weighed into ``fit``, as far as it is asked.

    It is not where there is none, nor where the other signs leave no doubt: reading takes time.
    """
    sound = sorted((c for c in found if not c.faults), key=lambda c: -c.fit)
    if scores is None or not sound or _clear(sound):
        return list(found)
    read = likeliest(sound)
    said = scores(question(query), [as_read(c) for c in read])
    weights = _weights()
    odds = {id(c): min(_UNREAD, own_odds(c)) for c in sound}
    for one, about in zip(read, signs(said, [own_odds(c) for c in read]), strict=True):
        if about["read"] >= _DENIED or about["own"] >= _DENIED:
            odds[id(one)] = weights["intercept"] + sum(weights[n] * v for n, v in about.items())
    return [replace(c, fit=_share(odds[id(c)])) if id(c) in odds else c for c in found]


_SURE, _AHEAD, _COVERED, _ALL = 0.6, 0.7, 0.62, 0.95
"""Log-odds, lead over the next figure, and share of the question's words that leave no doubt
with such odds, or alone."""


def _clear(sound: Sequence[Candidate]) -> bool:
    """Whether the first of the likeliest figures is the one without a doubt."""
    best, odds = sound[0], [own_odds(c) for c in sound[:2]]
    told = best.coverage >= _ALL or (odds[0] >= _SURE and best.coverage >= _COVERED)
    return told and (len(odds) < 2 or odds[0] - odds[1] >= _AHEAD)


def own_odds(candidate: Candidate) -> float:
    """The log-odds of a fit that the cross-encoder has no part in."""
    fit = min(max(candidate.fit, 1e-9), 1 - 1e-9)
    return math.log(fit / (1 - fit))


def question(query: Query) -> str:
    """A question as it is read: with what it takes from the turns before; a side's with its own."""
    return query.standalone if query.inherited else simplify(query.question)


_UNREAD, _DENIED = -5.0, -1.0
"""Log-odds, at most, of a figure that was not read, or that both its signs and the cross-encoder
put below the second: the best of bad ones is no answer."""


def likeliest(sound: Sequence[Candidate]) -> list[Candidate]:
    """The figures that are read, of those without a fault."""
    read = sorted(sound, key=lambda c: -c.fit)[:_READ]
    return [c for c in read if own_odds(c) >= own_odds(read[0]) - _BEHIND]


def signs(read: Sequence[float], own: Sequence[float]) -> list[dict[str, float]]:
    """What is weighed of each figure: both log-odds, and how far they are behind the best."""
    return [
        {"read": r, "own": o, "read, behind": r - max(read), "own, behind": o - max(own)}
        for r, o in zip(read, own, strict=True)
    ]


_UNMISTAKABLE, _APART = 2.5, 1.0
"""Log-odds of a figure, and lead over the next one, that stand for the words it does not share."""


def outspoken(query: Query, found: Sequence[Candidate], scores: Scores) -> Candidate | None:
    """The one figure, among some, that the cross-encoder takes for the answer without a doubt."""
    if not found:
        return None
    said = scores(question(query), [as_read(c) for c in found])
    (best, at), *others = sorted(zip(said, range(len(found)), strict=True), reverse=True)
    clear = best >= _UNMISTAKABLE and (not others or best - others[0][0] >= _APART)
    return found[at] if clear else None


def as_read(candidate: Candidate) -> str:
    """A figure with what stands around it, as the cross-encoder was taught to read it."""
    text = candidate.passage.reading.text
    (start, end), (left, right) = candidate.sentence, candidate.figure
    basis = "计划" if candidate.observation.basis is Basis.TARGET else "实际"
    before, after = text[max(start, left - _BEFORE) : left], text[right : min(end, right + _AFTER)]
    subject = candidate.observation.subject[-_SUBJECT:]
    return f"{subject}：{basis}。{before}【{text[left:right]}】{after}"


_HEADING, _SENTENCE = 16, 90
"""Characters of a sentence and of the headings above it that are read."""


def sentence_as_read(segment: Segment) -> str:
    """A sentence under its headings, as the cross-encoder was taught to read it."""
    headings = " ".join(segment.passage.headings)[-_HEADING:]
    return f"{headings}：{segment.text[:_SENTENCE]}"


_SENTENCES, _WORTH = 10, 0.05
"""Sentences that are read at most, and what a log-odds of theirs is worth beside their score."""
_PLAIN, _LEAD = 0.7, 0.15
"""Share of the question's words, and lead in score, that leave no doubt which sentence says it."""


def reread(query: Query, ranked: Sequence[Segment], scores: Scores | None) -> list[Segment]:
    """Sentences in the order of their words and, as far as it is asked, their meaning."""
    head, rest = ranked[:_SENTENCES], ranked[_SENTENCES:]
    near = [s for s in head if s.coverage > 0]
    if scores is None or not near or _plain(near):
        return list(ranked)
    said = scores(question(query), [sentence_as_read(s) for s in near])
    weighed = [
        replace(s, read=odds, score=s.score + _WORTH * odds)
        for s, odds in zip(near, said, strict=True)
    ]
    weighed.sort(key=lambda s: (-s.score, s.passage.id, s.start))
    return [*weighed, *(s for s in head if not s.coverage > 0), *rest]


def _plain(near: Sequence[Segment]) -> bool:
    return near[0].coverage >= _PLAIN and (len(near) < 2 or near[0].score - near[1].score >= _LEAD)


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight in table("meaning.tsv")}
