"""Who may talk to the server: every request passes these guards before any route is looked for.

The peer guard is asked when a connection is accepted (`aw_server.wire`), the others for each request (`layer`).

| guard   | refuses                                                          | with |
|---------|------------------------------------------------------------------|------|
| peer    | connections of another user of this computer, while there is no key they could have | 403 |
| host    | names that are not ours in the Host header (DNS rebinding)       | 400  |
| origin  | pages of other origins, cross-site requests, most of what browser extensions could ask | 403 |
| key     | other users without a key, keys that are not valid; notes who asks for the routes to judge | 403, 401 |
| content | bodies on `/api/0` that are not JSON                             | 415  |
"""

from aw_server.guards.layer import GuardLayer, guard

__all__ = ["GuardLayer", "guard"]
