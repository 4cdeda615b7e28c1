"""Nothing that opens a door is in a log: everything that was issued is looked for in everything that was written."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from support.oauth import issued
from support.waiting import eventually

MARK = "log-probe-"


def _spellings(value: str) -> set[str]:
    plain = value.encode()
    return {value, quote(value, safe=""), base64.b64encode(plain).decode().rstrip("="), plain.hex()}


@pytest.mark.last
def test_no_secret_code_or_token_was_logged(site, node) -> None:
    # The probe shows that what is asked for does come into the log, so that an empty log would not pass.
    site.get(f"/{MARK}1")
    eventually("a log of what was asked", lambda: f"/{MARK}1" in site.node.said())
    texts = [*issued.logs, ("the shared site", site.node.said()), ("the shared node", node.said())]
    assert len(issued.secrets) > 5, "nothing was issued at all"
    found = []
    for value, kind in issued.secrets.items():
        for spelling in _spellings(value):
            found += [
                f"{kind} {value[:6]}… in the log of {name}: …{line[:300]}"
                for name, text in texts
                if spelling in text
                for line in text.splitlines()
                if spelling in line
            ]
    assert not found, "\n".join(found[:10])
