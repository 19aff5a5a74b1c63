"""Embeds: keys that open one view of what was recorded, for a chart on a page somewhere. The view is kept with the key.

Such a key takes no parameters. It gives a chart's figures; the view's table, raw data, only once that is switched on.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from aw_datastore import Datastore
from aw_server.exceptions import BadRequest, NotFound
from aw_server.keys import EMBED, Issued, Key, Keys

KIND: Final = "embeds"

Text = Annotated[str, msgspec.Meta(max_length=200)]
Kind = Literal["activity", "category", "overview", "document", "productivity", "efficiency"]
Period = Literal["today", "yesterday", "week", "month", "last_7_days", "last_30_days", "year"]


class View(msgspec.Struct, forbid_unknown_fields=True):
    """What is looked at, in the words of RescueTime's API; `search`: words that must stand in the names; `period`:
    days counted from the day on which it is looked at, `week` from Sunday on."""

    perspective: Literal["rank", "interval", "member"] = "rank"
    kind: Kind = "activity"
    resolution: Literal["month", "week", "day", "hour", "minute"] = "day"
    period: Period = "today"
    thing: Text = ""
    thingy: Text = ""
    project: Text = ""
    search: Text = ""


class EmbedIn(msgspec.Struct, forbid_unknown_fields=True):
    """A view to embed; `raw`: its table is to be had, too."""

    name: str
    view: View
    raw: bool = False


class EmbedChange(msgspec.Struct, forbid_unknown_fields=True):
    """Switch raw data on or off."""

    raw: bool


class Embed(NamedTuple):
    """A key with its view."""

    key: Key
    view: View
    raw: bool


class Embeds:
    """The embeds of one datastore: keys of the kind `embed` and, by their ids, records of their views."""

    def __init__(self, db: Datastore, keys: Keys) -> None:
        self._db = db
        self._keys = keys

    def all(self) -> list[Embed]:
        """Every embed whose key has not been revoked, oldest first. Views of keys that have been are forgotten."""
        keys = {listed.key.id: listed.key for listed in self._keys.all(EMBED)}
        records = self._db.records.all(KIND)
        for key_id in records.keys() - keys.keys():
            self._db.records.delete(KIND, key_id)
        return [_embed(key, records[key_id]) for key_id, key in keys.items() if key_id in records]

    def of(self, key: Key) -> Embed | None:
        """What a valid key opens; None for one that has no view."""
        record = self._db.records.get(KIND, key.id)
        return None if record is None else _embed(key, record)

    def create(self, wanted: EmbedIn) -> Issued:
        """A key for a view; the secret is in this answer only. Raises BadRequest for a view that cannot be."""
        view = wanted.view
        if view.kind == "efficiency" and view.perspective == "rank":
            raise BadRequest("InvalidView", "Efficiency is to be had by interval or member, not by rank")
        if view.thingy and not view.thing:
            raise BadRequest("InvalidView", "A document belongs to an activity: name that as `thing`")
        issued = self._keys.create(wanted.name, kind=EMBED)
        # The key first: one without its view opens nothing.
        self._db.records.put(KIND, issued.key.id, {"view": msgspec.to_builtins(view), "raw": wanted.raw})
        return issued

    def change(self, key_id: str, change: EmbedChange) -> Embed:
        """Switch raw data on or off. Raises NotFound."""
        found = self._one(key_id)
        self._db.records.put(KIND, key_id, {"view": msgspec.to_builtins(found.view), "raw": change.raw})
        return found._replace(raw=change.raw)

    def delete(self, key_id: str) -> None:
        """Revoke the key and forget the view. Raises NotFound."""
        self._one(key_id)
        self._keys.revoke(key_id)
        self._db.records.delete(KIND, key_id)

    def _one(self, key_id: str) -> Embed:
        found = next((embed for embed in self.all() if embed.key.id == key_id), None)
        if found is None:
            raise NotFound("NoSuchEmbed", f"There is no embed {key_id[:60]}")
        return found


def _embed(key: Key, record: dict[str, object]) -> Embed:
    return Embed(key, msgspec.convert(record["view"], View), record["raw"] is True)
