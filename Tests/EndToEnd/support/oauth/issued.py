"""What the tests of signing in were given, so that a last test can look for it in everything that was logged."""

from __future__ import annotations

import json
import threading

_SECRET_MEMBERS = (
    "access_token", "refresh_token", "client_secret", "registration_access_token", "device_code", "code",
    "code_verifier", "client_assertion", "assertion", "password", "api_key", "key", "secret", "token",
)  # fmt: skip
_lock = threading.Lock()
secrets: dict[str, str] = {}
logs: list[tuple[str, str]] = []


def note(kind: str, value: object) -> None:
    """Remembers a secret; short ones would be found by chance."""
    if isinstance(value, str) and len(value) >= 12:
        with _lock:
            secrets[value] = kind


def note_members(values: object) -> None:
    """Remembers what is secret in a decoded document or form."""
    if isinstance(values, dict):
        for name in _SECRET_MEMBERS:
            note(name, values.get(name))


def note_json(body: bytes | str) -> None:
    try:
        note_members(json.loads(body))
    except ValueError:
        pass


def note_log(name: str, text: str) -> None:
    with _lock:
        logs.append((name, text))
