"""Whether the calculation settled."""

from backstride.evidence import figure
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """Whether the sample of hyper-parameters stands for their posterior: Pareto k-hat and effective size."""
    posterior = case.effects.posterior
    k = posterior.pareto_k
    if not posterior.converged or posterior.effective < figure("sampling_min_effective"):
        return Finding("sampling", "fail", k)
    if k > figure("sampling_max_k"):
        return Finding("sampling", "cannot_say", k)
    return Finding("sampling", "pass", k)


CHECK = Check("sampling", "k-hat", Lowers.ALL, look)
