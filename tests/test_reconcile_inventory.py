"""An inventory against the base year: real workbooks written and read back, gaps split by hand."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import rows, write_region
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from simulator.assess.inventory import gap_of, parts, reconcile
from simulator.cli.main import sim
from simulator.errors import InputError, Origin, Problems
from simulator.inputs.inventory import COLUMNS, Cell, Entry, Line, entries_of, read_inventory
from simulator.report.data.reconcile import (
    base_year_of,
    factor_choices,
    reconcile_report,
    unit_choices,
    write_template,
)
from simulator.units import unit_of

COAL = Line("industry.coal", "煤", "Coal", 60.0, "1e4 tce", 2.64, "tCO2/tce", fuel="coal")
NOWHERE = Origin("made up", 0)


def entry(activity: float | None, factor: float | None, emissions: float | None = None) -> Entry:
    """An inventory's line of coal in industry."""
    if emissions is None and activity is not None and factor is not None:
        emissions = activity * factor
    return Entry(COAL.id, activity, factor, emissions, "", NOWHERE)


# ---- one gap by hand ----


def test_a_gap_of_the_activity_alone() -> None:
    gap = gap_of(COAL, entry(66.0, 2.64))
    assert (gap.gap, gap.by_activity, gap.by_factor) == pytest.approx((6 * 2.64, 6 * 2.64, 0.0))
    assert gap.label == "activity"


def test_a_gap_of_the_factor_alone() -> None:
    gap = gap_of(COAL, entry(60.0, 2.5))
    assert (gap.by_activity, gap.by_factor) == pytest.approx((0.0, -0.14 * 60))
    assert gap.label == "factor"


def test_both_at_once_are_split_at_the_means() -> None:
    # 50 x 3.0 = 150 against 60 x 2.64 = 158.4: -8.4 = -10 x 2.82 + 0.36 x 55 = -28.2 + 19.8
    gap = gap_of(COAL, entry(50.0, 3.0))
    assert (gap.gap, gap.by_activity, gap.by_factor) == pytest.approx((-8.4, -28.2, 19.8))
    assert gap.label == "activity"


def test_parts_that_cancel_are_not_called_agreement() -> None:
    gap = gap_of(COAL, entry(66.0, 2.4))
    assert gap.gap == pytest.approx(0.0, abs=1e-9)
    assert gap.label in ("activity", "factor")
    assert gap_of(COAL, entry(60.1, 2.641)).label == "none"  # 0.2 %: rounding


@pytest.mark.parametrize("zero", [entry(0.0, None, 0.0), entry(0.0, 2.64)])
def test_a_line_the_inventory_counts_as_zero_is_a_boundary(zero: Entry) -> None:
    gap = gap_of(COAL, zero)
    assert (gap.label, gap.gap, gap.by_activity) == ("boundary", pytest.approx(-158.4), None)


def test_a_line_only_the_inventory_has_is_a_boundary() -> None:
    gap = gap_of(COAL._replace(activity=0.0), entry(10.0, 2.64))
    assert (gap.label, gap.gap) == ("boundary", pytest.approx(26.4))


def test_emissions_alone_are_compared_but_not_split() -> None:
    gap = gap_of(COAL, entry(None, None, 100.0))
    assert (gap.label, gap.gap, gap.by_factor) == ("unsplit", pytest.approx(-58.4), None)


@given(*[st.floats(0.1, 1000)] * 4, st.sampled_from([1.0, 28.0, 10.0, -1.0]))
def test_the_parts_add_up_to_the_gap(a0: float, f0: float, a1: float, f1: float, weight: float) -> None:
    line = COAL._replace(activity=a0, factor=f0, weight=weight)
    gap = gap_of(line, Entry(line.id, a1, f1, a1 * f1 * weight, "", NOWHERE))
    assert gap.by_activity + gap.by_factor == pytest.approx(gap.gap, abs=1e-6)


def test_net_and_absolute_sums() -> None:
    oil = COAL._replace(id="industry.diesel")
    gas = COAL._replace(id="industry.natural_gas")
    lines = {line.id: line for line in (COAL, oil, gas)}
    entries = {COAL.id: entry(70.0, 2.64), oil.id: entry(50.0, 2.64), gas.id: entry(0.0, None, 0.0)}
    found = reconcile(lines, entries)
    by_cause = parts(found.gaps)
    assert by_cause["activity"] == pytest.approx((52.8, 0.0))  # +26.4 and -26.4
    assert by_cause["boundary"] == pytest.approx((158.4, -158.4))
    assert by_cause["factor"] == (0.0, 0.0)


def test_a_blank_line_is_not_compared_and_an_unknown_amount_is_told() -> None:
    unknown = COAL._replace(id="process.x.n2o", activity=None)
    found = reconcile({COAL.id: COAL, unknown.id: unknown}, {unknown.id: entry(None, None, 3.0)})
    assert [line.id for line in found.blank] == [COAL.id]
    assert [line.id for line, _ in found.unknown] == [unknown.id]
    assert not found.gaps


# ---- lines of the base year ----


def test_lines_of_the_tiny_region(tmp_path: Path) -> None:
    lines = base_year_of(str(write_region(tmp_path))).lines
    assert lines["industry.coal"].emissions == pytest.approx(60 * 2.64)
    assert lines["households.natural_gas"].emissions == pytest.approx(5 * 1.63)
    # 55 / 1.229 x 10^8 kWh at 0.5422 kg/kWh
    assert lines["import.electricity"].activity == pytest.approx(55 / 1.229)
    assert lines["import.electricity"].emissions == pytest.approx(55 / 1.229 * 5.422)


def test_processes_and_other_gases_by_their_own_factors(tmp_path: Path) -> None:
    processes = rows(
        "processes",
        "process.clinker,cement_clinker,industry,100,1e4 t,gdp,熟料,Clinker",
        "process.pigs,pig,agriculture,10,1e4 head,gdp,猪,Pigs",
        "process.forest,forest_mixed,technology,2,1e4 ha,population,林,Forest",
    )
    lines = base_year_of(str(write_region(tmp_path, **processes))).lines
    assert lines["process.clinker.co2"].emissions == pytest.approx(53.8)
    assert lines["process.pigs.ch4"].emissions == pytest.approx(10 * 6.08e-3 * 28)  # AR5
    assert lines["process.forest.co2_removed"].emissions == pytest.approx(-7.0)
    assert "process.pigs.nh3" not in lines  # no greenhouse gas


def test_the_lines_add_up_to_the_totals_of_the_model(region: str, bare) -> None:
    run, lines = bare(region), base_year_of(region).lines
    own = [line for line in lines.values() if line.weight in (1.0, 10.0) and line.emissions is not None]
    co2 = sum(line.emissions for line in own if not line.id.startswith(("process.", "burning.")))
    assert co2 == pytest.approx(run.series["co2_total"][0, 0])
    process = sum(line.emissions for line in own if line.id.endswith(".co2"))
    assert process == pytest.approx(run.series["co2_process"][0, 0])
    if "ghg_net" in run.series:
        everything = sum(line.emissions or 0.0 for line in lines.values())
        wanted = run.series["ghg_net"][0, 0] + (process if run.preset == "plan_2020" else 0.0)
        assert everything == pytest.approx(wanted)


# ---- a real workbook ----


def filled(path: Path, values: dict[tuple[str, str], Any], sheet: int = 0) -> Path:
    """A template with cells of (line, column) set."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[sheet]
    names = {spelling: name for name, spellings in COLUMNS.items() for spelling in spellings}
    heads = [str(cell.value).partition("（")[0].partition("(")[0].strip() for cell in page[1]]
    columns = {names[head]: number for number, head in enumerate(heads, start=1) if head in names}
    places = {str(row[0].value): row[0].row for row in page.iter_rows(min_row=2) if row[0].value}
    for (line, column), value in values.items():
        if line not in places:
            places[line] = max(places.values()) + 1  # a spare row
            assert not page.cell(places[line], 1).protection.locked
            page.cell(places[line], columns["line"], line)
        page.cell(places[line], columns[column], value)
    book.save(path)
    return path


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The template of the tiny region, in Chinese."""
    return write_template(tmp_path / "清单.xlsx", str(write_region(tmp_path)))


def tiny(template: Path) -> str:
    """The region beside a template."""
    return str(template.parent / "tiny")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_opens_with_the_lines_of_the_region(tmp_path: Path, lang: str) -> None:
    path = write_template(tmp_path / "a.xlsx", "yiwu", lang)
    page = openpyxl.load_workbook(path).worksheets[0]
    lines = [row[0].value for row in page.iter_rows(min_row=2) if row[0].value]
    assert lines == list(base_year_of("yiwu").lines)
    assert page.protection.sheet
    heads = [str(cell.value) for cell in page[1]]
    activity = heads.index("activity" if lang == "en" else "活动水平") + 1
    cell = page.cell(2, activity)
    assert cell.value is None
    assert not cell.protection.locked
    assert page.cell(2, 1).protection.locked
    assert page.data_validations.dataValidation
    assert {p.name for p in tmp_path.iterdir()} == {"a.xlsx"}


def test_the_template_is_the_same_to_the_byte(tmp_path: Path) -> None:
    one, two = (write_template(tmp_path / name, "yiwu").read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == two


def test_an_unfilled_template_compares_nothing(template: Path) -> None:
    text, notices = reconcile_report(template, tiny(template), "en")
    assert "No line holds an inventory value" in text
    assert not notices


def test_tonnes_and_cubic_metres_are_brought_to_the_lines_units(template: Path) -> None:
    given = {
        ("industry.coal", "activity"): 70,
        ("industry.coal", "unit"): "万吨",
        ("industry.coal", "factor"): 1.9,
        ("industry.coal", "factor_unit"): "tCO2/t",
        ("households.natural_gas", "activity"): 4000,
        ("households.natural_gas", "unit"): "1e4 m3",
        ("households.natural_gas", "factor"): 56.1,
        ("households.natural_gas", "factor_unit"): "kgCO2/GJ",
        ("import.electricity", "activity"): 450000,
        ("import.electricity", "unit"): "万千瓦时",
        ("import.electricity", "factor"): 0.5246,
    }
    problems = Problems()
    base = base_year_of(tiny(template))
    found = entries_of(
        read_inventory(filled(template, given), problems), base.lines, base.plan.scenario.factors, problems
    )
    assert not problems.found, problems.found
    coal, gas, power = found["industry.coal"], found["households.natural_gas"], found["import.electricity"]
    # 70 x 10^4 t x 0.7143 tce/t; 1.9 t/t over 0.7143
    assert (coal.activity, coal.factor) == pytest.approx((50.001, 1.9 / 0.7143))
    assert coal.emissions == pytest.approx(133.0)
    # 0.4 x 10^8 m3 x 1.2143 kgce/m3 = 4.8572 x 10^4 tce; 56.1 kg/GJ x 29.3076
    assert (gas.activity, gas.factor) == pytest.approx((4.8572, 0.0561 * 29.3076))
    assert (power.activity, power.emissions) == pytest.approx((45.0, 45 * 5.246))


def test_the_report_names_every_gap(template: Path) -> None:
    given = {
        ("industry.coal", "activity"): 66,
        ("industry.coal", "factor"): 2.64,
        ("households.natural_gas", "emissions"): 0,
        ("import.electricity", "activity"): 55 / 1.229,
        ("import.electricity", "factor"): 0.5246,
        ("industry.coke", "activity"): 10,  # not in the base year
        ("industry.coke", "factor"): 2.86,
        ("industry.coke", "source"): "焦化台账",
    }
    text, _ = reconcile_report(filled(template, given), tiny(template), "en")
    labels = {line.split()[0]: line.split()[-1] for line in text.splitlines() if "." in line.split(" ")[0]}
    assert labels == {
        "industry.coal": "activity",
        "households.natural_gas": "boundary",
        "import.electricity": "factor",
        "industry.coke": "boundary",
    }
    # 158.4 + 8.15 + 242.64 = 409.2 in the base; +15.84 - 8.15 - 7.88 + 28.6 = +28.4 net, 60.5 absolute
    assert "net gap +28.4" in text
    assert "Sum of absolute gaps 60.5" in text
    assert "factor 7.88, activity 15.8, boundary 36.8" in text
    assert "Not filled in, so not compared: 2 line(s)" in text
    assert "burning.ch4" in text


def test_every_bad_cell_is_told_at_once_by_sheet_and_cell(template: Path) -> None:
    given = {
        ("industry.coal", "activity"): "1,234",
        ("industry.coal", "factor"): "２.６",
        ("households.natural_gas", "activity"): 5,
        ("households.natural_gas", "unit"): "马力",
        ("households.natural_gas", "factor"): 1.6,
        ("import.electricity", "activity"): 45,
        ("import.electricity", "factor"): 0.5,
        ("import.electricity", "factor_unit"): "tCO2/tce",
        ("industry.coall", "activity"): 1,
        ("burning.ch4", "emissions"): True,
        ("burning.n2o", "activity"): 5,
    }
    with pytest.raises(InputError) as caught:
        reconcile_report(filled(template, given), tiny(template))
    said = caught.value.render("en")
    page = openpyxl.load_workbook(template).worksheets[0]
    row = {str(one[0].value): one[0].row for one in page.iter_rows(min_row=2)}
    for line, letter, text in (
        ("industry.coal", "C", "got 1,234, expected a number without separators: 1234"),
        ("industry.coal", "E", "got ２.６, expected a number in ordinary digits: 2.6"),
        ("households.natural_gas", "D", "got 马力, expected a unit such as 1e4 tce"),
        (
            "import.electricity",
            "F",
            "got tCO2/tce, expected a factor per unit of the activity, such as kgCO2/kWh",
        ),
        ("industry.coall", "A", "did you mean industry.coal?"),
        ("burning.ch4", "G", "got true, expected a number, the cell holds TRUE or FALSE"),
        ("burning.n2o", "C", "activity or factor alone"),
    ):
        assert f"清单!{letter}{row[line]}: " in said, (line, said)
        assert text in said, said
    assert "7 problem(s)" in said


def test_emissions_that_contradict_activity_times_factor_are_a_slip_of_the_unit(template: Path) -> None:
    given = {
        ("industry.coal", name): v for name, v in (("activity", 60), ("factor", 2.64), ("emissions", 1584000))
    }
    with pytest.raises(InputError, match="check the units"):
        reconcile_report(filled(template, given), tiny(template))


@pytest.mark.parametrize(("column", "value"), [("activity", -1), ("factor", -1), ("emissions", -1)])
def test_nothing_is_below_zero(template: Path, column: str, value: float) -> None:
    given = {
        ("industry.coal", "activity"): 60,
        ("industry.coal", "factor"): 2.64,
        ("industry.coal", column): value,
    }
    with pytest.raises(InputError, match=">= 0"):
        reconcile_report(filled(template, given), tiny(template))


def test_a_region_may_export_power(template: Path) -> None:
    given = {("import.electricity", "activity"): -10, ("import.electricity", "factor"): 0.5}
    text, _ = reconcile_report(filled(template, given), tiny(template), "en")
    assert "-50.0" in text


def test_a_line_given_twice_is_refused(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for amount in (1, 2):
        book.worksheets[0].append(["industry.coal", "", amount, "", 2.6])
    book.save(template)
    with pytest.raises(InputError, match="twice"):
        reconcile_report(template, tiny(template))


# ---- the same from CSV ----


def as_csv(path: Path, *lines: dict[str, str], encoding: str = "utf-8") -> Path:
    """An inventory as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(lines)
    path.write_text(out.getvalue(), encoding=encoding, newline="")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_says_the_same(tmp_path: Path, encoding: str) -> None:
    place = write_region(tmp_path)
    line = {"line": "industry.coal", "activity": "66", "factor": "2.64", "source": "市级清单"}
    text, notices = reconcile_report(as_csv(tmp_path / "a.csv", line, encoding=encoding), str(place), "en")
    assert "+15.8" in text
    assert bool(notices) == (encoding != "utf-8")  # as tables are read


def test_a_bad_cell_of_a_csv_is_told_by_line(tmp_path: Path) -> None:
    place = write_region(tmp_path)
    with pytest.raises(InputError, match=r"a\.csv:2: activity: got 1 234"):
        reconcile_report(
            as_csv(tmp_path / "a.csv", {"line": "industry.coal", "activity": "1 234"}), str(place)
        )


# ---- bad files ----


def zipped(path: Path, **members: bytes) -> Path:
    """A zip file with members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def test_files_that_are_no_inventory(tmp_path: Path, template: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"x")
    (tmp_path / "no.xlsx").write_bytes(b"not a zip")
    zipped(tmp_path / "odd.xlsx", a=b"x")
    book = {"xl/workbook.xml": b"<workbook/>"}
    zipped(tmp_path / "macro.xlsx", **book, **{"xl/vbaProject.bin": b"x"})
    zipped(tmp_path / "linked.xlsx", **book, **{"xl/externalLinks/externalLink1.xml": b"x"})
    zipped(tmp_path / "bomb.xlsx", a=b"0" * 210_000_000)
    (tmp_path / "b.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for name, text in (
        ("a.xls", "expected a workbook (.xlsx) or a table (.csv)"),
        ("no.xlsx", "this is no .xlsx workbook"),
        ("odd.xlsx", "this is no .xlsx workbook"),
        ("macro.xlsx", "the workbook holds macros (xl/vbaProject.bin)"),
        ("linked.xlsx", "linked to another file"),
        ("bomb.xlsx", "210 MB, expected at most 200 MB"),
        ("b.csv", "expected a sheet with the columns"),
        ("missing.xlsx", "no such file"),
    ):
        with pytest.raises(InputError) as caught:
            reconcile_report(tmp_path / name, tiny(template))
        assert text in caught.value.render("en"), name


# ---- the command ----


def test_the_command_writes_a_template_and_reads_it_back(tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    made = CliRunner().invoke(sim, ["data", "reconcile", "--template", str(path), "shangyu"])
    assert made.exit_code == 0, made.output
    again = CliRunner().invoke(sim, ["data", "reconcile", "--template", str(path), "shangyu", "--lang", "en"])
    assert (again.exit_code, again.stdout) == (1, "")
    assert "--force" in again.stderr
    forced = CliRunner().invoke(sim, ["data", "reconcile", "--template", str(path), "--force", "shangyu"])
    assert forced.exit_code == 0
    filled(path, {("industry.coal", "activity"): 100, ("industry.coal", "factor"): 2.64})
    for lang in ("zh", "en"):
        done = CliRunner().invoke(sim, ["data", "reconcile", str(path), "shangyu", "--lang", lang])
        assert (done.exit_code, done.stderr) == (0, "")
        assert "industry.coal" in done.stdout


@pytest.mark.parametrize("words", [["--template", "a.xlsx", "b.xlsx", "yiwu"], ["a", "b", "c"]])
def test_wrong_words_are_usage_errors(words: list[str]) -> None:
    done = CliRunner().invoke(sim, ["data", "reconcile", *words])
    assert done.exit_code == 2
    assert "expected: sim data reconcile" in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_unit_of_the_lists_is_read_back(lang: str) -> None:
    base, problems = base_year_of("quzhou"), Problems()
    for line in base.lines.values():
        for unit in unit_choices(line, lang):
            for per in factor_choices(line):
                cells = {"line": line.id, "activity": 1.0, "unit": unit, "factor": 1.0, "factor_unit": per}
                row = {name: Cell(cells.get(name, ""), NOWHERE) for name in COLUMNS}
                found = entries_of([row], base.lines, base.plan.scenario.factors, problems)
                assert not problems.found, problems.found
                assert found[line.id].activity > 0.0
                if unit_of(unit).dimension == unit_of(line.unit).dimension:
                    assert found[line.id].activity == pytest.approx(unit_of(unit).factor)


def test_libreoffice_opens_the_template(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    path = write_template(tmp_path / "a.xlsx", "yiwu")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = [office, profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run(
        [*words, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120
    )
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        seen = list(csv.reader(file))
    assert seen[0][:4] == ["行", "内容", "活动水平", "单位"]
    assert [row[0] for row in seen[1:] if row[0]] == list(base_year_of("yiwu").lines)
