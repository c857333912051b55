"""Where the package's own files lie: in the wheel beside the code, in a checkout above it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder or file of that name: ``prompts`` and ``seeds``, or anything in ``rag/data``."""
    for folder in (_PACKAGE, _PACKAGE.parent, _PACKAGE / "data"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"安装不完整：缺少 {name}，请重新安装 wenbao。")
