"""Measures, costs, targets and processes that cannot be meant so are named when read, all of them at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import officer
import pytest
from builders import write_region
from officer import assert_refused, sim_run, write

from simulator import Result, load, simulate

here = officer.here  # fixture

LIBRARY = "parameters/measures/own.yaml"
SCENARIO = "title: {zh: 试算, en: Trial}\nregion: tiny\n"  # what follows starts on line 3
USE = "measures:\n  - use: own.m\n"
ENTRY = """\
own.m:
  title: {zh: 例, en: Case}
  sector: industry
  meaning: {zh: 例, en: Case}
  schedule: {2024: 0, 2025: 1}
  range: "0 to 1"
  grade: assumed
  source: test
  plan_rows: [B2.08]
  cost: {low: -5, high: 5, unit: "CNY/tCO2", price_year: 2020, grade: assumed, source: test}
  effects:
"""  # effects start on line 12
EFFECT = "    - {type: scale, on: [industry.works], quantity: intensity, factor: 0.9}\n"
TABLES = {
    "branches": "transport.car,transport,stock,,1,vehicles.car,1e4 vehicles,车,Cars\n",
    "stocks": "stock,survival,kinds,driver,value,unit,title_zh,title_en,grade,source\n"
    "vehicles.car,car,car,population,5,1e4 vehicles,车,Cars,assumed,test\n",
    "balance": "transport.car,gasoline,9,1e4 tce,1,assumed,test\n"
    "energy.coal_chp,coal,30,1e4 tce,1,assumed,test\n"
    "industry.works,heat,12,1e4 tce,1,assumed,test\n",
    "plants": "plant,kind,fuel,capacity_mw,hours,efficiency,power_to_heat,title_zh,title_en,grade,source\n"
    "energy.solar,generator,solar,100,1000,1,0,光伏,Solar,assumed,test\n"
    "energy.coal_chp,chp,coal,,,0.8,0.25,热电,CHP,assumed,test\n",
    "processes": "process,product,sector,value,unit,driver,elasticity,title_zh,title_en,grade,source\n"
    "process.forest,forest_mixed,technology,5,1e4 ha,population,0,森林,Forest,assumed,test\n"
    "process.rice,rice_single,agriculture,2,1e4 ha,population,0,水稻,Rice,assumed,test\n",
}


@pytest.fixture
def own(here: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """A function that writes a region, a library of one measure and a scenario, and gives its name."""
    write_region(here, **TABLES)
    Path("parameters/measures").mkdir(parents=True)
    monkeypatch.setattr("simulator.inputs.measures.parameters_folder", lambda: Path("parameters"))

    def written(library: str = ENTRY + EFFECT, scenario: str = "") -> str:
        write(LIBRARY, library)
        return write("own.yaml", SCENARIO + scenario)

    return written


def entry(*lines: str) -> str:
    """The entry with some of its keys changed (nothing behind the colon: left out) and other effects."""
    head, effects = ENTRY, "".join(f"    {line}\n" for line in lines if line.startswith("- "))
    for line in lines:
        key, _, value = line.partition(": ")
        if not line.startswith("- "):
            (old,) = (one for one in head.splitlines() if one.startswith(f"  {key.rstrip(':')}:"))
            head = head.replace(old, f"  {line}" if value else "  # left out")
    return head + (effects or EFFECT)


def cases(text: str) -> list[object]:
    """(lines of the case, lines expected) of each case, named by what is said."""
    found = []
    for case in re.findall(r"((?:^[^>].*\n)+)((?:^> .*\n)+)", text.lstrip(), re.MULTILINE):
        given, expected = case[0].splitlines(), [line[2:] for line in case[1].splitlines()]
        found.append(pytest.param(given, expected, id=expected[0].partition(": ")[2][:60]))
    return found


# ---- an entry that cannot be meant so, even if no scenario uses it ----

# Each case is keys or effects of an entry and, behind ">", line, key below own.m and what is said.
ENTRIES = """
- {type: scale, on: [industry.works], quantity: intensity}
> 12: effects[0]: scale needs the key factor
- {type: reach, on: [industry.works], quantity: intensity}
> 12: effects[0]: reach needs the key level
- {type: shift, on: [industry.works], quantity: share, fuel: coal}
> 12: effects[0]: shift needs the key to
- {type: add, on: [energy.solar], quantity: capacity, amount: 5}
> 12: effects[0]: add needs the key unit
- {type: boost, on: [industry.works], quantity: intensity, factor: 0.9}
> 12: effects[0].type: got boost, expected one of scale, reach, shift, add, cap, floor
- {type: scale, on: [industry.works], quantity: intensty, factor: 0.9}
> 12: effects[0].quantity: got intensty, expected one of activity, intensity, share, sales_share, capacity...
- {type: scale, on: [], quantity: intensity, factor: 0.9}
> 12: effects[0].on: got [], expected a list
- {type: scale, on: [industry.works], quantity: intensity, factr: 0.9}
> 12: effects[0].factr: unknown key, did you mean factor?
- {type: scale, on: [industry.works], quantity: intensity, factor: -0.5}
> 12: effects[0].factor: got -0.5, expected >= 0
- {type: scale, on: [industry.works], quantity: intensity, factor: 0.9, level: 3}
> 12: effects[0].level: scale of intensity does not use this key; remove it
- {type: reach, on: [industry.works], quantity: intensity, level: 0.9, factor: 0.5}
> 12: effects[0].factor: reach of intensity does not use this key; remove it
- {type: scale, on: [industry.works], quantity: intensity, factor: 0.9, fuel: coal}
> 12: effects[0].fuel: scale of intensity does not use this key; remove it
- {type: reach, on: [industry.works], quantity: intensity, level: 5, unit: parsecs}
> 12: effects[0].unit: reach of intensity does not use this key; remove it
- {type: cap, on: [industry.works], quantity: activity, level: -0.8}
> 12: effects[0].level: got -0.8, expected >= 0
- {type: reach, on: [industry.works], quantity: share, fuel: electricity, level: 1.5}
> 12: effects[0].level: got 1.5, expected 0 to 1
- {type: reach, on: [vehicles.car], quantity: sales_share, fuel: electricity, level: -0.5}
> 12: effects[0].level: got -0.5, expected 0 to 1
- {type: floor, on: [energy.coal_chp], quantity: heat_share, level: 1.5}
> 12: effects[0].level: got 1.5, expected 0 to 1
- {type: reach, on: [industry.works], quantity: capture, level: 1.5}
> 12: effects[0].level: got 1.5, expected 0 to 1
- {type: reach, on: [industry.works], quantity: capture, level: -0.1}
> 12: effects[0].level: got -0.1, expected 0 to 1
- {type: scale, on: [industry.works], quantity: share, fuel: coal, factor: 0.5}
> 12: effects[0].type: got scale, expected one of reach, shift
- {type: reach, on: [industry.works], quantity: share, level: 0.5}
> 12: effects[0]: share needs the key fuel
- {type: reach, on: [industry.works], quantity: share, fuel: cole, level: 0.5}
> 12: effects[0].fuel: got cole, expected a name that the tables define...
- {type: shift, on: [industry.works], quantity: share, fuel: coal, to: {electricty: 1}}
> 12: effects[0].to: got electricty, expected a name that the tables define, did you mean electricity?
- {type: shift, on: [industry.works], quantity: share, fuel: coal, to: {electricity: 0.5, natural_gas: 0.4}}
> 12: effects[0].to: got {'electricity': 0.5, 'natural_gas': 0.4}, expected parts that add up to 1
- {type: shift, on: [industry.works], quantity: share, fuel: coal, to: {electricity: 150%, natural_gas: -50%}}
> 12: effects[0].to.electricity: got 150%, expected <= 1
> 12: effects[0].to.natural_gas: got -50%, expected >= 0
- {type: shift, on: [industry.works], quantity: share, fuel: coal, portion: 1.5, to: {electricity: 1}}
> 12: effects[0].portion: got 1.5, expected a fraction such as 5% or 0.05
- {type: shift, on: [industry.works], quantity: share, fuel: coal, portion: -50%, to: {electricity: 1}}
> 12: effects[0].portion: got -50%, expected >= 0
- {type: shift, on: ["*"], quantity: share, fuel: coal, to: {electricity: 1}, ratio: {electricty: 0.6}}
> 12: effects[0].ratio.electricty: got electricty, expected a name that the tables define, did you mean...
- {type: shift, on: ["*"], quantity: share, fuel: coal, to: {electricity: 1}, ratio: {electricity: 0}}
> 12: effects[0].ratio.electricity: got 0, expected > 0
- {type: shift, on: ["*"], quantity: share, fuel: coal, to: {electricity: 1}, ratio: {electricity: -1}}
> 12: effects[0].ratio.electricity: got -1, expected > 0
- {type: cap, on: [industry.works], quantity: energy, fuel: coal, level: 0.8}
> 12: effects[0]: cap of energy needs the key to
- {type: cap, on: [industry.works], quantity: energy, level: 0.8, to: {electricity: 1}}
> 12: effects[0]: energy needs the key fuel
- {type: floor, on: [industry.works], quantity: energy, fuel: coal, level: 0.8, to: {electricity: 1}}
> 12: effects[0].type: got floor, expected one of cap
- {type: scale, on: [industry.works], quantity: release, gases: [n20], factor: 0.5}
> 12: effects[0].gases[0]: got n20, expected a name that the tables define, did you mean n2o?
- {type: scale, on: [industry.works], quantity: intensity, gases: [n2o], factor: 0.5}
> 12: effects[0].gases: scale of intensity does not use this key; remove it
- {type: scale, on: [industry.works], quantity: activity, price: {rise: 10%, elasticity: -0.2}}
> 12: effects[0].quantity: got activity, expected one of intensity
- {type: cap, on: [industry.works], quantity: intensity, price: {rise: 10%, elasticity: -0.2}}
> 12: effects[0].type: got cap, expected one of scale
- {type: scale, on: [industry.works], quantity: intensity, factor: 0.9, price: {rise: 10%, elasticity: -0.2}}
> 12: effects[0]: expected exactly one of factor, price
- {type: scale, on: [industry.works], quantity: intensity, price: {rise: 10%, carbon: 100, elasticity: -0.2}}
> 12: effects[0].price: expected exactly one of rise, carbon
- {type: scale, on: [industry.works], quantity: intensity, price: {elasticity: -0.2}}
> 12: effects[0].price: expected exactly one of rise, carbon
- {type: scale, on: [industry.works], quantity: intensity, price: {rise: 10%, elasticity: 0.2}}
> 12: effects[0].price.elasticity: got 0.2, expected < 0
- {type: scale, on: [industry.works], quantity: intensity, price: {carbon: -100, elasticity: -0.2}}
> 12: effects[0].price.carbon: got -100, expected > 0
- {type: scale, on: ["*"], quantity: intensity, price: {rise: 10%, elasticity: -0.2, coverage: 130%}}
> 12: effects[0].price.coverage: got 130%, expected <= 1
source:
> 1: source: this key is missing
source: ""
> 8: source: got "", expected text
grade: guessed
> 7: grade: got guessed, expected one of reported, recalled, derived, assumed
sector: industri
> 3: sector: got industri, expected one of energy, industry, buildings, transport...
schedule: {2024: 0, 2025: 0.5}
> 5: schedule: got {2024: 0, 2025: 0.5}, expected a schedule whose highest value is 1; use strength to...
plan_rows: [B2.08, B9.99]
> 9: plan_rows[1]: got B9.99, expected a name that the tables define, did you mean B8.09?
cost: {low: -5, high: 5, grade: assumed, source: test}
> 10: cost.unit: this key is missing
> 10: cost.price_year: this key is missing
cost: {low: -5, high: 5, unit: "CNY/tCO2", price_year: 2020, grade: assumed}
> 10: cost.source: this key is missing
cost: {low: -5, high: 5, unit: "CNY/tCO2", price_year: 2020, grade: assumed, source: ""}
> 10: cost.source: got "", expected text
cost: {low: -5, high: 5, unit: apples, price_year: 2020, grade: assumed, source: test}
> 10: cost.unit: got apples, expected a unit such as CNY/tCO2
cost: {low: -5, high: 5, unit: "CNY/tCO2", price_year: 20200, grade: assumed, source: test}
> 10: cost.price_year: got 20200, expected 1990 to 2100
cost: {low: 5, high: -5, unit: "CNY/tCO2", price_year: 2020, grade: assumed, source: test}
> 10: cost.high: got -5, expected >= 5
source:
cost: {low: -5, high: 5, unit: "CNY/tCO2", grade: assumed, source: test}
- {type: scale, on: [industry.works], quantity: intensity}
- {type: cap, on: [industry.works], quantity: energy, fuel: coal, level: 0.8}
> 1: source: this key is missing
> 10: cost.price_year: this key is missing
> 12: effects[0]: scale needs the key factor
> 13: effects[1]: cap of energy needs the key to
"""


@pytest.mark.parametrize(("given", "expected"), cases(ENTRIES))
def test_an_entry_of_the_library_is_refused(
    own: Callable[..., str], given: list[str], expected: list[str]
) -> None:
    lines = [f"{LIBRARY}:{line.replace(': ', ': own.m.', 1)}" for line in expected]
    assert_refused(lines, own(entry(*given)))


def test_the_entry_itself_is_accepted(own: Callable[..., str]) -> None:
    code, _, told = sim_run(own(scenario=USE), "--no-charts", "--lang", "en")
    assert code == 0, told


def test_an_entry_is_a_mapping(own: Callable[..., str]) -> None:
    assert_refused([f'{LIBRARY}:1: own.m: got 5, expected "key: value" lines'], own("own.m: 5\n"))


def test_a_measure_stands_once_in_a_file(own: Callable[..., str]) -> None:
    assert_refused(
        [f"{LIBRARY}:13: own.m: this key is given twice, first on line 1; keep one"], own(2 * entry())
    )


def test_a_measure_stands_in_one_file(own: Callable[..., str]) -> None:
    write("parameters/measures/another.yaml", entry())
    assert_refused([f"{LIBRARY}:1: own.m..."], own())


# ---- a measure that does not fit what it acts on ----

# Each case is an effect and, behind ">", what is said about the measure where the scenario uses it (4:) or,
# if the entry itself is at fault, where it stands (LIBRARY:).
FITS = """
- {type: scale, on: [industry.work], quantity: intensity, factor: 0.9}
> 4: got industry.work, the measure finds nothing in this region to act on, did you mean industry.works?
- {type: scale, on: ["agriculture.*"], quantity: intensity, factor: 0.9}
> 4: got agriculture.*, the measure finds nothing in this region to act on
- {type: reach, on: [energy.solar], quantity: heat_share, level: 1}
> 4: got energy.solar, the measure finds nothing in this region to act on
- {type: reach, on: [energy.coal_chp], quantity: capacity, level: 1}
> 4: got energy.coal_chp, the measure finds nothing in this region to act on
- {type: scale, on: [vehicles.car], quantity: activity, factor: 0.9}
> 4: got vehicles.car, the measure finds nothing in this region to act on
- {type: reach, on: [industry.works], quantity: sales_share, fuel: electricity, level: 1}
> 4: got industry.works (electricity), the measure finds nothing in this region to act on
- {type: reach, on: [vehicles.car], quantity: sales_share, fuel: ultra_low_energy, level: 1}
> 4: got vehicles.car (ultra_low_energy), the measure finds nothing in this region to act on
- {type: reach, on: [transport.car], quantity: share, fuel: electricity, level: 1}
> 4: got transport.car (electricity), the measure finds nothing in this region to act on
- {type: shift, on: [industry.works], quantity: share, fuel: diesel, to: {electricity: 1}}
> 4: got industry.works (diesel), the measure finds nothing in this region to act on
- {type: shift, on: [industry.works], quantity: activity, to: {transport.rail: 1}}
> 4: got industry.works, the measure finds nothing in this region to act on
- {type: shift, on: [energy.coal_chp], quantity: heat_share, to: {energy.solar: 1}}
> 4: got energy.coal_chp, the measure finds nothing in this region to act on
- {type: scale, on: [process.rice], quantity: activity, factor: 0.9}
> 4: got process.rice, the measure finds nothing in this region to act on
- {type: scale, on: [industry.works], quantity: process, factor: 0.9}
> 4: got industry.works, the measure finds nothing in this region to act on
- {type: scale, on: [process.rice], quantity: release, gases: [n2o], factor: 0.9}
> 4: got process.rice, the measure finds nothing in this region to act on
- {type: add, on: [energy.solar], quantity: capacity, amount: 5, unit: t}
> LIBRARY: got t, expected a unit such as MW
- {type: add, on: [energy.solar], quantity: capacity, amount: 5, unit: MWW}
> LIBRARY: got MWW, expected a unit such as MW
- {type: add, on: [process.forest], quantity: process, amount: 5, unit: MW}
> LIBRARY: got MW, expected a unit such as 1e4 ha
- {type: add, on: [process.forest], quantity: process, amount: 5, unit: 1e4 head}
> LIBRARY: got 1e4 head, expected a unit such as 1e4 ha
- {type: add, on: [industry.works], quantity: activity, amount: 5, unit: MW}
> LIBRARY: got MW, expected a unit such as 1e8 CNY
"""


@pytest.mark.parametrize(("given", "expected"), cases(FITS))
def test_a_measure_that_does_not_fit_is_refused(
    own: Callable[..., str], given: list[str], expected: list[str]
) -> None:
    ((place, _, said),) = (line.partition(": ") for line in expected)
    where = f"{LIBRARY}:1" if place == "LIBRARY" else f"own.yaml:{place}"
    assert_refused([f"{where}: own.m: {said}"], own(entry(*given), USE))


# ---- two measures that claim more than there is ----

RIVALS = """\
    - {type: shift, on: [industry.works], quantity: share, fuel: coal, portion: 80%, to: {natural_gas: 1}}
"""


def claims(own: Callable[..., str]) -> str:
    """A scenario whose two measures claim 160 % of the coal of the works; a third acts elsewhere."""
    third = EFFECT.replace("industry.works", "households.homes")
    library = ENTRY + RIVALS
    library += (ENTRY + RIVALS.replace("natural_gas", "electricity")).replace("own.m:", "own.other:")
    library += (ENTRY + third).replace("own.m:", "own.third:")
    return own(library, USE + "  - use: own.other\n  - use: own.third\n")


def run(name: str) -> Result:
    plan = load(name)
    assert plan is not None
    return simulate(plan)


def test_measures_that_claim_too_much_give_way_pro_rata_and_are_named(own: Callable[..., str]) -> None:
    """Each gets half of the coal, none is left; the measure beside them is not named."""
    found = run(claims(own))
    assert found.pathway.gave_way == ("own.m", "own.other")
    link = found.plan.layout.link
    share = found.pathway.share[-1, :, 0]
    before = found.plan.share[-1]
    coal = before[link("industry.works", "coal")]
    assert share[link("industry.works", "coal")] == pytest.approx(0.0, abs=1e-15)
    assert share[link("industry.works", "natural_gas")] == pytest.approx(coal / 2)
    power = link("industry.works", "electricity")
    assert share[power] == pytest.approx(before[power] + coal / 2)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Measures that gave way to others: own.m, own.other"),
        ("zh", "因重叠而让位的措施：own.m, own.other"),
    ],
)
def test_the_result_says_who_gave_way(own: Callable[..., str], lang: str, line: str) -> None:
    code, said, told = sim_run(claims(own), "--no-charts", "--lang", lang)
    assert code == 0, told
    assert line in said + told


def test_one_claim_alone_gives_way_to_nobody(own: Callable[..., str]) -> None:
    code, said, told = sim_run(own(ENTRY + RIVALS, USE), "--no-charts", "--lang", "en")
    assert code == 0, told
    assert "gave way" not in said + told


# ---- targets and accounting that contradict themselves ----

BASIS = "a cut over several years is no yearly cut, and a level is no sum"
CONTRADICTIONS = [
    (
        "energy_intensity, reduce: 16%, from: 2020, by: 2025, basis: annual",
        f"basis: got annual, reduce has the basis cumulative here; {BASIS}",
    ),
    (
        "energy_intensity, reduce: 3%, from: 2024, by: 2025, basis: cumulative",
        f"basis: got cumulative, reduce has the basis annual here; {BASIS}",
    ),
    (
        "co2_intensity, reduce: null, set_by: superior, from: 2020, by: 2025, basis: level",
        f"basis: got level, reduce has the basis cumulative here; {BASIS}",
    ),
    (
        "coal_share, at_most: 7.6%, by: 2025, basis: annual",
        f"basis: got annual, at_most has the basis level here; {BASIS}",
    ),
    (
        "co2_total, budget: 900, by: 2025, basis: level",
        f"basis: got level, budget has the basis annual, cumulative here; {BASIS}",
    ),
    (
        "coal_share, at_most: 7.6, by: 2025, basis: level",
        "at_most: got 7.6, expected a fraction such as 5% or 0.05",
    ),
    (
        "co2_total, at_most: 5, by: 2025, scope: mars",
        "scope: got mars, expected a name that the tables define",
    ),
    (
        "co2_total, at_most: 5, by: 2025, scope: industri",
        "scope: got industri, expected a name that the tables define, did you mean industry?",
    ),
    (
        "co2_intensity, at_most: 5, by: 2025, scope: industry",
        "scope: got co2_intensity, expected one of energy_total...",
    ),
    (
        "process.forrest, at_least: 5, by: 2025",
        "indicator: got process.forrest, expected a name that the tables define, did you mean process...",
    ),
    (
        "sales_share.vehicles.carr.electricity, at_least: 5%, by: 2025",
        "indicator: got sales_share.vehicles.carr.electricity, expected a name that the tables define...",
    ),
    (
        "co2_total, at_most: 5, by: 2025, plan_row: Y99",
        "plan_row: got Y99, expected a name that the tables define...",
    ),
]


@pytest.mark.parametrize(
    ("target", "expected"), CONTRADICTIONS, ids=[said[:60] for _, said in CONTRADICTIONS]
)
def test_a_target_that_contradicts_itself_is_refused(
    own: Callable[..., str], target: str, expected: str
) -> None:
    name = own(scenario=f"targets:\n  - {{id: A, indicator: {target}}}\n")
    assert_refused([f"own.yaml:4: targets.A.{expected}"], name)


@pytest.mark.parametrize(
    ("area", "said"),
    [
        (
            "footprint",
            "a footprint factor covers the life cycle and is refused for a territory; expected province...",
        ),
        ("provnce", "expected one of province, region, nation..."),
    ],
)
def test_only_a_territorial_factor_can_be_asked_for(own: Callable[..., str], area: str, said: str) -> None:
    name = own(scenario=f"accounting: {{import_factor: {area}}}\n")
    assert_refused([f"own.yaml:3: accounting.import_factor: got {area}, {said}"], name)


# ---- processes and tables: missing is not zero ----


def changed(table: str, old: str, new: str) -> str:
    """A table of the tiny region with one piece of text replaced; the file."""
    path = Path("tiny") / table
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path.resolve())


def test_a_process_without_an_amount_is_refused(own: Callable[..., str]) -> None:
    name = own()
    file = changed("processes.csv", "agriculture,2,1e4 ha", "agriculture,,1e4 ha")
    said = (
        "the amount is missing, and missing is not zero: enter it, or name rice_single under unknown_terms..."
    )
    assert_refused([f"{file}:3: process.rice: {said}"], name)


def test_a_process_named_unknown_is_missing_and_not_zero(own: Callable[..., str]) -> None:
    """Methane of rice is then in no total; a total that lacks it does not exist rather than being low."""
    name = own()
    assert run(name).series["ch4_total"][0, 0] > 0.0
    changed("processes.csv", "agriculture,2,1e4 ha", "agriculture,,1e4 ha")
    changed(
        "region.yaml", "losses_source: made up\n", "losses_source: made up\nunknown_terms: [rice_single]\n"
    )
    found = run(name)
    assert "ch4_total" not in found.series
    assert "process.rice" not in found.plan.layout.processes


def test_a_measure_on_a_process_without_an_amount_finds_nothing(own: Callable[..., str]) -> None:
    name = own(
        entry("- {type: scale, on: [process.rice], quantity: release, gases: [ch4], factor: 0.5}"), USE
    )
    changed("processes.csv", "agriculture,2,1e4 ha", "agriculture,,1e4 ha")
    changed(
        "region.yaml", "losses_source: made up\n", "losses_source: made up\nunknown_terms: [rice_single]\n"
    )
    assert_refused(["own.yaml:4: own.m: got process.rice, the measure finds nothing..."], name)


@pytest.mark.parametrize("table", ["balance", "plants", "processes", "stocks"])
def test_a_row_without_a_source_is_refused(own: Callable[..., str], table: str) -> None:
    name = own()
    path = Path(f"tiny/{table}.csv")
    *lines, last = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, last.removesuffix("test"), ""]), encoding="utf-8")
    said = "source: the cell is blank, expected a value"
    assert_refused([f"{path.resolve()}:{len(lines) + 1}: {said}"], name)


def test_problems_of_all_files_are_told_at_once(own: Callable[..., str]) -> None:
    scenario = (
        "accounting: {import_factor: footprint}\nmeasures:\n  - use: own.mm\n"
        "targets:\n  - {id: A, indicator: coal_share, at_most: 7%, by: 2025, basis: annual}\n"
    )
    assert_refused(
        [
            f"{LIBRARY}:10: own.m.cost.price_year: this key is missing",
            "own.yaml:3: accounting.import_factor: got footprint, a footprint factor covers...",
            "own.yaml:7: targets.A.basis: got annual, at_most has the basis level here...",
        ],
        own(entry('cost: {low: -5, high: 5, unit: "CNY/tCO2", grade: assumed, source: test}'), scenario),
        at_least=True,
    )
