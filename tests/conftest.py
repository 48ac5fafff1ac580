"""What several test files share: the tiny builders, one run of each region, and --update-golden."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import pytest

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # small products of matrices must not wait for threads

from simulator import Result, load, simulate  # noqa: E402

# Only this folder, which hides no package; the checkout itself must stay off the path.
sys.path.append(str(Path(__file__).parent))

REGIONS = ("yiwu", "quzhou", "shangyu")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden runs be renewed on purpose."""
    parser.addoption("--update-golden", action="store_true", help="store the golden runs anew")


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory):
    """A function: the result of a region without any scenario, with an accounting block if given."""
    folder = tmp_path_factory.mktemp("bare")

    @cache
    def run(region: str, accounting: str = "") -> Result:
        path = folder / f"{region}{abs(hash(accounting))}.yaml"
        block = f"accounting: {{{accounting}}}\n" if accounting else ""
        path.write_text(f"title: {{zh: 例, en: Case}}\nregion: {region}\n{block}", encoding="utf-8")
        plan = load(str(path))
        assert plan is not None
        return simulate(plan)

    return run


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest) -> str:
    """Each bundled region that runs."""
    return str(request.param)
