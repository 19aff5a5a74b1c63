"""The witness behind the REST tests does complain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server import jsonfmt
from aw_server.config import ServerSettings
from aw_server.server import AWFlask, create_app
from tests.aw_server.rest.witness import Witness

INFO = {"hostname": "box", "version": "v1", "testing": True, "device_id": "x", "notices": [], "damage": None}


@pytest.fixture
def app() -> Iterator[AWFlask]:
    db = Datastore(MemoryStorage, testing=False)
    application = create_app(ServerSettings(), db)
    yield application
    application.api.close()
    db.close()


@pytest.mark.parametrize(
    ("body", "status", "complaint"),
    [
        (INFO, 200, None),
        (INFO | {"more": 1}, 200, "more than described"),
        ({"hostname": "box"}, 200, "missing required field"),
        (INFO | {"testing": "yes"}, 200, "Expected `bool`"),
        ({"message": "no"}, 409, "this status is not described"),
        ({"message": "no", "type": "T"}, 400, None),
        ({"reason": "no"}, 400, "missing required field"),
    ],
)
def test_what_is_not_described(app: AWFlask, body: object, status: int, complaint: str | None) -> None:
    witness = Witness()
    app.after_request(witness)
    app.view_functions["rest.info_get"] = lambda: jsonfmt.response(body, status)
    app.test_client().get("/api/0/info")
    assert [complaint in said for said in witness.complaints if complaint] == ([True] if complaint else [])
    assert bool(witness.complaints) == bool(complaint)
