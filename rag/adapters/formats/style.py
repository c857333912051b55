"""What a page's own style rules and attributes hide: enough of CSS to see hidden text.

Rules with one simple selector (tag, ``.class``, ``#id`` or these together) are looked at; outer
style sheets, combinators and scripts are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .words import names

_STYLE = re.compile(r"<style\b[^>]{0,500}>(.*?)</style", re.I | re.S)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.I)
_MOST = 5_000
_WHITE = re.compile(
    r"(?:white|#fff(?:fff)?(?:ff)?|#fefefe|rgba?\(\s*25[45](?:\s*[, ]\s*25[45]){2}\b.*\))$",
    re.I,
)
_CLEAR = re.compile(r"transparent$|rgba\(.*,\s*0(?:\.0+)?\s*\)$", re.I)
_NO_SIZE = re.compile(r"(?:0*\.\d+|0+(?:\.0*)?)(?:px|pt|em|rem|%)?$", re.I)
_RELATIVE = re.compile(r"(?:em|%)$|^(?:inherit|smaller|larger)$", re.I)
_FAR = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em)$", re.I)
_PLAIN_GROUND = re.compile(r"none$|inherit$|initial$|unset$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an element's styles say; None where they say nothing and the outer one's holds.

    ``gone`` hides all that is inside; ``sizeless`` and ``pale`` can be undone inside.
    """

    gone: bool = False
    sizeless: bool | None = None
    pale: bool | None = None
    backed: bool | None = None


class Styles:
    """The rules of a page's ``style`` elements."""

    def __init__(self, page: str) -> None:
        self._rules: list[tuple[str, frozenset[str], Mapping[str, str]]] = []
        for block in _STYLE.finditer(page):
            for rule in _RULE.finditer(_COMMENT.sub("", block[1])):
                self._add(rule[1], declarations(rule[2]))

    def look(self, tag: str, attributes: Mapping[str, str | None]) -> Look:
        """How an element looks, as far as its own rules and attributes say."""
        marks = {f".{name}" for name in (attributes.get("class") or "").split()}
        if attributes.get("id"):
            marks.add(f"#{attributes['id']}")
        said: dict[str, str] = {}
        for name, needed, rule in self._rules:
            if name in ("", "*", tag) and needed <= marks:
                said.update(rule)
        said.update(declarations(attributes.get("style") or ""))
        if tag == "font" and attributes.get("color"):
            said.setdefault("color", str(attributes["color"]).strip())
        if attributes.get("bgcolor"):
            said.setdefault("background", str(attributes["bgcolor"]).strip())
        return _look(said, hidden="hidden" in attributes)

    def _add(self, selectors: str, said: Mapping[str, str]) -> None:
        telling = said.keys() & _TELLING
        if not telling or len(self._rules) >= _MOST:
            return
        for selector in selectors.split(","):
            bare = selector.strip().lower()
            simple = _SIMPLE.fullmatch(selector.strip())
            if simple and bare not in ("", "*"):
                marks = frozenset(re.findall(r"[.#][\w-]+", simple[2]))
                self._rules.append(((simple[1] or "").lower(), marks, said))


_TELLING = names(
    "display visibility opacity font-size color background background-color background-image "
    "text-indent left top"
)


def declarations(written: str) -> dict[str, str]:
    """The properties of a style, the last of each."""
    found: dict[str, str] = {}
    for part in written.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = re.sub(r"\s*!important\s*$", "", value.strip()).strip()
    return found


def _look(said: Mapping[str, str], *, hidden: bool) -> Look:
    display = said.get("display", "").lower()
    gone = (
        (hidden and display in ("", "none"))
        or display == "none"
        or said.get("visibility", "").lower() in ("hidden", "collapse")
        or bool(re.fullmatch(r"0+(?:\.0*)?", said.get("opacity", "")))
        or bool(_FAR.match(said.get("text-indent", "")))
        or any(re.match(r"-\d{4,}", said.get(side, "")) for side in ("left", "top"))
    )
    size, color = said.get("font-size", ""), said.get("color", "")
    ground = said.get("background-color") or said.get("background") or said.get("background-image")
    kept = not size or (_RELATIVE.search(size) and not _zero(size))
    return Look(
        gone=gone,
        sizeless=None if kept else _zero(size),
        pale=bool(_WHITE.match(color) or _CLEAR.match(color)) if color else None,
        backed=_backed(ground) if ground else None,
    )


def _zero(size: str) -> bool:
    return bool(_NO_SIZE.match(size)) and not re.match(r"0*\.[1-9]\d*(?:em|rem)$", size, re.I)


def _backed(ground: str) -> bool | None:
    """Whether a background lets white text be seen; a picture may."""
    if "url(" in ground.lower() or "gradient" in ground.lower():
        return True
    first = ground.split()[0] if not ground.lower().startswith("rgb") else ground
    if _PLAIN_GROUND.match(first) or _CLEAR.match(first):
        return None
    return not _WHITE.match(first)
