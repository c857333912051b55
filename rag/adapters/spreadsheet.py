"""Writes rows as csv (with a byte order mark, so that Excel reads it) or xlsx."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rag.errors import WrongUse

Row = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@")


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Writes a table by the file's ending and returns its number of rows.

    Raises WrongUse for another ending or a place that cannot be written.
    """
    writers = {".csv": _csv, ".xlsx": _xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise WrongUse(f"不能写成“{path.name}”；请用 .csv 或 .xlsx 结尾的文件名。")
    try:
        return writer(path, columns, rows)
    except OSError as error:
        raise WrongUse(f"写不了 {path}（{error.strerror}）；请换一个可以写的位置。") from error


def _csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for count, row in enumerate(rows, 1):  # noqa: B007
            writer.writerow([_safe(row[name]) for name in columns])
    return count


def _xlsx(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("observations")
    sheet.append(list(columns))
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        sheet.append([_number(row[n]) if n == "value" else _safe(row[n]) for n in columns])
    book.save(path)
    return count


def _number(written: str) -> Decimal:
    return Decimal(written)


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, marked as text."""
    text = isinstance(value, str) and value.startswith(_FORMULA)
    return f"'{value}" if text else value
