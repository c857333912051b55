"""Reads glossary entries (名词解释) in the forms in which reports set them.

``1. **“13710”**：…`` · ``〔1〕两免一补：是指…`` · ``①…：…`` · ``“两山”是指…`` ·
a term alone in its line with the explanation below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.types import Aligned, Note

_NUMBER = re.compile(
    r"\s*(?:注\s*[:：]?\s*)?(?:[〔\[【（(]\s*注?\s*\d{1,3}\s*[〕\]】）)][.、．:：]?|\d{1,3}\s*[.、．]|[①-⑳❶-❿⑴-⒇]|[●■◆★※▲·•*-]+)\s*"
)
_COLON = re.compile(r"(?P<term>[^。；！？\n]{1,48}?)\s*[：:]\s*(?=\S)")
_MEANS = re.compile(
    r"(?P<term>[“《]?[^。；！？，：:\n]{1,30}?)[，,]?(?:是指|指的是|即指|系指|，指|，即)(?=\S)"
)
_QUOTES = "“”\"'‘’「」『』《》【】*＊ "
_NOT_TERM = re.compile(r"牵头|责任单位|负责|第一步|目标任务|^注$|^附件|^附$|年.{0,6}项目")


@dataclass(slots=True)
class _Entry:
    term: str
    start: int
    text_start: int
    end: int
    numbered: bool


def notes(healed: Aligned, lines: Iterable[tuple[int, int]], *, marked: bool) -> tuple[Note, ...]:
    """The entries among the lines (spans of the healed text) of an annex.

    ``marked``: the annex calls itself a glossary, so entries without a number count as well.
    Lines that open no entry go on with the one before.
    """
    entries: list[_Entry] = []
    pending: _Entry | None = None
    for start, end in lines:
        line = healed.text[start:end]
        entry = _entry(line, start, marked=marked)
        if pending is not None and entry is None:
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
    """A term without its number and the quotation marks around the whole of it."""
    bare = _NUMBER.sub("", written, count=1) if _NUMBER.match(written) else written
    bare = bare.strip(" ：:*＊")
    while len(bare) > 2 and bare[0] in _QUOTES and bare[-1] in _QUOTES and not _inner_quotes(bare):
        bare = bare[1:-1].strip()
    return bare


def _inner_quotes(bare: str) -> bool:
    return any(mark in bare[1:-1] for mark in "“”《》【】「」")


def _entry(line: str, start: int, *, marked: bool) -> _Entry | None:
    number = _NUMBER.match(line)
    at = number.end() if number else 0
    if not number and not marked:
        return None
    if number and marked and re.fullmatch(r"[^。；，]{2,30}?[：:]?", line[at:]):
        return _Entry(clean_term(line[at:]), start, start + len(line), start + len(line), True)
    match = _COLON.match(line, at) or _MEANS.match(line, at)
    means = _MEANS.match(line, at)
    if match and means and means.end("term") < match.end("term"):
        match = means
    if match is None or _NOT_TERM.search(match["term"]):
        return None
    if not number and (len(match["term"]) > 30 or "，" in match["term"]):
        return None
    term = clean_term(match["term"])
    if not term:
        return None
    return _Entry(term, start, start + match.end(), start + len(line), bool(number))


def _flows(line: str) -> bool:
    return len(line) >= 8 and line[-1] in "。；！”）"


def _note(healed: Aligned, entry: _Entry) -> Note:
    text = healed.text[entry.text_start : entry.end].strip()
    return Note(term=entry.term, text=text, span=healed.span(entry.start, entry.end))
