"""Cases: questions with checked answers, and the source texts that their evidence stands in.

Reads JSON Lines; says which line is wrong. Does not answer and does not score.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.adapters.files import Files
from rag.errors import Unreadable, WrongUse

UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question; an empty answer means that the answerer's own one is used."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Verbatim text of a report that proves the answer; white space may differ from the source."""

    report: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """用例: a question and what a right answer states.

    ``must`` holds groups of variants (one of every group), ``must_not`` strings that a right
    answer does not state, ``answer`` a short answer for people.
    """

    id: str
    question: str
    type: str
    lang: str = "zh"
    difficulty: str = ""
    history: tuple[Turn, ...] = ()
    answer: str = ""
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    evidence: tuple[Proof, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether some loaded report holds the answer."""
        return self.type != UNANSWERABLE


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """The cases of JSON Lines files, in order. Raises WrongUse for a bad line or a repeated id."""
    cases: list[Case] = []
    seen: set[str] = set()
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            where = f"{path} 第 {number} 行"
            case = _case(line, where)
            if case.id in seen:
                raise WrongUse(f"{where}的用例编号 {case.id} 重复；每个编号只能出现一次。")
            seen.add(case.id)
            cases.append(case)
    if not cases:
        raise WrongUse("没有用例；请用 --cases 给出非空的 JSONL 文件。")
    return cases


def find_reports(paths: Iterable[Path]) -> list[Path]:
    """The files of known endings in folders, in order of their names, and every named file."""
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise WrongUse(f"找不到报告 {path}；请检查 --reports 后的路径。")
        inside = (
            sorted(p for p in path.rglob("*") if p.suffix.lower() in Files.endings and p.is_file())
            if path.is_dir()
            else [path]
        )
        found.update(dict.fromkeys(inside))
    if not found:
        raise WrongUse("没有报告；请用 --reports 给出文件或非空的文件夹。")
    return list(found)


def read_texts(paths: Iterable[Path]) -> dict[str, str]:
    """Report name → source text of the files that can be read; offsets of citations point into it.

    Of two files of one name the first counts.
    """
    loader = Files()
    texts: dict[str, str] = {}
    for path in paths:
        try:
            documents = loader.load(path)
        except Unreadable:
            continue
        for document in documents:
            if not isinstance(document, str):
                texts.setdefault(document.source.name, document.source.text)
    return texts


def _lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"读不了用例文件 {path}（{error}）；请给出 UTF-8 的 JSONL 文件。") from error


def _case(line: str, where: str) -> Case:
    try:
        fields = json.loads(line)
        case = _from_fields(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse(f"{where}不是一个用例（{error!r}）；请改正这一行。") from error
    if not case.id or not case.question.strip():
        raise WrongUse(f"{where}缺少 id 或 question；请补上。")
    if case.answerable and not (case.must and case.evidence and all(case.must)):
        raise WrongUse(f"{where}的用例 {case.id} 有答案却缺少 must 或 evidence；请补上。")
    return case


def _from_fields(fields: Mapping[str, Any]) -> Case:
    return Case(
        id=str(fields["id"]),
        question=str(fields["question"]),
        type=str(fields["type"]),
        lang=str(fields.get("lang") or "zh"),
        difficulty=str(fields.get("difficulty") or ""),
        history=tuple(
            Turn(question=str(t["q"]), answer=str(t.get("a") or ""))
            for t in fields.get("history") or ()
        ),
        answer=str(fields.get("answer") or ""),
        must=tuple(tuple(map(str, group)) for group in fields.get("must") or ()),
        must_not=tuple(map(str, fields.get("must_not") or ())),
        evidence=tuple(
            Proof(report=str(e["report"]), text=str(e["text"]))
            for e in fields.get("evidence") or ()
        ),
    )
