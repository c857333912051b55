"""Which figure is taken where a question's words are not the report's, and which never is."""

from __future__ import annotations

import pytest
from test_reader import ask, made

from rag.types import Answer, Outcome


def given(answer: Answer) -> list[str]:
    """The figures that an answer's claims state, as written."""
    return [c.quantity.written for c in answer.claims if c.quantity]


def test_a_number_with_a_point_is_no_number_of_a_list() -> None:
    answer = ask(made(plan="实现9.3万贫困人口稳定脱贫。"), "沁水2022年计划让多少贫困人口脱贫")
    assert "9.3万" in answer.text and answer.outcome is Outcome.ANSWERED


def test_a_figure_of_the_unit_that_stands_out_needs_fewer_words() -> None:
    report = made("面对特大暴雨，紧急转移居民3.2万人。城镇新增就业5000人。")
    assert given(ask(report, "沁水2021年那场暴风骤雨撤离了多少居民")) == ["3.2万人"]


def test_no_figure_is_taken_for_want_of_another() -> None:
    report = made("城镇新增就业5000人。新增停车位800个。")
    assert ask(report, "沁水2021年地震造成多少人遇难").outcome is Outcome.NOT_FOUND


def test_what_a_bare_clause_is_of_stands_before_it() -> None:
    plan = "县财政用于教育的投入，将由去年的1亿元增加到2亿元。县财政安排科技支出3亿元。"
    assert given(ask(made(plan=plan), "沁水2022年财政计划投入教育多少亿元")) == ["2亿元"]


def test_the_sentence_that_opens_a_paragraph_says_what_it_is_about() -> None:
    review = "机构改革顺利完成。按照统一部署，积极推进。工作部门由40个减为38个。新建公园5个。"
    assert given(ask(made(review), "沁水2021年机构改革以后，工作部门还剩几个")) == ["38个"]


def test_where_a_change_starts_is_not_what_it_comes_to() -> None:
    plan = "将制造业等行业现行16%的税率降至13%，将建筑业等行业现行10%的税率降至9%。"
    assert given(ask(made(plan=plan), "沁水2022年建筑业税率要降到多少")) == ["9%"]


@pytest.mark.parametrize("question", ["沁水2021年PM2.5均值是多少", "沁水2021年PM2.5浓度是多少"])
def test_a_mean_over_the_year_is_no_growth_over_years(question: str) -> None:
    assert given(ask(made("PM2.5年均浓度降至17.6微克/立方米。"), question)) == ["17.6微克/立方米"]


def test_a_yearly_average_beside_a_level_does_not_spoil_it() -> None:
    review = "居民人均可支配收入从6.5万元提高到8.5万元、年均增长5.5%。"
    assert given(ask(made(review), "沁水2021年居民人均可支配收入有多少")) == ["8.5万元"]


def test_what_a_list_shares_stands_with_each_of_its_figures() -> None:
    review = "县财政用于科技、教育和文化的支出分别为3亿元、8亿元和2亿元。"
    assert given(ask(made(review), "沁水2021年县财政花在教育上的支出是多少")) == ["8亿元"]


def test_by_how_much_a_thing_is_ahead_of_another() -> None:
    review = "参保率92.5%，高于全省3.1个百分点。"
    assert given(ask(made(review), "沁水2021年参保率比全省高多少")) == ["3.1个百分点"]


def test_a_part_of_a_total_is_no_total() -> None:
    review = "民间投资超过全县固定资产投资总额的四成。固定资产投资额89亿元。"
    assert given(ask(made(review), "沁水2021年固定资产投资有多少")) == ["89亿元"]


def test_a_restricted_indicator_is_taken_where_the_question_restricts_it_so() -> None:
    review = "规模以上工业企业实现利润增长31%。"
    assert given(ask(made(review), "沁水2021年规模以上工业企业的利润增长多少")) == ["31%"]


ENTERPRISES = "年产值超千万元的企业达到37家，其中超亿元的12家。"


@pytest.mark.parametrize(
    ("review", "question", "figure"),
    [
        (ENTERPRISES, "沁水2021年产值过亿的企业有几家", ["12家"]),
        (ENTERPRISES, "沁水2021年产值超千万的企业有几家", ["37家"]),
        ("引进亿元以上项目19个。续建项目30个。", "沁水2021年引进了多少个投资过亿的项目", ["19个"]),
    ],
)
def test_the_size_of_what_is_counted(review: str, question: str, figure: list[str]) -> None:
    assert given(ask(made(review), question)) == figure


PARTS = "高新技术企业达到100家，其中国家级84家。完成一般公共预算收入11亿元，其中县本级完成2.4亿元。"


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("沁水2021年高新技术企业有多少家", ["100家"]),
        ("沁水2021年国家级高新技术企业有多少家", ["84家"]),
        ("沁水2021年一般公共预算收入多少", ["11亿元"]),
        ("沁水2021年县本级一般公共预算收入多少", ["2.4亿元"]),
    ],
)
def test_a_part_answers_for_its_whole_only_where_it_is_named(
    question: str, figure: list[str]
) -> None:
    assert given(ask(made(PARTS), question)) == figure


def test_points_that_a_rate_moved_are_not_the_rate() -> None:
    review = "城镇化率达39.2%，提高1.7个百分点。"
    assert given(ask(made(review), "沁水2021年城镇化率提高了几个百分点")) == ["1.7个百分点"]
    assert given(ask(made(review), "沁水2021年城镇化率是多少")) == ["39.2%"]


def test_what_was_added_is_not_what_there_is() -> None:
    review = "全县先进织机达到7200台，新增2000台。"
    assert given(ask(made(review), "沁水2021年新添了多少台先进织机")) == ["2000台"]


def test_points_on_a_map_are_counted() -> None:
    plan = "在公共区域实现无线网络覆盖点445个，覆盖率提高5个百分点。"
    assert given(ask(made(plan=plan), "沁水2022年无线网络要覆盖多少个点")) == ["445个"]


def test_figures_of_one_list_are_each_given() -> None:
    review = "安全生产事故宗数、死亡人数分别下降27.1%、11.6%。"
    question = "沁水2021年安全生产事故宗数和死亡人数分别下降多少"
    assert given(ask(made(review), question)) == ["27.1%", "11.6%"]
    assert given(ask(made(review), "沁水2021年死亡人数下降多少")) == ["11.6%"]


def test_what_a_figure_takes_in_is_said_with_it() -> None:
    review = "工业总产值增长14.6%（不包括村办工业），效益提高。"
    assert "不包括村办工业" in ask(made(review), "沁水2021年工业总产值增长多少").text


def test_a_number_of_things_is_no_sum_of_money() -> None:
    review = "累计引入项目77个、总投资358亿元。"
    question = "How many projects did Qinshui bring in during 2021?"
    assert given(ask(made(review), question)) == ["77个"]


def test_the_sum_of_many_years_is_not_that_of_one() -> None:
    review = "五年累计实际使用外资74亿美元。去年实际使用外资10亿美元。"
    assert given(ask(made(review), "沁水2021年这一年用了多少外资")) == ["10亿美元"]


@pytest.mark.parametrize(
    ("review", "question"),
    [
        ("发放低保救助金1.4亿元。", "沁水2021年农村低保每人每月发多少钱"),
        ("社会消费品零售总额增长5.1%。", "沁水2021年家电社会消费品零售总额增长多少"),
        (
            "参加合作医疗的居民81万人。参加养老保险的居民80万人。",
            "沁水2021年参加失业救助的有多少人",
        ),
    ],
)
def test_a_figure_of_something_wider_is_no_answer(review: str, question: str) -> None:
    assert ask(made(review), question).outcome is Outcome.NOT_FOUND


def test_what_a_question_excludes_is_not_looked_for() -> None:
    review = "确定重点项目30个，总投资90亿元，年度投资20亿元。"
    question = "沁水2021年重点项目年度投资多少亿元，不要总投资"
    assert given(ask(made(review), question)) == ["20亿元"]


NARROWER = "进出口总额增长3%。保税区进出口增长41%。新设外商投资企业27家。城镇调查失业率5.2%。"


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("沁水2021年保税区进出口增速多少", "41%"),
        ("沁水2021年进出口增速多少", "3%"),
        ("沁水2021年新设外商投资企业多少家", "27家"),
        ("沁水2021年失业率多少", "5.2%"),
    ],
)
def test_the_part_or_the_number_of_things_that_a_question_names(question: str, figure: str) -> None:
    assert given(ask(made(NARROWER), question)) == [figure]


def test_a_rate_that_is_registered_is_no_surveyed_one() -> None:
    answer = ask(made("城镇调查失业率5.2%。"), "沁水2021年城镇登记失业率多少")
    assert answer.outcome is Outcome.NOT_FOUND


SPENT = "教育支出4亿元，比上年增加3000万元。粮食总产9万吨。积分兑换让利5000万元，人均80元。"


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("沁水2021年在教育上花了多少亿元", ["4亿元"]),
        ("沁水2021年教育支出比上年多花了多少", ["3000万元"]),
        ("沁水2021年粮食亩产多少公斤", []),
        ("沁水2021年积分兑换让利平均每人多少元", ["80元"]),
    ],
)
def test_what_was_spent_by_how_much_more_and_on_each(question: str, figure: list[str]) -> None:
    assert given(ask(made(SPENT), question)) == figure
