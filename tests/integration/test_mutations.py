"""Right answers with one thing changed: each must be withheld, and no right one may be.

Changed are a digit of a figure, a unit, a year, the place, or what tells a plan from an outcome,
at every place of the answer where it stands. All are made the same way each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eval.cases import Case, read_cases
from eval.scoring import normalise, states
from rag.assistant import Assistant
from rag.numerals import figures
from rag.types import Answer, Outcome, ReportCard
from rag.verify import verify

LEAST = 1_000
_CASES = Path(__file__).parents[2] / "eval" / "cases"
FILES = [_CASES / f"{name}_dev.jsonl" for name in ("qinshui", "wuzhai", "cross")]
_OTHER = {"沁水": "五寨", "五寨": "沁水", "Qinshui": "Wuzhai", "Wuzhai": "Qinshui"}
_UNITS = (
    ("亿", "万"),
    ("万", "亿"),
    ("兆瓦", "千瓦"),
    ("MW", "kW"),
    ("%", "个百分点"),
    ("个百分点", "%"),
    ("吨", "斤"),
    ("公里", "米"),
)
_BASES = (
    ("目标值", "实际值"),
    ("实际值", "目标值"),
    ("planned target", "actual outcome"),
    ("actual outcome", "planned target"),
    ("目标比", "实际比"),
    ("实际少", "目标少"),
    ("实际高", "目标高"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``text[start:end]`` becomes ``new``."""

    kind: str
    start: int
    end: int
    new: str


def _figure_changes(text: str) -> Iterator[Change]:
    """Another digit in a figure, or another unit."""
    for figure in figures(text):
        if figure.is_year or figure.bare or figure.is_rank:
            continue
        written = text[figure.start : figure.end]
        for match in re.finditer(r"\d", written):
            at = figure.start + match.start()
            for step in (1, 3, 5, 8):
                digit = str((int(match.group()) + step) % 10)
                yield Change(kind="figure", start=at, end=at + 1, new=digit)
        for old, new in _UNITS:
            start = figure.start + written.find(old)
            if start > figure.start:
                yield Change(kind="unit", start=start, end=start + len(old), new=new)


def _swaps(text: str) -> Iterator[Change]:
    """Another year, another place, plan for outcome and outcome for plan."""
    for match in re.finditer(r"(?<!\d)(?:19|20)\d\d(?=年| \(|:)", text):
        for step in (-2, -1, 1, 3):
            year = str(int(match.group()) + step)
            yield Change(kind="year", start=match.start(), end=match.end(), new=year)
    for match in re.finditer("|".join(_OTHER), text):
        new = _OTHER[match.group()]
        yield Change(kind="place", start=match.start(), end=match.end(), new=new)
    for old, new in (*_BASES, *((r"(?<=\d年)计划", new) for new in ("完成", "实际"))):
        for match in re.finditer(old, text):
            yield Change(kind="basis", start=match.start(), end=match.end(), new=new)


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place of the text stands inside quotation marks: a name or the report's words."""
    opened = text.rfind("“", 0, at)
    return opened >= 0 and text.rfind("”", 0, at) < opened


def changes(text: str) -> list[Change]:
    """Every change of one thing that makes an answer state something else."""
    found = [c for c in _swaps(text) if not _is_quoted(text, c.start)]
    return [*_figure_changes(text), *found]


def changed(answer: Answer, change: Change) -> Answer:
    """The answer and its claim with one change: all that it states elsewhere is left alone."""
    text = answer.text[: change.start] + change.new + answer.text[change.end :]
    claims, at = [], 0
    for claim in answer.claims:
        start = answer.text.find(claim.text, at)
        at = max(at, start + len(claim.text))
        if start >= 0 and start <= change.start and change.end <= at:
            inside = change.start - start
            said = (
                claim.text[:inside] + change.new + claim.text[inside + change.end - change.start :]
            )
            claim = replace(claim, text=said)
        claims.append(claim)
    return replace(answer, text=text, claims=tuple(claims), checks=())


def asked(assistant: Assistant, case: Case) -> Answer:
    return assistant.ask(case.question, [(turn.question, turn.answer) for turn in case.history])


@pytest.fixture(scope="module")
def right(assistant: Assistant) -> list[Answer]:
    """The right answers over the seeds that state a figure."""
    found = []
    for case in read_cases(FILES):
        answer = asked(assistant, case)
        said = normalise(answer.text)
        good = all(any(states(said, v) for v in group) for group in case.must)
        bad = any(states(said, v) for v in case.must_not)
        if answer.outcome is Outcome.ANSWERED and case.answerable and good and not bad:
            found.append(answer)
    return [a for a in found if a.checks]


@pytest.fixture(scope="module")
def mutants(right: list[Answer]) -> list[tuple[Change, Answer]]:
    return [
        (change, changed(answer, change)) for answer in right for change in changes(answer.text)
    ]


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> list[ReportCard]:
    return assistant.reports()


def caught(answer: Answer, library: list[ReportCard]) -> bool:
    found = verify(answer, library)
    return found.outcome is Outcome.NOT_FOUND and not found.claims


def test_enough_of_every_kind(mutants: list[tuple[Change, Answer]]) -> None:
    kinds = Counter(change.kind for change, _ in mutants)
    assert kinds.total() >= LEAST
    assert set(kinds) == {"figure", "unit", "year", "place", "basis"}
    assert min(kinds.values()) >= 60


@pytest.mark.parametrize("kind", ["figure", "unit", "year", "place", "basis"])
def test_changed_answers_are_withheld(
    mutants: list[tuple[Change, Answer]], library: list[ReportCard], kind: str
) -> None:
    of_kind = [(c, a) for c, a in mutants if c.kind == kind]
    missed = [(c.new, a.text) for c, a in of_kind if not caught(a, library)]
    share = 1 - len(missed) / len(of_kind)
    assert share >= 0.99, f"{kind}: {share:.3f} of {len(of_kind)} caught, missed {missed[:5]}"


def test_right_answers_are_kept(right: list[Answer], library: list[ReportCard]) -> None:
    alarms = [a.text for a in right if verify(a, library) != a]
    assert len(right) >= 60
    assert len(alarms) / len(right) < 0.02, alarms


def test_no_right_answer_was_withheld_when_it_was_asked(assistant: Assistant) -> None:
    answerable = [c for c in read_cases(FILES) if c.answerable]
    withheld = [
        case.id for case in answerable if "没有通过核验" in "".join(asked(assistant, case).notes)
    ]
    assert len(withheld) / len(answerable) < 0.02, withheld


def test_a_change_beside_the_claim_is_noticed(
    right: list[Answer], library: list[ReportCard]
) -> None:
    """The text alone is changed and the claim left as it was."""
    missed = []
    for answer in right:
        for change in changes(answer.text):
            if change.kind == "figure":
                other = replace(changed(answer, change), claims=answer.claims)
                if not caught(other, library):
                    missed.append(other.text)
                break
    assert len(missed) <= len(right) * 0.01, missed[:5]
