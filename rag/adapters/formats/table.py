"""Tables of reports: one report a row, or one paragraph a row; which column is which.

Columns are found by their names, checked by what stands in them; without names, by that alone.
Rows with texts of a report's length are reports; shorter ones are paragraphs, which belong
together where place, year and title are the same. CSV is read here, workbooks in ``sheet``.
"""

from __future__ import annotations

import ast
import csv
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .decode import decode, newlines
from .plain import printed
from .words import Reading, Refused

Row = list[str]

ROLES = ("text", "region", "year", "title", "heading")
_NAMES = {
    "text": r"全文|正文|内容|文本|原文|段落|报告(?:全文|正文|内容|文本)?|(?:full|all|main)?_?"
    r"(?:text|content|body)|paragraph|fulltext|alltext",
    "region": r"地区|地名|地方|区域|行政区划?|省份?|省级|城市|地级市|市|市级|县|县级|区县|县区"
    r"|单位|province|city|county|district|prefecture|region|place|where|area|location",
    "year": r"年份?|年度|报告年份?|作报告年份?|year|report_?year",
    "title": r"标题|题目|题名|名称|报告名称?|title|name|report_?title",
    "heading": r"章节|小节|小标题|一级标题|二级标题|section|heading|chapter",
}
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?年?(?:度)?|((?:19|20)\d\d)-\d\d-\d\d.*")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,30}")
_PLACE_END = re.compile(r"[省市县区州盟旗团]$|^(?:国务院|全国|中央)")
_REPORT = 1_000
"""Characters from which the text of a row is a report of its own."""
_SHORTEST_TEXT = 12
_CELL_LIMIT = 32_767
"""What a workbook's cell can hold; longer texts were cut off there."""
_NO_TEXT = (
    "是表格，认不出哪一列是报告的正文；请用 --columns 写明，"
    "例如 --columns region=地区,year=年份,text=正文"
)
_PLACES = ("province", "省", "省份", "省级"), ("city", "市", "城市", "地级市", "prefecture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns (from 0) hold what; the place may be spread over several."""

    text: int
    region: tuple[int, ...] = ()
    year: int | None = None
    title: int | None = None
    heading: int | None = None


@dataclass(slots=True, kw_only=True)
class _Report:
    region: str
    year: int | None
    title: str
    lines: list[str]
    cut: bool = False


def read(content: bytes, columns: Mapping[str, str]) -> list[Reading]:
    """The reports of a CSV file, whatever parts its cells. Raises Refused."""
    text = newlines(decode(content))
    csv.field_size_limit(len(text) + 1)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=False)
    try:
        return reports([[cell.strip() for cell in row] for row in rows], columns)
    except csv.Error as error:
        raise Refused("表格已损坏，读不出行列；请另存为 UTF-8 的 csv 再读") from error


def reports(rows: Sequence[Row], columns: Mapping[str, str]) -> list[Reading]:
    """The reports in the rows of a table, in order. Raises Refused where there is no text."""
    rows = [row for row in rows if any(row)]
    if not rows:
        raise Refused("表格里没有内容；请检查下载是否完整")
    header, body = _header(rows)
    chosen = _named(header, body, columns) if columns else None
    chosen = chosen or recognised(header, body)
    found = list(_gathered(body, chosen))
    return [_reading(report, several=len(found) > 1) for report in found]


def recognised(header: Sequence[str], body: Sequence[Row]) -> Columns:
    """Which column is which, by name and content. Raises Refused where none can be the text."""
    width = max((len(row) for row in body), default=0)
    cells = [[row[at] for row in body if at < len(row) and row[at]] for at in range(width)]
    roles = {at: _roles(header[at]) if at < len(header) else () for at in range(width)}
    texts = [at for at in range(width) if _is_text(cells[at])]
    named = [at for at in texts if "text" in roles[at]]
    pool = named or texts
    if not pool:
        raise Refused(_NO_TEXT)
    text = max(pool, key=lambda at: sum(map(len, cells[at])))
    rest = [at for at in range(width) if at != text and cells[at]]
    years = [at for at in rest if all(_year(cell) for cell in cells[at])]
    year = next((at for at in years if "year" in roles[at]), None)
    if year is None and not any("year" in roles[at] for at in rest):
        year = years[0] if len(years) == 1 else None
    titles = [at for at in rest if "title" in roles[at] and at != year]
    headings = [at for at in rest if "heading" in roles[at]]
    return Columns(
        text=text,
        region=_regions([at for at in rest if at != year], cells, roles, header),
        year=year,
        title=titles[0] if titles else None,
        heading=headings[0] if headings else None,
    )


def _regions(
    rest: Sequence[int],
    cells: Sequence[Sequence[str]],
    roles: Mapping[int, Sequence[str]],
    header: Sequence[str],
) -> tuple[int, ...]:
    """The columns of the place, from the province down; without names the one of place names."""
    places = [at for at in rest if all(_PLACE.fullmatch(cell) for cell in cells[at])]
    named = [at for at in places if "region" in roles[at]]
    if not named:
        looks = [at for at in places if all(_PLACE_END.search(cell) for cell in cells[at])]
        return tuple(looks[:1])
    levels = [at for at in named if any(_bare(header[at]) in level for level in _PLACES)]
    if not levels:
        return (named[0],)
    lower = [at for at in named if at not in levels and at > max(levels)]
    return (*levels, *lower[:1])


def _roles(name: str) -> tuple[str, ...]:
    bare = _bare(name)
    return tuple(role for role in ROLES if re.fullmatch(_NAMES[role], bare))


def _bare(name: str) -> str:
    return re.sub(r"[\s\ufeff]+|[（(].*?[)）]", "", name).lower()


def _is_text(cells: Sequence[str]) -> bool:
    """Whether these can be paragraphs: long enough, and more than names and numbers."""
    if not cells:
        return False
    mean = sum(map(len, cells)) / len(cells)
    sentences = sum("，" in cell or "。" in cell for cell in cells)
    return mean >= _SHORTEST_TEXT and sentences >= 0.3 * len(cells)


def _year(cell: str) -> int | None:
    found = _YEAR.fullmatch(cell)
    return int(found[1] or found[2]) if found else None


def _header(rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    """The names of the columns, if the first row holds them, and the other rows."""
    first = rows[0]
    short = all(len(cell) <= 40 and not re.search(r"[。，；]", cell) for cell in first)
    named = any(_roles(cell) for cell in first)
    other = short and len(rows) > 1 and not any(_year(cell) for cell in first)
    longer = other and max(map(len, first)) * 3 < max(len(cell) for row in rows[1:] for cell in row)
    return (first, rows[1:]) if short and (named or longer) else ([], rows)


def _named(header: Row, body: Sequence[Row], columns: Mapping[str, str]) -> Columns:
    """The columns that the user names, by their names or their numbers from 1."""
    width = max((len(row) for row in body), default=0)
    found: dict[str, int] = {}
    for role, name in columns.items():
        bare = [_bare(cell) for cell in header]
        if _bare(name) in bare:
            found[role] = bare.index(_bare(name))
        elif name.isascii() and name.isdigit() and 1 <= int(name) <= width:
            found[role] = int(name) - 1
        else:
            known = "、".join(cell for cell in header if cell) or f"第 1 到 {width} 列"
            raise Refused(f"表格里没有“{name}”这一列；请在 --columns 里改用：{known:.200}")
    if "text" not in found:
        found["text"] = recognised(header, body).text
    return Columns(
        text=found["text"],
        region=(found["region"],) if "region" in found else (),
        year=found.get("year"),
        title=found.get("title"),
        heading=found.get("heading"),
    )


def _gathered(body: Sequence[Row], columns: Columns) -> Iterable[_Report]:
    """Rows to reports: each its own, or those of one place, year and title together."""
    lengths = [len(_cell(row, columns.text)) for row in body if _cell(row, columns.text)]
    if not lengths:
        raise Refused(_NO_TEXT)
    whole = statistics.median(lengths) >= _REPORT
    found: dict[tuple[str, int | None, str], _Report] = {}
    for number, row in enumerate(body):
        text = _cell(row, columns.text)
        if not text:
            continue
        region, year = _place(row, columns.region), _year(_cell(row, columns.year))
        title, heading = _cell(row, columns.title), _cell(row, columns.heading)
        key = (region, year, str(number) if whole else title)
        report = found.setdefault(key, _Report(region=region, year=year, title=title, lines=[]))
        if heading and heading not in report.lines:
            report.lines.append(heading)
        report.lines.append(lines_of(text))
        report.cut = report.cut or _CELL_LIMIT - 7 <= len(text) <= _CELL_LIMIT
    return found.values()


def _place(row: Row, columns: Sequence[int]) -> str:
    parts = [_cell(row, at) for at in columns]
    return "".join(part for at, part in enumerate(parts) if part not in parts[:at])


def _cell(row: Row, at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def lines_of(text: str) -> str:
    """A cell's text; one that a program wrote down as a list of strings becomes lines again."""
    if text.startswith(("['", '["')) and text.endswith(("']", '"]')):
        try:
            items = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return printed(text)
        text = "\n".join(str(item) for item in items)
    return printed(text)


def _reading(report: _Report, *, several: bool) -> Reading:
    text = "\n".join(report.lines)
    title = report.title
    if title and re.sub(r"\s", "", title) not in re.sub(r"\s", "", text[:600]):
        text = f"{title}\n{text}"
    name = "_".join(part for part in (report.region, str(report.year or "")) if part)
    return Reading(
        text=text,
        name=(name or title[:40]) if several else "",
        region=report.region,
        year=report.year,
        notes=("正文达到单元格上限，可能被表格截断",) if report.cut else (),
    )


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first line outside of quotes."""
    first = re.sub(r'"[^"]*"', "", text[:100_000]).split("\n", 1)[0]
    return max(",\t;|", key=first.count)
