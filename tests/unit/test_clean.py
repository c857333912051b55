"""Healing: what it joins, what it takes out, and that offsets survive it."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.clean import heal, sentences
from rag.resources import resource
from rag.types import Aligned

SEEDS = Path(resource("seeds"))
BODY = (
    "各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。\n一、2021年工作回顾\n"
    "过去的一年，全县地区生产总值完成331.1亿元，增长11%，城乡面貌发生了很大变化，人民生活继续改善。\n"
)


def _aligned(healed: Aligned, source: str) -> None:
    offsets = [healed.offset(n) for n in range(len(healed.text))]
    assert all(a < b for a, b in pairwise(offsets))
    for letter, offset in zip(healed.text, offsets, strict=True):
        written = source[offset]
        same = letter == written or letter == unicodedata.normalize("NFKC", written)
        blank = letter in " \n\t" and (written.isspace() or written in "|\x1c\x1d\x1e\x85")
        signs = (written, letter) in {
            ("．", "."),
            ("︰", "："),
            ("|", "\t"),
            (",", "，"),
            (";", "；"),
        }
        assert same or blank or signs or written == "&", (letter, written)


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("全县固定资产投资增长\n\n 13.3%，社会消费品零售总额增长16.6%。", "投资增长13.3%，社会"),
        (
            "完成投资1\n0亿元，占年度计划的89%，进度位居全市第一，完成情况好于预期水平。",
            "投资10亿元",
        ),
        ("地区生产总值完成 331.1 亿元，增长 11 %。", "完成331.1亿元，增长11%。"),
        ("生产总值３３１．１亿元，增长１１％。", "生产总值331.1亿元，增长11%。"),
        ("实现**产业升级**，新增装机580兆瓦。", "实现产业升级，新增装机580兆瓦。"),
        (
            "县长??刘永泽出席\ufffd会议\ue004，强\u200b调\u00ad稳增长。",
            "县长刘永泽出席会议，强调稳增长。",
        ),
        (
            "落实“两不愁三保障”〔1〕政策，投入12.5亿元[12]，惠及①群众。",
            "政策，投入12.5亿元，惠及群众。",
        ),
        ("国发〔2021〕5号文件要求，增长8%。", "国发〔2021〕5号"),
        (
            "引进 Deep Learning 企业 3 家，GDP 突破 300 亿元。",
            "引进Deep Learning企业3家，GDP突破300亿元",
        ),
        ("区长&nbsp;李志永说&ldquo;好&rdquo;，增长8%。", "区长李志永说“好”，增长8%。"),
        ("增加值完成5亿元。来自马克数据网\n各项工作都要抓紧。", "完成5亿元。\n各项"),
        ("做好“六稳”〔43〕工作，增长8%①，投资5.2[3]亿元。", "“六稳”工作，增长8%，投资5.2亿元。"),
        ("建设用地6.49万m²，占地3km²。", "6.49万m²，占地3km²。"),
        ("城建工程：①大街（至复兴路）②东路改造③亮化。", "①大街（至复兴路）②东路改造③亮化。"),
        ("广义货币M\n2\n预期增长12%左右，保持流动性合理充裕。", "广义货币M2预期增长12%左右"),
        ("外贸进出口增长8.\n5%，利用外资稳步增长，结构持续优化。", "增长8.5%，利用外资"),
        ("推进“1 10 100”中药材标准化种植。", "“1 10 100”中药材"),
        ("——改革开放进一步深化。'\n粗体文字\n重点领域取得新进展。", "深化。\n重点领域"),
        ("奋力谱写新的华彩乐章！（图解）二〇二五年政府工作报告", "华彩乐章！"),
        ("共同创造更加美好的明天！  百度搜索某 某 数 据 网", "美好的明天！"),
    ],
)
def test_damage_is_healed(damaged: str, whole: str) -> None:
    text = BODY + damaged
    healed = heal(text)
    assert whole in healed.text
    _aligned(healed, text)


@pytest.mark.parametrize(
    "number", ["- 23 -", "— 5 —", "第 3 页 共 20 页", "第3页", "－ 7 －", "3/20"]
)
def test_page_numbers_go_and_the_sentence_goes_on(number: str) -> None:
    text = (
        BODY + f"转移农村劳动力4313人，完成农村户厕改造6500\n\n{number}\n\n户、清洁取暖改造5202户。"
    )
    assert "户厕改造6500户、清洁取暖" in heal(text).text


def test_lone_page_numbers_are_known_by_their_counting() -> None:
    page = "全县上下团结一心、攻坚克难，各项事业取得新的进步和成绩，人民群众得到更多实惠，\n" * 5
    text = BODY + page + "1\n" + page + "2\n" + page + "3\n" + page + "社会安定。"
    healed = heal(text).text
    assert "，1" not in healed
    assert "\n2\n" not in healed
    assert "更多实惠，全县上下" in healed


def test_a_hard_wrapped_text_becomes_paragraphs() -> None:
    first = (
        "一年来我们坚持稳字当头稳中求进推动县域经济发展提质提效，全县地区生产总值增长7.2%，固定资产投资增长13.3"
        "%，社会消费品零售总额增长16.6%，城乡居民收入分别增长8.8%、11.5%，金融机构各项存款余额达106亿元。"
    )
    second = (
        "同时我们也清醒地认识到发展面临困难：经济总量小，发展质量还不够高，工业企业发展滞后，后续支"
        "撑乏力，少数干部担当作为意识不强，攻坚克难能力欠缺，工作抓而不实的现象仍然存在。"
    )
    width = 26

    def wrap(text: str) -> str:
        text = "\u3000\u3000" + text
        return "\n\n".join(text[n : n + width] for n in range(0, len(text), width))

    both = f"{wrap(first)}\n\n{wrap(second)}"
    text = f"各位代表：\n\n{both}\n\n二、2022年工作安排\n\n{both}"
    lines = heal(text).text.split("\n")
    assert lines == ["各位代表：", first, second, "二、2022年工作安排", first, second]


def test_web_page_around_the_report_goes() -> None:
    text = (
        "首页\n政务公开\n领导之窗\n当前位置：首页 > 工作报告\n【字号：大 中 小】 打印\n"
        "2022年某县政府工作报告\n"
        "——2022年2月9日在某县第十七届人民代表大会第二次会议上\n来源：政府办\n"
        "某县人民政府县长 张三\n"
        + BODY
        * 1
        + "二、2022年工作安排\n今年地区生产总值增长8%以上，固定资产投资增长9%以上。\n"
        "分享到：\n上一篇：某县2021年政府工作报告\n相关文章\n某市2025年政府工作报告\n11-15\nICP备06016263号\n版权所有：某县人民政府"
    )
    lines = heal(text).text.split("\n")
    assert lines[:3] == [
        "2022年某县政府工作报告",
        "——2022年2月9日在某县第十七届人民代表大会第二次会议上",
        "某县人民政府县长 张三",
    ]
    assert lines[-1].startswith("今年地区生产总值增长8%以上")


def test_a_body_that_stands_twice_is_read_once() -> None:
    body = "".join(
        f"第{n}项工作进展顺利，全年完成投资{n}亿元，增长{n}%，带动就业{n}00人，群众满意度继续提高，圆满收官。\n"
        for n in range(1, 13)
    )
    healed = heal("各位代表：\n" + body + "首页\n打印\n各位代表：\n" + body).text
    assert healed.count("完成投资7亿元") == 1
    assert healed.endswith("圆满收官。")


def test_table_rows_stay_apart() -> None:
    text = BODY + "序号\t项目\t投资\n1\t光伏\t3.5\n2\t风电\t12\n"
    assert "1\t光伏\t3.5\n2\t风电\t12" in heal(text).text


def test_words_that_were_links_do_not_break_a_sentence() -> None:
    text = BODY + (
        "我们要加强对\n权力\n运行的监督和制约，深化行政审批改革，不断提高服务效能和办事水平。\n"
        "各位代表，我们深知人民政府的\n权力\n是人民赋予的，政府的职责就是为人民服务。\n"
    )
    healed = heal(text).text
    assert "加强对权力运行的监督" in healed
    assert "人民政府的权力是人民赋予的" in healed


def test_a_beginning_that_a_site_cut_short_goes() -> None:
    opening = "各位代表：现在，我代表县人民政府向大会报告工作，请予审议。一、2021年工作回顾"
    text = f"某县2022年政府工作报告\n内容摘要：\n{opening}过去的一年......\n{BODY}"
    assert heal(text).text.count("请予审议") == 1


@settings(max_examples=200, deadline=None)
@given(
    st.integers(min_value=1, max_value=99999),
    st.integers(min_value=0, max_value=99),
    st.sampled_from(["亿元", "万吨", "%", "个", "公里", "兆瓦"]),
    st.integers(min_value=1, max_value=9),
    st.sampled_from(["\n", "\n\n", " \n\u3000", "\n\n- 12 -\n\n", "\n\f"]),
)
def test_a_number_broken_anywhere_is_joined(
    whole: int, part: int, unit: str, cut: int, gap: str
) -> None:
    number = f"{whole}.{part:02}{unit}"
    cut = min(cut, len(number) - 1)
    text = f"{BODY}全县完成固定资产投资{number[:cut]}{gap}{number[cut:]}，好于上年同期水平。\n"
    healed = heal(text)
    assert f"投资{number}，好于" in healed.text
    _aligned(healed, text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=999), min_size=2, max_size=6))
def test_numbers_of_a_list_are_never_glued(numbers: list[int]) -> None:
    items = [f"{n}.新建学校{number}所" for n, number in enumerate(numbers, 1)]
    healed = heal(BODY + "今年要办好以下实事：\n" + "\n".join(items) + "\n").text
    assert healed.endswith("\n".join(items))


def test_wuzhai_number_across_a_line_break() -> None:
    source = (SEEDS / "wuzhai_2022.txt").read_text(encoding="utf-8")
    healed = heal(source)
    assert "固定资产投资增长13.3%，社会消费品零售总额增长16.6%" in healed.text
    at = healed.text.index("增长13.3%")
    span = healed.span(at, at + len("增长13.3%"))
    assert "".join(source[span.start : span.end].split()) == "增长13.3%"
    assert "约束性指标和其他各项指标" in healed.text
    assert "总投资1亿元的中国中药山西五寨产业园" in healed.text


@pytest.mark.parametrize("name", ["qinshui_2022.txt", "wuzhai_2022.txt"])
def test_seeds_keep_their_offsets(name: str) -> None:
    source = (SEEDS / name).read_text(encoding="utf-8")
    healed = heal(source)
    _aligned(healed, source)
    assert "**" not in healed.text
    assert "\n\n" not in healed.text


_LETTERS = st.text(
    alphabet=st.sampled_from(
        "全县增长完成亿元。，；：“”（）12３％．\n\n \u3000\t*?〔〕①GDP-—\ue000\u200b&nbsp;|一、\r\f"
    ),
    max_size=400,
)


@settings(max_examples=300, deadline=None)
@given(_LETTERS)
def test_offsets_rise_and_letters_are_the_sources(text: str) -> None:
    healed = heal(text)
    _aligned(healed, text)
    assert "\n\n" not in healed.text


@settings(max_examples=200, deadline=None)
@given(_LETTERS)
def test_sentences_cover_all_but_blanks(text: str) -> None:
    spans = sentences(text)
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_sentences_end_outside_brackets_and_quotes() -> None:
    text = "完成（同比增长3%；排名第一）的任务！“好。”他说；\n下一段"
    assert [text[a:b] for a, b in sentences(text)] == [
        "完成（同比增长3%；排名第一）的任务！",
        "“好。”他说；",
        "下一段",
    ]
