"""An office's letterhead: a .docx with tags such as {{ title }}, filled in and opened for the draft.

docxtpl fills the tags, in a sandbox (a tag can read what it is given and nothing else) and strictly (an
unknown name is a problem, not a blank). `{{ body }}`, in a paragraph of its own, says where the draft goes.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

from simulator.errors import InputError, Origin, Problems, nearest
from simulator.report.blocks import Block, Title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.document import Document
    from docxtpl import DocxTemplate

BODY = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}draft\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
NAMES = ("title", "subtitle", "facts", "mark", "run_id", "body")
MACROS = "word/vbaProject.bin"
DOCUMENT = "word/document.xml"
LARGEST = 100_000_000  # bytes, unpacked


def opened_letterhead(
    template: Path, blocks: Sequence[Block], *, mark: str, run_id: str
) -> tuple[Document, Any, bool]:
    """The letterhead with its tags filled in, the paragraph the draft goes to, whether it shows the title.

    The paragraph is None if no tag names a place; the draft then follows what stands there.
    """
    problems = Problems()
    check_archive(template, problems)
    problems.raise_if_any()
    title = next((block for block in blocks if isinstance(block, Title)), Title(""))
    context = {
        "title": title.text,
        "subtitle": title.subtitle,
        "facts": list(title.facts),
        "mark": mark,
        "run_id": run_id,
        "body": BODY,
    }
    filled, used = fill(template, context, problems)
    document = filled.docx
    return document, place_of_body(document), "title" in used


def check_archive(template: Path, problems: Problems) -> None:
    """Refuse what is no Word document, or one with macros."""
    origin = Origin(str(template), 0)
    try:
        with zipfile.ZipFile(template) as archive:
            names = archive.namelist()
            size = sum(member.file_size for member in archive.infolist())
    except FileNotFoundError:
        problems.add("file_missing", origin)
        return
    except zipfile.BadZipFile:
        problems.add("template_broken", origin, reason="not a zip archive")
        return
    if MACROS in names:
        problems.add("template_macros", origin, part=MACROS)
    elif DOCUMENT not in names or size > LARGEST:
        problems.add("template_broken", origin, reason=DOCUMENT if DOCUMENT not in names else f"{size} bytes")


def fill(template: Path, context: dict[str, Any], problems: Problems) -> tuple[DocxTemplate, set[str]]:
    """Fill the tags in; returns the document and the names it uses. A problem of a tag is ours to tell."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    origin = Origin(str(template), 0)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        letterhead = DocxTemplate(str(template))
        used = set(letterhead.get_undeclared_template_variables(jinja_env=environment))
        for name in sorted(used - set(NAMES)):
            problems.add("template_unknown_name", origin, name, expected=NAMES, nearest=nearest(name, NAMES))
        problems.raise_if_any()
        letterhead.render(context, jinja_env=environment, autoescape=True)
    except InputError:
        raise
    except TemplateError as error:
        add_tag_problem(problems, origin, error)
    except (KeyError, ValueError, SyntaxError) as error:  # of a document that cannot be read
        problems.add("template_broken", origin, reason=first_line(error))
    except (TypeError, ArithmeticError, AttributeError, IndexError) as error:  # what a tag computes
        add_tag_problem(problems, origin, error)
    problems.raise_if_any()
    return letterhead, used


def add_tag_problem(problems: Problems, origin: Origin, error: Exception) -> None:
    """A tag that cannot be filled in."""
    expected = ", ".join(f"{{{{ {name} }}}}" for name in NAMES)
    problems.add("template_tag", origin, reason=first_line(error), expected=expected)


def first_line(error: Exception) -> str:
    """What a library says, in one line."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def place_of_body(document: Document) -> Any:
    """The paragraph that holds the tag of the body."""
    body = document.element.body
    for paragraph in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        if BODY in "".join(paragraph.itertext()):
            return paragraph
    return None
