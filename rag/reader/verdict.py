"""What figures set side by side come to: which is the more, and what that means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.numerals import figures
from rag.reader.sides import Side
from rag.reader.wording import place, region_english
from rag.types import Observation, Query
from rag.years import year_spans

_LESS = re.compile(r"(?:更|最|(?:哪|谁)[^，。？?]{0,14})(?:低|少|慢|小)(?!于)")
_FASTER = re.compile(r"快|慢|增速|增长|涨")
_FALLS = re.compile(r"降|压|减")
_WORDS = {"高": "低", "多": "少", "快": "慢", "大": "小"}


def verdict(query: Query, present: Sequence[Side]) -> str:
    """Which of the sides is the more; empty where their figures cannot be compared."""
    found = [s.found.observation for s in present if s.found is not None]
    if len(found) < 2 or len({o.quantity.unit for o in found}) > 1:
        return ""
    falls = bool(_FALLS.search(query.standalone))
    values = [o.quantity.value * (-1 if o.kind == "decline" and not falls else 1) for o in found]
    labels = _labels([s.label for s in present])
    if query.language == "en":
        return _in_english(values, found)
    if len(set(values)) == 1:
        return "两者相同：" if len(values) == 2 else "都相同："
    order = sorted(range(len(values)), key=lambda i: -values[i])
    if len(values) > 2:
        return _ranking(query, [labels[i] for i in order], found[0])
    if all(re.search(r"年(?:目标|实际)?$|^(?:目标|实际)$", name) for name in labels):
        above = values[0] > values[1]
        turned = _turned(query, found, above)
        return f"{labels[0]}{'高于' if above else '低于'}{labels[1]}{turned}："
    if len(set(labels)) < 2 or any(counts(name) for name in labels):
        return ""
    word = _word(query, found[0])
    if _LESS.search(query.standalone) and word in _WORDS:
        return f"{labels[order[-1]]}更{_WORDS[word]}："
    return f"{labels[order[0]]}{'降得更多' if word == '降' else '更' + word}："


def counts(name: str) -> bool:
    """Whether a name has a number in it that would have to be proved: 一年, not 第二, 五寨."""
    return any(f.quantity.unit and not (f.is_year or f.is_rank or f.bare) for f in figures(name))


def _labels(names: Sequence[str]) -> list[str]:
    """The names of the sides without a figure that they all end with: 城里人一年收入."""
    if not any(counts(name) and not year_spans(name) for name in names):
        return list(names)
    same = 0
    while all(len(n) > same + 1 and n[-1 - same] == names[0][-1 - same] for n in names):
        same += 1
    return [n[: len(n) - same] for n in names]


def _word(query: Query, one: Observation) -> str:
    """The word of measure that suits what is compared: 快, 高, 多, 大, 降."""
    text = query.standalone
    if one.kind == "decline" and _FALLS.search(text):
        return "降"
    if one.kind == "growth" and "目标" not in text and _FASTER.search(text):
        return "快"
    if re.search("[更最]?大(?!于)", text) and one.quantity.unit not in ("%", "百分点"):
        return "大"
    return "高" if one.quantity.unit in ("%", "百分点") else "多"


_MOST = re.compile("最([高多大快强低少小慢])")


def _ranking(query: Query, labels: Sequence[str], one: Observation) -> str:
    """Of three and more sides: their order, or which is the most or the least; falling order in."""
    if re.search("[高大多快]到|怎么排|排序|排名", query.standalone):
        return f"从高到低是{'、'.join(labels)}："
    word = _word(query, one)
    asked = _MOST.search(query.standalone)
    said = asked.group(1) if asked else "降得最多" if word == "降" else word
    least = said in "低少小慢" or (asked is None and _LESS.search(query.standalone))
    return f"最{said}的是{labels[-1 if least else 0]}：".replace("最降得最多", "降得最多")


def _in_english(values: Sequence[object], found: Sequence[Observation]) -> str:
    if len(values) != 2:
        return ""
    if values[0] == values[1]:
        return "Both are the same: "
    pair = [region_english(o.region, place(o.region)) for o in found]
    high, low = pair if values[0] > values[1] else pair[::-1]  # type: ignore[operator]
    return f"{high} is higher than {low}: " if high != low else ""


_RISES = re.compile(r"高|多|快|增|涨|升|宽|大|加")
_SINKS = re.compile(r"低|少|慢|减|降|跌|紧|严|小")
_OFFERED = re.compile(r"([^，。？?是、\d]{1,5}?)(了?)还是([^，。？?\d]{1,5}?)(了?)(?=[，。？?]|$)")
_BETTER_LOW = re.compile(
    r"浓度|PM|颗粒|失业|能耗|水耗|死亡|事故|赤字|负债|债务|排放|贫困|警情|案|综合指数|淘汰|缺口"
)


def improved(query: Query, found: Sequence[Observation], above: bool) -> bool:
    """Whether the first figure is the better one."""
    what = " ".join((*query.indicators, *query.terms, found[0].subject))
    return above != bool(_BETTER_LOW.search(what))


def _turned(query: Query, found: Sequence[Observation], above: bool) -> str:
    """What the question offers and the figures bear out: 放宽了, 好了."""
    first = max(range(len(found)), key=lambda i: found[i].year or 0)
    rose = above if first == 0 else not above
    offered = _OFFERED.search(query.standalone)
    if offered is None or found[0].year == found[1].year:
        return ""
    done = offered.group(2) or offered.group(4)
    for word in offered.group(1, 3):
        said = word[-2:].lstrip("得更是年") + done
        if re.search("好|改善", word):
            so = improved(query, found, rose)
        elif re.search("差|坏", word):
            so = not improved(query, found, rose)
        else:
            so = bool(_RISES.search(word)) == rose and bool(_SINKS.search(word)) != rose
        if so:
            return f"，{said}"
    return ""
