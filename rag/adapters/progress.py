"""A progress bar with rate and time left where someone is watching, nothing where no one is."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

_FORMAT = (
    "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}，每秒 {rate_noinv_fmt}，还需 {remaining}"
)


class Bar:
    """One bar at a time on a terminal; lines printed through it do not break it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._watched = self._stream.isatty()
        self._stage = ""
        self._bar: tqdm[NoReturn] | None = None

    def show(self, stage: str, done: int, total: int) -> None:
        """Moves the bar of that stage; another stage begins another bar."""
        if not self._watched:
            return
        if self._bar is None or stage != self._stage:
            from tqdm import tqdm

            self.close()
            self._stage = stage
            bar: tqdm[NoReturn] = tqdm(
                desc=stage, total=total, file=self._stream, leave=False, bar_format=_FORMAT
            )
            self._bar = bar
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.refresh()

    def line(self, text: str, stream: TextIO) -> None:
        """Prints a line above the bar."""
        if self._bar is None:
            stream.write(text + "\n")
            stream.flush()
        else:
            self._bar.write(text, file=stream)

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
