"""The activity page: every period, panel, filter and view of it, on demo data and on nothing."""

from __future__ import annotations

from tests.webui.tour import Tour


def test_today(tour: Tour) -> None:
    tour.open("")
    tour.check("activity-today")


def test_today_of_an_empty_server(empty_tour: Tour) -> None:
    empty_tour.open("")
    empty_tour.check("activity-empty")
