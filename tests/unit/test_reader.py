"""The extractive reader over short made reports: figures asked together, follow-ups, refusals.

The places are real ones, their figures are made up; expected values are read off by eye. ``made``,
``ask`` and ``stated`` serve the other tests of the reader as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import pytest

from rag.extract import extract
from rag.numerals import figures
from rag.parse import parse
from rag.reader import Reader
from rag.regions import gazetteer
from rag.scope import scopes
from rag.split import split
from rag.types import Answer, Evidence, Hit, Outcome, Report, ReportCard, Source, Verdict
from rag.understand import Turn, understand
from rag.verify import verify

NOTHING = "各项工作扎实推进。"


def made(
    review: str = NOTHING, plan: str = NOTHING, *, year: int = 2022, place: str = "沁水县"
) -> Report:
    """A report of a place, delivered in a year, with one paragraph of review and one of plan."""
    text = (
        f"{place}{year}年政府工作报告\n\n——{year}年2月16日在{place}人民代表大会会议上\n\n"
        f"{place}人民政府县长 王明\n\n各位代表：\n\n现在，我代表县人民政府向大会报告工作。\n\n"
        f"一、{year - 1}年工作回顾\n\n{review}\n\n二、{year}年工作安排\n\n{plan}\n"
    )
    name = f"{place}_{year}"
    source = Source(id=hashlib.sha256(text.encode()).hexdigest()[:32], name=name, text=text)
    (region,) = gazetteer().by_name(place)
    return parse(source, region=region, year=year, delivered=date(year, 2, 16))


def card(report: Report) -> ReportCard:
    return ReportCard(
        source_id=report.source.id,
        report=report.source.name,
        region=report.region,
        year=report.year,
        delivered=report.delivered,
        title=report.title,
        passages=len(split(report)),
        observations=len(extract(report)),
    )


def evidence(reports: Sequence[Report], library: Sequence[ReportCard]) -> Evidence:
    """All that some reports hold, their passages in the order of the text."""
    passages = [p for r in reports for p in split(r)]
    return Evidence(
        hits=tuple(Hit(passage=p, score=1 / n) for n, p in enumerate(passages, 1)),
        scope=tuple(c for c in library if c.source_id in {r.source.id for r in reports}),
        library=tuple(library),
        observations=tuple(o for r in reports for o in extract(r)),
        glossary=tuple((r.source.id, n) for r in reports for n in r.glossary),
    )


def ask(reports: Report | Sequence[Report], question: str, history: Sequence[Turn] = ()) -> Answer:
    """The verified answer of the first scope that has one; nothing that is said is withheld."""
    given = [reports] if isinstance(reports, Report) else list(reports)
    library = [card(r) for r in given]
    query = understand(question, history, library)
    tried = [{c.source_id for c in scope.cards} for scope in scopes(query, library)] or [set()]
    answer: Answer | None = None
    for number, ids in enumerate(tried, 1):
        found = evidence([r for r in given if r.source.id in ids], library)
        said = Reader().answer(query, found)
        answer = verify(said, library)
        assert answer.outcome is said.outcome, f"{number}: {said.text} {answer.notes}"
        if answer.outcome is Outcome.ANSWERED:
            assert answer.citations and Verdict.UNSUPPORTED not in {
                c.verdict for c in answer.checks
            }
            return answer
    assert answer is not None
    return answer


def stated(answer: Answer) -> list[str]:
    """Every figure that an answer states, as written and in order; years are none."""
    return [f.quantity.written for f in figures(answer.text) if not (f.is_year or f.bare)]


COUNTY = made(
    "全县地区生产总值完成210.5亿元，增长9.1%，增速位居全市第二。固定资产投资完成85.5亿元，增长11.4%。"
    "一般公共预算收入完成18.2亿元，同比增长12.4%，增幅位居全市第三。"
    "社会消费品零售总额完成40.6亿元，增长7.7%。外贸进出口总额完成12.6亿元，增长14%。"
    "民营经济增加值完成96.3亿元，占全县经济总量的45.7%。"
    "接待游客342万人次，增长16.2%，实现旅游总收入28.6亿元，增长19.5%。景区门票收入达1.3亿元。"
    "城镇居民人均可支配收入达到38120元，增长7.6%。改造老旧小区17个，惠及居民5210户。"
    "建成安置房1260套，供应商品房4800套，供应建设用地2350亩。新增光伏装机128兆瓦。",
    "地区生产总值增长8%以上，固定资产投资完成95亿元、增长12%。改造老旧小区21个。",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2021年地区生产总值是多少，增长了多少", ["210.5亿元", "9.1%"]),
        ("2021年GDP总量和增速", ["210.5亿元", "9.1%"]),
        ("2021年社会消费品零售总额多少亿，增长几个点", ["40.6亿元", "7.7%"]),
        ("2021年固定资产投资增幅和总额各是多少", ["11.4%", "85.5亿元"]),
    ],
)
def test_level_and_growth_asked_together(question: str, expected: list[str]) -> None:
    answer = ask(COUNTY, question)
    assert stated(answer) == expected
    assert answer.text.count("实际值") == 2


def test_the_level_comes_first_where_the_report_has_it_last() -> None:
    report = made("地区生产总值增长9.1%，总量达到210.5亿元。固定资产投资完成85.5亿元。")
    assert stated(ask(report, "2021年GDP总量和增速")) == ["210.5亿元", "9.1%"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2021年安置房建成多少套，商品房供应多少套", ["1260套", "4800套"]),
        ("2021年商品房供应多少套，建设用地供应多少亩", ["4800套", "2350亩"]),
        ("2021年改造了多少个老旧小区，惠及多少户居民", ["17个", "5210户"]),
        ("2021年接待游客多少人次、旅游总收入多少亿元", ["342万人次", "28.6亿元"]),
    ],
)
def test_two_things_asked_in_one_question(question: str, expected: list[str]) -> None:
    assert stated(ask(COUNTY, question)) == expected


def test_two_things_are_taken_from_one_sentence() -> None:
    report = made("棚户区改造惠及居民880户。改造老旧小区17个，惠及居民5210户。")
    answer = ask(report, "2021年改造了多少个老旧小区，惠及多少户居民")
    assert stated(answer) == ["17个", "5210户"]


def test_a_share_asked_with_its_level() -> None:
    answer = ask(COUNTY, "2021年民营经济增加值达到多少亿元，占多大比重")
    assert stated(answer) == ["96.3亿元", "45.7%"]
    assert "占全县经济总量的45.7%" in answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2021年一般公共预算收入增速多少，全市第几", ["12.4%", "第三"]),
        ("2021年一般公共预算收入增长多少，在全市排第几", ["12.4%", "第三"]),
        ("2021年地区生产总值增速多少，全市第几", ["9.1%", "第二"]),
    ],
)
def test_a_rank_asked_with_the_growth(question: str, expected: list[str]) -> None:
    assert stated(ask(COUNTY, question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2021年门票收入多少", "1.3亿元"),
        ("2021年旅游总收入多少", "28.6亿元"),
        ("2021年旅游总收入增长多少", "19.5%"),
        ("2021年接待游客增长了多少", "16.2%"),
        ("2021年改造了多少个老旧小区", "17个"),
        ("2022年改造多少个老旧小区", "21个"),
        ("2022年固定资产投资目标多少亿元", "95亿元"),
        ("2022年固定资产投资增长目标是多少", "12%"),
        ("2021年固定资产投资增长多少", "11.4%"),
        ("2021年外贸进出口完成多少", "12.6亿元"),
    ],
)
def test_one_figure_and_no_other(question: str, expected: str) -> None:
    answer = ask(COUNTY, question)
    assert stated(answer) == [expected]
    assert ("目标值" in answer.text) == ("2022年" in question)


YEARS = [
    made("粮食总产量达到12.6万吨，地区生产总值增长9.1%，原煤产量3120万吨。", year=2022),
    made("粮食总产量达到11.9万吨，地区生产总值增长4.3%，原煤产量3250万吨。", year=2021),
    made("粮食总产量达到12.1万吨，地区生产总值增长6.4%，原煤产量3180万吨。", year=2020),
]
GRAIN = ("沁水2020年粮食总产量是多少", "沁水县2020年粮食总产量达到11.9万吨（实际值）。")


@pytest.mark.parametrize(
    ("question", "year", "expected"),
    [
        ("那第二年呢？", 2021, "12.6万吨"),
        ("再往前一年呢？", 2019, "12.1万吨"),
        ("那2021年呢", 2021, "12.6万吨"),
    ],
)
def test_a_follow_up_moves_on_by_a_year(question: str, year: int, expected: str) -> None:
    answer = ask(YEARS, question, [GRAIN])
    assert stated(answer) == [expected]
    assert answer.query.years == (year,) and f"沁水县{year}年" in answer.text


def test_a_second_follow_up_counts_from_the_first() -> None:
    answer = ask(YEARS, "再往前一年呢？", [GRAIN, ("那第二年呢？", "……")])
    assert (answer.query.years, stated(answer)) == ((2020,), ["11.9万吨"])
    answer = ask(YEARS, "再往前一年呢？", [GRAIN, ("再往前一年呢？", "……")])
    assert answer.outcome is Outcome.NOT_FOUND and answer.query.years == (2018,)


def test_every_year_that_is_asked_for() -> None:
    answer = ask(YEARS, "沁水2019年、2020年、2021年粮食总产量分别是多少")
    assert stated(answer) == ["12.1万吨", "11.9万吨", "12.6万吨"]
    assert [c.years for c in answer.claims] == [(2019,), (2020,), (2021,)]


def test_a_year_that_no_report_has_is_named() -> None:
    answer = ask(YEARS, "沁水2018年和2020年粮食总产量分别是多少")
    assert stated(answer) == ["11.9万吨"]
    assert "2018年：已载入的报告中没有这一数据" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("2022年城镇居民人均可支配收入是多少", id="another year"),
        pytest.param("2020年社会消费品零售总额是多少", id="the year before"),
        pytest.param("2022年社会消费品零售总额增长目标是多少", id="an outcome for a target"),
        pytest.param("2021年外贸依存度是多少", id="foreign trade for its ratio"),
        pytest.param("2021年网络零售额是多少", id="retail sales for those online"),
        pytest.param("2021年出口总额是多少", id="trade for exports"),
        pytest.param("2021年农村居民人均可支配收入是多少", id="townspeople for villagers"),
        pytest.param("2021年风电装机新增多少", id="solar for wind"),
        pytest.param("2021年居民消费价格涨了多少", id="growth for prices"),
        pytest.param("2021年实际利用外资多少", id="trade for investment"),
        pytest.param("2021年财政总收入是多少", id="budget for all revenue"),
        pytest.param("五寨2021年固定资产投资是多少", id="another place"),
        pytest.param("2021年社会消费品零售总额全市第几", id="another indicator's rank"),
    ],
)
def test_a_figure_of_something_else_is_never_given(question: str) -> None:
    answer = ask(COUNTY, question)
    assert answer.outcome is Outcome.NOT_FOUND
    assert stated(answer) == [] and answer.claims == ()


@pytest.mark.parametrize(
    "question", ["2021年GDP总量是多少", "2021年地区生产总值多少亿元", "沁水去年的GDP有多少亿"]
)
def test_growth_alone_is_no_answer_to_the_level(question: str) -> None:
    only = made("地区生产总值增长9.1%，固定资产投资完成85.5亿元。")
    assert ask(only, question).outcome is Outcome.NOT_FOUND
    assert stated(ask(only, "2021年地区生产总值增长多少")) == ["9.1%"]


def test_a_yearly_average_is_no_answer_to_one_years_growth() -> None:
    average = made("五年来，地区生产总值年均增长7.1%，固定资产投资完成85.5亿元。")
    assert ask(average, "2021年地区生产总值增长多少").outcome is Outcome.NOT_FOUND
    assert stated(ask(average, "五年来地区生产总值年均增长多少")) == ["7.1%"]


def test_each_place_has_its_own_figures() -> None:
    both = [
        made("固定资产投资完成85.5亿元。社会消费品零售总额完成40.6亿元。"),
        made("固定资产投资完成31.2亿元。高粱种植面积4.6万亩。", place="五寨县"),
    ]
    assert stated(ask(both, "五寨2021年固定资产投资是多少")) == ["31.2亿元"]
    assert stated(ask(both, "沁水2021年固定资产投资是多少")) == ["85.5亿元"]
    for question in (
        "五寨2021年社会消费品零售总额是多少",
        "沁水2021年高粱种植面积多少亩",
        "阳城2021年固定资产投资是多少",
    ):
        answer = ask(both, question)
        assert (answer.outcome, stated(answer)) == (Outcome.NOT_FOUND, [])
    answer = ask(both, "沁水和五寨2021年固定资产投资哪个高")
    assert answer.text.startswith("沁水县更多：") and stated(answer) == ["85.5亿元", "31.2亿元"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("沁水连续多少年未发生重大安全事故", "连续12年未发生重大安全事故"),
        ("信访总量连续多少年下降", "连续六年下降"),
    ],
)
def test_a_duration_is_answered_by_its_sentence(question: str, expected: str) -> None:
    report = made(
        "信访总量连续六年下降。安全形势平稳，连续12年未发生重大安全事故。粮食产量12.6万吨。"
        "改造道路用时8个月。"
    )
    answer = ask(report, question)
    assert expected in answer.text and "12.6" not in answer.text and "8个月" not in answer.text


def test_a_duration_that_is_not_told_is_not_found() -> None:
    report = made("信访总量连续六年下降。粮食产量12.6万吨。成功创建省级文明县城。")
    for question in ("粮食产量连续多少年增长", "创建省级文明县城用了多少年"):
        assert ask(report, question).outcome is Outcome.NOT_FOUND
