"""The years that a question names, written out or told from the latest report."""

from __future__ import annotations

import pytest

from rag.years import plan_years, reports_in, years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("沁水2022年新增光伏装机多少", (2022,)),
        ("2022 年", (2022,)),
        ("GDP 2021", (2021,)),
        ("22年投资目标", (2022,)),
        ("98年", (1998,)),
        ("二〇二二年", (2022,)),
        ("二零二一年", (2021,)),
        ("2021年和2022年", (2021, 2022)),
        ("2022年比2021年", (2022, 2021)),
        ("2021年底", (2021,)),
        ("2021年2021年", (2021,)),
        ("十四五末", (2025,)),
        ("“十四五”末", (2025,)),
        ("十三五期间", (2020,)),
        ("去年", (2021,)),
        ("上年", (2021,)),
        ("今年的目标", (2022,)),
        ("明年", (2023,)),
        ("前年", (2020,)),
        ("last year", (2021,)),
        ("this year's target", (2022,)),
        ("in 2022", (2022,)),
        ("装机多少", ()),
        ("投资2022元", ()),
        ("13710", ()),
        ("连续3年", ()),
        ("20年来", ()),
        ("10年内", ()),
        ("", ()),
    ],
)
def test_years_in(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text, 2022)[0] == years


@pytest.mark.parametrize("latest", [2005, 2022, 2031])
def test_relative_years_follow_the_latest_report(latest: int) -> None:
    assert years_in("去年GDP", latest)[0] == (latest - 1,)
    assert years_in("今年GDP", latest)[0] == (latest,)
    assert years_in("前年GDP", latest)[0] == (latest - 2,)
    assert years_in("大前年GDP", latest)[0] == (latest - 3,)


def test_relative_years_without_a_report_say_nothing() -> None:
    assert years_in("去年GDP", None)[0] == ()


def test_a_written_year_wins_over_a_relative_one() -> None:
    assert years_in("去年（2021）涨了几个点", 2024)[0] == (2021,)


def test_the_words_of_the_years_are_taken_out() -> None:
    years, rest = years_in("沁水2022年新增光伏，十四五末多少", 2022)
    assert years == (2022, 2025)
    assert rest.replace(" ", "") == "沁水新增光伏，多少"


@pytest.mark.parametrize(
    ("text", "delivered", "rest"),
    [
        ("2021年报告里说的沁水GDP", (2021,), "沁水GDP"),
        ("2022年政府工作报告提到的光伏", (2022,), "光伏"),
        ("2021年的报告中GDP多少", (2021,), "GDP多少"),
        ("what does the 2022 report say", (2022,), "what does thesay"),
        ("2021年GDP", (), "2021年GDP"),
        ("报告里的GDP", (), "报告里的GDP"),
    ],
)
def test_reports_in(text: str, delivered: tuple[int, ...], rest: str) -> None:
    found, left = reports_in(text)
    assert found == delivered
    assert left.replace(" ", "").removeprefix("的") == rest.replace(" ", "")


@pytest.mark.parametrize(
    ("ordinal", "years"),
    [
        ("十", (2001, 2005)),
        ("十一", (2006, 2010)),
        ("十三", (2016, 2020)),
        ("十四", (2021, 2025)),
        ("十五", (2026, 2030)),
        ("八", (1991, 1995)),
        ("一", (1953, 1957)),
        ("二", (1958, 1962)),
        ("零", None),
        ("沁", None),
    ],
)
def test_five_year_plans(ordinal: str, years: tuple[int, int] | None) -> None:
    assert plan_years(ordinal) == years
