"""What a study's runners have in common, learnt from some of them before all are answered."""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from backstride.evidence import figure
from backstride.records import Days
from backstride.study.run import of_each, runner_seed
from backstride.study.tables import DaysTable
from backstride.study.workfile import Workfile

if TYPE_CHECKING:
    from backstride.inference.priors import Priors


def learn_priors(
    table: DaysTable,
    work: Workfile,
    *,
    seed: int,
    workers: int,
    on_progress: Callable[[int, int], None],
) -> "Priors | None":
    """The population's prior of the nuisances; None where too few runners speak of them.

    Learnt from the registered number of runners at most, picked by ``seed`` alone, and kept in ``work``. A
    runner's own diary is one of those that its prior is learnt from: one of fifty or more.
    """
    from backstride.inference.population import population_priors

    most = int(figure("population_prior_max_runners"))
    chosen = sorted(nsmallest(most, work.runners(), key=lambda runner: runner_seed(seed, runner[1])))
    known = set(work.numbers("summary"))
    todo = [runner for runner in chosen if runner[0] not in known]
    done = len(chosen) - len(todo)
    on_progress(done, len(chosen))

    def days() -> Iterator[Days]:
        for number, name in todo:
            yield table.days(number, name)

    summaries = of_each(days(), partial(_summarised, seed), _nothing, workers=workers)
    try:
        for (number, _), found in zip(todo, summaries, strict=True):
            work.keep("summary", number, found)
            done += 1
            on_progress(done, len(chosen))
    finally:
        summaries.close()
    return population_priors(found for found in work.kept("summary") if found)


def _summarised(seed: int, days: Days) -> Any:
    from backstride.inference.population import nuisances

    try:
        return nuisances(days, seed=runner_seed(seed, days.runner_id))
    except Exception:  # the runner is answered later, and what is wrong is told then
        return None


def _nothing(days: Days, reason: str) -> Any:
    return None
