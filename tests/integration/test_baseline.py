"""The baseline over the two seed reports; its parts against examples computed by hand."""

from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np
import pytest

from eval.baseline import OVERLAP, SIZE, Baseline, Bm25, Floats, bigrams, cut, ranks
from eval.cases import find_reports, read_cases, read_texts
from eval.metrics import summarise
from eval.run import run
from eval.scoring import Sources
from rag.adapters.embedder import open_embedder

ROOT = Path(__file__).resolve().parents[2]


class Hashed:
    """A small embedder of our own: bigram counts in 64 buckets, unit length."""

    def documents(self, texts: Sequence[str]) -> Floats:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Floats:
        buckets = (bigrams(text) * np.uint64(2654435761) % np.uint64(64)).astype(np.int64)
        counts = np.bincount(buckets, minlength=64).astype(np.float32)
        return np.asarray(counts / max(float(np.linalg.norm(counts)), 1e-9), dtype=np.float32)


def seeds() -> dict[str, str]:
    return read_texts(find_reports([ROOT / "seeds"]))


def test_chunks_cover_the_text_and_share_fifty_characters() -> None:
    text = "".join(chr(0x4E00 + n) for n in range(1200))
    chunks = cut("甲", text)
    assert [(c.start, c.end) for c in chunks] == [(0, 500), (450, 950), (900, 1200)]
    assert all(c.text == text[c.start : c.end] for c in chunks)
    assert SIZE == 500 and OVERLAP == 50
    assert [(c.start, c.end) for c in cut("乙", text[:950])] == [(0, 500), (450, 950)]
    assert [(c.start, c.end) for c in cut("丙", "短")] == [(0, 1)]
    assert cut("丁", " \n") == []


def test_bm25_is_the_formula() -> None:
    """Three texts of 2, 2 and 5 bigrams; 光伏 stands in two, twice in the last."""
    scores = Bm25(["光伏电", "风电厂", "光伏和光伏厂"]).scores("光 伏")
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    mean = (2 + 2 + 5) / 3
    short = idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / mean))
    long = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 5 / mean))
    assert scores == pytest.approx([short, 0.0, long], rel=1e-6)


def test_equal_scores_rank_in_order() -> None:
    assert ranks(np.array([1.0, 3.0, 1.0, 2.0], dtype=np.float32)).tolist() == [3, 1, 4, 2]


def test_the_best_chunk_is_quoted_to_the_letter_and_never_refused() -> None:
    texts = seeds()
    answer = Baseline(texts, Hashed()).ask("五寨2021年光伏装机新增多少")
    (citation,) = answer["citations"]
    quoted = texts[citation["report"]][citation["start"] : citation["end"]]
    assert answer["text"] == citation["quote"] == quoted
    assert answer["outcome"] == "answered"
    assert len(answer["retrieved"]) == 20


def test_earlier_questions_are_searched_too() -> None:
    baseline = Baseline(seeds(), Hashed())
    first = "沁水县2022年新增光伏发电装机容量多少兆瓦"
    alone = baseline.ask("是多少？")["retrieved"]
    following = baseline.ask("是多少？", [(first, "580兆瓦")])["retrieved"]
    assert following != alone
    assert following == baseline.ask(f"{first} 是多少？")["retrieved"]


def test_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no text"):
        Baseline({"空": " "}, Hashed())


def test_it_finds_what_a_plain_index_finds() -> None:
    """Most evidence within twenty chunks of the seeds, and not one refusal or quote error."""
    texts = seeds()
    cases = read_cases([ROOT / "eval" / "cases" / "qinshui_dev.jsonl"])
    rows = list(run(cases, Baseline(texts, Hashed()).ask, Sources(texts), name="baseline"))
    got = summarise(rows)
    assert (got.errors, got.quote_errors, got.false_refusals, got.false_answers) == (0, 0, 0.0, 1.0)
    assert (got.evidence[20] or 0) > 0.8
    again = run(cases, Baseline(texts, Hashed()).ask, Sources(texts), name="baseline")
    assert [r.answer for r in again] == [r.answer for r in rows]


def test_it_works_with_the_products_own_embedder() -> None:
    texts = seeds()
    cases = read_cases([ROOT / "eval" / "cases" / "wuzhai_dev.jsonl"])
    ask = Baseline(texts, open_embedder("")).ask
    got = summarise(list(run(cases, ask, Sources(texts), name="baseline")))
    assert (got.errors, got.quote_errors, got.false_answers) == (0, 0, 1.0)
    assert (got.evidence[20] or 0) > 0.8
