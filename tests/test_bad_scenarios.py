"""Bad scenario files end with lines that name file, line, key, value and what was expected."""

from __future__ import annotations

from pathlib import Path

import officer
import pytest
from officer import (
    HEAD,
    assert_refused,
    sim_run,
    write,
)

here, region = officer.here, officer.region  # fixtures

# ---- what a scenario says ----

# Each case is the lines after HEAD and, behind ">", what is said about them.
SCENARIOS = """
drivers: {}
drivers: {}
> 4: drivers: this key is given twice, first on line 3; keep one

drivers:
  gdp.growth:
    2030: 5%
    2030: 4%
> 6: drivers.gdp.growth[2030]: this key is given twice, first on line 5; keep one

measure: []
> 3: measure: unknown key, did you mean measures?

accounting: {import_facter: nation}
> 3: accounting.import_facter: unknown key, did you mean import_factor?

drivers:
> 3: drivers: got null, expected "key: value" lines

measures:
> 3: measures: got null, expected a list

measures: {use: industry.efficiency}
> 3: measures: got {'use': 'industry.efficiency'}, expected a list

measures:
  - industry.efficiency
> 4: measures[0]: got industry.efficiency, expected "key: value" lines

measures:
  - {strength: 1}
> 4: measures[0].use: this key is missing

targets:
  - {id: 5}
> 4: targets[0].id: got 5, expected text

drivers: {gdp.growth: {2030: 5}}
> 3: drivers.gdp.growth[2030]: got 5, expected a fraction such as 5% or 0.05

drivers: {gdp.growth: {2030: 700%}}
> 3: drivers.gdp.growth[2030]: got 700%, expected -90% to 100%

drivers: {gdp.growth: {2030: -100%}}
> 3: drivers.gdp.growth[2030]: got -100%, expected -90% to 100%

drivers: {gdp.growth: {2030: ５%}}
> 3: drivers.gdp.growth[2030]: got ５%, expected a number such as 1234.5 or 5% (no thousands...

drivers: {gdp.growth: {2030: 5％}}
> 3: drivers.gdp.growth[2030]: got 5％, expected a number such as 1234.5 or 5% (no thousands...

drivers: {gdp.growth: {2030: "5,5%"}}
> 3: drivers.gdp.growth[2030]: got 5,5%, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: "1,234"}}
> 3: drivers.population[2030]: got 1,234, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: 约200}}
> 3: drivers.population[2030]: got 约200, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: true}}
> 3: drivers.population[2030]: got true, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: }}
> 3: drivers.population[2030]: got null, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: nan}}
> 3: drivers.population[2030]: got nan, expected a number such as 1234.5 or 5% (no thousands...

drivers: {population: {2030: .nan}}
> 3: drivers.population[2030]: got .nan, expected a finite number

drivers: {population: {2030: -.inf}}
> 3: drivers.population[2030]: got -.inf, expected a finite number

drivers: {population: {2030: 1e999}}
> 3: drivers.population[2030]: got 1e999, expected a finite number

drivers: {population: {2030: 1e300}}
> 3: drivers.population[2030]: got 1e+300, expected a number of ordinary size (1e-15 to 1e15)

drivers: {population: {2030: 50%}}
> 3: drivers.population[2030]: got 50%, expected a plain number such as 1234.5 (no thousands...

drivers: {population: {2030: 0}}
> 3: drivers.population[2030]: got 0, expected > 0

drivers: {population: {2030: 2000000}}
> 3: drivers.population[2030]: got 2000000, expected a value within a factor of 1000 of...

drivers: {population: {2030: 1}}
> 3: drivers.population[2060] (low): got -...

drivers: {urban_share: {2030: 120%}}
> 3: drivers.urban_share[2030]: got 120%, expected 0% to 100%

drivers:
  structure.primary: {2030: 40%}
  structure.industry: {2030: 70%}
  structure.construction: {2030: 10%}
> 5: structure[2030] (structure.primary, structure.industry, structure.construction): the shares add up t...

drivers: {gdp.grwth: {2030: 5%}}
> 3: drivers.gdp.grwth: expected a driver of this region, did you mean gdp.growth?

drivers: {gdp: {2030: 3000}}
> 3: drivers.gdp: expected a driver of this region, did you mean gdp.growth?

drivers: {📈: {2030: 5%}}
> 3: drivers.📈: expected a driver of this region

drivers: {gdp.growth: {"2030": 5%}}
> 3: drivers.gdp.growth.2030: got "2030", expected a year without quotes, such as 2030

drivers: {gdp.growth: {二〇三〇: 5%}}
> 3: drivers.gdp.growth.二〇三〇: got 二〇三〇, expected a year such as 2030

drivers:
  gdp.growth:
    2025: 5%
    20205: 4%
> 6: drivers.gdp.growth[20205]: got 20205, expected a year such as 2030

drivers: {gdp.growth: 5%}
> 3: drivers.gdp.growth: got 5%, expected values by year such as {2025: 5%, 2030: 4%}

drivers: {gdp.growth: {}}
> 3: drivers.gdp.growth: got {}, expected values by year such as {2025: 5%, 2030: 4%}

accounting: {base_year: 2040, end_year: 2030}
> 3: accounting.end_year: got 2030, expected 2043 to 2100

accounting: {base_year: 2015}
> 3: accounting.base_year: got 2015, expected 2020 to 2097

accounting: {end_year: 20605}
> 3: accounting.end_year: got 20605, expected 1990 to 2100

accounting: {base_year: "2023"}
> 3: accounting.base_year: got "2023", expected a year without quotes, such as 2030

accounting: {combustion: asessment}
> 3: combustion: got asessment, expected a factor set, did you mean assessment?

accounting: {headline: plan2020}
> 3: accounting.headline: got plan2020, expected one of plan_2020, dual_control_2026

measures:
  - use: industry.eficiency
> 4: measures: got industry.eficiency, expected a measure of the library, did you mean industry.efficiency?

measures:
  - use: industry.efficiency
    strength: 150%
> 5: measures.industry.efficiency.strength: got 150%, expected <= 1

measures:
  - {use: industry.efficiency, strength: -0.2}
> 4: measures.industry.efficiency.strength: got -0.2, expected >= 0

measures:
  - {use: industry.efficiency, strength: 40}
> 4: measures.industry.efficiency.strength: got 40, expected a fraction such as 5% or 0.05

measures:
  - {use: industry.efficiency, strenght: 40%}
> 4: measures.industry.efficiency.strenght: unknown key, did you mean strength?

measures:
  - {use: industry.efficiency, schedule: {2021: 0, 2030: 0.8}}
> 4: measures.industry.efficiency.schedule: got {2021: 0, 2030: 0.8}, expected a schedule whose highest v...

measures:
  - {use: industry.efficiency, schedule: {2021: 0, 2030: 2}}
> 4: measures.industry.efficiency.schedule[2030]: got 2, expected 0 to 1

measures:
  - use: industry.efficiency
    schedule:
      2030: 0
      2025: 1
> 7: measures.industry.efficiency.schedule[2025]: got 2025, expected years in ascending order

measures:
  - {use: industry.efficiency, schedule: {2030: 1, shape: liner}}
> 4: measures.industry.efficiency.schedule.shape: got liner, expected one of linear, step, logistic, did...

measures:
  - {use: industry.efficiency, schedule: {2030: 1, shap: step}}
> 4: measures.industry.efficiency.schedule.shap: unknown key, did you mean shape?

measures:
  - {use: industry.efficiency, schedule: {"2030": 1}}
> 4: measures.industry.efficiency.schedule.2030: got "2030", expected a year without quotes, such as 2030

measures:
  - {use: industry.efficiency, schedule: {2030: １００%}}
> 4: measures.industry.efficiency.schedule[2030]: got １００%, expected 0 to 1

measures:
  - {use: industry.efficiency, schedule: {}}
> 4: measures.industry.efficiency.schedule: got {}, expected values by year such as {2025: 5%, 2030: 4%}

measures:
  - use: industry.efficiency
  - use: industry.efficiency
> 5: measures.industry.efficiency: this item stands twice in the same file

measures:
  - {use: transport.road_to_rail, remove: true}
> 4: measures.transport.road_to_rail: there is nothing of this name to remove

measures:
  - use: industry.clinker_ratio
> 4: industry.clinker_ratio: got process.clinker, the measure finds nothing in this region to act on...

changes: {industry.textiles.intensty: {2030: 0.9}}
> 3: changes.industry.textiles.intensty: unknown parameter; a scenario can change a parameter, not invent...

changes: {industry.textiles.share.cole: {2030: 5%}}
> 3: changes.industry.textiles.share.cole: unknown parameter; a scenario can change a parameter, not inve...

changes: {energy.solar.heat_share: {2030: 5%}}
> 3: changes.energy.solar.heat_share: unknown parameter; a scenario can change a parameter, not invent one...

changes: {industry.textiles.intensity: {2030: -0.5}}
> 3: changes.industry.textiles.intensity[2030]: got -0.5, expected >= 0

changes: {industry.textiles.share.coal: {2030: 5}}
> 3: changes.industry.textiles.share.coal[2030]: got 5, expected a fraction such as 5% or 0.05

changes:
  industry.textiles.share.coal: {2030: 70%}
  industry.textiles.share.electricity: {2030: 60%}
> 4: industry.textiles.share[2030] (coal, electricity): the shares add up to 130.0%, expected at most 1

changes:
  vehicles.car.sales_share.gasoline: {2030: 60%}
  vehicles.car.sales_share.electricity: {2030: 70%}
> 5: vehicles.car.sales_share[2030] (gasoline, electricity): the shares add up to 130.0%, expected at most 1

changes:
  vehicles.car.sales_share.gasoline: {2030: 30%}
  vehicles.car.sales_share.electricity: {2030: 40%}
> 5: vehicles.car.sales_share[2030] (gasoline, electricity): the shares add up to 70.0%, expected 1, sinc...

changes:
  energy.coal_chp.heat_share: {2030: 80%}
  energy.gas_chp.heat_share: {2030: 90%}
> 5: heat_share[2030]: the shares add up to 170.0%, expected at most 1

targets:
  - {id: A, indicator: co2_totl, at_most: 5, by: 2030}
> 4: targets.A.indicator: got co2_totl, expected an indicator, did you mean co2_total?

targets:
  - {id: A, indicator: peak_year.coal, peak_by: co2_totl, by: 2030}
> 4: targets.A.peak_by: got co2_totl, expected a name that the tables define, did you mean co2_total?

targets:
  - {id: A, indicator: peak_year.coal, at_most: 2030, by: 2030}
> 4: targets.A.at_most: at_most does not fit the indicator peak_year.coal

targets:
  - {id: A, indicator: co2_total, at_most: 5, hold: 3, by: 2030}
> 4: targets.A: expected exactly one of at_least, at_most, reduce, peak_by, stable, falling, budget...

targets:
  - id: A
    indicator: co2_intensity
    reduce: 18%
    from: 2030
    by: 2025
> 8: targets.A.by: got 2025, expected > 2030

targets:
  - {id: A, indicator: co2_total, at_most: 5, by: 20305}
> 4: targets.A.by: got 20305, expected 1990 to 2100

targets:
  - {id: A, indicator: co2_intensity, reduce: 18, from: 2020, by: 2025}
> 4: targets.A.reduce: got 18, expected a fraction such as 5% or 0.05

targets:
  - {id: A, indicator: co2_intensity, reduce: -18%, from: 2020, by: 2025}
> 4: targets.A.reduce: got -18%, expected > 0

targets:
  - {id: A, indicator: co2_intensity, reduce: 18%, by: 2025}
> 4: targets.A: reduce needs the key from

targets:
  - {id: A, indicator: renewable_share, at_least: 10.5, by: 2025}
> 4: targets.A.at_least: got 10.5, expected a fraction such as 5% or 0.05

targets:
  - {id: A, indicator: co2_total, at_most: 5%, by: 2025}
> 4: targets.A.at_most: got 5%, expected a plain number such as 1234.5 (no thousands separator...

targets:
  - {id: A, indicator: co2_total, at_most: null, by: 2025}
> 4: targets.A: at_most has no value: give one, or say who sets it (set_by)

targets:
  - {id: A, indicator: co2_total, falling: true, by: 2030, kind: bindng}
> 4: targets.A.kind: got bindng, expected one of binding, expected, control, supporting, monitored, commitment

targets:
  - {id: A, indicator: co2_total, falling: true, by: 2030, what_if: {全国: 高}}
> 4: targets.A.what_if.全国: got 高, expected a fraction such as 5% or 0.05

targets:
  - {id: A, indicator: co2_total, falling: true, by: 2030}
  - {id: A}
> 5: targets.A: this item stands twice in the same file

drivers: {gdp.grwth: {2030: 5%}}
changes: {industry.textile.intensity: {2030: 0.9}}
measures:
  - use: industry.eficiency
targets:
  - {id: A, indicator: co2_totl, falling: true, by: 2030}
> 3: drivers.gdp.grwth: expected a driver of this region, did you mean gdp.growth?
> 4: changes.industry.textile.intensity: unknown parameter; a scenario can change a parameter, not invent...
> 6: measures: got industry.eficiency, expected a measure of the library, did you mean industry.efficiency?
> 8: targets.A.indicator: got co2_totl, expected an indicator, did you mean co2_total?
"""


def cases() -> list[object]:
    """(body, expected lines) of each case, named by what is said."""
    found = []
    for case in SCENARIOS.strip().split("\n\n"):
        body = "".join(f"{line}\n" for line in case.splitlines() if not line.startswith("> "))
        expected = [line[2:] for line in case.splitlines() if line.startswith("> ")]
        found.append(pytest.param(body, expected, id=expected[0].partition(": ")[2][:60]))
    return found


@pytest.mark.parametrize(("body", "expected"), cases())
def test_a_scenario_is_assert_refused(here: Path, body: str, expected: list[str]) -> None:
    assert_refused([f"own.yaml:{line}" for line in expected], write("own.yaml", HEAD + body))


def test_the_words_are_those_of_the_user(here: Path) -> None:
    write(
        "own.yaml",
        HEAD + "measure: []\ntargets:\n  - {id: A, indicator: co2_total, falling: true, by: 20300}\n",
    )
    assert sim_run("own.yaml")[2].splitlines() == [
        "own.yaml:3: measure: 未知的键，是否想写 measures？",
        "own.yaml:5: targets.A.by: 得到 20300，应为 1990 到 2100",
        "共 2 处问题，未运行",
    ]
