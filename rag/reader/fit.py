"""How likely a figure is the one asked for: a logistic model over what speaks for and against it.

What rules a figure out (another year, place, unit, kind) is not weighed here: ``judge`` names it a
fault. Of the rest, a question seldom has all the words of the report; how much each sign is worth
is learned from questions with checked answers (``training/fit.py``) and stands in
``rag/data/fit.tsv``.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache

from rag.reader.candidate import Candidate
from rag.reader.match import Matcher
from rag.types import Basis, Query
from rag.wanted import counted_alike
from rag.words import table, tagged

_KINDS = ("level", "growth", "added", "cumulative", "share", "decline")


def likelihood(query: Query, matcher: Matcher, candidate: Candidate) -> float:
    """How likely a figure without a fault is the one that was asked for: 0 to 1."""
    weights = weights_of()
    signs = features(query, matcher, candidate)
    total = weights["intercept"] + sum(
        weights.get(name, 0.0) * value for name, value in signs.items()
    )
    return 1 / (1 + math.exp(-total))


@cache
def weights_of() -> dict[str, float]:
    """The weight of every sign by its name, and the intercept."""
    return {name: float(weight) for name, weight in table("fit.tsv")}


def features(query: Query, matcher: Matcher, candidate: Candidate) -> dict[str, float]:
    """What speaks for and against a figure, by name; shares are from 0 to 1."""
    observation, zones = candidate.observation, candidate.zones
    near = f"{zones.own} {zones.clause} {zones.before}"
    wide = f"{zones.sentence} {zones.around}"
    asked = " ".join((*query.indicators, *query.terms)) or query.standalone
    missing = [t for t in query.terms if not matcher.holds(t, near)]
    characters = _han(asked)
    nouns = [t for t in missing if tagged(t)[-1][1].startswith(("n", "j", "l"))]
    strange = _strange(observation.subject, query.standalone + asked)
    return {
        "coverage": candidate.coverage,
        "preference": candidate.score - candidate.coverage,
        "words in its own clause": _held(query, matcher, zones.own),
        "words in its subject": _held(query, matcher, observation.subject),
        "words near": _held(query, matcher, near),
        "missing, but elsewhere": _weight(
            matcher, [t for t in missing if matcher.stands(t) and not matcher.holds(t, wide)], query
        ),
        "missing, but around": _weight(
            matcher, [t for t in missing if matcher.holds(t, wide)], query
        ),
        "heaviest missing": max((_weight(matcher, [t], query) for t in missing), default=0.0),
        "missing name": any(_names(t) for t in missing),
        "missing noun": bool(nouns),
        "another noun instead": bool(nouns) and strange > 0,
        "strange noun": strange > 0,
        "characters in its own clause": _shared(characters, _han(zones.own)),
        "characters in its sentence": _shared(characters, _han(f"{near} {zones.sentence}")),
        "subject asked for": _shared(_han(observation.subject), _han(query.standalone + asked)),
        "subject asked for, pairs": _shared(
            _pairs(observation.subject), _pairs(query.standalone + " " + asked)
        ),
        "subject strange": strange,
        "passage first": 1 / (1 + candidate.rank),
        "passage strong": candidate.strength,
        "unit first": bool(query.units) and observation.quantity.unit == query.units[0],
        "counter another": counted_alike(query.units, observation.quantity.unit),
        "indicator": observation.indicator in query.indicators,
        "kind asked": observation.kind in query.kinds,
        "kind another": bool(query.kinds) and observation.kind not in query.kinds,
        "target unasked": observation.basis is Basis.TARGET and query.basis is None,
        "a part": candidate.whole is not None,
        "no words": not query.terms,
        "one word": len(query.terms) == 1,
        "year said": bool(query.years),
        **{f"kind {kind}": observation.kind == kind for kind in _KINDS},
    }


def _held(query: Query, matcher: Matcher, text: str) -> float:
    """The share of the question's words, by weight, that a text holds."""
    if not query.terms:
        return 1.0
    return _weight(matcher, [t for t in query.terms if matcher.holds(t, text)], query)


def _weight(matcher: Matcher, terms: list[str], query: Query) -> float:
    """The share that some of the question's words have of the weight of all."""
    total = sum(matcher.weight(t) for t in query.terms)
    return sum(matcher.weight(t) for t in terms) / total if total else 0.0


def _names(term: str) -> bool:
    """Whether a word is a proper name: of a place, a person, a body, a thing."""
    return any(tag in ("nr", "ns", "nt", "nz", "nrt") for _, tag in tagged(term))


@lru_cache(maxsize=1024)
def _han(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\u4e00-\u9fff]", text))


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[str]:
    runs = re.findall(r"[\u4e00-\u9fffA-Za-z\d]+", text)
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def _shared(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / max(1, len(part))


_STRANGE = 12
"""Characters of strange nouns that are as bad as any more."""


def _strange(subject: str, asked: str) -> float:
    """How much a subject names that the question has no character of."""
    strange = sum(
        len(word)
        for word, tag in tagged(subject)
        if len(word) > 1 and tag[0] in "njlieb" and not set(word) & set(asked)
    )
    return min(strange, _STRANGE) / _STRANGE
