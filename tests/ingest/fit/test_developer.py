"""Fields that apps declare in the file."""

import math

import numpy as np

from backstride.ingest.fit import decode

RECORD, DESCRIPTION = 20, 206


def declare(file, developer, number, base, name, units, scale=0xFF, offset=0x7F):
    fit = type(file)
    fields = [(0, 1, fit.UINT8), (1, 1, fit.UINT8), (2, 1, fit.UINT8), (3, 16, fit.TEXT), (8, 8, fit.TEXT)]
    file.define(9, DESCRIPTION, [*fields, (6, 1, fit.UINT8), (7, 1, fit.SINT8)])
    return file.row(9, "BBB16s8sBb", developer, number, base, name, units, scale, offset)


def records(file):
    decoded = decode(file.file())
    assert decoded.fault is None
    return decoded.segments[0].messages["record"]


def test_a_declared_field_has_its_name_unit_and_type(fit_bytes):
    fit = fit_bytes
    for big_endian in (False, True):
        file = declare(fit(big_endian), 0, 7, fit.UINT16, b"Power", b"Watts")
        file.define(0, RECORD, [(3, 1, fit.UINT8)], [(7, 2, 0)]).row(0, "BH", 120, 301).row(
            0, "BH", 121, 0xFFFF
        )
        rows = records(file)
        assert rows.developer["Power"].units == "Watts"
        assert np.array_equal(rows.developer["Power"].values(), [301, math.nan], equal_nan=True)
        assert rows.values("heart_rate").tolist() == [120, 121]


def test_floats_texts_and_arrays(fit_bytes):
    fit = fit_bytes
    file = declare(fit(), 0, 0, fit.FLOAT32, b"Stiffness", b"kN/m")
    declare(file, 0, 1, fit.TEXT, b"Word", b"")
    declare(file, 0, 2, fit.UINT8, b"Three", b"")
    file.define(0, RECORD, [], [(0, 4, 0), (1, 5, 0), (2, 3, 0)]).row(0, "f5s3B", 9.5, b"hallo", 1, 2, 255)
    rows = records(file)
    assert rows.developer["Stiffness"].values().tolist() == [9.5]
    assert rows.developer["Word"].texts() == [("hallo",)]
    assert np.array_equal(rows.developer["Three"].values(), [[1, 2, math.nan]], equal_nan=True)


def test_a_declared_scale_and_offset_count(fit_bytes):
    fit = fit_bytes
    file = declare(fit(), 0, 0, fit.UINT16, b"Height", b"m", scale=10, offset=5)
    file.define(0, RECORD, [], [(0, 2, 0)]).row(0, "H", 1234)
    assert records(file).developer["Height"].values().tolist() == [123.4 - 5]


def test_two_apps_may_use_one_name(fit_bytes):
    fit = fit_bytes
    file = declare(fit(), 0, 0, fit.UINT8, b"Power", b"W")
    declare(file, 1, 0, fit.UINT8, b"Power", b"W")
    file.define(0, RECORD, [], [(0, 1, 0), (0, 1, 1)]).row(0, "BB", 1, 2)
    developer = records(file).developer
    assert {name: column.values().tolist() for name, column in developer.items()} == {
        "Power": [1],
        "Power#1": [2],
    }


def test_a_new_declaration_holds_from_where_it_stands(fit_bytes):
    fit = fit_bytes
    file = declare(fit(), 0, 0, fit.UINT16, b"Before", b"")
    file.define(0, RECORD, [(3, 1, fit.UINT8)], [(0, 2, 0)]).row(0, "BH", 1, 7)
    declare(file, 0, 0, fit.SINT16, b"After", b"")
    file.define(0, RECORD, [(4, 1, fit.UINT8)], [(0, 2, 0)]).row(0, "Bh", 1, -7)
    developer = records(file).developer
    assert np.array_equal(developer["Before"].values(), [7, math.nan], equal_nan=True)
    assert np.array_equal(developer["After"].values(), [math.nan, -7], equal_nan=True)


def test_a_field_that_nobody_declared_is_passed_over(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(3, 1, fit.UINT8)], [(0, 2, 0)]).row(0, "BH", 120, 7).row(0, "BH", 121, 8)
    rows = records(file)
    assert rows.values("heart_rate").tolist() == [120, 121]
    assert rows.developer == {}
