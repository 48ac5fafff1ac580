"""Input that is accepted gives the same numbers however it is spelt, and says where it was read otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import officer
import pytest
from officer import (
    HEAD,
    assert_refused,
    result_of,
    sim_run,
    write,
)

here, region = officer.here, officer.region  # fixtures

GROWN = HEAD + "drivers: {gdp.growth: {2030: 5%}}\n"
SPELLINGS = {
    "0.05": GROWN.replace("5%", "0.05"),
    "5.0 %": GROWN.replace("5%", "5.0 %"),
    "in quotes": GROWN.replace("5%", '"5%"'),
    "Windows line ends": GROWN.replace("\n", "\r\n"),
    "old line ends": GROWN.replace("\n", "\r"),
    "no line end": GROWN.rstrip(),
    "comments": "# 说明\n" + GROWN + "# 完\n",
    "a byte order mark": "\ufeff" + GROWN,
    "emoji in the reason": GROWN + "reason: 加油 😀\n",
}
MARK = "own.yaml:1: the file starts with a byte order mark (UTF-8 BOM), it was skipped\n"


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_that_mean_the_same(here: Path, name: str) -> None:
    expected, _ = result_of(write("own.yaml", GROWN))
    got, told = result_of(write("own.yaml", SPELLINGS[name]))
    assert got == expected
    assert told == (MARK if "mark" in name else "")
    assert got != result_of(write("own.yaml", HEAD))[0]


@pytest.mark.parametrize("file", ["义乌 试算 (1).yaml", "a.b.yml", "own.YAML", "情景/基准.yaml", "own"])
def test_names_of_files(here: Path, file: str) -> None:
    Path(file).parent.mkdir(exist_ok=True)
    code, out, told = sim_run(write(file, HEAD), "--no-charts")
    assert (code, told) == (0, "")
    assert Path(file).stem in out
    assert [path.name for path in Path("out").iterdir()] == [f"yiwu-{Path(file).stem}"]


TABLES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "GBK": (
        lambda data: data.decode().encode("gbk"),
        ":2: the file is not UTF-8, it was read as GBK (GB18030)\n",
    ),
    "a byte order mark": (lambda data: b"\xef\xbb\xbf" + data, MARK.removeprefix("own.yaml")),
    "Windows line ends": (lambda data: data.replace(b"\n", b"\r\n"), ""),
    "padded by Excel": (lambda data: data + b"," * 15 + b"\n\n", ""),
    "units in Chinese": (lambda data: data.replace(b",1e4 vehicles,", ",万辆,".encode()), ""),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_say_the_same(region: Path, name: str) -> None:
    expected, nothing = result_of()
    assert nothing == ""
    change, notice = TABLES[name]
    file = region / "stocks.csv"
    file.write_bytes(change(file.read_bytes()))
    assert result_of() == (expected, f"{file}{notice}" if notice else "")


def test_a_notice_speaks_chinese_too(region: Path) -> None:
    (region / "stocks.csv").write_bytes((region / "stocks.csv").read_text(encoding="utf-8").encode("gbk"))
    assert (
        result_of(lang="zh")[1]
        == f"{region / 'stocks.csv'}:2: 文件不是 UTF-8 编码，已按 GBK（GB18030）读取\n"
    )


def test_a_region_of_ones_own_gives_the_numbers_of_its_original(region: Path) -> None:
    assert result_of()[0] == result_of("yiwu/baseline")[0]


def test_a_folder_of_the_same_name_does_not_hide_a_bundled_region(here: Path) -> None:
    Path("yiwu").mkdir()
    assert result_of(write("own.yaml", HEAD + "region: yiwu\n")) == result_of("yiwu/baseline")
    assert_refused(
        [f"{here.resolve()}/yiwu/region.yaml: no such file"], write("own.yaml", HEAD + "region: ./yiwu\n")
    )


def test_published_years_stay_and_it_is_said(here: Path) -> None:
    plain, _ = result_of(write("own.yaml", HEAD))
    body = "drivers: {gdp.growth: {2021: 1%}}\nchanges: {industry.textiles.intensity: {2020: 3}}\n"
    got, told = result_of(write("own.yaml", HEAD + body))
    assert got == plain
    assert [line.partition(": got ")[0] for line in told.splitlines()] == [
        "own.yaml:3: drivers.gdp.growth[2021]",
        "own.yaml:4: changes.industry.textiles.intensity[2020]",
    ]


def test_a_table_with_a_misspelt_name_is_said(region: Path) -> None:
    shutil.copy(region / "stocks.csv", region / "stock.csv")
    assert result_of()[1] == f"{region / 'stock.csv'}: this table is not read, did you mean stocks.csv?\n"


def test_a_grid_without_a_path_is_said(region: Path) -> None:
    text = (
        (region / "region.yaml").read_text(encoding="utf-8").replace("province:Zhejiang", "province:Jiangsu")
    )
    (region / "region.yaml").write_text(text, encoding="utf-8")
    assert "province:Jiangsu: got " in result_of()[1]
    assert "it stays at its value of" in result_of()[1]
