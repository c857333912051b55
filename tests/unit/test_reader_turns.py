"""Follow-ups that work with the figures of the turns before, or take their words from an answer.

The places are real ones, their figures are made up.
"""

from __future__ import annotations

import pytest
from test_reader import ask, made

from rag.types import Outcome

TWO = [
    made(
        "全部财政收入11.5亿元。一般公共预算收入6.9亿元。纺织城年交易额58亿元。农机城年交易额232亿元。"
        "全口径税收257.8亿元，实际使用外资152.7亿美元。全年良好天数248天，比上年增加14天。",
        year=2024,
    ),
    made(
        "全口径税收252亿元，实际使用外资115.6亿美元。城镇新增就业115.8万人。"
        "与意大利阿普利亚大区缔结友好城区，国际友城增至6个。",
        "城镇新增就业100万人以上。",
        year=2025,
    ),
]


@pytest.mark.parametrize(
    ("turns", "question", "said"),
    [
        (
            [("沁水2023年全部财政收入多少", "11.5亿元"), ("一般公共预算收入呢", "6.9亿元")],
            "占比是多少",
            "约占60%",
        ),
        (
            [("沁水2023年纺织城交易额", "58亿元"), ("农机城呢", "232亿元")],
            "后者是前者的几倍",
            "约为4倍",
        ),
        ([("沁水2023年全口径税收多少", "257.8亿元")], "2024年是继续涨还是掉下来了", "低于"),
        ([("沁水2023年实际使用外资多少", "152.7亿美元")], "2024年是不是少了？少多少", "37.1亿"),
        (
            [("沁水2023年空气干净的日子有几天", "2023年良好天数248天。")],
            "再往前一年是几天",
            "2022年约为234天",
        ),
        ([("沁水2024年有几个国外朋友城区", "国际友城增至6个。")], "新结的是哪一家", "阿普利亚"),
    ],
)
def test_what_a_follow_up_works_out(turns: list[tuple[str, str]], question: str, said: str) -> None:
    assert said in ask(TWO, question, turns).text


def test_the_answer_s_indicator_is_what_a_follow_up_is_about() -> None:
    plan = made("各项工作推进。", "城镇新增就业100万人以上。", year=2024)
    before = [("沁水2024年就业目标是多少", "城镇新增就业100万人以上。")]
    assert "115.8万人" in ask([plan, TWO[1]], "落地情况如何", before).text


def test_two_places_are_added_up() -> None:
    corn = [made("粮食产量162亿斤。"), made("粮食产量726亿斤。", place="阳城县")]
    turns = [("沁水2021年打了多少粮食", "粮食产量162亿斤。"), ("阳城呢", "粮食产量726亿斤。")]
    assert "合计888亿斤" in ask(corn, "这两个数加一块是多少", turns).text


def test_three_are_added_up_only_if_there_are_three() -> None:
    spent = made("工业投资300亿元，基建投资350亿元，住房投资250亿元。")
    turns = [
        ("沁水2021年工业投资多少", "300亿元"),
        ("基建投资呢", "350亿元"),
        ("住房投资呢", "250亿元"),
    ]
    assert "合计900亿元" in ask(spent, "三块合计是多少", turns).text
    assert "合计" not in ask(spent, "三块合计是多少", turns[:2]).text


def test_a_share_of_what_was_not_asked_for_is_none() -> None:
    before = [("沁水2023年全口径税收多少", "257.8亿元"), ("良好天数呢", "248天")]
    assert ask(TWO, "占比是多少", before).outcome is Outcome.NOT_FOUND
