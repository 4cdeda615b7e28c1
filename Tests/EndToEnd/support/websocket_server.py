"""A WebSocket backend on a thread of its own: it echoes, and can close with a code."""

from __future__ import annotations

import asyncio
import threading

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

LARGEST = 17 << 20


class WebSocketServer:
    """Echoes every message; `close CODE` closes with that code; `ping` sends a ping and says that its pong came."""

    def __init__(self) -> None:
        self.port = 0
        self.closed: list[tuple[int | None, str | None]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())

    async def _main(self) -> None:
        self._stopped = asyncio.Event()
        async with serve(
            self._handle, "127.0.0.1", 0, max_size=LARGEST, ping_interval=None, compression=None, close_timeout=1
        ) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._started.set()
            await self._stopped.wait()

    async def _handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.paths.append(connection.request.path)
        self.headers.append({name.lower(): value for name, value in connection.request.headers.raw_items()})
        try:
            async for message in connection:
                if isinstance(message, str) and message.startswith("close "):
                    await connection.close(int(message[6:]), "as you wish")
                elif message == "ping":
                    await asyncio.wait_for(await connection.ping(b"are you there"), 5)
                    await connection.send("pong came")
                else:
                    await connection.send(message)
        except ConnectionClosed:
            pass
        finally:
            self.closed.append((connection.close_code, connection.close_reason))
