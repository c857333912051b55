"""The outline of a report while it is being read: open sections, and paragraphs in order.

Positions are those of the healed text. ``rag.parse`` fills it, ``rag.parts`` corrects its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.structure import Heading
from rag.types import Part

Line = tuple[int, int]
"""Start and end of a line of the healed text."""


@dataclass(slots=True)
class Open:
    """A section that is still being read."""

    head: Heading
    level: int
    part: Part
    end: int = 0
    filled: bool = False


@dataclass(slots=True)
class Outline:
    """What has been read so far. ``year`` is the year of delivery."""

    text: str
    year: int
    part: Part = Part.FRONT
    open: list[Open] = field(default_factory=list)
    sections: list[Open] = field(default_factory=list)
    paragraphs: list[tuple[int, int, Part, tuple[str, ...]]] = field(default_factory=list)

    def begin(self, head: Heading) -> None:
        """Opens a section, and closes those that it ends."""
        while self.open and self.open[-1].head.scheme >= head.scheme:
            self.close()
        if self.part is Part.FRONT:
            self.part = Part.REVIEW
        section = Open(head=head, level=len(self.open) + 1, part=self.part, end=head.end)
        self.open.append(section)
        self.sections.append(section)

    def close(self) -> None:
        """A heading under which nothing stands is a paragraph itself."""
        section = self.open.pop()
        if section.head.alone and not section.filled and not section.head.telling:
            heads = tuple(s.head.text for s in self.open)
            self.paragraphs.append((section.head.start, section.head.end, section.part, heads))
            self.paragraphs.sort()
        for outer in self.open:
            outer.filled = True

    def close_all(self) -> None:
        """Closes every section that is open."""
        while self.open:
            self.close()

    def reach(self, end: int) -> None:
        """The open sections go on to here."""
        for section in self.open:
            section.end = end

    def add(self, start: int, end: int, part: Part | None = None) -> None:
        """A paragraph under the open sections."""
        for section in self.open:
            section.filled = True
        heads = tuple(s.head.text for s in self.open)
        self.paragraphs.append((start, end, part or self.part, heads))

    def turn(self, start: int, end: int, old: Part, new: Part) -> None:
        """What lies in the stretch and was of one part becomes another."""
        self.paragraphs = [
            (a, b, new if part is old and start <= a < end else part, heads)
            for a, b, part, heads in self.paragraphs
        ]
        for section in self.sections:
            if section.part is old and start <= section.head.start < end:
                section.part = new

    def parts(self) -> set[Part]:
        """The parts that have paragraphs."""
        return {part for _, _, part, _ in self.paragraphs}
