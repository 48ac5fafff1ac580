"""The base year derived from anchors: reproduced to the byte, met exactly, contradictions named."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.explore.anchor_conflicts import conflicts
from simulator.inputs.estimate.balance import balance_csv, estimate, sector_totals, with_derived
from simulator.inputs.estimate.lines import lines_of
from simulator.inputs.estimate.route import benchmark_of, expected
from simulator.inputs.estimate.tables import load_for_estimate
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder
from simulator.inputs.region import load_region

FACTORS = load_factors(Problems())
REGIONS = parameters_folder() / "regions"


def estimated(folder: str | Path):
    """Region and estimate; both must be without problems."""
    problems = Problems()
    region = load_region(str(folder), FACTORS, problems, for_estimate=True)
    assert region is not None
    found = estimate(region, FACTORS, problems)
    assert not problems.found, problems.found
    return region, found


def changed(folder: Path, name: str, indicator: str, value: str, table: str = "anchors") -> Path:
    """A copy of a bundled region with one value of a table changed, dropped if blank."""
    place = folder / name
    shutil.copytree(REGIONS / name, place)
    path = place / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index("value")
    kept = [row for row in rows if value or row[0] != indicator]
    for row in kept:
        if row[0] == indicator:
            row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *kept])
    return place


def complaints(folder: Path) -> str:
    """What the estimator says about a region; it must not give a balance."""
    problems = Problems()
    region = load_region(str(folder), FACTORS, problems, for_estimate=True)
    assert region is not None
    assert estimate(region, FACTORS, problems) is None
    return "\n".join(problem.render() for problem in problems.found)


# ---- the balances that are stored ----


def test_the_stored_balance_is_what_the_estimator_gives(region: str) -> None:
    _, found = estimated(region)
    assert balance_csv(found) == (REGIONS / region / "balance.csv").read_text(encoding="utf-8")


def test_anchors_are_met_exactly(region: str) -> None:
    _, found = estimated(region)
    used = [check for check in found.checks if check.used]
    assert {check.indicator for check in used} >= {"oil_use"}
    for check in used:
        assert check.value == pytest.approx(check.anchor, rel=1e-9), check.indicator


def test_fuels_of_the_balance_add_up_to_their_anchors(region: str) -> None:
    _, found = estimated(region)
    plants = {plant.plant for plant in load_region(region, FACTORS, Problems()).plants}
    for group in ("coal", "oil", "gas"):
        total = sum(c.value for c in found.cells if FACTORS.fuels[c.fuel].source_group == group)
        assert total == pytest.approx(found.totals[group], rel=1e-9), group
    assert all(cell.value >= 0.0 for cell in found.cells)
    assert any(cell.target_id in plants for cell in found.cells)


def test_every_cell_says_how_good_it_is(region: str) -> None:
    _, found = estimated(region)
    for cell in found.cells:
        assert cell.grade in ("reported", "recalled", "derived", "assumed")
        assert cell.source
        assert cell.sigma > 0.0 or cell.value == 0.0, cell


def test_what_was_only_held_against_is_shown_with_its_gap() -> None:
    _, found = estimated("quzhou")
    electricity = next(check for check in found.checks if check.indicator == "electricity_use")
    assert not electricity.used
    # 60 % coal leaves less than the 190 x 10^8 kWh that are thought to be used
    assert electricity.value < electricity.anchor == 190


# ---- named plants ----


def test_named_plants_are_rows_of_their_own() -> None:
    region, found = estimated("quzhou")
    cells = {(cell.target_id, cell.fuel): cell.value for cell in found.cells}
    wanted = {
        ("industry.steel", "coal"): 320 * 0.64,  # 204.8 x 10^4 tce
        ("industry.cement", "coal"): 1100 * 0.105,  # 115.5
        ("industry.chemicals", "coal"): 60.0,
        ("industry.lime", "coal"): 50.0,
        ("energy.chemical_chp", "coal"): 110.0,
        ("energy.coal_chp", "coal"): 150.0,
    }
    assert {key: cells[key] for key in wanted} == pytest.approx(wanted)
    assert {(row.target_id, row.fuel) for row in region.named} <= set(cells)


def test_what_named_plants_leave_of_quzhous_coal_is_a_residual_row() -> None:
    _, found = estimated("quzhou")
    coal = {cell.target_id: cell.value for cell in found.cells if cell.fuel == "coal"}
    # 60 % of 1326.586 = 795.95, less 204.8 + 115.5 + 60 + 50 + 110 + 150 = 690.3: 105.65, in one row
    assert coal["industry.unexplained"] == pytest.approx(105.652, abs=5e-3)
    assert sum(coal.values()) == pytest.approx(795.952, abs=5e-3)
    assert 620 <= sum(coal.values()) - coal["industry.unexplained"] <= 760


# ---- contradictions ----


@pytest.mark.parametrize(
    ("name", "indicator", "value"),
    [
        ("yiwu", "energy_households", "300"),  # the sectors exceed the total
        ("yiwu", "energy_households", "30"),  # or fall short of it
        ("quzhou", "energy_transport", "2000"),  # industry would close with less than nothing
        ("quzhou", "coal_share", "45"),  # the named plants alone burn more
        ("yiwu", "coal_share", "95"),  # coal, oil and gas exceed the total
        ("quzhou", "renewable_share", "1"),  # burnt waste alone is more
    ],
)
def test_contradictory_anchors_are_named(tmp_path, name: str, indicator: str, value: str) -> None:
    said = complaints(changed(tmp_path, name, indicator, value))
    assert "anchors.csv" in said
    assert "contradict" in said


@pytest.mark.parametrize("indicator", ["gas_use", "oil_use"])
def test_without_a_benchmark_a_missing_anchor_is_named(tmp_path, indicator: str) -> None:
    place = changed(tmp_path, "yiwu", indicator, "")
    text = (place / "region.yaml").read_text(encoding="utf-8").replace("benchmark: zhejiang", "")
    (place / "region.yaml").write_text(text, encoding="utf-8")
    for name in ("weights", "paths"):
        shutil.copy(REGIONS / "zhejiang" / f"{name}.csv", place / f"{name}.csv")
    said = complaints(place)
    assert indicator in said
    assert "missing" in said


def test_an_intensity_without_the_gdp_of_its_price_base_is_named(tmp_path) -> None:
    said = complaints(changed(tmp_path, "quzhou", "gdp", ""))
    assert "gdp[2015]" in said
    assert "missing" in said


def test_a_total_that_nobody_published_is_the_sum_of_its_sectors(tmp_path) -> None:
    region, found = estimated(changed(tmp_path, "yiwu", "energy_total", ""))
    assert found.totals["energy"] == pytest.approx(185 + 102 + 72 + 62 + 9)
    made = with_derived(region, FACTORS).anchor("energy_total")
    assert made is not None
    assert made.grade == "assumed"


def test_one_sector_may_be_left_to_close_the_total(tmp_path) -> None:
    _, found = estimated(changed(tmp_path, "yiwu", "energy_services", ""))
    assert found.totals["energy"] == 430.0


def test_sectors_without_anchors_share_the_rest_by_the_coefficients(tmp_path) -> None:
    # left by the others: 430 - 185 - 62 - 9 = 174, shared as the coefficients expect. Services 1485.6 x 0.7 x
    # 0.115 = 119.591, closed by 24655 / 24797.7 = 0.99425: 118.90; firms of transport are 42.4 % of it, for
    # Zhejiang has 3300 / 0.99425 = 3319.1 of transport, 1560.2 of it cars, and 4151.2 of services.
    place = changed(tmp_path, "yiwu", "energy_services", "")
    anchors = place / "anchors.csv"
    text = anchors.read_text(encoding="utf-8")
    anchors.write_text(text.replace("energy_transport,", "# energy_transport,"), encoding="utf-8")
    region = load_for_estimate(str(place), FACTORS, Problems())
    assert region is not None
    shared = sector_totals(region, 430.0, FACTORS)
    whole = expected(region, benchmark_of(region), FACTORS).energy
    assert shared["services"] + shared["transport"] == pytest.approx(174.0)
    assert shared["services"] / shared["transport"] == pytest.approx(whole["services"] / whole["transport"])
    # without electricity of its own: 65 x 1.00055 x 0.99425 + 118.90 x 0.4237 = 115.04
    silent = replace(region, anchors=())
    plain = expected(silent, benchmark_of(region), FACTORS).energy
    assert plain["transport"] == pytest.approx(115.04, abs=0.05)
    assert plain["services"] == pytest.approx(118.90 * (1 - 0.4237), abs=0.05)


def test_another_total_moves_the_balance_and_is_met(tmp_path) -> None:
    place = changed(tmp_path, "yiwu", "energy_industry", "")  # industry closes the total
    text = (place / "anchors.csv").read_text(encoding="utf-8")
    (place / "anchors.csv").write_text(
        text.replace("energy_total,,2020,430", "energy_total,,2020,475"), "utf-8"
    )
    _, found = estimated(place)
    assert found.totals["energy"] == 475.0
    coal = sum(cell.value for cell in found.cells if cell.fuel == "coal")
    assert coal == pytest.approx(0.076 * 475, rel=1e-9)


# ---- anchors of parts of the balance ----


def with_rows(folder: Path, name: str, *rows: str) -> Path:
    """A copy of a bundled region with anchors added; a row is indicator, scope, value, unit, grade."""
    place = folder / name
    if not place.exists():
        shutil.copytree(REGIONS / name, place)
    with (place / "anchors.csv").open("a", encoding="utf-8") as file:
        for row in rows:
            indicator, scope, value, unit, grade = row.split(",")
            file.write(f"{indicator},{scope},2020,{value},,,{unit},{grade},low,bureau of statistics,\n")
    return place


def of(found, place: str, *fuels: str) -> float:
    """Final energy of some fuels in a place."""
    return sum(c.value for c in found.cells if c.target_id.startswith(place) and c.fuel in fuels)


def test_published_parts_are_met_exactly_beside_all_other_anchors(tmp_path) -> None:
    place = with_rows(
        tmp_path,
        "shangyu",
        "energy.industry.textiles.coal,,15,1e4 tce,reported",  # a single cell
        "energy.households.gas,,0.3,1e8 m3,reported",  # a fuel of a sector, by volume
        "electricity.buildings.public,,9,亿千瓦时,reported",  # a part of the tree
        "energy.transport.freight,,16,1e4 tce,derived",  # all energy of a part
    )
    region, found = estimated(place)
    assert of(found, "industry.textiles", "coal") == pytest.approx(15.0, rel=1e-9)
    assert of(found, "households", "natural_gas") == pytest.approx(0.3 * 12.143, rel=1e-9)
    assert of(found, "buildings.public", "electricity") == pytest.approx(9 * 1.229, rel=1e-9)
    lines = {line.row.indicator for line in lines_of(region, FACTORS, Problems())}
    assert len(lines) == 4
    for check in found.checks:
        if check.used:
            assert check.value == pytest.approx(check.anchor, rel=1e-9), check.indicator
    totals = {c.indicator: c.value for c in found.checks}
    assert totals["energy_industry"] == 331.0
    coal = sum(cell.value for cell in found.cells if cell.fuel == "coal")
    assert coal == pytest.approx(175.0, rel=1e-9)


def test_a_single_published_cell_keeps_its_own_grade_and_says_so(tmp_path) -> None:
    place = with_rows(tmp_path, "shangyu", "energy.industry.textiles.coal,balance,15,1e4 tce,reported")
    _, found = estimated(place)
    cell = next(c for c in found.cells if (c.target_id, c.fuel) == ("industry.textiles", "coal"))
    assert (cell.grade, cell.source) == ("reported", "anchor: bureau of statistics")
    assert 0.0 < cell.sigma < 0.05 * cell.value
    other = next(c for c in found.cells if (c.target_id, c.fuel) == ("industry.cement", "coal"))
    assert other.grade == "assumed"


def test_an_anchor_that_changes_nothing_is_told_from_one_that_binds(tmp_path) -> None:
    _, before = estimated("shangyu")
    now = of(before, "industry.textiles", "coal")
    place = with_rows(
        tmp_path,
        "shangyu",
        f"energy.industry.textiles.coal,,{now},1e4 tce,reported",
        "electricity.transport,,2,1e8 kWh,reported",
    )
    _, found = estimated(place)
    loose, binding = (c for c in found.checks if c.free is not None)
    assert loose.free == pytest.approx(now, rel=1e-6)
    before_power = of(before, "transport", "electricity") / 1.229
    assert binding.free == pytest.approx(before_power, rel=1e-6)
    assert abs(binding.free - 2.0) > 0.1


def test_a_line_of_the_simple_energy_balance_goes_before_other_anchors(tmp_path) -> None:
    place = with_rows(tmp_path, "shangyu", "oil_use,balance,66,1e4 tce,reported")
    _, found = estimated(place)
    assert found.totals["oil"] == 66.0
    place = with_rows(tmp_path, "yiwu", "coal_use,balance,40,1e4 tce,reported")
    _, found = estimated(place)
    assert found.totals["coal"] == 40.0  # before the share of 7.6 %
    used = {check.indicator: check.used for check in found.checks}
    assert used["coal_use"]
    assert not used["coal_share"]


def test_a_sector_total_may_be_spelt_like_the_other_parts(tmp_path) -> None:
    place = changed(tmp_path, "yiwu", "energy_services", "")
    with_rows(tmp_path, "yiwu", "energy.services,,72,1e4 tce,assumed")
    assert balance_csv(estimated(place)[1]) == balance_csv(estimated("yiwu")[1])


@pytest.mark.parametrize(
    ("row", "expected_words"),
    [
        ("energy.industri.coal,,5,1e4 tce,reported", ["industri", "did you mean industry"]),
        ("energy.industry.cola,,5,1e4 tce,reported", ["cola", "coal"]),
        ("energy.industry.coal,,5,1e8 kWh,reported", ["1e8 kWh", "1e4 tce"]),
        ("electricity.industry,,5,1e4 tce,reported", ["1e4 tce", "1e8 kWh"]),
        ("energy.industry.coal,,-5,1e4 tce,reported", ["-5", ">= 0"]),
        ("energy.households.coal,,5,1e4 tce,reported", ["contradict"]),  # no cell could hold it
        ("electricity.industry,,500,1e8 kWh,reported", ["contradict"]),  # more than there is
    ],
)
def test_an_anchor_that_cannot_be_used_is_named(tmp_path, row: str, expected_words: list[str]) -> None:
    said = complaints(with_rows(tmp_path, "yiwu", row))
    assert "anchors.csv" in said
    for word in expected_words:
        assert word in said


def test_a_misspelt_total_is_told_and_the_bundled_regions_have_none(tmp_path) -> None:
    for name in ("yiwu", "quzhou", "shangyu", "zhejiang"):
        problems = Problems()
        region = load_region(name, FACTORS, problems, for_estimate=True)
        assert region is not None
        assert estimate(region, FACTORS, problems) is not None
        assert not problems.notices, name
    problems = Problems()
    region = load_region(str(with_rows(tmp_path, "yiwu", "coal_usee,,5,1e4 tce,reported")), FACTORS, problems)
    assert region is not None
    estimate(region, FACTORS, problems)
    (notice,) = problems.notices
    assert notice.render().endswith("coal_usee: no such anchor, it has no effect, did you mean coal_use?")


# ---- conflicts ----


def sets_of(name: str | Path) -> list[set[str]]:
    """Names of the anchors in each minimal conflicting set."""
    region = load_for_estimate(str(name), FACTORS, Problems())
    assert region is not None
    return [{one.name for one in found.anchors} for found in conflicts(region, FACTORS, Problems())]


def test_the_price_base_of_quzhou_and_its_power_against_its_coal_are_named() -> None:
    found = sets_of("quzhou")
    # 0.85 x 1560.7 (2015 prices) is not 0.85 x 1639.12 (2020 prices)
    assert {"energy_intensity", "energy_total_2020_prices"} in found
    # 190 x 10^8 kWh less import, renewables and what the CHP plants give; their coal: 60 % less other users
    assert any("electricity_use" in one and "energy.coal_chp.coal" in one for one in found)
    assert any(
        {"coal_share", "electricity_use", "energy_intensity", "industry.steel.coal"} <= one for one in found
    )


def test_a_set_is_minimal_and_each_anchor_has_its_line() -> None:
    region = load_for_estimate("quzhou", FACTORS, Problems())
    assert region is not None
    lines = (REGIONS / "quzhou" / "anchors.csv").read_text(encoding="utf-8").splitlines()
    for found in conflicts(region, FACTORS, Problems()):
        for one in found.anchors:
            origin = one.origins[0]
            assert origin.line > 1
            if origin.file.endswith("anchors.csv"):
                assert lines[origin.line - 1].startswith(one.name)
            left = {other.origins[0] for other in found.anchors if other is not one}
            fewer = replace(
                region,
                anchors=tuple(r for r in region.anchors if r.origin in left or r.indicator == "gdp"),
                named=tuple(r for r in region.named if r.origin in left),
                plants=tuple(p for p in region.plants if p.kind in ("chp", "boiler") or p.origin in left),
            )
            again = [{a.name for a in other.anchors} for other in conflicts(fewer, FACTORS, Problems())]
            assert {a.name for a in found.anchors} not in again


def test_ranges_are_told_apart_from_values() -> None:
    region = load_for_estimate("quzhou", FACTORS, Problems())
    assert region is not None
    told = [found.within_ranges for found in conflicts(region, FACTORS, Problems())]
    assert told[0] is False  # two price bases
    assert True in told  # 175 to 205 x 10^8 kWh, 65 to 90 of import


def test_yiwu_contradicts_nothing_until_one_anchor_is_wrong(tmp_path) -> None:
    assert sets_of("yiwu") == []
    found = sets_of(changed(tmp_path, "yiwu", "energy_households", "300"))[0]
    # 32.68 is 7.6 % of 430; 300 + 102 leave 28, and neither dwellings nor transport burn any of the coal
    assert found == {"coal_share", "coal_use", "energy_households", "energy_transport"}


def test_a_refused_estimate_names_the_set_with_lines(tmp_path) -> None:
    place = changed(tmp_path, "yiwu", "energy_households", "300")
    done = CliRunner().invoke(sim, ["data", "estimate", str(place), "--lang", "en"])
    assert done.exit_code == 1
    assert "these anchors cannot all hold: coal_share (" in done.stderr
    assert "anchors.csv:3), " in done.stderr
    assert "energy_households" in done.stderr


def test_a_coefficient_of_an_unknown_group_or_driver_is_named(tmp_path) -> None:
    place = changed(tmp_path, "yiwu", "gas_use", "")
    text = (REGIONS / "zhejiang" / "coefficients.csv").read_text(encoding="utf-8")
    text = text.replace("households,population,energy", "household,population,energy")
    text = text.replace("services,value_added.services,energy", "services,value_added.service,energy")
    (place / "coefficients.csv").write_text(text, encoding="utf-8")
    said = complaints(place)
    assert "did you mean households" in said
    assert "did you mean value_added.services" in said
