"""Indicators by their official names, and by what reports and people call them."""

from __future__ import annotations

import pytest

from rag.english import translated
from rag.indicators import indicators, mistyped, named
from rag.numerals import canonical

GDP = "地区生产总值"
URBAN, RURAL = "城镇居民人均可支配收入", "农村居民人均可支配收入"


def names(text: str, *, asking: bool = False) -> list[str]:
    return [n.name for n in named(text, asking=asking)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("全县地区生产总值完成331.1亿元", GDP),
        ("GDP增长8%以上", GDP),
        ("gdp", GDP),
        ("人均地区生产总值", "人均地区生产总值"),
        ("一般公共预算收入增长6.5%", "一般公共预算收入"),
        ("规上工业增加值增长14.4%", "规模以上工业增加值"),
        ("规模以上工业增加值", "规模以上工业增加值"),
        ("固投增速", "固定资产投资"),
        ("社零", "社会消费品零售总额"),
        ("城镇居民人均可支配收入", URBAN),
        ("农村居民人均可支配收入", RURAL),
        ("全县居民人均可支配收入", "居民人均可支配收入"),
        ("城镇登记失业率", "城镇登记失业率"),
        ("居民消费价格涨幅", "居民消费价格涨幅"),
        ("PM2.5平均浓度", "细颗粒物平均浓度"),
        ("常住人口城镇化率", "城镇化率"),
        ("新增城镇就业", "城镇新增就业"),
        ("煤层气产量", "煤层气产量"),
    ],
)
def test_names_in_reports(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老百姓手里的钱涨了多少", "居民人均可支配收入"),
        ("GPD目标", GDP),
        ("经济增速", GDP),
        ("财政收入收了多少", "一般公共预算收入"),
        ("挖了多少煤", "原煤产量"),
        ("城里人收入", URBAN),
        ("农民收入涨多少", RURAL),
        ("零售市场涨了百分之几", "社会消费品零售总额"),
        ("失业率", "城镇登记失业率"),
    ],
)
def test_names_in_questions(text: str, name: str) -> None:
    assert names(text, asking=True) == [name]


@pytest.mark.parametrize("text", ["", "光伏", "县长是谁", "13710", "沁水县"])
def test_nothing_is_named(text: str) -> None:
    assert names(text, asking=True) == []


def test_several_in_order_with_their_places() -> None:
    text = "固定资产投资、社会消费品零售总额分别增长10%和8%；GDP增长6%"
    found = named(text)
    assert [n.name for n in found] == ["固定资产投资", "社会消费品零售总额", GDP]
    assert [text[n.start : n.end] for n in found] == ["固定资产投资", "社会消费品零售总额", "GDP"]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How much solar capacity does Qinshui plan to add", {"光伏", "新增"}),
        ("What is the GDP growth target", {GDP}),
        ("rural disposable income", {RURAL}),
        ("retail sales of consumer goods", {"社会消费品零售总额"}),
        ("coal output", {"原煤产量"}),
        ("fixed-asset investment", {"固定资产投资"}),
        ("How many high-tech enterprises", {"高新技术企业"}),
    ],
)
def test_english_terms(question: str, wanted: set[str]) -> None:
    assert wanted <= set(translated(question))


@pytest.mark.parametrize("question", ["", "hello there", "gdpx", "unsolarized"])
def test_no_english_term(question: str) -> None:
    assert translated(question) == ()


def test_the_table_is_sound() -> None:
    for name, indicator in indicators().items():
        assert indicator.name == name
        assert name in indicator.written or names(name)[-1:] == [name] or indicator.written, name
        assert indicator.units, name
        for unit in indicator.units:
            assert canonical(unit)[1] > 0, (name, unit)


def test_no_name_in_reports_belongs_to_two_indicators() -> None:
    owners: dict[str, set[str]] = {}
    for indicator in indicators().values():
        for alias in indicator.written:
            owners.setdefault(alias.lower(), set()).add(indicator.name)
    assert {alias: who for alias, who in owners.items() if len(who) > 1} == {}


def test_one_wrong_character_in_a_name() -> None:
    assert [n.name for n in mistyped("固定资产投次增长多少")] == ["固定资产投资"]


@pytest.mark.parametrize("text", ["旅游投入是多少", "居民人均可支配支出多少", "常住居民多少"])
def test_another_word_is_no_mistake(text: str) -> None:
    assert mistyped(text) == ()
