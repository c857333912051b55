"""Tables set one cell to a line are read row by row; page numbers are not taken for rows."""

from __future__ import annotations

from rag.clean import heal
from rag.tables import rows

BODY = "各位代表：\n现在，我代表区人民政府报告工作，请予审议。\n" + (
    "过去的一年，全区上下团结一心，完成了各项任务，取得了新的成绩，人民生活继续改善。\n" * 6
)
CELLS = [
    ["1", "建设社区公园", "建成5座社区公园，增加绿地3.2万平方米。", "城管局", "各街道办"],
    ["2", "改造老旧小区", "改造老旧小区12个，惠及居民5400户。", "住建局"],
    ["3", "新建幼儿园", "新建公办幼儿园8所，新增学位2160个。", "教育局", "各街道办"],
    ["4", "优质饮用水", "完成30个小区入户管网改造。", "环水局", "各街道办"],
]


def test_each_row_is_one_line_with_its_rank() -> None:
    table = "序号\n项目名称\n项目内容\n牵头单位\n" + "\n".join("\n\t".join(row) for row in CELLS)
    text = f"{BODY}附件\n2014年区政府民生实事计划清单\n{table}\n"
    healed = heal(text)
    lines = healed.text.split("\n")
    assert lines[-5] == "序号\t项目名称\t项目内容\t牵头单位"
    assert [line.split("\t") for line in lines[-4:]] == CELLS
    offsets = [healed.offset(n) for n in range(len(healed.text))]
    assert offsets == sorted(set(offsets))


def test_rows_need_a_count_from_one() -> None:
    assert rows(["说明", "2", "甲", "3", "乙", "4", "丙", "5", "丁"]) == {}
    counted = ["序号", "项目", "1", "甲项", "2", "乙项", "3", "丙项", "4", "丁项"]
    assert rows(counted) == {0: 0, 1: 0, 2: 2, 3: 2, 4: 4, 5: 4, 6: 6, 7: 6, 8: 8, 9: 8}


def test_page_numbers_between_full_lines_are_no_rows() -> None:
    page = ["全县上下团结一心、攻坚克难，各项事业取得新的进步和成绩，人民群众得到更多实惠。"] * 6
    lines = [line for number in range(1, 6) for line in (*page, str(number))]
    assert rows(lines) == {}


def test_a_title_below_ends_the_last_row() -> None:
    lines = [cell for row in CELLS for cell in row] + ["二、2015年计划", "各项工作继续推进。"]
    found = rows(lines)
    assert lines.index("二、2015年计划") not in found
    assert found[lines.index("环水局")] == lines.index("4")
