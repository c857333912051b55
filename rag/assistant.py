"""The story of a question: understand → retrieve → answer → verify."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag import ingest
from rag.errors import WrongUse
from rag.indicators import named
from rag.ingest import Ingest, Summary, Watch
from rag.ports import Answerer, Checks, CrossEncoder, Embedder, Index, Store
from rag.retrieval import Retrieval
from rag.settings import LONGEST_QUESTION
from rag.types import (
    Answer,
    Evidence,
    Hit,
    Observation,
    Outcome,
    Query,
    ReportCard,
    Source,
)
from rag.understand import Turn, understand
from rag.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Asks and keeps one library. Made by ``rag.open``; close it when done.

    Many threads and processes may ask at once; one may write.
    """

    store: Store
    index: Index
    embedder: Embedder
    answerer: Answerer
    reading: Ingest
    checks: Checks
    cross_encoder: CrossEncoder | None = None

    @property
    def retrieval(self) -> Retrieval:
        """What finds the evidence."""
        return Retrieval(
            store=self.store, index=self.index, embedder=self.embedder,
            cross_encoder=self.cross_encoder,
        )  # fmt: skip

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """One verified answer. Raises WrongUse for a question that cannot be one."""
        *_, answer = self.stream(question, history)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """The text so far, again and again where a model writes; the verified answer is last."""
        started = time.perf_counter()
        library = self.store.cards()
        query = understand(_checked(question), history, library)
        answer: Answer | None = None
        for evidence in self.retrieval.evidence(query, library):
            answer = yield from self._said(query, evidence)
            if answer.outcome is not Outcome.NOT_FOUND:
                break
        if answer is None:
            empty = Evidence(hits=(), library=tuple(library))
            answer = self._verified(self.answerer.answer(query, empty), library)
        yield replace(answer, seconds=time.perf_counter() - started)

    def _said(self, query: Query, evidence: Evidence) -> Generator[str, None, Answer]:
        streaming = getattr(self.answerer, "stream", None)
        if streaming is None:
            return self._verified(self.answerer.answer(query, evidence), evidence.library)
        text = ""
        for piece in streaming(query, evidence):
            if isinstance(piece, Answer):
                return self._verified(piece, evidence.library)
            text += piece
            yield text
        raise AssertionError("an answerer's stream ends with its answer")

    def _verified(self, answer: Answer, library: Sequence[ReportCard]) -> Answer:
        return verify(answer, library) if answer.answerer == "reader" else answer

    def retrieve(
        self, question: str, history: Sequence[Turn] = (), *, channel: str = ""
    ) -> tuple[Hit, ...]:
        """The hits of the first scope that holds any, best first.

        Without a year all reports of the places are searched at once. ``channel`` (dense, lexical,
        figures, terms) gives the order of that channel alone, to see what each is worth.
        """
        library = self.store.cards()
        query = understand(_checked(question), history, library)
        for evidence in self.retrieval.evidence(query, library, wide=True, channel=channel):
            if evidence.hits:
                return evidence.hits
        return ()

    def observations(
        self, *, region: str = "", year: int | None = None, indicator: str = ""
    ) -> list[Observation]:
        """The panel: figures by place (any part of its full name), year and indicator.

        ``indicator`` may be the official name or any that people use (GDP, 社零).
        """
        known = named(indicator, asking=True)
        indicator = known[0].name if known else indicator
        sources = [c.source_id for c in self.store.cards() if region in c.region.full]
        return [
            o
            for o in self.store.observations(sources)
            if (year is None or o.year == year) and (not indicator or o.indicator == indicator)
        ]

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        progress: Watch | None = None,
        force: bool = False,
        region: str | None = None,
        year: int | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Summary:
        """Reads files and folders into the library; see ``rag.ingest.Ingest.run``."""
        files = [Path(p) for p in paths]
        return self.reading.run(
            files, progress=progress, force=force, region=region, year=year, columns=columns
        )

    def reports(self) -> list[ReportCard]:
        """What is loaded."""
        return self.store.cards()

    def source(self, source_id: str) -> Source:
        """A loaded document's text."""
        return self.store.source(source_id)

    def remove(self, name: str) -> None:
        """Takes a report out by its name; raises WrongUse where there is none of that name."""
        found = [c for c in self.store.cards() if c.report == name]
        if not found:
            raise WrongUse(f"资料库里没有名为“{name}”的报告；请用 wenbao reports 查看名称。")
        with self.store.writing():
            for card in found:
                self.store.remove(card.source_id)
            self.index.build(self.store)

    def reindex(self, progress: Watch | None = None) -> None:
        """Embeds every passage again with the model that is set, then builds the index."""
        ingest.reindex(self.store, self.embedder, self.index, progress=progress)

    def doctor(self) -> list[tuple[str, bool, str]]:
        """(what was checked, whether it is well, a sentence), for installation and library."""
        return self.checks.findings()

    def close(self) -> None:
        """Closes files and connections; can be called again."""
        for part in (self.answerer, self.index, self.store):
            closing = getattr(part, "close", None)
            if closing is not None:
                closing()


def _checked(question: str) -> str:
    text = question.strip()
    if not text:
        raise WrongUse("问题是空的；请写出要问的内容，例如：沁水2022年新增光伏装机多少。")
    if len(text) > LONGEST_QUESTION:
        raise WrongUse(f"问题有{len(text)}个字，超过了{LONGEST_QUESTION}字的上限；请缩短后再问。")
    return text
