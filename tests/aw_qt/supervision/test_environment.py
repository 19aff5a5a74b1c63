"""What foreign programs are given."""

from pathlib import Path

from aw_qt.supervision.environment import clean_environment

BUNDLE = [Path("/opt/activity watch")]


def test_entries_inside_the_bundle_are_dropped_and_the_others_stay():
    cleaned = clean_environment(
        {
            "LD_LIBRARY_PATH": "/opt/activity watch/_internal:/usr/lib/mine",
            "QT_PLUGIN_PATH": "/opt/activity watch/_internal/PyQt5",
            "PATH": "/usr/bin:/opt/activity watch",
            "PYTHONPATH": "/opt/activity watch:/home/u/lib",
            "LANG": "C.UTF-8",
        },
        BUNDLE,
    )
    assert cleaned == {
        "LD_LIBRARY_PATH": "/usr/lib/mine",
        "PATH": "/usr/bin",
        "PYTHONPATH": "/home/u/lib",
        "LANG": "C.UTF-8",
    }


def test_the_original_value_comes_back_and_is_filtered_too():
    cleaned = clean_environment(
        {
            "LD_LIBRARY_PATH": "/opt/activity watch/_internal",
            "LD_LIBRARY_PATH_ORIG": "/opt/activity watch/_internal:/usr/lib/mine",
        },
        BUNDLE,
    )
    assert cleaned == {"LD_LIBRARY_PATH": "/usr/lib/mine"}


def test_a_neighbour_of_the_same_beginning_is_not_inside():
    assert clean_environment({"X": "/opt/activity watch2"}, BUNDLE) == {"X": "/opt/activity watch2"}


def test_homes_and_our_own_settings_stay_even_inside():
    inside = {
        "HOME": "/opt/activity watch/home",
        "AW_BASE_DIR": "/opt/activity watch/x",
        "XDG_DATA_HOME": "/opt/activity watch/d",
    }
    assert clean_environment(inside, BUNDLE) == inside


def test_empty_entries_of_a_path_survive_when_nothing_is_removed():
    assert clean_environment({"X": "a::b"}, BUNDLE) == {"X": "a::b"}
