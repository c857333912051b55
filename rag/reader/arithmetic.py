"""Differences and sums of stated figures, with the operands shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rag.reader.choose import fitting
from rag.reader.result import totalled
from rag.reader.sides import Side, of_regions, set_beside, sides
from rag.reader.verdict import counts
from rag.reader.wording import claim, english_quantity, figure_text, place, plain, shown, written
from rag.types import (
    Answer,
    Basis,
    Claim,
    Evidence,
    Operation,
    Quantity,
    Query,
)


def difference(query: Query, evidence: Evidence) -> Answer | None:
    """The difference of two stated figures, with the operands shown."""
    found = [s for s in sides(query, evidence) if s.found is not None]
    if not found and not query.regions:
        found = _two_places(query, evidence)
    if len(found) != 2:
        return None
    first, second = (s.found for s in found if s.found is not None)
    a, b = first.observation.quantity, second.observation.quantity
    heads = {"个", "人", "名"}
    same_count = first.observation.indicator and {a.unit, b.unit} <= heads
    changes = [_CHANGED.search(c.left) is not None for c in (first, second)]
    if (a.unit != b.unit and not same_count) or (a.unit not in _RATES and changes[0] != changes[1]):
        return None  # 7901元 and 比2000年增加3494元
    return _computed(query, found, abs(a.value - b.value), "少" if a.value < b.value else "多")


_RATES = ("%", "百分点")
_CHANGED = re.compile("(?:增加|增长|减少|下降|提高|降低)了?$")
_BY_SHARE = re.compile(r"百分之(?:几|多少)|几成|几个百分点|增幅|增速|涨幅|降幅|增长率")


_BETWEEN = re.compile(r"[从由自].{0,14}[到至]|比(?:19|20)\d\d|\d年?(?:相)?比")


def grown(query: Query, evidence: Evidence) -> Answer | None:
    """By what share a value changed between two years of which the reports give both."""
    text = query.standalone
    if len(query.years) != 2 or not (_BY_SHARE.search(text) and _BETWEEN.search(text)):
        return None
    ends = (max(query.years), min(query.years))
    both = [
        (f"{y}年", replace(query, years=(y,), kinds=("level",), units=(), basis=None)) for y in ends
    ]
    found = set_beside(query, both, evidence)
    picks = [s.found for s in found if s.found is not None]
    if len(picks) != 2 or not picks[1].observation.quantity.value:
        return None
    last, first = (c.observation.quantity for c in picks)
    if last.unit != first.unit or last.unit in ("%", "百分点"):
        return None
    value = round((last.value / first.value - 1) * 100, 1)
    claims = [claim(s.found, figure_text(s.query, s.found)) for s in found if s.found]
    head = f"{'增长' if value >= 0 else '下降'}约{plain(abs(value))}%"
    return totalled(query, head, claims, (last.written, first.written), Operation.GROWTH)


def _two_places(query: Query, evidence: Evidence) -> list[Side]:
    """The places of which a question speaks without naming them, where just two have a figure."""
    best: dict[str, Side] = {}
    for one in fitting(query, evidence):
        region = one.observation.region
        best.setdefault(region, Side(place(region), query, one))
    return list(best.values())


_HOW_FAR = re.compile(
    r"[快慢高低多少大小差](?:了|出)?(?:几个?|多少个?)(?:百分)?点|差(?:了|出|距)?(?:多少|几)"
    r"|幅度(?:是|有)?(?:多少|多大|几)"
)


def how_far(query: Query, found: Sequence[Side]) -> Claim | None:
    """By how much two sides differ, where a question that sets them against each other asks it."""
    picks = [s.found.observation.quantity for s in found if s.found is not None]
    if not _HOW_FAR.search(query.standalone) or len(picks) != 2 or picks[0].unit != picks[1].unit:
        return None
    return _computed(query, found, abs(picks[0].value - picks[1].value), "").claims[0]


def _computed(query: Query, found: Sequence[Side], value: Decimal, word: str) -> Answer:
    operands = [s.found for s in found if s.found is not None]
    told = [written(c) for c in operands]
    unit = operands[0].observation.quantity.unit
    claims = [claim(c, figure_text(s.query, c)) for s, c in zip(found, operands, strict=True)]
    result = Quantity(value=value, unit=unit, written="")
    if query.language == "en":
        points = replace(result, unit="百分点") if unit == "%" else result
        lead = "In total" if word == "合计" else "The difference is"
        head = f"{lead} {english_quantity(points)}"
    else:
        head = _head(found, result, told, word)
    operation = Operation.SUM if word == "合计" else Operation.DIFFERENCE
    return totalled(query, head, claims, told, operation)


def _head(found: Sequence[Side], result: Quantity, told: Sequence[str], word: str) -> str:
    """What a result is, by the word for it, before the operands that are ``told``."""
    if result.unit == "%":
        said = f"{plain(result.value)}个百分点"
        word = {"多": "高", "少": "低"}.get(word, word)
    else:
        said = shown(result, _plainest(told))
    if word == "年初":
        return f"年初约为{said}"
    if word == "合计":
        return f"合计{said}"
    if not result.value:
        return "两者相同"
    if word and len({s.label for s in found if s.label and not counts(s.label)}) == 2:
        return f"{found[0].label}比{found[1].label}{word}{said}"
    return f"两者相差{said}"


def _plainest(written: Sequence[str]) -> str:
    """The shortest figure that has a unit, in whose manner a result is written."""
    return min((w for w in written if not re.search(r"[\d万亿]$", w)), key=len, default=written[0])


def total(query: Query, evidence: Evidence) -> Answer | None:
    """The sum of the figures of several things or years."""
    found = _of_one_place(query, evidence)
    operands = [s.found for s in found if s.found is not None]
    units = {c.observation.quantity.unit for c in operands}
    if len(operands) < 2 or len(operands) < len(found) or len(units) != 1:
        return None
    value = sum((c.observation.quantity.value for c in operands), Decimal(0))
    return _computed(query, found, value, "合计")


def _of_one_place(query: Query, evidence: Evidence) -> list[Side]:
    """The figures of all sides; where the question names no place, those of one place only."""
    if query.regions or not query.operands:
        return sides(query, evidence)
    places = [c.observation.region for c in fitting(query.operands[0], evidence)]
    for one in list(dict.fromkeys(places))[:24]:
        found = sides(query, of_regions(evidence, [one]))
        if all(s.found is not None for s in found):
            return found
    return []


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
                and added.observation.kind in ("added", "growth")
                and re.search(r"[较比](?:年|期)初", text)
            ):
                value = level.observation.quantity.value - added.observation.quantity.value
                both = [Side("年末", query, level), Side("较年初增加", query, added)]
                return _computed(query, both, value, "年初")
    return None
