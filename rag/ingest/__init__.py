"""Files into the library: load, recognise, parse, split, extract, embed, store; then the index.

Many files are read by a process for each core; this one embeds and writes, in the order of the
files. What is in the library already is skipped before it is parsed. Each report is one
transaction, so an interruption loses at most the one under way and the next run goes on. A file
that fails costs its own line in the summary. The index is made once, after the last file.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from rag import origin
from rag.errors import ModelError, WrongUse
from rag.ingest.crew import read_all
from rag.ingest.finding import collect, size
from rag.ingest.reading import Failed, Piece, Ready, Seen, Told, bug, pieces
from rag.ports import Embedder, Index, Loader, Store, Vectors
from rag.types import Passage, Region, ReportCard

BATCH = 512
FEW_FILES = 6
FEW_BYTES = 2**20
"""Up to so much is read in this process: others take half a second to start."""
_AHEAD = 2
"""Files whose passages may be embedded before the first of them is written."""
_BUGS = (ValueError, LookupError, ArithmeticError, RecursionError)
_Coming = Callable[[], Vectors] | None
"""Gives the vectors of a report, made now or by then."""


__all__ = [
    "FileResult",
    "Ingest",
    "Progress",
    "Status",
    "Summary",
    "Watch",
    "collect",
    "embedded_text",
    "reindex",
]


class Status(StrEnum):
    """How the reading of one file ended."""

    ADDED = "added"
    KNOWN = "known"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of one file, or of one report of a table, and what it was taken for.

    ``message`` and ``notes`` are for the user.
    """

    path: Path
    status: Status
    message: str = ""
    report: str = ""
    region: str = ""
    year: int | None = None
    delivered: date | None = None
    passages: int = 0
    observations: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A batch. ``skipped`` are files found in folders whose ending is not a known one."""

    results: tuple[FileResult, ...]
    skipped: tuple[Path, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether anything was read, or was in the library already."""
        return any(result.status in (Status.ADDED, Status.KNOWN) for result in self.results)

    def count(self, status: Status) -> int:
        """The number of files that ended so."""
        return sum(result.status == status for result in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``done`` of ``total`` of a stage; ``result`` is the file that has just been finished."""

    stage: str
    done: int
    total: int
    result: FileResult | None = None


Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """The story of reading; ``endings`` are those that the loader knows, with their dots."""

    loader: Loader
    embedder: Embedder
    store: Store
    index: Index
    endings: Collection[str]

    def run(
        self,
        paths: Sequence[Path],
        *,
        progress: Watch | None = None,
        force: bool = False,
        region: str | None = None,
        year: int | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Summary:
        """Reads files and folders. Raises WrongUse, ModelError, DataError; never for one file.

        ``region`` and ``year`` are believed more than the text; ``force`` reads what is no report;
        ``columns`` names the columns of tables (region, year, title, text).
        """
        told = Told(
            region=_named(region), year=year, force=force, columns=tuple((columns or {}).items())
        )
        files, skipped = collect(paths, self.endings)
        results: list[FileResult] = []
        with self.store.writing():
            check_model(self.store, self.embedder)
            known = {card.source_id: card for card in self.store.cards()}
            with closing(self._embedded(files, told, frozenset(known))) as read:
                for done, (path, found) in enumerate(zip(files, read, strict=True), 1):
                    for piece, vectors in found:
                        result = self._result(path, (piece, vectors), known, told)
                        results.append(result)
                        if progress:
                            progress(
                                Progress(stage="读取", done=done, total=len(files), result=result)
                            )
            self._index(progress)
        return Summary(results=tuple(results), skipped=skipped)

    def _embedded(
        self, files: Sequence[Path], told: Told, known: frozenset[str]
    ) -> Generator[list[tuple[Piece, _Coming]], None, None]:
        """What each file gives, with its vectors: here, or by other processes and a thread."""
        cores = min(os.cpu_count() or 1, len(files))
        if cores < 2 or (len(files) <= FEW_FILES and size(files) <= FEW_BYTES):
            for path in files:
                found = pieces(self.loader, path, told, known)
                yield [(piece, self._vectors(piece)) for piece in found]
            return
        waiting: deque[list[tuple[Piece, _Coming]]] = deque()
        thread = ThreadPoolExecutor(1, thread_name_prefix="wenbao-embed")
        try:
            with closing(read_all(self.loader, files, told, known, processes=cores)) as read:
                for found in read:
                    waiting.append([(piece, self._vectors(piece, thread)) for piece in found])
                    if len(waiting) > _AHEAD:
                        yield waiting.popleft()
            while waiting:
                yield waiting.popleft()
        finally:
            thread.shutdown(wait=True, cancel_futures=True)

    def _vectors(self, piece: Piece, thread: ThreadPoolExecutor | None = None) -> _Coming:
        if not isinstance(piece, Ready):
            return None
        texts = [embedded_text(passage) for passage in piece.passages]
        if thread is not None:
            return thread.submit(self.embedder.documents, texts).result
        return lambda: self.embedder.documents(texts)

    def _result(
        self, path: Path, read: tuple[Piece, _Coming], known: dict[str, ReportCard], told: Told
    ) -> FileResult:
        piece, vectors = read
        try:
            if isinstance(piece, Seen):
                return _already(path, known[piece.source_id], told, piece)
            if isinstance(piece, Ready) and vectors is not None:
                if card := known.get(piece.report.source.id):
                    seen = Seen(
                        source_id=card.source_id, name=piece.report.source.name, notes=piece.notes
                    )
                    return _already(path, card, told, seen)
                card = self._add(piece, vectors())
                if any(other.report == card.report for other in known.values()):
                    card = next(c for c in self.store.cards() if c.source_id == card.source_id)
                known[card.source_id] = card
                return replace(_taken(path, Status.ADDED, card), notes=piece.notes)
        except _BUGS as error:
            piece = bug(error)
        failed = piece if isinstance(piece, Failed) else bug(TypeError("no vectors"))
        status = Status.FAILED if failed.bug else Status.REFUSED
        return FileResult(path=path, status=status, message=failed.message)

    def _add(self, ready: Ready, vectors: Vectors) -> ReportCard:
        report, passages = ready.report, ready.passages
        self.store.add(report, passages, vectors, ready.observations, model=self.embedder.name)
        return ReportCard(
            source_id=report.source.id,
            report=report.source.name,
            region=report.region,
            year=report.year,
            delivered=report.delivered,
            title=report.title,
            passages=len(passages),
            observations=len(ready.observations),
        )

    def _index(self, progress: Watch | None) -> None:
        """Builds the index where it is not the one of what is stored."""
        model = self.store.model()
        if model is not None and not self.index.ready(self.store.revision(), model):
            self.index.build(self.store, progress=_staged("建索引", progress))


def check_model(store: Store, embedder: Embedder) -> None:
    """Raises ModelError where another model made the stored vectors."""
    stored = store.model()
    if stored is not None and stored != embedder.name:
        raise ModelError(
            f"库里的向量由模型“{stored}”生成，现在用的是“{embedder.name}”；"
            "请换回原来的模型，或运行 wenbao reindex 用现在的模型重建。"
        )


def reindex(
    store: Store, embedder: Embedder, index: Index, *, progress: Watch | None = None
) -> None:
    """Embeds every passage again with this model, then builds the index.

    Until the last passage is embedded the library answers with the model before; what was done
    before an interruption is not done again.
    """
    with store.writing():
        cards = store.cards()
        total = sum(card.passages for card in cards)

        there = store.waiting(embedder.name)

        def batches() -> Iterator[tuple[Sequence[str], Vectors]]:
            done = len(there)
            for card in cards:
                passages = [p for p in store.passages([card.source_id]) if p.id not in there]
                for start in range(0, len(passages), BATCH):
                    batch = passages[start : start + BATCH]
                    vectors = embedder.documents([embedded_text(passage) for passage in batch])
                    yield [passage.id for passage in batch], vectors
                    done += len(batch)
                    if progress:
                        progress(Progress(stage="嵌入", done=done, total=total))

        store.replace_vectors(batches(), model=embedder.name)
        if cards:
            index.build(store, progress=_staged("建索引", progress))


def embedded_text(passage: Passage) -> str:
    """What is embedded for a passage: 地区·年份·章节, then its healed text. Never quoted."""
    header = "·".join((passage.region, f"{passage.year}年", *passage.headings))
    return f"{header}\n{passage.reading.text}"


def _named(region: str | None) -> Region | None:
    """The place that the user names; raises WrongUse where the gazetteer has no such place."""
    if region is None:
        return None
    place = origin.resolve((region,), "", "")
    if place is None:
        raise WrongUse(f"地名表里没有“{region}”；请写全称，例如 --region 山西省沁水县。")
    return place


def _already(path: Path, card: ReportCard, told: Told, seen: Seen) -> FileResult:
    message = "已在库中" if card.report == seen.name else f"已在库中（名为 {card.report}）"
    moved = told.region is not None and told.region.code != card.region.code
    if moved or (told.year or card.year) != card.year:
        message += f"；要改地区或年份，请先运行 wenbao remove {card.report}"
    return replace(_taken(path, Status.KNOWN, card), message=message, notes=seen.notes)


def _taken(path: Path, status: Status, card: ReportCard) -> FileResult:
    return FileResult(
        path=path,
        status=status,
        report=card.report,
        region=card.region.full,
        year=card.year,
        delivered=card.delivered,
        passages=card.passages,
        observations=card.observations,
    )


def _staged(stage: str, progress: Watch | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(Progress(stage=stage, done=done, total=total))
