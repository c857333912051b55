"""How the figures that the reader needs are read: years, bases, lists with one verb, kinds."""

from __future__ import annotations

import pytest
from test_reader import ask, made, stated

from rag.extract import extract
from rag.types import Basis, Observation, Outcome

T, A = Basis.TARGET, Basis.ACTUAL


def told(review: str, *, year: int = 2022) -> dict[str, Observation]:
    return {o.quantity.written: o for o in extract(made(review, year=year))}


def planned(plan: str) -> dict[str, Observation]:
    return {o.quantity.written: o for o in extract(made(plan=plan))}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("过去三年建成道路120公里。", ["120公里"]),
        ("2016—2020年累计完成投资310亿元。", ["310亿元"]),
        ("“十三五”五年间新建学校23所。", ["23所"]),
        ("连续12年未发生重大事故，表彰3人。", ["3人"]),
        ("用3至5年时间完成改造，投资2亿元。", ["2亿元"]),
        ("实施三年行动计划，投资2亿元。", ["2亿元"]),
        ("工业用电量连续6个月保持增长，达到3亿千瓦时。", ["3亿千瓦时"]),
        ("养老保险缴费年限延长5年。", ["5年"]),
    ],
)
def test_a_span_of_years_is_no_figure(text: str, written: list[str]) -> None:
    assert list(told(text)) == written


@pytest.mark.parametrize(
    ("text", "indicator", "expected"),
    [
        (
            "工农业总产值由一九七八年的二百五十亿元增加到一九八二年的三百八十亿元。",
            "工农业总产值",
            [("二百五十亿元", "base", 1978), ("三百八十亿元", "level", 1982)],
        ),
        (
            "粮食总产量由一九七八年的三亿斤增加到一九八二年的四亿斤。",
            "粮食产量",
            [("三亿斤", "base", 1978), ("四亿斤", "level", 1982)],
        ),
    ],
)
def test_from_one_year_to_another_in_han_numbers(
    text: str, indicator: str, expected: list[tuple[str, str, int]]
) -> None:
    found = told(text, year=1983)
    assert [(w, o.kind, o.year) for w, o in found.items()] == expected
    assert {o.indicator for o in found.values()} == {indicator}
    assert {o.basis for o in found.values()} == {A}


def test_the_year_compared_with_is_that_of_the_value_it_starts_from() -> None:
    found = told("同2005年相比，粮食总产量由3亿斤增加到4亿斤。")
    assert {w: o.year for w, o in found.items()} == {"3亿斤": 2005, "4亿斤": 2021}


def test_an_earlier_base_answers_for_its_own_year_only() -> None:
    report = made("粮食总产量由1978年的3亿斤增加到1982年的4亿斤。", year=1983)
    assert stated(ask(report, "1982年粮食总产量是多少")) == ["3亿斤", "4亿斤"]
    assert stated(ask(report, "1978年粮食总产量是多少")) == ["3亿斤"]


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("高新技术企业由42家增至58家。", "58家", "level"),
        ("高新技术企业由42家增至58家。", "42家", "base"),
        ("高新技术企业增加16家。", "16家", "growth"),
        ("市场主体增至1.6万户。", "1.6万户", "level"),
        ("森林覆盖率提高到45.2%。", "45.2%", "level"),
        ("森林覆盖率提高2.1个百分点。", "2.1个百分点", "change"),
        ("城镇化率由49.6%提高到52.1%。", "49.6%", "base"),
        ("城镇化率由49.6%提高到52.1%。", "52.1%", "level"),
        ("市级审批事项从5598项压减至3018项。", "5598项", "base"),
        ("市级审批事项从5598项压减至3018项。", "3018项", "level"),
        ("外贸出口下降到9亿元。", "9亿元", "level"),
        ("外贸出口下降9%。", "9%", "decline"),
        ("战略性新兴产业增加值占比提高到55%。", "55%", "share"),
        ("服务业增加值占比由51%提高到53%。", "53%", "share"),
        ("民营经济占比提高3.5个百分点。", "3.5个百分点", "change"),
        ("战略性新兴产业增加值增长5.5%。", "5.5%", "growth"),
        ("地区生产总值达到222亿元，是2006年的3.7倍。", "3.7倍", "multiple"),
    ],
)
def test_where_a_change_leads_to_and_by_how_much_it_moves(
    text: str, written: str, kind: str
) -> None:
    assert told(text)[written].kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "subjects"),
    [
        (
            "淘汰炼钢产能400万吨、炼铁产能900万吨、焦化产能60万吨。",
            "decline",
            {"400万吨": "炼钢产能", "900万吨": "炼铁产能", "60万吨": "焦化产能"},
        ),
        ("新建学校3所、卫生院5个。", "added", {"3所": "学校", "5个": "卫生院"}),
        (
            "新增幼儿园学位2400个、小学学位3600个。",
            "added",
            {"2400个": "幼儿园学位", "3600个": "小学学位"},
        ),
    ],
)
def test_the_items_of_a_list_share_its_verb(text: str, kind: str, subjects: dict[str, str]) -> None:
    found = told(text)
    assert {o.kind for o in found.values()} == {kind}
    assert [w for w, s in subjects.items() if s not in found[w].subject] == []
    assert len(found) == len(subjects)


def test_a_clause_with_a_verb_of_its_own_shares_none() -> None:
    found = told("新建学校3所，全县学校达到86所。淘汰炼钢产能400万吨，钢材产量达到120万吨。")
    kinds = {"3所": "added", "86所": "level", "400万吨": "decline", "120万吨": "level"}
    assert {w: o.kind for w, o in found.items()} == kinds


@pytest.mark.parametrize(
    ("text", "written", "indicator"),
    [
        ("地区生产总值达到222亿元，人均地区生产总值10.4万元。", "10.4万元", "人均地区生产总值"),
        ("地区生产总值达到222亿元，人均达到10.4万元。", "222亿元", "地区生产总值"),
    ],
)
def test_the_product_and_the_product_per_head(text: str, written: str, indicator: str) -> None:
    assert told(text)[written].indicator == indicator


def test_the_product_per_head_is_not_the_product() -> None:
    text = "地区生产总值达到222亿元，人均达到10.4万元，增长8.9%。"
    assert told(text)["10.4万元"].indicator != "地区生产总值"
    assert stated(ask(made(text), "2021年地区生产总值是多少"))[0] == "222亿元"


def test_the_plan_looks_back_until_it_turns_ahead() -> None:
    found = planned(
        "过去的一年，我们打赢了翻身仗。建成高标准农田21万亩。新建农村公路93公里。"
        "要新增学位3000个。改造户厕2600座。"
    )
    expected = {
        "21万亩": (2021, A),
        "93公里": (2021, A),
        "3000个": (2022, T),
        "2600座": (2022, T),
    }
    assert {w: (o.year, o.basis) for w, o in found.items()} == expected


def test_what_the_plan_looks_back_on_is_no_target() -> None:
    report = made(
        plan="过去一年成绩来之不易。全县完成固定资产投资85.5亿元。今年要完成固定资产投资95亿元。"
    )
    answer = ask(report, "2021年固定资产投资完成多少")
    assert stated(answer) == ["85.5亿元"] and "实际值" in answer.text
    answer = ask(report, "2022年固定资产投资目标多少")
    assert stated(answer) == ["95亿元"] and "目标值" in answer.text


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("关停400家以上落后产能企业。", "400家", "level"),
        ("招引100个以上亿元项目。", "100个", "level"),
        ("为65岁以上老人免费体检2.1万人次。", "65岁", "threshold"),
        ("为65岁以上老人免费体检2.1万人次。", "2.1万人次", "level"),
        ("年收入10万元以上的村达到64个。", "10万元", "threshold"),
        ("年收入10万元以上的村达到64个。", "64个", "level"),
        ("总投资5000万元以上项目38个。", "5000万元", "threshold"),
        ("年产值超1亿元的企业达到36家。", "36家", "level"),
    ],
)
def test_so_many_of_them_is_no_threshold(text: str, written: str, kind: str) -> None:
    assert told(text)[written].kind == kind


def test_a_threshold_answers_no_question_for_an_amount() -> None:
    report = made("年收入10万元以上的村达到64个。")
    assert stated(ask(report, "2021年年收入10万元以上的村有多少个"))[-1:] == ["64个"]
    assert stated(ask(report, "2021年村集体年收入多少万元")) == []


DIRECTIONS = made(
    "地区生产总值增长9.1%。",
    "地区生产总值增长8%以上，进出口总额力争保持正增长，居民收入增长与经济增长基本同步，"
    "单位地区生产总值能耗降低完成省下达目标。社会消费品零售总额增速高于全市平均水平。",
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2022年进出口目标是多少", "进出口总额力争保持正增长"),
        ("2022年居民收入增长目标是多少", "居民收入增长与经济增长基本同步"),
        ("2022年单位GDP能耗下降目标", "单位地区生产总值能耗降低完成省下达目标"),
        ("2022年社零计划增长多少", "社会消费品零售总额增速高于全市平均水平"),
    ],
)
def test_a_target_without_a_figure(question: str, said: str) -> None:
    answer = ask(DIRECTIONS, question)
    assert said in answer.text
    assert any("没有给出数字" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question",
    [
        "2022年进出口总额计划达到多少亿元",
        "2021年居民收入增长多少",
        "2022年服务贸易进出口目标是多少",
    ],
)
def test_a_direction_answers_no_other_question(question: str) -> None:
    assert ask(DIRECTIONS, question).outcome is Outcome.NOT_FOUND
