"""Which figure a question wants: units, kinds and qualifiers, as far as its words show them.

Chinese and English; nothing here knows a place, a year or an indicator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.asks import wants_rank
from rag.numerals import canonical, is_classifier, is_unit

_RATE_OF = r"(?<![汇利费税效功频])率(?!先)"
"""The end of a word for a share of something: 失业率, 覆盖率."""
_UNIT_WORDS = (
    (
        r"几个(?:百分)点|[增涨降升跌高低快慢率重][^，]{0,8}几个点|千分之几|百分之几|百分之多少|"
        r"增速|增幅|增长率|几成|百分比|多快|多大(?:的|个)?(?:比例|比重)|"
        r"\bpercent|\bgrowth rate|what (?:share|proportion|fraction)|deficit ratio",
        ("%", "百分点", "成"),
    ),
    (
        r"(?:增长|增长了|涨|涨了|降|降了|下降|下降了|提高|上升)(?:多少|几)(?![个家户人件名亿万元钱块公亩])|哪个.{0,10}(?:快|慢)|增得快",
        ("%", "百分点", "微克/立方米", "米"),
    ),
    (
        r"(?:多少|几)个?(?:万亿|亿|万|百万)?(?:元(?![及以]|级|项目)|块(?=钱|[^\u4e00-\u9fff]|$))|"
        r"多少亿(?![度斤吨方千立])|多少钱|几个钱|"
        r"(?:多少|几)个?亿(?!元?(?:[及以]上|级|项目)|[度斤吨方千立美])|花了?多少|[投花砸]得更?[多少]|多少资金|(?:投|花|砸|拨|用)(?:的|了)?钱更?[多少]|收了多少亿|\byuan\b|"
        r"(?:多少|几)[^，。多少]{0,8}的钱|的钱(?=[，。])|how much money",
        ("元", "美元", "港元"),
    ),
    (
        r"(?<!by )how much (?:(?!did|does|was|is|will)[\w'-]+ ){0,3}"
        r"(?:capital|money|investment|funds?|funding|loans?|bonds?|"
        r"spending|budget|revenue|tax(?:es)?|debts?|subsid(?:y|ies)|profits?|deposits?|savings|"
        r"expenditure)\b|"
        r"(?<!by )how much (?:\w+ )?(?:did|does|will|was|is|has|had) .{0,40}"
        r"\b(?:spen[dt]|invest(?:ed)?|"
        r"allocated?|earmark(?:ed)?|pa(?:y|id)|raised?|borrow(?:ed)?|issued?|collect(?:ed)?)\b|"
        r"how (?:large|big|high) (?:\w+ ){0,3}(?:deficit|tax|cuts|revenue|budget|debt|investment|"
        r"fund|loan|subsid|spending)|"
        r"多少(?:投资|资金|贷款|存款|补贴|经费|利润)|(?:资金|贷款|经费|产值|利润|投资额?|支出|销售额|"
        r"零售额|成交额|营业额|税收|补助|奖金)(?:是|有|达到?)?了?多少[？?]?$",
        ("元", "美元"),
    ),
    (r"(?:多少|几)万(?:人|名)(?!次|均)", ("人", "名", "人次")),
    (
        r"(?:多少|几)(?:个)?(?:人|名|位)(?!次|均)|多少人口|"
        r"how many (?:(?!from|of|in|by|for|did|does)[\w-]+ ){0,3}(?:people|residents|workers|"
        r"students|pupils|teachers|doctors|nurses|farmers|patients|graduates|villagers|migrants|"
        r"children|jobs)\b",
        ("人", "个", "名", "人次"),
    ),
    (
        r"(?:多少|几)[^，。多少]{0,3}人次|人次[^，。多少百几]{0,6}(?:多少|几)(?!成)|"
        r"how many (?:\w+ ){0,2}(?:visits|visitors|trips|tourists|passengers)",
        ("人次", "人"),
    ),
    (r"how many (?:\w+ ){0,2}(?:tonn?es|tons)\b|\bin (?:tonn?es|tons)\b", ("千克",)),
    (r"how many (?:\w+ ){0,2}(?:hectares|mu)\b", ("公顷", "亩")),
    (r"how many (?:\w+ ){0,2}(?:[mg]w|(?:kilo|mega|giga)watts)\b", ("瓦",)),
    (r"how many (?:\w+ ){0,2}(?:kwh|kilowatt[- ]hours)\b", ("千瓦时",)),
    (r"how many (?:[\w-]+ ){0,2}households\b", ("户",)),
    (r"how many (?:[\w-]+ ){0,2}days\b", ("天", "工作日")),
    (
        r"(?:多少|几)(?!比例|成|个?百分)[^，。多少]{0,5}(?:人口|群众|居民|学生|教师|老师|劳动力|职工|农民|百姓|村民|"
        r"工人|孩子|娃|老人|病人|患者|毕业生|大学生|乡下人|农村人|城里人|博士|硕士|人才|院士|专家|"
        r"医生|护士|干部|党员|志愿者|残疾人|贫困人口|青年)(?!收入|人均|家|团队|公寓|[住用]?房)|"
        r"(?:人|人口|群众|居民|学生|教师|老师|职工|农民|老人|人才|患者|毕业生)"
        r"(?:一共|总共|共|总数)?(?:有|达到?|为|是)多少[？?]?$",
        ("人", "名", "人次"),
    ),
    (r"(?:多少|几)家", ("家", "户", "个")),
    (r"(?:多少|几)户", ("户", "家", "个")),
    (r"(?:多少|几)座", ("座", "个", "户")),
    (r"(?:多少|几)所", ("所", "个")),
    (r"(?:多少|几)件", ("件", "项", "个")),
    (r"(?:多少|几)项", ("项", "个", "件")),
    (r"(?:多少|几)口", ("口", "眼")),
    (r"(?:多少|几)台", ("台", "辆", "套", "部")),
    (r"(?:多少|几)部", ("部", "台", "件", "项", "户")),
    (r"(?:多少|几)个?(?:钟头|小时)", ("小时",)),
    (r"(?:多少|几)倍|how many times|\bmultiple of\b", ("倍",)),
    (r"(?:多少|几)番", ("番",)),
    (r"(?:多少|几)辆", ("辆", "台")),
    (r"(?:多少|几)套", ("套", "户", "间")),
    (r"(?:多少|几)条", ("条", "个")),
    (r"(?:多少|几)例", ("例", "个")),
    (r"(?:多少|几)(?:宗|起(?![步点来源家]))", ("起", "宗", "件", "例", "个")),
    (r"(?:多少|几)张(?:病)?床|床位.{0,6}(?:多少|几)张", ("张", "床位", "个")),
    (r"(?:比例|占比)[^，。]{0,6}(?:多少(?![\u4e00-\u9fff])|几成)", ("%", "百分点")),
    (_RATE_OF + r"[^，。]{0,6}(?:多少(?![\u4e00-\u9fff])|多高|几成)", ("%", "百分点")),
    (r"(?:多少|几)剂", ("剂次", "剂")),
    (r"连续(?:多少|几)个?月|how many (?:\w+ )?months", ("月",)),
    (r"连续(?:多少|几)年|how many (?:\w+ )?years", ("年",)),
    (r"(?:多少|几)个?微克", ("微克/立方米",)),
    (r"(?:多少|几)天(?![内然桥鹅赋])", ("天", "工作日")),
    (r"(?:多少|几)(?:个)?工作日", ("工作日", "天")),
    (r"square (?:kilo)?met", ("平方米", "公顷", "亩")),
    (
        r"(?<!平方)(?<![每一])(?:公里|千米)(?!以[下上内外])|多长(?!时间)|how long|"
        r"(?<!square )kilomet",
        ("米",),
    ),
    (r"(?:多少|几)万?亩", ("亩",)),
    (r"(?:多少|几)(?:万|亿)?吨", ("千克", "吨标准煤")),
    (r"(?:多少|几)(?:万|亿)?斤", ("千克",)),
    (
        r"(?:多少|几)(?:万)?(?:兆|千)瓦(?!时)|"
        r"\b(?:solar|wind|power|generating|installed|photovoltaic|pv|hydropower|nuclear|energy)"
        r"(?: \w+)? capacity\b",
        ("瓦",),
    ),
    (r"多少电(?![\u4e00-\u9fff])|发了?多少电|(?:多少|几)(?:亿)?度", ("千瓦时",)),
    (r"(?:多少|几)(?:万)?平(?:方)?米", ("平方米", "亩", "公顷")),
    (r"(?:多少|几)(?:亿|万)?(?:立)方米?", ("立方米",)),
    (r"(?:多少|几)(?:万)?标箱", ("标箱",)),
    (
        r"(?:多少|(?<!哪)几)个(?!百分点|点|人|钱|[亿万](?!元?(?:[及以]上|级|项目)))",
        (
            *("个", "家", "项", "座", "所", "处", "户", "件", "宗", "条", "张", "对", "支", "种"),
            *("人", "名", "枚", "片", "眼", "部", "台"),
        ),
    ),
)
_BY_NOUN = (
    (r"装机", ("瓦",)),
    (r"(?<!大)面积", ("平方米", "亩", "公顷")),
    (r"标箱", ("标箱",)),
)
"""The units of what is named, where nothing else is asked of it: 装机, but not 装机增幅."""
_CONTAINERS = re.compile(r"(?<=[少几])(?:万)?个(?=(?:标准)?(?:集装箱|货柜))")
_END = r"(?=[，。,；;？?（]|$)"
_MONEY_OF = (
    r"(?:款项?|资金|(?<!黄)金|真金白银|经费|补[助贴偿]|开[销支]|花销|花费|费用?|[租薪]水?|租[金子钱]|"
    r"工[钱资]|酬|税|利润|贷款|存款|债务?|预算|造价|金额|[交成签]{1,2}[易交约]额|销售额|投资额|损失|"
    r"外[币汇]|生意|进账|资产|收费|亏空|缺口|产值|收入规模)"
)
_BY_MEANING = (
    (
        rf"多少[\u4e00-\u9fff]{{0,8}}?(?:{_MONEY_OF}|增加值){_END}|多大一笔|"
        rf"(?:{_MONEY_OF}|的钱)[上里]?(?:要|该|预计|实际)?(?:安排了|[提加补压升]高?到)?"
        rf"(?:一共|总共|合计|共|大约|大概)?(?:有|是|为|达到?|要|得)?(?:多少|多大){_END}|"
        r"(?:掏|花[掉去费]?|砸|拨[付出]?|垫|挣|赚|省下|欠|筹|凑|进账|创收|(?<!弥)补|领到?|退(?!出)还?|报销|"
        rf"分到|亏空|值|[少多][收交缴]|投(?!产)[入下出]?)[了出到掉过]{{0,2}}多少{_END}|让了?多少利|"
        r"(?:盘子|基金)[^，。？?]{0,4}多大",
        ("元", "美元", "港元"),
    ),
    (
        r"(?<!占了)(?<!占)多大(?:的|个)?(?:面积|一?[片块]|地盘|土地|地)|[盖种拆][^，。？?]{0,6}多大|"
        r"多少(?:耕地|土地|[农良]田|林地|草原|荒山)(?![租出转价费款补使])",
        ("平方米", "亩", "公顷"),
    ),
    (rf"多远|(?:总长度?|里程)[^，。？?]{{0,4}}(?:多少{_END}|$)", ("米",)),
    (
        r"(?:光伏|风电|发电|机组|装机|电源|储能)(?![^，。？?]*(?:卖|出口|产[值业品]|企业))"
        r"[^，。？?]{0,14}(?:多大|规模|功率|容量)|多大容量",
        ("瓦", "千瓦时"),
    ),
    (
        r"多少[\u4e00-\u9fff]{0,6}?(?:煤炭?|水泥|钢铁?|[粮蔬肉禽奶][食菜类]?|货物|化肥|水产品?|油料?)"
        rf"(?:产能)?{_END}",
        ("千克", "吨标准煤"),
    ),
    (
        r"多少[\u4e00-\u9fff]{0,8}?(?:农户|农家|住户|人家|家庭|[贫困脱]{1,2}户)(?!的)",
        ("户", "家", "个", ""),
    ),
    (
        r"多少[\u4e00-\u9fff]{0,8}?(?<!个)(?:[老穷苦能好新工病旅游学儿师职居村农军家轻]人|[困业学长]者|"
        r"[新学考]生|孩子?|娃娃?|儿童|群众|[游旅]客|骑手|司机|干部|职工|[村居市农牧渔]民|老乡|妇女|青年|"
        r"毕业生|选手|老手|劳动力)(?![的才口均数次家工大物证])",
        ("人", "", "个", "户", "人次"),
    ),
    (r"(?:多少|几)[桩宗]", ("件", "起", "宗", "个", "项", "例")),
    (
        r"(?:多少|几)[回趟次](?!收)",
        ("次", "场", "场次", "趟", "班", "列", "人次", "件次", "架次", "件", "个"),
    ),
    (r"(?:多少|几)处(?![于理罚置长])", ("处", "个", "座", "家", "所", "块")),
    (r"[蓄存装]多少水|库容|蓄水量", ("立方米",)),
    (r"多久", ("月", "年", "天", "小时", "分钟", "工作日")),
)
"""What is asked for by the sense of its words, and the units it comes in: 多少补助款, 花掉多少."""
COUNTERS = (
    *("", "个", "家", "户", "件", "项", "座", "条", "所", "处", "台", "套", "间", "宗", "起"),
    *("例", "口", "眼", "只", "头", "羽", "株", "棵", "辆", "艘", "架", "列", "班", "次", "场"),
    *("支", "张", "份", "册", "篇", "部", "栋", "幢", "种", "批", "组", "剂次", "企业", "项目"),
    *("行政村", "社区", "人", "人次", "学位", "床位", "枚", "对", "门", "届", "轮", "期", "国家"),
)
"""Units of things that are counted one by one: what an English how many can be answered in."""
_HEADS = frozenset(("人", "名", "位", "人次", "例", "学位", "岗位", "床位"))
_THINGS = (frozenset(COUNTERS) | {"块", "片", "枚", "笔", "单", "趟", "班次", "车次"}) - {
    "",
    *_HEADS,
}


def counted_alike(units: Sequence[str], unit: str) -> bool:
    """Whether a unit counts what a question counts by another counter: 几棵 and 109株."""
    return bool(units) and unit not in units and unit in alike(units)


def alike(units: Sequence[str]) -> frozenset[str]:
    """The counters of what a question counts, the bare number among them; none of a measure."""
    groups = (g | {""} for g in (_HEADS, _THINGS) if units and units[0] in g)
    return next(groups, frozenset())


def counts(units: Sequence[str]) -> bool:
    """Whether a question that shows these units asks how many of something there are."""
    return bool(units) and all(unit in COUNTERS or is_classifier(unit) for unit in units)


_SINGLE = (
    "辆列台座所家户人件项条口套棵株头只亩吨斤米元方艘架例宗眼羽床张栋颗枚起幢岁场对批册部间匹班支种"
)


def units(text: str) -> tuple[str, ...]:
    """The canonical units of a fitting figure, as far as the question shows them."""
    found: list[str] = []
    if wants_rank(text):
        return ()
    text = _CONTAINERS.sub("标箱", text)
    for pattern, names in _UNIT_WORDS:
        if re.search(pattern, text, re.IGNORECASE):
            found.extend(names)
    for match in re.finditer(r"多少(?!起[步点来源家])(?:万亿|亿|万)?([^\s，？?、的]{1,4})", text):
        for size in (4, 3, 2, 1):
            unit = match.group(1)[:size]
            points = unit == "个点" and not _MOVING.search(text)  # 覆盖多少个点: they are counted
            if is_unit(unit) and not points and (len(unit) > 1 or unit in _SINGLE):
                found.append(canonical(unit)[0])
                break
    for pattern, names in _BY_NOUN if "%" not in found else ():
        if re.search(pattern, text):
            found.extend(names)
    if _PLACES & set(found):
        found.extend(("个", "座"))  # 新增学位1.62万个
    return tuple(dict.fromkeys(found))


def by_meaning(text: str) -> tuple[str, ...]:
    """The units of a fitting figure by what the question's words mean, where it names none."""
    return next((names for pattern, names in _BY_MEANING if re.search(pattern, text)), ())


_MOVING = re.compile(r"[增涨降升跌高低快慢率重]")
_PLACES = {"学位", "床位", "车位", "岗位", "张床位", "名额"}


def kinds(text: str) -> tuple[str, ...]:
    """The kinds of figure a question asks for."""
    found: list[str] = []
    text = _COME_TO.sub("达到", text)
    if wants_rank(text) and not _CLIMBED.search(text):
        found.append("rank")
    if re.search(
        r"占.{0,16}(?:多少|几|比重|比例|多大一?块)(?![个项家座所条件户处万亿])|比重|占比|份额|比例(?=[^，。]{0,6}(?:多少|几|多高|多大))|\bshare\b|proportion|\bportion\b|\bfraction\b",
        text,
        re.IGNORECASE,
    ):
        found.append("share")
    moved = "share" in found and _SHARE_MOVED.search(text)
    if (
        moved
        or _MOVED.search(text)
        or re.search(
            r"增速|增幅|(?:变动|变化)幅度|[增涨升]是[减跌降]|幅度[^，。]{0,3}(?:多|几)|(?<!稳)增长(?!点)|涨(?:了|幅|多少|几|得)|跌|[增降压减]得|(?:压缩|压减|提高|提升|下降|减少)得|"
            r"(?:涨|增|长|降)得?(?:更|最)?猛|(?<!占)几个(?:百分)?点|[多少]了(?:百分之)?几成?|下降|降(?:了|低|幅)|同比|"
            r"(?<![最加赶尽])快(?![递速餐线件车捷艇乐活检到要])|(?<!最)慢(?![性病行道跑])|growth|grow|grew|increase|"
            r"faster|(?:能|要|再|每年|年均)长(?:了|得)?(?:多少|几)|\b(?:go|goes|gone|went) up\b|"
            r"\bby how many points\b|\b(?:rise|rose|risen|fall|fell|fallen|drop(?:ped)?|declined?|"
            r"shr[aiu]nk)\b",
            text,
            re.IGNORECASE,
        )
    ):
        found += ["growth", "decline"]
    if re.search(r"累计|总共|一共|cumulative|altogether", text, re.IGNORECASE):
        found.append("cumulative")
    if not (found or _RATE_ASKED.search(text)) and re.search(
        r"多大(?:的)?规模|规模(?:有|是)?多大|总量|总数|总额(?!目标)|绝对值|(?:几|多少)万亿", text
    ):
        found.append("level")
    return tuple(dict.fromkeys(found))


_SHARE_MOVED = re.compile(
    "(?:提高|提升|上升|增加|降低|减少|往[上下][提调降]|[提升降])了?(?:多少|几)"
)
_RATE_ASKED = re.compile("百分之(?:几|多少)|几成|几个(?:百分)?点")
_CLIMBED = re.compile(
    "(?:提升|上升|前移|前进|跃升|下降|后退|后移|进步|[进退升降挪])了?(?:几|多少)个?[位名]"
    r"|how many places .*(?:climb|rise|move|fall|drop|gain)",
    re.IGNORECASE,
)
"""What asks by how many places a rank has changed, which is no rank."""
_COME_TO = re.compile(
    r"\bhow (?:low|high|far) (?:did|was|had) [^,?]*? "
    r"(?:fall|fell|fallen|drop|rise|risen|climb|go)\b|"
    r"\b(?:risen|rise|rose|grown|grew|fallen|fell|dropped|increased|raised|climbed) to\b|"
    r"(?:增长|增加|上涨|上升|下降|降低|减少|提高|提升|改善|压减|压缩|压低|控制|扩大|[增升涨降减跌压控])了?[到至在](?=了?(?:什么|多少|几))",
    re.IGNORECASE,
)
"""What asks for the value that something rose or fell to (升到多少), which is no change."""
_MOVED = re.compile(
    r"(?:(?:猛增|缩水|压低|缩减|下滑|砍掉|便宜|贵|变[浓淡]|扩大|提高|减少|缩[小短]|压缩|精简)了?"
    r"|(?<!减)少了|压了)(?:多少|多大幅度)(?=[，。？?（]|$)|多大幅度|"
    r"比(?:上年|去年|前年|[上前]一年|年初)[^，。]{0,6}(?:多(?!少)|少|增加|减少)[^，。少]{0,4}(?:多少|几)"
)
"""What asks by how much something differs from what it was: 比上年多收了多少."""
_HOW_MUCH = r"(?:多少|几何|几)"
ASPECTS = (
    (
        "growth",
        re.compile(
            rf"(?:增长|增加|上涨|涨|下降|降低|降|提高|减少)(?:了|率)?(?:{_HOW_MUCH}|百分之)"
            r"|增速|增幅|降幅|涨幅|增长率|[增涨升]还?是[减跌降]|(?:变动|变化)?幅度"
        ),
    ),
    ("share", re.compile(rf"占[^，]{{0,16}}?(?:{_HOW_MUCH}|比重|比例)|比重|占比|份额|占多大")),
    ("rank", re.compile(r"第几|排名|位次|名次|排第|排在")),
    (
        "level",
        re.compile(
            rf"(?<![增长涨降占加高少升第速幅率])(?<!增长了)(?<!增加了)(?<!减少了)(?<!百分之)"
            rf"(?<![速幅率][是为有达])(?<!提高了)(?<!下降了)(?<![份占比][额比重例])(?<![份占比][额比重例]是)"
            rf"{_HOW_MUCH}(?!个百分|个点|成)|总量|总额|规模(?!以上)"
            r"|(?:收入|产值|投资|增加值|总值|余额|支出)[和及与、](?:同比)?(?:增速|增幅|涨幅|增长率)"
        ),
    ),
)
"""The aspects of one thing that a question can ask for together, and the words that show each."""
MOVED_BY = frozenset({"%", "百分点", "成", "米", "微克/立方米"})
"""Units in which 涨多少 may be told, beside that of the value itself."""
_CHANGE = re.compile(
    r"(?:增速|增幅|降幅|涨幅|增长率)(?:[^，。、；？?]{0,4}(?:多少|几何|几|多[大高快]|如何))?"
    r"|(?:同比|环比|比[^，。、]{1,8}?)?(?:多(?=了)|增长|增加|上涨|上升|下降|降低|减少|提高|提升|[增涨降减跌升])(?:了|率|得)?"
    r"(?:多少|百分之[几多]少?|几个?(?:百分)?[点成]|几|多快)"
)
_SIZE = re.compile(
    r"(?<!百分之)(?:多少|几)(?!个?(?:百分)?点)|多[大高](?!的?比)|规模(?!以上|[增扩上缩])|总量|存量|总额|余额"
    r"|(?:收入|产值|投资|增加值|总值|支出)[和及与、](?:同比)?$"
)
"""What asks by how much something changed, and what, besides, how large it is."""


def size_and_change(text: str) -> bool:
    """Whether a question asks how large something is and by how much it has changed."""
    rest = _CHANGE.sub("", text.rstrip("？?。"))
    return rest != text.rstrip("？?。") and bool(_SIZE.search(rest))


EXCLUDED = re.compile(
    r"(?<=[，,；;（(])(?:不算|不含|不包括|不要|(?:注意)?(?:不是|而不是|并非)(?:说|指|问|算)?|别算|除了?(?=[^，]{2,10}外))([\u4e00-\u9fff]{2,10})"
)
"""What a question says that it does not mean: 新增学位多少，不算中小学."""
QUALIFIERS = (
    "总投资",
    "当年计划投资",
    "计划投资",
    "当年完成投资",
    "累计",
    "新增",
    "新建",
    "续建",
    "改造",
    "人均",
    "年均",
    "最高",
    "最低",
    "平均",
    "占",
    "同比",
)


def qualifiers(text: str) -> tuple[str, ...]:
    """Words that tell one figure of an indicator from another."""
    text = _EACH.sub("人均", _ADDED.sub("新增", EXCLUDED.sub(" ", text)))
    text = _YEARLY.sub("年均", _OF_ALL.sub("", text))
    return tuple(q for q in QUALIFIERS if q in text)


_YEARLY = re.compile(
    r"平均每年|每年平均|average annual|average yearly|annual average|(?:a|per|each) year on average"
    r"|on average (?:a|per|each|every) year",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"占(?:全部|全社会)?总投资")
"""A whole that a share is of, not what is asked for."""
_EACH = re.compile(r"平均每个?人|每个?人平均|每人(?!每)|人平均")
_ADDED = re.compile(
    r"新(?:添|增加)|(?<!最)多了(?=多少|几)|增加了(?=多少[^的，]|几[^个])|\badd(?:ed)?\b"
)
"""What asks for the part that is new (新添了多少台), as the reports call it."""
