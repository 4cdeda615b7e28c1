"""GitHub as far as signing in goes: the web flow of OAuth apps, and the REST endpoints about the user."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID = "Iv1.0123456789abcdef"
CLIENT_SECRET = "github-client-secret-of-the-tests"


class GitHub:
    """One server for the web and the API; everybody is the octocat."""

    def __init__(self) -> None:
        self.user = {"id": 583231, "login": "octocat", "name": "The Octocat", "email": None}
        self.emails = [
            {"email": "old@example.com", "primary": False, "verified": True},
            {"email": "octocat@example.com", "primary": True, "verified": True},
        ]
        self.teams = [{"slug": "core", "organization": {"login": "acme"}}]
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.asked: list[dict[str, str]] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served._get(self)

            def do_POST(self) -> None:
                served._post(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _get(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        if path.path == "/login/oauth/authorize":
            self.asked.append(query)
            fields = "".join(f'<input type="hidden" name="{n}" value="{html.escape(v)}">' for n, v in query.items())
            page = (
                f'<h1>Authorize</h1><form method="post" action="/login/oauth/authorize">{fields}'
                '<button name="authorize" value="1">Authorize</button></form>'
            )
            return self._send(request, 200, page.encode(), "text/html")
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if bearer not in self.tokens:
            return self._send_json(request, 401, {"message": "Bad credentials"})
        pages = {
            "/user": self.user, "/user/emails": self.emails, "/user/orgs": [{"login": "acme"}],
            "/user/teams": self.teams,
        }  # fmt: skip
        if path.path not in pages:
            return self._send_json(request, 404, {"message": "Not Found"})
        document = pages[path.path]
        if isinstance(document, list) and int(query.get("page", "1")) > 1:
            document = []
        return self._send_json(request, 200, document)

    def _post(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", "0"))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if request.path == "/login/oauth/authorize":
            code = secrets.token_hex(10)
            self.codes[code] = form
            answer = urlencode({"code": code, "state": form["state"]})
            request.send_response(302)
            request.send_header("Location", f"{form['redirect_uri']}?{answer}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return None
        asked = self.codes.pop(form.get("code", ""), None)
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            return self._send_json(request, 200, {"error": "incorrect_client_credentials"})
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked.get("code_challenge"):
            return self._send_json(request, 200, {"error": "bad_verification_code"})
        token = "gho_" + secrets.token_hex(18)
        self.tokens.add(token)
        scope = asked["scope"].replace(" ", ",")
        return self._send_json(request, 200, {"access_token": token, "token_type": "bearer", "scope": scope})

    def _send_json(self, request: BaseHTTPRequestHandler, status: int, document: object) -> None:
        self._send(request, status, json.dumps(document).encode(), "application/json")

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
