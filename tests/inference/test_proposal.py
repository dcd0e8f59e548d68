"""Importance sampling from proposals that are placed one by another."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from backstride.inference.proposal import Proposal, Sample, smoothed_weights

CENTRE, SPREAD = np.array([3.0, -2.0]), np.array([0.5, 2.0])


def of_normal(vector: np.ndarray) -> Any:
    """A field whose evidence is a normal density far from where the first proposal stands."""
    return SimpleNamespace(
        converged=True, log_evidence=float(-0.5 * (((vector - CENTRE) / SPREAD) ** 2).sum())
    )


def flat(_: np.ndarray) -> float:
    return 0.0


def test_weights_follow_the_ratios_and_not_their_inverse() -> None:
    """The smoothing routine takes minus the log ratios; the wrong sign weighs backwards in silence."""
    log_ratio = np.random.default_rng(0).normal(0, 1, 500)
    weights, _ = smoothed_weights(log_ratio)
    assert weights.sum() == np.float64(1.0) or abs(weights.sum() - 1) < 1e-9
    assert np.argmax(weights) == np.argmax(log_ratio)
    assert np.corrcoef(np.log(weights), log_ratio)[0, 1] > 0.99


def test_a_heavy_tail_shows_in_pareto_k() -> None:
    rng = np.random.default_rng(1)
    _, light = smoothed_weights(rng.normal(0, 0.3, 2000))
    _, heavy = smoothed_weights(1.5 * rng.exponential(1.0, 2000))
    assert light < 0.5
    assert heavy > 1.0


def test_the_weighted_draws_are_those_of_the_target_wherever_they_were_drawn() -> None:
    sample, rng = Sample(of_normal, flat), np.random.default_rng(2)
    sample.take(Proposal(np.zeros(2), 2.0 * np.eye(2)), 400, rng)
    for _ in range(2):
        sample.take(sample.next_proposal(), 400, rng)
    weights, pareto_k = sample.weights()
    drawn = np.array([[field.log_evidence] for field in sample.fields])
    assert pareto_k < 0.7
    # Twice the log density of a normal of two dimensions is minus a chi-square of two degrees of freedom.
    np.testing.assert_allclose(-2 * weights @ drawn, 2.0, rtol=0.1)


def test_every_further_proposal_makes_the_weights_more_even() -> None:
    sample, rng = Sample(of_normal, flat), np.random.default_rng(3)
    sample.take(Proposal(np.zeros(2), np.eye(2)), 100, rng)
    shares = []
    for _ in range(4):
        weights, _ = sample.weights()
        shares.append(1.0 / (weights**2).sum() / len(weights))
        sample.take(sample.next_proposal(), 100, rng)
    assert shares[0] < shares[1] < shares[3]
    assert shares[3] > 0.3


def test_a_vector_without_a_field_weighs_nothing() -> None:
    """Of a flat target where there is one, drawn from two proposals of which one often misses it."""

    def inside(vector: np.ndarray) -> Any:
        if np.abs(vector[0]) > 1.0:
            raise FloatingPointError
        return SimpleNamespace(converged=bool(np.abs(vector[1]) < 1.0), log_evidence=0.0, first=vector[0])

    sample, rng = Sample(inside, flat), np.random.default_rng(4)
    sample.take(Proposal(np.array([1.0, 0.0]), 0.5 * np.eye(2)), 1500, rng)
    sample.take(Proposal(np.zeros(2), 0.7 * np.eye(2)), 1500, rng)
    weights, _ = sample.weights()
    first = np.array([field.first for field in sample.fields])  # type: ignore[attr-defined]
    assert len(weights) == len(first) < 2500
    np.testing.assert_allclose([weights @ first, weights @ first**2], [0.0, 1 / 3], atol=0.04)
