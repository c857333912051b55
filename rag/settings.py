"""The few settings: explicit values win over the environment, that over the defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from rag.errors import WrongUse

TIMEOUT = 60.0
BUNDLED = ""
"""The value of ``embedding`` that stands for the model in the package."""
LONGEST_QUESTION = 2_000
"""Characters; longer questions are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every field has a ``WENBAO_*`` variable of its name; ``from_env`` reads them.

    ``embedding``: a sentence-transformers model's name or folder; empty takes the bundled one.
    ``llm``: ``provider:model``; empty means that the reader answers alone.
    ``timeout``: seconds for the whole of the language model's answer.
    """

    data: Path | None = None
    embedding: str = BUNDLED
    llm: str = ""
    base_url: str = ""
    api_key: str = ""
    timeout: float = TIMEOUT

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Raises WrongUse where a variable cannot be read."""
        env = os.environ if environ is None else environ
        data = env.get("WENBAO_DATA", "").strip()
        return cls(
            data=Path(data) if data else None,
            embedding=env.get("WENBAO_EMBEDDING", "").strip(),
            llm=env.get("WENBAO_LLM", "").strip(),
            base_url=env.get("WENBAO_LLM_BASE_URL", "").strip(),
            api_key=env.get("WENBAO_LLM_API_KEY", "").strip(),
            timeout=_seconds(env.get("WENBAO_LLM_TIMEOUT", "").strip()),
        )

    @property
    def folder(self) -> Path:
        """The data folder: the one that is set, else the user's data directory."""
        return (self.data or user_data_path("wenbao", appauthor=False)).expanduser()


def _seconds(written: str) -> float:
    if not written:
        return TIMEOUT
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise WrongUse(f"WENBAO_LLM_TIMEOUT 应为正的秒数，现在是“{written}”；请改成例如 60。")
    return seconds
