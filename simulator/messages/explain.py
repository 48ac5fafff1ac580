"""Words of `sim explain` and `sim show`: key -> (English, Chinese)."""

from __future__ import annotations

EXPLAIN: dict[str, tuple[str, str]] = {}
