"""The house as LangChain sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.adapters.langchain import WenbaoEmbeddings, WenbaoRetriever
from rag.types import Aligned, Hit, Part, Passage, Span


class Lengths:
    """An embedder of two dimensions, worked out from the length."""

    name = "lengths"
    dimensions = 2

    def documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> npt.NDArray[np.float32]:
        return np.array([np.cos(len(text)), np.sin(len(text))], dtype=np.float32)


def test_embeddings_are_those_of_the_embedder() -> None:
    embeddings = WenbaoEmbeddings(Lengths())
    rows = embeddings.embed_documents(["", "光"])
    assert rows[0] == [1.0, 0.0]
    assert np.allclose(rows[1], [np.cos(1), np.sin(1)])
    assert rows[1] == embeddings.embed_query("光")
    assert all(type(x) is float for row in rows for x in row)
    assert embeddings.embed_documents([]) == []


def test_the_retriever_gives_documents() -> None:
    passage = Passage(
        id="s:10-14",
        source_id="s",
        report="qinshui_2022",
        region="山西省晋城市沁水县",
        year=2022,
        part=Part.PLAN,
        headings=("二、2022年工作安排",),
        span=Span(start=10, end=14),
        text="光\n伏。",
        reading=Aligned(text="光伏。", runs=((0, 10), (1, 12))),
    )
    asked: list[str] = []

    def retrieve(question: str) -> list[Hit]:
        asked.append(question)
        return [Hit(passage=passage, score=0.5)]

    retriever = WenbaoRetriever(retrieve=retrieve)
    (document,) = retriever.invoke("光伏？")
    assert asked == ["光伏？"]
    assert document.page_content == "光伏。"
    assert document.id == "s:10-14"
    assert document.metadata == {
        "report": "qinshui_2022",
        "region": "山西省晋城市沁水县",
        "year": 2022,
        "part": "plan",
        "headings": ["二、2022年工作安排"],
        "start": 10,
        "end": 14,
        "score": 0.5,
    }
    assert asyncio.run(retriever.ainvoke("光伏？")) == [document]
