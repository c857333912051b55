"""Values that the reader works out, yes and no, targets against outcomes."""

from __future__ import annotations

import pytest
from test_reader import ask, made, stated

from rag.types import Answer, Operation, Outcome, Report, Verdict


def heads(answer: Answer) -> list[str]:
    """The statements that were worked out."""
    return [c.text for c in answer.claims if c.operands]


def worked_out(answer: Answer, operation: Operation) -> bool:
    """Whether the first number was worked out in this way and all others are cited."""
    (total,) = (c for c in answer.claims if c.operands)
    verdicts = [c.verdict for c in answer.checks]
    rest = set(verdicts[1:])
    return (total.operation, verdicts[0], rest) == (
        operation,
        Verdict.COMPUTED,
        {Verdict.SUPPORTED},
    )


SINCE = made(
    "粮食总产量达到12.6万吨，比上年增加0.4万吨。猪肉产量达到8.3万吨，增长5%。"
    "规模以上工业企业达到86家，比上年增加9家。接待游客342万人次，比上年减少18万人次。"
    "小麦产量3.2万吨，比2019年增加0.5万吨。羊肉产量达到1.5万吨，比上年增长5%。",
    "粮食总产量稳定在12.9万吨。",
)


@pytest.mark.parametrize(
    ("question", "head", "operands", "operation"),
    [
        (
            "2020年粮食总产量是多少",
            "2020年约为12.2万吨",
            ["12.6万吨", "0.4万吨"],
            Operation.DIFFERENCE,
        ),
        (
            "2020年规模以上工业企业有多少家",
            "2020年约为77家",
            ["86家", "9家"],
            Operation.DIFFERENCE,
        ),
        (
            "2020年接待游客多少人次",
            "2020年约为360万人次",
            ["342万人次", "18万人次"],
            Operation.SUM,
        ),
        ("2019年小麦产量是多少", "2019年约为2.7万吨", ["3.2万吨", "0.5万吨"], Operation.DIFFERENCE),
    ],
)
def test_an_earlier_value_from_what_was_gained_since(
    question: str, head: str, operands: list[str], operation: Operation
) -> None:
    answer = ask(SINCE, question)
    assert heads(answer) == [head] and stated(answer)[1:] == operands
    assert worked_out(answer, operation)


def test_a_rate_is_not_taken_off_an_amount() -> None:
    assert ask(SINCE, "2020年羊肉产量是多少").outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "question", ["2019年粮食总产量是多少", "2018年小麦产量是多少", "2020年小麦产量是多少"]
)
def test_no_value_is_worked_out_for_another_year(question: str) -> None:
    answer = ask(SINCE, question)
    assert (answer.outcome, stated(answer)) == (Outcome.NOT_FOUND, [])


def test_a_stated_value_is_not_worked_out() -> None:
    assert heads(ask(SINCE, "2021年粮食总产量是多少")) == []
    both = [SINCE, made("粮食总产量达到12.25万吨。", year=2021)]
    assert stated(ask(both, "2020年粮食总产量是多少")) == ["12.25万吨"]


MULTIPLE = made(
    "地区生产总值达到222亿元，是2006年的3.7倍。一般公共预算收入达到18.5亿元，是2006年的5倍。"
    "固定资产投资85.5亿元。"
)


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("2006年地区生产总值是多少", "2006年约为60亿元"),
        ("2006年一般公共预算收入大约是多少", "2006年约为3.7亿元"),
    ],
)
def test_an_earlier_value_from_its_multiple(question: str, head: str) -> None:
    answer = ask(MULTIPLE, question)
    assert heads(answer) == [head] and worked_out(answer, Operation.QUOTIENT)


@pytest.mark.parametrize("question", ["2010年地区生产总值是多少", "2006年固定资产投资是多少"])
def test_a_multiple_is_of_its_own_year_and_thing(question: str) -> None:
    assert ask(MULTIPLE, question).outcome is Outcome.NOT_FOUND


RENEWAL = made(
    "开展城市更新，完成投资80亿元，其中棚户区改造投资26亿元，老旧小区改造投资16亿元。"
    "教育惠民，在校学生共有4.2万人，其中寄宿学生1.26万人，教职工3万人。新增贷款40亿元。"
)


@pytest.mark.parametrize(
    ("question", "head", "operands"),
    [
        ("2021年城市更新投资里，棚户区改造占了百分之多少", "约占32.5%", ["26亿元", "80亿元"]),
        ("2021年城市更新完成投资中，老旧小区改造投资占多少比例", "约占20%", ["16亿元", "80亿元"]),
        ("2021年在校学生当中，寄宿学生占比多少", "约占30%", ["1.26万人", "4.2万人"]),
    ],
)
def test_the_share_of_two_amounts(question: str, head: str, operands: list[str]) -> None:
    answer = ask(RENEWAL, question)
    assert heads(answer) == [head] and worked_out(answer, Operation.SHARE)
    assert answer.claims[0].operands == tuple(operands)


def test_no_share_of_amounts_in_other_units() -> None:
    report = made("开展城市更新，完成投资80亿元，其中棚户区改造2400套。新增贷款40亿元。")
    answer = ask(report, "2021年城市更新投资里，棚户区改造占了百分之多少")
    assert answer.outcome is Outcome.NOT_FOUND


PRESSED = made(
    "市级审批事项从5598项压减至3018项。产业工人由5.2万人增加到6.9万人。"
    "城镇化率由49.6%提高到52.1%。办结事项2.6万项，新增岗位1800个。"
)


@pytest.mark.parametrize(
    ("question", "head", "operands"),
    [
        ("2021年市级审批事项压减了多少项", "减少2580项", ("5598项", "3018项")),
        ("2021年产业工人增加了多少", "增加1.7万人", ("5.2万人", "6.9万人")),
        ("2021年城镇化率提高了几个百分点", "增加2.5个百分点", ("49.6%", "52.1%")),
    ],
)
def test_a_change_from_one_value_to_another(
    question: str, head: str, operands: tuple[str, str]
) -> None:
    answer = ask(PRESSED, question)
    assert heads(answer) == [head] and worked_out(answer, Operation.DIFFERENCE)
    assert answer.claims[0].operands == operands


RATES = made(
    "森林覆盖率达到45.2%，城镇化率达到52.1%，绿化覆盖率达到39.6%。",
    "森林覆盖率提高2个百分点，城镇化率提高1.5个百分点。绿化覆盖率提高0.5个百分点。",
)


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("2022年森林覆盖率要达到多少", "2022年约为47.2%"),
        ("2022年城镇化率要提高到多少", "2022年约为53.6%"),
        ("2022年绿化覆盖率目标是达到多少", "2022年约为40.1%"),
    ],
)
def test_a_rate_that_is_to_be_raised_by_points(question: str, head: str) -> None:
    answer = ask(RATES, question)
    assert heads(answer) == [head] and worked_out(answer, Operation.SUM)
    assert "目标值" in answer.text and "实际值" in answer.text


def test_by_how_many_points_is_what_the_report_says() -> None:
    answer = ask(RATES, "2022年城镇化率提高多少个百分点")
    assert (stated(answer), heads(answer)) == (["1.5个百分点"], [])


MOVED = made(
    "地区生产总值完成210.5亿元，增长9.1%。一般公共预算收入完成18.2亿元，下降2.4%。"
    "固定资产投资增长11.4%。",
    "一般公共预算收入增长6%。",
)
COAL = [
    made("原煤产量达到3120万吨。粮食总产量达到12.6万吨。"),
    made("原煤产量达到3250万吨。粮食总产量达到11.9万吨。", year=2021),
]


@pytest.mark.parametrize(
    ("report", "question", "word", "expected"),
    [
        (MOVED, "2021年一般公共预算收入增长了吗", "没有，", ["2.4%"]),
        (MOVED, "2021年一般公共预算收入下降了吗", "是的，", ["2.4%"]),
        (MOVED, "2021年地区生产总值是不是增长了", "是的，", ["9.1%"]),
        (MOVED, "2021年地区生产总值下降了吗", "没有，", ["9.1%"]),
        (MOVED, "2021年地区生产总值增长超过9%了吗", "是的，", ["9.1%"]),
        (MOVED, "2021年地区生产总值增长到10%了吗", "没有，", ["9.1%"]),
        (COAL, "2021年原煤产量比上年增加了吗", "没有，", ["130万吨", "3120万吨", "3250万吨"]),
        (COAL, "2021年原煤产量减少了吗", "是的，", ["130万吨", "3120万吨", "3250万吨"]),
        (COAL, "2021年粮食总产量提高了吗", "是的，", ["0.7万吨", "12.6万吨", "11.9万吨"]),
    ],
)
def test_yes_or_no_on_growth(
    report: Report | list[Report], question: str, word: str, expected: list[str]
) -> None:
    answer = ask(report, question)
    assert answer.text.startswith(word) and stated(answer) == expected


def test_growth_of_what_is_not_told_is_neither_yes_nor_no() -> None:
    answer = ask(MOVED, "2021年社会消费品零售总额增长了吗")
    assert answer.outcome is Outcome.NOT_FOUND


PLANNED = [
    made(
        "地区生产总值增长7.2%，固定资产投资增长13.5%。社会消费品零售总额增长6.5%，未实现预期目标。"
        "城镇登记失业率3.1%。一般公共预算收入增长9.6%，低于13%左右的预期目标。"
    ),
    made(
        "地区生产总值增长2%。固定资产投资增长3%。",
        "地区生产总值增长8%以上，固定资产投资增长12%以上，城镇登记失业率控制在4%以内。",
        year=2021,
    ),
]


@pytest.mark.parametrize(
    ("question", "head", "expected"),
    [
        ("2021年地区生产总值增长目标完成了吗", "没有完成：", ["8%", "7.2%"]),
        ("2021年固定资产投资增长目标实现了没有", "完成了：", ["12%", "13.5%"]),
        ("2021年城镇登记失业率目标完成了吗", "完成了：", ["4%", "3.1%"]),
    ],
)
def test_the_target_against_the_outcome(question: str, head: str, expected: list[str]) -> None:
    answer = ask(PLANNED, question)
    assert answer.text.startswith(head) and stated(answer) == expected
    assert [c.basis for c in answer.claims] == ["target", "actual"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2021年社会消费品零售总额目标完成了吗", "社会消费品零售总额增长6.5%，未实现预期目标"),
        ("2021年一般公共预算收入增长目标完成了吗", "增长9.6%，低于13%左右的预期目标"),
        ("2021年一般公共预算收入达到预期目标了吗", "增长9.6%，低于13%左右的预期目标"),
    ],
)
def test_what_the_report_itself_says_of_its_target(question: str, words: str) -> None:
    answer = ask(PLANNED, question)
    assert words in answer.text and not answer.text.startswith("完成了")
    assert "13.5%" not in answer.text and "7.2%" not in answer.text


TARGETS = [
    made("地区生产总值增长8.8%。", "地区生产总值增长7.5%，固定资产投资增长15%。", year=2015),
    made("地区生产总值增长9.9%。", "地区生产总值增长9%，固定资产投资增长12%。", year=2014),
]


@pytest.mark.parametrize(
    ("question", "head", "expected"),
    [
        (
            "地区生产总值增长目标，2015年比2014年调高还是调低了",
            "2015年目标低于2014年目标，调低了：",
            ["7.5%", "9%"],
        ),
        (
            "固定资产投资增长目标，2015年比2014年调高还是调低",
            "2015年目标高于2014年目标，调高：",
            ["15%", "12%"],
        ),
        (
            "2015年GDP增长目标比2014年目标是调高还是调低",
            "2015年目标低于2014年目标，调低：",
            ["7.5%", "9%"],
        ),
    ],
)
def test_one_years_target_against_anothers(question: str, head: str, expected: list[str]) -> None:
    answer = ask(TARGETS, question)
    assert answer.text.startswith(head) and stated(answer) == expected


def test_imports_are_never_less_than_nothing() -> None:
    report = made(
        "五年累计进出口总额264.5亿美元，年均增长10.1%，其中出口184.9亿美元。"
        "全年进出口总额66.7亿美元，增长16.3%。"
    )
    answer = ask(report, "由进出口总额和出口额推算，2021年进口额是多少")
    assert "-" not in answer.text and not heads(answer)


STEPS = made(
    "进出口总值1.09万亿美元，其中出口6364亿美元。五年累计出口2.5万亿美元。"
    "固定资产投资增长9%，全省第1。三次产业结构为0.1:46.7:53.2。现代服务业增加值981亿元，"
    "占服务业增加值比重61%。城区绿地扩大30万平方米。",
    "森林保险保额由每亩500元提高到每亩1200元。财政赤字13500亿元，其中中央财政赤字9500亿元。",
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("沁水2021年进口额是多少", "约为4536亿美元"),
        ("沁水2022年森林保险保额提了多少元", "增加700元"),
        ("沁水2022年财政赤字中中央财政赤字占百分之几", "约占70.4%"),
        ("沁水2021年第三产业比重过半了吗", "是的，沁水县2021年第三产业增加值占地区生产总值"),
        ("沁水2021年城区绿地扩大了多少", "30万平方米"),
        ("沁水2021年固定资产投资增速是不是全省第一", "增长9%"),
        ("沁水2021年现代服务业增加值多少，占服务业比重多大", "61%"),
        ("沁水2021年现代服务业增加值多少，占服务业比重多大", "981亿元"),
    ],
)
def test_what_is_worked_out_or_told_beside(question: str, said: str) -> None:
    assert said in ask(STEPS, question).text


def test_a_difference_in_english() -> None:
    taxes = [made("税收收入1505亿元。", year=2018), made("税收收入1688亿元。", year=2019)]
    answer = ask(taxes, "By how many yuan did Qinshui's tax revenue in 2018 exceed that of 2017?")
    assert answer.text.startswith("The difference is 18.3 billion yuan: ")


def test_a_plan_less_what_was_done_the_year_before() -> None:
    homes = made("建设筹集保障性住房1110套。", "建设筹集保障性住房550套。")
    answer = ask(homes, "沁水2022年打算建设筹集的保障性住房，比2021年落实的少了多少套")
    assert "2022年目标比2021年实际少560套" in answer.text
