"""``python -m eval.retrieval``: how well the evidence is found, by type, language and library size.

    python -m eval.retrieval --cases FILE… --reports PATH… [--sizes 2,14,346,3460] --out DIR

Of each size a library is made: the reports that the cases' evidence stands in first, then the
others in an order that depends on their names only, then copies under other county names
(``eval.copies``). A case is asked where all its evidence is loaded. Orders that are compared:

- ``answer``: the hits of ``assistant.ask``, in which what proved to be the evidence stands first
- ``fused``: ``assistant.retrieve``, the product's search before anything is read
- ``dense``, ``lexical``: one channel alone inside the same scope
- ``baseline``: ``eval.baseline`` over the same reports, without a scope
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.baseline import Baseline
from eval.cases import Case, find_reports, read_cases, read_texts
from eval.copies import write
from eval.ranks import Rank, markdown, picture, table
from eval.run import history
from eval.scoring import HEAD, fold
from rag import open as open_library
from rag.adapters.embedder import open_embedder
from rag.assistant import Assistant
from rag.errors import RagError, WrongUse
from rag.present import to_json
from rag.regions import gazetteer
from rag.resources import resource
from rag.settings import Settings

SIZES = (2, 14, 346, 3460)
TRADITIONAL = "zh-Hant"
_NONE = 999
"""The rank of what was not found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A retrieved passage, whoever retrieved it."""

    report: str
    text: str


def first_depth(case: Case, found: Sequence[Found]) -> int:
    """The depth (from 1) at which all evidence of a case has been retrieved."""
    folded = [(one.report, fold(one.text)[0]) for one in found]
    worst = 0
    for proof in case.evidence:
        head = fold(proof.text)[0][:HEAD]
        places = (n for n, (r, t) in enumerate(folded, 1) if r == proof.report and head in t)
        worst = max(worst, next(places, _NONE))
    return worst


def chosen(cases: Sequence[Case], reports: Sequence[Path], size: int) -> list[Path]:
    """The reports of a library: those that most cases need first, then the others."""
    needed = Counter(p.report for case in cases for p in case.evidence)

    def order(path: Path) -> tuple[int, str]:
        return -needed[path.stem], hashlib.sha256(path.name.encode()).hexdigest()

    return sorted(reports, key=order)[:size]


def orders(
    assistant: Assistant, baseline: Baseline, cases: Sequence[Case]
) -> Iterator[tuple[Case, str, list[Found]]]:
    """What every order gives for every case."""

    def asking(question: str, turns: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        return to_json(assistant.ask(question, history=list(turns)))

    for case in cases:
        turns = history(case, asking)
        answered = assistant.ask(case.question, turns)
        hits = {"answer": answered.hits, "fused": assistant.retrieve(case.question, turns)}
        for channel in ("dense", "lexical"):
            hits[channel] = assistant.retrieve(case.question, turns, channel=channel)
        for name, some in hits.items():
            yield case, name, [Found(report=h.passage.report, text=h.passage.text) for h in some]
        asked = " ".join([*(turn.question for turn in case.history), case.question])
        chunks = baseline.search(asked)
        yield case, "baseline", [Found(report=c.report, text=c.text) for c in chunks]


def traditional(text: str) -> str:
    """The text in traditional characters, each by the first that stands for it."""
    written, read = resource("traditional.txt").read_text(encoding="utf-8").splitlines()[:2]
    table: dict[str, str] = {}
    for old, new in zip(written, read, strict=True):
        table.setdefault(new, old)
    return "".join(table.get(character, character) for character in text)


def in_traditional(cases: Sequence[Case]) -> list[Case]:
    """The Chinese questions once more in traditional characters."""
    return [
        replace(
            case,
            id=f"{case.id}-t",
            lang=TRADITIONAL,
            question=traditional(case.question),
            history=tuple(replace(t, question=traditional(t.question)) for t in case.history),
        )
        for case in cases
        if case.lang == "zh"
    ]


def library(
    folder: Path, cases: Sequence[Case], reports: Sequence[Path], size: int
) -> tuple[Assistant, dict[str, str]]:
    """The assistant over a library of a size with the texts; one that is there is used again."""
    own = chosen(cases, reports, size)
    data = folder / str(size)
    assistant = open_library(data, settings=replace(Settings.from_env(), llm=""))
    if len(assistant.reports()) != size:
        assistant.ingest(own)
    more = size - len(assistant.reports())
    if more > 0:
        cards = assistant.reports()
        texts = {card.report: assistant.source(card.source_id).text for card in cards}
        named = {r.code for c in cases for m in gazetteer().find(c.question) for r in m.regions}
        times = -(-more // len(cards))
        copies = write(cards, texts, data / "copies", times=times, taken=named)
        assistant.ingest([copy.path for copy in copies[:more]])
    loaded = assistant.reports()
    return assistant, {card.report: assistant.source(card.source_id).text for card in loaded}


def measure(
    folder: Path, cases: Sequence[Case], reports: Sequence[Path], size: int
) -> Iterator[Rank]:
    """The depth of every case in every order at one size."""
    assistant, texts = library(folder, cases, reports, size)
    with closing(assistant):
        asked = [c for c in cases if all(p.report in texts for p in c.evidence)]
        baseline = Baseline(texts, open_embedder(Settings.from_env().embedding))
        for case, order, found in orders(assistant, baseline, asked):
            yield Rank(
                case=case.id,
                type=case.type,
                lang=case.lang,
                size=len(texts),
                order=order,
                depth=first_depth(case, found),
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.retrieval", description=__doc__)
    parser.add_argument("--cases", nargs="+", type=Path, required=True)
    parser.add_argument("--reports", nargs="+", type=Path, required=True)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="reports, by commas")
    parser.add_argument("--traditional", action="store_true", help="ask in traditional too")
    parser.add_argument("--data", type=Path, help="where libraries are kept and used again")
    parser.add_argument("--out", type=Path, required=True, help="folder of table and picture")
    return parser


def _sizes(written: str) -> list[int]:
    if not all(part.strip().isdigit() and int(part) for part in written.split(",")):
        raise WrongUse(f"--sizes 应为以逗号分隔的正整数，现在是 {written}；请改成例如 2,14,346。")
    return sorted({int(part) for part in written.split(",")})


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        sizes = _sizes(parsed.sizes)
        cases = [case for case in read_cases(parsed.cases) if case.evidence]
        cases += in_traditional(cases) if parsed.traditional else []
        reports = find_reports(parsed.reports)
        readable = read_texts(reports)
        reports = [path for path in reports if path.stem in readable]
        ranks: list[Rank] = []
        with ExitStack() as stack:
            temporary = tempfile.TemporaryDirectory(prefix="wenbao-retrieval-")
            folder = parsed.data or Path(stack.enter_context(temporary))
            for size in sizes:
                ranks += measure(folder, cases, reports, size)
                print(table([r for r in ranks if r.size == ranks[-1].size]), flush=True)
        parsed.out.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(rank.line(), ensure_ascii=False) + "\n" for rank in ranks)
        (parsed.out / "retrieval.jsonl").write_text("".join(lines), encoding="utf-8")
        (parsed.out / "retrieval.md").write_text(markdown(ranks), encoding="utf-8")
        picture(ranks, parsed.out / "retrieval.png")
    except RagError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WrongUse) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
