"""Checks of an installation: packages, data folder, model, index, language model setting."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from rag.errors import RagError
from rag.ports import CrossEncoder, Embedder, Index, Store
from rag.settings import Settings

PACKAGES = (
    "chromadb", "gradio", "langchain", "langchain-openai", "numpy", "onnxruntime",
    "sentence-transformers", "tiktoken", "tokenizers", "torch",
)  # fmt: skip

Finding = tuple[str, bool, str]
"""(what was checked, whether it is well, a sentence)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """Looks, changes nothing; ``findings`` never raises a RagError."""

    settings: Settings
    store: Store
    index: Index
    embedder: Embedder
    cross_encoder: CrossEncoder

    def findings(self) -> list[Finding]:
        """All checks, in order."""
        return [
            *self._installation(), self._library(), self._model(), self._dense(), self._reading(),
            self._llm(),
        ]  # fmt: skip

    def _installation(self) -> Iterator[Finding]:
        missing = [p for p in PACKAGES if not _installed(p)]
        python = ".".join(map(str, sys.version_info[:3]))
        said = (
            f"缺少{'、'.join(missing)}；请重新安装 wenbao。"
            if missing
            else f"Python {python}，组件齐全。"
        )
        yield "安装", not missing, said

    def _library(self) -> Finding:
        try:
            cards = self.store.cards()
        except RagError as error:
            return "资料库", False, str(error)
        places = len({c.region.code for c in cards})
        said = f"{self.settings.folder}：{len(cards)}份报告，{places}个地区。"
        return (
            "资料库",
            True,
            said if cards else f"{self.settings.folder}：还没有报告；请用 wenbao ingest 读入。",
        )

    def _model(self) -> Finding:
        try:
            name, stored = self.embedder.name, self.store.model()
        except RagError as error:
            return "嵌入模型", False, str(error)
        if stored is not None and stored != name:
            return "嵌入模型", False, f"库由“{stored}”生成，现在是“{name}”；请运行 wenbao reindex。"
        return "嵌入模型", True, f"{name}，{self.embedder.dimensions}维。"

    def _dense(self) -> Finding:
        try:
            model = self.store.model()
            if model is None:
                return "索引", True, "还没有内容。"
            ready = self.index.ready(self.store.revision(), model)
        except RagError as error:
            return "索引", False, str(error)
        return (
            "索引",
            ready,
            "与资料库一致。" if ready else "不是最新的；请运行 wenbao reindex 重建。",
        )

    def _reading(self) -> Finding:
        try:
            self.cross_encoder.scores("粮食产量多少", ["粮食产量：实际。粮食产量【20万吨】"])
        except RagError as error:
            return "判读模型", False, str(error)
        return "判读模型", True, "可以使用。"

    def _llm(self) -> Finding:
        if not self.settings.llm:
            return "语言模型", True, "未设置，由抽取式应答器回答。"
        provider, _, model = self.settings.llm.partition(":")
        if not provider or not model:
            return (
                "语言模型",
                False,
                f"WENBAO_LLM 应写成 provider:model，现在是“{self.settings.llm}”。",
            )
        package = f"langchain_{provider.replace('-', '_')}"
        if find_spec(package) is None:
            return (
                "语言模型",
                False,
                f"没有安装 {package}；请运行 pip install {package.replace('_', '-')}。",
            )
        return "语言模型", True, f"{self.settings.llm}，限时{self.settings.timeout:g}秒。"


def _installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
