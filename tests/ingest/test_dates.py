"""Dates in the world's languages: what Babel writes is read back, and what is unclear is not guessed."""

from datetime import datetime, timedelta

import pytest
from babel import localedata
from babel.dates import format_datetime
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.dates import (
    NO_DATE,
    NO_SUCH_DATE,
    NOT_A_DATE,
    SEVERAL_WAYS,
    Moment,
    read_moments,
)

ALL = sorted(localedata.locale_identifiers())
ACCOUNTS = ["en_US", "en_GB", "de", "fr", "fr_CA", "it", "es", "es_419", "pt", "pt_PT", "nl", "ja", "ko"]
ACCOUNTS += ["zh_Hans", "zh_Hant", "ru", "pl", "cs", "sv", "da", "nb", "hu", "id", "tr", "vi"]
"""The locales in which platforms have accounts."""

START, END = datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2030-12-31")
A_YEAR = [START + timedelta(days=8100 + 29 * n, hours=5 * n, minutes=7 * n, seconds=n) for n in range(12)]


def one(text: str, *locales: str) -> Moment | str:
    (found,) = read_moments([text], locales)
    return found


@pytest.mark.parametrize("locale", ACCOUNTS)
@pytest.mark.parametrize("hinted", [True, False])
def test_a_year_s_dates_are_read_in_every_account_s_language(locale, hinted):
    cells = [format_datetime(moment, "medium", locale=locale) for moment in A_YEAR]
    found = read_moments(cells, (locale,) if hinted else ())
    assert found == [Moment(moment, timed=True) for moment in A_YEAR]


@pytest.mark.parametrize("locale", ACCOUNTS)
def test_short_dates_are_read_where_the_language_is_known(locale):
    cells = [format_datetime(moment, "short", locale=locale) for moment in A_YEAR]
    found = read_moments(cells, (locale,))
    assert found == [Moment(moment.replace(second=0), timed=True) for moment in A_YEAR]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ALL),
    st.sampled_from(["medium", "short"]),
    st.booleans(),
    st.lists(st.datetimes(START, END), min_size=1, max_size=12),
)
def test_no_locale_s_dates_are_read_as_others(locale, form, hinted, moments):
    """Of more than a thousand locales: a date is read as what it is, or not at all."""
    cells = [format_datetime(moment, form, locale=locale) for moment in moments]
    for cell, moment, found in zip(
        cells, moments, read_moments(cells, (locale,) if hinted else ()), strict=True
    ):
        if isinstance(found, Moment):
            assert found.at == moment.replace(microsecond=0, second=moment.second * (form == "medium")), cell


def test_nearly_every_locale_is_read():
    unread = []
    for locale in ALL:
        found = read_moments([format_datetime(moment, "medium", locale=locale) for moment in A_YEAR])
        unread += [locale] if any(isinstance(moment, str) for moment in found) else []
    assert len(unread) < 0.06 * len(ALL), unread


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Apr 22, 2023, 7:26:05\u202fAM", "2023-04-22T07:26:05"),
        ("Apr 22, 2023, 12:26:05 AM", "2023-04-22T00:26:05"),
        ("Apr 22, 2023, 12:26:05 PM", "2023-04-22T12:26:05"),
        ("22.04.2023, 07:26:05", "2023-04-22T07:26:05"),
        ("22 avr. 2023 à 07:26:05", "2023-04-22T07:26:05"),
        ("27 juil. 2026, 08:00:00", "2026-07-27T08:00:00"),
        ("9. jun. 2026, 17.09.50", "2026-06-09T17:09:50"),
        ("6 mrt. 2024 14:23:15", "2024-03-06T14:23:15"),
        ("26 июл. 2026\u202fг., 12:12:51", "2026-07-26T12:12:51"),
        ("23. 3. 2024 7:00:00", "2024-03-23T07:00:00"),
        ("2026年8月16日 09:01:41", "2026-08-16T09:01:41"),
        ("2023年4月22日 下午7:26:05", "2023-04-22T19:26:05"),
        ("2026/06/29 20:14:15", "2026-06-29T20:14:15"),
        ("2023. 4. 22. 오후 7:26:05", "2023-04-22T19:26:05"),
        ("19:26:05, 22 thg 4, 2023", "2023-04-22T19:26:05"),
        ("22 de abr. de 2023 19:26:05", "2023-04-22T19:26:05"),
        ("2018-09-12 15:02:23", "2018-09-12T15:02:23"),
        ("2018-09-12T15:02:23Z", "2018-09-12T15:02:23+00:00"),
        ("2018-09-12 15:02 UTC", "2018-09-12T15:02:00+00:00"),
        ("2018-09-12T15:02:23.456-0330", "2018-09-12T15:02:23-03:30"),
    ],
)
def test_what_exports_write_is_read(text, at):
    assert one(text) == Moment(datetime.fromisoformat(at), timed=True)


@pytest.mark.parametrize("text", ["2023-04-22", "22.04.2023", "April 22, 2023", "22/04/2023"])
def test_a_date_alone_is_midnight_and_says_so(text):
    assert one(text) == Moment(datetime.fromisoformat("2023-04-22"), timed=False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NO_DATE),
        ("  ", NO_DATE),
        ("yesterday", NOT_A_DATE),
        ("12", NOT_A_DATE),
        ("1.2.3.4.5.6", NOT_A_DATE),
        ("2023-04-22 25:00", NOT_A_DATE),
        ("2023-04-22 10:61", NOT_A_DATE),
        ("2023-04-22T10:00+99:00", NOT_A_DATE),
        ("2023-02-30 10:00", NO_SUCH_DATE),
        ("2023-13-13 10:00", NO_SUCH_DATE),
        ("31 Feb 2023 10:00", NO_SUCH_DATE),
        ("03/04/2023 10:00", SEVERAL_WAYS),
        ("03/04/05 10:00", SEVERAL_WAYS),
        ("9" * 10_000, NOT_A_DATE),
    ],
)
def test_what_is_no_date_is_told(text, reason):
    assert one(text) == reason


def test_the_column_tells_which_of_day_and_month_stands_first():
    day_first = ["03/04/2023 10:00", "13/04/2023 10:00"]
    month_first = ["03/04/2023 10:00", "04/13/2023 10:00"]
    assert [found.at.month for found in read_moments(day_first)] == [4, 4]
    assert [found.at.month for found in read_moments(month_first)] == [3, 4]


def test_a_column_that_contradicts_itself_tells_nothing():
    found = read_moments(["03/04/2023", "13/04/2023", "04/13/2023"])
    assert found[0] == SEVERAL_WAYS
    assert [moment.at.day for moment in found[1:]] == [13, 13]


def test_else_the_language_tells_it():
    assert one("03/04/2023 10:00", "fr").at.month == 4
    assert one("03/04/2023 10:00", "en_US").at.month == 3
    assert one("03/04/2023 10:00", "en_US", "en_GB") == SEVERAL_WAYS
    assert one("03/04/23 10:00", "fr").at == datetime.fromisoformat("2023-04-03T10:00")


def test_points_do_not_stand_in_dates_with_the_month_first():
    assert one("03.04.2023 10:00").at.month == 4


def test_a_month_s_name_that_means_two_is_told_by_the_column_or_the_language():
    """ "lip" is June in Croatian and July in Polish, "paź" is October in Polish alone."""
    assert isinstance(one("5 lip 2023 10:00"), str)
    assert one("5 lip 2023 10:00", "pl").at.month == 7
    assert one("5 lip 2023 10:00", "hr").at.month == 6
    assert [found.at.month for found in read_moments(["5 lip 2023 10:00", "5 paź 2023 10:00"])] == [7, 10]


@given(st.lists(st.text(max_size=90), max_size=8), st.sampled_from([(), ("de",), ("en_US", "en_GB")]))
@settings(deadline=None)
def test_any_text_is_a_moment_or_a_reason(cells, locales):
    found = read_moments(cells, locales)
    assert len(found) == len(cells)
    assert all(isinstance(moment, Moment | str) and moment for moment in found)


@given(
    st.lists(
        st.sampled_from(["1", "12", "31", "2023", "/", ".", "-", " ", ":", "07:30", "PM", "Mai", "г."]),
        max_size=12,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_dates_are_a_moment_or_a_reason(pieces):
    assert one("".join(pieces))


def test_a_month_that_is_another_elsewhere_is_decided_by_the_column_or_by_its_language():
    assert read_moments(["12 lip 2023"]) == [SEVERAL_WAYS]
    assert [moment.at.month for moment in read_moments(["12 lip 2023", "3 maj 2023"])] == [7, 5]
    assert [moment.at.month for moment in read_moments(["12 lip 2023"], ("hr",))] == [6]
