"""The Gradio page: a chat, the cited passages beside it, a comparison, the loaded reports.

It decides nothing about answers: it asks the assistant and shows what it says. Gradio is imported
when the page is built, so that importing this package costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.page.desk import Assistant

__all__ = ["build", "launch", "serve"]

HOST = "127.0.0.1"
PORT = 7860


def build(assistant: Assistant) -> Any:
    """The page as ``gr.Blocks`` with the endpoints ``/ask``, ``/reports`` and ``/compare``."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from rag.page.serving import own_uploads

    own_uploads()
    from rag.page.blocks import blocks

    return blocks(assistant)


def launch(
    demo: Any,
    *,
    host: str = HOST,
    port: int = PORT,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serves built blocks until Ctrl-C; ``on_ready`` gets the address once it answers.

    Raises WrongUse when the port is taken.
    """
    from rag.page.serving import launch as start

    start(demo, host=host, port=port, on_ready=on_ready)


def serve(
    assistant: Assistant,
    *,
    host: str = HOST,
    port: int = PORT,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Builds the page and serves it until Ctrl-C. Raises WrongUse when the port is taken."""
    launch(build(assistant), host=host, port=port, on_ready=on_ready)
