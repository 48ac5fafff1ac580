"""An allocation as an annex for a draft: blocks that become a Word document or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.explore.allocation.rules import burden, whole_parts
from simulator.inputs.subareas import SHARE
from simulator.messages import say
from simulator.report.allocation.text import (
    DIGITS,
    amount_table,
    decimals,
    meaning,
    note_text,
    path_line,
    unit_of,
)
from simulator.report.blocks import Block, Cell, Column, Contents, Heading, Paragraph, Table, Title
from simulator.report.words import bilingual, figure, percent, separator
from simulator.variables import INDICATORS, SECTOR_NAMES, name_of, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from simulator.explore.allocation.rules import Allocation, Burden
    from simulator.face import Result
    from simulator.inputs.subareas import Subarea
    from simulator.pathways.arrays import Array

EVERY = 5  # years between the rows of a table by year
SHORT = 3  # digits of what is per head or a multiple


def annex_blocks(
    found: Allocation, result: Result, areas: Sequence[Subarea] | None, lang: str
) -> list[Block]:
    """The whole annex."""
    return [
        title_block(found, result, lang),
        Contents(),
        *how_chapter(found, lang),
        Heading(say("allocate_results", lang), key="results"),
        side_table(found, lang),
        *burden_chapter(found, lang),
        *year_chapters(found, lang),
        *source_chapter(areas, lang),
    ]


def title_block(found: Allocation, result: Result, lang: str) -> Title:
    """Region, what is divided, scenario and version."""
    from simulator import __version__

    info, entry = result.scenario.region.info, result.scenario.entry
    text = say(
        "allocate_annex",
        lang,
        what=INDICATORS[found.what].text(lang),
        region=info.title.text(lang),
        among=say(f"allocate_among.{found.among}", lang),
    )
    facts = [
        (say("draft.scenario", lang), entry.title.text(lang)),
        (say("draft.mark", lang), say("mark_internal", lang)),
        (say("draft.version", lang), __version__),
    ]
    return Title(text, facts=facts)


def how_chapter(found: Allocation, lang: str) -> Iterator[Block]:
    """The path, the rules in words, and what must be told."""
    yield Heading(say("allocate_how", lang), key="how")
    yield Paragraph(path_line(found, lang))
    for rule in found.amounts:
        named = say(f"rule.{rule}", lang)
        text = say("allocate_rule_line", lang, name=named, meaning=meaning(found, rule, lang))
        yield Paragraph(text, "item")
    if found.notes:
        yield Paragraph(say("allocate_told", lang), "lead")
    for note in found.notes:
        yield Paragraph(note_text(note, lang), "item")


def side_table(found: Allocation, lang: str) -> Table:
    """Rules side by side in the judged year."""
    head = [say("allocate_party", lang), say("allocate_base", lang, year=int(found.basis.years[0]))]
    head += [say(f"rule.{rule}", lang) for rule in found.amounts]
    rows = [[name, *cells] for name, cells in amount_table(found, lang)]
    caption = say("allocate_side", lang, year=found.year, unit=unit_of(found, lang))
    return table_of(caption, head, rows, say("allocate_rounding", lang))


def table_of(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> Table:
    """A table of text whose first column is names and the others numbers."""
    columns = [Column(head[0], width=1.6), *(Column(text, number=True) for text in head[1:])]
    return Table(caption, columns, [[Cell(text) for text in row] for row in rows], note)


# ---- burdens ----


def burden_chapter(found: Allocation, lang: str) -> Iterator[Block]:
    """One table a rule: amount, share, cut, per head and value added, sum over the years."""
    yield Heading(say("allocate_burdens", lang), key="burdens")
    columns, rounded = burden_columns(found, lang), rounded_amounts(found)
    for rule in found.amounts:
        amounts = rounded[rule][found.at]
        rows = [
            burden_row(found, rule, [place], party.title(lang), amounts, columns)
            for place, party in enumerate(found.parties)
        ]
        everyone = range(len(found.parties))
        rows.append(burden_row(found, rule, everyone, say("player.all", lang), amounts, columns))
        name, unit = say(f"rule.{rule}", lang), unit_of(found, lang)
        caption = say("allocate_burden_of", lang, rule=name, year=found.year, unit=unit)
        head = [say("allocate_party", lang), *columns.values()]
        yield table_of(caption, head, rows, burden_note(found, lang))


def burden_note(found: Allocation, lang: str) -> str:
    """Years of the sums, and how people and value added go on."""
    span = {"first": int(found.basis.years[found.first]), "last": found.year}
    outlook = "population" in found.basis.known or "value_added" in found.basis.known
    parts = [say("allocate_summed", lang, **span), *([say("allocate_outlook", lang)] if outlook else [])]
    return separator(lang).join(parts)


def burden_columns(found: Allocation, lang: str) -> dict[str, str]:
    """Fields of a burden that are known here -> heads of their columns, the amount first."""
    known = found.basis.known
    fields = {"amount": "amount", "share": "share", "cut": "cut_short"}
    if "population" in known:
        fields |= {"per_head": "per_head", "per_head_to_mean": "head_to_mean"}
    if "value_added" in known:
        fields |= {"per_value_added": "per_money", "per_value_added_to_mean": "head_to_mean"}
    fields["cumulative"] = "cumulative"
    return {field: say(f"allocate_{key}", lang) for field, key in fields.items()}


def burden_row(
    found: Allocation,
    rule: str,
    places: Sequence[int],
    name: str,
    amounts: Sequence[float],
    columns: Iterable[str],
) -> list[str]:
    """The burden of some parties under a rule; their amounts as rounded."""
    digits = decimals(float(found.path[found.at]))
    amount = sum(amounts[place] for place in places)
    fields = [field for field in columns if field != "amount"]
    return [name, f"{amount:.{digits}f}", *burden_cells(burden(found, rule, places), fields)]


def burden_cells(one: Burden, fields: Sequence[str]) -> list[str]:
    """Fields of a burden as text: fractions in per cent, the rest to significant digits."""
    return [
        percent(getattr(one, field))
        if field in ("share", "cut")
        else figure(getattr(one, field), DIGITS if field == "cumulative" else SHORT)
        for field in fields
    ]


# ---- by year ----


def year_chapters(found: Allocation, lang: str) -> Iterator[Block]:
    """For every party, and for every department that has several, its amounts by year and rule."""
    yield Heading(say("allocate_by_party", lang), key="parties")
    rounded = rounded_amounts(found)
    for place, party in enumerate(found.parties):
        department = bilingual(party.department, lang)
        yield year_table(found, party.title(lang), [place], rounded, lang, department)
    if found.departments:
        yield Heading(say("allocate_by_department", lang), key="departments")
        for department, places in found.departments.items():
            members = [found.parties[place].title(lang) for place in places]
            comma = "、" if lang == "zh" else ", "
            yield year_table(found, bilingual(department, lang), places, rounded, lang, comma.join(members))


def rounded_amounts(found: Allocation) -> dict[str, dict[int, list[float]]]:
    """Amounts of the years shown, rounded so that they add up with the rest: rule -> year -> parties."""
    return {
        rule: {place: rounded_year(amounts[:, place], found, place) for place in shown_years(found)}
        for rule, amounts in found.amounts.items()
    }


def rounded_year(amounts: Array, found: Allocation, place: int) -> list[float]:
    """Amounts of one year, rounded together with the rest."""
    parts = [*amounts.tolist(), float(found.rest[place])]
    return whole_parts(parts, decimals(float(found.path[place])))[:-1]


def shown_years(found: Allocation) -> list[int]:
    """Places of every fifth year, the first year that counts, the judged year and the last."""
    years = [int(year) for year in found.basis.years]
    wanted = {place for place, year in enumerate(years) if year % EVERY == 0}
    return sorted(wanted | {0, found.first, found.at, len(years) - 1})


def year_table(
    found: Allocation,
    name: str,
    places: Sequence[int],
    rounded: dict[str, dict[int, list[float]]],
    lang: str,
    note: str,
) -> Table:
    """Amounts of some parties together by year and rule."""
    rows = []
    for at in shown_years(found):
        digits = decimals(float(found.path[at]))
        cells = [f"{sum(rounded[rule][at][place] for place in places):.{digits}f}" for rule in found.amounts]
        rows.append([str(int(found.basis.years[at])), *cells])
    head = [say("allocate_year", lang), *(say(f"rule.{rule}", lang) for rule in found.amounts)]
    return table_of(say("allocate_years_of", lang, name=name, unit=unit_of(found, lang)), head, rows, note)


# ---- sources ----


def source_chapter(areas: Sequence[Subarea] | None, lang: str) -> Iterator[Block]:
    """Every number of the table with its grade and source."""
    if areas is None:
        return
    yield Heading(say("allocate_sources", lang), key="sources")
    head = ("party", "item", "year", "value", "unit", "grade", "source")
    widths = (1.2, 1.2, 0.6, 0.8, 0.8, 0.7, 2.5)
    columns = [
        Column(say(f"allocate_{name}", lang), number=name == "value", width=wide)
        for name, wide in zip(head, widths, strict=True)
    ]
    yield Table(say("allocate_sources", lang), columns, list(source_rows(areas, lang)))


def source_rows(areas: Sequence[Subarea], lang: str) -> Iterator[list[Cell]]:
    """A row for every number."""
    for area in areas:
        title = area.title_zh if lang == "zh" else area.title_en
        for row in area.rows:
            cells = (
                *(title, item_name(row.item, lang), str(row.year or ""), f"{row.value:.6g}"),
                *(unit_text(row.unit, lang), say(f"grade.{row.grade}", lang), bilingual(row.source, lang)),
            )
            yield [Cell(text) for text in cells]


def item_name(item: str, lang: str) -> str:
    """An item of the table in words."""
    if item.startswith(SHARE):
        return say("subarea.share", lang, sector=name_of(SECTOR_NAMES, item.removeprefix(SHARE), lang))
    return say(f"subarea.{item}", lang)
