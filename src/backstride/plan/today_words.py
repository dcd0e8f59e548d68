"""Today's decision in words: plain ones, no diagnosis, and no more than the facts bear."""

from collections.abc import Collection

from backstride.evidence import figure
from backstride.plan.morning import LastRun, Morning
from backstride.plan.outlook import Expectation, Outlook
from backstride.screen import Clearance, Running
from backstride.screen import words as screen_words

NOT_SCREENED = (
    "The questions about warning signs have not been answered yet. A few of them could mean that you should "
    "not run at all."
)
RAN_TODAY = "You have run today already. How it went shows tomorrow morning."

_HOLD = "Hold: no run today."
_HOLD_LINES = {
    "not_screened": "Hold: first answer the questions about warning signs (backstride screen).",
    "signs_open": "Hold: first answer the questions that are still open (backstride screen).",
    "screening_old": "Hold: first answer the questions about warning signs again (backstride screen).",
    "screen_due_jump": "Hold: your pain has jumped. Answer the questions about warning signs again.",
    "screen_due_change": "Hold: your pain has changed. Answer the questions about warning signs again.",
    "pain_unknown": "Cannot tell yet: first write your pain down (backstride check-in).",
    "ran_today": "Hold: you have run today already.",
    "pain": "Hold: no run today, since your pain is too high for one.",
    "own_days": "Hold: no run today; going by your own days the pain would not settle in time.",
}
_ANSWER_FIRST = {"not_screened", "signs_open", "screening_old", "screen_due_jump", "screen_due_change"}


def stop_line(clearance: Clearance) -> str:
    """Why no run, with what is urgent before it."""
    running = screen_words.about_running(clearance)
    return (
        f"{screen_words.heading(clearance)} {running}" if clearance.urgency.is_today else f"Stop: {running}"
    )


def hold_line(finding_id: str) -> str:
    """The line for the first finding that holds."""
    return _HOLD_LINES.get(finding_id, _HOLD)


def go_line(at_most_km: float | None, *, shorter: bool) -> str:
    """The line for a run; ``shorter``: something speaks for less than the run in question."""
    if at_most_km is None:
        return "Go, but keep it shorter than usual, and easy." if shorter else "Go: an easy run."
    if shorter:
        return f"Go, but shorter: an easy run of at most {at_most_km:.1f} km."
    return f"Go: a run of up to {at_most_km:.1f} km."


def until_seen(clearance: Clearance) -> tuple[str, ...]:
    """What to do where a clinician has to look first: that, and rest unless it is urgent."""
    do = screen_words.what_to_do(clearance)
    return (do,) if clearance.urgency.is_today else (do, "Rest from sport until then.")


def signs_open(clearance: Clearance) -> str:
    """What is open that could mean care today."""
    title, labels = screen_words.not_answered(clearance)[0]
    return f"{title}: {'; '.join(labels)}."


def screening_old(age_d: int) -> str:
    return f"You answered the questions about warning signs {age_d} days ago: that is too long to rely on."


def pain_unknown(morning: Morning) -> str:
    when = "Last evening's" if morning.evening else "This morning's"
    return f"{when} pain is not written down, and not known is not none."


def pain(morning: Morning, severity: str) -> str:
    """This morning's pain against the usual."""
    when = "Last evening's" if morning.evening else "This morning's"
    assert morning.pain_nrs is not None
    most, calm = figure("today_pain_most_nrs"), figure("today_pain_calm_nrs")
    said = f"{when} pain is {morning.pain_nrs:g}"
    if morning.usual_nrs is None:
        said += ", and your usual is not known yet"
    else:
        said += f", your usual {morning.usual_nrs:g}"
    if morning.pain_nrs > most:
        return f"{said}: above {most:g} there is no run."
    if severity == "HOLD":
        if morning.usual_nrs is None:
            return f"{said}: above {calm:g}, wait until it is."
        return f"{said}: that is more than {figure('today_next_morning_margin_nrs'):g} above it."
    if severity == "SHORTER":
        return f"{said}: a little more than usual and above {calm:g}, so a run is better kept short."
    if morning.pain_nrs > calm:
        return f"{said}: no more than usual, so a run as planned is all right, and no longer one."
    return f"{said}: nothing in that speaks against a run."


def last_run(last: LastRun, *, settled: bool) -> str:
    """The next-morning rule after the last run."""
    day = f"{last.date:%A, %d %B}"
    if last.next_morning_nrs is None:
        return f"Your pain on the morning after the run of {day} is not known, so this run is shorter."
    said = f"On the morning after the run of {day} your pain was {last.next_morning_nrs:g}"
    if last.usual_nrs is not None:
        said += f", with a usual of {last.usual_nrs:g}"
    return f"{said}: it had settled." if settled else f"{said}: it had not settled, so this run is shorter."


def short_night(sleep_h: float) -> str:
    return f"You slept {sleep_h:g} hours. After short nights backs often hurt more, so keep the run short."


def long_break() -> str:
    days = figure("spike_window_days")
    return f"No run in the last {days:g} days: begin with a short one, walking and running by turns."


def spike(distance_km: float, longest_km: float, cap_km: float) -> str:
    return (
        f"A run of {distance_km:.1f} km would be much longer than your longest of the last "
        f"{figure('spike_window_days'):g} days ({longest_km:.1f} km): keep it to {cap_km:.1f} km."
    )


def own_days(outlook: Outlook, severity: str) -> str:
    """What the runner's own days lead to expect on the worst of the mornings to come, and no more."""
    said = (
        f"Going by your own days, expect about {outlook.planned.worst_nrs:.1f} on the worst of the next "
        f"three mornings after {_run(outlook.planned)}, and {outlook.none.worst_nrs:.1f} without a run"
    )
    if severity == "NOTE":
        return f"{said}."
    shorter = f"{_run(outlook.shorter)} it would be {outlook.shorter.worst_nrs:.1f}"
    if severity == "SHORTER":
        return f"{said}. That would not count as settled for you; after {shorter}, which would."
    if outlook.shorter_alike:
        shorter = f"{_run(outlook.shorter)} it would be about the same"
    return f"{said}. That would not count as settled for you, and after {shorter}."


def in_the_run() -> str:
    calm, most = figure("today_pain_calm_nrs"), figure("today_pain_most_nrs")
    return (
        f"While you run: pain up to {calm:g} is no reason to stop. Above that do not go faster or further; "
        f"above {most:g} walk home."
    )


def instead_of_run(
    holds: Collection[str], clearance: Clearance | None, pain_nrs: float | None, minutes: float | None
) -> tuple[str, ...]:
    """What to do instead. Beside a clearance that holds, or one that is open, walking and rest alone.

    ``holds``: the findings that hold. ``minutes``: of the run that falls away, None where unknown.
    """
    walk = (
        f"Walk, up to {figure('today_walk_min'):g} minutes, as long as it does not make the pain worse.",
        "Or rest: a day without a run costs you nothing.",
    )
    first = []
    if clearance is not None and clearance.running is Running.HOLD:
        first.append(screen_words.what_to_do(clearance))
    if _ANSWER_FIRST.intersection(holds):
        first.append("Answer the questions: backstride screen")
    if "pain_unknown" in holds:
        first.append("Write the pain down: backstride check-in --pain 0 to 10")
    if first or pain_nrs is None or pain_nrs > figure("today_pain_most_nrs"):
        return (*first, *walk)
    return (_cross_training(minutes), _EXERCISES, *walk)


def rather_not(minutes: float | None) -> tuple[str, ...]:
    """What else there is, where a run is fine but not wanted."""
    return (f"If you would rather not run: {_lower(_cross_training(minutes))}",)


_EXERCISES = "Leg and core exercises, those that do not bring the pain on."


def _cross_training(minutes: float | None) -> str:
    long = "" if minutes is None else f" for {minutes:.0f} minutes, as long as the run"
    return f"Cycle, swim or row{long}, easy."


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _run(run: Expectation) -> str:
    return "such a run" if run.distance_km is None else f"a run of {run.distance_km:.1f} km"
