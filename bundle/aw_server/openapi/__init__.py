"""The API described by itself: `/api/openapi.json`, `/api/swagger.json` and the API browser at `/api/`.

Nothing of the description is loaded before it is first asked for, and no request but these three knows of it.
"""

from aw_server.openapi.routes import create_blueprint

__all__ = ["create_blueprint"]
