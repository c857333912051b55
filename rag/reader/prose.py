"""Answers in the report's own sentences: definitions, lists, names, reasons, yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag import asks
from rag.clean import sentences
from rag.indicators import indicators
from rag.reader.match import Matcher, Zones
from rag.reader.wording import citation, place, region_english
from rag.types import (
    Answer,
    Basis,
    Claim,
    Evidence,
    Note,
    Outcome,
    Part,
    Passage,
    Query,
)

ENOUGH = {asks.HOW: 0.42, asks.WHY: 0.42, asks.COMPARE: 0.45, asks.DEFINITION: 0.5}
"""Coverage of the question's words from which a sentence counts as an answer."""
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,30})[”\"」』]")
_TITLES = "县长|区长|市长|省长|州长|旗长|自治区主席|主席|总理|镇长|乡长|书记|主任"
_NAMED = re.compile(
    rf"(?:代理?|副)?({_TITLES})[ \t　]*[:：]?[ \t　]*"
    r"([\u4e00-\u9fff·]{2,5}?)(?=$|[\s，。：（(]|各位)"
)
_LIMIT = 180


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment (up to ；。！？) of a passage's reading and how well it fits."""

    passage: Passage
    start: int
    end: int
    score: float
    coverage: float

    @property
    def text(self) -> str:
        """The segment as it reads."""
        return self.passage.reading.text[self.start : self.end]


def segments(query: Query, evidence: Evidence) -> list[Segment]:
    """The segments of the hits, the best first."""
    matcher = Matcher(query, evidence.hits)
    found: list[Segment] = []
    for rank, hit in enumerate(evidence.hits):
        found.extend(_scored(query, matcher, hit.passage, rank))
    found.sort(key=lambda s: (-s.score, s.passage.id, s.start))
    return found


def _scored(query: Query, matcher: Matcher, passage: Passage, rank: int) -> Iterator[Segment]:
    text = passage.reading.text
    spans = sentences(text)
    for index, (start, end) in enumerate(spans):
        before = text[spans[index - 1][0] : spans[index - 1][1]] if index else ""
        after = text[spans[index + 1][0] : spans[index + 1][1]] if index + 1 < len(spans) else ""
        same = not before.endswith(("。", "！", "？"))
        zones = Zones(
            own=text[start:end],
            before=before if same else "",
            sentence=after,
            around=" ".join(passage.headings) + " " + ("" if same else before),
        )
        coverage = matcher.coverage(zones)
        for name in query.indicators:
            coverage = (coverage + (1.0 if _mentions(name, zones.own) else 0.0)) / 2
        score = coverage + 0.1 / (1 + rank) + _leaning(query, passage, zones.own)
        yield Segment(passage, start, end, score, coverage)


def _mentions(name: str, text: str) -> bool:
    return any(alias in text for alias in (name, *indicators()[name].written))


def _leaning(query: Query, passage: Passage, text: str) -> float:
    value = 0.0
    if query.intent == asks.LIST and "、" in text:
        value += 0.08
    ordinal = re.search(r"第几([届次批期号])", query.standalone)
    if ordinal:
        value += (
            0.25 if re.search(rf"第[一二三四五六七八九十\d]+{ordinal.group(1)}", text) else -0.1
        )
    if query.years:
        value += _year_fit(query, passage)
    if query.intent in (asks.HOW, asks.WHY) and len(text) < 16:
        value -= 0.05
    if passage.part is Part.ANNEX:
        value -= 0.1
    if query.basis is not None:
        plan = passage.part in (Part.PLAN, Part.CONDUCT)
        value += 0.05 if plan == (query.basis == "target") else -0.02
    return value


def _year_fit(query: Query, passage: Passage) -> float:
    if passage.part is Part.REVIEW:
        return 0.08 if passage.year - 1 in query.years else -0.08
    if passage.part is Part.PLAN:
        return 0.08 if passage.year in query.years else -0.08
    return 0.0


def define(query: Query, evidence: Evidence) -> Answer | None:
    """What a coined term means: from the glossary, else from the sentence that unfolds it."""
    term, note = _note(query, evidence)
    if note is not None:
        source, entry = note
        card = next(c for c in evidence.library if c.source_id == source)
        hit = next(
            (
                h
                for h in evidence.hits
                if h.passage.source_id == source
                and h.passage.span.start <= entry.span.start < h.passage.span.end
            ),
            None,
        )
        if hit is not None:
            reading = hit.passage.reading
            start, end = reading.at(entry.span.start), reading.at(entry.span.end - 1) + 1
            cited = citation(hit.passage, start, max(end, start + 1))
            text = f"“{entry.term}”：{entry.text}"
            return Answer(
                query=query,
                outcome=Outcome.ANSWERED,
                text=text,
                claims=(Claim(text=text, citations=(cited,), regions=(card.region.full,)),),
            )
    if not term:
        return None
    return _unfolded(query, evidence, term)


_MEANING = r"，?[^，。]{0,10}?(?:是|指|包括|有哪|有啥|都有|具体|分别|什么|含义|意思|内容|怎么|哪)"


def coined(query: Query, evidence: Evidence) -> Answer | None:
    """The meaning of a quoted term that the glossary explains or a sentence unfolds."""
    match = _QUOTED.search(query.standalone)
    asked = match and re.match(_MEANING, query.standalone[match.end() :])
    if match is None or not asked or re.search(r"多少|几(?!个)", query.standalone):
        return None
    term = match.group(1)
    if any(_plain(term) == _plain(n.term) for _, n in evidence.glossary):
        return define(query, evidence)
    return _unfolded(query, evidence, term, sure=True)


def _note(query: Query, evidence: Evidence) -> tuple[str, tuple[str, Note] | None]:
    """The term asked for and its glossary entry. Quotation marks and 企业, 改革 … may differ."""
    asked = _plain(query.standalone)
    best: tuple[int, tuple[str, Note]] | None = None
    for source, note in evidence.glossary:
        words = _plain(note.term)
        core = re.sub(r"(企业|改革|政策|责任|要求|项目|工程|行动|模式|机制)$", "", words)
        for name, bonus in ((words, 1), (core, 0)):
            if (
                len(name) >= 2
                and name in asked
                and (best is None or len(name) * 2 + bonus > best[0])
            ):
                best = (len(name) * 2 + bonus, (source, note))
    quoted = _QUOTED.search(query.standalone)
    term = quoted.group(1) if quoted else ""
    if best is not None and term and len(_plain(best[1][1].term)) < len(_plain(term)) - 2:
        best = None
    if not term and best is None:
        words_of = [t for t in query.terms if len(t) >= 2]
        term = max(words_of, key=len) if words_of else ""
    return term, best[1] if best else None


def _plain(text: str) -> str:
    return re.sub(r"[“”\"'「」『』、，,·\s]", "", text).lower()


def _unfolded(query: Query, evidence: Evidence, term: str, *, sure: bool = False) -> Answer | None:
    """The sentence that unfolds a term; with ``sure`` only one that plainly does."""
    pattern = re.compile(r"[“”\"\]\[【】、，]*".join(map(re.escape, _plain(term))), re.IGNORECASE)
    found: list[tuple[float, Segment]] = []
    for segment in segments(query, evidence):
        match = pattern.search(segment.text)
        if match is None:
            continue
        after = segment.text[match.end() :]
        unfolds = bool(re.match(r"[”\"\]】]*[^，。]{0,8}?(?:即|是指|指的是|指|：|——|（|\()", after))
        lists = segment.text.count("、") >= 2
        found.append(
            (segment.coverage + 0.4 * unfolds + 0.25 * lists + segment.score * 0.2, segment)
        )
    if not found:
        return None
    best = max(found, key=lambda pair: (pair[0], -pair[1].start))[1]
    return quoted(query, [_with_unfolding(best)])


def _with_unfolding(segment: Segment) -> Segment:
    """The segment with those after it that go on explaining (“1”即…; 一是…；二是…)."""
    text = segment.passage.reading.text
    end = segment.end
    opens = bool(re.search(r"：[^：]*$", segment.text))
    for start, stop in sentences(text):
        if start < end:
            continue
        goes_on = re.match(r"[“\"]|即|其中|指|[二三四五六七八九十]是", text[start:stop])
        listed = opens and text[end - 1] in "；;"
        if not (goes_on or listed) or stop - segment.start > _LIMIT * 2:
            break
        end = stop
    return replace(segment, end=end)


def person(query: Query, evidence: Evidence) -> Answer | None:
    """Who holds an office, from the line of the one who delivers the report."""
    office = re.search(_TITLES, query.standalone)
    if office is None or not re.search(
        r"谁|叫什么|名字|姓名|对吧|是不是|吗|哪位|who|name", query.standalone
    ):
        return None
    for hit in evidence.hits:
        if hit.passage.part is not Part.FRONT:
            continue
        text = hit.passage.reading.text
        for match in _NAMED.finditer(text):
            if match.group(1).endswith(office.group()):
                name = place(hit.passage.region)
                words = f"{name}{match.group(1)}是{match.group(2)}"
                asked = re.search(
                    r"是([\u4e00-\u9fff]{2,4})(?:对吧|吗|吧|对吗|，)", query.standalone
                )
                if asked:
                    words = ("是的，" if asked.group(1) == match.group(2) else "不是，") + words
                if query.language == "en":
                    english = region_english(hit.passage.region, name)
                    words = f"{match.group(2)} ({english}, {match.group(1)})"
                cited = citation(hit.passage, *_line(text, match.start(), match.end()))
                claim = Claim(text=words, citations=(cited,), regions=(hit.passage.region,))
                return Answer(
                    query=query, outcome=Outcome.ANSWERED, text=words + "。", claims=(claim,)
                )
    return None


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return left, right if right >= 0 else len(text)


def asks_person(query: Query) -> bool:
    """Whether a question asks for the holder of an office."""
    return bool(
        re.search(
            rf"(?:{_TITLES})[^，。]{{0,6}}(?:谁|叫什么|名字|姓名|是[\u4e00-\u9fff]{{2,4}}(?:对吧|吗|吧))|谁.{{0,6}}(?:{_TITLES})",
            query.standalone,
        )
    )


def quote(query: Query, evidence: Evidence) -> Answer | None:
    """The sentences that answer a question for names, a list, measures or reasons."""
    found = [s for s in segments(query, evidence) if s.coverage >= ENOUGH.get(query.intent, 0.52)]
    if not found:
        return None
    best = found[0]
    if query.intent in (asks.HOW, asks.WHY):
        best = _widened(best)
        more = [s for s in found[1:4] if s.score > found[0].score - 0.1 and not _inside(s, best)]
        return quoted(query, [best, *(_widened(s) for s in more[:1])])
    best = narrowed(query, evidence, best)
    if query.intent == asks.LIST:
        same = [s for s in found[1:3] if s.score > found[0].score - 0.03 and not _inside(s, best)]
        return quoted(query, [best, *same[:1]])
    return quoted(query, [best])


def narrowed(query: Query, evidence: Evidence, segment: Segment) -> Segment:
    """The clauses of a segment that alone fit as well as the whole."""
    matcher = Matcher(query, evidence.hits)
    text = segment.passage.reading.text
    cuts = [
        segment.start,
        *(m.end() + segment.start for m in re.finditer(r"，", segment.text)),
        segment.end,
    ]
    if len(cuts) < 3:
        return segment
    if not query.terms:
        clauses = [
            (a, b)
            for a, b in pairwise(cuts)
            if any(_mentions(n, text[a:b]) for n in query.indicators)
        ]
        return replace(segment, start=clauses[0][0], end=clauses[0][1]) if clauses else segment
    full = matcher.coverage(Zones(own=segment.text))
    best = (segment.end - segment.start, segment.start, segment.end)
    for i, start in enumerate(cuts[:-1]):
        for end in cuts[i + 1 :]:
            if (
                end - start < best[0]
                and end - start >= 8
                and matcher.coverage(Zones(own=text[start:end])) >= full
            ):
                best = (end - start, start, end)
    return _with_lead(replace(segment, start=best[1], end=best[2]))


def _with_lead(segment: Segment) -> Segment:
    """A short piece with the clause before it, which often holds the name it speaks of."""
    text = segment.passage.reading.text
    if (
        segment.end - segment.start >= 20
        or segment.start == 0
        or text[segment.start - 1] in "。！？\n"
    ):
        return segment
    start = max(text.rfind(c, 0, segment.start - 1) for c in "，；。！？\n") + 1
    return replace(segment, start=start) if segment.end - start <= 90 else segment


def timely(query: Query, segment: Segment) -> bool:
    """Whether a segment stands in the part that speaks of the query's year and basis."""
    passage = segment.passage
    review = (
        passage.part is Part.REVIEW
        and passage.year - 1 in query.years
        and query.basis is not Basis.TARGET
    )
    return review or (
        passage.part is Part.PLAN
        and passage.year in query.years
        and query.basis is not Basis.ACTUAL
    )


def _inside(one: Segment, other: Segment) -> bool:
    return one.passage.id == other.passage.id and one.start < other.end and other.start < one.end


def _widened(segment: Segment) -> Segment:
    """The whole sentence around a segment, with the next one where both stay short."""
    text = segment.passage.reading.text
    start = max((text.rfind(c, 0, segment.start) for c in "。！？\n"), default=-1) + 1
    ends = [p + 1 for c in "。！？\n" if (p := text.find(c, segment.end - 1)) >= 0]
    end = min(ends, default=len(text))
    if end - start > _LIMIT * 2:
        return segment
    return replace(segment, start=start, end=end)


def quoted(query: Query, chosen: Sequence[Segment]) -> Answer:
    """An answer that says the chosen segments in the report's words."""
    claims = []
    for segment in chosen:
        start, end = _trimmed(segment)
        name = place(segment.passage.region)
        words = segment.passage.reading.text[start:end].strip("；。，、\n ")
        year = _year_of(segment.passage)
        lead = (
            f"{name}{year}："
            if query.language == "zh"
            else f"{region_english(segment.passage.region, name)} {year}: "
        )
        claims.append(
            Claim(
                text=f"{lead}{words}。",
                citations=(citation(segment.passage, start, end),),
                regions=(segment.passage.region,),
            )
        )
    return Answer(
        query=query,
        outcome=Outcome.ANSWERED,
        text="".join(c.text for c in claims),
        claims=tuple(claims),
    )


def _year_of(passage: Passage) -> str:
    if passage.part is Part.REVIEW:
        return f"（{passage.year}年报告，回顾）"
    return (
        f"（{passage.year}年报告，部署）"
        if passage.part is Part.PLAN
        else f"（{passage.year}年报告）"
    )


def _trimmed(segment: Segment) -> tuple[int, int]:
    text = segment.passage.reading.text
    start, end = segment.start, segment.end
    while start < end and text[start] in "，；。、 \n":
        start += 1
    return start, end
