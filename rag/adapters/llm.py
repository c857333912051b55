"""The language model as an answerer: it writes prose, every sentence of which is then verified.

The reader answers first. Where it finds nothing, nothing is asked of the model; where it finds an
answer, the model writes one from the same passages, and what it writes stands only as far as
``prose.verify_prose`` can prove it. A model that fails, is slow, is silent or invents leaves the
reader's answer with a note that says why. No sentence of a note is taken from the model or its
server, so that neither a key nor an instruction gets through.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import aclosing, closing
from contextvars import ContextVar
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast

from rag.adapters import prompts, tokens
from rag.adapters.prose import CheckSentence, header, place_names, verify_prose
from rag.errors import LlmError
from rag.ports import Answerer
from rag.settings import TIMEOUT, Settings
from rag.types import Answer, Evidence, Outcome, Passage, Query

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

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
_GRACE = 1.0
_THINKING = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)
_CONTROL = re.compile(r"<\|[^<>|]{0,40}\|>")
_UNSURE = re.compile(r"<(?:\|[^<>|]{0,40}\|?)?\Z")


class _Response(Protocol):
    async def aclose(self) -> None: ...


_RESPONSES: ContextVar[list[_Response] | None] = ContextVar("responses", default=None)
"""What the answer at work has open. A chain that is cancelled between two pieces does not close
the generators inside it; the connection must not stay open until they are collected."""


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
        self._loop = _Loop()

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
        writing = _Writing(self._loop, lambda: self._chain.astream(variables), self._timeout)
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

    async def keep(response: _Response) -> None:
        if (kept := _RESPONSES.get()) is not None:
            kept.append(response)

    client = DefaultAsyncHttpxClient(timeout=timeout, event_hooks={"response": [keep]})
    return {"http_async_client": client, "http_socket_options": ()}


def _no_credentials() -> type[Exception]:
    from openai import OpenAIError

    return OpenAIError


class _Loop:
    """An event loop in a thread of its own: what runs in it can be stopped while it waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    def submit(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop.set_exception_handler(_report)
                self._thread = Thread(target=self._loop.run_forever, name="wenbao-llm", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self, last: Callable[[], Awaitable[None]] | None) -> None:
        """Cancels what runs, awaits ``last`` in the loop, ends the thread."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        wait([asyncio.run_coroutine_threadsafe(_wind_up(last), loop)], timeout=_GRACE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_GRACE)
        if not thread.is_alive():
            loop.close()


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Generators that a cancelled chain left behind are closed twice; that is no news."""
    if "asyncgen" not in context:
        loop.default_exception_handler(context)


async def _wind_up(last: Callable[[], Awaitable[None]] | None) -> None:
    running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    if last is not None:
        await last()
    await asyncio.get_running_loop().shutdown_asyncgens()


class _Writing:
    """A model at work: iterating gives the pieces, ``failure`` is what went wrong, if anything."""

    def __init__(
        self, loop: _Loop, opened: Callable[[], AsyncIterator[str]], timeout: float
    ) -> None:
        self.failure: BaseException | None = None
        self._pieces: SimpleQueue[str | None] = SimpleQueue()
        self._deadline = monotonic() + timeout + _GRACE
        self._future = loop.submit(self._write(opened, timeout))
        self._future.add_done_callback(lambda _: self._pieces.put(None))

    async def _write(self, opened: Callable[[], AsyncIterator[str]], timeout: float) -> None:
        responses: list[_Response] = []
        _RESPONSES.set(responses)
        try:
            async with asyncio.timeout(timeout):
                pieces = cast("AsyncGenerator[str, None]", opened())
                async with aclosing(pieces):
                    async for piece in pieces:
                        self._pieces.put(piece)
        finally:
            for response in responses:
                await response.aclose()

    def __iter__(self) -> Iterator[str]:
        while True:
            try:
                piece = self._pieces.get(timeout=max(0.0, self._deadline - monotonic()))
            except Empty:
                self.failure = TimeoutError()
                return
            if piece is None:
                break
            yield piece
        cancelled = self._future.cancelled()
        self.failure = CancelledError() if cancelled else self._future.exception()

    def close(self) -> None:
        self._future.cancel()


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
