"""Refresh tokens: many use one at once and stay signed in; one that comes back late ends everything that came of it."""

from __future__ import annotations

import json
import threading
import time
from urllib.parse import urlencode

import pytest

from support.oauth import issued
from support.oauth.browser import NamedHTTPSConnection
from support.oauth.double import Double
from support.oauth.site import AUTH_HOST
from support.waiting import eventually

WINDOW_S = 2.0
RACERS = 5
ROUNDS = 200
REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture
def signed_in(site, url) -> Double:
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(
        client_name="Racer", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    double.authorize()
    assert double.redeem().status == 200
    return double


class Racer(threading.Thread):
    """A process of a client that shares its refresh token with others."""

    def __init__(self, site, gate: threading.Barrier, form: dict[str, str]) -> None:  # noqa: ANN001
        super().__init__(daemon=True)
        self.gate, self.form = gate, form
        self.answers: list[tuple[int, dict]] = []
        self.problem: BaseException | None = None
        self.connection = NamedHTTPSConnection("127.0.0.1", site.node.https_port, AUTH_HOST, site.context)
        self.headers = {
            "Host": f"{AUTH_HOST}:{site.port}", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip

    def run(self) -> None:
        try:
            for _ in range(ROUNDS):
                self.gate.wait(30)
                self.connection.request("POST", "/token", urlencode(self.form), self.headers)
                response = self.connection.getresponse()
                answer = json.loads(response.read())
                self.answers.append((response.status, answer))
                if response.status == 200:
                    self.form = {**self.form, "refresh_token": answer["refresh_token"]}
        except BaseException as problem:  # noqa: BLE001
            self.problem = problem
            self.gate.abort()


def test_five_clients_race_on_one_token_and_stay_signed_in(site, url, signed_in) -> None:
    gate = threading.Barrier(RACERS)
    form = {
        "grant_type": "refresh_token", "client_id": signed_in.client_id,
        "refresh_token": signed_in.tokens["refresh_token"],
    }  # fmt: skip
    racers = [Racer(site, gate, form) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(90)
    for racer in racers:
        assert racer.problem is None, racer.problem
        refused = [(number, answer) for number, answer in enumerate(racer.answers) if answer[0] != 200]
        assert not refused, refused[:3]
        assert len(racer.answers) == ROUNDS
        for _, answer in racer.answers:
            issued.note_members(answer)
    for number in range(ROUNDS):
        successors = {racer.answers[number][1]["refresh_token"] for racer in racers}
        assert len(successors) == 1, f"round {number}: {len(successors)} successors"
    assert site.call(url, racers[0].answers[-1][1]["access_token"]).status == 200


def test_fifty_at_once_get_the_same_successor(site, signed_in) -> None:
    answers: list = []
    gate = threading.Barrier(50)

    def refresh() -> None:
        form = {
            "grant_type": "refresh_token", "client_id": signed_in.client_id,
            "refresh_token": signed_in.tokens["refresh_token"],
        }  # fmt: skip
        gate.wait(30)
        answers.append(site.post("/token", form))

    threads = [threading.Thread(target=refresh) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer.status for answer in answers] == [200] * 50, {a.body for a in answers if a.status != 200}
    assert len({json.loads(answer.body)["refresh_token"] for answer in answers}) == 1


def test_a_replay_after_the_window_revokes_the_family_and_is_audited(site, url, signed_in) -> None:
    first = signed_in.tokens["refresh_token"]
    assert signed_in.refresh().status == 200
    second, access = signed_in.tokens["refresh_token"], signed_in.tokens["access_token"]
    assert second != first
    # The successor was used: there is no doubt any more that it arrived.
    assert signed_in.refresh().status == 200
    access = signed_in.tokens["access_token"]
    assert site.call(url, access).status == 200
    time.sleep(WINDOW_S + 0.5)
    signed_in.tokens["refresh_token"] = first
    replay = signed_in.refresh()
    assert replay.status == 400 and json.loads(replay.body)["error"] == "invalid_grant"
    eventually("the access token to end", lambda: site.call(url, access).status == 401, 1.0, every=0.02)
    signed_in.tokens["refresh_token"] = second
    assert signed_in.refresh().status == 400
    audited = [line for line in site.node.said().splitlines() if "refresh-token-replay" in line]
    assert any(signed_in.client_id in line for line in audited), site.node.errors()[-500:]


def test_a_lost_answer_does_no_harm(site, url, signed_in) -> None:
    """The same token again within the window, as a client does that did not get the answer."""
    first = dict(signed_in.tokens)
    assert signed_in.refresh().status == 200
    successor = signed_in.tokens["refresh_token"]
    signed_in.tokens = first
    assert signed_in.refresh().status == 200
    assert signed_in.tokens["refresh_token"] == successor
    assert signed_in.refresh().status == 200
    signed_in.works()


def test_sign_ins_survive_a_restart(make_site, mcp_servers) -> None:
    site = make_site()
    double = Double(site, site.guard("kept.localhost", mcp_servers.url("stateless-json")), REDIRECT)
    double.discover()
    double.register(
        client_name="Kept", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    double.authorize()
    site.node.stop()
    site.node.start()
    eventually("the guarded host", lambda: site.call(double.url, None).status == 401, 10, every=0.05)
    assert double.redeem().status == 200, "the code did not survive"
    double.works()
    site.node.stop()
    site.node.start()
    eventually("the guarded host", lambda: site.call(double.url, None).status == 401, 10, every=0.05)
    double.works()
    assert double.refresh().status == 200
    visited = len(double.browser.visited)
    double.authorize()
    assert not any(page.form_with("password") for page in double.browser.pages[visited:]), "signed out by a restart"
