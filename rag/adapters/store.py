"""The truth in one SQLite file: reports, passages, vectors, figures, and the words to find them.

It keeps everything that the dense index is made from. It does not embed, and it does not rank
beyond BM25. Readers have connections of their own and see whole reports only, also while a writer
writes; a folder that is not there yet is an empty library.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from rag.adapters import changes, rows
from rag.adapters.lexical import Counted, bm25, query_terms
from rag.adapters.lock import WriterLock
from rag.adapters.schema import FILE, nothing, open_for_reading, open_for_writing, sentences
from rag.errors import DataError
from rag.ports import Vectors
from rag.types import Note, Observation, Passage, Report, ReportCard, Source

COUNTED = 5_000
"""Up to so many passages of a scope are counted one by one, with the scope's own statistics."""
OFTEN = 15
"""A term that more than one passage in so many holds is left out of the search of a large scope."""
FEW = 500
"""So many passages are never too many."""
_KEPT = 20_000
"""Passages that are kept ready for counting."""

_Scope = Sequence[str] | None
_Value = TypeVar("_Value")


class SqliteStore:
    """``rag.ports.Store`` over ``library.sqlite3`` in a data folder; threads may share it."""

    def __init__(self, folder: Path, *, counted_up_to: int = COUNTED) -> None:
        self._folder = folder
        self._path = folder / FILE
        self._lock = WriterLock(folder)
        self._writer: sqlite3.Connection | None = None
        self._idle: list[sqlite3.Connection] = []
        self._counted_up_to = counted_up_to
        self._ready: OrderedDict[tuple[int, str], list[Counted]] = OrderedDict()
        self._ready_turn = Lock()
        self._cards: tuple[int, list[ReportCard]] | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See ``Store.writing``; entering it again in the same thread is free."""
        with self._lock.hold() as outermost:
            if not outermost:
                yield
                return
            with sentences(self._path):
                writer = open_for_writing(self._path)
            self._writer = writer
            try:
                yield
            finally:
                self._writer = None
                with sentences(self._path):
                    writer.close()

    def add(
        self,
        report: Report,
        passages: Sequence[Passage],
        vectors: Vectors,
        observations: Sequence[Observation],
        *,
        model: str,
    ) -> bool:
        """See ``Store.add``. A name that is taken gets ``-2``, ``-3`` … at its end.

        Raises ModelError where another model made the vectors that are there, ValueError where
        the values do not belong together.
        """
        source_id = report.source.id
        owners = {one.source_id for one in passages} | {one.source_id for one in observations}
        rows_fit = vectors.ndim == 2 and len(vectors) == len({one.id for one in passages})
        if owners - {source_id} or not rows_fit or len(vectors) != len(passages):
            raise ValueError("passages, vectors and observations must be those of the report")
        with self._changing() as db:
            if changes.known(db, source_id):
                return False
            if len(passages):
                changes.agree(db, model, vectors.shape[1])
            changes.insert_report(db, report, passages, vectors, observations)
            changes.grow(db)
        return True

    def remove(self, source_id: str) -> None:
        """Takes a report out with all that came from it; an unknown id changes nothing."""
        with self._changing() as db:
            if changes.delete_report(db, source_id):
                changes.grow(db)

    def replace_vectors(
        self, batches: Iterable[tuple[Sequence[str], Vectors]], *, model: str
    ) -> None:
        """See ``Store.replace_vectors``. Each batch is kept at once, apart from what is searched;

        the last transaction puts all of them in place, or raises DataError where one is missing.
        """
        with self.writing():
            with self._changing() as db:
                changes.begin_waiting(db, model)
            for ids, vectors in batches:
                with self._changing() as db:
                    changes.wait(db, ids, vectors)
            with self._changing() as db:
                changes.replace_vectors(db, model)
                changes.grow(db)

    def waiting(self, model: str) -> frozenset[str]:
        """See ``Store.waiting``."""
        found = self._rows(
            "SELECT 1 FROM meta JOIN sqlite_master ON name = 'waiting' "
            "WHERE key = 'waiting' AND value = ?",
            model,
        )
        if not found:
            return frozenset()
        sql = "SELECT p.id FROM waiting w JOIN passages p ON p.number = w.passage"
        return frozenset(str(row[0]) for row in self._rows(sql))

    def model(self) -> str | None:
        """See ``Store.model``."""
        found = self._rows(
            "SELECT value FROM meta WHERE key = 'model' AND EXISTS (SELECT 1 FROM vectors)"
        )
        return str(found[0][0]) if found else None

    def revision(self) -> int:
        """0 for an empty library; a number is never used twice, not even by a new file."""
        found = self._rows("SELECT value FROM meta WHERE key = 'revision'")
        return int(found[0][0]) if found else 0

    def cards(self) -> list[ReportCard]:
        """See ``Store.cards``; read again only when the content changed."""
        revision, kept = self.revision(), self._cards
        if kept is None or kept[0] != revision:
            kept = self._cards = revision, self._read_cards()
        return list(kept[1])

    def _read_cards(self) -> list[ReportCard]:
        sql = f"SELECT {rows.CARD} FROM reports r ORDER BY r.code, r.year, r.name"
        return [rows.card(row) for row in self._rows(sql)]

    def source(self, source_id: str) -> Source:
        """Raises DataError for an unknown id."""
        found = self._rows(
            "SELECT r.id, s.name, s.page_starts, s.text FROM reports r "
            "JOIN sources s ON s.report = r.number WHERE r.id = ?",
            source_id,
        )
        if not found:
            raise DataError(f"资料库里没有原文 {source_id}；请用 wenbao reports 查看已有的报告。")
        return rows.source(found[0])

    def glossary(self, source_ids: _Scope = None) -> list[tuple[str, Note]]:
        """See ``Store.glossary``."""
        columns = "r.id, t.term, t.text, t.start, t.stop"
        return self._of("notes", columns, source_ids, rows.note)

    def observations(
        self, source_ids: _Scope = None, *, indicators: Sequence[str] | None = None
    ) -> list[Observation]:
        """In the order of the reports, then of the text."""
        if indicators is None:
            return self._of("observations", rows.OBSERVATION, source_ids, rows.observation)
        where, values = _scoped(source_ids)
        found = self._rows(
            f"SELECT {rows.OBSERVATION} FROM observations t JOIN reports r ON r.number = t.report "
            f"{where or 'WHERE true'} AND t.indicator IN (SELECT value FROM json_each(?)) "
            "ORDER BY t.report, t.start, t.number",
            *values,
            rows.dumped(list(indicators)),
        )
        return [rows.observation(row) for row in found]

    def observations_in(self, passage_ids: Sequence[str]) -> list[Observation]:
        """See ``Store.observations_in``."""
        found = self._rows(
            f"SELECT {rows.OBSERVATION} FROM json_each(?) w "
            "CROSS JOIN passages p ON p.id = w.value "
            "CROSS JOIN observations t ON t.report = p.report AND t.start >= p.start "
            "AND t.start < p.stop AND t.stop <= p.stop "
            "JOIN reports r ON r.number = t.report ORDER BY t.report, t.start, t.number",
            rows.dumped(list(passage_ids)),
        )
        return [rows.observation(row) for row in found]

    def passages(self, source_ids: Sequence[str]) -> list[Passage]:
        """See ``Store.passages``."""
        return self._of("passages", rows.PASSAGE, source_ids, rows.passage)

    def passages_at(self, points: Sequence[tuple[str, int]]) -> list[Passage]:
        """See ``Store.passages_at``."""
        found = self._rows(
            f"""SELECT {rows.PASSAGE} FROM passages t JOIN reports r ON r.number = t.report
                WHERE t.number IN (
                  SELECT p.number FROM json_each(?) w
                  CROSS JOIN reports o ON o.id = w.value ->> 0
                  CROSS JOIN passages p ON p.number >= o.first
                    AND p.number < o.first + o.passages
                    AND p.start <= w.value ->> 1 AND p.stop > w.value ->> 1)
                ORDER BY t.number""",
            rows.dumped([list(point) for point in points]),
        )
        return [rows.passage(row) for row in found]

    def passages_by_id(self, ids: Sequence[str]) -> list[Passage]:
        """See ``Store.passages_by_id``."""
        found = self._rows(
            f"SELECT {rows.PASSAGE} FROM passages t JOIN reports r ON r.number = t.report "
            "WHERE t.id IN (SELECT value FROM json_each(?))",
            rows.dumped(list(ids)),
        )
        known = {row[0]: rows.passage(row) for row in found}
        return [known[id] for id in ids if id in known]

    def lexical(self, query: str, k: int, source_ids: _Scope = None) -> list[tuple[str, float]]:
        """See ``Store.lexical``. In a scope of some thousand passages the statistics are its own.

        There a word that every passage has (the place, the year) weighs nothing, and scores do
        not change when the library grows. A larger scope is searched with those of the library.
        """
        terms = query_terms(query)
        if not terms or k <= 0:
            return []
        where, values = _scoped(source_ids)
        scope = self._rows(f"SELECT r.id, r.first, r.passages FROM reports r {where}", *values)
        if sum(size for _, _, size in scope) <= self._counted_up_to:
            return bm25(terms, self._counted([id for id, _, _ in scope]))[:k]
        first = min(start for _, start, _ in scope)
        last = max(start + size - 1 for _, start, size in scope)
        # Without the plus SQLite would look each passage of the scope up in the full-text table.
        inside = (
            f"""AND +l.rowid IN (SELECT t.number FROM passages t
                     JOIN reports r ON r.number = t.report {where})"""
            if where
            else ""
        )
        terms = self._telling(terms, sum(size for _, _, size in scope))
        if not terms:
            return []
        found = self._rows(
            f"""SELECT p.id, -ranked.score FROM (
                  SELECT l.rowid AS number, bm25(lexicon) AS score FROM lexicon l
                  WHERE lexicon MATCH ? AND l.rowid BETWEEN ? AND ? {inside}
                  ORDER BY score, number LIMIT ?) ranked
                JOIN passages p ON p.number = ranked.number""",
            " OR ".join(f'"{term}"' for term in terms),
            first,
            last,
            *values,
            2 * k + 64,
        )
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def _telling(self, terms: Sequence[str], passages: int) -> list[str]:
        """The terms that tell passages apart: those of every tenth passage cost much, say little.

        Two are kept in any case, the rarest.
        """
        counts: dict[str, int] = dict(
            self._rows(
                "SELECT term, doc FROM temp.spread WHERE term IN (SELECT value FROM json_each(?))",
                rows.dumped(list(terms)),
            )
        )
        here = sorted((t for t in terms if t in counts), key=lambda t: int(counts[t]))
        return [t for t in here if counts[t] <= max(FEW, passages // OFTEN)] or here[:2]

    def vectors(self, source_ids: _Scope = None) -> tuple[list[str], Vectors]:
        """See ``Store.vectors``; (0, 0) is the shape where there are none."""
        where, values = _scoped(source_ids)
        found = self._rows(
            "SELECT t.id, v.vector FROM passages t JOIN vectors v ON v.passage = t.number "
            f"{'JOIN reports r ON r.number = t.report' if where else ''} {where} "
            "ORDER BY t.number",
            *values,
        )
        return [id for id, _ in found], rows.unblobbed([blob for _, blob in found])

    def batches(self, size: int) -> Iterator[tuple[list[str], list[str], Vectors]]:
        """See ``Store.batches``."""
        last = 0
        while found := self._rows(
            "SELECT t.id, r.id, v.vector, t.number FROM passages t "
            "JOIN reports r ON r.number = t.report JOIN vectors v ON v.passage = t.number "
            "WHERE t.number > ? ORDER BY t.number LIMIT ?",
            last,
            size,
        ):
            ids, sources, blobs, numbers = (list(column) for column in zip(*found, strict=True))
            yield ids, sources, rows.unblobbed(blobs)
            last = numbers[-1]

    def close(self) -> None:
        """Closes the readers' connections; the store can be used again after it."""
        while self._idle:
            self._idle.pop().close()

    def _counted(self, source_ids: Sequence[str]) -> list[Counted]:
        revision = self.revision()
        with self._ready_turn:
            missing = [id for id in source_ids if (revision, id) not in self._ready]
            fresh: dict[str, list[Counted]] = {id: [] for id in missing}
            for source, id, folded, length in self._rows(
                """SELECT r.id, t.id, c.folded, c.length FROM json_each(?) w
                   CROSS JOIN reports r ON r.id = w.value
                   CROSS JOIN passages t ON t.report = r.number
                   CROSS JOIN counted c ON c.passage = t.number ORDER BY t.number""",
                rows.dumped(missing),
            ):
                fresh[source].append(Counted(id=id, folded=folded, length=length))
            self._ready.update({(revision, id): found for id, found in fresh.items()})
            wanted = []
            for id in source_ids:
                self._ready.move_to_end((revision, id))
                wanted.extend(self._ready[revision, id])
            while sum(len(found) for found in self._ready.values()) > _KEPT:
                self._ready.popitem(last=False)
        return wanted

    def _of(
        self, table: str, columns: str, source_ids: _Scope, made: Callable[[rows.Row], _Value]
    ) -> list[_Value]:
        where, values = _scoped(source_ids)
        sql = f"SELECT {columns} FROM {table} t JOIN reports r ON r.number = t.report {where}"
        return [
            made(row) for row in self._rows(f"{sql} ORDER BY t.report, t.start, t.number", *values)
        ]

    def _rows(self, sql: str, *values: object) -> list[rows.Row]:
        with self._reading() as db:
            return db.execute(sql, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with sentences(self._path):
            try:
                db: sqlite3.Connection | None = self._idle.pop()
            except IndexError:
                db = open_for_reading(self._path)
            if db is None:
                with closing(nothing()) as empty:
                    yield empty
                return
            try:
                yield db
            finally:
                self._idle.append(db)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing."""
        with self.writing(), sentences(self._path):
            db = self._writer
            if db is None:
                raise RuntimeError("the writer's connection is gone")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")


def _scoped(source_ids: _Scope) -> tuple[str, tuple[str, ...]]:
    """A condition on the named sources with its values; nothing where all are meant."""
    if source_ids is None:
        return "", ()
    return "WHERE r.id IN (SELECT value FROM json_each(?))", (rows.dumped(list(source_ids)),)
