"""Regions that publish little: the fallback route, many at once, and counties against their prefecture."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import sim
from simulator.errors import Problems
from simulator.inputs.estimate.balance import balance_csv, estimate, with_derived
from simulator.inputs.estimate.tables import load_for_estimate
from simulator.inputs.factors import load_factors
from simulator.inputs.locate import parameters_folder
from simulator.inputs.region import load_region

FACTORS = load_factors(Problems())
REGIONS = parameters_folder() / "regions"


# ---- a region with GDP, people and structure only ----


@pytest.fixture
def county(tmp_path, monkeypatch) -> Path:
    """A made-up county: no anchor, no plant, no stock, no outlook."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "county"
    place.mkdir()
    shutil.copy(REGIONS / "shangyu" / "branches.csv", place)
    info = (REGIONS / "shangyu" / "region.yaml").read_text(encoding="utf-8")
    info = info.replace("id: shangyu", "id: county").replace("actual_until: 2023", "actual_until: 2020")
    (place / "region.yaml").write_text(info, encoding="utf-8")
    rows = ["gdp,600,1e8 CNY", "population,60,1e4 persons"]
    rows += ["structure.primary,6,%", "structure.secondary,45,%", "structure.services,49,%"]
    text = "".join(f"{n},2020,actual,{v},{u},reported,bulletin\n" for n, v, u in (r.split(",") for r in rows))
    (place / "drivers.csv").write_text(
        f"variable,year,case,value,unit,grade,source\n{text}", encoding="utf-8"
    )
    return place


def test_the_fallback_route_by_hand(county: Path) -> None:
    region = load_for_estimate(str(county), FACTORS, Problems())
    assert region is not None
    anchors = {row.indicator: row for row in with_derived(region, FACTORS).anchors}
    # industry 600 x 0.45 x 35.02 / 40.80 = 231.74, construction 38.26, services 294, primary 36;
    # cars 60 x 1559.34 / 6468 = 14.465
    energy = 231.74 * (0.3 * 1.85 + 0.7 * 0.22) + 38.26 * 0.06 + 294 * 0.115 + 36 * 0.10 + 60 * 0.40
    energy += 14.465 * 1.00055
    assert anchors["energy_total"].value == pytest.approx(energy * 24655 / 24797.6, rel=1e-3)
    power = 231.74 * (0.3 * 2250 + 0.7 * 1130) + 38.26 * 150 + 294 * 195 + 36 * 150 + 60 * 1060
    assert anchors["electricity_use"].value == pytest.approx(power / 1e4 * 4829.7 / 4799, rel=1e-3)
    for row in anchors.values():
        assert row.grade == "assumed"
        assert "zhejiang" in row.source
        assert row.low < row.value < row.high


def test_the_import_of_such_a_county_closes_on_its_electricity(county: Path) -> None:
    region = load_for_estimate(str(county), FACTORS, Problems())
    assert region is not None
    found = estimate(region, FACTORS, Problems())
    assert found is not None
    check = next(c for c in found.checks if c.indicator == "electricity_use")
    assert not check.used
    assert check.value == pytest.approx(check.anchor, rel=1e-9)
    assert not any(cell.fuel == "heat" for cell in found.cells)  # nobody makes any: it is coal of own boilers
    assert sum(c.value for c in found.cells if c.fuel == "coal") == pytest.approx(found.totals["coal"])


def test_published_electricity_moves_the_total_that_nobody_published(county: Path) -> None:
    text = "indicator,year,value,unit,grade,source\nelectricity_use,2020,60,亿千瓦时,reported,bulletin\n"
    before = estimate(load_for_estimate(str(county), FACTORS, Problems()), FACTORS, Problems())
    (county / "anchors.csv").write_text(text, encoding="utf-8")
    after = estimate(load_for_estimate(str(county), FACTORS, Problems()), FACTORS, Problems())
    assert before is not None
    assert after is not None
    assert after.totals["import"] == pytest.approx(60.0)
    moved = after.totals["energy"] - before.totals["energy"]
    assert moved == pytest.approx((60.0 - before.totals["import"]) * 3.049, rel=1e-9)


def test_published_parts_move_totals_that_nobody_published(county: Path) -> None:
    head = "indicator,year,value,unit,grade,source\n"
    rows = {"energy.industry.coal": (12.0, "1e4 tce"), "energy.households.gas": (0.5, "1e8 m3")}
    rows |= {"electricity.services": (8.0, "1e8 kWh"), "energy.industry.textiles.coal": (5.0, "1e4 tce")}
    before = estimate(load_for_estimate(str(county), FACTORS, Problems()), FACTORS, Problems())
    text = "".join(f"{n},2020,{v},{u},reported,bulletin\n" for n, (v, u) in rows.items())
    (county / "anchors.csv").write_text(head + text, encoding="utf-8")
    problems = Problems()
    after = estimate(load_for_estimate(str(county), FACTORS, problems), FACTORS, problems)
    assert not problems.found, problems.found
    assert before is not None
    assert after is not None
    # all coal of such a county is burnt in industry, whatever of it in textiles
    assert after.totals["coal"] == pytest.approx(12.0)
    assert before.totals["coal"] == pytest.approx(39.785, abs=1e-3)
    own = sum(
        c.value for c in before.cells if c.target_id.startswith("households") and c.fuel == "natural_gas"
    )
    left = after.totals["gas"] - 0.5 * 12.143  # what the other sectors use hardly moves
    assert left == pytest.approx(before.totals["gas"] - own, rel=0.03)
    power = next(c for c in after.checks if c.indicator == "electricity_use")
    assert power.value == pytest.approx(power.anchor, rel=1e-9)
    for check in after.checks:
        if check.used:
            assert check.value == pytest.approx(check.anchor, rel=1e-9), check.indicator


def test_such_a_county_runs_with_every_number_graded(county: Path) -> None:
    command = CliRunner()
    own = (county / "drivers.csv").read_text(encoding="utf-8")
    done = command.invoke(sim, ["data", "estimate", "./county", "--write", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "nobody published it" in done.stdout
    assert "drivers.csv: 68 rows from zhejiang added, grades assumed" in done.stdout
    assert (county / "drivers.csv").read_text(encoding="utf-8").startswith(own)  # added to, not changed
    for name in ("drivers", "stocks", "balance"):
        with (county / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["grade"] in ("reported", "derived", "assumed"), row
                assert row["source"], row
    Path("own.yaml").write_text("title: {zh: 例, en: Case}\nregion: ./county\n", encoding="utf-8")
    done = command.invoke(sim, ["run", "own.yaml", "--no-files", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "CO2 peaks in" in done.stdout
    assert "energy by grade: assumed 100%" in done.stdout


def test_a_written_county_is_estimated_to_the_same_balance_again(county: Path) -> None:
    command = CliRunner()
    assert command.invoke(sim, ["data", "estimate", "./county", "--write"]).exit_code == 0
    files = {path.name: path.read_bytes() for path in county.iterdir()}
    done = command.invoke(sim, ["data", "estimate", "./county", "--write"])
    assert done.exit_code == 0, done.output
    assert {path.name: path.read_bytes() for path in county.iterdir()} == files


def test_a_balance_of_the_users_own_is_not_replaced_without_force(county: Path) -> None:
    command = CliRunner()
    mine = "target_id,fuel,value,unit,sigma,grade,source\nindustry.other,coal,5,1e4 tce,1,reported,mine\n"
    (county / "balance.csv").write_text(mine, encoding="utf-8")
    done = command.invoke(sim, ["data", "estimate", "./county", "--write", "--lang", "en"])
    assert done.exit_code == 1
    assert "--force" in done.stderr
    assert (county / "balance.csv").read_text(encoding="utf-8") == mine
    assert not (county / "stocks.csv").exists()
    assert command.invoke(sim, ["data", "estimate", "./county", "--write", "--force"]).exit_code == 0
    assert (county / "balance.csv").read_text(encoding="utf-8").startswith("target_id")


# ---- a prefecture and its counties ----


def test_counties_are_held_against_their_prefecture() -> None:
    done = CliRunner().invoke(
        sim, ["data", "estimate", "yiwu", "shangyu", "--against", "quzhou", "--lang", "en"]
    )
    assert done.exit_code == 0, done.output
    last = done.stdout.splitlines()[-1].split()
    assert last[-3:] == ["890.00", "1326.59", "-436.59"]  # 430 + 460 against 0.85 x 1560.7
    line = next(
        line for line in done.stdout.splitlines() if line.startswith("transport  ") and " Oil " in line
    )
    assert line.endswith("more than the whole")


def test_balances_of_two_years_are_not_added(tmp_path) -> None:
    place = tmp_path / "later"
    shutil.copytree(REGIONS / "yiwu", place)
    text = (place / "region.yaml").read_text(encoding="utf-8")
    (place / "region.yaml").write_text(text.replace("base_year: 2020", "base_year: 2022"), encoding="utf-8")
    for name in ("drivers", "anchors"):
        path = place / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",2020,", ",2022,"), encoding="utf-8")
    done = CliRunner().invoke(sim, ["data", "estimate", str(place), "--against", "quzhou", "--lang", "en"])
    assert done.exit_code == 1
    assert "2022" in done.stderr


# ---- many regions ----


def long_table(path: Path, count: int, *more: str) -> Path:
    """A table of made-up counties."""
    lines = ["region,variable,year,value,unit,grade,source"]
    for number in range(count):
        given = {"gdp": (100 + 10 * number, "亿元"), "population": (20 + number, "万人")}
        given |= {
            "structure.primary": (6, "%"),
            "structure.secondary": (45, "%"),
            "structure.services": (49, "%"),
        }
        lines += [
            f"c{number:02d},{name},2020,{v},{unit},reported,bulletin" for name, (v, unit) in given.items()
        ]
    path.write_text("\n".join([*lines, *more, ""]), encoding="utf-8")
    return path


def test_many_regions_go_on_past_a_bad_one(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    bad = [
        "c01,population,2020,viele,万人,reported,bulletin",
        "c02,elektricity_use,2020,9,1e8 kWh,reported,bulletin",
    ]
    bad += [
        "c03,coal_share,2020,99,%,reported,b",
        "c03,oil_use,2020,900,1e4 tce,reported,b",
        "c03,energy_total,2020,60,1e4 tce,reported,b",
    ]
    table = long_table(tmp_path / "long.csv", 6, *bad, "../up,gdp,2020,5,亿元,reported,bulletin")
    done = CliRunner().invoke(
        sim, ["data", "estimate", "--many", str(table), "--out", "made", "--lang", "en"]
    )
    assert done.exit_code == 1
    assert "3 of 7 regions estimated" in done.stdout
    assert sorted(path.name for path in Path("made").iterdir()) == ["c00", "c04", "c05"]
    assert "c01: " in done.stderr
    assert "long.csv:32: value: got viele" in done.stderr
    assert "did you mean electricity_use" in done.stderr
    assert "c03: " in done.stderr
    assert "contradict" in done.stderr
    assert "../up: " in done.stderr
    assert not Path("up").exists()
    Path("own.yaml").write_text("title: {zh: 例, en: Case}\nregion: made/c04\n", encoding="utf-8")
    ran = CliRunner().invoke(sim, ["run", "own.yaml", "--no-files", "--lang", "en"])
    assert ran.exit_code == 0, ran.output


def test_many_and_one_give_the_same_balance(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    table = long_table(tmp_path / "long.csv", 3, "c02,electricity_use,2020,9,1e8 kWh,reported,bulletin")
    done = CliRunner().invoke(sim, ["data", "estimate", "--many", str(table), "--out", "made"])
    assert done.exit_code == 0, done.output
    problems = Problems()
    region = load_region(str(Path("made") / "c02"), FACTORS, problems, for_estimate=True)
    assert region is not None
    found = estimate(region, FACTORS, problems)
    assert found is not None
    assert balance_csv(found) == Path("made/c02/balance.csv").read_text(encoding="utf-8")
    again = CliRunner().invoke(
        sim, ["data", "estimate", "--many", str(table), "--out", "made", "--lang", "en"]
    )
    assert again.exit_code == 1
    assert "0 of 3" in again.stdout
    assert "--force" in again.stderr
    forced = CliRunner().invoke(sim, ["data", "estimate", "--many", str(table), "--out", "made", "--force"])
    assert forced.exit_code == 0


def test_a_table_that_is_none_stops_everything(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("long.csv").write_text("name,value\na,1\n", encoding="utf-8")
    done = CliRunner().invoke(sim, ["data", "estimate", "--many", "long.csv", "--lang", "en"])
    assert done.exit_code == 1
    assert "region" in done.stderr
    assert not Path("regions").exists()


# ---- the fallback coefficients ----


def closure(quantity: str) -> float:
    """Zhejiang 2020 by the coefficients, from its own value added and people."""
    problems = Problems()
    region = load_region("zhejiang", FACTORS, problems)
    assert region is not None
    assert not problems.found
    anchors = {row.indicator: row.value for row in region.anchors}
    return sum(
        row.value * row.portion * anchors[row.driver]
        for row in region.coefficients
        if row.quantity == quantity
    )


def test_the_energy_coefficients_close_on_zhejiang() -> None:
    # 12 573 + 3489 + 224 + 4151 + 214 + 2587 + cars 1559.34 x 0.68 x 1.4714 = 1560: 24 798 against 24 655
    total = closure("energy")
    assert total == pytest.approx(24798, abs=2)
    assert total / 24655 == pytest.approx(1.006, abs=5e-4)


def test_the_electricity_coefficients_close_on_zhejiang() -> None:
    # 1529 + 1792 + 56 + 704 + 32 + 686 = 4799 x 10^8 kWh against 4829.7; kWh a 10^4 CNY x 10^8 CNY = 10^4 kWh
    total = closure("electricity") / 1e4
    assert total == pytest.approx(4799, abs=1)
    assert total / 4829.7 == pytest.approx(0.994, abs=5e-4)
