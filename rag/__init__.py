"""问报 Wenbao: asks Chinese government work reports and gets the cited figure.

    import rag
    assistant = rag.open("data")
    assistant.ingest(["seeds"])
    answer = assistant.ask("沁水2022年新增光伏装机多少")
    answer.text, answer.outcome, answer.citations
"""

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
from rag.wiring import open

__version__ = "0.1.0"
__all__ = [
    "Answer", "Basis", "Check", "Citation", "Claim", "DataError", "Hit", "Level", "LlmError",
    "Locked", "ModelError", "Observation", "Outcome", "Part", "Passage", "Quantity", "Query",
    "RagError", "Region", "Report", "ReportCard", "Settings", "Source", "Span", "Unreadable",
    "Verdict", "WrongUse", "open",
]  # fmt: skip
