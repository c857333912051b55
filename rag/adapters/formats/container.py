"""The guard before zip containers (docx, xlsx): sound, of a sane size, without entities."""

from __future__ import annotations

import io
import zipfile
import zlib

from .words import Refused

_ENTRIES = 2_000
_BYTES = 200 * 2**20
_RATIO = 200
_RATIO_FROM = 2**20
_DAMAGED = "Office 文档（docx、xlsx）已损坏或不完整；请重新下载，或用 Office 另存一次"
_BODIES = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def form(content: bytes) -> str:
    """``docx`` or ``xlsx``. Raises Refused for containers that are broken, locked or hostile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            entries = container.infolist()
            _sizes(entries)
            found = [_BODIES[e.filename] for e in entries if e.filename in _BODIES]
            if not found:
                raise Refused("不是 Word 文档或 Excel 表格（里面没有正文）；请另存为 docx 或 txt")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _declarations(container.read(entry))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise Refused(_DAMAGED) from error
    return found[0]


def _sizes(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("文件加了密码；请去掉密码后再读")
    swollen = any(
        entry.file_size > _RATIO_FROM and entry.file_size > _RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if swollen or len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > _BYTES:
        raise Refused("解开后异常庞大，可能是恶意文件，没有打开；请换一个来源")


def _declarations(xml: bytes) -> None:
    """Refuses document types and entities, in one-byte and two-byte encodings."""
    flat = xml.replace(b"\0", b"")
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise Refused("里面有 XML 实体声明，可能是恶意文件，没有打开；请换一个来源")
