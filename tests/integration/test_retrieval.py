"""Retrieval over real libraries: the right passage first, whatever else is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

import rag
from eval.cases import read_cases
from eval.copies import counties, renamed, write
from eval.retrieval import Found, chosen, first_depth
from rag.adapters.exact import ExactIndex, best
from rag.adapters.store import SqliteStore
from rag.assistant import Assistant
from rag.regions import gazetteer
from rag.resources import resource

CASES = Path(__file__).resolve().parents[2] / "eval" / "cases"
SOLAR = "沁水2022年新增光伏装机多少"
COPIES = 9


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The seeds, and each of them under nine other county names."""
    folder = tmp_path_factory.mktemp("grown")
    opened = rag.open(folder / "data", settings=rag.Settings())
    opened.ingest([resource("seeds")])
    cards = opened.reports()
    texts = {card.report: opened.source(card.source_id).text for card in cards}
    copies = write(cards, texts, folder / "copies", times=COPIES)
    opened.ingest([copy.path for copy in copies])
    assert {c.region.code for c in opened.reports()} >= {c.region.code for c in copies}
    yield opened
    opened.close()


def recall(assistant: Assistant, names: tuple[str, ...], depth: int) -> float:
    cases = [c for c in read_cases(CASES / f"{n}.jsonl" for n in names) if c.evidence]
    cases = [c for c in cases if not c.history and assistant_places(c.question)]
    found = [
        first_depth(
            case,
            [
                Found(report=h.passage.report, text=h.passage.text)
                for h in assistant.retrieve(case.question)
            ],
        )
        for case in cases
    ]
    assert len(found) > 30
    return sum(at <= depth for at in found) / len(found)


def assistant_places(question: str) -> bool:
    return bool(gazetteer().find(question))


def test_a_question_with_its_place_is_found_as_well_in_a_larger_library(
    assistant: Assistant, grown: Assistant
) -> None:
    small = recall(assistant, ("qinshui_dev", "wuzhai_dev"), 5)
    large = recall(grown, ("qinshui_dev", "wuzhai_dev"), 5)
    assert small >= 0.95
    assert large >= small - 0.01


def test_every_channel_has_its_own_order(assistant: Assistant) -> None:
    fused = assistant.retrieve(SOLAR)
    for channel in ("dense", "lexical"):
        alone = assistant.retrieve(SOLAR, channel=channel)
        assert [hit.ranks for hit in alone] == [{channel: n} for n in range(1, len(alone) + 1)]
        ranks = {hit.passage.id: hit.ranks for hit in fused}
        both = [hit for hit in alone if hit.passage.id in ranks]
        assert len(both) > 5
        assert all(ranks[h.passage.id][channel] == h.ranks[channel] for h in both)


def test_words_that_say_a_kind_of_place_narrow_the_search(grown: Assistant) -> None:
    found = grown.retrieve("各区2022年固定资产投资增长目标")
    assert found  # no district is loaded: all reports are searched
    found = grown.retrieve("县里2022年给教师做免费健康检查")
    assert all(hit.passage.region.endswith("县") for hit in found)


def test_the_two_forms_of_a_library_find_what_all_vectors_find(
    grown: Assistant, seeded: Path
) -> None:
    store = grown.store
    assert isinstance(store, SqliteStore)
    both = ExactIndex(store, small=100)
    ids, vectors = store.vectors()
    half = [card.source_id for card in grown.reports()][::2]
    inside = {p.id for p in store.passages(half)}
    rows = [at for at, id in enumerate(ids) if id in inside]
    for question in (SOLAR, "固定资产投资", "education", "什么是“13710”"):
        vector = grown.embedder.query(question)
        wanted = [score for _, score in best(ids, vectors, vector, 20)]
        np.testing.assert_allclose([s for _, s in both.search(vector, 20)], wanted, atol=1e-3)
        scoped = best([ids[at] for at in rows], vectors[rows], vector, 20)
        found = both.search(vector, 20, half)
        assert {id for id, _ in found} <= inside
        np.testing.assert_allclose([s for _, s in found], [s for _, s in scoped], atol=1e-3)
    assert both.search(vector, 5, ["nobody"] * 3) == []


def test_a_retriever_in_a_chain(assistant: Assistant) -> None:
    def joined(documents: list[Document]) -> str:
        return "\n".join(d.page_content for d in documents)

    prompts: list[str] = []

    def seen(value: object) -> object:
        prompts.append(str(value))
        return value

    chain = (
        {
            "context": rag.retriever(assistant, k=3) | RunnableLambda(joined),
            "question": RunnablePassthrough(),
        }
        | ChatPromptTemplate.from_template("{context}\n问：{question}")
        | RunnableLambda(seen)
        | FakeListChatModel(responses=["580兆瓦"])
        | StrOutputParser()
    )
    assert chain.invoke(SOLAR) == "580兆瓦"
    assert "580兆瓦" in prompts[0].replace(" ", "") and SOLAR in prompts[0]


def test_the_metadata_of_a_document_lead_back_to_the_source(assistant: Assistant) -> None:
    documents = rag.retriever(assistant, k=4).invoke(SOLAR)
    assert len(documents) == 4
    sources = {c.report: assistant.source(c.source_id) for c in assistant.reports()}
    for document, hit in zip(documents, assistant.retrieve(SOLAR), strict=False):
        about = document.metadata
        assert sources[about["report"]].text[about["start"] : about["end"]] == hit.passage.text
        assert (about["region"], about["year"]) == ("山西省晋城市沁水县", 2022)
        assert about["part"] in ("review", "plan", "annex") and about["headings"]
    scores = [document.metadata["score"] for document in documents]
    assert scores == sorted(scores, reverse=True) and scores[0] > 0


def test_copies_bear_another_name_throughout() -> None:
    here = gazetteer().by_name("沁水县")[0]
    there = counties({here.code})[0]
    assert there.code not in {here.code} and there.name.endswith("县")
    text = renamed("山西省晋城市沁水县，沁水的煤。", here, there)
    assert text == f"{there.full}，{there.short}的煤。"


def test_the_reports_that_the_cases_need_come_first(tmp_path: Path) -> None:
    cases = read_cases([CASES / "qinshui_dev.jsonl"])
    paths = [tmp_path / f"{name}.txt" for name in ("a", "b", "qinshui_2022", "c")]
    assert chosen(cases, paths, 1) == [paths[2]]
    assert len(chosen(cases, paths, 3)) == 3
    assert chosen(cases, paths, 9) == chosen(cases, list(reversed(paths)), 9)
