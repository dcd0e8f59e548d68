"""The page and the command say the same of the same data: both withdraw as slowly what was told before."""

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from running_home import fill
from typer.testing import CliRunner

from backstride.cli import app
from backstride.records import CheckIn, Days, DiaryTime
from backstride.samples import RunnerSpec, simulate
from backstride.store import Origin, Store
from backstride.usecases.answer import answer_document, told_before
from backstride.usecases.settings import change_setting
from backstride.verdict import rules
from backstride.verdict.answer import Verdict

_EFFECTS = ("acute", "longterm")


@pytest.fixture
def site(home, client, monkeypatch: pytest.MonkeyPatch):
    """A home with the days of a sample runner, as both faces load them."""
    days = simulate(1, RunnerSpec.null(), 60).days

    def load(store: Store, *, diary_time: DiaryTime) -> Days:
        return replace(days, diary_time=diary_time)

    for room in ("usecases.answer", "web.site"):
        monkeypatch.setattr(f"backstride.{room}.load_days", load)
    return client.app.state.site


@pytest.fixture
def told_yesterday(site) -> None:
    kept = {(site.now().date() - timedelta(days=1)).isoformat(): dict.fromkeys(_EFFECTS, "aggravates")}
    site.store.save_setting("told", json.dumps(kept))


@pytest.fixture
def nothing_is_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was told once holds, whatever the figures: the slack and the certainty that it needs are none."""
    lax = {"verdict_hold_slack": 1.0, "verdict_hold_direction": 0.0}
    stated = rules.figure
    monkeypatch.setattr(rules, "figure", lambda entry: lax[entry] if entry in lax else stated(entry))


def on_the_page(site) -> dict[str, object]:
    """What the pages tell, once it is worked out, as the command's document has it."""
    until = time.monotonic() + 120
    while (found := site.standing()).job is not None or found.answer is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    return answer_document(found.answer)


def by_command(home) -> dict[str, object]:
    result = CliRunner().invoke(app, ["answer", "--json", "--home", str(home)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def same(page: dict[str, object], command: dict[str, object]) -> bool:
    return all(page[name] == command[name] for name in ("sentence", "overall", "factors", "effects"))


@pytest.mark.usefixtures("told_yesterday", "nothing_is_withdrawn")
def test_both_hold_what_was_told_on_an_earlier_day(site, home):
    command = by_command(home)
    verdicts = {row["estimand"]: row["verdict"] for row in command["effects"]}
    assert {name: verdicts[name] for name in _EFFECTS} == dict.fromkeys(_EFFECTS, "aggravates")
    assert same(on_the_page(site), command)


@pytest.mark.usefixtures("told_yesterday", "nothing_is_withdrawn")
def test_what_the_page_told_is_held_by_both_on_the_next_day(site, home):
    page = on_the_page(site)
    assert site.now().date().isoformat() in json.loads(site.store.setting("told"))
    tomorrow = site.now().date() + timedelta(days=1)
    assert {name: told_before(site.store, tomorrow)[name] for name in _EFFECTS} == dict.fromkeys(
        _EFFECTS, Verdict.AGGRAVATES
    )
    assert same(page, by_command(home))


def test_both_read_the_diary_as_it_is_set(site, home):
    change_setting(site.store, "diary_time", "evening")
    page = on_the_page(site)
    assert same(page, by_command(home))
    assert site.standing().days.diary_time == "evening"


def decided(site):
    until = time.monotonic() + 60
    while (found := site.decided()[0]) is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def test_a_decision_is_not_worked_out_again_for_a_setting_but_for_a_check_in(client):
    site = client.app.state.site
    fill(site.store, site.now())
    before = decided(site)
    change_setting(site.store, "theme", "dark")
    assert decided(site) is before
    today = site.now()
    site.store.add_check_ins([CheckIn(date=today.date(), written_at=today, pain_nrs=9.0)], Origin.TYPED)
    assert decided(site).today.decision is not before.today.decision
