"""Verifies prose that a language model wrote against the numbered passages it was given.

A sentence is kept when every number in it is found in the passages that its own ``[n]`` name, and
those passages speak of the places and years that it names; otherwise it is struck. What ``[n]``
pointed to becomes exact citations, numbered anew: in the text kept, ``[k]`` is the k-th citation.

Not seen: a claim without numbers that the passage does not make, and names of places in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from rag.types import Check, Citation, Claim, Evidence, Level, Part, Passage, Query, Verdict

CheckSentence = Callable[[str, str], tuple[Check, ...]]
"""(sentence, cited text) → one check for each number of the sentence."""

_NUMBERS = r"\d{1,2}(?:\s*[,、]\s*\d{1,2})*"
_MARK = re.compile(rf"\s*[\[【]\^?\s*(?:片段|资料|passage)?\s*({_NUMBERS})\s*[\]】]", re.IGNORECASE)
_STOP = re.compile(r"(?:[。！？!?]+|(?<=\D)\.(?=\s|$)|(?<=\d)\.(?=\s+\D|\s*$)|\n)[”』」)]*")
_BULLET = re.compile(r"^\s*(?:[-*•#]+\s+|\d{1,2}[.)]\s+|\d{1,2}、)", re.MULTILINE)
_YEAR = r"((?:19|20)\d{2})"
_YEARS = re.compile(rf"(?<![\d.]){_YEAR}(?=\s*(?:年|[—–~至到-]+\s*{_YEAR}\s*年))")
_BARE_YEARS = re.compile(rf"(?<![\d.,]){_YEAR}(?![\d%]|[.,]\d)")
_REPORT_YEAR = re.compile(rf"{_YEAR}\s*年?(?:度|的)*《?[一-鿿]{{0,8}}?(?:工作)?报告")
_ONLY_YEAR = re.compile(rf"\s*{_YEAR}\s*(?:年度?)?\s*")
_HAN = re.compile(r"[一-鿿]")
_QUOTED = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What of the prose was kept, and how many sentences with and without figures were struck."""

    text: str
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    struck: int
    figures_struck: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """A stretch of a sentence up to its marks. ``cited`` is None where an unknown n was named."""

    text: str
    cited: tuple[Passage, ...] | None
    marked: bool


def header(passage: Passage) -> str:
    """What is known of a passage beside its text: place, report, the year spoken of, headings."""
    year = passage.year
    turn = {Part.REVIEW: f"回顾{year - 1}年", Part.PLAN: f"部署{year}年", Part.ANNEX: "附件"}
    parts = [passage.region, f"{year}年政府工作报告", turn.get(passage.part, ""), *passage.headings]
    return " · ".join(part for part in parts if part)


def place_names(query: Query, evidence: Evidence) -> tuple[str, ...]:
    """The names by which a sentence may speak of a place: the question's and the library's."""
    regions = [*query.regions, *(card.region for card in evidence.library)]
    known = [n for r in regions if r.level is not Level.STATE for n in (r.name, r.short)]
    return tuple(dict.fromkeys(name for name in (*known, *query.missing) if len(name) > 1))


def verify_prose(
    prose: str,
    passages: Sequence[Passage],
    query: Query,
    names: Sequence[str],
    check: CheckSentence,
) -> Verified:
    """Passage n of the prose is ``passages[n - 1]``."""
    citations: dict[Citation, int] = {}
    kept: list[tuple[str, Claim, tuple[Check, ...]]] = []
    struck = figures = 0
    for sentence, stop in _sentences(prose):
        segments = _segments(sentence, passages)
        bodies = "".join(segment.text for segment in segments)
        checks = [_checked(segment, query, bodies, names, check) for segment in segments]
        if any(part is None for part in checks):
            struck += 1
            figures += bool(re.search(r"\d", bodies))
            continue
        made = [part for part in checks if part is not None]
        kept.append(_claim(segments, made, stop, citations, names, check))
    return Verified(
        text=_joined(text for text, _, _ in kept),
        claims=tuple(claim for _, claim, _ in kept),
        checks=tuple(one for _, _, checks in kept for one in checks),
        struck=struck,
        figures_struck=figures,
    )


def _sentences(prose: str) -> list[tuple[str, str]]:
    """(sentence with its marks, full stop); marks after the stop belong before it."""
    prose = _BULLET.sub("", prose.replace("**", "").replace("［", "[").replace("］", "]"))
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(prose):
        stop = _STOP.search(prose, at)
        end = stop.end() if stop else len(prose)
        body = prose[at : stop.start() if stop else end]
        while mark := _MARK.match(prose, end):
            body += mark[0]
            end = mark.end()
        if body.strip():
            found.append((body.strip(), stop[0].strip() if stop else ""))
        at = end
    return found


def _segments(sentence: str, passages: Sequence[Passage]) -> list[_Segment]:
    """Each stretch with the marks that end it; one without marks has those of the sentence."""
    stretches: list[tuple[str, list[int]]] = []
    at = 0
    for mark in _MARK.finditer(sentence):
        numbers = [int(n) for n in re.findall(r"\d+", mark[1])]
        if between := sentence[at : mark.start()]:
            stretches.append((between, numbers))
        elif stretches:
            stretches[-1][1].extend(numbers)
        at = mark.end()
    if at < len(sentence):
        stretches.append((sentence[at:], []))
    every = [n for _, numbers in stretches for n in numbers]
    segments = []
    for text, own in stretches:
        wanted = dict.fromkeys(own or every)
        known = all(0 < n <= len(passages) for n in wanted)
        cited = tuple(passages[n - 1] for n in wanted) if known else None
        segments.append(_Segment(text=text, cited=cited, marked=bool(own)))
    return segments


def _checked(
    segment: _Segment, query: Query, sentence: str, names: Sequence[str], check: CheckSentence
) -> tuple[Check, ...] | None:
    """One check for each number of the stretch, or None where it cannot stand."""
    if segment.cited is None:
        return None
    text = normalize("NFKC", segment.text)
    named = _named(text, names)
    cited = [p for p in segment.cited if not named or any(_speaks_of(p, n) for n in named)]
    if any(not any(_speaks_of(p, name) for p in cited) for name in named):
        return None
    has_figure = bool(re.search(r"\d", text))
    if has_figure and not cited:
        return None
    if not _years_hold(text, normalize("NFKC", sentence), cited, query):
        return None
    checks = check(segment.text, "\n".join(_context(p, segment.text) for p in cited))
    failed = any(one.verdict is Verdict.UNSUPPORTED for one in checks)
    return None if failed or (checks and not cited) else checks


def _years_hold(text: str, sentence: str, cited: Sequence[Passage], query: Query) -> bool:
    """Whether the cited passages speak of the years named, or else of the question's."""
    if any(int(year) not in {p.year for p in cited} for year in _REPORT_YEAR.findall(text)):
        return False
    if not set(years_named(text)) <= {year for p in cited for year in _years_of(p)}:
        return False
    asked = set(query.years)
    if years_named(sentence) or not asked or not re.search(r"\d", text):
        return True
    return any(asked & _years_of(p) for p in cited)


def years_named(sentence: str) -> tuple[int, ...]:
    """The years a sentence speaks of, that of a report left out."""
    rest = _REPORT_YEAR.sub("", sentence)
    pattern = _YEARS if _HAN.search(rest) else _BARE_YEARS
    found = [year for match in pattern.finditer(rest) for year in match.groups() if year]
    return tuple(dict.fromkeys(int(year) for year in found))


def _years_of(passage: Passage) -> set[int]:
    """A review speaks of the year before the report's, a plan of its own; and of those written."""
    year = passage.year
    own = {Part.REVIEW: {year - 1}, Part.PLAN: {year}}.get(passage.part, {year - 1, year})
    written = normalize("NFKC", "\n".join((*passage.headings, passage.reading.text)))
    return own | {int(y) for m in _YEARS.finditer(written) for y in m.groups() if y}


def _named(text: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in text]


def _speaks_of(passage: Passage, name: str) -> bool:
    return name in passage.region or name in passage.reading.text


def _context(passage: Passage, sentence: str) -> str:
    """The cited text with what its header says; years stand bare where the sentence is English."""
    years = sorted({*_years_of(passage), passage.year})
    spoken = "、".join(f"{year}年" if _HAN.search(sentence) else f"{year}" for year in years)
    return "\n".join((passage.region, spoken, *passage.headings, passage.reading.text))


def _claim(
    segments: Sequence[_Segment],
    checks: Sequence[tuple[Check, ...]],
    stop: str,
    citations: dict[Citation, int],
    names: Sequence[str],
    check: CheckSentence,
) -> tuple[str, Claim, tuple[Check, ...]]:
    """The sentence with its marks anew; ``citations`` gains what is cited for the first time."""
    text, used, renumbered = "", dict[Citation, None](), list[Check]()
    for segment, own in zip(segments, checks, strict=True):
        found = _citations(segment, own, check)
        for citation in found:
            citations.setdefault(citation, len(citations))
        used.update(dict.fromkeys(found))
        for one in own:
            holder = next(
                (c for c, w in found.items() if one.written in w), next(iter(found), None)
            )
            renumbered.append(replace(one, citation=None if holder is None else citations[holder]))
        marks = sorted({citations[c] + 1 for c in found}) if segment.marked else []
        text += segment.text.rstrip() + "".join(f"[{n}]" for n in marks)
    bare = "".join(segment.text for segment in segments) + stop
    regions = dict.fromkeys(
        p.region for s in segments for p in s.cited or () if _named(bare, [*names, p.region])
    )
    years = years_named(normalize("NFKC", bare))
    claim = Claim(text=bare, citations=tuple(used), regions=tuple(regions), years=years)
    return text + stop, claim, tuple(renumbered)


def _citations(
    segment: _Segment, checks: Sequence[Check], check: CheckSentence
) -> dict[Citation, list[str]]:
    """The sentences cited, each with the numbers that it holds; the likest where none does."""
    passages = segment.cited or ()
    held: dict[Citation, list[str]] = {}
    for passage in passages:
        sentences = _quotable(passage)
        for one in checks:
            if _ONLY_YEAR.fullmatch(one.written):
                continue
            holding = [s for s in sentences if _holds(passage.reading.text[slice(*s)], one, check)]
            if holding:
                best = _likest(segment.text, passage, holding)
                held.setdefault(_citation(passage, best), []).append(one.written)
    if not held:
        for passage in passages:
            held[_citation(passage, _likest(segment.text, passage, _quotable(passage)))] = []
    return held


def _holds(sentence: str, one: Check, check: CheckSentence) -> bool:
    found = check(one.written, sentence)
    return bool(found) and all(other.verdict is Verdict.SUPPORTED for other in found)


def _quotable(passage: Passage) -> list[tuple[int, int]]:
    """The sentences of a passage as (start, end) in its reading, without white space around."""
    text = passage.reading.text
    found = []
    for match in _QUOTED.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if match[0].strip():
            found.append((start, start + len(match[0].strip())))
    return found


def _likest(text: str, passage: Passage, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span that shares most of its pairs of characters with the text (Dice).

    The whole passage where none shares any, as between two languages.
    """
    one = _pairs(text)

    def likeness(span: tuple[int, int]) -> float:
        other = _pairs(passage.reading.text[slice(*span)])
        return 2 * len(one & other) / max(1, len(one) + len(other))

    best = max(spans, key=likeness, default=(0, 0))
    whole = (0, len(passage.reading.text))
    return best if likeness(best) or len(spans) == 1 else whole


def _pairs(text: str) -> set[str]:
    flat = re.sub(r"\s+", "", normalize("NFKC", text)).lower()
    return {flat[i : i + 2] for i in range(len(flat) - 1)}


def _citation(passage: Passage, part: tuple[int, int]) -> Citation:
    span = passage.reading.span(*part)
    base = passage.span.start
    return Citation(
        report=passage.report,
        quote=passage.text[span.start - base : span.end - base],
        start=span.start,
        end=span.end,
        page=passage.page,
        headings=passage.headings,
        source_id=passage.source_id,
    )


def _joined(sentences: Iterable[str]) -> str:
    text = ""
    for sentence in sentences:
        apart = " " if text and text[-1].isascii() and sentence[:1].isascii() else ""
        text += apart + sentence
    return text
