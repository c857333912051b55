"""A Word document's text: paragraphs and tables in their order, then its notes.

``container`` has looked at the file before python-docx does. Text that no reader sees (``unseen``)
and deletions under revision are dropped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml

from .numbering import Numbering
from .unseen import Unseen
from .words import Reading, Refused, hidden, names

_DAMAGED = "docx 已损坏或不完整；请重新下载，或用 Word 另存一次"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THROUGH = names(
    "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase "
    "AlternateContent Choice"
)
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read(content: bytes) -> Reading:
    """The visible text. Raises Refused where the parts do not make a document."""
    try:
        document = _Document(content)
        text = document.text()
    except (KeyError, ValueError, SyntaxError, PackageNotFoundError) as error:
        raise Refused(_DAMAGED) from error
    return Reading(text=text, notes=hidden(document.hidden))


class _Document:
    def __init__(self, content: bytes) -> None:
        document = docx.Document(io.BytesIO(content))
        parts = {rel.reltype.rsplit("/", 1)[-1]: rel for rel in document.part.rels.values()}
        self._body = document.element.body
        self._unseen = Unseen(document.element, document.styles.element)
        self.hidden = 0
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
        before = self.hidden
        text = "".join(self._inline(paragraph, paragraph))
        boxes, self._boxes = self._boxes, []
        if text.strip():
            yield from (self._numbering.label(paragraph) + text).split("\n")
        elif self.hidden == before:
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

    def _inline(self, parent: Any, paragraph: Any) -> Iterator[str]:
        unseen = False
        for child in parent:
            name = _name(child)
            if name == "r" and self._unseen.hides(child, paragraph):
                told = any((text.text or "").strip() for text in child.iter(f"{_W}t"))
                self.hidden += told and not unseen
                unseen = unseen or told
            elif name == "r":
                unseen = False
                yield from self._run(child, paragraph)
            elif name in _THROUGH:
                yield from self._inline(child, paragraph)

    def _run(self, run: Any, paragraph: Any) -> Iterator[str]:
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
                        yield from self._run(choice, paragraph)
            elif name == "ruby":
                yield from self._inline(child, paragraph)
            elif name in ("drawing", "pict"):
                self._boxes += child.iter(f"{_W}txbxContent")

    def _cite(self, kind: str, reference: Any) -> str:
        note = self._notes[kind].get(reference.get(f"{_W}id"))
        if note is None:
            return ""
        self._cited.append(note)
        return f"〔{len(self._cited)}〕"


def _notes(root: Any) -> dict[str, Any]:
    """Notes by id, without the separators that Word keeps among them."""
    if root is None:
        return {}
    return {note.get(f"{_W}id"): note for note in root if note.get(f"{_W}type") in (None, "normal")}


def _root(relation: Any) -> Any:
    return None if relation is None else parse_xml(relation.target_part.blob)


def _name(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
