"""Two processes, kills at any moment, and files that are not ours: the library stays whole."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import factories
import pytest

from rag.adapters.exact import ExactIndex
from rag.adapters.index import ChromaIndex
from rag.adapters.lock import WriterLock
from rag.adapters.store import SqliteStore
from rag.errors import DataError, Locked

REPORTS = 40
SENTENCES = 60

HOLD = """
with store.writing():
    print("holding", flush=True)
    sys.stdin.read()
"""
FILL = f"""
print("started", flush=True)
for number, report in enumerate(factories.library({REPORTS}, {SENTENCES})):
    factories.put(store, report, seed=number)
    print(number, flush=True)
"""
BUILD = """
from rag.adapters.index import ChromaIndex
import chromadb
print("started", flush=True)
while True:
    index = ChromaIndex(folder)
    index.build(store)
    index.close()
    shutil.rmtree(folder / "index")
"""


@contextmanager
def child(folder: Path, body: str) -> Iterator[subprocess.Popen[str]]:
    """Another process with a store on the folder; it is killed at the end."""
    head = f"""
        import shutil, sys
        from pathlib import Path
        import factories
        from rag.adapters.store import SqliteStore
        folder = Path({str(folder)!r})
        store = SqliteStore(folder)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(head) + body],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_writer_is_refused_at_once_and_told_who_writes(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with child(tmp_path, HOLD) as other:
        assert line(other) == "holding"
        start = time.monotonic()
        with pytest.raises(
            Locked, match=rf"^资料库正由进程 {other.pid}（.+，自 \d\d:\d\d）写入，请等"
        ):
            factories.put(store, factories.report())
        assert time.monotonic() - start < 1
        assert store.cards() == []
        other.kill()
        other.wait()
        assert factories.put(store, factories.report()), "a killed process leaves no lock"


def test_a_second_store_of_the_same_process_is_refused_too(tmp_path: Path) -> None:
    first, second = SqliteStore(tmp_path), SqliteStore(tmp_path)
    with first.writing():
        with first.writing():
            factories.put(first, factories.report())
        with pytest.raises(Locked, match=f"进程 {os.getpid()}（"):
            second.remove("nobody")
    second.remove("nobody")


def test_a_lock_whose_holder_cannot_be_read_is_a_lock(tmp_path: Path) -> None:
    with WriterLock(tmp_path).hold():
        for content in ("", "{}", '{"pid": "x"}', "[]"):
            (tmp_path / "writer.json").write_text(content, encoding="utf-8")
            with (
                pytest.raises(Locked, match=r"^资料库正由另一个进程写入"),
                WriterLock(tmp_path).hold(),
            ):
                pass


def test_a_reader_works_while_another_process_writes(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with child(tmp_path, FILL) as other:
        assert line(other) == "started"
        seen = 0
        while seen < 5:
            whole(store)
            seen = len(store.cards())
            line(other)
    whole(store)


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_while_reports_are_added_leaves_whole_reports(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    with child(tmp_path, FILL) as other:
        for _ in range(draw.randint(1, 6)):
            line(other)
        time.sleep(draw.uniform(0, 0.05))
        other.send_signal(signal.SIGKILL)
    store = SqliteStore(tmp_path)
    whole(store)
    for number, report in enumerate(factories.library(8, SENTENCES)):
        factories.put(store, report, seed=number)
    whole(store)
    names = [card.report for card in store.cards()]
    assert {f"report_{number}" for number in range(8)} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_while_the_index_is_built_costs_nothing(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    store = SqliteStore(tmp_path)
    for number, report in enumerate(factories.library(3, 500)):
        factories.put(store, report, seed=number)
    with child(tmp_path, BUILD) as other:
        assert line(other) == "started"
        time.sleep(draw.uniform(0.01, 0.9))
        other.send_signal(signal.SIGKILL)
    whole(store, sentences=500)
    index, exact = ChromaIndex(tmp_path), ExactIndex(store)
    if not index.ready(store.revision(), factories.MODEL):
        index.build(store)
    assert index.ready(store.revision(), factories.MODEL)
    for vector in factories.vectors(10, seed=seed + 1_000):
        found, wanted = index.search(vector, 10), exact.search(vector, 10)
        assert [id for id, _ in found] == [id for id, _ in wanted]
    index.build(store)
    assert len(list((tmp_path / "index").glob("gen-*"))) <= 2
    index.close()


def whole(store: SqliteStore, sentences: int = SENTENCES) -> None:
    """Every report that is there is there with all that belongs to it."""
    for card in store.cards():
        scope = [card.source_id]
        assert card.passages == sentences
        text = store.source(card.source_id).text
        passages = store.passages(scope)
        assert len(passages) == sentences
        assert all(text[one.span.start : one.span.end] == one.text for one in passages)
        assert len(store.vectors(scope)[0]) == sentences
        assert len(store.observations(scope)) == card.observations == 2
        assert len(store.glossary(scope)) == 1
        assert len(store.lexical("第", 10_000, scope)) == sentences


# ── files that are not ours, and folders that cannot be used


@pytest.mark.parametrize(
    "content",
    [b"this is a text file, not a library\n" * 100, b"SQLite format 3\x00" + b"\xff" * 5_000],
)
def test_a_file_that_is_no_library(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "library.sqlite3").write_bytes(content)
    store = SqliteStore(tmp_path)
    with pytest.raises(DataError, match="已损坏或不是问报的资料库；请移走"):
        store.cards()
    with pytest.raises(DataError, match="已损坏或不是问报的资料库；请移走"):
        factories.put(store, factories.report())
    assert (tmp_path / "library.sqlite3").read_bytes() == content


def test_a_library_with_a_broken_page(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    for number, report in enumerate(factories.library(10, SENTENCES)):
        factories.put(store, report, seed=number)
    store.close()
    path = tmp_path / "library.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:-4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(DataError, match="已损坏"):
        store.vectors()
    with pytest.raises(DataError, match="已损坏"):
        factories.put(store, factories.report())


def test_the_database_of_another_program(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "library.sqlite3") as db:
        db.execute("CREATE TABLE books (title TEXT)")
    db.close()
    for use in (
        SqliteStore(tmp_path).cards,
        lambda: factories.put(SqliteStore(tmp_path), factories.report()),
    ):
        with pytest.raises(DataError, match="不是问报的资料库"):
            use()


def of_version(folder: Path, version: int) -> SqliteStore:
    """A library that another version of the program has written."""
    store = SqliteStore(folder)
    factories.put(store, factories.report())
    store.close()
    with sqlite3.connect(folder / "library.sqlite3") as db:
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    return store


def test_a_library_of_a_newer_version(tmp_path: Path) -> None:
    store = of_version(tmp_path, 99)
    with pytest.raises(DataError, match=r"更新版本的问报写成（格式 99.*请升级"):
        store.cards()
    with pytest.raises(DataError, match="请升级"):
        store.remove("anything")


def test_a_library_of_an_older_version(tmp_path: Path) -> None:
    store = of_version(tmp_path, 1)
    with pytest.raises(DataError, match=r"较早版本的问报写成（格式 1.*重新读入"):
        store.cards()


def test_an_empty_file_is_an_empty_library(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").touch()
    store = SqliteStore(tmp_path)
    assert store.cards() == []
    assert factories.put(store, factories.report())
    assert len(store.cards()) == 1


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    for folder in (tmp_path / "data", tmp_path / "data" / "below"):
        store = SqliteStore(folder)
        assert store.cards() == []
        with pytest.raises(DataError, match=r"不能写入（.*文件）；请检查权限"):
            factories.put(store, factories.report())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_still_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    factories.put(SqliteStore(folder), factories.report())
    folder.chmod(0o500)
    try:
        assert len(SqliteStore(folder).cards()) == 1
        with pytest.raises(DataError, match="没有权限"):
            factories.put(SqliteStore(folder), factories.report("other", year=2000))
    finally:
        folder.chmod(0o700)


def test_what_another_process_wrote_is_the_same_here(tmp_path: Path) -> None:
    report = factories.report()
    body = f"""
factories.put(store, factories.report())
print(__import__("json").dumps([one.text for one in store.passages([{report.source.id!r}])]))
"""
    with child(tmp_path, body) as other:
        texts = json.loads(line(other))
    assert texts == [one.text for one in SqliteStore(tmp_path).passages([report.source.id])]
