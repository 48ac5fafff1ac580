"""A published study runs unchanged: its own table, its own factors over time, its own imported power."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import tiny_plan, write_region, write_scenario

from simulator import Result, load, simulate
from simulator.assess.indicators import of_sources
from simulator.errors import InputError
from simulator.report.explain.address import explain
from simulator.report.explain.ground import ground_of
from simulator.report.explain.node import evaluate

STUDY = Path(__file__).resolve().parents[1] / "docs" / "examples" / "zhejiang_totals" / "study.yaml"
OWN = "accounting: {combustion: own, import_factor: own}\n"
FACTORS = """\
fuel,year,value,unit,grade,source
coal,2020,2.6,tCO2/tce,assumed,test
coal,2030,2.4,tCO2/tce,assumed,test
oil,,2.1,tCO2/tce,assumed,test
gas,,1.6,tCO2/tce,assumed,test
"""
IMPORTS = """\
quantity,year,value,unit,grade,source
thermal_share,2020,80,%,assumed,test
thermal_share,2030,50,%,assumed,test
thermal_rate,,0.3,kgce/kWh,assumed,test
clean_rate,,0.1229,kgce/kWh,assumed,test
"""


@pytest.fixture(scope="module")
def study() -> Result:
    plan = load(str(STUDY))
    assert plan is not None
    return simulate(plan)


def at(result: Result, name: str, year: int) -> float:
    return float(result.series[name][year - int(result.years[0]), 0])


@pytest.mark.parametrize(("year", "total"), [(2012, 18076), (2019, 22393), (2020, 24655)])
def test_published_totals_come_back_to_the_ten_thousand_tonnes(study: Result, year: int, total: int) -> None:
    assert round(at(study, "energy_total", year)) == total


def test_published_shares_come_back(study: Result) -> None:
    assert round(at(study, "coal_share", 2020) * 100, 1) == 40.1
    gas = at(study, "gas_total", 2020) / at(study, "energy_total", 2020)
    assert round(gas * 100, 1) == 7.4
    # non-fossil 18.3 %: local sources, and the clean part of imported power at the same rate
    clean = 0.218 * 1299 * 3.049 / 24655
    assert round((at(study, "nonfossil_share", 2020) + clean) * 100, 1) == 18.3


def test_the_published_change_of_energy_per_gdp_comes_back(study: Result) -> None:
    # NBS bulletin on energy per GDP: +6.34 % in 2020
    change = at(study, "energy_intensity", 2020) / at(study, "energy_intensity", 2019) - 1
    assert round(change * 100, 2) == 6.34


def test_co2_by_the_rule_of_the_study(study: Result) -> None:
    # coal 9886.66 x 2.64 + oil 5336.01 x 2.08 + gas 1824.47 x 1.63, and imported power: thermal part of
    # 1299 x 10^8 kWh x 0.3049 kgce/kWh x 2.64, the clean part nothing
    direct = 9886.66 * 2.64 + 5336.01 * 2.08 + 1824.47 * 1.63
    imported = 0.782 * 1299 * 3.049 * 2.64
    assert at(study, "co2_import", 2020) == pytest.approx(imported, rel=1e-5)
    assert at(study, "co2_total", 2020) == pytest.approx(direct + imported, rel=1e-5)
    assert at(study, "net_import_electricity", 2020) == pytest.approx(1299, rel=1e-5)


def test_factors_and_imports_follow_their_years(tmp_path: Path) -> None:
    result = simulate(tiny_plan(tmp_path, OWN, factors=FACTORS, imports=IMPORTS))
    # 2025: coal 2.5; thermal share 65 %: 0.65 x 0.3 x 2.5 = 0.4875 kg/kWh
    assert at(result, "grid_factor", 2020) == pytest.approx(0.8 * 0.3 * 2.6)
    assert at(result, "grid_factor", 2025) == pytest.approx(0.4875)
    coal = at(result, "coal_total", 2025)
    use = at(result, "electricity_use", 2025)
    assert at(result, "co2_total", 2025) == pytest.approx(coal * 2.5 + 5 * 1.6 + use * 4.875)
    # each part of imported power counts at its own rate: 0.65 x 0.3 + 0.35 x 0.1229 kgce/kWh
    bought = of_sources(result.flows, ("import_electricity",))[5, 0]
    assert bought == pytest.approx(use * 10 * (0.65 * 0.3 + 0.35 * 0.1229))
    frozen = result.series["grid_factor"][:, 3]
    np.testing.assert_allclose(frozen, 0.624)  # the last actual year is the first
    assert max(result.gaps.values()) < 1e-9


def test_runs_with_a_factor_path_do_not_mix(tmp_path: Path) -> None:
    result = simulate(tiny_plan(tmp_path, OWN, factors=FACTORS, imports=IMPORTS))
    assert result.plan.coefficients.cell_co2.shape == (11, len(result.plan.layout.cells))
    np.testing.assert_array_equal(result.series["co2_total"][:, 0], result.series["co2_total"][:, 1])


def test_explaining_reaches_the_study_s_own_rows(tmp_path: Path) -> None:
    result = simulate(tiny_plan(tmp_path, OWN, factors=FACTORS, imports=IMPORTS))
    for case in ("central", "frozen_grid"):
        ground = ground_of(result, case)
        for address in ("2027/co2_total", "2027/energy_total", "2027/grid_factor", "2027/industry/co2"):
            found = explain(ground, address)
            assert evaluate(found) == pytest.approx(found.value, rel=1e-9), address
    total = explain(ground_of(result, "central"), "2027/energy_total").value
    assert total == pytest.approx(at(result, "energy_total", 2027), rel=1e-12)


def test_a_table_is_used_only_if_the_accounting_says_so(tmp_path: Path) -> None:
    with_tables = simulate(tiny_plan(tmp_path, factors=FACTORS, imports=IMPORTS))
    (tmp_path / "bare").mkdir()
    without = simulate(tiny_plan(tmp_path / "bare"))
    np.testing.assert_array_equal(with_tables.series["co2_total"], without.series["co2_total"])


WRONG = [
    ({"factors": FACTORS}, "expected imports.csv of the region to give thermal_share"),
    ({"imports": IMPORTS}, "expected a factor set"),
    (
        {"factors": FACTORS.replace("oil,,2.1,tCO2/tce,assumed,test\n", ""), "imports": IMPORTS},
        "to cover gasoline",
    ),
    ({"factors": FACTORS.replace("oil,,", "oli,,"), "imports": IMPORTS}, "unknown fuel"),
    ({"factors": FACTORS.replace("2.1,tCO2/tce", "2.1,t/t"), "imports": IMPORTS}, "tCO2/tce"),
    ({"factors": FACTORS + "oil,2025,2,tCO2/tce,assumed,test\n", "imports": IMPORTS}, "stands twice"),
    ({"factors": FACTORS, "imports": IMPORTS.replace("80,%", "180,%")}, "expected <= 1"),
    ({"factors": FACTORS, "imports": IMPORTS.replace("thermal_share", "coal_share")}, "expected one of"),
]


@pytest.mark.parametrize(("tables", "text"), WRONG)
def test_a_wrong_study_is_told(tmp_path: Path, tables: dict[str, str], text: str) -> None:
    write_region(tmp_path, **tables)
    with pytest.raises(InputError) as told:
        load(write_scenario(tmp_path, OWN))
    assert text in told.value.render("en")
    assert ".csv" in told.value.render("zh") or "case.yaml" in told.value.render("zh")
