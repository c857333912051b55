"""``python -m eval.bench``: how long start-up, ingest and answers take, and how much memory.

Every figure is of this machine at this moment: wall-clock, the median where several were taken.
The cold answer is a process of its own, from its start to its printed answer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median

from eval.baseline import Baseline
from eval.cases import Case, find_reports, read_cases, read_texts
from eval.metrics import summarise
from eval.run import Ask, asking, run
from eval.scoring import Sources
from rag.errors import RagError
from rag.resources import resource as packaged
from rag.settings import Settings

HEAVY = ("torch", "chromadb", "gradio", "langchain", "sentence_transformers")
QUESTION = "沁水2022年新增光伏装机多少"
CASES = Path(__file__).resolve().parent / "cases"
SEED_CASES = ("qinshui_dev", "wuzhai_dev", "cross_dev")

_IMPORT = """
import json, sys, time
started = time.perf_counter()
import {module}
seconds = time.perf_counter() - started
print(json.dumps([seconds, [name for name in {heavy!r} if name in sys.modules]]))
"""

Line = tuple[str, str]
"""What was measured, and the figure with its unit."""


def _python(*arguments: str) -> tuple[float, str]:
    """Wall-clock seconds of a Python process and what it printed. Raises RuntimeError."""
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"WENBAO_LLM": ""},
    )
    seconds = time.perf_counter() - started
    if ended.returncode:
        raise RuntimeError(ended.stderr.strip() or f"exit {ended.returncode}")
    return seconds, ended.stdout


def _imports(module: str, times: int) -> tuple[float, list[str]]:
    """Median seconds of the import alone in new processes, and the heavy modules it loaded."""
    told = [
        json.loads(_python("-c", _IMPORT.format(module=module, heavy=HEAVY))[1])
        for _ in range(times)
    ]
    return median(seconds for seconds, _ in told), told[0][1]


def _memory() -> str:
    """The greatest resident size of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{peak / (2**20 if platform.system() == 'Darwin' else 2**10):.0f} MiB"


def _answers(what: str, ask: Ask, cases: Sequence[Case]) -> list[Line]:
    """How long the questions took, after one that is not counted, and how many raised."""
    ask(QUESTION, [])
    got = summarise(list(run(cases, ask, Sources({}), name=what)))
    lines = [
        (f"{what}: ask, {got.cases} questions, median", _ms(got.median)),
        (f"{what}: ask, p95", _ms(got.p95)),
    ]
    return [*lines, (f"{what}: questions that raised", str(got.errors))] if got.errors else lines


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1000 * seconds:.1f} ms"


def start_up() -> list[Line]:
    """The import that every use begins with, in new processes."""
    seconds, loaded = _imports("rag", 5)
    return [
        ("import rag", _ms(seconds)),
        ("import rag loads", ", ".join(loaded) or f"none of {', '.join(HEAVY)}"),
    ]


def comparison() -> list[Line]:
    """What the usual way to load a model costs before the first word."""
    seconds, _ = _imports("sentence_transformers", 1)
    return [("import sentence_transformers (for comparison)", f"{seconds:.1f} s")]


def cold(data: Path, times: int = 5) -> list[Line]:
    """``wenbao ask`` as a process, start to answer."""
    taken = [
        _python("-m", "rag.cli", "ask", QUESTION, "--data", str(data))[0] for _ in range(times)
    ]
    return [("cold: wenbao ask, process start to answer", f"{median(taken):.2f} s")]


def warm(data: Path, reports: Sequence[Path], cases: Sequence[Case]) -> list[Line]:
    """Ingest and answers inside one process."""
    import rag

    settings = replace(Settings.from_env(), llm="")
    with closing(rag.open(data, settings=settings)) as assistant:
        started = time.perf_counter()
        assistant.ingest(list(reports))
        ingest = time.perf_counter() - started
        loaded = len(assistant.reports())
        answers = _answers("warm", asking(assistant), cases)
    return [
        (f"ingest, {loaded} reports", f"{ingest:.2f} s"),
        *answers,
        ("memory after ingest and questions, at most", _memory()),
    ]


def alternative(reports: Sequence[Path], cases: Sequence[Case]) -> list[Line]:
    """The baseline over the same reports, in the same process."""
    from rag.adapters.embedder import open_embedder

    embedding = open_embedder(Settings.from_env().embedding)
    started = time.perf_counter()
    baseline = Baseline(read_texts(reports), embedding)
    ready = time.perf_counter() - started
    return [
        ("baseline: reading and indexing", f"{ready:.2f} s"),
        *_answers("baseline", baseline.ask, cases),
    ]


def measure(extra: Sequence[Path]) -> list[Line]:
    """Everything; the baseline comes last, so that its memory is not taken for the product's."""
    reports = find_reports([packaged("seeds"), *extra])
    cases = read_cases(CASES / f"{name}.jsonl" for name in SEED_CASES)
    lines = [("Python", f"{platform.python_version()}, {platform.system()} {platform.machine()}")]
    lines += start_up()
    with tempfile.TemporaryDirectory(prefix="wenbao-bench-") as folder:
        steps: tuple[Callable[[], list[Line]], ...] = (
            lambda: warm(Path(folder), reports, cases),
            lambda: cold(Path(folder)),
            comparison,
            lambda: alternative(reports, cases),
        )
        for step in steps:
            lines += step()
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="测量速度和内存")
    parser.add_argument("--reports", nargs="+", type=Path, default=[], help="另外读入的报告")
    parser.add_argument("--out", type=Path, help="也把表写进这个文件（Markdown）")
    parsed = parser.parse_args(arguments)
    try:
        lines = measure(parsed.reports)
    except (RagError, RuntimeError) as error:
        print(f"测量中断：{error}", file=sys.stderr)
        return 1
    heads = [("measured", "figure"), ("---", "---:")]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in [*heads, *lines])
    print(table)
    if parsed.out:
        parsed.out.write_text(table + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
