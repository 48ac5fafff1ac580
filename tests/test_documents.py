"""What the documents say exists: names in docs/after-2025.md, the links between pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.inputs.accounting import AccountingEntry
from simulator.inputs.ranges import TABLES
from simulator.inputs.targets import GOALS, TargetEntry
from simulator.variables import INDICATORS

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md")), CHECKOUT / "CONTRIBUTING.md"]
AFTER_2025 = (CHECKOUT / "docs" / "after-2025.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_indicators_named_for_the_time_after_2025_exist() -> None:
    named = set(re.findall(r"`((?:co2|ghg|energy|renewable|nonfossil)_[a-z0-9_]+)`", AFTER_2025))
    assert {"co2_ets_paid", "ghg_net", "co2_per_energy"} <= named
    assert named <= set(INDICATORS)


def test_keys_named_for_the_time_after_2025_exist() -> None:
    keys = {name for name, field in TargetEntry.model_fields.items()} | {"from", *GOALS}
    for key in ("reduce", "at_least", "peak_by", "budget", "kind", "basis", "scope", "what_if", "from"):
        assert f"`{key}" in AFTER_2025 or f"{key}:" in AFTER_2025, key
        assert key in keys
    for key in ("certificates_in", "certificates_out", "import_factor"):
        assert key in AFTER_2025
        assert key in AccountingEntry.model_fields
    for table in ("projects", "subregions", "history", "drivers"):
        assert f"`{table}.csv`" in AFTER_2025
        assert table in TABLES
