"""Embedding models: the bundled static one without torch, others by sentence-transformers.

A static model is a table with one row per token: a text's vector is the mean of its rows, brought
to unit length. It is read here with tokenizers, numpy and the safetensors layout, and gives what
sentence-transformers gives for the same folder; nothing is truncated. A text without any token
has no direction: its entries are all equal, so that rows are always of unit length.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import ModelError
from rag.ports import Embedder, Vectors
from rag.resources import resource

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Table = npt.NDArray[np.float16 | np.float32]
BATCH = 256
"""Texts that are tokenized at once; holds memory down on long documents."""
_TYPES: dict[object, np.dtype[Any]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
_STATIC, _NORMALIZE = "StaticEmbedding", "Normalize"
_HUB_SECONDS = 5


class StaticEmbedder:
    """A static sentence-transformers model, read without torch.

    ``name`` is the model's own name with the hash of its content, where the folder states them in
    ``model.json``, else the folder's name with a hash of table and tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        """Raises ModelError where the folder does not hold a static model."""
        from tokenizers import Tokenizer

        with _said(
            f"无法读取向量模型文件夹“{folder}”",
            "请检查其中的 model.safetensors 与 tokenizer.json，或重新安装 wenbao。",
        ):
            self._table = _table(folder / "model.safetensors")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self.name = _name(folder)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.dimensions = int(self._table.shape[1])

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of unit length."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at in range(0, len(texts), BATCH):
            self._fill(vectors[at : at + BATCH], list(texts[at : at + BATCH]))
        return _unit(vectors)

    def query(self, text: str) -> npt.NDArray[np.float32]:
        """Shape (dimensions,), float32, of unit length."""
        row: npt.NDArray[np.float32] = self.documents([text])[0]
        return row

    def _fill(self, rows: Vectors, texts: list[str]) -> None:
        made = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        for at, lengths in _portions([len(one.ids) for one in made]):
            some = made[at : at + len(lengths)]
            sizes = np.array(lengths)
            ids = np.fromiter((i for one in some for i in one.ids), np.int64, int(sizes.sum()))
            if not len(ids):
                continue
            filled = np.flatnonzero(sizes)
            starts = (np.cumsum(sizes) - sizes)[filled]
            sums = np.add.reduceat(self._table[ids].astype(np.float32), starts, axis=0)
            rows[at + filled] = sums / sizes[filled, None]


class TransformerEmbedder:
    """Any other model, through sentence-transformers, with its own prompts where it has them."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self.name = name
        self.dimensions = int(model.get_embedding_dimension() or 0) or len(self.query("一"))

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, rows of unit length."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return _unit(_floats(self._model.encode_document(list(texts), show_progress_bar=False)))

    def query(self, text: str) -> npt.NDArray[np.float32]:
        """Shape (dimensions,), float32, of unit length."""
        row: npt.NDArray[np.float32] = _unit(
            _floats(self._model.encode_query([text], show_progress_bar=False))
        )[0]
        return row


def open_embedder(embedding: str) -> Embedder:
    """The model of that setting: empty is the bundled one, else a folder or a model's name.

    A name is looked for in the local cache first, then at the model hub with short time limits.
    Raises ModelError with a sentence that says what was tried.
    """
    if not embedding:
        try:
            return StaticEmbedder(resource("model"))
        except FileNotFoundError as error:
            raise ModelError("安装不完整：缺少内置向量模型，请重新安装 wenbao。") from error
    folder = Path(embedding).expanduser()
    if folder.is_dir():
        static = _static_folder(folder)
        return StaticEmbedder(static) if static else _folder_model(folder)
    if _looks_like_path(embedding):
        raise ModelError(
            f"找不到向量模型文件夹“{embedding}”，请检查 WENBAO_EMBEDDING，或留空以使用内置模型。"
        )
    return _named_model(embedding)


def _looks_like_path(embedding: str) -> bool:
    return embedding.startswith((".", "/", "~")) or "\\" in embedding or embedding.count("/") > 1


def _static_folder(folder: Path) -> Path | None:
    """Where the table lies, when the folder is a static model that the fast path reads alike."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        settings = folder / "config_sentence_transformers.json"
        prompts = json.loads(settings.read_text(encoding="utf-8")).get("prompts", {})
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        table = folder / str(modules[0]["path"]) if modules else folder
        keys = _header(table / "model.safetensors")[0]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    plain = kinds in ([_STATIC], [_STATIC, _NORMALIZE]) and not any(prompts.values())
    readable = keys.get("embedding.weight", {}).get("dtype") in _TYPES
    return table if plain and readable else None


def _folder_model(folder: Path) -> Embedder:
    if not list(folder.rglob("*.safetensors")):
        raise ModelError(
            f"向量模型文件夹“{folder}”中没有 safetensors 权重，请换用含 safetensors 权重的模型。"
        )
    with _said(
        f"无法加载向量模型文件夹“{folder}”", "请检查它是否为完整的 sentence-transformers 模型。"
    ):
        return _loaded(str(folder), name=_name(folder), local=True)


def _named_model(name: str) -> Embedder:
    with suppress(ModelError), _said("", ""):
        return _loaded(name, name=name, local=True)
    with _said(
        f"无法加载向量模型“{name}”，本地缓存中没有，也未能从模型库取得",
        "请检查名称、网络与 safetensors 权重，把 WENBAO_EMBEDDING 设为模型文件夹，"
        "或留空以使用内置模型。",
    ):
        _ask_hub(name)
        return _loaded(name, name=name, local=False)


def _ask_hub(name: str) -> None:
    """Asks once whether the model is there: the libraries try a silent network for minutes."""
    from huggingface_hub import HfApi

    HfApi().model_info(name, timeout=_HUB_SECONDS)


@contextmanager
def _said(wrong: str, remedy: str) -> Iterator[None]:
    """Says in one sentence what a model's library raised; their errors have no common base."""
    try:
        yield
    except Exception as error:
        lines = str(error).strip().splitlines()
        reason = f"{type(error).__name__} {lines[0][:120]}" if lines else type(error).__name__
        raise ModelError(f"{wrong}（{reason}），{remedy}") from error


def _loaded(source: str, *, name: str, local: bool) -> TransformerEmbedder:
    for variable in ("HF_HUB_ETAG_TIMEOUT", "HF_HUB_DOWNLOAD_TIMEOUT"):
        os.environ.setdefault(variable, str(_HUB_SECONDS))  # read when the hub's client is imported
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(
        source,
        device="cpu",
        trust_remote_code=False,
        local_files_only=local,
        model_kwargs={"use_safetensors": True},
    )
    return TransformerEmbedder(model, name)


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """A safetensors file's header and the offset of its data: u64 size, JSON, tensors."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if not 0 < size <= 100_000_000:
            raise ValueError("not a safetensors file")
        return json.loads(file.read(size)), 8 + size


def _table(path: Path) -> Table:
    """The table as it lies on disk, mapped, not read. Shape (tokens, dimensions)."""
    header, start = _header(path)
    entry = header["embedding.weight"]
    rows, columns = entry["shape"]
    mapped: Table = np.memmap(
        str(path),
        dtype=_TYPES[entry["dtype"]],
        mode="r",
        offset=start + entry["data_offsets"][0],
        shape=(rows, columns),
    )
    return mapped


def _name(folder: Path) -> str:
    """What the index remembers of a folder: a name and what tells its content from another's."""
    about = folder / "model.json"
    if about.is_file():
        stated = json.loads(about.read_text(encoding="utf-8"))
        return f"{stated['name']}-{stated['content']}"
    content = hashlib.sha256()
    for path in sorted([*folder.rglob("*.safetensors"), *folder.rglob("tokenizer.json")]):
        with path.open("rb") as file:
            content.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.resolve().name}-{content.hexdigest()[:12]}"


def _portions(lengths: list[int], most: int = 1 << 17) -> list[tuple[int, list[int]]]:
    """Neighbouring texts of at most that many tokens together: (first, their lengths)."""
    parts: list[tuple[int, list[int]]] = []
    total = 0
    for at, length in enumerate(lengths):
        if not parts or total + length > most:
            parts.append((at, []))
            total = 0
        parts[-1][1].append(length)
        total += length
    return parts


def _floats(encoded: Any) -> Vectors:
    return np.ascontiguousarray(np.asarray(encoded), dtype=np.float32)


def _unit(vectors: Vectors) -> Vectors:
    """Brings rows to unit length, in place; a row of zeros becomes equal entries."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = lengths[:, 0] <= 1e-12
    if empty.any():
        vectors[empty] = 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= lengths
    return vectors
