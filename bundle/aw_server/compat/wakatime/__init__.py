"""The WakaTime API v1 over our own data: any editor plug-in, dashboard or badge of that service, kept at home.

`routes` is the table of addresses. In: `receive` → `intake` → `beats` (reading), `store` (one bucket a machine, as
received) and `views` (what the rest of the house sees). Out: `engine` joins heartbeats into time (`columns`), and
`summaries`, `stats`, `durations`, `insights`, `people` and `things` shape the answers.
"""

from aw_server.compat.wakatime.guest import Wakatime

__all__ = ["Wakatime"]
