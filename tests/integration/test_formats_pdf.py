"""PDF files as reports come in them: margins, columns, breaks inside numbers, hidden text."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pdfs
import pytest
from pdfs import Box, Drawn

from rag.adapters.files import Files
from rag.clean import heal
from rag.errors import Unreadable
from rag.ports import Document
from rag.resources import resource

WUZHAI = resource("seeds") / "wuzhai_2022.txt"
ROWS = 34
LINE = pdfs.WIDTH - 2 * 72
BODY = "2021年，全县地区生产总值完成320.6亿元，增长9.5%，固定资产投资增长13.3%。"


def healed(path: Path = WUZHAI) -> list[str]:
    return heal(path.read_text(encoding="utf-8")).text.split("\n")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def document(folder: Path, content: bytes) -> Document:
    path = folder / "a.pdf"
    path.write_bytes(content)
    (found,) = Files().load(path)
    assert isinstance(found, Document)
    return found


def pages(lines: Sequence[str], rows: int = ROWS) -> list[list[Drawn | Box]]:
    return [
        [*pdfs.column(lines[at : at + rows], x=72, top=740)] for at in range(0, len(lines), rows)
    ]


def test_margins_go_and_paragraphs_join_over_pages(tmp_path: Path) -> None:
    paragraphs = healed()
    drawn = pages(pdfs.wrapped("\n".join(paragraphs), LINE))
    assert len(drawn) > 9
    for number, page in enumerate(drawn, 1):
        page.append(Drawn(text="五寨县政府工作报告", x=240, y=800, size=9))
        page.append(Drawn(text=f"— {number} —", x=280, y=40, size=9))
    found = document(tmp_path, pdfs.pdf(drawn))
    source = found.source
    assert len(source.page_starts) == len(drawn)
    assert source.page(source.text.index("光伏发电")) == 1 + next(
        at for at, page in enumerate(drawn) if "光伏发电" in "".join(d.text for d in page[:-2])
    )
    again = heal(source.text).text.split("\n")
    kept = sum(len(p) for p in paragraphs if bare(p) in set(map(bare, again)))
    assert bare("".join(again)) == bare("".join(paragraphs))
    assert kept >= 0.99 * sum(map(len, paragraphs))


@pytest.mark.parametrize("at", [BODY.index("320.6") + n for n in (1, 2, 3, 4, 5)])
def test_a_number_over_the_page_is_one_number(tmp_path: Path, at: int) -> None:
    filler = "一年来，全县上下砥砺奋进，各项事业取得了新的成绩，高质量发展迈出新步伐。" * 40
    tries = (pdfs.wrapped(filler[-900 - n // 2 :] + BODY * 8, LINE + n % 2 * 6) for n in range(160))
    lines = next(lines for lines in tries if any(line.endswith(BODY[:at]) for line in lines))
    turn = next(n for n, line in enumerate(lines) if line.endswith(BODY[:at])) + 1
    drawn = [[*pdfs.column(part, x=72, top=740)] for part in (lines[:turn], lines[turn:])]
    for number, page in enumerate(drawn, 1):
        page.append(Drawn(text=f"{number:02}", x=295, y=40, size=9))
    assert lines[turn].startswith(BODY[at:][:9])
    text = heal(document(tmp_path, pdfs.pdf(drawn)).source.text).text
    assert text.count("完成320.6亿元，") == 8


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    text = "\n".join(healed()[4:16])
    lines = pdfs.wrapped(text, 17 * 12)
    drawn: list[list[Drawn | Box]] = []
    while lines:
        left, right, lines = lines[:30], lines[30:60], lines[60:]
        drawn.append(
            [
                Drawn(text="五寨县人民政府公报　二〇二二年第一期", x=180, y=800, size=10),
                *pdfs.column(left, x=60, top=740),
                *pdfs.column(right, x=60 + 17 * 12 + 36, top=740),
            ]
        )
    assert len(drawn) > 1 and len(drawn[0]) == 61
    found = document(tmp_path, pdfs.pdf(drawn)).source.text
    assert bare(text)[:-200] in bare(found)


def test_table_of_short_cells_stays_in_rows(tmp_path: Path) -> None:
    rows = [("指标", "完成"), *((f"第{n}项", f"{n}.5%") for n in range(1, 15))]
    page: list[Drawn | Box] = [Drawn(text=BODY, x=72, y=780)]
    for at, cells in enumerate(rows):
        for cell, x in zip(cells, (100, 330), strict=True):
            page.append(Drawn(text=cell, x=x, y=740 - 20 * at))
    lines = document(tmp_path, pdfs.pdf([page])).source.text.split("\n")
    assert "第3项\t3.5%" in [line.strip() for line in lines]


HIDDEN = [
    pytest.param(Drawn(text="藏起来的字", x=72, y=300, mode=3), id="render mode 3"),
    pytest.param(Drawn(text="藏起来的字", x=72, y=300, gray=1.0), id="white on white"),
    pytest.param(Drawn(text="藏起来的字", x=72, y=300, size=0.5), id="without size"),
    pytest.param(Drawn(text="藏起来的字", x=72, y=-80), id="below the page"),
    pytest.param(Drawn(text="藏起来的字", x=700, y=300), id="beside the page"),
]


@pytest.mark.parametrize("drawn", HIDDEN)
def test_hidden_text_goes_and_is_told(tmp_path: Path, drawn: Drawn) -> None:
    page = [Drawn(text=BODY, x=72, y=700, size=10), drawn]
    found = document(tmp_path, pdfs.pdf([page]))
    assert found.source.text == BODY + "\n"
    assert found.notes == ("已忽略隐藏文字1处",)


def test_white_text_on_a_coloured_ground_is_seen(tmp_path: Path) -> None:
    page = [
        Drawn(text=BODY, x=72, y=700, size=10),
        Box(x=60, y=740, width=300, height=30),
        Drawn(text="政府工作报告", x=72, y=750, gray=1.0),
    ]
    found = document(tmp_path, pdfs.pdf([page]))
    assert "政府工作报告" in found.source.text and found.notes == ()


def test_bold_type_drawn_twice_is_read_once(tmp_path: Path) -> None:
    doubled = ["各位代表", "二〇二一年", "工作回顾", "和二〇二二", "年工作安排"]
    page = [
        Drawn(text=char, x=72 + 60 * at + shift, y=700)
        for at, char in enumerate(doubled)
        for shift in (0, 0.4)
    ]
    text = document(tmp_path, pdfs.pdf([page])).source.text
    assert bare(text) == "".join(doubled)


def test_the_layer_of_a_scan_is_read_and_told(tmp_path: Path) -> None:
    page = [Drawn(text=BODY, x=72, y=700, size=10, mode=3)]
    found = document(tmp_path, pdfs.pdf([page], picture=True))
    assert found.source.text == BODY + "\n"
    assert "扫描件" in found.notes[0]


def test_a_scan_names_what_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "a.pdf").write_bytes(pdfs.pdf([[], []], picture=True))
    with pytest.raises(Unreadable, match=r"扫描件；请.*wenbao\[ocr\]"):
        Files().load(tmp_path / "a.pdf")


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium to print with")
def test_a_page_printed_by_a_browser_is_the_same_report(tmp_path: Path) -> None:
    paragraphs = healed()
    style = (
        "@page{size:A4;margin:22mm 20mm}body{font-size:11pt;line-height:1.7;text-align:justify}"
        "p{text-indent:2em;margin:0}"
    )
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    page, printed = tmp_path / "a.html", tmp_path / "a.pdf"
    page.write_text(
        f"<meta charset=utf-8><title>报告</title><style>{style}</style>{body}", encoding="utf-8"
    )
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}",
         f"--print-to-pdf={printed}", page.as_uri()],
        check=True, timeout=60, stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    (found,) = Files().load(printed)
    assert isinstance(found, Document)
    again = heal(found.source.text).text.split("\n")
    assert bare("".join(again)) == bare("".join(paragraphs))
    kept = sum(len(p) for p in paragraphs if bare(p) in set(map(bare, again)))
    assert kept >= 0.99 * sum(map(len, paragraphs))
