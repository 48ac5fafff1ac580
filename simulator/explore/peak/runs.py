"""The peak of total CO2 in any runs of a plan, under the headline rule, with the time between whole years."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.assess.indicators import indicators
from simulator.explore.credits.outcomes import question_of, tops
from simulator.explore.ensemble import ensemble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.explore.credits.shapley import BoolArray
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, IntArray, Pathway
    from simulator.pathways.assemble import Draws
    from simulator.pathways.prepare import Plan


class Peaks(NamedTuple):
    """The peak of every run, each (run,).

    year : the year of `assess.peak`; time : the same with the part of a year, from a parabola through the
    three values around the top; height : 10^4 t; rising : still rising at the end, so no peak
    """

    year: IntArray
    time: Array
    height: Array
    rising: BoolArray


def peaks_of(plan: Plan, draws: Draws) -> Peaks:
    """The peak of every run of a batch."""
    found = ensemble(plan, draws, peak_outputs)
    years = plan.layout.years[question_of(plan).start :]
    rising = found["rising"] > 0.0
    return Peaks(
        found["peak_year"].astype(int), peak_time(years, found["co2_total"]), found["peak_value"], rising
    )


def peak_outputs(plan: Plan, pathway: Pathway, flows: Flows) -> Mapping[str, Array]:
    """Total CO2 of one block by year, and its peak."""
    asked = question_of(plan)
    imported = plan.scenario.entry.accounting.imported_power
    whole = indicators(plan, pathway, flows, asked.preset, imported_power=imported)["co2_total"]
    return {"co2_total": whole[asked.start :], **tops(plan, whole, asked.start)}


def peak_time(years: IntArray, values: Array) -> Array:
    """When the highest value is reached, between years: vertex of a parabola through the three at the top.

    values : (year, run); a top in the first or last year stays there

    >>> peak_time(np.arange(2028, 2031), np.array([[9.0], [10.0], [9.5]])).round(3).tolist()
    [2029.167]
    """
    top = np.argmax(values, axis=0)
    inner = np.clip(top, 1, len(values) - 2)
    runs = np.arange(values.shape[1])
    before, here, after = (values[inner + step, runs] for step in (-1, 0, 1))
    bend = before - 2.0 * here + after
    off = np.divide(0.5 * (before - after), bend, out=np.zeros_like(bend), where=bend < 0.0)
    return np.asarray(years[top] + np.where(top == inner, off, 0.0))


def last_year_to_judge(plan: Plan) -> int:
    """The last year in which a peak can be seen: two years must follow it (`assess.peak`)."""
    return int(plan.layout.years[-1]) - 2
