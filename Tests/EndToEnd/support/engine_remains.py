"""What an engine leaves that was killed, or that did not end its containers in time.

Everything is told by the engine's own folder, so that nothing of another engine is touched.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

_PROGRAMS = ("dockerd", "containerd", "docker-init", "runc")
_TASKS = "exec/containerd/daemon/io.containerd.runtime.v2.task/moby"


def remove(folder: Path) -> None:
    """Ends and removes what is left of the engine of a folder, and then the folder."""
    for _ in range(10):
        left = processes(folder)
        for number in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        if not left:
            break
        time.sleep(0.1)
    for task in (folder / _TASKS).glob("*"):
        with contextlib.suppress(OSError):
            address = (task / "address").read_text().strip().removeprefix("unix://")
            if address.startswith("/run/containerd/s/"):
                os.unlink(address)
        for group in [Path("/sys/fs/cgroup/docker"), *Path("/sys/fs/cgroup").glob("*/docker")]:
            with contextlib.suppress(OSError):
                (group / task.name).rmdir()
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for mount in sorted((m for m in mounts if m.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
    networks = folder / "data/network/files/local-kv.db"
    if networks.exists():
        for number in sorted({found[:12].decode() for found in re.findall(rb"[0-9a-f]{64}", networks.read_bytes())}):
            if Path(f"/sys/class/net/br-{number}").exists():
                subprocess.run(["ip", "link", "delete", f"br-{number}"], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def processes(folder: Path) -> list[int]:
    """The engine's programs and its containers' processes, whose root is a folder of the engine."""
    root = re.compile(rf"^\d+ \d+ [\d:]+ \S*/{re.escape(folder.name)}/\S* / ", re.MULTILINE)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            is_program = (process / "comm").read_text().startswith(_PROGRAMS)
            if is_program and f"{folder}/".encode() in (process / "cmdline").read_bytes():
                found.append(int(process.name))
            elif root.search((process / "mountinfo").read_text()):
                found.append(int(process.name))
    return found
