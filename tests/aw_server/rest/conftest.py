"""The whole application with all its guards, over memory, in testing mode and out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.config import ServerSettings
from aw_server.server import AWFlask, create_app
from tests.aw_server.rest.witness import Witness


@contextmanager
def running(testing: bool) -> Iterator[AWFlask]:
    db = Datastore(MemoryStorage, testing=testing)
    app = create_app(ServerSettings(testing=testing), db)
    witness = Witness()
    app.after_request(witness)
    try:
        yield app
    finally:
        app.api.close()
        db.close()
    assert witness.complaints == [], "answers that the API's description does not know"


@pytest.fixture
def application() -> Iterator[AWFlask]:
    """Not in testing mode: as people run it."""
    with running(testing=False) as app:
        yield app


@pytest.fixture
def http(application: AWFlask) -> FlaskClient:
    """A client of `application`."""
    return application.test_client()


@pytest.fixture
def testing_http() -> Iterator[FlaskClient]:
    """A client of a server in testing mode."""
    with running(testing=True) as app:
        yield app.test_client()


@pytest.fixture
def bucket(http: FlaskClient) -> str:
    """The path of an empty bucket."""
    path = "/api/0/buckets/b"
    assert http.post(path, json={"client": "c", "type": "t", "hostname": "h"}).status_code == 200
    return path
