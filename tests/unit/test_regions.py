"""Places found in text by every form of their names, and those that must not be found."""

from __future__ import annotations

import time

import pytest

from rag.mentions import relation
from rag.origin import resolve
from rag.regions import gazetteer
from rag.types import Level

_COMMON = "城区 郊区 矿区 东区 西区 南区 北区 新城区 老城区 市中区 城中区 城关区"
COMMON = _COMMON.split()
LOADED = ("140521", "五寨县", "清苑区", "龙岗区", "阜平县", "顺平县", "深圳市", "山西省", "唐县")


def found(text: str, prefer: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...], str]]:
    mentions = gazetteer().find(text, prefer=prefer)
    return [(m.written, tuple(r.name for r in m.regions), m.how) for m in mentions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("沁水2022年新增光伏装机多少", ["沁水县"]),
        ("沁水縣的GDP", ["沁水县"]),
        ("五寨、沁水哪个县更快", ["五寨县", "沁水县"]),
        ("易县和米易县", ["易县", "米易县"]),
        ("唐县2020年与高唐县", ["唐县", "高唐县"]),
        ("山西2025年", ["山西省"]),
        ("陕西2025年", ["陕西省"]),
        ("内蒙古2025年", ["内蒙古自治区"]),
        ("新疆2025年", ["新疆维吾尔自治区"]),
        ("延边2025年", ["延边朝鲜族自治州"]),
        ("秭归2020年", ["秭归县"]),
        ("大厂2021年GDP", ["大厂回族自治县"]),
        ("深圳龙岗2021年", ["龙岗区"]),
        ("山西省晋城市沁水县", ["沁水县"]),
        ("山西沁水2022年", ["沁水县"]),
        ("晋城市城区2021年", ["城区"]),
        ("徐水县2010年", ["徐水区"]),
        ("坪山新区2014年", ["坪山区"]),
        ("清苑县2008年", ["清苑区"]),
        ("襄樊市", ["襄阳市"]),
        ("大鹏新区2021年", ["大鹏新区"]),
        ("冀南新区", ["邯郸冀南新区"]),
        ("雄安新区", ["雄安新区"]),
        ("国务院2025年", ["国务院"]),
        ("2025年全国GDP增长目标", ["国务院"]),
        ("中央政府2025年的目标", ["国务院"]),
        ("五寨的县长是闫晋中对吧", ["五寨县"]),
        ("五寨占全国多少", ["五寨县"]),
        ("沁水县域经济", ["沁水县"]),
        ("2022年深圳市场监管", ["深圳市"]),
        ("五寨乡村振兴", ["五寨县"]),
        ("Qinshui 2022", ["沁水县"]),
        ("Wuzhai County", ["五寨县"]),
        ("Qin Shui County", ["沁水县"]),
        ("Shenzhen vs Shanxi", ["深圳市", "山西省"]),
        ("Shaanxi", ["陕西省"]),
        ("Inner Mongolia and Tibet", ["内蒙古自治区", "西藏自治区"]),
        ("Tang County", ["唐县"]),
        ("Qinshui County, Shanxi Province", ["沁水县"]),
        ("Nanshan District in Shenzhen", ["南山区"]),
        ("the State Council's target", ["国务院"]),
    ],
)
def test_one_place(text: str, names: list[str]) -> None:
    assert [(m[0],) for _, m, _ in found(text)] == [(name,) for name in names]
    assert all(len(m) == 1 for _, m, _ in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "促进和平发展",
        "公平和正义",
        "公开平台",
        "稳定安全",
        "合作市场",
        "大厂裁员了吗",
        "城区和郊区的差别",
        "占全国一半以上",
        "How does he plan to run a long line",
        "Guide me",
        "how much in qinshui",
        "",
    ],
)
def test_no_place(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("朝阳区2020年", {"朝阳区"}),
        ("吉林2025年", {"吉林省", "吉林市"}),
        ("恩施2022年", {"恩施土家族苗族自治州", "恩施市"}),
        ("甘南2021年", {"甘南藏族自治州", "甘南县"}),
        ("Fuping County", {"阜平县", "富平县"}),
        ("和平2021年GDP", {"和平区", "和平县"}),
    ],
)
def test_homonyms_are_all_offered(text: str, names: set[str]) -> None:
    (mention,) = gazetteer().find(text)
    assert {region.name for region in mention.regions} == names
    assert len(mention.regions) > 1


def test_loaded_homonym_comes_first() -> None:
    assert found("Fuping County", ("富平县",))[0][1][0] == "富平县"
    assert found("Longgang District", ("龙岗区",))[0][1][0] == "龙岗区"
    assert found("qinshui 2022", LOADED) == [("qinshui", ("沁水县",), "pinyin")]


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("泌水县2022年光伏", "泌水县", "沁水县"),
        ("泌水2022年光伏", "泌水", "沁水县"),
        ("请苑2021年GDP", "请苑", "清苑区"),
        ("五塞2022年GDP", "五塞", "五寨县"),
    ],
)
def test_typos(text: str, written: str, name: str) -> None:
    assert found(text, LOADED) == [(written, (name,), "typo")]
    assert found(text) == []


@pytest.mark.parametrize("text", ["河水2022年治理", "亲水平台建设", "陕西2020年", "水污染治理"])
def test_words_and_real_places_are_no_typos(text: str) -> None:
    assert all(how != "typo" for _, _, how in found(text, LOADED))


def test_every_name_finds_itself() -> None:
    for region in gazetteer():
        assert region in gazetteer().by_name(region.name), region
        prefer = (region.code,) if region.name in COMMON else ()
        mentions = gazetteer().find(region.name, prefer=prefer)
        found_here = [r for m in mentions for r in m.regions]
        assert region in found_here, region


def test_offsets_are_those_of_the_text() -> None:
    text = "2022年沁水縣與Wuzhai County的GDP"
    for mention in gazetteer().find(text):
        assert text[mention.start : mention.end].replace("縣", "县") == mention.written


def test_codes_levels_and_former_names() -> None:
    places = gazetteer()
    qinshui = places.by_code("140521")
    assert qinshui is not None and qinshui.full == "山西省晋城市沁水县"
    assert (qinshui.level, qinshui.short) == (Level.COUNTY, "沁水")
    assert places.by_code("999999") is None
    assert places.by_name("山西省晋城市沁水县") == (qinshui,)
    assert places.state.level is Level.STATE
    (xushui,) = places.by_name("徐水县")
    assert (places.renamed("徐水县", xushui), places.renamed("徐水区", xushui)) == (2015, None)
    (jiyuan,) = places.by_name("济源市")
    assert jiyuan.parents == ("河南省",)
    assert places.pinyin(qinshui) == "Qinshui County"
    assert [places.pinyin(places.by_name(n)[0]) for n in ("西安市", "内蒙古自治区")] == [
        "Xi'an City",
        "Inner Mongolia",
    ]


def test_relation() -> None:
    places = gazetteer()
    qinshui, shanxi, jincheng, shenzhen = (
        places.by_name(n)[0] for n in ("沁水县", "山西省", "晋城市", "深圳市")
    )
    assert relation(shanxi, qinshui) and relation(jincheng, qinshui)
    assert relation(places.state, qinshui)
    assert not relation(qinshui, qinshui) and not relation(shenzhen, qinshui)
    assert not relation(qinshui, shanxi)


@pytest.mark.parametrize(
    ("candidates", "text", "name", "code"),
    [
        (["沁水县第十七届人民代表大会第二次会议"], "", "x", "140521"),
        ([], "2025年云南省政府工作报告\n来源：北京日报\n", "x", "530000"),
        ([], "各位代表：现在，我代表坪山新区管委会向大会作工作报告", "x", "440310"),
        ([], "各位代表：现在，我代表国务院，向大会作政府工作报告", "x", "000000"),
        ([], "政 府 工 作 报 告\n——在顺 平 县第十五届人民代表大会上", "x", "130636"),
        ([], "各位代表：", "qinshui_2022", "140521"),
        ([], "各位代表：", "沁水县_2022", "140521"),
        ([], "我代表南山区人民政府。深圳市委、深圳市政府", "x", "440305"),
        ([], "我代表南山区人民政府作工作报告", "鹤岗市南山区_2020", "230404"),
        ([], "我代表南山区人民政府作工作报告", "x", None),
        ([], "各位代表：", "report", None),
    ],
)
def test_resolve(candidates: list[str], text: str, name: str, code: str | None) -> None:
    region = resolve(candidates, text, name)
    assert (region.code if region else None) == code


def _fastest(text: str, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        gazetteer().find(text, prefer=LOADED)
        times.append(time.perf_counter() - start)
    return min(times)


def test_a_long_question_takes_as_much_longer_as_it_is_longer() -> None:
    question = "2022年沁水县和五寨县的光伏装机分别是多少，"
    short, long = question * 100, question * 2_000
    assert _fastest(long, 3) < 20 * 4 * _fastest(short, 10)
