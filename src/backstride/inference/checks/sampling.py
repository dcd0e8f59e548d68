"""Whether the calculation settled."""

from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """Whether the draws stand for the posterior: by Pareto k-hat and effective size of the hyper-parameters.

    Where the model was sampled in full instead, ``value`` is the R-hat of its chains.
    """
    if case.effects.full is not None:
        return Finding("sampling", "pass", case.effects.full.r_hat_ratio)
    posterior = case.effects.posterior
    if not posterior.settled:
        return Finding("sampling", "fail", posterior.pareto_k)
    return Finding("sampling", "pass" if posterior.trusted else "cannot_say", posterior.pareto_k)


CHECK = Check("sampling", "k-hat", Lowers.ALL, look)
