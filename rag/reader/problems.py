"""What a report owns up to: the sentence that opens its shortcomings, and what stands behind it.

All reports have such a passage (我们也清醒认识到，…还存在不少问题：一是…), and it seldom has the
words of a question that asks for 难题, 短板 or 不足.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from rag import asks
from rag.clean import sentences
from rag.reader import extent
from rag.reader.lists import ITEM, listed, next_passage
from rag.reader.match import Matcher, Segment, Zones
from rag.reader.prose import quoted, together
from rag.reader.sides import of_regions
from rag.types import Answer, Evidence, Outcome, Part, Query

_OPENS = re.compile(
    r"(?:认识到|看到|意识到|感到)[^。]{0,80}(?:问题|困难|矛盾|不足|短板|挑战|差距|薄弱|隐忧)|"
    r"(?:存在|面临|还有|有)(?:着|的)?[^，。；]{0,16}(?:困难|问题|矛盾|不足|短板|挑战|差距|薄弱环节)"
    r"(?:和[\u4e00-\u9fff]{2,4})?[：，。]"
)
_TREATED = re.compile(
    r"(?:(?<![待未须])解决|克服|针对|化解|破解|应对|围绕)"
    r"(?:(?!面临|存在|还有|仍有)[^。]){0,30}$"
)
_FRANK = re.compile(r"清醒|清楚|成绩的同时|同时也|前进(?:道路|中)|必须看到|还要看到|也要看到|也应")
_SAID = re.compile(
    r"问题|短板|不足|困难|难题|矛盾|挑战|薄弱|环节|差距|缺点|承认|坦言|检讨|存在|面临|突出|主要|"
    r"指出|新区|[全我本][国省市县区]|发展|工作|政府|经济社会|方面|领域|自己|自身|认为|暴露出?|造成|导致|引起|报告|作报告|当前|不少"
)
_ENOUGH, _WHOLE, _PARAGRAPHS = 0.5, 700, 5
"""Coverage of a single shortcoming by the question; characters up to which all are told;
paragraphs that are followed behind one that only announces them."""


def owned(query: Query, evidence: Evidence) -> Answer | None:
    """What the reports of the places asked about own up to; None where it is not asked."""
    if not asks.owned(query.standalone):
        return None
    if len(query.regions) < 2:
        return _owned(query, evidence)
    each = [
        _owned(replace(query, regions=(r,)), of_regions(evidence, [r.full])) for r in query.regions
    ]
    claims = tuple(c for answer in each if answer for c in answer.claims)
    if not all(each):
        return None
    text = "".join(c.text for c in claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


def _owned(query: Query, evidence: Evidence) -> Answer | None:
    """The shortcomings that one report names, or the one that the question is about."""
    found = [(_rank(query, s), s) for s in _openings(query, evidence)]
    if not found:
        return None
    opening = min(found, key=lambda pair: pair[0])[1]
    section = _section(opening, evidence)
    about = tuple(t for t in query.terms if not _SAID.fullmatch(t))
    if about or query.indicators:
        query = replace(query, terms=about)
        one = _about(query, Matcher(query, evidence.hits), section)
        if one is None or one.start != opening.start or one.passage.id != opening.passage.id:
            matcher = Matcher(query, evidence.hits)
            return None if one is None else _told(query, matcher, one, section)
    return together(query, _all(opening, section, evidence))


def _openings(query: Query, evidence: Evidence) -> Iterator[Segment]:
    told = {*query.delivered, *(y + 1 for y in query.years), *query.years}
    for hit in evidence.hits:
        passage = hit.passage
        if passage.part in (Part.ANNEX, Part.CONDUCT) or (told and passage.year not in told):
            continue
        text = passage.reading.text
        for start, end in sentences(text):
            opens = _OPENS.search(text[start:end])
            if opens and not _TREATED.search(text[start : start + opens.end()]):
                yield Segment(passage, start, end, hit.score, 1.0)
                break


def _rank(query: Query, opening: Segment) -> tuple[bool, bool, int, float]:
    passage = opening.passage
    late = (*query.delivered, *(y + 1 for y in query.years))
    return (
        not _FRANK.search(opening.text),
        bool(late) and passage.year not in late,
        -passage.year,
        -opening.score,
    )


def _section(opening: Segment, evidence: Evidence) -> list[Segment]:
    """The sentences of the opening's paragraph; of the next ones too where it only announces."""
    lead, colon, first = opening.text.partition("：")
    cut = opening.start + len(lead) + len(colon)
    if first.rstrip().endswith(("；", ";")):
        rest = list(takewhile(lambda s: not s.text.endswith("。"), _behind(opening)))
        items = [*rest, *_behind(opening)[len(rest) :][:1]]
        return [replace(opening, end=cut), replace(opening, start=cut), *items]
    heads = [replace(opening, end=cut), replace(opening, start=cut)] if first else [opening]
    found, passage = [*heads, *_behind(opening)], opening.passage
    announces = opening.text.endswith(("：", ":")) or len(found) == 1
    for _ in range(_PARAGRAPHS if announces else 0):
        following = next_passage(passage, evidence)
        if following is None or following.headings != passage.headings:
            break
        passage = following
        found += _behind(replace(opening, passage=passage, start=0, end=0))
    return found


def _behind(segment: Segment) -> list[Segment]:
    text = segment.passage.reading.text
    return [
        replace(segment, start=start, end=end)
        for start, end in sentences(text)
        if start >= segment.end
    ]


def _all(opening: Segment, section: Sequence[Segment], evidence: Evidence) -> list[Segment]:
    """The shortcomings: all sentences where they are few, else the first of each item."""
    items = listed(opening, evidence, 0)
    long = sum(len(s.text) for s in section) > _WHOLE
    if len(items) > 1 and (long or items[-1].passage.id != section[-1].passage.id):
        return items
    if long and len({s.passage.id for s in section}) > 2:
        heads = {s.passage.id: s for s in reversed(section[1:])}
        section = [section[0], *reversed(heads.values())]
    kept: list[Segment] = []
    size = 0
    for one in section:
        size += len(one.text)
        if kept and size > _WHOLE:
            break
        kept.append(one)
    if len(kept) > 1 and kept[-1].text.endswith("："):
        kept.pop()
    return kept


def _fit(query: Query, matcher: Matcher, text: str) -> float:
    if query.terms:
        return matcher.coverage(Zones(own=text))
    return sum(n in text for n in query.indicators) / max(1, len(query.indicators))


def _about(query: Query, matcher: Matcher, section: Sequence[Segment]) -> Segment | None:
    """The sentence that the question's own words are about."""
    best = max(section, key=lambda s: (_fit(query, matcher, s.text), -s.start))
    return best if _fit(query, matcher, best.text) >= _ENOUGH else None


def _told(query: Query, matcher: Matcher, best: Segment, section: Sequence[Segment]) -> Answer:
    if ITEM.match(best.text) and best.text.endswith("。"):  # 三是创新能力依然薄弱。
        behind = section[section.index(best) + 1 :]
        explained = list(takewhile(lambda s: not ITEM.match(s.text), behind))
        if explained and explained[0].passage.id == best.passage.id:
            return quoted(query, [best, *explained])
    full = _fit(query, matcher, best.text)
    part = extent.narrowed(query, lambda text: _fit(query, matcher, text) >= full, best)
    return quoted(query, [extent.decided(part, best)])
