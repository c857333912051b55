"""PDF files drawn character by character, for tests: any place, size, colour and render mode."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595.0, 842.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A string at a place; Han characters are as wide as the type is high, others half of it.

    PDFium passes over a string of a single character in a font without outlines.
    """

    text: str
    x: float
    y: float
    size: float = 12.0
    gray: float = 0.0
    mode: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle behind what is drawn after it."""

    x: float
    y: float
    width: float
    height: float
    gray: float = 0.5


Page = Sequence[Drawn | Box]


def width(text: str, size: float = 12.0) -> float:
    """How wide a string is drawn, in points."""
    return sum(size * (0.5 if char.isascii() else 1.0) for char in text)


def wrapped(text: str, columns: float, *, size: float = 12.0, indent: int = 2) -> list[str]:
    """Paragraphs to lines of that many points, wherever that falls, numbers included."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, room = "\u3000" * indent, columns - indent * size
        for char in paragraph:
            if room < width(char, size) and (room < 0 or char not in "，。、；：”）！？"):
                lines.append(line)
                line, room = "", columns
            line += char
            room -= width(char, size)
        lines.append(line)
    return lines


def column(lines: Iterable[str], *, x: float, top: float, size: float = 12.0) -> list[Drawn]:
    """Lines one below the other; ideographic spaces at a line's start are room, not text."""
    drawn = []
    for row, line in enumerate(lines):
        bare = line.lstrip("\u3000")
        left = x + size * (len(line) - len(bare))
        drawn.append(Drawn(text=bare, x=left, y=top - 1.6 * size * row, size=size))
    return drawn


def pdf(pages: Sequence[Page], *, trailer: str = "", picture: bool = False) -> bytes:
    """The file; with ``picture`` every page lies under a gray picture of its size."""
    used = sorted({c for page in pages for d in page if isinstance(d, Drawn) for c in d.text})
    pairs = "".join(
        f"1 beginbfchar <{ord(c):04X}> <{ord(c):04X}> endbfchar\n" for c in used if ord(c) < 65536
    )
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange {pairs}endcmap end end"
    )
    narrow = " ".join(f"{ord(c)} [500]" for c in used if c.isascii())
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        (
            "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/ToUnicode 4 0 R"
            "/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 1000"
            f"/W[{narrow}]/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
        ).encode(),
        _stream(mapping.encode()),
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>stream\n\xc8\nendstream",
    ]
    under = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q\n" if picture else ""
    for number, page in enumerate(pages):
        content = under + "".join(map(_operators, page))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F 3 0 R"
            f">>/XObject<</I 5 0 R>>>>/Contents {7 + 2 * number} 0 R>>".encode()
        )
        objects.append(_stream(content.encode()))
    return assembled(objects, trailer)


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Objects from number 1 on as a file; the first is the catalogue."""
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return out + end.encode("latin-1")


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def _operators(drawn: Drawn | Box) -> str:
    if isinstance(drawn, Box):
        return f"{drawn.gray} g {drawn.x} {drawn.y} {drawn.width} {drawn.height} re f\n"
    return (
        f"BT /F {drawn.size} Tf {drawn.mode} Tr {drawn.gray} g {drawn.x:.2f} {drawn.y:.2f} Td "
        f"<{drawn.text.encode('utf-16-be').hex()}> Tj ET\n"
    )
