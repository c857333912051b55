"""A library moves from one embedding model to another without its files, also after a kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import rag
from rag.adapters.embedder import open_embedder
from rag.adapters.store import SqliteStore
from rag.errors import ModelError
from rag.ingest import embedded_text
from rag.resources import resource

SOLAR = "沁水2022年新增光伏装机多少"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static model of 32 dimensions: the first columns of the bundled table."""
    folder = shutil.copytree(resource("model"), tmp_path_factory.mktemp("models") / "tiny")
    (folder / "model.json").unlink()
    path = folder / "model.safetensors"
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    entry = json.loads(raw[8 : 8 + size])["embedding.weight"]
    table = np.frombuffer(raw[8 + size :], dtype="<f2").reshape(entry["shape"])[:, :32]
    entry |= {"shape": list(table.shape), "data_offsets": [0, table.nbytes]}
    header = json.dumps({"embedding.weight": entry}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + table.tobytes())
    return folder


@pytest.fixture
def library(seeded: Path, tmp_path: Path) -> Path:
    """A copy of the seeds' library; the files it was read from are not there."""
    return shutil.copytree(seeded, tmp_path / "library")


def using(library: Path, model: str) -> rag.Assistant:
    return rag.open(library, settings=rag.Settings(embedding=model))


def vectors_are_of(library: Path, model: str) -> None:
    """Every passage has the vector that this model makes of it."""
    embedder = open_embedder(model)
    with closing(SqliteStore(library)) as store:
        assert store.model() == embedder.name
        passages = store.passages([card.source_id for card in store.cards()])
        ids, vectors = store.vectors()
        assert sorted(ids) == sorted(p.id for p in passages)
        wanted = embedder.documents([embedded_text(p) for p in passages])
        place = {id: at for at, id in enumerate(ids)}
        found = vectors[[place[p.id] for p in passages]]
        np.testing.assert_allclose(found, wanted, atol=2e-3)


def test_there_and_back(library: Path, tiny: Path) -> None:
    with closing(using(library, "")) as assistant:
        before = replace(assistant.ask(SOLAR), seconds=0.0)
    with closing(using(library, str(tiny))) as assistant:
        with pytest.raises(ModelError, match="wenbao reindex"):
            assistant.ask(SOLAR)
        assistant.reindex()
        assert "580兆瓦" in assistant.ask(SOLAR).text
        assert assistant.index.ready(assistant.store.revision(), assistant.embedder.name)
    vectors_are_of(library, str(tiny))
    with closing(using(library, "")) as assistant:
        with pytest.raises(ModelError, match="wenbao reindex"):
            assistant.ask(SOLAR)
        assistant.reindex()
        assert replace(assistant.ask(SOLAR), seconds=0.0) == before
    vectors_are_of(library, "")


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(
    library: Path, tiny: Path
) -> None:
    class Interrupted(Exception):
        pass

    with closing(using(library, str(tiny))) as assistant:
        total = sum(card.passages for card in assistant.reports())
        first = assistant.reports()[0].passages

        def stop(progress: rag.ingest.Progress) -> None:
            if progress.done >= first:
                raise Interrupted

        with pytest.raises(Interrupted):
            assistant.reindex(progress=stop)
    with closing(using(library, "")) as assistant:
        assert "580兆瓦" in assistant.ask(SOLAR).text
    embedded: list[int] = []
    with closing(using(library, str(tiny))) as assistant:
        model = open_embedder(str(tiny))

        class Counting:
            name, dimensions = model.name, model.dimensions

            def documents(self, texts: list[str]) -> object:
                embedded.append(len(texts))
                return model.documents(texts)

            query = staticmethod(model.query)

        rag.ingest.reindex(assistant.store, Counting(), assistant.index)  # type: ignore[arg-type]
    assert sum(embedded) == total - first
    vectors_are_of(library, str(tiny))


def waiting(library: Path) -> int:
    with closing(sqlite3.connect(library / "library.sqlite3", timeout=10)) as db:
        try:
            return int(db.execute("SELECT count(*) FROM waiting").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


_SLOWLY = """
import sys, time
from rag.adapters.embedder import StaticEmbedder
quick = StaticEmbedder.documents
def slowly(self, texts):
    if len(texts) > 1:
        time.sleep(0.5)
    return quick(self, texts)
StaticEmbedder.documents = slowly
from rag.cli import main
sys.exit(main(["reindex", "--data", sys.argv[1]]))
"""


def test_a_killed_reindex_leaves_the_library_and_goes_on(library: Path, tiny: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "WENBAO_EMBEDDING": str(tiny)}
    command = [sys.executable, "-c", _SLOWLY, str(library)]
    running = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while not waiting(library):
            assert running.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    kept = waiting(library)
    assert kept > 0
    with closing(using(library, "")) as assistant:
        assert "580兆瓦" in assistant.ask(SOLAR).text
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=60)
    assert waiting(library) == 0
    vectors_are_of(library, str(tiny))
    with closing(using(library, str(tiny))) as assistant:
        assert "580兆瓦" in assistant.ask(SOLAR).text
