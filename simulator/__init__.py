"""The carbon peak scenario simulator: when a Chinese county or city peaks, and which targets it meets.

>>> from simulator import load, simulate
>>> result = simulate(load("yiwu/baseline"))
>>> result.peaks["co2_total"][0].status in ("peaked", "plateau", "rising", "peaked before start")
True
"""

from __future__ import annotations

from typing import Any

__all__ = ["Result", "compare", "load", "simulate"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the model only when it is asked for, so that `sim --help` stays instant."""
    if name in __all__:
        from simulator import face

        return getattr(face, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
