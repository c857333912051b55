"""Workbooks (xlsx) as tables of reports, row by row; formulas by the value they were saved with."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl

from .table import reports
from .words import Reading, Refused

_ROWS = 200_000
_COLUMNS = 200
_DAMAGED = "xlsx 已损坏或不完整；请重新下载，或用 Excel 另存一次"


def read(content: bytes, columns: Mapping[str, str]) -> list[Reading]:
    """The reports of every sheet that is shown. Raises Refused; the container was guarded."""
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [s for s in book.worksheets if getattr(s, "sheet_state", "visible") == "visible"]
        tables = [[list(row) for row in _rows(sheet)] for sheet in sheets]
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise Refused(_DAMAGED) from error
    found: list[Reading] = []
    refused: Refused | None = None
    for rows in tables:
        try:
            found += reports(rows, columns)
        except Refused as error:
            refused = refused or error
    if not found:
        raise refused or Refused("表格里没有内容；请检查下载是否完整")
    return found


def _rows(sheet: Any) -> list[list[str]]:
    """The cells as text, without empty rows."""
    sheet.reset_dimensions()
    found: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True)):
        if number >= _ROWS:
            raise Refused(f"表格超过 {_ROWS} 行；请拆开再读")
        cells = [_text(cell) for cell in row]
        if any(cells):
            found.append(cells)
    return found


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
