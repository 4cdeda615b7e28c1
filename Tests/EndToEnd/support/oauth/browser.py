"""A browser without a screen or scripts: it follows redirects, keeps cookies, and fills in the forms it meets.

It uses the standard library alone, so that clients with an environment of their own can use it, too.
"""

from __future__ import annotations

import http.client
import itertools
import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from . import issued

PASSWORD = "correct horse battery staple"
# Few enough that nobody seems to come from a hundred places, which would be slowed down.
_addresses = itertools.cycle(f"127.0.1.{number}" for number in range(1, 81))


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(values.get("action", ""), values.get("method", "get").upper())
            self.forms.append(self._open)
        elif self._open is None or not values.get("name"):
            return
        elif tag == "button":
            self._open.buttons.append((values["name"], values.get("value", "")))
        elif tag == "input":
            self._open.fields[values["name"]] = values.get("value", "")
            self._open.kinds[values["name"]] = values.get("type", "text")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


@dataclass
class Page:
    url: str
    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def forms(self) -> list[Form]:
        parser = _Forms()
        parser.feed(self.body)
        return parser.forms

    def form_with(self, name: str) -> Form | None:
        """The form that has a field or button of this name."""
        return next((f for f in self.forms if name in f.fields or any(name == b for b, _ in f.buttons)), None)


class Refused(Exception):
    """The server showed a page where it should have gone on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        super().__init__(f"{page.status} at {page.url}: {page.body[:2000]}")


class Browser:
    """One browser with its cookies; one person uses it.

    With a port it connects there for hosts below `localhost`, whatever an address says: to a node behind a public port.
    """

    def __init__(
        self, context: ssl.SSLContext | None = None, username: str = "ann", password: str = PASSWORD,
        decision: str = "approve", port: int | None = None,
    ) -> None:  # fmt: skip
        self.context = context
        self.username = username
        self.password = password
        self.decision = decision
        self.port = port
        # Everybody has an address of their own: sign-ins are limited by address.
        self.address = next(_addresses)
        self.cookies: dict[tuple[str, str], str] = {}
        self.visited: list[str] = []
        self.pages: list[Page] = []

    def request(
        self, url: str, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None
    ) -> Page:
        """One exchange, redirects not followed."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_ours = host.endswith(".localhost")
        target = "127.0.0.1" if is_ours else host
        port = self.port if is_ours and self.port and parts.scheme == "https" else parts.port
        sent = dict(headers or {})
        sent.setdefault("Accept", "text/html")
        sent["Host"] = parts.netloc
        kept = {name: value for (site, name), value in self.cookies.items() if site == host}
        if kept:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
        source = (self.address, 0) if is_ours else None
        connection = http.client.HTTPConnection(target, port or 80, timeout=20, source_address=source)
        if parts.scheme == "https":
            connection = NamedHTTPSConnection(target, port or 443, host, self.context, source)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            page = Page(url, response.status, response.getheaders(), response.read().decode())
        finally:
            connection.close()
        for name, value in page.headers:
            if name.lower() == "set-cookie":
                self._keep(host, value)
        self.visited.append(url)
        self.pages.append(page)
        return page

    def _keep(self, host: str, line: str) -> None:
        pair, *attributes = [part.strip() for part in line.split(";")]
        name, _, value = pair.partition("=")
        expired = any(a.lower() in ("max-age=0", "max-age=-1") for a in attributes)
        if expired:
            self.cookies.pop((host, name), None)
        else:
            self.cookies[(host, name)] = value
            issued.note("cookie", value)

    def submit(self, page: Page, form: Form, **values: str) -> Page:
        """Sends a form as it is, with these fields filled in, as a page of its own origin does."""
        origin = urlsplit(page.url)
        data = urlencode({**form.fields, **values})
        url = urljoin(page.url, form.action or page.url)
        if form.method == "GET":
            return self.request(url.split("?")[0] + "?" + data)
        return self.request(
            url, "POST", data,
            {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{origin.scheme}://{origin.netloc}"},
        )  # fmt: skip

    def follow(self, page: Page, stop: str | None = None, limit: int = 20) -> Page:
        """Follows redirects, but not one that goes to an address that begins with `stop`."""
        for _ in range(limit):
            location = page.header("location")
            if page.status not in (301, 302, 303, 307, 308) or location is None:
                return page
            location = urljoin(page.url, location)
            if stop is not None and location.startswith(stop):
                return page
            page = self.request(location)
        raise AssertionError(f"more than {limit} redirects: {self.visited[-limit:]}")

    def authorize(self, url: str, redirect_uri: str) -> dict[str, str]:
        """Signs in and consents; gives the parameters with which the client is called back.

        Raises `Refused` with the page when the server shows anything else.
        """
        page = self.follow(self.request(url), redirect_uri)
        for _ in range(6):
            location = page.header("location")
            if location is not None and urljoin(page.url, location).startswith(redirect_uri):
                answer = dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))
                issued.note_members(answer)
                return answer
            sign_in, consent = page.form_with("password"), page.form_with("decision")
            if page.status != 200:
                raise Refused(page)
            if sign_in is not None:
                answer = self.submit(page, sign_in, username=self.username, password=self.password)
                if answer.status == 200 and answer.form_with("password"):
                    raise Refused(answer)
            elif consent is not None:
                answer = self.submit(page, consent, decision=self.decision)
            else:
                raise Refused(page)
            page = self.follow(answer, redirect_uri)
        raise Refused(page)


class NamedHTTPSConnection(http.client.HTTPSConnection):
    """Connects to an address and asks for a name."""

    def __init__(
        self, address: str, port: int, name: str, context: ssl.SSLContext | None,
        source: tuple[str, int] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(address, port, timeout=20, context=context, source_address=source)
        self._name = name

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)
