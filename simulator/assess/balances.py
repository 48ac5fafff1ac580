"""What must close each year and run: supply and demand, fuels and totals, source and end-use view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway

CLOSED = 1e-9  # relative


def gap(one: Array, other: Array) -> float:
    """Largest relative difference of two arrays; infinite if a number is missing."""
    scale = np.maximum(np.maximum(np.abs(one), np.abs(other)), 1.0)
    largest = float(np.max(np.abs(one - other) / scale, initial=0.0))
    return largest if np.isfinite(largest) else float("inf")


def balance_gaps(pathway: Pathway, flows: Flows) -> dict[str, float]:
    """Largest relative gap of every balance; all must stay below CLOSED (docs/model.md)."""
    made = flows.supply
    electricity = made.plant_electricity.sum(axis=1) + made.import_electricity
    used = flows.electricity_use.sum(axis=1) + made.electricity_losses
    heat = made.plant_heat.sum(axis=1) + made.import_heat
    by_cell = flows.energy.sum(axis=1)
    by_branch = (pathway.activity * pathway.intensity).sum(axis=1)
    order = np.argsort(pathway.layout.link_branch, kind="stable")
    starts = np.unique(pathway.layout.link_branch[order], return_index=True)[1]
    shares = np.add.reduceat(pathway.share[:, order], starts, axis=1)
    direct = flows.co2_fuel.sum(axis=1) + flows.co2_plant.sum(axis=1)
    whole = direct + flows.co2_import_electricity + flows.co2_import_heat
    return {
        "electricity": gap(electricity, used),
        "heat": gap(heat, flows.heat_use.sum(axis=1) + made.heat_losses),
        "fuels": gap(by_cell, by_branch),
        "shares": gap(shares, np.ones_like(shares)),
        "primary": gap(flows.primary.sum(axis=1), flows.primary_sector.sum(axis=1)),
        "co2_views": gap(flows.co2_end_use.sum(axis=1), flows.co2_source.sum(axis=1)),
        "co2_parts": gap(flows.co2_source.sum(axis=1), whole),
    }
