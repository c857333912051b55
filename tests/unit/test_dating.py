"""The year and the day of delivery, and whether they are certain."""

from __future__ import annotations

from datetime import date

import pytest

from rag.parse import recognise

SPEECH = "各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n"


@pytest.mark.parametrize(
    ("text", "name", "year", "sure"),
    [
        (SPEECH + "一、2018年工作回顾\n成绩很大。\n二、2019年工作安排\n要努力。", "x", 2019, True),
        (
            SPEECH + "一、1993年国内工作的回顾和1994年工作的基本方针\n成绩很大。",
            "x",
            1994,
            True,
        ),
        (SPEECH + "一、2016-2020年工作回顾\n二、2021年重点工作\n", "x", 2021, True),
        (SPEECH + "一、过去五年工作回顾\n二、2012年工作的主要目标和任务\n", "x", 2012, True),
        (SPEECH + "一、1981年国民经济计划的任务\n今年计划正在执行。", "国务院_1980", 1980, True),
        (SPEECH + "二、1981年国民经济计划的任务\n今年计划正在执行。", "x", 1981, False),
        (SPEECH + "本届政府1998年3月就职，任期即将结束。", "x", None, False),
        (SPEECH + "过去的一年，成绩很大。", "某县_2007", 2007, True),
        ("发布时间：2015-03-02\n" + SPEECH + "过去的一年，成绩很大。", "x", 2015, False),
        (
            "各位代表：\n我代表国务院，向第十届全国人民代表大会第一次会议报告过去五年的工作。\n",
            "x",
            2003,
            True,
        ),
        (
            "各位代表：\n现在我代表国务院向第一届全国人民代表大会第三次会议提出1955年决算的报告。\n",
            "x",
            1956,
            True,
        ),
        ("2024年政府工作报告\n" + SPEECH + "一、2021年工作回顾\n成绩很大。", "x", 2022, True),
    ],
)
def test_year(text: str, name: str, year: int | None, sure: bool) -> None:
    found = recognise(text, name)
    assert (found.year, found.sure) == (year, sure)
    assert bool(found.ground) == (year is not None)


@pytest.mark.parametrize(
    ("front", "day"),
    [
        ("2004年01月12日\n—在省第十届人民代表大会第二次会议上（二〇〇四年一月八日）", (2004, 1, 8)),
        ("2026年02月10日07时41分\n2026年2月3日在省第十四届人民代表大会第五次会议上", (2026, 2, 3)),
        ("在县第十五届人民代表大会第二次会议上\n县长 岳文\n（2008年3月27日）", (2008, 3, 27)),
        ("2005年2月26日", (2005, 2, 26)),
        ("2003年01月13日\n在省第十届人民代表大会第一次会议上", None),
        ("发布时间：2019年3月4日\n在县第十五届人民代表大会上", None),
    ],
)
def test_the_day_is_that_of_the_meeting_not_of_the_posting(
    front: str, day: tuple[int, int, int] | None
) -> None:
    found = recognise(f"政府工作报告\n{front}\n{SPEECH}", "x")
    assert found.delivered == (date(*day) if day else None)


def test_two_reports_of_one_year_are_told_apart_by_their_days() -> None:
    first = recognise(f"2021年2月5日在区第六届人民代表大会第八次会议上\n{SPEECH}", "罗湖区_2021")
    second = recognise(f"2021年9月28日在区第七届人民代表大会第一次会议上\n{SPEECH}", "罗湖区_2021b")
    assert first.year == second.year == 2021
    assert (first.delivered, second.delivered) == (date(2021, 2, 5), date(2021, 9, 28))
