"""A figure of a report with the words around it, nearest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.reader.match import Matcher, Zones
from rag.types import Hit, Observation, Passage
from rag.words import cut

_STOP = re.compile(r"[，,；;。！!？?\n]|[：:](?<!\d.)|[：:](?!\d)")
"""What ends a clause; a colon between numbers is that of a ratio (18.1:33.1:48.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An observation with the passage it stands in and how well it fits.

    ``clause``, ``own`` (the clause without its other list items), ``sentence`` and ``figure`` are
    intervals of the passage's reading. ``rank`` is the passage's among the hits, ``strength`` its
    score beside the best one's; ``fit`` is how likely the figure is the one asked for, from 0
    (also where it has a fault) to 1.
    """

    observation: Observation
    passage: Passage
    score: float
    coverage: float
    clause: tuple[int, int]
    own: tuple[int, int]
    sentence: tuple[int, int]
    figure: tuple[int, int]
    zones: Zones
    rank: int = 0
    strength: float = 1.0
    faults: tuple[str, ...] = ()
    fit: float = 0.0
    whole: Observation | None = None
    """The figure of which this one is a part (其中国家级84家), where it is."""

    @property
    def where(self) -> tuple[str, tuple[int, int]]:
        """The passage and the sentence: the same for figures that stand side by side."""
        return self.passage.id, self.sentence

    @property
    def said(self) -> str:
        """The clause that the figure stands in."""
        return self.passage.reading.text[self.clause[0] : self.clause[1]]

    @property
    def left(self) -> str:
        """What stands before the figure in its own part of the clause."""
        return self.passage.reading.text[self.own[0] : self.figure[0]]


def placed(
    observation: Observation,
    hit: Hit,
    rank: int,
    matcher: Matcher,
    whole: Observation | None = None,
) -> Candidate:
    """An observation as a candidate; ``rank`` is that of its passage among the hits."""
    passage, reading = hit.passage, hit.passage.reading
    text = reading.text
    figure = (reading.at(observation.span.start), reading.at(observation.span.end - 1) + 1)
    start, end = (
        reading.at(observation.sentence.start),
        reading.at(observation.sentence.end - 1) + 1,
    )
    stops = (m.end() for m in _STOP.finditer(text, start, figure[1]))
    left = max((at for at in stops if at <= figure[0]), default=start)
    stop = _STOP.search(text, figure[1], end)
    right = stop.start() if stop else end
    observation = _told_of(observation, passage, text[start : figure[0]])
    led, around = _surroundings(text, start, end, passage.headings)
    own = _own(text, left, right, figure)
    shared = observation.subject and "分别" in text[left : figure[0]]
    zones = Zones(
        own=" ".join(
            (
                _shared(text[left : figure[0]], observation.subject)
                if shared
                else text[own[0] : own[1]],
                observation.subject,
                observation.indicator,
                *((whole.subject, whole.indicator) if whole else ()),
                *measures(observation),
            )
        ),
        clause=text[left:right] + " " + re.sub(r"[（）、“”]", "", text[left:right]),
        before=text[start:left],
        sentence=f"{led} {text[right:end]}",
        around=around,
    )
    coverage = matcher.coverage(zones)
    return Candidate(
        observation=observation,
        passage=passage,
        coverage=coverage,
        score=coverage + 0.08 / (1 + rank),
        clause=(left, right),
        own=own,
        zones=zones,
        rank=rank,
        strength=hit.score / (matcher.hits[0].score or 1.0),
        sentence=(start, end),
        figure=figure,
        whole=whole,
    )


def _told_of(observation: Observation, passage: Passage, before: str) -> Observation:
    """A value that a change starts from with the year of the change, unless its own is told.

    That it is of the year before, or of five years before, is inferred; an answer says what is
    written (2023年由3151家增至3408家).
    """
    year = observation.year
    if observation.kind != "base" or year is None or year >= passage.year - 1:
        return observation
    return observation if _dates(year, before) else replace(observation, year=passage.year - 1)


def dated_base(candidate: Candidate) -> bool:
    """Whether a sentence tells of which year a value is that a change starts from."""
    before = candidate.passage.reading.text[candidate.sentence[0] : candidate.figure[0]]
    year = candidate.observation.year or 0
    return year < candidate.passage.year - 1 or _dates(year, before)


def _dates(year: int, before: str) -> bool:
    return str(year) in before or bool(_DATED.search(before))


_DATED = re.compile(r"[一二〇○零三四五六七八九]{4}年|[上去]年")


def _shared(before: str, subject: str) -> str:
    """What the subjects of a list (科技、教育的支出分别) share: before the first, behind the last.

    Only the first and the last are known to be told with more than their name.
    """
    names, _, said = before.rpartition("分别")
    verb = re.split(r"[\d，]", said)[0]  # 分别实现增加值: of each
    listed = re.split(r"[、和与及]", names)
    if len(listed) < 2:
        return verb
    first, last = cut(listed[0]), cut(listed[-1])
    if (ending := first[-1][-2:]) in listed[-1]:  # 刑事案件和可防案件发案率: both names are whole
        lead, tail = "", listed[-1].rpartition(ending)[2]
    else:
        lead, tail = "".join(first[:-1]), "".join(last[1:])
    own = [lead if subject not in listed[0] else "", "" if listed[-1].endswith(subject) else tail]
    return " ".join((*own, verb))


_REACH, _BRIEF = 60, 14
"""Characters within which a part follows its whole, and of a subject that is one thing."""


def wholes(items: Sequence[Observation]) -> list[Observation | None]:
    """For each figure of a source, in order, that of which it is a part (其中国家级84家)."""
    found: list[Observation | None] = []
    last: dict[str, Observation] = {}
    for one in items:
        unit, before = one.quantity.unit, items[len(found) - 1] if found else None
        whole = None
        if "其中" in one.qualifier and not one.indicator:
            near = last.get(unit)
            close = near and one.span.start - near.span.end <= _REACH
            whole = near if near and close and len(near.subject) <= _BRIEF else None
        elif before and found[-1] and one.subject == before.subject and one.span != before.span:
            whole = last.get(f"{unit} of {found[-1].subject}")
        if whole is None and "其中" not in one.qualifier:
            last[unit] = one
            last[f"{unit} of {one.subject}"] = one
        found.append(whole)
    return found


@lru_cache(maxsize=64)
def _surroundings(text: str, start: int, end: int, headings: tuple[str, ...]) -> tuple[str, str]:
    """What leads up to a segment, and what stands around its sentence: one for all its figures."""
    first = max((text.rfind(c, 0, start) for c in "。！？\n"), default=-1) + 1
    last = min((p for c in "。！？\n" if (p := text.find(c, end)) >= 0), default=len(text))
    led = f"{_topic(text, first)} {text[first:start]}"
    around = " ".join((*headings, text[end:last], text[max(0, first - 80) : first]))
    return led, around


def _topic(text: str, before: int) -> str:
    """The sentence that opens a paragraph: the later ones are about what it names."""
    stop = min((p for c in "。！？\n" if (p := text.find(c, 0, before)) >= 0), default=0)
    return text[:stop] if stop <= _OPENING else ""


_OPENING = 40
"""Characters up to which a first sentence names what a paragraph is about."""


_MEASURES = {
    "面积": ("亩", "平方米", "公顷"),
    "资金": ("元", "美元"),
    "金额": ("元", "美元"),
    "人数": ("人",),
    "长度": ("米",),
    "里程": ("米",),
    "数量": (),
    "规模": ("瓦", "元", "平方米", "亩"),
    "时间": ("天", "工作日", "小时"),
}


def measures(observation: Observation) -> tuple[str, ...]:
    """Words that a figure's unit says by itself: 8300亩 is an area."""
    return tuple(word for word, units in _MEASURES.items() if observation.quantity.unit in units)


def _own(text: str, left: int, right: int, figure: tuple[int, int]) -> tuple[int, int]:
    """The part of a clause that is nearer to this figure than to its neighbours in a list."""
    start = max(text.rfind("、", left, figure[0]) + 1, left)
    if not re.search(r"\d", text[left:start]):
        start = left
    stop = text.find("、", figure[1], right)
    end = stop if stop >= 0 and re.search(r"\d", text[stop:right]) else right
    return start, end
