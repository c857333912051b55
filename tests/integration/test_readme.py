"""The README is true: its examples run, its settings and files exist, its twin agrees."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import eval.__main__
import rag.cli
from rag import arguments
from rag.adapters.files import Files
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELIDED = "…"


def blocks(readme: str, *languages: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [body for language, body in BLOCK.findall(text) if language in languages]


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block with the lines that it is shown to print."""
    for piece in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *lines = piece.splitlines()
        yield command, lines


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the seed reports and a library of its own."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for name in ("WENBAO_LLM", "WENBAO_EMBEDDING", "WENBAO_LLM_BASE_URL", "WENBAO_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WENBAO_DATA", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(line: str) -> str:
    """A line of the README as a pattern: … stands for anything, all else for itself."""
    return "*".join(re.sub(r"([\[*?])", r"[\1]", part) for part in line.split(ELIDED))


def test_commands_print_what_is_shown(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = 0
    for block in blocks("README.md", "console"):
        for command, lines in commands(block):
            program, *words = shlex.split(command)
            assert program == "wenbao"
            assert rag.cli.main(words) == 0, command
            printed = iter(capsys.readouterr().out.splitlines())
            for line in lines:
                found = any(fnmatchcase(got, shown(line)) for got in printed)
                assert found, f"`{command}` does not print: {line}"
            ran += 1
    assert ran >= 6


def test_python_examples_run(desk: Path) -> None:
    names: dict[str, object] = {}
    examples = blocks("README.md", "python")
    assert len(examples) >= 3
    for example in examples:
        exec(compile(example, "README.md", "exec"), names)


def test_shell_examples_exist(tmp_path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    seen = set()
    for line in "".join(blocks("README.md", "sh")).splitlines():
        program, *words = shlex.split(line)
        seen.add(program)
        if program == "make":
            assert set(words) <= targets
        elif program == "wenbao":
            assert arguments.parse(words).command == words[0]
        elif program == "python":
            assert words[:2] == ["-m", "eval"]
        else:
            assert words[:2] == ["install", "."], line
            assert all((ROOT / word).exists() for word in words[1:] if word != "-c")
    assert seen == {"make", "wenbao", "python", "pip"}


def test_evaluation_runs_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (line,) = (
        line
        for line in "".join(blocks("README.md", "sh")).splitlines()
        if line.startswith("python -m eval ")
    )
    words = shlex.split(line)[3:]
    at = words.index("--cases")
    words[at + 1 : words.index("--reports")] = ["eval/cases/cross_dev.jsonl"]
    words[words.index("--out") + 1] = str(tmp_path / "dev.jsonl")
    assert eval.__main__.main(words) == 0
    cases = (ROOT / "eval/cases/cross_dev.jsonl").read_text("utf-8").splitlines()
    for name in ("dev.jsonl", "dev.baseline.jsonl"):
        assert len((tmp_path / name).read_text("utf-8").splitlines()) == len(cases)


def test_the_twins_show_the_same() -> None:
    kinds = ("sh", "console", "python")
    assert blocks(READMES[0], *kinds) == blocks(READMES[1], *kinds)


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_told(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(WENBAO_\w+)` \| `(\w+)` \|", text, re.MULTILINE))
    code = (ROOT / "rag/settings.py").read_text(encoding="utf-8")
    assert set(rows) == set(re.findall(r'"(WENBAO_\w+)"', code))
    assert set(rows.values()) == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_told(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert set(re.findall(r"`wenbao (\w+)", text)) == set(rag.cli._COMMANDS)


@pytest.mark.parametrize("readme", READMES)
def test_every_form_is_told(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\.\w+` ?)+) \|", text, re.MULTILINE)
    assert {form for row in rows for form in re.findall(r"\.\w+", row)} == Files.endings


@pytest.mark.parametrize("readme", READMES)
def test_every_file_is_there(readme: str) -> None:
    (tree,) = blocks(readme, "text")
    assert tree.startswith("rag/ ")
    folder = ROOT
    named = 0
    for line in tree.splitlines():
        folder = ROOT / "rag" if line.startswith("  ") else ROOT
        for path in re.findall(r"(?<![\w/])[\w/]+(?:\.py|/)(?!\w)", line):
            assert (folder / path).exists(), path
            named += 1
    assert named > 30


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_somewhere(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    linked = [to for to in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in to]
    assert linked
    assert [to for to in linked if not (ROOT / to).exists()] == []
