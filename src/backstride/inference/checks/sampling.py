"""Whether the calculation settled."""

from backstride.evidence import figure
from backstride.inference.checks.check import Case, Check, Finding, Lowers
from backstride.inference.posterior import Posterior


def settled(posterior: Posterior) -> bool:
    """Whether anything at all may be read off the posterior."""
    return posterior.converged and posterior.effective >= figure("sampling_min_effective")


def look(case: Case) -> Finding:
    """Whether the sample of hyper-parameters stands for their posterior: Pareto k-hat and effective size."""
    posterior = case.effects.posterior
    k = posterior.pareto_k
    if not settled(posterior):
        return Finding("sampling", "fail", k)
    if k > figure("sampling_max_k"):
        return Finding("sampling", "cannot_say", k)
    return Finding("sampling", "pass", k)


CHECK = Check("sampling", "k-hat", Lowers.ALL, look)
