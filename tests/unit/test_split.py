"""Passages: disjoint, ordered, whole; each is the source at its span."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.parse import parse, recognise
from rag.resources import resource
from rag.split import split
from rag.types import Level, Part, Passage, Region, Report, Source

COUNTY = Region(code="140521", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市"))


def _report(text: str, name: str, year: int = 2022, pages: tuple[int, ...] = ()) -> Report:
    source = Source(
        id=hashlib.sha256(text.encode()).hexdigest()[:16], name=name, text=text, page_starts=pages
    )
    return parse(source, region=COUNTY, year=year)


@cache
def seed(name: str) -> tuple[Report, tuple[Passage, ...]]:
    text = (Path(resource("seeds")) / f"{name}.txt").read_text(encoding="utf-8")
    report = _report(text, name, recognise(text, name).year or 0)
    return report, split(report)


def _check(report: Report, passages: tuple[Passage, ...]) -> None:
    last = 0
    for passage in passages:
        assert passage.text == report.source.quote(passage.span)
        assert passage.id == f"{report.source.id}:{passage.span.start}-{passage.span.end}"
        assert passage.span.start >= last
        assert passage.reading.offset(0) == passage.span.start
        last = passage.span.end
    read = "".join("".join(p.reading.text.split()) for p in passages)
    body = "".join("".join(p.reading.text.split()) for p in report.paragraphs)
    assert read == body


@pytest.mark.parametrize("name", ["qinshui_2022", "wuzhai_2022"])
def test_seeds(name: str) -> None:
    report, passages = seed(name)
    _check(report, passages)
    assert all(len(p.reading.text) <= 420 for p in passages)
    assert {p.report for p in passages} == {name}
    assert {p.region for p in passages} == {"山西省晋城市沁水县"}


def test_the_headline_figure_and_its_headings() -> None:
    _, passages = seed("qinshui_2022")
    (found,) = [p for p in passages if "580兆瓦" in p.reading.text]
    assert found.part is Part.PLAN
    assert found.headings == ("二、2022年工作安排", "（一）聚力产业转型升级，锻造高质量发展引擎")
    assert "580 兆瓦" in found.text


def test_each_note_is_one_passage() -> None:
    report, passages = seed("qinshui_2022")
    annex = {p.span for p in passages if p.part is Part.ANNEX}
    assert {note.span for note in report.glossary} <= annex
    (found,) = [p for p in passages if p.reading.text.startswith("17.")]
    assert "“13710”：对纳入" in found.reading.text


def test_who_delivered_it_is_in_the_front() -> None:
    _, passages = seed("qinshui_2022")
    front = [p for p in passages if p.part is Part.FRONT]
    assert 1 <= len(front) <= 2
    assert "沁水县人民政府县长 闫晋中" in front[0].reading.text


def test_numbered_items_are_read() -> None:
    items = "1.完成卫星城规划。\n2.高标准完成北环西延。\n3.新建小学5所\n4.新建公园2个\n"
    text = (
        "各位代表：\n现在，我代表县政府报告工作，请予审议。\n一、2022年工作安排\n今年要办好以下实事：\n"
        + items
    )
    report = _report(text, "made")
    read = "".join(p.reading.text for p in split(report))
    for item in ("完成卫星城规划", "北环西延", "新建小学5所", "新建公园2个"):
        assert item in read


def test_a_heading_with_a_figure_can_be_quoted() -> None:
    text = (
        "各位代表：\n现在，我代表县政府报告工作，请予审议。\n一、2021年工作回顾\n"
        "（一）经济总量突破500亿元，再上新台阶\n产业结构不断优化，项目建设加快推进，质量效益稳步提升。\n"
    )
    assert any("突破500亿元" in p.reading.text for p in split(_report(text, "made")))


def test_long_paragraphs_are_cut_at_sentence_ends() -> None:
    long = "".join(f"第{n}个项目完成投资{n}亿元，比上年增长{n}%。" for n in range(1, 61))
    text = f"各位代表：\n现在，我代表县政府报告工作，请予审议。\n一、2021年工作回顾\n{long}\n"
    report = _report(text, "made")
    passages = split(report)
    _check(report, passages)
    cut = [p for p in passages if p.part is Part.REVIEW]
    assert len(cut) >= 3
    assert all(p.reading.text.endswith("。") for p in cut)
    assert all(120 <= len(p.reading.text) <= 400 for p in cut)


def test_pages_are_kept() -> None:
    text = (
        "各位代表：\n现在，我代表县政府报告工作，请予审议。\n一、2021年工作回顾\n"
        + "成绩很大，全县面貌一新，人民满意。\n" * 30
    )
    report = _report(text, "made", pages=(0, 100, 300))
    pages = [p.page for p in split(report)]
    assert pages[0] == 1
    assert pages[-1] == 3
    assert pages == sorted(p for p in pages if p)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "各位代表：",
                "现在，我代表县人民政府报告工作，请予审议。",
                "一、2021年工作回顾",
                "二、2022年工作安排",
                "三、政府自身建设",
                "（一）聚力产业升级",
                "（二）狠抓落实，务求实效。今年要增长8%。",
                "1.新建小学5所",
                "全年完成投资10亿元，增长\n13.3%，成绩来之不易。",
                "附件",
                "名词解释",
                "1.“两山”：绿水青山就是金山银山。",
                "- 3 -",
                "\n",
                "x" * 50,
            ]
        ),
        max_size=25,
    )
)
def test_any_order_of_lines_keeps_passages_whole(lines: list[str]) -> None:
    report = _report("\n".join(lines), "made")
    _check(report, split(report))
