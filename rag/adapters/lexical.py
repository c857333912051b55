"""The terms by which passages are found word by word, and BM25 counted over a small scope.

Text is NFKC-folded and lower-cased, then cut into runs: a run of Han characters gives its unigrams
and bigrams, a Latin word or a number is one term. A question gives bigrams, and the unigram only
for a run of one character. The same terms fill the full-text table of the store.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

K1 = 1.2
B = 0.75
MOST_TERMS = 64
"""Distinct terms of a question that are searched; questions of people have a dozen or two."""
MOST_CHARACTERS = 2_000
"""Characters of a question that are looked at."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|\d+(?:\.\d+)*|(?:(?![{_HAN}])[^\W\d_])+")
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_IS_HAN = re.compile(rf"[{_HAN}]")


def runs(text: str) -> list[str]:
    """Runs of Han characters, words and numbers, folded, in the order of the text."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _RUN.findall(_GROUPING.sub("", folded))


def indexed_terms(folded: str) -> list[str]:
    """Every term of a passage that was ``counted``, repeated as often as it stands there."""
    terms: list[str] = []
    for run in folded.split():
        if _IS_HAN.match(run):
            terms.extend(run)
            terms.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            terms.append(run)
    return terms


def query_terms(question: str) -> list[str]:
    """The distinct terms of a question in their order, at most MOST_TERMS."""
    terms: dict[str, None] = {}
    for term in _asked(question[:MOST_CHARACTERS]):
        terms.setdefault(term)
        if len(terms) == MOST_TERMS:
            break
    return list(terms)


def _asked(question: str) -> Iterator[str]:
    for run in runs(question):
        if len(run) > 1 and _IS_HAN.match(run):
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        else:
            yield run


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A passage made ready for counting: its runs between blanks, and how many terms it has."""

    id: str
    folded: str
    length: int


def counted(id: str, text: str) -> Counted:
    """Prepares a passage once; counting a term in it is then one search of a string."""
    parts = runs(text)
    length = sum(2 * len(run) - 1 if _IS_HAN.match(run) else 1 for run in parts)
    return Counted(id=id, folded="".join(f" {run} " for run in parts), length=length)


def bm25(terms: Sequence[str], passages: Sequence[Counted]) -> list[tuple[str, float]]:
    """(id, score > 0) of the passages that hold a term, best first, then by id.

    The statistics are those of the given passages: a word that stands in every passage of a scope
    (its place, its year) says nothing there, however rare it is in the whole library.
    """
    if not passages:
        return []
    mean = sum(passage.length for passage in passages) / len(passages) or 1.0
    norms = [K1 * (1 - B + B * passage.length / mean) for passage in passages]
    scores = [0.0] * len(passages)
    for term in terms:
        needle = term if _IS_HAN.match(term) else f" {term} "
        found = [
            (at, count)
            for at, passage in enumerate(passages)
            if (count := passage.folded.count(needle))
        ]
        weight = math.log(1 + (len(passages) - len(found) + 0.5) / (len(found) + 0.5))
        for at, count in found:
            scores[at] += weight * count * (K1 + 1) / (count + norms[at])
    ranked = [
        (passage.id, score) for passage, score in zip(passages, scores, strict=True) if score > 0
    ]
    return sorted(ranked, key=lambda hit: (-hit[1], hit[0]))
