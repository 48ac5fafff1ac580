"""`sim report`: documents from result folders, without running the model again."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import force_option, lang_option, rates_only_option
from simulator.cli.problems import clean_exit, tell

FORMATS = ("docx", "xlsx", "html", "iamc", "charts")


@click.command()
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=("docx",),
    show_default=True,
    help="What to write; may be given several times. 要写出的格式，可多次给出。",
)
@lang_option
@rates_only_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the files (beside the result folder). 文件所在目录（默认与结果文件夹并列）。",
    metavar="DIR",
)
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Letterhead for docx. Word 文档的模板（单位文头）。",
    metavar="FILE",
)
@click.option(
    "--size",
    type=click.Choice(["draft", "journal", "slide"]),
    default="draft",
    show_default=True,
    help="Size of charts. 图的尺寸。",
)
@click.option(
    "--other-version", is_flag=True, help="Accept results of another model version. 接受其他模型版本的结果。"
)
@force_option
def report(
    folders: tuple[Path, ...],
    formats: tuple[str, ...],
    lang: str,
    rates_only: bool,
    out: Path | None,
    template: Path | None,
    size: str,
    other_version: bool,
    force: bool,
) -> None:
    """Write drafts, workbooks, pages from results. 由结果写出文稿、工作簿、网页。

    FOLDER is what sim run or sim compare has written. Every file of it is checked against its hash first;
    nothing is run again, and nothing is written into it.
    """
    with clean_exit(lang):
        from simulator.messages import say
        from simulator.report.documents import Order, write_documents

        order = Order(
            tuple(dict.fromkeys(formats)),
            lang,
            rates_only=rates_only,
            template=template,
            size=size,
            force=force,
        )
        notices, files = write_documents(folders, order, out=out, other_version=other_version)
        tell(notices, lang)
        for file in files:
            click.echo(say("report_done", lang, path=file))
