"""What testssl.sh from Debian says of the default settings: nothing above LOW."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from support.tls import s_client
from support.waiting import eventually

PROGRAM = shutil.which("testssl") or shutil.which("testssl.sh") or "testssl"
# About the certificate or the surroundings of a test, not about the server: its authority is private, it has no name in
# the DNS, and there is no revocation and no transparency for it.
SURROUNDINGS = ("cert_", "DNS_CAArecord", "OCSP_", "certificate_transparency", "scanProblem", "scanTime", "engine_problem")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_testssl_finds_nothing_above_low(node, site, authority, tmp_path) -> None:
    host = site()
    for kind in ("ecdsa", "rsa"):
        node.upload(f"{host.replace('.', '-')}-{kind}", authority.leaf(host, kind=kind))
    eventually("the certificate", lambda: _handshakes(node, host), 5)
    report = tmp_path / "testssl.json"
    subprocess.run(
        [PROGRAM, "--quiet", "--color", "0", "--warnings", "batch", "--ip", "127.0.0.1", "--nodns", "min",
         "-p", "-s", "-f", "-P", "-S", "-U", "--jsonfile", str(report), f"{host}:{node.https_port}"],
        capture_output=True, timeout=280, check=False, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    findings = json.loads(report.read_text())
    assert len(findings) > 40, "the scan did not run"
    worse = [
        f"{one['id']}: {one['severity']} {one['finding']}"
        for one in findings
        if one["severity"] in ("MEDIUM", "HIGH", "CRITICAL") and not one["id"].startswith(SURROUNDINGS)
    ]
    assert not worse, "\n".join(worse)


def _handshakes(node, host: str) -> bool:
    return "BEGIN CERTIFICATE" in s_client(node.https_port, name=host)
