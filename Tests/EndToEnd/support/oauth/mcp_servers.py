"""FastMCP servers on loopback, one of each kind: with and without sessions, answering by events or by JSON."""

from __future__ import annotations

import asyncio
import threading

import uvicorn
from fastmcp import Context, FastMCP

from ..ports import free_port
from ..waiting import eventually

KINDS = {
    "stateful-sse": {"stateless_http": False, "json_response": False},
    "stateful-json": {"stateless_http": False, "json_response": True},
    "stateless-sse": {"stateless_http": True, "json_response": False},
    "stateless-json": {"stateless_http": True, "json_response": True},
}


def tools_server(kind: str) -> FastMCP:
    server = FastMCP(kind)

    @server.tool
    def add(a: int, b: int) -> int:
        return a + b

    @server.tool
    async def tick(count: int, pause: float, context: Context) -> str:
        """Tells its progress, so that the answer is a stream that stays open."""
        for number in range(count):
            await context.report_progress(number, count)
            await asyncio.sleep(pause)
        return "done"

    return server


class MCPServers:
    """All kinds, on one thread."""

    def __init__(self) -> None:
        self.ports = {kind: free_port() for kind in KINDS}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._servers = [
            uvicorn.Server(
                uvicorn.Config(
                    self._recording(kind, tools_server(kind).http_app(path="/mcp", **options)),  # type: ignore[arg-type]
                    host="127.0.0.1", port=self.ports[kind], log_level="warning", lifespan="on",
                    timeout_graceful_shutdown=1,
                )
            )
            for kind, options in KINDS.items()
        ]  # fmt: skip
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        eventually("the MCP servers", lambda: all(server.started for server in self._servers), 20)

    def url(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.ports[kind]}"

    def stop(self) -> None:
        for server in self._servers:
            server.should_exit = True
        self._thread.join(10)

    def _recording(self, kind: str, application):  # noqa: ANN001, ANN202
        async def recorded(scope, receive, send):  # noqa: ANN001, ANN202
            if scope["type"] == "http":
                headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
                self.requests.append((kind, scope["method"], headers))
            await application(scope, receive, send)

        return recorded

    async def _main(self) -> None:
        for server in self._servers:
            server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
        await asyncio.gather(*(server._serve() for server in self._servers))
