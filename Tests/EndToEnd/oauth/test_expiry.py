"""What happens when a token's time is over."""

from __future__ import annotations

import base64
import http.client
import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from support.oauth import issued
from support.oauth.browser import NamedHTTPSConnection
from support.oauth.double import Double

REDIRECT = "http://127.0.0.1:3118/callback"
LEEWAY_S = 30


def test_a_stream_ends_with_its_token_and_others_go_on(make_site, backend) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    issued.note("private key", base64.b64encode(pem).decode())
    site = make_site(OAUTH_JWT_PRIVATE_KEY_B64=base64.b64encode(pem).decode())
    url = site.guard("ending.localhost", backend.url)
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(client_name="Ending", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    lasting = double.tokens["access_token"]

    def opened(token: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        connection = NamedHTTPSConnection("127.0.0.1", site.node.https_port, "ending.localhost", site.context)
        connection.request(
            "GET", "/events/300/200", None,
            {"Host": f"ending.localhost:{site.port}", "Authorization": f"Bearer {token}"},
        )  # fmt: skip
        response = connection.getresponse()
        assert response.status == 200 and response.read1(1)
        return connection, response

    claims = jwt.decode(lasting, options={"verify_signature": False})
    # Nobody has to wait for a token that is in its leeway already.
    claims["exp"] = int(time.time()) - LEEWAY_S + 4
    header = jwt.get_unverified_header(lasting)
    ending = jwt.encode(claims, pem, algorithm=header["alg"], headers=header)
    issued.note("access_token", ending)
    connections = [opened(ending), opened(lasting)]
    with pytest.raises((http.client.IncompleteRead, OSError)):
        while connections[0][1].read1(65536):
            pass
        raise http.client.IncompleteRead(b"")
    late = time.time() - claims["exp"] - LEEWAY_S
    assert 0 <= late < 1.0, late
    assert connections[1][1].read1(65536)
    time.sleep(0.5)
    assert connections[1][1].read1(65536)
    assert site.call(url, ending).status == 401
    for connection, _ in connections:
        connection.close()
