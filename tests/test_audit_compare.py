"""The workbook of a comparison: differences and credits as formulas that add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from spreadsheets import LANGUAGES, office, recalculated, row_of, series, title, without_results

from simulator.cli.main import sim
from simulator.messages import say
from simulator.report.audit.workbook import write_audit_workbook
from simulator.report.record import Record, read_records


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Two scenarios of Yiwu against its baseline."""
    parent = tmp_path_factory.mktemp("audit-compare")
    names = ["yiwu/baseline", "yiwu/coal_reduction", "yiwu/stated_policies"]
    done = CliRunner().invoke(sim, ["compare", *names, "--no-charts", "--out", str(parent)])
    assert done.exit_code == 0, done.output
    (folder,) = parent.iterdir()
    return read_records([folder])[0]


@office
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comparison_shows_differences_and_credits_that_add_up(
    comparison: Record, lang: str, tmp_path: Path
) -> None:
    write_audit_workbook(comparison, tmp_path / "compare.xlsx", lang)
    bare_book = without_results(tmp_path / "compare.xlsx", tmp_path / "bare.xlsx")
    book = recalculated([bare_book], tmp_path)["bare"]
    side, credits = (book[title(key, lang)] for key in ("side", "credits"))
    runs = {run.summary["scenario"]["id"]: run.dataset.sel(case="central") for run in comparison.runs}
    base = runs["yiwu/baseline"]
    first = row_of(side, say("audit.difference_of", lang, name=names_of(comparison, lang)[1]))
    heading = next(row for row in range(first, 0, -1) if side.cell(row, 5).value is None)
    told = base["energy_total"].attrs["long_name" if lang == "en" else "long_name_zh"]
    assert side.cell(heading, 1).value == told
    expected = runs["yiwu/coal_reduction"]["energy_total"] - base["energy_total"]
    np.testing.assert_allclose(series(side, first), expected.values, rtol=1e-6, atol=1e-6)
    word = say("audit.row.credited", lang)
    whole = [row for row in range(1, credits.max_row + 1) if credits.cell(row, 1).value == word]
    assert len(whole) == 2
    for row, name in zip(whole, ("yiwu/coal_reduction", "yiwu/stated_policies"), strict=True):
        assert credits.cell(row, 5).value == name
        expected = runs[name]["co2_total"] - base["co2_total"]
        np.testing.assert_allclose(series(credits, row), expected.values, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(series(credits, row + 2), 0.0, atol=1e-6)


def names_of(record: Record, lang: str) -> list[str]:
    """Number and title of the scenarios."""
    found = enumerate(record.summary["scenarios"], start=1)
    return [f"{number} {one['title'][lang]}" for number, one in found]
