"""The characters of a PDF's page with their places, and which of them no reader sees."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_TINY = 1.5
"""Points of height up to which type cannot be read."""
_BELOW = 0.15
"""Share of the size of type that lies below the base line."""
_PALE = 250
"""From this value of red, green and blue on, a colour is white."""
_LEVEL = 0.05
"""Radians by which a line of text may slope."""
_COVERED = 0.6
_UNDRAWN = frozenset((3, 7))
"""Text render modes: invisible, and clipping only."""


class Glyph(NamedTuple):
    """A character with its box in points, y upwards from the foot of the page."""

    char: str
    left: float
    bottom: float
    right: float
    top: float


class Sheet(NamedTuple):
    """A page: what is seen, what is drawn invisibly, how much else is hidden, and its size.

    ``covered`` says whether a picture fills most of it.
    """

    seen: list[Glyph]
    undrawn: list[Glyph]
    hidden: int
    width: float
    height: float
    covered: bool


def sheet(document: pdfium.PdfDocument, number: int) -> Sheet:
    """Reads one page; places are those of the page as it is shown."""
    page = document[number]
    try:
        left, bottom, right, top = page.get_cropbox()
        width, height = right - left, top - bottom
        textpage = page.get_textpage()
        try:
            seen, undrawn, hidden = _glyphs(page, textpage.raw, (left, bottom, right, top))
        finally:
            textpage.close()
        return Sheet(
            seen=[_moved(glyph, left, bottom) for glyph in seen],
            undrawn=[_moved(glyph, left, bottom) for glyph in undrawn],
            hidden=hidden,
            width=width,
            height=height,
            covered=_pictured(page, width * height),
        )
    finally:
        page.close()


def _moved(glyph: Glyph, left: float, bottom: float) -> Glyph:
    char, x0, y0, x1, y1 = glyph
    return Glyph(char, x0 - left, y0 - bottom, x1 - left, y1 - bottom)


def _glyphs(
    page: pdfium.PdfPage, text: Any, frame: tuple[float, float, float, float]
) -> tuple[list[Glyph], list[Glyph], int]:
    """(seen, undrawn, stretches of text hidden in another way)."""
    seen: list[Glyph] = []
    undrawn: list[Glyph] = []
    hidden, before = 0, False
    grounds = _Grounds(page)
    for glyph, index in _drawn(text):
        if _outside(glyph, frame) or glyph.top - glyph.bottom < _TINY:
            now = bool(glyph.char.strip())
        elif (mode := _mode(text, index)) in _UNDRAWN:
            undrawn.append(glyph)
            continue
        else:
            now = mode != 1 and _white(text, index) and not grounds.behind(glyph)
        hidden += now and not before
        before = now or (before and not glyph.char.strip())
        if not now:
            seen.append(glyph)
    return seen, undrawn, hidden


def _drawn(text: Any) -> Iterator[tuple[Glyph, int]]:
    """The level characters that the page draws, without those that PDFium makes up."""
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    last: Glyph | None = None
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0, 0xFFFE, 0xFFFF, 10, 13) or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        if not raw.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        size = raw.FPDFText_GetFontSize(text, index)
        if raw.FPDFText_GetMatrix(text, index, matrix):
            size *= (matrix.b**2 + matrix.d**2) ** 0.5
        foot = y.value - _BELOW * size
        glyph = Glyph(_char(code), box.left, foot, box.right, foot + size)
        if abs(_slope(raw.FPDFText_GetCharAngle(text, index))) > _LEVEL and glyph.char.strip():
            continue
        if last is not None and _again(last, glyph):
            continue
        last = glyph
        yield glyph, index


def _char(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _slope(angle: float) -> float:
    """Radians from the level, between -pi and pi."""
    return angle if angle <= 3.1416 else angle - 6.2832


def _again(last: Glyph, glyph: Glyph) -> bool:
    """Whether a character is drawn a second time in its place, as bold type is imitated."""
    near = 0.15 * (glyph.top - glyph.bottom)
    return (
        last.char == glyph.char
        and abs(last.left - glyph.left) < near
        and abs(last.bottom - glyph.bottom) < near
    )


def _outside(glyph: Glyph, frame: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = frame
    x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
    return not (left <= x <= right and bottom <= y <= top)


def _mode(text: Any, index: int) -> int:
    drawn = raw.FPDFText_GetTextObject(text, index)
    return int(raw.FPDFTextObj_GetTextRenderMode(drawn)) if drawn else 0


def _white(text: Any, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _PALE


class _Grounds:
    """What is painted behind the text; looked at only where there is white text."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._boxes: list[tuple[float, float, float, float]] | None = None

    def behind(self, glyph: Glyph) -> bool:
        if self._boxes is None:
            self._boxes = list(_painted(self._page, _coloured))
        x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        return any(a <= x <= c and b <= y <= d for a, b, c, d in self._boxes)


def _painted(
    page: pdfium.PdfPage, wanted: Callable[[Any], bool]
) -> Iterator[tuple[float, float, float, float]]:
    for painted in page.get_objects(max_depth=3):
        if wanted(painted):
            try:
                yield painted.get_bounds()
            except pdfium.PdfiumError:
                continue


def _coloured(painted: Any) -> bool:
    if painted.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
        return True
    if painted.type != raw.FPDF_PAGEOBJ_PATH:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(painted.raw, red, green, blue, alpha):
        return False
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _PALE


def _pictured(page: pdfium.PdfPage, area: float) -> bool:
    pictures = _painted(page, lambda painted: bool(painted.type == raw.FPDF_PAGEOBJ_IMAGE))
    return any((c - a) * (d - b) >= _COVERED * area for a, b, c, d in pictures)
