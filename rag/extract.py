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
from rag.grammar import (
    AFTER,
    BOUNDARY,
    JOINTS,
    RELATIVE,
    VERBS,
    Place,
    apportioned,
    completed,
    distributed,
    noun_after,
    place_of,
    subject_in,
    verb_of,
)
from rag.indicators import OPEN, indicators, named, subject_of
from rag.numerals import Figure, figures
from rag.types import Observation, Paragraph, Part, Report
from rag.when import Context, when

_BEFORE = re.compile(
    r"(不低于|不少于|不高于|不超过|至少|最高|最低|约|近|超过|超|突破|力争|确保|争取|预计|预期|达到|接近|逾|将近)"
    r"[到至了达]?(?:增长|完成|达到|下降|实现|提高|突破)?[到至]?$"
)
_GROWTH = re.compile(
    r"(?:增长|增|上升|提升|提高|上涨|涨)[了约近超过]*$|"
    r"(?:增幅|增速|涨幅|(?<!自然)增长率)(?:[了达到约近超过为至在]|保持|稳定|控制)*$"
)
_DECLINE = re.compile(
    r"(下降|降低|减少|削减|回落|压减|压缩|负增长|降幅|下滑|缩减|压降|下浮)[了达到约近超过为至]*$"
)
_RANK = re.compile(r"(位居|位列|居|列|排名|排|跃居|名列|升至|进位至|前移至|第)[^，；。]{0,16}$")
_RANKED = re.compile(r"[^，；。]{0,16}第[\d一二三四五六七八九十]")
_CUMULATIVE = re.compile(r"累计|总量|总数|总计|共有|合计|总规模|总里程|总面积|总人数")
_ADDED = re.compile(
    r"新增|净增|增加(?!值)|新建|新设|新开|新批|新改建|新[登打培认引办晋获签组成吸评入育]"
)


def extract(report: Report) -> tuple[Observation, ...]:
    """All observations of a report, in the order of the text."""
    found: list[Observation] = []
    for paragraph in report.paragraphs:
        if paragraph.part not in (Part.ANNEX, Part.FRONT):
            found.extend(_paragraph(report, paragraph))
    return tuple(found)


def _paragraph(report: Report, paragraph: Paragraph) -> Iterator[Observation]:
    text = paragraph.reading.text
    for start, end in sentences(text):
        segment = text[start:end]
        numbers = [f for f in figures(segment) if _counts(f, segment)]
        if numbers:
            context = Context.of(report, paragraph, text, start)
            yield from _segment(context, segment, start, numbers)


def _segment(
    context: Context, segment: str, start: int, numbers: list[Figure]
) -> Iterator[Observation]:
    shared = distributed(segment, numbers)
    apart = {f.start: group for group in apportioned(segment, numbers) for f in group}
    subject = clause = ""
    before: Figure | None = None
    subjects: list[str] = []
    for figure in numbers:
        place = place_of(segment, figure, before)
        own, after = subject_in(place.left), noun_after(place.right)
        own = completed(own, context.prior.rsplit("\n", 1)[-1] + segment[: figure.start])
        said = own
        if figure.start in shared:
            subject, verb = shared[figure.start]
            said = subject
            place = replace(place, left=subject + verb)
        elif figure.start in apart and len(subjects) >= len(apart[figure.start]):
            group = apart[figure.start]
            subject = said = subjects[len(subjects) - len(group) + group.index(figure)]
            place = replace(place, left=subject + verb_of(segment, group))
        elif own and (_names_itself(own) or not RELATIVE.match(_bare(place.left))):
            subject = said = own + after
        elif own == "人均" and (names := named(subject)):
            said = own + subject[names[-1].start :]
        elif before is not None and re.fullmatch(r"全[国省市县区球]", own):
            said, place = subject + own, replace(place, left=clause + own)
        elif (
            own
            and not (subject or _says_enough(own))
            and (lead := _clause_before(segment, figure, place))
        ):
            subject, said = lead, lead + own + after
        elif (own and not subject) or (own and named(own) and not own.startswith("占")):
            subject = said = own + after
        elif own and own not in subject:
            said = subject + own + after
        elif after:
            said = own + after
        else:
            said = subject or own
        if before is not None and _listed(segment, before, figure, place):
            place = replace(place, left=_led(clause) + place.left)
        yield _observe(context, figure, place, said, segment, start)
        before, clause = figure, place.left
        if said and said not in subjects and figure.start not in apart:
            subjects.append(said)


_LIST_GAP = re.compile(r"(?:以上|左右|余|多)?[\u4e00-\u9fff“”]{0,16}、")


def _bare(left: str) -> str:
    return left.strip(JOINTS).removeprefix("其中")


_ITSELF = re.compile(
    r"(?:完成|实现)(?!销售|营业|主营|进出|地方)[\u4e00-\u9fff]{2,}(?:收入|投资|产值|增加值|总额)$"
)


def _names_itself(own: str) -> bool:
    """Whether a clause that opens with a verb says by itself what it is of: 实现门票总收入."""
    return bool(_ITSELF.match(own))


_RESTARTED = re.compile(
    r"新增|淘汰|惠及|带动|投资|金额|产值|收入|使用|发放|资助|建成|完成|开工|竣工|改造|培训"
)


def _listed(segment: str, before: Figure, figure: Figure, place: Place) -> bool:
    """Whether a figure's item goes on a list whose verb stands at its head (新建A 3座、B 5个)."""
    gap = segment[before.end : figure.start]
    words = place.left.strip(JOINTS)
    if VERBS.search(words) or _RESTARTED.search(words):
        return False
    same = before.quantity.unit == figure.quantity.unit
    if not same and {before.quantity.unit, figure.quantity.unit} & _SCALES:
        return gap.startswith("、") and "累计" in segment[: before.start]
    return bool(_LIST_GAP.match(gap)) or (same and gap.startswith("，") and 1 < len(words) <= 6)


_SCALES = frozenset({"元", "美元", "%", "人", "人次", "千克"})


_LED = re.compile(r"新增|增加(?!值)|新建|新设|新开|淘汰|关停|减免|累计")


def _led(clause: str) -> str:
    """The verb at the head of a list, which all its items share: 淘汰炼钢400万吨、炼铁900万吨."""
    match = _LED.search(clause)
    return match.group() if match else ""


_TERM = re.compile(
    r"(?:延长|缩短|压缩|提前|推迟|期限|年限|为期|寿命|免费|不变|再)[约近至到了为达满]*$"
)
"""Words after which a number of years is a figure, not a stretch of time."""
_ROUND = re.compile(r"[百千万]+[个家户名所]")
_TIME_NAME = re.compile(r"内|来|行动|计划|规划|期|间|前|后|多来|以来|度")
_NAME_UNITS = frozenset(
    {
        "大",
        "期",
        "号",
        "届",
        "字",
        "代",
        "线",
        "版",
        "点",
        "步",
        "层",
        "级",
        "类",
        "对",
        "面",
        "道",
        "站",
        "园",
        "区",
        "分",
        "城",
        "星",
    }
)


def _counts(figure: Figure, text: str) -> bool:
    """Whether a number is a figure, not a date, an ordinal or a part of a name."""
    if figure.is_year or figure.bare:
        return False
    unit = figure.quantity.unit
    before, after = text[max(0, figure.start - 1) : figure.start], text[figure.end : figure.end + 4]
    if before in ("／", "/") or text[: figure.start].endswith("连续"):
        return False
    if unit in ("分钟", "小时") and re.match(r"[^，。、]{0,9}圈", text[figure.end :]):
        return False  # 15分钟社区生活圈
    if figure.is_rank:
        return bool(_RANK.search(text[max(0, figure.start - 24) : figure.start])) or (
            after == "" or after[0] in BOUNDARY
        )
    if before in ("“", "《", "-", "—", "+", "月"):
        return False
    if _RANKED.match(text[figure.end :]) and _RANK.search(
        text[max(0, figure.start - 12) : figure.start]
    ):
        return False
    if unit in _NAME_UNITS and (figure.han or unit in ("号", "期", "届", "线", "大")):
        return False
    written = figure.quantity.written
    if figure.han and (written.endswith("方") or after.startswith("一") or _ROUND.match(written)):
        return False  # 四方埔, 五个一工程, 百个示范点
    if unit == "年":
        return bool(_TERM.search(text[max(0, figure.start - 8) : figure.start]))
    if unit in ("月", "天") and (_TIME_NAME.match(after) or before in ("近", "前", "后", "月")):
        return False
    if (
        figure.han
        and re.match(r"[^，。]{0,6}”", after)
        and "“" in text[max(0, figure.start - 6) : figure.start]
    ):
        return False
    # 一个, 一批 …: the single 一 before a classifier counts nothing.
    return not (figure.han and figure.quantity.value == 1 and unit != "%")


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


def _observe(
    context: Context, figure: Figure, place: Place, subject: str, segment: str, start: int
) -> Observation:
    left = segment[: figure.start]
    kind = _kind(figure, place)
    quantity = figure.quantity
    indicator = _fitting(subject_of(subject), quantity.unit, kind)
    if not quantity.unit and _PEOPLE.search(VERBS.sub("", subject) + "，" + place.right[:12]):
        quantity = replace(quantity, unit="人次" if "人次" in subject else "人")
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


_PEOPLE = re.compile(
    r"人[数口次]?，|，[多余]?(?:名|[\u4e00-\u9fff]{0,4}(?:人口|群众|居民|农民|职工|学生|劳动力|人(?:$|脱贫|就业|实现)))"
)
_BASE = re.compile(r"(?:由|从)[^，；。]*$")
_RISEN = re.compile(
    r"[^，；。]{0,8}?(?:提高|增加|上升|增长|提升|下降|降低|减少|扩大|发展|压减|压缩|缩减|升|降|增)[了]?(?:到|至|为)"
)
_THRESHOLD = re.compile(
    r"(?:以上|以下)?(?:的|元)*[^，；。\d]{0,6}(?:企业|项目|园区|村|集群|家庭|工程|产业|大户|乡镇)"
)


def _kind(figure: Figure, place: Place) -> str:
    left, unit = re.sub(r"（[^）]*）$", "", place.left), figure.quantity.unit
    if figure.is_rank:
        return "rank"
    if unit == "倍":
        return "growth" if _GROWTH.search(left) else "multiple"
    if _BASE.search(left) and _RISEN.match(place.right):
        return "base"
    if _bounds(figure, place):
        return "threshold"
    if unit == "%" and (
        _PART_OF.match(place.right) or re.search(r"(?:达到|占|相当于|为).*的$", left)
    ):
        return "share"
    return _share_kind(left, unit) if unit in _SHARES else _count_kind(left, place.right)


_PART_OF = re.compile(r"(?:以上|左右)?的[\u4e00-\u9fff]{2}")


_COUNTED = frozenset({"个", "家", "户", "项", "件", "座", "所", "处", "条", "台", "辆", "套"})


def _bounds(figure: Figure, place: Place) -> bool:
    """Whether a figure only says which things are counted: 65岁以上, 产值超亿元的企业."""
    if re.match(r"级|元?(?:俱乐部|梯队|阵营|行列)", place.right):
        return True
    from_there = place.right.startswith(("以上", "以下"))
    if figure.quantity.unit == "岁":
        return from_there
    if figure.quantity.unit in _COUNTED:
        return False  # 400家以上落后产能企业: so many of them
    over = re.search(r"(?:过|超|超过|突破)$", place.left) and "投资" not in place.left[-6:]
    return bool((over or from_there) and _THRESHOLD.match(place.right))


_SHARES = ("%", "百分点", "‰", "成")
_HEDGE = re.compile(r"(?:力争|确保|不低于|不少于|预期|在|达到?|左右)+$")
_GONE = re.compile(r"减轻|减亏|淘汰|关停|取缔|减免|减税|削减|化解|压缩|清退")


def _share_kind(left: str, unit: str) -> str:
    """Of a percentage: growth, decline, share of something, change in points, or a level."""
    bare = _HEDGE.sub("", left)
    if re.search(r"占比|比重", left):
        return "change" if unit == "百分点" else "share"
    if _REACHED.search(left):
        return "level"
    if unit == "百分点" and _GROWTH.search(bare):
        return "change"
    if re.search(r"占[^，；。]{0,24}(?:比重|比例|份额)", left):
        return "share"
    if _DECLINE.search(bare):
        return "decline"
    if _GROWTH.search(bare) or re.search(r"^.{0,4}(同比|比上年|较上年)", left):
        return "growth"
    if "占" in left:
        return "share"
    return "change" if unit == "百分点" else "level"


_REACHED = re.compile(
    r"(?:增加|增长|提高|提升|上升|扩大|发展|增|下降|降低|降|减少|回落|压减|缩减)[到至为]"
    r"(?:[\d一二三四五六七八九〇]{4}年的)?[约近]?$"
)
_OBJECT = re.compile(r"[多余]?(?!以[上下内]|左右)[\u4e00-\u9fff]{2}")


def _count_kind(left: str, right: str) -> str:
    """Of any other quantity: what came in, what there is in all, or a level."""
    bare = _HEDGE.sub("", left)
    total = _CUMULATIVE.search(left) and not re.search(r"总投资|投资总", left)
    if _REACHED.search(left):
        return "cumulative" if total else "level"
    if _DECLINE.search(bare) or _GONE.search(left):
        return "decline"
    if _GROWTH.search(bare) or re.search(r"(?:增加|增产|增收|增长)[了近约超过将]*$", bare):
        return "added" if _OBJECT.match(right) else "growth"
    if total:
        return "cumulative"
    return "added" if _ADDED.search(left) else "level"


def _fitting(name: str, unit: str, kind: str) -> str:
    """The indicator, if a figure of this unit can be one of it."""
    if not name or kind in ("rank", "multiple", "share") or unit in (*_SHARES, "倍", ""):
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
