"""The model's priors, each read from the evidence registry."""

from dataclasses import dataclass

from backstride.evidence import figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """Centres and standard deviations, on the diary's 0-10 scale unless the name says otherwise.

    A coefficient's prior is stated for the estimand that it carries (mean of three mornings), so that the
    prior means the same whatever the carry-over.
    """

    acute_sd_nrs: float
    factor_sd_median_nrs: float
    factor_sd_log_sd: float
    rare_factor_sd_nrs: float
    confounder_sd_nrs: float
    level_sd_nrs: float
    flare_sd_nrs: float
    flare_decay_d: float
    drift_sd_nrs: float
    drift_knot_d: float
    adaptation_sd_nrs: float
    adaptation_window_d: float
    adaptation_delay_d: float
    noise_ar_mean_logit: float
    noise_ar_sd_logit: float
    carryover_mean_logit: float
    carryover_sd_logit: float
    delay_mean_logit: float
    delay_sd_logit: float
    state_sd_median_nrs: float
    state_sd_log_sd: float
    measurement_sd_median_nrs: float
    measurement_sd_log_sd: float
    policy_slope_mean_per_nrs: float
    policy_slope_sd_per_nrs: float
    missing_slope_sd_per_nrs: float
    night_share_mean_logit: float
    night_share_sd_logit: float
    policy_rate_sd_logit: float
    policy_habit_sd_logit: float
    shortening_slope_mean_per_nrs: float
    shortening_slope_sd_per_nrs: float


def registered_priors() -> Priors:
    """The priors of the registry."""
    return Priors(
        acute_sd_nrs=figure("prior_acute_sd"),
        factor_sd_median_nrs=figure("prior_factor_sd_median"),
        factor_sd_log_sd=figure("prior_factor_sd_log_sd"),
        rare_factor_sd_nrs=figure("prior_rare_factor_sd"),
        confounder_sd_nrs=figure("prior_confounder_sd"),
        level_sd_nrs=figure("prior_level_sd"),
        flare_sd_nrs=figure("prior_flare_sd"),
        flare_decay_d=figure("prior_flare_decay"),
        drift_sd_nrs=figure("prior_drift_sd"),
        drift_knot_d=figure("prior_drift_knot"),
        adaptation_sd_nrs=figure("prior_adaptation_sd"),
        adaptation_window_d=figure("adaptation_window"),
        adaptation_delay_d=figure("adaptation_delay"),
        noise_ar_mean_logit=figure("prior_noise_ar_mean"),
        noise_ar_sd_logit=figure("prior_noise_ar_sd"),
        carryover_mean_logit=figure("prior_carryover_mean"),
        carryover_sd_logit=figure("prior_carryover_sd"),
        delay_mean_logit=figure("prior_delay_mean"),
        delay_sd_logit=figure("prior_delay_sd"),
        state_sd_median_nrs=figure("prior_state_sd_median"),
        state_sd_log_sd=figure("prior_state_sd_log_sd"),
        measurement_sd_median_nrs=figure("prior_measurement_sd_median"),
        measurement_sd_log_sd=figure("prior_measurement_sd_log_sd"),
        policy_slope_mean_per_nrs=figure("prior_policy_slope_mean"),
        policy_slope_sd_per_nrs=figure("prior_policy_slope_sd"),
        missing_slope_sd_per_nrs=figure("prior_missing_slope_sd"),
        night_share_mean_logit=figure("prior_night_share_mean"),
        night_share_sd_logit=figure("prior_night_share_sd"),
        policy_rate_sd_logit=figure("prior_policy_rate_sd"),
        policy_habit_sd_logit=figure("prior_policy_habit_sd"),
        shortening_slope_mean_per_nrs=figure("prior_shortening_slope_mean"),
        shortening_slope_sd_per_nrs=figure("prior_shortening_slope_sd"),
    )
