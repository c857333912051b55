"""Which runs of a Word document no reader sees: vanished, white on white, or without size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WHITE = frozenset(("ffffff", "fefefe", "white"))
_PLAIN = frozenset(("", "auto", "none", "ffffff", "fefefe", "white"))
_TINY = 2
"""Half points up to which type cannot be read."""
_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What properties say; None where they say nothing."""

    gone: bool | None = None
    pale: bool | None = None
    tiny: bool | None = None
    backed: bool | None = None

    def over(self, outer: _Look) -> _Look:
        return _Look(
            gone=outer.gone if self.gone is None else self.gone,
            pale=outer.pale if self.pale is None else self.pale,
            tiny=outer.tiny if self.tiny is None else self.tiny,
            backed=outer.backed if self.backed is None else self.backed,
        )


_PLAIN_LOOK = _Look()


class Unseen:
    """Judges runs by their own properties, their styles and the styles those are based on."""

    def __init__(self, document: Any, styles: Any) -> None:
        ground = document.find(f"{_W}background")
        self._backed = ground is not None and not _white(ground, "color")
        self._styles = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
        self._looks: dict[str | None, _Look] = {}

    def hides(self, run: Any, paragraph: Any) -> bool:
        """Whether the text of a run in that paragraph cannot be seen."""
        properties = run.find(f"{_W}rPr")
        look = self._style(_child(paragraph.find(f"{_W}pPr"), "pStyle"))
        if properties is not None:
            look = self._style(_child(properties, "rStyle")).over(look)
            look = _look(properties).over(look)
        if look.gone or look.tiny:
            return True
        return bool(look.pale) and not look.backed and not self._on_ground(paragraph)

    def _on_ground(self, paragraph: Any) -> bool:
        """Whether something behind a paragraph may let white text be seen."""
        shade = paragraph.find(f"{_W}pPr/{_W}shd")
        if self._backed or (shade is not None and not _white(shade, "fill")):
            return True
        return any(
            outer.tag in (f"{_W}tbl", f"{_W}txbxContent") for outer in paragraph.iterancestors()
        )

    def _style(self, name: str | None) -> _Look:
        if name not in self._looks:
            look = _PLAIN_LOOK
            for style in self._chain(name):
                properties = style.find(f"{_W}rPr")
                if properties is not None:
                    look = look.over(_look(properties))
            self._looks[name] = look
        return self._looks[name]

    def _chain(self, name: str | None) -> Iterator[Any]:
        for _ in range(_DEPTH):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = _child(style, "basedOn")


def _look(properties: Any) -> _Look:
    vanish, color = properties.find(f"{_W}vanish"), _child(properties, "color")
    size, shade = _child(properties, "sz"), properties.find(f"{_W}shd")
    marked = _child(properties, "highlight")
    return _Look(
        gone=None if vanish is None else vanish.get(f"{_W}val") not in ("0", "false", "off"),
        pale=None if color is None else color.lower() in _WHITE,
        tiny=int(size) <= _TINY if size and size.isdigit() else None,
        backed=not _white(shade, "fill")
        if shade is not None
        else (None if marked is None else marked.lower() not in _PLAIN),
    )


def _white(element: Any, attribute: str) -> bool:
    return (element.get(f"{_W}{attribute}") or "").lower() in _PLAIN


def _child(element: Any, name: str) -> str | None:
    child = None if element is None else element.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")
