"""IAMC tables: sums close, pyam reads them, nomenclature validates them against the shipped definitions.

After new variables or bundled scenarios, store the definitions anew with --update-golden.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import yaml

from simulator import load, simulate
from simulator.errors import Problems
from simulator.inputs.locate import parameters_folder, scenario_ids
from simulator.inputs.scenario import load_library, load_scenario
from simulator.report.iamc.definitions import breakdowns, definition_files
from simulator.report.iamc.tables import KEYS, LONG, WIDE, rows_of, single_runs, variables, write_iamc
from simulator.report.record import Record, read_records
from simulator.report.run_folder import write_run_folder
from simulator.variables import ARRAYS, INDICATORS

SCENARIOS = ("yiwu/stated_policies", "quzhou/neutrality", "quzhou/next_plan")  # both accounting rules
SHIPPED = parameters_folder() / "iamc" / "definitions"
community = pytest.mark.skipif(
    find_spec("pyam") is None or find_spec("nomenclature") is None,
    reason="pyam or nomenclature is not installed",
)


@pytest.fixture(scope="module", autouse=True)
def own_unit_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The cache of iam-units holds paths of the environment that wrote it, which may be gone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IAM_UNITS_CACHE", str(tmp_path_factory.mktemp("units")))
        yield


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    parent = tmp_path_factory.mktemp("iamc-runs")
    plans = [load(name) for name in SCENARIOS]
    return read_records([write_run_folder(simulate(plan), parent, charts=False) for plan in plans if plan])


@pytest.fixture(scope="module")
def folder(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("iamc") / "files"
    write_iamc(records, made)
    return made


Series = dict[tuple[str, str, str], np.ndarray]


@pytest.fixture(scope="module")
def series(folder: Path) -> Series:
    """(scenario, region, variable) -> values by year, from the wide file."""
    with (folder / WIDE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0][: len(KEYS)]) == KEYS
    return {
        (row[1], row[2], row[3]): np.array([float(cell or "nan") for cell in row[len(KEYS) :]])
        for row in rows[1:]
    }


# ---- the tables ----


def test_every_variable_is_made_of_arrays_of_the_result(records: list[Record]) -> None:
    names = [one.name for one in variables()]
    assert len(names) == len(set(names))
    known = INDICATORS | ARRAYS
    for one in variables():
        assert one.terms, one.name
        assert not one.part_of or one.part_of in names, one.name
        assert bool(one.part_of) == bool(one.part_by), one.name
        for term in one.terms:
            assert term.array in known
            for condition in filter(None, term.where.split("; ")):
                assert condition.partition("=")[0] in records[1].dataset.coords


def test_numbers_by_hand(records: list[Record], series: Series) -> None:
    """10^4 tce x 29.3076 GJ/tce = 293.076 TJ; 10^4 t = 0.01 Mt; MW = 0.001 GW."""
    dataset = records[0].dataset.sel(case="central")
    own = {
        name: values for (scenario, _, name), values in series.items() if scenario == "yiwu/stated_policies"
    }
    energy = dataset["energy_total"].values * 1e4 * 29.3076e9 / 1e18
    np.testing.assert_allclose(own["Primary Energy (substitution method)"][: len(energy)], energy, rtol=1e-9)
    cars = dataset["final_energy"].sel(branch="transport.passenger.car", fuel="electricity").values
    assert (own["Final Energy|Transportation|Electricity"] > cars * 2.93e-4).all()
    co2 = dataset["co2_total"].values / 100
    np.testing.assert_allclose(own["Emissions (end-use view)|CO2"], co2, rtol=1e-9)
    territorial = co2 - dataset["co2_import"].values / 100 + dataset["co2_process"].values / 100
    np.testing.assert_allclose(own["Emissions|CO2|Energy and Industrial Processes"], territorial, rtol=1e-9)
    solar = dataset["plant_capacity"].sel(plant="energy.solar").values / 1000
    np.testing.assert_allclose(own["Capacity|Electricity|Solar"], solar, rtol=1e-9)


def test_parts_add_up_to_the_whole(series: Series) -> None:
    checked = set()
    for scenario, region, name in series:
        for parts in breakdowns(name).values():
            found = [series[scenario, region, part] for part in parts if (scenario, region, part) in series]
            whole = series[scenario, region, name]
            np.testing.assert_allclose(np.sum(found, axis=0), whole, rtol=1e-9, atol=1e-12, err_msg=name)
            checked.add(name)
    assert {"Final Energy", "Final Energy|Industry", "Primary Energy", "Emissions|CO2"} <= checked
    assert {"Secondary Energy|Electricity", "Emissions|CO2|Energy", "Emissions (end-use view)|CO2"} <= checked


def test_process_co2_stands_beside_energy_under_both_rules(series: Series, records: list[Record]) -> None:
    rules = {record.dataset.attrs["accounting"] for record in records}
    assert rules == {"plan_2020", "dual_control_2026"}
    for record in records[1:]:
        name = record.summary["scenario"]["id"]
        own = {variable: values for (scenario, _, variable), values in series.items() if scenario == name}
        demand, supply = own["Emissions|CO2|Energy|Demand"], own["Emissions|CO2|Energy|Supply"]
        np.testing.assert_allclose(demand + supply, own["Emissions|CO2|Energy"], rtol=1e-9)
        assert (own["Emissions|CO2|Industrial Processes"][-30:] > 0).all()


def test_what_nobody_has_measured_is_left_out(records: list[Record], series: Series) -> None:
    gases = records[1].dataset["gas_emissions"]
    assert np.isnan(gases.sel(gas="hfc23")).all()
    names = {name for scenario, _, name in series if scenario == "quzhou/neutrality"}
    assert "Emissions|HFC|HFC23" not in names
    assert "Emissions|CH4" in names


def test_both_files_hold_the_same(folder: Path, series: Series) -> None:
    with (folder / LONG).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    years = sorted({row["Year"] for row in rows})
    told = {
        (*(row[key] for key in ("Scenario", "Region", "Variable")), row["Year"]): row["Value"] for row in rows
    }
    assert len(told) == len(rows)
    for (scenario, region, name), values in series.items():
        for year, value in zip(years, values.tolist(), strict=True):
            if not np.isnan(value):
                assert float(told[scenario, region, name, year]) == value
    assert len(rows) == sum(int((~np.isnan(values)).sum()) for values in series.values())


def test_a_run_named_twice_is_written_once(records: list[Record]) -> None:
    assert len(single_runs([*records, records[0]])) == len(records)


def test_results_of_one_name_keep_apart(tmp_path: Path) -> None:
    folders = []
    for growth in ("5%", "6%"):
        scenario = tmp_path / growth.strip("%") / "own.yaml"
        scenario.parent.mkdir()
        text = "title: {zh: 试算, en: 'A: {b}'}\nextends: yiwu/baseline\n"
        scenario.write_text(f"{text}drivers:\n  gdp.growth: {{2030: {growth}}}\n", encoding="utf-8")
        plan = load(str(scenario))
        assert plan is not None
        folders.append(write_run_folder(simulate(plan), tmp_path / f"out{growth[0]}", charts=False))
    write_iamc(read_records(folders), tmp_path / "files")
    listed = yaml.safe_load(
        (tmp_path / "files/definitions/scenario/scenario.yaml").read_text(encoding="utf-8")
    )
    assert len({name for one in listed for name in one}) == 8
    assert not any(character in str(listed) for character in ';"')


# ---- definitions ----


def bundled_definitions() -> dict[str, str]:
    """Definitions of every bundled region and scenario."""
    problems = Problems()
    library = load_library(problems)
    found = [load_scenario(name, problems, library) for name in scenario_ids()]
    scenarios = [one for one in found if one is not None]
    regions = {one.region.info.title.en: one.region.info.title.zh for one in scenarios}
    return definition_files(regions, {one.id: one.entry.title.en for one in scenarios})


def test_shipped_definitions_are_those_of_the_tables(request: pytest.FixtureRequest) -> None:
    texts = bundled_definitions()
    if request.config.getoption("--update-golden"):
        for name, text in texts.items():
            path = SHIPPED / name / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    for name, text in texts.items():
        assert (SHIPPED / name / f"{name}.yaml").read_text(encoding="utf-8") == text, (
            f"{name}: see the top of this file"
        )


def test_every_variable_and_unit_written_is_defined(records: list[Record]) -> None:
    listed = yaml.safe_load((SHIPPED / "variable/variable.yaml").read_text(encoding="utf-8"))
    units = {name: facts["unit"] for one in listed for name, facts in one.items()}
    for record in records:
        for row in rows_of(record, "any"):
            variable, unit = row.keys[3:]
            known = units[variable]
            assert unit in (known if isinstance(known, list) else [known])


@community
def test_pyam_reads_both_files(folder: Path, records: list[Record]) -> None:
    import pyam

    long, wide = pyam.IamDataFrame(folder / LONG), pyam.IamDataFrame(folder / WIDE)
    assert pyam.compare(long, wide).empty
    assert len(long.scenario) == len(SCENARIOS) * 4
    petajoules = long.filter(variable="Final Energy", scenario="yiwu/stated_policies").convert_unit(
        "EJ/yr", "PJ/yr"
    )
    dataset = records[0].dataset["final_energy"].sel(case="central").sum(["branch", "fuel"]).values
    np.testing.assert_allclose(petajoules.data["value"], dataset * 0.293076, rtol=1e-9)


@community
@pytest.mark.parametrize("definitions", ["written", "shipped"])
def test_nomenclature_validates_them(folder: Path, definitions: str) -> None:
    import pyam
    from nomenclature import DataStructureDefinition

    known = DataStructureDefinition(SHIPPED if definitions == "shipped" else folder / "definitions")
    table = pyam.IamDataFrame(folder / LONG)
    known.validate(table)
    failed = known.check_aggregate(table)
    assert failed is None or failed.empty
    table._data.loc[table._data.index.get_level_values("variable") == "Final Energy|Industry"] *= 1.1
    assert len(known.check_aggregate(table)) > 0
