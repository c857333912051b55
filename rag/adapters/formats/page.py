"""A web page to text: what a reader of the page would see, blocks as lines, cells behind tabs.

Scripts, styles, navigation, forms and elements hidden by attribute or inline style are dropped, and
so are short lines that are nothing but links. Style sheets are not evaluated.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .decode import decode
from .words import Reading, names

_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}encoding=["']([\w-]+)""",
    re.I,
)
_HEAD = 8_192
_DROPPED = names(
    "script style nav noscript template iframe object svg canvas select button textarea head "
    "footer audio video map"
)
_BLOCKS = names(
    "address article aside blockquote body center caption dd details div dl dt fieldset "
    "figcaption figure form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section "
    "summary table tbody tfoot thead title tr ul"
)
_VOID = names("area base br col embed hr img input link meta param source track wbr")
_CLOSES = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "option": {"option"},
} | {tag: {"p"} for tag in _BLOCKS - {"li", "dt", "dd", "tr", "html", "body", "title"}}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_HAN = r"[\u3000-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_HAN})[ \t]*[\r\n]\s*(?={_HAN})")
_LINK_LINE = 40
_ENDS = "。；！？：，、"


def read(content: bytes) -> Reading:
    """The visible text of a page; raises Refused where the bytes are no text."""
    named = _DECLARED.search(content[:_HEAD])
    declared = (named[1] or named[2]).decode("ascii") if named else None
    page = _Page()
    page.feed(decode(content, declared))
    page.close()
    return Reading(text=page.text())


class _Page(HTMLParser):
    """Collects lines. ``_open`` holds (tag, whether its content is dropped) from the root down."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._linked = 0
        self._title: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        if tag == "br" or tag in _BLOCKS:
            self._break()
        if tag in _VOID:
            return
        if tag in ("td", "th") and self._line:
            self._line.append("\t")
        values = dict(attrs)
        hidden = "hidden" in values or bool(_HIDDEN.search(values.get("style") or ""))
        self._open.append((tag, hidden or tag in _DROPPED or self._dropping()))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "title":
            self._title.append(data)
            return
        if self._dropping():
            return
        if any(name == "pre" for name, _ in self._open):
            first, *rest = data.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for line in rest:
                self._break()
                self._line.append(line)
            return
        shown = _SPACES.sub(" ", _WRAPPED.sub("", data))
        self._line.append(shown)
        if any(name == "a" for name, _ in self._open):
            self._linked += len(shown.strip())

    def text(self) -> str:
        """The lines, the page's title first where the page does not begin with it."""
        self._break()
        title = _SPACES.sub(" ", "".join(self._title)).strip()
        head = [title] if title and title not in self._lines[:1] else []
        return "\n".join(head + self._lines)

    def _dropping(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _close_implied(self, tag: str) -> None:
        closes = _CLOSES.get(tag, set())
        while self._open and self._open[-1][0] in closes:
            self._open.pop()

    def _break(self) -> None:
        """Ends the line; a short one without a sentence in it that is all links is left out."""
        line = re.sub(r" *\t *", "\t", "".join(self._line)).strip(" \t")
        bare = len(line.replace(" ", "").replace("|", "").replace("\t", ""))
        all_links = bool(bare) and self._linked >= bare and not any(end in line for end in _ENDS)
        if line and not (all_links and len(line) < _LINK_LINE):
            self._lines.append(line)
        self._line, self._linked = [], 0
