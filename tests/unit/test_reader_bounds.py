"""Where an answer ends, and which figure of a thing is meant: lists, measures, plans, periods.

The places are real ones, what is told of them is made up.
"""

from __future__ import annotations

import pytest
from test_reader import ask, made, stated

from rag.types import Outcome

WORKS = made(
    "全年招引项目81个，计划投资额423.6亿元。沃泉、杏则2个小镇集中连片建成。"
    "围绕生态经济带，谋划25类76个项目，总投资275亿元；实施14个项目，总投资37亿元，当年完成投资5.94亿元。"
    "开发区累计建成标准厂房11.5万平方米。开发区考核位列全省56个同类开发区第二，比2020年大幅前移32个位次。"
    "新增钻井620口，累计9811口。一般公共预算收入完成25.4亿元，增长56.6%。",
    "实施宣化、柳庄片区老旧小区改造，推进杨河、新城棚户区改造，完成桃园小区主体。"
    "加快北京华科肉牛养殖、南京诚迈科技口服液生产、山西赢凯源艾草种植等项目落地。"
    "加快“上游”产能提升，推动成熟区块稳产。加快“中游”补链强链，实施瓦斯管道项目。"
    "新引进50亿元以上项目1个、10亿元以上项目3个。提升沃泉、杏则小镇运营管理水平。"
    "推进西坡抽水蓄能项目前期。5个光伏发电项目新增装机容量580兆瓦。"
    "一般公共预算收入增长6.5%以上。地区生产总值增长8%。",
)


@pytest.mark.parametrize(
    ("question", "holds", "untold"),
    [
        ("沁水2022年实施老旧小区改造的是哪些片区", "柳庄", "杨河"),
        ("沁水2022年要推进哪几处棚户区改造", "杨河", "宣化"),
        ("沁水的口服液项目是哪家公司来干的", "诚迈", "赢凯源"),
        ("沁水艾草种植的项目是哪家企业的", "赢凯源", "诚迈"),
        ("沁水“中游”2022年怎么补链强链", "瓦斯管道", "上游"),
    ],
)
def test_what_is_asked_for_is_told_and_no_neighbour(question: str, holds: str, untold: str) -> None:
    answer = ask(WORKS, question)
    assert holds in answer.text and untold not in answer.text


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("沁水2021年招引项目的计划投资额一共多少亿元", ["423.6亿元"]),
        ("沁水2021年实施的那14个项目实际完成了多少投资", ["5.94亿元"]),
        ("沁水2021年实施的那14个项目总投资多少", ["37亿元"]),
    ],
)
def test_what_is_spent_is_not_what_is_planned(question: str, figures: list[str]) -> None:
    assert stated(ask(WORKS, question)) == figures


@pytest.mark.parametrize(
    "question",
    [
        "沁水西坡抽水蓄能项目设计装机容量是多少",
        "沁水开发区2021年当年新建了多少万平方米标准厂房",
        "沁水2022年上半年GDP增速目标是多少",
    ],
)
def test_a_figure_of_another_thing_or_time_answers_nothing(question: str) -> None:
    assert ask(WORKS, question).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("从报告往回推，到2020年底沁水累计打了多少口井", "2020年约为9191口"),
        ("照2022年的增长目标，沁水一般公共预算收入至少要到多少亿", "2022年约为27.1亿元"),
        ("沁水开发区考核名次比2020年往前挪了多少位", "32个位次"),
    ],
)
def test_what_is_reckoned_from_what_is_told(question: str, holds: str) -> None:
    assert holds in ask(WORKS, question).text


def test_a_follow_up_that_names_another_size() -> None:
    before = [("沁水2022年想新引进几个50亿元以上的项目", "新引进50亿元以上项目1个。")]
    assert stated(ask(WORKS, "10亿以上的呢", before))[-1] == "3个"


def test_a_follow_up_on_what_comes_next_is_about_the_plan() -> None:
    before = [("沁水2021年连片建成了哪几个小镇", "沃泉、杏则2个小镇。")]
    assert "运营管理" in ask(WORKS, "2022年对它们有什么安排", before).text


TWO = [
    made("各项工作推进。", "推进东闾乡改镇。新（改、扩）建农村道路20公里以上。", year=2021),
    made(
        "东闾撤乡改镇如期完成。新（改、扩）建农村道路56.6公里。"
        "工业投资13.2亿元，完成市下达任务的132%。失业率3.2%，低于省控指标1.8个百分点。"
        "固定资产投资增长14.4%（年度目标7%左右）。"
    ),
]


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("沁水2021年初说要推进东闾乡改镇，当年办成没有", "如期完成"),
        ("沁水2021年农村道路，年初说修多少公里，实际修了多少", "完成了"),
        ("沁水2021年的工业投资任务干完没有", "132%"),
        ("沁水2021年失业率是否控制在省控指标以内？相差多少", "1.8个百分点"),
        ("沁水2021年固定资产投资增速的年度目标完成了吗", "完成了"),
    ],
)
def test_what_was_done_is_held_to_what_had_been_set(question: str, holds: str) -> None:
    assert holds in ask(TWO, question).text


def test_the_county_s_figure_is_not_the_province_s() -> None:
    county = made("固定资产投资增长14%。")
    province = made("各项工作推进。", "固定资产投资增长6%。", year=2021, place="山西省")
    answer = ask([county, province], "沁水2021年固定资产投资增速的年度目标完成了吗")
    assert "6%" not in stated(answer)


INCOMES = [
    made(
        "城镇居民人均可支配收入增长4.3%，农村居民人均可支配收入增长5.7%。城镇化率达到20.6%。",
        "城镇居民人均可支配收入增长4.5%，农村居民人均可支配收入增长5.5%。"
        "今后五年，城镇化率达到30%以上。",
    ),
]


def test_a_follow_up_on_both_things_of_the_turns_before() -> None:
    before = [("沁水2021年城镇居民收入涨了多少", "增长4.3%。"), ("农村居民呢", "增长5.7%。")]
    assert stated(ask(INCOMES, "2022年的目标分别是多少", before)) == ["4.5%", "5.5%"]


def test_a_follow_up_on_the_years_ahead() -> None:
    before = [("沁水2021年城镇化率多少", "城镇化率达到20.6%。")]
    assert "30%" in stated(ask(INCOMES, "往后五年想提到多少", before))
