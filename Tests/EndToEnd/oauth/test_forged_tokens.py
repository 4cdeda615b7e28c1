"""Tokens that differ from a good one in a single thing, signed by the very key of the server: a node refuses each.

They are put to introspection, too, which must not know them either.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from support.node import Node
from support.oauth import issued
from support.oauth.double import Double
from support.oauth.site import Site

REDIRECT = "http://127.0.0.1:3118/callback"
LEEWAY_S = 30


def _encoded(value: bytes | dict) -> str:
    raw = json.dumps(value).encode() if isinstance(value, dict) else value
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Forge:
    """A good token's parts, and the key that signed it."""

    def __init__(self, site: Site, url: str, key: rsa.RSAPrivateKey, token: str) -> None:
        self.site, self.url, self.key, self.token = site, url, key, token
        self.header = jwt.get_unverified_header(token)
        self.claims = jwt.decode(token, options={"verify_signature": False})

    def sign(self, header: dict, claims: dict | bytes) -> str:
        text = f"{_encoded(header)}.{_encoded(claims)}"
        return f"{text}.{_encoded(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def with_header(self, **members: object) -> str:
        kept = {name: value for name, value in {**self.header, **members}.items() if value is not None}
        return self.sign(kept, self.claims)

    def with_claims(self, **members: object) -> str:
        kept = {name: value for name, value in {**self.claims, **members}.items() if value is not None}
        return self.sign(self.header, kept)

    def status(self, token: str) -> int:
        return self.site.call(self.url, token).status

    def is_active(self, token: str) -> bool:
        operator = {"Authorization": f"Bearer {self.site.node.token}"}
        return json.loads(self.site.post("/introspect", {"token": token}, operator).body)["active"]


@pytest.fixture(scope="module")
def forge(tmp_path_factory, mcp_servers) -> Iterator[Forge]:  # noqa: ANN001
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    encoded = base64.b64encode(pem).decode()
    issued.note("private key", encoded)
    site = Site(Node(tmp_path_factory.mktemp("forged"), OAUTH_JWT_PRIVATE_KEY_B64=encoded, LOG_LEVEL="debug"))
    site.node.start()
    site.set_up()
    try:
        double = Double(site, site.guard("forged.localhost", mcp_servers.url("stateless-json")), REDIRECT)
        double.discover()
        double.register(client_name="Forged", token_endpoint_auth_method="none")
        double.authorize()
        assert double.redeem().status == 200
        yield Forge(site, double.url, key, double.tokens["access_token"])
    finally:
        site.end()


def test_the_forge_makes_tokens_that_are_good_where_nothing_is_changed(forge) -> None:
    again = forge.sign(forge.header, forge.claims)
    assert forge.status(forge.token) == 200 and forge.status(again) == 200
    assert forge.is_active(again)


def _unsigned(algorithm: str) -> Callable[[Forge], str]:
    return lambda forge: f"{_encoded({**forge.header, 'alg': algorithm})}.{_encoded(forge.claims)}."


def _by_the_public_key(form: serialization.Encoding) -> Callable[[Forge], str]:
    """HS256, whose secret is what everybody can fetch."""

    def make(forge: Forge) -> str:
        secret = forge.key.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo)
        text = f"{_encoded({**forge.header, 'alg': 'HS256'})}.{_encoded(forge.claims)}"
        return f"{text}.{_encoded(hmac.digest(secret, text.encode(), hashlib.sha256))}"

    return make


def _by_a_key_of_its_own(forge: Forge) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return jwt.encode(
        forge.claims, key, "RS256", headers={"kid": forge.header["kid"], "typ": "at+jwt", "jwk": public,
        "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x5u"},
    )  # fmt: skip


def _by_another_curve(forge: Forge) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return jwt.encode(forge.claims, key, "ES256", headers={"kid": forge.header["kid"], "typ": "at+jwt"})


def _zeros(forge: Forge) -> str:
    head, claims, _ = forge.token.split(".")
    return f"{head}.{claims}.{_encoded(bytes(256))}"


def _twice(name: str, value: object) -> Callable[[Forge], str]:
    def make(forge: Forge) -> str:
        text = json.dumps(forge.claims)[:-1] + f', "{name}": {json.dumps(value)}}}'
        return forge.sign(forge.header, text.encode())

    return make


FORGED: dict[str, Callable[[Forge], str]] = {
    **{f"alg {algorithm}": _unsigned(algorithm) for algorithm in ("none", "None", "nOnE", "", "RS256")},
    "HS256 by the public key in PEM": _by_the_public_key(serialization.Encoding.PEM),
    "HS256 by the public key in DER": _by_the_public_key(serialization.Encoding.DER),
    "a key that the token brings along": _by_a_key_of_its_own,
    "a key of another kind": _by_another_curve,
    "a signature of zeros": _zeros,
    "another algorithm of the same key": lambda f: f.with_header(alg="PS256"),
    "no algorithm": lambda f: f.with_header(alg=None),
    "an extension that must be understood": lambda f: f.with_header(crit=["x"], x=1),
    **{
        f"kid {kid[:20]!r}": lambda f, kid=kid: f.with_header(kid=kid)
        for kid in ("../../dev/null", "' OR 1=1 --", "\0", "unknown", "*", "k" * 10_240)
    },
    "no kid": lambda f: f.with_header(kid=None),
    "the type of an ID token": lambda f: f.with_header(typ="JWT"),
    "the type of a session": lambda f: f.with_header(typ="session+jwt"),
    "the type of a logout token": lambda f: f.with_header(typ="logout+jwt"),
    "no type": lambda f: f.with_header(typ=None),
    "expired beyond the leeway": lambda f: f.with_claims(exp=int(time.time()) - LEEWAY_S - 5),
    "expired long ago": lambda f: f.with_claims(exp=1),
    "a negative expiry": lambda f: f.with_claims(exp=-1),
    "an expiry beyond all numbers": lambda f: f.sign(
        f.header, json.dumps(f.claims).replace(f'"exp": {f.claims["exp"]}', '"exp": 1e308').encode()
    ),
    "an expiry in words": lambda f: f.with_claims(exp="tomorrow"),
    "no expiry": lambda f: f.with_claims(exp=None),
    "not valid before later than the leeway": lambda f: f.with_claims(nbf=int(time.time()) + LEEWAY_S + 10),
    "issued in the future": lambda f: f.with_claims(iat=int(time.time()) + 3600, nbf=int(time.time()) + 3600),
    "another issuer": lambda f: f.with_claims(iss="https://evil.example"),
    "the issuer with a slash": lambda f: f.with_claims(iss=f.claims["iss"] + "/"),
    "no issuer": lambda f: f.with_claims(iss=None),
    "another audience": lambda f: f.with_claims(aud="https://other.localhost/mcp"),
    "audiences without this one": lambda f: f.with_claims(aud=["https://a.example", "https://b.example"]),
    "no audience": lambda f: f.with_claims(aud=None),
    "an audience that is no text": lambda f: f.with_claims(aud={"is": "me"}),
    "no subject": lambda f: f.with_claims(sub=None),
    "a claim twice": _twice("sub", "local:root"),
    "claims that are no object": lambda f: f.sign(f.header, b"[]"),
    "four parts": lambda f: f.token + ".x",
    "five parts": lambda f: "a.b.c.d.e",
    "padding": lambda f: f.token + "==",
    "the other alphabet of base64": lambda f: f.token.replace("-", "+").replace("_", "/") + "+/",
    "a hundred kilobytes": lambda f: f.with_claims(filler="f" * 40_000),
    "one character less": lambda f: f.token[:-4],
}  # fmt: skip


# Whoever asks as the operator is told about tokens for every resource; the guard's further demands are its own.
KNOWN_TO_THE_OPERATOR = {"no kid", "another audience", "audiences without this one", "no audience", "no subject"}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused_with_401(forge, name) -> None:
    token = FORGED[name](forge)
    answer = forge.site.call(forge.url, token)
    # What is too long for a header field at all does not get as far as the guard.
    assert answer.status in ((401, 431) if len(token) > 16_384 else (401,)), (answer.status, answer.body)
    if answer.status == 401:
        assert 'error="invalid_token"' in (answer.header("www-authenticate") or "")
    if len(token) < 16_384 and name not in KNOWN_TO_THE_OPERATOR:
        assert not forge.is_active(token)
    # The good one is as good as before.
    assert forge.status(forge.token) == 200


@pytest.mark.parametrize(
    "claims", [{"exp": -10}, {"exp": 600, "nbf": 15}, {"exp": 600, "iat": 20, "nbf": 20}], ids=str
)
def test_clocks_may_differ_by_less_than_half_a_minute(forge, claims) -> None:
    now = int(time.time())
    moved = forge.with_claims(**{name: now + seconds for name, seconds in claims.items()})
    assert forge.status(moved) == 200


@pytest.mark.parametrize("spelling", ["AT+JWT", "application/at+jwt"])
def test_the_type_may_be_spelled_as_media_types_may(forge, spelling) -> None:
    assert forge.status(forge.with_header(typ=spelling)) == 200


def test_a_token_anywhere_but_in_its_header_field_is_none(forge) -> None:
    site, token = forge.site, forge.token
    assert site.call(f"{forge.url}?access_token={token}", None).status == 401
    form = site.browser().request(
        forge.url, "POST", f"access_token={token}", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert form.status == 401
    assert site.call(forge.url, None, Cookie=f"access_token={token}; unified_auth_token={token}").status == 401
    assert site.call(forge.url, None, **{"X-Auth-User-Name": "ann", "X-Auth-Assertion": token}).status == 401


@pytest.mark.parametrize("value", ["Bearer a b", "Bearer a,b", "Bearer ", "Bearer"])
def test_an_authorization_that_is_no_single_token_is_malformed(forge, value) -> None:
    answer = forge.site.call(forge.url, None, Authorization=value)
    assert answer.status in (400, 401)
    assert not (answer.status == 401 and forge.token in answer.body)
