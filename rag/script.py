"""Traditional characters read as simplified ones, one for one, so that offsets stay true.

The table is OpenCC's (Apache-2.0): its characters' first variants, and the phrases that a
character alone gets wrong (乾隆, not 干隆). Wording is left alone: 資訊 becomes 资讯, not 信息.
"""

from __future__ import annotations

import re
from functools import cache

from rag.resources import resource


@cache
def _tables() -> tuple[dict[int, int], dict[str, str], re.Pattern[str]]:
    keys, values, *lines = resource("traditional.txt").read_text(encoding="utf-8").splitlines()
    phrases = dict(line.split(" ") for line in lines)
    longest_first = sorted(phrases, key=len, reverse=True)
    return str.maketrans(keys, values), phrases, re.compile("|".join(longest_first))


@cache
def _marks() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only traditional text has, and those that only simplified text has."""
    characters = _tables()[0]
    written = {chr(key) for key in characters}
    return frozenset(written), frozenset({chr(v) for v in characters.values()} - written)


def simplify(text: str) -> str:
    """The text in simplified characters; as long as before, each character in its place."""
    if text.isascii():
        return text
    characters, phrases, pattern = _tables()
    plain = text.translate(characters)
    if plain == text and not pattern.search(text):
        return text
    pieces: list[str] = []
    at = 0
    for match in pattern.finditer(text):
        pieces += (plain[at : match.start()], phrases[match.group()])
        at = match.end()
    return "".join((*pieces, plain[at:]))


def is_traditional(text: str) -> bool:
    """Whether more characters are written the traditional way than the simplified one."""
    traditional, simplified = _marks()
    balance = sum((c in traditional) - (c in simplified) for c in text)
    return balance > 0
