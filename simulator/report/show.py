"""`sim show ID`: what a name means, its unit, values, grade and source, and who uses it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from simulator.errors import Origin, Problems, nearest
from simulator.inputs.locate import scenario_ids, shown_name
from simulator.inputs.plan_rows import load_plan_rows
from simulator.inputs.ranges import ALL_QUANTITIES, GROWTH
from simulator.inputs.rows import BalanceRow, BranchRow, QuantityRow, SourcedRow
from simulator.messages import TEXT, say
from simulator.report.shelf import (
    Fact,
    Shelf,
    acted_on,
    in_regions,
    named,
    number,
    rated,
    several,
    things,
    together,
    yearly,
)
from simulator.report.words import bilingual, colon, figure, indicator_name, title_of
from simulator.variables import INDICATORS, OBSERVED, SECTOR_NAMES, name_of, unit_text, variable_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from simulator.inputs.effects import EffectEntry
    from simulator.inputs.region import Region
    from simulator.inputs.rows import PathRow, Row
    from simulator.inputs.scenario import Scenario
    from simulator.inputs.targets import TargetEntry

YEAR_SHOWN = 2030


def show(name: str, region: str | None, lang: str) -> list[str]:
    """Lines about everything of that name, one block a kind. Raises InputError if there is nothing."""
    shelf = Shelf(region)
    lines: list[str] = []
    for kind, (_, find) in FINDERS.items():
        facts = find(shelf, name, lang)
        if facts:
            lines += [""] if lines else []
            lines.append(f"{say(f'show.kind.{kind}', lang)}  {name}")
            lines += [f"  {say(f'show.{f.label}', lang)}{colon(lang)}{f.text}" for f in facts if f.text]
    if not lines:
        problems = Problems()
        problems.add("show_unknown", Origin(name, 0), nearest=nearest(name, known_names(shelf)))
        problems.raise_if_any()
    return lines


def known_names(shelf: Shelf) -> list[str]:
    """Every name that is found, for the nearest guess."""
    return list(dict.fromkeys(one for names, _ in FINDERS.values() for one in names(shelf)))


# ---- scenarios, regions, measures, targets, rows of plans ----


def scenario_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A bundled scenario."""
    found = next((one for one in shelf.scenarios if one.id == name), None)
    if found is None:
        return []
    entry = found.entry
    return [
        Fact("title", entry.title.text(lang)),
        Fact("region", found.region.info.id),
        Fact("extends", entry.extends or ""),
        Fact("meaning", entry.reason or ""),
        Fact("years", f"{found.base_year}-{found.end_year}"),
        together("uses", (f"{used.measure.id} {used.strength:.0%}" for used in found.measures), lang),
        together("has_targets", entry.targets, lang),
        together("changes", [*entry.drivers, *entry.changes], lang),
        Fact("where", shown_name(found.files[0])),
    ]


def region_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A bundled region."""
    found = shelf.regions.get(name)
    if found is None:
        return []
    info = found.info
    losses = f"{info.electricity_losses:.1%}, {info.heat_losses:.1%} ({info.losses_source})"
    return [
        Fact("title", info.title.text(lang)),
        Fact("province", info.province.text(lang)),
        Fact("years", f"{info.base_year}-{info.end_year}"),
        Fact("benchmark", info.benchmark or ""),
        Fact("losses", losses),
        together("unknown", info.unknown_terms, lang),
        together("has_branches", (row.branch for row in found.branches), lang),
        together("used_by", (one.id for one in shelf.scenarios if one.region.info.id == name), lang),
        Fact("where", shown_name(found.folder)),
    ]


def measure_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A measure of the library."""
    found = shelf.library.measures.get(name)
    if found is None:
        return []
    entry = found.entry
    schedule = ", ".join(f"{year}: {level:g}" for year, level in entry.schedule.points)
    cost = entry.cost
    users = [
        (one.id, used.strength) for one in shelf.scenarios for used in one.measures if used.measure.id == name
    ]
    return [
        Fact("title", entry.title.text(lang)),
        Fact(
            "sector",
            name_of(SECTOR_NAMES, entry.sector, lang) if entry.sector in SECTOR_NAMES else entry.sector,
        ),
        Fact("meaning", entry.meaning.text(lang)),
        Fact("schedule", f"{schedule} ({entry.schedule.shape})"),
        *several("effect", (effect_text(effect) for effect in entry.effects)),
        Fact("range", entry.range),
        Fact(
            "cost",
            f"{cost.low:g}..{cost.high:g} {cost.unit} ({cost.price_year}; {cost.source})" if cost else "",
        ),
        Fact("grade", say(f"grade.{entry.grade}", lang)),
        Fact("source", entry.source),
        together("stands_for", entry.plan_rows, lang),
        together("used_by", (f"{one} {strength:.0%}" for one, strength in users), lang),
        Fact("where", str(found.origin)),
    ]


def effect_text(effect: EffectEntry) -> str:
    """An effect as the library writes it, without what is left at its default."""
    given = effect.model_dump(exclude_defaults=True, exclude={"type", "on"})
    rest = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"{effect.type} {', '.join(effect.on)}: {rest}"


def targets_named(shelf: Shelf, name: str) -> dict[str, tuple[TargetEntry, list[Scenario]]]:
    """Targets of an id, each once a region, with the scenarios that hold them."""
    found: dict[str, tuple[TargetEntry, list[Scenario]]] = {}
    for scenario in shelf.scenarios:
        if name in scenario.entry.targets:
            place = found.setdefault(scenario.region.info.id, (scenario.entry.targets[name], []))
            place[1].append(scenario)
    return found


def target_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A target, in every region that has one of this id."""
    facts: list[Fact] = []
    for region, (target, scenarios) in targets_named(shelf, name).items():
        origins = scenarios[0].origins
        facts += [
            Fact("region", region),
            Fact("title", target.title.text(lang) if target.title else ""),
            Fact("indicator", f"{target.indicator}  {indicator_name(target.indicator, lang)}"),
            Fact("scope", target.scope or ""),
            Fact("goal", goal_text(target, lang)),
            Fact("target_kind", say(f"kind.{target.kind}", lang)),
            Fact("set_by", bilingual(target.set_by, lang) if target.set_by else ""),
            Fact("source", target.source),
            together("used_by", (one.id for one in scenarios), lang),
            Fact("where", str(origins.get(("targets", name), ""))),
        ]
    return facts


def goal_text(target: TargetEntry, lang: str) -> str:
    """The goal of a target as a short phrase."""
    value = getattr(target, target.goal)
    if value is None:
        return say("goal_not_set", lang)
    variable = variable_of(target.indicator)
    share = target.goal in ("reduce", "stable") or (variable is not None and variable.unit == "ratio")
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    text = f"{value:.1%}" if isinstance(value, float) and share else text
    return say(f"goal.{target.goal}", lang, first=target.from_year, by=target.by, value=text)


def plan_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A row of the government plans, and what stands for it."""
    row = next((one for one in load_plan_rows(Problems()) if one.row == name), None)
    if row is None:
        return []
    measures = [one for one in shelf.library.measures.values() if name in one.entry.plan_rows]
    targets = [
        (one.id, target.id)
        for one in shelf.scenarios
        for target in one.entry.targets.values()
        if name in (target.id, target.plan_row)
    ]
    return [
        Fact("title", title_of(row, lang)),
        Fact("region", row.regions),
        Fact("asks_for", row.quantity),
        Fact("quote", row.quote),
        Fact("source", row.source),
        *several("acted_on_by", (f"{one.id}  {one.entry.title.text(lang)}" for one in measures)),
        together("has_targets", (f"{scenario} {target}" for scenario, target in targets), lang),
        Fact("served_by", str(getattr(row, f"served_by_{lang}"))),
        Fact("reason", str(getattr(row, f"reason_{lang}"))),
        Fact("where", str(row.origin)),
    ]


# ---- indicators, drivers, parameters ----


def indicator_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """An indicator: values of the baselines, published values, targets on it."""
    variable = (INDICATORS | OBSERVED).get(name)
    if variable is None:
        return []
    published = [
        (region, row)
        for region, row in in_regions(shelf, "history", "indicator", name)
        if isinstance(row, QuantityRow)
    ]
    users = [
        f"{scenario.id} {target.id}"
        for scenario in shelf.scenarios
        for target in scenario.entry.targets.values()
        if target.indicator.removeprefix("peak_year.") == name
    ]
    return [
        Fact("title", variable.text(lang)),
        Fact("unit", unit_text(variable.unit, lang)),
        *several("value", baseline_values(shelf, name, lang)),
        *several("published", yearly(published, lang)),
        together("has_targets", users, lang),
    ]


def baseline_values(shelf: Shelf, name: str, lang: str) -> Iterator[str]:
    """First year and 2030 of every baseline, from a run that takes a few hundredths of a second."""
    from simulator.face import simulate
    from simulator.pathways.prepare import prepare

    for scenario in shelf.scenarios:
        result = simulate(prepare(scenario, Problems())) if scenario.id.endswith("/baseline") else None
        if result is not None and name in result.series:
            first = int(result.years[0])
            values = {year: result.series[name][year - first, 0] for year in (first, YEAR_SHOWN)}
            unit = unit_text(INDICATORS[name].unit, lang)
            told = ", ".join(f"{year} {figure(value)} {unit}".rstrip() for year, value in values.items())
            yield f"{scenario.id}: {told}"


def driver_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A driver: its rows in every region, what follows it, which scenarios set it."""
    rows = list(in_regions(shelf, "drivers", "variable", name))
    plain, regions = name.removesuffix(GROWTH), shelf.regions.values()
    followers = [row.branch for region in regions for row in region.branches if row.driver == plain]
    if not rows and not followers:
        return []
    known = f"explain.driver.{plain}"
    label = say(known, lang) if known in TEXT else indicator_name(plain, lang)
    return [
        Fact("title", say("explain.growth", lang, name=label) if name != plain else label),
        *several("value", yearly(rows, lang, "case")),
        together("followed_by", followers, lang),
        together("set_in", (one.id for one in shelf.scenarios if name in one.entry.drivers), lang),
    ]


def parameter_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A parameter of a branch, plant, stock or process: `industry.cement.intensity`."""
    parts = split_parameter(shelf, name)
    if parts is None:
        return []
    target, quantity, fuel = parts
    plain = quantity.removesuffix(GROWTH)
    rows = [
        (region, row)
        for region, content in shelf.regions.items()
        for row in paths_of(content, target)
        if row.quantity.removesuffix(GROWTH) == plain and row.fuel == fuel
    ]
    label = f"{named(shelf, target, lang)}{colon(lang)}{say(f'explain.quantity.{plain}', lang)} {fuel}"
    return [
        Fact("title", label.rstrip()),
        Fact("meaning", say(f"show.quantity.{plain}", lang)),
        *several("path", yearly(rows, lang, "target_id", "quantity")),
        *acted_on(shelf, target, lang, plain),
        together("set_in", (one.id for one in shelf.scenarios if name in one.entry.changes), lang),
    ]


def paths_of(region: Region, target: str) -> list[PathRow]:
    """Rows that tell of a target: its own, and of quantities it has none of, those of its sector."""
    own = [row for row in region.paths if row.target_id == target]
    known = {row.quantity for row in own}
    sector = target.split(".")[0] + ".*"
    return own + [row for row in region.paths if row.target_id == sector and row.quantity not in known]


def split_parameter(shelf: Shelf, name: str) -> tuple[str, str, str] | None:
    """Target, quantity and fuel of a parameter's name; None if it is none."""
    for target in sorted(things(shelf), key=len, reverse=True):
        if name.startswith(f"{target}."):
            quantity, _, fuel = name[len(target) + 1 :].partition(".")
            if quantity.removesuffix(GROWTH) in ALL_QUANTITIES:
                return target, quantity, fuel
    return None


# ---- branches, plants, stocks, processes ----


def branch_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A branch: what drives it, its base-year energy, what acts on it."""
    rows = list(in_regions(shelf, "branches", "branch", name))
    if not rows:
        return []
    texts = [
        f"{region}: {followed(row, lang)} {row.origin}" for region, row in rows if isinstance(row, BranchRow)
    ]
    return [
        Fact("title", title_of(rows[0][1], lang)),
        *several("follows", texts),
        *several("balance", cells_of(shelf, name, lang)),
        *acted_on(shelf, name, lang),
    ]


def followed(row: BranchRow, lang: str) -> str:
    """What a branch follows, and in which unit."""
    power = f" ^ {row.elasticity:g}" if row.elasticity != 1.0 else ""
    return f"{row.method} {row.stock or row.driver}{power}, {unit_text(row.activity_unit, lang)}"


def cells_of(shelf: Shelf, name: str, lang: str) -> list[str]:
    """Base-year energy of a branch or plant by fuel."""
    return [
        f"{region} {row.fuel}: {number(row.value, row.unit, lang)} {rated(row, lang)}"
        for region, row in in_regions(shelf, "balance", "target_id", name)
        if isinstance(row, BalanceRow)
    ]


def table_facts(table: str, column: str) -> Callable[[Shelf, str, str], list[Fact]]:
    """Facts of a row of a table, column by column."""

    def find(shelf: Shelf, name: str, lang: str) -> list[Fact]:
        rows = list(in_regions(shelf, table, column, name))
        if not rows:
            return []
        texts = [
            f"{region}: {cells(row, column)} {rated(row, lang)}"
            for region, row in rows
            if isinstance(row, SourcedRow)
        ]
        balance = several("balance", cells_of(shelf, name, lang))
        return [
            Fact("title", title_of(rows[0][1], lang)),
            *several("value", texts),
            *balance,
            *acted_on(shelf, name, lang),
        ]

    return find


LEFT_OUT = ("origin", "grade", "confidence", "source", "title_zh", "title_en", "note")


def cells(row: Row, column: str) -> str:
    """The filled cells of a row, without those that are shown apart."""
    given = {f.name: getattr(row, f.name) for f in fields(row) if f.name not in (*LEFT_OUT, column)}
    return ", ".join(f"{key} {value}" for key, value in given.items() if value not in (None, ""))


# ---- fuels and gases ----


def fuel_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A fuel: its CO2 factors, and which branches and plants burn it."""
    factors = shelf.library.factors
    row = factors.fuels.get(name)
    if row is None:
        return []
    co2 = [
        f"{factor.factor_set} {factor.fuel}: {number(factor.value, factor.unit, lang)} {rated(factor, lang)}"
        for factor in factors.combustion.values()
        if factor.fuel in (name, row.source_group)
    ]
    properties = [
        f"{one.quantity}: {number(one.value, one.unit, lang)} {rated(one, lang)}"
        for one in factors.properties.values()
        if one.fuel == name
    ]
    price = factors.prices.get(name)
    users = [one.target_id for region in shelf.regions.values() for one in region.balance if one.fuel == name]
    return [
        Fact("title", title_of(row, lang)),
        Fact("counts_as", row.source_group),
        *several("factor", co2),
        *several("property", properties),
        Fact("price", f"{number(price.value, price.unit, lang)} {rated(price, lang)}" if price else ""),
        together("burnt_in", users, lang),
        Fact("where", str(row.origin)),
    ]


def gas_facts(shelf: Shelf, name: str, lang: str) -> list[Fact]:
    """A gas: its warming potential, and what releases it."""
    factors = shelf.library.factors
    row = factors.gases.get(name)
    if row is None:
        return []
    warming = [
        f"{one.gwp_set}: {number(one.value, one.unit, lang)} {rated(one, lang)}"
        for one in factors.warming.values()
        if one.gas == name
    ]
    products = [
        f"{one.product}: {number(one.value, one.unit, lang)} {rated(one, lang)}"
        for one in factors.process.values()
        if one.gas == name
    ]
    burnt = [
        f"{one.target} {one.fuel}: {number(one.value, one.unit, lang)} {rated(one, lang)}"
        for one in factors.pollutants
        if one.gas == name
    ]
    return [
        Fact("title", title_of(row, lang)),
        *several("warming", warming),
        *several("factor", products),
        *several("factor", burnt),
        Fact("where", str(row.origin)),
    ]


def of_table(table: str, column: str) -> Callable[[Shelf], list[str]]:
    """Names of a column of a region table."""
    return lambda shelf: [
        getattr(row, column) for region in shelf.regions.values() for row in getattr(region, table)
    ]


def target_ids(shelf: Shelf) -> list[str]:
    """Targets of the bundled scenarios."""
    return [name for one in shelf.scenarios for name in one.entry.targets]


def parameter_ids(shelf: Shelf) -> list[str]:
    """Parameters that have a path of their own."""
    rows = [
        row for region in shelf.regions.values() for row in region.paths if not row.target_id.endswith("*")
    ]
    return [".".join(part for part in (row.target_id, row.quantity, row.fuel) if part) for row in rows]


Finder = tuple["Callable[[Shelf], Iterable[str]]", "Callable[[Shelf, str, str], list[Fact]]"]
FINDERS: dict[str, Finder] = {  # kind -> its names, and what is known about one
    "scenario": (lambda shelf: scenario_ids(shelf.region), scenario_facts),
    "region": (lambda shelf: list(shelf.regions), region_facts),
    "measure": (lambda shelf: list(shelf.library.measures), measure_facts),
    "target": (target_ids, target_facts),
    "plan": (lambda shelf: [one.row for one in load_plan_rows(Problems())], plan_facts),
    "indicator": (lambda shelf: [*INDICATORS, *OBSERVED], indicator_facts),
    "driver": (of_table("drivers", "variable"), driver_facts),
    "parameter": (parameter_ids, parameter_facts),
    "branch": (of_table("branches", "branch"), branch_facts),
    "plant": (of_table("plants", "plant"), table_facts("plants", "plant")),
    "stock": (of_table("stocks", "stock"), table_facts("stocks", "stock")),
    "process": (of_table("processes", "process"), table_facts("processes", "process")),
    "fuel": (lambda shelf: list(shelf.library.factors.fuels), fuel_facts),
    "gas": (lambda shelf: list(shelf.library.factors.gases), gas_facts),
}
