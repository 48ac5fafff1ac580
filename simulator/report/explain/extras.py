"""What a measure brings, and a project by itself, as trees (explore.contributions, assess.projects)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from simulator.assess.projects import process_factor, yearly_budget
from simulator.explore.credits.contributions import MOVED
from simulator.face import simulate
from simulator.report.explain import names
from simulator.report.explain.emissions import fuel_factor
from simulator.report.explain.ground import given, ground_of, in_year
from simulator.report.explain.indicators import indicator
from simulator.report.explain.node import Node, Words, made, number, renamed, words
from simulator.report.explain.supply import by_row, grid_factor, per_kwh, rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.inputs.rows import ProjectRow
    from simulator.report.explain.ground import Ground

    At = Callable[[int], Node]

ALL = "all"
TONNES = "1e4 t"


# ---- what a measure brings ----


@lru_cache(maxsize=8)
def with_measures(ground: Ground, on: frozenset[str]) -> Ground:
    """The ground of the same scenario with some of its measures only."""
    strength = {name: value if name in on else 0.0 for name, value in ground.plan.strength.items()}
    return ground_of(simulate(replace(ground.plan, strength=strength)), ground.result.cases[ground.run])


def brought(ground: Ground, measure: str, variable: str, on: frozenset[str], year: int) -> Node:
    """How far a measure lowers an indicator, besides those that are `on`; all of them together for `all`."""
    more = frozenset(ground.plan.strength) if measure == ALL else on | {measure}
    without, having = (indicator(with_measures(ground, some), variable, year) for some in (on, more))
    what = words("explain.all_measures") if measure == ALL else names.measure(ground, measure)
    title = words("explain.brought", measure=what, name=names.indicator(variable))
    return made(
        variable,
        in_year(title, year),
        having.unit,
        "difference",
        renamed(without, "without", words("explain.without", name=without.name)),
        renamed(having, "with", words("explain.having", name=having.name)),
    )


def measure_quantities(ground: Ground, measure: str) -> dict[str, At]:
    """Cells of measures.csv about a measure: alone, and as the last one."""
    known, every = [name for name in MOVED if name in ground.result.series], frozenset(ground.plan.strength)
    if measure == ALL:
        return {name: lowered(ground, measure, name, frozenset()) for name in known}
    found = {f"{name}.alone": lowered(ground, measure, name, frozenset()) for name in known}
    return found | {f"{name}.last": lowered(ground, measure, name, every - {measure}) for name in known}


def lowered(ground: Ground, measure: str, variable: str, on: frozenset[str]) -> At:
    """What a measure brings, to be made for a year."""
    return lambda year: brought(ground, measure, variable, on, year)


# ---- projects ----


def project_co2(ground: Ground, row: ProjectRow, year: int) -> Node:
    """CO2 of a project: own fuels, power at the grid factor of the year, bought heat, process."""
    fuels = [burnt(ground, one, year) for one in rows_of(ground, row.project)]
    power = made(
        "electricity",
        names.fuel(ground, "electricity"),
        TONNES,
        "product",
        by_row(ground, "use", names.fuel(ground, "electricity"), row.electricity, "1e8 kWh", row),
        per_kwh(grid_factor(ground, year), "1e4 t/1e8 kWh"),
    )
    heat = made(
        "heat",
        names.fuel(ground, "heat"),
        TONNES,
        "product",
        by_row(ground, "use", names.fuel(ground, "heat"), row.heat, "1e4 GJ", row),
        rate(ground, "heat", "bought_co2", None, "factor"),
    )
    name = in_year(words("explain.co2_of", whole=Words(row.title_en, row.title_zh)), year)
    process = [process_co2(ground, row)] if row.process and row.output else []
    return made("co2", name, TONNES, "sum", *fuels, power, heat, *process)


def rows_of(ground: Ground, project: str) -> list[ProjectRow]:
    """The rows of a project, one for each fuel."""
    return [row for row in ground.result.scenario.region.projects if row.project == project]


def burnt(ground: Ground, row: ProjectRow, year: int) -> Node:
    """CO2 of one fuel of a project."""
    name = names.fuel(ground, row.fuel)
    used = by_row(ground, "use", name, row.value, row.unit, row)
    return made(f"fuel.{row.fuel}", name, TONNES, "product", used, fuel_factor(ground, row.fuel, year))


def process_co2(ground: Ground, row: ProjectRow) -> Node:
    """CO2 that a project's process releases besides its fuel."""
    factor = process_factor(ground.plan, row.process)
    output = by_row(ground, "output", words("explain.project_per_product"), row.output or 0.0, TONNES, row)
    product = next(r.product for r in ground.result.scenario.region.processes if r.process == row.process)
    source = ground.result.scenario.factors.process.get((product, "co2"))
    each = number("factor", words("explain.process_factor"), factor, "t/t")
    if source is not None:
        each = by_row(ground, "factor", words("explain.process_factor"), factor, source.unit, source)
    return made("process", names.process(ground, row.process), TONNES, "product", output, each)


def project_quantities(ground: Ground, row: ProjectRow) -> dict[str, At]:
    """Cells of projects.csv about a project; what is not known has none."""
    project = Words(row.title_en, row.title_zh)

    def per(key: str, amount: float, unit: str, name: str) -> At:
        return lambda year: made(
            key,
            in_year(words(f"explain.{name}", project=project), year),
            unit,
            "ratio",
            project_co2(ground, row, year),
            by_row(ground, "per", words(f"explain.project_{name}"), amount, "", row),
        )

    found: dict[str, At] = {
        "co2": lambda year: project_co2(ground, row, year),
        "share_of_region": lambda year: of_region(ground, row, year),
    }
    if row.output:
        found["co2_per_product"] = per("co2_per_product", row.output, "t/t", "per_product")
    if row.value_added:
        found["co2_per_value_added"] = per("co2_per_value_added", row.value_added, "t/1e4 CNY", "per_value")
    if any(one.fuel == "coal" for one in rows_of(ground, row.project)):
        found["coal_1e4_t"] = lambda year: project_coal(ground, row)
    if any(yearly_budget(ground.plan, year) for year in ground.result.years.tolist()):
        found["share_of_budget"] = lambda year: of_budget(ground, row, year)
    return found


def of_region(ground: Ground, row: ProjectRow, year: int) -> Node:
    """CO2 of a project as a part of the region's."""
    name = in_year(words("explain.share_of_region", project=Words(row.title_en, row.title_zh)), year)
    whole = indicator(ground, "co2_total", year)
    return made("share_of_region", name, "ratio", "ratio", project_co2(ground, row, year), whole)


def of_budget(ground: Ground, row: ProjectRow, year: int) -> Node:
    """CO2 of a project as a part of the region's budget."""
    name = in_year(words("explain.share_of_budget", project=Words(row.title_en, row.title_zh)), year)
    budget = yearly_budget(ground.plan, year) or 0.0
    marks = ground.result.scenario.origins
    targets = ground.result.scenario.entry.targets.values()
    stated = next((t.id for t in targets if t.budget == budget and t.by == year), "")
    origin = marks.get(("targets", stated, "budget"))
    goal = given(ground, "budget", words("explain.goal"), budget, TONNES, origin)
    return made("share_of_budget", name, "ratio", "ratio", project_co2(ground, row, year), goal)


def project_coal(ground: Ground, row: ProjectRow) -> Node:
    """Coal of a project in tonnes."""
    raw = ground.result.scenario.factors.properties["coal", "tce"]
    mine = next(one for one in rows_of(ground, row.project) if one.fuel == "coal")
    used = by_row(ground, "use", names.fuel(ground, "coal"), mine.value, mine.unit, mine)
    each = by_row(ground, "per", words("explain.tce_per_tonne"), raw.value, raw.unit, raw)
    return made("coal_1e4_t", words("explain.coal_tonnes"), TONNES, "ratio", used, each)
