"""English questions in the words of the reports: terms looked up whatever form they stand in.

The table holds a term in one form (tax cut, build a road, organisation); plurals, verb forms,
possessives, hyphens and the two spellings of English are taken off on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.indicators import indicators
from rag.words import table, word_list

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9&.]*(?<!\.)|[\u4e00-\u9fff]+|[,;:?!()\"“”]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARK = re.compile(r"[,;:?!()\"“”]")
_APOSTROPHE = re.compile(r"['’](?:s\b)?")
_LONGEST = 8
"""Words of the longest terms of the table."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in a question: the Chinese for it, or nothing where no table has the word.

    ``aside``: it stands in brackets, where it says once more what is said before them.
    """

    written: str
    chinese: tuple[str, ...]
    aside: bool = False


_IRREGULAR_FORMS = """
    built:build spent:spend grew:grow grown:grow children:child people:people men:man women:woman
    rose:rise risen:rise fell:fall fallen:fall lent:lend sold:sell bought:buy held:hold taught:teach
    dug:dig laid:lay drew:draw drawn:draw chosen:choose lives:life wolves:wolf feet:foot mice:mouse
    leaves:leaf criteria:criterion died:die dying:die shut:shut sought:seek won:win sent:send
    brought:bring caught:catch led:lead fed:feed met:meet lost:lose made:make gave:give
"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_FORMS.split())
_SPELLINGS = (
    (re.compile(r"is(?=(?:e|es|ed|ing|ation|ations)$)"), "iz"),
    (re.compile(r"yz(?=e|ing)"), "ys"),
    (re.compile(r"our(?=s|ed|ing|$)"), "or"),
    (re.compile(r"(?<=[tb])re(?=s|d|$)"), "er"),
    (re.compile(r"ogue"), "og"),
    (re.compile(r"amme"), "am"),
    (re.compile(r"fulfil(?!l)"), "fulfill"),
)
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=8192)
def base(word: str) -> str:
    """What is left of an English word without its ending; the same for all forms of one word."""
    word = word.lower()
    if len(word) < 4 or not word.isalpha():
        return _IRREGULAR.get(word, word)
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    for spelling, usual in _SPELLINGS:
        word = spelling.sub(usual, word)
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif re.search(r"(?:s|x|z|ch|sh)es$", word):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and _VOWEL.search(stem):
            word = _DOUBLED.sub(r"\1", stem)
            break
    word = word.removesuffix("e")
    return word[:-1] + "i" if word.endswith("y") else word


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_APOSTROPHE.sub("", text))


_Terms = dict[tuple[str, ...], tuple[str, ...]]


@cache
def _terms() -> tuple[_Terms, _Terms]:
    """(terms as they stand in the table, the same by the bases of their words) → Chinese."""
    exact: _Terms = {}
    for row in table("english.tsv"):
        exact.setdefault(tuple(t.lower() for t in _tokens(row[0])), tuple(row[1].split()))
    for indicator in indicators().values():
        for name in indicator.english:
            exact[tuple(t.lower() for t in _tokens(name))] = (indicator.name,)
    based: _Terms = {}
    for key, chinese in exact.items():
        based.setdefault(tuple(map(base, key)), chinese)
    return exact, based


def pieces(question: str) -> Iterator[Piece]:
    """The terms of a question from left to right, the longest first; then the words no one knows.

    A word of asking (planned, reported) is a term only where the table has it in that very form.
    """
    exact, based = _terms()
    tokens = _tokens(_glossed(question))
    lower = [t.lower() for t in tokens]
    bases = [base(t) for t in lower]
    at = 0
    aside = False
    while at < len(tokens):
        aside = tokens[at] == "(" or (aside and tokens[at] != ")")
        found: tuple[str, ...] | None = None
        size = min(_LONGEST, len(tokens) - at)
        while size and found is None:
            found = exact.get(tuple(lower[at : at + size]))
            if found is None and (size > 1 or lower[at] not in word_list("english_stop.txt")):
                found = based.get(tuple(bases[at : at + size]))
            size -= found is None
        if found is not None:
            yield Piece(written=" ".join(tokens[at : at + size]), chinese=found)
        elif _HAN.match(tokens[at]):
            yield Piece(written=tokens[at], chinese=(tokens[at],) if len(tokens[at]) > 1 else ())
        elif not _MARK.match(tokens[at]):
            yield Piece(written=tokens[at], chinese=(), aside=aside)
        at += max(size, 1)


_GLOSS = re.compile(
    r"(?:[\"“][^\"”]{2,60}[\"”]|(?:\b[A-Z][\w'’-]*\s+){1,6})\s*"
    r"[(（]\s*(?=[“\"]?[\u4e00-\u9fff]{2,}[”\"]?\s*[)）])"
)


def _glossed(question: str) -> str:
    """The question without a name in English that its Chinese in brackets says better."""
    return _GLOSS.sub(" (", question)


@lru_cache(maxsize=256)
def translated(question: str) -> tuple[str, ...]:
    """The Chinese terms of an English question: names of indicators, and plain words."""
    return tuple(word for piece in pieces(question) for word in piece.chinese)


@lru_cache(maxsize=256)
def untranslated(question: str) -> tuple[str, ...]:
    """The words of an English question that no table knows."""
    return tuple(
        piece.written
        for piece in pieces(question)
        if not (piece.chinese or piece.aside) and re.fullmatch(r"[A-Za-z]{2,}", piece.written)
    )
