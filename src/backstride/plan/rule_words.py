"""The plan's rules in words for a runner, for a plan that would break one."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from backstride.plan.violations import Violation

WORDS: Final = MappingProxyType(
    {
        "spike_ratio_threshold": "That run would be much longer than your longest of the thirty days before.",
        "plan_return_runs": "While running and walking alternate, no run comes on the day after another.",
        "plan_hard_day_share": "Two hard or long runs would come on days in a row.",
        "plan_strength_most": "Strength would come too often, or on two days in a row.",
        "plan_strength_least": "That week would have too little strength.",
        "plan_weekly_rise_ratio": "That week would have more distance than a gentle rise allows.",
        "plan_light_week_every": "That week is to be a lighter one, and would have too much.",
        "plan_pace_or_distance": "That week would raise pace and distance together.",
        "plan_rest_days": "That week would have no day of rest.",
        "plan_missed": "A missed run would be made up.",
        "plan_cut_share": "After mornings that were not calm, that week is to have less.",
        "today_pain_calm_nrs": "Your mornings are not calm yet: that week would have more than they allow.",
        "today_next_morning_margin_nrs": "This morning's pain has not settled: no run today.",
        "today_pain_most_nrs": "Your pain is high: only walks are planned for now.",
    }
)
OTHER: Final = "That would break a rule of the plan."


def told(found: Iterable[Violation]) -> tuple[str, ...]:
    """A sentence for each rule that is broken, each once."""
    return tuple(dict.fromkeys(WORDS.get(each.rule, OTHER) for each in found))
