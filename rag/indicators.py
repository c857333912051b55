"""Indicators: their official names, what reports call them, and what people call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.regions import gazetteer
from rag.words import is_word, table, tagged, word_list

OPEN = frozenset(
    {"装机容量", "发电量", "户厕改造", "营造林", "保障性住房", "高标准农田", "旅游人次"}
)
"""Indicators that mean little without the words around them (光伏装机容量): these stay terms."""
_OF_OUTPUT = re.compile(
    r"占[^，。；]{0,10}(?:GDP|生产总值)|占比|"
    r"(?:share|proportion|percent(?:age)?|%) of (?:\w+ )?GDP",
    re.IGNORECASE,
)
"""What makes spending on research its intensity (研发投入占GDP比重)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """指标: ``name`` is the official one; ``written`` are names in reports, longest first.

    ``units`` are the canonical units a figure of it can have.
    """

    name: str
    units: tuple[str, ...]
    written: tuple[str, ...]
    asked: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An indicator that is named at ``text[start:end]``."""

    start: int
    end: int
    name: str


@cache
def indicators() -> dict[str, Indicator]:
    """All indicators of the table by official name."""
    found = {}
    for row in table("indicators.tsv"):
        name, units, written, asked, english = (*row, "", "", "", "")[:5]
        found[name] = Indicator(
            name=name,
            units=tuple(units.split()),
            written=tuple(filter(None, written.split("|"))),
            asked=tuple(filter(None, asked.split("|"))),
            english=tuple(filter(None, english.split("|"))),
        )
    return found


@cache
def _pattern(asking: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for indicator in indicators().values():
        for alias in indicator.written:
            names.setdefault(alias.lower(), indicator.name)
    if asking:
        for indicator in indicators().values():
            for alias in indicator.asked:
                names[alias.lower()] = indicator.name
    words = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE), names


@lru_cache(maxsize=8192)
def named(text: str, *, asking: bool = False) -> tuple[Named, ...]:
    """The indicators named in a text, longest names first to be taken, left to right.

    ``asking`` also takes the words that people use in questions.
    """
    pattern, names = _pattern(asking)
    return tuple(
        Named(start=m.start(), end=m.end(), name=names[m.group().lower()])
        for m in pattern.finditer(_MISREAD.sub("收入", text))
    )


_MISREAD = re.compile("(?<=[算配政税纯营总])收人")
"""收入 as character recognition often reads it."""


@cache
def _masks() -> dict[tuple[int, str], str]:
    """Official names of five or more characters, one left out: (its place, the rest) → name."""
    masks: dict[tuple[int, str], str] = {}
    for indicator in indicators().values():
        for alias in indicator.written:
            if len(alias) >= 5 and not alias.isascii():
                for at in range(len(alias)):
                    masks.setdefault((at, alias[:at] + alias[at + 1 :]), indicator.name)
    return masks


def mistyped(text: str) -> tuple[Named, ...]:
    """The longest indicator whose name a text has with one character wrong (固定资产投次).

    The wrong character must not make a word with its neighbours: 旅游投入 is not 旅游收入.
    """
    masks = _masks()
    for length in range(min(16, len(text)), 4, -1):
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            for at in range(length):
                name = masks.get((at, window[:at] + window[at + 1 :]))
                if name and not _makes_word(text, start + at):
                    return (Named(start=start, end=start + length, name=name),)
    return ()


def _makes_word(text: str, at: int) -> bool:
    pairs = (text[max(0, at - 1) : at + 1], text[at : at + 2])
    return any(len(pair) == 2 and is_word(pair) for pair in pairs)


_BESIDE_WHOLE = re.compile("占|(?:与|相当于)[^，、]{2,12}(?:之比|的比[重例率])")
"""What stands between a thing and the whole that it is set against."""
_TRADE = re.compile(
    r"(?:^|完成|实现|其中|全[县市省区国])(进出口|出口|进口)(?:增速|增幅)?(?:(?:位居|位列|居|排).*)?$"
)
_MARKS = str.maketrans("", "", '“”‘’"')
_DONE = re.compile(r"(?<=[业财税])(?:完成|实现)(?=[\u4e00-\u9fff])")
"""A verb inside a name: 规模以上工业完成增加值."""


def of_output(name: str, said: str) -> str:
    """An indicator's name where a text may tell it as a part of output: then it is an intensity."""
    spent = name == "研发经费投入" and _OF_OUTPUT.search(said)
    return "研发投入强度" if spent else name


_OTHER = re.compile("(?:新增|净增|新建|新引进|新培育|新认定)[\u4e00-\u9fff]{2}")
"""What tells, behind a name, that something else is counted: …经营主体新增上市公司48家."""


def subject_of(subject: str) -> str:
    """The indicator a subject names, if that is the whole of it: not of 海洋生产总值 or GDP能耗."""
    subject = _DONE.sub("", subject.translate(_MARKS))
    share = _BESIDE_WHOLE.search(subject)
    names = named(subject[: share.start()] if share and share.start() else subject)
    if not names:
        trade = _TRADE.search(subject)
        return trade.group(1) + "总额" if trade else ""
    last = names[-1]
    if _OTHER.match(subject, last.end) or subject.endswith("贡献率"):
        return ""
    if last.name in OPEN and last.name not in _BY_SORT:
        return "" if _goes_on(subject[last.end :]) else last.name
    first = next(n for n in reversed(names) if n.name == last.name)
    for name in reversed(names):
        if name.name != last.name:
            break
        first = name
    before = re.split(r"[、，]|以及|和|与|及|规定|提出", subject[: first.start])[-1]
    if _SOME.search(before) or _PER.search(before):
        return ""
    words = tagged(before)[-1:] if last.name in _BY_SORT else tagged(before)
    if any(_restricts(word, tag) for word, tag in words):
        return ""
    return "" if _goes_on(subject[last.end :]) else last.name


_BY_SORT = frozenset({"装机容量", "发电量", "旅游人次"})
"""Those of the open ones of which a sort is another figure (光伏装机容量, 入境游客)."""
_MOVES = frozenset({"增长", "增加", "下降", "减少", "提高", "达到", "突破", "超过", "翻番"})
_DOES = frozenset({"实现", "完成", "研发", "投诉", "举报", "回应", "率"})


def _goes_on(rest: str) -> bool:
    """Whether nouns behind an indicator's name make another thing of it (市场主体投诉回应率)."""
    achieved = False
    for word, tag in tagged(re.split("[，,；;]", rest)[0]):
        if word in word_list("neutral.txt"):
            continue
        if tag in ("n", "nz", "ns") or (achieved and tag == "v" and word not in _MOVES):
            return True
        if tag not in ("vn", "d") and word not in _DOES:
            return False
        achieved = achieved or word in ("实现", "完成")
    return False


def partial(text: str, name: Named) -> bool:
    """Whether an indicator named in a question is part of a longer name (外贸依存度)."""
    before = re.search(r"[\u4e00-\u9fff]+$", text[: name.start])
    if before is not None and is_word(text[name.start - 1 : name.start + 1]):
        return True  # 农产品加工业产值 is no 工业产值
    if before is not None and text[name.start : name.end] == "人口":
        return True
    if _SECTORS_OF.search(text[: name.start]) and text.startswith("经济", name.start):
        return True
    if _OF_IT.match(text, name.end) and not text.startswith("企业", name.end):
        return True
    after = re.match(r"[\u4e00-\u9fff]+", text[name.end :])
    if before is not None and _PER.search(before.group()):
        return True
    if before is not None and any(_restricts(*word) for word in tagged(before.group())[-1:]):
        return True
    if after is None:
        return False
    word, tag = tagged(after.group())[0]
    known = word_list("neutral.txt") | word_list("question_words.txt")
    return tag in ("n", "nz") and len(word) > 1 and word not in known


_OF_IT = re.compile("的(?:利润|利税|税收|用电|能耗|用工|出口|营收|营业收入|主营业务收入)")
"""Behind an indicator, what makes another one of it: 规上工业的利润."""
_SECTORS_OF = re.compile(
    r"(?:数字|海洋|民营|县域|低空|实体|平台|银发|首发|夜间|开放|总部|外向型|非公有制|集体|枢纽|临[空港]|湾区|绿色|循环|共享|文化|旅游|体育|会展|冰雪|飞地|楼宇|林下|庭院)$"
)
"""Before 经济规模: an economy that is a part of the whole."""
_PER = re.compile(r"每[\u4e00-\u9fff]{1,8}$|[万亿]元$|存$")
"""每平方公里GDP, 万元GDP: what one of something takes or gives, not the whole."""
_SOME = re.compile(
    r"(?:脱贫|贫困|重点|试点|民族|边境|山区|库区|牧区|移民|低收入)(?:[县村户区]|地区|家庭|人口)?$|现代$"
)
"""Words for some of a place's people or parts, whose figure is not the place's own."""


def _restricts(word: str, tag: str) -> bool:
    """Whether a word before an indicator makes another one of it (海洋, 集聚区, 民营)."""
    if (
        len(word) < 2
        or word in word_list("neutral.txt")
        or re.match(r"[一二三四五六七八九十\d]", word)
    ):
        return False
    if tag == "ns" and word.endswith(("港", "机场", "口岸")):
        return False  # the port that a place is known by
    if tag == "ns":
        return not gazetteer().by_name(word)
    return tag in ("n", "nz", "nt", "b", "j", "f", "s")
