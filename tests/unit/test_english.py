"""English terms in any form of their words, and what an English question asks for."""

import pytest

from rag import wanted
from rag.english import base, pieces, translated, untranslated
from rag.placing import places, without
from rag.years import reports_in, years_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("factories", "factory"),
        ("planned", "planning"),
        ("organisation", "organization"),
        ("metres", "meter"),
        ("labour", "labor"),
        ("built", "build"),
        ("classes", "class"),
    ],
)
def test_forms_of_one_word(one: str, other: str) -> None:
    assert base(one) == base(other)


@pytest.mark.parametrize(
    ("one", "other"), [("business", "busy"), ("gas", "ga"), ("steel", "steal")]
)
def test_words_that_only_look_alike(one: str, other: str) -> None:
    assert base(one) != base(other)


def test_a_term_in_another_form_than_the_table() -> None:
    assert "光伏" in translated("the solar plants")
    assert translated("sewage-treatment plants") == translated("sewage treatment plant")


def test_the_longest_term_goes_first() -> None:
    assert "高铁" in translated("the high-speed railways in operation")
    assert "铁路" not in translated("the high-speed railways in operation")


def test_a_word_of_asking_is_no_other_form_of_a_term() -> None:
    assert all("公布" not in p.chinese for p in pieces("what the report stated"))
    assert translated("reported") == ()


def test_a_name_is_taken_from_the_chinese_in_brackets() -> None:
    question = 'How many took part in the "Golden Bridge Plan" (金桥计划)?'
    assert "金桥计划" in translated(question)
    assert not {"Golden", "Bridge"} & set(untranslated(question))


def test_capacity_is_that_of_works_unless_power_is_meant() -> None:
    assert translated("cement capacity") == ("水泥", "产能")
    assert "装机容量" in translated("wind power capacity")


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many tonnes of apples were picked?", "千克"),
        ("How much did the county spend on roads?", "元"),
        ("How large was the budget deficit?", "元"),
        ("How many households moved?", "户"),
        ("How much solar capacity was added?", "瓦"),
    ],
)
def test_units_of_an_english_question(question: str, unit: str) -> None:
    assert unit in wanted.units(question)


def test_capacity_alone_is_no_power() -> None:
    assert "瓦" not in wanted.units("What coke capacity does the city have?")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("by the end of the 14th Five-Year Plan", 2025),
        ("in the first five-year plan", 1957),
        ("the Second Five-Year Plan", 1962),
        ("the sixth five year plan period", 1985),
    ],
)
def test_five_year_plans_in_english(text: str, year: int) -> None:
    assert years_in(text, None)[0] == (year,)


def test_the_year_of_a_report_in_english() -> None:
    assert reports_in("the 2017 State Council work report")[0] == (2017,)
    assert reports_in("what the report of 2019 said")[0] == (2019,)
    assert reports_in("in 2014 according to the report")[0] == ()


def test_an_unknown_word_in_brackets_says_the_same_again() -> None:
    unknown = untranslated("How many sheep (zzyang) were sold at the zzfair?")
    assert "zzfair" in unknown and "zzyang" not in unknown


def test_a_new_district_is_nothing_newly_built() -> None:
    text = "What did Dapeng New District build"
    assert "New" not in without(text, places(text, ()))


@pytest.mark.parametrize(
    ("question", "unit"),
    [("How many skilled workers were trained?", True), ("How many words from people?", False)],
)
def test_people_are_counted_where_they_are_what_is_asked_for(question: str, unit: bool) -> None:
    assert ("人" in wanted.units(question)) is unit
