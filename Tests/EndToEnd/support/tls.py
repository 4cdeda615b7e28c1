"""Handshakes: by Python's ssl module, and by `openssl s_client` where more has to be said."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess

from cryptography import x509


def peer(port: int, name: str | None, context: ssl.SSLContext) -> x509.Certificate:
    """The certificate that a handshake for a name gets."""
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        with context.wrap_socket(plain, server_hostname=name) as secured:
            der = secured.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def s_client(port: int, *arguments: str, name: str | None = None, send: str = "") -> str:
    """The output of `openssl s_client`, whatever its exit code."""
    names = ["-servername", name] if name else ["-noservername"]
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *names, *arguments],
        input=send, capture_output=True, text=True, timeout=20, check=False, errors="replace",
    )  # fmt: skip
    return done.stdout + done.stderr


def signature_type(output: str) -> str | None:
    """`ECDSA` or `RSA-PSS` from the output of s_client."""
    found = re.search(r"Peer signature type: (\S+)", output)
    return found.group(1) if found else None


def was_resumed(output: str) -> bool:
    return "\nReused, " in output
