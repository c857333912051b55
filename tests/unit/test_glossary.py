"""Glossary notes in the forms in which reports set them."""

from __future__ import annotations

import hashlib

import pytest

from rag.clean import heal
from rag.parse import parse
from rag.types import Level, Part, Region, Report, Source

COUNTY = Region(code="140521", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市"))
BODY = "各位代表：\n现在，我代表县人民政府报告工作，请予审议。\n一、2021年工作回顾\n" + (
    "过去的一年，全县上下团结一心，完成了各项任务，取得了新的成绩，人民生活继续改善。\n" * 6
)


def read(attached: str) -> Report:
    text = BODY + attached
    source = Source(id=hashlib.sha256(text.encode()).hexdigest()[:16], name="made", text=text)
    return parse(source, region=COUNTY, year=2022)


def notes(attached: str) -> list[tuple[str, str]]:
    report = read(attached)
    for note in report.glossary:
        assert note.text.split("\n")[0] in heal(report.source.text).text
        assert note.term in report.source.quote(note.span).replace("\n", "")
    return [(note.term, note.text) for note in report.glossary]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("17.[“哪吒”企业]指在创业初期的企业。", [("“哪吒”企业", "指在创业初期的企业。")]),
        ("8.[11258]市委提出的总体要求。", [("11258", "市委提出的总体要求。")]),
        ("【两山】绿水青山就是金山银山。", [("两山", "绿水青山就是金山银山。")]),
        ("3、“两山”——绿水青山就是金山银山。", [("两山", "绿水青山就是金山银山。")]),
        ("10.“河长制”。是指由党政负责人担任河长。", [("河长制", "是指由党政负责人担任河长。")]),
        ("“一带一路”是两条道路的简称。", [("一带一路", "是两条道路的简称。")]),
        ("[1] 六稳 指稳就业、稳金融、稳外贸。", [("六稳", "指稳就业、稳金融、稳外贸。")]),
        ("EPC（P4，P11）：指工程总承包。", [("EPC", "指工程总承包。")]),
        ("1.四方责任：属地、部门、单位的责任。", [("四方责任", "属地、部门、单位的责任。")]),
        ("1.“六稳”：稳就业等。（见第12页）", [("六稳", "稳就业等。")]),
        (
            "1.甲：第一。\n2.乙：第二。\n3.10种有色金属：铜、铝等。",
            [("甲", "第一。"), ("乙", "第二。"), ("10种有色金属", "铜、铝等。")],
        ),
        (
            "1.“六稳”：稳就业等。2.“六保”：保民生等。3.“四风”：形式主义等。",
            [("六稳", "稳就业等。"), ("六保", "保民生等。"), ("四风", "形式主义等。")],
        ),
        (
            "11.[三个一次]即一次研究，12.[五个1000]市委提出的行动。",
            [("三个一次", "即一次研究，"), ("五个1000", "市委提出的行动。")],
        ),
        (
            "“四好农村路”\n即建好、管好、护好、运营好农村公路。",
            [("四好农村路", "即建好、管好、护好、运营好农村公路。")],
        ),
    ],
)
def test_forms(entry: str, expected: list[tuple[str, str]]) -> None:
    assert notes(f"附件\n名词解释\n{entry}\n") == expected


@pytest.mark.parametrize(
    "heading",
    ["注：", "注释：", "附：名词解释", "※名词解释※", "附件1：\n有关名词解释", "附录：用语说明", ""],
)
def test_headings(heading: str) -> None:
    entries = "1.“六稳”：指稳就业等。\n2.“六保”：指保民生等。\n3.“四风”：即形式主义等。\n"
    found = notes(f"{heading}\n{entries}")
    assert [term for term, _ in found] == ["六稳", "六保", "四风"]


def test_a_heading_may_share_the_line() -> None:
    found = notes("名词解释：1.“六稳”：指稳就业等；2.“六保”：指保民生等。\n")
    assert [term for term, _ in found] == ["六稳", "六保"]


def test_footnotes_inside_the_text() -> None:
    report = read(
        "做好“六稳”〔1〕工作，增长8%①，投资5.2[3]亿元。\n〔1〕六稳：指稳就业等六个方面。\n"
        "①预计数：指统计部门的初步预计。\n一年来成绩很大，人民满意。\n"
    )
    assert [note.term for note in report.glossary] == ["六稳", "预计数"]
    feet = [p for p in report.paragraphs if p.part is Part.ANNEX]
    assert len(feet) == 2
    assert any("“六稳”工作，增长8%，投资5.2亿元" in p.reading.text for p in report.paragraphs)


def test_tasks_are_no_notes_and_belong_to_the_plan() -> None:
    report = read(
        "附件\n2022年民生实事清单\n1.新建学校：3所，责任单位：教育局。\n"
        "2.改造道路：5条，责任单位：住建局。\n3.新增车位：900个，责任单位：城管局。\n"
    )
    assert report.glossary == ()
    assert [p.part for p in report.paragraphs if "责任单位" in p.reading.text] == [Part.PLAN] * 3
