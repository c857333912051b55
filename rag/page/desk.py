"""What the page does for a visitor: answers a turn, compares, reads files. No Gradio here."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rag.errors import RagError, WrongUse
from rag.ingest import FileResult, Status, Summary
from rag.page import html
from rag.types import Answer, ReportCard, Source

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
CELLS = 60
"""The most questions one comparison may ask."""
TURNS = 20
"""Earlier turns that are remembered."""
_UNEXPECTED = "出了意料之外的错误，请再试一次；若仍出错，请查看启动页面的终端里的记录。"
_log = logging.getLogger(__name__)

History = Sequence[tuple[str, str]]


class Assistant(Protocol):
    """What the page needs of an assistant."""

    def ask(self, question: str, history: History = ()) -> Answer: ...

    def stream(self, question: str, history: History = ()) -> Iterator[str | Answer]:
        """The whole text so far, again and again; last the answer."""

    def reports(self) -> list[ReportCard]: ...

    def ingest(self, paths: Sequence[str | Path]) -> Summary: ...

    def source(self, source_id: str) -> Source: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question with what was shown for it. ``said`` is the answer's plain text."""

    question: str
    said: str
    bubble: str
    panel: str


def turns(assistant: Assistant, question: str, before: Sequence[Turn]) -> Iterator[Turn]:
    """The turn as it grows, the last one complete. Errors become a turn that says so."""
    history = [(turn.question, turn.said) for turn in before[-TURNS:] if turn.said]
    try:
        for item in assistant.stream(question, history):
            if isinstance(item, str):
                yield _turn(question, "", html.draft(item), html.waiting_panel())
            else:
                cards = {card.source_id: card for card in assistant.reports()}
                shown = html.panel(item, assistant.source, cards)
                yield _turn(question, item.text, html.bubble(item), shown)
    except RagError as error:
        yield _turn(question, "", html.problem(str(error)), html.empty_panel())
    except Exception:  # noqa: BLE001  a visitor never sees a traceback
        _log.exception("a question failed")
        yield _turn(question, "", html.problem(_UNEXPECTED), html.empty_panel())


def _turn(question: str, said: str, bubble: str, panel: str) -> Turn:
    return Turn(question=question, said=said, bubble=bubble, panel=panel)


def pairs(history: Sequence[Sequence[str]] | None) -> list[tuple[str, str]]:
    """The earlier turns as the endpoint gets them. Raises WrongUse where they are not pairs."""
    found = []
    for turn in history or []:
        if not isinstance(turn, (list, tuple)) or len(turn) != 2:
            raise WrongUse("history 应为 [[问, 答], …]；请把每一轮写成两个字符串。")
        found.append((str(turn[0] or ""), str(turn[1] or "")))
    return found


def compare(
    assistant: Assistant, indicator: str, regions: Sequence[str], years: Sequence[int]
) -> list[tuple[str, int, Answer | str]]:
    """Asks for every place and year; a question that fails leaves its error's sentence."""
    wanted = indicator.strip()
    places = list(dict.fromkeys(region.strip() for region in regions if region.strip()))
    when = sorted(set(years))
    if not wanted or not places or not when:
        raise WrongUse("对照需要一个指标、至少一个地区和一个年份；请补全后再试。")
    if len(places) * len(when) > CELLS:
        raise WrongUse(f"一次最多对照 {CELLS} 格（地区数乘年份数）；请减少地区或年份。")
    found: list[tuple[str, int, Answer | str]] = []
    for place in places:
        for year in when:
            try:
                found.append((place, year, assistant.ask(f"{place}{year}年{wanted}")))
            except RagError as error:
                found.append((place, year, str(error)))
    return found


def read(assistant: Assistant, paths: Sequence[str]) -> list[tuple[bool, str]]:
    """Reads files into the library: for each (whether it worked, a line that says what)."""
    if not paths:
        return []
    try:
        results = assistant.ingest([Path(path) for path in paths]).results
    except RagError as error:
        return [(False, str(error))]
    except Exception:  # noqa: BLE001  a visitor never sees a traceback
        _log.exception("files could not be read")
        return [(False, _UNEXPECTED)]
    return [_read(result) for result in results]


def _read(result: FileResult) -> tuple[bool, str]:
    name = result.path.name
    if result.status is Status.ADDED:
        size = f"{result.passages} 个片段，{result.observations} 个指标值"
        remarks = "".join(f"；{note.rstrip('。')}" for note in result.notes)
        return True, f"{name}：已读入，{result.region} {result.year} 年，{size}{remarks}"
    if result.status is Status.KNOWN:
        return True, f"{name}：内容已在库中，没有重复添加"
    return False, f"{name}：{result.message}"
