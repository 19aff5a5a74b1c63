"""The Origin guard: web pages, extensions, and what browsers say about where a request comes from."""

from typing import Any

import pytest

from aw_core.errors import ConfigError
from aw_server.guards.origin import CHROME_EXTENSION, OriginGuard, Trust, is_preflight, preflight_headers

MOZ = "moz-extension://0f9e5a3c-1b2d-4e5f-8a9b-0c1d2e3f4a5b"
SAFARI = "safari-web-extension://0F9E5A3C-1B2D-4E5F-8A9B-0C1D2E3F4A5B"


def environ(path: str = "/api/0/buckets/", method: str = "GET", **headers: str) -> dict[str, Any]:
    found = {"HTTP_" + name.upper(): value for name, value in headers.items()}
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "localhost:5600", **found}


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_our_own_pages_may_do_everything(name: str) -> None:
    guard = OriginGuard(5600)
    origin = f"http://{name}:5600"
    assert guard.trust(origin) is Trust.FULL
    assert guard.refusal(environ(method="DELETE", origin=origin, sec_fetch_site="same-site")) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://evil.example",
        "http://localhost:5601",
        "http://localhost",
        "https://localhost:5600",
        "http://localhost:5600.evil.example",
        "http://evil.example/http://localhost:5600",
        "http://localhost:27180",
        "file://",
        "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "moz-extension://not-a-uuid",
        MOZ + "/",
        MOZ + "\n",
        CHROME_EXTENSION + "x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT", "OPTIONS", "HEAD"])
def test_foreign_origins_are_refused_whatever_the_method(origin: str, method: str) -> None:
    guard = OriginGuard(5600)
    for path in ("/api/0/info", "/api/0/buckets/aw-watcher-web-x", "/", "/pages/"):
        assert guard.refusal(environ(path, method, origin=origin, sec_fetch_site="none"))


def test_a_forwarded_port_is_the_same_origin() -> None:
    """A page loaded through a tunnel: the browser names the tunnel's port in both headers."""
    ask = environ(method="POST", origin="http://localhost:8080", sec_fetch_site="same-origin")
    ask["HTTP_HOST"] = "localhost:8080"
    assert OriginGuard(5600).refusal(ask) is None


def test_testing_mode_knows_the_development_server() -> None:
    for origin in ("http://127.0.0.1:27180", "http://localhost:27180"):
        assert OriginGuard(5666, testing=True).trust(origin) is Trust.FULL
        assert OriginGuard(5666).trust(origin) is Trust.NONE


@pytest.mark.parametrize("origin", [CHROME_EXTENSION, MOZ, SAFARI])
def test_extensions_get_three_calls(origin: str) -> None:
    guard = OriginGuard(5600)

    def may(method: str, path: str) -> bool:
        preflight = environ(path, "OPTIONS", origin=origin, access_control_request_method=method)
        answers = {
            guard.refusal(environ(path, method, origin=origin, sec_fetch_site="cross-site")) is None,
            guard.refusal(preflight) is None,
        }
        assert len(answers) == 1, "the preflight has to say what the call will get"
        return answers.pop()

    assert may("GET", "/api/0/info")
    assert may("POST", "/api/0/buckets/aw-watcher-web-firefox_box")
    assert may("POST", "/api/0/buckets/aw-watcher-web-firefox/")
    assert may("POST", "/api/0/buckets/aw-watcher-web-firefox_box/heartbeat")
    for method, path in [
        ("POST", "/api/0/info"),
        ("GET", "/api/0/buckets/"),
        ("GET", "/api/0/export"),
        ("GET", "/api/0/buckets/aw-watcher-web-firefox_box"),
        ("GET", "/api/0/buckets/aw-watcher-web-firefox_box/events"),
        ("DELETE", "/api/0/buckets/aw-watcher-web-firefox_box"),
        ("PUT", "/api/0/buckets/aw-watcher-web-firefox_box"),
        ("POST", "/api/0/buckets/aw-watcher-window_box"),
        ("POST", "/api/0/buckets/aw-watcher-window_box/heartbeat"),
        ("POST", "/api/0/buckets/aw-watcher-web-firefox_box/events"),
        ("POST", "/api/0/buckets/aw-watcher-web-x/../aw-watcher-window_box/heartbeat"),
        ("POST", "/api/0/buckets/aw-watcher-web-x/heartbeat/heartbeat"),
        ("POST", "/api/0/import"),
        ("POST", "/api/0/query/"),
        ("GET", "/"),
    ]:
        assert not may(method, path), f"{method} {path}"
    assert guard.refusal(environ("/api/0/info", "OPTIONS", origin=origin)), "an OPTIONS that is no preflight"


def test_the_users_own_list_is_honoured() -> None:
    guard = OriginGuard(5600, allowed=["https://a.example", " https://b.example/ ", r"https://.*\.c\.example", ""])
    assert guard.trust("https://a.example") is Trust.FULL
    assert guard.trust("https://b.example") is Trust.FULL
    assert guard.trust("https://x.c.example") is Trust.FULL
    assert guard.trust("https://x.c.example.evil") is Trust.NONE, "the whole origin has to match"
    assert guard.trust("https://d.example") is Trust.NONE
    assert OriginGuard(5600, allowed=["*"]).trust("https://anything.example") is Trust.FULL
    assert OriginGuard(5600, allowed=["*"]).trust("null") is Trust.FULL


def test_an_extension_in_the_list_is_trusted_fully() -> None:
    guard = OriginGuard(5600, allowed=[MOZ, "chrome-extension://.*"])
    assert guard.trust(MOZ) is Trust.FULL
    assert guard.trust("chrome-extension://mine") is Trust.FULL


def test_an_expression_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigError, match=r"https://\("):
        OriginGuard(5600, allowed=["https://("])


@pytest.mark.parametrize("site", ["cross-site", "Cross-Site", "same-site"])
def test_requests_that_another_page_caused_are_refused(site: str) -> None:
    guard = OriginGuard(5600)
    assert guard.refusal(environ(sec_fetch_site=site))
    assert guard.refusal(environ("/api/0/export", sec_fetch_site=site, sec_fetch_mode="navigate"))
    assert guard.refusal(environ("/pages/mine/", sec_fetch_site=site, sec_fetch_mode="navigate"))


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_a_person_or_our_own_page_may_ask(site: str) -> None:
    assert OriginGuard(5600).refusal(environ(sec_fetch_site=site)) is None


def test_a_link_to_the_start_page_may_be_followed_but_not_embedded() -> None:
    guard = OriginGuard(5600)

    def visit(**more: str) -> str | None:
        return guard.refusal(environ("/", sec_fetch_site="cross-site", **more))

    assert visit(sec_fetch_mode="navigate", sec_fetch_dest="document") is None
    assert visit(sec_fetch_mode="navigate") is None
    assert visit(sec_fetch_mode="navigate", sec_fetch_dest="iframe")
    assert visit(sec_fetch_mode="no-cors", sec_fetch_dest="image")
    post = environ("/", "POST", sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    assert guard.refusal(post)


def test_preflight_headers() -> None:
    asked = "X-Mine, content-type"
    ask = environ(
        method="OPTIONS",
        origin="http://localhost:5600",
        access_control_request_method="PUT",
        access_control_request_headers=asked,
    )
    assert is_preflight(ask)
    assert not is_preflight(environ(method="OPTIONS"))
    assert not is_preflight(environ(access_control_request_method="PUT"))
    full = dict(preflight_headers(Trust.FULL, ask))
    assert full["Access-Control-Allow-Private-Network"] == "true"
    assert full["Access-Control-Allow-Headers"] == asked
    assert "DELETE" in full["Access-Control-Allow-Methods"]
    extension = dict(preflight_headers(Trust.EXTENSION, ask))
    assert extension["Access-Control-Allow-Headers"] == "content-type, authorization"
    assert "DELETE" not in extension["Access-Control-Allow-Methods"]
    ask["HTTP_ACCESS_CONTROL_REQUEST_HEADERS"] = "a\r\nSet-Cookie: b"
    assert dict(preflight_headers(Trust.FULL, ask))["Access-Control-Allow-Headers"] == "content-type, authorization"


OTHERS = "chrome-extension://jnbbnacmeggbgdjgaoojpmhdlkkpblgi"


@pytest.mark.parametrize("origin", [OTHERS, CHROME_EXTENSION, MOZ, SAFARI])
@pytest.mark.parametrize("mount", ["/api", "/api/v1", "/api/compat/wakatime/v1"])
def test_extensions_of_other_services_get_the_calls_that_need_a_key(origin: str, mount: str) -> None:
    guard = OriginGuard(5600)

    def may(method: str, path: str) -> bool:
        ask = environ(mount + path, "OPTIONS", origin=origin, access_control_request_method=method)
        real = environ(mount + path, method, origin=origin, sec_fetch_site="cross-site")
        answers = {guard.refusal(ask) is None, guard.refusal(real) is None}
        assert len(answers) == 1
        return answers.pop()

    assert may("POST", "/users/current/heartbeats")
    assert may("POST", "/users/current/heartbeats.bulk")
    assert may("GET", "/users/current")
    assert may("GET", "/users/current/summaries")
    for method, path in [
        ("DELETE", "/users/current/heartbeats.bulk"),
        ("GET", "/users/current/heartbeats"),
        ("GET", "/users/current/data_dumps"),
        ("POST", "/users/current"),
        ("GET", "/0/export"),
        ("POST", "/0/buckets/b/heartbeat"),
    ]:
        assert not may(method, path), (method, path)


def test_pages_get_nothing_of_other_services() -> None:
    guard = OriginGuard(5600)
    for origin in ("https://vscode.dev", "null", OTHERS + "x", "chrome-extension://short"):
        assert guard.refusal(environ("/api/v1/users/current/heartbeats", "POST", origin=origin))
