"""result.nc as researchers open it: CF attributes, labels, and the numbers its flows are made from."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray
from builders import tiny_plan

from simulator import Result, load, simulate
from simulator.report.dataset import dataset_of
from simulator.variables import ARRAYS, FIXED, INDICATORS

SCENARIOS = {"yiwu": "yiwu/stated_policies", "quzhou": "quzhou/neutrality"}


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {region: simulate(plan) for region, name in SCENARIOS.items() if (plan := load(name)) is not None}


@pytest.fixture(scope="module")
def files(results: dict[str, Result], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("netcdf")
    for region, result in results.items():
        dataset_of(result).to_netcdf(folder / f"{region}.nc", engine="scipy", format="NETCDF3_64BIT")
    return {region: folder / f"{region}.nc" for region in results}


@pytest.fixture(params=SCENARIOS)
def dataset(request: pytest.FixtureRequest, files: dict[str, Path]) -> xarray.Dataset:
    """Opened with all of xarray's CF decoding; a warning is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return xarray.load_dataset(files[request.param], engine="scipy", decode_cf=True, use_cftime=None)


def test_every_variable_says_unit_and_name_in_both_languages(dataset: xarray.Dataset) -> None:
    known = INDICATORS | ARRAYS
    for name, values in dataset.data_vars.items():
        assert values.attrs["units"], name
        assert values.attrs["long_name"] == known[str(name)].en
        assert values.attrs["long_name_zh"] == known[str(name)].zh
        assert ("case" in values.dims) == (name not in FIXED), name
    for name in dataset.dims:
        assert {"long_name", "long_name_zh"} <= set(dataset[name].attrs), name
    assert dataset.attrs["Conventions"] == "CF-1.8"


def test_years_are_plain_numbers_and_no_time_axis(dataset: xarray.Dataset) -> None:
    """A year is a whole number here; CF would want `days since` of anything that is called time."""
    assert dataset["year"].dtype == np.int32
    assert dataset["year"].attrs["units"] == "1"
    assert "standard_name" not in dataset["year"].attrs
    assert dataset.indexes["year"].is_monotonic_increasing


def test_yearly_amounts_are_sums_over_the_year(dataset: xarray.Dataset) -> None:
    assert dataset["co2_total"].attrs["cell_methods"] == "year: sum"
    assert "cell_methods" not in dataset["co2_intensity"].attrs
    assert "cell_methods" not in dataset["population"].attrs


def test_labels_stand_beside_their_items(dataset: xarray.Dataset) -> None:
    cars = dataset.sel(branch="transport.passenger.car")
    assert str(cars["branch_sector"].values) == "transport"
    assert str(cars["branch_title_zh"].values) == "私人乘用车"
    oil = dataset["final_energy"].where(dataset["fuel_source"] == "oil", drop=True)
    assert set(oil["fuel"].values) >= {"gasoline", "diesel"}
    grouped = dataset["final_energy"].groupby("branch_sector").sum()
    assert float(grouped.sum()) == pytest.approx(float(dataset["final_energy"].sum()))


def test_factors_say_grade_place_and_source(dataset: xarray.Dataset) -> None:
    told = str(dataset["fuel_reference"].sel(fuel="coal").values)
    grade, place, source = told.split(" · ")
    assert grade in ("reported", "recalled", "derived", "assumed")
    assert place.startswith("parameters/factors/")
    assert place.rpartition(":")[2].isdecimal()
    assert source
    assert "rates.csv" in dataset["calorific_rate"].attrs["references"]


def test_flows_follow_from_what_stands_beside_them(dataset: xarray.Dataset) -> None:
    """A researcher needs nothing but the file: CO2 of plants, fuel of plants and import from their parts."""
    useful = dataset["plant_heat"] + dataset["plant_electricity"]
    xarray.testing.assert_allclose(useful * dataset["plant_fuel_use"], dataset["plant_fuel"])
    released = dataset["plant_fuel"] * dataset["plant_fuel_co2"] * (1.0 - dataset["plant_captured"])
    xarray.testing.assert_allclose(released, dataset["co2_plant"])
    imported = dataset["net_import_electricity"] * dataset["import_rate"] * 10.0
    source = dataset["primary_energy"].sel(source="import_electricity", drop=True)
    xarray.testing.assert_allclose(imported, source)
    whole = dataset["final_energy"].sum("fuel")
    xarray.testing.assert_allclose(dataset["activity"] * dataset["intensity"], whole)


def test_the_file_holds_what_the_notebook_sees(results: dict[str, Result], files: dict[str, Path]) -> None:
    for region, result in results.items():
        read = xarray.load_dataset(files[region], engine="scipy")
        own = dataset_of(result)
        assert set(read.variables) == set(own.variables)
        xarray.testing.assert_allclose(read["co2_total"], own["co2_total"])


def test_a_region_without_plants_has_no_such_dimension(tmp_path: Path) -> None:
    """netCDF 3 takes a length of 0 for a dimension that may grow."""
    dataset = dataset_of(simulate(tiny_plan(tmp_path)))
    assert "plant" not in dataset.dims
    assert "plant_fuel" not in dataset
    dataset.to_netcdf(tmp_path / "tiny.nc", engine="scipy", format="NETCDF3_64BIT")
    assert dict(xarray.load_dataset(tmp_path / "tiny.nc", engine="scipy").sizes) == dict(dataset.sizes)
