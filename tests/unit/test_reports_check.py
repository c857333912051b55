"""The check of a folder of reports: its table, its misses, its exit status."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from eval.reports_check import broken, main, navigation
from rag import parse, regions, split
from rag.clean import heal
from rag.types import Aligned, Source

MADE = Path(__file__).resolve().parents[1] / "golden" / "made"


def folder(tmp_path: Path, year: int = 2019) -> Path:
    shutil.copy(MADE / "平山县_2019.txt", tmp_path)
    lines = ["file,level,region,year", f"平山县_2019.txt,county,平山县,{year}"]
    (tmp_path / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_all_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder(tmp_path))]) == 0
    printed = capsys.readouterr().out
    assert "| county | 1 | 100.0 % | 100.0 % |" in printed
    assert "| 2010s | 1 |" in printed


def test_a_miss_is_told_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder(tmp_path, year=2018))]) == 1
    assert "- 平山县_2019: year 2019 by 作报告的日期, manifest 2018" in capsys.readouterr().out


def test_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "manifest.csv" in capsys.readouterr().err


def test_a_number_left_broken_is_found() -> None:
    text = "完成投资12\n亿元，增长8.\n5%，利用外资3亿美元。"
    source = Source(id="x", name="x", text=text)
    assert broken(source, heal(text)) == []
    assert len(broken(source, Aligned(text=text, runs=((0, 0),)))) == 2


def test_a_navigation_line_is_found() -> None:
    text = (MADE / "anji_web.txt").read_text(encoding="utf-8")
    source = Source(id="x", name="x", text=text)
    report = parse.parse(source, region=regions.gazetteer().state, year=2021)
    passages = split.split(report)
    assert navigation(passages) == []
    littered = Aligned(text="上一篇：某县政府工作报告\n成绩很大。", runs=((0, 0),))
    assert navigation([replace(passages[0], reading=littered)]) == ["上一篇：某县政府工作报告"]
