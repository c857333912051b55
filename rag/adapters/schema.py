"""The tables of the library's SQLite file, and how the file is opened.

``passages.number`` is the row id in ``vectors`` and ``lexicon`` too; the passages of one report
have consecutive numbers, so that a scope is a few ranges. ``lexicon`` keeps no text of its own:
rows are taken out by giving their terms again. Vectors are float16, little-endian: half the room,
and a cosine off by less than 0.001.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import DataError

FILE = "library.sqlite3"
VERSION = 2
APPLICATION = 0x57454E42
"""Marks the file as ours (the letters WENB)."""
PATIENCE = 10.0
"""Seconds that a statement waits for another connection."""

_TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE reports (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL, code TEXT NOT NULL, region TEXT NOT NULL, level TEXT NOT NULL,
  parents TEXT NOT NULL, short TEXT NOT NULL, year INTEGER NOT NULL, delivered TEXT,
  first INTEGER NOT NULL, passages INTEGER NOT NULL, observations INTEGER NOT NULL);
CREATE TABLE sources (
  report INTEGER PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
  name TEXT NOT NULL, page_starts TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE passages (
  number INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE, region TEXT NOT NULL, year INTEGER NOT NULL, part TEXT NOT NULL,
  headings TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, page INTEGER,
  text TEXT NOT NULL, reading TEXT, runs TEXT NOT NULL);
CREATE INDEX passages_of_report ON passages (report);
CREATE TABLE counted (
  passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
  folded TEXT NOT NULL, length INTEGER NOT NULL);
CREATE TABLE vectors (
  passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL);
CREATE VIRTUAL TABLE lexicon USING fts5 (
  terms, content = '', tokenize = "ascii tokenchars '.'");
CREATE TABLE observations (
  number INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  region TEXT NOT NULL, year INTEGER, indicator TEXT NOT NULL, qualifier TEXT NOT NULL,
  value TEXT NOT NULL, upper TEXT, unit TEXT NOT NULL, written TEXT NOT NULL,
  kind TEXT NOT NULL, basis TEXT NOT NULL, modality TEXT NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL,
  sentence_start INTEGER NOT NULL, sentence_stop INTEGER NOT NULL,
  subject TEXT NOT NULL, scope TEXT NOT NULL, deadline TEXT NOT NULL);
CREATE INDEX observations_of_report ON observations (report, start);
CREATE INDEX observations_by_indicator ON observations (indicator, report);
CREATE TABLE notes (
  number INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  term TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL);
CREATE INDEX notes_of_report ON notes (report);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into DataError with a sentence for the user."""
    try:
        yield
    except sqlite3.OperationalError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise DataError(f"资料库 {path} 正被别的程序占用，请稍后再试。") from error
        if "malformed" in reason:
            raise damaged(path) from error
        raise DataError(
            f"资料库 {path} 读写失败（{reason}）；请检查磁盘空间和权限后再试。"
        ) from error
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise damaged(path) from error


def damaged(path: Path) -> DataError:
    """The error for a file that is no library, or no longer one."""
    return DataError(
        f"资料库 {path} 已损坏或不是问报的资料库；请移走这个文件，再用 wenbao ingest 重新读入报告。"
    )


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Creates the file and its tables where they are missing."""
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        fresh = not _recognised(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        if fresh:
            db.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
    except BaseException:
        db.close()
        raise
    return db


def open_for_reading(path: Path) -> sqlite3.Connection | None:
    """Never writes; None where there is no file yet, or one without tables."""
    try:
        if not path.exists():
            return None
    except OSError as error:
        raise DataError(
            f"资料库 {path} 不能读取（{error.strerror}）；请检查权限，或用 --data 另选一个文件夹。"
        ) from error
    db = _readable(path)
    try:
        if _recognised(db, path):
            _spread(db)
            return db
    except BaseException:
        db.close()
        raise
    db.close()
    return None


def nothing() -> sqlite3.Connection:
    """An empty library in memory."""
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.executescript(_TABLES)
    _spread(db)
    return db


def _spread(db: sqlite3.Connection) -> None:
    """How many passages hold a term, as a table in temporary memory, not in the file."""
    db.execute("CREATE VIRTUAL TABLE temp.spread USING fts5vocab(main, lexicon, row)")


def _readable(path: Path) -> sqlite3.Connection:
    """On a read-only medium SQLite cannot share its memory of the log; nobody writes there."""
    address = path.resolve().as_uri()
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        db = sqlite3.connect(
            f"{address}?{mode}",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return db
        except sqlite3.OperationalError as error:
            db.close()
            closed = "unable to open" in str(error) or "readonly" in str(error)
            if "immutable" in mode or not closed:
                raise
        except BaseException:
            db.close()
            raise
    raise AssertionError("unreachable")


def _recognised(db: sqlite3.Connection, path: Path) -> bool:
    """False for a file without tables; raises DataError for one that is not ours, or newer."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == APPLICATION and version > VERSION:
        raise DataError(
            f"资料库 {path} 由更新版本的问报写成（格式 {version}，本程序只认得 {VERSION}）；"
            "请升级 wenbao。"
        )
    if tables and application == APPLICATION and 0 < version < VERSION:
        raise DataError(
            f"资料库 {path} 由较早版本的问报写成（格式 {version}，现在是 {VERSION}）；"
            "请换一个资料文件夹，或删除这个文件，再重新读入报告。"
        )
    if tables and (application != APPLICATION or version != VERSION):
        raise damaged(path)
    return bool(tables)
