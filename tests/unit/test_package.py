"""The package as a whole: its public names, what importing it costs, and its floors."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
import rag.errors
from rag.errors import RagError

ROOT = Path(rag.__file__).resolve().parents[1]
PACKAGE = ROOT / "rag"
PYPROJECT = ROOT / "pyproject.toml"
HEAVY = ("torch", "chromadb", "gradio", "langchain", "langchain_core", "sentence_transformers")
WRAPS = {
    "rag.adapters.langchain",
    "rag.page.blocks",
    "rag.page.serving",
    "rag.page.theme",
}
"""The modules that are the wrapping of a heavy library."""
OUTSIDE_THE_WALL = {
    "numpy": {"rag.ports"},
    "platformdirs": {"rag.settings"},
    "rjieba": {"rag.words"},
    "gradio": {"rag.page.blocks", "rag.page.theme"},
}
"""Third-party packages that a module outside rag.adapters may import, and which one."""

in_checkout = pytest.mark.skipif(not PYPROJECT.exists(), reason="the package is not in a checkout")


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported(path: Path) -> Iterator[str]:
    """Top-level names that a file imports, deferred imports and those for types included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def python(code: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_public_names() -> None:
    own = {
        name
        for name, value in vars(rag).items()
        if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("rag")
    }
    assert own == set(rag.__all__)
    assert len(rag.__all__) == len(set(rag.__all__))


def test_every_error_is_public() -> None:
    kinds = {
        name
        for name, value in vars(rag.errors).items()
        if isinstance(value, type) and issubclass(value, RagError)
    }
    assert kinds <= set(rag.__all__)


@in_checkout
def test_one_version() -> None:
    assert tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["version"] == rag.__version__


@in_checkout
def test_the_lock_pins_all_that_is_needed() -> None:
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines)
    assert {re.split(r"[<>=\[]", one)[0].lower() for one in needed} <= set(pinned)


@in_checkout
def test_the_lock_fits_every_machine() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"://|\+|\bfile:|^(?:nvidia-|cuda-|triton)", text, re.MULTILINE)


def test_import_rag_loads_nothing_heavy() -> None:
    loaded = python(
        f"import sys, rag; print([n for n in {(*HEAVY, 'numpy')!r} if n in sys.modules])"
    )
    assert loaded == "[]"


def test_no_module_loads_what_it_does_not_wrap() -> None:
    light = [name for name, _ in modules() if name not in WRAPS | {"rag.adapters.formats.child"}]
    code = f"""
import importlib, sys
for name in {light!r}:
    importlib.import_module(name)
    heavy = [h for h in {HEAVY!r} if h in sys.modules]
    assert not heavy, f"{{name}} loads {{heavy}}"
"""
    python(code)


def test_third_party_imports_stay_behind_the_wall() -> None:
    found = [
        f"{name} imports {library}"
        for name, path in modules()
        if not name.startswith("rag.adapters")
        for library in set(imported(path)) - set(sys.stdlib_module_names) - {"rag"}
        if name not in OUTSIDE_THE_WALL.get(library, ())
    ]
    assert found == []


@pytest.mark.parametrize("name", ["types", "errors"])
def test_the_words_need_the_standard_library_only(name: str) -> None:
    assert set(imported(PACKAGE / f"{name}.py")) <= set(sys.stdlib_module_names)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and the contracts."""
    folder = tmp_path_factory.mktemp("house")
    for _, path in modules():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    shutil.copyfile(PYPROJECT, folder / "pyproject.toml")
    return folder


def lint(folder: Path) -> tuple[int, str]:
    code = "from importlinter.cli import lint_imports_command as main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


@in_checkout
def test_the_contracts_hold(house: Path) -> None:
    code, said = lint(house)
    assert code == 0, said


@in_checkout
@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("split.py", "from rag import fuse", "imports go down only"),
        ("types.py", "def _late() -> None:\n    import rag.numerals", "imports go down only"),
        ("ports.py", "from rag import adapters", "imports go down only"),
        ("stray.py", "", "imports go down only"),
        ("assistant.py", "from rag.adapters import store", "the stories know ports"),
        ("cli.py", "from rag.adapters import store", "only wiring names adapters"),
        ("reader/match.py", "from rag.reader import choose", "no cycles"),
        ("numerals.py", "from rag import years", "no cycles"),
        ("numerals.py", "import torch", "stand behind rag.adapters"),
        ("wiring.py", "import chromadb.api", "stand behind rag.adapters"),
        (
            "reader/prose.py",
            "def _late() -> None:\n    import sqlite3",
            "stand behind rag.adapters",
        ),
        ("cli.py", "import gradio", "gradio stands behind rag.page"),
        ("adapters/store.py", "import gradio", "gradio stands behind rag.page"),
    ],
)
def test_a_broken_contract_fails(house: Path, file: str, line: str, contract: str) -> None:
    path = house / "rag" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        code, said = lint(house)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    kept, _, broken = said.partition("Broken contracts")
    assert code == 1, said
    assert any(contract in told for told in kept.splitlines() if " BROKEN" in told), said
    assert f".{Path(file).stem} " in broken or f".{Path(file).stem}\n" in broken, said
