"""Judges the lines of a document: which belong to its body, and where each paragraph ends.

All evidence comes from the document itself: how wide its lines run, whether paragraphs are
indented, whether links broke its lines, which lines repeat. Works on text whose blanks are plain
spaces; positions are those of that text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from rag import furniture, tables

Line = tuple[int, int]
"""Start and end of a line without the white space around it."""

_HAN = "一二三四五六七八九十"
START = re.compile(
    rf"(?:第[{_HAN}]{{1,3}}(?:部分|章|篇|[，,、：:])|[{_HAN}]{{1,3}}、(?![{_HAN}百]+、|三(?:次)?产业)"
    rf"|[（(][{_HAN}]{{1,3}}[)）]|\d{{1,3}}[.．、](?!\d)|[（(]\d{{1,2}}[)）]|[①-⑳⑴-⒇]"
    rf"|[〔\[【]\d{{1,3}}[〕\]】]|[{_HAN}]{{1,2}}是|[—―─-]{{1,2}}(?=[^\s—―─-])"
    r"|附件|附[:：录]|名词解释|(?:各位)?(?:代表|委员)[们]?[：:！!，,]|[●■◆★※▲□])"
)
HEADING_END = (
    r"(?:回顾|安排|部署|总体要求|要求|任务|目标|重点工作|工作重点|自身建设|政府建设|总体思路|打算"
    r"|主要工作|工作的?建议|安排建议|工作总结|主要成就|主要成绩|工作情况|指导思想|结束语|政府治理)"
)
HEADING_CUE = re.compile(
    rf"(?:[（(]?[{_HAN}\d]+[、.）)])?[^。；！？：，]{{0,28}}{HEADING_END}[:：]?$|名词解释|附件"
)
_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)]*$")
_CLAUSE_END = re.compile(r"[；：;:][”’」』）)]*$")
_OPEN_END = re.compile(r"[，、,（(“《「〔\[]$")
_CLOSING = "，。、；：？！”’）》」』〕%‰,;)…"
_PAGE = re.compile(
    r"[-—–─－―·.\s]+\d{1,4}[-—–─－―·.\s]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
)
_LONE = re.compile(r"\d{1,3}")
_GAP = re.compile(r"\s*\t\s*|(?<=\S) {2,}(?=\S)")
_NUMBERED = re.compile(
    rf"第[{_HAN}]{{1,3}}(?:部分|章|篇|[，,、：:])|[{_HAN}]{{1,3}}、|[（(][{_HAN}\d]{{1,3}}[)）]"
    r"|\d{1,3}[.．、]|[①-⑳⑴-⒇]|[〔\[【]\d{1,3}[〕\]】]|附"
)
_BARE_ITEM = re.compile(
    rf"(?:第?[{_HAN}]{{1,2}}|[{_HAN}]{{1,2}}(?:是|要|、)|[（(][{_HAN}\d]{{1,2}}[)）]|第[{_HAN}]{{1,2}}[，、])"
)
_TENDS = re.compile(
    r"(?:关于|对于|根据|按照|随着|为了|增长|下降|达到?|完成|超过?|突破|累计|新增|增加|减少|实现|约|为|至|的|和|及|与|把|将|以|由|从|使|对|了|是|在)$"
)
_UNIT = re.compile(r"[\d.亿万千百元吨户人个家名项公里米亩方兆度年月日次套座条件所处倍头只台辆栋%‰]")
_LOWERED = re.compile(r"[A-Z](?:\n\d{1,2}|\d{1,2}\n(?=[\u4e00-\u9fff，]).*)$")
"""A lowered figure (M₂, CO₂) in a line of its own, or just before this line."""
_FRONT_END = re.compile(r"(?:大会|会议)上?[）)]?$|\d日[）)]?$|日[）)]$")
_POINTED = re.compile(r"[\u4e00-\u9fff]\d+[.．]$")
"""A decimal number broken behind its point."""
_HALF_UNIT = re.compile(r"\d[亿万千百兆公平立美]{1,2}$")
_UNIT_REST = re.compile(r"[元吨瓦里方亩人户米斤度千美个平立]")
_INNER = re.compile(r"[。；：]")
_ENTRY = re.compile(r"(?:\d{1,3}[.．、]|[〔\[【]\d{1,3}[〕\]】]|[①-⑳])[^。；]{1,40}?[：:].")
_PAIRS = ("“”", "（）", "《》", "()", "「」")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines of a paragraph; those of a table's row are cells."""

    lines: list[Line]
    row: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """How a document sets its lines. ``width`` in columns (Han 2, others 1), 0 if not wrapped.

    ``linked`` are short lines that recur inside sentences: words that were links.
    """

    width: int
    indented: bool
    broken: bool
    linked: frozenset[str] = frozenset()

    def full(self, columns: int) -> bool:
        return bool(self.width) and columns >= self.width - 8


def paragraphs(text: str) -> list[Block]:
    """The paragraphs of the body."""
    lines, indents = _lines(text)
    texts = [text[a:b] for a, b in lines]
    cells = tables.rows(texts)
    gone = _page_numbers(text, lines, texts) - cells.keys()
    keep = [n for n in range(len(lines)) if n not in gone]
    keep = [keep[n] for n in furniture.body([texts[n] for n in keep])]
    texts = [texts[n] for n in keep]
    marks = [indents[n] for n in keep]
    habit = _habit(texts, marks)
    blocks: list[Block] = []
    so_far = ""
    for order, number in enumerate(keep):
        row = cells.get(number)
        before = cells.get(keep[order - 1]) if order else None
        if (
            order
            and row == before
            and (row is not None or _goes_on(so_far, order, texts, marks, habit))
        ):
            blocks[-1].lines.append(lines[number])
            so_far += texts[order]
        else:
            blocks.append(Block(lines=[lines[number]], row=row is not None))
            so_far = texts[order]
    return blocks


def is_row(line: str) -> bool:
    """Whether a line is the row of a table: cells set apart by tabs or wide gaps."""
    return len(_GAP.split(line.strip())) >= (2 if "\t" in line.strip() else 3)


def columns(line: str) -> int:
    """The width of a line in columns: Han characters and their punctuation take two."""
    return 2 * len(line) - sum(map(str.isascii, line))


def _lines(text: str) -> tuple[list[Line], list[bool]]:
    lines: list[Line] = []
    indents: list[bool] = []
    start = 0
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            lead = len(raw) - len(raw.lstrip())
            lines.append((start + lead, start + lead + len(bare)))
            indents.append(2 <= lead <= 8)
        start += len(raw) + 1
    return lines, indents


def _page_numbers(text: str, lines: list[Line], texts: list[str]) -> set[int]:
    gone = {n for n, line in enumerate(texts) if _PAGE.fullmatch(line)}
    lone = [
        n
        for n, line in enumerate(texts)
        if n not in gone and _LONE.fullmatch(line) and not (n and texts[n - 1][-1:].isupper())
    ]
    values = {int(texts[n]): n for n in lone}
    for n in lone:
        value = int(texts[n])
        beside = [values[v] for v in (value - 1, value + 1) if v in values]
        apart = any(
            abs(other - n) >= 4 and (other > n) == (int(texts[other]) > value) for other in beside
        )
        if apart or (value and _set_apart(text, lines[n]) and 0 < n < len(texts) - 1):
            gone.add(n)
    heads = Counter(re.sub(r"\d", "", line) for line in texts if 4 <= len(line) <= 40)
    for n, line in enumerate(texts):
        if heads[re.sub(r"\d", "", line)] >= 3 and not re.search(r"[。！：；，、]$", line):
            near = any(other in gone for other in (n - 1, n + 1))
            if near and ("报告" in line or "代表大会" in line or heads[line] >= 3):
                gone.add(n)
    return gone


def _set_apart(text: str, line: Line) -> bool:
    """Whether a lone number stands between two form feeds or wide blank gaps."""
    before, after = text[max(0, line[0] - 3) : line[0]], text[line[1] : line[1] + 3]
    return before.count("\n") >= 3 or after.count("\n") >= 3


def _habit(texts: list[str], marks: list[bool]) -> _Habit:
    widths = sorted(columns(line) for line in texts)
    width = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    full = sum(width - 8 <= w <= width + 6 for w in widths)
    wrapped = len(widths) >= 5 and 24 <= width <= 160 and full >= 0.4 * len(widths)
    starts = [
        m for line, m in zip(texts, [*marks[1:], False], strict=False) if _SENTENCE_END.search(line)
    ]
    broken = sum(line[0] in "，。、；：”）》" for line in texts)
    return _Habit(
        width=width if wrapped else 0,
        indented=sum(marks) >= 3 and sum(starts) >= 0.6 * len(starts),
        broken=not wrapped and broken >= 5,
        linked=_linked(texts),
    )


def _linked(texts: list[str]) -> frozenset[str]:
    """Short lines that recur between a line without an end and one that is no heading."""
    ended = sum(bool(_SENTENCE_END.search(line)) for line in texts)
    if ended < 0.35 * len(texts):
        return frozenset()
    inside = Counter(
        line
        for before, line, after in zip(texts, texts[1:], texts[2:], strict=False)
        if 2 <= len(line) <= 20
        and not re.search(r"[。！？；：:!?;]", line)
        and not START.match(line)
        and not START.match(after)
        and before[-1] not in "。！？；：:!?;"
    )
    once = {
        line
        for before, line, after in zip(texts, texts[1:], texts[2:], strict=False)
        if line in inside
        and len(before) >= 12
        and "，" in before
        and not (START.match(before) and len(before) <= 40)
        and not furniture.FRONT.search(before[:60])
        and len(after) > 20
        and ("，" in after or _SENTENCE_END.search(after))
    }
    return frozenset(line for line, count in inside.items() if count >= 2 or line in once)


def _goes_on(so_far: str, order: int, texts: list[str], marks: list[bool], habit: _Habit) -> bool:
    """Whether the line of that order goes on with the paragraph read so far."""
    last, line = texts[order - 1], texts[order]
    if is_row(last) or is_row(line):
        return False
    if (settled := _settled(so_far, order, texts, habit)) is not None:
        return settled
    torn = bool(_OPEN_END.search(last)) or _unclosed(so_far)
    full = habit.full(columns(last))
    if _SENTENCE_END.search(last):
        return full and not START.match(line) and _same_paragraph(order, texts, marks, habit)
    if START.match(line):
        entry = line[0] in "〔[【" and not _OPEN_END.search(last)
        return torn and not entry and not _CLAUSE_END.search(last)
    if torn:
        return True
    if habit.indented and habit.width and marks[order]:
        return False
    if _CLAUSE_END.search(last):
        return full
    headed = len(so_far) <= 45 and _NUMBERED.match(so_far) and not line[0].isdigit()
    if (_TENDS.search(last) and not headed) or _split_number(last, line):
        return True
    return full or _unfinished(so_far, order, texts, habit)


def _settled(so_far: str, order: int, texts: list[str], habit: _Habit) -> bool | None:
    """What the two lines' own words settle, however the document is set."""
    last, line = texts[order - 1], texts[order]
    if line[0] in _CLOSING:
        return True
    if re.search(r"[届会]$", last) and re.match(
        r"人民代表大会|第[一二三四五六七八九十\d]+次", line
    ):
        return True
    if (line in habit.linked or last in habit.linked) and not _SENTENCE_END.search(last):
        return not START.match(line) and not HEADING_CUE.match(so_far)
    if len(line) == 1 and line not in _HAN and "\u4e00" <= line <= "\u9fff" and len(last) > 4:
        return not _SENTENCE_END.search(last)
    if order < 20 and _FRONT_END.search(last) and furniture.FRONT.search(line):
        return False
    pointed = _POINTED.search(last) and line[0].isdigit()
    if pointed or (_HALF_UNIT.search(last) and _UNIT_REST.match(line)):
        return True
    if _LOWERED.search(so_far + "\n" + line):
        return not START.match(line)
    return None


def _same_paragraph(order: int, texts: list[str], marks: list[bool], habit: _Habit) -> bool:
    """After a full line that ends a sentence: a first line is narrower by its lost indent."""
    if habit.indented:
        return not marks[order]
    here = columns(texts[order])
    if order + 1 < len(texts) and not _SENTENCE_END.search(texts[order]):
        return here >= habit.width - 3
    return here < habit.width - 16


def _unfinished(so_far: str, order: int, texts: list[str], habit: _Habit) -> bool:
    """A line without any end mark, in one that is not full where lines wrap."""
    last, line = texts[order - 1], texts[order]
    if HEADING_CUE.match(so_far):
        return False
    if order < 20 and "，" not in last and furniture.FRONT.search(last):
        return False
    if len(so_far) <= 5 and _BARE_ITEM.fullmatch(so_far):
        return True
    numbered = _NUMBERED.match(so_far)
    if numbered and len(so_far) <= 45:
        return bool(_ENTRY.match(so_far) and len(so_far) >= 20)
    if habit.width:
        return columns(last) >= 0.6 * habit.width
    if habit.broken:
        return len(so_far) > 12 or len(line) <= 12 or not numbered
    return len(so_far) >= 45 or (len(so_far) >= 24 and bool(_INNER.search(so_far)))


def _split_number(last: str, line: str) -> bool:
    """Whether a number was broken off from its end or its unit."""
    counted = last[-1].isdigit() and _UNIT.match(line) and re.search(r"[\u4e00-\u9fff]", last)
    return bool(counted) and not last.startswith("附") and not furniture.FRONT.search(last)


def _unclosed(so_far: str) -> bool:
    """Whether a quotation or bracket that was opened lately is still open."""
    recent = so_far[-120:]
    for pair in _PAIRS:
        at = recent.rfind(pair[0])
        if at >= 0 and recent.find(pair[1], at) < 0:
            return True
    return False
