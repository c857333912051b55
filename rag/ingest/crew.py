"""Other processes that read files for this one, a core each; results come in the order asked for.

Each process is a fresh interpreter that imports this package and nothing of the caller's program,
so it works from any script and thread. It lives on its pipe: when the caller is gone, however
it went, the pipe ends and so does the process. One that dies or takes too long costs its file.
"""

from __future__ import annotations

import json
import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import IO

from rag.ingest.reading import Failed, Piece, Told, pieces
from rag.ports import Loader

LOADING, SECONDS = 2_000.0, 60.0
"""For a file to be loaded, which has limits of its own, and then to be understood."""
_AHEAD = 3
"""Files for each process that may be read before the first of them is written."""
_SIZE = 8
_BOOT = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from rag.ingest.crew import serve
serve(sys.stdin.buffer, sys.stdout.buffer)
"""
_DIED = "读的时候进程意外结束，这份没有读入；请另存为 txt 再试。"
_SLOW = f"读了 {SECONDS:.0f} 秒还没有读完，已放弃；请另存为 txt 或拆开再读。"


def read_all(
    loader: Loader, paths: Sequence[Path], told: Told, known: Collection[str], *, processes: int
) -> Generator[list[Piece], None, None]:
    """What each file gives, in order, read by that many processes. Close it to end them."""
    crew: queue.SimpleQueue[_Process] = queue.SimpleQueue()
    members = [_Process((loader, told, frozenset(known))) for _ in range(processes)]
    for member in members:
        crew.put(member)

    def read(path: Path) -> list[Piece]:
        member = crew.get()
        try:
            return member.read(path)
        finally:
            crew.put(member)

    threads = ThreadPoolExecutor(processes, thread_name_prefix="wenbao-read")
    try:
        yield from _in_order(threads, read, paths, processes * _AHEAD)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for member in members:
            member.close()
        threads.shutdown(wait=True)


def _in_order(
    threads: ThreadPoolExecutor,
    read: Callable[[Path], list[Piece]],
    paths: Sequence[Path],
    ahead: int,
) -> Iterator[list[Piece]]:
    waiting: deque[Future[list[Piece]]] = deque()
    for path in paths:
        waiting.append(threads.submit(read, path))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class _Process:
    """One reader; started when it is first needed, and again after it died."""

    def __init__(self, setting: tuple[Loader, Told, frozenset[str]]) -> None:
        self._setting = pickle.dumps(setting)
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def read(self, path: Path) -> list[Piece]:
        slow = Event()
        timer = self._timer(LOADING, slow)
        try:
            process = self._started()
            assert process.stdin is not None and process.stdout is not None
            _send(process.stdin, pickle.dumps(path))
            _receive(process.stdout)
            timer.cancel()
            timer = self._timer(SECONDS, slow)
            answer: list[Piece] = pickle.loads(_receive(process.stdout))
            return answer
        except (OSError, EOFError, pickle.UnpicklingError):
            self._kill()
            return [Failed(message=_SLOW if slow.is_set() else _DIED, bug=not slow.is_set())]
        finally:
            timer.cancel()

    def _timer(self, seconds: float, slow: Event) -> Timer:
        """Kills the process after that time."""

        def give_up() -> None:
            slow.set()
            self._kill()

        timer = Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        return timer

    def close(self) -> None:
        self._closed = True
        self._kill()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise EOFError
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get("WENBAO_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
            assert self._process.stdin is not None
            _send(self._process.stdin, self._setting)
        return self._process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Reads files as they are asked for, until the pipe ends."""
    try:
        loader, told, known = pickle.loads(_receive(requests))
        while True:
            path: Path = pickle.loads(_receive(requests))
            found = pieces(loader, path, told, known, loaded=lambda: _send(answers, b""))
            _send(answers, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    except (EOFError, BrokenPipeError):
        os._exit(0)


def _send(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_SIZE, "little"))
    pipe.write(content)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """Raises EOFError where the pipe ends."""
    size = int.from_bytes(_exactly(pipe, _SIZE), "little")
    return _exactly(pipe, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content
