"""An inventory against the base year: lines of the base year, and each gap split into activity and factor.

Rule (docs/model.md): gap = (A1 F1 - A0 F0); the part of the activity is its change at the mean factor, the
part of the factor its change at the mean activity, so both add up to the gap whichever is changed first. A
line that one side has and the other has at zero is a boundary: what is counted, not how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.inputs.inventory import Line
from simulator.pathways.arrays import SECTORS
from simulator.units import PER_KWH, UNITS
from simulator.variables import SECTOR_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from simulator.inputs.inventory import Entry
    from simulator.model.project import Flows
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.prepare import Plan

ENERGY = "energy"
ROUNDING = 0.005  # parts of a line below this are the rounding of published figures
TINY = 1e-12
FACTOR, ACTIVITY, BOUNDARY, UNSPLIT, NONE = "factor", "activity", "boundary", "unsplit", "none"
LABELS = (FACTOR, ACTIVITY, BOUNDARY, UNSPLIT)
CENTRAL = 0
UNIT_OF_FACTOR = {"mass": "t/t", "land": "t/ha", "animals": "t/head"}


class Gap(NamedTuple):
    """Inventory less base year of one line, 10^4 t CO2e; its parts add up to `gap`."""

    line: Line
    entry: Entry
    base: float
    inventory: float
    gap: float
    by_activity: float | None
    by_factor: float | None
    label: str


class Reconciliation(NamedTuple):
    """All lines: those compared; those the inventory leaves blank; those whose amount the base year lacks."""

    gaps: tuple[Gap, ...]
    blank: tuple[Line, ...]
    unknown: tuple[tuple[Line, Entry], ...]


def gap_of(line: Line, entry: Entry) -> Gap:
    """One line compared; the base year must know its amount, the entry its emissions."""
    assert line.activity is not None
    assert entry.emissions is not None
    base, inventory = line.activity * line.factor * line.weight, entry.emissions
    gap = Gap(line, entry, base, inventory, inventory - base, None, None, UNSPLIT)
    if abs(base) <= TINY and abs(inventory) <= TINY:
        return gap._replace(label=NONE, by_activity=0.0, by_factor=0.0)
    if abs(base) <= TINY or abs(inventory) <= TINY:
        return gap._replace(label=BOUNDARY)
    if entry.activity is None or entry.factor is None:
        small = abs(gap.gap) <= ROUNDING * abs(base)
        return gap._replace(label=NONE if small else UNSPLIT)
    by_activity = (entry.activity - line.activity) * (entry.factor + line.factor) / 2.0 * line.weight
    by_factor = (entry.factor - line.factor) * (entry.activity + line.activity) / 2.0 * line.weight
    largest = max(abs(by_activity), abs(by_factor))
    label = ACTIVITY if abs(by_activity) >= abs(by_factor) else FACTOR
    small = largest <= ROUNDING * max(abs(base), abs(inventory))
    return gap._replace(by_activity=by_activity, by_factor=by_factor, label=NONE if small else label)


def reconcile(lines: Mapping[str, Line], entries: Mapping[str, Entry]) -> Reconciliation:
    """Every line of the base year or the inventory; a blank line is missing and not compared."""
    known = {name: line for name, line in lines.items() if line.activity is not None}
    return Reconciliation(
        gaps=tuple(gap_of(line, entries[name]) for name, line in known.items() if name in entries),
        blank=tuple(line for name, line in known.items() if name not in entries and line.emissions),
        unknown=tuple((lines[name], entry) for name, entry in entries.items() if name not in known),
    )


def parts(gaps: Iterable[Gap]) -> dict[str, tuple[float, float]]:
    """Sum of absolute parts and net sum, by cause; a line known on both sides gives to two causes."""
    out = {label: [0.0, 0.0] for label in LABELS}
    for one in gaps:
        pieces = {one.label if one.label in LABELS else UNSPLIT: one.gap}
        if one.by_activity is not None and one.by_factor is not None:
            pieces = {ACTIVITY: one.by_activity, FACTOR: one.by_factor}
        for label, value in pieces.items():
            out[label][0] += abs(value)
            out[label][1] += value
    return {label: (absolute, net) for label, (absolute, net) in out.items()}


# ---- lines of the base year ----


def inventory_lines(plan: Plan, pathway: Pathway, flows: Flows) -> dict[str, Line]:
    """Lines of the base year: fuels by sector, power and heat bought, processes, other gases, uptake."""
    found = [
        *fuel_lines(plan, flows),
        *bought_lines(plan, pathway, flows),
        *process_lines(plan, pathway),
        *burning_lines(plan, flows),
    ]
    return {line.id: line for line in found}


def possible_lines(plan: Plan) -> dict[str, Line]:
    """A fuel in a sector where the base year has none: what an inventory adds to it is a boundary."""
    fuels = [row.fuel for row in plan.scenario.factors.fuels.values() if row.source_group]
    pairs = [(sector, fuel) for sector in SECTORS for fuel in fuels]
    lines = [fuel_line(plan, sector, fuel, 0.0, fuel_factor(plan, fuel)) for sector, fuel in pairs]
    return {line.id: line for line in lines}


def fuel_factor(plan: Plan, fuel: str) -> float:
    """t CO2 per tce of a fuel in the factor set of the scenario."""
    scenario = plan.scenario
    return scenario.factors.co2(fuel, scenario.entry.accounting.combustion).value


def fuel_line(
    plan: Plan, sector: str, fuel: str, energy: float, factor: float, *, feedstock: bool = False
) -> Line:
    """A fuel in a sector."""
    row, (sector_en, sector_zh) = plan.scenario.factors.fuels[fuel], SECTOR_NAMES[sector]
    zh, en = f"{sector_zh}：{row.title_zh}", f"{sector_en}: {row.title_en}"
    if feedstock:
        zh, en = f"{zh}（原料用能）", f"{en}, feedstock"
    name = f"{sector}.{fuel}" + (".feedstock" if feedstock else "")
    return Line(name, zh, en, energy, "1e4 tce", factor, "tCO2/tce", fuel=fuel)


def fuel_lines(plan: Plan, flows: Flows) -> Iterator[Line]:
    """Fuels that release CO2, by sector; plants in the energy sector, raw material apart."""
    assert flows.energy_link is not None
    energy: dict[tuple[str, str, bool], float] = {}
    co2: dict[tuple[str, str, bool], float] = {}
    layout, numbers = plan.layout, plan.coefficients
    raw = set(numbers.feedstock_link.tolist())

    def put(key: tuple[str, str, bool], amount: float, released: float) -> None:
        energy[key] = energy.get(key, 0.0) + amount
        co2[key] = co2.get(key, 0.0) + released

    for link, (branch, fuel) in enumerate(layout.links):
        sector = SECTORS[layout.branch_sector[layout.branches.index(branch)]]
        amount = float(flows.energy_link[0, link, CENTRAL])
        put((sector, fuel, link in raw), amount, amount * float(np.ravel(numbers.link_co2[..., link])[0]))
    for plant, row in enumerate(plan.scenario.region.plants):
        amount = float(flows.supply.plant_fuel[0, plant, CENTRAL])
        put((ENERGY, row.fuel, False), amount, float(flows.co2_plant[0, plant, CENTRAL]))
    order = list(plan.scenario.factors.fuels)
    for key in sorted(energy, key=lambda key: (SECTORS.index(key[0]), order.index(key[1]), key[2])):
        if co2[key] > TINY:
            yield fuel_line(plan, key[0], key[1], energy[key], co2[key] / energy[key], feedstock=key[2])


def bought_lines(plan: Plan, pathway: Pathway, flows: Flows) -> Iterator[Line]:
    """Net imported electricity and heat."""
    bought = float(flows.supply.import_electricity[0, CENTRAL]) / plan.coefficients.calorific_rate
    factor = float(pathway.grid_factor[0, CENTRAL]) / PER_KWH
    if abs(bought) > TINY and flows.co2_import_electricity[0, CENTRAL]:
        factor = float(flows.co2_import_electricity[0, CENTRAL]) / bought / PER_KWH
    zh, en = "净调入电力", "Net imported electricity"
    yield Line("import.electricity", zh, en, bought, "1e8 kWh", factor, "kgCO2/kWh", PER_KWH)
    heat = float(flows.supply.import_heat[0, CENTRAL])
    if abs(heat) > TINY:
        factor = float(flows.co2_import_heat[0, CENTRAL]) / heat
        yield Line("import.heat", "净调入热力", "Net imported heat", heat, "1e4 tce", factor, "tCO2/tce")


def process_lines(plan: Plan, pathway: Pathway) -> Iterator[Line]:
    """Products, animals, land: a line for each greenhouse gas or uptake; a blank amount stays unknown."""
    factors = plan.scenario.factors
    known = {name: float(pathway.process[0, i, CENTRAL]) for i, name in enumerate(plan.layout.processes)}
    for row in plan.scenario.region.processes:
        for released in factors.released_by(row.product):
            gas, dimension = released.gas, UNITS[row.unit].dimension
            if factors.gases[gas].kind == "pollutant":
                continue
            yield Line(
                f"{row.process}.{gas}",
                f"{row.title_zh}：{factors.gases[gas].title_zh}",
                f"{row.title_en}: {factors.gases[gas].title_en}",
                known.get(row.process),
                row.unit,
                released.value * (first_multiple(plan, (row.process, gas)) if gas != "co2" else 1.0),
                UNIT_OF_FACTOR[dimension],
                weight_of(plan, gas),
            )


def weight_of(plan: Plan, gas: str) -> float:
    """t CO2e per t of a gas; below 0 for uptake."""
    scenario = plan.scenario
    warming = scenario.factors.warming[scenario.entry.accounting.gwp, gas].value
    return -warming if scenario.factors.gases[gas].kind == "sink" else warming


def first_multiple(plan: Plan, release: tuple[str, str]) -> float:
    """What a release's factor is multiplied by in the base year."""
    return (
        float(plan.release[0, plan.releases.names.index(release)]) if release in plan.releases.names else 1.0
    )


def burning_lines(plan: Plan, flows: Flows) -> Iterator[Line]:
    """Other greenhouse gases of burning fuels, one line a gas, by the energy burnt."""
    assert flows.energy_link is not None
    factors = plan.scenario.factors
    used: Mapping[str, Array] = {"link": flows.energy_link[0], "plant": flows.supply.plant_fuel[0]}
    energy: dict[str, float] = {}
    amount: dict[str, float] = {}
    for term in plan.releases.terms:
        gas = term.release[1]
        if term.kind in used and factors.gases[gas].kind == "greenhouse":
            burnt = float(used[term.kind][term.place, CENTRAL])
            energy[gas] = energy.get(gas, 0.0) + burnt
            released = burnt * term.factor.value * first_multiple(plan, term.release)
            amount[gas] = amount.get(gas, 0.0) + released
    for gas, released in amount.items():
        row = factors.gases[gas]
        zh, en = f"燃料燃烧：{row.title_zh}", f"Burning fuels: {row.title_en}"
        factor = released / energy[gas] if energy[gas] else 0.0
        yield Line(f"burning.{gas}", zh, en, energy[gas], "1e4 tce", factor, "t/tce", weight_of(plan, gas))
