"""The RescueTime Analytic Data API over our own data: scripts, spreadsheets and charts of that service, kept at home.

`parameters` reads a question in all its spellings, `activities` asks the datastore, `taxonomy` names what was found,
`columns` adds it up, `tables` shapes it, `render` writes it; `guest` is the door. Their words stay in this folder.
"""

from aw_server.compat.rescuetime.guest import Rescuetime

__all__ = ["Rescuetime"]
