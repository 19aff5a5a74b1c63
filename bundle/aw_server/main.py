"""The program `aw-server`: flags → settings → log → sockets → lock → datastore → application → serve."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import gc
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from aw_core import arenas
from aw_core.errors import AwError, StorageError
from aw_core.instance import InstanceRecord, remove_instance, write_instance
from aw_core.lifeline import Stopper, attach, install_signals
from aw_core.log import setup_logging
from aw_server import commands, lean, no_room, reach
from aw_server.__about__ import __version__
from aw_server.config import NAME, STORAGES, ServerSettings, load_settings, parse_port
from aw_server.custom_static import parse_pairs
from aw_server.sums_file import SumsFile
from aw_server.wire.sockets import listen

if TYPE_CHECKING:
    import socket
    import ssl

    from aw_datastore import Datastore
    from aw_server.server import AWFlask

logger = logging.getLogger(__name__)

# Told apart from a crash by whoever started us: a restart would not help.
REFUSED = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the server until it is stopped, or one of the `commands`.

    0: stopped politely; 3: did not start, one sentence on stderr says why.
    """
    argv = sys.argv[1:] if argv is None else argv
    if commands.is_command(argv):
        return commands.run(argv)
    args = _parser().parse_args(argv)
    # Starting makes much that stays and no garbage worth looking for: some milliseconds of a cold start.
    gc.disable()
    arenas.share_one()
    try:
        settings = load_settings(args)
        setup_logging(
            NAME,
            testing=settings.testing,
            verbose=settings.verbose,
            log_stderr=True,
            log_file=True,
            log_file_json=settings.log_json,
        )
        return run(settings)
    except AwError as error:
        return _refuse(error.message)
    except OSError as error:
        if error.filename is None:
            raise
        return _refuse(f"{error.filename} cannot be used: {error.strerror}.")
    finally:
        gc.enable()


def run(settings: ServerSettings) -> int:
    """Open everything, serve, close everything. Raises AwError when something cannot be opened.

    On a full disk it waits for room, and says so to whoever asks.
    """
    reach.check(settings)
    tls = _tls(settings)
    stopper = Stopper()
    install_signals(stopper)
    attach(stopper, settings.supervised)
    # Before anything slow: early callers wait in the queue of the socket instead of being refused.
    sockets = listen(settings.host, settings.port)
    room = no_room.WaitingForRoom(sockets, stopper)
    try:
        while True:
            try:
                with _database(settings) as (db, sums):
                    return _serve(settings, sockets, db, sums, stopper, tls)
            except (StorageError, OSError) as error:
                if stopper.event.is_set() or not no_room.is_reason(error):
                    raise
                if not room.wait(error):
                    return 0
    finally:
        for sock in sockets:
            sock.close()


@contextlib.contextmanager
def _database(settings: ServerSettings) -> Iterator[tuple[Datastore, SumsFile | None]]:
    """The open datastore, claimed so that a second server keeps away; and the file of sums beside one in a file."""
    from aw_datastore import Datastore, storage_named
    from aw_datastore.lock import DatabaseLock
    from aw_datastore.storages.peewee import default_path

    on_file = settings.storage in ("peewee", "sqlite") and not settings.database
    options = {"database": settings.database} if settings.database else {}
    if on_file:
        options["synchronous"] = settings.synchronous.upper()
    with DatabaseLock(default_path(settings.testing)) if on_file else contextlib.nullcontext():
        make = functools.partial(Datastore, storage_named(settings.storage), testing=settings.testing, **options)
        sums = SumsFile(default_path(settings.testing)) if on_file else None
        db = make() if sums is None else _open_file(make, default_path(settings.testing), sums)
        try:
            db.claim()
            yield db, sums
        finally:
            db.checkpoint()
            db.close()
            if sums is not None:
                sums.seal()


def _open_file(make: Callable[[], Datastore], path: Path, sums: SumsFile) -> Datastore:
    """The datastore in the file; a fresh one, to be filled from it, if the file is damaged."""
    from aw_datastore.quarantine import quarantine_folder
    from aw_datastore.storages import PeeweeStorage
    from aw_datastore.storages.opening import RESTORED, log_is_left

    sums.recall()
    if path.exists():
        # Left by a restore that was killed before it began to replace anything.
        path.with_name(path.name + RESTORED).unlink(missing_ok=True)
    log_left = log_is_left(path)
    if not log_left and not quarantine_folder(path).exists() and (not path.exists() or path.stat().st_size):
        with contextlib.suppress(StorageError):
            db = make()
            if isinstance(db.storage_strategy, PeeweeStorage):
                sums.begin(db.storage_strategy.parts.versions.opened)
            return db
    from aw_datastore.recovery.opening import open_or_begin_anew
    from aw_server.api_damage import note_begin

    db, aside = open_or_begin_anew(make, path, datetime.now(UTC))
    sums.begin(None)
    if aside is not None:
        note_begin(db, aside, time.time_ns() // 1000)
    elif log_left and isinstance(db.storage_strategy, PeeweeStorage):
        # Until it is known that both are whole (`aw_server.api_damage`).
        db.storage_strategy.hold()
    return db


def _tls(settings: ServerSettings) -> ssl.SSLContext | None:
    """What encrypted connections are made with. Raises ConfigError for files that cannot be used."""
    if not settings.tls_cert:
        return None
    # Here, because it loads OpenSSL's larger half, which most servers never need.
    from aw_server.wire.tls import server_context

    return server_context(settings.tls_cert, settings.tls_key)


def _serve(
    settings: ServerSettings,
    sockets: list[socket.socket],
    db: Datastore,
    sums: SumsFile | None,
    stopper: Stopper,
    tls: ssl.SSLContext | None,
) -> int:
    lean.import_flask()
    from aw_server.guards.keys import Door
    from aw_server.guards.peer import PeerGuard
    from aw_server.serve import serve
    from aw_server.server import create_app

    port = int(sockets[0].getsockname()[1])
    settings = dataclasses.replace(settings, port=port)
    try:
        app = create_app(settings, db)
    except (StorageError, ValueError, TypeError, LookupError) as error:
        # A file can be opened and still be damaged where the server looks first.
        if not _begin_anew(db, error):
            raise
        app = create_app(settings, db)
    if settings.cors_origins:
        logger.warning("Pages of these origins may use the API: %s", ", ".join(settings.cors_origins))
    try:
        _announce(settings, app, port)
    except OSError:
        app.api.close()
        raise
    if settings.storage != "memory":
        app.api.imports.discard_leftovers()
        if settings.import_existing:
            app.api.imports.begin()
    app.api.damage.begin()
    app.api.queries.keep_in(sums)
    # What exists now lives as long as the program: the collector need not look at it again.
    gc.freeze()
    gc.enable()
    try:
        door, peers = Door(app.api.keys), PeerGuard(all_remote=settings.behind_proxy)
        finished = serve(app, sockets, stopper, peers=peers, door=door, tls=tls, stopping=app.api.close)
    finally:
        remove_instance(NAME, settings.testing, os.getpid())
    if not finished:
        _leave_at_once()
    app.api.queries.end()
    return 0


def _begin_anew(db: Datastore, error: Exception) -> bool:
    """Put a fresh database in the place of the open one if that is damaged, which the error is a sign of."""
    from aw_datastore.recovery.opening import is_broken, start_over
    from aw_datastore.storages import PeeweeStorage
    from aw_server.api_damage import note_begin

    file = db.describe().get("file")
    if not file or not isinstance(db.storage_strategy, PeeweeStorage) or not is_broken(db.storage_strategy, error):
        return False
    aside = start_over(db.storage_strategy, Path(file), datetime.now(UTC), "Parts of it have changed.")
    if aside is not None:
        note_begin(db, aside, time.time_ns() // 1000)
    return aside is not None


def _leave_at_once() -> NoReturn:
    """End although a request is still at work: closing the database would wait for it.

    What was acknowledged is committed; what was not is undone when the file is opened next.
    """
    logging.shutdown()
    os._exit(0)


def _announce(settings: ServerSettings, app: AWFlask, port: int) -> None:
    """Leave the record by which the programs of the same user know this server, and their key (decision 0010)."""
    from aw_server.keys.key import new_token
    from aw_server.keys.rights import ADMIN

    token = new_token()
    app.api.keys.admit(token, "programs of this user", [ADMIN])
    if settings.asks_for_keys:
        from aw_server.keys.ecosystem import shared_key

        shared = shared_key(settings.testing, port)
        if shared is not None:
            app.api.keys.admit(shared, "programs that know the Rust server's settings", [ADMIN])
    record = InstanceRecord(
        pid=os.getpid(),
        start_time=time.time(),
        host=settings.host,
        port=port,
        version=__version__,
        secret=app.config["AW_INSTANCE_SECRET"],
        token=token,
    )
    write_instance(NAME, settings.testing, record)
    scheme = "https" if settings.tls_cert else "http"
    logger.info("Listening on %s://%s:%d%s", scheme, settings.host, port, " (testing)" if settings.testing else "")


def _refuse(sentence: str) -> int:
    """Say why the server did not start: plainly on stderr, and in the log file."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if type(h) is logging.StreamHandler]:
        root.removeHandler(handler)
    if root.handlers:
        logger.error("Not started: %s", sentence)
    print(f"{NAME}: {sentence}", file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Keeps the recorded events and serves API and web UI.",
        epilog=commands.listing(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--testing", action="store_true", help="use port 5666 and files of their own")
    parser.add_argument("--verbose", action="store_true", help="log more, including what was asked")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--log-json", action="store_true", help="write the log as JSON lines too")
    parser.add_argument("--host", help="where to listen: localhost, 127.0.0.1, ::1, or beyond this computer")
    parser.add_argument("--port", type=_port, metavar="N", help="TCP port, 5600 by default")
    parser.add_argument("--storage", choices=STORAGES, help="how events are stored")
    parser.add_argument("--database", metavar="URL", help="address of a database server, as postgresql://box/name")
    parser.add_argument("--cors-origins", metavar="A,B", help="web origins that may use the API besides our own")
    parser.add_argument("--custom-static", metavar="NAME=DIR,…", type=_pairs, help="own pages, served under /pages")
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    return parser


def _port(text: str) -> int:
    try:
        return parse_port(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number") from None


def _pairs(text: str) -> dict[str, str]:
    try:
        return parse_pairs(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
