"""A question and the turns before it as a query; the library is known as cards only."""

from __future__ import annotations

import pytest

from rag import asks
from rag.regions import gazetteer
from rag.types import Basis, Query, ReportCard
from rag.understand import understand

GDP = "地区生产总值"
SOLAR = "沁水2022年新增光伏装机多少"


def card(place: str, year: int) -> ReportCard:
    return ReportCard(
        source_id=f"{place}{year}",
        report=f"{place}_{year}",
        region=gazetteer().by_name(place)[0],
        year=year,
        delivered=None,
        title="政府工作报告",
        passages=1,
        observations=1,
    )


TWO = (card("沁水县", 2022), card("五寨县", 2022))
ONE = TWO[:1]


def read(question: str, *before: str, library: tuple[ReportCard, ...] = TWO) -> Query:
    return understand(question, [(turn, "") for turn in before], library)


def places(query: Query) -> list[str]:
    return [r.name for r in query.regions]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (SOLAR, ["沁水县"]),
        ("沁水县2021年GDP", ["沁水县"]),
        ("山西省晋城市沁水县2021年GDP", ["沁水县"]),
        ("泌水县2021年GDP", ["沁水县"]),
        ("沁水縣2022年新增光伏裝機多少", ["沁水县"]),
        ("五寨縣固定資產投資增長多少", ["五寨县"]),
        ("Qinshui GDP 2021", ["沁水县"]),
        ("What is Wuzhai County's GDP growth in 2021?", ["五寨县"]),
        ("五寨、沁水哪个县更快", ["五寨县", "沁水县"]),
        ("两县2022年的GDP增长目标分别是多少", ["沁水县", "五寨县"]),
        ("哪个县GDP增速高", ["沁水县", "五寨县"]),
        ("2022年GDP目标", []),
        ("沁水县域经济", ["沁水县"]),
        ("鹿台山瓦斯发电新增装机多少", []),
        ("沁水煤层气产量是全国第一吗", ["沁水县"]),
    ],
)
def test_places(question: str, names: list[str]) -> None:
    query = read(question)
    assert places(query) == names
    assert query.missing == ()


@pytest.mark.parametrize(
    "question", ["阳城县2021年GDP多少", "洪洞2021年GDP", "北京2021年GDP增长", "2021年深圳市GDP"]
)
def test_a_place_without_report_is_named_missing(question: str) -> None:
    query = read(question)
    assert query.regions == () and len(query.missing) == 1


def test_a_missing_place_beside_a_loaded_one() -> None:
    query = read("沁水和阳城哪个GDP高")
    assert (places(query), query.missing) == (["沁水县"], ("阳城县",))
    query = read("沁水、阳城哪个GDP高")
    assert (places(query), query.missing) == (["沁水县"], ("阳城县",))


def test_a_library_of_one_place_needs_no_place() -> None:
    assert places(read("2022年GDP目标", library=ONE)) == ["沁水县"]
    assert read("阳城县2022年GDP目标", library=ONE).regions == ()


@pytest.mark.parametrize(
    ("question", "years", "delivered"),
    [
        (SOLAR, (2022,), ()),
        ("沁水22年投资目标", (2022,), ()),
        ("去年沁水GDP", (2021,), ()),
        ("今年五寨的GDP目标", (2022,), ()),
        ("十四五末五寨粮食产量", (2025,), ()),
        ("2021年报告里说的沁水GDP", (), (2021,)),
        ("沁水GDP", (), ()),
        ("沁水2022年GDP目标比2021年实际低多少", (2022, 2021), ()),
    ],
)
def test_years(question: str, years: tuple[int, ...], delivered: tuple[int, ...]) -> None:
    query = read(question)
    assert (query.years, query.delivered) == (years, delivered)


def test_last_year_is_the_last_before_the_places_latest_report() -> None:
    library = (card("沁水县", 2020), card("五寨县", 2023))
    assert read("去年沁水GDP", library=library).years == (2019,)
    assert read("去年五寨GDP", library=library).years == (2022,)


@pytest.mark.parametrize(
    ("question", "indicators"),
    [
        ("五寨GPD增长多少", (GDP,)),
        ("老百姓手里的钱涨了多少", ("居民人均可支配收入",)),
        ("沁水22年投资目标", ("固定资产投资",)),
        ("沁水2021年一般公共预算收入收了多少亿", ("一般公共预算收入",)),
        ("五寨财政收入", ("一般公共预算收入",)),
        ("沁水2021年规上工业增加值", ("规模以上工业增加值",)),
        ("What is the GDP growth target of Wuzhai for 2022?", (GDP,)),
        ("五寨县长是谁", ()),
    ],
)
def test_indicators(question: str, indicators: tuple[str, ...]) -> None:
    assert read(question).indicators == indicators


def test_city_and_country_incomes_are_two_indicators() -> None:
    query = read("城里人和农村人收入各涨多少")
    assert set(query.indicators) == {"城镇居民人均可支配收入", "农村居民人均可支配收入"}


def test_headline_question() -> None:
    query = read(SOLAR)
    assert query.question == query.standalone == SOLAR
    assert query.intent == asks.FIGURE and query.language == "zh"
    assert {"光伏"} <= set(query.terms) and query.units == ("瓦",)
    assert query.qualifiers == ("新增",)
    assert (query.basis, query.inherited, query.background) == (None, (), ())


def test_headline_question_in_english() -> None:
    query = read("How much solar capacity does Qinshui plan to add in 2022?")
    assert places(query) == ["沁水县"] and query.years == (2022,)
    assert (query.language, query.basis, query.intent) == ("en", Basis.TARGET, asks.FIGURE)
    assert "光伏" in query.terms and "瓦" in query.units


@pytest.mark.parametrize(
    ("question", "basis"),
    [("五寨2022年GDP目标", Basis.TARGET), ("沁水2021年实际完成投资", Basis.ACTUAL), (SOLAR, None)],
)
def test_basis(question: str, basis: Basis | None) -> None:
    assert read(question).basis is basis


def test_another_place_inherits_year_and_content() -> None:
    query = read("那五寨呢？", SOLAR)
    assert (places(query), query.years) == (["五寨县"], (2022,))
    assert "光伏" in query.terms and query.units == ("瓦",) and query.qualifiers == ("新增",)
    said = "；".join(query.inherited)
    assert "2022" in said and "光伏" in said and "沁水" not in said
    assert (
        "五寨县" in query.standalone and "2022" in query.standalone and "光伏" in query.standalone
    )


def test_a_missing_place_inherits_too() -> None:
    query = read("阳城县呢", SOLAR)
    assert (query.regions, query.missing, query.years) == ((), ("阳城县",), (2022,))
    assert "光伏" in query.terms


def test_the_target_is_asked_of_the_same_thing() -> None:
    query = read("目标呢？", "沁水2022年GDP增长多少")
    assert (places(query), query.years, query.indicators) == (["沁水县"], (2022,), (GDP,))
    assert query.basis is Basis.TARGET
    assert any("沁水县" in what for what in query.inherited)


def test_another_year_of_the_same_thing() -> None:
    query = read("2021年呢？", "五寨2022年GDP目标")
    assert (places(query), query.years, query.indicators) == (["五寨县"], (2021,), (GDP,))
    assert query.basis is None
    assert not any("2022" in what for what in query.inherited)


def test_another_subject_keeps_place_and_year_only() -> None:
    query = read("那风电呢？", SOLAR)
    assert (places(query), query.years) == (["沁水县"], (2022,))
    assert "风电" in query.terms
    assert "光伏" not in (*query.terms, *query.background)


def test_two_turns_back() -> None:
    query = read("比上年呢", "沁水2021年GDP增长多少", "那五寨呢")
    assert (places(query), query.indicators) == (["五寨县"], (GDP,))


def test_a_new_question_inherits_nothing() -> None:
    query = read("五寨2021年GDP增长多少", SOLAR)
    assert (places(query), query.years, query.indicators) == (["五寨县"], (2021,), (GDP,))
    assert query.inherited == ()


def test_a_definition_inherits_nothing() -> None:
    query = read("什么是“13710”", SOLAR)
    assert query.intent == asks.DEFINITION
    assert (query.regions, query.years, query.inherited) == ((), (), ())
    assert query.terms == ("13710",)


def test_both_counties_after_one() -> None:
    assert places(read("两县的GDP呢", SOLAR)) == ["沁水县", "五寨县"]


def test_a_follow_up_takes_the_place_and_the_words_of_the_answer_before_it() -> None:
    turn = ("县里给老师体检要花多少钱", "沁水县2022年计划拿出680万元，用于教职工健康检查。")
    query = understand("一共覆盖多少人", [turn], TWO)
    assert places(query) == ["沁水县"] and "教职工" in query.background
    both = ("GDP目标是多少", "沁水县9%；五寨县8%。")
    assert places(understand("一共覆盖多少人", [both], TWO)) == []


def test_another_subject_leaves_the_words_of_the_answer_behind() -> None:
    turn = ("沁水2022年新增光伏装机多少", "沁水县2022年计划新增装机580兆瓦，共5个项目。")
    for question in ("那风电呢", "那风电呢，多少千瓦"):
        assert "项目" not in understand(question, [turn], TWO).background


def test_understanding_is_pure() -> None:
    history = [(SOLAR, "580兆瓦")]
    assert understand("那五寨呢？", history, TWO) == understand("那五寨呢？", history, TWO)
    assert history == [(SOLAR, "580兆瓦")]


@pytest.mark.parametrize("question", ["?", "？？？", "的", "a", "1", "呢", "😀", "光伏" * 900])
def test_odd_questions_are_read_without_error(question: str) -> None:
    query = read(question)
    assert query.question == question and places(query) == []
    assert read(question, SOLAR).question == question
    assert read(question, library=()).regions == ()


def test_a_follow_up_with_only_a_verb_asks_of_the_same_thing() -> None:
    query = read("那2023年打算控制在多少？", "沁水2022年城镇调查失业率是多少")
    assert query.indicators == ("城镇调查失业率",) and query.years == (2023,)


def test_a_part_that_a_follow_up_names_by_a_verb_is_a_subject_of_its_own() -> None:
    query = read("其中竣工的有多少套？", "沁水2022年建设多少套保障性住房")
    assert query.terms == ("竣工",)


def test_a_follow_up_that_asks_for_money_asks_for_no_growth() -> None:
    query = read("那2022年打算投多少个亿？", "沁水2021年固定资产投资增速")
    assert (query.indicators, query.kinds) == (("固定资产投资",), ())


def test_the_year_of_prices_is_no_year_asked_about() -> None:
    assert read("按1957年的不变价格算，1958年沁水工业总产值是多少").years == (1958,)


@pytest.mark.parametrize(
    ("question", "years", "term"),
    [
        ("How much will Qinshui invest in the Great Lake Park (大湖公园)?", (), "大湖公园"),
        ('How many did Qinshui train under the "Sunshine Project" (阳光工程)?', (), "阳光工程"),
        ("What grain output does Qinshui want by the end of the 15th Five-Year Plan?", (2030,), ""),
    ],
)
def test_names_and_plans_in_english(question: str, years: tuple[int, ...], term: str) -> None:
    query = read(question)
    assert query.years == years and (not term or term in query.terms)
    assert not {"Great", "Sunshine", "Five-Year"} & set(query.terms)


def test_a_place_in_brackets_is_a_place_and_a_name_with_one_is_not() -> None:
    assert places(read("GDP of the county (沁水县) in 2021")) == ["沁水县"]
    assert places(read("How big is Wuzhai's (沁水号) fleet in 2021?")) == ["五寨县"]


def test_a_name_with_a_place_in_it_names_no_place() -> None:
    assert read("五寨从深圳湾进口了多少").missing == ()
    assert read("某某集团深圳总部投了多少钱").missing == ()
    assert read("深圳2021年投了多少钱").missing != ()


def test_a_counter_that_is_asked_with_is_no_word_of_its_own() -> None:
    assert "期" not in read("五寨技能培训搞了几期").terms


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("招商引资这件事，怎么抓", asks.HOW),
        ("沁水的“无感审批”到底是个啥", asks.DEFINITION),
        ("沁水报告里“双随机”的意思", asks.DEFINITION),
        ("沁水2021年的任务干完没有", asks.OUTCOME),
        ("沁水2021年说要建厂，后来建成没有", asks.OUTCOME),
        ("沁水对养老有什么安排", asks.HOW),
        ("沁水2021年增长最厉害的是哪个产业", asks.COMPARE),
        ("沁水2022年财政想排进全省多少名", asks.RANK),
        ("How much foreign capital does Qinshui plan to actually use in 2022?", asks.FIGURE),
    ],
)
def test_intents_in_looser_words(question: str, intent: str) -> None:
    assert read(question, library=ONE).intent == intent


def test_the_county_town_is_no_part_of_its_name() -> None:
    assert "县城" in read("沁水县城2021年有哪几条路建成通车", library=ONE).terms
    assert "条路" not in read("沁水县城2021年有哪几条路建成通车", library=ONE).terms


def test_a_plan_s_outline_is_a_document_and_no_year() -> None:
    assert read("沁水“十五五”规划纲要提出多少项工程", library=ONE).years == ()
    assert read("沁水“十五五”规划提出多少项工程", library=ONE).years == (2030,)


def test_what_a_turn_was_answered_with_is_kept_for_the_next() -> None:
    turns = [("沁水2021年城镇新增就业多少", "4136人。"), ("2022年的目标呢", "3600人。")]
    query = understand("两个数差多少", turns, ONE)
    assert [q.written for side in query.operands for q in side.told] == ["3600人", "4136人"]
