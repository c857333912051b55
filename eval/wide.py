"""``python -m eval.wide --reports FOLDER``: the wide sets, each over its own reports alone.

Each set of ``cases/wide`` is asked with exactly the reports loaded that ``reports.tsv`` names for
it: its unanswerable cases hold only then. ``--use test`` takes the sets that nothing was tuned on.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval import report
from eval.cases import find_reports, read_cases, read_texts
from eval.metrics import Row
from eval.run import ANSWERERS, opened, run
from eval.scoring import Sources
from rag.errors import RagError, WrongUse

CASES = Path(__file__).parent / "cases" / "wide"


def sets(use: str) -> dict[str, list[str]]:
    """Set → names of its reports, for the sets of one use (dev or test)."""
    found: dict[str, list[str]] = defaultdict(list)
    with (CASES / "reports.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t"):
            if not row[0].startswith("#") and row[1] == use:
                found[row[0]].append(row[2])
    return dict(found)


def rows(use: str, folders: Sequence[Path], answerer: str) -> Iterator[Row]:
    """Every case of the sets of a use, set by set."""
    files = {path.stem: path for path in find_reports(folders)}
    for name, names in sets(use).items():
        if missing := [n for n in names if n not in files]:
            raise WrongUse(f"用例集 {name} 缺少报告 {'、'.join(missing[:3])}；请检查 --reports。")
        reports = [files[n] for n in names]
        texts = read_texts(reports)
        cases = read_cases([CASES / f"{name}.jsonl"])
        with (
            tempfile.TemporaryDirectory(prefix="wenbao-wide-") as data,
            opened(answerer, Path(data), reports, texts) as ask,
        ):
            yield from run(cases, ask, Sources(texts), name=answerer)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 when it ran, 1 when it could not, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="python -m eval.wide", description="评测宽用例集")
    parser.add_argument("--reports", nargs="+", type=Path, required=True, help="报告文件夹")
    parser.add_argument("--use", choices=("dev", "test", "train"), default="dev")
    parser.add_argument("--answerer", action="append", choices=ANSWERERS)
    parser.add_argument("--out", type=Path, required=True, help="结果，以 .jsonl 结尾")
    options = parser.parse_args(arguments)
    try:
        runs = {
            name: list(rows(options.use, options.reports, name))
            for name in dict.fromkeys(options.answerer or ["reader"])
        }
        options.out.parent.mkdir(parents=True, exist_ok=True)
        for name, answered in runs.items():
            report.write_lines(options.out.with_suffix(f".{name}.jsonl"), answered)
        options.out.with_suffix(".md").write_text(report.markdown(runs), encoding="utf-8")
    except (RagError, OSError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WrongUse) else 1
    print(report.overall(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
