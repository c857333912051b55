"""Sides set against each other: which figures are chosen, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_reader import ask, card, made, stated

from rag.types import Operation, Outcome
from rag.verify import verify

HOME = [
    made(
        "粮食总产量12.6万吨，增长3%。固定资产投资96亿元，增长11.4%。PM2.5平均浓度31微克/立方米。"
        "会议、文件分别压缩25%和30%。供应土地15万平方米、整备土地8万平方米。"
        "落实民生资金21亿元，办好实事。油菜种植2.1万亩，花生种植1.4万亩。",
        "固定资产投资增长9%以上。供应土地20万平方米、整备土地7万平方米。",
    ),
    made(
        "粮食总产量11.9万吨，下降2%。固定资产投资86.2亿元，增长12%。PM2.5平均浓度36微克/立方米。"
        "落实民生资金18亿元，办好实事。",
        "供应土地12万平方米、整备土地9万平方米。城镇登记失业率控制在4.5%以内。",
        year=2021,
    ),
    made(plan="城镇登记失业率控制在3.5%以内。", year=2020),
]
AWAY = made("粮食总产量9.8万吨，增长5%。固定资产投资增长8%。", place="五寨县")
BOTH = [*HOME, AWAY]


@pytest.mark.parametrize(
    ("question", "head", "figures"),
    [
        ("沁水县2021年和2020年哪年粮食产量高", "2021年高于2020年：", ["12.6万吨", "11.9万吨"]),
        ("2021年沁水县和五寨县谁的粮食产量增长快", "五寨县更快：", ["3%", "5%"]),
        ("沁水县2021年会议和文件哪个压得多", "文件降得更多：", ["25%", "30%"]),
        (
            "沁水县PM2.5浓度2021年比2020年好了还是差了",
            "2021年低于2020年，好了：",
            ["31微克/立方米", "36微克/立方米"],
        ),
        (
            "沁水县城镇登记失业率控制目标，2021年比2020年放宽了还是收紧了",
            "2021年目标高于2020年目标，放宽了：",
            ["4.5%", "3.5%"],
        ),
        ("沁水县2021年的花生和油菜哪个种得多", "油菜更多：", ["1.4万亩", "2.1万亩"]),
    ],
)
def test_which_is_the_more(question: str, head: str, figures: list[str]) -> None:
    answer = ask(BOTH, question)
    assert answer.text.startswith(head) and stated(answer) == figures


@pytest.mark.parametrize(
    ("question", "head", "operation"),
    [
        ("沁水县2021年粮食总产量比2020年多多少", "2021年比2020年多0.7万吨", Operation.DIFFERENCE),
        ("沁水县从2020年到2021年粮食产量增加了多少", "2021年比2020年多0.7万吨", None),
        ("沁水县2020年和2021年粮食总产量合计多少", "合计24.5万吨", Operation.SUM),
        ("沁水县2021年花生和油菜加起来种了多少亩", "合计3.5万亩", Operation.SUM),
        (
            "从2020年到2021年沁水县固定资产投资总量增幅是百分之几",
            "增长约11.4%",
            Operation.GROWTH,
        ),
        ("沁水县2021年民生资金比2020年多几个亿", "2021年比2020年多3亿元", Operation.DIFFERENCE),
    ],
)
def test_what_two_figures_come_to(question: str, head: str, operation: Operation | None) -> None:
    answer = ask(BOTH, question)
    (total,) = (c for c in answer.claims if c.operands)
    assert total.text == head
    assert operation is None or total.operation is operation


def test_targets_of_two_things_are_told_apart() -> None:
    answer = ask(HOME, "沁水县2021年土地供应和土地整备的目标分别完成了吗")
    assert stated(answer) == ["12万平方米", "15万平方米", "9万平方米", "8万平方米"]
    assert "土地供应完成了" in answer.text and "土地整备没有完成" in answer.text


def test_a_plan_is_not_set_against_what_was_done_unasked() -> None:
    planned = made(plan="固定资产投资增长15%。", year=2021, place="五寨县")
    answer = ask([*HOME, planned], "2021年沁水县和五寨县谁的固定资产投资增长快")
    assert "15%" not in stated(answer)


@pytest.mark.parametrize(
    ("before", "after"), [("2021年高于", "2021年低于"), ("2021年高于2020年", "2020年高于2021年")]
)
def test_a_turned_head_is_withheld(before: str, after: str) -> None:
    answer = ask(HOME, "沁水县2021年和2020年哪年粮食产量高")
    wrong = replace(answer, text=answer.text.replace(before, after))
    assert wrong.text != answer.text
    assert verify(wrong, [card(r) for r in HOME]).outcome is Outcome.NOT_FOUND


def test_a_turned_word_of_places_is_withheld() -> None:
    answer = ask(BOTH, "2021年沁水县和五寨县谁的粮食产量增长快")
    library = [card(r) for r in BOTH]
    assert verify(answer, library).outcome is Outcome.ANSWERED
    for word in ("五寨县更慢", "沁水县更快"):
        wrong = replace(answer, text=answer.text.replace("五寨县更快", word))
        assert verify(wrong, library).outcome is Outcome.NOT_FOUND


def test_the_share_of_a_sector_is_told_by_the_ratio_of_all() -> None:
    report = made("三次产业结构调整为4.8∶47.6∶47.6。接待游客2.7万人次，增长18%。")
    assert "4.8∶47.6∶47.6" in ask(report, "2021年第三产业占比多少").text
    assert ask(report, "2020年第三产业占比多少").outcome is Outcome.NOT_FOUND


def test_a_bare_figure_of_a_list_is_said_of_its_item() -> None:
    report = made("城乡居民人均可支配收入分别达到3.9万元、2.1万元，增长4.2%、5.3%。")
    answer = ask(report, "2021年农村居民人均可支配收入达到多少，涨幅几个点")
    assert stated(answer) == ["2.1万元", "5.3%"]
    assert "农村居民人均可支配收入增长5.3%" in answer.text


def test_size_and_change_are_asked_apart() -> None:
    report = made("PM2.5浓度下降17.7%，空气质量优良天数达到251天、增加32天。")
    answer = ask(report, "2021年PM2.5浓度降了多少？空气质量优良天数多少天？")
    assert stated(answer)[:2] == ["17.7%", "251天"]


def test_better_and_worse_go_by_what_is_measured() -> None:
    rates = [
        made("空气质量优良率90.5%。PM2.5浓度27微克/立方米。"),
        made("空气质量优良率91.8%。PM2.5浓度29微克/立方米。", year=2021),
    ]
    assert ask(rates, "空气优良率2021年跟2020年比有没有变好").text.startswith("没有，")
    assert ask(rates, "PM2.5浓度2021年跟2020年比有没有变好").text.startswith("是的，")


def test_by_how_much_is_told_beside_which_is_ahead() -> None:
    answer = ask(BOTH, "2021年沁水县和五寨县谁的粮食产量增长快，快几个百分点")
    assert answer.text.startswith("五寨县更快，")
    assert "2个百分点" in answer.text.partition("：")[0]
    assert answer.claims[0].operation is Operation.DIFFERENCE


@pytest.mark.parametrize(("growth", "word"), [("9.3%", "没有，"), ("12.1%", "是的，")])
def test_two_digits_are_ten_percent(growth: str, word: str) -> None:
    county = made(f"一般公共预算收入突破6亿元，增长{growth}。")
    answer = ask(county, "沁水县2021年一般公共预算收入的增幅到两位数了吗")
    assert answer.text.startswith(word) and growth in answer.text
