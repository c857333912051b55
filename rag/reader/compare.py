"""Several figures beside each other: which is higher, target against outcome, two asked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag import asks
from rag.reader import arithmetic, prose
from rag.reader.candidate import Candidate
from rag.reader.choose import fitting
from rag.reader.extent import LIMIT, narrowed
from rag.reader.match import Matcher, Segment, Zones
from rag.reader.qualitative import in_words
from rag.reader.sides import Side, aimed, of_regions, sides
from rag.reader.verdict import verdict
from rag.reader.wording import claim, figure_text, sentence
from rag.types import (
    Answer,
    Basis,
    Claim,
    Evidence,
    Outcome,
    Part,
    Query,
)
from rag.wanted import counted_alike


def compare(query: Query, evidence: Evidence) -> Answer | None:
    """Each side's figure, then which is higher."""
    figures = query.indicators or query.units or query.kinds
    if len(query.regions) > 1 and not figures and asks.in_words(query.standalone):
        return _compare_prose(query, evidence)
    found = sides(query, evidence)
    if not found and query.language == "en":  # its sides are not told apart
        return prose.quote(query, evidence)
    present = [s for s in found if s.found is not None]
    if not evidence.widest and len(present) < len(found):
        return None
    if not present:
        wait = query.intent == asks.OUTCOME and not evidence.widest
        none = wait or query.indicators or query.units
        return None if none else _compare_prose(query, evidence)
    claims: list[Claim] = []
    for side in found:
        if side.found is not None:
            claims.append(claim(side.found, figure_text(side.query, side.found)))
    done = bool(present) and all(
        s.found.observation.basis is Basis.ACTUAL for s in present if s.found is not None
    )
    said = {id(s): _in_words(s, evidence, done=done) for s in found if s.found is None}
    claims.extend(c for words in said.values() for c in words)
    missing = [s.label for s in found if s.found is None and not said[id(s)]] + list(query.missing)
    text = "；".join(c.text.removesuffix("。") for c in claims) + "。"
    said_of_all = verdict(query, present) if len(present) == len(found) and not missing else ""
    if missing:
        text += f"{'、'.join(missing)}：已载入的报告中没有这一数据。"
    if said_of_all and (apart := arithmetic.how_far(query, present)) is not None:
        said_of_all = f"{said_of_all.removesuffix('：')}，{apart.text}："
        claims.insert(0, apart)
    return Answer(
        query=query, outcome=Outcome.ANSWERED, text=said_of_all + text, claims=tuple(claims)
    )


_MOST = re.compile(
    r"(?:哪|谁|什么).{0,16}最(?P<how>[多大高快强少低小慢])|最(?P<so>[多大高快强少低小慢])的.{0,8}(?:是|哪|谁)"
    r"|最(?:厉害|猛|凶)的?(?:分别)?是(?:哪|谁)|(?:哪|谁)[^，。？?]{0,12}最(?:厉害|猛|凶)"
)


def superlative(query: Query, evidence: Evidence) -> Answer | None:
    """Which of several things that one sentence lists is the most or the least."""
    asked = _MOST.search(query.standalone)
    if asked is None or query.operands:
        return None
    word = asked["how"] or asked["so"] or "大"
    words = dict.fromkeys((word, *_EXTREME.findall(query.standalone)))
    found = fitting(query, evidence)
    for first in found:
        beside = [
            c
            for c in found
            if c.where == first.where
            and c.observation.quantity.unit == first.observation.quantity.unit
            and c.observation.kind == first.observation.kind
        ]
        if len(beside) < 2:
            continue
        claims = tuple(
            claim(c, figure_text(query, c)) for c in sorted(beside, key=lambda c: c.figure)
        )
        heads = (f"最{word}的是{_extreme(word, beside).observation.subject}" for word in words)
        text = "，".join(heads) + "：" + sentence(query, claims)
        return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
    return None


_EXTREME = re.compile(r"最([多大高快强少低小慢])")


def _extreme(word: str, beside: Sequence[Candidate]) -> Candidate:
    """Of figures side by side the one that is the most, or the least, of what a word says."""
    pick = min if word in "少低小慢" else max
    return pick(beside, key=lambda c: c.observation.quantity.value)


def every_year(query: Query, evidence: Evidence) -> Answer | None:
    """The figure of each year that a question names; None where one of them is missing."""
    if len(query.years) < 2:
        return None
    found = [s for s in sides(query, evidence) if s.found is not None]
    if len(found) != len(query.years):
        return None
    return compare(query, evidence)


def _in_words(side: Side, evidence: Evidence, *, done: bool) -> tuple[Claim, ...]:
    """What a report says of an indicator without a figure (力争保持正增长).

    ``done``: no plan, where what was done stands on the other side.
    """
    if done and side.query.basis is None:
        side = replace(side, query=replace(side.query, basis=Basis.ACTUAL))
    if not side.query.indicators:
        return ()
    here = of_regions(evidence, [r.full for r in side.query.regions])
    if (said := in_words(side.query, here)) is not None:
        return said.claims
    one = replace(side.query, intent=asks.ENTITY, terms=())
    near = [s for s in prose.segments(one, here) if s.coverage >= 1.0 and prose.timely(one, s)]
    if not near:
        return ()
    part = prose.narrowed(one, evidence, near[0])
    return prose.quoted(one, [_with_change(side.query, part, near[0])]).claims


def _with_change(query: Query, part: Segment, whole: Segment) -> Segment:
    """A piece of a sentence as far as its first rate, where a movement is asked for."""
    moves = {"growth", "decline"} & set(query.kinds)
    rate = re.compile(r"(?<!占)\d[%％]").search(whole.passage.reading.text, part.end, whole.end)
    if not moves or re.search(r"\d[%％]", part.text) or rate is None:
        return part
    return replace(part, end=rate.end())


def _compare_prose(query: Query, evidence: Evidence) -> Answer | None:
    claims: list[Claim] = []
    for region in query.regions:
        sub = replace(query, regions=(region,), intent=asks.HOW)
        answer = prose.quote(sub, of_regions(evidence, [region.full]))
        if answer is not None:
            claims.extend(answer.claims)
    if not claims:
        return None
    return Answer(
        query=query,
        outcome=Outcome.ANSWERED,
        text="".join(c.text for c in claims),
        claims=tuple(claims),
    )


_JUDGED = re.compile(
    r"超(?:过|额|出)?[^，。；]{0,6}(?:计划|目标|任务)|"
    r"(?:未|没有|没|未能)[^，。；]{0,6}(?:完成|实现|达到?)|(?:低于|高于|高出|低出|优于|快于|慢于|超过|好于|达到|完成|实现|超额)[^，；。]{0,16}目标"
    r"|目标[^，；。]{0,8}(?:完成|实现|达到|落空)"
    r"|(?:完成|占|达到?)[^，；。]{0,10}(?:任务|计划|目标)的\s*\d"
    r"|(?:低于|高于|好于|优于)[^，；。\d]{0,10}(?:指标|任务|计划|预期)"
)
"""How a report says itself whether what was meant to be came about."""


def _judged(query: Query, evidence: Evidence) -> Answer | None:
    """The sentence in which a report itself sets what was done against what was planned."""
    asked = replace(query, intent=asks.ENTITY, basis=Basis.ACTUAL)
    for segment in prose.segments(asked, evidence)[:12]:
        judged = _JUDGED.search(segment.text)
        if judged and segment.coverage >= _ENOUGH and prose.timely(asked, segment):
            return prose.quoted(query, [_judging(asked, evidence, segment)])
    return None


def _judging(query: Query, evidence: Evidence, segment: Segment) -> Segment:
    """The clauses of a sentence that set what was done against what was planned."""
    matcher = Matcher(query, evidence.hits)
    full = matcher.coverage(Zones(own=segment.text))

    def fits(text: str) -> bool:
        named = all(prose.mentions(n, text) for n in query.indicators)
        return bool(_JUDGED.search(text)) and named and matcher.coverage(Zones(own=text)) >= full

    return narrowed(replace(query, intent=asks.FIGURE), fits, segment)


def _said_and_done(query: Query, evidence: Evidence) -> Answer | None:
    """What a report says is to be done, and what the next one says of it, in their own words."""
    if len(query.years) > 1 or not query.terms:
        return None
    told: list[Claim] = []
    for basis, part, gap in ((Basis.TARGET, Part.PLAN, 0), (Basis.ACTUAL, Part.REVIEW, 1)):
        asked = replace(query, intent=asks.ENTITY, basis=basis, operands=())
        fits = (
            s
            for s in prose.segments(asked, evidence)
            if s.passage.part is part
            and s.coverage >= _ENOUGH
            and (not query.years or s.passage.year - gap in query.years)
        )
        best = next(fits, None)
        if best is not None:
            whole = best.end - best.start <= LIMIT
            said = best if whole else prose.narrowed(asked, evidence, best)
            told.extend(prose.quoted(query, [said]).claims)
    if len({c.citations for c in told}) < 2:
        return None
    text = "".join(c.text for c in told)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=tuple(told))


_ENOUGH = 0.5
"""Coverage of the question's words from which such a sentence is about the same thing."""


def outcome(query: Query, evidence: Evidence) -> Answer | None:
    """Target and outcome of one year, and whether the target was met; of each thing asked about."""
    if len(query.years) > 1:
        return None  # one year's plan and another's outcome are set side by side
    if query.indicators:
        query = replace(query, terms=tuple(t for t in query.terms if t not in _HELD))
    if len(query.operands) > 1:
        parts = [(q.standalone, _met(replace(q, basis=None), evidence)) for q in query.operands]
        done = [(name, answer) for name, answer in parts if answer is not None]
        in_figures = all(any(c.quantity for c in a.claims) for _, a in done)
        if len(done) == len(parts) and in_figures:
            text = "".join(f"{_subject(name)}{a.text}" for name, a in done)
            claims = tuple(c for _, a in done for c in a.claims)
            return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
    return _met(query, evidence)


_HELD = frozenset({"控制", "达到", "完成", "实现", "兑现", "跑赢", "超过", "做到", "预期"})
"""Words of a question that only ask whether an aim was held."""


def _subject(name: str) -> str:
    return re.sub("的?(?:目标|计划)$", "", name)


def _met(query: Query, evidence: Evidence) -> Answer | None:
    both = aimed(query, evidence)
    target, actual = both[0].found, both[1].found
    if target is None and actual is None:
        stated = _judged(query, evidence) or _said_and_done(query, evidence)
        if stated is not None or not query.regions or not evidence.widest:
            return stated
        return _compare_prose(query, evidence)
    if target is None or actual is None:
        return _judged(query, evidence)
    goal, done = target.observation.quantity.value, actual.observation.quantity.value
    units = target.observation.quantity.unit, actual.observation.quantity.unit
    if units[0] != units[1] and not counted_alike(units[:1], units[1]):
        return None
    if target.observation.kind == "growth" and actual.observation.kind == "decline":
        done = -done
    met = (
        done <= goal
        if "以内" in target.observation.modality or "以下" in target.observation.modality
        else done >= goal
    )
    claims = (
        claim(target, figure_text(both[0].query, target)),
        claim(actual, figure_text(both[1].query, actual)),
    )
    if query.language == "en":
        head = "Yes, the target was met: " if met else "No, the target was not met: "
    else:
        head = "完成了：" if met else "没有完成："
    text = head + sentence(query, claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
