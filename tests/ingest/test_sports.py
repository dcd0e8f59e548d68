"""Sports by whatever name a format gives them."""

import pytest

from backstride.ingest.sports import is_indoor, sport_in, sport_of, sub_sport_of
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
    ],
)
def test_sport_of(word, sport):
    assert sport_of(word) is sport


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
