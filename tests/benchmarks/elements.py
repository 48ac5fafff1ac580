"""How many array elements the NumPy operations of a call write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from simulator.model import demand
from simulator.model.project import project
from simulator.pathways.arrays import zeros

if TYPE_CHECKING:
    from simulator.pathways.arrays import Coefficients, Pathway

FIELDS = ("activity", "intensity", "share", "capacity", "hours", "heat_share", "grid_factor", "process")


class Counted(np.ndarray):
    """An array that counts what is written when it, or what comes of it, is used.

    Counted: the result of every ufunc and of every reduction (its size, not that of its input), of every
    NumPy function that makes a new array, copies by index and assignments. Not counted: views, and the
    zeros an array starts with. So the count is a lower bound of what the memory saw.
    """

    written = 0

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *given: Any, **options: Any) -> Any:
        """Do the operation on plain arrays and count its output."""
        bare = {name: plain(value) for name, value in options.items()}
        result = getattr(ufunc, method)(*map(plain, given), **bare)
        Counted.written += np.size(result)
        return options["out"][0] if "out" in options else np.asarray(result).view(Counted)

    def __array_function__(self, function: Any, types: Any, given: Any, options: Any) -> Any:
        """Call a NumPy function on plain arrays and count its result unless it is a view."""
        arrays = [value for value in (*given, *options.values()) if isinstance(value, np.ndarray)]
        result = function(*map(plain, given), **{name: plain(value) for name, value in options.items()})
        if not isinstance(result, np.ndarray):
            return result
        if not any(np.may_share_memory(result, plain(array)) for array in arrays):
            Counted.written += result.size
        return result.view(Counted)

    def __getitem__(self, key: Any) -> Any:
        """Count copies: what an index array or a mask picks."""
        found = np.ndarray.__getitem__(self, key)
        if isinstance(found, np.ndarray) and not np.may_share_memory(found, self):
            Counted.written += found.size
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        """Count assignments, except the empty one that ends `a[i] += b`."""
        place = np.ndarray.__getitem__(self, key)
        same = isinstance(value, np.ndarray) and place.ctypes.data == value.ctypes.data
        Counted.written += 0 if same else np.size(place)
        np.ndarray.__setitem__(self, key, plain(value))

    def copy(self, order: Any = "C") -> Any:
        """A copy is written too."""
        Counted.written += self.size
        return np.ndarray.copy(self, order)


def plain(value: Any) -> Any:
    """The same array without counting, in lists and tuples too; anything else as it is."""
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value))
    return value.view(np.ndarray) if isinstance(value, Counted) else value


def counted_zeros(*shape: int) -> Any:
    """`arrays.zeros`, counting what is done with it from then on."""
    return zeros(*shape).view(Counted)


def elements_of_project(pathway: Pathway, coefficients: Coefficients, *, keep_links: bool = False) -> int:
    """Elements that one call of `project` writes."""
    from dataclasses import replace

    counted = {name: getattr(pathway, name).view(Counted) for name in FIELDS}
    Counted.written = 0
    with patch.object(demand, "zeros", counted_zeros):
        project(replace(pathway, **counted), coefficients, keep_links=keep_links)
    return Counted.written
