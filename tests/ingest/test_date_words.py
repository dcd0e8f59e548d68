"""The words of dates, as CLDR has them."""

import pytest

from backstride.ingest.date_words import all_words, plain, vocabulary, words_in


@pytest.mark.parametrize("text", ["Sept.", "SEPT", " sept, ", "\u200esept"])
def test_a_word_is_one_however_it_is_written(text):
    assert words_in(plain(text)) == ("sept",)


def test_widths_and_blanks_are_one():
    assert plain("\uff12\uff10\u202f5") == "20 5"


def test_months_are_known_by_the_languages_that_name_them():
    months = vocabulary(("de", "fr")).months
    assert months["oktober",] == {10: {"de"}}
    assert months["août",] == {8: {"fr"}}
    assert ("lipca",) not in months


def test_one_word_may_mean_two_months():
    assert set(all_words().months["lip",]) == {6, 7}


def test_where_months_have_no_names_what_stands_at_their_numbers_is_known():
    assert "月" in vocabulary(("ja",)).after
    assert vocabulary(("vi",)).before


def test_halves_of_the_day_and_its_other_times():
    assert vocabulary(("en_US",)).periods["pm",] == {(12.0, 24.0)}
    assert vocabulary(("ja",)).periods["午前",] == {(0.0, 12.0)}
    assert (12.0, 13.0) in vocabulary(("en_US",)).periods["noon",]


def test_the_orders_of_a_date_are_the_language_s():
    assert vocabulary(("en_US",)).orders == {"mdy"}
    assert vocabulary(("de",)).orders == {"dmy"}
    assert vocabulary(("ja",)).orders == {"ymd"}


def test_one_or_two_letters_that_stand_in_dates_for_other_reasons_are_no_month():
    assert not {("de",), ("d",), ("e",), ("a",), ("le",)} & set(all_words().months)


def test_whoever_asks_babel_afterwards_is_told_of_the_right_language():
    """Babel leaves what it has worked out for one language in the data that all languages inherit."""
    from babel import Locale

    vocabulary.cache_clear()
    vocabulary(("zh",))
    assert Locale.parse("de").months["stand-alone"]["wide"][3] == "März"
