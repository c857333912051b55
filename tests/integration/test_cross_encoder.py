"""The bundled cross-encoder: what it finds alike, that it answers the same whatever is beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.adapters.cross_encoder import OnnxCrossEncoder
from rag.errors import ModelError
from rag.resources import resource


@pytest.fixture(scope="module")
def model() -> OnnxCrossEncoder:
    return OnnxCrossEncoder(resource("cross_encoder"))


PASSAGES = (
    "减轻企业用电负担：实际。减免企业税费超56亿元，减轻企业用电负担【5.1亿元】",
    "减免企业税费：实际。减免企业税费超【56亿元】，减轻企业用电负担5.1亿元",
    "粮食总产量：实际。粮食总产量达到【20.8万吨】",
)


def test_the_figure_that_means_the_same_comes_first(model: OnnxCrossEncoder) -> None:
    first, *others = model.scores("2019年让厂家少掏了多少电钱", PASSAGES)
    assert first > max(others)


def test_an_english_question_is_read_beside_chinese(model: OnnxCrossEncoder) -> None:
    power, _, grain = model.scores("How much did firms save on electricity in 2019?", PASSAGES)
    assert power > grain


def test_scores_do_not_depend_on_what_else_is_asked(model: OnnxCrossEncoder) -> None:
    question = "2019年收了多少粮食"
    together = model.scores(question, PASSAGES)
    fresh = OnnxCrossEncoder(resource("cross_encoder"))
    alone = [fresh.scores(question, [p])[0] for p in PASSAGES]
    assert together == alone
    assert model.scores(question, PASSAGES[::-1]) == together[::-1]
    assert model.scores(question, ()) == []


def test_a_long_passage_is_cut(model: OnnxCrossEncoder) -> None:
    one, other = model.scores("2019年收了多少粮食", ["粮食" * 2000, "粮食" * 3000])
    assert one == other


def test_a_broken_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="重新安装"):
        OnnxCrossEncoder(tmp_path).scores("多少", ["【1】"])
