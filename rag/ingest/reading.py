"""What is made of one file before anything is written: load, recognise, parse, split, extract.

Pure but for the loader, and picklable at both ends, so that it runs here or in another process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from rag import extract, origin, parse, split
from rag.errors import Unreadable
from rag.parse import Delivery
from rag.ports import Document, Loader
from rag.types import Observation, Passage, Region, Report

_HEAD = 2_000
_BUGS = (ValueError, LookupError, ArithmeticError, AttributeError, TypeError, RecursionError)
"""What a step may raise on a text nobody foresaw; it costs that file and not the batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the user knows better: place, year, columns of a table, and that it is a report."""

    region: Region | None = None
    year: int | None = None
    force: bool = False
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A report that can be embedded and stored. ``notes`` are remarks for the user."""

    report: Report
    passages: tuple[Passage, ...]
    observations: tuple[Observation, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A source that was in the library before the batch began."""

    source_id: str
    name: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What could not be read, with the sentence for the user; ``bug`` where we are to blame."""

    message: str
    bug: bool = False


Piece = Ready | Seen | Failed


def pieces(
    loader: Loader,
    path: Path,
    told: Told,
    known: Collection[str],
    loaded: Callable[[], None] = lambda: None,
) -> list[Piece]:
    """What a file gives: mostly one piece, from a table several. Never raises for the file.

    ``loaded`` is called between loading and understanding.
    """
    try:
        documents = loader.load(path, dict(told.columns))
    except Unreadable as error:
        return [Failed(message=str(error))]
    except _BUGS as error:
        return [bug(error)]
    finally:
        loaded()
    return [_piece(document, told, known) for document in documents]


def bug(error: BaseException) -> Failed:
    """The piece of a file on which a step broke."""
    return Failed(
        message=f"读到一半出错，这份没有读入；请把文件和这句话一起反馈（{error!r:.200}）。",
        bug=True,
    )


def _piece(document: Document | str, told: Told, known: Collection[str]) -> Piece:
    if isinstance(document, str):
        return Failed(message=document)
    if document.source.id in known:
        source = document.source
        return Seen(source_id=source.id, name=source.name, notes=document.notes)
    try:
        return _ready(document, told)
    except Unreadable as error:
        return Failed(message=str(error))
    except _BUGS as error:
        return bug(error)


def _ready(document: Document, told: Told) -> Ready:
    """Raises Unreadable for what is no report, or of no known place or year."""
    source = document.source
    reason = None if told.force else parse.not_a_report(source.text)
    if reason:
        raise Unreadable(f"这不像一份政府工作报告：{reason.rstrip('。')}；确要读入请加 --force。")
    found = parse.recognise(source.text, source.name)
    region = told.region or _region(document, found)
    year = told.year or document.year or found.year
    if region is None:
        raise Unreadable(
            "认不出这是哪个地区的报告；请用 --region 写明，例如 --region 山西省沁水县。"
        )
    if year is None:
        raise Unreadable("认不出这是哪一年的报告；请用 --year 写明作报告的年份，例如 --year 2022。")
    report = parse.parse(
        source,
        region=region,
        year=year,
        delivered=found.delivered if found.delivered and found.delivered.year == year else None,
        title=found.title or source.name,
    )
    passages = split.split(report)
    if not passages:
        raise Unreadable("没有找到正文；请检查文件内容是否完整。")
    notes = document.notes
    stated = told.year or document.year
    if not stated and not found.sure:
        notes = (*notes, f"年份按{found.ground or '正文内容'}推断，请核对")
    return Ready(
        report=report, passages=passages, observations=tuple(extract.extract(report)), notes=notes
    )


def _region(document: Document, found: Delivery) -> Region | None:
    source = document.source
    if document.region:
        named = origin.resolve((document.region,), "", "")
        if named is not None:
            return named
    return origin.resolve(found.place_text, source.text[:_HEAD], source.name)
