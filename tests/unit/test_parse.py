"""Structure, parts, glossary and delivery of reports, on the seeds and on made ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from rag.clean import heal
from rag.parse import Delivery, not_a_report, parse, recognise
from rag.resources import resource
from rag.types import Level, Part, Region, Report, Source

COUNTY = Region(code="140521", name="沁水县", level=Level.COUNTY, parents=("山西省", "晋城市"))


def source_of(text: str, name: str = "made_2022") -> Source:
    return Source(id=hashlib.sha256(text.encode()).hexdigest()[:16], name=name, text=text)


@cache
def seed(name: str) -> Report:
    text = (Path(resource("seeds")) / f"{name}.txt").read_text(encoding="utf-8")
    found = recognise(text, name)
    assert found.year is not None
    return parse(source_of(text, name), region=COUNTY, year=found.year, delivered=found.delivered)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))


def test_qinshui_delivery() -> None:
    found = recognise(seed("qinshui_2022").source.text, "x")
    assert found == Delivery(
        title="政府工作报告",
        year=2022,
        delivered=date(2022, 3, 28),
        place_text=found.place_text,
        ground="作报告的日期",
    )
    assert found.place_text[0] == "沁水县"


def test_wuzhai_delivery() -> None:
    found = recognise(seed("wuzhai_2022").source.text, "x")
    assert (found.year, found.delivered) == (2022, date(2022, 2, 9))
    assert found.place_text[0] == "五寨县"


def test_qinshui_sections() -> None:
    sections = seed("qinshui_2022").sections
    main = [(s.heading, s.part) for s in sections if s.level == 1][:3]
    assert main == [
        ("一、2021年工作回顾", Part.REVIEW),
        ("二、2022年工作安排", Part.PLAN),
        ("三、全面加强政府自身建设", Part.CONDUCT),
    ]
    second = [s.heading for s in sections if s.level == 2 and s.part is Part.PLAN]
    assert second == [
        "（一）聚力产业转型升级，锻造高质量发展引擎",
        "（二）聚力推进项目建设，强化高质量发展支撑",
        "（三）聚力壮大市场主体，激发高质量发展活力",
        "（四）聚力乡村振兴战略，拓展高质量发展空间",
        "（五）聚力县城品质提升，展示高质量发展形象",
        "（六）聚力深化改革开放，积蓄高质量发展动能",
        "（七）聚力生态文明建设，厚植高质量发展根基",
        "（八）聚力保障改善民生，彰显高质量发展成色",
        "（九）聚力平安沁水建设，守牢高质量发展底线",
    ]


def test_wuzhai_headings_that_share_a_paragraph() -> None:
    report = seed("wuzhai_2022")
    second = [s.heading for s in report.sections if s.level == 2]
    assert len(second) == 9
    assert second[0] == "（一）在产业转型上狠下功夫，着力推动高质量发展取得新突破"
    assert second[5] == "（六）在设施改善上狠下功夫，着力推动宜居五寨建设取得新成效"
    sharing = next(p for p in report.paragraphs if p.reading.text.startswith("（六）"))
    assert "美丽宜居县城" in sharing.reading.text
    assert sharing.headings == ("二、2022年工作安排", second[5])


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("qinshui_2022", "新增装机容量128兆瓦", Part.REVIEW),
        ("qinshui_2022", "新增装机容量580兆瓦", Part.PLAN),
        ("qinshui_2022", "敲门问需优服务", Part.CONDUCT),
        ("qinshui_2022", "闫晋中", Part.FRONT),
        ("wuzhai_2022", "固定资产投资增长13.3%", Part.REVIEW),
        ("wuzhai_2022", "地区生产总值增长8.5%以上", Part.PLAN),
        ("wuzhai_2022", "打造廉洁型政府", Part.CONDUCT),
    ],
)
def test_parts(name: str, text: str, part: Part) -> None:
    found = [p.part for p in seed(name).paragraphs if text in p.reading.text]
    assert found
    assert set(found) == {part}


def test_qinshui_glossary() -> None:
    report = seed("qinshui_2022")
    notes = {n.term: n for n in report.glossary}
    assert len(report.glossary) == 41
    assert len(notes) == 41
    assert notes["13710"].text.startswith("对纳入“13710”系统的工作任务，1天内研究部署")
    assert notes["三地三区五提升"].text.endswith("党的建设全面提升。")
    assert notes["碳交易"].text.endswith("二氧化碳排放权的交易。")
    assert notes["服务业提质增效十大行动"].text.startswith("消费提质扩容行动")
    assert notes["四风"].text == "形式主义、官僚主义、享乐主义、奢靡之风。"
    assert report.source.quote(notes["13710"].span).startswith("17. ")


@pytest.mark.parametrize("name", ["qinshui_2022", "wuzhai_2022"])
def test_a_quote_healed_alone_holds_the_reading(name: str) -> None:
    report = seed(name)
    for paragraph in report.paragraphs:
        quote = report.source.quote(paragraph.span).replace("**", "")
        quote = re.sub(r"\n\s*-\s*\d+\s*-\s*\n", "", quote)
        assert _plain(paragraph.reading.text) in _plain(quote)
        first, last = paragraph.reading.offset(0), paragraph.reading.offset(10**9)
        assert (first, last) == (paragraph.span.start, paragraph.span.end)


@pytest.mark.parametrize("name", ["qinshui_2022", "wuzhai_2022"])
def test_sections_are_ordered_and_nested(name: str) -> None:
    sections = seed(name).sections
    starts = [s.span.start for s in sections]
    assert starts == sorted(starts)
    for level in (1, 2):
        spans = [s.span for s in sections if s.level == level]
        assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("entry", "term", "text"),
    [
        ("1. **“两山”**：绿水青山就是金山银山。", "两山", "绿水青山就是金山银山。"),
        (
            "①专精特新：专业化、精细化、特色化、新颖化。",
            "专精特新",
            "专业化、精细化、特色化、新颖化。",
        ),
        ("〔1〕两免一补：免教科书费、免杂费。", "两免一补", "免教科书费、免杂费。"),
        ("[12]“揭榜挂帅”：即科技悬赏制。", "揭榜挂帅", "即科技悬赏制。"),
        ("“双减”是指减轻作业负担和校外培训负担。", "双减", "减轻作业负担和校外培训负担。"),
        ("BT-IT融合：指生物技术和信息技术融合。", "BT-IT融合", "指生物技术和信息技术融合。"),
        (
            "［1］一降三减：\n全年火灾起数总体下降，损失数减少。",
            "一降三减",
            "全年火灾起数总体下降，损失数减少。",
        ),
        ("15. “链主”企业：占据优势地位的企业。", "“链主”企业", "占据优势地位的企业。"),
    ],
)
def test_glossary_forms(entry: str, term: str, text: str) -> None:
    body = "各位代表：\n现在，我代表县人民政府报告工作，请予审议。\n一、2021年工作回顾\n" + (
        "过去的一年，全县上下团结一心，完成了各项任务，取得了新的成绩，人民生活继续改善。\n" * 6
    )
    report = parse(source_of(body + "附件\n名词解释\n" + entry), region=COUNTY, year=2022)
    assert [(n.term, n.text) for n in report.glossary] == [(term, text)]


NO_HEADINGS = (
    "各位代表！\n我代表国务院，向大会作政府工作报告。\n"
    + "过去五年，我们完成了第三个五年计划，取得成就，粮食产量比上年增长了百分之五，达到新的高度。\n"
    * 5
    + "今年是第四个五年计划的最后一年。我们要继续努力，必须加快农业建设，确保完成计划。\n"
    + "我们要进一步加强工业建设，必须力争更大成绩。\n" * 3
)


def test_parts_without_headings() -> None:
    report = parse(source_of(NO_HEADINGS), region=COUNTY, year=1975)
    parts = [p.part for p in report.paragraphs]
    assert parts[:2] == [Part.FRONT, Part.FRONT]
    assert set(parts[2:7]) == {Part.REVIEW}
    assert set(parts[7:]) == {Part.PLAN}


@pytest.mark.parametrize(
    ("front", "name", "year", "delivered", "place"),
    [
        (
            "2022年2月9日在五寨县第十七届人民代表大会第二次会议上",
            "a",
            2022,
            date(2022, 2, 9),
            "五寨县",
        ),
        (
            "（二〇一九年一月八日在某州自治州第三届人民代表大会上）",
            "a",
            2019,
            date(2019, 1, 8),
            "某州自治州",
        ),
        (
            "——２００８年３月５日在第十一届全国人民代表大会上\n国务院总理 温家宝",
            "a",
            2008,
            date(2008, 3, 5),
            "国务院",
        ),
        ("易县人民政府县长 刘杰", "易县_2020", 2020, None, "易县"),
    ],
)
def test_delivery_lines(
    front: str, name: str, year: int, delivered: date | None, place: str
) -> None:
    text = f"政府工作报告\n{front}\n各位代表：\n现在，我向大会报告工作，请予审议。\n"
    found = recognise(text, name)
    assert (found.year, found.delivered) == (year, delivered)
    assert place in found.place_text


def test_the_year_comes_from_the_sections_when_no_date_is_given() -> None:
    text = (
        "各位代表：\n现在，我代表区人民政府报告工作，请予审议。\n一、2018年工作回顾\n"
        "过去一年成绩很大。\n二、2019年工作安排\n今年要努力。"
    )
    found = recognise(text, "x")
    assert found.year == 2019
    assert recognise("各位代表：大家好。", "x") == Delivery(
        title=None, year=None, delivered=None, place_text=("x",), sure=False
    )


@pytest.mark.parametrize("text", ["", " \n\t", "hello world " * 50, "今天天气很好。" * 60, "太短"])
def test_what_is_no_report_is_told(text: str) -> None:
    reason = not_a_report(text)
    assert reason


@pytest.mark.parametrize("name", ["qinshui_2022", "wuzhai_2022"])
def test_seeds_are_reports(name: str) -> None:
    assert not_a_report(seed(name).source.text) is None


def test_an_empty_text_gives_an_empty_report() -> None:
    report = parse(source_of(""), region=COUNTY, year=2022)
    assert (report.sections, report.paragraphs, report.glossary) == ((), (), ())
    assert heal("").text == ""
