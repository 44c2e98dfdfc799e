"""The server as it is started: whom it listens to, what it answers, what it tells the browser."""

import gzip
import http.client
import json
import re
import socket
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from dashboard.server import OPTIONS
from dashboard.serving.policy import content_security_policy
from dashboard.store.assets import assets, page_template
from tests.serving import Running, running, until_ready

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server") / "served") as served:
        yield served


class Answer:
    """Status, headers and body of one exchange."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read() if response.status != 101 else b""


def ask(server: Running, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Send the path exactly as given: an ordinary client would tidy up the dots first."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, headers=dict(headers or {}))
        return Answer(connection.getresponse())
    finally:
        connection.close()


def handshake(server: Running, path: str = "/_stcore/stream", **headers: str) -> int:
    """Ask for a websocket, the page's unless told, and give the status."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    return ask(server, path, headers={**upgrade, **headers}).status


def test_the_line_that_tells_of_changes_is_for_its_own_pages(server: Running) -> None:
    own = f"http://127.0.0.1:{server.port}"
    assert handshake(server, "/live", Origin=own) == 101
    for origin in ("http://evil.example", "null", "", f"{own}0", f"{own}@evil.example"):
        assert handshake(server, "/live", Origin=origin) == 403, origin
    assert handshake(server, "/live", Origin="http://evil.example", Host="evil.example") == 400


def test_only_this_computer_is_listened_to(server: Running) -> None:
    table = Path("/proc/net/tcp")
    if table.exists():
        tables = table.read_text() + Path("/proc/net/tcp6").read_text()
        rows = [line.split() for line in tables.splitlines()]
        listening = [row[1] for row in rows if row[3:4] == ["0A"] and row[1].endswith(f":{server.port:04X}")]
        assert listening == [f"0100007F:{server.port:04X}"]
    with pytest.raises(OSError, match=r"refused|timed out|assign"):
        socket.create_connection(("127.0.0.2", server.port), timeout=2)


def test_the_start_dials_nobody_and_tells_one_address(server: Running) -> None:
    assert server.dialled() == ""
    assert re.findall(r"https?://\S+", server.log()) == [server.url]


def test_streamlit_is_told_everything_that_its_defaults_would_give_away() -> None:
    assert OPTIONS["server.address"] == "127.0.0.1"
    assert OPTIONS["server.allowedHosts"] == ["localhost", "127.0.0.1", "::1"]
    assert OPTIONS["browser.gatherUsageStats"] is False
    assert OPTIONS["browser.serverAddress"] == "localhost"
    assert OPTIONS["client.showErrorDetails"] == "none"
    assert OPTIONS["client.toolbarMode"] == "minimal"
    assert OPTIONS["server.enableAgentApi"] is False
    assert OPTIONS["server.enableCORS"] is True
    assert OPTIONS["server.enableStaticServing"] is False
    assert OPTIONS["server.enableXsrfProtection"] is True
    assert OPTIONS["server.maxUploadSize"] == 20


def test_the_configuration_file_says_the_same_as_the_command() -> None:
    said = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    flat = {
        f"{section}.{name}": value for section, options in said.items() for name, value in options.items()
    }
    assert flat == OPTIONS


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/assets/atlas.js", "/atlas/none.json", "/_stcore/health", "/x/..", "/_stcore/metrics"],
)
def test_every_answer_carries_the_security_headers(server: Running, path: str) -> None:
    headers = ask(server, path).headers
    assert headers["content-security-policy"] == content_security_policy(page_template())
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["permissions-policy"].startswith("camera=(), geolocation=()")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_the_policy_admits_no_eval_and_of_inline_scripts_only_streamlits_own_by_hash() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_security_policy(page_template()).split("; "))
    sources = rules["script-src"].split()
    assert sources[0] == "'self'"
    assert len(sources) == 1 + page_template().count("<script>")
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", source) for source in sources[1:])
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["connect-src"] == "'self'"


def test_an_inline_script_in_the_page_changes_the_policy() -> None:
    assert content_security_policy("<script>a</script>") != content_security_policy("<script>b</script>")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_a_request_for_another_host_is_refused(server: Running, host: str) -> None:
    assert ask(server, "/", headers={"Host": host}).status == 400
    assert handshake(server, Host=host) == 400


def test_the_names_of_this_computer_are_accepted(server: Running) -> None:
    for host in ("localhost", f"127.0.0.1:{server.port}", f"[::1]:{server.port}"):
        assert ask(server, "/healthz", headers={"Host": host}).status == 200
        assert handshake(server, Host=host, Origin=f"http://{host}") == 101


def test_a_page_of_another_site_cannot_open_the_websocket(server: Running) -> None:
    assert handshake(server, Host=f"127.0.0.1:{server.port}", Origin="http://evil.example") == 403


@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/session/file", "/_stcore/metrics", "/_STCORE/metrics"]
)
def test_what_only_the_editor_or_streamlit_needs_is_not_there(server: Running, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        assert ask(server, path, method=method).status == 404, method


def test_no_other_site_may_read_an_answer(server: Running) -> None:
    answer = ask(server, "/_stcore/health", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_the_agent_interface_is_off(server: Running) -> None:
    assert ask(server, "/_stcore/agent/interact", method="POST").status in (403, 404)


def test_unknown_data_is_not_found(server: Running) -> None:
    for name in ("0" * 32 + ".json", "x", "..%2f..%2fpyproject.toml"):
        answer = ask(server, f"/atlas/{name}")
        assert answer.status in (400, 404)
        assert b"aleppo" not in answer.body.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../pyproject.toml",
        "/assets/%2e%2e/pyproject.toml",
        "/assets/..%2fpyproject.toml",
        "/assets/fonts/../../pyproject.toml",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..%5cpyproject.toml",
        "/assets/__init__.py",
        "/assets/pyproject.toml",
        "/assets/manifest.json",
        "/assets/fonts",
        "/assets/",
    ],
)
def test_only_what_the_manifest_lists_is_served(server: Running, path: str) -> None:
    answer = ask(server, path)
    assert answer.status in (301, 400, 404)
    assert b"[project]" not in answer.body
    assert b"root:" not in answer.body


def test_assets_arrive_as_they_were_built_compressed_and_revalidated(server: Running) -> None:
    plain = ask(server, "/assets/atlas.js")
    assert (plain.status, plain.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert plain.body == assets()["atlas.js"].body
    squeezed = ask(server, "/assets/atlas.js", headers={"Accept-Encoding": "gzip"})
    if assets()["atlas.js"].gzip_body is not None:
        assert gzip.decompress(squeezed.body) == plain.body
    again = ask(server, "/assets/atlas.js", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_fonts_are_served_from_here(server: Running) -> None:
    for name in ("inter-latin", "inter-latin-ext", "noto-sans-arabic"):
        answer = ask(server, f"/assets/fonts/{name}.woff2")
        assert (answer.status, answer.headers["content-type"]) == (200, "font/woff2")
        assert answer.body.startswith(b"wOF2")


def test_no_site_that_frames_the_page_may_steer_it(server: Running) -> None:
    told = json.loads(ask(server, "/_stcore/host-config").body)
    assert told["allowedOrigins"] == []


def test_the_page_names_what_its_own_link_needs_first(server: Running) -> None:
    until_ready(server)
    plain, with_context = _links(server, "/"), _links(server, "/?context=1")
    assert "atlas.js>; rel=modulepreload" in plain
    addresses = [re.findall(r"<(/atlas/[^>]+)>", links) for links in (plain, with_context)]
    assert len(addresses[0]) >= 10
    assert addresses[0] != addresses[1]
    for address in {*addresses[0], *addresses[1]}:
        assert ask(server, address).status == 200


def _links(server: Running, path: str) -> str:
    return ask(server, path, headers={"Accept": "text/html"}).headers["link"]
