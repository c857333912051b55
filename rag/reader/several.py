"""Questions over several figures: compare, difference, sum, target against outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag import asks
from rag.indicators import indicators, named
from rag.reader import prose
from rag.reader.choose import Candidate, fitting
from rag.reader.wording import claim, figure_text, place, region_english, shown
from rag.types import (
    Answer,
    Basis,
    Claim,
    Evidence,
    Outcome,
    Quantity,
    Query,
)
from rag.words import content
from rag.years import years_in


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what is asked there and what was found."""

    label: str
    query: Query
    found: Candidate | None


def sides(query: Query, evidence: Evidence) -> list[Side]:
    """A query for every place, year or basis that is set against another."""
    queries = (
        _by_wording(query)
        or _by_place(query)
        or _by_year(query)
        or _by_indicator(query)
        or _by_item(query)
    )
    found: list[Side] = []
    for label, one in queries:
        whole = Side(label, one, _first(one, evidence))
        parts = PARTS.get(one.indicators[0], ()) if len(one.indicators) == 1 else ()
        if whole.found is None and parts:
            by_part = [replace(one, indicators=(p,)) for p in parts]
            sides_of = [Side(label, q, _first(q, evidence)) for q in by_part]
            found.extend(s for s in sides_of if s.found is not None)
        else:
            found.append(whole)
    return found


PARTS = {"居民人均可支配收入": ("城镇居民人均可支配收入", "农村居民人均可支配收入")}
"""Indicators that a report may give by their parts only."""


def _first(query: Query, evidence: Evidence) -> Candidate | None:
    found = fitting(query, of_regions(evidence, [r.full for r in query.regions]))
    return found[0] if found else None


def of_regions(evidence: Evidence, regions: Sequence[str]) -> Evidence:
    """The evidence of some places only."""
    if not regions:
        return evidence
    return replace(
        evidence,
        hits=tuple(h for h in evidence.hits if h.passage.region in regions),
        observations=tuple(o for o in evidence.observations if o.region in regions),
        scope=tuple(c for c in evidence.scope if c.region.full in regions),
    )


def _by_place(query: Query) -> list[tuple[str, Query]]:
    if len(query.regions) + len(query.missing) < 2:
        return []
    return [(r.name, replace(query, regions=(r,), missing=())) for r in query.regions]


def _by_year(query: Query) -> list[tuple[str, Query]]:
    if len(query.years) < 2:
        return []
    return [(f"{y}年", replace(query, years=(y,))) for y in sorted(query.years, reverse=True)]


def _by_indicator(query: Query) -> list[tuple[str, Query]]:
    if len(query.indicators) < 2:
        return []
    return [(n, replace(query, indicators=(n,), kinds=query.kinds)) for n in query.indicators]


def _by_item(query: Query) -> list[tuple[str, Query]]:
    """人大建议和政协提案哪个多: a query for each of two named things."""
    match = re.search(
        r"([^，。]{2,16}?)(?:和|与|跟|还是)([^，。]{2,12}?)(?:哪个|哪一个|哪项|谁|各|分别)",
        query.standalone,
    )
    if match is None:
        return []
    items = [[t for t in query.terms if t in match.group(g)] for g in (1, 2)]
    if not all(items):
        return []
    rest = [t for t in query.terms if not any(t in i for i in items)]
    return [("".join(i), replace(query, terms=(*i, *rest))) for i in items]


def _by_wording(query: Query) -> list[tuple[str, Query]]:
    """A 比 B …: each side keeps what it says of year and basis, and shares the rest."""
    match = re.match(
        r"(.+?)(?:(?:比|较)(.{2,30}?)(?:高|低|多|少|增|减|快|慢|调)|(?:和|与|跟)(.{2,30}?)(?:相比|比|差))",
        query.standalone,
    )
    if match is None or len(query.regions) > 1:
        return []
    halves = []
    second = match.group(2) or match.group(3)
    for text in (match.group(1), second):
        years, _ = years_in(text, None)
        halves.append((text, years[-1:], asks.basis(text)))
    if not halves[1][1] and halves[1][2] is None:
        return []
    first_year = halves[0][1] or query.years[:1]
    second_year = halves[1][1] or query.years[-1:]
    basis = [h[2] for h in halves]
    if first_year == second_year and basis[0] == basis[1]:
        return []
    if basis[1] is None and first_year != second_year:
        basis[1] = (
            basis[0]
            if re.search("目标|计划", second)
            else (Basis.ACTUAL if basis[0] is Basis.TARGET else None)
        )
    dropped = {"初", "实际", "目标", "完成数"}
    terms = tuple(t for t in query.terms if t not in dropped)
    return [
        (
            _label(year, b),
            replace(query, years=year, basis=b, terms=terms, units=(), kinds=_plain_kinds(query)),
        )
        for year, b in ((first_year, basis[0]), (second_year, basis[1]))
    ]


def _plain_kinds(query: Query) -> tuple[str, ...]:
    return tuple(k for k in query.kinds if k != "cumulative")


def _label(years: tuple[int, ...], basis: Basis | None) -> str:
    tag = {Basis.TARGET: "目标", Basis.ACTUAL: "实际"}.get(basis, "") if basis else ""
    return "".join(f"{y}年" for y in years) + tag


def compare(query: Query, evidence: Evidence) -> Answer | None:
    """Each side's figure, then which is higher."""
    found = sides(query, evidence)
    present = [s for s in found if s.found is not None]
    if not evidence.widest and len(present) < len(found):
        return None
    if not present:
        return None if query.indicators or query.units else _compare_prose(query, evidence)
    claims: list[Claim] = []
    for side in found:
        if side.found is not None:
            claims.append(claim(side.found, figure_text(side.query, side.found)))
    said = {id(s): _in_words(s, evidence) for s in found if s.found is None}
    claims.extend(c for words in said.values() for c in words)
    missing = [s.label for s in found if s.found is None and not said[id(s)]] + list(query.missing)
    text = "；".join(c.text for c in claims) + "。"
    verdict = _verdict(query, present) if len(present) == len(found) == 2 and not missing else ""
    if missing:
        text += f"{'、'.join(missing)}：已载入的报告中没有这一数据。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=verdict + text, claims=tuple(claims))


def _in_words(side: Side, evidence: Evidence) -> tuple[Claim, ...]:
    """What a report says of an indicator without a figure (力争保持正增长)."""
    if not side.query.indicators:
        return ()
    one = replace(side.query, intent=asks.ENTITY, terms=())
    near = [
        s
        for s in prose.segments(one, of_regions(evidence, [r.full for r in one.regions]))
        if s.coverage >= 1.0 and prose.timely(one, s)
    ]
    answer = prose.quoted(one, [prose.narrowed(one, evidence, near[0])]) if near else None
    return answer.claims if answer else ()


def _verdict(query: Query, present: Sequence[Side]) -> str:
    one, other = (s.found.observation for s in present if s.found is not None)
    if one.quantity.unit != other.quantity.unit:
        return ""
    signs = [
        -1
        if o.kind == "decline" and "降" not in query.standalone and "压" not in query.standalone
        else 1
        for o in (one, other)
    ]
    a, b = one.quantity.value * signs[0], other.quantity.value * signs[1]
    labels = [s.label for s in present]
    english = query.language == "en"
    if a == b:
        return "Both are the same: " if english else "两者相同："
    high, low = (labels[0], labels[1]) if a > b else (labels[1], labels[0])
    if english:
        full = {s.label: s.found.observation.region for s in present if s.found is not None}
        names = {k: region_english(v, place(v)) for k, v in full.items()}
        return f"{names[high]} is higher than {names[low]}: " if names[high] != names[low] else ""
    if labels[0].endswith(("年", "目标", "实际")):
        return f"{labels[0]}{'高于' if a > b else '低于'}{labels[1]}："
    return f"{high}更{'多' if one.quantity.unit not in ('%', '百分点') else '高'}："


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


def difference(query: Query, evidence: Evidence) -> Answer | None:
    """The difference of two stated figures, with the operands shown."""
    found = [s for s in sides(query, evidence) if s.found is not None]
    if len(found) != 2:
        return None
    first, second = (s.found for s in found if s.found is not None)
    a, b = first.observation.quantity, second.observation.quantity
    heads = {"个", "人", "名"}
    same_count = first.observation.indicator and {a.unit, b.unit} <= heads
    if a.unit != b.unit and not same_count:
        return None
    return _computed(query, found, abs(a.value - b.value), "少" if a.value < b.value else "多")


def _computed(query: Query, found: Sequence[Side], value: Decimal, word: str) -> Answer:
    operands = [s.found for s in found if s.found is not None]
    written = [c.observation.quantity.written for c in operands]
    unit = operands[0].observation.quantity.unit
    if unit == "%":
        result = f"{format(value.normalize(), 'f')}个百分点"
        word = {"多": "高", "少": "低"}.get(word, word)
    else:
        result = shown(Quantity(value=value, unit=unit, written=""), min(written, key=len))
    claims = [claim(c, figure_text(s.query, c)) for s, c in zip(found, operands, strict=True)]
    head = f"两者相差{result}" if value else "两者相同"
    if word in ("多", "少", "高", "低") and value and len({s.label for s in found}) == 2:
        head = f"{found[0].label}比{found[1].label}{word}{result}"
    if word == "年初":
        head = f"年初约为{result}"
    if word == "合计":
        head = f"合计{result}"
    total = Claim(
        text=head, citations=tuple(c.citations[0] for c in claims), operands=tuple(written)
    )
    text = f"{head}：" + "；".join(c.text for c in claims) + "。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(total, *claims))


_TOGETHER = re.compile(
    r"(.+?)[一两三四五六几]?[块项个者]?(?:加起来|合计|加在一起|的?总和|之和)(.*)"
)
_PLUS = re.compile(r"(.+?)(?:加上|再加)(.+?)[的，]*(?:一共|总共|合计|共)(.*)")


def total(query: Query, evidence: Evidence) -> Answer | None:
    """The sum of the figures of several named things."""
    if plus := _PLUS.match(query.standalone):
        items, tail = [plus.group(1), plus.group(2)], plus.group(3)
    elif together := _TOGETHER.match(query.standalone):
        bare = years_in(together.group(1), None)[1]
        items, tail = re.split(r"、|和|与|及|加上", bare), together.group(2)
    else:
        return None
    found = [Side(label, q, _first(q, evidence)) for label, q in _summands(query, items, tail)]
    operands = [s.found for s in found if s.found is not None]
    distinct = {c.observation.span for c in operands}
    units = {c.observation.quantity.unit for c in operands}
    if len(operands) < 2 or not len(operands) == len(found) == len(distinct) or len(units) != 1:
        return None
    value = sum((c.observation.quantity.value for c in operands), Decimal(0))
    return _computed(query, found, value, "合计")


def _summands(query: Query, items: Sequence[str], tail: str) -> list[tuple[str, Query]]:
    """A query for each thing to be added; what stands behind them all belongs to each."""
    names = tuple(dict.fromkeys(n.name for n in named(tail, asking=True)))
    shared = content(asks.without_asking(tail))
    short = {r.short for r in query.regions} | {r.name for r in query.regions}
    queries = []
    for item in items:
        years, bare = years_in(item, None)
        terms = tuple(t for t in content(bare) if t not in short and t not in indicators())
        own = tuple(
            dict.fromkeys(n.name for n in named(bare, asking=True) if n.name in query.indicators)
        )
        if not (terms or own or years):
            continue
        one = replace(
            query,
            terms=terms or query.terms,
            background=shared,
            indicators=own or names or query.indicators,
            years=years or query.years,
            basis=asks.basis(item) if years else query.basis,
            intent=asks.FIGURE,
            kinds=(),
            standalone=item + tail,
        )
        queries.append((item.strip(), one))
    return queries


def opening(query: Query, evidence: Evidence) -> Answer | None:
    """年初余额: what stood at the year's end less what came since its beginning."""
    if (
        not re.search(r"年初(?!定|给|计划|目标|提|预)", query.standalone)
        or query.basis is Basis.TARGET
    ):
        return None
    found = fitting(query, evidence)
    for level in found:
        if level.observation.kind not in ("level", "cumulative"):
            continue
        for added in found:
            text = added.passage.reading.text[added.clause[0] : added.figure[0]]
            if (
                added.sentence == level.sentence
                and added.observation.kind == "added"
                and re.search(r"[较比](?:年|期)初", text)
            ):
                value = level.observation.quantity.value - added.observation.quantity.value
                both = [Side("年末", query, level), Side("较年初增加", query, added)]
                return _computed(query, both, value, "年初")
    return None


def asked_apart(query: Query, evidence: Evidence) -> Answer | None:
    """Two questions in one (挣多少钱、接待多少人): an answer for each."""
    parts = [
        p
        for p in re.split(r"[、，,？?]|和(?=[^，]{1,8}(?:多少|几))", query.standalone)
        if re.search(r"多少|几(?!\d)|多[长大高久快]", p)
    ]
    if len(parts) < 2 or query.language != "zh":
        return None
    answers = []
    for part in parts:
        own = tuple(t for t in query.terms if t in part)
        rest = tuple(t for t in query.terms if t not in own)
        units = asks.units(part)
        sub = replace(
            query,
            terms=own or rest,
            background=rest if own else (),
            units=units,
            kinds=asks.kinds(part),
        )
        found = fitting(sub, evidence)
        if not found:
            return None
        answers.append((sub, found[0]))
    if len({c.observation.span for _, c in answers}) != len(answers):
        return None
    claims = tuple(claim(c, figure_text(q, c)) for q, c in answers)
    text = "；".join(c.text for c in claims) + "。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)


def outcome(query: Query, evidence: Evidence) -> Answer | None:
    """Target and outcome of one year, and whether the target was met."""
    both = []
    for basis, label in ((Basis.TARGET, "目标"), (Basis.ACTUAL, "实际")):
        sub = replace(query, basis=basis, kinds=tuple(k for k in query.kinds if k != "cumulative"))
        both.append(Side(label, sub, _first(sub, evidence)))
    target, actual = both[0].found, both[1].found
    if target is None and actual is None:
        return _compare_prose(query, evidence) if query.regions else None
    if target is None or actual is None:
        return None
    t, a = target.observation.quantity, actual.observation.quantity
    if t.unit != a.unit:
        same = [
            c for c in fitting(both[1].query, evidence) if c.observation.quantity.unit == t.unit
        ]
        if not same:
            return None
        both[1] = replace(both[1], found=same[0])
        actual, a = same[0], same[0].observation.quantity
    goal, done = t.value, a.value
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
    text = head + "；".join(c.text for c in claims) + "。"
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=claims)
