"""A Word document's text: paragraphs and tables in their order, then its notes.

A guard looks at the container before python-docx does. Hidden text (``w:vanish``, on the run or by
its style) and deletions under revision are dropped.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml

from .numbering import Numbering
from .words import Reading, Refused, names

_ENTRIES = 2_000
_BYTES = 200 * 2**20
_RATIO = 200
_RATIO_FROM = 2**20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THROUGH = names(
    "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase "
    "AlternateContent Choice"
)
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DAMAGED = "docx 已损坏或不完整；请重新下载，或用 Word 另存一次"


def read(content: bytes) -> Reading:
    """The visible text. Raises Refused for containers that are broken, locked or hostile."""
    guard(content)
    return Reading(text=_Document(content).text())


def guard(content: bytes) -> None:
    """Raises Refused for a container that is not a sound Word document of a sane size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            entries = container.infolist()
            _sizes(entries)
            if not any(entry.filename == "word/document.xml" for entry in entries):
                raise Refused("不是 Word 文档（里面没有正文）；请另存为 docx 或 txt")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _declarations(container.read(entry))
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise Refused(_DAMAGED) from error


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


class _Document:
    def __init__(self, content: bytes) -> None:
        document = docx.Document(io.BytesIO(content))
        parts = {rel.reltype.rsplit("/", 1)[-1]: rel for rel in document.part.rels.values()}
        self._body = document.element.body
        self._hidden = _hidden_styles(document.styles.element)
        numbering = _root(parts.get("numbering"))
        self._numbering = Numbering(numbering, document.styles.element)
        self._notes = {
            kind: _notes(_root(parts.get(f"{kind}s"))) for kind in ("footnote", "endnote")
        }
        self._cited: list[Any] = []
        self._boxes: list[Any] = []

    def text(self) -> str:
        lines = list(self._blocks(self._body))
        for number, note in enumerate(self._cited, 1):
            lines.append(f"〔{number}〕" + " ".join(self._blocks(note)).strip())
        return "\n".join(lines)

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            name = _name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name in _THROUGH:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in self._hidden:
            return
        text = "".join(self._inline(paragraph))
        boxes, self._boxes = self._boxes, []
        if text.strip():
            yield from (self._numbering.label(paragraph) + text).split("\n")
        else:
            yield ""
        for box in boxes:
            yield from self._blocks(box)

    def _table(self, table: Any) -> Iterator[str]:
        """A row a line, its cells behind tabs; a row of one cell is laid-out text."""
        for row in table.iterchildren(f"{_W}tr"):
            cells = [list(self._blocks(cell)) for cell in row.iterchildren(f"{_W}tc")]
            if len(cells) == 1:
                yield from cells[0]
            else:
                yield "\t".join(" ".join(line for line in cell if line) for cell in cells)

    def _inline(self, parent: Any) -> Iterator[str]:
        for child in parent:
            name = _name(child)
            if name == "r" and not self._vanished(child):
                yield from self._run(child)
            elif name in _THROUGH:
                yield from self._inline(child)

    def _run(self, run: Any) -> Iterator[str]:
        for child in run:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name == "br" and child.get(f"{_W}type") in ("page", "column"):
                continue
            elif name in _MARKS:
                yield _MARKS[name]
            elif name in ("footnoteReference", "endnoteReference"):
                yield self._cite(name.removesuffix("Reference"), child)
            elif name == "AlternateContent":
                for choice in child:
                    if _name(choice) == "Choice":
                        yield from self._run(choice)
            elif name == "ruby":
                yield from self._inline(child)
            elif name in ("drawing", "pict"):
                self._boxes += child.iter(f"{_W}txbxContent")

    def _cite(self, kind: str, reference: Any) -> str:
        note = self._notes[kind].get(reference.get(f"{_W}id"))
        if note is None:
            return ""
        self._cited.append(note)
        return f"〔{len(self._cited)}〕"

    def _vanished(self, run: Any) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return False
        style = properties.find(f"{_W}rStyle")
        named = style is not None and style.get(f"{_W}val") in self._hidden
        own = properties.find(f"{_W}vanish")
        return named if own is None else _on(own)


def _hidden_styles(styles: Any) -> frozenset[str]:
    """The ids of the styles that hide their text themselves."""
    marks = ((style, style.find(f"{_W}rPr/{_W}vanish")) for style in styles.iter(f"{_W}style"))
    return frozenset(
        style.get(f"{_W}styleId") for style, mark in marks if mark is not None and _on(mark)
    )


def _notes(root: Any) -> dict[str, Any]:
    """Notes by id, without the separators that Word keeps among them."""
    if root is None:
        return {}
    return {note.get(f"{_W}id"): note for note in root if note.get(f"{_W}type") in (None, "normal")}


def _root(relation: Any) -> Any:
    return None if relation is None else parse_xml(relation.target_part.blob)


def _on(mark: Any) -> bool:
    return mark.get(f"{_W}val") not in ("0", "false", "off")


def _name(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
