"""The language model as an answerer: it writes prose, every sentence of which is then verified.

The reader answers first. Where it finds nothing, nothing is asked of the model; where it finds an
answer, the model writes one from the same passages, and what it writes stands only as far as
``prose.verify_prose`` can prove it. A model that fails, is slow, is silent or invents leaves the
reader's answer with a note that says why. No sentence of a note is taken from the model or its
server, so that neither a key nor an instruction gets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from rag.adapters import prompts, tokens
from rag.adapters.prose import CheckSentence, header, place_names, verify_prose
from rag.adapters.writing import RESPONSES, Loop, Response, Writing
from rag.errors import LlmError
from rag.ports import Answerer
from rag.settings import TIMEOUT, Settings
from rag.types import Answer, Evidence, Outcome, Passage, Query

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

MARKER = "未找到"
"""What the prompt asks the model to write where the passages do not hold the answer."""
BUDGET = 6_000
"""Tokens for the passages."""
QUESTION = 600
"""Tokens for the question."""
VARIABLES = ("question", "passages", "language")
_LANGUAGES = {"zh": "中文", "en": "英文（English）"}
RETRIES = 1
NO_KEY = "none"
"""Servers of one's own often want no key, the client wants one."""
_THINKING = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)
_CONTROL = re.compile(r"<\|[^<>|]{0,40}\|>")
_UNSURE = re.compile(r"<(?:\|[^<>|]{0,40}\|?)?\Z")


class LlmAnswerer:
    """An Answerer; ``stream`` gives the prose while it is written, then the answer.

    ``reader`` answers first and instead, ``check`` verifies the numbers of one sentence,
    ``timeout`` is in seconds, for the whole of the model's answer.
    """

    name = "llm"

    def __init__(
        self,
        model: BaseChatModel,
        reader: Answerer,
        check: CheckSentence,
        *,
        timeout: float = TIMEOUT,
        prompt: prompts.Prompt | None = None,
    ) -> None:
        from langchain_core.output_parsers import StrOutputParser

        self._model = model
        self._reader = reader
        self._check = check
        self._timeout = timeout
        template = (prompt or prompts.load("answer", VARIABLES)).template()
        self._chain: Runnable[dict[str, str], str] = template | model | StrOutputParser()
        self._loop = Loop()

    def answer(self, query: Query, evidence: Evidence) -> Answer:
        """The verified answer; never raises for what the model does."""
        for part in self.stream(query, evidence):
            if isinstance(part, Answer):
                return part
        raise LlmError("语言模型没有给出回答；请重试。")

    def stream(self, query: Query, evidence: Evidence) -> Iterator[str | Answer]:
        """The model's prose in pieces as it comes, unverified; the verified answer is last."""
        reading = self._reader.answer(query, evidence)
        passages = _offered(evidence)
        if reading.outcome is not Outcome.ANSWERED or not passages:
            yield reading
            return
        variables = {
            "question": _plain(tokens.clip(query.standalone or query.question, QUESTION)),
            "passages": "\n\n".join(_shown(n, p) for n, p in enumerate(passages, start=1)),
            "language": _LANGUAGES.get(query.language, _LANGUAGES["zh"]),
        }
        raw = sent = ""
        writing = Writing(self._loop, lambda: self._chain.astream(variables), self._timeout)
        with closing(writing):
            for piece in writing:
                raw += piece
                shown = _visible(raw)
                if shown != sent:
                    yield shown[len(sent) :]
                    sent = shown
        if writing.failure is not None:
            yield _noted(reading, _why(writing.failure, self._timeout))
            return
        yield self._verified(_prose(raw), passages, reading, evidence)

    def close(self) -> None:
        """Ends what is running and closes the connections. Can be called again."""
        client = getattr(self._model, "root_async_client", None)
        self._loop.close(None if client is None else client.close)

    def _verified(
        self, prose: str, passages: tuple[Passage, ...], reading: Answer, evidence: Evidence
    ) -> Answer:
        if not prose:
            return _noted(reading, "语言模型没有写出内容")
        if prose.startswith(MARKER):
            return _noted(reading, "语言模型认为片段中没有答案")
        query = reading.query
        names = place_names(query, evidence)
        kept = verify_prose(prose, passages, query, names, self._check)
        figure_lost = kept.figures_struck and not kept.checks and reading.checks
        if figure_lost or not any(claim.citations for claim in kept.claims):
            return _noted(reading, "语言模型的回答未能核实")
        struck = (f"已删去{kept.struck}句未能核实的内容。",) if kept.struck else ()
        return Answer(
            query=query,
            outcome=Outcome.ANSWERED,
            text=kept.text,
            claims=kept.claims,
            checks=kept.checks,
            notes=(*reading.notes, *struck),
            hits=reading.hits or evidence.hits,
            answerer=self.name,
        )


def open_llm(settings: Settings) -> BaseChatModel:
    """The chat model that ``settings.llm`` names as ``provider:model``. Raises LlmError.

    Nothing is sent yet. An address of one's own gets the key that is set for it, or none: never
    the key that the environment holds for the provider.
    """
    from langchain.chat_models import init_chat_model

    provider, _, model = (part.strip() for part in settings.llm.partition(":"))
    if not provider or not model:
        raise LlmError(
            f"WENBAO_LLM 应写成 提供方:模型，例如 openai:qwen3，现在是“{settings.llm}”。"
        )
    options: dict[str, Any] = {"timeout": settings.timeout, "max_retries": RETRIES}
    if settings.base_url:
        if not re.match(r"https?://[^/\s]", settings.base_url):
            raise LlmError(
                "WENBAO_LLM_BASE_URL 应以 http:// 或 https:// 开头，"
                f"现在是“{settings.base_url}”；请改正。"
            )
        options["base_url"] = settings.base_url
    if key := settings.api_key or (settings.base_url and NO_KEY):
        options["api_key"] = key
    try:
        if provider == "openai":
            options |= _openai_connections(settings.timeout)
        return cast("BaseChatModel", init_chat_model(model, model_provider=provider, **options))
    except ImportError:
        package = f"langchain-{provider.replace('_', '-')}"
        raise LlmError(f"没有安装 {provider} 的支持；请先执行 pip install {package}。") from None
    except ValueError:
        raise LlmError(
            f"不认识语言模型“{settings.llm}”，或者它的设置不全；"
            "请检查 WENBAO_LLM 和 WENBAO_LLM_API_KEY。"
        ) from None
    except _no_credentials():
        raise LlmError("没有设置语言模型的密钥；请设置 WENBAO_LLM_API_KEY。") from None


def _openai_connections(timeout: float) -> dict[str, Any]:
    """Connections of its own, which can be closed; the client's default ones are shared."""
    from openai import DefaultAsyncHttpxClient

    async def keep(response: Response) -> None:
        if (kept := RESPONSES.get()) is not None:
            kept.append(response)

    client = DefaultAsyncHttpxClient(timeout=timeout, event_hooks={"response": [keep]})
    return {"http_async_client": client, "http_socket_options": ()}


def _no_credentials() -> type[Exception]:
    from openai import OpenAIError

    return OpenAIError


def _why(failure: BaseException, timeout: float) -> str:
    """The failure in Chinese, told by its kind: each provider has exceptions of its own."""
    kinds = " ".join(kind.__name__ for kind in type(failure).__mro__)
    status = getattr(failure, "status_code", None)
    if "Timeout" in kinds:
        return f"语言模型超时（{timeout:g}秒内没有答完）"
    if isinstance(status, int):
        reasons = {401: "拒绝了密钥", 403: "拒绝了密钥", 404: "没有该地址或模型", 429: "限制了请求"}
        return f"语言模型{reasons.get(status, '返回错误')}（HTTP {status}）"
    if isinstance(failure, OSError) or re.search("Connect|Protocol|Network|ReadError", kinds):
        return "语言模型连接失败"
    if isinstance(failure, CancelledError):
        return "语言模型的回答被中断"
    return f"语言模型的回复无法读取（{type(failure).__name__}）"


def _noted(reading: Answer, why: str) -> Answer:
    return replace(reading, notes=(*reading.notes, f"{why}，已改用抽取的回答。"))


def _offered(evidence: Evidence) -> tuple[Passage, ...]:
    """The passages that fit into the budget, best first; the best one always."""
    passages = tuple(dict.fromkeys(hit.passage for hit in evidence.hits))
    shown = [_shown(n, passage) for n, passage in enumerate(passages, start=1)]
    return passages[: max(1, tokens.fit(shown, BUDGET))]


def _shown(n: int, passage: Passage) -> str:
    return f"[{n}] {_plain(header(passage))}\n{_plain(passage.reading.text)}"


def _plain(text: str) -> str:
    """The text without what could end its frame or pass for a model's control token."""
    return text.replace("<", "＜").replace(">", "＞")


def _prose(raw: str) -> str:
    """What was written without the thinking before it and without leaked control tokens."""
    return _CONTROL.sub("", _THINKING.sub("", raw)).strip()


def _visible(raw: str) -> str:
    """What may be shown of a beginning: nothing that may still turn out not to be prose."""
    prose = _UNSURE.sub("", _CONTROL.sub("", _THINKING.sub("", raw).lstrip()))
    held = prose.startswith(MARKER) or any(w.startswith(prose) for w in (MARKER, "<think>"))
    return "" if held else prose
