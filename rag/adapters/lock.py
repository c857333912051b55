"""The one writer's lock of a data folder, held through the operating system (filelock).

A killed process leaves no lock behind. The holder's name lies in a file beside the lock, because
some versions of filelock empty the lock file itself while they try it.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import DataError, Locked

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTDIR: "路径中有一段是文件",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
}


class WriterLock:
    """Held by one thread of one process at a time; entering it again there is free."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = FileLock(folder / "writer.lock", thread_local=False)
        self._holder = folder / "writer.json"
        self._turn = threading.RLock()
        self._depth = 0

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Yields whether this is the outermost entry.

        Raises Locked at once when another process or thread writes, DataError where the folder
        cannot be written.
        """
        if not self._turn.acquire(blocking=False):
            raise Locked(self._refusal())
        try:
            outermost = self._depth == 0
            if outermost:
                self._acquire()
            self._depth += 1
            try:
                yield outermost
            finally:
                self._depth -= 1
                if outermost:
                    self._release()
        finally:
            self._turn.release()

    def _acquire(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file.acquire(blocking=False)
        except Timeout:
            raise Locked(self._refusal()) from None
        except OSError as error:
            raise unwritable(self._folder, error) from error
        try:
            self._announce()
        except OSError as error:
            self._file.release()
            raise unwritable(self._folder, error) from error

    def _announce(self) -> None:
        holder = {
            "pid": os.getpid(),
            "host": os.uname().nodename if hasattr(os, "uname") else "",
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
            "command": _command(sys.argv),
        }
        fresh = self._holder.with_suffix(".new")
        fresh.write_text(json.dumps(holder, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._holder)

    def _release(self) -> None:
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._file.release()

    def _refusal(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(holder["since"])
            who = f"进程 {int(holder['pid'])}（{holder['command']}，自 {_clock(since)}）"
        except (OSError, ValueError, KeyError, TypeError):
            who = "另一个进程"
        return f"资料库正由{who}写入，请等它结束后再试。"


def unwritable(folder: Path, error: OSError) -> DataError:
    """The error for a data folder that cannot be created or written."""
    reason = _REASONS.get(error.errno or 0) or error.strerror or str(error)
    return DataError(
        f"数据文件夹 {folder} 不能写入（{reason}）；请检查权限和磁盘，或用 --data 另选一个文件夹。"
    )


def _command(argv: list[str]) -> str:
    """The program and its subcommand, without paths and options."""
    program = Path(argv[0]).name if argv and argv[0] else "python"
    words = [word for word in argv[1:2] if word.isalpha()]
    return " ".join([program, *words])


def _clock(since: datetime) -> str:
    local = since.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%Y-%m-%d %H:%M")
