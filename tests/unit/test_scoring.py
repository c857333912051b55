"""The scorer against examples computed by hand: every rule of the contract, both ways."""

import doctest
from typing import Any

import pytest

from eval import metrics, scoring
from eval.cases import Case, Proof
from eval.metrics import Row, summarise
from eval.scoring import Sources, fold, normalise, score, states

SOURCE = "甲县报告\n全县地区生产总值增长\n 8.5%，光伏新增**580** 兆瓦，粮食产量３万吨。\n结束。"
SOURCES = Sources({"甲县_2022": SOURCE, "乙县_2022": "乙县光伏新增 580 兆瓦。"})


def case(**fields: Any) -> Case:
    given: dict[str, Any] = {
        "id": "c",
        "question": "多少？",
        "type": "number",
        "must": (("580兆瓦", "58万千瓦"),),
        "evidence": (Proof(report="甲县_2022", text="光伏新增580兆瓦"),),
    }
    return Case(**(given | fields))


def answer(text: str = "580兆瓦", **fields: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"outcome": "answered", "citations": [], "retrieved": []}
    return empty | {"text": text} | fields


def cite(quote: str, report: str = "甲县_2022") -> dict[str, Any]:
    start = SOURCE.index(quote)
    return {"report": report, "quote": quote, "start": start, "end": start + len(quote)}


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("新增 **580**\n兆瓦", "新增580兆瓦"),
        ("增长８．５％", "增长8.5%"),
        ("580 MW", "580mw"),
        ("31,700亩和1,234,567元", "31700亩和1234567元"),
        ("面积31，700亩", "面积31700亩"),
        ("in 2021, 128 MW", "in2021,128mw"),
        ("2021,128", "2021,128"),
        ("年底,31,700亩", "年底,31700亩"),
        ("1,2,3", "1,2,3"),
        ("31,7000", "31,7000"),
    ],
)
def test_what_is_compared(text: str, compared: str) -> None:
    assert normalise(text) == compared


@pytest.mark.parametrize(
    ("text", "variant", "held"),
    [
        ("增长8%以上", "8%", True),
        ("增长18%", "8%", False),
        ("增长7.8%", "8%", False),
        ("增长 7. 8%", "8%", False),
        ("共4313个", "4313", True),
        ("共43130个", "4313", False),
        ("共4313.5个", "4313", False),
        ("the total was 4,313.", "4313", True),
        ("先是18%，后是8%", "8%", True),
        ("A公司", "a公司", True),
        ("2021年128兆瓦", "128兆瓦", True),
        ("2021 128兆瓦", "128兆瓦", False),
        ("58.0兆瓦", "580兆瓦", False),
        ("任何文字", " ", False),
    ],
)
def test_a_variant_is_not_part_of_a_longer_number(text: str, variant: str, held: bool) -> None:
    assert states(normalise(text), variant) is held


def test_every_group_needs_one_of_its_variants() -> None:
    two = case(must=(("580兆瓦", "58万千瓦"), ("计划", "目标")))
    right = score(two, answer("目标是58万千瓦"), SOURCES)
    half = score(two, answer("新增58万千瓦"), SOURCES)
    assert (right.correct, right.missing) == (True, ())
    assert (half.correct, half.stated, half.missing) == (False, False, ("计划",))


def test_what_must_not_be_stated_spoils_a_right_answer() -> None:
    strict = case(must_not=("28兆瓦", "35兆瓦"))
    clean = score(strict, answer("580兆瓦，去年128兆瓦"), SOURCES)
    spoilt = score(strict, answer("580兆瓦，另有 35 兆瓦"), SOURCES)
    assert (clean.correct, clean.forbidden) == (True, ())
    assert (spoilt.correct, spoilt.stated, spoilt.forbidden) == (False, True, ("35兆瓦",))


def test_notes_are_not_read() -> None:
    assert not score(case(), answer("见备注", notes=["580兆瓦"]), SOURCES).correct


def test_an_unanswerable_question_wants_not_found() -> None:
    none = case(type="unanswerable", must=(), must_not=("580",), evidence=())
    refused = score(none, answer("没有找到。", outcome="not_found"), SOURCES)
    borrowed = score(none, answer("没有，乙县是580兆瓦", outcome="not_found"), SOURCES)
    answered = score(none, answer("不知道"), SOURCES)
    asked_back = score(none, answer("哪个县？", outcome="ambiguous"), SOURCES)
    assert (refused.correct, refused.false_answer) == (True, False)
    assert (borrowed.correct, borrowed.false_answer) == (False, False)
    assert (answered.correct, answered.false_answer) == (False, True)
    assert (asked_back.correct, asked_back.false_answer) == (False, True)
    assert refused.evidence[1] is None and refused.citation_recall is None


def test_a_refusal_is_false_where_there_is_an_answer() -> None:
    assert score(case(), answer("没有", outcome="not_found"), SOURCES).false_refusal
    assert not score(case(), answer("哪年？", outcome="ambiguous"), SOURCES).false_refusal


def test_evidence_is_looked_for_in_the_first_k_passages_of_its_report() -> None:
    other = {"report": "乙县_2022", "text": "光伏新增580兆瓦"}
    right = {"report": "甲县_2022", "text": "增长8.5%，光伏 新增\n**５８０** 兆瓦，粮食"}
    got = score(case(), answer(retrieved=[other, other, right]), SOURCES).evidence
    assert got == {1: False, 5: True, 10: True, 20: True}
    late = score(case(), answer(retrieved=[other] * 10 + [right]), SOURCES).evidence
    assert late == {1: False, 5: False, 10: False, 20: True}


def test_the_first_twenty_characters_of_evidence_are_enough_and_all_of_them_needed() -> None:
    long = "一二三四五六七八九十 一二三四五六七八九十另外的话"
    one = case(evidence=(Proof(report="甲县_2022", text=long),))
    head = {"report": "甲县_2022", "text": long.replace(" ", "")[:20]}
    short = {"report": "甲县_2022", "text": long.replace(" ", "")[:19]}
    assert score(one, answer(retrieved=[head]), SOURCES).evidence[1]
    assert not score(one, answer(retrieved=[short]), SOURCES).evidence[1]


def test_all_evidence_is_needed() -> None:
    two = case(
        evidence=(
            Proof(report="甲县_2022", text="光伏新增580兆瓦"),
            Proof(report="乙县_2022", text="光伏新增580兆瓦"),
        )
    )
    passages = [{"report": n, "text": "光伏新增580兆瓦"} for n in ("甲县_2022", "乙县_2022")]
    assert not score(two, answer(retrieved=passages[:1]), SOURCES).evidence[5]
    got = score(two, answer(retrieved=passages), SOURCES)
    assert (got.evidence[1], got.evidence[5]) == (False, True)
    assert got.citation_recall is False


def test_evidence_is_located_without_white_space_stars_and_width() -> None:
    assert fold("增 长\n**８**%") == ("增长8%", [0, 2, 6, 9])
    assert SOURCES.locate(Proof(report="甲县_2022", text="增长8.5%,光伏新增580兆瓦")) == [(12, 28)]
    assert SOURCES.locate(Proof(report="甲县_2022", text="没有的话")) == []
    assert SOURCES.locate(Proof(report="丙县_2022", text="光伏")) == []


@pytest.mark.parametrize(
    ("quote", "recall", "precise"),
    [
        ("光伏新增**580** 兆瓦", True, 1),
        ("全县地区生产总值增长\n 8.5%，光伏新增**580** 兆瓦，粮食产量３万吨。", True, 1),
        ("新增**580**", True, 1),  # 5 of the evidence's 9 characters
        ("**580** 兆", False, 1),  # 4 of 9, and all of the citation
        ("兆瓦，粮食产量３万吨。", False, 0),  # 2 of 9, 2 of 11
        ("粮食产量３万吨", False, 0),
    ],
)
def test_a_citation_overlaps_by_half(quote: str, recall: bool, precise: int) -> None:
    got = score(case(), answer(citations=[cite(quote)]), SOURCES)
    assert (got.citation_recall, got.precise, got.citations) == (recall, precise, 1)
    assert got.quote_errors == 0


def test_a_citation_of_another_report_proves_nothing() -> None:
    quote = "光伏新增 580 兆瓦"
    other = {"report": "乙县_2022", "quote": quote, "start": 2, "end": 2 + len(quote)}
    got = score(case(), answer(citations=[other]), SOURCES)
    assert (got.citation_recall, got.precise, got.quote_errors) == (False, 0, 0)


@pytest.mark.parametrize(
    "broken",
    [
        cite("光伏新增") | {"quote": "光伏新建"},
        cite("光伏新增") | {"start": 0},
        cite("光伏新增") | {"quote": "光伏 新增"},
        cite("光伏新增", report="丙县_2022"),
        cite("光伏新增") | {"start": 5, "end": 5, "quote": ""},
    ],
)
def test_a_quote_is_the_source_to_the_letter(broken: dict[str, Any]) -> None:
    got = score(case(), answer(citations=[cite("光伏新增"), broken]), SOURCES)
    assert (got.quote_errors, got.citations) == (1, 2)


def row(scored: Case, given: dict[str, Any], seconds: float = 1.0, error: str = "") -> Row:
    scores = score(scored, given, SOURCES)
    return Row(case=scored, answer=given, scores=scores, seconds=seconds, error=error)


def test_shares_count_only_what_could_be_told() -> None:
    none = case(type="unanswerable", must=(), evidence=())
    passage = {"report": "甲县_2022", "text": "光伏新增580兆瓦"}
    rows = [
        row(case(), answer(retrieved=[passage], citations=[cite("光伏新增**580** 兆瓦")]), 0.1),
        row(case(), answer("没有", outcome="not_found"), 0.2),
        row(none, answer("580兆瓦", citations=[cite("粮食")]), 0.3),
        row(none, answer("没有", outcome="not_found"), 9.0, error="ValueError: x"),
    ]
    got = summarise(rows)
    assert (got.cases, got.correct, got.errors) == (4, 0.5, 1)
    assert got.evidence == {1: 0.5, 5: 0.5, 10: 0.5, 20: 0.5}
    assert (got.citation_recall, got.citation_precision) == (0.5, 0.5)
    assert (got.false_refusals, got.false_answers) == (0.5, 0.5)
    assert (got.median, got.p95) == (0.2, 0.3)


def test_no_case_gives_no_share() -> None:
    got = summarise([])
    assert (got.correct, got.citation_precision, got.median, got.p95) == (None, None, None, None)


def test_the_ninety_fifth_percentile_is_a_value_that_was_measured() -> None:
    assert metrics.p95([float(n) for n in range(100, 0, -1)]) == 95.0
    assert metrics.p95([3.0, 1.0]) == 3.0


def test_groups_stand_in_order_and_keep_every_row() -> None:
    rows = [row(case(type=t), answer()) for t in ("trap", "count", "trap")]
    assert [(name, len(group)) for name, group in metrics.grouped(rows, "type").items()] == [
        ("count", 1),
        ("trap", 2),
    ]
    assert list(metrics.grouped(rows, "difficulty")) == ["unknown"]


@pytest.mark.parametrize("module", [scoring, metrics])
def test_examples_in_the_documentation(module: Any) -> None:
    failed, tried = doctest.testmod(module)
    assert tried and not failed
