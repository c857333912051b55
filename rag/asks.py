"""How questions are put: the words that show what kind of answer is wanted.

Chinese and English; nothing here knows a place, a year or an indicator.
"""

from __future__ import annotations

import re

from rag.numerals import canonical, is_unit
from rag.types import Basis
from rag.words import is_word

FIGURE, RANK, LIST, DEFINITION, ENTITY = "figure", "rank", "list", "definition", "entity"
COMPARE, DIFFERENCE, SUM, OUTCOME = "compare", "difference", "sum", "outcome"
YESNO, HOW, WHY = "yesno", "how", "why"

_DEFINITION = re.compile(
    r"[”\"](?:都|分别)?是(?:啥|什么|哪儿|哪里)[？?]?$|[”\"].{0,6}(?:啥意思|指哪|指啥)|"
    r"什么是|是什么意思|啥意思|什么意思|指(?:的是)?(?:什么|啥)|啥叫|何为|何谓|什么叫|的?含义|如何解释|解释一下|代表(?:了)?什么|"
    r"具体是什么内容|具体内容|是什么样的|(?:包括|是)(?:哪些|什么|啥)内容|什么东西|具体(?:是|指|包括)(?:什么|哪些|啥)|"
    r"what is (?:the )?[\"“]|what does .* (?:mean|refer|stand)|stand for|meaning of|define",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"(?:多(?!少|[元样功])|(?<!多)少(?![年儿数先])|高(?![层校中新速铁端质标技等压龄考科])|低(?![保碳空压龄]))"
    r"[^，。、？?多少各分\d]{0,4}(?:多少|几(?!个百分之))(?=[万亿个元吨人名家亩件项]|$|[？?])|收入差(?:距|多少)|"
    r"相差|之差|差额|减[去掉]|差(?:了)?(?:多少|几)|(?:多|少|高|低)(?:了|出)?(?:多少|几)|(?:多|少)了?多少|"
    r"比.{1,30}(?:高|低|多|少|增加|"
    r"减少)(?:了|出)?(?:几|多少)|"
    r"至少要?多|difference|how (?:much|many) (?:more|less|fewer)\b|how much (?:higher|lower)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"加上.{0,20}(?:一共|共|总共|合计)|"
    r"加起来|合起来|合计|总和|加在一起|之和|一起.{0,6}多少|in total\b.*\band\b|combined",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"(?:完成|达到|实现).{0,8}目标了?(?:吗|没)|超(?:过|额|出)了?.{0,6}(?:计划|目标|预期)|"
    r"(?:达标|兑现|完成|达到|实现|做到)(?:了)?(?:没有?|吗|了没)[？?]?$|目标.{0,10}完成得怎么样|\b(?:beat|exceed)\b.*target|"
    r"(?:跟|与|和|同|比).{0,8}目标.{0,4}(?:比|怎么样|如何)|目标.{0,12}(?:完成|达到|达成|实现|达标|兑现)(?:了|没|吗|情况)|(?:完成|达到|实现|达成|达标)(?:了)?(?:没有|吗|没).{0,4}$|"
    r"(?:年初)?(?:计划|目标|(?<!固)定).{0,14}(?:实际|最后|结果|年底)|说.{2,30}(?:后来|最后|结果|到底)|"
    r"\b(?:meet|met|achieve[d]?|reach(?:ed)?|hit|miss(?:ed)?)\b.*\btarget",
    re.IGNORECASE,
)
_MORE = (
    r"(?:更|[高低快慢多大小]于|(?<![加赶尽])(?:高|低|多|少|快|慢|大|小|好|狠)"
    r"(?:一?些|一?点)?[了呢啊的]?(?=[，。；？?！]|$))"
)
"""The word that compares, not the 快 of 加快 or the 大 of 大桥."""
_COMPARE = re.compile(
    rf"(?:哪(?:个|里|边|县|市|区|省|地|家|一?年|一?个地方).{{0,20}}|谁.{{0,8}}){_MORE}|"
    r"(?:更|比较)(?:高|低|多|少|快|慢|大|小)|有(?:什么|啥)?(?:差别|区别|不同|差异|变化)|怎么变|差别|区别|还是|分别|各是|各|对比|相比|"
    r"调高|调低|高了还是低了|"
    r"\bwhich (?:county|city|province|district|place|one|had|set|of)\b|\bcompare|"
    r"\bversus\b|\bvs\b|higher|bigger|larger",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"(?:和|与|跟|还是)[^。]{1,24}(?:哪个|哪一个|哪项|谁)[^，。]{0,5}(?:更)?[多少高低大小快慢]|[^，。]{1,12}(?:多|高|快|"
    r"大)还是[^，。]{1,12}(?:多|高|快|大)"
)
_WHY = re.compile(
    r"为什么|为何|为啥|原因|怎么会|因为什么|什么.{0,6}(?:因素|拖累|导致)|难在哪|\bwhy\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"靠啥|法子|凭什么|"
    r"怎么|怎样|如何|咋|措施|办法|做法|举措|哪些招|靠什么|采取|打算做|(?:要|准备|打算)做(?:什么|些什么|哪些)|"
    r"\bhow (?:will|does|do|"
    r"did|is|are|to)\b|measures|steps",
    re.IGNORECASE,
)
_YESNO = re.compile(
    r"吗[？?]?$|([要能会该用准])不\1|是不是|是否|有没有|有木有|了没有|了没[？?]?$|没有[？?]?$|对吧|对不对|[的了]吧|对吗|^(?:did|does|do|is|are|was|"
    r"were|has|have|will)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"哪些|(?:产业|集群|工程|行动|基地|园区|项目|体系|中心|任务|目标|战略|方面|原则)(?:都|分别)?是(?:啥|什么)|哪几|哪[两三四五六七八九十\d]+|有哪|都有(?:啥|什么|哪)|分别是(?:哪|什么|谁)|(?:都|分别)是(?:啥|什么|哪)|包括(?:啥|什么|哪)|"
    r"叫什么名字|列出|列举|"
    r"分别(?:在|叫)|\bwhich\b.*s\b|\blist\b|\bwhat are\b|name the",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"谁|哪(?![些几年])|叫啥|什么(?!时候|水平|程度)|哪(?:家|个|位|里|儿|所|座|条|一家|一个|种|类|天|年)|叫什么|什么名字|名称|全名|第几届|是什么|什么项目|\bwho\b|\bwhere\b|"
    r"\bwhat is the name",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"第几(?!届|次|期|批)|(?<!安)排(?:名)?(?:多少|第?几|在)|名次|排第|位次|几名|\brank",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"多少|几(?:个|家|户|人|件|座|所|名|条|项|口|亿|万|元|公里|天|次|倍|点|成|车道|套|例|台|辆|种|处|宗|号|张|份|亩|吨|位)|多大|多长|多高|"
    r"多快|多久|百分之几|增速|增幅|"
    r"规模$|面积）?$|目标[？?]?$|\bhow (?:much|many|large|big|long|far|fast)\b|what (?:share|"
    r"percentage|proportion|was|is|were|are)|growth (?:rate|target)",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"目标|计划|打算|预期|预计.{0,3}(?:增长|完成)|要(?!求|素|闻|是)|将|安排|准备|力争|想|拟|规划|定在|定的|定得|定了|"
    r"(?<!year )\bplans?\b|"
    r"\btarget|\baim|\bgoal|\bwill\b|\bplanned\b|\bexpect|\bceiling\b|\bset (?:as|for)\b",
    re.IGNORECASE,
)
_ACTUAL = re.compile(
    r"实际|完成了|完成(?!.{0,3}目标)|实现了|达到了|最后|结果|已经|已|了多少|了几|了百分之|累计|建成投产|收了|发了|打了|涨了|跌了|降了|"
    r"办了|花了|\bdid\b|\bactual|\bachieved|\bwas\b|\bwere\b|\bhad\b",
    re.IGNORECASE,
)
_PLURAL_ONLY = re.compile(r"分别|各|还是|差别|区别|不同")
_ASKING = re.compile(
    r"加起来|合起来|合计|(?:当年|计划)*总?投资(?=多少)|总投资|出了?哪些招|换成|改成|如果是|哪个[县市区省]|[两几各三]个?[县市区省](?!域|级|城)|"
    r"有(?:什么)?(?:差别|区别|不同|差异)(?:吗)?|(?:有)?没有(?:差别|区别)|差别|区别|更(?=[高低多少快慢大小])|调高|调低|高了|低了|得更.|"
    r"全名叫|全名|名叫|叫什么名字|叫什么|名字|截至|上届|按照?[^，。]{0,4}报告[^，。]{0,8}算|到底|这件事|一下|照报告(?:推算)?|推算|大概|相差|之差|差额|减[去掉]|差(?=多少)|安排(?=的)|完成数|打算|准备|"
    r"(?:是)?(?:多少|几)(?:个百分点|个点|[个家户人件座所名条项口套例台辆种处宗号张份位度斤吨亩元块天次倍点成届]|公里|亿元?|万[元吨人亩]?|平方米|立方米|"
    r"兆瓦|车道)?|百分之几|"
    r"什么是|是什么意思|啥意思|什么意思|指的是什么|指什么|啥叫|怎么样|怎么|如何|为什么|为啥|有哪些|哪些|哪几个?|哪[个家里儿位所座]|分别|各自|各|是不是|是否|"
    r"有没有|了没有|比(?:上|前|去|头)一?年(?:同期)?|"
    r"对吧|请问|报告(?:里|中|上)?(?:说|提到|安排)?(?:的|了)?|多大|多长|多高|第几|排第|排名|排|是谁|谁|什么|啥|吗|呢|吧|？|\?"
)

_RATE_OF = r"(?<![汇利费税效功频])率(?!先)"
"""The end of a word for a share of something: 失业率, 覆盖率."""
_UNIT_WORDS = (
    (
        r"几个(?:百分)点|[增涨降升跌高低快慢率重][^，]{0,8}几个点|千分之几|百分之几|百分之多少|"
        r"增速|增幅|增长率|几成|多快|多大(?:的|个)?(?:比例|比重)|"
        r"\bpercent|\bgrowth rate|what (?:share|proportion|fraction)|deficit ratio",
        ("%", "百分点"),
    ),
    (
        r"(?:增长|增长了|涨|涨了|降|降了|下降|下降了|提高|上升)(?:多少|几)(?![个家户人件名亿万元钱块公亩])|哪个.{0,10}(?:快|慢)|增得快",
        ("%", "百分点", "微克/立方米", "米"),
    ),
    (
        r"(?:多少|几)个?(?:万亿|亿|万|百万)?(?:元(?![及以]|级|项目)|块(?=钱|[^\u4e00-\u9fff]|$))|"
        r"多少亿(?![度斤吨方千立])|多少钱|"
        r"(?:多少|几)个?亿(?!元?(?:[及以]上|级|项目)|[度斤吨方千立美])|花了?多少|[投花砸]得更?[多少]|多少资金|收了多少亿|\byuan\b|"
        r"(?:多少|几)[^，。多少]{0,8}的钱|how much money",
        ("元", "美元", "港元"),
    ),
    (
        r"how much (?:(?!did|does|was|is|will)[\w'-]+ ){0,3}"
        r"(?:capital|money|investment|funds?|funding|loans?|bonds?|"
        r"spending|budget|revenue|tax(?:es)?|debts?|subsid(?:y|ies)|profits?|deposits?|savings|"
        r"expenditure)\b|"
        r"how much (?:\w+ )?(?:did|does|will|was|is|has|had) .{0,40}\b(?:spen[dt]|invest(?:ed)?|"
        r"allocated?|earmark(?:ed)?|pa(?:y|id)|raised?|borrow(?:ed)?|issued?|collect(?:ed)?)\b|"
        r"how (?:large|big|high) (?:\w+ ){0,3}(?:deficit|tax|cuts|revenue|budget|debt|investment|"
        r"fund|loan|subsid|spending)|"
        r"多少(?:投资|资金|贷款|存款|补贴|经费|利润)|(?:资金|贷款|经费|产值|利润|投资额?|支出|销售额|"
        r"零售额|成交额|营业额|税收|补助|奖金)(?:是|有|达到?)?了?多少[？?]?$",
        ("元", "美元"),
    ),
    (
        r"(?:多少|几)(?:万)?(?:个)?(?:人|名|位)(?!次|均)|多少人口|"
        r"how many (?:(?!from|of|in|by|for|did|does)[\w-]+ ){0,3}(?:people|residents|workers|"
        r"students|pupils|teachers|doctors|nurses|farmers|patients|graduates|villagers|migrants|"
        r"children|jobs)\b",
        ("人", "个", "名", "人次"),
    ),
    (r"人次|how many (?:\w+ ){0,2}(?:visits|visitors|trips|tourists|passengers)", ("人次", "人")),
    (r"how many (?:\w+ ){0,2}(?:tonn?es|tons)\b|\bin (?:tonn?es|tons)\b", ("千克",)),
    (r"how many (?:\w+ ){0,2}(?:hectares|mu)\b", ("公顷", "亩")),
    (r"how many (?:\w+ ){0,2}(?:[mg]w|(?:kilo|mega|giga)watts)\b", ("瓦",)),
    (r"how many (?:\w+ ){0,2}(?:kwh|kilowatt[- ]hours)\b", ("千瓦时",)),
    (r"how many (?:[\w-]+ ){0,2}households\b", ("户",)),
    (r"how many (?:[\w-]+ ){0,2}days\b", ("天", "工作日")),
    (
        r"(?:多少|几)[^，。多少]{0,5}(?:人口|群众|居民|学生|教师|老师|劳动力|职工|农民|百姓|村民|"
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
    (r"(?:多少|几)件", ("件", "项")),
    (r"(?:多少|几)项", ("项", "个", "件")),
    (r"(?:多少|几)口", ("口",)),
    (r"(?:多少|几)台", ("台", "辆", "套")),
    (r"(?:多少|几)辆", ("辆", "台")),
    (r"(?:多少|几)套", ("套", "户", "间")),
    (r"(?:多少|几)条", ("条", "个")),
    (r"(?:多少|几)例", ("例", "个")),
    (r"(?:多少|几)[起宗]", ("起", "宗", "件", "例", "个")),
    (r"(?:多少|几)张(?:病)?床|床位.{0,6}(?:多少|几)张", ("张", "床位", "个")),
    (_RATE_OF + r"[^，。]{0,6}(?:多少(?![\u4e00-\u9fff])|多高|几成)", ("%", "百分点")),
    (r"(?:多少|几)剂", ("剂次", "剂")),
    (r"连续(?:多少|几)个?月|how many (?:\w+ )?months", ("月",)),
    (r"连续(?:多少|几)年|how many (?:\w+ )?years", ("年",)),
    (r"(?:多少|几)天(?!内)", ("天", "工作日")),
    (r"(?:多少|几)(?:个)?工作日", ("工作日", "天")),
    (r"(?<!平方)(?:公里|千米)|多长|how long|kilomet", ("米",)),
    (r"(?:多少|几)万?亩", ("亩",)),
    (r"(?:多少|几)(?:万|亿)?吨", ("千克", "吨标准煤")),
    (r"(?:多少|几)(?:万|亿)?斤", ("千克",)),
    (
        r"(?:多少|几)(?:万)?(?:兆|千)瓦(?!时)|装机|"
        r"\b(?:solar|wind|power|generating|installed|photovoltaic|pv|hydropower|nuclear|energy)"
        r"(?: \w+)? capacity\b",
        ("瓦",),
    ),
    (r"多少电(?![\u4e00-\u9fff])|发了?多少电|(?:多少|几)(?:亿)?度", ("千瓦时",)),
    (r"(?:多少|几)(?:万)?平(?:方)?米|(?<!大)面积", ("平方米", "亩", "公顷")),
    (r"(?:多少|几)(?:亿|万)?(?:立)方米?", ("立方米",)),
    (r"标箱", ("标箱",)),
    (
        r"(?:多少|(?<!哪)几)个(?!百分点|点|人|[亿万](?!元?(?:[及以]上|级|项目)))",
        ("个", "家", "项", "座", "所", "处", "户", "件", "宗", "条", "张", "对", "支", "种"),
    ),
)


_MEASURES = re.compile(r"(?:措施|办法|举措|做法|哪些招)")
_COUNTED = re.compile(r"多少|(?<!哪)几个|(?<!哪)几家|how (?:much|many)", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")
# In this order: (what is wanted, what shows it, what speaks against it).
_INTENTS = (
    (DEFINITION, _DEFINITION, _NEVER),
    (SUM, _SUM, _NEVER),
    (DIFFERENCE, _DIFFERENCE, _NEVER),
    (OUTCOME, _OUTCOME, _NEVER),
    (COMPARE, _EITHER, _NEVER),
    (RANK, _RANK, _NEVER),
    (WHY, _WHY, _NEVER),
    (HOW, _MEASURES, _FIGURE),
    (LIST, _LIST, _COUNTED),
    (HOW, _HOW, _FIGURE),
    (COMPARE, _COMPARE, re.compile(f"{_PLURAL_ONLY.pattern}|{_FIGURE.pattern}", re.IGNORECASE)),
    (YESNO, _YESNO, _COUNTED),
    (FIGURE, _FIGURE, _NEVER),
    (ENTITY, _ENTITY, _NEVER),
)


def intent(text: str, *, plural: bool) -> str:
    """What kind of answer a question wants. ``plural``: it names several places or years."""
    text = _QUOTED.sub("“”", _HOW_MANY.sub(r"哪\1“", text))  # what it quotes does not ask
    if _GROUNDS.search(text):
        return WHY
    if not plural and _means(text):
        return HOW
    for name, shows, against in _INTENTS:
        if plural and name == RANK and _COMPARE.search(text):
            return COMPARE
        if shows.search(text) and not against.search(text):
            return name
    if _GROUP.search(text):
        return LIST
    return COMPARE if plural and len(text) > 8 and "目标" not in text else FIGURE


_HOW_MANY = re.compile(r"哪[“「『]([两二三四五六七八九十\d])")
_QUOTED = re.compile(r"[“「『][^”」』]{1,40}[”」』]")
_GROUNDS = re.compile(r"为什么|为何|为啥|凭什么|凭啥|\bwhy\b", re.IGNORECASE)
_GROUP = re.compile(
    r"[两三四五六七八九十\d](?:大|个(?!百分)|项|条|类|种|家|座|所|位)[\u4e00-\u9fff]{2,12}(?:内容)?[？?。]?$|内容[？?。]?$"
)
"""What a question without a question word names: 要发展的六大主导行业."""
_ASKS_MEANS = re.compile(
    r"(?:怎么|怎样|如何|咋)(?!样|变|看|说|排|比)|(?:用|靠|拿|采取)了?(?:什么|啥|哪些)(?:办法|措施|法子|招)"
)


def _means(text: str) -> bool:
    """Whether a question asks how in one of its parts, and for a figure in another at most."""
    parts = [p for p in re.split(r"[，？。；,?]", text) if len(p) > 6]
    return len(parts) > 1 and any(
        _ASKS_MEANS.search(p) and not (_FIGURE.search(p) or _OUTCOME.search(p)) for p in parts
    )


_SHORT = r"(?:问题|短板|不足|困难|难题|矛盾|挑战|薄弱|差距|缺点|毛病|软肋)"
_OWNED = re.compile(
    rf"(?:哪|什么|啥|有何)[^，。？解破]{{0,12}}{_SHORT}|{_SHORT}[^，。]{{0,8}}(?:哪|什么|啥)|"
    r"(?:承认|坦言|检讨|自我批评)[^，。]{0,20}(?:哪|什么|啥)"
)
_OVERCOME = re.compile(rf"(?:解决|破解|化解|缓解|针对|整改|克服|应对)[^，。]{{0,16}}{_SHORT}")


def owned(text: str) -> bool:
    """Whether a question asks for the shortcomings that a report itself names."""
    return bool(_OWNED.search(text)) and not _OVERCOME.search(text)


def says_intent(text: str) -> bool:
    """Whether a follow-up says by itself what kind of answer it wants."""
    patterns = (_WHY, _HOW, _LIST, _DIFFERENCE, _COMPARE, _RANK, _OUTCOME, _FIGURE)
    return any(p.search(text) for p in patterns)


def elliptic(text: str) -> bool:
    """Whether a follow-up only names another subject: 那风电呢, 财政收入的目标呢."""
    named = re.search(r"(?<!年)呢[，,]|呢[？?]?$|^(?:那|换成)", text.strip())
    return named is not None and len(text) < 20


def basis(text: str) -> Basis | None:
    """Target or actual, where the question says so."""
    target, actual = _TARGET.search(text), _ACTUAL.search(text)
    if actual is None:
        actual = _FINISHED.search(text.strip())
    if re.search(r"实际|最后|最终|\bactual", text) or (
        actual and not _OUTRIGHT.search(text) and _DONE.search(text)
    ):
        return Basis.ACTUAL
    if target:
        return Basis.TARGET
    return Basis.ACTUAL if actual else None


_FINISHED = re.compile(r"(?<![吗])都?[\u4e00-\u9fff]{0,4}了(?:吗|没有?)[？?]?$")
_OUTRIGHT = re.compile(
    r"目标|计划|打算|预期|力争|规划|指标|\btarget|\bplan|\baim|\bgoal", re.IGNORECASE
)
_DONE = re.compile(r"[完收发打涨跌降办花投建改种招培引盖修搬]了|完成了")


def firm(text: str) -> bool:
    """Whether target or actual is said outright, not only leaned to by 要, 想 or 安排."""
    return bool(_OUTRIGHT.search(text) or re.search(r"实际|最后|最终|完成|\bactual", text))


COUNTERS = (
    *("", "个", "家", "户", "件", "项", "座", "条", "所", "处", "台", "套", "间", "宗", "起"),
    *("例", "口", "眼", "只", "头", "羽", "株", "棵", "辆", "艘", "架", "列", "班", "次", "场"),
    *("支", "张", "份", "册", "篇", "部", "栋", "幢", "种", "批", "组", "剂次", "企业", "项目"),
    *("行政村", "社区", "人", "人次", "学位", "床位", "枚", "对", "门", "届", "轮", "期", "国家"),
)
"""Units of things that are counted one by one: what an English how many can be answered in."""
_SINGLE = (
    "辆列台座所家户人件项条口套棵株头只亩吨斤米元方艘架例宗眼羽床张栋颗枚起幢岁场对批册部间匹班支种"
)


def units(text: str) -> tuple[str, ...]:
    """The canonical units of a fitting figure, as far as the question shows them."""
    found: list[str] = []
    if _RANK.search(text):
        return ()
    for pattern, names in _UNIT_WORDS:
        if re.search(pattern, text, re.IGNORECASE):
            found.extend(names)
    for match in re.finditer(r"多少(?:万亿|亿|万)?([^\s，？?、的]{1,4})", text):
        for size in (4, 3, 2, 1):
            unit = match.group(1)[:size]
            points = unit == "个点" and not _MOVING.search(text)  # 覆盖多少个点: they are counted
            if is_unit(unit) and not points and (len(unit) > 1 or unit in _SINGLE):
                found.append(canonical(unit)[0])
                break
    if _PLACES & set(found):
        found.extend(("个", "座"))  # 新增学位1.62万个
    return tuple(dict.fromkeys(found))


_MOVING = re.compile(r"[增涨降升跌高低快慢率重]")
_PLACES = {"学位", "床位", "车位", "岗位", "张床位", "名额"}


def kinds(text: str) -> tuple[str, ...]:
    """The kinds of figure a question asks for."""
    found: list[str] = []
    if _RANK.search(text):
        found.append("rank")
    if re.search(
        r"占.{0,16}(?:多少|几|比重|比例)|比重|占比|\bshare\b|proportion", text, re.IGNORECASE
    ):
        found.append("share")
    if _MOVED.search(text) or re.search(
        r"增速|增幅|增长(?!点)|涨(?:了|幅|多少|几|得)|跌|[增降压减]得|(?:压缩|压减|提高|提升|下降|减少)得|"
        r"几个(?:百分)?点|下降|降(?:了|低|幅)|同比|(?<!最)快|(?<!最)慢|growth|grow|grew|increase|"
        r"faster|\b(?:rise|rose|risen|fall|fell|fallen|drop(?:ped)?|declined?|shr[aiu]nk)\b",
        text,
        re.IGNORECASE,
    ):
        found += ["growth", "decline"]
    if re.search(r"累计|总共|一共|cumulative|altogether", text, re.IGNORECASE):
        found.append("cumulative")
    if not found and re.search(
        r"多大(?:的)?规模|规模(?:有|是)?多大|总量|总数|总额(?!目标)|绝对值|(?:几|多少)万亿", text
    ):
        found.append("level")
    return tuple(dict.fromkeys(found))


_MOVED = re.compile(
    r"比(?:上年|去年|前年|[上前]一年|年初)[^，。]{0,6}(?:多(?!少)|少|增加|减少)[^，。少]{0,4}(?:多少|几)"
)
"""What asks by how much something differs from what it was: 比上年多收了多少."""


_HOW_MUCH = r"(?:多少|几何|几)"
ASPECTS = (
    (
        "growth",
        re.compile(
            rf"(?:增长|增加|上涨|涨|下降|降低|降|提高|减少)(?:了|率)?(?:{_HOW_MUCH}|百分之)"
            r"|增速|增幅|降幅|涨幅|增长率|涨还是跌|增还是减|升还是降"
        ),
    ),
    ("share", re.compile(rf"占[^，]{{0,16}}?(?:{_HOW_MUCH}|比重|比例)|比重|占比|占多大")),
    ("rank", re.compile(r"第几|排名|位次|名次|排第|排在")),
    (
        "level",
        re.compile(
            rf"(?<![增长涨降占加高少升第速幅率])(?<!增长了)(?<!增加了)(?<!减少了)(?<!百分之)"
            rf"(?<!提高了)(?<!下降了)"
            rf"{_HOW_MUCH}(?!个百分|个点)|总量|总额|规模(?!以上)"
            r"|(?:收入|产值|投资|增加值|总值|余额|支出)[和及与、](?:同比)?(?:增速|增幅|涨幅|增长率)"
        ),
    ),
)
"""The aspects of one thing that a question can ask for together, and the words that show each."""


EXCLUDED = re.compile(
    r"(?<=[，,；;（(])(?:不算|不含|不包括|不要|除了?(?=[^，]{2,10}外))([\u4e00-\u9fff]{2,10})"
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
    return tuple(q for q in QUALIFIERS if q in text)


_EACH = re.compile(r"平均每个?人|每个?人平均|每人(?!每)|人平均")
_ADDED = re.compile(
    r"新(?:添|增加)|(?<!最)多了(?=多少|几)|增加了(?=多少[^的，]|几[^个])|\badd(?:ed)?\b"
)
"""What asks for the part that is new (新添了多少台), as the reports call it."""


def without_asking(text: str) -> str:
    """The text without the words that only ask."""
    return _ASKING.sub(" ", _MANY.sub(_bare, text))


_MANY = re.compile(
    r"(?:多少|几)[十百千]*([个部间起趟场册枚颗株棵头只例艘架列班支幢栋岁号针管人位点项])(?=(.?))"
)
"""A number asked for with its counter, and the character behind it."""


def _bare(many: re.Match[str]) -> str:
    """The counter, only where it begins a word: 多少部门, 多少人才, but not 多少部电梯."""
    counter, after = many.group(1), many.group(2)
    return " " + (counter if after and is_word(counter + after) else "")
