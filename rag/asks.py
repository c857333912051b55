"""How questions are put: the words that show what kind of answer is wanted.

Chinese and English; nothing here knows a place, a year or an indicator.
"""

from __future__ import annotations

import re

from rag.types import Basis
from rag.words import is_word

FIGURE, RANK, LIST, DEFINITION, ENTITY = "figure", "rank", "list", "definition", "entity"
COMPARE, DIFFERENCE, SUM, OUTCOME = "compare", "difference", "sum", "outcome"
YESNO, HOW, WHY = "yesno", "how", "why"

_DEFINITION = re.compile(
    r"(?:到底|究竟)?是个(?:啥|什么)(?:东西|玩意儿?|概念|意思)?[？?。]?$|的意思[？?。]?$|[”\"](?:到底|究竟)是|[”\"](?:说|讲|指)的?是(?:哪|什么|啥)|怎么理解|[”\"](?:都|分别)?是(?:啥|什么|哪儿|哪里)[？?]?$|[”\"].{0,6}(?:啥意思|指哪|指啥)|"
    r"什么是|是什么意思|啥意思|什么意思|指(?:的是)?(?:什么|啥)|[说讲]的是(?:什么|啥)|啥叫|何为|何谓|什么叫|的?含义|如何解释|解释一下|代表(?:了)?(?:什么|啥)|"
    r"具体是什么内容|具体内容|是什么样的|(?:包括|是)(?:哪些|什么|啥)内容|什么东西|具体(?:是|指|包括)(?:什么|哪些|啥)|"
    r"what is (?:the )?[\"“]|what does .* (?:mean|refer|stand)|stand for|meaning of|define",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"(?:多(?!少|[元样功])|(?<!多)少(?![年儿数先])|高(?![层校中新速铁端质标技等压龄考科])|低(?![保碳空压龄]))"
    r"[^，。、？?多少各分\d]{0,4}(?:多少|几(?!个百分之))(?=[万亿个元块钱吨人名家亩件项]|$|[？?])|收入差(?:距|多少)|"
    r"(?:分别|各)(?:是|为)?多少[，,].{0,6}[降涨增减升跌]了?(?:几|多少)|"
    r"相差|之差|差额|绝对差|(?<!缩小)差距(?:是|有|为|达)?(?:多[少大]|几)|减[去掉]|差(?:了)?(?:多少|几)|(?:多|少|高|低)(?:了|出)?(?:多少|几)|(?:多|少)了?多少|"
    r"比.{1,30}(?:高|低|多|少|大|小|增加|减少)(?:了|出)?(?:大约|大概|约|近)?(?:几|多少)|"
    r"至少要?多|difference|by how (?:much|many)\b.*\b(?:exceed|surpass|outstrip|top|short|above|"
    r"below|more|less|fewer|higher|lower)|"
    r"how (?:much|many) (?:more|less|fewer)\b|how much (?:higher|lower)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"加上.{0,20}(?:一共|共|总共|合计)|\s加\s.{0,24}(?:一共|总共|合计|共)|"
    r"加起来|加一加|加(?:在)?一起|加(?:在)?一块儿?|合起来|合计|总和|之和|一起.{0,6}多少|"
    r"in total\b.*\band\b|combined",
    re.IGNORECASE,
)
_REALLY = r"实际(?!收入|利用|使?用|到位|吸收|外资|管理)"
_ACTUALLY = r"\bactual(?!ly (?:used?|utili))"
_AT_LAST = r"最后(?!一[年季月天])"
"""What tells an outcome, not the 实际 of 实际利用外资 nor the 最后 of 最后一年."""
_OUTCOME = re.compile(
    r"控制在[^，。？?]{0,8}(?:目标|预期|计划|任务)[^，。？?]{0,6}(?:吗|没有?|了没)|"
    r"(?:完成|达到|实现).{0,8}(?:目标|预期|计划)了?(?:吗|没)|超(?:过|额|出)了?.{0,6}(?:计划|目标|预期)|"
    r"(?:达标|兑现|完成|达到|实现|做到)(?:了)?(?:没有?|吗|了没)[？?]?$|目标.{0,10}完成得怎么样|\b(?:beat|exceed)\b.*target|"
    r"(?:跟|与|和|同|比).{0,8}目标.{0,4}(?:比|怎么样|如何)|目标.{0,12}(?:完成|达到|达成|实现|达标|兑现)(?:了|没|吗|情况)|(?:完成|达到|实现|达成|达标)(?:了)?(?:没有|吗|没).{0,4}$|"
    rf"(?:年初)?(?:计划|目标|(?<!固)定).{{0,14}}(?:{_REALLY}|{_AT_LAST}|结果|年底)|"
    r"(?:计划|目标|任务|(?<!固)定|打算|原本|本来|盼|指望|说要|说好|力争|要求).{0,24}"
    rf"[，,、？?]\s*[这那]?[一二]?年?(?:实际|{_AT_LAST}|最终|结果|到头来|后来|真正|真的|年底做)|"
    r"(?:这事|这件事)?办成了?(?:吗|没有?)|说好的[^，。？?]{2,16}够|够数了?(?:吗|没有?)|"
    r"(?:落地|执行|兑现)(?:的)?(?:情况|结果)|[，,](?:最后|后来)[^，。？?]{0,8}(?:没有?|吗|了没)[？?]?$|"
    r"(?:年初|原本|当初|原来|本来)[^，。？?]{0,4}(?:说|讲|提|打算|要|想|计划|安排)[^。？?]{2,26}(?:实际|年[底末]|真正|后来|最后|结果|真的?|当年)|"
    r"(?<![听都据话])说.{2,30}(?:后来|最后|结果|(?:年[底末]|真|当年).*[没吗]|到底.*[没吗])|"
    r"够[着上到]了?(?:吗|没)|够不够[^，。？?]{0,6}(?:预期|目标|计划|年初)|"
    r"\b(?:plan|target|aim|intend|promis|set out|pledg)\w*\b.*"
    r"\b(?:actually(?! us(?:e|ed|ing)\b)|in the end|in fact|ended up)\b|"
    r"(?:是否|是不是|有没有|够没够|能不能)(?:达到|完成|实现|兑现|上)?[^，。？?]{0,14}(?:预期|目标|计划)[？?]?$|"
    r"\b(?:meet|met|achieve[d]?|reach(?:ed)?|hit|miss(?:ed)?)\b.*\btarget",
    re.IGNORECASE,
)
_MORE = (
    r"(?:更|[高低快慢多大小]于|(?<![加赶尽])(?:高|低|多|少|快|慢|大|小|好|狠)"
    r"(?:一?些|一?点)?[了呢啊的]?(?=[，。；？?！]|$))"
)
"""The word that compares, not the 快 of 加快 or the 大 of 大桥."""
_COMPARE = re.compile(
    rf"(?:哪(?:个|里|边|县|市|区|省|地|家|一?年|一?个地方).{{0,20}}|谁.{{0,14}}){_MORE}|"
    rf"哪一?[块项类样种头][^最，。？?]{{0,20}}?{_MORE}|"
    r"(?:更|比较)(?:高|低|多|少|快|慢|大|小)|有(?:什么|啥|何)?(?:差别|区别|不同|不一样|差异|变化)|怎么变|差别|区别|还是|分别|各是|各|对比|相比|"
    r"调高|调低|高了还是低了|"
    r"\bwhich (?:county|city|province|district|place|one|had|set|of)\b|\bcompare|"
    r"\bversus\b|\bvs\b|higher|bigger|larger",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"(?:和|与|跟|还是)[^。]{1,24}(?:哪个|哪一个|哪项|谁)[^，。]{0,5}(?:更)?[多少高低大小快慢]|[^，。]{1,12}(?:多|高|快|"
    r"大)还是[^，。]{1,12}(?:多|高|快|大)"
    r"|\bwhich (?:grew|rose|fell|was|is|had|did|increased|declined|one)\b.*"
    r"\b(?:faster|slower|higher|lower|more|less|larger|bigger|smaller|fewer)\b"
)
_REASON = r"为什么|为何|为啥|缘[故由]|病根|症结|根子|(?:毛病|问题)出在|\bwhy\b"
_WHY = re.compile(
    rf"{_REASON}|原因|出于(?:什么|哪|啥)|怎么会|因为什么|什么.{{0,6}}(?:因素|拖累|导致)|难在哪",
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
    r"吗[？?]?$|([要能会该用准够高快])不\1|吧[？?。]?$|是不是|是否|有没有|有木有|了没有|^(?!.*[谁哪怎什啥]).*了[？?]$|了没[？?]?$|没有[？?]?$|对吧|对不对|[的了]吧|对吗|^(?:did|does|do|is|are|was|"
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
    r"(?:排[进到]|跻身|挤进|冲[到进])[^，。？?]{0,10}(?:多少|几)[名强位]|第几(?!届|次|期|批|版)|(?<!安)排(?:名)?(?:多少|第?几|老几|在)|名次|排第|位次|几名(?=[？?，。了]|$)|\brank|"
    r"\bposition (?:among|in|city|nation|province)|\bwhere\b.*\b(?:stand|come|place)\b",
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
    r"目标|(?<!科技|行动|资助|生育)计划(?!项目|生育|单列|经济|内|外)|打算|预期(?!寿命)|预计.{0,3}(?:增长|完成)|(?<![需重主必首纲摘概只不我快就])要(?!求|素|闻|是|紧|点|件|害|回)|将|安排(?!了)|准备|力争|(?<!理)想(?![问知了看听请核])|拟|(?<!重新|整体|专项|空间|编制|批复)规划(?!获批|批复|制度|编制|有几|开发|面积|设计|部门|[局馆院])|定在|(?<![规认评选鉴确核锁制])定的|定得|(?<![评认选鉴签确核锁])定了|"
    r"希望(?!小学|工程|之)|(?<![一不])想让|盼着|奔着|喊(?:的|出)|"
    r"\b(?:was|were)(?: (?-i:[A-Z])[\w'’.-]*){1,4} to\b|\b(?:due|going|supposed|slated) to\b|"
    r"\bmeant to\b|\bpencil|\baiming|\baspir|\bearmark|\bbudget(?:ed)? for\b|"
    r"\bcall(?:ed|s)? for\b|\bforesee|"
    r"\benvisag|\bpledg|\bhop(?:e|es|ed|ing) to\b|"
    r"(?<!year )\bplan(?:s|ning)?\b|\bintend|\bpromis|\bset aside\b|\bw(?:as|ere) to\b|"
    r"\btarget|\baim|\bgoal|\bwill\b|\bplanned\b|\bexpect|\bceiling\b|\bset (?:as|for)\b",
    re.IGNORECASE,
)
_ACTUAL = re.compile(
    rf"{_REALLY}|完成了|完成(?!.{{0,3}}目标)|实现了|达到了|{_AT_LAST}|结果|已经|已|(?<![列提定排署划拟出])了(?:多少|几)|了百分之|累计|建成投产|收了|发了|打了|涨了|跌了|降了|"
    rf"办了|花了|\bdid\b|{_ACTUALLY}|\bachieved|\bwas\b|\bwere\b|\bhad\b",
    re.IGNORECASE,
)
_PLURAL_ONLY = re.compile(r"分别|各|还是|差别|区别|不同")
_ASKING = re.compile(
    r"(?:从报告)?往[回前]推算?|[倒反]推|[\u4e00-\u9fff]得更?[多少快慢](?=[？?，。]|$)|是?[增涨升多]是[减跌降少]|加起来|加一加|加(?:在)?一起|加(?:在)?一块儿?|两地|两者|合起来|合计|(?:当年|计划)*总?投资(?=多少)|总投资|出了?哪些招|换成|改成|如果是|哪个[县市区省]|[两几各三]个?[县市区省](?!域|级|城)|"
    r"有(?:什么)?(?:差别|区别|不同|差异)(?:吗)?|(?:有)?没有(?:差别|区别)|差别|区别|更[多少](?=[\u4e00-\u9fff]{2})|更(?=[高低多少快慢大小])|调高|调低|高了|低了|得更.|"
    r"全名叫|全名|名叫|叫什么名字|叫什么|名字|截至|上届|按照?[^，。]{0,4}报告[^，。]{0,8}算|到底|这件事|一下|照报告(?:推算)?|推算|大概|相差|之差|差额|减[去掉]|差(?=多少)|拟安排|安排(?=的)|完成数|打算|准备|"
    r"(?:是)?(?:多少|几)(?:个百分点|个点|[个家户人件座所名条项口套例台辆种处宗号张份位度斤吨亩元块天次倍点成届]|公里|亿元?|万[元吨人亩]?|平方米|立方米|"
    r"兆瓦|车道)?|百分之几|"
    r"什么是|是什么意思|啥意思|什么意思|指的是什么|指什么|啥叫|怎么样|怎么|如何|为什么|为啥|有哪些|哪些|哪几?(?:[两二三四五六七八九十\d]+)?[个家位所座条项处种类片块支笔]|哪几|哪[里儿]|分别|各自|各|是不是|是否|"
    r"有没有|了没有|比(?:上|前|去|头)一?年(?:同期)?|"
    r"对吧|请问|报告(?:里|中|上)?(?:说|提到|安排)?(?:的|了)?|多大|多长|多高|第几|排第|排名|排|是谁|谁|什么|啥|吗|呢|吧|？|\?"
)


_MEASURES = re.compile(
    r"措施|办法|举措|做法|做(?:哪些|什么|啥)事|(?:什么|哪些|啥|怎)样?的?[^，。？?]{0,10}(?:政策|安排|动作|部署|打算)[？?]?$|"
    r"(?:哪[些几]|什么|啥)招|招[数儿]|手段|(?<!销售)渠道|途径|路子|法子|门路|"
    r"(?:什么|啥|哪些)(?:照顾|优待|优惠|扶持|甜头)|钱(?:打算|准备|要)?从哪"
)
_COUNTED = re.compile(r"多少|(?<!哪)几个|(?<!哪)几家|how (?:much|many)", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")
_EXTREME = re.compile("最(?:厉害|猛|凶|[多大高快强少低小慢])的?(?:分别)?是(?:哪|谁)")
# In this order: (what is wanted, what shows it, what speaks against it).
_INTENTS = (
    (DEFINITION, _DEFINITION, _NEVER),
    (SUM, _SUM, _NEVER),
    (COMPARE, _EXTREME, _NEVER),
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
    if _HELD_TO.search(text):
        return OUTCOME
    if _means(text) and not (plural and _COMPARE.search(text)):
        return HOW
    for name, shows, against in _INTENTS:
        if plural and name == RANK and _COMPARE.search(text):
            return COMPARE
        if shows.search(text) and not against.search(text):
            return name
    if _GROUP.search(text):
        return LIST
    return COMPARE if plural and len(text) > 8 and "目标" not in text else FIGURE


_HELD_TO = re.compile(
    r"(?:跑赢|高于|低于|超过)了?[^，。？?]{0,6}(?:目标|计划|预期)了?(?:没有?|吗)|交卷|任务[^，。？?]{0,8}(?:干|做|完成)(?:完|到|成)?了?没有?"
    r"|(?:当初|原先|年初|预先)(?:设|定|划)的(?:线|数|指标)|控制在[^，。？?]{0,8}指标(?:以内|之内)"
)
"""What asks how what was done stands to what had been set, whatever else is asked."""
_HOW_MANY = re.compile(r"哪[“「『]([两二三四五六七八九十\d])")
_QUOTED = re.compile(r"[“「『][^”」』]{1,40}[”」』]")
_GROUNDS = re.compile(rf"{_REASON}|凭什么|凭啥|(?:咋|怎么)(?:就|只)", re.IGNORECASE)
_GROUP = re.compile(
    r"[两三四五六七八九十\d](?:大|个(?!百分)|项|条|类|种|家|座|所|位)[\u4e00-\u9fff]{2,12}(?:内容)?[？?。]?$|内容[？?。]?$"
)
"""What a question without a question word names: 要发展的六大主导行业."""
_ASKS_MEANS = re.compile(
    r"(?:怎么|怎样|如何|咋)(?!样|变|看|说|排|比)|(?:用|靠|拿|按|采取)了?(?:什么|啥|哪些)(?:办法|措施|法子|招)|(?:靠|通过|凭)(?:什么|啥)(?=样|[把将让使给])"
)


def _means(text: str) -> bool:
    """Whether a question asks how in one of its parts, and for a figure in another at most."""
    parts = [p for p in re.split(r"[，？。；、,?]", text) if len(p) > 6]
    return len(parts) > 1 and any(
        _ASKS_MEANS.search(p) and not (_FIGURE.search(p) or _OUTCOME.search(p)) for p in parts
    )


_REPORT = r"(?:政府)?工作报告|(?<!调查)(?<!研究)报告(?![里中上书])"
_MADE = r"(?:作|做|念|宣读|提交)"
_WHEN = r"(?:哪一?[天日]|何时|什么时候|几月几?[号日]?|什么日子|日期)"
_DELIVERY = re.compile(
    rf"(?:{_REPORT})[^，。？?]{{0,16}}{_WHEN}[^，。？?]{{0,14}}(?:{_MADE}|$|[？?])"
    rf"|{_WHEN}[^，。？?]{{0,14}}{_MADE}[^，。？?]{{0,8}}(?:{_REPORT})"
    rf"|(?:{_REPORT})(?:是|由|的)?[^，。？?]{{0,6}}(?:谁|哪位|哪个人)[^，。？?]{{0,4}}{_MADE}?"
    rf"|(?:谁|哪位)[^，。？?]{{0,8}}{_MADE}[^，。？?]{{0,8}}(?:{_REPORT})|报告人是谁"
    rf"|(?:{_REPORT})[^，。？?]{{0,14}}第几(?:届|次)"
    r"|\bwho (?:delivered|gave|presented|made)\b.*\breport"
    r"|\bwhen was\b.*\breport\b.*\b(?:delivered|given|presented|made)",
    re.IGNORECASE,
)


def delivery(text: str) -> bool:
    """Whether a question asks who delivered a report, when, or at which meeting."""
    return _DELIVERY.search(text) is not None


_IN_WORDS = re.compile(
    rf"{_ASKS_MEANS.pattern}|{_MEASURES.pattern}|哪些|(?:什么|啥)(?!时候|区别|差别|不同)|有(?:什么|啥|何)(?:差别|区别|不同|不一样|差异)|怎么样[？?]?$"
)


def in_words(text: str) -> bool:
    """Whether a question sets beside each other what is done or named, and no figures."""
    return bool(_IN_WORDS.search(text)) and not _FIGURE.search(text)


def held_to(text: str) -> bool:
    """Whether a question sets what was done against what had been set, as one thing."""
    return _HELD_TO.search(text) is not None


_SHORT = r"(?:问题|短板|不足|困难|难题|矛盾|挑战|薄弱|差距|缺点|毛病|软肋)"
_OWNED = re.compile(
    rf"(?:哪|什么|啥|有何)[^，。？解破]{{0,12}}{_SHORT}|{_SHORT}[^，。]{{0,8}}(?:哪|什么|啥)|"
    r"(?:承认|坦言|检讨|自我批评)[^，。]{0,20}(?:哪|什么|啥)"
)
_OVERCOME = re.compile(rf"(?:解决|破解|化解|缓解|针对|整改|克服|应对)[^，。]{{0,16}}{_SHORT}")


def owned(text: str) -> bool:
    """Whether a question asks for the shortcomings that a report itself names."""
    return bool(_OWNED.search(text)) and not _OVERCOME.search(text)


def wants_rank(text: str) -> bool:
    """Whether a question asks for a rank."""
    return _RANK.search(text) is not None


def says_intent(text: str) -> bool:
    """Whether a follow-up says by itself what kind of answer it wants."""
    patterns = (_WHY, _HOW, _MEASURES, _LIST, _DIFFERENCE, _COMPARE, _RANK, _OUTCOME, _FIGURE)
    return any(p.search(text) for p in (*patterns, _WHICH))


_WHICH = re.compile(r"谁|哪一?[家个位所座条种]|叫(?:什么|啥)|(?:什么|啥)名字|\bwho\b|\bwhich\b")


def elliptic(text: str) -> bool:
    """Whether a follow-up only names another subject: 那风电呢, 财政收入的目标呢."""
    named = re.search(r"(?<!年)呢[，,]|呢[？?]?$|^(?:那|换成)", text.strip())
    return named is not None and len(text) < 20


def basis(text: str) -> Basis | None:
    """Target or actual, where the question says so."""
    text = _OUTLAY.sub(" ", _REAL.sub(" ", text))
    if _OF_PLAN.search(text):
        return Basis.ACTUAL
    target, actual = _TARGET.search(text), _ACTUAL.search(text)
    if actual is None:
        actual = _FINISHED.search(text.strip())
    if re.search(rf"{_REALLY}|{_AT_LAST}|最终|{_ACTUALLY}", text) or (
        actual and not _OUTRIGHT.search(text) and _DONE.search(text)
    ):
        return Basis.ACTUAL
    if target:
        return Basis.TARGET
    return Basis.ACTUAL if actual else None


_REAL = re.compile("(?<=每年|平均|年均)实际(?=增)")
"""Growth less that of prices, which may be planned too."""
_OUTLAY = re.compile("计划总?投资总?额")
"""What projects are to cost, which is told of those of the past year, too."""
_OF_PLAN = re.compile("完成了?[^，。]{0,4}计划(?:任务|总?投资)?的|占[^，。]{0,4}计划的")
"""What asks how much of a plan was done."""
_FINISHED = re.compile(r"(?<![吗])都?[\u4e00-\u9fff]{0,4}了(?:吗|没有?)[？?]?$")
_OUTRIGHT = re.compile(
    r"目标|计划|打算|预期|力争|规划|指标|"
    r"\btarget|\bplan|\baim|\bgoal|\bintend|\bpromis|\bw(?:as|ere) to\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"[完收发打涨跌降办花投建改种招培引盖修搬]了|完成了")


def firm(text: str) -> bool:
    """Whether target or actual is said outright, not only leaned to by 要, 想 or 安排."""
    return bool(_OUTRIGHT.search(text) or re.search(r"实际|最后|最终|完成|\bactual", text))


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
