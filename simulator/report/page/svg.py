"""A chart as SVG inside a page: small, without any address, its ids apart from those of other charts."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from simulator.report.charts import layout as layout

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    Element = ElementTree.Element

PLACES = 2  # of a 72nd of an inch
LEFT_OUT = ("metadata", "style")
NEEDLESS = re.compile(r" ?font-family: [^;]+;?")  # the page names the fonts
FONT = re.compile(r"\bfont: [^;]*?([\d.]+px)[^;]*")  # as matplotlib before 3.10 writes it
SIZE = re.compile(r"font-size: ([\d.]+)px")
SHORT = 4  # letters that no font makes much wider than another
NUMBER = re.compile(r"-?\d+\.\d+")
ADDRESS = re.compile(r"(?<=url\(#)[^)]+")
LEVEL = re.compile(r"rotate\(-?0 [^)]*\)")


def svg_of(figure: Figure, key: str, label: str) -> str:
    """A chart as an <svg> element; `key` tells its ids from others, `label` is for who cannot see it.

    Words stay text: they can be searched and copied, and the file is a quarter as large.
    """
    root = ElementTree.fromstring(drawn(figure))
    ids = {name: f"{key}-{number}" for number, name in enumerate(addressed(root))}
    tidy(root, ids)
    root.attrib = {"viewBox": root.attrib["viewBox"], "role": "img", "aria-label": label}
    return ElementTree.tostring(root, encoding="unicode")


def drawn(figure: Figure) -> str:
    """The figure as matplotlib writes it, with words as text."""
    from matplotlib import rc_context

    target = io.StringIO()
    with rc_context({"svg.fonttype": "none"}), layout.strokes_in_proportion(figure):
        figure.savefig(target, format="svg", **layout.SAVING["svg"])
    return target.getvalue()


def addressed(root: Element) -> list[str]:
    """Ids that some element points at, in order; the rest only name groups."""
    found: dict[str, None] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if local(name) == "href":
                found[value.removeprefix("#")] = None
            found |= dict.fromkeys(ADDRESS.findall(value))
    return list(found)


def tidy(element: Element, ids: dict[str, str]) -> None:
    """Leave out namespaces, metadata, needless ids, fonts and places after the point."""
    element.tag = local(element.tag)
    element.tail = None
    if element.tag != "text":
        element.text = None
    found = ((local(name), value) for name, value in element.attrib.items())
    tidied = ((name, tidy_value(name, value, ids)) for name, value in found)
    element.attrib = {name: value for name, value in tidied if value}
    if element.tag == "text":
        keep_width(element)
    for child in list(element):
        if local(child.tag) in LEFT_OUT:
            element.remove(child)
        else:
            tidy(child, ids)


def keep_width(text: Element) -> None:
    """Give a text the width it was laid out for, since the reader may lack the font of the charts."""
    words, size = text.text or "", SIZE.search(text.attrib.get("style", ""))
    if size and len(words) > SHORT:
        text.attrib["textLength"] = shortened(72 * layout.text_width(words, float(size[1])))


def tidy_value(name: str, value: str, ids: dict[str, str]) -> str:
    """The value of an attribute as short as it can be; empty if it is not needed."""
    if name == "id":
        return ids.get(value, "")
    if name == "href":
        return f"#{ids[value.removeprefix('#')]}"
    value = ADDRESS.sub(lambda found: ids[found.group()], value)
    value = FONT.sub(r"font-size: \1", NEEDLESS.sub("", LEVEL.sub("", value)))
    return " ".join(NUMBER.sub(lambda found: shortened(float(found.group())), value).split())


def shortened(value: float) -> str:
    """A number with few places and no zeros behind.

    >>> shortened(162.042375), shortened(-0.001), shortened(3.0)
    ('162.04', '0', '3')
    """
    return f"{round(value, PLACES) + 0.0:.{PLACES}f}".rstrip("0").rstrip(".")


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]
