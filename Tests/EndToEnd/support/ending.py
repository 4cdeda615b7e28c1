"""How tests end the programs that they started."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable


def end(processes: Iterable[subprocess.Popen | None], patience: float = 5) -> None:
    """Asks all of them to end, and makes those end that have not within so many seconds."""
    running = [process for process in processes if process is not None and process.poll() is None]
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(patience)
