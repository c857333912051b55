"""Reading that is killed at any moment and started again ends with the very same library."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import rag
from rag.adapters.index import ChromaIndex
from rag.adapters.store import SqliteStore
from rag.clean import heal
from rag.resources import resource

KILLS = 20
COUNTIES = re.findall(
    r"\S+",
    """沁水县 阳城县 陵川县 襄垣县 平顺县 黎城县 壶关县 长子县 武乡县 沁源县 山阴县 应县 左权县
    和顺县 昔阳县 寿阳县 祁县 平遥县 灵石县 临猗县 万荣县 闻喜县 稷山县 新绛县 绛县 垣曲县 夏县
    平陆县 芮城县 定襄县""",
)
TABLES = ("reports", "sources", "passages", "vectors", "observations", "notes")
PARAGRAPHS = 14


def reports(folder: Path) -> Path:
    """Thirty reports of thirty counties, from one that is real, each with its own figures."""
    folder.mkdir()
    lines = heal((resource("seeds") / "qinshui_2022.txt").read_text(encoding="utf-8")).text
    body = [line for line in lines.split("\n") if line]
    plan = next(at for at, line in enumerate(body) if line.startswith("二、2022年"))
    end = next(at for at, line in enumerate(body) if at > plan and line.startswith("附件"))
    short = body[:PARAGRAPHS] + body[plan : plan + PARAGRAPHS] + body[end - 3 : end]
    for number, county in enumerate(COUNTIES):
        text = "\n".join(short).replace("沁水县", county).replace("沁水", county)
        text = text.replace("331.1", f"{200 + number}.{number % 10}")
        (folder / f"{county}_2022.txt").write_text(text, encoding="utf-8")
    return folder


def started(folder: Path, data: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "ingest", str(folder), "--data", str(data)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def finished(folder: Path, data: Path) -> None:
    process = started(folder, data)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()


def tables(data: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(data / "library.sqlite3")) as db:
        return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in TABLES}


def searches(data: Path) -> list[object]:
    """What word search, the dense index and the assistant find."""
    store, index = SqliteStore(data), ChromaIndex(data)
    ids, vectors = store.vectors()
    assert index.ready(store.revision(), store.model() or "")
    assert len(ids) > 15 * len(COUNTIES)
    probes: list[object] = []
    for at in np.random.default_rng(5).integers(0, len(ids), 12):
        found = index.search(vectors[at], 5)
        assert found[0][1] == pytest.approx(1, abs=1e-3)
        probes.append([round(score, 4) for _, score in found])
    for words in ("光伏发电装机容量", "固定资产投资", "平遥县 地区生产总值"):
        probes.append([(id, round(score, 6)) for id, score in store.lexical(words, 20)])
    index.close()
    store.close()
    assistant = rag.open(data, settings=rag.Settings())
    probes += [assistant.ask(f"{county}2021年地区生产总值").text for county in COUNTIES[:3]]
    assistant.close()
    return probes


@pytest.mark.timeout(300)
def test_killed_twenty_times_it_ends_the_same(tmp_path: Path) -> None:
    folder = reports(tmp_path / "reports")
    undisturbed, data = tmp_path / "undisturbed", tmp_path / "data"
    begun = time.monotonic()
    finished(folder, undisturbed)
    whole = time.monotonic() - begun
    wanted, found = tables(undisturbed), searches(undisturbed)
    assert len(wanted["reports"]) == len(COUNTIES)
    draw = random.Random(20)
    kills = amidst = 0
    while kills < KILLS:
        process = started(folder, data)
        try:
            process.communicate(timeout=draw.uniform(0.1, 0.9) * whole)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            there = SqliteStore(data)
            amidst += 0 < len(there.cards()) < len(COUNTIES)
            there.close()
            continue
        assert process.returncode == 0
        assert tables(data) == wanted
        shutil.rmtree(data)
    finished(folder, data)
    assert amidst, "no kill fell between two reports"
    assert tables(data) == wanted
    assert searches(data) == found
    assert len(list((data / "index").glob("gen-*"))) <= 2


READ = """
import sys
from pathlib import Path
from rag.adapters.files import Files
from rag.ingest.crew import read_all
from rag.ingest.reading import Told, pieces
paths = [Path(p) for p in sys.argv[1:]]
read = read_all(Files(), paths * 50, Told(), frozenset(), processes=2)
next(read)
found = set()
for task in Path("/proc/self/task").iterdir():
    try:
        found.update((task / "children").read_text().split())
    except FileNotFoundError:
        pass  # a thread that ended meanwhile
print(*found, flush=True)
for _ in read: pass
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_readers_end_with_the_one_they_read_for(tmp_path: Path) -> None:
    folder = reports(tmp_path / "reports")
    process = subprocess.Popen(
        [sys.executable, "-c", READ, *map(str, sorted(folder.iterdir()))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        readers = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert readers
    until = time.monotonic() + 20
    while any(map(alive, readers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, readers))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
