"""Green certificates: energy verdicts count them by half at most, a seller loses them, CO2 knows none."""

from __future__ import annotations

import numpy as np
import pytest
from builders import CALORIFIC, NET_RATE, tiny_plan

from simulator import Result, simulate
from simulator.errors import InputError

ENERGY = (60 + 40 / CALORIFIC * NET_RATE) * 1.1**5 + 5 + 15 / CALORIFIC * NET_RATE  # 298.66 in 2025
GDP = 100 * 1.1**5
BASE = (65 + 55 / CALORIFIC * NET_RATE) / 100  # 2.01449 tce/10^4 CNY in 2020
PLAIN = 1 - ENERGY / GDP / BASE  # 7.94 %
FIVE = 5 * NET_RATE  # 5 x 10^8 kWh are 15.245 x 10^4 tce


def result(folder, certificates: str, *targets: str) -> Result:
    text = f"accounting: {{{certificates}}}\n"
    if targets:
        text += "targets:\n" + "".join(f"  - {{id: T{n}, by: 2025, {t}}}\n" for n, t in enumerate(targets))
    return simulate(tiny_plan(folder, text))


def counted(found: Result, number: int = 0) -> tuple[str, float | None]:
    """Verdict and value of a target with the certificates counted."""
    outcome = dict(found.verdicts[number].variants)["certificates_counted"]
    return outcome.verdict, outcome.value


def cut(goal: str) -> str:
    return f"indicator: energy_intensity, from: 2020, reduce: {goal}"


BUY, SELL = "certificates_in: {{2022: {}}}", "certificates_out: {{2022: {}}}"


def test_what_is_bought_is_less_energy_in_the_verdict(tmp_path) -> None:
    found = result(tmp_path, BUY.format(5), cut("12%"))
    # (298.66 - 15.245) / 161.05 against 2.01449
    assert counted(found) == ("met", pytest.approx(1 - (ENERGY - FIVE) / GDP / BASE))
    assert counted(found)[1] == pytest.approx(0.1264, abs=1e-4)
    assert (found.verdicts[0].verdict, found.verdicts[0].value) == ("missed", pytest.approx(PLAIN))


@pytest.mark.parametrize(("goal", "verdict"), [("15%", "met"), ("16%", "missed")])
def test_at_most_half_of_a_cut_is_bought(tmp_path, goal: str, verdict: str) -> None:
    # 7.94 % of its own and half of the goal: 15.44 % of 15 %, 15.94 % of 16 %
    found = result(tmp_path, BUY.format(50), cut(goal))
    assert counted(found) == (verdict, pytest.approx(PLAIN + float(goal[:-1]) / 200))


@pytest.mark.parametrize(("bought", "value"), [(5, FIVE / ENERGY), (50, 0.1)])
def test_at_most_half_of_a_share_is_bought(tmp_path, bought: float, value: float) -> None:
    found = result(tmp_path, BUY.format(bought), "indicator: nonfossil_share, at_least: 20%")
    assert counted(found) == ("missed", pytest.approx(value))
    assert found.verdicts[0].value == 0.0


@pytest.mark.parametrize("sold", [5, 50])
def test_a_seller_loses_all_it_sells(tmp_path, sold: float) -> None:
    found = result(tmp_path, SELL.format(sold), cut("5%"))
    assert found.verdicts[0].verdict == "met"
    assert counted(found) == ("missed", pytest.approx(1 - (ENERGY + sold * NET_RATE) / GDP / BASE))


def test_what_counts_is_bought_less_sold(tmp_path) -> None:
    both = f"{BUY.format(8)}, {SELL.format(3)}"
    assert counted(result(tmp_path, both, cut("12%")))[1] == pytest.approx(
        counted(result(tmp_path, BUY.format(5), cut("12%")))[1]
    )


def test_a_ceiling_on_energy_counts_them_too(tmp_path) -> None:
    found = result(tmp_path, BUY.format(5), "indicator: energy_total, at_most: 290")
    assert found.verdicts[0].verdict == "missed"
    assert counted(found) == ("met", pytest.approx(ENERGY - FIVE))


def test_the_amounts_of_the_years_between_lie_on_a_line(tmp_path) -> None:
    found = result(tmp_path, "certificates_in: {2022: 2, 2026: 6}", "indicator: energy_total, at_most: 290")
    assert counted(found)[1] == pytest.approx(ENERGY - 5 * NET_RATE)
    net = found.plan.certificates
    assert net == pytest.approx([0, 0, 2, 3, 4, 5, 6, 6, 6, 6, 6])  # none before, the last one stays


def test_co2_and_energy_themselves_stay(tmp_path) -> None:
    plain, found = (
        simulate(tiny_plan(tmp_path)),
        result(tmp_path, BUY.format(5), "indicator: co2_total, at_most: 1"),
    )
    for name, values in plain.series.items():
        if name != "renewable_power_share":
            np.testing.assert_array_equal(found.series[name], values, err_msg=name)
    assert "certificates_counted" not in dict(found.verdicts[0].variants)
    # 5 of 40 x 1.1^5 + 15 tce / 1.229 = 64.62 x 10^8 kWh
    share = 5 / ((40 * 1.1**5 + 15) / CALORIFIC)
    assert found.series["renewable_power_share"][5, 0] == pytest.approx(share)
    assert plain.series["renewable_power_share"][5, 0] == 0.0


def test_without_certificates_there_is_no_such_variant(tmp_path) -> None:
    found = result(tmp_path, "gwp: ar5", cut("12%"))
    assert "certificates_counted" not in dict(found.verdicts[0].variants)


def test_a_part_of_the_region_has_none(tmp_path) -> None:
    found = result(tmp_path, BUY.format(5), "indicator: energy_total, scope: industry, at_most: 290")
    assert not found.verdicts[0].variants


@pytest.mark.parametrize("key", ["certificates_in", "certificates_out"])
def test_less_than_no_certificates_are_refused(tmp_path, key: str) -> None:
    with pytest.raises(InputError, match=rf"case\.yaml:3: accounting\.{key}"):
        tiny_plan(tmp_path, f"accounting: {{{key}: {{2022: -5}}}}\n")
