"""The operations that manage signing in answer what the API's description promises, whatever they are sent."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from support.node import ROOT

PROGRAM = Path(os.environ.get("SCHEMATHESIS", ROOT / ".tools/schemathesis/bin/schemathesis"))
OPERATIONS = "^/api/v1/(oauth|resources)|/(auth|resource|oauth-server)(/|$)"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "response_headers_conformance"
)


def test_schemathesis_finds_no_failure_and_no_violation(make_site, mcp_servers, tmp_path) -> None:
    site = make_site()
    site.guard("described.localhost", mcp_servers.url("stateless-json"))
    settings = tmp_path / "schemathesis.toml"
    # Values with which the operations on one thing find it.
    settings.write_text(
        "[parameters]\n"
        '"path.hostname" = "described.localhost"\n'
        '"path.name" = "ann"\n'
    )  # fmt: skip
    done = subprocess.run(
        [
            str(PROGRAM), "--config-file", str(settings), "run", f"{site.node.api_url}/openapi.json",
            "--header", f"Authorization: Bearer {site.node.token}", "--include-path-regex", OPERATIONS,
            "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", "7",
            "--continue-on-failure", "--request-timeout", "10", "--warnings", "off",
            "--suppress-health-check", "all",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert site.node.api("GET", "/health", token=None).status == 200
    assert not [line for line in site.node.said().splitlines() if '"management failure"' in line]


def test_the_description_has_every_operation_on_signing_in(site) -> None:
    paths = json.loads(site.node.api("GET", "/openapi.json", token=None).body)["paths"]
    for path in (
        "/api/v1/oauth/clients", "/api/v1/oauth/sessions", "/api/v1/oauth/tokens", "/api/v1/oauth/users",
        "/api/v1/oauth/keys", "/api/v1/oauth/providers", "/api/v1/oauth/consents", "/api/v1/oauth/metrics",
        "/api/v1/oauth/health", "/api/v1/oauth/admin/setup-routes", "/api/v1/resources",
        "/api/v1/proxy/targets/{hostname}/auth", "/api/v1/proxy/targets/{hostname}/resource",
        "/api/v1/proxy/targets/{hostname}/oauth-server",
    ):  # fmt: skip
        assert path in paths, path
