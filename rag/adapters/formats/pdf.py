"""A PDF's text layer, page by page. Pictures of text are not read: such a file is refused."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from .decode import newlines
from .words import Reading, Refused

_PAGES = 2_000
_TAIL = 1_024
"""The end mark stands in the last bytes; PDFium would read a truncated file as a shorter one."""
_DAMAGED = "PDF 已损坏或不完整；请重新下载"
_SCANNED = 20
"""Fewer visible characters a page than this, on average, is no text layer."""


def read(content: bytes) -> Reading:
    """The text with the offset of each page. Raises Refused for what has none."""
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
    pages = [_page(document, number) for number in range(len(document))]
    visible = sum(len("".join(page.split())) for page in pages)
    if visible < _SCANNED * max(1, len(pages)):
        raise Refused("没有文字层，看来是扫描件；请先用文字识别（OCR）转成文字")
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page)
    return Reading(text="".join(pages), page_starts=tuple(starts))


def _page(document: pdfium.PdfDocument, number: int) -> str:
    """One page's text, ended by a line end."""
    page = document[number]
    textpage = page.get_textpage()
    text = newlines(textpage.get_text_bounded()).replace("\ufffe", "").replace("\0", "")
    textpage.close()
    page.close()
    return text.rstrip("\n") + "\n"
