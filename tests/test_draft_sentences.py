"""Sentences about peaks say what the four cases bear out, and no more: made-up verdicts, words by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.report.draft.peak import frozen_meaning, later_sentence, plateau_sentence, range_sentence
from simulator.report.draft.reader import Draft
from simulator.report.draft.targets import shared_details
from simulator.report.draft.words import (
    between,
    change_words,
    dashed,
    document_unit,
    joined,
    listed,
    number,
    share,
)

EARLIER = "peaked before start"
NOBODY: Any = SimpleNamespace()


def draft(lang: str = "zh") -> Draft:
    return Draft((), lang, False, NOBODY)


def row(status: str, year: int, value: float = 100.0, later: str = "") -> dict[str, str]:
    words = {"status": status, "peak_year": str(year), "peak_value": str(value)}
    return {**words, "share_five_years_later": later, "plateau_first": "", "plateau_last": ""}


def run(low: dict[str, str], central: dict[str, str], high: dict[str, str]) -> Any:
    return SimpleNamespace(peaks={"co2_total": {"low": low, "central": central, "high": high}}, last=2060)


@pytest.mark.parametrize(
    ("low", "central", "high", "told"),
    [
        (
            row("peaked", 2024, 90),
            row("peaked", 2025, 95),
            row("peaked", 2027, 99),
            "低、中、高方案的达峰年在2024—2027年之间，峰值90.0—99.0万吨",
        ),
        (
            row("peaked", 2025, 1003),
            row("plateau", 2025, 1004),
            row("peaked", 2025, 1004.9),
            "低、中、高方案的达峰年均为2025年，峰值1000万吨",
        ),
        (
            row("peaked", 2024, 90),
            row("peaked", 2026, 95),
            row("rising", 2060, 120),
            "低、中、高方案依次为2024、2026、未达峰，最高值90.0—120万吨；"
            "其中高方案至2060年仍在上升，达峰尚不能确定",
        ),
        (
            row("rising", 2060, 90),
            row("rising", 2060, 95),
            row("rising", 2060, 99),
            "低、中、高方案至2060年均仍在上升，最高值90.0—99.0万吨",
        ),
        (
            row(EARLIER, 2021, 90),
            row(EARLIER, 2021, 95),
            row("peaked", 2023, 99),
            "低、中、高方案依次为2021前、2021前、2023，最高值90.0—99.0万吨",
        ),
    ],
)
def test_the_range_of_a_peak(low: Any, central: Any, high: Any, told: str) -> None:
    assert range_sentence(draft(), run(low, central, high)) == told


@pytest.mark.parametrize(
    ("central", "frozen", "told"),
    [
        (row("peaked", 2025), row("rising", 2060), "达峰依赖全省电网因子下降"),
        (row("peaked", 2025), row("peaked", 2028), "提前3年"),
        (row("peaked", 2025), row("peaked", 2025), "不受调入电力因子影响"),
        (row("peaked", 2025), row("peaked", 2024), ""),  # a cleaner grid cannot be what peaks it later
        (row("plateau", 2025), row("peaked", 2030), ""),  # a plateau has no year to count from
        (row(EARLIER, 2021), row(EARLIER, 2021), ""),
        (row("rising", 2060), row("rising", 2060), ""),
    ],
)
def test_what_the_frozen_grid_shows(central: Any, frozen: Any, told: str) -> None:
    found = frozen_meaning(draft(), central, frozen)
    assert told in found
    assert bool(found) == bool(told)


def test_what_follows_the_peak() -> None:
    some = run(row("peaked", 2025), row("peaked", 2025), row("peaked", 2025))
    assert later_sentence(draft(), some, row("peaked", 2025, later="0.934")) == "峰值五年后为峰值的93%"
    assert later_sentence(draft(), some, row("peaked", 2058)) == "峰值之后的测算期仅2年"
    assert later_sentence(draft(), some, row(EARLIER, 2021)) == ""
    assert later_sentence(draft(), some, row("rising", 2060)) == ""
    flat = {**row("plateau", 2025), "plateau_first": "2023", "plateau_last": "2028"}
    assert plateau_sentence(draft(), flat).startswith("2023—2028年")
    assert plateau_sentence(draft(), row("peaked", 2025)) == ""


def test_words_by_hand() -> None:
    assert joined(["一", "", "二"], "zh") == "一。二。"
    assert joined(["One", "Two"], "en") == "One. Two."
    assert listed(["a", "b"], "en") == "a, b"
    assert between("1", "1", "zh") == "1"
    assert dashed("12.4%..13.2%, 10^4 t, a..b", "en") == "12.4%–13.2%, 10⁴ t, a..b"
    assert document_unit("1e4 tce", "zh") == "万吨标准煤"
    assert document_unit("m3/1e4 CNY", "en") == "m³/10⁴ CNY"
    assert change_words(80.0, 100.0, "zh") == "下降20.0%"
    assert change_words(100.04, 100.0, "zh") == "基本持平"
    assert change_words(80.0, 0.0, "zh") == ""
    assert (number(None).text, number(None).tone) == ("—", "quiet")
    assert number(0.1234, "coal_share").text == "12.3%"
    assert share(1.0, 0.0).text == "—"
    assert share(1.0, 8.0).text == "12.5%"
    assert draft("en").amount(1234.0, "1e4 t") == "1230 × 10⁴ t"
    assert draft("zh").amount(1234.0, "1e4 t") == "1230万吨"
    assert shared_details([{"details": ["a", "b"]}, {"details": ["b", "c"]}]) == ["b"]
    assert shared_details([{"details": ["a"]}]) == []
