"""Yes or no by what a report says in words, who delivered it, and what its notes count.

The places are real ones, what is told of them is made up.
"""

from __future__ import annotations

import pytest
from test_reader import ask, made, stated

from rag.types import Outcome

COUNTY = made(
    "长期护理保险试点在全市率先落地，补充养老保险在全省率先开展。殡仪馆开工建设，体育馆全面建成。"
    "一般公共预算收入25.4亿元，增长3%，比上年提高0.5个百分点。转移农村劳动力4313人。"
    "社会消费品零售总额12亿元，增长9%，总量全市第二。居民消费价格上涨4.1%，低于全国平均水平。",
    "新建200个标准化养蜂场、50个休闲观光蜂场。成立一批合作社，启动新城小学，建成定都小学。"
    "县财政拿出680万元，为全县教职工免费体检。",
)
OTHER = made("转移农村劳动力2769人。", place="阳城县")


@pytest.mark.parametrize(
    ("question", "opens", "holds"),
    [
        ("沁水的长期护理保险试点是全省率先落地的吗", "不是", "全市率先"),
        ("沁水的补充养老保险是全省率先开展的吗", "是的", "全省率先"),
        ("沁水的殡仪馆2021年已经建成了吧", "没有", "开工建设"),
        ("沁水的体育馆2021年建成了没有", "是的", "全面建成"),
        ("沁水的新城小学是2022年建成的项目，对吗", "没有", "启动新城小学"),
        ("沁水2022年要建的200个蜂场是休闲观光蜂场，是不是", "不是", "休闲观光蜂场为50个"),
        ("沁水2021年财政收入涨得比2020年快吗", "是的", "0.5个百分点"),
        ("沁水2021年社会消费品零售总额拿了全市第一吧", "不是", "第二"),
        ("2021年沁水的物价是不是涨得比全国还凶", "不是", "低于全国"),
    ],
)
def test_what_a_question_asserts_is_held_against_the_clause(
    question: str, opens: str, holds: str
) -> None:
    answer = ask(COUNTY, question)
    assert answer.text.startswith(opens) and holds in answer.text


def test_what_is_said_of_all_places_is_held_against_each() -> None:
    answer = ask([COUNTY, OTHER], "2021年沁水和阳城转移的农村劳动力都过了3000人，对吗")
    assert answer.text.startswith("不是") and stated(answer) == ["4313人", "2769人"]
    answer = ask([COUNTY, OTHER], "2021年沁水和阳城转移的农村劳动力都过了2000人，对吗")
    assert answer.text.startswith("是的")


def test_what_money_is_for_is_told_behind_it() -> None:
    assert "免费体检" in ask(COUNTY, "沁水2022年县财政拿出的680万元是干什么用的").text


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("沁水2022年政府工作报告是谁作的", "王明"),
        ("沁水2022年的政府工作报告是哪天作的", "2022年2月16日"),
        ("2022年给沁水作政府工作报告的县长是李强吧", "不是，2022年作报告的沁水县县长是王明"),
        ("Who delivered the 2022 Qinshui government work report?", "王明"),
    ],
)
def test_who_delivered_a_report_and_when(question: str, holds: str) -> None:
    assert holds in ask(COUNTY, question).text


def test_who_delivered_a_report_is_a_question_of_its_own() -> None:
    turns = [("沁水2021年的体育馆建成了没有", "全面建成。")]
    first = ask([COUNTY, OTHER], "2022年沁水县政府工作报告是谁作的", turns)
    assert "沁水县县长是王明" in first.text
    turns.append(("2022年沁水县政府工作报告是谁作的", first.text))
    assert "阳城县县长是王明" in ask([COUNTY, OTHER], "阳城的呢", turns).text


NOTED = made(
    "智能产业园奠基开工。",
    "各项工作要抓好。\n\n名词解释\n\n"
    "1.智能产业园：占地252亩，由省建总公司建设，总投资10.63亿元。\n"
    "2.河湖长制：由各级负责人担任河湖长。",
)


@pytest.mark.parametrize(
    ("question", "told"),
    [("沁水智能产业园总投资多少亿", "10.63亿元"), ("沁水智能产业园占地多少亩", "252亩")],
)
def test_a_note_counts_what_it_explains(question: str, told: str) -> None:
    answer = ask(NOTED, question)
    assert told in answer.text and "智能产业园" in answer.text


def test_a_note_without_the_figure_answers_nothing() -> None:
    assert ask(NOTED, "沁水河湖长制投了多少钱").outcome is Outcome.NOT_FOUND
