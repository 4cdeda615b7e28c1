"""The local CA: a root that stays, an intermediate that signs, and how machines get to trust it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from support.node import BINARY
from support.recipes import just
from support.waiting import eventually


@pytest.fixture
def nodes(make_node, redis):
    made = [make_node(REDIS_URL=redis.url) for _ in range(2)]
    for node in made:
        node.start()
    return made


def chain_of(port: int, host: str, root: str) -> list[x509.Certificate]:
    """What a server sends, once openssl verifies it against the root."""

    def verified() -> str | None:
        shown = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", host, "-showcerts",
             "-CAfile", root, "-verify_return_error", "-verify_hostname", host, "-x509_strict"],
            input="", capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
        return shown.stdout if "Verify return code: 0 (ok)" in shown.stdout else None

    return x509.load_pem_x509_certificates(eventually(f"a certificate for {host}", verified, 5, every=0.05).encode())


def test_all_nodes_serve_leaf_and_intermediate_below_one_root(nodes, backend, tmp_path) -> None:
    one, other = nodes
    root = tmp_path / "root.pem"
    root.write_text(one.cli("ca", "show").stdout)
    assert other.cli("ca", "show").stdout == root.read_text()
    one.add_proxy("shop.localhost", backend.url)
    chains = [chain_of(node.https_port, "shop.localhost", str(root)) for node in nodes]
    assert [len(chain) for chain in chains] == [2, 2]
    assert chains[0][0] != chains[1][0] and chains[0][1] == chains[1][1]
    leaf, middle = chains[0]
    assert leaf.not_valid_after_utc <= middle.not_valid_after_utc
    assert middle.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    status = json.loads(just(one, "ca-status"))
    assert x509.load_pem_x509_certificate(status["intermediate"]["pem"].encode()) == middle
    assert status["root"]["pem"].strip() == root.read_text().strip()


def test_a_certificate_is_asked_from_it_like_from_any_issuer(nodes) -> None:
    one, other = nodes
    made = one.cli("cert", "create", "inside", "inside.example", "--issuer", "local", "--wait")
    assert made.returncode == 0, made.stdout + made.stderr
    shown = other.must("GET", "/api/v1/certificates/inside?pem=true")
    assert shown["origin"] == "local_ca" and shown["next_renewal"] and shown["days_left"] in (6, 7)
    assert len(x509.load_pem_x509_certificates(shown["fullchain_pem"].encode())) == 2
    refused = one.cli("cert", "revoke", "inside")
    assert refused.returncode == 1 and "list of revoked" in refused.stderr


def test_the_root_is_written_to_files(nodes, tmp_path) -> None:
    one, _ = nodes
    pem, der = tmp_path / "root.crt", tmp_path / "root.der"
    just(one, "ca-export", str(pem))
    just(one, "ca-export", str(der), "--der")
    root = x509.load_pem_x509_certificate(pem.read_bytes())
    assert der.read_bytes() == root.public_bytes(Encoding.DER)
    assert pem.stat().st_mode & 0o777 == 0o644
    assert one.cli("ca", "export", str(tmp_path / "none" / "root.crt")).returncode == 2


def test_every_system_is_told_how_to_trust_it(nodes) -> None:
    one, _ = nodes
    everything = one.cli("ca", "trust").stdout
    for word in ("update-ca-certificates", "update-ca-trust", "security add-trusted-cert", "Import-Certificate",
                 "certutil", "keytool", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"):  # fmt: skip
        assert word in everything
    assert "keytool" in just(one, "ca-trust", "java") and "certutil" not in just(one, "ca-trust", "java")
    assert one.cli("ca", "trust", "vms").returncode == 2


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="takes root to stop being it")
def test_installing_it_takes_root(nodes) -> None:
    one, _ = nodes
    refused = subprocess.run(
        ["setpriv", "--reuid=65534", "--clear-groups", str(BINARY), "ca", "trust", "debian", "--install",
         "--api-url", one.api_url, "--token", one.token],
        capture_output=True, text=True, timeout=10, check=False, cwd="/",
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
    )  # fmt: skip
    assert refused.returncode == 2 and "root" in refused.stderr, refused.stderr


def own_mounts() -> bool:
    return shutil.which("unshare") is not None and subprocess.run(["unshare", "-m", "true"], check=False).returncode == 0


@pytest.mark.skipif(
    not own_mounts() or not os.path.exists("/usr/sbin/update-ca-certificates"), reason="takes a trust store to spare"
)
def test_a_system_trusts_it_once_it_is_installed(nodes, backend, tmp_path) -> None:
    one, _ = nodes
    one.add_proxy("shop.localhost", backend.url, https_redirect="never")
    url = f"https://shop.localhost:{one.https_port}/"
    one.wait_routed("shop.localhost")
    # What is written stays in folders that only this process and its children see in these places.
    script = f"""
        set -e
        mkdir -p {tmp_path}/certs {tmp_path}/added
        cp -a /etc/ssl/certs/. {tmp_path}/certs
        mount --bind {tmp_path}/certs /etc/ssl/certs
        mount --bind {tmp_path}/added /usr/local/share/ca-certificates
        ! curl --silent --output /dev/null --max-time 5 {url}
        {BINARY} ca trust --install debian
        curl --silent --fail --output /dev/null --max-time 5 {url}
    """
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, timeout=60, check=False, cwd=one.folder,
        env={"PATH": os.environ["PATH"], "API_URL": one.api_url, "ADMIN_TOKEN": one.token},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "added" / "proxyd-local-ca.crt").stat().st_mode & 0o777 == 0o644
