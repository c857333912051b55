"""Learns the weights of ``rag/data/fit.tsv`` and ``meaning.tsv``: ``python -m training.fit``.

Every question for a figure is understood and its evidence retrieved, over the reports
of its set alone; each figure without a fault is an example, right if the checked answer has it. A
logistic regression with a ridge penalty, solved by Newton's method (Hastie, Tibshirani, Friedman,
The Elements of Statistical Learning, 4.4.1), weighs the signs. ``--folds`` measures on sets that
were left out. How much the cross-encoder's word counts beside them is learned in the same way on
the sets that it did not learn from.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.cases import Case, find_reports, read_cases
from eval.scoring import normalise, states
from eval.wide import CASES, sets
from rag import asks
from rag import open as open_library
from rag.assistant import Assistant
from rag.reader.candidate import Candidate
from rag.reader.choose import candidates
from rag.reader.fit import features, weights_of
from rag.reader.match import Matcher
from rag.reader.meaning import as_read, likeliest, own_odds, question
from rag.reader.meaning import signs as meant
from rag.reader.wording import figure_text
from rag.settings import Settings
from rag.types import Evidence, Query
from rag.understand import understand
from rag.words import table

OUT = Path(__file__).resolve().parents[1] / "rag" / "data"
TYPES = ("number", "target", "trap", "growth", "count", "followup", "unanswerable")
INTENTS = (asks.FIGURE, asks.RANK, asks.DIFFERENCE)
HELD = (
    *("36", "38", "44", "54", "55", "56", "59", "60"),
    *("86", "89", "94", "97", "102", "105", "113", "114", "119", "120", "138"),
)
"""Sets that the cross-encoder does not learn from: on them its word is weighed."""
RIDGE = 3.0
_UNANSWERABLE = 4.0
"""What a question counts that no report answers: they are few, and a wrong answer is worst."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """The figures that came into question for one case: their signs, and which are right."""

    group: str
    answerable: bool
    signs: Floats
    right: Floats


Made = tuple[Question, tuple[str, ...]]
Make = Callable[[str, Case, Query, Evidence, Sequence[Candidate]], Made]


def questions(
    reports: Sequence[Path], groups: Iterable[tuple[str, list[str]]], make: Make
) -> Iterator[Made]:
    """Every question of some sets with figures to choose from, and the names of the signs."""
    for group, case, assistant in opened(reports, groups):
        if case.type in TYPES:
            yield from _question(group, case, assistant, make)


def opened(
    reports: Sequence[Path], groups: Iterable[tuple[str, list[str]]]
) -> Iterator[tuple[str, Case, Assistant]]:
    """Every case of some sets with a library of exactly the reports of its set."""
    files = {path.stem: path for path in find_reports(reports)}
    for group, names in groups:
        with tempfile.TemporaryDirectory(prefix="wenbao-training-") as data:
            settings = replace(Settings.from_env(), llm="")
            with closing(open_library(data, settings=settings)) as assistant:
                assistant.ingest([files[n] for n in names])
                for case in set_cases(group):
                    yield group, case, assistant


def with_seeds(uses: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The wide sets of some uses, the seed sets and ``more_dev``: names of set and reports."""
    for use in uses:
        yield from sets(use).items()
    yield "seeds", ["qinshui_2022", "wuzhai_2022"]
    more = read_cases([CASES.parent / "more_dev.jsonl"])
    yield "more", sorted({proof.report for case in more for proof in case.evidence})


def set_cases(group: str) -> list[Case]:
    """The cases of a set."""
    if group == "seeds":
        paths = [CASES.parent / f"{name}_dev.jsonl" for name in ("qinshui", "wuzhai", "cross")]
    else:
        paths = [CASES.parent / "more_dev.jsonl" if group == "more" else CASES / f"{group}.jsonl"]
    return [case for path in paths for case in read_cases([path])]


def _question(group: str, case: Case, assistant: Assistant, make: Make) -> Iterator[Made]:
    library = assistant.reports()
    turns = [(turn.question, turn.answer) for turn in case.history]
    query = understand(case.question, turns, library)
    if query.intent not in INTENTS:
        return
    for evidence in assistant.retrieval.evidence(query, library):
        found = [c for c in candidates(query, evidence) if not c.faults]
        if found:
            yield make(group, case, query, evidence, found)
            return


def by_signs(
    group: str, case: Case, query: Query, evidence: Evidence, found: Sequence[Candidate]
) -> Made:
    """The figures of a question with what speaks for and against each."""
    matcher = Matcher(query, evidence.hits)
    return _examples(group, case, query, found, [features(query, matcher, c) for c in found])


def by_meaning(
    group: str, case: Case, query: Query, evidence: Evidence, found: Sequence[Candidate]
) -> Made:
    """The figures of a question with their log-odds and what the cross-encoder says of each."""
    assert evidence.scores is not None
    read = likeliest(found)
    said = evidence.scores(question(query), [as_read(c) for c in read])
    return _examples(group, case, query, read, meant(said, [own_odds(c) for c in read]))


def _examples(
    group: str,
    case: Case,
    query: Query,
    found: Sequence[Candidate],
    signs: Sequence[Mapping[str, float]],
) -> Made:
    truth = [float(right(case, normalise(figure_text(query, c)))) for c in found]
    rows = np.array([list(map(float, s.values())) for s in signs])
    question = Question(group, case.answerable, rows, np.array(truth))
    return question, tuple(signs[0])


def right(case: Case, text: str) -> bool:
    """Whether a figure's sentence states the checked answer, or a part of it, and nothing else."""
    wanted = any(any(states(text, variant) for variant in group) for group in case.must)
    return wanted and not any(states(text, wrong) for wrong in case.must_not)


def learned(examples: Sequence[Question]) -> Floats:
    """The weights, the intercept first."""
    signs = np.vstack([q.signs for q in examples])
    right = np.concatenate([q.right for q in examples])
    rows = np.hstack([np.ones((len(signs), 1)), signs])
    counts = np.concatenate(
        [np.full(len(q.right), 1.0 if q.answerable else _UNANSWERABLE) for q in examples]
    )
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (right - likely)) - penalty * weights
        bend = counts * likely * (1 - likely)
        curve = (rows * bend[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def measured(examples: Sequence[Question], folds: int) -> Iterator[str]:
    """Rows of a table: what each threshold would do on sets that were left out."""
    groups = sorted({q.group for q in examples})
    picked: list[tuple[bool, float, bool]] = []
    for fold in range(folds):
        held = set(groups[fold::folds])
        weights = learned([q for q in examples if q.group not in held])
        for one in (q for q in examples if q.group in held):
            scores = 1 / (1 + np.exp(-(weights[0] + one.signs @ weights[1:])))
            best = int(np.argmax(scores))
            picked.append((one.answerable, float(scores[best]), bool(one.right[best])))
    answerable = [p for p in picked if p[0]]
    others = [p for p in picked if not p[0]]
    for least in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        right = np.mean([s >= least and r for _, s, r in answerable])
        wrong = np.mean([s >= least and not r for _, s, r in answerable])
        false = np.mean([s >= least for _, s, _ in others])
        yield f"{least:.2f}  right {right:.3f}  wrong {wrong:.3f}  false answers {false:.3f}"


def main() -> None:
    """Learns both tables, measures over folds, writes them."""
    parser = argparse.ArgumentParser(prog="python -m training.fit", description=__doc__)
    parser.add_argument("--reports", nargs="+", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    asked = parser.parse_args()
    every = list(with_seeds(("dev", "train")))
    dev = {*sets("dev"), "seeds", "more"}
    for name, groups, make in (
        ("fit.tsv", [g for g in every if g[0] in dev or g[0] not in HELD], by_signs),
        ("meaning.tsv", [g for g in every if g[0] in HELD], by_meaning),
    ):
        pairs = list(questions(asked.reports, groups, make))
        examples, names = [q for q, _ in pairs], pairs[0][1]
        print(f"{name}: {len(examples)} questions, {sum(len(q.right) for q in examples)} figures")
        for line in measured(examples, min(asked.folds, len(groups))):
            print(line)
        lines = ["# sign\tweight (python -m training.fit)"]
        weights = zip(("intercept", *names), learned(examples), strict=True)
        lines += [f"{sign}\t{weight:.3f}" for sign, weight in weights]
        (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        table.cache_clear()
        weights_of.cache_clear()  # what is learned next stands on what was learned first


if __name__ == "__main__":
    main()
