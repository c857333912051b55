"""What a question asks besides its words: size and change at once, another counter, one port only.

The places are real ones, their figures are made up.
"""

from __future__ import annotations

import pytest
from test_reader import ask, made, stated

from rag import wanted
from rag.types import Outcome

TRADE = made(
    "全年外贸进出口总额完成30亿元，增长12%。高新技术企业达到86家，增长20%。栽植树木109万株。"
    "全市港口货物吞吐量1.2亿吨，唐山港货物吞吐量居全国第二。五年实际使用外资8亿美元。",
    "全年引进首店30家以上，引进人力资源企业15家以上。",
)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("外贸规模多大，同比增幅是多少？", True),
        ("外贸进出口规模及增速", True),
        ("外贸增长了多少", False),
        ("规模以上工业增加值增速多少", False),
        ("外贸进出口总额是多少亿元", False),
    ],
)
def test_a_question_for_size_and_change(question: str, both: bool) -> None:
    assert wanted.size_and_change(question) is both


def test_the_size_stands_beside_the_change() -> None:
    answer = ask(TRADE, "沁水2021年外贸进出口规模及同比增速")
    assert stated(answer) == ["30亿元", "12%"]
    assert stated(ask(TRADE, "沁水2021年外贸增速是多少")) == ["12%"]


def test_things_counted_by_another_counter() -> None:
    assert stated(ask(TRADE, "沁水2021年栽了多少棵树")) == ["109万株"]
    assert not wanted.counted_alike(("元",), "家")
    assert not wanted.counted_alike(("人",), "家")


def test_one_port_is_not_all_ports() -> None:
    answer = ask(TRADE, "沁水2021年唐山港的货物吞吐量是多少亿吨")
    assert answer.outcome is Outcome.NOT_FOUND
    assert stated(ask(TRADE, "沁水2021年港口货物吞吐量是多少亿吨")) == ["1.2亿吨"]


def test_a_sum_over_years_is_not_one_of_them() -> None:
    answer = ask(TRADE, "单看2021年这一年，沁水实际利用外资多少美元")
    assert answer.outcome is Outcome.NOT_FOUND


def test_a_target_of_the_next_year_keeps_its_thing() -> None:
    before = [("沁水2021年首店引进了多少家", "沁水2021年引进首店45家。")]
    assert stated(ask(TRADE, "2022年的引进目标呢？", before)) == ["30家"]


def test_a_step_in_years_is_no_thing() -> None:
    last = made("城镇化率达到60%，提高1.9个百分点。", "城镇化率提高1.5个百分点。")
    before = [("沁水2021年城镇化率提高了多少", "提高1.9个百分点。")]
    assert stated(ask(last, "下一年计划再提高几个点？", before)) == ["1.5个百分点"]


def test_a_follow_up_works_with_the_figures_of_the_turns_before() -> None:
    homes = [
        made("保障性住房供应分配5010套。", year=2023),
        made("保障性住房供应分配6200套。", "保障性住房供应分配7000套。", year=2024),
    ]
    first = ("沁水2022年保障性住房供应分配了几套", "供应分配5010套。")
    answer = ask(homes, "2023年呢，比它多了多少", [first])
    assert "2023年比2022年多1190套" in answer.text
    second = ("2023年呢", "供应分配6200套。")
    assert "合计11210套" in ask(homes, "两年加起来是多少套", [first, second]).text


def test_what_a_value_rose_to_is_no_change() -> None:
    assert wanted.kinds("2023年升到多少了") == ()
    assert "growth" in wanted.kinds("2023年提高了几个百分点")


def test_the_intensity_of_research_is_a_share_of_output() -> None:
    report = made("全社会研发投入占地区生产总值比重9.4%。")
    assert stated(ask(report, "沁水2021年研发投入强度是多少")) == ["9.4%"]


def test_a_share_of_what_is_named_as_the_whole() -> None:
    report = made("全口径财政收入完成15亿元。一般公共预算收入完成6亿元。")
    answer = ask(report, "沁水2021年一般公共预算收入占全口径财政收入的比重是多少")
    assert "约占40%" in answer.text and "6亿元" in answer.text and "15亿元" in answer.text
    vague = made("全口径财政收入超过15亿元。一般公共预算收入完成6亿元。")
    asked = "沁水2021年一般公共预算收入占全口径财政收入的比重是多少"
    assert ask(vague, asked).outcome is Outcome.NOT_FOUND


def test_how_much_more_than_in_the_year_before() -> None:
    spent = [made("民生支出438.8亿元。", year=2023), made("民生支出492.4亿元。", year=2024)]
    before = [("沁水2023年民生支出是多少", "492.4亿元。")]
    assert "53.6亿元" in ask(spent, "比头一年多花了几个亿", before).text


MOVED = made(
    "民间投资占比提高2.2个百分点。绿色贷款余额两年翻了一番。城镇调查失业率均值5.2%。"
    "一般公共预算收入129亿元，增长18.8%，增速居全市第一。新增510万沼气用户。"
    "城乡居民人均可支配收入增长8.5%。有效发明专利800件，国家供应的化肥增长两倍。"
    "机动车保有量由2015年的518万辆增加到731万辆，比2015年增加213万辆。",
    "10宗以上产业项目完成土地出让。",
)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("沁水2021年民间投资比重提高了几个百分点", "2.2个百分点"),
        ("沁水2021年绿色贷款余额翻了几番", "一番"),
        ("沁水2021年城镇调查失业率平均占多大比例", "5.2%"),
        ("沁水2021年一般公共预算收入增速全市排第几", "第一"),
        ("沁水2021年新增多少户沼气用户", "510万"),
        ("沁水2021年城乡居民人均可支配收入增幅", "8.5%"),
        ("沁水2021年国家供应的化肥增长多少", "两倍"),
        ("沁水机动车保有量2021年比2015年多了多少辆", "213万辆"),
        ("沁水2022年打算让多少宗产业项目完成土地出让", "10宗"),
    ],
)
def test_changes_ranks_and_counts_as_the_reports_tell_them(question: str, figure: str) -> None:
    answer = ask(MOVED, question)
    assert answer.outcome is Outcome.ANSWERED
    assert figure in answer.text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("沁水2021年一般公共预算收入过百亿了没有", "是的，"),
        ("沁水2021年一般公共预算收入破两百亿大关了吗", "没有，"),
        ("沁水2021年有效发明专利超过900件了吗", "没有，"),
        ("沁水2021年一般公共预算收入增速进了全市前三名没有", "是的，"),
    ],
)
def test_what_a_question_puts_forward_is_held_against_the_figure(question: str, word: str) -> None:
    assert ask(MOVED, question).text.startswith(word)
