"""Words of the data workbook, its import, and the consistency rules: key -> (English, Chinese)."""

from __future__ import annotations

WORKBOOK: dict[str, tuple[str, str]] = {
    # The file as a whole
    "workbook_kind": (
        "this is no .xlsx workbook; open it in Excel or WPS and save it as .xlsx",
        "不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx",
    ),
    "workbook_old": (
        "this is an old workbook (Excel 97-2003 .xls), or one with a password; save it as .xlsx without one",
        "此文件为旧版工作簿（Excel 97-2003 .xls）或设有密码，请另存为不加密的 .xlsx",
    ),
    "workbook_broken": (
        "the workbook cannot be read ({reason}); open it in Excel or WPS and save it anew",
        "工作簿无法读取（{reason}），请用 Excel 或 WPS 打开后重新保存",
    ),
    "workbook_unpacked": (
        "unpacked, the workbook would hold {size} MB, expected at most {limit} MB; it was not read",
        "工作簿解压后为 {size} MB，最大允许 {limit} MB，未读取",
    ),
    "workbook_macros": (
        "the workbook holds macros ({part}), which are refused; save it as .xlsx without macros",
        "工作簿含有宏（{part}），不予读取；请另存为不含宏的 .xlsx",
    ),
    "workbook_links": (
        "the workbook is linked to another file ({part}); paste the values instead of links",
        "工作簿链接到其他文件（{part}）；请将链接粘贴为数值",
    ),
    "workbook_not_ours": (
        "this is not a data workbook of ours (its sheet {sheet} with the template version is missing); make one with sim init or sim data export",
        "这不是本工具的数据工作簿（缺少含模板版本的工作表“{sheet}”）；请用 sim init 或 sim data export 生成",
    ),
    "workbook_version": (
        "expected template version {known}; copy the numbers into a workbook made by sim data export",
        "模板版本应为 {known}；请将数据复制到由 sim data export 新生成的工作簿",
    ),
    "workbook_older": (
        "an older template version was read as it is; sim data export makes a workbook of version {known}",
        "已按较早的模板版本读取；新版（{known}）工作簿可用 sim data export 生成",
    ),
    "sheet_missing": ("this sheet is missing: {sheet}", "缺少工作表：{sheet}"),
    "sheet_twice": ("a second sheet for the same table; keep one", "同一内容有两张工作表，请只保留一张"),
    "sheet_hidden": ("this sheet is hidden; it was read all the same", "此工作表已隐藏，仍照常读取"),
    "sheet_not_read": (
        "this sheet is not one of the template and was not read",
        "模板中没有此工作表，未读取",
    ),
    "sheet_too_large": (
        "there is something in row {row}, column {column}; expected at most {rows} rows and {columns} columns",
        "第 {row} 行第 {column} 列有内容；最多 {rows} 行、{columns} 列",
    ),
    "sheet_codes": (
        "row 2 must hold the codes of the columns, such as value and unit; copy it from a new workbook",
        "第2行应为各列代码（如 value、unit），请从新生成的工作簿复制",
    ),
    "rows_without_number": (
        "{count} row(s) without a number were left out; they are missing, not zero",
        "{count} 行没有数值，按缺失处理（不等于零）",
    ),
    # One cell
    "cell_merged": (
        "merged cells; split them, each row needs its own cells",
        "合并单元格；请取消合并，逐行填写",
    ),
    "cell_formula": (
        "the formula has no stored value; open the workbook in Excel or WPS, save it, or paste the value",
        "公式没有已存的结果；请用 Excel 或 WPS 打开并保存，或粘贴为数值",
    ),
    "cell_error": (
        "expected a value, the cell holds an error of a formula",
        "单元格为公式错误值，应填写内容",
    ),
    "cell_date": ("expected a number, the cell holds a date", "应为数字，单元格为日期"),
    "cell_truth": ("expected a number, the cell holds TRUE or FALSE", "应为数字，单元格为 TRUE 或 FALSE"),
    "cell_text_number": (
        "expected a number, the cell holds text; write {number} as a number",
        "应为数字，单元格是文本；请改为数字 {number}",
    ),
    "cell_text": ("expected a number, the cell holds text", "应为数字，单元格为文字"),
    "cell_full_width": (
        "expected a number in ordinary digits: {number}",
        "应使用半角数字：{number}",
    ),
    "cell_thousands": (
        "expected a number without separators: {number}",
        "数字不要带千位分隔符：{number}",
    ),
    "cell_magnitude": (
        "expected a plain number; put the magnitude ({word}) into the unit column",
        "应为普通数字；“{word}”请写在单位列",
    ),
    "cell_per_cent": (
        "expected a plain number; put % into the unit column",
        "应为普通数字；百分号请写在单位列",
    ),
    "cell_with_unit": (
        "expected a plain number; put {word} into the unit column",
        "应为普通数字；“{word}”请写在单位列",
    ),
    "year_text": ("expected the year {year} as a number, not as text", "年份应为数字 {year}，不是文字"),
    "year_date": ("expected the year {year} as a number, not as a date", "年份应为数字 {year}，不是日期"),
    "year_broken": ("expected a whole year such as 2020", "年份应为整数，如 2020"),
    "zero_not_confirmed": (
        "expected the grade confirmed zero with an amount of 0, or a blank cell if the number is missing",
        "数值为0时等级应为“确认为零”；若缺失请留空",
    ),
    "zero_assumed": (
        "0 with the grade {grade} is taken as an assumed zero, not as missing",
        "数值为0、等级为“{grade}”，按假定为零处理，不视为缺失",
    ),
    "setting_unknown": ("unknown setting", "未知的设置项"),
    "finding": ("{en}{ask_en}{zh:.0}{ask_zh:.0}", "{zh}{ask_zh}{en:.0}{ask_en:.0}"),
    # Writing
    "exists_already": (
        "this exists already and was left alone; choose another name, or --force to replace it",
        "已存在，未作改动；请另选名称，或用 --force 覆盖",
    ),
    "folder_not_region": (
        "this folder holds no region (no region.yaml) and was left alone; choose another one",
        "该文件夹不是区域文件夹（没有 region.yaml），未作改动；请另选",
    ),
    "not_xlsx": ("expected a file name that ends with .xlsx", "文件名应以 .xlsx 结尾"),
    "scale_needs": ("expected a number above 0", "应为大于0的数"),
    # Drop-downs of the workbook
    "workbook.list_title": ("Choose from the list", "请从列表选择"),
    "workbook.list_text": (
        "This cell takes one of the values of its list",
        "此单元格只能填写下拉列表中的内容",
    ),
    "workbook.list_other": (
        "This is not in the list. Keep it if it is a code of your own",
        "不在列表中；如为自定代码可以保留",
    ),
    "workbook.number_title": ("A plain number", "应为普通数字"),
    "workbook.number_text": (
        "A plain number without separators, % or magnitude words; the unit stands in its own column",
        "只填数字，不带千位分隔符、百分号、万、亿；单位写在单位列",
    ),
    "workbook.year_text": ("A year of four digits such as 2020", "四位数字年份，如 2020"),
    # What the commands say
    "init_done": (
        "{path}: workspace written; begin with README.md",
        "{path}：工作区已建立，请先看 README.md",
    ),
    "export_done": ("{path}: workbook written", "{path}：已写出工作簿"),
    "import_done": (
        "{path}: {tables} tables with {rows} rows written",
        "{path}：已写入 {tables} 张表、{rows} 行",
    ),
    "import_no_balance": (
        "there is no energy balance yet; next: sim data estimate {path} --write {balance}",
        "尚无能源平衡表；下一步：sim data estimate {path} --write {balance}",
    ),
    # sim data check
    "check_heading": (
        "{region}: {rules} consistency rules, {used} of them could be asked",
        "{region}：一致性规则 {rules} 条，其中 {used} 条有数据可查",
    ),
    "check_error": ("error", "错误"),
    "check_warning": ("warning", "提醒"),
    "check_clean": ("nothing stands out", "未发现异常"),
    "check_count": ("{errors} error(s), {warnings} warning(s)", "错误 {errors} 条，提醒 {warnings} 条"),
    "check.ratio": ("{name} is {value} {unit}", "{name}为{value}{unit}"),
    "check.band": (", outside the plausible {low} to {high}", "，超出合理范围 {low}—{high}"),
    "check.times": (", {times} times {region}'s {other}", "，是{region}（{other}）的 {times} 倍"),
    "check.part": (", only {times} of {region}'s {other}", "，仅为{region}（{other}）的 {times}"),
    "check.province": ("the province", "全省"),
    "check.whole": ("the whole", "全部"),
    "check.neighbours": (" (bundled neighbours: {list})", "（内置邻近区域：{list}）"),
    "check.sum": (
        "{parts} add up to {sum} {unit}, {name} is {value} ({gap})",
        "{parts}合计 {sum}{unit}，{name}为 {value}（相差 {gap}）",
    ),
    "check.most": (
        "{parts}, {sum} {unit}, is more than {name}, {value}",
        "{parts}为 {sum}{unit}，超过{name} {value}",
    ),
    "check.product": (
        "{parts} gives {sum} {unit}, {name} is {value} ({gap})",
        "{parts}得 {sum}{unit}，{name}为 {value}（相差 {gap}）",
    ),
    "check.jump": (
        "{name} goes from {first} ({from_year}) to {last} ({to_year}), a factor of {times}",
        "{name}从 {from_year} 年的 {first} 变为 {to_year} 年的 {last}，相差 {times} 倍",
    ),
    "check.placeholder": (
        "{count} number(s) are still placeholders taken from another region: {list}",
        "仍有 {count} 个数为借自其他区域的占位值：{list}",
    ),
    "workbook.peak": ("Peak: {name}", "{name}达峰"),
    # sim init
    "init.other_province": (
        "not a code of {en}{zh:.0}, whose peak year and grid were copied; change them on the sheet Region",
        "不是{zh}{en:.0}的代码；达峰年和电网沿用了该省，请在“区域”表中修改",
    ),
    "init.still": (
        "orange cells (vehicles, floor area, outlooks) are placeholders of another region; delete this row when they are replaced",
        "橙色单元格（车辆、建筑面积、展望）为借自其他区域的占位值；全部替换后请删除本行",
    ),
    "init.conflict": (
        "numbers of this region are placeholders taken from {like}; nothing here says anything about the region yet",
        "本区域数据为借自{like}的占位值，结果尚不反映本区域情况",
    ),
}
