"""A web page to text: what a reader of the page would see, blocks as lines, cells behind tabs.

Scripts, navigation, forms and what ``style`` finds hidden are dropped, and so are short lines that
are nothing but links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from .decode import decode
from .style import Styles
from .words import Reading, hidden, names

DECLARED = re.compile(
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
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_HAN = r"[\u3000-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_HAN})[ \t]*[\r\n]\s*(?={_HAN})")
_TEXT = re.compile(r"[\u4e00-\u9fff\d]")
_TAGS = re.compile(
    r"</?(?:p|div|br|td|tr|span|table|html|body|h[1-6]|li|font)\b[^<>]{0,300}>", re.I
)
_LINK_LINE = 40
_ENDS = "。；！？：，、"


def read(content: bytes) -> Reading:
    """The visible text of a page; raises Refused where the bytes are no text."""
    named = DECLARED.search(content[:_HEAD])
    return visible(decode(content, (named[1] or named[2]).decode("ascii") if named else None))


def visible(page: str) -> Reading:
    """What a reader of the page would see."""
    parser = _Page(Styles(page))
    parser.feed(page)
    parser.close()
    return Reading(text=parser.text(), notes=hidden(parser.hidden))


def markup(text: str) -> bool:
    """Whether a text is a page without its beginning: tags of blocks all through it."""
    if "</" not in text:
        return False
    tags = len(_TAGS.findall(text[:500_000]))
    return tags >= 6 and tags * 2_000 >= len(text[:500_000])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    """An open element. ``dropped`` is no text for a reader; ``root`` is what hides it, or 0."""

    tag: str
    dropped: bool
    root: int
    sizeless: bool
    pale: bool
    backed: bool


_OUTSIDE = _Element(tag="", dropped=False, root=0, sizeless=False, pale=False, backed=False)


class _Page(HTMLParser):
    """Collects lines; ``hidden`` counts the hidden elements that had text."""

    def __init__(self, styles: Styles) -> None:
        super().__init__(convert_charrefs=True)
        self._styles = styles
        self._open: list[_Element] = []
        self._links = self._pres = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._linked = 0
        self._title: list[str] = []
        self._roots = 0
        self._told: set[int] = set()

    @property
    def hidden(self) -> int:
        return len(self._told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_implied(tag)
        if tag == "br" or tag in _BLOCKS:
            self._break()
        if tag in _VOID:
            return
        if tag in ("td", "th") and self._line:
            self._line.append("\t")
        self._links += tag == "a"
        self._pres += tag == "pre"
        self._open.append(self._element(tag, dict(attrs)))

    def _element(self, tag: str, attributes: dict[str, str | None]) -> _Element:
        outer = self._open[-1] if self._open else _OUTSIDE
        look = self._styles.look(tag, attributes)
        sizeless = outer.sizeless if look.sizeless is None else look.sizeless
        pale = outer.pale if look.pale is None else look.pale
        backed = outer.backed if look.backed is None else look.backed
        unseen = look.gone or sizeless or (pale and not backed)
        root = outer.root if unseen or outer.dropped else 0
        if unseen and not root:
            self._roots += 1
            root = self._roots
        return _Element(
            tag=tag,
            dropped=outer.dropped or look.gone or tag in _DROPPED,
            root=root,
            sizeless=sizeless,
            pale=pale,
            backed=backed,
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if any(element.tag == tag for element in self._open):
            while self._pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        inner = self._open[-1] if self._open else _OUTSIDE
        if inner.tag == "title":
            self._title.append(data)
            return
        if inner.root and _TEXT.search(data) and not self._furniture():
            self._told.add(inner.root)
        if inner.root or inner.dropped:
            return
        if self._pres:
            first, *rest = data.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for line in rest:
                self._break()
                self._line.append(line)
            return
        shown = _SPACES.sub(" ", _WRAPPED.sub("", data))
        self._line.append(shown)
        if self._links:
            self._linked += len(shown.strip())

    def text(self) -> str:
        """The lines, the page's title first where the page does not begin with it."""
        self._break()
        title = _SPACES.sub(" ", "".join(self._title)).strip()
        head = [title] if title and title not in self._lines[:1] else []
        return "\n".join(head + self._lines)

    def _furniture(self) -> bool:
        """Whether this is in what no page shows as text, hidden or not."""
        return any(element.tag in _DROPPED for element in self._open)

    def _close_implied(self, tag: str) -> None:
        closes = _CLOSES.get(tag, set())
        while self._open and self._open[-1].tag in closes:
            self._pop()

    def _pop(self) -> _Element:
        element = self._open.pop()
        self._links -= element.tag == "a"
        self._pres -= element.tag == "pre"
        return element

    def _break(self) -> None:
        """Ends the line; a short one without a sentence in it that is all links is left out."""
        line = re.sub(r" *\t *", "\t", "".join(self._line)).strip(" \t")
        bare = len(line.replace(" ", "").replace("|", "").replace("\t", ""))
        all_links = bool(bare) and self._linked >= bare and not any(end in line for end in _ENDS)
        if line and not (all_links and len(line) < _LINK_LINE):
            self._lines.append(line)
        self._line, self._linked = [], 0
