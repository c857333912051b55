"""Scanned PDFs, their pages recognised by RapidOCR, which brings its models with it.

Runs offline, in the patient child. Lines are put in order as those of a text layer are.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from .glyphs import Glyph
from .lines import indented, lines
from .margins import without
from .pdf import INDENT, opened, paged
from .words import Reading, Refused

_SCALE = 150 / 72
"""Pixels for a point: 150 to the inch read figures rightly and take half the time of 200."""
_PAGES = 100
_SURE = 0.5


def read(content: bytes) -> Reading:
    """The recognised text with the offset of each page. Raises Refused where there is none."""
    document = opened(content)
    if len(document) > _PAGES:
        raise Refused(f"是扫描件，有 {len(document)} 页，超过 {_PAGES} 页；请拆开再读")
    engine = _engine()
    glyphs, sizes = [], []
    for number in range(len(document)):
        page = document[number]
        sizes.append(page.get_size())
        picture = page.render(scale=_SCALE, grayscale=True).to_numpy()
        page.close()
        glyphs.append(_glyphs(engine(picture), sizes[-1][1]))
    if not any(glyphs):
        raise Refused("是扫描件，文字识别没有认出文字；请换成清晰的文件")
    found = lines([(page, size[0]) for page, size in zip(glyphs, sizes, strict=True)])
    kept = without([(page, size[1]) for page, size in zip(found, sizes, strict=True)])
    texts = [
        "\n".join((INDENT if mark else "") + line.text for line, mark in zip(*both, strict=True))
        for both in zip(kept, indented(kept), strict=True)
    ]
    return paged(texts, (f"扫描件，文字由识别得来（{len(sizes)} 页），请核对",))


def _engine() -> Any:
    import rapidocr

    logging.disable(logging.WARNING)
    return rapidocr.RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": os.cpu_count() or 1,
            "Global.log_level": "error",
        }
    )


def _glyphs(found: Any, height: float) -> list[Glyph]:
    """Recognised lines as characters, spread evenly over their boxes, y upwards."""
    glyphs: list[Glyph] = []
    if found is None or found.boxes is None or found.txts is None:
        return glyphs
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score < _SURE or not text.strip():
            continue
        xs, ys = [float(x) / _SCALE for x, _ in box], [float(y) / _SCALE for _, y in box]
        units = [0.5 if char.isascii() else 1.0 for char in text]
        left, wide = min(xs), (max(xs) - min(xs)) / sum(units)
        for char, unit in zip(text, units, strict=True):
            glyphs.append(Glyph(char, left, height - max(ys), left + unit * wide, height - min(ys)))
            left += unit * wide
    return glyphs
