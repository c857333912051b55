"""Prompts are files in ``prompts/``: each declares its variables and is checked at start.

A file begins with a front matter of one line, ``variables: a, b``, between two lines ``---``; then
each line ``# system``, ``# user`` or ``# assistant`` opens a message, in which ``{a}`` stands for a
value and ``{{`` for a brace. What is declared, what is written and what the program gives must be
the same names; else LlmError says which file is wrong and how.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from rag.errors import LlmError
from rag.resources import resource

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

_FRONT = re.compile(r"\A---\nvariables:([^\n]*)\n---\n(.*)\Z", re.DOTALL)
_ROLE = re.compile(r"^# (system|user|assistant)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Messages as (role, text with ``{variables}``), in their order."""

    name: str
    variables: frozenset[str]
    messages: tuple[tuple[str, str], ...]

    def template(self) -> ChatPromptTemplate:
        """The same as LangChain has it."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages(self.messages)


def load(name: str, variables: Collection[str], folder: Path | None = None) -> Prompt:
    """The prompt ``name.md`` of the folder (the package's own by default), checked.

    ``variables`` are the names that the program will give. Raises LlmError.
    """
    path = (folder or resource("prompts")) / f"{name}.md"
    try:
        text = path.read_text("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise _wrong(path, "不存在或不是 UTF-8 文本", "请恢复该文件") from None
    found = _FRONT.match(text)
    if not found:
        raise _wrong(path, "开头没有变量声明", "请以 ---、variables: …、--- 三行开头")
    declared = frozenset(part.strip() for part in found[1].split(",") if part.strip())
    pieces = _ROLE.split(found[2])
    messages = tuple(
        (role, body.strip()) for role, body in zip(pieces[1::2], pieces[2::2], strict=True)
    )
    if pieces[0].strip() or not any(role == "user" for role, _ in messages):
        raise _wrong(path, "没有分成 # system 和 # user 两段", "请在每段前写上这样的一行")
    used = frozenset(field for _, body in messages for field in _fields(path, body))
    _same(path, declared, frozenset(variables), "程序给出的变量")
    _same(path, used, declared, "声明的变量")
    return Prompt(name=name, variables=declared, messages=messages)


def _fields(path: Path, body: str) -> list[str]:
    """The names in braces; Formatter understands more than a plain name, which is refused."""
    try:
        parsed = list(Formatter().parse(body))
    except ValueError:
        raise _wrong(path, "花括号不成对", "请把文字中的花括号写成 {{ 和 }}") from None
    for _, field, spec, conversion in parsed:
        if field is not None and (spec or conversion or not field.isidentifier()):
            raise _wrong(path, f"花括号里的“{field}”不是变量名", "请只写变量名")
    return [field for _, field, _, _ in parsed if field is not None]


def _same(path: Path, have: frozenset[str], want: frozenset[str], whose: str) -> None:
    if missing := want - have:
        raise _wrong(path, f"缺少{whose}：{'、'.join(sorted(missing))}", "请补上")
    if extra := have - want:
        raise _wrong(path, f"多出不在{whose}之中的：{'、'.join(sorted(extra))}", "请去掉")


def _wrong(path: Path, what: str, cure: str) -> LlmError:
    return LlmError(f"提示词文件 {path} {what}；{cure}。")
