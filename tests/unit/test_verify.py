"""Every number of an answer against what it cites: kept, worked out again, or withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag import asks
from rag.regions import gazetteer
from rag.types import (
    Answer,
    Citation,
    Claim,
    Operation,
    Outcome,
    Query,
    Region,
    ReportCard,
    Verdict,
)
from rag.verify import check_sentence, verify

SOLAR = "实施国能榆次热电等 5 个光伏发电项目，新增装机容量 580 兆瓦。"


def region(place: str) -> Region:
    return gazetteer().by_name(place)[0]


def card(place: str, source: str) -> ReportCard:
    return ReportCard(
        source_id=source,
        report=f"{source}_2022",
        region=region(place),
        year=2022,
        delivered=None,
        title="政府工作报告",
        passages=1,
        observations=1,
    )


LIBRARY = (card("沁水县", "qinshui"), card("五寨县", "wuzhai"))
HOME = {"qinshui": region("沁水县").full, "wuzhai": region("五寨县").full}


def cited(quote: str, source: str = "qinshui", heading: str = "二、2022年工作安排") -> Citation:
    return Citation(
        report=f"{source}_2022",
        quote=quote,
        start=100,
        end=100 + len(quote),
        headings=(heading,),
        source_id=source,
    )


def claim(
    text: str, *quotes: str, source: str = "qinshui", operands: tuple[str, ...] = ()
) -> Claim:
    return Claim(
        text=text,
        citations=tuple(cited(q, source) for q in quotes),
        regions=(HOME[source],),
        years=(),
        operands=operands,
        operation=Operation.SUM if "合计" in text else Operation.DIFFERENCE,
    )


def answer(text: str, *claims: Claim, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    query = Query(question="q", standalone="q", intent=asks.FIGURE)
    return Answer(query=query, outcome=outcome, text=text, claims=claims)


def said(text: str, quote: str) -> Answer:
    return verify(answer(text, claim(text, quote)), LIBRARY)


def withheld(found: Answer) -> bool:
    if found.outcome is not Outcome.NOT_FOUND:
        return False
    assert found.claims == () and found.citations == () and found.notes
    return True


def test_a_right_answer_passes() -> None:
    before = answer("沁水县新增装机容量580兆瓦。", claim("沁水县新增装机容量580兆瓦", SOLAR))
    found = verify(before, LIBRARY)
    assert replace(found, checks=()) == before
    (check,) = found.checks
    assert (check.written, check.verdict, check.citation) == ("580兆瓦", Verdict.SUPPORTED, 0)


def test_verifying_again_changes_nothing() -> None:
    found = said("沁水县5个光伏项目，新增装机容量580兆瓦。", SOLAR)
    assert verify(found, LIBRARY) == found and len(found.checks) == 2


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("装机58万千瓦", "装机容量 580 兆瓦"),
        ("装机580 MW", "装机容量 580 兆瓦"),
        ("资金0.5亿元", "资金5000万元"),
        ("资金5000万元", "资金 0.5 亿元"),
        ("农田3.17万亩", "农田3万1700亩"),
        ("粮食25万吨", "粮食产量达5亿斤"),
        ("增长8.5%", "增长百分之八点五"),
        ("增长8.5%", "增长８．５％"),
        ("增长13.3%", "增长\n 13.3%，"),
        ("达6.61亿度", "达 6.61 亿\n\n度、"),
        ("办理十件实事", "办理10件实事"),
        ("总量位居第五", "总量位居全省第五"),
        ("浓度29微克/立方米", "PM2.5平均浓度29微克/立方米"),
        ("没有数字的一句话", "没有数字的一句话"),
    ],
)
def test_the_same_figure_in_other_words_passes(text: str, quote: str) -> None:
    found = said(text, quote)
    assert found.outcome is Outcome.ANSWERED
    assert {c.verdict for c in found.checks} <= {Verdict.SUPPORTED}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("新增装机容量850兆瓦", SOLAR),
        ("新增装机容量580千瓦", SOLAR),
        ("新增装机容量580万千瓦", SOLAR),
        ("6个光伏项目，装机容量580兆瓦", SOLAR),
        ("收入25.4万元", "一般公共预算收入完成 25.4 亿元"),
        ("收入25.4亿美元", "一般公共预算收入完成 25.4 亿元"),
        ("增长8.5个百分点", "增长 8.5%以上"),
        ("增长85%", "增长 8.5%以上"),
        ("增长5%", "增长 8.5%以上"),
        ("位居全省第九", "位居全省第五"),
        ("位居全省第五", "共有5个项目"),
        ("增长8.5%", "没有数字"),
        ("覆盖7人", "惠及7000人"),
    ],
)
def test_an_unsupported_figure_is_withheld(text: str, quote: str) -> None:
    found = said(text, quote)
    assert withheld(found)
    assert text not in found.text


def test_what_is_withheld_says_which_figure_failed() -> None:
    found = said("新增装机容量850兆瓦", SOLAR)
    assert "850兆瓦" in "".join(found.notes) and "850" not in found.text
    assert not [c for c in found.checks if c.verdict is not Verdict.UNSUPPORTED]


def test_one_wrong_figure_withholds_the_whole_answer() -> None:
    assert withheld(said("5个项目，装机容量581兆瓦", SOLAR))


def test_an_answer_without_citations_is_withheld() -> None:
    assert withheld(verify(answer("装机580兆瓦", Claim(text="装机580兆瓦", citations=())), LIBRARY))


def test_another_places_citation_is_withheld() -> None:
    wrong = replace(claim("五寨县装机580兆瓦", SOLAR), regions=(HOME["wuzhai"],))
    found = verify(answer("五寨县装机580兆瓦", wrong), LIBRARY)
    assert withheld(found)
    assert "qinshui_2022" in "".join(found.notes)


def test_each_figure_points_to_its_citation() -> None:
    claims = (
        claim("沁水县增长8%", "地区生产总值增长 8%以上"),
        claim("五寨县增长8.5%", "地区生产总值增长 8.5%以上", source="wuzhai"),
    )
    found = verify(answer("沁水县增长8%；五寨县增长8.5%。", *claims), LIBRARY)
    assert [(c.written, c.citation) for c in found.checks] == [("8%", 0), ("8.5%", 1)]
    assert [c.report for c in found.citations] == ["qinshui_2022", "wuzhai_2022"]


def test_a_figure_must_stand_in_its_own_claims_citation() -> None:
    claims = (
        claim("沁水县增长8.5%", "地区生产总值增长 8%以上"),
        claim("五寨县增长8%", "地区生产总值增长 8.5%以上", source="wuzhai"),
    )
    assert withheld(verify(answer("沁水县增长8.5%；五寨县增长8%。", *claims), LIBRARY))


def computed(result: str, operands: tuple[str, ...], quotes: tuple[str, ...]) -> Answer:
    text = f"{result}：" + "；".join(f"其中{o}" for o in operands)
    return verify(answer(text, claim(result, *quotes, operands=operands)), LIBRARY)


@pytest.mark.parametrize(
    ("result", "operands", "quotes"),
    [
        ("相差183万吨", ("3883万吨", "3700万吨"), ("产量达到 3883 万吨", "稳定在 3700 万吨左右")),
        ("高1.3个百分点", ("8.5%", "7.2%"), ("增长 8.5%以上", "增长 7.2%")),
        ("合计65兆瓦", ("35兆瓦", "30兆瓦"), ("新增装机容量 35 兆瓦", "新增装机容量 30 兆瓦")),
        (
            "合计645兆瓦",
            ("580兆瓦", "30兆瓦", "35兆瓦"),
            ("容量 580 兆瓦", "容量 30 兆瓦", "容量 35 兆瓦"),
        ),
        ("少3.17万亩", ("8300亩", "4万亩"), ("治理8300亩", "治理4万亩")),
        ("少1040个", ("1560个", "2600人"), ("新增就业1560个", "新增就业2600人")),
        ("年初91.4亿元", ("106亿元", "14.6亿元"), ("余额达 106 亿元", "增加 14.6 亿元")),
    ],
)
def test_a_computed_figure_is_worked_out_again(
    result: str, operands: tuple[str, ...], quotes: tuple[str, ...]
) -> None:
    found = computed(result, operands, quotes)
    assert found.outcome is Outcome.ANSWERED
    assert [c.verdict for c in found.checks] == [
        Verdict.COMPUTED,
        *(Verdict.SUPPORTED for _ in operands),
    ]


@pytest.mark.parametrize(
    ("result", "operands"),
    [
        ("相差184万吨", ("3883万吨", "3700万吨")),
        ("相差183吨", ("3883万吨", "3700万吨")),
        ("相差183亿元", ("3883万吨", "3700万吨")),
        ("高1.3%", ("8.5%", "7.2%")),
        ("高1.4个百分点", ("8.5%", "7.2%")),
        ("相差7583万吨", ("3883万吨", "3700万吨")),
        ("合计183万吨", ("3883万吨", "3700万吨")),
    ],
)
def test_a_wrong_result_is_withheld(result: str, operands: tuple[str, ...]) -> None:
    assert withheld(computed(result, operands, operands))


def test_operands_must_be_cited_too() -> None:
    assert withheld(computed("相差183万吨", ("3883万吨", "3700万吨"), ("达到 3883 万吨",)))


def test_not_found_stays_not_found_and_has_no_claims() -> None:
    found = verify(answer("没有这一内容。", outcome=Outcome.NOT_FOUND), LIBRARY)
    assert (found.outcome, found.claims, found.text) == (Outcome.NOT_FOUND, (), "没有这一内容。")
    kept = verify(answer("没有。", claim("x", SOLAR), outcome=Outcome.NOT_FOUND), LIBRARY)
    assert kept.claims == ()


def test_calendar_years_and_marks_need_no_check() -> None:
    found = said("沁水县2022年计划新增580兆瓦[1]。", SOLAR)
    assert [c.written for c in found.checks] == ["580兆瓦"]


@pytest.mark.parametrize(
    ("sentence", "verdicts"),
    [
        ("2022年新增580兆瓦。", [Verdict.UNSUPPORTED, Verdict.SUPPORTED]),
        ("新增580兆瓦。", [Verdict.SUPPORTED]),
        ("新增850兆瓦。", [Verdict.UNSUPPORTED]),
        ("没有数字。", []),
    ],
)
def test_check_sentence(sentence: str, verdicts: list[Verdict]) -> None:
    assert [c.verdict for c in check_sentence(sentence, SOLAR)] == verdicts
