"""Draws from the oracle's posterior by NUTS, on axes on which it is about round."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from numpyro.diagnostics import summary
from numpyro.distributions import ImproperUniform, constraints
from numpyro.infer import MCMC, NUTS
from scipy.optimize import minimize

from backstride.records import Days
from oracle.likelihood import Arrays, Shape, Value, arrays_of, log_density, unfold

CHAINS, WARMUP, SAMPLES = 2, 200, 500
ACCEPTANCE = 0.8
DOUBLINGS = 5  # of a path, at most: on round axes longer ones cost more than they bring
CURVATURE_STEP = 0.02  # wide enough to smooth the bend at the floor of the scale
LEAST_CURVATURE = 0.3  # the prior's own is one: less is a bend of the density, not a width
WATCHED = ("acute", "factors", "adaptation", "carry_over", "persistence", "measurement_nrs", "level_nrs")


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """``found``: what :func:`likelihood.unfold` returns, each with a first axis of draws."""

    shape: Shape
    found: dict[str, np.ndarray]
    r_hat_ratio: float
    effective: float
    divergences: int
    steps: float  # of leapfrog, mean of an iteration


# The sampler sets out by walking through the model operation by operation, unless it is one.
_joint = jax.jit(log_density, static_argnums=0)


def _model(shape: Shape, data: Arrays, mode: Value, root: Value) -> None:
    z = numpyro.sample("z", ImproperUniform(constraints.real, (), (shape.size,)))
    numpyro.factor("seen", _joint(shape, data, mode + root @ z))


@lru_cache(16)
def _compiled(shape: Shape) -> tuple[Any, ...]:
    def loss(x: Value, data: Arrays) -> Value:
        return -log_density(shape, data, x)

    kernel = NUTS(
        lambda data, mode, root: _model(shape, data, mode, root),
        target_accept_prob=ACCEPTANCE,
        dense_mass=False,
        max_tree_depth=DOUBLINGS,
    )
    sampler = MCMC(
        kernel,
        num_warmup=WARMUP,
        num_samples=SAMPLES,
        num_chains=CHAINS,
        chain_method="vectorized",
        progress_bar=False,
        jit_model_args=True,
    )
    wide = jax.jit(jax.vmap(lambda data, x: unfold(shape, data, x), in_axes=(None, 0)))
    return jax.jit(jax.value_and_grad(loss)), sampler, wide


def sample(shape: Shape, days: Days, seed: int) -> Sampled:
    """The posterior of one diary. From the mode, on the axes of the curvature there; NUTS makes right what
    the curvature has wrong.
    """
    loss, sampler, wide = _compiled(shape)
    data = arrays_of(shape, days)
    best = minimize(
        lambda x: tuple(np.asarray(v) for v in loss(jnp.asarray(x), data)),
        np.zeros(shape.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 300, "ftol": 1e-9},
    )
    steps = CURVATURE_STEP * np.eye(shape.size)  # to compile second derivatives takes longer than this
    bends = [loss(best.x + step, data)[1] - loss(best.x - step, data)[1] for step in steps]
    hessian = np.array(bends) / (2 * CURVATURE_STEP)
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
    root = vectors / np.sqrt(np.maximum(values, LEAST_CURVATURE)) @ vectors.T
    rng = np.random.default_rng([seed, 5])
    sampler.run(
        jax.random.PRNGKey(seed % 2**32),
        data,
        jnp.asarray(best.x),
        jnp.asarray(root),
        init_params={"z": jnp.asarray(rng.normal(0.0, 0.7, (CHAINS, shape.size)))},
        extra_fields=("diverging", "num_steps"),
    )
    z = np.asarray(sampler.get_samples()["z"])
    found = {name: np.asarray(v) for name, v in wide(data, jnp.asarray(best.x + z @ root.T)).items()}
    by_chain = {name: found[name].reshape(CHAINS, SAMPLES, *found[name].shape[1:]) for name in WATCHED}
    said = summary(by_chain, prob=0.9).values()
    extra = sampler.get_extra_fields()
    return Sampled(
        shape=shape,
        found=found,
        r_hat_ratio=max(float(np.max(each["r_hat"])) for each in said),
        effective=min(float(np.min(each["n_eff"])) for each in said),
        divergences=int(extra["diverging"].sum()),
        steps=float(extra["num_steps"].mean()),
    )
