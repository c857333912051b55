"""What the page shows of answers: highlighting, escaping, the look of not found."""

from __future__ import annotations

import re

from rag.page import html
from rag.page.marks import excerpt, figures
from rag.types import (
    Answer,
    Check,
    Citation,
    Claim,
    Level,
    Outcome,
    Query,
    Region,
    ReportCard,
    Source,
    Span,
    Verdict,
)

TEXT = """一、2021 年工作回顾

全县地区生产总值增长 7.2%，固定资产投资增长
13.3%，社会消费品零售总额增长 16.6%。

二、2022 年重点工作

推进里必煤矿瓦斯发电项目，新增装机容量 35 兆瓦。实施 5 个光伏发电项目，新增装机容量 580 兆瓦。
"""
SOURCE = Source(id="s1", name="qinshui_2022", text=TEXT)
CARD = ReportCard(
    source_id="s1",
    report="qinshui_2022",
    region=Region(code="1", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市")),
    year=2022,
    delivered=None,
    title="政府工作报告",
    passages=3,
    observations=5,
)


def cite(quote: str, source: Source = SOURCE, heading: str = "二、2022 年重点工作") -> Citation:
    start = source.text.index(quote)
    return Citation(
        report=source.name,
        quote=quote,
        start=start,
        end=start + len(quote),
        headings=(heading,),
        source_id=source.id,
    )


def answer(
    text: str,
    citations: tuple[Citation, ...] = (),
    written: tuple[tuple[str, int], ...] = (),
    *,
    outcome: Outcome = Outcome.ANSWERED,
    notes: tuple[str, ...] = (),
    verdict: Verdict = Verdict.SUPPORTED,
    operands: tuple[str, ...] = (),
) -> Answer:
    return Answer(
        query=Query(question="问", standalone="问", intent="value"),
        outcome=outcome,
        text=text,
        claims=(Claim(text=text, citations=citations, operands=operands),) if citations else (),
        checks=tuple(Check(written=w, verdict=verdict, citation=n) for w, n in written),
        notes=notes,
    )


def panel(shown: Answer, source: Source = SOURCE) -> str:
    return html.panel(shown, lambda _: source, {CARD.source_id: CARD})


def test_the_figure_is_marked_inside_its_quote_and_no_other_figure_is() -> None:
    shown = panel(
        answer(
            "新增580兆瓦。",
            (cite("实施 5 个光伏发电项目，新增装机容量 580 兆瓦。"),),
            (("580兆瓦", 0),),
        )
    )
    assert re.findall(r'<mark class="figure">(.*?)</mark>', shown) == ["580兆瓦"]
    assert "35兆瓦" in shown.split('<mark class="quote">')[0]
    assert "计划 · 目标" in shown
    assert "沁水县" in shown and "2022 年政府工作报告" in shown
    assert "已核验 580兆瓦" in shown


def test_a_quote_that_runs_over_a_line_break_is_shown_in_one_line() -> None:
    quote = "固定资产投资增长\n13.3%"
    shown = panel(
        answer("增长13.3%。", (cite(quote, heading="一、2021 年工作回顾"),), (("13.3%", 0),))
    )
    assert "固定资产投资增长<mark" in shown
    assert '<mark class="figure">13.3%</mark>' in shown
    assert "完成 · 回顾" in shown


def test_two_citations_of_one_paragraph_share_a_card() -> None:
    shown = panel(
        answer(
            "35兆瓦和580兆瓦。",
            (cite("新增装机容量 35 兆瓦"), cite("新增装机容量 580 兆瓦")),
            (("35兆瓦", 0), ("580兆瓦", 1)),
        )
    )
    assert shown.count("<article") == 1
    assert re.findall(r'<mark class="figure">(.*?)</mark>', shown) == ["35兆瓦", "580兆瓦"]
    assert shown.count('class="wb-n"') == 2


def test_the_operands_of_a_computed_figure_are_marked() -> None:
    shown = panel(
        answer(
            "合计615兆瓦。",
            (cite("新增装机容量 580 兆瓦"),),
            (("615兆瓦", 0),),
            verdict=Verdict.COMPUTED,
            operands=("580 兆瓦",),
        )
    )
    assert '<mark class="figure">580兆瓦</mark>' in shown
    assert "由原文数字算得 615兆瓦" in shown


def test_hostile_text_of_a_report_is_escaped_everywhere() -> None:
    evil = '<img src=x onerror="alert(1)"> 35 兆瓦 </div><script>alert(2)</script>'
    source = Source(id="s1", name="<b>evil</b>", text=f"正文。\n\n{evil}。\n")
    shown = answer(
        evil, (cite(evil, source, heading="<i>标题</i>"),), (("35 兆瓦", 0),), notes=("<u>注</u>",)
    )
    for markup in (panel(shown, source), html.bubble(shown), html.question_bubble(evil)):
        assert not re.search(r"<(img|script|i|u)\b", markup)
    assert "&lt;script&gt;" in panel(shown, source)
    assert "<b>evil" not in panel(shown, source)
    assert "<img" not in html.read_lines([(False, evil)]) + html.problem(evil) + html.draft(evil)
    assert "<img" not in html.comparison([(evil, 2022, shown), ("五寨", 2022, evil)])


def test_not_found_looks_calm_and_claims_no_verification() -> None:
    shown = html.bubble(
        answer("没有这个数字。", outcome=Outcome.NOT_FOUND, notes=("相近：发电量 6.61 亿度。",))
    )
    assert 'class="wb-answer none"' in shown
    assert "报告中没有" in shown
    assert "已核验" not in shown
    assert "6.61 亿度" in shown
    assert "<mark" not in panel(answer("没有。", outcome=Outcome.NOT_FOUND))


def test_an_unsupported_number_is_not_called_verified() -> None:
    shown = html.bubble(answer("共 9 个。", (), (("9", 0),), verdict=Verdict.UNSUPPORTED))
    assert "1 个数字中 0 个已核验" in shown
    assert 'class="wb-num open"' in shown


def test_a_blank_line_in_an_answer_does_not_leave_its_block() -> None:
    for markup in (
        html.bubble(answer("甲\n\n乙")),
        html.draft("甲\n\n# 乙"),
        html.problem("甲\n\n乙"),
    ):
        assert "\n" not in markup
        assert "<br>" in markup


def test_figures_are_found_apart_from_form_and_never_inside_other_numbers() -> None:
    text = "计划１,２３４万元，另 1580 兆瓦、580.5 兆瓦和 580 兆瓦，共 **8**%"
    found = [text[span.start : span.end] for span in figures(text, ["580兆瓦", "1234万元", "8%"])]
    assert found == ["１,２３４万元", "580 兆瓦", "8**%"]
    assert figures("增长 13.35%", ["3.3%", "13.3%"]) == []


def test_a_figure_in_another_unit_is_found_by_its_number() -> None:
    text = "新增装机容量 580 兆瓦"
    assert [text[s.start : s.end] for s in figures(text, ["580 MW"])] == ["580"]


def test_a_long_paragraph_is_cut_at_sentences_around_the_quote() -> None:
    text = "".join(f"第{n}项工作按期完成并通过验收。" for n in range(200))
    start = text.index("第100项")
    found = excerpt(text, [Span(start=start, end=start + 17)])
    assert found.cut == (True, True)
    assert len(found.text) < 660
    assert found.text.startswith("第") and found.text.endswith("。")
    assert found.text[found.quotes[0].start :].startswith("第100项")


def test_the_library_and_its_line_name_the_reports() -> None:
    assert "1 份报告" in html.summary_line([CARD]) and "2022 年" in html.summary_line([CARD])
    assert "还没有报告" in html.summary_line([])
    table = html.library([CARD])
    assert "沁水县" in table and "山西省晋城市" in table and ">3<" in table


def test_a_comparison_has_a_row_per_place_and_a_column_per_year() -> None:
    found = answer("增长8.5%以上。", (cite("新增装机容量 35 兆瓦"),), ())
    none = answer("没有。", outcome=Outcome.NOT_FOUND)
    table = html.comparison(
        [
            ("沁水", 2021, none),
            ("沁水", 2022, found),
            ("五寨", 2021, "问题太长。"),
            ("五寨", 2022, found),
        ]
    )
    assert re.findall(r"<th>(\d{4})年</th>", table) == ["2021", "2022"]
    assert table.count("<tr>") == 3
    assert table.count("报告中没有") == 1 and table.count("问题太长。") == 1
    assert table.count("<summary>原文</summary>") == 2
