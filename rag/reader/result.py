"""An answer that is worked out from stated figures, with its operands shown and cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.numerals import significant
from rag.reader.candidate import Candidate
from rag.reader.wording import claim, figure_text, plain, sentence, shown, written
from rag.types import Answer, Claim, Operation, Outcome, Quantity, Query

_BY_DIVISION = (Operation.QUOTIENT, Operation.AVERAGE, Operation.WHOLE, Operation.COMPOUND)


def worked_out(
    query: Query,
    operands: Sequence[Candidate],
    value: Decimal,
    operation: Operation,
    head: str,
    years: tuple[int, ...] = (),
) -> Answer:
    """The result behind ``head`` in the manner of the first operand, then the operands.

    ``years`` are those that the result is of, where they are not the operands' own.
    """
    claims = [claim(c, figure_text(query, c)) for c in operands]
    unit = operands[0].observation.quantity.unit
    told = [written(c) for c in operands]
    if operation is Operation.RATIO:
        result = f"{plain(round(value, 2))}倍"
    elif operation is Operation.SHARE:
        result = f"{plain(round(value, 1))}%"
    elif unit == "%" and operation is Operation.DIFFERENCE and not years:
        result = f"{plain(value)}个百分点"
    elif operation in _BY_DIVISION:
        result = _scaled(significant(value), told[0])
    else:
        result = shown(Quantity(value=value, unit=unit, written=""), told[0])
    return totalled(query, f"{head}{result}", claims, told, operation, years)


def totalled(
    query: Query,
    head: str,
    claims: Sequence[Claim],
    told: Sequence[str],
    operation: Operation,
    years: tuple[int, ...] = (),
) -> Answer:
    """A result above the claims that state its operands, which are ``told`` so."""
    total = Claim(
        text=head,
        citations=tuple(dict.fromkeys(c.citations[0] for c in claims)),
        operands=tuple(told),
        operation=operation,
        years=years,
    )
    colon = ": " if query.language == "en" else "："
    text = head + colon + sentence(query, claims)
    return Answer(query=query, outcome=Outcome.ANSWERED, text=text, claims=(total, *claims))


def _scaled(value: Decimal, like: str) -> str:
    """A value in the unit of another figure, in hundred millions, ten thousands or ones."""
    bare = re.sub("[百千]?(?:万亿|亿|万)", "", like)
    scale = next((name for name, size in _SCALES if abs(value) >= size), "")
    return shown(
        Quantity(value=value, unit="", written=""), re.sub(r"(\d)(\D*)$", rf"\1{scale}\2", bare)
    )


_SCALES = (("亿", 10**8), ("万", 10**4))
