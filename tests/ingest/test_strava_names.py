"""The names of Strava's columns, in many languages."""

import pytest

from backstride.ingest.strava_names import NAMES, key_of, roles_of


def test_no_name_means_two_things():
    meaning: dict[str, set[str]] = {}
    for names in NAMES.values():
        for role, written in names.items():
            for name in written.split("|"):
                meaning.setdefault(key_of(name), set()).add(role)
    assert {key: roles for key, roles in meaning.items() if len(roles) > 1} == {}


@pytest.mark.parametrize("language", NAMES)
def test_every_language_has_what_tells_the_list(language):
    assert {"id", "date", "type", "distance"} <= set(NAMES[language])


def test_a_name_is_known_however_it_is_written():
    (one,) = {key_of(name) for name in ("Max. Herzfrequenz", "max herzfrequenz", "MAX.\u00a0HERZFREQUENZ")}
    assert one == "maxherzfrequenz"
    assert key_of("Date de l’activité") == key_of("Date de l'activité")


def test_repeated_names_are_told_by_their_order():
    roles, locales = roles_of(["Aktivitäts-ID", "Distanz", "x", "Distanz"])
    assert roles == {"id": [0], "distance": [1, 3]}
    assert locales == ("de",)


def test_a_header_of_no_language_has_no_locale():
    assert roles_of(["a", "b"]) == ({}, ())
