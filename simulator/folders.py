"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def file_beside(target: Path) -> Iterator[Path]:
    """A path for a file that takes the place of `target` when the block ends well, else vanishes."""
    draft = target.with_name(f".{target.name}.new")
    try:
        yield draft
        draft.replace(target)
    except OSError as problem:
        if str(problem.filename) == str(draft):
            problem.filename = str(target)  # the name the user gave
        raise
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well, and vanishes when it fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.new")
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)  # the computer stopped between the two renames below
    for left in (draft, old):
        shutil.rmtree(left, ignore_errors=True)
    draft.mkdir()
    try:
        yield draft
        if target.exists():
            target.rename(old)
        draft.rename(target)
    finally:
        if not target.exists() and old.exists():
            old.rename(target)
        for left in (draft, old):
            shutil.rmtree(left, ignore_errors=True)
