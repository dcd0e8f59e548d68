"""The profile's table is sound in itself."""

from backstride.ingest.fit.profile import messages


def test_names_are_unique_and_targets_exist():
    names = [message.name for message in messages().values()]
    assert len(names) == len(set(names))
    for message in messages().values():
        assert len(message.by_name) == len(message.fields), message.name
        for field in message.fields.values():
            assert field.scale > 0, (message.name, field.name)
            cases = [case for by_value in field.cases.values() for case in by_value.values()]
            meanings = [meaning for case in cases for meaning in case]
            for component in [*field.components, *(c for meaning in meanings for c in meaning.components)]:
                assert component.target in message.by_name, (message.name, component)
                assert 0 < component.bits <= 32
            assert all(meaning.name not in message.by_name for meaning in meanings)
            assert all(deciding in message.by_name for deciding in field.cases)


def test_a_few_facts_that_a_reader_of_activities_leans_on():
    record, session = messages()[20], messages()[18]
    assert record.name == "record"
    assert (record.fields[253].name, record.fields[253].units) == ("timestamp", "s")
    assert (record.fields[5].name, record.fields[5].scale, record.fields[5].units) == ("distance", 100, "m")
    assert (record.fields[2].scale, record.fields[2].offset) == (5, 500)
    assert [(c.target, c.bits, c.scale, c.accumulate) for c in record.fields[8].components] == [
        ("speed", 12, 100, False),
        ("distance", 12, 16, True),
    ]
    assert (session.fields[9].name, session.fields[9].scale) == ("total_distance", 100)
    assert len(messages()[132].fields[10].components) == 10
    assert all(message.fields for message in messages().values())
