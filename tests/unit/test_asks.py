"""What kind of answer a question wants, in Chinese and English."""

from __future__ import annotations

import pytest

from rag import asks, wanted
from rag.types import Basis

T, A = Basis.TARGET, Basis.ACTUAL


@pytest.mark.parametrize(
    ("question", "intent", "plural"),
    [
        ("沁水2022年新增光伏装机多少", asks.FIGURE, False),
        ("五寨2022年GDP目标", asks.FIGURE, False),
        ("五寨2021年固定资产投资增长多少", asks.FIGURE, False),
        ("老百姓手里的钱涨了多少", asks.FIGURE, False),
        ("沁水一共有多少口钻井", asks.FIGURE, False),
        ("GDP增速", asks.FIGURE, False),
        ("沁水2021年新增装机容量", asks.FIGURE, False),
        ("深圳有多少家高新技术企业", asks.FIGURE, False),
        ("五寨硬化几公里农村道路", asks.FIGURE, False),
        ("标准厂房面积", asks.FIGURE, False),
        ("How much solar capacity does Qinshui plan to add in 2022?", asks.FIGURE, False),
        ("What is the GDP growth target of Wuzhai for 2022?", asks.FIGURE, False),
        ("How many jobs will Wuzhai create?", asks.FIGURE, False),
        ("What was the growth rate of retail sales?", asks.FIGURE, False),
        ("沁水GDP全省第几", asks.RANK, False),
        ("沁水的一般公共预算收入在全省排第几", asks.RANK, False),
        ("五寨空气质量排名多少", asks.RANK, False),
        ("沁水居民收入增幅在全市的名次", asks.RANK, False),
        ("What rank does Qinshui hold in the province?", asks.RANK, False),
        ("沁水有哪几个光伏项目", asks.LIST, False),
        ("沁水建成了哪些康养小镇", asks.LIST, False),
        ("五寨的三大产业集聚区分别是哪三个", asks.LIST, False),
        ("列出沁水的重点项目", asks.LIST, False),
        ("五寨有哪些养殖项目", asks.LIST, False),
        ("Which projects will Qinshui build?", asks.LIST, False),
        ("List the solar projects in Qinshui", asks.LIST, False),
        ('什么是"13710"', asks.DEFINITION, False),
        ("“三品一标”是什么意思", asks.DEFINITION, False),
        ("何为“六型”政府", asks.DEFINITION, False),
        ("啥叫“链主”企业", asks.DEFINITION, False),
        ("“四不两直”指什么", asks.DEFINITION, False),
        ("“五大农产品”具体是什么内容", asks.DEFINITION, False),
        ('What does "13710" mean?', asks.DEFINITION, False),
        ('What is "one village one product"?', asks.DEFINITION, False),
        ("沁水县长是谁", asks.ENTITY, False),
        ("哪家公司投资了生物质热电", asks.ENTITY, False),
        ("沁水第几届嘉年华", asks.ENTITY, False),
        ("Who is the mayor of Shenzhen?", asks.ENTITY, False),
        ("沁水和五寨哪个县GDP增长更快", asks.COMPARE, True),
        ("两县2022年的GDP增长目标有什么不同", asks.COMPARE, True),
        ("沁水和五寨的光伏装机对比", asks.COMPARE, True),
        ("人大建议和政协提案哪个多", asks.COMPARE, False),
        ("Which county had higher GDP growth?", asks.COMPARE, True),
        ("沁水和五寨固定资产投资增速相差多少", asks.DIFFERENCE, True),
        ("沁水2022年GDP目标比2021年增速低几个百分点", asks.DIFFERENCE, True),
        ("农村比城镇居民收入增速高多少", asks.DIFFERENCE, False),
        ("What is the difference between Qinshui and Wuzhai in growth?", asks.DIFFERENCE, True),
        ("瓦斯发电和风电的新增装机加起来多少", asks.SUM, False),
        ("人大建议和政协提案合计多少件", asks.SUM, False),
        ("What is the combined capacity of wind and gas?", asks.SUM, False),
        ("五寨2021年GDP目标完成了吗", asks.OUTCOME, False),
        ("年初定的GDP目标，最后实际增长多少", asks.OUTCOME, False),
        ("五寨达到粮食目标了吗", asks.OUTCOME, False),
        ("Did Qinshui meet its GDP target?", asks.OUTCOME, False),
        ("沁水是不是全省第一", asks.YESNO, False),
        ("五寨有没有光伏项目", asks.YESNO, False),
        ("沁水2022年要建体育馆吗", asks.YESNO, False),
        ("五寨2021年粮食产量已经到5.3亿斤了吧？", asks.YESNO, False),
        ("Is there a solar project in Wuzhai?", asks.YESNO, False),
        ("五寨怎么发展养殖业", asks.HOW, False),
        ("沁水如何优化营商环境", asks.HOW, False),
        ("五寨采取哪些措施稳就业", asks.HOW, False),
        ("How will Qinshui improve the business environment?", asks.HOW, False),
        ("为什么五寨财政收入下降", asks.WHY, False),
        ("五寨工业增长慢是什么原因", asks.WHY, False),
        ("Why did revenue fall in Wuzhai?", asks.WHY, False),
    ],
)
def test_intent(question: str, intent: str, plural: bool) -> None:
    assert asks.intent(question, plural=plural) == intent


@pytest.mark.parametrize(
    ("question", "basis"),
    [
        ("五寨2022年GDP目标", T),
        ("沁水2022年计划新增多少光伏", T),
        ("五寨打算硬化多少公里道路", T),
        ("力争达到多少", T),
        ("How much capacity does Qinshui plan to add?", T),
        ("What is the growth target?", T),
        ("沁水2021年实际完成多少", A),
        ("去年财政收入收了多少", A),
        ("老百姓手里的钱涨了多少", A),
        ("年初定的目标最后实际增长多少", A),
        ("What did Qinshui achieve?", A),
        ("想了解一下五寨2021年的粮食产量", None),
        ("五寨满足了多少户的特殊需要", A),
        ("违反规定的企业有多少家", None),
        ("Wuzhai promised how many new schools?", T),
        ("沁水2022年新增光伏装机多少", None),
        ("GDP增速", None),
        ("How many health talks was Qinshui to hold in 2014?", T),
        ("By how much were incomes supposed to rise in 2006?", T),
        ("How much foreign investment did Qinshui hope to actually use in 2015?", T),
        ("The deficit was raised to what level?", A),
        ("沁水2021年实际利用外资的预期涨幅", T),
        ("希望今后五年农民收入每年实际增长多少", T),
        ("固定资产投资的实际增速是多少", A),
        ("工业项目完成了年度计划的百分之几", A),
        ("获批的专项规划有几项", None),
        ("腾出来重新规划的土地有多少", None),
    ],
)
def test_basis(question: str, basis: Basis | None) -> None:
    assert asks.basis(question) is basis


@pytest.mark.parametrize(
    ("question", "fit", "unfit"),
    [
        ("新增光伏装机多少", {"瓦"}, {"千瓦时", "个"}),
        ("GDP增速", {"%"}, {"元"}),
        ("涨了几个百分点", {"百分点"}, {"元"}),
        ("收入多少亿元", {"元"}, {"%"}),
        ("花了多少钱", {"元"}, {"%"}),
        ("原煤产量多少万吨", {"千克"}, {"元"}),
        ("有多少人上了二本", {"人"}, {"元"}),
        ("多少家企业", {"家"}, {"元", "人"}),
        ("发了多少电", {"千瓦时"}, {"瓦"}),
        ("多少公里道路", {"米"}, {"亩"}),
        ("多少万亩高标准农田", {"亩"}, {"元"}),
        ("多少平方米厂房", {"平方米"}, {"元"}),
        ("How many people moved?", {"人"}, {"元"}),
        ("换了多少台电梯", {"台", "部"}, {"元"}),
        ("封了多少口井", {"口", "眼"}, {"元"}),
        ("卖到国外的涨了多少倍", {"倍"}, {"元"}),
        ("一年收上来几个钱", {"元"}, {"个"}),
        ("规上企业办研发机构的比例要提到多少", {"%"}, {"家"}),
        ("How long is the road, in kilometers", {"米"}, {"元"}),
        ("生产总值翻了几番", {"番"}, {"元"}),
        ("How many times its 2005 level was investment?", {"倍"}, {"元"}),
        ("只花了多长时间", set(), {"米"}),
        ("五年之初是从多少起步的", set(), {"起", "件"}),
        ("By how much did it aim to raise incomes?", set(), {"元"}),
    ],
)
def test_units_that_fit(question: str, fit: set[str], unfit: set[str]) -> None:
    units = set(wanted.units(question))
    assert fit <= units and not unfit & units


@pytest.mark.parametrize("question", ["五寨2022年GDP目标", "沁水GDP全省第几", "县长是谁", ""])
def test_no_unit_is_asked_for(question: str) -> None:
    assert wanted.units(question) == ()


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("GDP全省第几", {"rank"}),
        ("民生支出占一般公共预算支出的比重", {"share"}),
        ("GDP增速", {"growth"}),
        ("固定资产投资增长多少", {"growth"}),
        ("“三公”经费下降了多少", {"decline"}),
        ("累计钻井多少口", {"cumulative"}),
        ("GDP growth in 2021", {"growth"}),
        ("大病报销的比例提高了多少", {"share", "growth"}),
        ("想让人均GDP每年长多少", {"growth"}),
        ("名次比上一年提升了几位", set()),
        ("大陆总人口快到多少了", set()),
        ("一共有多长的慢行道", {"cumulative"}),
        ("What had GDP risen to by 2025?", set()),
        ("How low did PM2.5 fall in 2021?", set()),
        ("外贸总额打算多百分之几", set()),
        ("沁水2021年GDP", set()),
    ],
)
def test_kinds(question: str, kinds: set[str]) -> None:
    found = set(wanted.kinds(question))
    assert kinds <= found
    assert bool(found) is bool(kinds)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("重点项目总投资多少", "总投资"),
        ("当年计划投资多少", "当年计划投资"),
        ("新增光伏装机", "新增"),
        ("累计钻井", "累计"),
    ],
)
def test_qualifiers(question: str, said: str) -> None:
    assert said in wanted.qualifiers(question)


@pytest.mark.parametrize(
    ("text", "own"), [("那风电呢", False), ("为什么呢", True), ("有哪些", True)]
)
def test_a_follow_up_that_says_what_it_wants(text: str, own: bool) -> None:
    assert asks.says_intent(text) is own


@pytest.mark.parametrize(
    ("text", "short"),
    [("那风电呢？", True), ("目标呢", True), ("沁水2022年新增光伏装机容量一共是多少兆瓦", False)],
)
def test_elliptic(text: str, short: bool) -> None:
    assert asks.elliptic(text) is short


def test_asking_words_are_taken_out() -> None:
    left = asks.without_asking("请问沁水的光伏项目有哪些？")
    assert "光伏项目" in left and "哪些" not in left and "？" not in left


@pytest.mark.parametrize(
    ("question", "unit", "other"),
    [
        ("运动会拿了几块奖牌", None, "元"),
        ("一斤卖多少块钱", "元", None),
        ("签了多少个亿元以上的项目", "个", "元"),
        ("省了多少电费", None, "千瓦时"),
        ("风电场发了多少电", "千瓦时", None),
        ("有几个品种大面积推广", "个", "亩"),
        ("多大比例的事项能网上办", "%", None),
        ("企业技术改造上的投资是多少？", "元", None),
        ("要引进多少个博士", "名", None),
        ("参加培训的农民有多少", "人", None),
        ("新增多少学位", "座", None),
    ],
)
def test_the_unit_that_a_question_shows(question: str, unit: str | None, other: str | None) -> None:
    found = wanted.units(question)
    assert unit is None or unit in found
    assert other not in found


def test_what_one_person_has_is_per_head() -> None:
    assert "人均" in wanted.qualifiers("给村民平均每人省下多少钱")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("湖州医保覆盖率有多少", "%"),
        ("处理了多少起事故", "宗"),
        ("人平均活到多少岁", "岁"),
        ("演了多少场戏", "场"),
        ("鸡蛋价每斤涨多少钱", "元"),
    ],
)
def test_units_that_a_question_shows(text: str, unit: str) -> None:
    assert unit in wanted.units(text)


@pytest.mark.parametrize("text", ["引进高层次人才多少名", "低保户多少户"])
def test_a_word_with_high_or_low_in_it_asks_for_no_difference(text: str) -> None:
    assert asks.intent(text, plural=False) == asks.FIGURE


def test_a_counter_goes_with_its_how_many_unless_it_begins_a_word() -> None:
    assert asks.without_asking("装了几部电梯").split() == ["装了", "电梯"]
    assert asks.without_asking("装了几千个路灯").split() == ["装了", "路灯"]
    assert asks.without_asking("撤了多少部门").split() == ["撤了", "部门"]
    assert asks.without_asking("引进多少人才").split() == ["引进", "人才"]


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("掏出多少补助款？", "元"),
        ("治水花掉了多少真金白银？", "元"),
        ("银行放出去的钱有多少？", "元"),
        ("拿下了多大面积的土地？", "平方米"),
        ("车辆合计行驶了多远？", "米"),
        ("楼顶新装光伏功率多大？", "瓦"),
        ("要关停多少水泥产能？", "千克"),
        ("有多少住户换成了管道气？", "户"),
        ("要收多少新生？", "人"),
        ("办结了多少桩？", "件"),
        ("拆除了多少处杆架？", "处"),
        ("2017年要退出多少？", ""),
        ("光伏产品卖到国外的规模多大", ""),
        ("深圳占了多大一块", ""),
    ],
)
def test_units_by_what_the_words_mean(question: str, unit: str) -> None:
    assert (*wanted.by_meaning(question), "")[0] == unit


@pytest.mark.parametrize("text", ["小偷小摸少了多少", "货运量缩水了多少？", "碳强度压低多少"])
def test_what_shrank_is_asked_for_as_a_change(text: str) -> None:
    assert "decline" in wanted.kinds(text)
