"""The registry's own rules, and that the product's registry keeps them."""

import math

import pytest

from backstride import evidence
from backstride.evidence.references import parse_references
from backstride.evidence.registry import RegistryError, parse_registry

GOOD = {
    "claim": "'Longest run of the previous 30 days'",
    "figure": "30.0",
    "unit": "'d'",
    "source": "'frandsen2025'",
    "certainty": "'moderate'",
    "status": "'verified'",
    "basis": "'literature'",
    "used_by": "['exposure']",
}


def registry(**changes: str | None) -> str:
    fields = {**GOOD, **changes}
    return "[window_days]\n" + "".join(
        f"{key} = {value}\n" for key, value in fields.items() if value is not None
    )


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(RegistryError) as caught:
        parse_registry(text, {"frandsen2025"})
    return caught.value.faults


def test_a_good_entry_is_read_whole():
    text = registry(range="[7, 60]", ci="[20.0, 40.0]", note="'by hand'")
    entry = parse_registry(text, {"frandsen2025"})["window_days"]
    assert (entry.id, entry.figure, entry.unit, entry.used_by) == ("window_days", 30.0, "d", ("exposure",))
    assert (entry.range, entry.ci, entry.note) == ((7.0, 60.0), (20.0, 40.0), "by hand")


def test_a_claim_may_stand_without_a_figure():
    entry = parse_registry(registry(figure=None, unit=None), {"frandsen2025"})["window_days"]
    assert entry.figure is None
    assert entry.unit is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "'red'"}, "unknown key 'colour'"),
        ({"certainty": "'sure'"}, "certainty = 'sure'"),
        ({"status": "'seen'"}, "status = 'seen'"),
        ({"status": None}, "lacks 'status'"),
        ({"basis": "'lore'"}, "basis = 'lore'"),
        ({"source": "'nobody1999'"}, "'nobody1999' is not in references.bib"),
        ({"source": "'design'"}, "needs a source"),
        ({"basis": "'design'"}, "needs source 'design'"),
        ({"basis": "'design'", "source": "'design'"}, "needs certainty 'design'"),
        ({"certainty": "'design'"}, "needs source 'design'"),
        ({"figure": "nan"}, "not a finite number"),
        ({"figure": "inf"}, "not a finite number"),
        ({"figure": "true"}, "not a finite number"),
        ({"figure": "'30'"}, "not a finite number"),
        ({"unit": None}, "needs its 'unit'"),
        ({"figure": None}, "'unit' without a 'figure'"),
        ({"ci": "[31.0, 40.0]"}, "lies outside its ci"),
        ({"range": "[40.0, 20.0]"}, "must be [low, high]"),
        ({"range": "[40.0]"}, "must be [low, high]"),
        ({"range": "30.0"}, "must be [low, high]"),
        ({"claim": "''"}, "'claim' must be words"),
        ({"used_by": "[]"}, "at least one room"),
        ({"used_by": "'exposure'"}, "at least one room"),
    ],
)
def test_each_fault_is_named_with_its_entry(change: dict[str, str | None], words: str):
    found = faults(registry(**change))
    assert any(words in fault for fault in found), found
    assert all(fault.startswith("[window_days] ") for fault in found)


def test_all_faults_are_told_at_once():
    assert len(faults(registry(figure="nan", certainty="'sure'", source="'nobody1999'"))) == 3


def test_a_key_outside_any_entry_and_broken_toml_are_faults():
    assert "outside any entry" in faults("figure = 3\n")[0]
    assert "not TOML" in faults("[broken\n")[0]


def test_an_unknown_id_and_a_claim_without_a_figure_are_key_errors(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(KeyError, match="no entry 'no_such_id'"):
        evidence.figure("no_such_id")
    claim = parse_registry(registry(figure=None, unit=None), {"frandsen2025"})
    monkeypatch.setattr(evidence, "_registry", lambda: claim)
    with pytest.raises(KeyError, match="without a figure"):
        evidence.figure("window_days")


def test_the_products_registry_loads_and_answers_by_id():
    entries = evidence.all_entries()
    assert len(entries) > 20
    for entry in entries:
        assert evidence.entry(entry.id) is entry
        if entry.figure is not None:
            assert math.isfinite(evidence.figure(entry.id))
            assert evidence.figure(entry.id) == entry.figure


def test_every_work_is_cited_by_some_entry():
    cited = {entry.source for entry in evidence.all_entries()}
    idle = set(evidence.all_references()) - cited
    assert not idle, f"references.bib has works that no entry cites; take them out: {sorted(idle)}"


BOOK = """
% a comment
@article{morin2005,
  author = {Morin, Jean-Benoît and others},
  title = {A simple method for {M}easuring stiffness \\& force},
  journal = {J Appl Biomech},
  year = {2005},
  volume = {21},
  pages = {167},
  doi = {10.1123/jab.21.2.167},
}
"""


def test_a_work_is_read_with_place_and_doi():
    work = parse_references(BOOK)["morin2005"]
    assert work.title == "A simple method for Measuring stiffness & force"
    assert (work.where, work.year, work.doi) == ("J Appl Biomech 21:167", "2005", "10.1123/jab.21.2.167")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOOK + BOOK, "stands twice"),
        (BOOK.replace("  year = {2005},\n", ""), "lacks year"),
        (BOOK.replace("\n}\n", "\n"), "never closed"),
        ("stray words\n", "line 1 cannot be read"),
    ],
)
def test_a_broken_bibliography_is_refused_with_its_place(text: str, words: str):
    with pytest.raises(ValueError, match=words):
        parse_references(text)
