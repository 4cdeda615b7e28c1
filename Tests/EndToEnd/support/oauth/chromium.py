"""Chromium without a screen, by its DevTools protocol."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from ..waiting import eventually

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LOOKS = {
    "light": (1280, 900, 1, "light"),
    "dark": (1280, 900, 1, "dark"),
    "phone": (390, 844, 2, "light"),
}


class Chromium:
    """One window. Pages run no scripts: what people need must work without."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        assert PROGRAM is not None
        self._numbers = itertools.count(1)
        with (folder / "chromium.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--ignore-certificate-errors", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
                    "--disable-background-networking", "--remote-debugging-port=0", f"--user-data-dir={folder}",
                    "about:blank",
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        port_file = folder / "DevToolsActivePort"
        eventually("chromium", lambda: port_file.exists() and port_file.read_text().strip(), 20, every=0.05)
        port = port_file.read_text().split()[0]
        pages = eventually("a page", lambda: self._pages(port), 10, every=0.05)
        self._socket: ClientConnection = connect(pages[0]["webSocketDebuggerUrl"], max_size=64 << 20)
        self.send("Page.enable")
        self.send("Emulation.setScriptExecutionDisabled", value=True)
        self.look("light")

    @staticmethod
    def _pages(port: str) -> list[dict]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
            return [page for page in json.loads(answer.read()) if page["type"] == "page"]

    def send(self, method: str, **parameters: object) -> dict:
        """One command of the protocol, and its result."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        deadline = time.monotonic() + 20
        while True:
            message = json.loads(self._socket.recv(timeout=max(0.1, deadline - time.monotonic())))
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    def evaluate(self, expression: str) -> object:
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def look(self, name: str) -> None:
        width, height, scale, scheme = LOOKS[name]
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
            mobile=name == "phone",
        )  # fmt: skip
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def go(self, url: str) -> None:
        self.send("Page.navigate", url=url)

    def wait_for(self, selector: str) -> None:
        """Until a loaded page has an element."""

        def there() -> object:
            try:
                return self.evaluate(
                    f"document.readyState === 'complete' && document.querySelector({json.dumps(selector)}) !== null"
                )
            except AssertionError:
                return False

        try:
            eventually(f"{selector}", there, 15, every=0.02)
        except AssertionError as problem:
            raise AssertionError(f"{problem} at {self.address}: {self.text}") from None

    def wait_at(self, beginning: str) -> str:
        """Until the address begins so; gives it."""
        return eventually(
            f"an address {beginning}",
            lambda: self.address if self.address.startswith(beginning) else "",
            15,
            every=0.02,
        )

    @property
    def address(self) -> str:
        return str(self.evaluate("location.href"))

    @property
    def text(self) -> str:
        return str(self.evaluate("document.body ? document.body.innerText : ''"))

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.evaluate(f"document.querySelector('input[name={name}]').value = {json.dumps(value)}")

    def click(self, selector: str) -> None:
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def shoot(self, folder: Path, name: str) -> None:
        """Pictures of the page in each look, and what must be true of every page in each."""
        for look, (width, *_) in LOOKS.items():
            self.look(look)
            self.evaluate("document.getAnimations().forEach(animation => animation.finish())")
            widest = self.evaluate("document.documentElement.scrollWidth")
            assert isinstance(widest, int) and widest <= width, f"{name} is {widest} wide on {look}"
            data = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
            (folder / f"{name}-{look}.png").write_bytes(base64.b64decode(data))
        self.look("light")

    def end(self) -> None:
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
