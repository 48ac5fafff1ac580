"""Base-year balance from published anchors (docs/base-year.md).

Anchors are met exactly, named plants are rows of their own, totals that nobody published come from the
fallback route, and the rest moves as little as possible from the prior weights. Net import of electricity
closes the balance. All energy in 10^4 tce.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.inputs.estimate.lines import constraints_of, inside, lines_of
from simulator.inputs.estimate.route import benchmark_of, check_coefficients, derived_anchors, expected
from simulator.inputs.estimate.rows import (
    GRADE_SIGMA,
    SPLIT_SIGMA,
    Cell,
    Check,
    Estimate,
    balance_csv,
    cell_row,
    checks,
    plant_row,
)
from simulator.inputs.estimate.totals import (
    COLUMNS,
    GROUPS,
    anchors_file,
    best_anchor,
    column_of,
    enough_anchors,
    group_of,
    plant_fuels,
    primary_rates,
    region_totals,
    supply_totals,
    value_of,
)
from simulator.inputs.reconcile import Constraint, Key, reconcile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.errors import Problems
    from simulator.inputs.estimate.lines import Line
    from simulator.inputs.factors import Factors
    from simulator.inputs.region import Region

MISSED = 1e-6  # of an anchor; more is no rounding

__all__ = ["Cell", "Check", "Estimate", "balance_csv", "estimate"]


def estimate(region: Region, factors: Factors, problems: Problems) -> Estimate | None:
    """Derive the base-year balance of a region; None after adding problems.

    Raises nothing: a missing anchor or anchors that contradict each other are problems of anchors.csv.
    """
    before = len(problems.found)
    check_coefficients(region, problems)
    region = with_derived(region, factors)
    lines = lines_of(region, factors, problems)
    if not enough_anchors(region, problems) or len(problems.found) > before:
        return None
    totals = region_totals(region, factors)
    plants = plant_fuels(region, factors, totals)
    check_renewables(region, factors, totals, plants, problems)
    if len(problems.found) > before:
        return None
    if min(plants.values(), default=0.0) < 0.0:
        details = {"rows": "-", "columns": rounded(plants)}
        problems.add("anchors_contradict", anchors_file(region), "renewable_share", **details)
        return None
    totals |= supply_totals(region, factors, totals, plants)
    table = lay_out(region, factors, totals, set(plants), lines)
    cells = table.solve()
    if cells is None:
        margins = {"rows": rounded(table.rows), "columns": rounded(table.columns)}
        problems.add("anchors_contradict", anchors_file(region), region.info.id, **margins)
        return None
    single = {next(iter(one.cells)): line for one, line in table.singles()}
    rows = [cell_row(region, factors, k, v, table.fixed, single.get(k)) for k, v in in_order(region, cells)]
    running = [plant for plant in region.plants if plant.plant in plants]
    rows += [plant_row(region, plant, plants[plant.plant]) for plant in running]
    found = checks(region, factors, totals, table.groups) + line_checks(region, factors, table, cells)
    return Estimate(tuple(rows), tuple(found), totals)


def check_renewables(
    region: Region,
    factors: Factors,
    totals: Mapping[str, float],
    plants: Mapping[str, float],
    problems: Problems,
) -> None:
    """A share of renewables is met by scaling hydro, solar and wind, so one of them must have a size."""
    row = best_anchor(region, "renewable_share")
    if row is None or not row.value:
        return
    made = supply_totals(region, factors, totals, plants)["renewables"]
    if abs(made - totals["renewables"]) > MISSED * totals["renewables"]:
        problems.add("renewables_not_met", row.origin, "renewable_share", f"{row.value * 100.0:g}%")


def with_derived(region: Region, factors: Factors) -> Region:
    """The region with anchors for what nobody published."""
    made = derived_anchors(region, factors)
    return replace(region, anchors=region.anchors + made) if made else region


@dataclass(frozen=True, slots=True)
class Table:
    """What is to be shared out: prior cells in final energy, sums they must meet in primary energy.

    groups : energy of the sector groups as published; rows, columns : what of them and of the fuels is left
    for the free cells; fixed : named cells; rates : primary per final energy of electricity and heat
    """

    prior: Mapping[Key, float]
    fixed: Mapping[Key, float]
    rates: Mapping[str, float]
    groups: Mapping[str, float]
    rows: Mapping[str, float]
    columns: Mapping[str, float]
    margins: Sequence[Constraint]
    lines: Sequence[Line]
    line_sums: Sequence[Constraint]
    weight: Mapping[Key, float]

    def solve(self, without: int | None = None) -> dict[Key, float] | None:
        """Final energy of every cell, named ones included, `without` one of the lines; None if impossible."""
        if min(*self.rows.values(), *self.columns.values()) <= -1e-9:
            return None
        kept = [one for number, one in enumerate(self.line_sums) if number != without]
        start = {key: value * self.rates.get(key[1], 1.0) for key, value in self.prior.items()}
        found = reconcile(start, [*self.margins, *kept], self.weight)
        if found is None:
            return None
        return dict(self.fixed) | {key: value / self.rates.get(key[1], 1.0) for key, value in found.items()}

    def singles(self) -> list[tuple[Constraint, Line]]:
        """Lines that are about one cell alone."""
        pairs = zip(self.line_sums, self.lines, strict=True)
        return [(one, line) for one, line in pairs if len(one.cells) == 1]


def lay_out(
    region: Region, factors: Factors, totals: Mapping[str, float], plants: set[str], lines: Sequence[Line]
) -> Table:
    """Prior, margins and lines of the cells that are not known yet."""
    named = {(row.target_id, row.fuel): row.value * row.specific_use for row in region.named}
    fixed = {key: value for key, value in named.items() if key[0] not in plants}
    rates = primary_rates(totals)
    weights = prior_weights(region, totals, fixed)
    groups = sector_totals(region, totals["energy"], factors)
    rows, columns = margins_left(region, factors, totals, groups, fixed, rates)
    place = {key: (group_of(region, key[0]), column_of(factors, key[1])) for key in weights}
    prior = at_size(weights, place, rows, rates)
    return Table(
        prior=prior,
        fixed=fixed,
        rates=rates,
        groups=groups,
        rows=rows,
        columns=columns,
        margins=[*margin(place, 0, rows), *margin(place, 1, columns)],
        lines=lines,
        line_sums=constraints_of(lines, region, factors, prior, fixed, rates),
        weight=stiffness(region),
    )


def prior_weights(
    region: Region, totals: Mapping[str, float], fixed: Mapping[Key, float]
) -> dict[Key, float]:
    """Weights of the cells to be found; heat that no plant makes is coal of the branch's own boilers."""
    branches = {row.branch for row in region.branches}
    out: dict[Key, float] = {}
    for row in region.weights:
        no_steam = row.fuel == "heat" and totals["heat"] <= 0.0
        key = (row.branch, "coal" if no_steam else row.fuel)
        if row.branch in branches and key not in fixed:
            out[key] = out.get(key, 0.0) + row.value
    return out


def stiffness(region: Region) -> dict[Key, float]:
    """How hard a cell is to move: inverse square of the sigma of its weight's grade, 1 for assumed ones."""
    return {
        (row.branch, row.fuel): (SPLIT_SIGMA / max(GRADE_SIGMA[row.grade], 0.01)) ** 2
        for row in region.weights
        if row.grade != "assumed"
    }


def at_size(
    weights: Mapping[Key, float],
    place: Mapping[Key, Key],
    rows: Mapping[str, float],
    rates: Mapping[str, float],
) -> dict[Key, float]:
    """Weights brought to the size of their sector group, so that grades compare relative changes."""
    sums: dict[str, float] = {}
    for key, value in weights.items():
        group = place[key][0]
        sums[group] = sums.get(group, 0.0) + value * rates.get(key[1], 1.0)
    size = {group: max(rows.get(group, 0.0), 1e-6) / total for group, total in sums.items() if total > 0.0}
    return {key: value * size.get(place[key][0], 0.0) for key, value in weights.items()}


def margins_left(
    region: Region,
    factors: Factors,
    totals: Mapping[str, float],
    groups: Mapping[str, float],
    fixed: Mapping[Key, float],
    rates: Mapping[str, float],
) -> tuple[dict[str, float], dict[str, float]]:
    """What sector groups and fuel groups leave for the free cells, losses and named users taken off."""
    rows, columns = dict(groups), {column: totals.get(f"{column}_free", 0.0) for column in COLUMNS}
    columns |= {"electricity": totals["electricity_pool"], "heat": totals["heat_pool"]}
    losses = {"electricity": region.info.electricity_losses, "heat": region.info.heat_losses}
    for column, part in losses.items():
        rows["industry"] -= columns[column] * part
        columns[column] *= 1.0 - part
    for (branch, fuel), value in fixed.items():
        rows[group_of(region, branch)] -= value * rates.get(fuel, 1.0)
        columns[column_of(factors, fuel)] -= value * rates.get(fuel, 1.0)
    return rows, columns


def margin(place: Mapping[Key, Key], axis: int, totals: Mapping[str, float]) -> list[Constraint]:
    """Sums of the cells along one axis as constraints."""
    cells = {name: {key: 1.0 for key, where in place.items() if where[axis] == name} for name in totals}
    largest = max(abs(value) for value in totals.values())
    return [Constraint(name, cells[name], total, beside=largest) for name, total in totals.items()]


def sector_totals(region: Region, total: float, factors: Factors) -> dict[str, float]:
    """Primary energy of every sector group; groups without an anchor share what the others leave.

    They share it in proportion to what the coefficients expect of them.
    """
    known = {group: value_of(region, f"energy_{group}", f"energy.{group}") for group in GROUPS}
    rest = total - sum(value for value in known.values() if value is not None)
    weight: Mapping[str, float] = dict.fromkeys(GROUPS, 1.0)
    if list(known.values()).count(None) > 1:
        weight = expected(region, benchmark_of(region), factors).energy
    open_groups = sum(weight[group] for group, value in known.items() if value is None)
    return {g: rest * weight[g] / open_groups if value is None else value for g, value in known.items()}


def line_checks(region: Region, factors: Factors, table: Table, cells: Mapping[Key, float]) -> list[Check]:
    """Anchors of parts of the balance beside what it gives, and what it would give without each of them."""
    out = []
    for number, line in enumerate(table.lines):
        row, free = line.row, table.solve(without=number)
        assert row.value is not None
        size = line.amount / row.value if row.value else 1.0
        now, then = (None if v is None else part_of(region, factors, table, line, v) for v in (cells, free))
        assert now is not None
        value, other = now / size, None if then is None else then / size
        out.append(Check(row.indicator, row.value, value, row.unit, row.grade, True, other))
    return out


def part_of(region: Region, factors: Factors, table: Table, line: Line, cells: Mapping[Key, float]) -> float:
    """Energy of what a line is about."""
    mine = {key: value for key, value in cells.items() if inside(region, factors, line, key)}
    return sum(v * (table.rates.get(k[1], 1.0) if line.primary else 1.0) for k, v in mine.items())


def rounded(margin: Mapping[str, float]) -> str:
    """Margins as a message shows them."""
    return ", ".join(f"{name} {value:.1f}" for name, value in margin.items())


def in_order(region: Region, cells: Mapping[Key, float]) -> list[tuple[Key, float]]:
    """Cells as the balance lists them: branches as in branches.csv, fuels by name."""
    place = {row.branch: number for number, row in enumerate(region.branches)}
    return sorted(cells.items(), key=lambda cell: (place[cell[0][0]], cell[0][1]))
