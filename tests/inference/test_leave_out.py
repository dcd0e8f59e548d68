"""What a week weighs: as much as a fit without it says."""

from dataclasses import replace

import numpy as np
import pytest
from inference_builders import running_days

from backstride.inference.fit import infer
from backstride.inference.leave_out import weeks_left_out


def test_every_week_with_a_line_is_left_out_once() -> None:
    days = running_days(70)
    days.columns["pain_nrs"][21:28] = np.nan
    moves = weeks_left_out(infer(days, seed=1))
    assert [move.first_day for move in moves] == [days.date[7 * k] for k in range(10) if k != 3]


def test_the_move_is_that_of_a_fit_without_the_week() -> None:
    days = running_days(84, seed=2)
    ran = np.zeros(84)
    ran[::7] = 1
    ran[42:48] = 1
    pain = days["pain_nrs"].copy()
    pain[42:49] = [4, 7, 8, 9, 9, 9, 9]
    days = replace(days, columns={**days.columns, "ran": ran, "distance_km": 8 * ran, "pain_nrs": pain})
    whole = infer(days, seed=1)
    without = pain.copy()
    without[42:49] = np.nan
    refit = infer(replace(days, columns={**days.columns, "pain_nrs": without}), seed=1)
    move = next(move for move in weeks_left_out(whole) if move.first_day == days.date[42])
    moved = float(refit.acute.mean() - whole.acute.mean())
    # The settings stay where they are, so that the move is that of a whole refit in kind and not in size.
    assert np.sign(move.points_nrs) == np.sign(moved)
    assert abs(move.points_nrs) == pytest.approx(abs(moved), rel=0.6)


def test_a_very_long_diary_leaves_out_its_weightiest_weeks_alone() -> None:
    days = running_days(7 * 60)
    moves = weeks_left_out(infer(days, seed=1))
    assert len(moves) == 40
    assert [move.first_day for move in moves] == sorted(move.first_day for move in moves)
