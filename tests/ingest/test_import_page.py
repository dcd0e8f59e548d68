"""docs/import.md tells the columns that the code reads."""

import re
from pathlib import Path

import pytest
from babel import Locale

from backstride.ingest.diary_csv import COLUMNS
from backstride.ingest.strava_names import NAMES
from backstride.ingest.table_columns import ACTIVITIES, AMBIGUOUS, KINDS, MEASURES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def tables(title: str) -> list[list[str]]:
    """The rows of each table of a section."""
    found = re.findall(r"(?:^\|.*\n)+", section(title), re.MULTILINE)
    return [table.splitlines()[2:] for table in found]


def rows_of(columns) -> list[str]:
    return [
        f"| `{own}` | {KINDS[column.kind]} | "
        f"{', '.join(f'`{name}`' for name in column.names if name != own)} |"
        for own, column in columns.items()
    ]


def test_the_columns_of_activities_are_the_code_s():
    assert tables("A table of activities")[0] == rows_of(ACTIVITIES)


def test_the_columns_that_leave_open_what_they_hold_are_the_code_s():
    assert tables("A table of activities")[1] == [f"| `{name}` | {do} |" for name, do in AMBIGUOUS.items()]


def test_the_columns_of_measures_are_the_code_s():
    assert tables("Nights and days of a device") == [rows_of(MEASURES)]


def test_the_languages_of_strava_s_list_are_the_code_s():
    told = section("Strava's list of activities")
    for language in NAMES:
        assert Locale.parse(language).english_name.partition(" ")[0] in told


@pytest.mark.parametrize("columns", [ACTIVITIES, MEASURES, COLUMNS])
def test_a_column_s_own_name_is_one_of_its_names(columns):
    for own, column in columns.items():
        assert own in getattr(column, "names", column)
