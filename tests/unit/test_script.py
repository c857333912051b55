"""Traditional to simplified, one character for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.script import is_traditional, simplify


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("五寨縣長是誰？", "五寨县长是谁？"),
        ("沁水縣2021年一般公共預算收入", "沁水县2021年一般公共预算收入"),
        ("乾隆年間的乾淨衣服", "乾隆年间的干净衣服"),
        ("乾縣和乾安縣", "乾县和乾安县"),
        ("瞭解國民經濟計畫", "了解国民经济计划"),
        ("乾县、乾安县", "乾县、乾安县"),
        ("土坏不动", "土坏不动"),
        ("GDP 8.5%", "GDP 8.5%"),
        ("", ""),
    ],
)
def test_simplify(written: str, read: str) -> None:
    assert simplify(written) == read


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("縣乾隆國計畫瞭解麼龍"))))
def test_offsets_stay(text: str) -> None:
    assert len(simplify(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("五寨縣長是誰", True),
        ("我們第一届全國人民代表大會", True),
        ("五寨县长是谁", False),
        ("沁水2022年新增光伏", False),
        ("How much?", False),
    ],
)
def test_is_traditional(text: str, traditional: bool) -> None:
    assert is_traditional(text) is traditional
