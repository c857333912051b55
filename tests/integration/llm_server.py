"""A server on loopback that speaks the OpenAI chat protocol, streaming included, by script.

with LlmServer(Reply(pieces=("沁水县", "…"))) as server: … ``server.url``, ``server.requests``
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server does with every request.

    ``pieces`` are the deltas of the stream, ``delay`` seconds before each of them; ``then`` says
    what follows the last one: the proper end, silence with the line held open, or a cut line.
    ``raw`` is sent instead of a stream, as it stands.
    """

    pieces: tuple[str, ...] = ()
    delay: float = 0.0
    then: str = "end"
    status: int = 200
    raw: bytes | None = None


class LlmServer(ThreadingHTTPServer):
    """Keeps the body and the key of every request; leaving the ``with`` ends every silence."""

    daemon_threads = False

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.closing = Event()
        self.hung_up = Event()
        super().__init__(("127.0.0.1", 0), _Chat)
        self._thread = Thread(target=self.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> LlmServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join()


class _Chat(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LlmServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"])
        self.close_connection = True
        reply = self.server.reply
        if self.path != "/v1/chat/completions":
            self._whole(404, b'{"error": {"message": "no such path"}}')
        elif reply.raw is not None or reply.status != 200:
            error = json.dumps({"error": {"message": "key sk-secret", "type": "test"}}).encode()
            self._whole(reply.status, error if reply.raw is None else reply.raw)
        else:
            self._streamed(reply)

    def _whole(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _streamed(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self._event({"role": "assistant", "content": ""}, None)
            for piece in reply.pieces:
                if self.server.closing.wait(reply.delay):
                    return
                self._event({"content": piece}, None)
            if reply.then == "end":
                self._event({}, "stop")
                self._chunk(b"data: [DONE]\n\n")
                self._chunk(b"")
            elif reply.then == "silence":
                while not self.server.closing.wait(0.02):
                    self._chunk(b": still here\n\n")
        except OSError:
            self.server.hung_up.set()

    def _event(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        event = {
            "id": "chat-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "test",
            "choices": [choice],
        }
        line = f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
        # Two chunks of HTTP in one event, cut inside a character: clients must put them together.
        self._chunk(line[: len(line) // 2])
        self._chunk(line[len(line) // 2 :])

    def _chunk(self, part: bytes) -> None:
        self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal of the tests."""
