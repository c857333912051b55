"""Files to sources: txt, md, html, docx, pdf, csv and xlsx, each read where it can do no harm.

Short plain text is decoded here, which is safe and fast. Everything else is read by a child process
with 1 GiB of address space, 20 s of CPU and 30 s of time, which gets the bytes on its stdin.
What a file is, its first bytes say; its ending only decides where they don't.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from rag.adapters.formats import child, plain
from rag.adapters.formats.words import Reading, Refused, Scanned
from rag.errors import Unreadable
from rag.ports import Document
from rag.types import Source

MAX_BYTES = 64 * 2**20
MAX_CHARACTERS = 2_000_000
"""Forty times the longest report known; beyond it, a file is something else."""
INLINE_BYTES = 2**20

_KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "office",
    ".xlsx": "office",
    ".pdf": "pdf",
    ".csv": "csv",
    ".tsv": "csv",
}
_OCR = "rapidocr"
"""What ``wenbao[ocr]`` installs."""
_PICTURE = "里面是图片，不是文字；请换成 txt、html、docx 或 pdf 文件"
_OTHER = "里面是{}，不是文字；请换成 txt、html、docx 或 pdf 文件"
_ARCHIVE = "里面是压缩包；请解开后再读"
_MAGIC = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"Rar!\x1a", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b\x08", _ARCHIVE),
    (b"\x7fELF", _OTHER.format("程序")),
    (b"MZ\x90\0", _OTHER.format("程序")),
    (b"SQLite format 3\0", _OTHER.format("数据库")),
    (b"ID3\x03", _OTHER.format("音频")),
    (b"{\\rtf", "是 RTF 文件；请用 Word 另存为 docx"),
    (b"MIME-Version:", "是网页存档（mht）；请在浏览器里另存为 html"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE_STARTS = (b"<!doctype html", b"<html")
_BOOT = """
import importlib.util, json, sys
folder, kind, columns, paths = sys.argv[1:5]
sys.path[:] = json.loads(paths)
spec = importlib.util.spec_from_file_location(
    "wenbao_formats", folder + "/__init__.py", submodule_search_locations=[folder])
package = importlib.util.module_from_spec(spec)
sys.modules["wenbao_formats"] = package
spec.loader.exec_module(package)
from wenbao_formats.child import main
sys.exit(main(kind, json.loads(columns)))
"""


class Files:
    """The loader of every known form (``ports.Loader``)."""

    endings = frozenset(_KINDS)

    def load(
        self, path: Path, columns: Mapping[str, str] | None = None
    ) -> tuple[Document | str, ...]:
        """See ``Loader.load``; a source is named by the file's stem, of several stem#place_year."""
        name = spelled(path.name)
        try:
            content = _content(path)
            readings = _read(_kind(path, content), content, columns or {})
        except Refused as refused:
            raise Unreadable(f"{name} 无法读取：{refused}。") from refused
        found: list[Document | str] = []
        taken: dict[str, int] = {}
        for reading in readings:
            part = f"#{reading.name}" if reading.name else ""
            count = taken[part] = taken.get(part, 0) + 1
            part += f"-{count}" if count > 1 else ""
            try:
                found.append(_document(f"{spelled(path.stem)}{part}", reading))
            except Refused as refused:
                if len(readings) == 1:
                    raise Unreadable(f"{name} 无法读取：{refused}。") from refused
                found.append(f"{name}{part} 无法读取：{refused}。")
        return tuple(found)


def _document(name: str, reading: Reading) -> Document:
    if not reading.text.strip():
        raise Refused("里面没有文字；请检查下载是否完整")
    if len(reading.text) > MAX_CHARACTERS:
        raise Refused(f"有 {len(reading.text)} 字，不像一份报告；请拆成单份报告")
    return Document(
        source=Source(
            id=hashlib.sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest()[:32],
            name=name,
            text=reading.text,
            page_starts=reading.page_starts,
        ),
        region=reading.region,
        year=reading.year,
        notes=reading.notes,
    )


def spelled(name: str) -> str:
    """A file name as text: names from old Chinese archives are GB18030, not UTF-8."""
    written = os.fsencode(name)
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("gb18030", "replace")


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("是文件夹；请直接把文件夹交给 wenbao ingest")
        if not path.exists():
            raise Refused("找不到这个文件；请检查路径")
        if not path.is_file():
            raise Refused("不是普通文件；请换成 txt、html、docx 或 pdf 文件")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused(f"超过 {MAX_BYTES >> 20} MB，不像一份报告；请拆成单份报告")
        if not size:
            raise Refused("是空文件；请检查下载是否完整")
        return path.read_bytes()
    except PermissionError as error:
        raise Refused("没有读取权限；请修改文件权限") from error
    except (OSError, ValueError) as error:
        raise Refused("系统读不出这个文件；请检查路径和磁盘") from error


def _kind(path: Path, content: bytes) -> str:
    """The form, by the first bytes, then by the ending. Raises Refused for what is no report."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, reason in _MAGIC:
        if content.startswith(magic):
            raise Refused(reason)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        raise Refused(_PICTURE)
    if content.startswith(b"BM") and content[6:10] == b"\0\0\0\0":
        raise Refused(_PICTURE)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("文件加了密码；请去掉密码后再读")
        raise Refused("是旧版 Office 文件（doc、xls 或 ppt）；请另存为 docx 或 xlsx")
    if head.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "office"
    if head.lower().startswith(_PAGE_STARTS):
        return "html"
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise Refused("不认识这种文件；请换成 txt、md、html、docx、pdf、csv 或 xlsx 文件")
    if kind == "office":
        raise Refused("不是 Word 文档或 Excel 表格，或已损坏；请重新下载，或另存一次")
    return kind


def _read(kind: str, content: bytes, columns: Mapping[str, str]) -> list[Reading]:
    if kind == "text" and len(content) <= INLINE_BYTES and b"</" not in content:
        return [plain.read(content)]
    try:
        return _read_apart(kind, content, columns)
    except Scanned as scanned:
        if importlib.util.find_spec(_OCR) is None:
            raise Refused(
                f"{scanned}；请安装文字识别（pip install 'wenbao[ocr]'）后再读，或先转成文字"
            ) from scanned
    return _read_apart("scan", content, columns)


def _read_apart(kind: str, content: bytes, columns: Mapping[str, str]) -> list[Reading]:
    """Reads in a child; raises Refused with its reason, or with the way in which it died."""
    folder = str(Path(child.__file__).parent)
    command = [sys.executable, "-I", "-S", "-c", _BOOT, folder, kind]
    wall, cpu = (child.PATIENT, child.PATIENT) if kind == "scan" else (child.WALL, child.CPU)
    try:
        ended = subprocess.run(
            [*command, json.dumps(dict(columns)), json.dumps(sys.path)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wall,
            start_new_session=True,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as expired:
        raise Refused(f"读了 {wall} 秒还没有读完，已放弃；请另存为 txt 再读") from expired
    if ended.returncode == child.OUT_OF_MEMORY:
        raise Refused("读它需要的内存太多（上限 1 GiB），已放弃；请另存为 txt 再读")
    if -ended.returncode in child.OUT_OF_TIME:
        raise Refused(f"读了 {cpu} 秒还没有读完，已放弃；请另存为 txt 再读")
    if ended.returncode:
        raise Refused("文件已损坏，或内容异常；请重新下载，或另存为 txt 再读")
    answer = json.loads(ended.stdout)
    if "refused" in answer:
        raise (Scanned if answer["scanned"] else Refused)(str(answer["refused"]))
    return [_reading(one) for one in answer["readings"]]


def _reading(one: dict[str, object]) -> Reading:
    """A child's answer; its lists are tuples again."""
    return Reading(**{k: tuple(v) if isinstance(v, list) else v for k, v in one.items()})  # type: ignore[arg-type]


def _environment() -> dict[str, str]:
    """What a child needs of the environment: nothing secret, one thread."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
