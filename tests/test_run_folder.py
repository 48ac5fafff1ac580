"""The folder of a run: what it holds, that it is whole or not there, the same bytes for the same run."""

from __future__ import annotations

import csv
import errno
import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray
import yaml
from click.testing import CliRunner, Result

from simulator.cli.main import sim
from simulator.inputs.locate import parameters_folder
from simulator.report.tables import (
    COLUMNS,
    LEVER_COLUMNS,
    MEASURE_COLUMNS,
    PEAK_COLUMNS,
    PROJECT_COLUMNS,
    TARGET_COLUMNS,
)
from simulator.variables import ARRAYS, INDICATORS

NAME = "yiwu-baseline"
TIDY = ("indicators.csv", "energy.csv", "co2.csv", "gases.csv")
CSV = (*TIDY, "measures.csv", "projects.csv", "peaks.csv", "targets.csv", "levers.csv")
CHARTS = ("co2_by_sector", "energy_by_source", "four_indicators", "sector_views", "joint_reduction")
FILES = {"result.nc", "inputs.yaml", "summary.json", "manifest.json", *CSV}
FILES |= {f"charts/{name}.{kind}" for name in CHARTS for kind in ("png", "svg")}
OWN = "title: {zh: 试算, en: Trial}\nextends: yiwu/baseline\nregion: ./myregion\n"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(sim, ["run", *map(str, words)])


def contents(folder: Path) -> dict[str, bytes]:
    """Path below the folder -> bytes of every file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of Yiwu's baseline with everything in it."""
    parent = tmp_path_factory.mktemp("results")
    done = run("yiwu/baseline", "--out", parent)
    assert done.exit_code == 0, done.output
    return parent / NAME


@pytest.fixture(scope="module")
def dataset(folder: Path) -> xarray.Dataset:
    return xarray.open_dataset(folder / "result.nc", engine="scipy")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def series(folder: Path, name: str, **where: str) -> np.ndarray:
    """Sum of the rows that fit, by year, of the central case."""
    found: dict[str, float] = {}
    for row in rows(folder, name):
        if {"case": "central", **where}.items() <= row.items():
            found[row["year"]] = found.get(row["year"], 0.0) + float(row["value"])
    return np.array(list(found.values()))


# ---- what it holds ----


def test_the_files_are_these(folder: Path) -> None:
    assert set(contents(folder)) == FILES
    assert [path.name for path in folder.parent.iterdir()] == [NAME]


@pytest.mark.parametrize("name", CSV)
def test_a_table_opens_in_excel(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    columns = {
        "measures.csv": MEASURE_COLUMNS,
        "projects.csv": PROJECT_COLUMNS,
        "peaks.csv": PEAK_COLUMNS,
        "targets.csv": TARGET_COLUMNS,
        "levers.csv": LEVER_COLUMNS,
    }.get(name, COLUMNS)
    assert tuple(rows(folder, name)[0]) == columns


@pytest.mark.parametrize("name", TIDY)
def test_a_tidy_table_says_what_each_value_is(folder: Path, name: str) -> None:
    found = rows(folder, name)
    assert {row["region"] for row in found} == {"yiwu"}
    assert {row["scenario"] for row in found} == {"yiwu/baseline"}
    assert {row["case"] for row in found} == {"central", "low", "high", "frozen_grid"}
    assert {int(row["year"]) for row in found} == set(range(2020, 2061))
    assert all(row["accounting"] and row["variable"] and row["unit"] for row in found)
    assert all(np.isfinite(float(row["value"])) for row in found)
    keys = [tuple(row[column] for column in COLUMNS[:-2]) for row in found]
    assert len(keys) == len(set(keys))


def test_every_indicator_is_in_the_table(folder: Path) -> None:
    assert set(INDICATORS) <= {row["variable"] for row in rows(folder, "indicators.csv")}


def test_the_dataset_follows_the_conventions(dataset: xarray.Dataset) -> None:
    assert dataset.attrs["Conventions"].startswith("CF-")
    assert dataset.attrs["region"] == "yiwu"
    assert dataset.attrs["accounting"] == "plan_2020"
    assert set(dataset.data_vars) == {*INDICATORS, *ARRAYS}
    for name, variable in dataset.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
        assert variable.attrs["long_name_zh"], name
        assert np.isfinite(variable.values).all(), name
    assert dataset["year"].dtype == np.int32
    assert dataset["case"].values.tolist() == ["central", "low", "high", "frozen_grid"]


@pytest.mark.parametrize("name", ["energy_total", "co2_total", "energy_intensity", "coal_share", "gdp"])
def test_a_table_equals_the_dataset(folder: Path, dataset: xarray.Dataset, name: str) -> None:
    found = {
        (row["case"], int(row["year"])): float(row["value"])
        for row in rows(folder, "indicators.csv")
        if row["variable"] == name and row["accounting"] == "plan_2020"
    }
    for case in dataset["case"].values.tolist():
        values = dataset[name].sel(case=case)
        expected = [found[case, year] for year in values["year"].values.tolist()]
        np.testing.assert_allclose(values, expected, rtol=1e-9)


@pytest.mark.parametrize("variable", ["co2_end_use", "co2_source"])
@pytest.mark.parametrize("accounting", ["plan_2020", "dual_control_2026"])
def test_sectors_add_up_to_the_total(folder: Path, variable: str, accounting: str) -> None:
    total = {
        row["year"]: float(row["value"])
        for row in rows(folder, "indicators.csv")
        if (row["variable"], row["accounting"], row["case"]) == ("co2_total", accounting, "central")
    }
    parts = series(folder, "co2.csv", variable=variable, accounting=accounting)
    np.testing.assert_allclose(parts, list(total.values()), rtol=1e-9)


def test_energy_adds_up_by_sector_and_by_source(folder: Path, dataset: xarray.Dataset) -> None:
    total = dataset["energy_total"].sel(case="central")
    by_source = series(folder, "energy.csv", variable="primary_energy", sector="")
    by_sector = series(folder, "energy.csv", variable="primary_energy", fuel="")
    np.testing.assert_allclose(by_source, total, rtol=1e-9)
    np.testing.assert_allclose(by_sector, total, rtol=1e-9)
    final = dataset["final_energy"].sel(case="central").sum(["branch", "fuel"])
    np.testing.assert_allclose(series(folder, "energy.csv", variable="final_energy"), final, rtol=1e-9)


def test_the_inputs_are_kept_with_their_places(folder: Path) -> None:
    kept = yaml.safe_load((folder / "inputs.yaml").read_text(encoding="utf-8"))
    assert kept["scenario"]["id"] == "yiwu/baseline"
    assert kept["measures"][0]["source"]
    row = kept["tables"]["balance"][0]
    assert row["file"].startswith("parameters/regions/yiwu/balance.csv:")
    assert row["grade"]


def test_the_manifest_names_every_other_file(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = contents(folder)
    assert manifest["files"] == {
        name: sha256(found[name]).hexdigest() for name in sorted(FILES - {"manifest.json"})
    }
    assert "scenarios/yiwu/baseline.yaml" in manifest["inputs"]
    assert "parameters/factors/electricity.csv" in manifest["inputs"]
    assert "parameters/regions/zhejiang/paths.csv" in manifest["inputs"]
    assert max(manifest["balance_gaps"].values()) < 1e-9
    assert {"version", "python", "numpy", "accounting", "region", "scenario"} <= set(manifest)


def test_no_charts_leaves_out_only_the_charts(tmp_path: Path) -> None:
    assert run("yiwu/baseline", "--out", tmp_path, "--no-charts").exit_code == 0
    assert set(contents(tmp_path / NAME)) == {name for name in FILES if not name.startswith("charts/")}


# ---- the same run, the same bytes ----


def test_a_rerun_elsewhere_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    parent = tmp_path / "另一个 文件夹" / "deeper"
    assert run("yiwu/baseline", "--out", parent).exit_code == 0
    again, first = contents(parent / NAME), contents(folder)
    assert [name for name in FILES if again[name] != first[name]] == []


def test_a_region_of_ones_own_gives_the_same_bytes_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for place in ("here", "there/and beyond"):
        home = tmp_path / place
        home.mkdir(parents=True)
        shutil.copytree(parameters_folder() / "regions" / "yiwu", home / "myregion")
        (home / "own.yaml").write_text(OWN, encoding="utf-8")
        monkeypatch.chdir(home)
        assert run("own.yaml", "--no-charts").exit_code == 0
        found.append(contents(home / "outputs" / "yiwu-own"))
    assert found[0] == found[1]
    assert not [name for name, data in found[0].items() if str(tmp_path).encode() in data]


def test_no_file_knows_where_it_stands(folder: Path) -> None:
    places = [str(folder.parent), str(parameters_folder()), str(Path.home() / ""), str(Path.cwd())]
    for name, data in contents(folder).items():
        for place in places:
            assert len(place) < 3 or place.encode() not in data, (name, place)


# ---- whole or not there ----


@pytest.fixture
def old(tmp_path: Path) -> dict[str, bytes]:
    """The files of an earlier run of another length in tmp_path."""
    assert run("yiwu/baseline", "--out", tmp_path, "--no-charts", "--to", "2035").exit_code == 0
    return contents(tmp_path / NAME)


def test_a_rerun_replaces_the_folder_whole(tmp_path: Path, old: dict[str, bytes]) -> None:
    (tmp_path / NAME / "mine.txt").write_text("left here by the user of the folder", encoding="utf-8")
    assert run("yiwu/baseline", "--out", tmp_path, "--no-charts").exit_code == 0
    new = contents(tmp_path / NAME)
    assert set(new) == set(old)
    assert new["indicators.csv"] != old["indicators.csv"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


FULL = OSError(errno.ENOSPC, "No space left on device", "result.nc")
DENIED = PermissionError(errno.EACCES, "Permission denied", "result.nc")
FAILURES: list[tuple[Any, int, str]] = [
    (FULL, 1, "result.nc: 无法读写：磁盘空间不足"),
    (DENIED, 1, "result.nc: 无法读写：没有权限，或文件正被其他程序打开"),
    (KeyboardInterrupt(), 130, ""),
]
PLACES = [
    "xarray.Dataset.to_netcdf",
    "simulator.report.charts.run.draw_charts",
    "simulator.report.run_folder.write_manifest",
    "simulator.report.run_folder.all_tables",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("failure", "code", "told"), FAILURES, ids=["full", "denied", "interrupted"])
def test_a_failure_in_the_middle_leaves_the_old_result(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: dict[str, bytes],
    place: str,
    failure: Any,
    code: int,
    told: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(place, fail)
    done = run("yiwu/baseline", "--out", tmp_path)
    assert done.exit_code == code
    assert "Traceback" not in done.output
    assert done.stderr.strip() == told
    assert contents(tmp_path / NAME) == old
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_failure_of_the_first_run_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FULL

    monkeypatch.setattr("xarray.Dataset.to_netcdf", fail)
    assert run("yiwu/baseline", "--out", tmp_path).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_failure_between_the_two_renames_brings_the_old_result_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: dict[str, bytes]
) -> None:
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise PermissionError(errno.EACCES, "Permission denied", str(self), None, str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    done = run("yiwu/baseline", "--out", tmp_path, "--no-charts")
    assert done.exit_code == 1
    assert f"{tmp_path / NAME}: " in done.stderr
    assert contents(tmp_path / NAME) == old
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_result_left_behind_by_a_power_cut_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: dict[str, bytes]
) -> None:
    (tmp_path / NAME).rename(tmp_path / f".{NAME}.old")
    (tmp_path / f".{NAME}.new").mkdir()

    def fail(*_: object, **__: object) -> None:
        raise FULL

    monkeypatch.setattr("xarray.Dataset.to_netcdf", fail)
    assert run("yiwu/baseline", "--out", tmp_path).exit_code == 1
    assert contents(tmp_path / NAME) == old
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


# ---- what is not ours is left alone ----


def write_foreign(folder: Path, kind: str) -> None:
    if kind == "file":
        folder.write_text("mine", encoding="utf-8")
        return
    folder.mkdir()
    (folder / "report.docx").write_text("mine", encoding="utf-8")
    if kind != "folder":
        text = {"other": '{"name": "an app"}', "broken": "{", "list": "[1]"}[kind]
        (folder / "manifest.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("kind", ["file", "folder", "other", "broken", "list"])
@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "is not a result of ours and was left alone"), ("zh", "不是本工具的结果，未作改动")],
)
def test_what_is_not_ours_is_left_alone(tmp_path: Path, kind: str, lang: str, told: str) -> None:
    write_foreign(tmp_path / NAME, kind)
    before = contents(tmp_path)
    done = run("quzhou/baseline", "yiwu/baseline", "--out", tmp_path, "--lang", lang)
    assert done.exit_code == 1
    assert done.stdout == ""  # told before anything runs
    assert f"{tmp_path / NAME}: " in done.stderr
    assert told in done.stderr
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_where_the_parent_should_be(tmp_path: Path, lang: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run("yiwu/baseline", "--out", tmp_path / "file" / "results", "--lang", lang)
    assert done.exit_code == 1
    assert str(tmp_path / "file") in done.stderr
    assert {"en": "a file stands where a folder is needed", "zh": "应为文件夹的位置是一个文件"}[
        lang
    ] in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert run("yiwu/baseline", "--out", tmp_path / "file").exit_code == 2  # the folder itself: a wrong use


def test_a_parent_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    done = run("yiwu/baseline", "--out", tmp_path / "disk")
    assert done.exit_code == 1
    assert done.stderr == f"{tmp_path / 'disk'}: 无法读写：磁盘为只读\n"
    assert list(tmp_path.iterdir()) == []
