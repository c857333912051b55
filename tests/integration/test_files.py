"""Real files of every form and damage, read through the loader."""

from __future__ import annotations

import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from rag.adapters import files
from rag.adapters.files import Files, spelled
from rag.adapters.formats import child
from rag.errors import Unreadable
from rag.ports import Document
from rag.resources import resource
from rag.types import Source

SEED = resource("seeds") / "qinshui_2022.txt"
BODY = "2021年，全县地区生产总值完成320.6亿元，增长9.5%。"


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def loaded(path: Path) -> Source:
    (document,) = Files().load(path)
    assert isinstance(document, Document)
    return document.source


def read(folder: Path, name: str, content: bytes | str) -> str:
    return loaded(written(folder, name, content)).text


def refusal(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        Files().load(path)
    sentence = str(caught.value)
    assert path.name in sentence and sentence.endswith("。") and "请" in sentence
    return sentence


# --- text


def test_seed_is_what_python_reads() -> None:
    source = loaded(SEED)
    assert source.text == SEED.read_text(encoding="utf-8")
    assert source.name == "qinshui_2022"
    assert source.page_starts == ()


def test_crlf_text_is_what_python_reads(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", BODY + "\r\n" + BODY + "\r" + BODY)
    assert loaded(path).text == path.read_text(encoding="utf-8")


def test_same_text_is_the_same_source_whatever_its_name_and_encoding(tmp_path: Path) -> None:
    first = loaded(written(tmp_path, "a.txt", BODY))
    second = loaded(written(tmp_path, "b.md", BODY.encode("gb18030")))
    third = loaded(written(tmp_path, "c.txt", BODY + "。"))
    assert first.id == second.id != third.id
    assert re.fullmatch(r"[0-9a-f]{32}", first.id)


def test_large_text_is_read_apart_and_the_same(tmp_path: Path) -> None:
    text = (BODY + "\n") * 50_000
    content = text.encode("utf-8")
    assert len(content) > files.INLINE_BYTES and len(text) < files.MAX_CHARACTERS
    assert read(tmp_path, "big.txt", content) == text


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_file_name_in_gb18030_is_spelled_out(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "沁水县2022.txt".encode("gb18030")))
    path.write_text(BODY, encoding="utf-8")
    assert loaded(path).name == "沁水县2022"
    assert spelled("五寨县.txt") == "五寨县.txt"


# --- refusals

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "空文件"),
        ("blank.txt", b" \n\t\r\n \n", "没有文字"),
        ("picture.txt", PNG, "图片"),
        ("photo.txt", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(90), "图片"),
        ("old.txt", b"BM\x36\x04\0\0\0\0\0\0" + bytes(90), "图片"),
        ("random.txt", random.Random(1).randbytes(3000), "二进制"),
        ("old.doc", files._OLE + bytes(600), "旧版"),
        ("locked.docx", files._OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("report.docx", BODY.encode(), "不是 Word 文档"),
        ("report.pdf", BODY.encode(), "PDF 已损坏"),
        ("report.rar", b"Rar!\x1a\x07\0", "压缩包"),
        ("report.rtf", b"{\\rtf1 abc}", "RTF"),
        ("report.mht", b"MIME-Version: 1.0\n", "mht"),
        ("report.xyz", BODY.encode(), "不认识"),
        ("page.html", b"<html><script>var a = 1;</script></html>", "没有文字"),
    ],
)
def test_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    assert says in refusal(written(tmp_path, name, content))


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    assert "找不到" in refusal(tmp_path / "none.txt")
    assert "文件夹" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "不是普通文件" in refusal(tmp_path / "pipe.txt")


def test_endless_text_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "line.txt", "增长8.5%，" * 300_000)
    assert "不像一份报告" in refusal(path)


def test_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    assert "超过 64 MB" in refusal(path)


# --- html

PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>沁水县政府工作报告</title>
<style>p{{color:red}}</style><script>document.write("脚本")</script></head>
<body><nav><a href="/">首页</a></nav><div><a href="/">返回</a> | <a href="/zw">政务</a></div>
<h1>2022年政府工作报告</h1><!-- 注释 -->
<p>2021年，全县地区生产总值增长
 9.5%，完成<b>320.6</b>亿元。<br>第二行&amp;&nbsp;完
成<p hidden>看不见一</p><p style="Display: NONE">看不见二</p>
<span style="font-size:0">看不见三</span>
<table><tr><th>指标</th><th>数</th></tr><tr><td>煤炭</td><td></td><td>86%</td></tr></table>
<ul><li style="display:none">看不见四<li>第一项<li>第二项</ul>
</body></html>
"""
SHOWN = [
    "沁水县政府工作报告",
    "2022年政府工作报告",
    "2021年，全县地区生产总值增长 9.5%，完成320.6亿元。",
    "第二行& 完成",
    "指标\t数",
    "煤炭\t\t86%",
    "第一项",
    "第二项",
]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("", "gb18030"),
        ("", "utf-16"),
    ],
)
def test_page_shows_what_a_browser_shows(tmp_path: Path, charset: str, encoding: str) -> None:
    content = PAGE.format(charset=charset).encode(encoding)
    assert read(tmp_path, "page.html", content).split("\n") == SHOWN


def test_page_with_the_wrong_ending_is_still_a_page(tmp_path: Path) -> None:
    assert read(tmp_path, "page.txt", PAGE.format(charset="")).split("\n") == SHOWN


def test_preformatted_lines_stay(tmp_path: Path) -> None:
    assert read(tmp_path, "p.htm", "<pre>一、回顾\n二、安排</pre>") == "一、回顾\n二、安排"


@pytest.mark.parametrize(
    "content",
    ["<html>" + "<div>" * 50_000 + BODY, "<html><p>" + "<b>" * 50_000 + BODY + "<", "<td>" + BODY],
)
def test_broken_page_still_gives_its_text(tmp_path: Path, content: str) -> None:
    assert BODY in read(tmp_path, "page.html", content)


# --- docx


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def replaced(content: bytes, entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in [*old.namelist(), *(n for n in entries if n not in old.namelist())]:
            new.writestr(name, entries[name] if name in entries else old.read(name))
    return buffer.getvalue()


def plain() -> bytes:
    document = docx.Document()
    document.add_paragraph(BODY)
    return saved(document)


def test_document_in_reading_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("政府工作报告", 1)
    paragraph = document.add_paragraph("增长")
    paragraph.add_run("9.5%").bold = True
    paragraph.add_run("看不见").font.hidden = True
    paragraph.add_run("。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("指标", "数", "煤炭", "86%"), strict=True):
        cell.text = text
    document.add_paragraph("二、安排\t重点")
    hidden = document.styles.add_style("Secret", 2)
    hidden.font.hidden = True
    document.add_paragraph("完").add_run("藏起来的", style="Secret")
    expected = ["政府工作报告", "增长9.5%。", "指标\t数", "煤炭\t86%", "二、安排\t重点", "完"]
    assert read(tmp_path, "a.docx", saved(document)).split("\n") == expected


def test_document_revisions_links_and_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("完成")
    for tag, text in (("w:ins", "320.6"), ("w:del", "319"), ("w:hyperlink", "亿元")):
        run = paragraph.add_run(text)._r
        outer = OxmlElement(tag)
        run.addprevious(outer)
        outer.append(run)
    box = OxmlElement("w:txbxContent")
    box.append(document.add_paragraph("框里的话")._p)
    picture = OxmlElement("w:pict")
    picture.append(box)
    paragraph.runs[0]._r.append(picture)
    assert read(tmp_path, "a.docx", saved(document)) == "完成320.6亿元\n框里的话"


def test_document_counts_its_headings(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = numbering.find(f".//{qn('w:lvl')}")
    abstract = level.getparent()
    level.find(qn("w:numFmt")).set(qn("w:val"), "chineseCounting")
    level.find(qn("w:lvlText")).set(qn("w:val"), "%1、")
    number = next(
        n
        for n in numbering.iter(qn("w:num"))
        if n.find(qn("w:abstractNumId")).get(qn("w:val")) == abstract.get(qn("w:abstractNumId"))
    )
    for _ in range(12):
        mark = document.add_paragraph("工作")._p.get_or_add_pPr().get_or_add_numPr()
        mark.get_or_add_ilvl().val = 0
        mark.get_or_add_numId().val = int(number.get(qn("w:numId")))
    lines = read(tmp_path, "a.docx", saved(document)).split("\n")
    assert (lines[0], lines[1], lines[9], lines[11]) == (
        "一、工作",
        "二、工作",
        "十、工作",
        "十二、工作",
    )


def test_document_footnotes_follow_the_text(tmp_path: Path) -> None:
    content = plain()
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        body = container.read("word/document.xml").decode()
        links = container.read("word/_rels/document.xml.rels").decode()
        types = container.read("[Content_Types].xml").decode()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{space}"><w:footnote w:type="separator" w:id="0">'
        "<w:p/></w:footnote>"
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>一个注</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    link = (
        '<Relationship Id="rIdN" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    kind = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.footnotes+xml"/></Types>'
    )
    entries = {
        "word/document.xml": body.replace("</w:r>", '<w:footnoteReference w:id="2"/></w:r>', 1),
        "word/_rels/document.xml.rels": links.replace("</Relationships>", link),
        "[Content_Types].xml": types.replace("</Types>", kind),
        "word/footnotes.xml": notes,
    }
    content = replaced(content, {name: text.encode() for name, text in entries.items()})
    assert read(tmp_path, "a.docx", content) == f"{BODY}〔1〕\n〔1〕一个注"


def with_entity() -> bytes:
    xml = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    return replaced(plain(), {"word/document.xml": xml})


def with_entity_in_utf16() -> bytes:
    xml = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY x "y">]><w>&x;</w>'
    return replaced(plain(), {"word/document.xml": xml.encode("utf-16")})


def encrypted() -> bytes:
    content = bytearray(plain())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def bomb() -> bytes:
    return replaced(plain(), {"word/media/a.xml": bytes(40 * 2**20)})


def lying() -> bytes:
    """A container that declares a body of 100 bytes and holds more."""
    content = bytearray(plain())
    at = content.find(b"word/document.xml", content.find(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(content)


def crowd() -> bytes:
    return replaced(plain(), {f"word/{n}.bin": b"" for n in range(2_100)})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(plain()[:4000], "损坏", id="truncated"),
        pytest.param(plain()[:-40], "损坏", id="end cut off"),
        pytest.param(with_entity(), "实体", id="entity"),
        pytest.param(with_entity_in_utf16(), "实体", id="entity in UTF-16"),
        pytest.param(encrypted(), "密码", id="encrypted"),
        pytest.param(bomb(), "庞大", id="bomb"),
        pytest.param(lying(), "损坏", id="wrong size"),
        pytest.param(crowd(), "庞大", id="many entries"),
        pytest.param(replaced(plain(), {"word/document.xml": b"<w:p>"}), "损坏", id="broken XML"),
    ],
)
def test_hostile_document_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refusal(written(tmp_path, "a.docx", content))


def test_other_archive_is_no_document(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("ppt/presentation.xml", "<a/>")
    assert "不是 Word 文档" in refusal(written(tmp_path, "a.docx", buffer.getvalue()))


# --- pdf


def pdf(pages: list[list[str]], *, trailer: str = "", content: bytes | None = None) -> bytes:
    """A PDF whose lines are drawn in a font that maps each code to its own character."""
    used = sorted({char for page in pages for line in page for char in line})
    pairs = "\n".join(f"<{ord(c):04X}> <{ord(c):04X}>" for c in used)
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(used)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/ToUnicode 4 0 R"
        "/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>",
        f"<</Length {len(mapping)}>>stream\n{mapping}\nendstream",
    ]
    for n, page in enumerate(pages):
        lines = "".join(
            f"BT /F 12 Tf 50 {780 - 20 * row} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for row, line in enumerate(page)
        )
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {6 + 2 * n} 0 R>>"
        )
        objects.append(f"<</Length {len(lines)}>>stream\n{lines}endstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        raw = content if content is not None and number == 6 else body.encode("latin-1")
        out += b"%d 0 obj\n" % number + raw + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return out + end.encode("latin-1")


TWO_PAGES = [
    ["一、2021年工作回顾", BODY],
    ["二、2022年工作安排", "地区生产总值增长8%以上，就业稳定。"],
]
LOCK = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'ab' * 32}>/U<{'cd' * 32}>>>"


def test_pdf_pages_begin_where_their_text_does(tmp_path: Path) -> None:
    source = loaded(written(tmp_path, "a.pdf", pdf(TWO_PAGES)))
    assert source.text.split() == [line for page in TWO_PAGES for line in page]
    assert len(source.page_starts) == 2
    assert source.text[source.page_starts[1] :].startswith("二、")
    assert source.page(source.text.index("320.6")) == 1
    assert source.page(source.text.index("8%以上")) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(pdf([[], []]), "扫描件", id="no text"),
        pytest.param(pdf([["封面"], [], [], []]), "扫描件", id="hardly any text"),
        pytest.param(pdf(TWO_PAGES, trailer=LOCK), "密码", id="encrypted"),
        pytest.param(pdf(TWO_PAGES)[:900], "损坏", id="truncated"),
        pytest.param(b"%PDF-1.4\nrubbish\n%%EOF\n", "损坏", id="rubbish"),
    ],
)
def test_hostile_pdf_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refusal(written(tmp_path, "a.pdf", content))


def test_pdf_bomb_dies_in_its_child(tmp_path: Path) -> None:
    press = zlib.compressobj(1)
    drawn = press.compress(b"BT /F 12 Tf (")
    drawn += b"".join(press.compress(bytes(2**20)) for _ in range(1_200)) + press.flush()
    twice = zlib.compress(drawn)
    head = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(twice)
    content = pdf(TWO_PAGES, content=head + twice + b"\nendstream")
    assert len(content) < 30_000
    refusal(written(tmp_path, "a.pdf", content))


def test_pdf_with_the_wrong_ending_is_still_a_pdf(tmp_path: Path) -> None:
    assert BODY in read(tmp_path, "a.txt", pdf(TWO_PAGES))


# --- the child


def test_child_that_takes_too_long_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_BOOT", "import sys; sys.stdin.read(); import time; time.sleep(60)")
    monkeypatch.setattr(child, "WALL", 1)
    assert "还没有读完" in refusal(written(tmp_path, "a.pdf", pdf(TWO_PAGES)))


@pytest.mark.skipif(sys.platform == "win32", reason="no signals here")
@pytest.mark.parametrize(
    ("death", "says"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "还没有读完"),
        ("import os; os.abort()", "损坏"),
        (f"raise SystemExit({child.OUT_OF_MEMORY})", "1 GiB"),
        ("raise ValueError", "损坏"),
    ],
)
def test_death_of_the_child_is_worded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str, says: str
) -> None:
    monkeypatch.setattr(files, "_BOOT", death)
    assert says in refusal(written(tmp_path, "a.pdf", pdf(TWO_PAGES)))


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_child_limits_itself() -> None:
    code = (
        "import resource, signal; from rag.adapters.formats import child; child.limit();"
        "assert resource.getrlimit(resource.RLIMIT_CPU) == (20, 21);"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0);"
        "assert 0 < signal.alarm(0) <= 30\n"
        "try: bytearray(2**30)\n"
        "except MemoryError: print('refused')"
    )
    root = Path(files.__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "refused"


def test_child_starts_without_the_rest_of_the_package() -> None:
    boot = files._BOOT.replace("sys.exit(main(kind, json.loads(columns)))", "print(*sys.modules)")
    folder = str(Path(child.__file__).parent)
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", boot, folder, "text", "{}", json.dumps(sys.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(ended.stdout.split())
    assert "wenbao_formats.child" in loaded
    assert not loaded & {"rag", "numpy", "docx", "lxml", "pypdfium2", "chromadb", "torch"}
