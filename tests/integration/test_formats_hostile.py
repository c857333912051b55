"""Files that mean harm or are broken: each costs its own line, within the limits, nothing else."""

from __future__ import annotations

import io
import resource as limits
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pdfs
import pytest
from pdfs import Drawn
from test_ingest import Counts, Recorder

from rag.adapters.files import Files
from rag.adapters.formats import child
from rag.adapters.store import SqliteStore
from rag.ingest import Ingest
from rag.resources import resource

SEED = resource("seeds") / "qinshui_2022.txt"
BODY = "2021年，全县地区生产总值完成320.6亿元，增长9.5%。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>'
LOCK = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'ab' * 32}>/U<{'cd' * 32}>>>"


def document() -> bytes:
    kept, made = io.BytesIO(), docx.Document()
    made.add_paragraph(BODY)
    made.save(kept)
    return kept.getvalue()


def workbook() -> bytes:
    kept, made = io.BytesIO(), openpyxl.Workbook()
    made.worksheets[0].append(["地区", "正文"])
    made.worksheets[0].append(["沁水县", BODY])
    made.save(kept)
    return kept.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return kept.getvalue()


def flagged(content: bytes) -> bytes:
    """The container with every entry marked as encrypted."""
    marked = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = marked.find(mark)
        while start >= 0:
            marked[start + at] |= 1
            start = marked.find(mark, start + 4)
    return bytes(marked)


def lying(content: bytes, name: bytes) -> bytes:
    """The container with a declared size of 100 bytes for one entry."""
    marked = bytearray(content)
    at = marked.find(name, marked.find(b"PK\x01\x02")) - 46
    marked[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(marked)


def packed_twice(megabytes: int) -> bytes:
    press = zlib.compressobj(1)
    drawn = press.compress(b"BT /F 12 Tf (")
    drawn += b"".join(press.compress(bytes(2**20)) for _ in range(megabytes)) + press.flush()
    twice = zlib.compress(drawn)
    head = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(twice)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return pdfs.assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            head + twice + b"\nendstream",
        ]
    )


def nested_pages(depth: int) -> bytes:
    tree = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]%s>>"
        % (n + 1, b"" if n == 2 else b"/Parent %d 0 R" % (n - 1))
        for n in range(2, depth)
    ]
    return pdfs.assembled([b"<</Type/Catalog/Pages 2 0 R>>", *tree, b"<</Type/Page>>"])


def sheet_with(row: bytes) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = b"<worksheet " + space + b"><sheetData>" + row + b"</sheetData></worksheet>"
    return with_part(workbook(), "xl/worksheets/sheet1.xml", sheet)


def deep_document(depth: int) -> bytes:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inner = b"<w:sdt><w:sdtContent>" * depth + b"</w:sdtContent></w:sdt>" * depth
    body = b"<w:document " + space + b"><w:body>" + inner + b"</w:body></w:document>"
    return with_part(document(), "word/document.xml", body)


FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
HOSTILE: dict[str, Callable[[], tuple[str, bytes]]] = {
    "docx bomb": lambda: ("a.docx", with_part(document(), "word/b.xml", bytes(60 * 2**20))),
    "xlsx bomb": lambda: ("a.xlsx", with_part(workbook(), "xl/b.xml", bytes(60 * 2**20))),
    "docx with an entity": lambda: ("a.docx", with_part(document(), "word/document.xml", ENTITY)),
    "xlsx with an entity": lambda: ("a.xlsx", with_part(workbook(), "xl/workbook.xml", ENTITY)),
    "xlsx with laughs": lambda: ("a.xlsx", with_part(workbook(), "xl/sharedStrings.xml", LAUGHS)),
    "docx encrypted": lambda: ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
    "xlsx encrypted": lambda: ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")),
    "docx entries encrypted": lambda: ("a.docx", flagged(document())),
    "xlsx entries encrypted": lambda: ("a.xlsx", flagged(workbook())),
    "docx truncated": lambda: ("a.docx", document()[:5_000]),
    "xlsx truncated": lambda: ("a.xlsx", workbook()[:2_000]),
    "docx that lies": lambda: ("a.docx", lying(document(), b"word/document.xml")),
    "xlsx that lies": lambda: ("a.xlsx", lying(workbook(), b"xl/workbook.xml")),
    "docx nested deeply": lambda: ("a.docx", deep_document(20_000)),
    "docx broken inside": lambda: ("a.docx", with_part(document(), "word/document.xml", b"<w:p>")),
    "xlsx broken inside": lambda: ("a.xlsx", with_part(workbook(), "xl/workbook.xml", b"<w>")),
    "xlsx with one far cell": lambda: ("a.xlsx", sheet_with(FAR)),
    "xlsx without an end": lambda: ("a.xlsx", sheet_with(b"<row><c><v>1</v></c>" * 200_000)),
    "pdf bomb": lambda: ("a.pdf", packed_twice(1_200)),
    "pdf encrypted": lambda: ("a.pdf", pdfs.pdf([[Drawn(text=BODY, x=9, y=9)]], trailer=LOCK)),
    "pdf truncated": lambda: ("a.pdf", pdfs.pdf([[Drawn(text=BODY, x=9, y=9)]])[:600]),
    "pdf nested deeply": lambda: ("a.pdf", nested_pages(20_000)),
    "pdf that is text": lambda: ("a.pdf", BODY.encode()),
    "docx that is text": lambda: ("a.docx", BODY.encode()),
    "xlsx that is a page": lambda: ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(90)),
    "picture as text": lambda: ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(90)),
    "text with NULs": lambda: ("a.txt", (BODY + "\0").encode() * 50),
    "nothing but NULs": lambda: ("a.txt", bytes(5_000)),
    "empty text": lambda: ("a.txt", b""),
    "empty docx": lambda: ("a.docx", b""),
    "one line of 20 MB": lambda: ("a.txt", "增长8.5%，".encode() * 1_500_000),
    "page of one line of 20 MB": lambda: ("a.html", b"<p>" + "增长8.5%，".encode() * 1_500_000),
    "csv of one line of 20 MB": lambda: ("a.csv", "增长8.5%；".encode() * 1_500_000),
    "page without an end": lambda: ("a.html", b"<html>" + b"<div style='" * 3_000),
    "page nested deeply": lambda: ("a.html", b"<html>" + b"<div><b>" * 50_000),
    "page of selectors": lambda: ("a.html", b"<html><style>" + b".a{color:red}" * 200_000 + b"<p>"),
    "page of comments": lambda: ("a.html", b"<html>" + b"<!--" * 10_000),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_costs_its_own_line(tmp_path: Path, kind: str) -> None:
    name, content = HOSTILE[kind]()
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "z.txt").write_bytes(SEED.read_bytes())
    store, index = SqliteStore(tmp_path / "data"), Recorder()
    story = Ingest(
        loader=Files(), embedder=Counts(), store=store, index=index, endings=Files.endings
    )
    before, begun = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss, time.monotonic()
    bad, good = story.run([folder]).results
    assert (bad.status, good.status) == ("refused", "added")
    assert bad.path.name == name and bad.message.endswith("。") and "请" in bad.message
    assert "Error" not in bad.message
    assert time.monotonic() - begun < child.WALL + 15
    assert limits.getrusage(limits.RUSAGE_SELF).ru_maxrss - before < 512 * 1024
    store.close()
