"""Prompts declare their variables and are checked at start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.adapters.llm import MARKER, VARIABLES
from rag.adapters.prompts import load
from rag.errors import LlmError

WHOLE = "---\nvariables: a, b\n---\n# system\n说{{好}}。\n\n# user\n{a}和{b}\n"


def write(folder: Path, text: str) -> Path:
    (folder / "test.md").write_text(text, "utf-8")
    return folder


def test_a_prompt_becomes_a_template(tmp_path: Path) -> None:
    prompt = load("test", ("a", "b"), write(tmp_path, WHOLE))
    assert prompt.messages == (("system", "说{{好}}。"), ("user", "{a}和{b}"))
    messages = prompt.template().format_messages(a="{b}", b="2")
    assert [m.content for m in messages] == ["说{好}。", "{b}和2"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_endings_do_not_matter(tmp_path: Path, newline: str) -> None:
    (tmp_path / "test.md").write_bytes(WHOLE.replace("\n", newline).encode())
    assert load("test", ("a", "b"), tmp_path).variables == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WHOLE.replace("a, b", "a"), "缺少程序给出的变量：b"),
        (WHOLE.replace("a, b", "a, b, c"), "多出不在程序给出的变量之中的：c"),
        (WHOLE.replace("{b}", ""), "缺少声明的变量：b"),
        (WHOLE.replace("{b}", "{b}{c}"), "多出不在声明的变量之中的：c"),
        (WHOLE.replace("{b}", "{b"), "花括号不成对"),
        (WHOLE.replace("{b}", "{b.__class__}"), "不是变量名"),
        (WHOLE.replace("{b}", "{b!r}"), "不是变量名"),
        (WHOLE.replace("{b}", "{}"), "不是变量名"),
        (WHOLE.replace("# user", ""), "# user"),
        (WHOLE.replace("# system", "开头的话\n# system"), "# system"),
        ("# user\n{a}{b}", "没有变量声明"),
        ("", "没有变量声明"),
    ],
)
def test_a_wrong_file_is_named_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LlmError, match=re.escape(words)) as caught:
        load("test", ("a", "b"), write(tmp_path, text))
    assert str(tmp_path / "test.md") in str(caught.value)


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(LlmError, match="不存在"):
        load("test", (), tmp_path)
    (tmp_path / "test.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LlmError, match="UTF-8"):
        load("test", (), tmp_path)


def test_the_packages_own_prompt() -> None:
    prompt = load("answer", VARIABLES)
    assert [role for role, _ in prompt.messages] == ["system", "user"]
    assert MARKER in prompt.messages[0][1]
    values = {"question": "{x}", "passages": "{y}", "language": "中文"}
    user = prompt.template().format_messages(**values)[1].content
    assert "<question>\n{x}\n</question>" in user
