"""Settings → Assistant. The only place that names concrete adapters; heavy ones come late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.adapters.cross_encoder import OnnxCrossEncoder
from rag.adapters.doctor import Doctor
from rag.adapters.files import Files
from rag.adapters.index import ChromaIndex, Dense
from rag.adapters.store import SqliteStore
from rag.assistant import Assistant
from rag.ingest import Ingest
from rag.ports import Answerer, Embedder, Vectors
from rag.reader import Reader
from rag.resources import resource
from rag.settings import Settings
from rag.verify import check_sentence

if TYPE_CHECKING:
    from rag.adapters.langchain import WenbaoRetriever


class LateEmbedder:
    """An embedder that is opened when it is first used."""

    def __init__(self, embedding: str) -> None:
        self._embedding = embedding

    @cached_property
    def _model(self) -> Embedder:
        from rag.adapters.embedder import open_embedder

        return open_embedder(self._embedding)

    @property
    def name(self) -> str:
        """See ``Embedder``."""
        return self._model.name

    @property
    def dimensions(self) -> int:
        """See ``Embedder``."""
        return self._model.dimensions

    def documents(self, texts: Any) -> Vectors:
        """See ``Embedder``."""
        return self._model.documents(texts)

    def query(self, text: str) -> Any:
        """See ``Embedder``."""
        return self._model.query(text)


def open(data: str | Path | None = None, settings: Settings | None = None) -> Assistant:
    """The assistant of a data folder; explicit arguments win over settings and environment."""
    chosen = settings or Settings.from_env()
    if data is not None:
        chosen = replace(chosen, data=Path(data))
    folder = chosen.folder
    store = SqliteStore(folder)
    embedder: Embedder = LateEmbedder(chosen.embedding)
    index = Dense(store, lambda: ChromaIndex(folder))
    files = Files()
    reading = Ingest(
        loader=files, embedder=embedder, store=store, index=index, endings=files.endings
    )
    cross_encoder = OnnxCrossEncoder(resource("cross_encoder"))
    checks = Doctor(
        settings=chosen, store=store, index=index, embedder=embedder, cross_encoder=cross_encoder
    )
    return Assistant(
        store=store, index=index, embedder=embedder, answerer=_answerer(chosen), reading=reading,
        checks=checks, cross_encoder=cross_encoder,
    )  # fmt: skip


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Writes rows to a .csv or .xlsx file; returns how many. Raises WrongUse."""
    from rag.adapters.spreadsheet import write

    return write(path, columns, rows)


def retriever(assistant: Assistant, k: int = 10) -> WenbaoRetriever:
    """The retrieval of an assistant for others' LangChain chains; the k best passages."""
    from rag.adapters.langchain import WenbaoRetriever

    return WenbaoRetriever(retrieve=assistant.retrieve, k=k)


def _answerer(settings: Settings) -> Answerer:
    reader = Reader()
    if not settings.llm:
        return reader
    from rag.adapters.llm import LlmAnswerer, open_llm

    return LlmAnswerer(open_llm(settings), reader, check_sentence, timeout=settings.timeout)
