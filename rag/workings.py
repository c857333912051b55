"""A question that says how its answer is to be worked out → the parts it is worked out from.

X里刨去Y还剩多少, Y占X的几成, 平均每个Z多少, 离目标还差多少. Only words are read here; figures are
found for the parts by the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REST, SHARE, AVERAGE, GAP = "rest", "share", "average", "gap"


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be done with the parts, and what each of them is called.

    The parts of a rest are the whole and what is taken from it; of a share the part and the whole;
    of an average the amount and what it comes to each of; of a gap what was both meant and done.
    """

    kind: str
    parts: tuple[str, ...]
    counter: str = ""
    """What an average counts by: 个, 户, 人次."""


def working(text: str) -> Told | None:
    """How a question's answer is to be worked out; None where it asks for a stated figure."""
    return next(filter(None, (read(text) for read in (_rest, _average, _gap, _share))), None)


_BACKWARDS = re.compile(
    r"[从按照](?:19|20)\d\d年?[^，。？?]{2,16}(?:来看|看|来?算)(?=[，,])|推算|倒推|反推|倒算|折算|[来去]?推(?=$|[？?，,])|算(?:一?下|出来|起来|$|[，,？?])"
)


def backwards(text: str) -> bool:
    """Whether a question says that its answer is to be reckoned, not looked up."""
    return _BACKWARDS.search(text) is not None


_WITHOUT = (
    r"(?:刨[去掉开除]|除[去掉开却]|扣[掉除去]|剔[除掉]|撇[开去]|[去减]掉|减去|抛开|排除|不算"
    r"|不计|不含|不包括)了?"
)
_BESIDE = r"(?:以外|之外|外|以后|之后|后|(?:那|的)?一?部分)?"
_LEFT = r"(?:还|就|只)?(?:能|有)?(?:剩(?:下|余)?|余下|有|是|为|达|其[余他它]|另外).{0,8}(?:多少|几)"
_REST = (
    re.compile(
        rf"^(?P<whole>.{{2,40}}?)(?:里[头面边]?|当中|之中|中)?[，,]?(?:如果|要是|若)?{_WITHOUT}"
        rf"(?P<part>[^，。？]{{2,24}}?){_BESIDE}(?:[，,][^，。？]{{0,8}}?)?{_LEFT}"
    ),
    re.compile(
        rf"^(?P<before>[^，。？]{{0,14}}?){_WITHOUT}(?P<part>[^，。？]{{2,30}}?){_BESIDE}[，,]"
        rf"(?P<whole>[^，。？]{{2,30}}?){_LEFT}"
    ),
)


def _rest(text: str) -> Told | None:
    said = next(filter(None, (pattern.search(text) for pattern in _REST)), None)
    if said is None:
        return None
    before = said.groupdict().get("before") or ""
    return Told(REST, (before + said.group("whole"), said.group("part")))


_PROPORTION = r"(?:占比|比重|比例|份额|百分比)"
_SHARE = (
    re.compile(
        r"^(?P<whole>.{2,40}?)(?:里[面头边]?|当中|之中|中)[，,]?(?P<part>(?![占的所])[^，。]{2,24}?)"
        r"(?:的?所?占的?(?:了)?[^，。]{0,8}(?:多少|几|比重|比例|份额|百分之)"
        rf"|的?{_PROPORTION}|贡献了?(?:百分之|几成|多[大少]))"
    ),
    re.compile(
        r"^(?P<part>.{2,40}?)(?:大约|大概|约)?(?:占到?了?|相当于)(?P<whole>[^，。占]{2,20}?)"
        rf"(?:(?:的|里[面头边]?|当?中)(?:多[大少]|几)?的?{_PROPORTION}|的?(?:几成|百分之|多[大少](?!数)))"
    ),
    re.compile(
        r"^(?P<part>.{2,40}?)在(?P<whole>[^，。占]{2,20}?)(?:里[面头边]?|当?中)"
        rf"(?:所?占了?|的)[^，。]{{0,6}}(?:{_PROPORTION}|几|百分之|多[大少])"
    ),
    re.compile(
        r"^(?P<whole>[^，。]{4,40}?)的?[，,](?P<part>[^，。]{2,16}?)的?占了?(?:几成|百分之|多[大少])"
    ),
)


def _share(text: str) -> Told | None:
    said = next(filter(None, (pattern.search(text) for pattern in _SHARE)), None)
    return Told(SHARE, said.group("part", "whole")) if said else None


_COUNTER = r"(?:人次|公里|平方?米|[个家户人名位套所座辆台亩村件项吨头天条例])"
_GETS = r"(?:大约|大概|约)?(?:能|可|要)?(?:拿|分|花|得|用|摊|是|有|为|投|补|占|收|带|消|的)"
_AVERAGE = (
    re.compile(
        r"(?:平均|均摊|摊|分|折合)(?:下来|算下来)?(?:[到给]|分[到给]|摊到)?[，,]?(?:每|一)?一?"
        rf"(?P<unit>{_COUNTER})(?P<of>[^，。？多少几]{{0,12}}?)"
        rf"(?=头上|身上|[，,]|{_GETS}|多少|几|能)"
    ),
    re.compile(rf"[每一]一?(?P<unit>{_COUNTER})(?P<of>[^，。？多少几]{{0,14}}?)平均"),
    re.compile(
        r"(?P<unit>[户人村校企店])均(?P<of>)"
        r"(?!可?支配|收入|纯收入|地区|生产|GDP|公园|住房|预期|绿地|面积)"
    ),
)
_LONGER = {"平": "平方米", "村": "个村", "校": "所学校", "企": "家企业", "店": "家店"}
_PEOPLE = re.compile(r"[人员者]$")


def _average(text: str) -> Told | None:
    said = next(filter(None, (pattern.search(text) for pattern in _AVERAGE)), None)
    if said is None or not re.search("多少|几", text[said.start() :]):
        return None
    unit, of = _LONGER.get(said.group("unit"), said.group("unit")), said.group("of")
    counter = "人" if _PEOPLE.search(of) else "户" if of.endswith("户") else unit
    amount = text[: said.start()] + text[said.end() :]
    return Told(AVERAGE, (amount, f"多少{counter}{of}"), said.group("unit"))


_SHORT_OF = re.compile(
    r"(?:还|仍|至少|尚)[^，。？]{0,4}(?:差|缺|得|需|要|须)[^，。？]{0,8}(?:多少|几)"
    r"|(?:离|距)[^。？]{2,40}(?:差|缺)[^，。？]{0,6}(?:多少|几)"
    r"|(?:得|要)再[^，。？]{1,6}(?:多少|几)|(?:多少|几)[^，。？]{0,4}才(?:能|够)"
)
_GOAL = re.compile(
    r"目标|规划|计划|定的|要求|任务|预期|[想要]把?[^，。？]{2,16}(?:做到|达到|提到|干到)"
)
_BEYOND = re.compile(
    r"(?:比|较|超(?:出|过|额)?了?)[^，。？]{0,8}(?:年初|年度|原来?|当初)[^，。？]{0,10}"
    r"(?:计划|安排|目标|定|任务|预算|盘子)[^，。？]{0,8}(?:多少|几)"
)
_ASIDE = re.compile(
    rf"{_SHORT_OF.pattern}|{_BEYOND.pattern}|(?:完成|实际|投资)额|(?:照|按|离|距|要?实现|要完成)"
    r"|目标|规划|计划|水平|基础上|底子上|实际|总?数(?=[，,])"
)


def _gap(text: str) -> Told | None:
    if _BEYOND.search(text) is None and not (_SHORT_OF.search(text) and _GOAL.search(text)):
        return None
    return Told(GAP, (_ASIDE.sub("", text),))
