"""Names that existing programs of the ecosystem import; taking one away breaks somebody's watcher."""

from __future__ import annotations

import importlib

import pytest

NAMES = {
    "aw_core": ["Event", "models", "dirs", "log", "config", "schema", "util", "decorators"],
    "aw_core.models": ["Event"],
    "aw_core.dirs": ["get_data_dir", "get_config_dir", "get_cache_dir", "get_log_dir", "ensure_path_exists"],
    "aw_core.log": ["setup_logging", "get_latest_log_file", "get_log_file_path"],
    "aw_core.config": ["load_config_toml", "save_config_toml", "load_config", "save_config"],
    "aw_core.schema": ["get_json_schema"],
    "aw_core.util": ["VersionException", "assert_version"],
    "aw_core.decorators": ["deprecated", "restart_on_exception"],
    "aw_transform": [
        "heartbeat_merge",
        "heartbeat_reduce",
        "sort_by_timestamp",
        "sort_by_duration",
        "limit_events",
        "concat",
        "sum_durations",
        "period_union",
        "filter_period_intersect",
        "merge_events_by_keys",
    ],
    "aw_transform.heartbeats": ["heartbeat_merge", "heartbeat_reduce"],
    "aw_transform.filter_period_intersect": ["filter_period_intersect", "_intersecting_eventpairs"],
    "aw_datastore": ["Datastore", "get_storage_methods", "check_for_migration"],
    "aw_datastore.storages": ["AbstractStorage", "MemoryStorage", "PeeweeStorage", "SqliteStorage"],
    "aw_client": ["ActivityWatchClient"],
    "aw_client.client": ["ActivityWatchClient", "RequestQueue", "QueuedRequest", "SingleInstance", "req"],
    "aw_client.config": ["load_local_server_api_key"],
    "aw_server": ["__version__", "main"],
    "aw_server.server": ["AWFlask", "create_app"],
    "aw_server.api": ["ServerAPI"],
    "aw_server.exceptions": ["BadRequest", "NotFound", "Unauthorized"],
    "aw_qt.manager": ["Manager", "Module"],
    "aw_watcher_window.lib": ["get_current_window"],
}


@pytest.mark.parametrize("module", sorted(NAMES))
def test_names_are_there(module: str) -> None:
    loaded = importlib.import_module(module)
    missing = []
    for name in NAMES[module]:
        if not hasattr(loaded, name):
            try:
                importlib.import_module(f"{module}.{name}")
            except ImportError:
                missing.append(name)
    assert missing == []
