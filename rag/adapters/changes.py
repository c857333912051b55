"""The statements that change the library; each is called inside a transaction of the store."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence

from rag.adapters import rows
from rag.adapters.lexical import counted, indexed_terms
from rag.errors import DataError, ModelError
from rag.ports import Vectors
from rag.types import Observation, Passage, Report


def known(db: sqlite3.Connection, source_id: str) -> bool:
    """Whether a report with this source is there."""
    return bool(db.execute("SELECT 1 FROM reports WHERE id = ?", (source_id,)).fetchone())


def insert_report(
    db: sqlite3.Connection,
    report: Report,
    passages: Sequence[Passage],
    vectors: Vectors,
    observations: Sequence[Observation],
) -> None:
    """Puts a report in with everything that belongs to it, under a name that is free."""
    source = report.source
    wanted = passages[0].report if passages else source.name
    name = _free_name(db, wanted)
    number, first = _next(db, "reports"), _next(db, "passages")
    db.execute(
        f"INSERT INTO reports VALUES ({_marks(14)})",
        (number, *rows.report_row(report, name), first, len(passages), len(observations)),
    )
    stored = name if source.name == wanted else source.name
    db.execute(
        "INSERT INTO sources VALUES (?, ?, ?, ?)",
        (number, stored, rows.dumped(source.page_starts), source.text),
    )
    db.executemany(
        f"INSERT INTO passages VALUES ({_marks(13)})",
        ((first + at, number, *rows.passage_row(one)) for at, one in enumerate(passages)),
    )
    db.executemany("INSERT INTO vectors VALUES (?, ?)", enumerate(rows.blobs(vectors), first))
    ready = [counted(one.id, rows.lexical_text(one)) for one in passages]
    db.executemany(
        "INSERT INTO counted VALUES (?, ?, ?)",
        ((first + at, one.folded, one.length) for at, one in enumerate(ready)),
    )
    db.executemany(
        "INSERT INTO lexicon (rowid, terms) VALUES (?, ?)",
        ((first + at, _terms(one.folded)) for at, one in enumerate(ready)),
    )
    db.executemany(
        f"INSERT INTO observations VALUES (NULL, {_marks(19)})",
        ((number, *rows.observation_row(one)) for one in observations),
    )
    db.executemany(
        "INSERT INTO notes VALUES (NULL, ?, ?, ?, ?, ?)",
        ((number, n.term, n.text, n.span.start, n.span.end) for n in report.glossary),
    )


def delete_report(db: sqlite3.Connection, source_id: str) -> bool:
    """Takes a report out with all that came from it; whether it was there."""
    found = db.execute(
        "SELECT t.number, c.folded FROM reports r JOIN passages t ON t.report = r.number "
        "JOIN counted c ON c.passage = t.number WHERE r.id = ?",
        (source_id,),
    ).fetchall()
    db.executemany(
        "INSERT INTO lexicon (lexicon, rowid, terms) VALUES ('delete', ?, ?)",
        ((number, _terms(folded)) for number, folded in found),
    )
    return db.execute("DELETE FROM reports WHERE id = ?", (source_id,)).rowcount > 0


_WAITING = """CREATE TABLE IF NOT EXISTS waiting (
  passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL)"""


def begin_waiting(db: sqlite3.Connection, model: str) -> None:
    """Makes room for the vectors of another model; those of a third one are thrown away."""
    db.execute(_WAITING)
    found = db.execute("SELECT value FROM meta WHERE key = 'waiting'").fetchone()
    if found is None or found[0] != model:
        db.execute("DELETE FROM waiting")
        db.execute("INSERT OR REPLACE INTO meta VALUES ('waiting', ?)", (model,))


def wait(db: sqlite3.Connection, ids: Sequence[str], vectors: Vectors) -> int:
    """Keeps a batch until all are there; how many of the passages are known."""
    return db.executemany(
        "INSERT OR REPLACE INTO waiting SELECT number, ? FROM passages WHERE id = ?",
        zip(rows.blobs(vectors), ids, strict=True),
    ).rowcount


def replace_vectors(db: sqlite3.Connection, model: str) -> None:
    """Puts what waits in the place of the vectors. Raises DataError where a passage has none."""
    (passages,) = db.execute("SELECT count(*) FROM passages").fetchone()
    (done,) = db.execute("SELECT count(*) FROM waiting").fetchone()
    if done != passages:
        raise DataError(
            f"资料库共有 {passages} 个片段，只有 {done} 个得到新向量，未作改动；"
            "请重新运行 wenbao reindex。"
        )
    db.execute("DELETE FROM vectors")
    db.execute("DELETE FROM meta WHERE key IN ('model', 'dimensions', 'waiting')")
    if passages:
        (size,) = db.execute("SELECT length(vector) FROM waiting LIMIT 1").fetchone()
        agree(db, model, size // 2)
    db.execute("INSERT INTO vectors SELECT passage, vector FROM waiting ORDER BY passage")
    db.execute("DROP TABLE waiting")


def agree(db: sqlite3.Connection, model: str, dimensions: int) -> None:
    """Names the model of an empty library; ModelError where another one's vectors are there."""
    found = dict(
        db.execute(
            "SELECT key, value FROM meta WHERE key IN ('model', 'dimensions') "
            "AND EXISTS (SELECT 1 FROM vectors)"
        ).fetchall()
    )
    if found and found != {"model": model, "dimensions": dimensions}:
        raise ModelError(
            f"资料库的向量由模型 {found.get('model')} 生成（{found.get('dimensions')} 维），"
            f"现在用的是 {model}（{dimensions} 维）；请换回原模型，或运行 wenbao reindex。"
        )
    db.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        (("model", model), ("dimensions", dimensions)),
    )


def grow(db: sqlite3.Connection) -> None:
    """Moves the revision on: never twice the same number, not even in a file made anew."""
    moment = time.time_ns() // 1_000
    db.execute(
        "INSERT INTO meta VALUES ('revision', ?1) "
        "ON CONFLICT (key) DO UPDATE SET value = max(value + 1, ?1)",
        (moment,),
    )


def _terms(folded: str) -> str:
    return " ".join(indexed_terms(folded))


def _free_name(db: sqlite3.Connection, wanted: str) -> str:
    name, count = wanted, 1
    while db.execute("SELECT 1 FROM reports WHERE name = ?", (name,)).fetchone():
        count += 1
        name = f"{wanted}-{count}"
    return name


def _next(db: sqlite3.Connection, table: str) -> int:
    (last,) = db.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()
    return int(last) + 1


def _marks(count: int) -> str:
    return ", ".join("?" * count)
