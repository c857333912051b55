"""What a user would pick instead: fixed chunks, dense + BM25 fused, the best chunk as the answer.

500 characters with 50 overlap over everything that is loaded, character-bigram BM25
(k1 = 1.2, b = 0.75) and the product's own embedder fused by reciprocal rank (k = 60). No scoping,
no reading of the question, never "not found". Earlier turns are put before the question, the
plain way to give a retriever a conversation. Needs no store: it takes names and texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

SIZE = 500
OVERLAP = 50
DEPTH = 20
RRF = 60
K1 = 1.2
B = 0.75

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Embedding(Protocol):
    """What the baseline needs of an embedder: unit vectors, float32."""

    def documents(self, texts: Sequence[str], /) -> Floats:
        """Shape (len(texts), dimensions)."""

    def query(self, text: str, /) -> Floats:
        """Shape (dimensions,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """``text`` is the report's text at [start, end), to the letter."""

    report: str
    start: int
    end: int
    text: str


def cut(report: str, text: str) -> list[Chunk]:
    """Windows of SIZE characters, OVERLAP shared with the one before; blank ones are left out."""
    chunks = []
    for start in range(0, max(len(text) - OVERLAP, 1), SIZE - OVERLAP):
        window = text[start : start + SIZE]
        if window.strip():
            end = start + len(window)
            chunks.append(Chunk(report=report, start=start, end=end, text=window))
    return chunks


def bigrams(text: str) -> npt.NDArray[np.uint64]:
    """Pairs of neighbouring characters of the lower-cased text without white space, as numbers."""
    joined = "".join(text.lower().split())
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    if codes.size < 2:
        return codes
    pairs: npt.NDArray[np.uint64] = (codes[:-1] << np.uint64(32)) | codes[1:]
    return pairs


class Bm25:
    """BM25 over character bigrams; postings are kept as arrays sorted by term."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [np.unique(bigrams(text), return_counts=True) for text in texts]
        lengths = np.array([counts.sum() for _, counts in counted], dtype=np.float64)
        terms = np.concatenate([terms for terms, _ in counted])
        often = np.concatenate([counts for _, counts in counted]).astype(np.float64)
        where = np.repeat(np.arange(len(texts)), [terms.size for terms, _ in counted])
        order = np.argsort(terms, kind="stable")
        self._size = len(texts)
        self._where: Counts = where[order]
        self._terms, starts = np.unique(terms[order], return_index=True)
        self._bounds: Counts = np.append(starts, terms.size)
        norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0))
        often = often[order]
        weight = often * (K1 + 1) / (often + norm[self._where])
        held = np.diff(self._bounds).astype(np.float64)
        idf = np.log1p((self._size - held + 0.5) / (held + 0.5))
        self._weights = (weight * np.repeat(idf, np.diff(self._bounds))).astype(np.float32)

    def scores(self, query: str) -> Floats:
        """Shape (number of texts,): zero where no bigram is shared."""
        total = np.zeros(self._size, dtype=np.float32)
        for term in np.unique(bigrams(query)):
            at = int(np.searchsorted(self._terms, term))
            if at < self._terms.size and self._terms[at] == term:
                rows = slice(self._bounds[at], self._bounds[at + 1])
                total[self._where[rows]] += self._weights[rows]
        return total


def ranks(scores: Floats) -> Counts:
    """The rank of each entry, from 1; equal scores rank in their order."""
    order = np.argsort(-scores, kind="stable")
    placed = np.empty(order.size, dtype=np.int64)
    placed[order] = np.arange(1, order.size + 1)
    return placed


class Baseline:
    """Answers with the best chunk of all the texts, in the JSON of the contract."""

    def __init__(self, texts: Mapping[str, str], embedding: Embedding) -> None:
        self._chunks = [chunk for name in sorted(texts) for chunk in cut(name, texts[name])]
        if not self._chunks:
            raise ValueError("no text to cut into chunks")
        self._embedding = embedding
        bodies = [chunk.text for chunk in self._chunks]
        self._vectors = embedding.documents(bodies)
        self._bm25 = Bm25(bodies)

    def search(self, query: str, k: int = DEPTH) -> list[Chunk]:
        """The k best chunks of dense and lexical search, fused; order is total."""
        dense = 1.0 / (RRF + ranks(self._vectors @ self._embedding.query(query)))
        scores = self._bm25.scores(query)
        lexical = np.where(scores > 0, 1.0 / (RRF + ranks(scores)), 0.0)
        return [self._chunks[i] for i in np.argsort(-(dense + lexical), kind="stable")[:k]]

    def ask(self, question: str, history: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
        """Quotes and cites the best chunk; the outcome is always ``answered``."""
        found = self.search(" ".join([*(q for q, _ in history), question]))
        best = found[0]
        return {
            "question": question,
            "text": best.text,
            "outcome": "answered",
            "citations": [
                {
                    "report": best.report,
                    "quote": best.text,
                    "start": best.start,
                    "end": best.end,
                    "page": None,
                    "headings": [],
                }
            ],
            "checks": [],
            "notes": [],
            "retrieved": [{"report": c.report, "text": c.text} for c in found],
            "answerer": "baseline",
        }
