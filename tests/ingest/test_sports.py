"""Sports by whatever name a format gives them."""

import pytest

from backstride.ingest.sports import (
    is_indoor,
    is_treadmill,
    listed_sport_of,
    sport_in,
    sport_of,
    sub_sport_of,
)
from backstride.records import Sport


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("running", Sport.RUN),
        ("Running", Sport.RUN),
        ("TRAIL_RUNNING", Sport.RUN),
        ("street running", Sport.RUN),
        ("9", Sport.RUN),
        ("1", Sport.RIDE),
        ("Biking", Sport.RIDE),
        ("mountain biking", Sport.RIDE),
        ("hiking", Sport.WALK),
        ("open_water_swimming", Sport.SWIM),
        ("unknown", None),
        ("", None),
        (None, None),
        ("1.0", None),
        ("running_treadmill", Sport.RUN),
        ("downhill skiing", None),
        ("workout", None),
        ("Lauf", Sport.RUN),
        ("Course à pied", Sport.RUN),
        ("CORSA", Sport.RUN),
        ("Carrera de montaña", Sport.RUN),
        ("ラン", Sport.RUN),
        ("トレイルラン", Sport.RUN),
        ("달리기", Sport.RUN),
        ("跑步", Sport.RUN),
        ("Бег", Sport.RUN),
        ("Randonnée", Sport.WALK),
        ("Fietsrit", Sport.RIDE),
        ("水泳", Sport.SWIM),
    ],
)
def test_sport_of(word, sport):
    assert sport_of(word) is sport


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("Run", Sport.RUN),
        ("Trail Run", Sport.RUN),
        ("Virtual Run", Sport.RUN),
        ("Workout", Sport.OTHER),
        ("Ice Skate", Sport.OTHER),
        ("トレーニング", None),
        ("Krafttraining", Sport.STRENGTH),
        ("Weight Training", Sport.STRENGTH),
        ("9", None),  # Strava's number of a run in GPX files, another sport's elsewhere
        ("", None),
        (None, None),
    ],
)
def test_a_list_names_other_sports_as_well_and_no_numbers(word, sport):
    assert listed_sport_of(word) is sport


@pytest.mark.parametrize(
    ("title", "sport"),
    [
        ("Morning Run", Sport.RUN),
        ("20180831_beach_run_runkeeper.gpx", Sport.RUN),
        ("Abendlauf", None),
        ("bike to the run club", None),  # names two
        ("Rundown brunch", None),
    ],
)
def test_a_title_names_a_sport_only_in_whole_words(title, sport):
    assert sport_in(title) is sport


def test_indoor_and_sub_sports():
    assert is_indoor("Treadmill Running")
    assert not is_indoor("trail running")
    assert not is_indoor(None)
    assert sub_sport_of("TRAIL_RUNNING") == "trail running"
    assert sub_sport_of("Running") is None
    assert sub_sport_of("9") is None
    assert sub_sport_of("Course à pied") is None


@pytest.mark.parametrize(
    "name", ["Virtual Run", "VirtualRun", "Virtueller Lauf", "バーチャルラン", "虚拟跑步"]
)
def test_virtual_runs_are_indoors(name):
    assert is_indoor(name)
    assert sport_of(name) is Sport.RUN


def test_a_title_is_indoors_only_where_it_speaks_of_a_treadmill():
    assert is_treadmill("40 min Laufband")
    assert is_treadmill("Treadmill intervals")
    assert not is_treadmill("Indoor season opener")
    assert not is_treadmill("Virtual marathon in the park")
    assert not is_treadmill(None)
