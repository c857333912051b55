"""``python -m eval``: answers every case and prints the metrics.

The first answerer's answers go to FILE.jsonl, those of each further one to FILE.<answerer>.jsonl;
FILE.md and FILE.png hold all of them side by side. Exit: 0 when it ran (failing cases are
results), 1 when it could not, 2 for wrong use.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

from eval import report
from eval.cases import Case, find_reports, read_cases, read_texts
from eval.metrics import Row
from eval.run import ANSWERERS, check_settings, opened, run
from eval.scoring import Sources
from rag.errors import RagError, WrongUse


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"命令有误（{message}）；用法见 python -m eval --help。")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m eval", description="回答每个用例并打印度量")
    parser.add_argument("--cases", nargs="+", type=Path, required=True, help="用例，JSONL")
    parser.add_argument("--reports", nargs="+", type=Path, required=True, help="报告文件或文件夹")
    parser.add_argument("--data", type=Path, help="数据文件夹（默认：临时文件夹，用后删除）")
    parser.add_argument(
        "--answerer",
        action="append",
        choices=ANSWERERS,
        help="应答器，可重复给出（默认：reader）",
    )
    parser.add_argument("--out", type=Path, required=True, help="结果，以 .jsonl 结尾")
    return parser


def out_path(out: Path, answerers: Sequence[str], name: str) -> Path:
    """Where an answerer's lines go."""
    return out if name == answerers[0] else out.with_suffix(f".{name}.jsonl")


def evaluate(arguments: argparse.Namespace) -> dict[str, list[Row]]:
    """Runs every answerer over every case and writes the lines of each as soon as it is through."""
    names: list[str] = list(dict.fromkeys(arguments.answerer or ["reader"]))
    out: Path = arguments.out
    if out.suffix != ".jsonl":
        raise WrongUse(f"--out 应以 .jsonl 结尾，现在是 {out}；请改文件名。")
    cases = read_cases(arguments.cases)
    reports = find_reports(arguments.reports)
    check_settings(names)
    texts = read_texts(reports)
    sources = Sources(texts)
    _warn(cases, sources)
    out.parent.mkdir(parents=True, exist_ok=True)
    runs: dict[str, list[Row]] = {}
    with ExitStack() as stack:
        data = arguments.data or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="wenbao-eval-"))
        )
        for name in names:
            with opened(name, data, reports, texts) as ask:
                runs[name] = list(run(cases, ask, sources, name=name))
            report.write_lines(out_path(out, names, name), runs[name])
    return runs


def _warn(cases: Sequence[Case], sources: Sources) -> None:
    for case in cases:
        for proof in case.evidence:
            if not sources.locate(proof):
                print(
                    f"用例 {case.id} 的证据不在报告 {proof.report} 中，按未找到计分；"
                    "请检查 --reports 是否给全。",
                    file=sys.stderr,
                )


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status."""
    try:
        parsed = _parser().parse_args(arguments)
        runs = evaluate(parsed)
        parsed.out.with_suffix(".md").write_text(report.markdown(runs), encoding="utf-8")
        print(report.overall(runs))
        try:
            report.picture(runs, parsed.out.with_suffix(".png"))
        except ImportError:
            print("没有画图：请安装 matplotlib（pip install 'wenbao[dev]'）。", file=sys.stderr)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WrongUse) else 1
    except OSError as error:
        print(f"读写失败（{error}）；请检查路径和权限。", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
