"""Yes or no: the figure or the sentence that decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rag import asks
from rag.numerals import figures, han_number, same
from rag.reader import arithmetic, compare, prose
from rag.reader.candidate import Candidate
from rag.reader.choose import candidates, fitting, taken, taken_of
from rag.reader.derived import LEVELS
from rag.reader.match import Segment
from rag.reader.sides import of_regions, sides
from rag.reader.verdict import improved
from rag.reader.wording import claim, figure_text
from rag.types import Answer, Basis, Evidence, Outcome, Quantity, Query


def decide(query: Query, evidence: Evidence) -> Answer | None:
    """The sentence that decides, and yes or no where the words themselves decide it."""
    if (each := _each(query, evidence)) is not None:
        return each
    if (ranked := _ranked(query, evidence)) is not None:
        return ranked
    if (scoped := _scoped(query, evidence)) is not None:
        return scoped
    claimed = _claimed(query)
    if claimed is not None and len(query.regions) > 1 and _OF_ALL.search(query.standalone):
        return _all_reached(query, evidence, claimed)
    if claimed is not None and (reached := _reached(query, evidence, claimed)) is not None:
        return reached
    if (attributed := _attributed(query, evidence)) is not None:
        return attributed
    if len(query.operands) == 2 and (between := _between(query, evidence)) is not None:
        return between
    if len(query.years) == 2 and (sped := _sped(query, evidence)) is not None:
        return sped
    if len(query.indicators) == 1 and (word := _AHEAD.search(query.standalone)):
        wider = _ahead_of_all(query, evidence, behind=_BEHIND.search(word.group()) is not None)
        if wider is not None:
            return wider
    if len(query.indicators) == 2 and (word := _AHEAD.search(query.standalone)):
        return _ahead(query, evidence, behind=_BEHIND.search(word.group()) is not None)
    if claimed is None and (moved := _moved(query, evidence)) is not None:
        return moved
    return _staged(query, evidence) or prose.quote(query, evidence)


def _each(query: Query, evidence: Evidence) -> Answer | None:
    """Two questions at once, each with the sentence that decides it."""
    parts = [p for p in re.split("[？?；;]", query.standalone) if len(p) > _SENTENCE]
    if len(parts) != 2 or query.indicators or query.language == "en":
        return None
    answers = []
    for part in parts:
        terms = tuple(t for t in query.terms if t in part)
        own = replace(query, standalone=part, terms=terms, operands=())
        answers.append(prose.quote(own, evidence) if terms else None)
    claims = tuple(dict.fromkeys(c for answer in answers if answer for c in answer.claims))
    if not all(answers) or len(claims) < len(parts):
        return None
    text = "".join(c.text for c in claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


_SENTENCE = 6
"""Characters from which a part of a question is one by itself."""
_FASTER = re.compile("提高|加快|上升|提升|扩大|高出|快了?$")
_SLOWER = re.compile("回落|放缓|下降|收窄|降低|减少|慢了?$")


def _sped(query: Query, evidence: Evidence) -> Answer | None:
    """Whether a rate is above the last year's, where the report says by how many points."""
    up, down = re.search("[快高大多升涨]", query.standalone), re.search("[慢低小少降]", query.standalone)
    last, first = max(query.years), min(query.years)
    if last - first != 1 or len(query.indicators) != 1 or bool(up) == bool(down):
        return None
    bare = replace(query, intent=asks.FIGURE, years=(last,), units=(), kinds=(), operands=())
    found = [c for c in candidates(bare, evidence) if not set(c.faults) - {"kind"}]
    for one in found:
        than = re.search(rf"[比较](?:上年|去年|{first}年)", one.left)
        faster, slower = _FASTER.search(one.left), _SLOWER.search(one.left)
        points = one.observation.quantity.unit == "百分点"
        if not (points and than) or bool(faster) == bool(slower):
            continue
        rate = [c for c in found if c.where == one.where and c.figure < one.figure][-1:]
        claims = tuple(claim(c, figure_text(query, c)) for c in (*rate, one))
        so = bool(faster) == bool(up)
        text = _yes(query, so, denied="不是，") + "；".join(c.text for c in claims) + "。"
        return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
    return None


def _attributed(query: Query, evidence: Evidence) -> Answer | None:
    """Whether so many things are what the question calls them: 200个是休闲观光蜂场吗."""
    asked = [f for f in figures(query.standalone) if not (f.is_year or f.bare or f.is_rank or f.han)]
    if len(asked) != 1 or query.indicators or asked[0].quantity.unit in ("%", "元", ""):
        return None
    bare = replace(query, intent=asks.FIGURE, units=(), kinds=(), operands=())
    found = [c for c in candidates(bare, evidence) if not c.faults]
    said = next((c for c in found if same(c.observation.quantity, asked[0].quantity)), None)
    if said is None:
        return None
    rest = query.standalone[asked[0].end :]
    named = [t for t in query.terms if t in rest and len(t) > 1]
    own = [t for t in named if t in said.zones.own]
    other = [
        c
        for c in found
        if c.where == said.where
        and c is not said
        and c.observation.quantity.unit == said.observation.quantity.unit
        and sum(t in c.zones.own for t in named) > len(own)
    ]
    if not other or not named:
        return None
    claims = tuple(claim(c, figure_text(query, c)) for c in (said, other[0]))
    text = _yes(query, so=False, denied="不是，") + "；".join(c.text for c in claims) + "。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


_FINISHED = r"建成|完工|竣工|投用|投入使用|投入运营|通车|开通|启用|投产|落成|建好|修好|完成"
_UNDERWAY = re.compile(
    r"开工(?!率)|动工|奠基|启动|加快|推进|在建|正在|前期|谋划|力争|力促|确保|计划|即将|争取|开展|抓好"
)
_DONE = re.compile(_FINISHED)
_ASKS_DONE = re.compile(
    rf"(?:{_FINISHED})(?:[^，。？?]{{0,4}}(?:了|没|吗|吧)|的[^，。？?]{{0,6}}，(?:对|是)|的?吗)"
)


def _staged(query: Query, evidence: Evidence) -> Answer | None:
    """Whether something is finished, where its clause says that it is, or only under way."""
    asked = _ASKS_DONE.search(query.standalone)
    if asked is None or query.indicators or query.basis is Basis.TARGET:
        return None
    terms = tuple(t for t in query.terms if not _DONE.search(t))
    if not terms:
        return None
    bare = replace(query, terms=terms)
    for segment in prose.segments(bare, evidence)[:1]:
        part = _closest(query, segment)
        done, underway = _DONE.search(part.text), _UNDERWAY.search(part.text)
        if segment.coverage < _SURE or bool(done) == bool(underway):
            return None
        answer = prose.quoted(query, [part])
        return replace(answer, text=_yes(query, done is not None) + answer.text)
    return None


def _closest(query: Query, segment: Segment) -> Segment:
    """The clause of a segment that has the longest run of the question's characters."""

    def run(text: str) -> int:
        asked = query.standalone
        size = 0
        for start in range(len(asked)):
            while asked[start : start + size + 1] in text and start + size < len(asked):
                size += 1
        return size

    spans = [m.span() for m in re.finditer("[^，；。]+", segment.text)]
    best = max(spans, key=lambda s: run(segment.text[slice(*s)]), default=(0, 0))
    return replace(segment, start=segment.start + best[0], end=segment.start + best[1])


def _all_reached(query: Query, evidence: Evidence, claimed: Quantity) -> Answer | None:
    """Whether the figures of all places are as large, or as small, as the question says."""
    each = [
        _reached(replace(query, regions=(r,), operands=()), of_regions(evidence, [r.full]), claimed)
        for r in query.regions
    ]
    claims = tuple(c for answer in each if answer for c in answer.claims)
    if not all(each) or not claims:
        return None
    so = all(a.text.startswith(_yes(query, so=True)) for a in each if a)
    end = "." if query.language == "en" else "。"
    text = _yes(query, so, denied="不是，") + "；".join(c.text for c in claims) + end
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


def _reached(query: Query, evidence: Evidence, claimed: Quantity) -> Answer | None:
    """Whether a figure is as large, or as small, as the question says: 过百亿了吗, 降到40以下没有.

    What grew or was added is set back where the whole is spoken of.
    """
    told = _PASSED.sub("", query.standalone.partition(claimed.written)[0])
    bare = replace(
        query,
        intent=asks.FIGURE,
        terms=tuple(t for t in query.terms if t in told or not query.indicators),
        units=(claimed.unit,) if claimed.unit else (),
        basis=query.basis or (Basis.ACTUAL if _HAPPENED.search(query.standalone) else None),
        operands=(),
    )
    good = taken(bare, evidence)
    of_its_size = [c for c in good if _of_size(c.observation.quantity.value, claimed.value)]
    whole = _MORE.search(query.standalone) is None and claimed.unit not in ("%", "百分点")
    of_its_size.sort(key=lambda c: whole and c.observation.kind in ("added", "growth", "decline"))
    if not of_its_size:
        return None
    said, true = figure_text(query, of_its_size[0]), of_its_size[0].observation.quantity
    small = _AT_MOST.search(query.standalone) is not None
    so = true.value <= claimed.value if small else true.value >= claimed.value
    cited = claim(of_its_size[0], said)
    text = f"{_yes(query, so)}{said}。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(cited,))


_HAPPENED = re.compile("[了过](?:没有?|吗|吧)?[？?]?$")
_MORE = re.compile("新增|净增|增加|增长|减少|下降|[多少降减涨]了")
_AT_MOST = re.compile("不到|不足|不超|低于|少于|小于|以[下内]|降[到至]|控制在|压[到减]")


def _of_size(value: Decimal, claimed: Decimal) -> bool:
    """Whether a figure may be what one of some size is said of."""
    return not claimed or Decimal("0.1") <= abs(value / claimed) <= 10


_ORDINAL = r"[一二三四五六七八九十\d]+"
_FIRST = re.compile(
    rf"(?<![前头])第(?P<n>{_ORDINAL})(?![季产次批期届步个条])|(?P<top>前)(?P<m>{_ORDINAL})[名位强甲]?"
    r"(?=[了吗吧没行列之，？?]|$)|首位|榜首|头一?名|头把交椅|第一(?=[了吗吧没？?]|$)"
)


def _ranked(query: Query, evidence: Evidence) -> Answer | None:
    """Whether a rank is the one that the question puts forward."""
    asked = _FIRST.search(query.standalone)
    if asked is None or not (query.indicators or query.terms):
        return None
    if not _PLACED.search(query.standalone):
        return None
    word = asked.group("n") or asked.group("m") or "1"
    number = Decimal(word) if word.isdigit() else han_number(word)
    bare = replace(query, intent=asks.RANK, kinds=("rank",), units=())
    everything = candidates(bare, evidence)
    found = taken_of(bare, evidence, everything)
    if not found or number is None:
        return None
    place = found[0].observation.quantity.value
    so = place <= number if asked.group("top") else place == number
    word = _yes(query, so, denied="不是，")
    ranked = [*_placed_so(found[0], everything), found[0]]
    claims = tuple(claim(c, figure_text(query, c)) for c in ranked)
    text = word + "；".join(c.text for c in claims) + "。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


def _placed_so(rank: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    """The figure by which something takes its place: 增长9%，全省第1."""
    before = [
        c
        for c in found
        if c.where == rank.where
        and c.figure < rank.figure
        and c.observation.kind in (*LEVELS, "growth", "decline")
        and c.observation.subject in rank.observation.subject
    ]
    return sorted(before, key=lambda c: c.figure)[-1:]


_FOREMOST = re.compile(
    r"(全[国省市县区球]|世界)[^，。；]{0,4}?(率先|首[个家批例]|唯一|第一[个家批例]|最[早先大高])"
)
"""Among whom something is the first or the only one."""


def _scoped(query: Query, evidence: Evidence) -> Answer | None:
    """Whether something is the first among those that the question says: 全省率先, not 全市率先."""
    asked = _FOREMOST.search(query.standalone)
    if asked is None:
        return None
    for segment in prose.segments(query, evidence)[:1]:
        part = prose.narrowed(query, evidence, segment)
        said = _FOREMOST.search(part.text)
        if segment.coverage < _SURE or said is None or said.group(2)[0] != asked.group(2)[0]:
            return None
        answer = prose.quoted(query, [part])
        word = _yes(query, so=said.group(1) == asked.group(1), denied="不是，")
        return replace(answer, text=word + answer.text)
    return None


_SURE = 0.7
"""Coverage of the question's words from which a sentence is about the same thing."""
_PLACED = re.compile("[全各][国省市县区]|榜首|头把|[排列居位]|名次|挤进|进入|跻身|当中|里头?")
"""What says that an ordinal is a place among others."""

_THAN_ALL = r"比全[国省市][^，。]{0,6}"
_AHEAD = re.compile(
    r"跑赢|高于|超过|快于|大于|多于|低于|慢于|少于|小于|落后于"
    rf"|{_THAN_ALL}(?:[还更要]{{0,2}}(?:高|快|凶|猛|厉害|大|多|强)|[还更要]{{0,2}}(?:低|慢|少|小|弱))"
)
_BEHIND = re.compile("低于|慢于|少于|小于|落后于|[低慢少小弱]$")


def _ahead_of_all(query: Query, evidence: Evidence, *, behind: bool) -> Answer | None:
    """Whether a place is ahead of the whole (全省, 全国), where its report says by how much."""
    whole = re.search(r"全[国省市]", query.standalone)
    if whole is None:
        return None
    bare = replace(query, intent=asks.FIGURE, units=("%", "百分点"), kinds=("growth", "decline"))
    found = fitting(bare, evidence)
    for one in found:
        text = one.passage.reading.text[one.clause[0] : one.figure[0]]
        said = re.search(rf"(高于|快于|超过|高出|低于|慢于)[^，；。\d]{{0,6}}{whole.group()}", text)
        if said is None:
            continue
        so = (said.group(1) in ("低于", "慢于")) == behind
        own = [c for c in found if c.sentence == one.sentence and c.figure < one.figure][-1:]
        claims = tuple(claim(c, figure_text(query, c)) for c in (*own, one))
        text = _yes(query, so) + "；".join(c.text for c in claims) + "。"
        return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
    asked = replace(query, intent=asks.ENTITY, terms=())
    for segment in prose.segments(asked, evidence):
        said = re.search(
            rf"(?:高于|快于|超过|低于|慢于|落后于?|不及)[^，；。]{{0,6}}{whole.group()}",
            segment.text,
        )
        if said and segment.coverage >= 1.0 and prose.timely(asked, segment):
            answer = prose.quoted(query, [segment])
            so = (_BEHIND.search(said.group()) is not None or "不及" in said.group()) == behind
            return replace(answer, text=_yes(query, so, denied="不是，") + answer.text)
    return None


_BETTER = re.compile("变?好|改善|提升")


def _between(query: Query, evidence: Evidence) -> Answer | None:
    """Whether the first of two sides is what the question says of it beside the second."""
    answer = compare.compare(replace(query, intent=asks.COMPARE), evidence)
    values = [c.quantity.value for c in answer.claims if c.quantity] if answer else []
    if answer is None or len(values) != 2:
        return None
    above, text = values[0] > values[1], query.standalone
    if _BETTER.search(text):
        found = [s.found.observation for s in sides(query, evidence) if s.found is not None]
        so = improved(query, found, above) and values[0] != values[1]
    elif _DOWN.search(text) or (_AHEAD.search(text) and _BEHIND.search(_AHEAD.search(text).group())):
        so = values[0] < values[1]
    elif _UP.search(text) or _AHEAD.search(text) or re.search("[更比].*[高多快大]", text):
        so = above
    else:
        return answer
    return replace(answer, query=query, text=_yes(query, so) + answer.text)


def _ahead(query: Query, evidence: Evidence, *, behind: bool) -> Answer | None:
    """Whether the first of two indicators is ahead of the second."""
    answer = compare.compare(replace(query, intent=asks.COMPARE), evidence)
    if answer is None or len(answer.claims) != 2:
        return answer
    one, other = (c.quantity.value if c.quantity else None for c in answer.claims)
    if one is None or other is None:
        return answer
    so = one < other if behind else one > other
    return replace(answer, query=query, text=_yes(query, so) + answer.text)


_UP = re.compile(
    r"增长|增加(?!值)|上升|提高|涨|比.{1,6}(?:多|高)(?!少)|rise|rose|grow|grew|increase",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"下降|减少|降低|跌|比.{1,6}(?:少|低)|fall|fell|drop|decline|decrease", re.IGNORECASE
)


def _moved(query: Query, evidence: Evidence) -> Answer | None:
    """Whether an indicator rose or fell in a year: its growth rate, else two years' values."""
    up, down = _UP.search(query.standalone), _DOWN.search(query.standalone)
    if not query.indicators or len(query.years) != 1 or bool(up) == bool(down):
        return None
    bare = replace(query, intent=asks.FIGURE, kinds=("growth", "decline"), units=("%",))
    bare = replace(bare, basis=query.basis or Basis.ACTUAL)
    if found := [c for c in fitting(bare, evidence) if c.observation.kind in ("growth", "decline")]:
        one = found[0].observation
        fell = (one.kind == "decline") != (one.quantity.value < 0)
        cited = claim(found[0], figure_text(query, found[0]))
        text = f"{_yes(query, fell == bool(down))}{cited.text}。"
        return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(cited,))
    year = query.years[0]
    both = replace(
        query, years=(year, year - 1), kinds=(), intent=asks.DIFFERENCE, basis=Basis.ACTUAL
    )
    answer = arithmetic.difference(both, evidence)
    if answer is None or len(answer.claims) != 3:
        return None
    values = {c.years: c.quantity.value for c in answer.claims if c.quantity}
    fell = values.get((year,), 0) < values.get((year - 1,), 0)
    return replace(answer, query=query, text=_yes(query, fell == bool(down)) + answer.text)


def _yes(query: Query, so: bool, denied: str = "没有，") -> str:
    if query.language == "en":
        return "Yes: " if so else "No: "
    return "是的，" if so else denied


_OF_ALL = re.compile(r"都|全部|全都|均|完成|办完|完工|落实|兑现|建成|\ball\b")
_REACHED = re.compile(
    r"(?:到|达|过|超|破|是|为|有|足|满|于|了|[高低多少]|增长|下降|降|涨)[\u4e00-\u9fff]?$"
)


_GATES = re.compile("大?关口?|门槛")
_SAID = re.compile("以[上下内]|[多余]?(?:的?(?:目标|水平))?[了吗没吧？?，]|$")
_PASSED = re.compile(r"(?:[过破超达到满够上]|不到|不足|低于|少于)了?$")


def _claimed(query: Query) -> Quantity | None:
    """The figure that a yes-or-no question puts forward: 到5.3亿斤了吧, 一半以上吗."""
    text = _GATES.sub("", query.standalone)
    if "两位数" in text:
        return Quantity(value=Decimal(10), unit="%", written="两位数")
    for figure in figures(text):
        if _OF_ALL.search(text) and not _REACHED.search(text[: figure.start]):
            continue  # 18项实事都办完了吗: the figure only says what is spoken of
        if figure.is_year or figure.bare or figure.is_rank:
            continue
        if figure.quantity.unit == "成":
            tenths = figure.quantity
            return replace(tenths, value=tenths.value * 10, unit="%")
        before, behind = text[: figure.start], text[figure.end :]
        if _PASSED.search(before) or (not figure.han and _SAID.match(behind)):
            return figure.quantity
        if not figure.han and _REACHED.search(before):
            return figure.quantity
    if half := re.search("一半|[过超]半(?![年天月日价])", text):
        return Quantity(value=Decimal(50), unit="%", written=half.group())
    return None
