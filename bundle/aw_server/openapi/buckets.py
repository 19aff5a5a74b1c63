"""Buckets and events, described."""

from __future__ import annotations

from typing import Any

from aw_server.api_shapes import BucketChange, BucketIn, EventIn, HeartbeatIn, Time
from aw_server.openapi.answers import Bucket, EventDeleted, ListedBucket, Nothing, StoredEvent
from aw_server.openapi.describe import (
    EXAMPLE_TIME,
    NO_BUCKET,
    Answer,
    Group,
    Operation,
    Parameter,
    json_body,
    refusal,
    wrong,
)

_BUCKET: dict[str, Any] = {
    "id": "aw-watcher-demo_box",
    "created": "2024-05-01T08:00:00.123456+00:00",
    "name": None,
    "type": "demo.status",
    "client": "aw-watcher-demo",
    "hostname": "box",
    "data": {},
}
_NEW_BUCKET = {"client": "aw-watcher-demo", "type": "demo.status", "hostname": "box"}
_EVENT: dict[str, Any] = {"id": 17, "timestamp": EXAMPLE_TIME, "duration": 1800.0, "data": {"label": "x"}}
_NEW_EVENT = {"timestamp": "2024-05-01T09:00:00Z", "duration": 1800, "data": {"label": "x"}}
_HEARTBEAT = {"timestamp": "2024-05-01T09:30:20Z", "duration": 0, "data": {"label": "x"}}
_BAD_BUCKET = wrong("Object missing required field `client`")
_NO_EVENT = refusal(
    "There is no such bucket or event.", "NoSuchEvent", "The bucket aw-watcher-demo_box has no event 17"
)

_START = Parameter("start", Time, "Only events that end at or after this moment.", "2024-05-01T00:00:00+00:00")
_END = Parameter("end", Time, "Only events that start at or before this moment.", "2024-05-02T00:00:00+00:00")

BUCKETS = Group(
    "Buckets",
    "A bucket holds the events of one client on one computer.",
    {
        "GET /api/0/buckets/": Operation(
            "All buckets, by id",
            {
                200: Answer(
                    "Every bucket; one without events has no `last_updated`.",
                    dict[str, ListedBucket],
                    {_BUCKET["id"]: _BUCKET | {"last_updated": "2024-05-01T09:30:00+00:00"}},
                )
            },
        ),
        "GET /api/0/buckets/<bucket_id>": Operation(
            "One bucket", {200: Answer("The bucket.", Bucket, _BUCKET), 404: NO_BUCKET}
        ),
        "POST /api/0/buckets/<bucket_id>": Operation(
            "Create a bucket",
            {
                200: Answer("Created.", Nothing, {}),
                304: Answer("It exists already; nothing was changed."),
                **_BAD_BUCKET,
            },
            body=json_body(BucketIn, bucket=_NEW_BUCKET, this_computer=_NEW_BUCKET | {"hostname": "!local"}),
            text="The host name `!local` stands for the server's own and puts its `device_id` into `data`.",
        ),
        "PUT /api/0/buckets/<bucket_id>": Operation(
            "Change a bucket's description",
            {
                200: Answer("Changed.", Nothing, {}),
                404: NO_BUCKET,
                **wrong("Expected `str | null`, got `int` - at `$.type`"),
            },
            body=json_body(BucketChange, rename={"name": "The demo"}),
            text="What is absent or null stays.",
        ),
        "DELETE /api/0/buckets/<bucket_id>": Operation(
            "Delete a bucket with all its events",
            {
                200: Answer("Deleted.", Nothing, {}),
                401: refusal(
                    "Without `force=1`, outside testing mode; whether the bucket exists or not.",
                    "DeleteBucketUnauthorized",
                    "Deleting a bucket deletes all its events: add ?force=1 if you mean it",
                ),
                404: NO_BUCKET,
            },
            query=(Parameter("force", str, "`1` if you mean it.", "1"),),
        ),
    },
)

EVENTS = Group(
    "Events",
    "Events have a start, a duration and data; a heartbeat prolongs the newest one or becomes a new one.",
    {
        "GET /api/0/buckets/<bucket_id>/events": Operation(
            "Events, newest first",
            {
                200: Answer("The events that touch the period, cut to it.", list[StoredEvent], [_EVENT]),
                404: NO_BUCKET,
                **wrong("limit 'many' is not a whole number", "InvalidParameter"),
            },
            query=(Parameter("limit", int, "At most so many; all if absent or negative.", 10), _START, _END),
        ),
        "POST /api/0/buckets/<bucket_id>/events": Operation(
            "Insert one event or a list of events",
            {
                200: Answer(
                    "What is stored: an event for an event, a list for a list.", StoredEvent | list[StoredEvent], _EVENT
                ),
                404: NO_BUCKET,
                **wrong("timestamp 'soon' is not an ISO 8601 date and time", "InvalidTimestamp"),
            },
            body=json_body(EventIn | list[EventIn], one=_NEW_EVENT, several=[_NEW_EVENT, _HEARTBEAT]),
            text="All or none. `timestamp` is now if absent. An event with the `id` of an event of this bucket "
            "replaces that one; any other `id` is ignored. While paused nothing is stored and the ids are null.",
        ),
        "GET /api/0/buckets/<bucket_id>/events/count": Operation(
            "How many events there are",
            {
                200: Answer("How many touch the period.", int, 17),
                404: NO_BUCKET,
                **wrong("start 'soon' is not an ISO 8601 date and time", "InvalidTimestamp"),
            },
            query=(_START, _END),
        ),
        "GET /api/0/buckets/<bucket_id>/events/<event_id>": Operation(
            "One event", {200: Answer("The event.", StoredEvent, _EVENT), 404: _NO_EVENT}
        ),
        "DELETE /api/0/buckets/<bucket_id>/events/<event_id>": Operation(
            "Delete one event",
            {
                200: Answer("Whether there was such an event in this bucket.", EventDeleted, {"success": True}),
                404: NO_BUCKET,
            },
        ),
        "POST /api/0/buckets/<bucket_id>/heartbeat": Operation(
            "Send a heartbeat",
            {
                200: Answer(
                    "The stored event, prolonged or new; its id is null while paused.",
                    StoredEvent,
                    _EVENT | {"duration": 1820.0},
                ),
                404: NO_BUCKET,
                **wrong("The query parameter pulsetime is missing", "MissingParameter"),
            },
            query=(
                Parameter(
                    "pulsetime", float, "Seconds after the end of the newest event in which it is prolonged.", 60, True
                ),
            ),
            body=json_body(HeartbeatIn, heartbeat=_HEARTBEAT),
            text="If the data equals that of the bucket's newest heartbeat, and this one starts not before it and at "
            "most `pulsetime` after its end, the newest is prolonged; otherwise this one becomes an event of its own.",
        ),
    },
)
