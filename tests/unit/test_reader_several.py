"""Several figures asked at once, targets beside outcomes, shares of a whole, what is no answer.

The places are real ones, their figures are made up.
"""

from __future__ import annotations

import pytest
from test_reader import ask, made, stated

from rag.types import Outcome

SECTORS = made("三次产业结构比由18.7:37.7:43.6调整为18.1:33.1:48.8。全县服务业投资增长5%。")


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("沁水2021年第三产业占GDP的比重是多少", "48.8%"),
        ("沁水2021年一产占比多少", "18.1%"),
        ("What was the share of the tertiary industry in Qinshui's GDP in 2021?", "48.8%"),
    ],
)
def test_a_sector_s_share_is_read_from_the_ratio(question: str, share: str) -> None:
    answer = ask(SECTORS, question)
    assert share in answer.text and "43.6%" not in answer.text


def test_what_a_share_was_before_is_not_claimed_for_a_year_that_is_not_told() -> None:
    assert ask(SECTORS, "沁水2020年第三产业占GDP的比重").outcome is Outcome.NOT_FOUND


def test_shares_of_one_ratio_are_set_against_each_other() -> None:
    answer = ask(SECTORS, "沁水2021年第三产业比重比第二产业高几个百分点")
    assert "高15.7个百分点" in answer.text


def test_the_structure_is_told_whole() -> None:
    answer = ask(SECTORS, "沁水2021年三次产业结构是多少")
    assert "18.1:33.1:48.8" in answer.text


SALES = made(
    "全年线上零售额达11.42亿元，在全省62个贫困县中排名第五。改造老旧小区167个，惠及29万家庭。"
    "省本级985项行政许可项目削减了421项。五年城镇新增就业44万人。城镇新增就业9万人。"
    "社会消费品零售总额127亿元，下降3.6%。每平方公里土地生产总值2.5亿元。",
    "加快道路建设，总长30公里。",
)


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        (
            "沁水2021年线上零售做了多少亿，在贫困县里排第几",
            ["11.42亿元", "第五"],
        ),
        ("沁水2021年改造了多少个老旧小区，多少户人家得益", ["167个", "29万"]),
        ("沁水2021年社零是升是降，幅度多大", ["3.6%"]),
        ("沁水2021年砍掉了多少项行政许可", ["421项"]),
    ],
)
def test_all_that_is_asked_for_is_told(question: str, figures: list[str]) -> None:
    answer = ask(SALES, question)
    assert answer.outcome is Outcome.ANSWERED
    assert [f for f in figures if f not in answer.text] == []


def test_what_is_of_five_years_is_not_of_one() -> None:
    assert stated(ask(SALES, "沁水2021年城镇新增就业多少人")) == ["9万人"]


def test_the_price_of_a_square_metre_is_not_the_output_of_a_square_kilometre() -> None:
    assert ask(SALES, "沁水2021年买房平均每平米多少钱").outcome is Outcome.NOT_FOUND


GUESTS = [
    made("各项工作扎实推进。", "力争接待游客800万人次。新建5G基站48个。"),
    made("全年接待游客170万人次。新建5G基站87座。", year=2023),
]


@pytest.mark.parametrize(
    ("question", "head", "figures"),
    [
        (
            "沁水2022年原本指望来多少游客，到头来真正来了多少",
            "没有完成",
            ["800万人次", "170万人次"],
        ),
        ("沁水2022年年初计划新建多少5G基站，实际建成多少", "完成了", ["48个", "87座"]),
    ],
)
def test_what_was_hoped_for_and_what_came(question: str, head: str, figures: list[str]) -> None:
    answer = ask(GUESTS, question)
    assert answer.text.startswith(head) and stated(answer) == figures


def test_what_one_year_s_plan_meant_to_use_is_no_outcome() -> None:
    one = made("实际利用外资6.2亿美元。")
    assert ask(one, "沁水2022年计划实际利用外资多少亿美元").outcome is Outcome.NOT_FOUND


def test_the_five_years_ahead_are_those_of_the_report() -> None:
    report = made("各项工作扎实推进。", "今后五年的目标：新增病床2500张。")
    assert "2500张" in ask(report, "按2022年的规划，沁水未来五年要新增多少张病床").text


def test_imports_are_what_was_bought_abroad() -> None:
    report = made("进出口总额30亿美元，其中出口12亿美元。")
    assert "18亿美元" in ask(report, "沁水2021年从国外买进来的货总共值多少美元").text
