"""What of a question carries meaning, and the tables that the package reads."""

from __future__ import annotations

import pytest

from rag.words import content, cut, glued, synonyms, table, tagged


@pytest.mark.parametrize(
    "text", ["沁水2022年新增光伏装机多少", "什么是“13710”", "How much?", "", "  \n", "增长 8.5%"]
)
def test_cutting_loses_no_character(text: str) -> None:
    assert "".join(cut(text)) == text
    assert tuple(word for word, _ in tagged(text)) == cut(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("新增光伏装机多少", {"光伏", "装机"}),
        ("原煤产量是多少", {"原煤", "产量"}),
        ("有哪些康养小镇", {"康养", "小镇"}),
        ("标准厂房面积", {"标准厂房"}),
        ("柿元蜜蜂小镇", {"蜜蜂", "小镇"}),
    ],
)
def test_content_words_are_kept(text: str, words: set[str]) -> None:
    assert words <= set(content(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("砸钱多少", {"砸钱"}),
        ("技术工人有多少", {"技术工人"}),
        ("医院床位多少", {"医院", "床位"}),
        ("收入涨了多少", {"收入"}),
    ],
)
def test_words_of_the_table_that_were_cut_to_bits(text: str, words: set[str]) -> None:
    assert set(content(text)) == words


@pytest.mark.parametrize(
    ("word", "other"), [("存款", "贷款"), ("风电", "光伏"), ("进口", "出口"), ("小学", "中学")]
)
def test_words_for_different_things_are_no_synonyms(word: str, other: str) -> None:
    assert other not in synonyms(word)
    assert word not in synonyms(other)


@pytest.mark.parametrize("text", ["", "的", "是多少呢？", "请问一下", "，。？！", "多少", "12"])
def test_words_that_only_ask_carry_nothing(text: str) -> None:
    assert content(text) == ()


@pytest.mark.parametrize("text", ["光伏光伏光伏装机", "项目和项目的项目投资"])
def test_every_word_once(text: str) -> None:
    words = content(text)
    assert words and len(words) == len(set(words))


def test_a_word_is_no_synonym_of_itself() -> None:
    words = [row[0] for row in table("synonyms.tsv")]
    assert words
    assert [w for w in words if w in synonyms(w)] == []
    assert synonyms("这个词哪里都没有") == ()


@pytest.mark.parametrize("name", ["synonyms.tsv", "indicators.tsv", "english.tsv", "regions.tsv"])
def test_tables_have_rows_and_no_comments(name: str) -> None:
    rows = table(name)
    assert rows
    assert not [row for row in rows if row[0].startswith("#") or not row[0].strip()]


def test_keys_of_the_word_tables_are_unique() -> None:
    for name in ("synonyms.tsv", "english.tsv", "indicators.tsv"):
        keys = [row[0] for row in table(name)]
        assert len(keys) == len(set(keys)), name


def test_a_comparison_is_no_part_of_a_word() -> None:
    assert "收入比" not in content("收入比上年增长多少")


def test_new_words_stay_whole_and_guesses_glued_to_talk_come_apart() -> None:
    assert "适老化" in content("给老人家里做适老化改造")
    assert "助餐点" in content("老年助餐点有几家")
    assert glued("村评") and not glued("适老化") and not glued("提质")
    assert "提质" in content("园区提质")


@pytest.mark.parametrize(
    "text", ["整个一年到头", "光是眼下", "到底真正实打实", "里头说好的", "迄今为止统共"]
)
def test_ways_of_speaking_are_no_content(text: str) -> None:
    assert content(f"{text}光伏装机") == content("光伏装机")
