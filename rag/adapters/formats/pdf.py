"""A PDF's text layer, page by page, as it is seen: columns in order, margins and hidden text left
out. Pictures of text are not read here: such a file is refused as ``Scanned``.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from .glyphs import Sheet, sheet
from .lines import indented, lines
from .margins import without
from .words import Reading, Refused, Scanned, hidden

_PAGES = 2_000
_TAIL = 1_024
"""The end mark stands in the last bytes; PDFium would read a truncated file as a shorter one."""
_DAMAGED = "PDF 已损坏或不完整；请重新下载"
_SCANNED = 20
"""Fewer visible characters a page than this, on average, is no text layer."""
INDENT = "\u3000\u3000"
_LAYER = "文字来自扫描件自带的识别结果，请核对"


def read(content: bytes) -> Reading:
    """The text with the offset of each page. Raises Refused, or Scanned for what has none."""
    document = opened(content)
    sheets = [sheet(document, number) for number in range(len(document))]
    notes = hidden(sum(one.hidden + _stretches(one) for one in sheets))
    visible = sum(len(one.seen) for one in sheets)
    if visible < _SCANNED * max(1, len(sheets)):
        sheets = [_layer(one) for one in sheets]
        notes = (_LAYER,)
        if sum(len(one.seen) for one in sheets) < _SCANNED * max(1, len(sheets)):
            raise Scanned("没有文字层，看来是扫描件")
    read_lines = lines([(one.seen, one.width) for one in sheets])
    kept = without([(page, one.height) for page, one in zip(read_lines, sheets, strict=True)])
    texts = [
        "\n".join((INDENT if mark else "") + line.text for line, mark in zip(*both, strict=True))
        for both in zip(kept, indented(kept), strict=True)
    ]
    return paged(texts, notes)


def opened(content: bytes) -> pdfium.PdfDocument:
    """The document; raises Refused for one that is broken, locked or too long."""
    if b"%%EOF" not in content.rstrip(b"\0 \r\n")[-_TAIL:]:
        raise Refused(_DAMAGED)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Refused("文件加了密码；请去掉密码后再读") from error
        raise Refused(_DAMAGED) from error
    if len(document) > _PAGES:
        raise Refused(f"有 {len(document)} 页，超过 {_PAGES} 页；请拆成单份报告")
    return document


def paged(pages: list[str], notes: tuple[str, ...]) -> Reading:
    """The pages' texts, each ended by a line end, and where each begins."""
    starts, at = [], 0
    texts = [page.strip("\n") + "\n" for page in pages]
    for text in texts:
        starts.append(at)
        at += len(text)
    return Reading(text="".join(texts), page_starts=tuple(starts), notes=notes)


def _stretches(one: Sheet) -> int:
    """How many stretches of invisible text a page has; a line apart is another one."""
    levels = [glyph.bottom for glyph in one.undrawn if glyph.char.strip()]
    return sum(abs(b - a) > 1 for a, b in zip([1e9, *levels], levels, strict=False))


def _layer(one: Sheet) -> Sheet:
    """A scanned page with the invisible text that a recogniser laid over its picture."""
    return one._replace(seen=one.seen + one.undrawn, undrawn=[]) if one.covered else one
