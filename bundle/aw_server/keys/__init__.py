"""Access keys: who may do what, without a password and without asking the operating system.

`Keys` (as `ServerAPI.keys`) makes, lists, revokes and checks them; `rights` is what the scopes of an API key allow.
"""

from aw_server.keys.key import API, EMBED, LOCAL_OWNER, RESCUETIME, SESSION, WAKATIME, Key
from aw_server.keys.keys import Issued, Keys, Listed
from aw_server.keys.rights import ALL, NOTHING, Rights

__all__ = [
    "ALL",
    "API",
    "EMBED",
    "LOCAL_OWNER",
    "NOTHING",
    "RESCUETIME",
    "SESSION",
    "WAKATIME",
    "Issued",
    "Key",
    "Keys",
    "Listed",
    "Rights",
]
