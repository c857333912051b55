"""Figures of short made reports: what each one measures, of which year and kind.

The county is a real one, its figures are made up; expected values are read off by eye.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from rag.extract import extract
from rag.parse import parse
from rag.regions import gazetteer
from rag.types import Basis, Observation, Part, Report, Source

YEAR = 2022
T, A = Basis.TARGET, Basis.ACTUAL
URBAN, RURAL = "城镇居民人均可支配收入", "农村居民人均可支配收入"
GDP, REVENUE, RETAIL, INVESTMENT = (
    "地区生产总值",
    "一般公共预算收入",
    "社会消费品零售总额",
    "固定资产投资",
)


def made(review: str, plan: str = "今年要做好各项工作。", annex: str = "") -> Report:
    text = (
        "政府工作报告\n\n——2022年2月16日在阳城县第十七届人民代表大会第二次会议上\n\n"
        "阳城县人民政府县长 王明\n\n各位代表：\n\n现在，我代表县人民政府向大会报告工作。\n\n"
        f"一、2021年工作回顾\n\n{review}\n\n二、2022年工作安排\n\n{plan}\n{annex}"
    )
    source = Source(id=hashlib.sha256(text.encode()).hexdigest()[:32], name="made", text=text)
    (place,) = gazetteer().by_name("阳城县")
    return parse(source, region=place, year=YEAR, delivered=date(2022, 2, 16))


def review(text: str) -> dict[str, Observation]:
    return {o.quantity.written: o for o in extract(made(text))}


def plan(text: str) -> dict[str, Observation]:
    report = made("一年来，各项工作扎实推进。", text)
    return {o.quantity.written: o for o in extract(report)}


def test_the_made_report_has_both_parts() -> None:
    parts = {p.part for p in made("全县地区生产总值完成210.5亿元。").paragraphs}
    assert {Part.REVIEW, Part.PLAN} <= parts


def test_a_level_with_everything_about_it() -> None:
    report = made("全县地区生产总值完成210.5亿元。")
    (found,) = extract(report)
    assert (found.indicator, found.kind, found.basis, found.year) == (GDP, "level", A, 2021)
    assert found.quantity.value == Decimal("21050000000") and found.quantity.unit == "元"
    assert found.region == "山西省晋城市阳城县" and found.report == "made"
    assert found.source_id == report.source.id
    assert report.source.quote(found.span) == "210.5亿元"
    assert report.source.quote(found.sentence) == "全县地区生产总值完成210.5亿元。"


@pytest.mark.parametrize(
    ("text", "written", "indicator", "kind"),
    [
        ("全县地区生产总值完成210.5亿元，增长9.1%。", "9.1%", GDP, "growth"),
        ("地区生产总值完成210.5亿元，同比增长9.1%。", "210.5亿元", GDP, "level"),
        ("一般公共预算收入完成18亿元，比上年增长12.4%。", "12.4%", REVENUE, "growth"),
        ("一般公共预算收入18亿元，下降2.3%。", "2.3%", REVENUE, "decline"),
        ("“三公”经费下降0.58%。", "0.58%", "", "decline"),
        ("原煤产量达到3120万吨，增长4.4%。", "3120万吨", "原煤产量", "level"),
        ("原煤产量达到3120万吨，增长4.4%。", "4.4%", "原煤产量", "growth"),
        ("民生支出达26.5亿元，占一般公共预算支出的82%。", "82%", "民生支出", "share"),
        ("民营经济占GDP比重达60%以上。", "60%", "", "share"),
        ("森林覆盖率达到45.2%。", "45.2%", "森林覆盖率", "level"),
        ("新增钻井620口，累计9811口。", "620口", "", "added"),
        ("新增钻井620口，累计9811口。", "9811口", "", "cumulative"),
        ("城镇新增就业3150人。", "3150人", "城镇新增就业", "added"),
        ("全年二级以上天数328天。", "328天", "空气质量优良天数", "level"),
        ("常住人口城镇化率52.1%。", "52.1%", "城镇化率", "level"),
        ("PM2.5平均浓度29微克/立方米。", "29微克/立方米", "细颗粒物平均浓度", "level"),
    ],
)
def test_kind_and_indicator(text: str, written: str, indicator: str, kind: str) -> None:
    found = review(text)[written]
    assert found.kind == kind
    if indicator:
        assert found.indicator == indicator


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城乡居民人均可支配收入分别增长7.6%、10.2%。", {"7.6%": URBAN, "10.2%": RURAL}),
        (
            "城镇、农村居民人均可支配收入分别增长7.6%和10.2%。",
            {"7.6%": URBAN, "10.2%": RURAL},
        ),
        (
            "城、乡居民人均可支配收入分别增长9%以上、10%以上。",
            {"9%": URBAN, "10%": RURAL},
        ),
        (
            "社会消费品零售总额、固定资产投资分别增长15.1%和12.3%。",
            {"15.1%": RETAIL, "12.3%": INVESTMENT},
        ),
        (
            "地区生产总值、规上工业增加值和一般公共预算收入分别增长9.1%、11.2%、12.4%。",
            {"9.1%": GDP, "11.2%": "规模以上工业增加值", "12.4%": REVENUE},
        ),
        (
            "城镇和农村居民人均可支配收入分别达到38120元和17650元，分别增长7.6%和10.2%。",
            {"38120元": URBAN, "17650元": RURAL, "7.6%": URBAN, "10.2%": RURAL},
        ),
    ],
)
def test_the_nth_value_belongs_to_the_nth_item(text: str, expected: dict[str, str]) -> None:
    found = review(text)
    assert {w: found[w].indicator for w in expected} == expected


def test_a_chain_of_clauses_inherits_its_subject() -> None:
    found = review(
        "一般公共预算收入完成18.2亿元，同比增长12.4%，增幅位居全省117个县（市、区）第九；"
        "固定资产投资完成85.5亿元，增长11.4%。"
    )
    expected = {
        "18.2亿元": (REVENUE, "level"),
        "12.4%": (REVENUE, "growth"),
        "第九": (REVENUE, "rank"),
        "85.5亿元": (INVESTMENT, "level"),
        "11.4%": (INVESTMENT, "growth"),
    }
    assert {w: (o.indicator, o.kind) for w, o in found.items()} == expected


@pytest.mark.parametrize(
    ("text", "written", "value", "scope"),
    [
        ("地区生产总值增长9.1%，总量位居全省91个县（市）第五。", "第五", 5, "全省"),
        ("地区生产总值增长9.1%，增幅位居全市第三。", "第三", 3, "全市"),
        ("开发区考核位列全省56个同类开发区第二。", "第二", 2, "全省"),
        ("空气质量综合指数排名全省第9位。", "第9位", 9, "全省"),
    ],
)
def test_ranks_with_their_denominators(text: str, written: str, value: int, scope: str) -> None:
    found = review(text)
    rank = found[written]
    assert (rank.kind, rank.quantity.value, rank.scope) == ("rank", value, scope)
    assert not [w for w in found if w.endswith("个")], "the denominator is no figure of its own"


@pytest.mark.parametrize(
    ("text", "written", "said"),
    [
        ("实施重点项目64个，总投资186.4亿元，当年计划投资52.7亿元。", "186.4亿元", "总投资"),
        ("实施重点项目64个，总投资186.4亿元，当年计划投资52.7亿元。", "52.7亿元", "当年计划投资"),
        ("新增装机容量120兆瓦，累计达到680兆瓦。", "120兆瓦", "新增"),
        ("新增装机容量120兆瓦，累计达到680兆瓦。", "680兆瓦", "累计"),
    ],
)
def test_qualifiers(text: str, written: str, said: str) -> None:
    assert said in review(text)[written].qualifier


def test_the_total_goes_on_about_the_same_capacity() -> None:
    found = review("新建光伏电站3座，新增装机容量120兆瓦，累计达到680兆瓦。")
    assert found["120兆瓦"].indicator == found["680兆瓦"].indicator == "装机容量"
    assert (found["120兆瓦"].kind, found["680兆瓦"].kind) == ("added", "cumulative")


def test_from_one_year_to_another() -> None:
    found = review("煤层气产量由2020年的3.1亿立方米增长到3.9亿立方米。")
    assert found["3.9亿立方米"].indicator == "煤层气产量"
    assert found["3.9亿立方米"].year == 2021
    assert found["3.1亿立方米"].year == 2020


def test_a_comparison_with_an_earlier_year_is_of_the_later_one() -> None:
    found = review("单位地区生产总值能耗比2015年下降18.6%。")["18.6%"]
    assert (found.indicator, found.kind, found.year) == ("单位地区生产总值能耗", "decline", 2021)


def test_a_year_that_is_stated() -> None:
    found = review("2019年地区生产总值180亿元，2021年达到210亿元。")
    assert (found["180亿元"].year, found["210亿元"].year) == (2019, 2021)


@pytest.mark.parametrize(
    ("text", "written", "indicator", "modality"),
    [
        ("主要预期目标是：地区生产总值增长8%以上。", "8%", GDP, "以上"),
        ("固定资产投资增长10%左右。", "10%", INVESTMENT, "左右"),
        ("城镇登记失业率控制在4.5%以内。", "4.5%", "城镇登记失业率", "以内"),
        ("社会消费品零售总额力争增长7.5%。", "7.5%", RETAIL, "力争"),
        ("一般公共预算收入完成2.51亿元。", "2.51亿元", REVENUE, ""),
        ("单位地区生产总值能耗下降3.2%。", "3.2%", "单位地区生产总值能耗", ""),
    ],
)
def test_targets(text: str, written: str, indicator: str, modality: str) -> None:
    found = plan(text)[written]
    assert (found.indicator, found.basis, found.year) == (indicator, T, YEAR)
    assert modality in found.modality


def test_targets_given_to_each_of_a_list() -> None:
    found = plan("城镇、农村居民人均可支配收入分别增长7%以上和9%以上。")
    assert (found["7%"].indicator, found["7%"].modality) == (URBAN, "以上")
    assert (found["9%"].indicator, found["9%"].modality) == (RURAL, "以上")
    assert found["7%"].basis is found["9%"].basis is T


def test_the_end_of_the_five_year_plan_is_the_deadline() -> None:
    found = plan("力争“十四五”末，数字经济核心产业增加值比重达到6.5%以上。")["6.5%"]
    assert (found.year, found.basis) == (2025, T)


def test_a_past_figure_in_the_plan_is_an_outcome() -> None:
    found = plan("粮食产量去年达到1.9亿公斤，今年要稳定在2亿公斤以上。")
    assert (found["1.9亿公斤"].year, found["1.9亿公斤"].basis) == (2021, A)
    assert (found["2亿公斤"].year, found["2亿公斤"].basis) == (YEAR, T)
    assert found["1.9亿公斤"].indicator == "粮食产量"
    assert found["2亿公斤"].indicator == "粮食产量"


def test_a_planned_capacity_is_of_its_own_project() -> None:
    report = made(
        "一年来，各项工作扎实推进。",
        "推进里必煤矿瓦斯发电项目，新增装机容量35兆瓦。建成海得风电项目，新增装机容量30兆瓦。"
        "实施5个光伏发电项目，新增装机容量580兆瓦。",
    )
    found = {o.quantity.written: o for o in extract(report)}
    assert {w: o.indicator for w, o in found.items() if w.endswith("兆瓦")} == {
        "35兆瓦": "装机容量",
        "30兆瓦": "装机容量",
        "580兆瓦": "装机容量",
    }
    for written, thing in (("35兆瓦", "瓦斯"), ("30兆瓦", "风电"), ("580兆瓦", "光伏")):
        assert thing in report.source.quote(found[written].sentence)
        assert (found[written].basis, found[written].year) == (T, YEAR)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("全县装机容量达到58万千瓦。", "580000000", "瓦"),
        ("民生支出达到２６．５亿元。", "2650000000", "元"),
        ("坡耕地治理3万1700亩。", "31700", "亩"),
        ("地区生产总值增长百分之八点五。", "8.5", "%"),
        ("粮食产量达5亿斤。", "250000000", "千克"),
        ("建成1×30兆瓦生物质热电项目。", "30000000", "瓦"),
        ("风电、光伏发电量达6.61亿度。", "661000000", "千瓦时"),
    ],
)
def test_values_in_canonical_units(text: str, value: str, unit: str) -> None:
    (found,) = review(text).values()
    assert (found.quantity.value, found.quantity.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "过去的2021年是建党100周年后的第一年。",
        "落实“13710”工作制度。",
        "第十七届人民代表大会胜利召开。",
        "推进G209国道改线。",
        "全县上下一心一意谋发展。",
        "深入开展三年行动计划。",
    ],
)
def test_what_measures_nothing_is_no_figure(text: str) -> None:
    assert review(text) == {}


WHOLE = (
    "一年来，我们坚持稳字当头、稳中求进，县域经济发展提质提效。全县地区生产总值完成 210.5 亿元，"
    "固定资产投资增长 13.3%，社会消费品零售总额增长 16.6%，"
    "城乡居民人均可支配收入分别增长 8.8%、11.5%，"
    "风电、光伏发电量达 6.61 亿度、实现销售收入 2.58 亿元，城镇新增就业 3150 人。"
)


def wrapped(text: str, width: int, gap: str) -> str:
    """The text in lines of one width, as a converter leaves it."""
    return gap.join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", range(27, 34))
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_figures_across_line_breaks(width: int, gap: str) -> None:
    report = made(wrapped(WHOLE, width, gap))
    found = {"".join(o.quantity.written.split()): o for o in extract(report)}
    assert {w: o.indicator for w, o in found.items()} == {
        "210.5亿元": GDP,
        "13.3%": INVESTMENT,
        "16.6%": RETAIL,
        "8.8%": URBAN,
        "11.5%": RURAL,
        "6.61亿度": "",
        "2.58亿元": found["2.58亿元"].indicator,
        "3150人": "城镇新增就业",
    }


ALL = (
    wrapped(WHOLE, 30, "\n\n")
    + "民生支出达到２６．５亿元，占比82%。总量位居全省91个县（市）第五。",
    "地区生产总值增长8%以上；力争“十四五”末达到 300 亿元。\n\n"
    "新建高标准农田 3.2 万亩，改造户厕2600座。",
)


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))


def test_spans_are_exact() -> None:
    report = made(*ALL)
    found = extract(report)
    assert len(found) >= 14
    for one in found:
        quote = report.source.quote(one.span)
        assert plain(quote) == plain(one.quantity.written)
        assert quote == quote.strip()
        assert one.sentence.start <= one.span.start < one.span.end <= one.sentence.end


def test_observations_stand_in_the_order_of_the_text() -> None:
    starts = [o.span.start for o in extract(made(*ALL))]
    assert starts == sorted(starts) and len(starts) == len(set(starts))


def test_the_annex_gives_no_figures() -> None:
    annex = "\n附件\n\n名词解释\n\n1. “13710”：1天内研究部署，3天内反馈办理情况。\n"
    report = made("地区生产总值增长9.1%。", annex=annex)
    assert [o.quantity.written for o in extract(report)] == ["9.1%"]


@pytest.mark.parametrize(
    "text",
    [
        "坚持四项基本原则。",
        "严格执行中央八项规定。",
        "教育、医疗、住房三项改革稳步推进。",
        "两个水库完成除险加固。",
        "建成110千伏变电站。",
        "关键零部件实现自给。",
        "学习贯彻县委十一届五次全会精神。",
        "三次产业结构更趋合理。",
        "综合评价进入全市第一方阵。",
        "第三，加强城乡建设。",
    ],
)
def test_names_and_set_phrases_are_no_figures(text: str) -> None:
    assert review(text) == {}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("五年新建水厂12座，公厕45个，环境进一步改善。", {"12座": "added", "45个": "added"}),
        ("淘汰水泥40万吨、平板玻璃7万重量箱。", {"40万吨": "decline", "7万重量箱": "decline"}),
        ("新增绿地30亩，开通公交线路12条。", {"30亩": "added", "12条": "level"}),
        ("新建高标准农田8万亩，粮食总产4亿斤。", {"8万亩": "added", "4亿斤": "level"}),
        ("累计发送旅客45万人次、货物超8万吨。", {"45万人次": "cumulative", "8万吨": "cumulative"}),
        ("财政共增加支出3亿元。", {"3亿元": "growth"}),
        ("增加公路里程40公里。", {"40公里": "added"}),
        ("扩大水产养殖面积3万亩。", {"3万亩": "growth"}),
        ("新增400个“宜停车”泊位。", {"400个": "added"}),
        ("新增财力80%以上用于民生。", {"80%": "share"}),
        ("30%以上乡镇达到美丽小镇标准。", {"30%": "share"}),
        ("标准化卫生院达到85%，门诊覆盖率达到90%。", {"85%": "share", "90%": "level"}),
        ("30户以上自然村通硬化路280个。", {"30户": "threshold", "280个": "level"}),
        (
            "恩格尔系数分别由42%、51%，下降到35%和40%。",
            {"42%": "base", "51%": "base", "35%": "level", "40%": "level"},
        ),
        ("机构由85个合并为26个。", {"85个": "base", "26个": "level"}),
    ],
)
def test_a_list_shares_the_verb_at_its_head(text: str, kinds: dict[str, str]) -> None:
    assert {w: o.kind for w, o in review(text).items()} == kinds


@pytest.mark.parametrize(
    ("text", "written", "year", "basis"),
    [
        ("五年内，新增灌溉面积3万亩。", "3万亩", 2025, T),
        ("“十四五”期间，新建公路300公里。", "300公里", 2025, T),
        ("“十三五”期间，新建公路300公里。", "300公里", 2020, A),
        ("过去的一年，我们攻坚克难。主要农产品增产，进出口总额达到3亿元。", "3亿元", 2021, A),
        ("加快实施已下达3亿元国债资金项目。", "3亿元", 2021, A),
    ],
)
def test_years_of_the_plan_part(text: str, written: str, year: int, basis: Basis) -> None:
    found = plan(text)[written]
    assert (found.year, found.basis) == (year, basis)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社会消费品零售总额、固定资产投资增长4%左右。", {RETAIL, INVESTMENT}),
        ("城镇和农村居民人均可支配收入均居全市第二位。", {URBAN, RURAL}),
        ("城镇和农村居民人均可支配收入翻了两番。", {URBAN, RURAL}),
        ("地区生产总值和一般公共预算收入达到5亿元。", {REVENUE}),
    ],
)
def test_one_figure_of_several_things(text: str, expected: set[str]) -> None:
    found = extract(made(text))
    assert {o.indicator for o in found} == expected


def test_each_of_two_things_so_many() -> None:
    found = extract(made("新增省级实验室、孵化器各2家。"))
    assert [(o.subject, o.kind) for o in found] == [
        ("新增省级实验室", "added"),
        ("孵化器", "added"),
    ]


@pytest.mark.parametrize(
    ("text", "written", "indicator"),
    [
        ("清洁能源装机突破820万千瓦。", "820万千瓦", ""),
        ("电力总装机达到820万千瓦。", "820万千瓦", "装机容量"),
        ("接待入境游客6万人次。", "6万人次", ""),
        ("接待游客6万人次。", "6万人次", "旅游人次"),
        ("规模以上工业企业研发活动覆盖率达50%。", "50%", ""),
        ("完成高标准农田建设2万亩，完成粮食播种58万亩。", "58万亩", ""),
        ("单位国内生产总值能耗下降3%。", "3%", "单位地区生产总值能耗"),
        ("规上工业增加值5亿元，实现利税2亿元，增长7%。", "7%", ""),
        ("地区生产总值5亿元，可比增长6.5%。", "6.5%", GDP),
        ("经济增长6.5%。", "6.5%", GDP),
        ("城乡居民人均可支配收入达到3万元和2万元。", "3万元", URBAN),
        ("城乡居民人均可支配收入达到3万元和2万元。", "2万元", RURAL),
        ("一、二、三产业分别增长2%、3%和4%。", "4%", "第三产业增加值"),
        ("税收7亿元、一般公共预算收入1亿元，分别增长29%和27%。", "27%", REVENUE),
        ("国内生产总值突破3亿元大关，增长13%。", "13%", GDP),
    ],
)
def test_an_indicator_or_another_thing(text: str, written: str, indicator: str) -> None:
    assert review(text)[written].indicator == indicator


@pytest.mark.parametrize(
    ("text", "written", "value", "kind"),
    [
        ("中央专项项目减少三分之一。", "三分之一", "33.33", "decline"),
        ("有色金属产量占全国比重超1/10。", "1/10", "10", "share"),
        ("人员编制减少一半。", "一半", "50", "decline"),
        ("工业总产值翻两番。", "两番", "2", "multiple"),
        ("智能算力规模2400P。", "2400P", "2400", "level"),
        ("生产总值增长9%以上，力争达到10%。", "10%", "10", "growth"),
        ("研发经费占生产总值比重从1.07%提高到1.49%。", "1.49%", "1.49", "share"),
    ],
)
def test_fractions_and_changes(text: str, written: str, value: str, kind: str) -> None:
    found = review(text)[written]
    assert (round(found.quantity.value, 2), found.kind) == (Decimal(value), kind)


@pytest.mark.parametrize(
    "text",
    [
        "每千人拥有企业较少。",
        "必须坚持质量第一。",
        "几千万人上阵。",
        "千万不可轻视。",
        "引导二次创业。",
    ],
)
def test_vague_numbers_are_no_figures(text: str) -> None:
    assert review(text) == {}


def test_a_net_addition_and_a_middle_dot() -> None:
    assert review("市场主体净增36.4万户。")["36.4万户"].kind == "added"
    assert review("投资增长19·5%。")["19·5%"].quantity.value == Decimal("19.5")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("新供应公租房350套，高校扩招2000人。", ["added", "added"]),
        ("多种三万亩花生。", ["growth"]),
        ("企业负担平均减轻17%，一般性支出压减比例达6%。", ["decline", "decline"]),
        ("全县公路总里程达到820公里。", ["level"]),
        ("工业对经济增长贡献率达41%。", ["share"]),
        ("销售收入过亿元企业达到23家。", ["threshold", "level"]),
        ("外贸排名由第十一位跃升至第四位。", ["base", "rank"]),
        ("新增停车位300个，辖区25个断面水质全面达标。", ["added", "level"]),
        ("新改建8条县乡道路85公里。", ["added", "added"]),
        ("累计培训农民5万人、转移劳动力3万人。", ["cumulative", "cumulative"]),
        ("化解矛盾纠纷297件。", ["level"]),
    ],
)
def test_kinds_in_order(text: str, kinds: list[str]) -> None:
    assert [o.kind for o in extract(made(text))] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "推进县二院建设。",
        "推进百兆光纤工程。",
        "落实省“外资10条”。",
        "办好24小时自助图书馆。",
        "建设经三街道路。",
    ],
)
def test_numbers_in_names_are_no_figures(text: str) -> None:
    assert extract(made(text)) == ()


def test_a_group_ends_where_the_unit_changes() -> None:
    found = review("城乡居民人均可支配收入分别增长9%和11%，三项指标增速均居前列。")
    assert (found["9%"].indicator, found["11%"].indicator) == (URBAN, RURAL)


def test_the_last_of_a_list_says_for_all_what_is_measured() -> None:
    found = review("二氧化硫、烟尘排放量分别下降3.5%、2.9%。")
    assert [o.subject for o in found.values()] == ["二氧化硫排放量", "烟尘排放量"]


def test_a_figure_that_another_is_ahead_of_is_not_its_own() -> None:
    assert review("服务贸易增速高于出口总额增速11个百分点。")["11个百分点"].indicator == ""


def test_the_years_of_a_document_are_not_those_of_a_figure() -> None:
    found = review("《支持生态建设的若干措施（2024—2028年）》提出政策46项。")
    assert (found["46项"].year, found["46项"].basis) == (2021, A)


def test_a_growth_over_last_year_in_the_plan_is_a_target() -> None:
    found = plan("安排教育经费4.6亿元，比上年预算增加1800万元。")
    assert (found["1800万元"].year, found["1800万元"].basis) == (2022, T)


def test_under_a_heading_of_period_and_year_the_openings_tell_which() -> None:
    text = (
        "“十四五”时期目标任务和2022年工作安排\n\n“十四五”时期的主要目标如下。\n\n"
        "全县提出2项指标，森林覆盖率达到40%。\n\n2022年预期目标如下。\n\n粮食播种面积达到30万亩。"
    )
    found = plan(text)
    assert (found["40%"].year, found["30万亩"].year) == (2025, 2022)


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("二、三类声环境功能区100%达标。", "100%", "share"),
        ("85%以上的乡镇建成了文化站。", "85%", "share"),
        ("森林覆盖率达到45%以上。", "45%", "level"),
        ("引进亿元以上项目5个。", "亿元", "threshold"),
        ("培育百亿级产业集群2个。", "百亿", "threshold"),
        ("建成千亩示范方10个。", "千亩", "threshold"),
        ("产业总产值达到80亿元，比2015年的60亿元增长33%。", "60亿元", "base"),
        ("空气质量居全省前三。", "前三", "rank"),
        ("综合考核排名退出全省后十位。", "后十位", "rank"),
        ("依法关停“小散乱污”企业224家。", "224家", "level"),
        ("为经营主体减负25亿元。", "25亿元", "decline"),
        ("形成制度创新成果20项。", "20项", "level"),
        ("城市更新供应土地27万平方米。", "27万平方米", "level"),
        ("新改造提升村卫生室20个。", "20个", "added"),
    ],
)
def test_kinds_by_the_words_around(text: str, written: str, kind: str) -> None:
    assert review(text)[written].kind == kind


def test_what_is_paid_each_month_is_a_figure() -> None:
    assert review("基础养老金提高到每人每月138元。")["138元"].quantity.value == 138


def test_the_same_said_of_two_clauses() -> None:
    text = "城镇居民人均可支配收入17900元，农村居民人均可支配收入8980元，均增长9%。"
    both = [o.indicator for o in extract(made(text)) if o.quantity.written == "9%"]
    assert both == [URBAN, RURAL]


def test_what_a_thing_under_way_will_bring_is_no_outcome() -> None:
    assert review("在建项目44个，全部建成后将新增厂房40万平方米。")["40万平方米"].basis is T
    assert review("拟开工项目5个。")["5个"].basis is T


def test_the_plan_looks_back_on_the_five_years_before_it() -> None:
    text = "“十三五”时期，发展极不平凡。这五年，人均可支配收入年均增长8%。"
    assert plan(text)["8%"].basis is A
    assert plan("推进已建成的学校开放。全年新增体育设施22万平方米。")["22万平方米"].basis is T


def test_a_ratio_gives_the_share_of_each_sector_and_what_it_was() -> None:
    found = review("三次产业结构比由18.7:37.7:43.6调整优化为18.1:33.1:48.8。")
    kinds = {w: (o.indicator, o.kind, o.year) for w, o in found.items() if ":" not in w}
    assert kinds["48.8"] == ("第三产业增加值", "share", 2021)
    assert kinds["33.1"] == ("第二产业增加值", "share", 2021)
    assert kinds["18.7"] == ("第一产业增加值", "base", 2020)
    assert review("种植的粮经比例达到60:40。") == {}


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("高新技术企业由31家增加到86家。", 2020),
        ("五年来，高新技术企业由31家增加到86家。", 2016),
        ("高新技术企业由2018年的31家增加到86家。", 2018),
    ],
)
def test_what_a_change_starts_from_is_of_the_year_or_the_term_before(text: str, year: int) -> None:
    assert review(text)["31家"].year == year


def test_both_values_of_each_of_two_items() -> None:
    found = review("集中供养和分散供养标准，分别从每月1685元和1025元提高到1820元和1110元。")
    assert "分散" in found["1110元"].subject and "分散" not in found["1820元"].subject


def test_the_half_of_a_list_that_is_said_in_full_completes_the_other() -> None:
    found = review("城镇、农村低保对象补差水平，分别达到554元、251元。")
    assert found["554元"].subject == "城镇低保对象补差水平"


def test_a_rank_is_of_what_the_clause_before_measures() -> None:
    found = review("集装箱吞吐量1366万标箱，继续稳居全国第四。")
    assert found["第四"].indicator == "集装箱吞吐量"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "生产总值309亿元，固定资产投资120.6亿元，扣除不可比因素分别增长10.1%、16.5%。",
            {"10.1%": "生产总值", "16.5%": "固定资产投资"},
        ),
        (
            "接待游客2.7亿人次、实现收入4140亿元，增长18.6%和23.4%。",
            {"18.6%": "接待游客", "23.4%": "接待游客实现收入"},
        ),
        (
            "各项存贷款余额分别达3169亿元和2292亿元，比年初增长23.9%和28.2%。",
            {"3169亿元": "各项存款余额", "28.2%": "各项贷款余额"},
        ),
        (
            "企业退休人员养老金从2004年人均每月700元提高到1721元。",
            {"1721元": "企业退休人员养老金"},
        ),
    ],
)
def test_whose_values_these_are(text: str, expected: dict[str, str]) -> None:
    found = review(text)
    assert {w: found[w].subject for w in expected} == expected


def test_a_part_is_none_of_what_was_added_if_it_is_more() -> None:
    found = plan("财政赤字13500亿元，比上年增加1500亿元，其中中央财政赤字9500亿元。")
    assert found["9500亿元"].kind == "level" and found["1500亿元"].kind == "growth"


def test_what_a_sum_is_paid_for_and_what_only_counts() -> None:
    assert plan("森林保额由500元/亩提高至1200元/亩。")["1200元/亩"].quantity.unit == "元/亩"
    assert review("在全运会上获得13块金牌。")["13块"].quantity.unit == "块"
    assert list(review("公交站点500米覆盖率达到75%。")) == ["75%"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "煤层气产量达到35.4亿方，占全国43%、全省58%、全市83%。",
            {"43%": ("share", "煤层气产量占全国"), "83%": ("share", "煤层气产量占全市")},
        ),
        (
            "全年存款、贷款余额4260亿元、2425亿元。",
            {"4260亿元": ("level", "存款余额"), "2425亿元": ("level", "贷款余额")},
        ),
        (
            "金融机构存贷款余额6548亿元、3368亿元。",
            {"6548亿元": ("level", "金融机构存款余额"), "3368亿元": ("level", "金融机构贷款余额")},
        ),
        (
            "一二三次产业分别增长12.8%、16.7%、8.2%。",
            {"12.8%": ("growth", "第一产业"), "8.2%": ("growth", "第三产业")},
        ),
        (
            "交通、水利、能源领域投资额分别达2400亿元、450亿元、1700亿元。",
            {"2400亿元": ("level", "交通领域投资额"), "450亿元": ("level", "水利领域投资额")},
        ),
        (
            "地方一般公共预算收入4012亿元，同口径下降0.6%。",
            {"0.6%": ("decline", "地方一般公共预算收入")},
        ),
        (
            "实施143个省重点、1003个市重点项目。",
            {"143个": ("level", "实施省重点项目"), "1003个": ("level", "市重点项目")},
        ),
        (
            "人均GDP达30.87万元，是全市平均水平的2.1倍。",
            {"2.1倍": ("multiple", "人均GDP是全市平均水平")},
        ),
    ],
)
def test_what_the_items_of_a_list_share(text: str, told: dict[str, tuple[str, str]]) -> None:
    found = review(text)
    assert {w: (found[w].kind, found[w].subject) for w in told} == told


def test_an_aim_in_brackets_is_of_the_value_before_it() -> None:
    found = review("固定资产投资完成45.3亿元，增长14.4%（年度目标7%左右）。")
    done, aim = found["14.4%"], found["7%"]
    assert (done.basis, aim.basis) == (A, T)
    assert (aim.indicator, aim.kind, aim.year) == (INVESTMENT, "growth", 2021)


def test_money_without_its_unit_is_money() -> None:
    assert plan("一般公共预算收入超10亿。")["10亿"].quantity.unit == "元"
    assert review("地区生产总值连续突破2000亿、3000亿。")["2000亿"].quantity.unit == ""
