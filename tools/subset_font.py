"""Make simulator/report/fonts/CarbonPeakSansSC-Regular.otf, the font of the charts and of the web page.

The font is a subset of Noto Sans CJK SC Regular (SIL Open Font License 1.1) under a name of its own.
Characters: GB2312, the list of commonly used standard characters (通用规范汉字表, 8105), what township
names use beyond both, Latin-1, basic Greek, and the signs that a report on energy and carbon needs.
Subscript and superscript digits that the source lacks (₂ in CO₂) are its own digits drawn small, between
regular and bold, so that they come out as heavy as the letters beside them.

Needs fonttools and two Debian packages, fonts-noto-cjk and unicode-data. On Debian 12, as root:

    apt-get install fonts-noto-cjk unicode-data
    pip install fonttools
    python tools/subset_font.py

The same sources give the same bytes: nothing in the output depends on the clock or on the order of a set.
"""

from __future__ import annotations

import argparse
import bz2
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

Point = tuple[float, float]
Outline = list[tuple[str, tuple[Point, ...]]]

FAMILY = "Carbon Peak Sans SC"
POSTSCRIPT_NAME = "CarbonPeakSansSC-Regular"
COPYRIGHT = "© 2014-2021 Adobe (http://www.adobe.com/). Subset of Noto Sans CJK SC Regular, renamed."
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
LICENCE_ADDRESS = "http://scripts.sil.org/OFL"
VERSION = "Version 2.004"

SOURCE_FACE = "Noto Sans CJK SC"
SOURCES = Path("/usr/share/fonts/opentype/noto")
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
TARGET = Path(__file__).parents[1] / "simulator/report/fonts" / f"{POSTSCRIPT_NAME}.otf"

RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ° ± ² ³ · × ÷
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2460, 0x2473),  # ① to ⑳
    (0x3000, 0x301F),  # CJK punctuation
    (0xFF01, 0xFF5E),  # full-width forms
)
SIGNS = "‰‱′″※€℃℉№℡←↑→↓↔⇒∂∆∏∑−√∝∞∩∪∫∴∵≈≠≡≤≥≦≧⊕⊥■□▲△▼▽◆◇○◎●★☆✓㎎㎏㎜㎝㎞㎡㏄￥"
# Written in names of townships (divisions of 2023) and of Macao, but in neither of the two lists.
TOWNSHIP_CHARACTERS = "〇氹㯊㵲䃥垇塚尓巺廻洩濛瀂獏甽砲碁磑礐禇竜筸篢耈荍蔴蔵輋骔髙鮀鮜鴜鷺"

SUBSCRIPTS = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))
SUPERSCRIPTS = dict(zip("056789", "⁰⁵⁶⁷⁸⁹", strict=True))  # the source has ¹ ² ³ ⁴
SMALL_DIGIT_SCALE = (0.66, 0.605)  # across and upward: the size of the source's own ² and ³
THICKENING = 0.35  # of the way from regular to bold, so that small digits are as heavy as the letters
SUBSCRIPT_DROP = -140  # in thousandths of the font size: about a fifth of a digit under the line
SUPERSCRIPT_RISE = 441  # level with the source's own ² and ³


def gb2312() -> set[str]:
    """Every character of GB2312: 6763 hanzi and 682 signs."""
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    return {bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells} - {""}


def standard_characters(unihan: Path) -> set[str]:
    """The 8105 characters of 通用规范汉字表 (2013), which Unihan lists as property kTGH."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if line.startswith("U+")]
    found = {chr(int(code[2:], 16)) for code, field, _ in rows if field == "kTGH"}
    if len(found) != 8105:
        raise ValueError(f"{unihan}: {len(found)} characters with kTGH, expected 8105")
    return found


def wanted_characters(unihan: Path) -> set[str]:
    """All characters the font shall have, small digits aside."""
    signs = {chr(code) for first, last in RANGES for code in range(first, last + 1)}
    return gb2312() | standard_characters(unihan) | signs | set(SIGNS + TOWNSHIP_CHARACTERS)


def read_face(file: Path) -> TTFont:
    """The simplified Chinese face of a Noto font collection."""
    faces = TTCollection(file, lazy=True).fonts
    return next(face for face in faces if face["name"].getDebugName(1) == SOURCE_FACE)


def reduce_to(font: TTFont, characters: Iterable[str]) -> None:
    """Keep only the glyphs of these characters, and of the other tables what upright text needs."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[])
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    reducer = subset.Subsetter(options)
    reducer.populate(text="".join(sorted(characters)))
    reducer.subset(font)


def between(thin: Outline, thick: Outline) -> Outline:
    """The outline part of the way from a thin to a thick drawing of the same digit."""
    points = zip(thin, thick, strict=True)
    return [(step, tuple(mix(*pair) for pair in zip(first, last, strict=True)))
            for (step, first), (_, last) in points]  # fmt: skip


def mix(thin: Point, thick: Point) -> Point:
    """The point part of the way from one to the other."""
    return (thin[0] + (thick[0] - thin[0]) * THICKENING, thin[1] + (thick[1] - thin[1]) * THICKENING)


def outline_of(face: TTFont, digit: str) -> Outline:
    """The drawing steps of a digit, each with its points, in font units."""
    pen = RecordingPen()
    face.getGlyphSet()[face.getBestCmap()[ord(digit)]].draw(pen)
    return list(pen.value)


def small_digit(font: TTFont, bold: TTFont, digit: str, shift: float) -> tuple[T2CharStringPen, int]:
    """A digit drawn small and moved up by shift, in a pen that holds its outline; and its width."""
    across, upward = SMALL_DIGIT_SCALE
    width = round(font["hmtx"][font.getBestCmap()[ord(digit)]][0] * across)
    pen = T2CharStringPen(width, None)
    recorded = RecordingPen()
    recorded.value = between(outline_of(font, digit), outline_of(bold, digit))
    recorded.replay(TransformPen(pen, (across, 0, 0, upward, 0, shift)))
    return pen, width


def add_glyph(font: TTFont, name: str, character: str, pen: T2CharStringPen, width: int) -> None:
    """Append a glyph to a CID-keyed font and let the character show it."""
    top = font["CFF "].cff.topDictIndex[0]
    group = top.FDSelect[font.getGlyphID(font.getBestCmap()[ord("2")])]  # the group of the Latin digits
    outline = pen.getCharString(top.FDArray[group].Private, top.GlobalSubrs)
    top.CharStrings.charStrings[name] = len(top.CharStrings.charStringsIndex)
    top.CharStrings.charStringsIndex.append(outline)
    top.FDSelect.gidArray.append(group)
    top.charset.append(name)
    font["hmtx"].metrics[name] = (width, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(character)] = name


def add_small_digits(font: TTFont, bold: TTFont) -> None:
    """Add the subscript and superscript digits that the source font lacks."""
    top = font["CFF "].cff.topDictIndex[0]
    top.CharStrings["cid00001"]  # forces the charstrings to be read before any is added
    free_number = 1 + max(int(name[3:]) for name in top.charset if name.startswith("cid"))
    shifts = [(SUBSCRIPTS, SUBSCRIPT_DROP), (SUPERSCRIPTS, SUPERSCRIPT_RISE)]
    digits = [(plain, small, shift) for pairs, shift in shifts for plain, small in pairs.items()]
    for number, (plain, small, shift) in enumerate(digits, start=free_number):
        add_glyph(font, f"cid{number:05d}", small, *small_digit(font, bold, plain, shift))
    top.CIDCount = max(top.CIDCount, free_number + len(digits))
    font.setGlyphOrder(list(top.charset))


def rename(font: TTFont) -> None:
    """Give the font its own family name everywhere a program may read one."""
    texts = {0: COPYRIGHT, 1: FAMILY, 2: "Regular", 3: f"{VERSION};{POSTSCRIPT_NAME}", 4: FAMILY,
             5: VERSION, 6: POSTSCRIPT_NAME, 13: LICENCE, 14: LICENCE_ADDRESS}  # fmt: skip
    font["name"].names = []
    for number, text in texts.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    compact = font["CFF "].cff
    compact.fontNames = [POSTSCRIPT_NAME]
    top = compact.topDictIndex[0]
    top.FullName = top.FamilyName = FAMILY
    top.Notice = COPYRIGHT
    for number, group in enumerate(top.FDArray):
        group.FontName = f"{POSTSCRIPT_NAME}-{number}"


def make_font(sources: Path, unihan: Path) -> TTFont:
    """The finished font, not yet saved."""
    font = read_face(sources / "NotoSansCJK-Regular.ttc")
    bold = read_face(sources / "NotoSansCJK-Bold.ttc")
    reduce_to(font, wanted_characters(unihan))
    add_small_digits(font, bold)
    rename(font)
    font["head"].modified = font["head"].created  # not the time of this run
    font.recalcTimestamp = False
    return font


def main() -> None:
    """Read the command line, make the font, say how large it is."""
    parser = argparse.ArgumentParser(description="Make the subset font of the charts.")
    parser.add_argument("--sources", type=Path, default=SOURCES, help="folder of NotoSansCJK-*.ttc")
    parser.add_argument("--unihan", type=Path, default=UNIHAN, help="Unihan_OtherMappings.txt.bz2")
    parser.add_argument("--out", type=Path, default=TARGET, help="font file to write")
    chosen = parser.parse_args()
    font = make_font(chosen.sources, chosen.unihan)
    font.save(chosen.out)
    print(f"{chosen.out.name}: {chosen.out.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")


if __name__ == "__main__":
    main()
