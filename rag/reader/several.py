"""Several figures asked at once: 多少人、多少钱; 多少亿，增长几; 增速多少，全省第几.

Each part of the question keeps its own words and borrows what it leaves out; the figures that
stand in one sentence belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag import asks, wanted
from rag.english import translated
from rag.indicators import named
from rag.reader.candidate import Candidate
from rag.reader.choose import ENOUGH, candidates, likely
from rag.reader.wording import claim, figure_text, sentence
from rag.types import Answer, Evidence, Outcome, Query
from rag.words import content, tagged

_SHARED = 0.35
"""Coverage that will do for a figure in the sentence of one that was found already."""
_TOGETHER, _SAME = 0.25, 0.15
_PARTS = re.compile(r"[、，,；;？?]|(?:和|及|以及|与)(?=[^，]{0,10}(?:多少|几|增速|增幅|总量))")
_ASKS = re.compile(
    r"多少|几(?!\d)|多[长大高久快]|增速|增幅|总量|占比|涨还是跌|第几|[位名]次|老几|排(?:名|第|在)"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure that is asked for: its query, and whether growth rates are no answer to it."""

    query: Query
    level: bool = False
    beside: bool = False
    """Whether it is only told beside what is asked for: the size, where a change is (涨了多少)."""

    def fits(self, candidate: Candidate) -> bool:
        return not self.level or candidate.observation.kind not in (
            "growth",
            "decline",
            "change",
            "share",
            "rank",
            "base",
        )


def several(query: Query, evidence: Evidence) -> Answer | None:
    """An answer for each figure that is asked for; None if only one is, or too few are found."""
    parts = _parts(query) if query.language == "zh" else _english(query)
    if len(parts) < 2:
        return None
    chosen = _together(parts, evidence)
    if chosen is None:
        return None
    if len(chosen) == len(parts) == 2 and wanted.size_and_change(query.standalone):
        first = _best(parts[0], evidence, [chosen[1][1]])  # of the thing that changed so
        chosen[0] = (parts[0].query, first or chosen[0][1])
    claims = tuple(claim(c, figure_text(q, c)) for q, c in chosen)
    text = sentence(query, claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


def _together(parts: Sequence[_Part], evidence: Evidence) -> list[tuple[Query, Candidate]] | None:
    """A figure for each part, in their order; None where one has none.

    A part of which the question says no more than what it counts (多少户人家得益) has its figure
    in the sentence of another.
    """
    chosen: dict[int, Candidate] = {}
    for number, part in enumerate(parts):
        if (found := _best(part, evidence, list(chosen.values()))) is not None:
            chosen[number] = found
    apart = [n for n, part in enumerate(parts) if not part.beside]
    if not chosen and len(apart) > 1 and (lead := _likeliest(parts[apart[0]], evidence)):
        chosen[apart[0]] = lead
    for number, part in enumerate(parts) if chosen else ():
        if number not in chosen and (found := _in_sentence(part, evidence, [*chosen.values()])):
            chosen[number] = found
        if number not in chosen and not part.beside:
            return None
    return [(parts[n].query, chosen[n]) for n in sorted(chosen)] or None


def _best(part: _Part, evidence: Evidence, chosen: Sequence[Candidate]) -> Candidate | None:
    """The figure that fits a part best; one beside a figure found already needs fewer words."""
    beside, subjects = {c.where for c in chosen}, {c.observation.subject for c in chosen}
    best: tuple[float, Candidate] | None = None
    for one in _free(part, candidates(part.query, evidence), chosen):
        together = one.where in beside
        if one.faults or one.coverage < (_SHARED if together else ENOUGH):
            continue
        score = one.score + _TOGETHER * together
        score += _SAME * (together and one.observation.subject in subjects)
        if best is None or score > best[0]:
            best = (score, one)
    return best[1] if best else None


def _likeliest(part: _Part, evidence: Evidence) -> Candidate | None:
    found = likely(part.query, evidence, candidates(part.query, evidence))
    return next(_free(part, found, ()), None)


def _in_sentence(part: _Part, evidence: Evidence, chosen: Sequence[Candidate]) -> Candidate | None:
    """The figure of the unit or kind that a part asks for, beside those of the other parts."""
    if not (part.query.units or part.query.kinds):
        return None
    free = list(_free(part, candidates(part.query, evidence), chosen))
    pairs = (
        (one, other)
        for one in free
        for other in chosen
        if one.where == other.where and not one.faults
    )
    nearest = min(pairs, key=_apart, default=None)
    return nearest[0] if nearest else None


def _apart(pair: tuple[Candidate, Candidate]) -> tuple[bool, int]:
    """How far two figures are from each other: of one thing first, then by the characters."""
    one, other = pair
    same = one.observation.subject == other.observation.subject
    return not same, abs(one.figure[0] - other.figure[0])


def _free(
    part: _Part, found: Sequence[Candidate], chosen: Sequence[Candidate]
) -> Iterator[Candidate]:
    """The figures that a part may have: of its kind, and no other part's."""
    used = {c.observation.span for c in chosen}
    return (c for c in found if c.observation.span not in used and part.fits(c))


def _parts(query: Query) -> list[_Part]:
    """What is asked for, figure by figure."""
    said = [p for p in _PARTS.split(query.standalone) if p and _ASKS.search(p)]
    if len(said) < 2 and _AND_GROWTH.search(query.standalone):
        said = [query.standalone]
    found: list[_Part] = []
    before: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    for text in said:
        own, kinds = tuple(t for t in query.terms if t in text), wanted.kinds(text)
        rest = tuple(t for t in before if t not in own)
        before = (*before, *own)
        names = {n.name for n in named(text, asking=True)}
        topic = tuple(t for t in query.terms[:1] if own and t not in own and _is_topic(t))
        own, rest = (*topic, *own), tuple(t for t in rest if t not in topic)
        part = replace(
            query,
            question=text,
            standalone=text,
            basis=asks.basis(text) or query.basis,
            terms=own or (() if query.indicators else rest or query.terms),
            background=(*(rest if own else ()), *query.background),
            indicators=_named_in(query, names, said, own=bool(own)),
            qualifiers=wanted.qualifiers(text),
            units=wanted.units(text) or (() if own or kinds or _MONEY.search(text) else units),
        )
        if found and _OF_A_WHOLE.match(text):
            part = _portion(part, found[-1].query)
        units = part.units
        found.extend(_aspects(part, text))
    return found


_OF_A_WHOLE = re.compile(r"[^，]{0,3}(?:占|相当于)[^，。]{2,16}(?:多少|几|多[大高]|比重|比例)")
"""What asks what part of a whole the thing is that was asked for before."""


def _portion(part: Query, before: Query) -> Query:
    """The share of a whole that is asked for of the thing of the part before."""
    said = before.standalone
    names = tuple(said[n.start : n.end] for n in named(said, asking=True))
    terms = tuple(dict.fromkeys((*before.terms, *(w for name in names for w in content(name)))))
    return replace(part, indicators=(), terms=terms, background=(), kinds=("share",), units=("%",))


_ENGLISH_PARTS = re.compile(
    r"[,;]?\s+and\s+(?=(?:by |to |of |in )?(?:how|what|where)\b)|[,;?]\s*(?=(?:how|what|where)\b)",
    re.IGNORECASE,
)
_ENGLISH_ASKS = re.compile(r"\b(?:how|what|where)\b", re.IGNORECASE)


def _english(query: Query) -> list[_Part]:
    """What an English question asks for, figure by figure."""
    said = [p for p in _ENGLISH_PARTS.split(query.standalone) if p and _ENGLISH_ASKS.search(p)]
    found: list[_Part] = []
    before: tuple[str, ...] = ()
    since = tuple(q for q in query.qualifiers if q.startswith("比"))
    for text in said if len(said) > 1 else ():
        words = translated(text)
        own = tuple(t for t in query.terms if t in words and t not in _MEASURES)
        rest = tuple(t for t in before if t not in own)
        before = (*before, *own)
        kinds = wanted.kinds(text)
        units = tuple(u for u in wanted.units(text) if not kinds or u in ("%", "百分点"))
        names = tuple(n for n in query.indicators if n in words)
        part = replace(
            query,
            standalone=text,
            terms=own or (() if query.indicators else rest),
            background=(*(rest if own else ()), *query.background),
            indicators=names or (() if own and found else query.indicators),
            kinds=kinds,
            units=units if "share" not in kinds else ("%",),
            qualifiers=(*wanted.qualifiers(" ".join(words)), *(since if kinds else ())),
        )
        found.append(_Part(part, level=not kinds and "%" not in units))
    return found


_MEASURES = frozenset({"增长", "增速", "增加", "比重", "占", "率"})
"""Translated words that the kind of the figure says already."""


_MONEY = re.compile(r"投资|资金|(?<!新)增|占|比|率|总[额值]")
"""What a part names that is counted in a unit of its own; else it goes on in that before it."""


def _is_topic(term: str) -> bool:
    """Whether the first word of a question is what all its parts are about: 旅游, not 建设."""
    return tagged(term)[0][1].startswith("n")


def _named_in(query: Query, names: set[str], said: Sequence[str], *, own: bool) -> tuple[str, ...]:
    """The indicators of a part: its own; those of the question where it has no words of its own."""
    mine = tuple(n for n in query.indicators if n in names)
    elsewhere = {n.name for text in said for n in named(text, asking=True)}
    if mine or not own:
        return mine or query.indicators
    return tuple(n for n in query.indicators if n not in elsewhere)


_AND_GROWTH = re.compile(r"[和及与、](?:同比)?(?:增速|增幅|涨幅|增长率)")


def _aspects(query: Query, text: str) -> list[_Part]:
    """The kinds of figure that one part asks for: how much, by how much more, what share, rank."""
    kinds = wanted.kinds(text)
    units = tuple(u for u in wanted.units(text) if u not in wanted.MOVED_BY)
    parts: list[tuple[int, _Part]] = []
    for name, pattern in wanted.ASPECTS:
        match = pattern.search(text)
        if match is None:
            continue
        if name == "level":
            moves = [m.span() for n, p in wanted.ASPECTS if n == "growth" for m in p.finditer(text)]
            beside = any(start < match.start() < end for start, end in moves)
            one = _Part(replace(query, kinds=(), units=units), level=True, beside=beside)
        else:
            own = ("growth", "decline") if name == "growth" else (name,)
            one = _Part(replace(query, kinds=own, units=("%",) if name == "share" else ()))
        parts.append((match.start(), one))
    if len(parts) == 1 and _AND_GROWTH.search(text):
        parts.append((-1, _Part(replace(query, kinds=(), units=()), level=True)))
    if len(parts) < 2:
        whole = replace(query, kinds=kinds)
        return [_Part(whole, level=bool(parts and parts[0][1].level and not kinds))]
    return [part for _, part in sorted(parts, key=lambda w: w[0])]
