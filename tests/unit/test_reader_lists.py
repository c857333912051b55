"""Lists that the reader follows or chooses by their number, and the most and least of several."""

from __future__ import annotations

import re

import pytest
from test_reader import ask, made, stated

from rag.types import Outcome

BATTLES = made(
    "民生工作有力推进，城镇新增就业3150人。重点打好三场硬仗。一是污染防治硬仗。完成治理项目64个。"
    "二是脱贫攻坚硬仗。脱贫3210人。三是风险防控硬仗。化解债务2.6亿元。接待游客342万人次。",
)


@pytest.mark.parametrize("question", ["2021年重点打好哪三场硬仗", "2021年打好了哪些硬仗？"])
def test_a_list_announced_in_one_sentence_is_followed_through_its_items(question: str) -> None:
    answer = ask(BATTLES, question)
    places = [answer.text.find(f"{n}硬仗") for n in ("污染防治", "脱贫攻坚", "风险防控")]
    assert -1 not in places and places == sorted(places)
    for other in ("64个", "3210人", "2.6亿元", "3150人", "342"):
        assert other not in answer.text
    assert len(answer.citations) == 4 and len(answer.claims) == 1


def test_a_list_begun_after_a_colon_has_all_its_items() -> None:
    plan = made(
        plan="坚持民生优先。全力抓好四个方面的民生实事：一是新建幼儿园3所。二是改造老旧小区17个。"
        "三是新建村卫生室26个。四是开通公交线路5条。推进城乡融合发展。完成固定资产投资95亿元。"
    )
    answer = ask(plan, "2022年要抓好哪四个方面的民生实事")
    assert stated(answer) == ["四个", "3所", "17个", "26个", "5条"]
    assert answer.text.index("幼儿园3所") < answer.text.index("公交线路5条")
    assert "城乡融合" not in answer.text and "95亿元" not in answer.text


def test_an_item_leads_back_to_the_whole_list() -> None:
    answer = ask(BATTLES, "2021年脱贫攻坚等硬仗有哪些")
    assert all(n in answer.text for n in ("污染防治", "脱贫攻坚", "风险防控"))


CLUSTERS = made(
    plan="加快产业升级。加强三大园区、两个基地、一批平台建设，推动煤炭、电力、焦化、钢铁产业改造提升。"
    "培育壮大煤层气、光伏、装备制造、现代医药、文化旅游、特色农业六大产业集群。"
    "实施强基、补链、提质、育才、安民五大工程。统筹水利、交通、能源三类项目。"
)


@pytest.mark.parametrize(
    ("question", "items", "others"),
    [
        (
            "2022年要培育壮大哪六大产业集群",
            ("煤层气", "光伏", "装备制造", "现代医药", "文化旅游", "特色农业"),
            ("煤炭", "园区", "强基", "水利"),
        ),
        (
            "2022年要实施哪五大工程",
            ("强基", "补链", "提质", "育才", "安民"),
            ("煤炭", "园区", "光伏", "水利"),
        ),
        ("2022年统筹哪三类项目", ("水利", "交通", "能源"), ("煤炭", "强基", "光伏")),
    ],
)
def test_a_list_is_chosen_by_its_number(
    question: str, items: tuple[str, ...], others: tuple[str, ...]
) -> None:
    answer = ask(CLUSTERS, question)
    assert [i for i in items if i not in answer.text] == []
    assert [o for o in others if o in answer.text] == []


def test_a_list_of_another_number_of_things_is_not_it() -> None:
    two = made(
        plan="培育煤炭、电力、焦化、钢铁四大产业集群。围绕特色农业，"
        "培育壮大中药材、食用菌、小杂粮三大产业集群。新建集群公共服务平台5个。"
    )
    answer = ask(two, "2022年要培育壮大哪三大产业集群")
    assert "中药材、食用菌、小杂粮" in answer.text and "焦化" not in answer.text
    answer = ask(two, "2022年要培育哪四大产业集群")
    assert "煤炭、电力、焦化、钢铁" in answer.text and "食用菌" not in answer.text


def test_what_no_sentence_lists_is_not_found() -> None:
    answer = ask(CLUSTERS, "2022年要办好哪十件民生实事")
    assert answer.outcome is Outcome.NOT_FOUND


CROPS = made(
    "油料产量3.2万吨、蔬菜产量6.8万吨、水果产量0.9万吨。新建果园9.1万亩。药材产量12万吨。"
    "东山煤矿产煤320万吨，郑庄煤矿产煤410万吨，嘉峰煤矿产煤265万吨。周边各县煤矿产煤9000万吨。"
    "第一产业增加值增长3.6%，第二产业增加值增长9.8%，第三产业增加值增长7.4%。市场主体增长18%。"
)


@pytest.mark.parametrize(
    ("question", "head", "expected"),
    [
        ("2021年油料、蔬菜、水果哪个产量最高", "最高的是蔬菜：", "6.8万吨"),
        ("2021年油料、蔬菜、水果中哪个产量最低", "最低的是水果：", "0.9万吨"),
        ("2021年哪个煤矿产煤最多", "最多的是郑庄煤矿", "410万吨"),
        ("2021年哪个煤矿产煤最少", "最少的是嘉峰煤矿", "265万吨"),
        ("2021年三次产业中哪个增长最快", "最快的是第二产业：", "9.8%"),
        ("2021年哪个产业增加值增速最慢", "最慢的是第一产业增加值", "3.6%"),
    ],
)
def test_the_most_and_the_least_of_one_sentence(question: str, head: str, expected: str) -> None:
    answer = ask(CROPS, question)
    given = [c.quantity for c in answer.claims if c.quantity]
    best = (max if re.search("[多高快]", head) else min)(given, key=lambda q: q.value)
    assert answer.text.startswith(head) and best.written == expected
    assert len(given) == 3 and len({c.quote for c in answer.citations}) == 1
    assert not {"9.1万亩", "12万吨", "18%", "9000万吨"} & set(stated(answer))


def test_the_figure_of_one_of_them_is_its_own() -> None:
    assert stated(ask(CROPS, "2021年蔬菜产量多少")) == ["6.8万吨"]
    assert stated(ask(CROPS, "2021年嘉峰煤矿产煤多少")) == ["265万吨"]
