"""Reads glossary entries (名词解释) in the forms in which reports set them.

``1. **“13710”**：…`` · ``〔1〕两免一补：是指…`` · ``17.[“哪吒”企业]指…`` · ``①…：…`` ·
``“两山”是指…`` · ``两山——…`` · a term alone in its line with the explanation below · several
numbered entries run together in one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.types import Aligned, Note

Line = tuple[int, int]
"""Start and end of a line of healed text."""

_NUMBER = re.compile(
    r"\s*(?:注(?:释)?\s*[:：]?\s*)?(?:[〔\[【（(]\s*注?\s*\d{1,3}\s*[〕\]】）)]\s*[.、．:：]?"
    r"|\d{1,3}\s*[.、．:：](?!\d)|[①-⑳❶-❿⑴-⒇㈠-㈩]|[●■◆★※▲·•*-]+)\s*"
)
_ORDINAL = re.compile(r"\d{1,3}|[①-⑳]")
_MEANING = r"是指|指的是|是对|即指|系指|特指|主要指|指|即|是"
_BOXED = re.compile(
    r"[\[【〔](?P<term>(?!\d{1,3}[\]】〕])[^\]】〕\n]{1,48})[\]】〕]\s*[：:，,。]?\s*"
)
_COLON = re.compile(r"(?P<term>[^。；！？\n]{1,48}?)\s*[：:]\s*(?=\S)")
_MEANS = re.compile(
    r"(?P<term>[“《]?[^。；！？，：:\n]{1,30}?)[，,]?(?:是指|指的是|即指|系指|特指|，指|，即)(?=\S)"
)
_STOPPED = re.compile(
    r"(?P<term>“[^“”\n]{1,30}”[^。；，：\n]{0,10}|[^。；，：“”\n]{2,16})"
    rf"[。.]\s*(?=(?:{_MEANING}))"
)
_DASHED = re.compile(r"(?P<term>[^。；！？，：\n—]{2,40}?)\s*(?:——|—|──)\s*(?=\S)")
_QUOTED = re.compile(r"(?P<term>“[^“”\n]{1,30}”)\s*(?=[^，。、：”])")
_SAID = re.compile(r"(?P<term>“[^“”\n]{1,30}”[^。；，：“”\n]{0,8}?)(?=(?:是|即|指|为)[^。，])")
_BARE = re.compile(r"(?P<term>[^。；！？，：:、\n指即]{2,20}?)(?=(?:指|即)[\u4e00-\u9fff“])")
_ALONE = re.compile(r"“[^“”\n]{1,30}”[^。；，：:“”\n]{0,12}")
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "【": "】", "〔": "〕", "[": "]"}
_PAGES = re.compile(r"[（(](?:见?(?:第)?[Pp]?\d{1,3}页?[，,、\s]?)+[)）]$")
_NOT_TERM = re.compile(
    r"(?:牵头|责任|主办|承办|协办|配合|实施)(?:单位|部门|领导|人)$|^(?:牵头|责任|主办|承办|协办|配合)$"
    r"|负责人?$|^第一步$|^目标任务$|^注释?$|^附件?$|^(?:主要)?内容$|年.{0,6}项目$"
)
_TASKS = re.compile(r"(?:牵头|责任|主办|承办|协办|配合)(?:单位|部门)|负责[）)。]|主办[:：]|总投资")
_DEFINES = re.compile(
    r"[\[【][^\]】]{1,48}[\]】]|[^。；！？，\n]{1,40}?(?:[：:]|——|，?(?:是指|指的是|，指|，即|系指))"
)
_FOOT = re.compile(
    r"(?:[〔\[]\s*注?\s*\d{1,3}\s*[〕\]]|注\s*\d{0,2}\s*[:：.、])"
    rf"|[①-⑳]\s*[^，。；：]{{2,30}}(?:[：:]\s*(?:{_MEANING})|是指|指的是|，指|系指)"
)


@dataclass(slots=True)
class _Entry:
    term: str
    start: int
    text_start: int
    end: int
    numbered: bool


def notes(healed: Aligned, lines: Iterable[Line], *, marked: bool) -> tuple[Note, ...]:
    """The entries among the lines (spans of the healed text) of an annex.

    ``marked``: the annex calls itself a glossary, so entries without a number count as well.
    Lines that open no entry go on with the one before.
    """
    entries: list[_Entry] = []
    pending: _Entry | None = None
    count = 0
    for start, end in lines:
        line = healed.text[start:end]
        number = _numbered(line, count + 1)
        if number and (ordinal := re.search(r"\d{1,3}", number[0])):
            count = int(ordinal[0])
        entry = _entry(line, start, number, marked=marked)
        if pending is not None and (entry is None or not (entry.numbered and number)):
            pending.text_start, pending.end = start, end
            entries.append(pending)
            pending = None
        elif entry is not None and entry.text_start >= entry.end:
            pending = entry
        elif entry is not None:
            entries.append(entry)
            pending = None
        elif entries and entries[-1].numbered and marked and _flows(line):
            entries[-1].end = end
    return tuple(_note(healed, entry) for entry in entries)


def clean_term(written: str) -> str:
    """A term without its number, its page, and the marks around the whole of it."""
    bare = _NUMBER.sub("", written, count=1) if _NUMBER.match(written) else written
    bare = _PAGES.sub("", bare.strip(" ：:*＊")).strip()
    while len(bare) > 2 and _PAIRS.get(bare[0]) == bare[-1] and not _inner_quotes(bare):
        bare = bare[1:-1].strip()
    return bare


def entries_apart(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines of an annex, cut where a further numbered entry begins inside one."""
    apart: list[Line] = []
    for start, end in lines:
        line = text[start:end]
        number = _NUMBER.match(line)
        ordinal = _ORDINAL.search(number[0]) if number else None
        at = 0
        while number and ordinal:
            following = _next(ordinal[0])
            style = re.escape(number[0].strip()).replace(re.escape(ordinal[0]), following)
            found = re.compile(rf"(?<=[。；;，,.])\s*(?={style})").search(line, at + 4)
            if found is None or not _DEFINES.match(line, _NUMBER.match(line, found.end()).end()):  # type: ignore[union-attr]
                break
            apart.append((start + at, start + found.start()))
            at = found.end()
            number = _NUMBER.match(line, at)
            ordinal = _ORDINAL.search(number[0]) if number else None
        apart.append((start + at, end))
    return apart


def unlabelled(text: str, lines: Sequence[Line]) -> bool:
    """Whether lines that nothing calls a glossary are one: numbered definitions, no tasks."""
    numbered = [line for a, b in lines if _NUMBER.match(line := text[a:b])]
    if len(numbered) < 3 or len(numbered) < 0.6 * len(lines):
        return False
    defining = sum(
        bool((n := _NUMBER.match(line)) and _DEFINES.match(line, n.end())) for line in numbered
    )
    return defining >= 0.7 * len(numbered) and sum(map(bool, map(_TASKS.search, numbered))) < 2


def tail(text: str, lines: Sequence[Line]) -> int:
    """The first line of a glossary that closes the text without a heading, or their number."""
    first = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        start, end = lines[number]
        if start < 0.5 * len(text):
            break
        line = text[start:end]
        opened = _NUMBER.match(line)
        if not opened or not re.search(r"指|即|是|：|:", line[opened.end() :][:40]):
            break
        ordinal = _ORDINAL.search(opened[0])
        if ordinal and ordinal[0] in ("1", "①"):
            first = number
            break
    return first if unlabelled(text, lines[first:]) and _meant(text, lines[first:]) else len(lines)


def foot(line: str) -> bool:
    """Whether a line of the body is a note from the foot of a page."""
    return bool(_FOOT.match(line))


def _meant(text: str, lines: Sequence[Line]) -> bool:
    """Whether most lines say what something means: a list of tasks with colons does not."""
    said = sum(bool(re.search(r"是指|指的是|[：，]?(?:指|即)", text[a:b][:48])) for a, b in lines)
    return said >= 0.6 * len(lines)


def _next(ordinal: str) -> str:
    return str(int(ordinal) + 1) if ordinal.isdecimal() else chr(ord(ordinal) + 1)


def _inner_quotes(bare: str) -> bool:
    return any(mark in bare[1:-1] for mark in "“”《》【】「」")


def _numbered(line: str, expected: int) -> re.Match[str] | None:
    """The number of an entry. Before a term that begins with a digit only the next one is it."""
    plain = _NUMBER.match(line)
    return plain or re.match(rf"\s*{expected}(?:\s*[.、．]\s*(?=\d)|(?=[“\[]))", line)


def _entry(line: str, start: int, number: re.Match[str] | None, *, marked: bool) -> _Entry | None:
    at = number.end() if number else 0
    if not number and not marked:
        return None
    if number and marked and re.fullmatch(r"[^。；，：:]{2,30}?[：:]?", line[at:]):
        term = clean_term(line[at:])
        return _Entry(term, start, start + len(line), start + len(line), True)
    if marked and _ALONE.fullmatch(line, at):
        return _Entry(clean_term(line[at:]), start, start + len(line), start + len(line), True)
    match = _defined(line, at, numbered=bool(number) and marked)
    if match is None or _NOT_TERM.search(match["term"]):
        return None
    term = clean_term(match["term"])
    if not term or (not number and (len(term) > 30 or "，" in term)):
        return None
    return _Entry(term, start, start + match.end(), start + len(line), bool(number))


def _defined(line: str, at: int, *, numbered: bool) -> re.Match[str] | None:
    """The term with what parts it from its meaning; the mark that comes first counts."""
    if boxed := _BOXED.match(line, at):
        return boxed
    found = [m for p in (_COLON, _MEANS, _STOPPED) if (m := p.match(line, at))]
    if numbered and (dashed := _DASHED.match(line, at)):
        found.append(dashed)
    if not found and (said := _SAID.match(line, at)):
        return said
    if not found and numbered:
        return _QUOTED.match(line, at) or _BARE.match(line, at)
    return min(found, key=lambda m: m.end("term"), default=None)


def _flows(line: str) -> bool:
    return len(line) >= 8 and line[-1] in "。；！”）"


def _note(healed: Aligned, entry: _Entry) -> Note:
    text = healed.text[entry.text_start : entry.end].strip()
    return Note(
        term=entry.term,
        text=_PAGES.sub("", text).strip(),
        span=healed.span(entry.start, entry.end),
    )


def plain(text: str) -> str:
    """A term without quotation marks, commas and white space, in lower case."""
    return re.sub(r"[“”\"'「」『』、，,·\s]", "", text).lower()


def names(question: str, term: str) -> bool:
    """Whether a question names what a glossary entry explains: 智能制造产业园, 垃圾焚烧发电."""
    word = plain(term)
    return len(word) > 2 and word in plain(question)
