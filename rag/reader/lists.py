"""Lists that run on over sentences: 打好三个攻坚战。一是…。二是…。三是….

A segment that only announces a list is followed into the sentences that hold its items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.clean import sentences
from rag.numerals import han_number
from rag.reader.match import Segment
from rag.types import Evidence, Passage

ITEM = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][，、]|[（(][一二三四五六七八九十\d]+[）)]"
    r"|——|[①-⑩]|\d{1,2}[.、．]|[一二三四五六七八九]要|首先|其次|再次|最后)"
)
_NUMBER = r"(?<![\d第十])([两三四五六七八九十]|\d{1,2})(?:个|大|项|条|家|类|种|套|方面|座|所|处)"
_BEGUN = re.compile(r"[：，]((?:一是|第一，|首先|[（(]一[）)])[^：]*)$")
_LONGEST = 420
"""Characters of an answer up to which sentences are added to a list that is not complete."""
_ANNOUNCES = re.compile(r"[：:]$|以下|如下|(?:包括|主要是|分别是|即)[：:。；]?$")
_FIRST = re.compile(r"[（(]?(?:一是|第一[，、]|[（(]?一[）)]|①|1[.、．]|首先)")
_LATER = re.compile(r"[（(]?(?:第?[二三四五六七八九十](?:是|[，、）])|[②-⑩])")
_MOST, _ALIKE, _FAR = 12, 9, 30
_BRIEF = 26
"""Characters up to which a sentence without items is only the opening of a list."""
_WITHIN = re.compile(r"[，：；](?:[一二三四五六七八九]是|首先|其次|再次)")
_WINDOW = 2500
_PASSAGES = 8
"""Characters and further passages in which the marked items of a list are looked for."""


def asked_number(question: str) -> int:
    """How many items a question says there are: 哪三个, 六大; 0 where it does not say."""
    found = re.search(_NUMBER, question)
    if found is None:
        return 0
    word = found.group(1)
    return int(word) if word.isdigit() else int(han_number(word.replace("两", "二")) or 0)


def complete(segment: Segment, wanted: int) -> bool:
    """Whether a segment holds the items itself."""
    if len(_WITHIN.findall(segment.text)) >= max(wanted, 2):
        return True
    return holds(segment.text, wanted) and not segment.text.rstrip().endswith(("：", ":"))


def announces(text: str, number: int) -> bool:
    """Whether a text speaks of so many things: 三大产业集聚区, 3个传统产业."""
    return bool(re.search(rf"(?<!\d)(?:{_said(number)})[个大项条类种套]", text))


def _said(number: int) -> str:
    """How a text says a number of things: 两|二|2."""
    han = "零一二三四五六七八九十"[number] if number <= 10 else str(number)
    return f"两|{han}|{number}" if number == 2 else f"{han}|{number}"


def holds(text: str, wanted: int) -> bool:
    """Whether a clause of a text lists as many items as are wanted, at least three.

    Where the text says how many there are, they stand in that clause or beside it.
    """
    clauses = re.split(r"[，；。：]", text)
    least = wanted if wanted > 1 else 3
    said = [i for i, c in enumerate(clauses) if wanted > 1 and announces(c, wanted)]
    near = {j for i in said for j in (i - 1, i, i + 1)} or set(range(len(clauses)))
    return any(
        c.count("、") + len(re.findall("和|及", c)[:1]) + 1 >= least
        for i, c in enumerate(clauses)
        if i in near
    )


def listed(segment: Segment, evidence: Evidence, wanted: int) -> list[Segment]:
    """The segment and those behind it that hold the items it announces."""
    segment = _announcing(segment)
    begun = _BEGUN.search(segment.text)
    if complete(segment, wanted) and not begun:
        return [segment]
    rest = _following(segment, evidence)
    if begun:
        return [segment, *_items(rest, _kind(begun.group(1)), begun=True)]
    marked = _marked(rest)
    if len(marked) >= 2:
        return [segment, *marked[: wanted if wanted > 1 else _MOST]]
    if alike := _parallel(segment, rest) or _echoing(segment.text, rest, wanted):
        return [segment, *alike]
    if apart := _separated(segment.text, rest, wanted):
        return [segment, *apart]
    brief = len(segment.text) < _BRIEF and "、" not in segment.text
    if not (wanted or brief or _ANNOUNCES.search(segment.text)):
        return [segment]
    found, size = [segment], len(segment.text)
    for one in rest:
        size += len(one.text)
        if size > _LONGEST:
            break
        found.append(one)
        if complete(one, wanted):
            return found
    return [segment]


def _announcing(segment: Segment) -> Segment:
    """The sentence before the first item, where a segment is itself one of a list's items."""
    if not ITEM.match(segment.text):
        return segment
    kind, lead = _kind(segment.text), segment
    text = segment.passage.reading.text
    for start, end in reversed(sentences(text)):
        if start >= segment.start:
            continue
        one = Segment(segment.passage, start, end, segment.score, segment.coverage)
        lead = one
        if re.search(r"[一1①]|首先", ITEM.match(segment.text).group()):  # type: ignore[union-attr]
            break
        if ITEM.match(one.text) and _kind(one.text) == kind:
            segment = one
    return lead


def _after(segment: Segment) -> list[Segment]:
    text = segment.passage.reading.text
    return [
        Segment(segment.passage, start, end, segment.score, segment.coverage)
        for start, end in sentences(text)
        if segment.end <= start < segment.end + _WINDOW
    ]


def _following(segment: Segment, evidence: Evidence) -> list[Segment]:
    """The sentences behind a segment, in its passage and in those that go on where it ends."""
    rest, passage = _after(segment), segment.passage
    for _ in range(_PASSAGES):
        following = next_passage(passage, evidence)
        if following is None:
            break
        rest += _after(Segment(following, 0, 0, segment.score, segment.coverage))
        passage = following
    return rest


def _marked(rest: Sequence[Segment]) -> list[Segment]:
    """The first sentence of each marked item, where the list begins right behind the segment."""
    if not rest or not ITEM.match(rest[0].text) or _LATER.match(rest[0].text):
        return []
    return _items(rest, _kind(rest[0].text), begun=False)


def _parallel(segment: Segment, rest: Sequence[Segment]) -> list[Segment]:
    """The sentences that go on as the first behind a colon begins: 主要是：加强…。加强…。"""
    _, colon, first = segment.text.rpartition("：")
    opening = (first or (rest[0].text if rest else ""))[:2]
    if not colon or not re.fullmatch("[\u4e00-\u9fff]{2}", opening):
        return []
    alike = [s for s in rest[:_ALIKE] if s.text.startswith(opening)]
    return alike if len(alike) + bool(first) > 1 else []


def _echoing(text: str, rest: Sequence[Segment], wanted: int) -> list[Segment]:
    """As many sentences as a text announces that each name the thing: 四大攻坚战 … 改制攻坚."""
    if wanted < 2 or not announces(text, wanted):
        return []
    noun = re.search(rf"(?:{_said(wanted)})[个大项条类种套]([\u4e00-\u9fff]{{2,6}})", text)
    if noun is None:
        return []
    for core in (noun.group(1), noun.group(1)[:3], noun.group(1)[-2:], noun.group(1)[:2]):
        opening = [s for s in rest[:_FAR] if s.text.rstrip("。；：").endswith(core)]
        naming = [s for s in rest[:_FAR] if core in s.text[:_BRIEF]]
        for items in (opening, naming):
            if len(items) == wanted:
                return items
    return []


def _separated(text: str, rest: Sequence[Segment], wanted: int) -> list[Segment]:
    """The clauses between semicolons of the next sentence, if they are as many as announced."""
    ends = [i for i, s in enumerate(rest[:_FAR]) if s.text.rstrip().endswith("。")][:1]
    items = [*rest[: ends[0] + 1]] if ends else []
    return items if wanted > 2 and len(items) == wanted and announces(text, wanted) else []


def siblings(segment: Segment, wanted: int) -> list[Segment]:
    """The clauses between semicolons that end as a segment does, if so many are wanted."""
    text = segment.passage.reading.text
    ending = segment.text.rstrip("；;。，, ")[-_ENDING:]
    first = text.rfind("。", 0, segment.start) + 1
    last = min(p for p in (text.find("。", segment.start), len(text)) if p >= 0)
    beside = [
        Segment(segment.passage, a, b, segment.score, segment.coverage)
        for a, b in sentences(text)
        if first <= a and b <= last + 1 and text[a:b].rstrip("；;。，, ").endswith(ending)
    ]
    return beside if wanted > 1 and len(beside) == wanted else []


_ENDING = 4
"""Characters at their ends by which clauses are of one kind: …旅游线路；…旅游线路."""


def headed(evidence: Evidence, wanted: int, fits: Callable[[str], bool]) -> list[Segment]:
    """The items of a list that a heading announces, from the paragraphs under it."""
    for hit in evidence.hits if wanted > 1 else ():
        heading = hit.passage.headings[-1] if hit.passage.headings else ""
        if not (announces(heading, wanted) and fits(heading)):
            continue
        under = [
            h.passage
            for h in evidence.hits
            if h.passage.source_id == hit.passage.source_id
            and h.passage.headings == hit.passage.headings
        ]
        under.sort(key=lambda p: p.span.start)
        rest = [one for p in under for one in _after(Segment(p, 0, 0, hit.score, 1.0))]
        if items := _marked(rest)[:wanted] or _echoing(heading, rest, wanted):
            return items
    return []


def _items(rest: Sequence[Segment], kind: str, *, begun: bool) -> list[Segment]:
    """The items of one list: another 一是, or a sentence that announces, begins another one."""
    found: list[Segment] = []
    for one in rest:
        if not ITEM.match(one.text) or _kind(one.text) != kind:
            if found and one.text.endswith(("：", ":")):
                break
            continue
        if (found or begun) and _FIRST.match(one.text):
            break
        found.append(one)
    return found[:_MOST]


def _kind(text: str) -> str:
    """一是 and 二是 are of one kind, （一） of another."""
    match = ITEM.match(text)
    return re.sub(r"[一二三四五六七八九十\d①-⑩]+", "1", match.group()) if match else ""


def next_passage(passage: Passage, evidence: Evidence) -> Passage | None:
    """The passage of the hits that goes on where another ends."""
    behind = [
        h.passage
        for h in evidence.hits
        if h.passage.source_id == passage.source_id
        and passage.span.end <= h.passage.span.start < passage.span.end + 40
    ]
    return min(behind, key=lambda p: p.span.start, default=None)
