"""What is shared by all commands: exit codes, notices, and clean lines instead of tracebacks."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from simulator.errors import Problem
    from simulator.pathways.prepare import Plan

BAD_INPUT = 1

CAUSES = {
    errno.ENOSPC: ("the disk is full", "磁盘空间不足"),
    errno.EROFS: ("the disk is read-only", "磁盘为只读"),
    errno.EACCES: ("access denied; is the file open in another program?", "没有权限，或文件正被其他程序打开"),
    errno.EPERM: ("not permitted", "没有权限"),
    errno.ENAMETOOLONG: ("the name is too long", "文件名过长"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "应为文件夹的位置是一个文件"),
    errno.EEXIST: ("a file stands where a folder is needed", "应为文件夹的位置是一个文件"),
    errno.EISDIR: ("a folder stands where a file is needed", "应为文件的位置是一个文件夹"),
    errno.ENOENT: ("no such file or folder", "文件或文件夹不存在"),
}


@contextmanager
def clean_exit(lang: str) -> Iterator[None]:
    """Turn bad input and a failed read or write into lines on stderr and exit code 1.

    A reader that closed the pipe (`sim list | head`) is left to click, which ends quietly.
    """
    from simulator.errors import InputError

    try:
        yield
    except InputError as problem:
        stop(problem.render(lang))
    except BrokenPipeError:
        raise
    except OSError as problem:
        stop(failure(problem, lang))


def stop(text: str) -> NoReturn:
    """Write to stderr and end with exit code 1."""
    click.echo(text, err=True)
    raise click.exceptions.Exit(BAD_INPUT)


def tell(notices: Iterable[Problem], lang: str) -> None:
    """Write what may run but deserves a word to stderr, by place, each line once."""
    for line in dict.fromkeys(one.render(lang) for one in sorted(notices, key=lambda one: one.origin)):
        click.echo(line, err=True)


def failure(problem: OSError, lang: str) -> str:
    """One line for a file that could not be read or written.

    >>> failure(OSError(errno.ENOSPC, "No space left on device", "result.nc"), "en")
    'result.nc: cannot be read or written: the disk is full'
    """
    known = CAUSES.get(problem.errno or 0)
    english, chinese = known or (problem.strerror or str(problem),) * 2
    text = f"无法读写：{chinese}" if lang == "zh" else f"cannot be read or written: {english}"
    path = problem.filename2 or problem.filename
    return f"{path}: {text}" if path else text


def load_all(names: Iterable[str], lang: str, to: int | None = None) -> list[Plan]:
    """Read and check every scenario before anything runs, each name once; notices go to stderr.

    Raises InputError with the problems of all of them.
    """
    from simulator.errors import Problems
    from simulator.face import load
    from simulator.inputs.scenario import load_library

    problems = Problems()
    library = load_library(problems)
    loaded = [load(name, problems, library, to=to) for name in dict.fromkeys(names)]
    problems.raise_if_any()
    tell(problems.notices, lang)
    return [plan for plan in loaded if plan is not None]
