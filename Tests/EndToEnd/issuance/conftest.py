"""Fixtures: an authority that looks at a node's own ports, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble


@pytest.fixture(scope="module")
def issuing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuing]:
    """A node that gets its certificates from Pebble, which hands out wrong nonces and pauses as authorities do."""
    folder = tmp_path_factory.mktemp("issuing")
    node = Node(folder / "node")
    pebble = Pebble(
        folder / "pebble", http_port=node.http_port, tls_port=node.https_port, wfe_noncereject=50, authzreuse=50
    )
    made = Issuing(node, pebble)
    made.start()
    yield made
    made.end()
