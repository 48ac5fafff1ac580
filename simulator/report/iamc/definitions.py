"""Definitions of IAMC variables, regions and scenarios in the layout of `nomenclature`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.report.iamc.tables import (
    CENTRAL,
    PLAIN,
    Variable,
    region_name,
    scenario_id,
    scenario_name,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from simulator.report.record import Record

HIERARCHY = "Cities, counties and provinces of China"
PRICE_BASES = ("2015", "2020", "2025")  # of the bundled regions and of the five-year plans about them
CASES = {  # case -> what it is
    CENTRAL: "",
    "low": ", low outlook of all drivers",
    "high": ", high outlook of all drivers",
    "frozen_grid": ", CO2 factor of imported electricity frozen",
}


def write_definitions(folder: Path, runs: Sequence[Record]) -> None:
    """Definitions of exactly these runs, so that also regions and scenarios of one's own are known."""
    regions = {region_name(run): run.summary["region"]["title"]["zh"] for run in runs}
    scenarios = {scenario_id(run, runs): run.summary["scenario"]["title"]["en"] for run in runs}
    bases = sorted({*PRICE_BASES, *(str(run.dataset.attrs["price_base"]) for run in runs)})
    for name, text in definition_files(regions, scenarios, bases).items():
        path = folder / name / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def definition_files(
    regions: Mapping[str, str], scenarios: Mapping[str, str], bases: Sequence[str] = PRICE_BASES
) -> dict[str, str]:
    """variable, region, scenario -> text of the file.

    regions : name in English -> in Chinese; scenarios : id -> title; bases : years whose prices GDP may have
    """
    told = [{name: {"title_zh": zh.translate(PLAIN)}} for name, zh in regions.items()]
    cases = [
        {scenario_name(name, case): {"description": title.translate(PLAIN) + what}}
        for name, title in scenarios.items()
        for case, what in CASES.items()
    ]
    return {
        "variable": as_yaml([{one.name: definition(one, bases)} for one in variables()]),
        "region": as_yaml([{HIERARCHY: told}]),
        "scenario": as_yaml(cases),
    }


def definition(variable: Variable, bases: Sequence[str]) -> dict[str, Any]:
    """What is said of a variable; its parts add up to it in every breakdown."""
    units = list(dict.fromkeys(variable.unit.format(price_base=base) for base in bases))
    parts = breakdowns(variable.name)
    found: dict[str, Any] = {
        "description": variable.description,
        "title_zh": variable.title_zh,
        "unit": units[0] if len(units) == 1 else units,
    }
    if parts:
        found["check-aggregate"] = True
        found["components"] = [{f"By {by}": names} for by, names in parts.items()]
    return found


def breakdowns(name: str) -> dict[str, list[str]]:
    """Breakdown -> the variables that add up to a variable."""
    found: dict[str, list[str]] = {}
    for one in variables():
        if one.part_of == name:
            found.setdefault(one.part_by, []).append(one.name)
    return found


def as_yaml(content: object) -> str:
    """Block style, in the order given."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False, width=110))
