"""Interfaces of other services over our own data, for programs that speak those (docs/wakatime.md).

Each guest has a folder, and its words stay there. `mounts` knows the addresses, `origins` which of them browser
extensions may ask; nothing of a guest is loaded before its first request.
"""
