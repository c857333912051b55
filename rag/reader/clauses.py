"""What a clause is: a measure by itself, more about what stands before it, an item of a list."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from rag.reader.match import Segment
from rag.types import Query
from rag.words import tagged


def acts(clause: str) -> bool:
    """Whether a clause is a measure by itself: a verb and what it is done to."""
    words = tagged(clause.strip("，。； "))
    return bool(words) and words[0][1].startswith("v") and words[0][0] in _DOES


_DOES = frozenset(
    (
        *("启动", "推进", "完成", "实施", "建成", "建设", "加快", "加强", "抓好", "推动", "力促"),
        *("开展", "打造", "培育", "引进", "落实", "改造", "提升", "新建", "支持", "发展", "实现"),
        *("做好", "争取", "力争", "确保", "深化", "优化", "健全", "完善", "强化", "扩大", "规范"),
        *("推行", "推广", "举办", "创建", "申报", "谋划", "布局", "投放", "出台", "制定"),
    )
)
"""Verbs with which reports open one measure after the other."""


def goes_on(clause: str) -> bool:
    """Whether a clause without a figure goes on about a subject that stands before it."""
    _, tag = next(iter(tagged(clause.strip("，。； "))), ("", ""))
    return tag.startswith(("v", "p", "d", "c")) and not re.search(r"\d", clause)


def item(query: Query, part: Segment) -> Segment:
    """The one item of a list that alone has the words of the question, where it has a name too.

    Only one between others: the first shares what stands before the list, the last what follows.
    """
    text = part.text
    if _WHICH.search(query.standalone) is None:
        return part
    cuts = [m.start() for m in re.finditer("、", text)]
    terms = [t for t in query.terms if t in text and t not in ANY]
    spans = [(a + 1, b) for a, b in pairwise(cuts) if not re.search("[，；：。]", text[a:b])]
    if cuts:
        spans = [*_ends(text, cuts[0], cuts[-1]), *spans]
    holding = [(a, b) for a, b in spans if terms and all(t in text[a:b] for t in terms)]
    if len(holding) != 1 or all(text.count(t) > 1 for t in terms):
        return part
    start, end = holding[0]
    if end - start - sum(map(len, terms)) < _NAME:
        return part
    return replace(part, start=part.start + start, end=part.start + end)


def _ends(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The first item behind its verb and the last one before 等, where a list has those."""
    found: list[tuple[int, int]] = []
    start = max((text.rfind(c, 0, first) for c in "，；：。"), default=-1) + 1
    verb = next(iter(tagged(text[start:first])), ("", ""))[0]
    if verb in _DOES:
        found.append((start + len(verb), first))
    stop = re.compile("等").search(text, last)
    if stop and not re.search("[，；：。]", text[last : stop.start()]):
        found.append((last + 1, stop.start()))
    return found


_WHICH = re.compile("哪|谁|叫(?:什么|啥)|名[字称]")
ANY = frozenset({"项目", "工程", "企业", "公司", "厂家", "建设"})
_NAME = 2
"""Characters beside the question's words in which an item may have a name."""
