"""Certificates made by `aw-cli tls init`: judged by OpenSSL, never by ourselves."""

from __future__ import annotations

import shutil
import socket
import ssl
import stat
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from aw_cli.certificates import make_authority, make_server
from aw_cli.main import cli
from aw_cli.tls import default_names, is_name, make
from aw_core import dirs

NOW = datetime.now(UTC)
NAMES = ["box", "box.local", "localhost", "127.0.0.1", "::1", "2001:db8::7"]


def shake_hands(folder: Path, name: str, ca: str = "ca.pem") -> str | None:
    """TLS version of a connection between two ends in this process that trust only `ca`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem", folder / "server.key")
    client = ssl.create_default_context(cafile=str(folder / ca))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()
    failed: list[BaseException] = []

    def serve() -> None:
        try:
            with server.wrap_socket(theirs, server_side=True) as secured:
                secured.sendall(b"hello")
        except OSError as error:
            failed.append(error)
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as secured:
            assert secured.recv(5) == b"hello"
            return secured.version()
    finally:
        ours.close()
        thread.join(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tls")
    make(place, NAMES, NOW)
    return place


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_vouched_for(folder: Path, name: str) -> None:
    assert shake_hands(folder, name) == "TLSv1.3"


@pytest.mark.parametrize("name", ["evil.example", "xbox.local", "127.0.0.2", "::2"])
def test_no_other_name_is(folder: Path, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(folder, name)


def test_another_authority_vouches_for_nothing(folder: Path, tmp_path: Path) -> None:
    make(tmp_path, NAMES, NOW)
    (folder / "other.pem").write_bytes((tmp_path / "ca.pem").read_bytes())
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(folder, "box", "other.pem")


def test_it_ends_when_it_says(tmp_path: Path) -> None:
    for days, fine in ((3, True), (1, False)):
        make(tmp_path, ["box"], NOW - timedelta(days=0))
        authority = make_authority("x", NOW - timedelta(days=2), 10)
        server = make_server(["box"], authority, NOW - timedelta(days=2), days)
        (tmp_path / "ca.pem").write_text(authority.pem)
        (tmp_path / "server.pem").write_text(server.pem)
        (tmp_path / "server.key").write_text(server.key_pem)
        if fine:
            assert shake_hands(tmp_path, "box")
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                shake_hands(tmp_path, "box")


def test_many_of_them_are_all_right() -> None:
    """Numbers of any size, with and without leading bits, make it into DER; years beyond 2049 too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for _ in range(8):
        authority = make_authority("Büro von Ann", datetime(2045, 1, 1, tzinfo=UTC), 3650)
        context.load_verify_locations(cadata=authority.pem)
    assert len(context.get_ca_certs()) == 8
    assert {found["notAfter"] for found in context.get_ca_certs()} == {"Dec 30 00:00:00 2054 GMT"}


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs the openssl command")
def test_openssl_finds_nothing_to_complain_about(folder: Path) -> None:
    check = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "box.local"]
    done = subprocess.run(
        [*check, "-CAfile", "ca.pem", "server.pem"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "server.pem: OK\n", done.stderr


def test_only_the_owner_reads_the_key_and_the_authority_can_sign_nothing_more(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir() if path.name != "other.pem") == [
        "ca.pem",
        "server.key",
        "server.pem",
    ]
    assert stat.S_IMODE((folder / "server.key").stat().st_mode) == 0o600
    assert "PRIVATE" not in (folder / "ca.pem").read_text() + (folder / "server.pem").read_text()


def test_the_command_says_what_to_do_and_replaces_nothing_unasked(home: object) -> None:
    place = Path(dirs.get_config_dir("aw-server")) / "tls"
    done = CliRunner().invoke(cli, ["tls", "init", "--name", "tracker.example"])
    assert done.exit_code == 0, done.output
    assert f'tls_key = "{place.as_posix()}/server.key"' in done.stdout
    assert 'names = ["tracker.example"]' in done.stdout
    before = (place / "ca.pem").read_text()
    again = CliRunner().invoke(cli, ["tls", "init"])
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert (place / "ca.pem").read_text() == before
    assert CliRunner().invoke(cli, ["tls", "init", "--force"]).exit_code == 0
    assert (place / "ca.pem").read_text() != before
    assert CliRunner().invoke(cli, ["tls", "init", "--force", "--name", "no name"]).exit_code == 1


def test_names() -> None:
    assert {"localhost", "127.0.0.1", "::1"} <= set(default_names())
    assert all(is_name(name) for name in default_names())
    for wrong in ("", "a b", "ä.example", "-a", "a..b", "*.example", "a/b", "fe80::1%eth0", "1:2"):
        assert not is_name(wrong), wrong
