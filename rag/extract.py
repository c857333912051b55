"""Figures of a report turned into observations: what is measured, when, of which kind.

The unit of grammar is the segment (up to ；。！？); inside it, clauses (up to ，) hand their
subject on to the next clause that has none. 分别 gives the n-th value to the n-th item.
Does not read tables, nor figures in the annex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.clean import sentences
from rag.indicators import indicators, named, subject_of
from rag.numerals import Figure, figures, han_number
from rag.types import Aligned, Basis, Observation, Paragraph, Part, Report
from rag.years import plan_years

_BOUNDARY = "，,；;。！!？?：:\n"
_JOINTS = "、和与及 　“”"
_AFTER = re.compile(r"\s*(以上|以下|以内|左右|上下|之内|之间|以外)")
_BEFORE = re.compile(
    r"(不低于|不少于|不高于|不超过|至少|最高|最低|约|近|超过|超|突破|力争|确保|争取|预计|预期|达到|接近|逾|将近)[到至了达]?$"
)
_PAST = re.compile(
    r"去年|上年|已经|已达|已有|已建|现有|目前|截至|历史|连续.{1,3}年|一年来|五年来|过去"
)
_FUTURE = re.compile(
    r"力争|确保|争取|目标|预期|计划|将达|达到.{0,8}以上|拟|安排|今年要|要|推动|推进|完成"
)
_GOAL = re.compile(r"目标(?:是|为|任务)|预期|力争|计划(?!投资|总投资|的)|拟于|到20\d\d年|将达")
_YEAR = re.compile(r"(?<![\d\d])((?:19|20)\d\d)\s*年(?!代)|(二〇[〇一二三四五六七八九]{2})年")
_COMPARED = re.compile(r"(?:比|较|同|与|于)\s*(?:上年|去年|20\d\d\s*年)?$")
_FROM = re.compile(
    r"(?:由|从)[^，；。]{0,40}?(?=(?:提高|增加|上升|增长|提升|下降|降低|减少|扩大|发展|升|降|增)[了]?(?:到|至|为))"
)
_PERIOD = re.compile(
    r"(?:今后|未来)[五三]年|“?(十[一二三四五六])五”?(?:时期|期间)?[^。；]{0,20}(?:目标|蓝图|任务|愿景)|到(20\d\d)年"
)
_THIS_YEAR = re.compile(
    r"今年|20\d\d年(?:工作|重点|主要|经济|政府|预期|发展)?(?:安排|任务|目标|工作)"
)
_PLAN_NAME = re.compile(
    r"[“\"]?(十[一二三四五六]|[七八九]|十)五[”\"]?(?:规划|计划|期间|时期|)(末|期末|收官)?"
)
_GROWTH = re.compile(r"(增长|增|上升|提升|提高|增幅|增速|涨幅|上涨|涨)[了达到约近超过为至]*$")
_DECLINE = re.compile(
    r"(下降|降低|减少|回落|压减|压缩|负增长|降幅|下滑|缩减|压降|下浮)[了达到约近超过为至]*$"
)
_SHARE = re.compile(r"占[^，；。]{0,24}?(?:的|比|比重|比例|达|达到|为|超过|约)?$")
_RANK = re.compile(r"(位居|位列|居|列|排名|排|跃居|名列|升至|进位至|前移至|第)[^，；。]{0,16}$")
_RANKED = re.compile(r"[^，；。]{0,16}第[\d一二三四五六七八九十]")
_CUMULATIVE = re.compile(r"累计|总量|总数|总计|共有|合计|总规模|总里程|总面积|总人数")
_ADDED = re.compile(r"新增|净增|增加(?!值)|新建|新打|新培育|新认定|新引进")
_RELATIVE = re.compile(
    r"^(?:在全[国省市县区]|在.{0,8}[排位列居]|(?:同比|比上年|较上年|比去年|较去年|同口径|环比|按可比价格?计算|按可比口径|首次|再次|成功|总量|增速|增幅|"
    r"其中|累计|占|位居|位列|居|排名|总投资|当年|年均|均|分别|达到?|完成|实现|超过|突破|约|近|共|为|增长|增|"
    r"下降|降低|提高|上升|减少|比|较|高于|低于|由|从|总规模|总|净增|新增|预计|力争|确保|全省|全市|全国|规模(?!以上)|面积|投资额|计划投资))"
)
_HEAD_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_LEADING = re.compile(
    r"^(?:一年来|五年来|今年|去年|全年|全县|全市|全省|全区|全国|我[县市省区]|同时|截至目前|目前|其中|年末|年内|预计|"
    r"[一二三四五六七八九十]是|20\d\d\s*年|力争|确保|争取|[“”十一二三四五]+五[”]?末|到20\d\d年|到|预期|初步|(?:主要)?预期目标(?:是|"
    r"为)?)+[，：:]?"
)
_VERBS = re.compile(
    r"(?:预计|力争|确保|争取|完成|达到|达|实现|保持|增长|增加|下降|降低|提高|上升|减少|突破|超过|超|为|是|至|到|约|近|共|"
    r"累计|新增|分别|控制在|稳定在|提升|压减|压缩|有|了|均|同比|比上年|较上年|左右|不低于|不少于|不超过|的|在)+$"
)
_LIST_GAP = re.compile(r"^(?:以上|以下|左右|以内|多|余)?[、和与及，]+(?:和)?$")
_ORDINAL = re.compile(r"^[一二三四五六七八九十]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The words of a figure's clause before and after it, as far as they can be its own."""

    left: str
    right: str


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
            context = _Context.of(report, paragraph, text, start)
            yield from _segment(context, segment, start, numbers)


def _segment(
    context: _Context, segment: str, start: int, numbers: list[Figure]
) -> Iterator[Observation]:
    shared = _distributed(segment, numbers)
    subject = clause = ""
    before: Figure | None = None
    for figure in numbers:
        place = _place(segment, figure, before)
        own, after = _subject(place.left), _noun_after(place.right)
        own = _completed(own, context.prior.rsplit("\n", 1)[-1] + segment[: figure.start])
        said = own
        if figure.start in shared:
            subject, verb = shared[figure.start]
            said = subject
            place = replace(place, left=subject + verb)
        elif own and not _RELATIVE.match(place.left.strip(_JOINTS)):
            subject = said = own + after
        elif before is not None and re.fullmatch(r"全[国省市县区球]", own):
            said, place = subject + own, replace(place, left=clause + own)
        elif (own and not subject) or (own and named(own)):
            subject = said = own + after
        elif own and own not in subject:
            said = subject + own + after
        elif after:
            said = own + after
        else:
            said = subject or own
        yield _observe(context, figure, place, said, segment, start)
        before, clause = figure, place.left


def _noun_after(right: str) -> str:
    """What a figure counts where it comes after it: 48件 人大代表建议, 5亿元的 生猪养殖项目."""
    text = _AFTER.sub("", right, count=1)
    match = re.match(r"的?([\u4e00-\u9fffA-Za-z“”·（）]{2,24})", text)
    return match.group(1).strip("“”") if match and not re.match(r"[以的]?[上下内]", text) else ""


@dataclass(frozen=True, slots=True)
class _Context:
    """What a segment inherits: the report, the paragraph's reading, default year and basis."""

    report: Report
    reading: Aligned
    part: Part
    prior: str
    opening: str

    @classmethod
    def of(cls, report: Report, paragraph: Paragraph, text: str, start: int) -> _Context:
        opening = max(text.rfind(c, 0, start) for c in "。！？\n") + 1
        heading = " ".join(paragraph.headings)
        first = text[: text.find("。") + 1] if start > 0 else ""
        return cls(
            report,
            paragraph.reading,
            paragraph.part,
            prior=heading + "\n" + text[opening:start],
            opening=f"{heading} {first} {text[opening:start]}",
        )


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
    if figure.is_rank:
        return bool(_RANK.search(text[max(0, figure.start - 24) : figure.start])) or (
            after == "" or after[0] in _BOUNDARY
        )
    if before in ("“", "《", "-", "—", "+", "月"):
        return False
    if _RANKED.match(text[figure.end :]) and _RANK.search(
        text[max(0, figure.start - 12) : figure.start]
    ):
        return False
    if unit in _NAME_UNITS and (figure.han or unit in ("号", "期", "届", "线")):
        return False
    if unit in ("年", "月", "天") and (
        _TIME_NAME.match(after) or before in ("近", "前", "后", "月")
    ):
        return False
    if (
        figure.han
        and re.match(r"[^，。]{0,6}”", after)
        and "“" in text[max(0, figure.start - 6) : figure.start]
    ):
        return False
    # 一个, 一批 …: the single 一 before a classifier counts nothing.
    return not (figure.han and figure.quantity.value == 1 and unit != "%")


def _place(segment: str, figure: Figure, before: Figure | None) -> _Place:
    left = max((segment.rfind(c, 0, figure.start) for c in _BOUNDARY), default=-1) + 1
    opened = max(segment.rfind(c, 0, figure.start) for c in "（(")
    if opened >= left and max(segment.rfind(c, opened, figure.start) for c in "）)") < 0:
        left = opened + 1
    if before is not None and before.end > left:
        left = before.end
        tail = _AFTER.match(segment, left)
        left = tail.end() if tail else left
        left = max(left, segment.rfind("、", left, figure.start) + 1)
    ends = [p for c in _BOUNDARY + "、" if (p := segment.find(c, figure.end)) >= 0]
    right = min(ends, default=len(segment))
    return _Place(left=segment[left : figure.start], right=segment[figure.end : right])


def _subject(left: str) -> str:
    bare = _LEADING.sub("", left.strip(_JOINTS))
    bare = _VERBS.sub("", bare)
    return bare.strip("、，： ") if _HEAD_NOUN.search(bare) else ""


def _distributed(segment: str, numbers: list[Figure]) -> dict[int, tuple[str, str]]:
    """For every figure after 分别, by its start: the item it belongs to, and the verb."""
    shared: dict[int, tuple[str, str]] = {}
    for match in re.finditer("分别", segment):
        left = max(segment.rfind(c, 0, match.start()) for c in _BOUNDARY) + 1
        if not segment[left : match.start()].strip(" 同比预计"):
            left = max(segment.rfind(c, 0, max(0, left - 1)) for c in _BOUNDARY) + 1
        items = _items(segment[left : match.start()])
        group = _group([f for f in numbers if f.start >= match.end()], segment)
        if len(items) == 1 and len(group) == 2:
            items = _both(items[0])
        verb = segment[match.end() : group[0].start] if group else ""
        while group and len(items) == len(group):
            shared.update({f.start: (item, verb) for f, item in zip(group, items, strict=True)})
            rest = [f for f in numbers if f.start > group[-1].start]
            gap = segment[group[-1].end : rest[0].start] if rest else ""
            verb = gap.rpartition("，")[2]
            group = _group(rest, segment) if re.fullmatch(r"\D{0,4}，\D{0,8}", gap) else []
    return shared


def _group(numbers: list[Figure], segment: str) -> list[Figure]:
    group = numbers[:1]
    for one in numbers[1:]:
        if not _LIST_GAP.match(segment[group[-1].end : one.start]):
            break
        group.append(one)
    return group


def _both(item: str) -> list[str]:
    if "城乡" in item:
        return [item.replace("城乡", "城镇"), item.replace("城乡", "农村")]
    return [item]


def _items(text: str) -> list[str]:
    """The items of a list, each completed by what only the last one says in full."""
    text = _LEADING.sub("", text.strip())
    parts = [p.strip() for p in re.split(r"、|以及|和|与|及", text) if p.strip()]
    if len(parts) < 2:
        return parts
    last = parts[-1]
    if parts[-2:-1] == ["城"] and last.startswith("乡"):
        return [*parts[:-2], "城镇" + last[1:], "农村" + last[1:]]
    tail = named(last)
    if not tail:
        return parts
    full = last[tail[-1].start : tail[-1].end]
    for cut in range(1, len(full)):
        rest = full[cut:]
        completed = [p if named(p) else p + rest for p in parts[:-1]]
        names = [named(c) for c in completed]
        if all(n and n[-1].end == len(c) for n, c in zip(names, completed, strict=True)) and all(
            n[-1].start == 0 or named(p) for n, p in zip(names, parts[:-1], strict=True)
        ):
            return [*completed, last]
    return parts


def _observe(
    context: _Context, figure: Figure, place: _Place, subject: str, segment: str, start: int
) -> Observation:
    left = segment[: figure.start]
    kind = _kind(figure, place)
    quantity = figure.quantity
    indicator = _fitting(subject_of(subject), quantity.unit, kind)
    if not quantity.unit and re.search(r"人[数口次]?$", _VERBS.sub("", subject)):
        quantity = replace(quantity, unit="人次" if "人次" in subject else "人")
    year, basis, deadline = _when(context, left, place)
    after = _AFTER.match(segment, figure.end)
    before = _BEFORE.search(place.left)
    modality = "".join(filter(None, (before and before.group(1), after and after.group(1))))
    reading, report = context.reading, context.report
    return Observation(
        region=report.region.full,
        year=year,
        indicator=indicator,
        qualifier=_qualifier(place.left),
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


_HEADS = re.compile(r"(总产量?|产量|产值|装机|吞吐量|余额|覆盖率|单产)")


def _completed(subject: str, said: str) -> str:
    """产量 after 煤层气新增探明储量…；: the indicator that the sentence has begun to speak of."""
    head = _HEADS.match(subject)
    if head is None or named(subject):
        return subject
    for indicator in indicators().values():
        for alias in indicator.written:
            owner = alias.removesuffix(head.group())
            if owner != alias and len(owner) >= 2 and owner in said:
                return owner + subject
    return subject


_BASE = re.compile(r"(?:由|从)[^，；。]*$")
_RISEN = re.compile(
    r"[^，；。]{0,8}?(?:提高|增加|上升|增长|提升|下降|降低|减少|扩大|发展|升|降|增)[了]?(?:到|至|为)"
)
_THRESHOLD = re.compile(
    r"(?:以上|以下)?(?:的|元)*[^，；。\d]{0,6}(?:企业|项目|园区|村|集群|家庭|工程|产业|大户|乡镇)"
)


def _kind(figure: Figure, place: _Place) -> str:
    left, unit = place.left, figure.quantity.unit
    if figure.is_rank:
        return "rank"
    if unit == "倍":
        return "multiple"
    if _BASE.search(left) and _RISEN.match(place.right):
        return "base"
    over = re.search(r"(?:过|超|超过|突破)$", left) or place.right.startswith("以上")
    if over and _THRESHOLD.match(place.right) and "投资" not in left[-6:]:
        return "threshold"
    bare = re.sub(r"(力争|确保|不低于|不少于|预期|在|达到?|左右)+$", "", left)
    if unit in ("%", "百分点", "‰", "成"):
        if re.search(r"占[^，；。]{0,24}(?:比重|比例|份额)", left):
            return "share"
        if _DECLINE.search(bare):
            return "decline"
        if _GROWTH.search(bare) or re.search(r"^.{0,4}(同比|比上年|较上年)", left):
            return "growth"
        if "占" in left or _SHARE.search(left):
            return "share"
        return "change" if unit == "百分点" else "level"
    if _DECLINE.search(bare):
        return "decline"
    if re.search(r"较年初增加|比上年增加|同比增加|较上年增加|增加$", bare):
        return "added"
    if _CUMULATIVE.search(left) and "总投资" not in left:
        return "cumulative"
    return "added" if _ADDED.search(left) else "level"


def _fitting(name: str, unit: str, kind: str) -> str:
    """The indicator, if a figure of this unit can be one of it."""
    if not name or kind in ("rank", "multiple", "share") or unit in ("%", "百分点", "‰", "成", ""):
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


def _scope(left: str) -> str:
    match = re.search(r"全[国省市县区球](?!面)", left)
    return match.group() if match else ""


def _when(context: _Context, left: str, place: _Place) -> tuple[int | None, Basis, str]:
    """(year the figure speaks of, basis, deadline as written)."""
    year_of = context.report.year
    said = context.prior + left
    clause = place.left
    year, written = _stated_year(left, year_of)
    if year is None:
        year, written = _stated_year(context.prior.rsplit("\n", 1)[-1], year_of)
    plan = context.part in (Part.PLAN, Part.CONDUCT)
    if year is not None:
        if year >= year_of:
            return year, Basis.TARGET, written if year > year_of else ""
        goal = bool(_GOAL.search(clause)) and plan
        return year, Basis.TARGET if goal else Basis.ACTUAL, ""
    if plan:
        period = _period(context)
        if period:
            return period, Basis.TARGET, f"{period}年"
        if _PAST.search(clause) and not _GOAL.search(clause):
            return year_of - 1, Basis.ACTUAL, ""
        return year_of, Basis.TARGET, _deadline(said)
    return year_of - 1, Basis.TARGET if _GOAL.search(clause) else Basis.ACTUAL, ""


def _period(context: _Context) -> int | None:
    """The last year of the period whose goals a paragraph sets out, where it is not this year's."""
    said = context.opening
    match = max(_PERIOD.finditer(said), key=lambda m: m.start(), default=None)
    if match is None or any(m.start() > match.start() for m in _THIS_YEAR.finditer(said)):
        return None
    if match.group(2):
        return int(match.group(2))
    plan = plan_years(match.group(1)) if match.group(1) else None
    return plan[1] if plan else context.report.year + 4


def _deadline(text: str) -> str:
    found = re.findall(r"年内|年底前|[一二三四上下]季度|上半年|下半年|[两三五]年内", text)
    return str(found[-1]) if found else ""


def _stated_year(text: str, year_of: int) -> tuple[int | None, str]:
    """The last year that the text puts before a figure, not the one it compares with."""
    text = _FROM.sub("", text)
    best: tuple[int, int | None, str] = (-1, None, "")
    for match in _YEAR.finditer(text):
        if _COMPARED.search(text[: match.start()]) or text[match.end() : match.end() + 1] == "的":
            continue
        digits = match.group(1)
        value = int(digits) if digits else int(han_number(match.group(2)) or 0)
        best = max(best, (match.start(), value, match.group()), key=lambda b: b[0])
    for match in _PLAN_NAME.finditer(text):
        plan = plan_years(match.group(1))
        if match.group(2) and plan and not _COMPARED.search(text[: match.start()]):
            best = max(best, (match.start(), plan[1], match.group()), key=lambda b: b[0])
    for word, shift in (("去年", -1), ("上年", -1), ("今年", 0), ("明年", 1)):
        at = text.rfind(word)
        if at >= 0 and not re.search(r"[比较同]$", text[:at]):
            best = max(best, (at, year_of + shift, word), key=lambda b: b[0])
    return best[1], best[2]
