"""Figures of a report turned into observations: what is measured, when, of which kind.

The unit of grammar is the segment (up to ；。！？); inside it, clauses (up to ，) hand their
subject on to the next clause that has none. 分别 gives the n-th value to the n-th item.
Does not read tables, nor figures in the annex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.clean import sentences
from rag.counted import counts
from rag.figure_kinds import SHARES, kind_of
from rag.grammar import (
    AFTER,
    BOUNDARY,
    JOINTS,
    MOVES,
    RELATIVE,
    VERBS,
    Place,
    apportioned,
    completed,
    distributed,
    has_verb,
    noun_after,
    opens_with_verb,
    parts_of,
    place_of,
    subject_in,
    together,
    verb_of,
)
from rag.indicators import OPEN, indicators, named, of_output, subject_of
from rag.numerals import Figure, figures
from rag.types import Basis, Observation, Paragraph, Part, Quantity, Report
from rag.when import Context, reviewed_year, when

_BEFORE = re.compile(
    r"(不低于|不少于|不高于|不超过|至少|最高|最低|约|近|超过|超|突破|力争|确保|争取|预计|预期|达到|接近|逾|将近)"
    r"[到至了达]?(?:增长|完成|达到|下降|实现|提高|突破)?[到至]?$"
)


def extract(report: Report) -> tuple[Observation, ...]:
    """All observations of a report, in the order of the text."""
    found: list[Observation] = []
    reviewed = reviewed_year(report)
    for paragraph in report.paragraphs:
        if paragraph.part not in (Part.ANNEX, Part.FRONT):
            found.extend(_paragraph(report, paragraph, reviewed))
    return tuple(found)


def _paragraph(report: Report, paragraph: Paragraph, reviewed: int) -> Iterator[Observation]:
    text = paragraph.reading.text
    for start, end in sentences(text):
        segment = text[start:end]
        numbers = [f for f in figures(segment) if counts(f, segment)]
        if numbers:
            context = Context.of(report, paragraph, text, start, reviewed)
            yield from _segment(context, segment, start, numbers)


def _segment(
    context: Context, segment: str, start: int, numbers: list[Figure]
) -> Iterator[Observation]:
    shared = distributed(segment, numbers) | parts_of(segment, numbers)
    apart = {f.start: group for group in apportioned(segment, numbers) for f in group}
    subject = latest = clause = said = ""
    before: Figure | None = None
    subjects: list[str] = []
    for figure in numbers:
        if figure.part and figure.start not in shared:
            continue  # 粮经比例达到60:40: of what, the report leaves to the reader
        place = place_of(segment, figure, before)
        words = place.left
        own, after = subject_in(words), _whole_noun(segment, figure, place)
        own = completed(own, context.prior.rsplit("\n", 1)[-1] + segment[: figure.start])
        aim = before is not None and _AIM.fullmatch(words.strip(JOINTS)) is not None
        aim = aim and before is not None and before.quantity.unit == figure.quantity.unit
        if aim:
            place = replace(place, left=clause)  # of what the value before it is of
        elif figure.start in shared:
            subject, verb = shared[figure.start]
            said = subject
            place = replace(place, left=subject + verb)
        elif before is not None and MOVES.match(segment[before.end : figure.start]):
            pass  # 由63%上升到70%: of the same thing
        elif figure.start in apart and len(subjects) >= len(apart[figure.start]):
            group = apart[figure.start]
            subject = said = subjects[len(subjects) - len(group) + group.index(figure)]
            place = replace(place, left=subject + verb_of(segment, group))
        else:
            carried = subject, clause if before is not None else ""
            topic, said, place = _carried(segment, figure, place, (own, after), carried)
            if not own and topic == subject and latest.startswith(subject) and said == subject:
                said = latest
            elif topic != subject or _ACHIEVED.match(own):
                latest = said
            subject = topic
        if before is not None and _listed(segment, before, figure, place):
            place = replace(place, left=_led(clause) + place.left)
        each = [] if figure.start in shared else _each(figure, words, own, subjects)
        observed = [
            _observe(context, figure, place, item, segment, start) for item in each or [said]
        ]
        yield from (replace(o, basis=Basis.TARGET) for o in observed) if aim else observed
        if before is None or observed[0].kind != "threshold":
            clause = place.left
        before = figure
        if said and said not in subjects and figure.start not in apart:
            subjects.append(said)


def _whole_noun(segment: str, figure: Figure, place: Place) -> str:
    """What a figure counts, with what only the next item of its list says: 143个省重点（项目）."""
    noun = noun_after(place.right)
    at = figure.end + len(place.right)
    following = _NEXT_COUNTED.match(segment, at) if noun and segment[at : at + 1] == "、" else None
    if following is None:
        return noun
    other, same = following.group(1), noun[-2:]
    behind = other[other.find(same) + 2 :] if len(noun) > 2 and same in other else ""
    return noun + behind if 0 < len(behind) <= 4 and len(other) == len(noun) + len(behind) else noun


_NEXT_COUNTED = re.compile(
    r"、\d[\d.]*[万亿]?[个家户项件座所条处台辆套种名]([\u4e00-\u9fff]{3,12})(?=[，；。、]|$)"
)
_AIM = re.compile(r"(?:年度|全年|年初|预期|计划|原定)?(?:目标|计划|预期)(?:任务|值)?(?:为|是)?")
"""What tells, in brackets behind a value, that another was meant: 增长14.44%（年度目标7%）."""
_ACHIEVED = re.compile(r"(?:完成|实现|上缴|缴纳)[\u4e00-\u9fff]{2}")
"""What a clause adds to its subject is what the next one without a subject speaks of."""


def _each(figure: Figure, words: str, own: str, subjects: list[str]) -> list[str]:
    """The things that one figure is said of, each; empty where it is of one."""
    if len(subjects) > 1 and re.fullmatch(r"(?:全[国省市县区球])?", own) and _BOTH.match(words):
        return subjects[-2:]
    return together(words, _is_portion(figure), ranked=figure.is_rank)


_BOTH = re.compile(r"[，,]\s*(?:均|双双|都)(?!衡)|^(?:均|双双)(?!衡)")
"""What says the same of the two things before it: …17900元，…8980元，均增长9%."""


def _is_portion(figure: Figure) -> bool:
    return figure.is_rank or figure.quantity.unit in (*SHARES, "倍", "番")


def _carried(
    segment: str,
    figure: Figure,
    place: Place,
    words: tuple[str, str],
    carried: tuple[str, str],
) -> tuple[str, str, Place]:
    """(subject to carry on, what the figure is of, its place) from its own words before and after.

    ``carried`` are the subject and the clause of the figure before it.
    """
    (own, after), (subject, clause) = words, carried
    whole = place.left.strip(JOINTS)
    if _OF_ALL.fullmatch(whole) and (led := _AMONG.search(clause)):
        told = led.group(1) + whole
        return subject, subject + told, replace(place, left=told)
    if own == "人均" and (names := named(subject)):
        return subject, own + subject[names[-1].start :], place
    if own and (_names_itself(own) or not RELATIVE.match(_bare(place.left))):
        return own + after, own + after, place
    if clause and re.fullmatch(r"全[国省市县区球]", own):
        return subject, subject + own, replace(place, left=clause + own)
    bare = own and not (subject or _says_enough(own))
    if bare and (lead := _clause_before(segment, figure, place)):
        return lead, lead + own + after, place
    if own and (not subject or (named(own) and not own.startswith("占"))):
        return own + after, own + after, place
    if own and own not in subject:
        return subject, subject + own + after, place
    if not own and (lead := _named_before(segment, figure, clause)):
        return lead, lead + after, place
    if not (own or subject) and (lead := _clause_before(segment, figure, place)):
        return lead, lead + after, place
    return subject, (own + after if after else subject or own), place


_OF_ALL = re.compile("全[国省市县区球]")
_AMONG = re.compile("([占居列位为]+)全[国省市县区球]$")
"""What one whole after the other stands behind: 占全国43%、全省58%, 居全国第五、全省第二."""


def _named_before(segment: str, figure: Figure, last: str) -> str:
    """What an earlier clause without a figure names (确保物价涨幅有所回落，力争控制在15%左右).

    ``last`` is the clause of the figure before it; only what comes behind that is looked at.
    """
    start = max((segment.rfind(c, 0, figure.start) for c in BOUNDARY), default=-1)
    behind = segment.rfind(last, 0, max(start, 0)) + len(last) if last else 0
    clauses = re.split("[，,；;：:]", segment[behind : max(start, 0)])
    for clause in reversed(clauses[1:] if last else clauses):
        if (names := named(clause)) and not re.search(r"\d", clause):
            end = len(clause) if "占" in clause[names[-1].end :] else names[-1].end
            return subject_in(clause[:end]) or clause[:end].strip()
    return ""


_LIST_GAP = re.compile(r"(?:以上|左右|余|多)?[\u4e00-\u9fff“”]{0,16}、")


def _bare(left: str) -> str:
    left = left.strip(JOINTS).removeprefix("其中")
    return re.sub(r"^(?:超过|高于|低于|快于)(?=[^，]{2,12}(?:增长|下降))", "", left)


_ITSELF = re.compile(
    r"(?:完成|实现)(?!销售|营业|主营|进出|地方)[\u4e00-\u9fff]{2,}(?:收入|投资|产值|增加值|总额)$"
)


def _names_itself(own: str) -> bool:
    """Whether a clause that opens with a verb says by itself what it is of: 实现门票总收入."""
    return bool(_ITSELF.match(own))


_RESTARTED = re.compile(
    r"新增|淘汰|惠及|带动|投资|金额|产值|收入|使用|发放|资助|建成|完成|实现|达到|改扩建|改建|扩建|续建|开工|竣工|改造|培训"
)


_HEDGED = re.compile(r"(?:超过|将近|约|近|超|逾|共|各|均)+$")


def _listed(segment: str, before: Figure, figure: Figure, place: Place) -> bool:
    """Whether a figure's item goes on a list whose verb stands at its head (新建A 3座、B 5个)."""
    gap = segment[before.end : figure.start]
    if _STRIVEN.fullmatch(gap):
        return before.quantity.unit == figure.quantity.unit
    if _SUMMED_UP.match(gap) and "累计" in segment[: before.start].rsplit("，", 1)[-1]:
        return figure.quantity.unit not in _SCALES or gap.startswith("、")
    words = _HEDGED.sub("", place.left.strip(JOINTS).removeprefix("其中"))
    if VERBS.search(words) or _RESTARTED.search(words) or opens_with_verb(words):
        return False
    if not gap.startswith("、") and (_says_enough(words) or has_verb(words)):
        return False
    same = before.quantity.unit == figure.quantity.unit
    if same and "其中" in gap and figure.quantity.value > before.quantity.value:
        return False  # 比上年增加1500亿元，其中中央财政赤字9500亿元: no part of what was added
    if not same and figure.quantity.unit in _SCALES:
        return gap.startswith("、") and "累计" in segment[: before.start]
    if same and figure.quantity.unit in SHARES:
        return gap.startswith("、")
    if _NEXT_ITEM.fullmatch(gap):
        return not noun_after(place.right)
    return bool(_LIST_GAP.match(gap) or _SAME_ITEM.fullmatch(gap))


_STRIVEN = re.compile(
    r"(?:以上|左右)?[，、](?:并|奋力)?(?:力争|争取|确保|冲刺)(?:实现|达到|突破|超过)?"
)
_NEXT_ITEM = re.compile(r"(?:以上|左右|余|多)?[，,](?:其中)?[^，,。；;]{2,16}")
_SUMMED_UP = re.compile("(?:以上|左右|余|多)?、(?!新|增|同比|比)")
"""累计 is said for all verbs of its clause: 累计培训5万人、转移3万人."""
_SAME_ITEM = re.compile(r"(?:以上|左右|余|多)?[\u4e00-\u9fff“”]{0,16}")
"""Between two measures of one thing (新建8条公路 85公里)."""
_SCALES = frozenset({"元", "美元", "%", "‰", "百分点", "倍"})


_LED = re.compile(
    r"新(?:增|建|设|开|批|认定|培育|引进|登记|注册|获|入选|签约|组建|成立|评定|改建|改扩建|扩建)|增加(?!值)|"
    r"淘汰|关停|减免|累计|扩大(?=[^到至，]{0,12}(?:面积|规模))"
)


def _led(clause: str) -> str:
    """The verb at the head of a list, which all its items share: 淘汰炼钢400万吨、炼铁900万吨."""
    match = _FROM_LIST.search(clause) or _LED.search(clause) or _GROWN.search(clause)
    return match.group() if match else ""


_GROWN = re.compile(r"(?:增长|下降|降低|减少)$")
_FROM_LIST = re.compile(r"[由从]$")


def _says_enough(own: str) -> bool:
    """Whether a clause names an indicator that needs no other words (not a bare 装机容量)."""
    names = named(own)
    return bool(names) and names[-1].name not in OPEN


def _clause_before(segment: str, figure: Figure, place: Place) -> str:
    """The clause before a bare one (…瓦斯发电项目，新增装机容量): what the figure is of."""
    start = figure.start - len(place.left)
    if not RELATIVE.match(place.left.strip(JOINTS)) or segment[start - 1 : start] not in (
        "，",
        ",",
    ):
        return ""
    opening = max((segment.rfind(c, 0, start - 1) for c in BOUNDARY), default=-1) + 1
    clause = segment[opening : start - 1]
    return clause.strip() if 4 <= len(clause) <= 40 and not figures(clause) else ""


_PER_OUTPUT = re.compile("(?:万元|单位)(?:GDP|(?:地区|国内)?生产总值)[^；。]{0,30}$")
"""What stands before the items of a list that are each of a unit of output: 万元GDP水耗、能耗."""


def _observe(
    context: Context, figure: Figure, place: Place, subject: str, segment: str, start: int
) -> Observation:
    left = segment[: figure.start]
    if figure.part:
        left = left.rstrip("0123456789.:：∶︰ ")  # its year stands before the whole ratio
    kind = kind_of(figure, place, segment[figure.end :])
    kind = _of_subject(kind, figure.quantity, subject, place)
    quantity = figure.quantity
    about = _COMPARAND.split(subject)[0] if _AHEAD_OF.search(place.left) else subject
    name = subject_of(about) or (_product(subject) if quantity.unit == "千克" else "")
    if kind in ("growth", "decline") and _ECONOMY.fullmatch(subject):
        name = "地区生产总值"
    if subject.endswith("能耗") and _PER_OUTPUT.search(left):
        name = "单位地区生产总值能耗"
    name = "" if kind == "threshold" else _output(name, subject)
    name = of_output(name, subject + place.left)
    if not quantity.unit and name and re.search(r"\d[万千]?亿$", quantity.written):
        money = indicators()[name].units[0] == "元" and not _PASSED.search(segment)
        quantity = replace(quantity, unit="元") if money else quantity  # 收入超10亿
    indicator = _fitting(name, quantity.unit, kind)
    if not quantity.unit and _PEOPLE.search(VERBS.sub("", subject) + "，" + place.right[:12]):
        visits = "人次" in subject or subject.endswith("游客")
        quantity = replace(quantity, unit="人次" if visits else "人")
    year, basis, deadline = when(context, left, place, base=kind == "base")
    after = AFTER.match(segment, figure.end)
    before = _BEFORE.search(place.left)
    modality = "".join(filter(None, (before and before.group(1), after and after.group(1))))
    reading, report = context.reading, context.report
    return Observation(
        region=report.region.full,
        year=year,
        indicator=indicator,
        qualifier=_qualifier(place.left) + _since(left, kind, year),
        quantity=quantity,
        kind=kind,
        basis=basis,
        modality=modality,
        source_id=report.source.id,
        report=report.source.name,
        span=reading.span(start + figure.start, start + figure.end),
        sentence=reading.span(start, start + len(segment)),
        subject=subject,
        scope=_scope(place.left),
        deadline=deadline,
    )


_PASSED = re.compile("连续(?:突破|跨越|跨过|迈上)|先后(?:突破|跨越)|(?:大关|台阶|关口)")
"""What tells of round numbers that were passed one after the other."""
_ECONOMY = re.compile(r"(?:全[县市省区国州]|[我全]?[县市省区国]|我国|地区|国民)?经济")
_AHEAD_OF = re.compile(
    r"比[^，；。]{1,20}(?:高|低|快|慢|多|少)(?:出|于)?了?$|"
    r"(?<=.)[高低快慢]于[^，；。]{2,20}$"
)
_COMPARAND = re.compile(r"(?<!百)比(?!重|例|上年|去年)|(?<=.)[高低快慢]于")
"""税收增速比GDP增速高出4.8个百分点 speaks of 税收."""


def _product(subject: str) -> str:
    """The output of what is weighed: 原煤由四亿吨增加到六亿吨 speaks of 原煤产量."""
    for name, indicator in indicators().items():
        owner = name.removesuffix("产量")
        if owner != name and re.match(rf"{owner}(?=$|由|从|增|达|减|下|完)", subject):
            return indicator.name
    return ""


def _output(name: str, subject: str) -> str:
    """规模以上工业增长18% speaks of value added, not of the number of enterprises."""
    firms = name == "规模以上工业企业" and not re.search(r"企业|户数|家数", subject)
    return "规模以上工业增加值" if firms else name


def _of_subject(kind: str, quantity: Quantity, subject: str, place: Place) -> str:
    """The kind of a percentage that its clause leaves open (经济增长预期为7%, 比重降到25.5%)."""
    if kind != "level" or quantity.unit != "%":
        return kind
    if re.search("[一二三四五六七八九十]分之|[/／半]", quantity.written):
        return "share"
    if re.search(r"比重|占比|占[^，]{0,12}比例", subject) or _PORTION.search(subject):
        return "share"
    if (
        re.search(r"达到?(?:了|约|近)?$", place.left)
        and len(subject) > 2
        and not _MEASURE.search(subject)
        and not _RATES.search(place.left)
    ):
        return "share"
    moves = re.search(r"(?:增长(?:率|速度)?|增速|增幅|涨幅|上涨幅度)(?:预期|目标|的)*$", subject)
    return "growth" if moves and "自然增长" not in subject else kind


_PORTION = re.compile(r"(?<!优良天数)(?<!天)比例(?:提高|达|降|为|$)")
_MEASURE = re.compile(
    r"(?:率|[程强进浓湿力]?度|比|感|系数|比例|值|水平|指数|指标|覆盖|贡献|增长|增速|增幅|涨幅|天数|投资|资金|任务|计划|"
    r"收入|总额|产值|效率|质量|化|成数|结果|成绩)(?:全部|首次|均|都|已|力争|超)*$"
)
"""Of these a percentage tells how high they are; of other things, how many (示范县达到85%)."""


_RATES = re.compile("(?<!占)(?:率|覆盖面)(?:都|均|分别)*(?:达到?|为|稳定|保持)[^，。]*$")
"""What ends a list of rates, of which each percentage is one: 参保率分别达到100%和96.9%."""


_PEOPLE = re.compile(
    r"(?:人[数口次]?|游客)，|，[多余]?(?:名|[\u4e00-\u9fff]{0,4}(?:人口|群众|居民|农民|职工|学生|劳动力|人(?:$|脱贫|就业|实现)))"
)


def _fitting(name: str, unit: str, kind: str) -> str:
    """The indicator, if a figure of this unit can be one of it."""
    if not name or kind in ("rank", "multiple", "share") or unit in (*SHARES, "倍", ""):
        return name
    units = indicators()[name].units
    return name if unit in units or (unit == "个" and {"人", "家", "户"} & set(units)) else ""


_QUALIFIERS = (
    "总投资",
    "计划总投资",
    "当年计划投资",
    "计划投资",
    "当年完成投资",
    "累计",
    "新增",
    "新建",
    "续建",
    "改建",
    "改造",
    "其中",
    "平均",
    "最高",
    "年均",
    "人均",
    "首次",
)


def _qualifier(left: str) -> str:
    return "、".join(q for q in _QUALIFIERS if q in left)


_EARLIER = re.compile(r"(?:与|比|较|同)((?:19|20)\d\d)年[^；。]*$")


def _since(left: str, kind: str, year: int | None) -> str:
    """比2009年: what a change is counted from, where that is not the year before."""
    earlier = _EARLIER.search(left)
    if earlier is None or kind not in ("growth", "decline", "change") or year is None:
        return ""
    return "" if int(earlier.group(1)) == year - 1 else f"比{earlier.group(1)}年"


def _scope(left: str) -> str:
    match = re.search(r"全[国省市县区球](?!面)", left)
    return match.group() if match else ""
