"""Signs in to a guarded MCP server with the official SDK (mcp 2.3) and calls its tools: mcp_client.py URL."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

try:
    import httpx2
    from mcp import Client
    from mcp.client.auth import OAuthClientProvider, TokenStorage
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
except ImportError as problem:
    sys.exit(
        f"{problem}: install the SDK, python3 -m venv .tools/sdk && .tools/sdk/bin/pip install mcp==2.3.0, "
        "and run this by .tools/sdk/bin/python"
    )

REDIRECT = "http://127.0.0.1:3030/callback"


class Memory(TokenStorage):
    """Forgets everything when the program ends."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Callback:
    """Waits on loopback for the browser to come back."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readline()).decode().split(" ")[1]
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nYou are signed in. Go back to the terminal.\n")
        await writer.drain()
        writer.close()
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        if ("code" in query or "error" in query) and not self.answer.done():
            self.answer.set_result(query)

    async def result(self) -> AuthorizationCodeResult:
        query = await self.answer
        if "error" in query:
            raise SystemExit(f"not signed in: {query['error']}: {query.get('error_description', '')}")
        return AuthorizationCodeResult(code=query["code"], state=query.get("state"), iss=query.get("iss"))


async def show(url: str) -> None:
    print(f"open in a browser on this machine:\n\n  {url}\n", flush=True)


def require_addresses(url: str) -> None:
    """Ends the program when the server's name has no address here."""
    name = urlsplit(url).hostname or ""
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        names = name if not name.startswith("mcp.") else f"{name} {name.replace('mcp.', 'auth.', 1)}"
        sys.exit(f"'{name}' has no address on this machine; as root: echo 127.0.0.1 {names} >> /etc/hosts")


async def main(url: str) -> None:
    callback = Callback()
    server = await asyncio.start_server(callback.serve, "127.0.0.1", urlsplit(REDIRECT).port)
    metadata = OAuthClientMetadata(
        client_name="Example of proxyd", redirect_uris=[REDIRECT], token_endpoint_auth_method="none"
    )
    provider = OAuthClientProvider(
        server_url=url, client_metadata=metadata, storage=Memory(), redirect_handler=show,
        callback_handler=callback.result,
    )  # fmt: skip
    async with (
        server,
        httpx2.AsyncClient(auth=provider, verify=ssl.create_default_context()) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        print("tools:", ", ".join(tool.name for tool in (await client.list_tools()).tools))
        print("whoami:", (await client.call_tool("whoami", {})).structured_content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: mcp_client.py URL")
    require_addresses(sys.argv[1])
    asyncio.run(main(sys.argv[1]))
