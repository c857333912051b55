"""Runs cases through answerers: asks, times, scores. What raises is recorded and the run goes on.

An answerer is a callable: question and earlier turns in, the JSON of the contract out.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.baseline import Baseline
from eval.cases import Case
from eval.metrics import Row
from eval.scoring import Sources, score
from rag import open as open_library
from rag.assistant import Assistant
from rag.errors import WrongUse
from rag.present import to_json
from rag.settings import Settings

Ask = Callable[[str, Sequence[tuple[str, str]]], Mapping[str, Any]]
ANSWERERS = ("reader", "llm", "baseline")


def run(cases: Sequence[Case], ask: Ask, sources: Sources, *, name: str) -> Iterator[Row]:
    """One row for every case, in order; ``name`` is the answerer's where it raised."""
    for case in cases:
        error = ""
        started = time.perf_counter()
        try:
            turns = history(case, ask)
            started = time.perf_counter()
            answer = ask(case.question, turns)
        except Exception as raised:  # noqa: BLE001 - a failure is a result, and the run goes on
            error = f"{type(raised).__name__}: {raised}"
            answer = _failed(case, name, error)
        seconds = time.perf_counter() - started
        scores = score(case, answer, sources)
        yield Row(case=case, answer=answer, scores=scores, seconds=seconds, error=error)


def history(case: Case, ask: Ask) -> list[tuple[str, str]]:
    """The earlier turns as pairs; where a case gives no answer, the answerer's own one stands."""
    turns: list[tuple[str, str]] = []
    for turn in case.history:
        answer = turn.answer or str(ask(turn.question, tuple(turns))["text"])
        turns.append((turn.question, answer))
    return turns


def _failed(case: Case, name: str, error: str) -> dict[str, Any]:
    return {
        "question": case.question,
        "text": "",
        "outcome": "error",
        "citations": [],
        "checks": [],
        "notes": [error],
        "retrieved": [],
        "answerer": name,
    }


def check_settings(names: Sequence[str]) -> None:
    """Raises WrongUse where an answerer cannot be had with the settings of the environment."""
    if "llm" in names and not Settings.from_env().llm:
        raise WrongUse("没有设置大模型；请先设置 WENBAO_LLM，例如 openai:qwen3。")


@contextmanager
def opened(
    name: str, data: Path, reports: Sequence[Path], texts: Mapping[str, str]
) -> Iterator[Ask]:
    """An answerer over the reports; the baseline needs no ``data`` folder, only the texts."""
    settings = Settings.from_env()
    if name == "baseline":
        from rag.adapters.embedder import open_embedder

        if not texts:
            raise WrongUse("没有一份报告能读；请检查 --reports 后的路径。")
        yield Baseline(texts, open_embedder(settings.embedding)).ask
        return
    settings = settings if name == "llm" else replace(settings, llm="")
    with closing(open_library(data, settings=settings)) as assistant:
        summary = assistant.ingest(list(reports))
        for result in summary.results:
            if result.status in ("refused", "failed"):
                print(f"{result.path.name}：{result.message}", file=sys.stderr)
        if not summary.readable:
            raise WrongUse("没有一份报告能读；请检查 --reports 后的路径。")
        yield asking(assistant)


def asking(assistant: Assistant) -> Ask:
    """The product as an answerer."""

    def ask(question: str, turns: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        return to_json(assistant.ask(question, history=list(turns)))

    return ask
