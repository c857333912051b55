"""The bundled cross-encoder: reads a question and a passage together, without torch.

A small transformer in ONNX with int8 weights and its tokenizer, run by onnxruntime;
``training/cross_encoder.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

TOKENS = 96
"""Tokens of question and passage together; what is beyond is cut off."""
_THREADS = 2
_KEPT = 4096
"""Pairs that are remembered: the figures of one question are looked at more than once."""


class OnnxCrossEncoder:
    """The model of a folder, opened when it is first asked; many threads may ask at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = lru_cache(maxsize=_KEPT)(self._scored)

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See ``CrossEncoder``."""
        return [self._known(question, passage) for passage in passages]

    def _scored(self, question: str, passage: str) -> float:
        """Alone: beside others, int8 activations would be rounded by the largest of them all."""
        made = self._tokenizer.encode(question, passage)
        ids = np.array([made.ids], dtype=np.int64)
        (scores,) = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return float(scores[0])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises plain Exception
            raise _unreadable(self._folder) from error
        tokenizer.enable_truncation(TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no base class of its own
            raise _unreadable(self._folder) from error


def _unreadable(folder: Path) -> ModelError:
    return ModelError(f"无法读取判读模型文件夹“{folder}”；请重新安装 wenbao。")
