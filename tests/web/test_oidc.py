"""Signing in at a real provider of OpenID Connect on this machine, as a browser does; and what forgeries come to."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from tests.web.doors import World

from simurg.access.people import Change

HERE = Path(__file__).parent.parent / "oidc"
BACK = "http://localhost:8474/api/session/oidc/ministry/return"
SECRET = "a secret of tests: %&+"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def modules() -> Path:
    """The provider's packages, installed once for each lock file; none of them is in the repository."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("needs node and npm for the provider of tests/oidc")
    lock = (HERE / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "simurg-tests" / f"oidc-{sha256(lock).hexdigest()[:16]}"
    if not (folder / "node_modules" / "oidc-provider").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, timeout=180
        )
        if done.returncode:
            pytest.skip(f"the provider of tests/oidc could not be installed: {done.stderr.strip()[-200:]}")
    shutil.copy(HERE / "provider.mjs", folder)
    return folder


@pytest.fixture(params=["client_secret_basic", "client_secret_post", "none"])
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def issuer(modules: Path, method: str) -> Iterator[str]:
    port = free_port()
    command = ["node", "provider.mjs", str(port), BACK, method]
    with subprocess.Popen(command, cwd=modules, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        try:
            assert run.stdout is not None
            assert any("ready" in line for line in iter(run.stdout.readline, ""))
            yield f"http://localhost:{port}"
        finally:
            run.terminate()


def settings(issuer: str, method: str) -> str:
    secret = "" if method == "none" else "      secret: file:keys/ministry\n"
    return f"""
outbound:
  oidc: ["{issuer.removeprefix("http://")}"]
sign_in:
  providers:
    - name: ministry
      title: Ministry
      issuer: {issuer}
      client_id: simurg
{secret}      claim: groups
      grants:
        desk: {{roles: [analyst], clearance: {{level: restricted, tlp: amber+strict}}}}
        hall: {{roles: [reader], clearance: {{level: open, tlp: green}}}}
"""


@pytest.fixture
def world(tmp_path: Path, issuer: str, method: str) -> Iterator[World]:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ministry").write_text(SECRET)
    made = World(tmp_path, settings=settings(issuer, method), real=True)
    yield made
    made.close()


def at_the_provider(address: str, who: str) -> str:
    """What a person does at the provider: types a name, agrees; the address to which the provider sends them back."""
    name, _, groups = who.partition("+")
    with httpx.Client(follow_redirects=False) as person:
        person.get(urljoin(address, f"/groups/{name}/{groups}"))
        answer = person.get(address)
        for _ in range(12):
            if answer.is_redirect:
                address = urljoin(str(answer.url), answer.headers["location"])
                if address.startswith(BACK):
                    return address
                answer = person.get(address)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form is not None, answer.text
            fields = dict(re.findall(r'name="(prompt)" value="([^"]+)"', answer.text))
            answer = person.post(
                urljoin(str(answer.url), unescape(form[1])), data={**fields, "login": name, "password": "x"}
            )
    raise AssertionError("the provider never sent the person back")


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_a_person_comes_in_and_sees_what_the_claim_gives(world: World, method: str) -> None:
    browser = world.browser()
    assert browser.get("/api/session/ways").json()["oidc"] == [{"name": "ministry", "title": "Ministry"}]
    gone = browser.get("/api/session/oidc/ministry", follow_redirects=False)
    asked = parse_qs(urlsplit(gone.headers["location"]).query)
    assert (gone.status_code, asked["code_challenge_method"], asked["redirect_uri"]) == (303, ["S256"], [BACK])
    assert {"HttpOnly", "SameSite=lax"} <= set(gone.headers["set-cookie"].split("; "))
    back = at_the_provider(gone.headers["location"], "ayse+desk,hall")
    home = browser.get(path_of(back), follow_redirects=False)
    assert (home.status_code, home.headers["location"]) == (303, "/")
    me = browser.get("/api/me").json()
    assert (me["name"], me["display"], me["roles"], me["picture"]) == ("ayse", "ayse of tests", ["analyst"], "staff")
    assert ("ayse", "session.begun", ("oidc",), "done") in world.written.entries
    replayed = browser.get(path_of(back), follow_redirects=False)
    assert replayed.headers["location"] == "/sign-in?problem=refused"


@pytest.mark.parametrize("method", ["none"], indirect=True)
class TestRefused:
    """One way of the client is enough for these."""

    def come(self, world: World, who: str) -> str:
        browser = world.browser()
        gone = browser.get("/api/session/oidc/ministry", follow_redirects=False)
        back = at_the_provider(gone.headers["location"], who)
        return str(browser.get(path_of(back), follow_redirects=False).headers["location"])

    def test_without_a_grant_nobody_comes_in(self, world: World) -> None:
        assert self.come(world, "eve+others") == "/sign-in?problem=refused"
        assert world.door.people.find("eve") is None

    def test_a_grant_that_changed_changes_the_account_and_ends_its_sessions(self, world: World) -> None:
        assert self.come(world, "ayse+desk") == "/"
        assert len(world.door.sessions.of("ayse", world.at)) == 1
        assert self.come(world, "ayse+hall") == "/"
        assert world.door.people.account("ayse").roles == {"reader"}
        assert len(world.door.sessions.of("ayse", world.at)) == 1

    def test_a_disabled_account_stays_out(self, world: World) -> None:
        assert self.come(world, "ayse+desk") == "/"
        world.door.people.change("ayse", Change(state="disabled"))
        assert self.come(world, "ayse+desk") == "/sign-in?problem=refused"
        assert world.door.people.account("ayse").state == "disabled"

    def test_a_name_that_somebody_has_is_not_taken_over(self, world: World) -> None:
        world.add("ayse", "administrator")
        assert self.come(world, "ayse+desk") == "/sign-in?problem=refused"
        assert world.door.people.account("ayse").provider is None

    def test_what_began_in_another_browser_does_not_end_in_this_one(self, world: World) -> None:
        gone = world.browser().get("/api/session/oidc/ministry", follow_redirects=False)
        back = at_the_provider(gone.headers["location"], "eve+desk")
        victim = world.browser()
        victim.get("/api/session/oidc/ministry", follow_redirects=False)
        assert victim.get(path_of(back), follow_redirects=False).headers["location"] == "/sign-in?problem=refused"
        assert victim.get("/api/me").status_code == 401

    def test_a_visit_ends_after_ten_minutes(self, world: World) -> None:
        browser = world.browser()
        gone = browser.get("/api/session/oidc/ministry", follow_redirects=False)
        back = at_the_provider(gone.headers["location"], "ayse+desk")
        world.wait(minutes=10)
        assert browser.get(path_of(back), follow_redirects=False).headers["location"] == "/sign-in?problem=refused"

    def test_an_altered_answer_is_refused(self, world: World) -> None:
        for old, new in (("code=", "code=x"), ("iss=http", "iss=https"), ("state=", "state=x")):
            browser = world.browser()
            gone = browser.get("/api/session/oidc/ministry", follow_redirects=False)
            back = path_of(at_the_provider(gone.headers["location"], "ayse+desk")).replace(old, new, 1)
            assert browser.get(back, follow_redirects=False).headers["location"] == "/sign-in?problem=refused"
            assert browser.get("/api/me").status_code == 401

    def test_no_answer_at_all_and_an_error_are_refused(self, world: World) -> None:
        for query in ("", "?error=access_denied", "?code=x&state=", "?code=x&state=y&iss=z"):
            answer = world.browser().get(f"/api/session/oidc/ministry/return{query}", follow_redirects=False)
            assert answer.headers["location"] == "/sign-in?problem=refused"


def test_a_provider_that_is_not_there_is_told_and_one_that_is_unknown_is_not_found(tmp_path: Path) -> None:
    away = World(tmp_path, settings=settings(f"http://localhost:{free_port()}", "none"), real=True)
    assert away.browser().get("/api/session/oidc/ministry", follow_redirects=False).status_code == 503
    assert away.browser().get("/api/session/oidc/nobody", follow_redirects=False).status_code == 404
    away.close()


def test_a_provider_whose_host_is_not_listed_is_not_asked(tmp_path: Path) -> None:
    text = settings(f"http://localhost:{free_port()}", "none").replace("oidc: [", "webhook: [")
    world = World(tmp_path, settings=text, real=True)
    answer = world.browser().get("/api/session/oidc/ministry", follow_redirects=False)
    assert (answer.status_code, "not listed" in answer.json()["detail"]) == (503, True)
    world.close()
