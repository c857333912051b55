"""How well a place in a report fits the words of a question.

A word counts most in the figure's own clause, less in the clauses before it, in the rest of the
sentence, in the heading; rare words weigh more than common ones. Synonyms count a little less.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rag.indicators import indicators
from rag.numerals import han_written
from rag.types import Hit, Passage, Query
from rag.words import glued, is_word, synonyms, tagged, word_list

OWN, CLAUSE, BEFORE, SENTENCE, AROUND = 1.0, 0.88, 0.8, 0.6, 0.4
"""Weights of the zones around a figure, nearest first."""
_BACKGROUND = 0.35
_SYNONYM = 0.9
_FAINT = 0.25
"""What a word counts that stands nowhere in scope and is no name of a thing."""
_VERB = 0.7
"""What a verb counts beside a noun: reports say the same thing with many verbs."""


@dataclass(frozen=True, slots=True)
class Zones:
    """The text around a figure or sentence, from the nearest zone to the farthest."""

    own: str
    clause: str = ""
    before: str = ""
    sentence: str = ""
    around: str = ""

    def best(self, word: str) -> float:
        """The weight of the nearest zone that holds a word, or 0."""
        for weight, text in (
            (OWN, self.own),
            (CLAUSE, self.clause),
            (BEFORE, self.before),
            (SENTENCE, self.sentence),
            (AROUND, self.around),
        ):
            if word in text:
                return weight
        return 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment (up to ；。！？) of a passage's reading and how well it fits.

    ``read`` is what a cross-encoder says of it, in log-odds, where it was asked.
    """

    passage: Passage
    start: int
    end: int
    score: float
    coverage: float
    read: float | None = None

    @property
    def text(self) -> str:
        """The segment as it reads."""
        return self.passage.reading.text[self.start : self.end]


@dataclass(slots=True)
class Matcher:
    """Scores zones against a query; word weights come from the passages in hand."""

    query: Query
    hits: Sequence[Hit]
    _weights: dict[str, float] = field(default_factory=dict)
    _variants: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    _found: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        texts = [_whole(h.passage) for h in self.hits]
        for term in (*self.query.terms, *self.query.background):
            self._variants[term] = variants(term)
            self._variants[term] += _parted(term, texts)
            if not any(term in t for t in texts):
                self._variants[term] += _abbreviated(term, texts) + _mistyped(term, texts)
            count = sum(any(v in t for v, _ in self._variants[term]) for t in texts)
            if count:
                self._found.add(term)
            part = _part(term, found=count > 0)
            if part == _FAINT:  # nowhere in scope, but no name: not rare, only another wording
                count = max(count, len(texts) // 10)
            weight = (
                0.0
                if not count and _near_empty(term)
                else math.log(1 + (len(texts) + 1) / (count + 0.5)) * _size(term)
            )
            self._weights[term] = weight * part

    def coverage(self, zones: Zones, *, known: float = 0.0, of: float = 0.0) -> float:
        """Share of the question's words, by weight, that stand in the zones: 0 to 1.

        ``known`` of the weight ``of`` is settled otherwise (the indicator).
        """
        total, reached = of, known
        for term in self.query.terms:
            weight = self._weights[term]
            total += weight
            reached += weight * self._reach(term, zones)
        for term in self.query.background:
            weight = self._weights[term] * _BACKGROUND
            total += weight
            reached += weight * self._reach(term, zones)
        return reached / total if total else 1.0

    def stands(self, term: str) -> bool:
        """Whether a term of the query, or a word for it, stands in any of the hits."""
        return term in self._found

    def weight(self, term: str) -> float:
        """The weight of a term of the query."""
        return self._weights.get(term, 0.0)

    def _reach(self, term: str, zones: Zones) -> float:
        best = 0.0
        for variant, factor in self._variants[term]:
            best = max(best, factor * zones.best(variant))
        return best

    def holds(self, term: str, text: str) -> bool:
        """Whether a text holds a term or a word for the same."""
        return any(v in text for v, f in self._variants.get(term, variants(term)) if f >= 0.6)


@lru_cache(maxsize=4096)
def variants(term: str) -> tuple[tuple[str, float], ...]:
    """(what to look for, how much it counts): the word, its synonyms, its halves."""
    if sized := re.fullmatch(r"超(.*[万亿])元", term):
        return tuple((form, 1.0) for form in _sized(sized.group(1)))
    found: dict[str, float] = {term: 1.0}
    for word in synonyms(term):
        found.setdefault(word, _SYNONYM)
    if number := re.match(r"\d{1,4}(?=[\u4e00-\u9fff])", term):
        found.setdefault(han_written(int(number.group())) + term[number.end() :], 1.0)
    for alias in _aliases(term):
        found.setdefault(alias, _SYNONYM)
    if len(term) >= 4 and not term.isascii():
        found.setdefault(term[:-1], 0.8)
        found.setdefault(term[1:], 0.8)
        found.setdefault(term[:2], 0.5)
        found.setdefault(term[-2:], 0.5)
    elif len(term) == 3 and not term.isascii():
        found.setdefault(term[:2], 0.6)
        found.setdefault(term[1:], 0.5)
    return tuple(found.items())


def _sized(amount: str) -> Iterator[str]:
    """How reports write the size of the things they count: 超亿元, 1亿元以上, 过亿."""
    digits = {"十": "10", "百": "100", "千": "1000"}.get(amount[0], "")
    in_digits = digits + amount[1:] if digits and amount[1:] in ("万", "亿") else ""
    sizes = (amount, f"1{amount}", f"一{amount}") if len(amount) == 1 else (amount, in_digits)
    for size in filter(None, sizes):
        yield from (f"{word}{size}" for word in ("超", "超过", "过", "上"))
        yield from (f"{size}{word}" for word in ("元以上", "以上", "元及以上", "级"))


def _abbreviated(term: str, texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """What a two-character short form can stand for in these texts: 旅发 → 旅游发展."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{2}", term):
        return ()
    pattern = re.compile(f"{term[0]}[\u4e00-\u9fff]{{1,2}}{term[1]}")
    return tuple((word, 0.7) for word in {m.group() for t in texts for m in pattern.finditer(t)})


def _parted(term: str, texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """A term of four characters with a word between its halves: 重点项目 → 重点建设项目."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{4}", term):
        return ()
    pattern = re.compile(f"{term[:2]}[\u4e00-\u9fff]{{1,3}}{term[2:]}")
    return tuple((word, 0.9) for word in {m.group() for t in texts for m in pattern.finditer(t)})


def _mistyped(term: str, texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Words of these texts that differ from a term of three or more characters in one of them."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{3,6}", term):
        return ()
    masks = (f"{term[:i]}[\u4e00-\u9fff]{term[i + 1 :]}" for i in range(len(term)))
    pattern = re.compile("|".join(masks))
    return tuple((word, 0.8) for word in {m.group() for t in texts for m in pattern.finditer(t)})


def _aliases(term: str) -> tuple[str, ...]:
    indicator = indicators().get(term)
    return indicator.written if indicator else ()


def _near_empty(term: str) -> bool:
    """Whether a word is a mistyped word of asking: 增述 for 增速."""
    if len(term) != 2 or is_word(term):
        return False
    words = word_list("question_words.txt")
    return any(len(w) == 2 and (w[0] == term[0]) != (w[1] == term[1]) for w in words)


def is_noun(term: str) -> bool:
    """Whether a word names something."""
    tags = [tag for _, tag in tagged(term)]
    return bool(tags) and tags[-1].startswith(("n", "j", "eng", "m"))


def _is_verb(term: str) -> bool:
    tags = [tag for _, tag in tagged(term)]
    return bool(tags) and tags[-1] in ("v", "vd")


def _part(term: str, *, found: bool) -> float:
    """How much of its weight a word keeps: less for a verb, little for one that is no name."""
    if term.isascii() and term.islower() and term.isalpha():
        return 1.0 if found else _FAINT  # an English word that no table knows
    if not found and glued(term):
        return _FAINT
    if is_noun(term):
        return 1.0
    if not found:
        return _FAINT
    return _VERB if _is_verb(term) else 1.0


def _size(term: str) -> float:
    return math.sqrt(min(len(term), 4))


def _whole(passage: Passage) -> str:
    return passage.reading.text + " " + " ".join(passage.headings)
