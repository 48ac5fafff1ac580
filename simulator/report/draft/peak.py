"""Chapter of a draft: when CO2 peaks and how sure that is, the core indicators, the charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.inputs.accounting import PRESETS
from simulator.messages import say
from simulator.report.blocks import Block, Cell, Column, Heading, Picture, Table
from simulator.report.charts.run import CHARTS
from simulator.report.draft.reader import CASES, Draft, Run, range_cell
from simulator.report.draft.words import between, change_words, dashed, listed, number, short_status, status
from simulator.report.words import figure, percent, subject_name
from simulator.variables import CORE, INDICATORS, SECTOR_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

TOTAL = "co2_total"
LOW_TO_HIGH = ("low", "central", "high")
PEAKED, PLATEAU, RISING = "peaked", "plateau", "rising"
DATED = {PEAKED, PLATEAU}  # statuses with a year that can be set against another
FUELS = ("coal", "oil", "gas")
TOTALS = ("energy_total", "co2_total")
MORE = ("coal_share", "renewable_share", "nonfossil_share", "electrification", "co2_per_head")
RATE_CHARTS = ("joint_reduction",)  # charts that tell no total
PEAK_CHARTS = ("co2_by_sector", "four_indicators", "energy_by_source", "sector_views", "joint_reduction")


def peak_chapter(draft: Draft) -> Iterator[Block]:
    """Verdict with range and frozen grid, other rules, sectors and fuels, core indicators, charts."""
    yield Heading(draft.text("indicators" if draft.rates_only else "peak"), 1, "peak")
    if draft.rates_only:
        yield draft.paragraph(draft.text("rates_only"))
    else:
        for run in draft.runs:
            yield draft.paragraph(*peak_sentences(draft, run), style="body" if draft.single else "item")
        yield case_table(draft)
        yield draft.paragraph(*other_rules(draft))
        yield rule_table(draft)
        yield subject_table(draft)
    yield from indicator_blocks(draft)
    if not draft.rates_only:
        yield from gas_blocks(draft)
    if draft.single:
        yield from chart_blocks(draft, draft.runs[0])


def peak_sentences(draft: Draft, run: Run) -> list[str]:
    """The verdict of one run in sentences: no more than the four cases bear out."""
    found = run.peaks[TOTAL]
    central, frozen = found["central"], found["frozen_grid"]
    dated = central["status"] in DATED
    key = "peak_central" if dated else "peak_rising" if central["status"] == RISING else "peak_before"
    words = {
        "scenario": draft.label(run),
        "region": run.region,
        "status": status(central, draft.lang, run.last),
    }
    value = draft.amount(float(central["peak_value"]), "1e4 t")
    return [
        draft.text(key, value=value, **words),
        range_sentence(draft, run),
        plateau_sentence(draft, central),
        later_sentence(draft, run, central),
        draft.text(
            "peak_frozen",
            status=status(frozen, draft.lang, run.last),
            value=draft.amount(float(frozen["peak_value"]), "1e4 t"),
        ),
        frozen_meaning(draft, central, frozen),
    ]


def range_sentence(draft: Draft, run: Run) -> str:
    """What the low and the high outlook say beside the central one."""
    rows = [run.peaks[TOTAL][case] for case in LOW_TO_HIGH]
    height = height_words(draft, [float(row["peak_value"]) for row in rows])
    found = {row["status"] for row in rows}
    if found == {RISING}:
        return draft.text("range_none", last=run.last, height=height)
    if not found <= DATED:
        years = listed([short_status(row, draft.lang) for row in rows], draft.lang)
        names = [say(f"case.{case}", draft.lang) for case in LOW_TO_HIGH]
        rising = [name for name, row in zip(names, rows, strict=True) if row["status"] == RISING]
        words = {"years": years, "height": height, "cases": listed(rising, draft.lang), "last": run.last}
        return draft.text("range_open" if rising else "range_listed", **words)
    first, *_, last = sorted(row["peak_year"] for row in rows)
    if first == last:
        return draft.text("range_same", year=first, height=height)
    return draft.text("range_years", years=between(first, last, draft.lang), height=height)


def height_words(draft: Draft, values: list[float]) -> str:
    """The lowest and the highest of several heights, one number where rounding makes them the same."""
    low, high = figure(min(values)), draft.amount(max(values), "1e4 t")
    dash = "—" if draft.lang == "zh" else " to "
    return high if low == figure(max(values)) else f"{low}{dash}{high}"


def plateau_sentence(draft: Draft, row: dict[str, str]) -> str:
    """Years that cannot be told from the peak."""
    first, last = row["plateau_first"], row["plateau_last"]
    return draft.text("peak_plateau", first=first, last=last) if first and first != last else ""


def later_sentence(draft: Draft, run: Run, row: dict[str, str]) -> str:
    """How far CO2 has fallen five years after the peak, or that too few years follow."""
    if row["status"] not in DATED:
        return ""
    if row["share_five_years_later"]:
        return draft.text("peak_later", share=percent(float(row["share_five_years_later"]), 0))
    return draft.text("peak_few_years", years=run.last - int(row["peak_year"]))


def frozen_meaning(draft: Draft, central: dict[str, str], frozen: dict[str, str]) -> str:
    """Whether the peak rests on the province's grid; nothing where one of them has no year of a peak."""
    if central["status"] not in DATED:
        return ""
    if frozen["status"] == RISING:
        return draft.text("frozen_decides")
    if {central["status"], frozen["status"]} != {PEAKED}:
        return ""
    moved = int(frozen["peak_year"]) - int(central["peak_year"])
    if moved > 0:
        return draft.text("frozen_later", years=moved)
    return draft.text("frozen_same") if moved == 0 else ""


def case_table(draft: Draft) -> Table:
    """Verdict of every case."""
    rows = []
    for run in draft.runs:
        for case in CASES:
            row = run.peaks[TOTAL][case]
            later = row["share_five_years_later"]
            first, last = row["plateau_first"], row["plateau_last"]
            rows.append(
                [
                    *draft.scenario_cell(run),
                    Cell(say(f"case.{case}", draft.lang)),
                    Cell(status(row, draft.lang, run.last)),
                    number(float(row["peak_value"])),
                    Cell(between(first, last, draft.lang)) if first else Cell("—", "quiet"),
                    Cell(percent(float(later), 0)) if later else Cell("—", "quiet"),
                ]
            )
    columns = [
        *draft.scenario_column(),
        Column(draft.text("case"), width=1.2),
        Column(draft.text("verdict"), width=2.0),
        Column(draft.titled(draft.text("height"), "1e4 t"), True, 1.2),
        Column(draft.text("plateau"), width=1.3),
        Column(draft.text("later_share"), True, 1.3),
    ]
    return Table(draft.text("case_table"), columns, rows, note=draft.text("case_note"))


def other_rules(draft: Draft) -> list[str]:
    """What the other rules mean, and what they lack."""
    unknown = {term for run in draft.runs for term in run.record.inputs["region"]["unknown_terms"]}
    terms = [say(f"unknown.{t}", draft.lang) for t in sorted(unknown) if t in ("non_energy_use", "process")]
    return [
        draft.text("other_rules"),
        draft.text("rule_lacks", terms=listed(terms, draft.lang)) if terms else "",
    ]


def rule_table(draft: Draft) -> Table:
    """Central peak under both presets and without imported power."""
    named = {preset: f"co2_total.{preset}" for preset in PRESETS} | {"import_out": "co2_direct"}
    rows = []
    for run in draft.runs:
        for key, subject in named.items():
            row = run.peaks[subject]["central"]
            rows.append(
                [
                    *draft.scenario_cell(run),
                    Cell(say(f"preset_short.{key}", draft.lang)),
                    Cell(status(row, draft.lang, run.last)),
                    number(float(row["peak_value"])),
                ]
            )
    columns = [
        *draft.scenario_column(),
        Column(draft.text("rule"), width=1.6),
        Column(draft.text("verdict"), width=2.2),
        Column(draft.titled(draft.text("height"), "1e4 t"), True, 1.4),
    ]
    return Table(draft.text("rule_table"), columns, rows)


def subject_table(draft: Draft) -> Table:
    """Peaks of sectors and fuels in every case; years only."""
    rows = []
    for run in draft.runs:
        for subject in ("energy_total", *SECTOR_NAMES, *FUELS):
            if subject in run.peaks:
                found = [run.peaks[subject][case] for case in CASES]
                cells = [Cell(short_status(row, draft.lang)) for row in found]
                rows.append([*draft.scenario_cell(run), Cell(subject_name(subject, draft.lang)), *cells])
    columns = [
        *draft.scenario_column(),
        Column(draft.text("subject"), width=1.4),
        *(Column(say(f"case.{case}", draft.lang), width=1.2) for case in CASES),
    ]
    return Table(draft.text("subject_table"), columns, rows, note=draft.text("subject_note"))


def indicator_blocks(draft: Draft) -> Iterator[Block]:
    """The core indicators and shares at the written years."""
    yield Heading(draft.text("core"), 2, "core")
    names = [name for name in (*CORE, *MORE) if not (draft.rates_only and name in TOTALS)]
    for run in draft.runs if draft.single else ():
        yield draft.paragraph(*intensity_sentences(draft, run))
    years = sorted({year for run in draft.runs for year in run.years})
    rows = [row for name in names for run in draft.runs for row in indicator_rows(draft, run, name, years)]
    columns = [
        Column(draft.text("indicator"), width=2.8),
        *draft.scenario_column(),
        *(Column(str(year), True, 1.25) for year in years),
    ]
    yield Table(draft.text("indicator_table"), columns, rows, note=draft.text("range_note"))


def intensity_sentences(draft: Draft, run: Run) -> list[str]:
    """How far the two intensities move from the first year to 2030 and 2035."""
    sentences = []
    for name in ("energy_intensity", "co2_intensity"):
        first = run.at(name, run.first)
        parts = []
        for year in (2025, 2030, 2035):
            words = change_words(run.at(name, year), first, draft.lang) if run.first < year else ""
            if words:
                parts.append(draft.text("change_to", year=year, change=words))
        if parts:
            title = INDICATORS[name].text(draft.lang)
            changes = listed(parts, draft.lang)
            sentences.append(draft.text("changes", name=title, first=run.first, changes=changes))
    return sentences


def indicator_rows(draft: Draft, run: Run, name: str, years: list[int]) -> Iterator[list[Cell]]:
    """Central values, and under a core indicator its range."""
    if run.at(name, run.first) is None:
        return
    title = Cell(draft.titled(INDICATORS[name].text(draft.lang), INDICATORS[name].unit))
    yield [title, *draft.scenario_cell(run), *(number(run.at(name, year), name) for year in years)]
    if name in CORE and draft.single:
        ranges = [range_cell(run, name, year) for year in years]
        yield [Cell(draft.text("of_which_range")), *(Cell(cell.text, "quiet") for cell in ranges)]


def gas_blocks(draft: Draft) -> Iterator[Block]:
    """Other greenhouse gases and air pollutants, as the first page tells them."""
    told = [(run, line) for run in draft.runs for line in run.words["gases"]]
    if told:
        yield Heading(draft.text("gases"), 2, "gases")
    for run, line in told:
        head = "" if draft.single else draft.text("of_scenario", scenario=draft.label(run))
        yield from draft.items(head + dashed(line, draft.lang))


def chart_blocks(draft: Draft, run: Run) -> Iterator[Block]:
    """The charts of a run; those of totals are left out with the totals."""
    yield Heading(draft.text("charts"), 2, "charts")
    for name in PEAK_CHARTS:
        if name in RATE_CHARTS or not draft.rates_only:
            yield chart_picture(draft, run, name)


def chart_picture(draft: Draft, run: Run, name: str) -> Picture:
    """A chart of a run, drawn when it is needed."""

    def draw() -> Figure:
        return CHARTS[name](run.record.charts(draft.lang))

    caption = draft.text(
        "chart_caption",
        scenario=f"{run.region}{' ' if draft.lang == 'en' else ''}{run.scenario}",
        chart=say(f"chart.{name}", draft.lang),
    )
    return Picture(caption, f"{run.record.folder.name}-{name}", draw)
