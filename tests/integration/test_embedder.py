"""The bundled model read without torch, any other through sentence-transformers, and the errors."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rag
from rag.adapters.embedder import StaticEmbedder, TransformerEmbedder, open_embedder
from rag.errors import ModelError
from rag.resources import resource

TEXTS = [
    "沁水县2022年计划新增光伏发电装机容量580兆瓦。",
    "沁水縣2022年新增光伏裝機多少",
    "固定资产投资增长⏎ 13.3%，规模以上工业增加值增长 8.8%、11.5%",
    "How much solar capacity does Qinshui plan to add in 2022?",
    "ＧＤＰ １２３４５ 𠮷 🙂 café",
    "一",
    "全县地区生产总值完成 96.51 亿元。" * 4000,
]


@pytest.fixture(scope="module")
def bundled() -> StaticEmbedder:
    embedder = open_embedder("")
    assert isinstance(embedder, StaticEmbedder)
    return embedder


def cosine(embedder: StaticEmbedder, left: str, right: str) -> float:
    return float(embedder.query(left) @ embedder.query(right))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_equals_sentence_transformers(bundled: StaticEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(resource("model")), device="cpu", local_files_only=True)
    theirs = np.asarray(model.encode(TEXTS, show_progress_bar=False), dtype=np.float32)
    ours = bundled.documents(TEXTS)
    assert np.abs(np.linalg.norm(theirs, axis=1) - 1).max() < 2e-3
    assert (np.einsum("nd,nd->n", ours, theirs) / np.linalg.norm(theirs, axis=1)).min() > 0.9999


def test_shapes_and_length(bundled: StaticEmbedder) -> None:
    vectors = bundled.documents(TEXTS)
    assert vectors.shape == (len(TEXTS), bundled.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert bundled.query("装机").shape == (bundled.dimensions,)
    assert bundled.documents([]).shape == (0, bundled.dimensions)


@pytest.mark.parametrize("empty", ["", "  \n", "——！？"])
def test_text_without_tokens_has_equal_entries(bundled: StaticEmbedder, empty: str) -> None:
    vectors = bundled.documents(["光伏", empty, "煤炭"])
    np.testing.assert_allclose(vectors[1], bundled.dimensions**-0.5, rtol=1e-6)
    np.testing.assert_array_equal(vectors[2], bundled.query("煤炭"))


def test_batches_do_not_change_a_vector(bundled: StaticEmbedder) -> None:
    texts = [f"第{n}条 新增装机容量{n}兆瓦" for n in range(700)]
    together = bundled.documents(texts)
    for at in (0, 255, 256, 699):
        np.testing.assert_allclose(together[at], bundled.query(texts[at]), atol=1e-6)
    np.testing.assert_array_equal(together, bundled.documents(texts))


def test_nothing_is_cut_off(bundled: StaticEmbedder) -> None:
    head = "光伏发电装机容量。" * 20_000
    assert cosine(bundled, head, head + "人均可支配收入增长。" * 20_000) < 0.95


def test_script_width_and_case_do_not_matter(bundled: StaticEmbedder) -> None:
    assert cosine(bundled, "經濟總量與財政收入", "经济总量与财政收入") == pytest.approx(1)
    assert cosine(bundled, "ＧＤＰ增长８％", "gdp增长8%") == pytest.approx(1)


@pytest.mark.parametrize(
    ("left", "near", "far"),
    [
        ("solar capacity", "光伏装机容量", "农村居民人均可支配收入"),
        ("grain output", "粮食产量", "财政收入"),
        ("老百姓收入", "居民人均可支配收入", "原煤产量"),
        ("urban unemployment rate", "城镇调查失业率", "森林覆盖率"),
    ],
)
def test_meaning_crosses_words_and_languages(
    bundled: StaticEmbedder, left: str, near: str, far: str
) -> None:
    assert cosine(bundled, left, near) > cosine(bundled, left, far) + 0.1


def test_name_tells_models_apart(bundled: StaticEmbedder, tmp_path: Path) -> None:
    copy = shutil.copytree(resource("model"), tmp_path / "copy")
    same = open_embedder(str(copy))
    assert isinstance(same, StaticEmbedder)
    assert same.name == bundled.name
    (copy / "model.json").unlink()
    unnamed = open_embedder(str(copy)).name
    assert unnamed.startswith("copy-")
    table = copy / "model.safetensors"
    table.write_bytes(table.read_bytes()[:-1] + b"\x01")
    assert open_embedder(str(copy)).name not in (unnamed, bundled.name)


def test_bundled_model_needs_no_torch() -> None:
    code = (
        "import sys; from rag.adapters.embedder import open_embedder; "
        "open_embedder('').query('光伏'); "
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformer of one layer with random weights, saved by sentence-transformers itself."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(1)
    plain, folder = (tmp_path_factory.mktemp(name) for name in ("plain", "tiny"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"光伏装机多少沁水县年新增查询：:"]
    (plain / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    sizes: dict[str, Any] = {
        "vocab_size": len(dict.fromkeys(words)),
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 64,
    }
    BertModel(BertConfig(**sizes)).save_pretrained(plain, safe_serialization=True)
    BertTokenizer(str(plain / "vocab.txt")).save_pretrained(plain)
    transformer = Transformer(str(plain))
    pooling = Pooling(transformer.get_embedding_dimension())
    model = SentenceTransformer(
        modules=[transformer, pooling], device="cpu", prompts={"query": "查询：", "document": ""}
    )
    model.save_pretrained(str(folder), create_model_card=False)
    return folder


def test_transformer_with_its_prompts(tiny: Path) -> None:
    embedder = open_embedder(str(tiny))
    assert isinstance(embedder, TransformerEmbedder)
    vectors = embedder.documents(["新增光伏装机", "沁水县", ""])
    assert vectors.shape == (3, embedder.dimensions) == (3, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.documents([]).shape == (0, 32)
    asked = embedder.query("新增光伏装机")
    assert float(asked @ vectors[0]) < 0.9999
    np.testing.assert_allclose(asked, embedder.documents(["查询：新增光伏装机"])[0], atol=1e-5)
    assert embedder.name.startswith(f"{tiny.name}-")


def test_a_library_by_a_transformer(tiny: Path, tmp_path: Path) -> None:
    settings = rag.Settings(embedding=str(tiny))
    with closing(rag.open(tmp_path / "data", settings=settings)) as assistant:
        assert assistant.ingest([resource("seeds")]).readable
        answer = assistant.ask("沁水2022年新增光伏装机多少")
        assert "580兆瓦" in answer.text
        assert all("dense" in hit.ranks or "lexical" in hit.ranks for hit in answer.hits)
        ids, vectors = assistant.store.vectors()
        assert vectors.shape == (len(ids), 32)
        assert assistant.store.model() == open_embedder(str(tiny)).name
    with (
        closing(rag.open(tmp_path / "data", settings=rag.Settings())) as assistant,
        pytest.raises(ModelError, match="wenbao reindex"),
    ):
        assistant.ask("沁水2022年新增光伏装机多少")


def test_a_folder_without_safetensors_is_refused(tiny: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny, tmp_path / "pickled")
    for weights in copy.rglob("*.safetensors"):
        weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(ModelError, match="没有 safetensors 权重，请"):
        open_embedder(str(copy))


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    copy = shutil.copytree(resource("model"), tmp_path / "broken")
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"无法读取向量模型文件夹.*请检查"):
        open_embedder(str(copy))
    shutil.copy(resource("model") / "tokenizer.json", copy)
    table = copy / "model.safetensors"
    table.write_bytes(table.read_bytes()[:2000])
    with pytest.raises(ModelError, match="请检查"):
        open_embedder(str(copy))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(ModelError, match=r"找不到向量模型文件夹.*WENBAO_EMBEDDING"):
        open_embedder(str(missing))


def test_an_unreachable_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError) as caught:
        open_embedder("wenbao-tests/no-such-model")
    sentence = str(caught.value)
    assert "本地缓存中没有" in sentence
    assert "WENBAO_EMBEDDING" in sentence
    assert "\n" not in sentence
