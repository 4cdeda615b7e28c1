"""Says by certbot's ACME library whether what a client signed and made is right.

Reads one JSON object from the file that is its argument and ends with an assertion where something is wrong.
"""

from __future__ import annotations

import hashlib
import json
import sys

import josepy
from acme import challenges, crypto_util, jws
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

ACME_IDENTIFIER = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.31")


def _key(pem: str) -> josepy.JWK:
    return josepy.JWK.load(pem.encode())


def check_account(case: dict) -> None:
    """Thumbprint, and the answers to challenges."""
    key = _key(case["accountKey"])
    token = josepy.decode_b64jose(case["token"])
    assert josepy.encode_b64jose(key.thumbprint()) == case["thumbprint"]
    http = challenges.HTTP01(token=token)
    assert http.key_authorization(key) == case["keyAuthorization"]
    dns = challenges.DNS01(token=token)
    assert dns.validation(key) == case["dnsDigest"]


def check_request(case: dict) -> None:
    """A signed request, by the key that it names or that it is said to be of."""
    signed = jws.JWS.json_loads(case["jws"])
    key = _key(case["signer"]).public_key()
    assert signed.verify(key)
    header = signed.signature.combined
    assert header.url == case["url"]
    assert josepy.encode_b64jose(header.nonce) == case["nonce"]
    assert (header.jwk is None) != (header.kid is None)
    if header.jwk is not None:
        assert header.jwk == key
    assert json.loads(signed.payload) == case["payload"]


def check_signing_request(case: dict) -> None:
    """A signing request: its names and no others, signed by its own key."""
    request = x509.load_pem_x509_csr(case["csr"].encode())
    assert request.is_signature_valid
    names, addresses = crypto_util.get_identifiers_from_x509(request.subject, request.extensions)
    assert sorted(names) + sorted(str(address) for address in addresses) == case["names"]
    key = serialization.load_pem_private_key(case["certificateKey"].encode(), None)
    assert request.public_key() == key.public_key()


def check_challenge_certificate(case: dict) -> None:
    """The certificate of a tls-alpn-01 challenge (RFC 8737 section 3)."""
    certificate = x509.load_pem_x509_certificate(case["certificate"].encode())
    certificate.verify_directly_issued_by(certificate)
    alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in alternatives] == [case["name"]]
    extension = certificate.extensions.get_extension_for_oid(ACME_IDENTIFIER)
    assert extension.critical
    digest = hashlib.sha256(case["keyAuthorization"].encode()).digest()
    assert extension.value.value == b"\x04\x20" + digest
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


CHECKS = {
    "account": check_account,
    "request": check_request,
    "signingRequest": check_signing_request,
    "challengeCertificate": check_challenge_certificate,
}

if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        what = json.load(file)
    CHECKS[what["check"]](what)
