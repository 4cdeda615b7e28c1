"""The way in which proxyd seals what it stores, as docs/redis-keys.md describes it."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sealer:
    """Seals under a key of the settings."""

    def __init__(self, secret_key: str) -> None:
        secret = base64.b64decode(secret_key)
        self._cipher = AESGCM(_derive(secret, b"proxyd sealing key v1", 32))
        self._head = b"\x01" + _derive(secret, b"proxyd sealing key identifier v1", 4)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        nonce = os.urandom(12)
        return self._head + nonce + self._cipher.encrypt(nonce, plain, self._head + purpose.encode())


def _derive(secret: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, None, purpose).derive(secret)
