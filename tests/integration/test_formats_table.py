"""Tables of reports: csv and xlsx, a report or a paragraph a row, columns found or named."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from rag.adapters.files import Files
from rag.arguments import parse
from rag.errors import Unreadable, WrongUse
from rag.ports import Document
from rag.resources import resource

ORIGINALS = Path(__file__).parents[3] / "shared" / "originals"
TEXTS = {
    "沁水县": (resource("seeds") / "qinshui_2022.txt").read_text(encoding="utf-8"),
    "五寨县": (resource("seeds") / "wuzhai_2022.txt").read_text(encoding="utf-8"),
}
PARAGRAPHS = {name: [p for p in text.split("\n") if p.strip()] for name, text in TEXTS.items()}


def table(rows: Sequence[Sequence[object]], form: str) -> bytes:
    if form == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()
    text = io.StringIO()
    csv.writer(text, delimiter="\t" if form == "tsv" else ",").writerows(rows)
    return text.getvalue().encode("gb18030" if form == "gb18030" else "utf-8-sig")


def documents(
    folder: Path,
    rows: Sequence[Sequence[object]],
    form: str = "csv",
    columns: dict[str, str] | None = None,
) -> list[Document]:
    path = folder / f"报告.{'csv' if form == 'gb18030' else form}"
    path.write_bytes(table(rows, form))
    found = Files().load(path, columns)
    assert all(isinstance(one, Document) for one in found)
    return [one for one in found if isinstance(one, Document)]


def what(found: Sequence[Document]) -> list[tuple[str, str, int | None]]:
    return [(one.source.name, one.region, one.year) for one in found]


@pytest.mark.parametrize("form", ["csv", "tsv", "gb18030", "xlsx"])
def test_a_report_a_row(tmp_path: Path, form: str) -> None:
    rows = [("地区", "年份", "正文"), *((name, 2022, text) for name, text in TEXTS.items())]
    found = documents(tmp_path, rows, form)
    assert what(found) == [
        ("报告#沁水县_2022", "沁水县", 2022),
        ("报告#五寨县_2022", "五寨县", 2022),
    ]
    for one, text in zip(found, TEXTS.values(), strict=True):
        assert one.source.text == text.strip()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_paragraph_a_row_gathers_to_reports(tmp_path: Path, form: str) -> None:
    rows: list[tuple[object, ...]] = [("province", "county", "year", "paragraph")]
    for name, paragraphs in PARAGRAPHS.items():
        rows += [("山西省", name, "2022年", paragraph.strip()) for paragraph in paragraphs]
    found = documents(tmp_path, rows, form)
    assert what(found) == [
        ("报告#山西省沁水县_2022", "山西省沁水县", 2022),
        ("报告#山西省五寨县_2022", "山西省五寨县", 2022),
    ]
    assert found[1].source.text == "\n".join(p.strip() for p in PARAGRAPHS["五寨县"])


def test_columns_without_names_are_known_by_what_stands_in_them(tmp_path: Path) -> None:
    rows = [(7, name, "2022", text) for name, text in TEXTS.items()]
    assert what(documents(tmp_path, rows))[1][1:] == ("五寨县", 2022)


def test_columns_that_the_user_names_are_taken(tmp_path: Path) -> None:
    rows = [
        ("甲", "乙", "备注", "丙"),
        *(("四川省", name, text[:1_500], text) for name, text in TEXTS.items()),
    ]
    by_name = documents(tmp_path, rows, columns={"region": "乙", "text": "丙"})
    assert what(by_name)[0] == ("报告#沁水县", "沁水县", None)
    by_number = documents(tmp_path, rows, columns={"text": "3"})
    assert by_number[0].source.text == TEXTS["沁水县"][:1_500].strip()


def test_a_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"没有“全文”这一列.*地区、年份、正文"):
        documents(
            tmp_path, [("地区", "年份", "正文"), ("沁水县", 2022, "一")], columns={"text": "全文"}
        )


def test_a_table_of_figures_is_no_report(tmp_path: Path) -> None:
    rows = [("地区", "GDP", "增速"), *((f"第{n}县", n * 3.5, f"{n}%") for n in range(30))]
    with pytest.raises(Unreadable, match="--columns"):
        documents(tmp_path, rows)


def test_two_reports_of_a_place_and_year_have_two_names(tmp_path: Path) -> None:
    rows = [("地区", "年份", "正文"), *(("沁水县", 2022, text) for text in TEXTS.values())]
    names = [name for name, _, _ in what(documents(tmp_path, rows))]
    assert names == ["报告#沁水县_2022", "报告#沁水县_2022-2"]


def test_a_row_without_text_costs_nothing_else(tmp_path: Path) -> None:
    rows = [("地区", "年份", "正文"), ("易县", 2022, ""), ("沁水县", 2022, TEXTS["沁水县"])]
    assert what(documents(tmp_path, rows)) == [("报告", "沁水县", 2022)]


def test_a_list_written_by_a_program_is_lines_again(tmp_path: Path) -> None:
    paragraphs = [p.strip() for p in PARAGRAPHS["沁水县"]]
    found = documents(tmp_path, [("where", "year", "alltext"), ("沁水县", 2022, repr(paragraphs))])
    assert found[0].source.text == "\n".join(paragraphs)


def test_title_leads_where_the_text_lacks_it(tmp_path: Path) -> None:
    text = TEXTS["沁水县"].partition("各位代表")[2]
    found = documents(tmp_path, [("标题", "全文"), ("2022年沁水县政府工作报告", text)])
    assert found[0].source.text.startswith("2022年沁水县政府工作报告\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b'"a,"b\n\x00', "请", id="NUL"),
        pytest.param(b"a,b,c\n1,2,3\n", "--columns", id="no text"),
        pytest.param(('"' + "增长8.5%，" * 300_000).encode(), "不像一份报告", id="open quote"),
        pytest.param(b"\n\n,,,\n", "没有内容", id="no cells"),
    ],
)
def test_hostile_table_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=says):
        Files().load(path)


def test_the_option_names_columns() -> None:
    typed = ["ingest", "表.csv", "--columns", "region=地区, year=年份，text=3"]
    assert parse(typed).columns == {"region": "地区", "year": "年份", "text": "3"}
    for wrong in ("地区", "region=", "place=地区", "text=1,text=2"):
        with pytest.raises(WrongUse, match="region=地区,year=年份,text=正文"):
            parse(["ingest", "表.csv", "--columns", wrong])


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the originals are not here")
def test_originals() -> None:
    path = ORIGINALS / "七台河市_2005-2013_workreport.xlsx"
    found = [one for one in Files().load(path) if isinstance(one, Document)]
    assert what(found) == [
        (f"{path.stem}#七台河市_{year}", "七台河市", year) for year in range(2005, 2014)
    ]
    assert all(not one.source.text.startswith("[") for one in found)
    for place in ("上海市", "河北省", "贵州省"):
        (one,) = Files().load(ORIGINALS / f"2026_{place}_政府工作报告.csv")
        assert isinstance(one, Document)
        assert (one.source.name, one.region, one.year) == (
            f"2026_{place}_政府工作报告", place, 2026,
        )  # fmt: skip
        assert "现在，我代表" in one.source.text
