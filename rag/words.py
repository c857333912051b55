"""Chinese words: what of a text carries meaning, and what only asks or joins.

Segmentation and parts of speech come from rjieba (jieba's dictionary in Rust).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rag.resources import resource

# Parts of speech (jieba's tags) that carry meaning in a question.
_CONTENT = ("n", "v", "a", "j", "i", "l", "eng", "t", "b", "f", "s", "x", "z", "m", "q", "g")


_MODAL = re.compile(r"^[要能想会得](?=[\u4e00-\u9fff])")
_MEANT = re.compile(r"^(?:计划|预计|打算|准备)(?=[\u4e00-\u9fff]{2})")
_COUNTED = re.compile(r"[一二三四五六七八九十两\d]+[个条座家项件大位名所种类届次年天块例]")
_FAINT = frozenset("县市区省乡镇村人家年月日带道面点名事法里性力量数值成部号回份边")


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """(word, part of speech) of a text, in order."""
    import rjieba  # its dictionary takes 0.15 s to load: not before the first question

    return tuple(rjieba.tag(text))


@cache
def is_word(text: str) -> bool:
    """Whether the dictionary has a word (not only a guess from its characters)."""
    import rjieba

    return bool(rjieba.has_word(text))


@lru_cache(maxsize=4096)
def cut(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(word for word, _ in tagged(text))


def content(text: str) -> tuple[str, ...]:
    """The words that say what a question is about, each once, in order."""
    kept = []
    for word, tag in _joined(tuple(_pieces(text))):
        bare = word.strip().strip("“”\"'《》（）()、，。？?！!：:；;")
        noun = tag.startswith("n") and is_word(bare)
        if (tag.startswith("v") or len(bare) == 2) and not noun:
            bare = _MODAL.sub("", bare)
        bare = _MEANT.sub("", bare)
        if not bare or empty(bare) or not tag.startswith(_CONTENT):
            continue
        if len(bare) == 1 and not (synonyms(bare) or (tag.startswith("n") and bare not in _FAINT)):
            continue
        if tag.startswith("x") and not bare.isalnum():
            continue
        if _COUNTED.fullmatch(bare) and not synonyms(bare):
            continue
        if bare.isdigit() and len(bare) < 3:
            continue
        kept.append(bare)
    return tuple(dict.fromkeys(kept))


@cache
def _new_words() -> re.Pattern[str]:
    """The longer words of reports that the dictionary lacks: their bits it joins to others."""
    longer = (word for word in word_list("new_words.txt") if len(word) > 2)
    return re.compile("|".join(sorted(longer, key=len, reverse=True)))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The words of a question with their parts of speech, new words whole.

    Where the dictionary has no word, one is guessed from its characters; in talk most such guesses
    glue a word of speaking to the next one (村|评, 多|收), and are taken apart again.
    """
    at = 0
    for new in _new_words().finditer(text):
        yield from _apart(text[at : new.start()])
        yield new.group(), "n"
        at = new.end()
    yield from _apart(text[at:])


def _apart(text: str) -> Iterator[tuple[str, str]]:
    for word, tag in tagged(text):
        bare = word.strip(_SPOKEN) if glued(word) else word
        yield (bare if len(bare) > 1 else word), tag


@lru_cache(maxsize=4096)
def glued(word: str) -> bool:
    """Whether a word is no word of the dictionary, and begins or ends as such guesses do."""
    known = is_word(word) or word in word_list("new_words.txt")
    return _GLUED.fullmatch(word) is not None and not known


_SPOKEN = (
    "做有给到提挣回太没要进评来去想会能得再多少净这那哪串说问弄被把让由跟才就都也还又很最更"
    "在从了吧呢啊上下过完出收花净融步总含差难指里发建修盖打开办种养卖买拿降涨增减升压"
)
_GLUED = re.compile(rf"[{_SPOKEN}][\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{1,2}}[{_SPOKEN}]")
"""What begins or ends with a character that is a word of its own in talk."""


_LONGEST = 4
"""Words that a word of the table of synonyms can be cut into."""


def _joined(words: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """The words of a text, those of the table of synonyms whole where they were cut to bits."""
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            pieces = [word for word, _ in words[at : at + size]]
            written = "".join(pieces)
            if size == 1 or (written in _synonyms() and _in_bits(pieces)):
                yield written, words[at + size - 1][1] if size == 1 else "n"
                at += size
                break


_PARTICLES = frozenset({"了", "比", "到", "还", "的", "多", "少"})


def _in_bits(pieces: list[str]) -> bool:
    """Whether pieces are bits of one word (砸 + 钱), not a word with a particle (涨 + 了).

    Whole words that the synonyms have too (医院 + 床位: 病床, 床位) say more one by one.
    """
    if _PARTICLES & set(pieces):
        return False
    said = "|".join(synonyms("".join(pieces)))
    return min(map(len, pieces)) == 1 or not any(piece in said for piece in pieces)


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of one of the package's lists."""
    return frozenset(resource(name).read_text(encoding="utf-8").split())


def empty(word: str) -> bool:
    """Whether a word only asks, joins or measures, also with one character mistyped."""
    words = word_list("question_words.txt")
    return word in words


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1].split("|")) for row in table("synonyms.tsv")}


def synonyms(word: str) -> tuple[str, ...]:
    """What the reports say for a word of a question; the word itself is not among them."""
    return tuple(w for w in _synonyms().get(word, ()) if w != word)


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one of the package's tables (tab-separated, # starts a comment line)."""
    with resource(name).open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(tuple(row) for row in rows if row and not row[0].startswith("#"))
