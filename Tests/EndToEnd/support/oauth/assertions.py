"""What a client signs to prove who it is (RFC 7523 section 2.2).

It needs PyJWT alone, so that clients with an environment of their own can use it, too.
"""

from __future__ import annotations

import time
import uuid

import jwt

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def signed(client_id: str, audience: str, pem: str, key_id: str, **claims: object) -> dict[str, str]:
    """The two form fields; further claims take the place of the usual ones, and None leaves one out."""
    now = int(time.time())
    said = {
        "iss": client_id, "sub": client_id, "aud": audience, "iat": now, "exp": now + 120, "jti": str(uuid.uuid4()),
        **claims,
    }  # fmt: skip
    kept = {name: value for name, value in said.items() if value is not None}
    return {
        "client_assertion_type": TYPE,
        "client_assertion": jwt.encode(kept, pem, algorithm="RS256", headers={"kid": key_id}),
    }


def sign_token_requests(provider: object, pem: str, key_id: str) -> None:
    """Has an SDK's provider of the code flow prove itself by a key, which it has no option for."""
    context = provider.context  # type: ignore[attr-defined]
    plain = context.prepare_token_auth

    def prepare(data: dict[str, str], headers: dict[str, str] | None = None) -> tuple[dict, dict]:
        data, headers = plain(data, headers if headers is not None else {})
        audience = str(context.oauth_metadata.token_endpoint)
        return {**data, **signed(context.client_info.client_id, audience, pem, key_id)}, headers

    context.prepare_token_auth = prepare
