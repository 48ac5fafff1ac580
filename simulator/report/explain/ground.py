"""What all explanations stand on: a result, one of its cases, and where every number was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec

import numpy as np

from simulator.errors import Problems
from simulator.face import four_cases
from simulator.inputs.locate import scenarios_folder, shown_name
from simulator.inputs.rows import Row
from simulator.inputs.yaml_lines import read_yaml
from simulator.pathways.assemble import BEFORE_STOCKS, assemble, follow_stocks
from simulator.pathways.checks import known_fuels, known_parameters
from simulator.pathways.measures import apply_effects
from simulator.pathways.paths import Paths, apply_changes
from simulator.pathways.projects import Acts
from simulator.report.explain.node import Node, Words, words

if TYPE_CHECKING:
    from simulator.errors import Origin
    from simulator.face import Result
    from simulator.inputs.scenario import UsedMeasure
    from simulator.pathways.arrays import Array, Pathway
    from simulator.pathways.prepare import Plan
    from simulator.pathways.stocks import Fleet

P = ParamSpec("P")


class Step(NamedTuple):
    """One step the measures took: the quantity its effects name, its kind, and all arrays after it."""

    quantity: str
    kind: str
    after: Mapping[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A result and one case of it, ready to be explained.

    book : file and line -> the row that stands there; before : the pathway without any measure but those on
    sales; steps : what each step of the measures left; memory : nodes made so far
    """

    result: Result
    run: int
    book: Mapping[Origin, Row]
    paths: Paths
    before: Pathway
    steps: tuple[Step, ...]
    fleets: Mapping[str, Fleet]
    memory: dict[tuple[object, ...], Node] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan behind the result."""
        return self.result.plan

    def at(self, year: int) -> int:
        """Place of a year on the axis of the arrays."""
        return year - self.first

    @property
    def first(self) -> int:
        """First year of the arrays, that of the balance."""
        return int(self.plan.layout.years[0])

    def used(self, measure: str) -> UsedMeasure:
        """A measure as the scenario uses it."""
        return next(used for used in self.result.scenario.measures if used.measure.id == measure)

    def value(self, array: Array, year: int, item: int | None = None) -> float:
        """One value of an array (year, run) or (year, item, run) in this case."""
        row = array[self.at(year)]
        return float(row[self.run] if item is None else row[item, self.run])


def remembered(build: Callable[Concatenate[Ground, P], Node]) -> Callable[Concatenate[Ground, P], Node]:
    """Make each node of a kind once: what is used in many places is one node in all of them."""

    @wraps(build)
    def recall(ground: Ground, /, *place: P.args, **named: P.kwargs) -> Node:
        key = (build.__module__, build.__qualname__, *place, *named.values())
        if key not in ground.memory:
            ground.memory[key] = build(ground, *place, **named)
        return ground.memory[key]

    return recall


def ground_of(result: Result, case: str = "central") -> Ground:
    """The ground of one case of a result; its pathway is assembled again to see every step."""
    plan, draws = result.plan, four_cases(result.plan)
    steps: list[Step] = []

    def record(quantity: str, kind: str, arrays: Mapping[str, Array]) -> None:
        steps.append(Step(quantity, kind, {name: values.copy() for name, values in arrays.items()}))

    assemble(plan, draws, record)
    strength = {name: np.full(draws.runs, value) for name, value in plan.strength.items()}
    released = {"release": np.repeat(plan.release[:, :, None], draws.runs, axis=2)}
    on_releases = [effect for effect in plan.effects if effect.quantity == "release"]
    apply_effects(released, on_releases, strength, plan.layout.link_branch, record)
    sales = tuple(effect for effect in plan.effects if effect.quantity in BEFORE_STOCKS)
    alone = replace(plan, effects=sales, projects=Acts(), plant_driver=(-1,) * len(plan.plant_driver))
    return Ground(
        result=result,
        run=result.cases.index(case),
        book=book_of(plan),
        paths=paths_of(plan),
        before=assemble(alone, draws),
        steps=tuple(steps),
        fleets=follow_stocks(plan, result.pathway.drivers, strength, draws.runs)[0],
    )


def book_of(plan: Plan) -> dict[Origin, Row]:
    """Every row of the region's tables and of the reference tables by the line it stands in."""
    found: dict[Origin, Row] = {}
    for table in (plan.scenario.region, plan.scenario.factors):
        for column in fields(table):
            content: Any = getattr(table, column.name)
            rows = content.values() if isinstance(content, Mapping) else content
            if isinstance(content, Mapping | tuple):
                found |= {row.origin: row for row in rows if isinstance(row, Row)}
    return found


def paths_of(plan: Plan) -> Paths:
    """The region's paths with the scenario's changes laid over, as `prepare` has them."""
    scenario = plan.scenario
    paths = Paths(scenario.region.paths, plan.layout.years)
    known = known_parameters(scenario.region, scenario.factors)
    fuels = known_fuels(scenario.region, scenario.factors)
    apply_changes(paths, scenario.changes, known, fuels, Problems())
    return paths


def given(
    ground: Ground, key: str, name: Words, value: float, unit: str, origin: Origin | None, **more: Any
) -> Node:
    """A value that stands in a file, with the grade and source of its row; else one by definition."""
    if origin is None or not origin.file:
        return Node(key, name, float(value), unit, "constant", **more)
    row = ground.book.get(origin)
    if row is None and written_in_scenario(ground, origin):
        more = {"grade": "assumed", "source": f"scenario {ground.result.scenario.id}", **more}
    told = {"grade": getattr(row, "grade", ""), "source": getattr(row, "source", ""), **more}
    return Node(key, name, float(value), unit, "given", origin=origin, **told)


def written_in_scenario(ground: Ground, origin: Origin) -> bool:
    """True for a line of the scenario or of one it extends; what a scenario sets is its own assumption."""
    files = {shown_name(path) for path in ground.result.scenario.files}
    return origin.file in files or origin.file.startswith(f"{scenarios_folder().name}/")


def stated(ground: Ground, key: str, name: Words, unit: str, source: str) -> Node:
    """A number of region.yaml, with the source written beside it; its grade is nowhere said, so assumed."""
    region = ground.result.scenario.region
    path = region.folder / "region.yaml"
    document = read_yaml(path, Problems(), shown=shown_name(path))
    origin = document.origin((key,)) if document else None
    value = float(getattr(region.info, key))
    return Node(key, name, value, unit, "given", origin=origin, source=source, grade="assumed")


@remembered
def loss_rate(ground: Ground, carrier: str) -> Node:
    """Part of the supply of electricity or heat that is lost on the way."""
    key, source = f"{carrier}_losses", ground.result.scenario.region.info.losses_source
    return stated(ground, key, words(f"explain.{key}"), "ratio", source)


def in_year(name: Words, year: int) -> Words:
    """A name with its year."""
    return words("explain.in_year", name=name, year=year)
