"""Finds tables that a converter set one cell to a line, by their running row numbers.

Such a number must not be taken for that of a page, nor a cell that recurs for a running head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"\d{1,3}")
_HEADER = re.compile(r"序\s*号?|编\s*号")
_OUTSIDE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|附[件:：]|第[一二三四五六七八九十]{1,3}(?:部分|章)|[^，。；]{4,40}(?:清单|一览表|实事|计划表|分解表)\s*$"
)
_ENDED = re.compile(r"[。！？；]$")
_FEWEST = 4
_TALLEST = 16
"""A row of more lines than these is none."""
_CELL = 24


def rows(lines: Sequence[str]) -> dict[int, int]:
    """For each line of a table the number of the line with which its row begins."""
    found: dict[int, int] = {}
    numbered = [n for n, line in enumerate(lines) if _NUMBER.fullmatch(line)]
    at = 0
    while at < len(numbered):
        run = _run(lines, numbered, at)
        if len(run) >= _FEWEST and _is_table(lines, run):
            _take(lines, run, found)
            at += len(run)
        else:
            at += 1
    return found


def _run(lines: Sequence[str], numbered: Sequence[int], at: int) -> list[int]:
    """The lines that go on counting 1, 2, 3 … from this one."""
    run = [numbered[at]]
    if lines[run[0]] != "1":
        return run
    for line in numbered[at + 1 :]:
        if line - run[-1] > _TALLEST:
            break
        if int(lines[line]) == int(lines[run[-1]]) + 1:
            run.append(line)
    return run


def _is_table(lines: Sequence[str], run: Sequence[int]) -> bool:
    """Whether a header stands above, or what lies between the numbers looks like cells."""
    if any(_HEADER.fullmatch(line) for line in lines[max(0, run[0] - _TALLEST) : run[0]]):
        return True
    between = [line for line in lines[run[0] : run[-1]] if line and not _NUMBER.fullmatch(line)]
    short = sum(len(line) <= _CELL and not _ENDED.search(line) for line in between)
    return short >= 0.5 * len(between) and len(between) >= 2 * len(run) - 2


def _take(lines: Sequence[str], run: Sequence[int], found: dict[int, int]) -> None:
    header = next(
        (
            n
            for n in range(run[0] - 1, max(-1, run[0] - _TALLEST), -1)
            if _HEADER.fullmatch(lines[n])
        ),
        None,
    )
    if header is not None:
        found.update(dict.fromkeys(range(header, run[0]), header))
    heights = sorted(b - a for a, b in pairwise(run))
    ends = [*run[1:], min(len(lines), run[-1] + heights[len(heights) // 2])]
    for start, end in zip(run, ends, strict=True):
        for line in range(start, end):
            if line > start and _OUTSIDE.match(lines[line]):
                break
            found[line] = start
