"""Running recipes of the justfile against a node, as operators do."""

from __future__ import annotations

import os
import shutil
import subprocess

from .node import BINARY, ROOT, Node

JUST = shutil.which("just") or str(ROOT / ".tools/bin/just")


def just(node: Node, *arguments: str) -> str:
    """What a recipe prints; it must succeed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [JUST, "--justfile", str(ROOT / "justfile"), "--working-directory", str(ROOT), *arguments],
        env={**kept, "PROXYD": str(BINARY), "API_URL": node.api_url, "ADMIN_TOKEN": node.token},
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"just {arguments}: {done.stdout}{done.stderr}"
    return done.stdout
