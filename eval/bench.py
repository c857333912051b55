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
from eval.retrieval import library
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

_LIBRARY = """
import json, resource, sys, time
from pathlib import Path
from statistics import median
data, *files = sys.argv[1:]
started = time.perf_counter()
import rag
from dataclasses import replace
assistant = rag.open(data, settings=replace(rag.Settings.from_env(), llm=""))
loaded = len(assistant.reports())
opened = time.perf_counter() - started
started = time.perf_counter()
assistant.ask({question!r})
first = time.perf_counter() - started
from eval.cases import read_cases
from eval.metrics import p95
taken = []
for case in read_cases(map(Path, files)):
    turns = [(turn.question, turn.answer) for turn in case.history]
    started = time.perf_counter()
    assistant.ask(case.question, turns)
    taken.append(time.perf_counter() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([loaded, opened, first, median(taken), p95(taken), peak, len(taken)]))
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


def grown(folder: Path, size: int, reports: Sequence[Path], names: Sequence[str]) -> list[Line]:
    """A library of a size (copies under other county names beyond the reports), in a new process.

    The questions are asked once each, the first of them not counted, beside the baseline's time.
    """
    from rag.adapters.embedder import open_embedder

    files = [str(CASES / f"{name}.jsonl") for name in names]
    cases = read_cases(map(Path, files))
    assistant, texts = library(folder, [c for c in cases if c.evidence], reports, size)
    assistant.close()
    _, told = _python("-c", _LIBRARY.format(question=QUESTION), str(folder / str(size)), *files)
    loaded, opened, first, middle, high, peak, asked = json.loads(told)
    baseline = Baseline(texts, open_embedder(Settings.from_env().embedding))
    what = f"{loaded} reports"
    return [
        (f"{what}: import and open", f"{opened:.2f} s"),
        (f"{what}: first question", _ms(first)),
        (f"{what}: ask, {asked} questions, median", _ms(middle)),
        (f"{what}: ask, p95", _ms(high)),
        (f"{what}: memory, at most", f"{peak / 2**10:.0f} MiB"),
        *_answers(f"{what}: baseline", baseline.ask, cases),
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


def _sized(parsed: argparse.Namespace) -> list[Line]:
    """Libraries of the sizes that were named, each with the seeds' and the other cases."""
    reports = find_reports([packaged("seeds"), *parsed.reports])
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="wenbao-bench-") as folder:
        for size in map(int, parsed.sizes.split(",")):
            lines += grown(parsed.data or Path(folder), size, reports, (*SEED_CASES, "more_dev"))
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="测量速度和内存")
    parser.add_argument("--reports", nargs="+", type=Path, default=[], help="另外读入的报告")
    parser.add_argument("--sizes", default="", help="只测这样大的资料库，例如 346,3460")
    parser.add_argument("--data", type=Path, help="这些资料库放在哪里，已有的直接使用")
    parser.add_argument("--out", type=Path, help="也把表写进这个文件（Markdown）")
    parsed = parser.parse_args(arguments)
    try:
        lines = _sized(parsed) if parsed.sizes else measure(parsed.reports)
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
