"""A language model at work in a thread of its own, so that it can be stopped while it waits.

Whatever goes wrong there is a value, ``Writing.failure``. Standard library only.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import aclosing
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Protocol, cast

GRACE = 1.0
"""Seconds in which what is told to stop must have stopped."""


class Response(Protocol):
    async def aclose(self) -> None: ...


RESPONSES: ContextVar[list[Response] | None] = ContextVar("responses", default=None)
"""What the answer at work has open. A chain that is cancelled between two pieces does not close
the generators inside it; the connection must not stay open until they are collected."""


class Loop:
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
        wait([asyncio.run_coroutine_threadsafe(_wind_up(last), loop)], timeout=GRACE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(GRACE)
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


class Writing:
    """A model at work: iterating gives the pieces, ``failure`` is what went wrong, if anything."""

    def __init__(
        self, loop: Loop, opened: Callable[[], AsyncIterator[str]], timeout: float
    ) -> None:
        self.failure: BaseException | None = None
        self._pieces: SimpleQueue[str | None] = SimpleQueue()
        self._deadline = monotonic() + timeout + GRACE
        self._future = loop.submit(self._write(opened, timeout))
        self._future.add_done_callback(lambda _: self._pieces.put(None))

    async def _write(self, opened: Callable[[], AsyncIterator[str]], timeout: float) -> None:
        responses: list[Response] = []
        RESPONSES.set(responses)
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
