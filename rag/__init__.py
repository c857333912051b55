"""问报 Wenbao: asks Chinese government work reports and gets the cited figure.

import rag
assistant = rag.open("data")
assistant.ingest(["seeds"])
answer = assistant.ask("沁水2022年新增光伏装机多少")
answer.text, answer.outcome, answer.citations
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import DataError, LlmError, Locked, ModelError, RagError, Unreadable, WrongUse
from rag.settings import Settings
from rag.types import (
    Answer,
    Basis,
    Check,
    Citation,
    Claim,
    Hit,
    Level,
    Observation,
    Outcome,
    Part,
    Passage,
    Quantity,
    Query,
    Region,
    Report,
    ReportCard,
    Source,
    Span,
    Verdict,
)

if TYPE_CHECKING:
    from rag.adapters.langchain import WenbaoRetriever
    from rag.assistant import Assistant

__version__ = "0.1.0"
__all__ = [
    "Answer", "Basis", "Check", "Citation", "Claim", "DataError", "Hit", "Level", "LlmError",
    "Locked", "ModelError", "Observation", "Outcome", "Part", "Passage", "Quantity", "Query",
    "RagError", "Region", "Report", "ReportCard", "Settings", "Source", "Span", "Unreadable",
    "Verdict", "WrongUse", "open", "retriever",
]  # fmt: skip


def open(data: str | Path | None = None, settings: Settings | None = None) -> Assistant:
    """The assistant of a data folder (by default the one that is set, else the user's own)."""
    from rag import wiring

    return wiring.open(data, settings)


def retriever(assistant: Assistant, k: int = 10) -> WenbaoRetriever:
    """The assistant's retrieval as a LangChain retriever: the k best passages as Documents."""
    from rag import wiring

    return wiring.retriever(assistant, k)
