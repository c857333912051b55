"""Figures weighed with what a cross-encoder says: what it reads, what its word changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.reader import Reader
from rag.reader.choose import candidates
from rag.reader.meaning import as_read, sentence_as_read
from rag.reader.ranked import segments
from rag.types import Evidence, Outcome, Query
from rag.understand import understand
from tests.unit.test_reader import card, evidence, made

COUNTY = made(
    "推进惠企政策，减免企业税费6.3亿元，减轻企业用电负担5.1亿元。信访总量下降33.8%。",
    "优化公交线路30条，新增自行车道40公里。",
)


def prepared(question: str) -> tuple[Query, Evidence]:
    library = [card(COUNTY)]
    return understand(question, (), library), evidence([COUNTY], library)


def leaning(word: str, question: str = "") -> Evidence:
    """The evidence with scores that favour passages with a word in what stands before 【."""

    def scores(asked: str, passages: Sequence[str]) -> list[float]:
        assert not question or asked == question
        return [4.0 if word in p.split("：")[0] else -6.0 for p in passages]

    return replace(evidence([COUNTY], [card(COUNTY)]), scores=scores)


def test_a_figure_is_read_with_its_subject_its_basis_and_its_sentence() -> None:
    query, found = prepared("沁水2021年减免企业税费多少")
    read = {as_read(c) for c in candidates(query, found)}
    assert any(r.startswith("减轻企业用电负担：实际。推进惠企政策") for r in read)
    assert any(r.endswith("减轻企业用电负担【5.1亿元】。") for r in read)
    query, found = prepared("沁水2022年计划新增多少公里自行车道")
    assert any(
        "：计划。" in as_read(c) and "【40公里】" in as_read(c) for c in candidates(query, found)
    )


def test_a_sentence_is_read_under_its_headings() -> None:
    query, found = prepared("沁水2021年怎么帮企业减负")
    (best, *_) = segments(query, found)
    assert sentence_as_read(best).endswith(f"：{best.text}")


QUESTION = "沁水2021年帮厂子们在电费上省了多少钱"


def test_other_words_for_the_same_are_found_with_the_cross_encoder() -> None:
    query, found = prepared(QUESTION)
    assert Reader().answer(query, found).outcome is Outcome.NOT_FOUND
    said = Reader().answer(query, leaning("用电负担", QUESTION))
    assert said.outcome is Outcome.ANSWERED
    assert "5.1亿元" in said.text and "6.3亿元" not in said.text


def test_what_rules_a_figure_out_stays_whatever_the_cross_encoder_says() -> None:
    query, _ = prepared("沁水2022年帮厂子们在电费上省了多少钱")
    assert Reader().answer(query, leaning("用电负担")).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize("question", ["沁水2021年信访总量下降多少", "沁水2021年减免企业税费多少"])
def test_a_clear_figure_is_not_read_again(question: str) -> None:
    query, found = prepared(question)

    def never(asked: str, passages: Sequence[str]) -> list[float]:
        raise AssertionError(f"{asked}: {passages}")

    assert Reader().answer(query, replace(found, scores=never)).outcome is Outcome.ANSWERED


POORER = made(
    "全年为企业担保9亿元，为企业纾困23亿元，信访总量下降33.8%。城镇登记失业率2.3%。",
    "为企业纾困30亿元。",
)


def outspoken(word: str, odds: float = 4.0) -> Evidence:
    """Scores of a cross-encoder that has no doubt about the figures behind a word."""

    def scores(asked: str, passages: Sequence[str]) -> list[float]:
        return [odds if word in p.split("【")[0] else -6.0 for p in passages]

    return replace(evidence([POORER], [card(POORER)]), scores=scores)


def test_at_last_a_figure_of_another_name_if_there_is_no_doubt() -> None:
    query = understand("沁水2021年企业贷款余额是多少亿元", (), [card(POORER)])
    assert "23亿元" in Reader().answer(query, outspoken("纾困")).text
    assert Reader().answer(query, outspoken("纾困", 2.0)).outcome is Outcome.NOT_FOUND
    assert Reader().answer(query, outspoken("全")).outcome is Outcome.NOT_FOUND


def test_at_last_no_figure_of_another_year_or_of_a_known_indicator() -> None:
    later = understand("沁水2023年企业贷款余额是多少亿元", (), [card(POORER)])
    assert Reader().answer(later, outspoken("纾困")).outcome is Outcome.NOT_FOUND
    known = understand("沁水2021年存款余额增长百分之几", (), [card(POORER)])
    assert Reader().answer(known, outspoken("失业率")).outcome is Outcome.NOT_FOUND
