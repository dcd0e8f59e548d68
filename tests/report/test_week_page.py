"""The printed week: what stands on it, escaped, self-contained."""

import re
from datetime import date, timedelta
from html import escape

import pytest
from hypothesis import given, settings
from lxml import html as lxml_html

from backstride.cli import app
from backstride.evidence import figure
from backstride.plan.model import Change, ExerciseDose, Gate, Kind, Plan, Session
from backstride.report import plan_words
from backstride.report.week_page import week_page
from made_plans import HARD_RUN, REST, RUN, RUN_WALK, START, STRENGTH, WALK, WEEK, full_plan, make_plan, plans


def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def text(node: lxml_html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def rows(page: str) -> list[lxml_html.HtmlElement]:
    return tree(page).xpath("//tbody/tr")


def titles(page: str) -> list[list[str]]:
    return [[text(each) for each in row.xpath(".//div[@class='session']//b")] for row in rows(page)]


def test_a_week_has_its_seven_days_with_their_sessions():
    page = week_page(full_plan(), START)
    assert titles(page) == [[plan_words.title(session) for session in day] for day in WEEK]
    names = [text(row.xpath("./th")[0]) for row in rows(page)]
    assert (names[0], names[6]) == ("Monday23 Nov", "Sunday29 Nov")
    (heading,) = tree(page).xpath("//h1")
    assert text(heading) == "23 to 29 November 2026"


def test_a_week_with_runs_says_when_to_stop_one():
    said = f"Stop a run when the pain passes {figure('today_pain_most_nrs'):g} of 10"
    assert said in text(tree(week_page(full_plan(), START)).xpath("//footer")[0])
    assert said not in week_page(make_plan((STRENGTH,)), START)


def test_each_morning_has_a_place_for_its_pain_and_each_session_a_box_to_tick():
    for row, day in zip(rows(week_page(full_plan(), START)), WEEK, strict=True):
        assert len(row.xpath(".//span[@class='write']")) == 1
        boxes = row.xpath(".//div[@class='session']/span[@class='box']")
        assert len(boxes) == sum(session.kind is not Kind.REST for session in day)


def test_strength_lists_its_exercises_with_a_box_for_each_set():
    (session,) = rows(week_page(make_plan((STRENGTH,)), START))[0].xpath(".//div[@class='session']")
    doses = session.xpath(".//ul[@class='doses']/li")
    assert [text(each) for each in doses] == [
        "Squat 3 × 8, with 10 kg in each hand",
        "Calf raise 3 × 12",
        "Side bridge 2 × 30 s on each side",
        "Plank of old 1 × 10",
    ]
    assert [len(each.xpath(".//span[@class='box']")) for each in doses] == [3, 3, 2, 1]
    assert [text(p) for p in session.xpath("./div/span")] == ["Warm up: 3 min, gently."]


@pytest.mark.parametrize(
    ("on", "first", "week"),
    [
        (START - timedelta(30), "23 to 29 November 2026", "Week 1 of 2."),
        (START + timedelta(6), "23 to 29 November 2026", "Week 1 of 2."),
        (START + timedelta(7), "30 November to 6 December 2026", "Week 2 of 2."),
        (START + timedelta(90), "30 November to 6 December 2026", "Week 2 of 2."),
    ],
)
def test_the_week_is_the_one_of_the_date_or_the_nearest(on: date, first: str, week: str):
    page = tree(week_page(full_plan(), on))
    assert text(page.xpath("//h1")[0]) == first
    assert text(page.xpath("//header/p")[0]).startswith(week)


def test_a_week_over_new_year_names_both_years():
    plan = make_plan(*[(REST,)] * 42)
    heading = tree(week_page(plan, date(2026, 12, 31))).xpath("//h1")[0]
    assert text(heading) == "28 December 2026 to 3 January 2027"


def test_changes_stand_on_the_page_of_their_week_alone():
    plan = make_plan(
        changes=(
            Change(date=START + timedelta(2), text="Run taken out", why="spike_ratio_threshold"),
            Change(date=START + timedelta(9), text="Walk made longer", why="spike_ratio_threshold"),
        )
    )
    first, second = (week_page(plan, START + timedelta(days)) for days in (0, 7))
    assert "Wednesday: Run taken out" in first
    assert "Walk made longer" not in first
    assert "Wednesday: Walk made longer" in second


def test_without_notes_and_changes_there_is_no_heading_for_them():
    assert tree(week_page(make_plan(), START)).xpath("//h2") == []


def test_a_plan_without_days_has_no_page():
    plan = make_plan((REST,))
    with pytest.raises(ValueError, match="no days"):
        week_page(Plan(**{name: getattr(plan, name) for name in plan.__slots__} | {"days": ()}), START)


@pytest.mark.parametrize("gate", [Gate.HOLD, Gate.STOP])
def test_under_a_gate_the_page_says_so_before_anything_else_and_holds_no_runs(gate: Gate):
    page = week_page(make_plan((RUN,), (RUN_WALK, WALK), (HARD_RUN,), gate=gate), START)
    heading, said = plan_words.notice(gate) or ("", "")
    (notice,) = tree(page).xpath("//div[@class='notice']")
    assert text(notice) == f"{heading}. {said}"
    assert not notice.xpath("preceding::table")
    assert titles(page) == [["Rest"], ["Walk, 30 min"], ["Rest"]]


def test_a_free_week_has_no_notice():
    assert "notice" not in [node.get("class") for node in tree(week_page(full_plan(), START)).xpath("//div")]


def test_when_to_get_help_stands_on_every_page():
    for gate in Gate:
        assert escape(plan_words.EMERGENCY) in week_page(full_plan(gate), START)


def test_the_command_that_it_names_is_one():
    (name,) = re.findall(r"<b>backstride ([\w-]+)</b>", week_page(full_plan(), START))
    assert name in {command.name for command in app.registered_commands}


def test_figures_stand_once_each_under_the_week_and_only_where_there_are_any():
    figures = {"calf_raise": '<svg id="calf"></svg>', "bird_dog": '<svg id="dog"></svg>'}
    page = tree(week_page(full_plan(), START, figures))
    assert [node.get("id") for node in page.xpath("//figure/svg")] == ["calf"]
    assert [text(node) for node in page.xpath("//figcaption")] == ["Calf raise"]
    assert not tree(week_page(full_plan(), START)).xpath("//figure | //div[@class='pictures']")
    held_back = week_page(full_plan(Gate.STOP), START, figures)
    assert not tree(held_back).xpath("//figure")


def test_texts_from_outside_are_escaped():
    bad = "<script>alert(1)</script>"
    dose = ExerciseDose(name=bad, sets=1, reps=1, load=bad)
    plan = make_plan(
        (Session(kind=Kind.STRENGTH, exercises=(dose,)),),
        goal_text=bad,
        notes=(bad,),
        changes=(Change(date=START, text=bad, why="spike_ratio_threshold"),),
    )
    page = week_page(plan, START, {bad: "<svg></svg>"})
    assert "<script" not in page.lower()
    assert page.count("&lt;script&gt;") == 6


def test_the_page_loads_nothing():
    page = tree(week_page(full_plan(), START))
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    (style,) = page.xpath("//style")
    assert "url(" not in style.text
    assert "@import" not in style.text


@settings(deadline=None)
@given(plan=plans)
def test_any_plan_has_a_page_with_each_of_its_weeks(plan: Plan):
    for week in range(plan.weeks):
        page = week_page(plan, plan.start + timedelta(7 * week))
        assert len(rows(page)) == len(plan.days[7 * week : 7 * week + 7])
        if plan.gate is not Gate.GO:
            assert not [each for day in titles(page) for each in day if " run" in each or "Run" in each]
