"""核验: every number of an answer is looked for in what the answer cites.

Numbers are compared by value and canonical unit (万/亿, %, full-width, Chinese numerals);
a computed one is worked out again from its operands. An answer that fails is withheld.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from rag.numerals import Figure, figures, han_number, same, significant
from rag.regions import gazetteer
from rag.script import simplify
from rag.types import (
    Answer,
    Basis,
    Check,
    Claim,
    Operation,
    Outcome,
    Quantity,
    ReportCard,
    Verdict,
)
from rag.years import plan_years

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?=年|[^\d.%]*\(|[^\w.%]|$)")
_HAN_YEAR = re.compile(r"((?:一九|二[〇○零])[〇○零一二三四五六七八九]{2})年")
_ZEROS = str.maketrans("○零", "〇〇")
_PLAN = re.compile(r"(十[一二三四五六])五")
_HEADS = {"个", "人"}
_POINTS = {"%", "百分点"}
_LEAD = re.compile(r"^(?:[^：:]*（\d{4}年报告[^）]*）\s*[：:]|“.*?”：)")
_LABEL = re.compile(r"((?:19|20)\d\d)年(目标|实际)?")
_LABELS = {"目标": Basis.TARGET, "实际": Basis.ACTUAL}
_SAID = {
    Basis.TARGET: re.compile(r"目标值|planned target"),
    Basis.ACTUAL: re.compile(r"实际值|actual outcome"),
}


def verify(answer: Answer, library: Sequence[ReportCard]) -> Answer:
    """The answer with its checks; withheld (not found, no claims) where one of them fails."""
    if answer.outcome is Outcome.NOT_FOUND:
        return replace(answer, claims=(), checks=tuple(_unproved(answer.text)))
    checks = tuple(_checks(answer))
    failed = [c.written for c in checks if c.verdict is Verdict.UNSUPPORTED]
    reason = f"数字{'、'.join(failed)}与引文不符" if failed else _fault(answer, library)
    if not reason:
        return replace(answer, checks=checks)
    return replace(
        answer,
        outcome=Outcome.NOT_FOUND,
        claims=(),
        checks=(),
        text=_WITHHELD[answer.query.language],
        notes=(*answer.notes, f"一个候选回答没有通过核验，已撤下：{reason}。"),
    )


_WITHHELD = {
    "zh": "报告中没有可以核实的答案。",
    "en": "The reports hold no answer that can be verified.",
}


def _fault(answer: Answer, library: Sequence[ReportCard]) -> str:
    """What of a statement is not as its claim or its citation has it; empty if nothing."""
    if strange := _strangers(answer, library):
        return f"引文的出处（{strange}）与所说的地区不符"
    cards = {c.source_id: c for c in library}
    codes = [c.region.code for c in library]
    spans = _spans(answer)
    for claim, span in zip(answer.claims, spans, strict=True):
        if span is None:
            return "回答与论断不符"
        own = [cards[c.source_id] for c in claim.citations if c.source_id in cards]
        quoted = _plain(" ".join(c.quote for c in claim.citations))
        if not _states(claim, quoted):
            return "说法与引文不符"
        if not _of_places(claim, quoted, codes):
            return "地区与引文不符"
        if claim.operands:
            continue
        if not _of_years(claim, quoted, own):
            return "年份与引文不符"
        if not _of_basis(claim, quoted):
            return "计划与完成同引文不符"
    return "" if _heads(answer, spans, codes) else "结论与所引数字不符"


def _spans(answer: Answer) -> list[tuple[int, int] | None]:
    """Where each claim's text stands in the answer's, one after the other."""
    spans: list[tuple[int, int] | None] = []
    at = 0
    for claim in answer.claims:
        start = answer.text.find(claim.text, at)
        spans.append((start, start + len(claim.text)) if start >= 0 else None)
        at = max(at, start + len(claim.text))
    return spans


def _plain(text: str) -> str:
    """A text as statements and quotes are compared: in simplified characters, without blanks."""
    return "".join(simplify(unicodedata.normalize("NFKC", text)).replace("**", "").split())


def _follows(words: str, quote: str) -> bool:
    """Whether the characters of a statement stand in the quote in the same order."""
    rest = iter(quote)
    return all(c in rest for c in words)


def _states(claim: Claim, quoted: str) -> bool:
    """The claim says its own figure; a quoting one says the quote's words in their order."""
    said = figures(claim.text)
    if claim.quantity is not None:
        return any(_equal(f.quantity, claim.quantity) for f in said if not f.is_year)
    if claim.operands or not _claimed(claim.text):
        return True
    words, quoting = _LEAD.subn("", claim.text)
    return not quoting or _follows(_plain(words).strip("。,;"), quoted)


def _of_places(claim: Claim, quoted: str, codes: Sequence[str]) -> bool:
    """Every place that a claim names is its own, or one that the quote names."""
    for mention in gazetteer().find(claim.text, prefer=codes):
        own = not claim.regions or any(r.full in claim.regions for r in mention.regions)
        if not own and _plain(mention.written) not in quoted:
            return False
    return True


def _years(text: str) -> list[int]:
    han = (int(han_number(year.translate(_ZEROS)) or 0) for year in _HAN_YEAR.findall(text))
    return [*map(int, _YEAR.findall(text)), *han]


def _of_years(claim: Claim, quoted: str, own: Sequence[ReportCard]) -> bool:
    """The year a claim speaks of is its own, and one that its report can speak of."""
    said, given = _years(claim.text), set(_years(quoted))
    if not claim.years:
        return set(said) <= given | {c.year for c in own}
    plans = {y for m in _PLAN.finditer(quoted) for y in plan_years(m.group(1)) or ()}
    can = given | plans | {y for c in own for y in (c.year - 1, c.year, c.year + 4)}
    if own and not set(claim.years) <= can:
        return False
    return bool(said) and said[0] in claim.years and set(said) <= {*claim.years, *given}


def _of_basis(claim: Claim, quoted: str) -> bool:
    """What a claim calls plan or outcome is so, and no other word in it says otherwise."""
    if claim.basis is None:
        return True
    target = claim.basis is Basis.TARGET
    other = _SAID[Basis.ACTUAL if target else Basis.TARGET]
    if other.search(claim.text) or not _SAID[claim.basis].search(claim.text):
        return False
    lead = re.search(r"\d年(计划|力争|确保|争取|预期|目标|完成|实际)", claim.text)
    word = lead.group(1) if lead else ""
    if word in ("完成", "实际") and target:
        return False
    return target or word in ("", "完成") or word in quoted


def _heads(answer: Answer, spans: Sequence[tuple[int, int] | None], codes: Sequence[str]) -> bool:
    """What an answer says above its figures agrees with them: years, plan or outcome, places."""
    stated = [c for c in answer.claims if c.quantity is not None]
    head = "".join(
        c.text if s and c.operands else "" for c, s in zip(answer.claims, spans, strict=True)
    ) + _outside(answer, spans)
    if not stated:
        return True
    known = {(y, c.basis) for c in stated for y in c.years}
    for one in answer.claims:
        if one.operands and one.years:  # a value of another year than its operands'
            if not _reached(one, stated):
                return False
            known |= {(y, None) for y in one.years}
    found = re.sub(r"[^。；]*：已载入的报告中没有[^。]*。", "", head)
    named = [(int(y), _LABELS.get(b)) for y, b in _LABEL.findall(found)]
    if any(y not in {k[0] for k in known} or (b and (y, b) not in known) for y, b in named):
        return False
    if len(named) == 2 and len(known) == 2 and named[0] == named[1]:
        return False
    if missing := re.search(r"(\S+?)：已载入的报告中没有", _outside(answer, spans)):
        names = missing.group(1).split("、")
        if any(r.endswith(n) for n in names for c in stated for r in c.regions):
            return False
    return _ranked(head, answer, codes)


def _reached(total: Claim, stated: Sequence[Claim]) -> bool:
    """The year of a worked-out value is said, and one its operands' citations speak of."""
    given = {y for c in total.citations for y in _years(_plain(c.quote))}
    given |= {y - 1 for c in stated for y in c.years} | {y for c in stated for y in c.years}
    return set(_years(total.text)) == set(total.years) and set(total.years) <= given


def _outside(answer: Answer, spans: Sequence[tuple[int, int] | None]) -> str:
    text = list(answer.text)
    for span in spans:
        if span is not None:
            text[span[0] : span[1]] = "\0" * (span[1] - span[0])
    return "".join(text).replace("\0", "")


_FALLS = re.compile("下降|减少|降低|压减|压缩|下跌")
_ABOVE = re.compile(r"((?:19|20)\d\d)年(目标|实际)?(高于|低于)((?:19|20)\d\d)年(目标|实际)?")


def _ranked(head: str, answer: Answer, codes: Sequence[str]) -> bool:
    """更高, 高于 and the like name the place or year of the larger figure."""
    stated = [c for c in answer.claims if c.quantity is not None]
    fall = [bool(_FALLS.search(c.text)) for c in stated]
    mixed = any(fall) and not all(fall)
    values = [
        -c.quantity.value if mixed and f else c.quantity.value
        for c, f in zip(stated, fall, strict=True)
        if c.quantity
    ]
    if (dated := _ABOVE.search(head)) and not _years_agree(dated, stated, values):
        return False
    regions = {c.regions[0]: v for c, v in zip(stated, values, strict=True) if c.regions}
    if len(regions) != 2 or len(stated) != 2:
        return True
    said = [m.regions[0].full for m in gazetteer().find(head, prefer=codes)]
    high, low = sorted(regions, key=lambda r: -regions[r])
    if regions[high] == regions[low] or not said:
        return True
    if re.search(r"更[高多快大]：|higher", head):
        return said in ([high], [high, low], [high, high, low, low])
    if re.search(r"更[低少慢小]：", head):
        return said == [low]
    rises = re.search(r"比.+?([多高少低])\d", head)
    return rises is None or said == ([high, low] if rises.group(1) in "多高" else [low, high])


def _years_agree(dated: re.Match[str], stated: Sequence[Claim], values: Sequence[Decimal]) -> bool:
    """Whether the year that is said to be above another has the larger figure."""
    sides = []
    for year, basis in (dated.group(1, 2), dated.group(4, 5)):
        of = _LABELS.get(basis)
        fits = [
            v
            for c, v in zip(stated, values, strict=True)
            if int(year) in c.years and (of is None or c.basis is of)
        ]
        sides.append(fits[0] if len(fits) == 1 else None)
    if sides[0] is None or sides[1] is None:
        return True
    return (sides[0] > sides[1]) == (dated.group(3) == "高于")


def _unproved(text: str) -> Iterator[Check]:
    for figure in _claimed(text):
        yield Check(written=figure.quantity.written, verdict=Verdict.UNSUPPORTED)


def _checks(answer: Answer) -> Iterator[Check]:
    cited = list(answer.citations)
    quotes = [c.quote for c in cited]
    computed = [q for claim in answer.claims if claim.operands for q in _results(claim)]
    spans = _spans(answer)
    for figure in _claimed(answer.text):
        claim = next(
            (c for c, s in zip(answer.claims, spans, strict=True) if s and _inside(figure, s)), None
        )
        own = [cited.index(c) for c in claim.citations] if claim else range(len(cited))
        held = partial(_holds, figure, answer.text)
        at = next((i for i in own if held(quotes[i])), None)
        outcome = claim is None or bool(claim.operands)
        stated = not (claim and claim.operands) or _SECTOR.match(figure.quantity.written)
        if at is not None and stated:
            yield Check(written=figure.quantity.written, verdict=Verdict.SUPPORTED, citation=at)
        elif outcome and any(_equal(figure.quantity, q) for q in computed):
            yield Check(written=figure.quantity.written, verdict=Verdict.COMPUTED, citation=0)
        else:
            yield Check(written=figure.quantity.written, verdict=Verdict.UNSUPPORTED)


_SECTOR = re.compile(r"第([一二三])$")


def _holds(figure: Figure, text: str, quote: str) -> bool:
    """Whether a quote holds a number; 第二产业 stands in 一、二、三产业 and 三次产业 too."""
    if locate(figure, [quote]) is not None:
        return True
    sector = _SECTOR.match(figure.quantity.written)
    if sector is None or not text.startswith("产业", figure.end):
        return False
    listed = rf"{sector.group(1)}[、和一二三]*次?产业|三[次大]产业|三产结构|产业结构"
    return bool(re.search(listed, quote))


def _inside(figure: Figure, span: tuple[int, int]) -> bool:
    return span[0] <= figure.start < span[1]


def check_sentence(sentence: str, cited: str) -> tuple[Check, ...]:
    """One check for every number of a sentence, against the text it cites. Years count too."""
    checks = []
    for figure in figures(sentence):
        if figure.bare and not _worth(figure, sentence):
            continue
        found = locate(figure, [cited]) is not None
        verdict = Verdict.SUPPORTED if found else Verdict.UNSUPPORTED
        checks.append(
            Check(written=figure.quantity.written, verdict=verdict, citation=0 if found else None)
        )
    return tuple(checks)


def _claimed(text: str) -> list[Figure]:
    """The numbers of an answer that must be proved: all but calendar years and citation marks."""
    marks = [m.span() for m in re.finditer(r"\[\d+\]", text)]
    return [
        f
        for f in figures(simplify(text))
        if not f.is_year and _worth(f, text) and not any(s <= f.start < e for s, e in marks)
    ]


def _worth(figure: Figure, text: str) -> bool:
    if figure.quantity.written == "一年":
        return False  # 城里人一年比乡下人…: a word of the question, no number of years
    if not figure.bare:
        return True
    if figure.han or not figure.quantity.written[:1].isdigit():
        return False
    return not (
        re.fullmatch(r"(?:19|20)\d\d", figure.quantity.written)
        and "年" not in text[figure.end : figure.end + 1]
    )


def locate(figure: Figure, quotes: Sequence[str]) -> int | None:
    """The index of the first quote that holds the figure, or None."""
    for index, quote in enumerate(quotes):
        if any(_equal(figure.quantity, f.quantity) for f in _read(quote)):
            return index
    return None


_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]|\\*\\*")
_PAGE = re.compile(r"\s*\n\s*[-—–]\s*\d{1,3}\s*[-—–]\s*\n\s*")
_GAPS = re.compile(
    r"(?<=[\d.．])\s+(?=[\d.．%％万亿\u4e00-\u9fff])|\s*\n\s*|(?<=[\u4e00-\u9fff])\s+(?=\d)"
)


def _read(quote: str) -> tuple[Figure, ...]:
    return figures(simplify(_GAPS.sub("", _PAGE.sub("", _UNSEEN.sub("", quote)))))


def _equal(one: Quantity, other: Quantity) -> bool:
    if same(one, other):
        return True
    return one.value == other.value and not one.unit


def _results(claim: Claim) -> Iterator[Quantity]:
    """What a claim's operands come to by its operation, in the units that the result can have."""
    values = [f.quantity for written in claim.operands for f in figures(written)[:1]]
    if len(values) < 2:
        return
    if claim.operation in _OF_ONE_UNIT:
        if (found := _share(claim.operation, values[0], values[1])) is not None:
            yield found
        return
    units = {v.unit for v in values} - {""} or {""}
    if len(units) > 1 and not (units <= _HEADS or units == _POINTS):
        return
    for unit in sorted(units):
        if claim.operation is Operation.SUM:
            yield Quantity(value=sum((v.value for v in values), Decimal(0)), unit=unit, written="")
        elif len(values) == 2:
            gap = abs(values[0].value - values[1].value)
            points = unit == "%" and not claim.years  # two rates differ by points
            yield Quantity(value=gap, unit="百分点" if points else unit, written="")


_OF_ONE_UNIT = frozenset(Operation) - {Operation.SUM, Operation.DIFFERENCE}


def _share(operation: Operation, first: Quantity, second: Quantity) -> Quantity | None:
    """What one figure is beside another: a part, a multiple, so much more."""
    if not second.value:
        return None
    value = first.value / second.value
    if operation is Operation.QUOTIENT:
        right = second.unit == "倍"
        return Quantity(value=significant(value), unit=first.unit, written="") if right else None
    if operation is Operation.AVERAGE:
        return Quantity(value=significant(value), unit=first.unit, written="")
    if operation is Operation.WHOLE:
        whole = significant(value * 100)
        return Quantity(value=whole, unit=first.unit, written="") if second.unit == "%" else None
    if operation is Operation.COMPOUND:
        grown = significant(first.value * (1 + second.value / 100))
        return Quantity(value=grown, unit=first.unit, written="") if second.unit == "%" else None
    if first.unit != second.unit:
        return None
    if operation is Operation.RATIO:
        return Quantity(value=round(value, 2), unit="倍", written="")
    part = value * 100 if operation is Operation.SHARE else abs(value - 1) * 100
    return Quantity(value=round(part, 1), unit="%", written="")


def _strangers(answer: Answer, library: Sequence[ReportCard]) -> str:
    """A report that a claim cites though the claim speaks of another place; empty if none."""
    cited_ids = {cited.source_id for claim in answer.claims for cited in claim.citations}
    regions = {c.source_id: c.region.full for c in library if c.source_id in cited_ids}
    for claim in answer.claims:
        for cited in claim.citations:
            home = regions.get(cited.source_id)
            if claim.regions and home is not None and home not in claim.regions:
                return cited.report
    return ""
