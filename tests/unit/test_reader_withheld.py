"""What the reader has worked out and somebody has changed since: a wrong result is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_reader import ask, card
from test_reader_derived import MULTIPLE, PRESSED, RATES, RENEWAL, SINCE, TARGETS

from rag.types import Answer, Operation, Outcome, Report
from rag.verify import verify


def changed(answer: Answer, before: str, after: str) -> Answer:
    """The answer with another first statement."""
    first = answer.claims[0]
    assert before in first.text and answer.text.count(first.text) == 1
    new = first.text.replace(before, after)
    claims = (replace(first, text=new), *answer.claims[1:])
    return replace(answer, claims=claims, text=answer.text.replace(first.text, new, 1))


@pytest.mark.parametrize(
    ("report", "question", "before", "after"),
    [
        (RENEWAL, "2021年城市更新投资里，棚户区改造占了百分之多少", "32.5%", "20%"),
        (RENEWAL, "2021年城市更新投资里，棚户区改造占了百分之多少", "32.5%", "32.4%"),
        (MULTIPLE, "2006年地区生产总值是多少", "60亿元", "61亿元"),
        (MULTIPLE, "2006年地区生产总值是多少", "60亿元", "60万元"),
        (SINCE, "2020年接待游客多少人次", "360万", "324万"),
        (SINCE, "2020年粮食总产量是多少", "12.2万吨", "13万吨"),
        (PRESSED, "2021年城镇化率提高了几个百分点", "2.5个百分点", "2.5%"),
        (RATES, "2022年森林覆盖率要达到多少", "47.2%", "43.2%"),
        (MULTIPLE, "2006年地区生产总值是多少", "2006年", "2007年"),
        (SINCE, "2020年粮食总产量是多少", "2020年", "2019年"),
        (RATES, "2022年森林覆盖率要达到多少", "2022年", "2023年"),
    ],
)
def test_a_worked_out_value_that_was_changed_is_withheld(
    report: Report, question: str, before: str, after: str
) -> None:
    answer, library = ask(report, question), [card(report)]
    assert verify(answer, library) == answer
    found = verify(changed(answer, before, after), library)
    assert (found.outcome, found.claims) == (Outcome.NOT_FOUND, ())
    assert "没有通过核验" in "".join(found.notes) and after not in found.text


@pytest.mark.parametrize("wrong", [Operation.SUM, Operation.DIFFERENCE, Operation.QUOTIENT])
def test_a_share_is_no_other_operation(wrong: Operation) -> None:
    answer = ask(RENEWAL, "2021年城市更新投资里，棚户区改造占了百分之多少")
    claims = (replace(answer.claims[0], operation=wrong), *answer.claims[1:])
    found = verify(replace(answer, claims=claims), [card(RENEWAL)])
    assert found.outcome is Outcome.NOT_FOUND


def test_a_share_is_of_amounts_in_one_unit() -> None:
    answer = ask(RENEWAL, "2021年在校学生当中，寄宿学生占比多少")
    assert verify(answer, [card(RENEWAL)]) == answer
    total = replace(answer.claims[0], operands=("1.26万人", "4.2万元"))
    wrong = replace(answer, claims=(total, *answer.claims[1:]))
    assert verify(wrong, [card(RENEWAL)]).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("report", "question", "year"),
    [
        (MULTIPLE, "2006年地区生产总值是多少", 2006),
        (SINCE, "2020年粮食总产量是多少", 2020),
    ],
)
def test_a_worked_out_year_is_one_that_the_report_speaks_of(
    report: Report, question: str, year: int
) -> None:
    answer = ask(report, question)
    moved = changed(answer, f"{year}年", "2001年")
    claims = (replace(moved.claims[0], years=(2001,)), *moved.claims[1:])
    found = verify(replace(moved, claims=claims), [card(report)])
    assert found.outcome is Outcome.NOT_FOUND and "2001" not in found.text


def test_a_head_whose_year_was_changed_is_withheld() -> None:
    answer = ask(TARGETS, "地区生产总值增长目标，2015年比2014年调高还是调低了")
    wrong = replace(answer, text=answer.text.replace("低于2014年目标", "低于2013年目标"))
    library = [card(r) for r in TARGETS]
    assert verify(answer, library).outcome is Outcome.ANSWERED
    assert verify(wrong, library).outcome is Outcome.NOT_FOUND
    wrong = replace(answer, text=answer.text.replace("低于2014年目标", "低于2014年实际"))
    assert verify(wrong, library).outcome is Outcome.NOT_FOUND
