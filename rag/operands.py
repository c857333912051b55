"""A question about two or more things → one question for each, with what they share.

A和B哪个…, A比B多…, A快还是B快: every side keeps the words around the joint, and takes over from
the first what it leaves out (2025年粮食目标比2024年实际少几亿斤: both are of grain).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.indicators import named, partial
from rag.words import content, cut
from rag.years import undated, year_spans

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Operand:
    """One side: its own words, and the question as it is with this side alone."""

    own: str
    text: str


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with the places and years that stand in it."""

    text: str
    places: tuple[Span, ...]
    years: tuple[Span, ...]

    def marks(self, kind: str) -> tuple[Span, ...]:
        return {_PLACE: self.places, _YEAR: self.years}.get(kind, ())

    def lead(self, at: int) -> str:
        """What a side that begins here begins with: a place, a year or words."""
        at += len(re.match(r"[在的]?\s*", self.text[at:]).group())  # type: ignore[union-attr]
        kinds = (_PLACE, _YEAR)
        return next((k for k in kinds if any(s == at for s, _ in self.marks(k))), "")

    def begin(self, end: int, lead: str) -> int:
        """Where the first side, which ends here, begins, if the second begins with ``lead``."""
        before = [s for s, e in self.marks(lead) if e <= end]
        if before:
            return before[-1]
        opened = [m.end() for m in _OPENS.finditer(self.text, 0, end)]
        ended = [e for _, e in (*self.places, *self.years)]
        return max((p for p in (*opened, *ended) if p < end), default=0)

    def stop(self, at: int, first: Span) -> int:
        """Where a side ends that begins here, beside a first one."""
        start, lead = at, self.lead(at)
        spans = [(k, s) for k in (_PLACE, _YEAR) for s in self.marks(k)]
        inside = [(k, s) for k, s in spans if first[0] <= s[0] and s[1] <= first[1]]
        kinds = {k for k, _ in inside}
        while (mark := _next(self.text, at, [s for k, s in spans if k in kinds])) is not None:
            at = mark[1]
        rest = self.text[max((e for _, (_, e) in inside), default=first[0]) : first[1]]
        if lead and at > start and (not rest.strip(_EDGES) or self.text.startswith(rest, at)):
            return at + len(rest.rstrip(_EDGES))
        found = _END.search(self.text, max(at, start + 1))
        ends = [found.start() if found else len(self.text)]
        return min(ends + [s for k, (s, _) in spans if k not in kinds and s > at])


def _next(text: str, at: int, marks: Sequence[Span]) -> Span | None:
    """The place or year that begins here, or behind 的: 2026年的重庆."""
    behind = at + 1 if text[at : at + 1] == "的" else at
    return next((s for s in marks if s[0] in (at, behind)), None)


_PLACE, _YEAR = "place", "year"
_EDGES = " ，,。、；：:？?"
_WHOLE = re.compile(r"全国(?!性|各|人大)|(?:全省|全市)(?=$|[，？?没有吗]|平均)")
_OPENS = re.compile(
    r"[，,。；;：:？?的“]|(?<![城村])[里中](?=[，,]|的)|由(?!于)|[给从把按]|对(?!外)|以来|期间|[那这][几两三四五]年"
    r"|年[底末初]|是(?!否)"
)


def operands(text: str, places: Sequence[Span]) -> tuple[Operand, ...]:
    """The sides of a comparison; empty where a question has no two of them.

    ``places`` is where the places stand that the text names.
    """
    whole = [m.span() for m in _WHOLE.finditer(text)]
    spots = tuple(sorted({*places, *whole}))
    question = _Question(text, spots, tuple(year_spans(text)))
    for way in (_either, _measured, _joined):
        joint = way(question)
        names = [text[slice(*p)] for p in spots]
        if joint is not None and all(_is_side(s, names) for s in joint.sides):
            return tuple(_told(joint, names))
    return ()


def spelled(text: str) -> str:
    """The question with what is named together named one by one, and each year said once."""
    text = _AGAIN.sub(r"\1", text)
    return _SECTORS.sub("第一产业、第二产业、第三产业", text) if "哪" in text else text


_AGAIN = re.compile(
    r"[“\"]?(?:十[一二三四五六]|[六七八九])五[”\"]?期?末?(?:[（(]|也?就?是|即)((?:19|20)\d\d年?)[末底]?[）)]?"
)
"""“十四五”末（2025年）: one year that is said twice."""

_SECTORS = re.compile(r"(?:三次|一、?二、?三)产业(?!结构|比)")


@dataclass(frozen=True, slots=True)
class _Joint:
    """Where sides meet: what stands before them all, they themselves, what follows them all."""

    before: str
    sides: tuple[str, ...]
    after: str


_OUTCOME = (
    r"(?:是|更)?(?:调|上|下|放|收|增|减|变|改|提)?"
    r"[高低多少快慢大小好差坏增减升降涨跌宽紧严松调加]{1,2}了?些?"
)
_TURN = re.compile(_OUTCOME)
"""What a question offers as an outcome, not as a side: 高了还是低了, 好了还是差了."""
_VERDICT = re.compile(
    rf"[，,]?(?:到底)?(?:是|有没有)?得?{_OUTCOME}还是{_OUTCOME}(?=[，。？?]|$)"
    r"|[，,](?:谁|哪[个年家边])更?[高低多少大小]"
)


_NEUTRAL = re.compile(
    r"目标|(?:(?<=年)|^)要(?=[新建完开改扩达做引培投])|计划数?|打算|准备|力争|想要?|实际|完成数?|预期|预计|安排|当年|全年|年?[初末底]|水平|数字|[那这]年|结果|原来的?|原定的?|既定的?|预定的?|(?<!固)定的|[说的了是]"
)
"""Words of a side that say only whether it is meant or done."""


def _is_side(side: str, places: Sequence[str]) -> bool:
    """Whether words can be a side: not 目标 and 实际 alone, and nothing that asks."""
    side = side.strip(_EDGES)
    named_by_mark = len(_bare(side, places)) < len(side)
    return bool(side) and not _ASKS.search(side) and (named_by_mark or bool(_NEUTRAL.sub("", side)))


_ASKS = re.compile(
    r"多少|几[^年]|哪|谁|什么|怎|^[跟与和同差]|最[高低多少快慢大小]的?$|^(?:涨幅|增幅|降幅|增速|增长率|占比|比重|排名|规模|总量)$"
)


def _told(joint: _Joint, places: Sequence[str]) -> list[Operand]:
    """The sides as questions of their own."""
    first = joint.sides[0]
    shared = _NEUTRAL.sub("", _bare(first, places))
    after = _VERDICT.sub("", joint.after)
    found = []
    for number, side in enumerate(joint.sides):
        words = shared if number and _elliptic(side, first, places) else ""
        text = f"{joint.before}{side}{words}{after}"
        found.append(Operand(own=side.strip(_EDGES), text=text))
    return found


def _elliptic(side: str, first: str, places: Sequence[str]) -> bool:
    """Whether a side leaves out what it is about: 2024年, 2024年实际的, 上年新开工的."""
    bare = _bare(side, places).strip(_EDGES)
    if len(bare) == len(side.strip(_EDGES)):
        return False
    own = content(_NEUTRAL.sub(" ", bare))
    return bare.endswith("的") or all(t in first for t in own)


def _bare(text: str, places: Sequence[str]) -> str:
    """A side without its year and place."""
    text = undated(text)
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(place, "")
    return text


_OR = re.compile(r"[，,、]?还是")


def _either(question: _Question) -> _Joint | None:
    """A快还是B快: what both say at their ends is what is asked of them."""
    text = question.text
    found = _OR.search(text)
    if found is None:
        return None
    end = re.search("[，,？?。]", text[found.end() :])
    stop = found.end() + end.start() if end else len(text)
    start = question.begin(found.start(), question.lead(found.end()))
    one, other = text[start : found.start()], text[found.end() : stop]
    if len(other) < 2 or _TURN.fullmatch(other):
        return None
    words, others = cut(one), cut(other)
    same = 0
    while same < min(len(words), len(others)) - 1 and words[-1 - same] == others[-1 - same]:
        same += 1
    tail = "".join(others[len(others) - same :]).lstrip("年月底末")
    sides = (one.removesuffix(tail), other.removesuffix(tail))
    return _Joint(text[:start], sides, tail + text[stop:])


_THAN = re.compile(
    r"(?<![占同环相对各贷例])比(?![例重率赛较武值拼])|(?<!比)较(?=(?:19|20)\d\d|上年|去年|前一年)"
    r"|(?<![没所含还具拥])有(?=[^，。有]{2,14}(?:那么|这么)?[快高多大慢低少好](?:[吗么]|没有?|$|[？?]))"
    r"|跑赢|高于|低于|快于|慢于|超过|多于|少于|是(?=[^，。是]{2,24}的(?:多少|几)倍)"
)
_PREDICATE = re.compile(
    r"净?(?:至少)?(?:又|能|要|还|会)?(?:高(?![速新等中标质铁端校层])|低(?![保碳收空])|多(?![元层式])"
    r"|少(?![数年儿])|(?<!新)增(?![长速幅值])(?!加值)|增长(?=[了得多几百])|减(?![税排灾贫])|快(?![递速])|慢|调|涨|下降|提高|扩大|翻|好|差(?!额)"
    r"|改善|变|怎|如何|有(?:没有|什么|啥|何)|是(?!否)|的(?:多少|几)倍|[了没]没?有?(?:吗|$)|没有|吗|[，,？?]|$)"
)
_LONGEST = 30
_NOT_APART = re.compile("哪|谁|^(?:上一?年|去年|前一?年|上年同期|同期|年初|全[国省市县]平均)$")
"""What is asked for, or only what a change is counted from: 比上年增长几."""
_URGED = re.compile("(?:是不是|是否|至少|大概|大约)?[要得会能将]?$")


def _measured(question: _Question) -> _Joint | None:
    """A比B多…, A跑赢B没有."""
    text = question.text
    for than in _THAN.finditer(text):
        if _PREDICATE.match(text, than.end()):
            continue
        stop = _PREDICATE.search(text, than.end() + 1)
        at = stop.start() if stop else len(text)
        second = text[than.end() : at]
        if len(second) > _LONGEST or _NOT_APART.search(second):
            continue
        lead = question.lead(than.end())
        start = question.begin(than.start(), lead)
        first = _URGED.sub("", text[start : than.start()])
        if not lead:
            second += _head(first, second)
        after = text[at:] if re.search("快|慢|幅|速", text[at:]) else ""
        return _Joint(text[:start], (first, second), after)
    return None


_WHICH_YEAR = re.compile("哪一?年")
_AND = re.compile(
    r"以及|还有|加上|再加|加(?=[^快强大工装入起在息速]{2,8}[，,].{0,6}(?:共|合|加起|总))|[和与跟同及、]"
)
_END = re.compile(
    r"(?:相)?比(?![例重率])|相(?:差|较)|哪|谁|各|分别|[两三四五六几]+[个项大类种样家地年县市区省者块]|这|都|[里中](?=哪|谁|[，,])|加(?:起来|总|在|一)|合(?:计|起来|在)|一共|总共"
    r"|之和|总和|[，,。？?；;、]|以?及|和|与|跟|加上|算(?=[，,]|$)|差(?=[几多了]|$)|的(?!(?:目标|实际|计划|完成)数?(?:相?比|[，,]))|给|占(?!比|地)|定(?=[的得在了])"
)


_KIND_OF = re.compile("这[类种样些]|等|之类|一类")


def _joined(question: _Question) -> _Joint | None:
    """A和B，哪个…; A、B和C分别…: the first joint that has words on both sides."""
    text = question.text
    for joint in _AND.finditer(text):
        lead = question.lead(joint.end())
        if _WHICH_YEAR.search(text) and lead != _YEAR:
            continue
        start = question.begin(joint.start(), lead)
        first = (start, joint.start())
        if not text[slice(*first)].strip(_EDGES):
            first = (start, start)
        sides, at = [text[start : joint.start()]], joint.end()
        while True:
            stop = question.stop(at, first)
            again = "的" + text[start : joint.start()]
            if not lead and text[start - 1 : start] == "的" and text.startswith(again, stop):
                stop += len(again)  # 城里人的收入和农民的收入
                start = question.begin(start - 1, lead)
                sides = [text[start : joint.start()]]
            if _OWNED.search(sides[0]) and (owned := _OWNING.match(text, stop)):
                stop = owned.end()  # 五寨改造的危房和沁水修缮的民房各多少
            sides.append(text[at:stop])
            following = _AND.match(text, stop)
            at = stop
            if following is None:
                break
            at = following.end()
        if _KIND_OF.match(text, at):
            continue  # 杀人、绑架、放火这类犯罪: one thing with examples
        if not all(1 < len(s.strip(_EDGES)) <= _LONGEST for s in sides):
            continue
        after = re.sub(r"^相?比(?:较|起来)?[，,]?", "，", text[at:])
        if not lead:
            sides = [s + _head(sides[-1], s) for s in sides[:-1]] + sides[-1:]
            sides = [sides[0], *(_kind(sides[0], s) for s in sides[1:])]
        return _Joint(text[:start], tuple(sides), after)
    return None


_OWNED = re.compile("的[^，。的]{1,6}$")
_OWNING = re.compile("的[^，。的各分哪谁]{1,8}(?=各|分别|哪|谁|，)")
"""A side that names its thing itself, so that what stands behind the other is the other's."""
_MEASURED = (("产量", "销量", "产能", "产值"), ("人次", "收入", "消费"), ("笔数", "金额", "件数"))


def _kind(first: str, side: str) -> str:
    """A side that only names another measure, with the thing that is measured: 汽车产量和销量."""
    for measures in _MEASURED:
        ends = next((m for m in measures if first.endswith(m)), "")
        if ends and side in measures:
            return first.removesuffix(ends) + side
    return side


_MODIFIES = re.compile(
    r"[国省市县区部]家?级|城[市镇乡里]|农村|乡村|国有|民营|公立|私立|中央|地方|境内|境外|地[上下面]"
)
"""Words that say nothing without the noun behind them."""


_TAIL = re.compile(r"(?:占[^，占]{2,8}的?)?(?:比重|占比)$|(?:增速|增幅|涨幅|增长率)$")
"""What is measured of both sides and only one of them says: 第三产业比重比第二产业."""


_MEASURE = re.compile("(?:增加值|总?产值|收入|投资额?|支出|总额|产量|规模|余额)$")


def _head(longer: str, shorter: str) -> str:
    """What the longer of two sides says for both: 城里和农村居民收入, 城里收入比农村."""
    shorter, longer = shorter.strip(_EDGES), longer.strip(_EDGES)
    measure = _TAIL.search(longer)
    if measure and shorter and not _TAIL.search(shorter) and longer != measure.group():
        return measure.group()
    names = named(longer, asking=True)
    known = names or _MODIFIES.fullmatch(shorter)
    if not shorter or shorter[-1:] == longer[-1:] or named(shorter, asking=True) or not known:
        return ""
    if names and names[-1].start > 0:
        measure = _MEASURE.search(longer) if partial(longer, names[-1]) else None
        return measure.group() if measure else longer[names[-1].start :]
    return "".join(cut(longer)[len(cut(shorter)) :])
