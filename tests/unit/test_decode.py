"""Bytes to text: every encoding that reports come in, and what is no text at all."""

from __future__ import annotations

import codecs

import pytest

from rag.adapters.formats.decode import decode, newlines, score
from rag.adapters.formats.words import Refused
from rag.resources import resource

SIMPLIFIED = (resource("seeds") / "qinshui_2022.txt").read_text(encoding="utf-8")
TRADITIONAL = (
    "各位代表：現在，我代表縣人民政府向大會報告工作，請予審議。二零二一年，全縣地區生產總值"
    "完成三百二十億元，增長百分之九點五；城鄉居民人均可支配收入分別增長8.8%、11.5%。\r\n"
)
ENCODINGS = ("utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-16", "utf-32")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("start", "end"), [(0, None), (0, 300), (5000, 5200), (9000, 9040)])
def test_report_in_every_encoding(encoding: str, start: int, end: int | None) -> None:
    text = SIMPLIFIED[start:end].encode("gbk", "ignore").decode("gbk")
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [30, None])
def test_traditional_in_every_encoding(encoding: str, length: int | None) -> None:
    assert decode(TRADITIONAL[:length].encode(encoding)) == TRADITIONAL[:length]


def test_mostly_ascii_page_with_little_chinese() -> None:
    text = "<div class='nav'>" * 200 + "全县生产总值增长" + "</div>" * 200
    assert decode(text.encode("gb18030")) == text


def test_utf8_wins_over_a_declared_name() -> None:
    assert decode("增长8.5%".encode(), "gb2312") == "增长8.5%"


def test_declared_name_is_believed_where_scores_agree() -> None:
    assert decode("增长".encode("gb18030"), "gb2312") == "增长"


def test_a_wrong_declared_name_is_not_believed() -> None:
    text = SIMPLIFIED[:400]
    assert decode(text.encode("gb18030"), "big5") == text
    assert decode(text.encode("gb18030"), "no-such-encoding") == text


def test_mark_is_stripped_once() -> None:
    assert decode(codecs.BOM_UTF8 + "\ufeff增长".encode()) == "\ufeff增长"


def test_a_single_broken_byte_costs_one_character() -> None:
    content = bytearray(SIMPLIFIED[:3000].encode("gb18030"))
    at = len(SIMPLIFIED[:1000].encode("gb18030"))
    content[at : at + 1] = b"\xff"
    text = decode(bytes(content))
    assert text[:1000] == SIMPLIFIED[:1000]
    assert text[-1000:] == SIMPLIFIED[2000:3000]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\0" * 400, id="zeros"),
        pytest.param(bytes(range(256)) * 8, id="all bytes"),
        pytest.param("增长\0百分之八".encode(), id="NUL in UTF-8"),
        pytest.param(b"\x01\x02\x03\x04 text" * 9, id="controls"),
        pytest.param("café naïve über façade".encode("latin-1"), id="Latin-1"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="请换成"):
        decode(content)


def test_text_damaged_beyond_reading_is_refused() -> None:
    content = codecs.BOM_UTF8 + "增长".encode("gb18030") * 200
    with pytest.raises(Refused, match="编码已损坏"):
        decode(content)


def test_line_ends_are_those_of_text_mode() -> None:
    assert newlines("a\r\nb\rc\n\r\nd") == "a\nb\nc\n\nd"


def test_score_tells_right_from_wrong() -> None:
    content = SIMPLIFIED[:2000].encode("gb18030")
    assert score(content.decode("gb18030")) > 0.85
    assert score(content.decode("big5hkscs", "replace")) < 0.6
