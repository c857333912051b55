"""The panel of observations: from the command line, as csv and xlsx, each row with its sentence."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rag import cli
from rag.present import PANEL


def run(data: Path, *options: str) -> int:
    return cli.main(["observations", "--data", str(data), *options])


def test_rows_hold_the_figure_and_its_sentence(
    seeded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(seeded, "--region", "五寨", "--indicator", "GDP", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(r["year"], r["written"], r["basis"]) for r in rows] == [
        (2021, "7.2%", "actual"),
        (2022, "8.5%", "target"),
    ]
    for row in rows:
        assert row["written"] in row["sentence"]
        assert row["indicator"] == "地区生产总值" and row["region"] == "山西省忻州市五寨县"


def test_csv_and_xlsx_hold_the_same_rows(
    seeded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, book = tmp_path / "panel.csv", tmp_path / "panel.xlsx"
    assert run(seeded, "--year", "2021", "--csv", str(table), "--xlsx", str(book)) == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == PANEL and {r["year"] for r in rows} == {"2021"}
    cells = list(load_workbook(book).active.iter_rows(values_only=True))
    assert len(cells) == len(rows) + 1 and cells[0] == PANEL
    at = PANEL.index("written")
    assert [c[at] for c in cells[1:]] == [r["written"] for r in rows]
    assert f"写了 {len(rows)} 行" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["panel.doc", "no/such/folder/panel.csv"])
def test_a_file_that_cannot_be_written_is_said(
    seeded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(seeded, "--csv", str(tmp_path / name)) == 2
    assert "请" in capsys.readouterr().err


def test_nothing_found_is_said(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(seeded, "--year", "1949") == 0
    assert "没有符合条件" in capsys.readouterr().out
