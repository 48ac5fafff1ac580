"""Other gases, uptake by land, air pollutants: factors, the nearest row, paths, warming, what is missing."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from builders import TABLES, library, rows, tiny_plan, uses

from simulator import Result, simulate
from simulator.errors import InputError, Origin, Problems
from simulator.inputs.factors import load_factors
from simulator.inputs.rows import PollutantRow
from simulator.pathways.releases import by_fuel, nearest_rows
from simulator.report.screen import verdict_screen
from simulator.report.tables import all_tables

FACTORS = load_factors(Problems())
RICE = "process.paddy,rice_single,agriculture,1000,ha,population,稻田,Rice"
PIGS = "process.sows,pig,agriculture,10,万头,population,生猪,Pigs"
FIELDS = "process.fields,fertiliser_n,agriculture,2000,t,population,化肥,Fertiliser"
REFRIGERANT = "process.hcfc22,hcfc22,industry,12,1e4 t,population,二氟一氯甲烷,HCFC-22"
FOREST = "process.forest,forest_mixed,agriculture,1000,ha,population,森林,Forest"


def result(folder, text: str = "", measures=None, **tables: str) -> Result:
    return simulate(tiny_plan(folder, text, measures, **tables))


def amount(found: Result, gas: str, year: int = 2020, sector: str | None = None) -> float:
    """What is released of a gas in the central case, 10^4 t."""
    data = found.dataset["gas_emissions"].sel(case="central", gas=gas, year=year)
    return float(data.sum() if sector is None else data.sel(sector=sector))


def total(found: Result, indicator: str, year: int = 2020) -> float:
    return float(found.series[indicator][year - 2020, 0])


# ---- burning ----


def test_a_tce_of_coal_by_hand(tmp_path) -> None:
    # IPCC 2006, manufacturing: 10 kg CH4 and 1.5 kg N2O a TJ; 29.3076 GJ a tce: 0.2931 and 0.04396 kg a tce
    found = result(tmp_path)
    works = [amount(found, gas, sector="industry") for gas in ("ch4", "n2o")]
    assert works == pytest.approx([60 * 0.2931e-3, 60 * 0.04396e-3])
    # the works grow by 10 % a year
    assert amount(found, "ch4", 2021, "industry") == pytest.approx(66 * 0.2931e-3)
    # homes burn 5 x 10^4 tce of gas: 5 kg CH4 a TJ (IPCC 2006, residential) is 0.1465 kg a tce
    assert amount(found, "ch4", sector="households") == pytest.approx(5 * 0.1465e-3)


def test_plants_release_in_the_energy_sector_what_they_burn(tmp_path) -> None:
    plant = rows("plants", "energy.coal,generator,coal,100,5000,0.4,煤电,Coal power")
    found = result(tmp_path, **plant)
    # 100 MW x 5000 h = 5 x 10^8 kWh x 1.229 / 0.4 = 15.3625 x 10^4 tce of coal
    # IPCC 2006, energy industries: 1 kg CH4 a TJ, 0.02931 kg a tce
    assert amount(found, "ch4", sector="energy") == pytest.approx(15.3625 * 0.02931e-3)


def row(target: str, gas: str, value: float, fuel: str = "coal") -> PollutantRow:
    return PollutantRow(
        origin=Origin("pollutants.csv", 2),
        grade="assumed",
        source="test",
        value=value,
        unit="t/tce",
        target=target,
        fuel=fuel,
        gas=gas,
    )


ROWS = [
    row("*", "so2", 1.0),
    row("*", "nox", 10.0),
    row("*", "so2", 100.0, fuel="diesel"),
    row("industry.*", "so2", 2.0),
    row("industry.cement*", "so2", 3.0),
    row("industry.cement", "so2", 4.0),
]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("source", "fuel", "wanted"),
    [
        ("industry.cement", "coal", {"so2": 4.0, "nox": 10.0}),  # its own id, however short
        ("industry.cement_mill", "coal", {"so2": 3.0, "nox": 10.0}),  # the longest pattern
        ("industry.steel", "coal", {"so2": 2.0, "nox": 10.0}),
        ("transport.rail", "coal", {"so2": 1.0, "nox": 10.0}),
        ("industry.cement", "diesel", {"so2": 100.0}),  # a row for coal hides none for diesel
        ("industry.cement", "biomass", {}),
    ],
)
def test_the_most_specific_row_wins_gas_by_gas_and_fuel_by_fuel(order, source, fuel, wanted) -> None:
    found = nearest_rows(source, by_fuel(ROWS[::order]).get(fuel, ()))
    assert {row.gas: row.value for row in found} == wanted


def test_a_kiln_has_a_row_of_its_own_for_some_gases_only(tmp_path) -> None:
    kiln = {
        "branches": "industry.cement,industry,flow,population,1,,1e4 persons,水泥,Cement\n",
        "balance": "industry.cement,coal,10,1e4 tce,1,assumed,test\n",
    }
    plan = tiny_plan(tmp_path, **kiln)
    of_kiln = {
        term.release[1]: term.factor.target
        for term in plan.releases.terms
        if term.release[0] == "industry.cement"
    }
    assert (of_kiln["so2"], of_kiln["nox"], of_kiln["ch4"]) == ("industry.cement", "industry.*", "industry.*")


# ---- processes ----


@pytest.mark.parametrize(
    ("line", "gas", "wanted"),
    [
        (RICE, "ch4", 0.02155),  # 1000 ha x 215.5 kg = 215.5 t
        (RICE.replace("1000,ha", "1.5,万亩"), "ch4", 0.02155),  # 15 mu a hectare
        (PIGS, "ch4", 0.0608),  # 10^5 head x (1 + 5.08) kg = 608 t
        (PIGS, "n2o", 0.00175),  # 10^5 head x 0.175 kg
        (FIELDS, "n2o", 0.0042114),  # 2000 t N x 0.0134 N2O-N x 44/28
        (FIELDS, "nh3", 0.02914),  # 2000 t N x 12 % x 17/14
        ("process.fill,msw_landfill,buildings,10,万吨,population,填埋,Landfill", "ch4", 0.45),
    ],
)
def test_a_process_by_hand(tmp_path, line: str, gas: str, wanted: float) -> None:
    # 10^4 t; the tiny region has no other source of these in agriculture or buildings
    found = result(tmp_path, **rows("processes", line))
    sector = line.split(",")[2]
    assert amount(found, gas, sector=sector) == pytest.approx(wanted, rel=5e-5)
    assert amount(found, gas, 2030, sector) == pytest.approx(wanted, rel=5e-5)  # as many people as before


def test_a_process_follows_its_driver(tmp_path) -> None:
    found = result(tmp_path, **rows("processes", RICE.replace("population", "gdp")))
    assert amount(found, "ch4", 2030, "agriculture") == pytest.approx(0.02155 * 1.1**10)


def test_an_amount_in_the_wrong_unit_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match=r"processes\.csv:2: process\.paddy.*1e4 ha"):
        tiny_plan(tmp_path, **rows("processes", RICE.replace("1000,ha", "1000,t")))


PUBLISHED = {  # Provincial GHG Inventory Guide 2011 (East China) and IPCC; t per unit
    ("rice_single", "ch4"): 0.2155,
    ("rice_early", "ch4"): 0.2114,
    ("rice_late", "ch4"): 0.224,
    ("pig", "ch4"): (1.0 + 5.08) / 1000,  # enteric and manure
    ("pig", "n2o"): 0.175 / 1000,
    ("dairy_cattle", "ch4"): (88.1 + 8.33) / 1000,
    ("beef_cattle", "ch4"): (52.9 + 3.31) / 1000,
    ("goat", "ch4"): (8.9 + 0.28) / 1000,
    ("sheep", "ch4"): (8.2 + 0.26) / 1000,
    # direct; 10 % volatilised x 0.01; 20 % leached x 0.0075; N2O over its nitrogen
    ("fertiliser_n", "n2o"): (0.0109 + 0.1 * 0.01 + 0.2 * 0.0075) * 44 / 28,
    # DOC 15 %, half of it decays, all without air, half of it CH4; a tenth is oxidised
    ("msw_landfill", "ch4"): 0.15 * 0.5 * 1.0 * 0.5 * 16 / 12 * 0.9,
    ("hcfc22", "hfc23"): 0.0292,
    ("adipic_acid", "n2o"): 0.293,
    ("cement_clinker", "co2"): 0.538,
    ("lime", "co2"): 0.683,
}


@pytest.mark.parametrize("key", PUBLISHED)
def test_published_factors(key) -> None:
    assert FACTORS.process[key].value == pytest.approx(PUBLISHED[key], rel=5e-5)


@pytest.mark.parametrize(
    ("gwp_set", "gas", "wanted"),
    [
        *(("ar4", "ch4", 25), ("ar5", "ch4", 28), ("ar6", "ch4", 27.9)),
        *(("ar4", "n2o", 298), ("ar5", "n2o", 265), ("ar6", "n2o", 273)),
        *(("ar5", "hfc23", 12400), ("ar5", "sf6", 23500), ("ar5", "co2", 1)),
    ],
)
def test_published_warming_potentials(gwp_set: str, gas: str, wanted: float) -> None:
    assert FACTORS.warming[gwp_set, gas].value == wanted


def test_every_set_knows_every_greenhouse_gas() -> None:
    gases = {gas for gas, row in FACTORS.gases.items() if row.kind == "greenhouse"}
    assert {(name, gas) for name in FACTORS.warming_sets() for gas in gases} <= set(FACTORS.warming)


def test_burnt_waste_releases_its_fossil_carbon(tmp_path) -> None:
    # 10^4 t of waste hold 0.2714 x 10^4 tce and 0.2717 x 10^4 t of fossil CO2
    waste = {"balance": "industry.works,waste,0.2714,1e4 tce,0,assumed,test\n"}
    found = result(tmp_path, **waste)
    plan = found.plan
    link = plan.layout.link("industry.works", "waste")
    assert plan.coefficients.link_co2[link] * 0.2714 == pytest.approx(0.2717, rel=1e-5)
    assert found.flows.co2_fuel[0, 1, 0] == pytest.approx(60 * 2.64 + 0.2717)


# ---- paths and measures ----

HALVED = "process.paddy,release,ch4,2030,0.5,ratio"


def test_a_path_is_a_multiple_of_the_base_year(tmp_path) -> None:
    found = result(tmp_path, **rows("processes", RICE), **rows("paths", HALVED))
    got = [amount(found, "ch4", year, "agriculture") for year in (2020, 2025, 2030)]
    assert got == pytest.approx([0.02155, 0.02155 * 0.75, 0.02155 * 0.5])


def test_a_path_is_about_one_gas(tmp_path) -> None:
    found = result(tmp_path, **rows("processes", PIGS), **rows("paths", HALVED.replace("paddy", "sows")))
    assert amount(found, "ch4", 2030, "agriculture") == pytest.approx(0.0304)
    assert amount(found, "n2o", 2030, "agriculture") == pytest.approx(0.00175)


def test_a_region_may_say_otherwise_than_the_common_path(tmp_path) -> None:
    # the common path has 0.01 of HFC-23 from 2022 on
    own = rows("paths", "process.hcfc22,release,hfc23,2022,0.5,ratio")
    found = result(tmp_path, **rows("processes", REFRIGERANT), **own)
    assert amount(found, "hfc23", 2022) == pytest.approx(12 * 0.0292 * 0.5)


def cleaner(**settings) -> list[dict]:
    return [{"type": "scale", "on": ["industry.*"], "quantity": "release", "factor": 0.4, **settings}]


def test_a_measure_cleans_the_gases_it_names(tmp_path) -> None:
    plain = result(tmp_path)
    for effects, cleaned in ((cleaner(gases=["so2", "nox"]), {"so2", "nox"}), (cleaner(), {"all"})):
        found = result(tmp_path, uses("m"), library(m=effects))
        for gas in ("so2", "nox", "pm25", "voc", "ch4"):
            factor = 0.4 if cleaned & {gas, "all"} else 1.0
            assert amount(found, gas, 2030, "industry") == pytest.approx(
                factor * amount(plain, gas, 2030, "industry")
            )
        assert amount(found, "nox", 2024, "industry") == amount(plain, "nox", 2024, "industry")
        assert amount(found, "nox", 2030, "households") == amount(plain, "nox", 2030, "households")


def test_a_cleaner_stack_changes_no_co2_and_no_energy(tmp_path) -> None:
    plain, found = result(tmp_path), result(tmp_path, uses("m"), library(m=cleaner()))
    for name in ("co2_total", "energy_total"):
        np.testing.assert_array_equal(found.series[name], plain.series[name])


def test_half_the_strength_is_half_the_way(tmp_path) -> None:
    text = "measures:\n  - {use: m, strength: 50%}\n"
    plain, found = result(tmp_path), result(tmp_path, text, library(m=cleaner()))
    # 1 - 0.5 x (1 - 0.4) = 0.7
    assert amount(found, "so2", 2030, "industry") == pytest.approx(
        0.7 * amount(plain, "so2", 2030, "industry")
    )


def test_path_and_measure_multiply(tmp_path) -> None:
    tables = rows("processes", RICE) | rows("paths", HALVED)
    drained = [
        {"type": "scale", "on": ["process.paddy"], "quantity": "release", "gases": ["ch4"], "factor": 0.6}
    ]
    found = result(tmp_path, uses("m"), library(m=drained), **tables)
    assert amount(found, "ch4", 2030, "agriculture") == pytest.approx(0.02155 * 0.5 * 0.6)


def test_a_measure_on_a_gas_nobody_releases_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="finds nothing"):
        tiny_plan(tmp_path, uses("m"), library(m=cleaner(gases=["sf6"])))


# ---- all greenhouse gases together ----


@pytest.mark.parametrize(("gwp_set", "wanted"), [("ar5", 0.02155 * 28), ("ar4", 0.02155 * 25)])
def test_methane_weighs_as_the_named_set_says(tmp_path, gwp_set: str, wanted: float) -> None:
    text = f"accounting: {{gwp: {gwp_set}}}\n"
    without, found = result(tmp_path, text), result(tmp_path, text, **rows("processes", RICE))
    assert total(found, "ghg_total") - total(without, "ghg_total") == pytest.approx(wanted)
    assert total(found, "co2_total") == total(without, "co2_total")


def test_all_gases_are_the_sum_of_each_by_its_weight(tmp_path) -> None:
    found = result(tmp_path, **rows("processes", RICE, PIGS, FIELDS, REFRIGERANT, FOREST))
    series = found.series
    weighted = series["co2_total"] + 28 * series["ch4_total"] + 265 * series["n2o_total"]
    np.testing.assert_allclose(series["ghg_total"], weighted + series["fluorinated_total"])
    np.testing.assert_allclose(series["ghg_net"], series["ghg_total"] - 0.35)  # 1000 ha x 3.5 t
    assert total(found, "fluorinated_total") == pytest.approx(12 * 0.0292 * 12400)


def test_land_takes_up_a_positive_amount_and_co2_stays_as_it_is(tmp_path) -> None:
    without, found = result(tmp_path), result(tmp_path, **rows("processes", FOREST))
    assert total(found, "co2_removed") == pytest.approx(0.35)
    assert total(without, "co2_removed") == 0.0
    assert total(found, "co2_total") == total(without, "co2_total")
    assert total(found, "ghg_total") == total(without, "ghg_total")


def test_an_unknown_set_of_warming_potentials_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match=r"case\.yaml:3: .*gwp.*ar55") as refused:
        tiny_plan(tmp_path, "accounting: {gwp: ar55}\n")
    assert "ar5" in str(refused.value)


def test_hfc23_before_and_after_the_ban_on_venting(tmp_path) -> None:
    found = result(tmp_path, **rows("processes", REFRIGERANT))
    # 12 x 10^4 t x 0.0292 x 12400 = 43.4496 Mt unabated, 1 % of it from 2022 on
    assert total(found, "fluorinated_total") == pytest.approx(4344.96)
    # 2021: 257 of 365 days before the ban of 15 September: 0.704 + 0.296 x 0.01 = 0.71
    assert total(found, "fluorinated_total", 2021) == pytest.approx(0.71 * 4344.96)
    for year in (2022, 2025, 2030):
        assert total(found, "fluorinated_total", year) == pytest.approx(43.4496)


def test_the_ban_on_venting_is_not_lifted_by_a_later_base_year(tmp_path) -> None:
    later = (
        TABLES["region.yaml"].replace("base_year: 2020", "base_year: 2023").replace(": 2020\n", ": 2023\n")
    )
    drivers = TABLES["drivers.csv"].replace(",2020,", ",2023,")
    plan = tiny_plan(tmp_path, region=later, drivers=drivers, **rows("processes", REFRIGERANT))
    at = plan.layout.releases.index(("process.hcfc22", "hfc23"))
    np.testing.assert_allclose(plan.release[:, at], 0.01)


def test_an_amount_of_the_base_year_stands_whatever_the_common_path_says(tmp_path) -> None:
    # the common path of landfills falls from 1 in 2020 to nothing in 2025
    later = (
        TABLES["region.yaml"].replace("base_year: 2020", "base_year: 2025").replace(": 2020\n", ": 2025\n")
    )
    drivers = TABLES["drivers.csv"].replace(",2020,", ",2025,")
    landfill = rows("processes", "process.landfill,msw_landfill,buildings,10,万吨,population,填埋,Landfill")
    plan = tiny_plan(tmp_path, region=later, drivers=drivers, **landfill)
    assert plan.process[0, 0] == pytest.approx(10.0)


# ---- what nobody has measured ----

UNKNOWN = REFRIGERANT.replace(",12,", ",,")


def unknown(folder, product: str, line: str, text: str = "", **tables: str) -> Result:
    """The tiny region with a process of unknown amount, named as such."""
    info = TABLES["region.yaml"] + f"unknown_terms: [{product}]\n"
    return result(folder, text, region=info, **rows("processes", line), **tables)


def in_table(found: Result, name: str) -> set[str]:
    """Variables that a table of the run folder has."""
    return {line["variable"] for line in csv.DictReader(io.StringIO(all_tables(found)[name]))}


def test_a_blank_amount_is_refused_unless_named_as_unknown(tmp_path) -> None:
    with pytest.raises(InputError, match=r"processes\.csv:2: process\.hcfc22.*unknown_terms"):
        tiny_plan(tmp_path, **rows("processes", UNKNOWN))


def test_totals_of_all_gases_are_missing_with_one_of_them(tmp_path) -> None:
    found = unknown(tmp_path, "hcfc22", UNKNOWN)
    for name in ("fluorinated_total", "ghg_total", "ghg_net"):
        assert name not in found.series
        assert name not in found.dataset
        assert name not in in_table(found, "indicators.csv")
    for name in ("co2_total", "ch4_total", "nox_total"):
        assert name in found.series
        assert name in in_table(found, "indicators.csv")
    assert "hfc23" not in in_table(found, "gases.csv")
    assert "ch4" in in_table(found, "gases.csv")


def test_an_unmeasured_gas_is_no_number_in_the_dataset(tmp_path) -> None:
    data = unknown(tmp_path, "hcfc22", UNKNOWN).dataset["gas_emissions"]
    assert bool(data.sel(gas="hfc23").isnull().all())
    assert not bool(data.sel(gas="ch4").isnull().any())


@pytest.mark.parametrize(
    ("product", "sector", "unit", "missing"),
    [
        ("solvent_use", "industry", "1e4 t", {"voc_total"}),  # no greenhouse gas
        ("rice_single", "agriculture", "ha", {"ch4_total", "ghg_total", "ghg_net"}),
        ("forest_mixed", "agriculture", "ha", {"co2_removed", "ghg_net", "co2_net"}),
        ("hcfc22", "industry", "1e4 t", {"fluorinated_total", "ghg_total", "ghg_net"}),
    ],
)
def test_only_what_holds_an_unmeasured_gas_is_missing(tmp_path, product, sector, unit, missing) -> None:
    line = f"process.one,{product},{sector},,{unit},population,某,One"
    everything = set(result(tmp_path).series)
    assert everything - set(unknown(tmp_path, product, line).series) == missing


def test_process_co2_of_an_unmeasured_product_is_missing(tmp_path) -> None:
    found = unknown(
        tmp_path, "cement_clinker", "process.kiln,cement_clinker,industry,,1e4 t,population,熟料,Clinker"
    )
    assert "co2_process" not in found.dataset
    assert "co2_process" not in in_table(found, "indicators.csv")


ASKED = """\
targets:
  - {id: A, indicator: ghg_net, by: 2025, at_most: 1000}
  - {id: B, indicator: co2_total, by: 2025, at_most: 1000}
"""


def test_a_target_on_what_is_missing_cannot_be_judged(tmp_path) -> None:
    first, second = unknown(tmp_path, "hcfc22", UNKNOWN, ASKED).verdicts
    assert (first.verdict, first.value, first.notes) == ("cannot_be_judged", None, ("no_data",))
    assert second.verdict == "met"


def test_a_target_on_process_co2_nobody_has_measured_cannot_be_judged(tmp_path) -> None:
    text = "targets:\n  - {id: A, indicator: co2_process, by: 2025, at_most: 10}\n"
    found = result(tmp_path, text, region=TABLES["region.yaml"] + "unknown_terms: [process]\n")
    assert (found.verdicts[0].verdict, found.verdicts[0].notes) == ("cannot_be_judged", ("no_data",))


@pytest.mark.parametrize(
    ("lang", "gas", "missing"),
    [("en", "HFC-23", "Missing, not zero"), ("zh", "三氟甲烷", "不等于零")],
)
def test_the_screen_says_what_is_missing(tmp_path, lang: str, gas: str, missing: str) -> None:
    screen = verdict_screen(unknown(tmp_path, "hcfc22", UNKNOWN), lang)
    line = next(line for line in screen.splitlines() if missing in line)
    assert gas in line


def test_the_screen_stands_without_nitrogen_oxides(tmp_path) -> None:
    info = TABLES["region.yaml"] + "unknown_terms: [steel]\n"
    steel = rows("processes", "process.steel,steel,industry,,1e4 t,population,钢,Steel")
    less = [{"type": "scale", "on": ["industry.works"], "quantity": "intensity", "factor": 0.5}]
    found = result(tmp_path, uses("m"), library(m=less), region=info, **steel)
    screen = verdict_screen(found, "en")
    assert "Missing, not zero" in screen
