"""Numbers and units as the reports write them, turned into exact decimals with a canonical unit.

Reads Arabic and Chinese numerals, 万/亿, 百分之, full-width forms, ranges, 1×30兆瓦, ranks (第五),
and the English forms of an English answer (4.5 billion yuan, 580 MW, 8.5 percent).
Does not judge what a figure is about: that is the extractor's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from rag.types import Quantity

_D = Decimal
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

_PER = (
    *("月", "年", "学年", "天", "日", "次", "人", "人次", "生", "户", "亩", "平方米", "立方米"),
    *("吨", "公斤", "斤", "头", "只", "株", "度", "千瓦时"),
)
"""What a sum is paid by or for."""
# unit as written → (canonical unit, factor). Longest match wins.
_UNITS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("元", "元人民币", "块钱", "yuan", "rmb", "cny"), ("元", "1")),
    **dict.fromkeys(("美元", "美金", "usd", "dollars", "us dollars"), ("美元", "1")),
    "港元": ("港元", "1"),
    "欧元": ("欧元", "1"),
    **{f"元/{of}": (f"元/{of}", "1") for of in _PER},
    **dict.fromkeys(("兆瓦", "mw", "megawatts", "megawatt"), ("瓦", "1e6")),
    **dict.fromkeys(("吉瓦", "gw"), ("瓦", "1e9")),
    **dict.fromkeys(("千瓦", "kw"), ("瓦", "1e3")),
    "瓦": ("瓦", "1"),
    **dict.fromkeys(("千伏安", "kva"), ("伏安", "1e3")),
    **dict.fromkeys(("千伏", "kv"), ("伏", "1e3")),
    **dict.fromkeys(("度", "千瓦时", "kwh", "度电"), ("千瓦时", "1")),
    "兆瓦时": ("千瓦时", "1e3"),
    **dict.fromkeys(("平方米", "平米", "㎡", "m2"), ("平方米", "1")),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), ("平方米", "1e6")),
    "公顷": ("公顷", "1"),
    **dict.fromkeys(("亩", "mu"), ("亩", "1")),
    **dict.fromkeys(("立方米", "方", "立方", "m3"), ("立方米", "1")),
    **dict.fromkeys(("吨", "tonnes", "tons", "tonne"), ("千克", "1e3")),
    **dict.fromkeys(("公斤", "千克", "kg"), ("千克", "1")),
    **dict.fromkeys(("斤", "市斤"), ("千克", "0.5")),
    "吨标准煤": ("吨标准煤", "1"),
    **{flow: (flow, "1") for flow in ("吨公里", "人公里")},
    **dict.fromkeys(("公里", "千米", "km", "kilometers", "kilometres"), ("米", "1e3")),
    **dict.fromkeys(("米", "meters", "metres"), ("米", "1")),
    "厘米": ("米", "0.01"),
    **dict.fromkeys(
        ("微克/立方米", "微克每立方米", "μg/m3", "µg/m3", "μg/m³"), ("微克/立方米", "1")
    ),
    **dict.fromkeys(("%", "percent", "per cent"), ("%", "1")),
    "‰": ("‰", "1"),
    **dict.fromkeys(
        ("个百分点", "百分点", "个点", "percentage points", "percentage point"), ("百分点", "1")
    ),
    **dict.fromkeys(("人", "名", "位", "个人", "people", "persons"), ("人", "1")),
    **dict.fromkeys(("人次", "visits"), ("人次", "1")),
    **dict.fromkeys(("年", "周年", "years"), ("年", "1")),
    **dict.fromkeys(("个月", "months"), ("月", "1")),
    **dict.fromkeys(("天", "日", "days"), ("天", "1")),
    **dict.fromkeys(("个工作日", "工作日"), ("工作日", "1")),
    **dict.fromkeys(("小时", "个小时", "hours"), ("小时", "1")),
    **dict.fromkeys(("分钟", "minutes"), ("分钟", "1")),
    "番": ("番", "1"),
    **dict.fromkeys(("p", "pflops"), ("P", "1")),
    **dict.fromkeys(("标箱", "teu", "标准箱"), ("标箱", "1")),
}
# Classifiers that count things; each stands for itself.
_CLASSIFIERS = """
    个百分点 个 家 户 件 项 座 条 所 处 台 套 间 宗 起 例 口 眼
    只 头 羽 株 棵 辆 艘 架 列 班 次 轮 期 批 届 门 部 场 支
    张 份 册 篇 幅 盏 块 片 栋 幢 层 级 类 种 大 对 双 组
    队 街道 社区 行政村 企业 项目 剂次 剂 万剂 床 张床位 床位 孔 根
    车道 倍 成 分 步 城 国家 岁 号 版 名额 学位 车次 班次 箱次
    毫米 摄氏度 ℃ 毫克 克 升 兆
    gb tb 点 星 单位 字 句 位数 户次 件次 场次 机组 井
    井次 线 站 园 区 校 院 馆 厂 矿 桥 路 店 亭 标段 课时 盒 袋
    瓶 桶 节 枚 面 道 顶 尾 匹 峰 箱 棚 栏 排 尺 寸 里 公升
    亩次 处所 集 部次 季度 重量箱 架次
"""
_COUNTING = frozenset(_CLASSIFIERS.split()) - {"倍", "成", "个百分点"} | {"人"}
for _name in _CLASSIFIERS.split():
    _UNITS.setdefault(_name, (_name, "1"))

_SCALE_WORDS = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
}
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+|·\d+(?=[%％]))?"
_HAN = r"[〇○零一二三四五六七八九十百千两]+"
_KILO = r"(?!千(?:瓦|伏|克|米))"
"""千 that begins a unit and is no thousand: 58万千瓦, 10千伏."""
_NO_UNIT = dict.fromkeys(("人", "个人"), r"(?![民口才均工])")
"""What may not come behind a unit that begins other words: 13亿人口, 十亿人民, 人才, 人均."""
_UNIT = "|".join(
    re.escape(u) + (_NO_UNIT.get(u, r"(?![a-z])" if u[-1].isascii() and u[-1].isalpha() else ""))
    for u in sorted(_UNITS, key=len, reverse=True)
)
_NUMBER = re.compile(
    rf"""
    (?P<rank>第\s*(?:\d+|{_HAN})\s*(?:位|名)?|(?<=[居列国省市界区球陆洲])首位|榜首
      |[前后](?:\d+|{_HAN})名(?=[，。；、]|$)|(?<=[国省市县区球界])[前后](?:\d+|{_HAN})(?:位|名)?(?![\d年月天日个大届次期季轮批家强百千万]))
    | (?P<percent_han>[百千]分之(?:\d+(?:\.\d+)?|{_HAN}(?:点{_HAN})?)(?:[至到]{_HAN}(?!.分))?)
    | (?P<fraction>(?<![\d/.百千万])(?:{_HAN}分之{_HAN}|\d{{1,2}}[/／]\d{{1,3}}(?![\d/／年月])
      |(?<=[少占过近到达约简国省市县区])一半))
    | (?P<times>\d+\s*[×xX*]\s*(?=\d))?
      (?P<sign>(?<![\d\w%])[-−])?
      (?P<number>{_ARABIC}|(?<![一二三四五六七八九十百千万亿]){_HAN}(?:点{_HAN})?
      |(?<=[超过破逾])(?=万?亿美?元)|(?<![\d一二三四五六七八九十百千万余多几数])(?=万?亿(?:美?元(?:以上|级)|级)))
      \s*(?P<more>[多余几]|余|来)?
      (?P<scale>(?:百|千)?(?:万亿|亿|万|億|萬)|(?<=\d){_KILO}[千百]|\s*(?:hundred|thousand|million|billion|trillion|mn|bn|k)\b)?
      (?P<tail>{_KILO}(?:(?:{_ARABIC})[千百]?|{_HAN})(?:[多余几](?=[万亿]))?(?P<myriad>[万亿])?(?=[\u4e00-\u9fff])(?![年月]))?
      \s*(?:多|余)?\s*
      (?P<unit>{_UNIT}|％)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity and where it is written: ``text[start:end]``.

    ``is_year`` marks a calendar year, ``is_rank`` a place in an order; ``bare`` a number
    that no unit follows; ``han`` one written in Chinese numerals; ``part`` which part of a
    whole it is (from 1) where all parts stand in a ratio (18.1:33.1:48.8), else 0.
    """

    start: int
    end: int
    quantity: Quantity
    is_year: bool = False
    is_rank: bool = False
    bare: bool = False
    han: bool = False
    part: int = 0


def han_number(text: str) -> Decimal | None:
    """The value of a Chinese numeral such as 二〇二二, 三十七 or 一千零五; None if it is none."""
    if not text:
        return None
    if "点" in text:
        whole, _, part = text.partition("点")
        base = han_number(whole)
        if base is None or not part or any(c not in _DIGITS for c in part):
            return None
        return base + _D("0." + "".join(str(_DIGITS[c]) for c in part))
    if all(c in _DIGITS for c in text):
        return _D("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _SCALES:
            section += (digit or (1 if section == 0 else 0)) * _SCALES[c]
            digit = 0
        elif c in _MYRIADS:
            total += (section + digit) * _MYRIADS[c]
            section = digit = 0
        else:
            return None
    return _D(total + section + digit)


def _plain(written: str) -> tuple[Decimal, bool]:
    digits = written.replace(",", "").replace("，", "").replace("·", ".")
    if digits[:1].isdigit() and digits[:1].isascii():
        return _D(digits), False
    value = han_number(digits) if digits else _D(1)  # 过亿元
    return (value if value is not None else _D(0)), True


def _factor(scale: str | None) -> Decimal:
    word = (scale or "").strip().lower()
    if word in _SCALE_WORDS:
        return _D(10) ** _SCALE_WORDS[word]
    factor = _D(1)
    for c in word:
        factor *= _SCALES.get(c) or _MYRIADS.get(c) or 1
    return factor


def canonical(unit: str) -> tuple[str, Decimal]:
    """The canonical unit of a unit as written, and the factor to multiply by."""
    name, factor = _UNITS.get(unit.lower().replace("％", "%"), (unit, "1"))
    return name, _D(factor)


def is_classifier(unit: str) -> bool:
    """Whether a canonical unit only counts things (个, 座), unlike 元, 米 or 倍."""
    return unit in _COUNTING


def is_unit(written: str) -> bool:
    """Whether a word is a unit or classifier that is known."""
    return written.lower() in _UNITS


def _fold(text: str) -> str:
    # One for one, so that offsets stay: full-width forms to their ASCII ones.
    return text.translate(_FULLWIDTH)


_IN_NAME = re.compile(r"(?<![A-Za-z])(?:PM|CO|[A-Z])$|[A-Za-z]-$|[A-Za-z]\d*\.$")
"""What stands before a number that is part of a name: PM2.5, G209, O3."""
_PLACE = re.compile(
    r"七台河|七星[区关]|七里河|三元区|三台县|三门[县峡]|九台区|二七区|二道[区江]|五台[县山]|"
    r"五大连池|五家渠|五峰[县土]|八步区|四方台"
)
"""Places whose names begin like a figure (七台 …)."""
_RANGE = re.compile(r"\s*(?:[-−—–~～]{1,2}|至|到)\s*(?=\d)")
_FULLWIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xFF0C: 0xFF0C}


def _figure(match: re.Match[str], text: str) -> Figure | None:
    groups = match.groupdict()
    start, end = match.span()
    if rank := groups["rank"]:
        value, _ = (
            (_D(1), True)
            if rank in ("首位", "榜首")
            else _plain(re.sub(r"[第前后位名\s]", "", rank))
        )
        return Figure(
            start=start,
            end=end,
            is_rank=True,
            quantity=Quantity(value=value, unit="第", written=text[start:end]),
        )
    if percent := groups["percent_han"]:
        low, _, high = percent[3:].replace("到", "至").partition("至")
        value, han = _plain(low)
        return Figure(
            start=start,
            end=end,
            han=han,
            quantity=Quantity(
                value=value,
                unit="%" if percent[0] == "百" else "‰",
                written=text[start:end],
                upper=_plain(high)[0] if high else None,
            ),
        )
    if fraction := groups["fraction"]:
        return Figure(
            start=start,
            end=end,
            han=not fraction[0].isdigit(),
            quantity=Quantity(value=_part(fraction), unit="%", written=text[start:end]),
        )
    value, han = _plain(groups["number"])
    scale, unit = groups["scale"], groups["unit"] or ""
    if unit == "" and scale and scale.strip() in ("k",):
        scale = None
    value *= _factor(scale)
    if tail := groups["tail"]:
        value = _with_tail(value, tail, groups["myriad"] or "")
    if groups["times"]:
        value *= _D(re.sub(r"\D", "", groups["times"]))
    if groups["sign"]:
        value = -value
    if unit == "级" and scale and "亿" in scale:
        unit = ""  # 百亿级产业: the size is a hundred 亿
    name, factor = canonical(unit)
    end = match.end() if unit else _trimmed_end(match)
    year = (
        not scale
        and unit == "年"
        and (len(groups["number"]) == 4 or (len(groups["number"]) == 2 and not han))
        and not groups["more"]
    )
    if year and not (1900 <= value <= 2100 or (len(groups["number"]) == 2 and value > 40)):
        year = False
    written = text[start:end].strip()
    return Figure(
        start=start,
        end=start + len(text[start:end].rstrip()),
        is_year=year,
        han=han,
        bare=not unit and not scale,
        quantity=Quantity(value=value * factor, unit=name, written=written),
    )


def _with_tail(value: Decimal, tail: str, myriad: str) -> Decimal:
    """三亿 + 六千多万, 三万 + 五千, (一万 + 六千七百七十) 亿."""
    told = re.sub("[多余几]?[万亿]?$", "", tail)
    kilo = told[-1:] if told[0].isdigit() and told[-1] in "千百" else ""
    rest = _plain(told.removesuffix(kilo))[0] * _factor(kilo)
    if myriad == "亿":
        return (value + rest) * 10**8
    return value + rest * (10**4 if myriad else 1)


def _part(fraction: str) -> Decimal:
    """A fraction (三分之一, 1/4, 一半) as a percentage."""
    if fraction == "一半":
        return _D(50)
    below, _, above = fraction.partition("分之")
    if not above:
        above, below = re.split("[/／]", fraction)
    whole = _plain(below)[0]
    return _plain(above)[0] * 100 / whole if whole else _D(0)


def _trimmed_end(match: re.Match[str]) -> int:
    ends = [match.end(g) for g in ("number", "scale", "tail") if match.group(g)]
    return max(ends)


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """Every number in a healed text, left to right, with its unit where it has one."""
    return tuple(_figures(text))


def _figures(text: str) -> Iterator[Figure]:
    folded = _fold(text)
    lows: list[Figure] = []
    parts = _parts(folded)
    for match in _NUMBER.finditer(folded):
        if _IN_NAME.search(folded[: match.start()]) or _PLACE.match(folded, match.start()):
            continue
        figure = _figure(match, text)
        if figure is None:
            continue
        if figure.start in parts:
            figure = _as_part(figure, parts[figure.start])
        if figure.bare and not figure.han and _RANGE.match(folded, figure.end):
            lows.append(figure)
            continue
        yield from (_like(low, match, figure) for low in lows)
        lows = []
        yield figure
    yield from lows


_DECIMAL = r"\d{1,3}(?:\.\d+)?"
_RATIO = re.compile(
    rf"(?<![\d.-])(?<!\d[:∶︰]){_DECIMAL}(?:\s*[:∶︰]\s*{_DECIMAL}){{1,3}}(?![\d:∶︰])"
)


def _parts(folded: str) -> dict[int, int]:
    """Which part of a whole a number is, by its start: those of a ratio that add up to 100."""
    found: dict[int, int] = {}
    for ratio in _RATIO.finditer(folded):
        members = list(re.finditer(_DECIMAL, ratio.group()))
        if 99 <= sum((_D(m.group()) for m in members), _D(0)) <= 101:
            found |= {ratio.start() + m.start(): n for n, m in enumerate(members, 1)}
    return found


def _as_part(figure: Figure, part: int) -> Figure:
    """A member of a ratio as the percentage that it stands for."""
    return replace(figure, bare=False, part=part, quantity=replace(figure.quantity, unit="%"))


def _like(low: Figure, match: re.Match[str], high: Figure) -> Figure:
    """The lower end of a range with the unit that only the upper one has: 6 of 6—8%."""
    number, quantity = _plain(match.group("number") or "")[0], low.quantity
    if high.bare or high.is_year or high.han or not number:
        return low
    value = quantity.value * high.quantity.value / number
    return replace(
        low, bare=False, quantity=replace(quantity, value=value, unit=high.quantity.unit)
    )


def han_written(value: int) -> str:
    """A whole number below 10,000 in Chinese numerals: 156 → 一百五十六."""
    digits, text = str(value), ""
    for place, digit in enumerate(digits):
        scale = ["", "十", "百", "千"][len(digits) - place - 1]
        if digit != "0":
            text += "零一二三四五六七八九"[int(digit)] + scale
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零") or "零"
    return text.removeprefix("一") if 10 <= value < 20 else text


def significant(value: Decimal) -> Decimal:
    """A value at three significant digits, for what is worked out by division."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2)) if value else value


def same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities say the same: equal value and unit (个 stands for any classifier)."""
    if one.value != other.value:
        return False
    loose = {"个", "", "第"}
    return one.unit == other.unit or (
        one.unit in loose
        and other.unit in loose
        and one.unit != other.unit
        and "第" not in (one.unit, other.unit)
    )
