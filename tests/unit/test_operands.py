"""A question that sets things against each other becomes one question for each of them."""

from __future__ import annotations

import pytest

from rag.operands import operands, spelled
from rag.regions import gazetteer


def sides(question: str) -> list[tuple[str, str]]:
    text = spelled(question)
    places = [(m.start, m.end) for m in gazetteer().find(text, prefer=())]
    return [(o.own, o.text) for o in operands(text, places)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2022年沁水县和五寨县的粮食产量哪个高", ["沁水县", "五寨县"]),
        ("沁水县2021年和五寨县2020年，哪个粮食产量高", ["沁水县2021年", "五寨县2020年"]),
        ("沁水县2020年和2021年粮食产量分别是多少", ["2020年", "2021年"]),
        ("沁水县的粮食产量，2021年比2020年多了多少", ["2021年", "2020年"]),
        ("沁水县2021年工业投资快还是商业投资快", ["工业", "商业"]),
        ("沁水县2021年会议和文件，哪个压得多", ["会议", "文件"]),
        ("沁水县2021年油料、蔬菜和水果分别产了多少", ["油料", "蔬菜", "水果"]),
        ("2021年三次产业里哪个大", ["第一产业", "第二产业", "第三产业"]),
        ("2021年上海市地铁和天津市地铁，谁的里程长", ["上海市地铁", "天津市地铁"]),
        ("2021年工人的工资和农民的工资，哪个涨得快", ["工人的工资", "农民的工资"]),
        ("2021年沁水县的税收跑赢五寨县没有", ["沁水县的税收", "五寨县"]),
        ("2021年工业增速比农业高几个点", ["工业增速", "农业增速"]),
    ],
)
def test_the_sides(question: str, expected: list[str]) -> None:
    assert [own for own, _ in sides(question)] == expected


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("沁水县2022年煤炭产量目标比2021年实际高多少", "沁水县2021年实际煤炭产量"),
        ("2022年城市和农村的低保标准哪个高", "2022年农村的低保标准哪个高"),
        ("2022年城镇居民人均收入比农村高多少", "2022年农村人均收入"),
        ("2022年汽车产量和销量各是多少", "2022年汽车销量各是多少"),
        ("失业率，2022年比2021年高了还是低了", "失业率，2021年"),
        ("“十四五”末（2025年）的户数比2024年末多几户", "2024年末户数"),
    ],
)
def test_what_a_side_leaves_out_is_that_of_the_first(question: str, second: str) -> None:
    assert sides(question)[1][1] == second


@pytest.mark.parametrize(
    "question",
    [
        "2021年税收比上年增长多少",
        "2021年的目标和实际各是多少",
        "2021年税收是多了还是少了",
        "2021年计划建几所学校、实际建了几所",
        "2021年税收比例是多少",
        "2021年杀人、绑架、放火这类案件降了多少",
    ],
)
def test_what_is_no_side(question: str) -> None:
    assert sides(question) == []
