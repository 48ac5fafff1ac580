"""`sim list`: what there is to choose from, one item a line, its id first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import Origin, Problems, nearest
from simulator.inputs.locate import region_ids, scenario_ids
from simulator.inputs.region import load_region
from simulator.inputs.scenario import Library, Scenario, load_library, load_scenario
from simulator.messages import say
from simulator.report.coverage import answer_texts, plan_coverage
from simulator.report.words import indicator_name, separator, title_of
from simulator.variables import INDICATORS, OBSERVED, unit_text

if TYPE_CHECKING:
    from simulator.inputs.region import Region

KINDS = ("scenarios", "regions", "measures", "targets", "plans", "indicators", "fuels", "gases", "branches")


def list_items(kind: str, region: str | None, lang: str) -> list[str]:
    """Lines of one kind, of one region or of all. Raises InputError for an unknown region."""
    problems = Problems()
    if region is not None and region not in region_ids():
        guess = nearest(region, region_ids())
        problems.add("unknown_region", Origin("--region", 0), "region", region, nearest=guess)
    problems.raise_if_any()
    library = load_library(problems)
    lines = MAKERS[kind](library, region, lang, problems)
    problems.raise_if_any()
    return lines


def line(*parts: str) -> str:
    """Parts of an item, tab-separated: readable and easy to cut."""
    return "\t".join(part for part in parts if part)


def regions_of(library: Library, region: str | None, problems: Problems) -> list[Region]:
    """The bundled regions, or the one asked for."""
    ids = [region] if region else region_ids()
    found = [load_region(name, library.factors, problems) for name in ids]
    return [one for one in found if one is not None]


def scenarios_of(library: Library, region: str | None, problems: Problems) -> list[Scenario]:
    """The bundled scenarios, or those of one region."""
    found = [load_scenario(name, problems, library) for name in scenario_ids(region)]
    return [one for one in found if one is not None]


def scenario_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Bundled scenarios."""
    return [
        line(s.id, s.region.info.title.text(lang), s.entry.title.text(lang))
        for s in scenarios_of(library, region, problems)
    ]


def region_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Bundled regions."""
    return [line(r.info.id, r.info.title.text(lang)) for r in regions_of(library, region, problems)]


def measure_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Measures of the library, or those that some scenario of a region uses, with the rows they stand for."""
    used = {m.measure.id for s in scenarios_of(library, region, problems) for m in s.measures}
    return [
        line(m.id, m.entry.title.text(lang), m.entry.meaning.text(lang), " ".join(m.entry.plan_rows))
        for m in library.measures.values()
        if region is None or m.id in used
    ]


def target_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Targets that stand in the scenarios, each once a region."""
    found: dict[tuple[str, str], str] = {}
    for scenario in scenarios_of(library, region, problems):
        for target in scenario.entry.targets.values():
            title = target.title.text(lang) if target.title else indicator_name(target.indicator, lang)
            kind = say(f"kind.{target.kind}", lang)
            text = line(target.id, scenario.region.info.id, kind, title, str(target.by), target.source)
            found.setdefault((scenario.region.info.id, target.id), text)
    return list(found.values())


def plan_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Rows of the government plans with a sentence of each, and what stands for it here."""
    return [
        line(
            c.row.row,
            title_of(c.row, lang),
            c.row.quote,
            c.row.source,
            separator(lang).join(answer_texts(c, lang)),
        )
        for c in plan_coverage(problems)
        if region is None or region in c.row.region_ids
    ]


def gas_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Greenhouse gases, uptake by land and air pollutants."""
    return [line(r.gas, title_of(r, lang)) for r in library.factors.gases.values()]


def indicator_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Indicators a target can be set on: what is projected, then what others measure."""
    known = INDICATORS | OBSERVED
    return [line(name, v.text(lang), unit_text(v.unit, lang)) for name, v in known.items()]


def fuel_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Fuels, or those of a region's balance."""
    used = {row.fuel for r in regions_of(library, region, problems) for row in r.balance}
    return [
        line(row.fuel, title_of(row, lang))
        for row in library.factors.fuels.values()
        if region is None or row.fuel in used
    ]


def branch_lines(library: Library, region: str | None, lang: str, problems: Problems) -> list[str]:
    """Branches of the regions, each once."""
    rows = [row for r in regions_of(library, region, problems) for row in r.branches]
    return list(dict.fromkeys(line(r.branch, title_of(r, lang)) for r in rows))


MAKERS = {
    "scenarios": scenario_lines,
    "regions": region_lines,
    "measures": measure_lines,
    "targets": target_lines,
    "plans": plan_lines,
    "gases": gas_lines,
    "indicators": indicator_lines,
    "fuels": fuel_lines,
    "branches": branch_lines,
}
