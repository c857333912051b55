"""Reads the headings of a report and which part of it each one opens.

Numbering schemes, from the outside in: 第X部分 / 一、 / （一） / 1. / （1）. A heading may
stand in a line of its own, be the first sentence of a paragraph, or run into its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.types import Part

_HAN = "一二三四五六七八九十"
_SCHEMES = (
    re.compile(rf"第[{_HAN}]{{1,3}}(?:部分|章|篇)[、：:，\s]*"),
    re.compile(rf"[{_HAN}]{{1,3}}、(?!三(?:次)?产业)"),
    re.compile(rf"[（(][{_HAN}]{{1,3}}[)）][、.]?|第[{_HAN}]{{1,3}}[，,、：:]"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[)）]|[①-⑳⑴-⒇]"),
)
_ROOT = 1
"""The scheme 一、, at which unnumbered main headings stand too."""
_TITLE_END = (
    r"(?:工作回顾|回顾|工作安排|安排|部署|总体要求|目标任务|主要任务|主要目标|奋斗目标|发展目标|预期目标|总体目标|工作目标|任务|重点工作|工作重点"
    r"|自身建设|政府建设|总体思路|工作打算|主要工作|工作总结|主要成就|工作情况|指导思想|政府治理|工作的?建议|安排建议|结束语)"
)
_RUN_IN = re.compile(
    rf"[{_HAN}]{{1,3}}、[^。；！？，：]{{2,30}}?{_TITLE_END}(?![和与及、的，。；：]|工作|任务|目标|安排)"
)
_UNNUMBERED = re.compile(
    rf"(?:[^。；！？：，\s]{{2,14}}：)?[^。；！？：，\s]{{2,32}}{_TITLE_END}$|结束语$"
)
_BARE_TITLE = re.compile(
    r"(?!各位|现在|同志|代表|附|注|谢谢|——|—|在|先说|以下|最后|首先)"
    r"[\u4e00-\u9fff“”、（）《》·\dA-Za-z ]{4,30}(?<![了的和与及、])"
)
_FIGURE = re.compile(r"\d(?:[\d.,]*)(?!\d*年|[、.)）月日])|百分之|倍")
_STOP = re.compile(r"[。！？；]")
_HEADING = 48
"""The longest heading that shares a paragraph with its text, in characters."""

_REVIEW = re.compile(
    r"回顾|过去(?:的)?(?:[一二三四五六七八九十两几]{1,2})年|工作总结|主要成[就绩]|取得的?成|发展成就|工作(?:完成)?情况|执行情况|历程|五年来"
    r"|工作的?(?:基本)?总结|成就和|基本经验|落实情况|完成情况"
)
_PLAN = re.compile(
    r"安排|部署|任务|目标|总体要求|总体思路|今后|未来|下一步|重点工作|工作重点|打算|指导思想|今年|明年|建议|要求|奋斗|规划|思路|主要工作|工作计划|措施"
    r"|意见|工作$"
)
_CONDUCT = re.compile(
    r"自身建设|政府(?:自身)?建设|政府(?:自身|现代化)?治理|政府(?:系统)?(?:效能|作风)|(?:建设|打造|建成).{0,16}政府|政府职能|政府工作(?:人员|效率|水平)|施政|执政|治理能力和?水平|政府.{0,6}改革"
)
_ANNEX = re.compile(
    r"[※*【（(\s]*(?:附\s*件\s*[一二三四五六七八九十\d]{0,2}(?:[:：].{0,40})?|附[:：录表].{0,40}|(?:有关|相关)?(?:名词|术语|短语)[^。；，]{0,14}"
    r"|《?[^。；，]{0,8}政府工作报告》?[^。；，]{0,10}(?:注释|名词|解释|说明|术语)[^。；，]{0,10}|[^。；，]{0,6}名词解释[^。；，]{0,6}|注\s*释|注\s*[:：])[※*】）)\s:：]*"
)
_YEAR = re.compile(r"(\d{4})年")
_FIVE_YEARS = re.compile(r"(?<![一二三四五六七八九十])(十?)([一二三四五六七八九])五[”\"]")
_LOOK_BACK = re.compile(r"回顾$|主要成[就绩]$|工作总结$|情况$")
_LISTED = re.compile(r"实事|(?:目标|任务|计划|安排|指标|项目)(?:表|清单|分解表?|一览表)?[）)]?$")
_DUTY = re.compile(r"任务|安排|部署|总体要求|奋斗目标|打算")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading at ``start`` of the healed text; ``alone`` if the whole paragraph is heading.

    ``scheme`` is the place in the row of numbering schemes, the outermost 0.
    """

    text: str
    scheme: int
    start: int
    end: int
    alone: bool

    @property
    def telling(self) -> bool:
        """Whether the heading states a figure, so that it must be quotable itself."""
        return bool(_FIGURE.search(_body(self)))


def heading(line: str, start: int, following: str, *, root: int = _ROOT) -> Heading | None:
    """The heading with which a paragraph begins, if it begins with one.

    ``root`` is the scheme at which unnumbered main headings stand.
    """
    for scheme, pattern in enumerate(_SCHEMES):
        number = pattern.match(line)
        if number:
            return _numbered(line, start, scheme, number.end(), following)
    if _UNNUMBERED.fullmatch(line) and len(line) <= 36 and not line.startswith(("各位", "现在")):
        return Heading(text=line, scheme=root, start=start, end=start + len(line), alone=True)
    return None


def titled(line: str) -> bool:
    """Whether a line without a number names a main part, as 2021年工作回顾 does."""
    return bool(_UNNUMBERED.fullmatch(line)) and not line.startswith(("各位", "现在", "结束语"))


def untitled(line: str, before: str, following: str) -> bool:
    """Whether a line without number or telling words heads what follows: short, between texts."""
    return (
        bool(_BARE_TITLE.fullmatch(line))
        and before[-1:] in "。！；：”…!;"
        and len(following) >= 60
        and "。" in following
    )


def ordinal(text: str) -> int:
    """The number of a heading 一、 as an integer, 0 where it has none."""
    number = re.match(rf"([{_HAN}]{{1,3}})、", text)
    if not number:
        return 0
    tens, ten, ones = number[1].rpartition("十")
    unit = _HAN.find(ones) + 1 if ones else 0
    return ((_HAN.find(tens) + 1 if tens else 1) * 10 if ten else 0) + unit


def annex(line: str) -> bool:
    """Whether a line opens what is attached to the report."""
    return len(line) <= 60 and bool(_ANNEX.fullmatch(line))


def attached_part(line: str, year: int) -> Part | None:
    """The part that something attached belongs to by its title; None for what only explains.

    A list of 民生实事, tasks or targets is plan; what was done of last year's is review.
    """
    if len(line) > 60 or re.search(r"名词|术语|注释|解释|[。；，]|^\d{1,3}[.、．]", line):
        return None
    if not _LISTED.search(line):
        return None
    years = [int(y) for y in _YEAR.findall(line)]
    done = re.search(r"完成情况|落实情况|办理情况|进展情况", line)
    return Part.REVIEW if done or (years and max(years) < year) else Part.PLAN


def part_of(text: str, year: int) -> Part | None:
    """The part that a main heading opens, by its words and the years it names.

    None where the words say nothing, or speak of what was and what will be at once.
    """
    years = [int(y) for y in _YEAR.findall(text)] + _five_years(text)
    review, plan = bool(_REVIEW.search(text)), bool(_PLAN.search(text))
    if _CONDUCT.search(text) and not review:
        return Part.CONDUCT
    past = bool(years) and max(years) < year and not re.search(r"今后|未来|下一", text)
    if review and (
        past or not (plan and re.search(r"[和与及、]", text)) or _LOOK_BACK.search(text)
    ):
        return Part.REVIEW
    if past and not review and not _DUTY.search(text):
        return Part.REVIEW
    if not review and (plan or (years and max(years) >= year)):
        return Part.PLAN
    return None


def _five_years(text: str) -> list[int]:
    """The years in which the five-year plans begin that a heading names (“十五五”: 2026)."""
    found = []
    for tens, ones in _FIVE_YEARS.findall(text):
        count = (10 if tens else 0) + _HAN.index(ones) + 1
        found.append(2026 + 5 * (count - 15))
    return found


def names_year(text: str, year: int) -> bool:
    """Whether a heading names the year of delivery or a later one."""
    return any(int(y) >= year for y in _YEAR.findall(text))


def conduct(text: str) -> bool:
    """Whether a lesser heading or a sentence of the plan names the government's own conduct."""
    return bool(
        re.search(
            r"政府自身建设|加强自身建设|自身建设|建设.{0,10}(?:服务|法治|廉洁|人民满意).{0,4}政府",
            text,
        )
    )


def _numbered(line: str, start: int, scheme: int, number: int, following: str) -> Heading | None:
    stop = _STOP.search(line)
    if stop and stop[0] == "；":
        return None
    first = stop.end() if stop else len(line)
    run_in = _RUN_IN.match(line) if scheme <= 1 else None
    if first >= len(line) and not (run_in and re.search(r"，.*[：:]$", line[run_in.end() :])):
        limit = _HEADING + 12 if scheme <= 2 and stop is None else _HEADING
        item = scheme >= 3 and (stop is not None or _same(following, scheme) or not following)
        if first > limit or item or not line[number:].strip():
            return None
        if scheme >= 3 and re.search(r"[：:].", line):
            return None
        return Heading(text=line, scheme=scheme, start=start, end=start + len(line), alone=True)
    if run_in and (first > _HEADING or run_in.end() < first):
        first = run_in.end()
    elif (
        first > _HEADING
        or (scheme >= 3 and first > 40)
        or (re.search(r"[：:]", line[:first]) and scheme >= 3)
    ):
        return None
    return Heading(
        text=line[:first].rstrip("。"), scheme=scheme, start=start, end=start + first, alone=False
    )


def _same(line: str, scheme: int) -> bool:
    return bool(_SCHEMES[scheme].match(line))


def _body(head: Heading) -> str:
    for pattern in _SCHEMES:
        number = pattern.match(head.text)
        if number:
            return re.sub(r"“[^”]{0,20}”|\d{4}[-—－至]\d{4}", "", head.text[number.end() :])
    return re.sub(r"“[^”]{0,20}”", "", head.text)
