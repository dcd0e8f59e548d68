"""Which file of an export is which; its tables, line by line."""

import json
from datetime import UTC, date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.export.tables import self_tests_csv, shoes_csv
from backstride.ingest import read
from backstride.ingest.kept import parse_self_tests, parse_shoes
from backstride.records import KeptKind, SelfTest, SelfTestKind, Shoe, Skipped

DATES = st.dates(date(1990, 1, 1), date(2060, 1, 1))
NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=64)
SHOES = st.builds(
    Shoe,
    shoe_id=NAMES,
    name=NAMES,
    start_distance_m=st.floats(0, 2e7),
    first_used=st.none() | DATES,
    retired=st.none() | DATES,
    default_from=st.none() | DATES,
)
TESTS = st.builds(SelfTest, date=DATES, kind=st.sampled_from(SelfTestKind), hold_s=st.floats(1, 3600))


@given(st.lists(SHOES, max_size=4))
def test_any_shoes_come_back_as_they_were(shoes: list[Shoe]):
    assert parse_shoes(shoes_csv(shoes)) == (shoes, [])


@given(st.lists(TESTS, max_size=4))
def test_any_self_tests_come_back_as_they_were(tests: list[SelfTest]):
    assert parse_self_tests(self_tests_csv(tests)) == (tests, [])


@given(st.binary(max_size=300))
def test_no_bytes_at_all_are_too_much(data: bytes):
    for table, parse in ((shoes_csv([]), parse_shoes), (self_tests_csv([]), parse_self_tests)):
        found, problems = parse(table + data)
        assert len(found) + len(problems) <= data.count(b"\n") + data.count(b"\r") + 1


def test_a_line_is_told_by_its_number_in_the_file():
    shoes = [Shoe(shoe_id="a\nb", name="two lines")]
    _, (problem,) = parse_shoes(shoes_csv(shoes) + b"c,C,x,,,\r\n")
    assert problem.line == 4
    assert problem.reason == "start_distance_m 'x' is no number from 0 to 2e+07"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("any.csv", shoes_csv([]), KeptKind.SHOES),
        ("any.csv", self_tests_csv([]), KeptKind.SELF_TESTS),
        ("a.json", json.dumps({"product": "backstride", "holds": "plan"}).encode(), KeptKind.PLAN),
        (
            "a.json",
            json.dumps({"product": "backstride", "holds": "screenings"}).encode(),
            KeptKind.SCREENINGS,
        ),
        ("a.json", json.dumps({"product": "backstride", "holds": "hope"}).encode(), None),
        ("a.json", json.dumps({"product": "other", "holds": "plan", "by": "backstride"}).encode(), None),
        ("a.json", b'{"product": "backstride", "holds": "plan"', None),
        ("a.csv", b"shoe_id,name\na,A\n", None),
    ],
)
def test_the_content_tells_which_it_is(name: str, data: bytes, kind: KeptKind | None):
    outcome: Any = read(name, data, UTC)
    assert getattr(outcome, "kept", None) is kind
    assert kind is None or isinstance(outcome, Skipped)
