"""Waiting for something to become true, with a deadline and never by luck."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(what: str, probe: Callable[[], Value], timeout: float = 5.0, every: float = 0.005) -> Value:
    """The first true value of `probe`; fails the test, naming `what`, when the deadline passes before."""
    deadline = time.monotonic() + timeout
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout:g} s: {what}")
        time.sleep(every)
