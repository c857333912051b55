"""Reading files into a real store, with a small embedder and a recording index at our own ports."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from rag.adapters.files import Files
from rag.adapters.index import ChromaIndex
from rag.adapters.store import SqliteStore
from rag.errors import ModelError, WrongUse
from rag.ingest import (
    FEW_FILES,
    Ingest,
    Progress,
    Status,
    Summary,
    collect,
    embedded_text,
    reindex,
)
from rag.ingest.crew import read_all
from rag.ingest.reading import Failed, Ready, Told
from rag.ports import Document, Store, Vectors
from rag.resources import resource

SEEDS = resource("seeds")
QINSHUI, WUZHAI = SEEDS / "qinshui_2022.txt", SEEDS / "wuzhai_2022.txt"
NEWS = "本报讯 记者昨日从市气象局获悉，未来三天全市以晴为主，气温逐步回升。\n" * 30


class Counts:
    """An embedder that counts characters by their code, and remembers what it was given."""

    dimensions = 16

    def __init__(self, name: str = "counts@1", before: Callable[[int], None] | None = None) -> None:
        self.name = name
        self.calls: list[list[str]] = []
        self._before = before

    def documents(self, texts: Sequence[str]) -> Vectors:
        if self._before:
            self._before(len(self.calls))
        self.calls.append(list(texts))
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> npt.NDArray[np.float32]:
        counts = np.bincount([ord(c) % 16 for c in self.name + text], minlength=16)
        return (counts / np.linalg.norm(counts)).astype(np.float32)


class Recorder:
    """An index that remembers of what content and model it was built."""

    def __init__(self) -> None:
        self.built: list[tuple[int, str]] = []

    def ready(self, revision: int, model: str) -> bool:
        return self.built[-1:] == [(revision, model)]

    def build(self, store: Store, *, progress: Callable[[int, int], None] | None = None) -> None:
        self.built.append((store.revision(), store.model() or ""))
        if progress:
            progress(1, 1)

    def search(
        self, vector: npt.NDArray[np.float32], k: int, source_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        return []

    def close(self) -> None:
        return None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def index() -> Recorder:
    return Recorder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


def ingest(store: SqliteStore, index: Recorder, embedder: Counts | None = None) -> Ingest:
    return Ingest(
        loader=Files(),
        embedder=embedder or Counts(),
        store=store,
        index=index,
        endings=Files.endings,
    )


def statuses(summary: Summary) -> list[str]:
    return [result.status.value for result in summary.results]


def test_seeds_are_read_and_known_for_what_they_are(store: SqliteStore, index: Recorder) -> None:
    summary = ingest(store, index).run([SEEDS])
    qinshui, wuzhai = summary.results
    assert (qinshui.region, qinshui.year, qinshui.report) == (
        "山西省晋城市沁水县",
        2022,
        "qinshui_2022",
    )
    assert (wuzhai.region, wuzhai.year) == ("山西省忻州市五寨县", 2022)
    cards = store.cards()
    assert [(c.report, c.passages, c.observations) for c in cards] == [
        (r.report, r.passages, r.observations) for r in summary.results
    ]
    assert all(card.passages > 50 and card.observations > 100 for card in cards)
    source = store.source(cards[0].source_id)
    assert source.text == QINSHUI.read_text(encoding="utf-8")
    assert all(p.text == source.quote(p.span) for p in store.passages([source.id]))
    assert index.built == [(store.revision(), "counts@1")]


def test_what_is_there_is_neither_embedded_nor_added_again(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    ingest(store, index).run([SEEDS])
    revision = store.revision()
    renamed = folder / "又一份.txt"
    renamed.write_bytes(QINSHUI.read_text(encoding="utf-8").encode("gb18030"))
    again = Counts()
    summary = ingest(store, index, again).run([SEEDS, folder])
    assert statuses(summary) == ["known"] * 3
    assert [r.message for r in summary.results] == [
        "已在库中",
        "已在库中",
        "已在库中（名为 qinshui_2022）",
    ]
    assert summary.results[2].region == "山西省晋城市沁水县"
    assert summary.readable
    assert again.calls == []
    assert store.revision() == revision
    assert len(index.built) == 1


def test_the_same_text_twice_in_one_batch_is_one_report(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        shutil.copy(QINSHUI, folder / name)
    summary = ingest(store, index).run([folder])
    assert statuses(summary) == ["added", "known"]
    assert [card.report for card in store.cards()] == ["a"]


def test_two_texts_of_one_name_are_told_apart(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    for place, seed in (("a", QINSHUI), ("b", WUZHAI)):
        (folder / place).mkdir()
        shutil.copy(seed, folder / place / "报告.txt")
    summary = ingest(store, index).run([folder])
    names = [result.report for result in summary.results]
    assert len(set(names)) == 2
    assert sorted(names) == sorted(card.report for card in store.cards())


def test_a_bad_file_costs_its_own_line(store: SqliteStore, index: Recorder, folder: Path) -> None:
    shutil.copy(QINSHUI, folder / "c.txt")
    (folder / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    (folder / "b.txt").write_bytes(b"")
    (folder / "d.txt").write_text(NEWS, encoding="utf-8")
    summary = ingest(store, index).run([folder, folder / "none.txt"])
    assert statuses(summary) == ["refused", "refused", "added", "refused", "refused"]
    reasons = [r.message for r in summary.results if r.status is Status.REFUSED]
    for reason, word in zip(reasons, ("图片", "空文件", "--force", "找不到"), strict=True):
        assert word in reason and reason.endswith("。")
    assert summary.readable


def test_nothing_readable_is_said(store: SqliteStore, index: Recorder, folder: Path) -> None:
    assert not ingest(store, index).run([folder]).readable
    assert not ingest(store, index).run([folder / "none.txt"]).readable
    assert index.built == []


def test_force_reads_what_does_not_look_like_a_report(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    (folder / "news.txt").write_text(NEWS, encoding="utf-8")
    summary = ingest(store, index).run([folder], force=True, region="沁水县", year=2021)
    (result,) = summary.results
    assert (result.status, result.region, result.year) == (
        Status.ADDED,
        "山西省晋城市沁水县",
        2021,
    )


def test_place_and_year_are_asked_for_where_they_cannot_be_told(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    (folder / "news.txt").write_text(NEWS, encoding="utf-8")
    story = ingest(store, index)
    (no_place,) = story.run([folder], force=True, year=2021).results
    (no_year,) = story.run([folder], force=True, region="沁水县").results
    assert "--region" in no_place.message
    assert "--year" in no_year.message
    assert store.cards() == []


def test_what_the_user_says_is_believed(store: SqliteStore, index: Recorder) -> None:
    story = ingest(store, index)
    (result,) = story.run([QINSHUI], region="五寨县", year=2020).results
    assert (result.region, result.year) == ("山西省忻州市五寨县", 2020)
    (again,) = story.run([QINSHUI], region="沁水县").results
    assert "wenbao remove qinshui_2022" in again.message


def test_unknown_place_is_wrong_use(store: SqliteStore, index: Recorder) -> None:
    with pytest.raises(WrongUse, match="无此地县"):
        ingest(store, index).run([QINSHUI], region="无此地县")


def test_another_model_is_refused(store: SqliteStore, index: Recorder) -> None:
    ingest(store, index).run([QINSHUI])
    with pytest.raises(ModelError, match="wenbao reindex"):
        ingest(store, index, Counts("other@2")).run([WUZHAI])
    assert len(store.cards()) == 1


def test_interrupted_batch_keeps_what_was_read_and_goes_on(
    store: SqliteStore, index: Recorder
) -> None:
    def interrupt(calls: int) -> None:
        if calls == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, index, Counts(before=interrupt)).run([SEEDS])
    assert [card.report for card in store.cards()] == ["qinshui_2022"]
    assert index.built == []
    summary = ingest(store, index).run([SEEDS])
    assert statuses(summary) == ["known", "added"]
    assert index.built == [(store.revision(), "counts@1")]


def test_a_step_that_breaks_costs_one_file(store: SqliteStore, index: Recorder) -> None:
    errors = iter([IndexError("list index out of range")])

    def broken(calls: int) -> None:
        for error in errors:
            raise error

    summary = ingest(store, index, Counts(before=broken)).run([SEEDS])
    assert statuses(summary) == ["failed", "added"]
    assert "IndexError" in summary.results[0].message


def test_progress_tells_every_file_and_the_index(store: SqliteStore, index: Recorder) -> None:
    seen: list[Progress] = []
    summary = ingest(store, index).run([SEEDS], progress=seen.append)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("读取", 1, 2),
        ("读取", 2, 2),
        ("建索引", 1, 1),
    ]
    assert tuple(p.result for p in seen[:2]) == summary.results


def test_embedded_text_carries_a_header_and_the_healed_text(
    store: SqliteStore, index: Recorder
) -> None:
    embedder = Counts()
    ingest(store, index, embedder).run([QINSHUI])
    passages = store.passages([store.cards()[0].source_id])
    assert embedder.calls == [[embedded_text(passage) for passage in passages]]
    header, text = embedded_text(passages[-1]).split("\n", 1)
    assert header.startswith("山西省晋城市沁水县·2022年")
    assert text == passages[-1].reading.text


def test_reindex_embeds_everything_with_the_new_model(store: SqliteStore, index: Recorder) -> None:
    ingest(store, index).run([SEEDS])
    ids, before = store.vectors()
    other = Counts("other@2")
    seen: list[Progress] = []
    reindex(store, other, index, progress=seen.append)
    after_ids, after = store.vectors()
    assert store.model() == "other@2"
    assert after_ids == ids and not np.allclose(after, before)
    texts = [embedded_text(passage) for passage in store.passages_by_id(ids)]
    assert np.allclose(after, np.stack([other.query(text) for text in texts]), atol=1e-3)
    assert index.built[-1] == (store.revision(), "other@2")
    assert [(p.done, p.total) for p in seen if p.stage == "嵌入"][-1] == (len(ids), len(ids))


def test_interrupted_reindex_changes_nothing(store: SqliteStore, index: Recorder) -> None:
    ingest(store, index).run([SEEDS])
    _, before = store.vectors()

    def interrupt(calls: int) -> None:
        if calls == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(store, Counts("other@2", interrupt), index)
    assert store.model() == "counts@1"
    assert np.array_equal(store.vectors()[1], before)


def test_chroma_finds_a_passage_after_ingest(store: SqliteStore, tmp_path: Path) -> None:
    chroma = ChromaIndex(tmp_path / "data")
    embedder = Counts()
    Ingest(loader=Files(), embedder=embedder, store=store, index=chroma, endings=Files.endings).run(
        [QINSHUI]
    )
    assert chroma.ready(store.revision(), embedder.name)
    passage = store.passages([store.cards()[0].source_id])[7]
    (best, cosine), *_ = chroma.search(embedder.query(embedded_text(passage)), 3)
    assert cosine == pytest.approx(1, abs=1e-4)
    assert store.passages_by_id([best])[0].reading.text == passage.reading.text
    chroma.close()


# --- many files, notes, tables


def test_many_files_are_read_apart_and_stored_in_order(
    store: SqliteStore, index: Recorder, folder: Path, tmp_path: Path
) -> None:
    for number in range(FEW_FILES + 2):
        text = QINSHUI.read_text(encoding="utf-8").replace("331.1", f"{300 + number}.1")
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "03.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    summary = ingest(store, index).run([folder])
    assert [r.path.name for r in summary.results] == sorted(p.name for p in folder.iterdir())
    assert statuses(summary) == ["added"] * 3 + ["refused"] + ["added"] * (FEW_FILES - 2)
    here = SqliteStore(tmp_path / "here")
    for path in sorted(folder.iterdir()):
        ingest(here, index).run([path])
    ids, vectors = store.vectors()
    assert here.vectors()[0] == ids and np.array_equal(here.vectors()[1], vectors)
    assert here.observations() == store.observations()
    here.close()


def test_a_reader_that_dies_costs_its_file(folder: Path) -> None:
    for name in ("a", "b", "c"):
        shutil.copy(QINSHUI, folder / f"{name}.txt")
    paths = sorted(folder.iterdir())
    with closing(read_all(Deadly(), paths, Told(), frozenset(), processes=2)) as read:
        first, second, third = list(read)
    assert isinstance(first[0], Ready) and isinstance(third[0], Ready)
    (failed,) = second
    assert isinstance(failed, Failed) and "意外结束" in failed.message


class Deadly(Files):
    """A loader whose process ends at the file b."""

    def load(
        self, path: Path, columns: Mapping[str, str] | None = None
    ) -> tuple[Document | str, ...]:
        if path.stem == "b":
            os.abort()
        return super().load(path, columns)


def test_hidden_text_is_told_with_its_file(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    lines = QINSHUI.read_text(encoding="utf-8").split("\n")
    page = "".join(f"<p>{line}</p>" for line in lines) + "<p hidden>藏起来的话</p>"
    (folder / "a.html").write_text(f"<html>{page}</html>", encoding="utf-8")
    (result,) = ingest(store, index).run([folder]).results
    assert result.notes == ("已忽略隐藏文字1处",)


def test_a_table_gives_a_result_for_each_report(
    store: SqliteStore, index: Recorder, folder: Path
) -> None:
    with (folder / "表.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("甲", "年", "乙"))
        for place, seed in (("沁水县", QINSHUI), ("五寨县", WUZHAI)):
            rows.writerow((place, 2022, seed.read_text(encoding="utf-8")))
        rows.writerow(("五寨县", 2021, NEWS * 2))
    seen: list[Progress] = []
    told = {"region": "甲", "year": "年", "text": "乙"}
    summary = ingest(store, index).run([folder], columns=told, progress=seen.append)
    assert statuses(summary) == ["added", "added", "refused"]
    assert [r.report for r in summary.results[:2]] == ["表#沁水县_2022", "表#五寨县_2022"]
    assert [(p.done, p.total) for p in seen if p.stage == "读取"] == [(1, 1)] * 3
    again = ingest(store, index).run([folder], columns=told)
    assert statuses(again) == ["known", "known", "refused"]
    assert again.results[0].message == "已在库中"


# --- which files


def test_folders_give_known_files_sorted_and_once(folder: Path) -> None:
    (folder / "sub" / ".git").mkdir(parents=True)
    (folder / "__MACOSX").mkdir()
    for name in (
        "b.TXT",
        "a.md",
        ".hidden.txt",
        "~$a.docx",
        "table.xls",
        "sub/c.pdf",
        "sub/.git/d.txt",
        "__MACOSX/a.txt",
    ):
        (folder / name).write_text("x", encoding="utf-8")
    files, skipped = collect([folder, folder / "b.TXT"], Files.endings)
    assert [str(f.relative_to(folder)) for f in files] == ["a.md", "b.TXT", "sub/c.pdf"]
    assert [f.name for f in skipped] == ["table.xls"]


def test_named_file_is_taken_whatever_its_ending(folder: Path) -> None:
    path = folder / "table.xls"
    path.write_text("x", encoding="utf-8")
    assert collect([path], Files.endings) == ((path,), ())


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("x", encoding="utf-8")
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "again").symlink_to(folder / "sub", target_is_directory=True)
    (folder / "link.txt").symlink_to(folder / "sub" / "a.txt")
    files, _ = collect([folder], Files.endings)
    assert len(files) == 1
