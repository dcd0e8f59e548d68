"""Made-up Apple Health records: such as XML parsers read, and such as phones write."""

import io
from datetime import UTC, date, datetime

from lxml import etree

from backstride.ingest.sniff import HEAD_BYTES
from backstride.samples.apple_writer import Source, document, element, history, record, stamp, workout


def made(days: int, seed: int = 1) -> bytes:
    return b"".join(document(history(date(2023, 12, 30), days, seed)))


def test_it_is_well_formed_and_its_root_stands_behind_long_declarations():
    data = made(3)
    root = etree.fromstring(data, etree.XMLParser(load_dtd=False, no_network=True))
    assert root.tag == "HealthData"
    assert data.index(b"<HealthData ") > HEAD_BYTES
    assert {child.tag for child in root} == {"ExportDate", "Me", "Record", "Workout", "ActivitySummary"}


def test_it_keeps_to_what_it_declares():
    data = made(2)
    document_type = etree.fromstring(data).getroottree().docinfo.internalDTD
    declared = {
        of.name: {attribute.name for attribute in of.iterattributes()} for of in document_type.iterelements()
    }
    for _, node in etree.iterparse(io.BytesIO(data)):
        assert set(node.attrib) <= declared[node.tag], node.tag


def test_records_stand_by_type_and_workouts_after_them():
    kinds = [node.get("type") or node.tag for node in etree.fromstring(made(3))]
    changes = [kind for before, kind in zip([None, *kinds], kinds, strict=False) if kind != before]
    assert len(changes) == len(set(changes))
    assert changes[-2:] == ["Workout", "ActivitySummary"]


def test_the_same_seed_gives_the_same_bytes():
    assert made(2, seed=4) == made(2, seed=4)
    assert made(2, seed=4) != made(2, seed=5)


def test_what_is_special_in_xml_is_escaped():
    name = "<A> & \"B\" 'C'"
    moment = datetime(2024, 5, 4, 7, tzinfo=UTC)
    for text in (workout("Running", moment, moment, source=Source(name)), element("X", {"sourceName": name})):
        assert etree.fromstring(text).get("sourceName") == name
    read = etree.fromstring(record("StepCount", moment, moment, 4, unit="count", source=Source("A")))
    assert (read.get("startDate"), read.get("value")) == (stamp(moment), "4")
    assert stamp(moment) == "2024-05-04 07:00:00 +0000"
