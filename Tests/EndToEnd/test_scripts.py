"""The README as a newcomer follows it: a working proxy by one command, and what to try with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from support.certificates import trusting
from support.node import BINARY, ROOT
from support.oauth.browser import Browser
from support.ports import free_port
from support.waiting import eventually

RELEASE = (ROOT / ".build/release/proxyd").resolve()


@pytest.fixture
def script(tmp_path):
    """Runs a script with ports and a state folder of its own, and stops what it started."""
    if BINARY != RELEASE:
        pytest.skip("the scripts build and run the release program; another one is under test")
    settings = {
        "HTTP_PORT": str(free_port()), "HTTPS_PORT": str(free_port()), "API_PORT": str(free_port()),
        "PROXY_PROTOCOL_PORT": str(free_port()), "DEMO_PORT": str(free_port()), "DEMO_MCP_PORT": str(free_port()),
        "UP_STATE": str(tmp_path / "state"), "STATE_DIR": str(tmp_path / "state"),
    }  # fmt: skip

    def run(name: str, **more: str) -> subprocess.CompletedProcess:
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        return subprocess.run(
            [str(ROOT / "scripts" / name)], env={**kept, **settings, **more}, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip

    run.settings = settings
    yield run
    run("down")


def curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "-fsS", "-m", "10", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_up_ends_with_a_working_proxy_and_down_stops_it(script, tmp_path) -> None:
    done = script("up")
    assert done.returncode == 0, done.stdout + done.stderr
    http, https = script.settings["HTTP_PORT"], script.settings["HTTPS_PORT"]
    assert re.search(r"acm_[0-9A-Za-z_-]{40,}", done.stdout)
    assert f":{http}" in done.stdout
    assert f":{https}" in done.stdout
    assert "scripts/down" in done.stdout

    assert curl("-H", "Host: demo.localhost", f"http://127.0.0.1:{http}/")
    assert curl("--cacert", str(tmp_path / "state/local-ca.pem"), f"https://demo.localhost:{https}/")

    assert re.search(r"password of the user demo, not shown again: [0-9a-f]{24}", done.stdout)
    mcp = f"https://mcp.localhost:{https}/mcp"
    assert mcp in done.stdout
    refused = subprocess.run(
        ["curl", "-si", "--cacert", str(tmp_path / "state/local-ca.pem"), "-X", "POST", mcp],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "401" in refused.stdout.splitlines()[0]
    assert 'resource_metadata="' in refused.stdout

    again = script("up")
    assert again.returncode == 0
    assert "running already" in again.stdout
    assert curl("-H", "Host: demo.localhost", f"http://127.0.0.1:{http}/")

    stopped = script("down")
    assert stopped.returncode == 0
    assert subprocess.run(["curl", "-sS", f"http://127.0.0.1:{http}/"], capture_output=True, check=False).returncode == 7

    once_more = script("up")
    assert once_more.returncode == 0, once_more.stdout + once_more.stderr
    assert curl("-H", "Host: demo.localhost", f"http://127.0.0.1:{http}/")
    assert "not shown again" not in once_more.stdout


def test_a_taken_port_is_named_before_anything_is_built(script) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = script("up", HTTP_PORT=port)
    assert done.returncode == 1
    assert port in done.stderr
    assert "HTTP_PORT" in done.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"HTTPS_PORT": "{HTTP_PORT}"}, "HTTPS_PORT: {HTTP_PORT} is also the HTTP_PORT"),
        ({"API_PORT": "0"}, "API_PORT: "),
        ({"HTTP_PORT": "08x"}, "HTTP_PORT: 08x is not a port"),
        ({"DEMO_PORT": "abc"}, "DEMO_PORT: abc is not a port"),
        ({"HTTP_PORT": "0", "HTTPS_PORT": "0"}, "HTTP_PORT: "),
    ],
)
def test_ports_that_cannot_work_are_refused_before_anything_is_built(script, settings, named) -> None:
    done = script("up", **{name: text.format(**script.settings) for name, text in settings.items()})
    assert done.returncode == 1
    assert done.stderr.startswith(named.format(**script.settings)), done.stderr
    assert "building" not in done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr


def _is_free(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_start_that_fails_leaves_nothing_behind(script, tmp_path) -> None:
    refused = script("up", WORKERS="many")
    assert refused.returncode == 1
    assert "WORKERS" in refused.stderr
    assert not list((tmp_path / "state").glob("*.pid"))

    away = free_port()
    down = script("up", REDIS_URL=f"redis://127.0.0.1:{away}/0", SECRET_KEY="A" * 43 + "=", UP_WAIT="6")
    assert down.returncode == 1
    assert f"Redis cannot be reached: 127.0.0.1:{away}" in down.stderr
    assert not list((tmp_path / "state").glob("*.pid"))
    assert all(_is_free(script.settings[name]) for name in ("DEMO_PORT", "DEMO_MCP_PORT", "API_PORT"))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_a_crash_left_behind_gives_its_port_back(script, tmp_path) -> None:
    assert script("up", PROXY_PROTOCOL_PORT="0").returncode == 0
    first = (tmp_path / "state/demo-backend.pid").read_text()
    os.kill(int((tmp_path / "state/proxyd.pid").read_text()), signal.SIGKILL)
    eventually("the end of the node", lambda: _is_free(script.settings["API_PORT"]), 10)

    again = script("up", PROXY_PROTOCOL_PORT="0")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "PROXY protocol" not in again.stdout
    assert (tmp_path / "state/demo-backend.pid").read_text() != first
    assert not _is_free(script.settings["DEMO_PORT"])
    script("down")
    assert _is_free(script.settings["DEMO_PORT"]) and _is_free(script.settings["DEMO_MCP_PORT"])


@pytest.mark.parametrize(
    "line",
    [
        "ADMIN_EMAIL=a@example.com", "ADMIN_EMAIL = a@example.com  # whose", "export ADMIN_EMAIL='a#b@example.com'",
        'ADMIN_EMAIL="a\\b@example.com" # x', "ADMIN_EMAIL=a#b@example.com\r", "ADMIN_EMAIL=x@y.z\nADMIN_EMAIL=a@example.com",
        "# ADMIN_EMAIL=no", "ADMIN_EMAIL='a@example.com", "ADMIN_EMAIL", "ADMIN_EMAIL='a'b", " ADMIN_EMAIL=",
    ],
)  # fmt: skip
def test_the_scripts_read_the_settings_file_as_the_program_does(line, tmp_path) -> None:
    (tmp_path / ".env").write_text(line)
    ours = subprocess.run(
        ["bash", "-euc", f"cd '{ROOT}'; . scripts/lib.bash; cd '{tmp_path}'; read_env_file; setting ADMIN_EMAIL none"],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    program = subprocess.run(
        [BINARY, "config", "check"], cwd=tmp_path, env={"HOME": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    said = re.search(r"^ADMIN_EMAIL=(.*)$", program.stdout, re.MULTILINE)
    assert (ours.returncode == 0) == (program.returncode == 0), ours.stderr + program.stderr
    assert ours.returncode or ours.stdout == (said.group(1) if said else "none")
    assert not ours.returncode or ours.stderr.strip() in program.stderr


def _blocks(title: str) -> list[str]:
    """The shell blocks of one section of the README."""
    text = (ROOT / "README.md").read_text()
    section = re.search(rf"^## {title}$(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert section, title
    return re.findall(r"^```\n(.*?)^```$", section.group(1), re.MULTILINE | re.DOTALL)


class Newcomer:
    """Pastes blocks of the README into one shell, where ports and the state folder are the test's own."""

    def __init__(self, script, folder: Path, password: str) -> None:
        self.folder, self.password = folder, password
        self.environment = {
            **script.settings, "PATH": os.environ["PATH"], "HOME": str(folder), "ADMIN_TOKEN": "",
        }  # fmt: skip
        self.replaced = {
            "http://127.0.0.1:8080": f"http://127.0.0.1:{script.settings['HTTP_PORT']}",
            "localhost:8443": f"localhost:{script.settings['HTTPS_PORT']}",
            "9081": str(free_port()),
            ".state/": f"{folder}/state/",
        }

    def paste(self, blocks: list[str]) -> str:
        """Runs blocks up to the first failure; confirms a sign-in when a command asks for it."""
        text = "\n".join(blocks)
        for old, new in self.replaced.items():
            text = text.replace(old, new)
        said = self.folder / "said"
        with said.open("w") as output:
            shell = subprocess.Popen(
                ["bash", "-e"], cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=output,
                stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            shell.stdin.write(text)
            shell.stdin.close()

            def is_over() -> bool:
                asked = re.search(r"https://\S+/device\?user_code=\S+", said.read_text())
                if asked and not self.confirmed:
                    self.confirm(asked.group(0))
                return shell.poll() is not None

            self.confirmed = False
            try:
                eventually("the end of the shell", is_over, 120, every=0.2)
            finally:
                shell.kill()
        assert shell.returncode == 0, said.read_text()
        return said.read_text()

    def confirm(self, address: str) -> None:
        self.confirmed = True
        browser = Browser(trusting((self.folder / "state/local-ca.pem").read_text()))
        page = browser.follow(browser.request(address))
        form = page.form_with("password")
        page = browser.follow(browser.submit(page, form, username="demo", password=self.password))
        assert urlsplit(page.url).path == "/device", page.body
        page = browser.submit(page, page.form_with("user_code"))
        page = browser.submit(page, page.form_with("decision"), decision="approve")
        assert page.status == 200, page.body


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_readme_works_as_it_is_pasted(script, tmp_path) -> None:
    done = script("up")
    assert done.returncode == 0, done.stdout + done.stderr
    password = re.search(r"password of the user demo, not shown again: (\w+)", done.stdout).group(1)
    newcomer = Newcomer(script, tmp_path, password)
    walk, certificates = _blocks("A walk")
    path = walk.splitlines()[0] + "\n"

    said = newcomer.paste([walk])
    assert said.count("Hello from the demo backend.") == 4, said
    assert (tmp_path / "state/backup.json").read_text().startswith("{")
    assert "example" in newcomer.paste([path, certificates])

    look, sign_in, *needs_the_internet, afterwards = _blocks("An MCP server that people sign in to")
    assert len(needs_the_internet) == 1
    said = newcomer.paste([path, look, sign_in, afterwards])
    assert "HTTP/1.1 401 " in said
    assert '"whoami"' in said, said
    assert "Signed out" in said
