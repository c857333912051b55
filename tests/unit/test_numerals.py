"""Numbers, units, years and ranks as the reports write them; every value worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.numerals import Figure, canonical, figures, han_number, same
from rag.types import Quantity

_ONES = "零一二三四五六七八九"


def han(number: int) -> str:
    """A Chinese numeral as it is read out, 0–99999: 10 is 十, 110 一百一十, 10010 一万零一十."""
    if number == 0:
        return "零"
    digits = [(number // 10**place % 10, place) for place in (4, 3, 2, 1, 0)]
    text, gap = "", False
    for digit, place in digits:
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _ONES[digit] + ("", "十", "百", "千", "万")[place]
        gap = False
    return text.removeprefix("一") if text.startswith("一十") else text


def only(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


def test_generator_of_numerals() -> None:
    known = {
        7: "七",
        10: "十",
        37: "三十七",
        110: "一百一十",
        1005: "一千零五",
        10010: "一万零一十",
    }
    assert {n: han(n) for n in known} == known


def test_every_numeral_round_trips() -> None:
    assert [n for n in range(100_000) if han_number(han(n)) != n] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇二二", "2022"),
        ("两", "2"),
        ("一百零八", "108"),
        ("八点五", "8.5"),
        ("三亿五千万", "350000000"),
        ("十二点二五", "12.25"),
    ],
)
def test_han_number(text: str, value: str) -> None:
    assert han_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "沁水", "三x", "点五", "五点", "八点百"])
def test_not_a_han_number(text: str) -> None:
    assert han_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3万1700亩", "31700", "亩"),
        ("8300亩", "8300", "亩"),
        ("331.1亿元", "33110000000", "元"),
        ("331.1 亿元", "33110000000", "元"),
        ("2806万元", "28060000", "元"),
        ("3.5万亿元", "3500000000000", "元"),
        ("1,234.5元", "1234.5", "元"),
        ("23172元", "23172", "元"),
        ("1700万美元", "17000000", "美元"),
        ("百分之八点五", "8.5", "%"),
        ("百分之六十", "60", "%"),
        ("百分之8.5", "8.5", "%"),
        ("8.5%", "8.5", "%"),
        ("8.5％", "8.5", "%"),
        ("８．５％", "8.5", "%"),
        ("0.5个百分点", "0.5", "百分点"),
        ("1.3个点", "1.3", "百分点"),
        ("-3.5%", "-3.5", "%"),
        ("580兆瓦", "580000000", "瓦"),
        ("５８０兆瓦", "580000000", "瓦"),
        ("58万千瓦", "580000000", "瓦"),
        ("27.8万千瓦", "278000000", "瓦"),
        ("200万千瓦", "2000000000", "瓦"),
        ("2000万千瓦", "20000000000", "瓦"),
        ("1.2吉瓦", "1200000000", "瓦"),
        ("1×30兆瓦", "30000000", "瓦"),
        ("2×35 兆瓦", "70000000", "瓦"),
        ("6.61亿度", "661000000", "千瓦时"),
        ("6.61亿千瓦时", "661000000", "千瓦时"),
        ("300亿千瓦时", "30000000000", "千瓦时"),
        ("5万千克", "50000", "千克"),
        ("10千伏", "10000", "伏"),
        ("201亿方", "20100000000", "立方米"),
        ("3.9亿立方米", "390000000", "立方米"),
        ("5.3亿斤", "265000000", "千克"),
        ("3883万吨", "38830000000", "千克"),
        ("11.5万平方米", "115000", "平方米"),
        ("330万平米", "3300000", "平方米"),
        ("26公里", "26000", "米"),
        ("29微克/立方米", "29", "微克/立方米"),
        ("1.36万户", "13600", "户"),
        ("4378名", "4378", "人"),
        ("10万人次", "100000", "人次"),
        ("43万剂次", "430000", "剂次"),
        ("328天", "328", "天"),
        ("0.5个工作日", "0.5", "工作日"),
        ("20多个", "20", "个"),
        ("100余家", "100", "家"),
        ("1.2万多人", "12000", "人"),
        ("3万多亩", "30000", "亩"),
        ("十件", "10", "件"),
        ("二十三个", "23", "个"),
        ("两万五千亩", "25000", "亩"),
        ("一千零五人", "1005", "人"),
        ("六亿三千多万平方米", "630000000", "平方米"),
        ("一万六千七百七十亿元", "1677000000000", "元"),
        ("二十五亿七千多万元", "2570000000", "元"),
        ("三亿六千万吨", "360000000000", "千克"),
        ("3亿5千万元", "350000000", "元"),
        ("4.5 billion yuan", "4500000000", "元"),
        ("12 million people", "12000000", "人"),
        ("2 thousand mu", "2000", "亩"),
        ("580 MW", "580000000", "瓦"),
        ("8.5 percent", "8.5", "%"),
        ("1.3 percentage points", "1.3", "百分点"),
    ],
)
def test_one_figure(text: str, value: str, unit: str) -> None:
    figure = only(text)
    assert (figure.quantity.value, figure.quantity.unit) == (Decimal(value), unit)
    assert (figure.start, figure.end) == (0, len(text))
    assert figure.quantity.written == text
    assert not (figure.is_year or figure.is_rank or figure.bare)


@pytest.mark.parametrize("text", ["PM2.5", "G209国道", "COVID-19", "S80陵侯高速", "沁水县", ""])
def test_numbers_inside_names_are_none(text: str) -> None:
    assert figures(text) == ()


def test_figure_beside_a_name_with_digits() -> None:
    assert [f.quantity.written for f in figures("PM2.5平均浓度29微克/立方米")] == ["29微克/立方米"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022年", 2022),
        ("2022 年", 2022),
        ("１９９８年", 1998),
        ("98年", 98),
        ("二〇二二年", 2022),
        ("二○二一年", 2021),
    ],
)
def test_calendar_years(text: str, year: int) -> None:
    figure = only(text)
    assert figure.is_year and figure.quantity.value == year


@pytest.mark.parametrize("text", ["连续六年", "3年", "20余年", "十年", "30年", "1200年"])
def test_spans_of_years_are_no_calendar_years(text: str) -> None:
    figure = only(text)
    assert not figure.is_year and figure.quantity.unit == "年"


@pytest.mark.parametrize(
    ("text", "value"),
    [("第五", 5), ("第九位", 9), ("第 3 名", 3), ("第十二", 12), ("第1", 1)],
)
def test_ranks(text: str, value: int) -> None:
    figure = only(text)
    assert figure.is_rank and figure.quantity.value == value and figure.quantity.unit == "第"


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("8%—9%", 8, 9, "%"),
        ("8%-9%", 8, 9, "%"),
        ("8%至9%", 8, 9, "%"),
        ("6—8%", 6, 8, "%"),
        ("6～8个百分点", 6, 8, "百分点"),
        ("30-35公里", 30_000, 35_000, "米"),
    ],
)
def test_both_ends_of_a_range(text: str, low: int, high: int, unit: str) -> None:
    ends = [
        (value, f.quantity.unit)
        for f in figures(text)
        for value in (f.quantity.value, f.quantity.upper)
        if value is not None
    ]
    assert ends == [(low, unit), (high, unit)]


def test_figures_stand_in_order_and_apart() -> None:
    text = "城乡居民人均可支配收入分别增长 8.8%、11.5%，总量位居全省91个县（市）第五；累计3478亿方"
    assert [f.quantity.written for f in figures(text)] == [
        "8.8%",
        "11.5%",
        "91个",
        "第五",
        "3478亿方",
    ]


_PIECES = st.sampled_from(
    [
        *"0123456789０５〇一二两十百千万亿点第年月日元亩吨人个%％.,，、 -—×（）增长占全省的PMGx",
        "百分之",
        "万千瓦",
        "兆瓦",
        "个百分点",
        "平方米",
        " billion ",
        "MW",
        "2022年",
        "\n",
    ]
)


@given(st.lists(_PIECES, max_size=24).map("".join))
def test_written_is_the_text_at_its_span(text: str) -> None:
    end = 0
    for figure in figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.start >= end
        assert figure.quantity.written == text[figure.start : figure.end]
        end = figure.end


@given(st.integers(0, 10**9), st.sampled_from(["元", "亩", "人", "%", "个", "吨"]))
def test_plain_arabic_numbers(number: int, unit: str) -> None:
    quantity = only(f"{number}{unit}").quantity
    assert quantity.value == number * canonical(unit)[1]
    assert quantity.unit == canonical(unit)[0]


@pytest.mark.parametrize(
    ("unit", "name", "factor"),
    [
        ("兆瓦", "瓦", "1000000"),
        ("MW", "瓦", "1000000"),
        ("千瓦", "瓦", "1000"),
        ("吉瓦", "瓦", "1000000000"),
        ("度", "千瓦时", "1"),
        ("吨", "千克", "1000"),
        ("斤", "千克", "0.5"),
        ("公里", "米", "1000"),
        ("平方公里", "平方米", "1000000"),
        ("％", "%", "1"),
        ("个百分点", "百分点", "1"),
        ("名", "人", "1"),
        ("yuan", "元", "1"),
        ("所", "所", "1"),
    ],
)
def test_canonical_units(unit: str, name: str, factor: str) -> None:
    assert canonical(unit) == (name, Decimal(factor))


def quantity(text: str) -> Quantity:
    return only(text).quantity


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("0.5亿元", "5000万元", True),
        ("58万千瓦", "580兆瓦", True),
        ("5亿斤", "25万吨", True),
        ("3.17万亩", "3万1700亩", True),
        ("百分之八点五", "8.5%", True),
        ("580兆瓦", "580千瓦", False),
        ("8%", "8个百分点", False),
        ("5亿元", "5万元", False),
        ("1700万元", "1700万美元", False),
        ("第五", "5个", False),
        ("5家", "5户", False),
    ],
)
def test_same(one: str, other: str, equal: bool) -> None:
    assert same(quantity(one), quantity(other)) is equal
    assert same(quantity(other), quantity(one)) is equal


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("三次产业结构比为18.1:33.1:48.8。", ["18.1", "33.1", "48.8"]),
        ("二、三产业比例为53.5 ：46.5，", ["53.5", "46.5"]),
        ("三次产业比例调整为：0.0∶28.4∶71.6", ["0.0", "28.4", "71.6"]),
        ("城乡居民收入比缩小至2.31:1，", []),
        ("2026-02-03 09:02:33", []),
    ],
)
def test_a_ratio_that_adds_up_to_a_hundred_is_of_percentages(text: str, parts: list[str]) -> None:
    found = [f for f in figures(text) if f.part]
    assert [f.quantity.written for f in found] == parts
    assert [f.part for f in found] == list(range(1, len(parts) + 1))
    assert {f.quantity.unit for f in found} <= {"%"}
