"""Of which year a figure speaks, and whether it is an outcome or a target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.grammar import MOVED, PER, Place
from rag.numerals import han_number
from rag.types import Aligned, Basis, Paragraph, Part, Report
from rag.years import plan_years

_PAST = re.compile(
    r"(?<![比较同与])[去上]年|已(?!婚)|现在(?!起)|原来|现有|目前|截至|历史(?!遗留|文化|名|街区|建筑)|连续.{1,3}年|一年来|五年来|过去"
)


_GOAL = re.compile(
    r"目标(?:是|为|任务)|预期(?!寿命)|力争|(?<![超比])(?<!年初)(?<!年度)计划(?=完成|新|建|实施|投入|引进|开工|安排|用|在|到|年|总(?!投资)|今|于|发|改|培|启|推|\s*$)|拟于|到20\d\d年|将达"
)


_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*年(?!代)"
    r"|((?:一九|二[〇○零])[〇○零一二三四五六七八九]{2})年(?!代)"
)


_COMPARED = re.compile(r"(?:比|较|同|与|于)\s*(?:上年|去年|20\d\d\s*年)?$")


_FROM = re.compile(rf"(?:由|从)[^，；。]{{0,40}}?(?={MOVED}了?(?:到|至|为|成))")


_PERIOD = re.compile(
    r"(?:今后|未来)[五三]年"
    r"|(?:“(?P<quoted>十[一二三四五六]?|[七八九])五”(?:时期|期间|计划)?|(?P<plain>十[一二三四五六])五(?:时期|期间)?"
    r"|(?P<dated>十|[七八九])五(?:时期|期间|计划))[^。；五]{0,20}(?:目标|蓝图|任务|愿景)"
    r"|第(?:十[一二三四五六])个五年规划|到(?P<until>(?:19|20)\d\d)年"
)


_THIS_YEAR = re.compile(
    r"今年|20\d\d年(?:工作|重点|主要|经济|政府|预期|发展)?(?:安排|任务|目标|工作)"
)


_PLAN_NAME = re.compile(
    r"[“\"]?(十[一二三四五六]|[七八九]|十)五[”\"]?(?:规划|计划|(期间|时期)|)(末|期末|收官)?"
    r"|第([一二三四五六七八九十]{1,2})个五年计划(期间|时期|规定)?(末)?"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a segment inherits: the report, the paragraph's reading, default year and basis."""

    report: Report
    reading: Aligned
    part: Part
    prior: str
    opening: str
    reviewed: int
    """The last year that the report looks back on."""
    looks_back: bool
    """Whether the paragraph, though in the plan, tells at this point of what was done."""

    @classmethod
    def of(
        cls, report: Report, paragraph: Paragraph, text: str, start: int, reviewed: int
    ) -> Context:
        opening = max(text.rfind(c, 0, start) for c in "。！？\n") + 1
        heading = _headed(report, paragraph)
        first = text[: text.find("。") + 1] if start > 0 else ""
        return cls(
            report,
            paragraph.reading,
            paragraph.part,
            prior=" ".join(paragraph.headings) + "\n" + text[opening:start],
            opening=f"{heading} {first} {text[opening:start]}",
            reviewed=reviewed,
            looks_back=paragraph.part is Part.PLAN and _looks_back(text[:start], report.year),
        )


def reviewed_year(report: Report) -> int:
    """The last year that a report looks back on: that before it, or its own late in the year.

    A new congress may meet in autumn; its report then tells of five years up to this one.
    """
    year = report.year
    if report.delivered is not None:
        return year if report.delivered.month >= _AUTUMN else year - 1
    review = [p for p in report.paragraphs if p.part is Part.REVIEW]
    of_years = any(re.search("五年|本届", h) for p in review[:3] for h in p.headings[:1])
    late = re.compile(rf"预计[^，。]{{0,8}}{year}年|[到至]{year}年[底末]|{year}年前三季度")
    late_in_it = of_years and any(late.search(p.reading.text) for p in review)
    return year if late_in_it else year - 1


_AUTUMN = 8


def _headed(report: Report, paragraph: Paragraph) -> str:
    """The headings above a paragraph, as far as they tell of which years it speaks.

    Where they name both a period and this year (“十四五”目标和今年工作), the openings of the
    paragraphs under them tell how far the one goes.
    """
    heading = " ".join(paragraph.headings)
    if not (_PERIOD.search(heading) and _THIS_YEAR.search(heading)):
        return heading
    leads = []
    for other in report.paragraphs:
        if other.headings == paragraph.headings and other.part is paragraph.part:
            lead = other.reading.text[:60]
            leads.append("今年" if _THIS_YEAR.search(lead) else lead)
        if other is paragraph:
            break
    return "。".join(leads)


_YEARS_BACK = r"过去的?一年|[一两三四五几十\d]年来|近年来"
_BACK = re.compile(rf"{_YEARS_BACK}|已建成的")
_LOOKING_BACK = re.compile(rf"{_YEARS_BACK}|^“?(十[一二三四五六])五”?(?:时期|期间)[，是]|这五年，")
_AHEAD = re.compile(
    r"(?<![主重需纲概摘简必首])要(?!求|素|闻|有|点|务|件|害|塞|道)|必须|将(?!近)|力争|今年|今后|确保|争取|(?:^|[。；，\n])\s*(?:我们)?(?:继续|进一步|着力)"
)
_SOME_YEAR = r"((?:19|20)\d\d|[一二〇○零][一二三四五六七八九〇○零]{3})"
_OF_BASE = re.compile(
    rf"(?:(?:由|从){_SOME_YEAR}\s*年的?(?:底|末)?|[比较]{_SOME_YEAR}\s*年(?:底|末)?的)$"
)
"""The year of the value that a change starts from: 由一九七八年的三百五十五亿元增加到…"""
_SAME_BASE = re.compile(rf"(?:由|从){_SOME_YEAR}\s*年(?:的|底|末|(?={PER}))")
_SPAN = re.compile(
    r"(?<![\d一二三四五六七八九十])(\d{1,2}|[两三四五六七八九十])年(?:来|以来|间|中|里|内)"
)
_YEAR_BEFORE = re.compile(r"[由从](?:上|前)一?年的?$")
_SINCE = re.compile(r"(?:同|比|与|较)((?:19|20)\d\d)年相比[^；。]*$")


def _looks_back(told: str, year: int) -> bool:
    """Whether a stretch of the plan tells of what was done, and has not turned ahead since."""
    last = -1
    for said in _LOOKING_BACK.finditer(told):
        plan = plan_years(said.group(1)) if said.group(1) else None
        if plan is None or plan[1] < year:
            last = said.end()
    return last >= 0 and not _AHEAD.search(told, last)


def when(
    context: Context, left: str, place: Place, *, base: bool = False
) -> tuple[int | None, Basis, str]:
    """(year the figure speaks of, basis, deadline as written).

    ``base``: it is the value that a change starts from, and so is what there was.
    """
    year_of = context.report.year
    clause = place.left
    start = _OF_BASE.search(clause) or (base and _SINCE.search(left))
    if start:
        return _year(next(filter(None, start.groups()))), Basis.ACTUAL, ""
    year, written = _stated_year(left, year_of)
    if year is None:
        year, written = _stated_year(context.prior.rsplit("\n", 1)[-1], year_of)
    plan = context.part in (Part.PLAN, Part.CONDUCT)
    if base and (year is None or not plan or _SAME_BASE.search(left)):
        return _base_year(context, left), Basis.ACTUAL, ""
    if year is not None:
        goal = bool(_GOAL.search(clause))
        ahead = plan or _GOAL.search(left) or _WILL.search(clause)
        if year > year_of or (year == year_of and ahead):
            return year, Basis.TARGET, written if year > year_of else ""
        return year, Basis.TARGET if goal and plan else Basis.ACTUAL, ""
    if plan:
        return _planned(context, left, clause)
    if _MEANT.search(clause):
        return year_of, Basis.TARGET, ""
    if _ONCE_DONE.search(clause):
        return None, Basis.TARGET, ""
    return context.reviewed, Basis.TARGET if _GOAL.search(clause) else Basis.ACTUAL, ""


_MEANT = re.compile(r"拟(?:开工|新?建|实施|引进|投资|落户)")
_ONCE_DONE = re.compile(
    r"(?:建成|投产|达产|完工|竣工|投用|实施|落成)后[^，；。]{0,4}(?:将|可)(?!以)"
)
"""What a thing under way will bring, some day: 全部建成后将新增产业空间400万平方米."""
_WILL = re.compile(r"将(?!近)|要(?!求)|确保|争取|安排|拟")


_OF_FIVE_YEARS = re.compile(
    "五年(?!前)|本届|“?(?:[六七八九]|十[一二三四五六]?)五”?(?:[时期][期间]|以来)|年均|年平均"
)
"""Words of a review that looks back on a term, not on one year."""


def _year(digits: str) -> int:
    return int(digits if digits.isdigit() else han_number(digits) or 0)


def _base_year(context: Context, left: str) -> int:
    """The year of a value that something rose from, where it is not told."""
    if same := _SAME_BASE.findall(left):
        return _year(same[-1])
    if context.part is Part.REVIEW and _YEAR_BEFORE.search(left):
        return context.reviewed - 1
    if context.part is not Part.REVIEW:
        return context.reviewed
    spans = [han_number(n) if not n.isdigit() else int(n) for n in _SPAN.findall(left)]
    if spans:
        return context.reviewed - int(spans[-1] or 0)
    return context.reviewed - (5 if _OF_FIVE_YEARS.search(context.opening + left) else 1)


def _planned(context: Context, left: str, clause: str) -> tuple[int, Basis, str]:
    """(year, basis, deadline) of a figure of the plan part that names no year."""
    year_of = context.report.year
    ahead, meant = _AHEAD.search(left), _GOAL.search(clause)
    if context.looks_back and not ahead and not meant:
        return context.reviewed, Basis.ACTUAL, ""
    period = _period(context)
    if period is None and _FIVE_YEARS.search(left):
        period = _running_plan(context)
    if period:
        return period, Basis.TARGET, f"{period}年"
    told = _BACK.search(left) and not ahead
    if (told or _PAST.search(clause)) and not meant:
        return context.reviewed, Basis.ACTUAL, ""
    return year_of, Basis.TARGET, _deadline(context.prior + left)


_FIVE_YEARS = re.compile(r"(?<![近前几这过去])五年(?:内|中|间|共|累计|合计)")


def _running_plan(context: Context) -> int:
    """The last year of the five-year plan that is being set out: the one in force."""
    year = context.report.year
    return 1957 if year < 1958 else 1962 if year < 1963 else -(-year // 5) * 5


def _period(context: Context) -> int | None:
    """The last year of the period whose goals a paragraph sets out, where it is not this year's."""
    said = context.opening
    match = max(_PERIOD.finditer(said), key=lambda m: m.start(), default=None)
    if match is None or any(m.start() > match.start() for m in _THIS_YEAR.finditer(said)):
        return None
    if match.group("until"):
        return int(match.group("until"))
    named = match.group("quoted") or match.group("plain") or match.group("dated")
    plan = plan_years(named) if named else None
    return plan[1] if plan else context.reviewed + 5


def _deadline(text: str) -> str:
    found = re.findall(r"年内|年底前|[一二三四上下]季度|上半年|下半年|[两三五]年内", text)
    return str(found[-1]) if found else ""


def _stated_year(text: str, year_of: int) -> tuple[int | None, str]:
    """The last year that the text puts before a figure, not the one it compares with."""
    text = _TITLE.sub("", _FROM.sub("", text))
    best: tuple[int, int | None, str] = (-1, None, "")
    for match in _YEAR.finditer(text):
        if _COMPARED.search(text[: match.start()]) or _possessive(text, match.end()):
            continue
        if re.match(
            r"[^，；。]{0,24}基础上|的?(?:不变|可比|当年)?价|[^，；。]{0,16}以来",
            text[match.end() :],
        ):
            continue
        digits = match.group(1)
        value = _year(digits or match.group(2))
        best = max(best, (match.start(), value, match.group()), key=lambda b: b[0])
    for match in _PLAN_NAME.finditer(text):
        plan = plan_years(match.group(1) or match.group(4))
        average = re.search(r"年均|平均每年|每年平均", text[match.end() :])
        quoted = re.match(r"[“\"].*[”\"]|第", match.group())
        during = (match.group(2) or match.group(5)) and not _FROM_HERE.match(text, match.end())
        meant = match.group(3) or match.group(6) or (quoted and (average or during))
        if meant and plan and not _COMPARED.search(text[: match.start()]):
            best = max(best, (match.start(), plan[1], match.group()), key=lambda b: b[0])
    for word, shift in (("去年", -1), ("上年", -1), ("今年", 0), ("明年", 1)):
        at = text.rfind(word)
        based = re.search(r"在$", text[:at]) and "基础上" in text[at:]
        if at >= 0 and not based and not re.search(r"[比较同]$", text[:at]):
            best = max(best, (at, year_of + shift, word), key=lambda b: b[0])
    return best[1], best[2]


_TITLE = re.compile("《[^》]*》")
"""The years in the name of a document are not those of a figure."""
_REACHING = re.compile(rf"[到至]{_SOME_YEAR}\s*年$")
"""由A增加到一九八五年的B: the year that the change leads to."""
_FROM_HERE = re.compile(r"[^，；。]{0,6}(?:以来|目标|任务|规划|开局|相比|前|的(?!末))")


def _possessive(text: str, at: int) -> bool:
    """Whether 的 and more words follow a year: it belongs to them, not to the figure after."""
    if text[at : at + 1] != "的" or re.match(r"的[一二两三四五六七八九十\d]+年", text[at:]):
        return False
    if re.match(r"的[\d一二两三四五六七八九十]", text[at:]) and _REACHING.search(text[:at]):
        return False
    return bool(text[at + 1 :].strip()) or bool(
        re.search(r"(?:是|为|相当于)\s*\S{4}\s*年$", text[:at])
    )
