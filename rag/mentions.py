"""Places named in a text: what reading of a name its neighbours allow, and what is one mention.

A short name that is also an ordinary word (和平, 合作) counts only beside a cue, or where a report
of that place is loaded; a name and its parent's beside it are one mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rag.types import Level, Region

STATE = "000000"
"""The code of the whole country, for which the State Council reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named at ``[start, end)``. ``regions`` are all it may be, the likeliest first.

    ``how`` is full, short, former, pinyin or typo; ``exact`` is false for a typo alone.
    """

    start: int
    end: int
    written: str
    regions: tuple[Region, ...]
    how: str

    @property
    def exact(self) -> bool:
        return self.how != "typo"


class Name(NamedTuple):
    """One written form of one region. ``risky`` forms are ordinary words as well."""

    region: Region
    how: str
    risky: bool


LEVELS = (Level.STATE, Level.PROVINCE, Level.CITY, Level.COUNTY)
_RANK = {level: i for i, level in enumerate(LEVELS)}
HOWS = ("full", "former", "short", "pinyin", "typo")
_LEFT = re.compile(r"(?:^|[^一-鿿]|[年月的在与和跟比对及从到去于省市县区州说问看])$")
_RIGHT = re.compile(
    r"$|[^一-鿿]|[年的与和跟比哪谁]|(?!市场|[区县][域间块别位])[市县区省]|去年|今年|全[市县区省]|政府|人民政府"
)
_NOT_UNIT = re.compile(r"市(?=场)|区(?=[域间块别位])|县(?=域)")
COMMON = re.compile(r"(?:[城郊矿东西南北]|新城|老城|市中|城中|城关)区")
_NOT_PLACE = re.compile(r"路(?![网灯面])|街(?!道)|大道|大学")
_PERSON = re.compile(
    r"(?:是|叫|[省市县区州]长|书记|主任|主席)[王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯"
    r"邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱"
    r"江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]$"
)
_NOT_STATE = re.compile(
    r"[一-鿿]*?(?:人大|人民代表|政协|两会|文明|百强|第|先|示范|试点|首|重点|各|性|统一|唯一)"
)


def mention_of(
    start: int, end: int, written: str, regions: tuple[Region, ...], how: str
) -> Mention:
    return Mention(start=start, end=end, written=written, regions=regions, how=how)


def fitting(names: Sequence[Name], text: str, span: slice, known: frozenset[str]) -> list[Name]:
    """Those readings of a written name that its neighbours allow."""
    end = span.stop
    left = _LEFT.match(text[max(span.start - 1, 0) : span.start]) is not None
    right = _RIGHT.match(text, end) is not None
    fit = []
    for name in names:
        liked = name.region.code in known
        if name.how == "full" and end - span.start > 2 and _NOT_UNIT.match(text, end - 1):
            continue
        if not liked and COMMON.fullmatch(text, span.start, end):
            good = right and text[max(span.start - 1, 0) : span.start] in ("省", "市")
        elif name.region.code == STATE and name.risky:
            good = left and not _NOT_STATE.match(text, end)
        elif name.risky:
            beside = liked and _behind_parent(name.region, text[: span.start])
            cued = left and text[max(span.start - 1, 0)] != "的"  # 直达基层的通道
            good = (left or right or beside) if liked else (cued and right)
        else:
            other = _NOT_PLACE.match(text, end) or _PERSON.search(text[: span.start][-4:])
            inside = not left and text[end - 1] in "山河江湖海岛岭峡溪泉"  # 鹿台山
            inside = inside and not _behind_parent(name.region, text[: span.start])
            good = liked or name.how != "short" or not (other or inside)
        if good:
            fit.append(name)
    return fit


def _behind_parent(region: Region, before: str) -> bool:
    """Whether the name of a place above stands right before a name: 深圳大鹏."""
    return any(before.endswith((p, p.rstrip("省市"))) for p in region.parents)


def likeliest(names: Iterable[Name], known: frozenset[str]) -> tuple[Region, ...]:
    """The regions of some names, each once: loaded ones first, then by form, level and code."""

    def order(name: Name) -> tuple[bool, int, int, str]:
        region = name.region
        liked = region.code in known
        return not liked, HOWS.index(name.how), _RANK[region.level], region.code

    return tuple(dict.fromkeys(name.region for name in sorted(names, key=order)))


def chained(mentions: Sequence[Mention], text: str) -> Iterator[Mention]:
    """Joins a name with the name of its parent beside it."""
    last: Mention | None = None
    for mention in mentions:
        joined = None
        if last and mention.start - last.end < 6:
            joined = _joined(last, mention, text[last.end : mention.start])
        if last and not joined:
            yield last
        last = joined or mention
    if last:
        yield last


def _joined(first: Mention, second: Mention, between: str) -> Mention | None:
    upper, lower = first, second
    if between.strip(" ·"):
        if first.how != "pinyin" or between.strip() not in (",", "in", ", in", "of"):
            return None
        upper, lower = second, first
    within = tuple(r for r in lower.regions if any(relation(u, r) for u in upper.regions))
    if not within:
        return None
    written = first.written + between + second.written
    return replace(lower, start=first.start, end=second.end, written=written, regions=within)


def listed(mention: Mention, sure: Sequence[Mention], text: str) -> bool:
    """Whether a name stands in a list beside a surer one (沁水、阳城 …)."""
    return any(
        re.fullmatch(
            r"\s*[、和与跟比或]\s*", text[min(m.end, mention.end) : max(m.start, mention.start)]
        )
        for m in sure
    )


def narrowed(mentions: Iterable[Mention]) -> list[Mention]:
    """Leaves those homonyms out that lie in no place named before, where another one does."""
    seen: set[str] = set()
    result = []
    for mention in mentions:
        regions = mention.regions
        if len(regions) > 1:
            for digits in (4, 2):
                inside = tuple(r for r in regions if _above(r, digits) in seen)
                regions = inside or regions
            mention = replace(mention, regions=regions)
        if len(regions) == 1:
            seen.add(regions[0].code)
        result.append(mention)
    return result


def _above(region: Region, digits: int) -> str:
    code = region.code[:digits].ljust(6, "0")
    return "" if code == region.code else code


def relation(a: Region, b: Region) -> bool:
    """Whether ``a`` contains ``b``; no place contains itself."""
    if _RANK[a.level] >= _RANK[b.level]:
        return False
    digits = {Level.STATE: 0, Level.PROVINCE: 2}.get(a.level, 4)
    return b.code[:digits] == a.code[:digits]
