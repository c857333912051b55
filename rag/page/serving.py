"""Serves the page with safe defaults: nothing leaves the machine, nothing is framed or sniffed."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from rag.errors import WrongUse
from rag.page.theme import theme
from rag.settings import Settings

MAX_FILE = "32mb"
_HERE = Path(__file__).parent
_LOCAL = "127.0.0.1,localhost,::1"
_HEAD = """<script>document.documentElement.lang = "zh-CN";</script>
<meta name="color-scheme" content="light dark">"""
# Gradio's front end starts from inline scripts and compiles its templates with Function().
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}

_Message = MutableMapping[str, Any]


class Secured:
    """ASGI middleware that adds the security headers to every response."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(
        self,
        scope: _Message,
        receive: Callable[[], Awaitable[_Message]],
        send: Callable[[_Message], Awaitable[None]],
    ) -> None:
        async def secured(message: _Message) -> None:
            if message["type"] == "http.response.start":
                taken = {name.lower() for name, _ in message.get("headers", ())}
                extra = [pair for pair in self._headers if pair[0] not in taken]
                message["headers"] = [*message.get("headers", ()), *extra]
            await send(message)

        await self._app(scope, receive, secured if scope["type"] == "http" else send)


def options() -> dict[str, Any]:
    """What ``Blocks.launch`` is given, apart from host and port."""
    return {
        "theme": theme(),
        "css_paths": _HERE / "page.css",
        "head": _HEAD,
        "app_kwargs": {"middleware": [(Secured, (), {})], "docs_url": None, "redoc_url": None},
        "share": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "run_history": False,
        "mcp_server": False,
        "pwa": False,
        "show_error": False,
        "quiet": True,
        "inbrowser": False,
        "max_file_size": MAX_FILE,
        "blocked_paths": _blocked(),
        "footer_links": ["api"],
    }


def launch(
    demo: Any, *, host: str, port: int, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serves until Ctrl-C, which ends it without a word. Raises WrongUse when the port is taken."""
    _reach_itself()
    try:
        _, url, _ = demo.launch(
            server_name=host, server_port=port, prevent_thread_lock=True, **options()
        )
    except OSError:
        raise WrongUse(
            f"{host}:{port} 无法使用，多半是端口已被占用；请用 --port 换一个端口。"
        ) from None
    if url is None:  # Gradio's reload thread runs the script again beside the running server
        return
    try:
        if on_ready is not None:
            on_ready(url)
        threading.Event().wait()
    except KeyboardInterrupt:
        demo.close(verbose=False)


def _blocked() -> list[str]:
    """Folders that Gradio must never serve files from: this one, the user's, the library's."""
    uploads = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.gettempdir()).resolve()
    private = {Path.cwd(), Path.home(), Settings.from_env().folder.absolute()}
    return sorted(str(folder) for folder in private if not uploads.is_relative_to(folder.resolve()))


def own_uploads() -> None:
    """A folder for uploads that is this process's alone and goes with it.

    Gradio's default is one folder for the whole machine, which another user may own.
    """
    if not os.environ.get("GRADIO_TEMP_DIR"):
        folder = tempfile.mkdtemp(prefix="wenbao-")
        os.environ["GRADIO_TEMP_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _reach_itself() -> None:
    """Gradio calls its own address at start; a proxy set for the outside must not take that."""
    for name in ("NO_PROXY", "no_proxy"):
        kept = os.environ.get(name, "")
        if "127.0.0.1" not in kept:
            os.environ[name] = f"{kept},{_LOCAL}".strip(",")
