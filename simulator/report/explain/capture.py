"""Captured CO2 as trees, and the electricity that capturing takes (model.capture)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.pathways.arrays import SECTORS
from simulator.report.explain import names
from simulator.report.explain.ground import in_year, remembered
from simulator.report.explain.measures import Cell, starts, stepped
from simulator.report.explain.node import Node, Words, made, number, renamed, words

if TYPE_CHECKING:
    from simulator.report.explain.demand import ByCarrier
    from simulator.report.explain.ground import Ground

TONNES, TCE = "1e4 t", "1e4 tce"
ENERGY = SECTORS.index("energy")


@starts("capture")
def capture_start(ground: Ground, place: int, year: int) -> Node:
    """Nothing is captured before a measure."""
    return number("capture", words("explain.quantity.capture"), 0.0, "ratio")


@remembered
def captured_part(ground: Ground, name: str, year: int) -> Node:
    """Part of the CO2 of a branch, plant or process that is caught, 0..1."""
    place = ground.plan.layout.captured.index(name)
    title = in_year(words("explain.quantity.capture"), year)
    stood = stepped(ground, Cell("capture", place, year), key="capture", name=title)
    if 0.0 <= stood.value <= 1.0:
        return stood
    value = ground.value(ground.result.pathway.capture, year, place)
    edge = number("edge", words("explain.edge"), value, "ratio")
    operation = "minimum" if stood.value > 1.0 else "maximum"
    return made("capture", stood.name, "ratio", operation, renamed(stood, "wanted"), edge)


def caught(ground: Ground, name: str, title: Words, whole: Node, year: int) -> Node:
    """CO2 caught of what a source would release."""
    part = captured_part(ground, name, year)
    label = in_year(words("explain.captured_of", whole=title), year)
    return made(name, label, TONNES, "product", renamed(whole, "uncaptured"), part)


def negative(node: Node) -> Node:
    """CO2 taken out of a sum."""
    return made("captured", words("explain.less_captured"), TONNES, "negative", node)


@remembered
def caught_branch(ground: Ground, branch: int, year: int) -> Node:
    """CO2 caught at a branch: of its own fuels, not of what electricity and heat carry."""
    from simulator.report.explain.demand import CARRIERS, branch_title, links_of
    from simulator.report.explain.emissions import link_co2

    left_out = ground.plan.coefficients.feedstock_link.tolist()  # raw material, not burnt
    links = [link for link in links_of(ground, branch) if link not in left_out]
    links = [link for link in links if ground.plan.layout.links[link][1] not in CARRIERS]
    title = branch_title(ground, branch)
    own = [link_co2(ground, link, year) for link in links]
    whole = made("own", words("explain.own_co2", whole=title), TONNES, "sum", *own)
    return caught(ground, ground.plan.layout.branches[branch], title, whole, year)


@remembered
def caught_plant(ground: Ground, plant: int, year: int) -> Node:
    """CO2 caught at a plant."""
    from simulator.report.explain.emissions import burnt_co2
    from simulator.report.explain.supply import plant_name

    name = ground.plan.layout.plants[plant]
    return caught(ground, name, plant_name(ground, plant), burnt_co2(ground, plant, year), year)


@remembered
def caught_process(ground: Ground, process: int, year: int) -> Node:
    """CO2 caught at a process."""
    from simulator.report.explain.processes import uncaught

    name = ground.plan.layout.processes[process]
    return caught(ground, name, names.process(ground, name), uncaught(ground, process, year), year)


def captured_branch(ground: Ground, branch: int, year: int) -> list[Node]:
    """What a branch's CO2 loses by capture, as a part of a sum; nothing where no measure captures."""
    if ground.plan.layout.branches[branch] not in ground.plan.layout.captured:
        return []
    return [negative(caught_branch(ground, branch, year))]


def captured_plant(ground: Ground, plant: int, year: int) -> list[Node]:
    """What a plant's CO2 loses by capture."""
    if ground.plan.layout.plants[plant] not in ground.plan.layout.captured:
        return []
    return [negative(caught_plant(ground, plant, year))]


def captured_process(ground: Ground, process: int, year: int) -> list[Node]:
    """What a process's CO2 loses by capture."""
    if ground.plan.layout.processes[process] not in ground.plan.layout.captured:
        return []
    return [negative(caught_process(ground, process, year))]


@remembered
def captured_sector(ground: Ground, sector: int, year: int) -> Node:
    """CO2 caught in a sector: its branches and processes; plants in the energy sector."""
    layout = ground.plan.layout
    releasing = layout.processes[: len(ground.plan.coefficients.process_factor)]
    groups = (
        (layout.branches, layout.branch_sector.tolist(), caught_branch),
        (releasing, layout.process_sector.tolist(), caught_process),
        (layout.plants, [ENERGY] * len(layout.plants), caught_plant),
    )
    parts = [
        maker(ground, place, year)
        for axis, sectors, maker in groups
        for place, name in enumerate(axis)
        if name in layout.captured and sectors[place] == sector
    ]
    title = words("explain.captured_of", whole=names.sector(SECTORS[sector]))
    return made(SECTORS[sector], in_year(title, year), TONNES, "sum", *parts)


@remembered
def captured_total(ground: Ground, year: int) -> Node:
    """CO2 caught in all sectors."""
    name = in_year(names.indicator("co2_captured"), year)
    sectors = range(len(SECTORS)) if ground.plan.layout.captured else ()
    return made("co2_captured", name, TONNES, "sum", *(captured_sector(ground, s, year) for s in sectors))


@remembered
def capture_electricity(ground: Ground, sector: int, year: int) -> Node:
    """Electricity that capturing takes in a sector, calorific."""
    from simulator.report.explain.supply import calorific, rate

    each = rate(ground, "capture", "electricity", None, "per_tonne")
    title = words("explain.capture_electricity", whole=names.sector(SECTORS[sector]))
    parts = (captured_sector(ground, sector, year), each, calorific(ground))
    return made("capturing", in_year(title, year), TCE, "product", *parts)


def capture_use(ground: Ground, sector: int, year: int, rate: ByCarrier) -> list[Node]:
    """What the electricity for capture carries, beside the branches of a sector."""
    if not ground.plan.layout.captured:
        return []
    used, each = capture_electricity(ground, sector, year), rate(ground, "electricity", year)
    unit, of = (TONNES, "co2_of") if each.unit == "t/tce" else (TCE, "energy_of")
    whole = words("explain.capture_electricity", whole=names.sector(SECTORS[sector]))
    name = in_year(words(f"explain.{of}", whole=whole), year)
    return [made("capturing", name, unit, "product", used, each)]
