"""Drives the official Python SDK of the generation before, which lives in an environment of its own."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
from pathlib import Path

from ..node import ROOT
from . import issued

PYTHON = Path(os.environ.get("MCP1_PYTHON", ROOT / ".tools/mcp1/bin/python"))
LIMIT_S = 60


class OlderSDK:
    """The program, which signs in once for each `whole_life`."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("sdk_1_client.py")
        self._process = subprocess.Popen(
            [str(PYTHON), str(program)], env={"PATH": os.environ["PATH"], "PYTHONPATH": str(program.parents[2])},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def whole_life(self, **wanted: object) -> dict:
        """Signs in, calls, refreshes, and calls again; gives what it saw."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            assert selector.select(LIMIT_S), f"no answer of the older SDK within {LIMIT_S} s"
        seen = json.loads(self._process.stdout.readline())
        assert "problem" not in seen, seen["problem"]
        for value in seen.pop("secrets"):
            issued.note("of the older SDK", value)
        return seen

    def end(self) -> None:
        self._process.kill()
        self._process.wait(10)
