"""Plain text, and what was meant to be: pages without their ending, and dumps of pages.

A dump is what a program printed of a page it had read: comments of the page, characters that it
could not print written out as ``<U+00A0>``, and the page once for each frame it stood in.
"""

from __future__ import annotations

import re

from .decode import decode, newlines
from .page import DECLARED, markup, visible
from .words import Reading

_WRITTEN = re.compile(r"<U\+([0-9A-Fa-f]{4,8})>")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEAD = 8_192
_TELLING = 40
"""Characters of a line that stands twice only where its page does."""
_SAME = 0.9


def read(content: bytes) -> Reading:
    """The text; raises Refused where the bytes are no text."""
    named = DECLARED.search(content[:_HEAD])
    text = decode(content, (named[1] or named[2]).decode("ascii") if named else None)
    if markup(text):
        return visible(text)
    return Reading(text=newlines(printed(text)))


def printed(text: str) -> str:
    """The text without what a dump of a page adds to it; any other text as it is."""
    if "<U+" not in text:
        return text
    return _once(_COMMENT.sub("", _WRITTEN.sub(_character, text)))


def _once(text: str) -> str:
    """The first of several copies, if the text is nothing but copies of one page."""
    lines = text.split("\n")
    first: dict[str, int] = {}
    for number, line in enumerate(lines):
        if len(line) < _TELLING:
            continue
        start = first.setdefault(line, number)
        if start == number:
            continue
        copy = number
        while start and lines[start - 1] == lines[copy - 1]:
            start, copy = start - 1, copy - 1
        rest = [line for line in lines[copy:] if len(line) >= _TELLING]
        known = sum(line in first and first[line] < copy for line in rest)
        return "\n".join(lines[:copy]) if known >= _SAME * len(rest) else text
    return text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    plain = code < 0x110000 and not 0xD800 <= code < 0xE000 and (code > 31 or code in (9, 10, 13))
    return chr(code) if plain else match[0]
