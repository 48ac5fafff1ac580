"""Other gases, uptake by land and air pollutants: who releases what, per tce burnt or per unit of a process.

CO2 of fuels and processes is the kernel's (simulator.model.project); everything else is linear in the same
flows and computed only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.pathways.arrays import SECTORS
from simulator.pathways.measures import apply_effects
from simulator.pathways.schedules import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.errors import Origin
    from simulator.inputs.factors import Factors
    from simulator.inputs.rows import PlantRow, PollutantRow, ProcessFactorRow, ProcessRow
    from simulator.pathways.arrays import Array, IntArray, OriginKey
    from simulator.pathways.measures import Effect
    from simulator.pathways.paths import Paths

ENERGY = SECTORS.index("energy")


class Term(NamedTuple):
    """What one link, plant or process adds to a release: t of gas per tce, or per unit of the process."""

    kind: str  # link, plant or process
    place: int  # on that axis
    release: tuple[str, str]  # source, gas
    factor: PollutantRow | ProcessFactorRow


@dataclass(frozen=True, slots=True, eq=False)
class Releases:
    """Every (source, gas) pair there is, and what it is the sum of."""

    names: tuple[tuple[str, str], ...]
    gases: tuple[str, ...]
    gas: IntArray  # (release,) index into gases
    sector: IntArray  # (release,)
    terms: tuple[Term, ...]
    weights: Mapping[str, Array]  # kind -> (release, place): t per tce or unit of the process


def releases_of(
    links: Sequence[tuple[str, str]],
    sectors: Mapping[str, int],
    plants: Sequence[PlantRow],
    processes: Sequence[ProcessRow],
    factors: Factors,
) -> Releases:
    """Find what burning and processes release; `sectors` : branch -> index."""
    table = by_fuel(factors.pollutants)
    terms = [
        Term("link", index, (branch, row.gas), row)
        for index, (branch, fuel) in enumerate(links)
        for row in nearest_rows(branch, table.get(fuel, ()))
    ]
    terms += [
        Term("plant", index, (plant.plant, row.gas), row)
        for index, plant in enumerate(plants)
        for row in nearest_rows(plant.plant, table.get(plant.fuel, ()))
    ]
    terms += [
        Term("process", index, (process.process, row.gas), row)
        for index, process in enumerate(processes)
        for row in factors.released_by(process.product)
        if row.gas != "co2"
    ]
    where = dict(sectors) | {plant.plant: ENERGY for plant in plants}
    where |= {process.process: SECTORS.index(process.sector) for process in processes}
    names = tuple(dict.fromkeys(term.release for term in terms))
    gases = tuple(gas for gas in factors.gases if gas != "co2")  # which the kernel makes
    return Releases(
        names=names,
        gases=gases,
        gas=np.array([gases.index(gas) for _, gas in names], dtype=np.intp),
        sector=np.array([where[source] for source, _ in names], dtype=np.intp),
        terms=tuple(terms),
        weights={
            "link": weights_of("link", terms, names, len(links)),
            "plant": weights_of("plant", terms, names, len(plants)),
            "process": weights_of("process", terms, names, len(processes)),
        },
    )


def weights_of(kind: str, terms: Sequence[Term], names: Sequence[tuple[str, str]], places: int) -> Array:
    """The factors of one kind of terms as a matrix, (release, place)."""
    row = {name: index for index, name in enumerate(names)}
    weights = np.zeros((len(names), places))
    for term in terms:
        if term.kind == kind:
            weights[row[term.release], term.place] += term.factor.value
    return weights


def by_fuel(rows: Iterable[PollutantRow]) -> dict[str, list[PollutantRow]]:
    """Rows of each fuel, the most specific target first: a plain id, then the longest pattern."""
    table: dict[str, list[PollutantRow]] = {}
    for row in sorted(rows, key=lambda row: ("*" in row.target, -len(row.target))):
        table.setdefault(row.fuel, []).append(row)
    return table


def nearest_rows(source: str, rows: Iterable[PollutantRow]) -> list[PollutantRow]:
    """The most specific row of every gas that fits a source."""
    found: dict[str, PollutantRow] = {}
    for row in rows:
        if row.gas not in found and (row.target == source or fnmatchcase(source, row.target)):
            found[row.gas] = row
    return list(found.values())


def release_paths(releases: Releases, paths: Paths, origins: dict[OriginKey, tuple[Origin, ...]]) -> Array:
    """Factor of every release as multiples of the base year, (year, release)."""
    out = np.ones((len(paths.years), len(releases.names)))
    origin = {term.release: term.factor.origin for term in releases.terms}
    for index, (source, gas) in enumerate(releases.names):
        base = Anchor(int(paths.years[0]), 1.0, origin[source, gas])
        series = paths.levels(source, "release", base, gas)
        out[:, index] = series.values
        origins["release", source, gas] = series.origins
    return out


def release_multiples(
    multiple: Array, effects: Iterable[Effect], strength: Mapping[str, Array], runs: int
) -> Array:
    """Paths and measures together: factor over that of the base year, (year, release, run)."""
    arrays = {"release": np.repeat(multiple[:, :, None], runs, axis=2)}
    mine = [effect for effect in effects if effect.quantity == "release"]
    apply_effects(arrays, mine, strength, link_branch=np.zeros(0, dtype=np.intp))
    return arrays["release"]
