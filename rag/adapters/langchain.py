"""The house as LangChain sees it: its embedder as Embeddings, its retrieval as a retriever.

For use in others' chains; nothing inside the house goes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from rag.ports import Embedder
from rag.types import Hit


class WenbaoEmbeddings(Embeddings):
    """Vectors of unit length as lists of floats."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        if not texts:
            return []
        return [[float(x) for x in row] for row in self._embedder.documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(x) for x in self._embedder.query(text)]


class WenbaoRetriever(BaseRetriever):
    """Passages as Documents, best first.

    ``retrieve`` maps a question to hits, the first ``k`` of which are given. ``page_content`` is
    the passage as it reads; ``metadata`` has report, region, year (of delivery), part, headings,
    score, and ``start``, ``end`` of the passage in its source.
    """

    retrieve: Callable[[str], Sequence[Hit]]
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [document(hit) for hit in self.retrieve(query)[: self.k]]


def document(hit: Hit) -> Document:
    """A hit as a Document."""
    passage = hit.passage
    metadata: dict[str, Any] = {
        "report": passage.report,
        "region": passage.region,
        "year": passage.year,
        "part": passage.part.value,
        "headings": list(passage.headings),
        "start": passage.span.start,
        "end": passage.span.end,
        "score": hit.score,
    }
    return Document(id=passage.id, page_content=passage.reading.text, metadata=metadata)
