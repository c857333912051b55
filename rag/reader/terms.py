"""What a coined term means: from the glossary, else from the sentence that unfolds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag import asks
from rag.clean import sentences
from rag.glossary import names, plain
from rag.numerals import figures, han_number
from rag.reader.extent import LIMIT
from rag.reader.lists import asked_number, listed
from rag.reader.match import Segment, variants
from rag.reader.prose import quote, quoted, segments, together
from rag.reader.wording import citation, place
from rag.topic import period
from rag.types import (
    Answer,
    Claim,
    Evidence,
    Hit,
    Note,
    Outcome,
    Passage,
    Query,
)

_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,30})[”\"」』]")


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


def define_or_quote(query: Query, evidence: Evidence) -> Answer | None:
    """The meaning of a term; of one that is not quoted, else the sentence about it."""
    quoted_term = "“" in query.standalone or '"' in query.standalone
    terms = _QUOTED.findall(query.standalone)
    part = _part_of(query, evidence, terms[-1]) if len(terms) == 2 else None
    return part or define(query, evidence) or (None if quoted_term else quote(query, evidence))


_MEANING = re.compile(
    r"(?:[\u4e00-\u9fff]{0,12}(?:里面?|[中的，]))?(?:都|具体|分别|各|主要|是|指|[中的]){1,4}"
    r"(?:什么|啥|哪(?:几|些|里|儿|[两三四五六七八九十\d]))|"
    r"，?[^，。]{0,10}?(?:是|指|包括|有哪|有啥|都有|具体|分别|什么|含义|意思|内容|怎么|哪)|"
    r"，.*，(?:都|具体|分别)?(?:是|指)的?(?:什么|啥|哪)|"
    r"[^，。]{0,6}，[^，。]{0,6}(?:都|具体|分别)?(?:是|指)的?(?:谁|什么|啥|哪(?![一个项家]))"
)
_TITLE = re.compile(
    r"(?:评|获|授予?|称|入选|列入|命名)[为上得了]*(?:全[国省市县]|国家级?|[省市]级)?$"
)
"""What stands before a quoted word that is an honour, and no term to be explained."""


def coined(query: Query, evidence: Evidence) -> Answer | None:
    """The meaning of a quoted term that the glossary explains or a sentence unfolds."""
    asked = [
        m
        for m in _QUOTED.finditer(query.standalone)
        if _MEANING.match(query.standalone, m.end())
        and not (period(m.group(1)) or _TITLE.search(query.standalone[: m.start()]))
    ]
    if re.search(r"多少|(?<!哪)几(?!个)", query.standalone):
        return None
    if not asked:
        return define(query, evidence) if _counted_up(query, evidence) else None
    term = asked[-1].group(1)
    for name in (term, *_named_again(query, term)):
        if (part := _part_of(query, evidence, name)) is not None:
            return part
    if any(plain(term) == plain(n.term) for _, n in evidence.glossary):
        return define(query, evidence)
    return _unfolded(query, evidence, term, sure=True)


def _counted_up(query: Query, evidence: Evidence) -> bool:
    """Whether a list is asked for by a name that the glossary explains: 七种招商模式都有哪些."""
    asked = plain(query.standalone)
    names = (plain(note.term) for _, note in evidence.glossary)
    return query.intent == asks.LIST and any(_NUMBERED.match(n) and n in asked for n in names)


_NUMBERED = re.compile(r"[两三四五六七八九十\d]+[\u4e00-\u9fff]{3,}")


def _named_again(query: Query, whole: str) -> list[str]:
    """The parts of a coined term that a question names again: 五提升 of “三地三区五提升”."""
    rest = query.standalone.partition(whole)[2]
    parts = re.findall(r"[一二三四五六七八九十\d]+[^一二三四五六七八九十\d]{1,4}", whole)
    return [part for part in parts if part != whole and part in rest]


def _part_of(query: Query, evidence: Evidence, term: str) -> Answer | None:
    """What a part of a coined term means: “三圈” of “一带三圈”, the “3” of “5+3+1”."""
    whole = next((q for q in _QUOTED.findall(query.standalone) if q != term and term in q), "")
    if not whole:
        return None
    said_as = rf"(?<![\u4e00-\u9fff\d+、]){re.escape(term)}[”\"]?\s*(?:指|是|即|为|：|——)"
    ranked = segments(query, evidence)
    told = [s for s in ranked if plain(whole) in plain(s.text)]
    for segment in (*told, *ranked):
        said = re.search(said_as, segment.text)
        if said is None or segment.coverage < _PART:
            continue
        stop = re.search(
            r"[，；。]\s*[“\"][^”\"]{1,8}[”\"]\s*(?:指|是|即|为|：)|[；。]",
            segment.text[said.end() :],
        )
        end = said.end() + (stop.start() if stop else len(segment.text))
        part = replace(
            segment, start=segment.start + said.start(), end=min(segment.start + end, segment.end)
        )
        return quoted(query, [part])
    for segment in told:
        if (item := _counted(segment, term)) is not None:
            return quoted(query, [item])
    return None


def _number(digit: str) -> int:
    """What a numeral of one character says; 0 for anything else."""
    return int(digit) if digit.isdigit() else int(han_number(digit.replace("两", "二")) or 0)


def _counted(segment: Segment, term: str) -> Segment | None:
    """What a part stands for in a sentence: …等三大未来产业 for “3”, …产业基地 for “一基地”."""
    count = _number(term) if len(term) == 1 or term.isdigit() else 0
    noun = re.sub(r"^[两一二三四五六七八九十\d]+[个大项条]?", "", term)
    if 0 < count < 10:
        said = "[两二2]" if count == 2 else f"[{'零一二三四五六七八九十'[count]}{count}]"
        pattern = rf"[^，。；：]*(?<!\d){said}[大个项条类种][^，。；]*"
    elif noun != term and len(noun) > 1:
        pattern = rf"[^，。；、：“]*{re.escape(noun)}(?=[，。；、”])"
        if (many := _number(term[0])) > 2:  # 五提升: A、B、C、D、E全面提升
            items = rf"[^，。；、：“]*(?:、[^，。；：]{{2,12}}){{{many - 1}}}"
            pattern = rf"{items}{noun}(?=[，。；”])|{pattern}"
    elif noun != term and len(noun) == 1 and (many := _number(term[0])) > 1:
        # 三区: A区、B区、C区
        pattern = rf"[^，。；：、]*{noun}(?:、[^，。；、]*?{noun}){{{many - 1}}}"
    else:
        return None
    for found in re.finditer(pattern, segment.text):
        if len(found.group()) > 5 and term not in found.group():
            at = segment.start
            return replace(segment, start=at + found.start(), end=at + found.end())
    return None


_PART = 0.3
"""Coverage of a sentence that explains the term asked for by name."""


def _note(query: Query, evidence: Evidence) -> tuple[str, tuple[str, Note] | None]:
    """The term asked for and its glossary entry. Quotation marks and 企业, 改革 … may differ."""
    asked = plain(query.standalone)
    best: tuple[int, tuple[str, Note]] | None = None
    for source, note in evidence.glossary:
        words = plain(note.term)
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
    if best is not None and term and len(plain(best[1][1].term)) < len(plain(term)) - 2:
        best = None
    if not term and best is None:
        words_of = [t for t in query.terms if len(t) >= 2]
        term = max(words_of, key=len) if words_of else ""
    return term, best[1] if best else None


def noted(query: Query, evidence: Evidence) -> Answer | None:
    """The figures that a glossary entry gives of the thing it explains: 总投资10.63亿元."""
    for source, note in evidence.glossary:
        if not (query.units and names(query.standalone, note.term)):
            continue
        rest = [t for t in (*query.terms, *query.qualifiers) if t not in note.term]
        best: dict[str, tuple[int, Claim]] = {}
        for hit, start, end in _clauses(evidence, source, note):
            text = hit.passage.reading.text[start:end]
            said = sum(any(v in text for v, f in variants(t) if f >= 0.6) for t in rest)
            if not all(q in text for q in query.qualifiers) or (rest and not said):
                continue
            for unit in {f.quantity.unit for f in figures(text)} & set(query.units):
                if unit not in best or said > best[unit][0]:
                    best[unit] = said, _of_note(note, hit.passage, start, end)
        claims = tuple(dict.fromkeys(claim for _, claim in best.values()))
        if claims:
            text = "".join(c.text for c in claims)
            return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
    return None


def _of_note(note: Note, passage: Passage, start: int, end: int) -> Claim:
    """A clause of a glossary entry, under the name of what it explains."""
    text = passage.reading.text
    name = text.rfind(note.term, 0, start)
    head = (name, name + len(note.term)) if name >= 0 else (start, start)
    spans = [span for span in dict.fromkeys((head, (start, end))) if span[0] < span[1]]
    told = "".join(text[slice(*span)].strip() for span in spans)
    return Claim(
        text=f"{place(passage.region)}（{passage.year}年报告）：{told}。",
        citations=tuple(citation(passage, *span) for span in spans),
        regions=(passage.region,),
    )


def _clauses(evidence: Evidence, source: str, note: Note) -> Iterator[tuple[Hit, int, int]]:
    """The clauses of a glossary entry, in the passage that holds it."""
    for hit in evidence.hits:
        passage = hit.passage
        if passage.source_id != source or not (
            passage.span.start <= note.span.start < passage.span.end
        ):
            continue
        reading = passage.reading
        last = min(note.span.end, passage.span.end) - 1
        first, stop = reading.at(note.span.start), reading.at(last) + 1
        for clause in re.finditer("[^，。；、]+(?:、[^，。；、]+)*", reading.text[first:stop]):
            yield hit, first + clause.start(), first + clause.end()


_UNFOLDS = re.compile(
    r"[”\"\]】]*[^，。]{0,8}?，?(?:即|指|：|——|（|\(|[也又简]称|就是|意为|意思是|包括)"
)


def _unfolded(query: Query, evidence: Evidence, term: str, *, sure: bool = False) -> Answer | None:
    """The sentence that unfolds a term; with ``sure`` only one that plainly does."""
    pattern = re.compile(r"[“”\"\]\[【】、，]*".join(map(re.escape, plain(term))), re.IGNORECASE)
    found: list[tuple[float, Segment]] = []
    for segment in segments(query, evidence):
        match = pattern.search(segment.text)
        if match is None:
            continue
        after = segment.text[match.end() :]
        unfolds = bool(_UNFOLDS.match(after)) or _echoes(term, after)
        clause = re.split("[，；。]", segment.text[: match.start()])[-1] + after
        lists = re.split("[，；。]", clause)[0].count("、") >= 2
        if sure and not (unfolds or lists or len(listed(segment, evidence, 0)) > 1):
            continue
        found.append(
            (segment.coverage + 0.4 * unfolds + 0.25 * lists + segment.score * 0.2, segment)
        )
    if not found:
        return None
    best = max(found, key=lambda pair: (pair[0], -pair[1].start))[1]
    if (told := _in_brackets(best, pattern)) is not None:
        return quoted(query, [told])
    items = listed(best, evidence, asked_number(query.standalone))
    if len(items) > 1:
        return together(query, items)
    return quoted(query, [_with_unfolding(best)])


def _in_brackets(segment: Segment, term: re.Pattern[str]) -> Segment | None:
    """The clause in which brackets behind a term unfold it: 做大“四大产业”（林果、旅游…）."""
    for found in term.finditer(segment.text):
        told = re.compile(r"[”\"]?[（(][^（）()]{4,}[）)]").match(segment.text, found.end())
        if told:
            first = max(segment.text.rfind(c, 0, found.start()) for c in "，；：。") + 1
            return replace(segment, start=segment.start + first, end=segment.start + told.end())
    return None


def _echoes(term: str, after: str) -> bool:
    """Whether what stands behind a term says its last word again: “两个确保”，确保…，确保…."""
    word = term[-2:]
    return len(term) > 2 and re.match(rf"[”\"]*[，：]{re.escape(word)}", after) is not None


_UNFOLDED = re.compile(r"(?:，即|就是|是指|指)[^；。]{4,}；$")


def _with_unfolding(segment: Segment) -> Segment:
    """The segment with those after it that go on explaining (“1”即…; 一是…；二是…)."""
    text = segment.passage.reading.text
    end = segment.end
    opens = bool(re.search(r"：[^：]*$", segment.text))
    for start, stop in sentences(text):
        if start < end:
            continue
        goes_on = re.match(r"[“\"]|即|其中|指|[（(]?[二三四五六七八九十]是", text[start:stop])
        listed = text[end - 1] in "；;" and (opens or bool(_UNFOLDED.search(segment.text)))
        if not (goes_on or listed) or stop - segment.start > LIMIT * 2:
            break
        end = stop
    return replace(segment, end=end)
