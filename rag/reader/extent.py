"""How much of a report is quoted: the clauses that answer, with what they lean on.

Too little leaves the answer out (the words of a question stand in one clause, what is asked for in
the next); too much brings a neighbour's figures and names along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from rag import asks
from rag.clean import sentences
from rag.reader.clauses import acts, goes_on
from rag.reader.lists import announces, asked_number, holds
from rag.reader.match import Segment
from rag.types import Query
from rag.words import tagged

LIMIT = 180
_FULL = 270
"""Characters up to which measures and reasons are quoted on, sentence by sentence."""
_SHORTEST = 8
_DECIDED = 100
"""Characters up to which a sentence that decides is quoted whole."""
_RATES, _MANY = re.compile(r"\d\s*[%％‰]"), 2


def counts_rates(text: str) -> bool:
    """Whether a text counts up aims or results in many rates, and says no way to them."""
    return len(_RATES.findall(text)) > _MANY


_GROUND = re.compile(
    r"由于|因为|受[^，。]{1,20}(?:影响|冲击)|主要是|导致|造成|原因|鉴于|考虑到|源于|旨在|"
    r"(?<![原成])因(?![此而素特])|考虑|是为了|目的是|之所以"
)
_APPRAISES = re.compile(
    r"(?:，|^[^，]{2,24})是[^，。；]{2,40}(?:要求|选择|举措|基础|前提|保障|关键|需要|体现|途径|任务|责任|支撑|引擎|底色)[，。；]"
)


def appraises(text: str) -> bool:
    """Whether a text says what something is good for, not how it is done: X是Y的必然要求."""
    return bool(_APPRAISES.search(text))


_FOLLOWS_FROM = re.compile(r"^(?:为此|因此|所以|由此|据此|因而|于是|这样|基于此|正因|这是因)")


def gives_ground(text: str) -> bool:
    """Whether a text says why something is so."""
    return bool(_GROUND.search(text))


_CAUSED = re.compile(
    r"由于|因为|主要是|导致|造成|受[^，。]{1,20}(?:影响|冲击|制约)|(?<![原成起内])因[^此而素特为，。]"
)
_BY = re.compile(r"[\u4e00-\u9fff]{2,}(?<![原成起内])因[^此而素特为，。]")


def caused(text: str) -> bool:
    """Whether a text plainly says why something is so, and needs no sentence beside it."""
    return bool(_CAUSED.search(text))


def caused_by(text: str) -> bool:
    """Whether one clause says both what came about and why: 搬迁因选址问题没有进展."""
    return bool(_BY.search(text))


def narrowed(
    query: Query,
    fits: Callable[[str], bool],
    segment: Segment,
    coverage: Callable[[str], float] | None = None,
) -> Segment:
    """The clauses of a segment that alone fit as well as the whole, and hold what is asked for.

    Where a name or a list is asked for, one clause that has far more of the words than any other
    will do (``coverage``: the share of the words that a text has).
    """
    text, lacking = segment.passage.reading.text, _lacking(query)
    cuts = [m.end() + segment.start for m in re.finditer("，", segment.text)]
    cuts = [segment.start, *cuts, segment.end]
    if coverage and query.intent == asks.LIST:
        scored = sorted(
            ((coverage(text[a:b]), a, b) for a, b in pairwise(cuts)), key=lambda s: -s[0]
        )
        (best, start, end), rest = scored[0], scored[1:]
        alone = rest and best - rest[0][0] >= _AHEAD
        if alone and end - start >= _SHORTEST and best >= _MOST and not lacking(text[start:end]):
            return with_lead(replace(segment, start=start, end=_run_on(text, end, cuts)))
    windows = [
        (int(lacking(text[start:end])), end - start, start, end)
        for i, start in enumerate(cuts[:-1])
        for end in cuts[i + 1 :]
        if end - start >= _SHORTEST and fits(text[start:end])
    ]
    if len(cuts) < 3 or not windows:
        return segment
    _, _, start, end = min(windows)
    if query.intent in (asks.LIST, asks.WHY):
        end = _run_on(text, end, cuts)
    return with_lead(replace(segment, start=start, end=end))


_MOST, _AHEAD = 0.6, 0.3
"""Share of the words that one clause has to have, and how far ahead of the others."""
_NTH = re.compile(r"(?:第?[一二三四五六七八九](?:是|要|，)|首先|其次|再次)")


def _run_on(text: str, end: int, cuts: Sequence[int]) -> int:
    """Where the clauses end that go on as the last one begins: 一是…，二是…; 坚持…，坚持…."""
    clauses = [text[a:b] for a, b in pairwise(cuts)]
    at = cuts.index(end)
    opening = re.sub(r"^(?:即|就是|要|是指|指|包括)", "", clauses[at - 1].strip())[:2]
    while at < len(clauses):
        following = clauses[at].strip()
        if not (_NTH.match(following) or following.startswith(opening)):
            break
        at += 1
    return cuts[at]


def _lacking(query: Query) -> Callable[[str], int]:
    """How far a text is from holding what is asked for (a list, a name, a ground): 0 if it may."""
    number = asked_number(query.standalone)
    if query.intent == asks.LIST and number > 2:
        return lambda text: _listless(text, number)
    if query.intent == asks.LIST:
        return lambda text: not re.search(r"、|[和与及]|[”》][“《]", _told(query, text))
    if query.intent == asks.ENTITY and _HONOUR.search(query.standalone):
        return lambda text: not _HONOURED.search(_told(query, text))
    if query.intent == asks.ENTITY:
        return lambda text: _nameless(_told(query, text))
    if query.intent == asks.WHY:
        return lambda text: not caused(text)
    return lambda text: 0


_ASKED = re.compile(
    r"(?:哪|什么|啥)(?:[一两几三四五六七八九十\d]+)?(?:[个家座所条项位种类款大处只支部届些名块批件本])?大?"
)


def asked_kinds(query: Query) -> tuple[str, ...]:
    """The terms that say of what kind the answer is: 哪座城市, 哪项国际体育赛事."""
    found: list[str] = []
    for match in _ASKED.finditer(query.standalone):
        rest = query.standalone[match.end() :]
        while term := next((t for t in query.terms if rest.startswith(t)), ""):
            found.append(term)
            rest = rest[len(term) :]
    return tuple(dict.fromkeys(found))


def counts_up(query: Query, text: str) -> bool:
    """Whether a text counts up things and calls them what is asked for: A、B等一批龙头企业."""
    return any(
        re.search(
            rf"(?:、|[”》][和与]?[“《])[^，。；、]{{1,24}}?(?:等|[”》]|[\d两三四五六七八九十]+[个家大项座所类种条])"
            rf"[^，。；、]{{0,10}}?{re.escape(kind)}(?![^，。；、]{{0,8}}(?:、|等))",
            text,
        )
        for kind in asked_kinds(query)
    )


_WHERE = re.compile(
    r"(?:哪|什么)(?:一|两|几)?[个座所条处]?(城市|国家|[县市区村镇乡省州桥路港站湖河岛])"
)


def names_place(question: str, text: str) -> bool:
    """Whether a text names a place of the kind asked for: 佛山市 for 哪个市."""
    asked = _WHERE.search(question)
    kind = asked.group(1)[-1 if asked.group(1) == "城市" else 0] if asked else ""
    return bool(kind) and bool(
        re.search(rf"[\u4e00-\u9fff·][^城全我各本大两县省市都超道公马铁车城新多\W]{kind}", text)
    )


def unnamed_kinds(query: Query, text: str) -> tuple[str, ...]:
    """The kinds asked for by which nothing in a text is called: 燕都古城 for 哪个项目."""
    bare = re.sub(r"[“《「][^”》」]*[”》」]", "“”", text)
    return tuple(
        k for k in asked_kinds(query) if not re.search(rf"[\u4e00-\u9fff”]{{2,}}{k}", bare)
    )


def _nameless(text: str) -> bool:
    """Whether a text has neither a name nor a noun of its own."""
    if re.search(r"[“《「]", text):
        return False
    text = re.sub(r"全[国省市县区]|首[个家批次届]|第[一二三\d][个家批次届]?", " ", text)
    return not any(
        (len(word) > 1 and tag.startswith(("n", "j", "i", "l", "eng"))) or tag in ("nr", "ns")
        for word, tag in tagged(text)
    )


_HONOUR = re.compile(r"(?:什么|啥|哪个|哪项|哪些)[\u4e00-\u9fff]{0,6}(?:称号|荣誉|奖项?|牌子)")
_HONOURED = re.compile(r"[“《].+[”》]|[获评授]|命名|称号|奖")


def _told(query: Query, text: str) -> str:
    """What a text tells beside the words of the question."""
    quoted = re.findall(r"[“《「][^”》」]*[”》」]", query.standalone)
    for word in (*quoted, *sorted(query.terms, key=len, reverse=True)):
        text = text.replace(word, " ")
    return text


def lists(text: str, number: int) -> bool:
    """Whether a text speaks of so many things and holds them."""
    return holds(text, number) and announces(text, number)


_SUBJECTLESS = re.compile(
    r"^(?:被|获|荣|入选|列入|跻身|成为|写入|评为|晋升|当选|通过|成功|首次|率先|顺利|先后)"
)


def _listless(text: str, number: int) -> int:
    """0 where one clause announces and lists the items, 1 where two do, 2 where none does."""
    if any(lists(clause, number) for clause in re.split("[，；。：]", text)):
        return 0
    return 1 if lists(text, number) else 2


def with_lead(segment: Segment) -> Segment:
    """A piece that opens with a verb with the clause before it, which holds its subject."""
    text = segment.passage.reading.text
    while segment.start > 0 and text[segment.start - 1] not in "。！？\n":
        said = segment.text.strip()
        opening = next(iter(tagged(said)), ("", ""))
        short = len(said) < 20 and opening[1].startswith(("v", "d", "p"))
        if not (short or _SUBJECTLESS.match(said)):
            break
        start = max(text.rfind(c, 0, segment.start - 1) for c in "，；。！？\n") + 1
        if segment.end - start > 90 or (acts(said) and acts(text[start : segment.start])):
            break
        segment = replace(segment, start=start)
    return segment


_ONWARD = 90
"""Characters up to which a piece goes on with what is said of the same thing."""


def onward(part: Segment, whole: Segment) -> Segment:
    """A piece with the clauses beside it that are about the same thing.

    Those behind it that open with a verb or a preposition go on about its subject (…实行挂牌保护，
    在资金、土地等方面给予扶持); if it opens so itself, its subject stands before it.
    """
    text = part.passage.reading.text
    while part.end < whole.end:
        comma = text.find("，", part.end, whole.end)
        end = comma + 1 if comma >= 0 else whole.end
        clause = text[part.end : end]
        if end - part.start > _ONWARD or not goes_on(clause):
            break
        if "、" in part.text and "、" in clause:
            break  # a list of its own: 改造A、B片区，推进C、D棚户区改造
        if acts(part.text.rstrip("，").rpartition("，")[2]) and acts(clause):
            break  # a measure of its own: 启动A试点项目，完成B整治项目
        part = replace(part, end=end)
    while part.start > whole.start and goes_on(part.text):
        start = max(text.rfind("，", whole.start, part.start - 1) + 1, whole.start)
        clause = text[start : part.start]
        if part.end - start > _ONWARD or re.search(r"\d", clause):
            break
        if acts(part.text) and acts(clause):
            break
        if "、" in part.text and "、" in clause:
            break
        part = replace(part, start=start)
    return part


def decided(part: Segment, whole: Segment) -> Segment:
    """A piece of a sentence with what is said of it behind: …20项实事，已完成16项，仍有4项…."""
    end = part.end
    for comma in (*re.finditer(r"，", whole.text), None):
        stop = whole.end if comma is None else whole.start + comma.end()
        if end < stop <= part.start + _DECIDED:
            end = stop
    return replace(part, end=end)


def widened(segment: Segment) -> Segment:
    """The whole sentence around a segment with those beside it that are under the same headline.

    A paragraph often opens a matter with a few words (精细化管尘。) and then tells it sentence by
    sentence; what stands under other such words is another matter.
    """
    start, end = _sentence(segment)
    if end - start > LIMIT * 2:
        return segment
    text = segment.passage.reading.text
    first = text.rfind("\n", 0, start) + 1
    before = [m.span() for m in _WHOLE.finditer(text, first, start)]
    while before and not _opens(text[start:end]):
        earlier, behind = before.pop()
        if end - earlier > _BEFORE or counts_rates(text[earlier:behind]):
            break
        if _beside_each_other(text[earlier:behind], text[start:end]):
            break
        start = earlier
    alone = end - start <= HEADLINE
    sentence = re.compile(r"\n?[^。！？\n]+[。！？]" if alone else r"[^。！？\n]+[。！？]")
    while (stop := sentence.match(text, end)) is not None:
        if stop.end() - start > _FULL or _opens(stop.group()):
            break
        if _beside_each_other(text[start:end], stop.group()):
            break
        end = stop.end()
    return replace(segment, start=start, end=end)


def _beside_each_other(one: str, other: str) -> bool:
    """Whether two sentences are measures side by side: 加快“上游”…。加快“中游”…, 保护碧水，…."""
    heads = [_NAMED.match(text.strip()) for text in (one, other)]
    if all(heads) and len({m.group(1) for m in heads if m}) == 1:
        return True
    return all(_HEADED.match(text.strip()) for text in (one, other))


_NAMED = re.compile(r"([^“，。]{0,4})“[^”]{1,8}”")
_HEADED = re.compile(r"(?!为此|因此|同时|此外|其中|目前|今年|去年)[\u4e00-\u9fff]{4,6}，")
"""A few words that head a measure of its own: 保护碧水，…."""
_WHOLE = re.compile(r"[^。！？\n]+[。！？]?")
_BEFORE = 150
"""Characters up to which sentences before the one that answers are quoted with it."""


def _opens(sentence: str) -> bool:
    """Whether a sentence is a headline in a few words: 精细化管尘。"""
    return len(sentence.strip()) <= _FEW and not re.search("[，、；]", sentence)


_FEW = 14


_GROUNDS = re.compile(
    r"^(?:[^，。：]{0,12})(?:考虑|原因|理由|依据|基于|因为)[^，。：]{0,6}(?:[：，]|是|有|如下|$)"
)


HEADLINE = 30
"""Characters up to which a sentence on a line of its own announces what the next line tells."""


def opens_grounds(text: str) -> bool:
    """Whether a sentence opens the reasons for what the one before it says: 主要考虑：一是…."""
    return bool(_GROUNDS.match(text))


def announced(segment: Segment) -> Segment:
    """The sentence right behind a segment that opens its reasons, or the segment."""
    text = segment.passage.reading.text
    behind = next((s for s in sentences(text) if s[0] >= segment.end), None)
    if behind is None or not opens_grounds(text[behind[0] : behind[1]]):
        return segment
    return replace(segment, start=behind[0], end=behind[1])


def grounded(segment: Segment) -> Segment:
    """A sentence that follows from those before it (为此, 因此) with them."""
    start, end = _sentence(segment)
    text = segment.passage.reading.text
    before = start
    while _FOLLOWS_FROM.match(text[start:end].strip()) and before:
        earlier = max(text.rfind(c, 0, before - 1) for c in "。！？\n") + 1
        if end - earlier > LIMIT * 2 or "\n" in text[earlier:before].strip():
            break
        before = earlier
        if end - before > LIMIT:
            break
    return replace(segment, start=before) if before < start else segment


def _sentence(segment: Segment) -> tuple[int, int]:
    """Where the sentence around a segment begins and ends: at full stops, not at semicolons."""
    text = segment.passage.reading.text
    start = max((text.rfind(c, 0, segment.start) for c in "。！？\n"), default=-1) + 1
    ends = [p + 1 for c in "。！？\n" if (p := text.find(c, segment.end - 1)) >= 0]
    return start, min(ends, default=len(text))
