"""The folder of a run: written beside, then renamed, so that a half-written result never exists."""

from __future__ import annotations

from platform import python_version
from typing import TYPE_CHECKING

from simulator.errors import Origin
from simulator.explore.solve.gap import gaps_of
from simulator.folders import written_beside
from simulator.report.inputs_file import input_hashes, inputs_text
from simulator.report.result_folder import (
    check_free,
    folder_name,
    refuse_foreign,
    write_manifest,
    write_tables,
)
from simulator.report.summary import SUMMARY, summary_text
from simulator.report.tables import LEVERS, all_tables, lever_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from simulator.errors import Problems
    from simulator.explore.solve.gap import Gap
    from simulator.face import Result
    from simulator.inputs.scenario import Scenario


def check_folders(scenarios: Iterable[Scenario], parent: Path, problems: Problems) -> None:
    """Ask before anything runs: each scenario needs a folder of its own that is free or a result of ours."""
    taken: dict[Path, str] = {}
    for scenario in scenarios:
        target = parent / folder_name(scenario)
        if target in taken:
            problems.add("same_folder", Origin(str(target), 0), f"{taken[target]}, {scenario.id}")
        else:
            check_free(target, problems)
        taken.setdefault(target, scenario.id)


def write_run_folder(
    result: Result, parent: Path, *, lang: str = "zh", charts: bool = True, gaps: Sequence[Gap] | None = None
) -> Path:
    """Write result.nc, the CSV tables, inputs.yaml, manifest.json and charts/ below `parent`.

    A folder of the same name is replaced only if it holds a manifest of ours; else InputError.
    Raises OSError when the disk refuses; nothing half-written stays. gaps : found here if not given
    """
    target = parent / folder_name(result.scenario)
    refuse_foreign(target)
    with written_beside(target) as draft:
        fill_run_folder(result, draft, lang=lang, charts=charts, gaps=gaps)
    return target


def fill_run_folder(
    result: Result, draft: Path, *, lang: str, charts: bool, gaps: Sequence[Gap] | None = None
) -> None:
    """Write every file of a run into an empty folder, the manifest last."""
    gaps = gaps_of(result) if gaps is None else gaps
    write_tables(draft, {**all_tables(result), LEVERS: lever_table(result, gaps)})
    (draft / "inputs.yaml").write_text(inputs_text(result), encoding="utf-8", newline="\n")
    (draft / SUMMARY).write_text(summary_text(result, gaps), encoding="utf-8", newline="\n")
    result.dataset.to_netcdf(draft / "result.nc", engine="scipy", format="NETCDF3_64BIT")
    if charts:
        from simulator.report.charts.data import chart_data
        from simulator.report.charts.run import draw_charts

        draw_charts(chart_data(result, lang), draft / "charts")
    write_manifest(draft, "run", facts(result))


def facts(result: Result) -> dict[str, object]:
    """What was run with what: versions, hashes of inputs, accounting, balance gaps."""
    import numpy

    return {
        "python": python_version(),
        "numpy": numpy.__version__,
        "region": result.scenario.region.info.id,
        "scenario": result.scenario.id,
        "accounting": {"headline": result.preset, **result.scenario.entry.accounting.model_dump()},
        "gave_way": list(result.pathway.gave_way),
        "held_at_their_area": list(result.pathway.limited),
        "heat_plants_scaled": result.pathway.heat_scaled,
        "balance_gaps": {name: float(f"{gap:.1e}") for name, gap in result.gaps.items()},
        "inputs": input_hashes(result.scenario),
    }
