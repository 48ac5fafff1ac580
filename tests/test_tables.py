"""CSV tables: what is read, on which line it stands, and what is refused."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import Origin, Problems
from simulator.inputs import tables
from simulator.inputs.tables import CONVERTED, read_table
from simulator.messages import TEXT

HERE = Origin("table.csv", 2)


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with one column of each kind."""

    name: str
    year: int
    value: float | None
    unit: str
    grade: Literal["reported", "assumed"]
    rank: int | None = None
    weight: float = 1.0
    note: str = ""
    low: float | None = field(default=None, metadata=CONVERTED)
    origin: Origin = HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """The origin stands first and comes from a base, as in most row types."""

    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Inherited):
    """Two columns."""

    left: str
    right: float


HEADER = "name,year,value,unit,grade\n"
GOOD = "a,2030,1,ratio,assumed\n"


def read(folder, content, row_type=Reading, name="table.csv", **options):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    problems = Problems()
    return read_table(path, row_type, problems, shown=name, **options), problems


def rows_of(folder, content, row_type=Reading):
    rows, problems = read(folder, content, row_type)
    assert [found.render() for found in problems.found] == []
    return rows


def told(problems):
    """(message, line, key) of each problem, after checking that it reads well in both languages."""
    for problem in [*problems.found, *problems.notices]:
        english, chinese = problem.render("en"), problem.render("zh")
        assert english != chinese
        assert english.startswith(f"{problem.origin}: ")
        assert chinese.startswith(f"{problem.origin}: ")
    return [(problem.message, problem.origin.line, problem.key) for problem in problems.found]


# ---- what is read ----


def test_a_row_knows_its_cells_and_its_line(tmp_path):
    content = "# made up\nname, year, value, unit, grade\n\n# more\n甲, 2030, 5, %, reported\n"
    assert rows_of(tmp_path, content) == (
        Reading("甲", 2030, 0.05, "ratio", "reported", origin=Origin("table.csv", 5)),
    )


def test_columns_stand_in_any_order_and_the_origin_field_anywhere(tmp_path):
    assert rows_of(tmp_path, "right,left\n1e3,a\n", Pair) == (
        Pair(left="a", right=1000.0, origin=Origin("table.csv", 2)),
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1", 1.0),
        ("-1.5", -1.5),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("1E-05", 1e-5),
        (" 7 ", 7.0),
        ("", None),
        (" ", None),
    ],
)
def test_numbers_and_missing_numbers(tmp_path, cell, value):
    assert rows_of(tmp_path, f"{HEADER}a,2030,{cell},ratio,assumed\n")[0].value == value


def test_a_default_fills_blank_cells_and_absent_columns(tmp_path):
    blank = rows_of(tmp_path, "name,year,value,unit,grade,rank,weight,note\na,2030,1,ratio,assumed,,,\n")
    absent = rows_of(tmp_path, HEADER + GOOD)
    assert blank == absent
    assert (blank[0].rank, blank[0].weight, blank[0].note) == (None, 1.0, "")


def test_values_are_converted_to_the_model_unit(tmp_path):
    header = "name,year,value,unit,grade,low\n"
    row = rows_of(tmp_path, f"{header}a,2030,3000,吨标准煤,assumed,2000\n")[0]
    assert (row.value, row.low, row.unit) == (0.3, 0.2, "1e4 tce")
    missing = rows_of(tmp_path, f"{header}a,2030,,吨标准煤,assumed,\n")[0]
    assert (missing.value, missing.low, missing.unit) == (None, None, "1e4 tce")


def test_lines_are_counted_through_quotes_comments_and_line_ends(tmp_path):
    content = (
        '# "open quote, in a comment\r\nname,year,value,unit,grade,note\r\n'
        'a,2030,1,ratio,assumed,"two\r\n# lines"\r\n\r\nb,2030,1,ratio,assumed,\r\n,,,,,\r\n\r\n'
    )
    rows = rows_of(tmp_path, content)
    assert [(row.name, row.note, row.origin.line) for row in rows] == [
        ("a", "two\r\n# lines", 3),
        ("b", "", 6),
    ]


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    assert rows_of(tmp_path, HEADER) == ()


def test_comments_survive_a_spreadsheet(tmp_path):
    assert len(rows_of(tmp_path, f'"# say ""so"", or not",,,,\n{HEADER}{GOOD}')) == 1


def test_a_missing_table_may_be_optional(tmp_path):
    problems = Problems()
    assert read_table(tmp_path / "gone.csv", Reading, problems, optional=True) == ()
    assert problems.found == []


@pytest.mark.parametrize(
    ("content", "notice", "line"),
    [
        (f"{HEADER}义乌,2030,1,ratio,assumed\n".encode("utf-8-sig"), "byte_order_mark", 1),
        (f"{HEADER}义乌,2030,1,ratio,assumed\n".encode("gbk"), "read_as_gbk", 2),
    ],
)
def test_what_excel_saves_is_accepted_with_a_notice(tmp_path, content, notice, line):
    rows, problems = read(tmp_path, content)
    assert rows[0].name == "义乌"
    assert told(problems) == []
    assert [(told.message, told.origin.line) for told in problems.notices] == [(notice, line)]


def test_tables_inside_an_archive_are_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("table.csv", "left,right\na,1\n")
    problems, inside = Problems(), zipfile.Path(tmp_path / "package.zip")
    assert len(read_table(inside / "table.csv", Pair, problems)) == 1
    assert read_table(inside / "gone.csv", Pair, problems, optional=True) == ()
    assert problems.found == []


cell_text = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="#")).map(str.strip)
pairs = st.tuples(cell_text.filter(bool), st.floats(allow_nan=False, allow_infinity=False))


@given(st.lists(pairs, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_back(tmp_path, written):
    text = io.StringIO()
    csv.writer(text).writerows([("left", "right"), *written])
    rows = rows_of(tmp_path, text.getvalue(), Pair)
    assert [(row.left, row.right) for row in rows] == written
    assert [row.origin.line for row in rows] == list(range(2, len(written) + 2))


# ---- what is refused ----


def with_cells(**cells):
    """A table of one row in which some cells are replaced."""
    usual = {"name": "a", "year": "2030", "value": "1", "unit": "ratio", "grade": "assumed"} | cells
    return f"{','.join(usual)}\n{','.join(usual.values())}\n"


REFUSED = {
    "missing column": ("name,year,value,unit\na,2030,1,ratio\n", "column_missing", 1, "grade"),
    "unknown column": ("name,year,value,unit,grade,colour\n", "column_unknown", 1, "colour"),
    "duplicate column": ("name,year,value,unit,grade,year\n", "column_duplicate", 1, "year"),
    "column without name": ("name,year,value,unit,grade,\n", "column_unnamed", 1, ""),
    "short row": (HEADER + GOOD + "a,2030,1\n", "row_width", 3, ""),
    "long row": (HEADER + "a,2030,1,ratio,assumed,9\n" + GOOD, "row_width", 2, ""),
    "blank text": (with_cells(name=" "), "cell_blank", 2, "name"),
    "blank whole number": (with_cells(year=""), "cell_blank", 2, "year"),
    "blank choice": (with_cells(grade=""), "cell_blank", 2, "grade"),
    "blank unit": (with_cells(unit=""), "cell_blank", 2, "unit"),
    "text for a number": (with_cells(value="about 5"), "expected_number", 2, "value"),
    "thousands separator": (with_cells(value='"1,234"'), "expected_number", 2, "value"),
    "underscore": (with_cells(value="1_234"), "expected_number", 2, "value"),
    "percent sign": (with_cells(value="5%"), "expected_number", 2, "value"),
    "full-width digits": (with_cells(value="１２"), "expected_number", 2, "value"),
    "full-width digits in a year": (with_cells(year="２０３０"), "expected_whole_number", 2, "year"),
    "hexadecimal": (with_cells(value="0x1F"), "expected_number", 2, "value"),
    "not a number": (with_cells(value="NaN"), "expected_number", 2, "value"),
    "infinity": (with_cells(value="-inf"), "expected_number", 2, "value"),
    "number too big for a float": (with_cells(value="1e999"), "expected_number", 2, "value"),
    "fraction for a whole number": (with_cells(year="2030.0"), "expected_whole_number", 2, "year"),
    "endless whole number": (with_cells(year="9" * 5000), "expected_whole_number", 2, "year"),
    "unknown choice": (with_cells(grade="asumed"), "expected_one_of", 2, "grade"),
    "unknown unit": (with_cells(unit="kwh"), "unknown_unit", 2, "unit"),
    "unknown unit without a value": (with_cells(unit="kwh", value=""), "unknown_unit", 2, "unit"),
    "bad optional number": (with_cells(rank="first"), "expected_whole_number", 2, "rank"),
    "empty": ("", "table_empty", 0, ""),
    "comments only": ("# nothing\n\n,,\n", "table_empty", 0, ""),
    "semicolons": ("name;year;value\n", "table_separator", 1, ""),
    "tabs": ("name\tyear\tvalue\n", "table_separator", 1, ""),
    "full-width commas": ("name，year，value\n", "table_separator", 1, ""),
    "open quote": (HEADER + GOOD + '"a,2030,1,ratio,assumed\n' + GOOD, "table_quote", 3, ""),
    "text after a quote": (HEADER + '"a"b,2030,1,ratio,assumed\n', "table_quote", 2, ""),
    "endless cell": (HEADER + "x" * 200_000 + ",2030,1,ratio,assumed\n", "table_syntax", 2, ""),
    "NUL": (HEADER.encode() + b"a\0,2030,1,ratio,assumed\n", "nul_byte", 2, ""),
    "UTF-16": (HEADER.encode("utf-16"), "looks_like_utf16", 1, ""),
    "no encoding at all": (HEADER.encode() + b"\xff\xff,2030,1,ratio,assumed\n", "not_text", 2, ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_file_line_and_reason(tmp_path, case):
    content, message, line, key = REFUSED[case]
    _, problems = read(tmp_path, content)
    assert told(problems) == [(message, line, key)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (with_cells(grade="asumed"), "table.csv:2: grade: got asumed, expected one of reported, assumed, "
         "did you mean assumed?"),
        (with_cells(unit="kwh"), "table.csv:2: unit: got kwh, expected a known unit, did you mean kWh?"),
        (with_cells(unit="亿千万时"), "table.csv:2: unit: got 亿千万时, expected a known unit, "
         "did you mean 亿千瓦时?"),
        ("nam,year,value,unit,grade\n", "table.csv:1: nam: unknown column, did you mean name?"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_offered(tmp_path, content, line):
    _, problems = read(tmp_path, content)
    assert problems.found[0].render() == line


def test_all_problems_of_a_table_come_in_one_pass_and_good_rows_remain(tmp_path):
    rows, problems = read(tmp_path, f"{HEADER}a,x,1 %,kwh,no\n{GOOD}b,2030,1,ratio,nothing\n")
    assert told(problems) == [
        ("expected_whole_number", 2, "year"),
        ("expected_number", 2, "value"),
        ("expected_one_of", 2, "grade"),
        ("unknown_unit", 2, "unit"),
        ("expected_one_of", 4, "grade"),
    ]
    assert [row.origin.line for row in rows] == [3]


def test_a_hopeless_table_is_not_read_to_its_end(tmp_path):
    _, problems = read(tmp_path, HEADER + 'a,2030,"1,234",ratio,assumed\n' * 5000)
    assert len(problems.found) == tables.MOST_PROBLEMS + 1
    assert told(problems)[-1] == ("stopped_reading", 101, "")


def test_a_big_table_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "big.csv"
    with path.open("wb") as stream:
        stream.truncate(20_000_001)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    problems = Problems()
    assert read_table(path, Reading, problems) == ()
    assert told(problems) == [("file_too_big", 0, "")]
    assert "20.1 MB, expected at most 20 MB" in problems.found[0].render()


def test_a_missing_table_is_told_with_the_nearest_name(tmp_path):
    (tmp_path / "anchors.csv").write_text(HEADER)
    problems = Problems()
    assert read_table(tmp_path / "anchor.csv", Reading, problems, shown="anchor.csv") == ()
    assert [found.render() for found in problems.found] == [
        "anchor.csv: no such file, did you mean anchors.csv?"
    ]


@pytest.mark.parametrize("optional", [True, False])
def test_a_folder_is_not_a_table(tmp_path, optional):
    (tmp_path / "table.csv").mkdir()
    problems = Problems()
    assert read_table(tmp_path / "table.csv", Reading, problems, optional=optional) == ()
    assert told(problems) == [("file_directory", 0, "")]


def test_a_column_of_a_kind_no_cell_can_have_is_a_mistake_of_the_programmer(tmp_path):
    @dataclass(frozen=True, slots=True)
    class Wrong:
        cells: list[str]
        origin: Origin

    with pytest.raises(TypeError, match="a column cannot be"):
        read(tmp_path, "cells\n", Wrong)


@given(st.binary(max_size=80) | st.text('ab1%,"#\n\r \t', max_size=60).map(lambda t: (HEADER + t).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_reason(tmp_path, content):
    _, problems = read(tmp_path, content)
    assert {message for message, _, _ in told(problems)} <= TEXT.keys()
