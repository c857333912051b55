"""Heals a document's text without losing where each character stands in the source.

``heal`` deletes characters and replaces single ones by single ones; it never inserts, so every
healed character has an offset in the source. Lines are judged by ``rag.layout``. ``sentences``
cuts healed text into sentences.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from rag import layout
from rag.script import is_traditional, simplify
from rag.types import Aligned

_SHORT = 60
"""A bracket or quotation no longer than this never ends a sentence inside itself."""
_ENCLOSED = re.compile(
    rf"“[^“”\n]{{0,{_SHORT}}}”|（[^（）\n]{{0,{_SHORT}}}）|\([^()\n]{{0,{_SHORT}}}\)"
    rf"|《[^《》\n]{{0,{_SHORT}}}》"
)
_END = re.compile(r"[。！？；!?;]+[”’」』）)]*|\n+")
_EDGE = " \t\u3000\n"

_WIDE = {ord("！") + n: chr(ord("!") + n) for n in range(94) if chr(ord("!") + n).isalnum()}
_SIGNS = {ord(wide): plain for wide, plain in zip("％＋－／＝＆＃＠～", "%+-/=&#@~", strict=True)}
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2004\u2005\u2009\u200a\u202f"), " ")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_TABLE = {**_WIDE, **_SIGNS, **_BLANKS, **_BREAKS, ord("︰"): "：", ord("［"): "[", ord("］"): "]"}

_INLINE_INDENT = re.compile(r"(?<=[^\s])[\u3000\u00a0\u2003 ]{2,}(?=[^\s])")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_WATERMARK = (
    r"(?:(?:数据)?来[源自][:：]?|百度搜索|微信搜索|搜索|百度|微信公众号|关注公众号|下载自)[ ]?"
    r"[\u4e00-\u9fffA-Za-z0-9. ]{0,10}?(?:数 ?据 ?[网库]|文 ?库|范 ?文 ?网)"
    r"|(?:相关解读[:：]|视频解读[:：]|图解[:：]|[（(【]图解[)）】])[^\n。！]{0,80}\s*\Z|(?<=\d)(?:_[A-Z])+_?"
    r"|(?m:^\s*(?:粗体文[字本]|斜体文[字本]|链接标题|内部链接文字|大标题文字|小标题文字|插入非格式化文[字本])\s*$)"
    r"|(?<=[。；！”])'+(?=\s|\Z)|(?m:^[ \t]*'+(?=[\u4e00-\u9fff—]))"
    r"|扫一扫在?手机打开(?:当前页)?|【(?:关闭|打印)(?:本页|窗口|当前页面)?】"
)
_STYLE = r"[.#@]?[A-Za-z][\w .#,:>-]{0,80}\{[^{}\u4e00-\u9fff]{0,400}\}"
_MARKDOWN = (
    r"\*{2,}|__+|`+|(?<=[\u4e00-\u9fff”）])\*(?=[\u4e00-\u9fff“（])"
    r"|(?m:^[ \t]*(?:#{1,6}[ \t]+|>[ \t]+|[-*+][ \t]+(?=[\u4e00-\u9fff“])))"
    r"|(?m:^[ \t]*\|?[ \t]*:?-{3,}[-|: \t]*$)"
)
_GONE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]+"
    rf"|[\ufff9-\ufffc\ue000-\uf8ff]+|\?{{2,}}|{_MARKDOWN}|{_WATERMARK}|{_STYLE}"
)
_POINT = re.compile(r"(?<=\d)．(?=\d)")
_CELL = re.compile(r"(?m)^\|.*\|$")
_BEHIND = r"(?<=[\u4e00-\u9fffA-Za-z0-9”’》）)%])"
_MARKER = re.compile(
    rf"{_BEHIND}(?:(?:[〔\[【]\s*注?\s*\d{{1,3}}\s*[〕\]】](?!\d{{0,3}}号))+|[（(]注\s*\d{{1,3}}[）)]"
    rf"|(?<![mM])[¹²³⁰⁴-⁹]+)|{_BEHIND}[①-⑳❶-❿]+(?![\u4e00-\u9fff]*[；;：])"
)
_CIRCLED_LIST = re.compile(r"(?:^|[：:；;。，,、\s])[①❶]")
_QUOTED_COUNT = re.compile(r"“[\d ]{1,11}$")
"""Between figures of a slogan (“1+9”) whose sign was lost a blank stays."""
_SPACES = re.compile(r"[ \t]+")


@lru_cache(maxsize=8)
def heal(text: str) -> Aligned:
    """The document's paragraphs, each in one line, without what does not belong to the body.

    A text in traditional characters is read in simplified ones, each in its place.
    """
    draft = _characters(text)
    draft = _paragraphs(draft)
    draft = without(draft, _markers(draft.text))
    draft = without(draft, _needless_spaces(draft.text))
    return replace(draft, text=simplify(draft.text)) if is_traditional(text) else draft


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of healed text, in order, without the white space around them.

    A sentence ends at 。！？； (closing quotes go with it) or at a newline, but not inside a short
    quotation or bracket.
    """
    closed = [m.span() for m in _ENCLOSED.finditer(text)]
    found: list[tuple[int, int]] = []
    start = at = 0
    for match in _END.finditer(text):
        while at < len(closed) and closed[at][1] <= match.start():
            at += 1
        inside = at < len(closed) and closed[at][0] < match.start() < closed[at][1]
        if inside and match.end() < closed[at][1]:
            continue
        if inside and text[match.end() : match.end() + 1] not in ("", "\n"):
            quoted = text[closed[at][0]]
            if quoted != "“" or closed[at][1] - closed[at][0] < 12:
                continue
        _keep(text, start, match.end(), found)
        start = match.end()
    _keep(text, start, len(text), found)
    return found


def without(aligned: Aligned, cuts: Iterable[tuple[int, int]]) -> Aligned:
    """``aligned`` with the spans taken out; they are sorted and may touch, not overlap."""
    pieces: list[str] = []
    runs: list[tuple[int, int]] = []
    old = aligned.runs
    here = position = at = 0
    for start, end in (*cuts, (len(aligned.text), len(aligned.text))):
        if start > position:
            while at + 1 < len(old) and old[at + 1][0] <= position:
                at += 1
            runs.append((here, old[at][1] + position - old[at][0]))
            scan = at + 1
            while scan < len(old) and old[scan][0] < start:
                runs.append((here + old[scan][0] - position, old[scan][1]))
                scan += 1
            pieces.append(aligned.text[position:start])
            here += start - position
        position = max(position, end)
    return Aligned(text="".join(pieces), runs=tuple(runs))


def _markers(text: str) -> list[tuple[int, int]]:
    """Where markers of notes stand. Circled numbers that count a list off stay."""
    found: list[tuple[int, int]] = []
    lists = _circled_lists(text)
    for match in _MARKER.finditer(text):
        circled = match[0][0] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" or "❶" <= match[0][0] <= "❿"
        if not (circled and any(a <= match.start() < b for a, b in lists)):
            found.append(match.span())
    return found


def _circled_lists(text: str) -> list[tuple[int, int]]:
    """The paragraphs in which circled numbers count a list off from one on."""
    if "①" not in text and "❶" not in text:
        return []
    spans = []
    start = 0
    for line in text.split("\n"):
        if first := _CIRCLED_LIST.search(line):
            spans.append((start + first.start(), start + len(line)))
        start += len(line) + 1
    return spans


def _keep(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if start < end:
        found.append((start, end))


_NARROW = re.compile(r"(?<=[\u4e00-\u9fff”）》%])[,;]|(?<=\d)[,;](?=[\u4e00-\u9fff“])")
"""Marks of Latin print between Chinese words, not those in 1,234."""


def _characters(text: str) -> Aligned:
    """Substitutions one to one, then marks that no reader was meant to see taken out."""
    flat = text
    if "&" in flat:
        flat = _ENTITY.sub(_entity, flat)
    if max(map(len, flat.split("\n")), default=0) > 400:
        flat = _INLINE_INDENT.sub(_break, flat)
    flat = flat.translate(_TABLE)
    flat = _POINT.sub(".", flat)
    flat = _NARROW.sub(lambda mark: "，" if mark[0] == "," else "；", flat)
    if "|" in flat:
        flat = _CELL.sub(lambda row: row[0].replace("|", "\t"), flat)
    aligned = Aligned(text=flat, runs=((0, 0),) if flat else ())
    return without(aligned, (m.span() for m in _GONE.finditer(flat)))


def _entity(match: re.Match[str]) -> str:
    """The entity's character, followed by as many marks to be taken out as it was longer."""
    plain = html.unescape(match[0])
    if len(plain) != 1:
        return match[0]
    return plain.replace("\u00ad", "\x00") + "\x00" * (len(match[0]) - 1)


def _break(match: re.Match[str]) -> str:
    """Wide gaps inside very long lines stand where a paragraph's indent was."""
    line = match.string
    start, end = line.rfind("\n", 0, match.start()) + 1, line.find("\n", match.end())
    if (len(line) if end < 0 else end) - start <= 400 or match[0].count(" ") == len(match[0]) < 4:
        return match[0]
    return "\n" + match[0][1:]


def _paragraphs(draft: Aligned) -> Aligned:
    """Lines joined to paragraphs; what lies between two of them is one kept newline.

    Between the cells of a row a tab is kept, between Latin words a space.
    """
    text = draft.text
    blocks = layout.paragraphs(text)
    kept: dict[int, str] = {}
    cuts: list[tuple[int, int]] = []
    position = 0
    for number, block in enumerate(blocks):
        for order, (start, end) in enumerate(block.lines):
            if order:
                if joint := "\t" if block.row else _joint(text[position - 1], text[start]):
                    kept[position] = joint
                    position += 1
            elif number:
                newline = text.index("\n", position)
                if newline > position:
                    cuts.append((position, newline))
                position = newline + 1
            if start > position:
                cuts.append((position, start))
            position = end
    if position < len(text):
        cuts.append((position, len(text)))
    if kept:
        letters = list(text)
        for at, joint in kept.items():
            letters[at] = joint
        draft = Aligned(text="".join(letters), runs=draft.runs)
    return without(draft, cuts)


def _joint(before: str, after: str) -> str:
    latin = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    return " " if latin else ""


def _needless_spaces(text: str) -> list[tuple[int, int]]:
    """Spaces that the setting or a converter left; those between Latin words stay."""
    cuts: list[tuple[int, int]] = []
    line_end, short, table = -1, False, False
    for match in _SPACES.finditer(text):
        start, end = match.span()
        if start >= line_end:
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            line = text[line_start:line_end]
            table = layout.is_row(line)
            short = len(line) <= 60 and not re.search(r"[。，；：]", line)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before or not after or "\n" in (before, after):
            cuts.append((start, end))
        elif (
            table
            or (
                before.isdigit()
                and after.isdigit()
                and _QUOTED_COUNT.search(text, max(0, start - 12), start)
            )
            or (before.isdigit() and after.isdigit() and short and not _spaced(text, start, end))
            or (before.isascii() and after.isascii() and _worded(before, after))
            or (short and _named(text, start, end))
        ):
            if end - start > 1:
                cuts.append((start + 1, end))
        else:
            cuts.append((start, end))
    return cuts


def _worded(before: str, after: str) -> bool:
    return (before.isalpha() and after.isalnum()) or (before.isalnum() and after.isalpha())


def _spaced(text: str, start: int, end: int) -> bool:
    """Whether the digits of a year were set apart one by one (1 9 9 8年)."""
    first = re.search(r"(?<!\d)\d(?: \d)*$", text[max(0, start - 8) : start])
    return bool(first and re.match(r"\d(?: \d)* ?年", text[end : end + 9]))


def _named(text: str, start: int, end: int) -> bool:
    """Whether the space parts two words of a short line, as an office and a name."""
    before = re.search(r"[\u4e00-\u9fff]{2,}$", text[max(0, start - 6) : start])
    return bool(before and re.match(r"[\u4e00-\u9fff]{2,}", text[end : end + 6]))
