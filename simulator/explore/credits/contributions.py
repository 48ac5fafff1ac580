"""What each measure of a scenario brings: alone, and as the last one added; the difference is its overlap.

One batch: no measure, all of them, each alone, each left out. CO2 under the headline rule, energy, and air
pollutants with it, so that the co-benefit of a measure stands beside its tonnes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.assess.gases import gas_indicators
from simulator.assess.indicators import indicators
from simulator.face import gases_of
from simulator.model.project import project
from simulator.pathways.assemble import Draws, assemble
from simulator.variables import POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.face import Result
    from simulator.pathways.arrays import Array

MOVED = ("co2_total", "energy_total", "ghg_net", *(f"{gas}_total" for gas in POLLUTANTS))
NONE, ALL = 0, 1  # runs; each measure alone and each left out follow


@dataclass(frozen=True, slots=True)
class Contributions:
    """How far measures lower indicators, positive when they lower them.

    alone, last : indicator -> (year, measure); together : indicator -> (year,); from the result's first year
    """

    measures: tuple[str, ...]
    alone: Mapping[str, Array]
    last: Mapping[str, Array]
    together: Mapping[str, Array]

    def overlap(self, indicator: str) -> Array:
        """What the measures would bring one by one, beyond what they bring together, (year,)."""
        return np.asarray(self.alone[indicator].sum(axis=1) - self.together[indicator])


def contributions(result: Result) -> Contributions:
    """Run a scenario without, with all, with each alone and with all but each of its measures."""
    plan, names = result.plan, tuple(result.plan.strength)
    count = len(names)
    given = np.array([plan.strength[name] for name in names])[:, None]
    alone, others = np.eye(count), 1.0 - np.eye(count)
    on = np.concatenate([np.zeros((count, 1)), np.ones((count, 1)), alone, others], axis=1) * given
    strength = dict(zip(names, on, strict=True))
    pathway = assemble(plan, Draws(runs=2 + 2 * count, strength=strength))
    flows = project(pathway, plan.coefficients, keep_links=True)
    imported = plan.scenario.entry.accounting.imported_power
    series = indicators(plan, pathway, flows, result.preset, imported_power=imported)
    series |= gas_indicators(plan, gases_of(plan, pathway, flows, strength), series["co2_total"])
    found = {name: series[name][result.start :] for name in MOVED if name in series}
    first = 2 + count
    return Contributions(
        measures=names,
        alone={name: values[:, :1] - values[:, 2:first] for name, values in found.items()},
        last={name: values[:, first:] - values[:, ALL, None] for name, values in found.items()},
        together={name: values[:, NONE] - values[:, ALL] for name, values in found.items()},
    )
