"""A question that says how its answer is to be worked out, and the answers that are."""

from __future__ import annotations

import pytest
from test_reader import ask, made
from test_reader_derived import heads, worked_out

from rag.types import Operation, Outcome
from rag.workings import AVERAGE, REST, SHARE, working


@pytest.mark.parametrize(
    ("question", "kind", "parts"),
    [
        ("2021年设施农业里，除掉设施蔬菜还剩多少万亩", REST, ("2021年设施农业", "设施蔬菜")),
        ("扣掉上级补助后，财政总收入还剩多少", REST, ("财政总收入", "上级补助")),
        ("进出口里头，刨去出口，进口有多少", REST, ("进出口", "出口")),
        ("出口总额中，机电产品出口所占份额是多少", SHARE, ("机电产品出口", "出口总额")),
        ("留抵退税占减税降费总额的比重", SHARE, ("留抵退税", "减税降费总额")),
        ("税收收入在全部财政收入里占多大份额", SHARE, ("税收收入", "全部财政收入")),
        ("税收收入相当于财政收入的百分之几", SHARE, ("税收收入", "财政收入")),
        ("救助金平均到每个低保人员头上是多少钱", AVERAGE, ("救助金头上是多少钱", "多少人低保人员")),
        ("续贷户均规模是多少万元", AVERAGE, ("续贷规模是多少万元", "多少户")),
    ],
)  # fmt: skip
def test_the_parts_it_is_worked_out_from(question: str, kind: str, parts: tuple[str, ...]) -> None:
    told = working(question)
    assert told is not None
    assert (told.kind, told.parts) == (kind, parts)


@pytest.mark.parametrize(
    "question",
    [
        "帮厂子们在电费上省了多少钱",
        "农村居民人均可支配收入是多少",
        "除了光伏还有多少风电",
        "每亩地的产量要提高多少公斤",
        "增加值占地区生产总值的51.2%吗",
        "平均工资涨了多少",
        "还有多少贫困村没有摘帽",
    ],
)
def test_a_stated_figure_is_not_worked_out(question: str) -> None:
    assert working(question) is None


STATED = made(
    "进出口总额完成60亿元，其中出口45亿元，增长8%。设施农业发展到54万亩，其中设施蔬菜51万亩。"
    "全年减税降费6.4亿元，其中办理留抵退税6400万元。机电产品出口18亿元，占全国的2.5%。"
    "发放救助金317.8万元，救助低保对象635人。安排技改资金2.4亿元，扶持项目1600个。"
    "落实续贷850亿元以上，惠及3万户。民生支出29.2亿元，占一般公共预算支出的80%。"
    "建成绿道44公里。新增高新技术企业16家，总数达273家。",
    "到2025年，建成绿道135公里，高新技术企业总数突破290家。",
)


@pytest.mark.parametrize(
    ("question", "head", "operation"),
    [
        ("2021年进出口里头，刨去出口，进口有多少亿元", "其余为15亿元", Operation.DIFFERENCE),
        ("2021年设施农业里，除掉设施蔬菜还剩多少万亩", "其余为3万亩", Operation.DIFFERENCE),
        ("2021年留抵退税占减税降费总额的比重是多少", "约占10%", Operation.SHARE),
        ("2021年出口总额中，机电产品出口所占份额是多少", "约占40%", Operation.SHARE),
        ("2021年救助金平均到每个低保人员是多少钱", "平均每个约为5000元", Operation.AVERAGE),
        ("2021年技改资金平均每个项目拿到多少", "平均每个约为15万元", Operation.AVERAGE),
        (
            "按2021年民生支出和它的占比倒推，一般公共预算支出约多少亿元",
            "推算约为36.5亿元", Operation.WHOLE),
        ("离2025年建成绿道的目标还差几公里", "离目标还差91公里", Operation.DIFFERENCE),
    ],
)  # fmt: skip
def test_it_is_worked_out_and_proved(question: str, head: str, operation: Operation) -> None:
    answer = ask(STATED, question)
    assert heads(answer) == [head]
    assert worked_out(answer, operation)


def test_what_is_only_bounded_gives_no_average() -> None:
    answer = ask(STATED, "2021年续贷户均是多少万元")
    assert not heads(answer)


def test_the_whole_number_is_set_against_the_goal_not_what_was_added() -> None:
    answer = ask(STATED, "离高新技术企业总数的目标还差多少家")
    assert heads(answer) == ["离目标还差17家"]


def test_a_stated_share_of_the_whole_asked_for_goes_first() -> None:
    answer = ask(STATED, "2021年机电产品出口占全国的比重是多少")
    assert answer.outcome is Outcome.ANSWERED
    assert not heads(answer) and "2.5%" in answer.text
