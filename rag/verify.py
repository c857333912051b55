"""核验: every number of an answer is looked for in what the answer cites.

Numbers are compared by value and canonical unit (万/亿, %, full-width, Chinese numerals);
a computed one is worked out again from its operands. An answer that fails is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from rag.numerals import Figure, figures, same
from rag.types import Answer, Check, Claim, Outcome, Quantity, ReportCard, Verdict

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def verify(answer: Answer, library: Sequence[ReportCard]) -> Answer:
    """The answer with its checks; withheld (not found, no claims) where one of them fails."""
    if answer.outcome is Outcome.NOT_FOUND:
        return replace(answer, claims=(), checks=tuple(_unproved(answer.text)))
    quotes = [c.quote for c in answer.citations]
    checks = tuple(_checks(answer, quotes))
    failed = [c.written for c in checks if c.verdict is Verdict.UNSUPPORTED]
    strange = _strangers(answer, library)
    if not failed and not strange:
        return replace(answer, checks=checks)
    reason = f"数字{'、'.join(failed)}" if failed else f"引文的出处（{strange}）"
    return replace(
        answer,
        outcome=Outcome.NOT_FOUND,
        claims=(),
        checks=(),
        text="报告中没有可以核实的答案。",
        notes=(*answer.notes, f"一个候选回答没有通过核验，已撤下：{reason}与引文不符。"),
    )


def _unproved(text: str) -> Iterator[Check]:
    for figure in _claimed(text):
        yield Check(written=figure.quantity.written, verdict=Verdict.UNSUPPORTED)


def _checks(answer: Answer, quotes: Sequence[str]) -> Iterator[Check]:
    computed = [q for claim in answer.claims if claim.operands for q in _results(claim)]
    for figure in _claimed(answer.text):
        at = locate(figure, quotes)
        if at is not None:
            yield Check(written=figure.quantity.written, verdict=Verdict.SUPPORTED, citation=at)
        elif any(_equal(figure.quantity, q) for q in computed):
            yield Check(written=figure.quantity.written, verdict=Verdict.COMPUTED, citation=0)
        else:
            yield Check(written=figure.quantity.written, verdict=Verdict.UNSUPPORTED)


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
        for f in figures(text)
        if not f.is_year and _worth(f, text) and not any(s <= f.start < e for s, e in marks)
    ]


def _worth(figure: Figure, text: str) -> bool:
    if not figure.bare:
        return True
    if figure.han or not figure.quantity.written[:1].isdigit():
        return False
    return not (
        _YEAR.fullmatch(figure.quantity.written) and "年" not in text[figure.end : figure.end + 1]
    )


def locate(figure: Figure, quotes: Sequence[str]) -> int | None:
    """The index of the first quote that holds the figure, or None."""
    for index, quote in enumerate(quotes):
        if any(_equal(figure.quantity, f.quantity) for f in _read(quote)):
            return index
    return None


def _read(quote: str) -> tuple[Figure, ...]:
    return figures(
        re.sub(
            r"(?<=[\d.])\s+(?=[\d.%％万亿\u4e00-\u9fff])|\s*\n\s*|\*\*|(?<=[\u4e00-\u9fff])\s+(?=\d)",
            "",
            quote,
        )
    )


def _equal(one: Quantity, other: Quantity) -> bool:
    if same(one, other):
        return True
    return one.value == other.value and not one.unit


def _results(claim: Claim) -> Iterator[Quantity]:
    """What can be worked out from a claim's operands: their difference and their sum."""
    values = [f.quantity for written in claim.operands for f in figures(written)[:1]]
    if len(values) < 2 or len({v.unit for v in values}) != 1:
        return
    unit = values[0].unit
    gap = abs(values[0].value - values[1].value)
    yield Quantity(value=gap, unit="百分点" if unit == "%" else unit, written="")
    yield Quantity(value=sum((v.value for v in values), Decimal(0)), unit=unit, written="")


def _strangers(answer: Answer, library: Sequence[ReportCard]) -> str:
    """A report that a claim cites though the claim speaks of another place; empty if none."""
    regions = {c.source_id: c.region.full for c in library}
    for claim in answer.claims:
        for cited in claim.citations:
            home = regions.get(cited.source_id)
            if claim.regions and home is not None and home not in claim.regions:
                return cited.report
    return ""
