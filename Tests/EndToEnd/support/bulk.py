"""Hosts with certificates by the hundred thousand, written into a store as an installation has them after a year."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import multiprocessing
import os
import socket
from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .sealing import Sealer

_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_LOGGED = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_PART = 2_000


class Mint:
    """An authority that signs leaves of one form without building each anew: what differs is put into a template.

    The chain is as large as a public authority's: the leaf names two logs, a root with a long RSA key signs the intermediate.
    """

    def __init__(self) -> None:
        self._root = rsa.generate_private_key(65537, 4096)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        self.not_before = self.now - datetime.timedelta(days=10)
        self.not_after = self.now + datetime.timedelta(days=80)
        self.issuer = "CN=Bulk Authority,O=Bulk"
        root = _authority("Bulk Root", self._root, "Bulk Root", self._root, self.now)
        intermediate = _authority("Bulk Authority", self._key, "Bulk Root", self._root, self.now)
        self.root_pem = root.public_bytes(serialization.Encoding.PEM).decode()
        self._intermediate_pem = intermediate.public_bytes(serialization.Encoding.PEM).decode()
        self._template, self._places = self._make_template()

    def _make_template(self) -> tuple[bytearray, dict[str, list[int]]]:
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        serial = int.from_bytes(b"\x5a" * 18, "big")
        logs = x509.UnrecognizedExtension(_LOGGED, _tlv(0x04, os.urandom(242)))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_subject(host(0))).issuer_name(_subject("Bulk Authority")).public_key(key)
            .serial_number(serial).not_valid_before(self.not_before).not_valid_after(self.not_after)
            .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityInformationAccess(
                    [x509.AccessDescription(x509.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("http://e7.i.bulk.test/"))]
                ), critical=False,
            )
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host(0))]), critical=False)
            .add_extension(
                x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.1"), None)]), critical=False
            )
            .add_extension(logs, critical=False)
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip
        tbs = certificate.tbs_certificate_bytes
        point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        wanted = {
            "serial": b"\x5a" * 18, "point": point, "host": host(0).encode(), "digest": hashlib.sha1(point).digest(),
        }  # fmt: skip
        return bytearray(tbs), {name: _all(tbs, value) for name, value in wanted.items()}

    def leaf(self, number: int) -> tuple[str, str, bytes, int]:
        """Chain, key, the certificate in DER and its serial number."""
        key = ec.generate_private_key(ec.SECP256R1())
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        serial = b"\x5a" + os.urandom(9) + number.to_bytes(8, "big")
        values = {"serial": serial, "point": point, "host": host(number).encode(), "digest": hashlib.sha1(point).digest()}
        tbs = self._template
        for name, places in self._places.items():
            for place in places:
                tbs[place : place + len(values[name])] = values[name]
        signature = self._key.sign(bytes(tbs), ec.ECDSA(hashes.SHA256()))
        der = _tlv(0x30, bytes(tbs) + _ECDSA_SHA256 + _tlv(0x03, b"\x00" + signature))
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        return _pem(der) + self._intermediate_pem, secret, der, int.from_bytes(serial, "big")


def host(number: int) -> str:
    """The one name that a certificate is for."""
    return f"c{number:07}.customers.bulk.test"


def name(number: int) -> str:
    """The certificate's own name."""
    return host(number).replace(".", "-")


class Bulk:
    """So many hosts in a store, each with a certificate that is wanted, issued and to be renewed some day."""

    def __init__(self, port: int, secret_key: str, count: int, database: int = 0) -> None:
        self.count = count
        self.mint = Mint()
        self._database = database
        self._port = port
        self._sealer = Sealer(secret_key)

    def write(self) -> None:
        """Fills the store, which no node follows meanwhile."""
        fork = multiprocessing.get_context("fork")
        width = os.cpu_count() or 1
        writers = [fork.Process(target=self._write_parts, args=(first, width)) for first in range(width)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
            assert writer.exitcode == 0
        entry = {"tip": "bulk", "from": "", "reload": ""}
        fields = [text for pair in entry.items() for text in pair]
        self._send([
            ["SET", "proxyd:{config}:revision", "1"], ["SET", "proxyd:{config}:tip", "bulk"],
            ["XADD", "proxyd:{config}:changes", "1-0", *fields],
        ])  # fmt: skip

    def _write_parts(self, first: int, width: int) -> None:
        for start in range(first * _PART, self.count, width * _PART):
            self._write_part(start)

    def _write_part(self, start: int) -> None:
        proxies: list[str | bytes] = ["HSET", "proxyd:{config}:proxies"]
        records: list[str | bytes] = ["HSET", "proxyd:{config}:certificates"]
        bundles: list[str | bytes] = ["HSET", "proxyd:{config}:bundles"]
        intents: list[str | bytes] = ["HSET", "proxyd:{config}:certificate_intents"]
        due: list[str | bytes] = ["ZADD", "proxyd:issuances:due"]
        progress: list[list[str | bytes]] = []
        for number in range(start, min(start + _PART, self.count)):
            chain, key, der, serial = self.mint.leaf(number)
            label = name(number)
            proxies += [host(number), _stored(self._proxy(number))]
            records += [label, _stored(self._record(number, der, serial))]
            plain = json.dumps({"chain": chain, "key": key}, separators=(",", ":")).encode()
            bundles += [label, self._sealer.seal(plain, "certificate:" + label)]
            intents += [label, _stored(self._intent(number))]
            value = self._issuance(number)
            due += [str(value["next_attempt"]), label]
            stored = json.dumps({"v": 1, "issuance": value}, separators=(",", ":"))
            progress.append(["HSET", f"proxyd:issuance:{{{label}}}", "token", "1", "value", stored])
        self._send([proxies, records, bundles, intents, due, *progress])

    def _proxy(self, number: int) -> dict:
        made = _time(self.mint.not_before)
        return {"hostname": host(number), "target_url": "http://127.0.0.1:9", "created_at": made, "updated_at": made}

    def _record(self, number: int, der: bytes, serial: int) -> dict:
        issued = _time(self.mint.not_before)
        return {
            "cert_name": name(number), "domains": [host(number)], "origin": "acme", "key_type": "ecdsa",
            "issuer": self.mint.issuer, "serial": f"{serial:x}", "fingerprint": "sha256:" + hashlib.sha256(der).hexdigest(),
            "issued_at": issued, "expires_at": _time(self.mint.not_after), "created_at": issued, "updated_at": issued,
        }  # fmt: skip

    def _intent(self, number: int) -> dict:
        asked = _time(self.mint.not_before)
        return {"cert_name": name(number), "domains": [host(number)], "created_at": asked, "updated_at": asked}

    def _issuance(self, number: int) -> dict:
        """Renewals spread over ten days, from two weeks on; their windows are looked at within a day, as a node does."""
        poll = _time(self.mint.now + datetime.timedelta(hours=2, seconds=number * 72_000 // self.count))
        moment = _time(self.mint.now + datetime.timedelta(days=14, seconds=number * 864_000 // self.count))
        return {
            "name": name(number), "attempts": 1, "tried_for": _attempt_digest(host(number)),
            "issued_for": _digest(host(number)), "issued_by": "https://acme.bulk.test/directory",
            "last_attempt_at": _time(self.mint.not_before), "next_attempt": poll,
            "history": [{
                "number": 1, "started_at": _time(self.mint.not_before), "ended_at": _time(self.mint.not_before),
                "issuer": "letsencrypt", "outcome": "issued",
            }],
            "renewal": {
                "not_after": _time(self.mint.not_after), "lifetime_moment": moment, "moment": moment, "basis": "lifetime",
                "next_poll": poll,
            },
        }  # fmt: skip

    def _send(self, commands: list[list[str | bytes]]) -> None:
        commands = [["SELECT", str(self._database)], *commands]
        with socket.create_connection(("127.0.0.1", self._port), 30) as connection:
            connection.sendall(b"".join(_encode(command) for command in commands))
            with connection.makefile("rb") as replies:
                for _ in commands:
                    reply = replies.readline()
                    assert reply[:1] in (b"+", b":", b"$"), reply
                    if reply[:1] == b"$":
                        replies.readline()


def _authority(
    subject: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, issuer: str, signer: rsa.RSAPrivateKey,
    now: datetime.datetime,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_subject(subject)).issuer_name(_subject(issuer)).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=400)).not_valid_after(now + datetime.timedelta(days=700))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip


def _subject(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _all(text: bytes, wanted: bytes) -> list[int]:
    places = []
    place = text.find(wanted)
    while place >= 0:
        places.append(place)
        place = text.find(wanted, place + 1)
    assert places
    return places


def _tlv(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _pem(der: bytes) -> str:
    text = base64.b64encode(der).decode()
    lines = "\n".join(text[place : place + 64] for place in range(0, len(text), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def _stored(record: dict) -> str:
    return '{"v":1,"r":1,"d":' + json.dumps(record, separators=(",", ":")) + "}"


def _encode(command: list[str | bytes]) -> bytes:
    def parts() -> Iterator[bytes]:
        yield b"*%d\r\n" % len(command)
        for word in command:
            data = word if isinstance(word, bytes) else word.encode()
            yield b"$%d\r\n%b\r\n" % (len(data), data)

    return b"".join(parts())


def _time(moment: datetime.datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp()) * 1000


def _digest(domain: str) -> str:
    """What names an intent with defaults for one name."""
    return _short([domain, "p256", "", "", "", ""])


def _attempt_digest(domain: str) -> str:
    return _short([_digest(domain), "auto", "", "", ""])


def _short(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
