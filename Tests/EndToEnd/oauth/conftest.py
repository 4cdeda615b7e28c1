"""Fixtures: a guarded site and the MCP servers behind it, shared by the tests of signing in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.certificates import Authority
from support.node import Node
from support.oauth.clients import Ways
from support.oauth.documents import ClientDocuments
from support.oauth.mcp_servers import KINDS, MCPServers
from support.oauth.names import resolve_locally
from support.oauth.site import Site

resolve_locally()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at the logs of all others comes last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(scope="session")
def mcp_servers() -> Iterator[MCPServers]:
    made = MCPServers()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def documents(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientDocuments]:
    made = ClientDocuments(authority, tmp_path_factory.mktemp("documents"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def ways(documents: ClientDocuments) -> Ways:
    """Every way in which a client makes itself known."""
    return Ways(documents)


@pytest.fixture(scope="session")
def site(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site for tests that leave it as they found it, but for hosts and clients of their own."""
    folder = tmp_path_factory.mktemp("site")
    trusted = folder / "trusted.pem"
    trusted.write_text(authority.pem)
    made = Site(
        Node(
            folder, EGRESS_ALLOWED="127.0.0.0/8", EGRESS_CA_FILE=trusted, OAUTH_REFRESH_REUSE_WINDOW="2s",
            LOG_LEVEL="trace",
        )
    )  # fmt: skip
    made.node.start()
    yield made.set_up()
    made.end()


@pytest.fixture(scope="session")
def urls(site: Site, mcp_servers: MCPServers) -> dict[str, str]:
    """The guarded address of each kind of MCP server."""
    return {kind: site.guard(f"{kind}.localhost", mcp_servers.url(kind)) for kind in KINDS}


@pytest.fixture
def url(urls: dict[str, str]) -> str:
    """The guarded address of one MCP server."""
    return urls["stateless-json"]


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes sites that the test may break, or with settings of their own; they are set up unless told otherwise."""
    made: list[Site] = []

    def make(set_up: bool = True, **settings: str | int | Path) -> Site:
        one = Site(Node(tmp_path / f"site{len(made) + 1}", **{"LOG_LEVEL": "trace", **settings}))
        made.append(one)
        one.node.start()
        return one.set_up() if set_up else one

    yield make
    for one in made:
        one.end()
