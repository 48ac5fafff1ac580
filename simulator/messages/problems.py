"""What is wrong with an input or an output, and what was expected: key -> (English, Chinese)."""

from __future__ import annotations

PROBLEMS: dict[str, tuple[str, str]] = {
    # The frame every problem is shown in
    "got": ("got {value}, {expected}", "得到 {value}，{expected}"),
    "did_you_mean": (", did you mean {nearest}?", "，是否想写 {nearest}？"),
    "problem_count": ("{count} problem(s), nothing was run", "共 {count} 处问题，未运行"),
    "stopped_reading": (
        "more than {limit} problems in this file, the rest of it was not read",
        "本文件问题超过 {limit} 处，其余部分未读取",
    ),
    # What a value should have been
    "expected_text": ("expected text", "应为文字"),
    "expected_number": (
        "expected a plain number such as 1234.5 (no thousands separator, no %, no full-width digits)",
        "应为普通数字，如 1234.5（不带千位分隔符、百分号，不用全角数字）",
    ),
    "expected_number_or_fraction": (
        "expected a number such as 1234.5 or 5% (no thousands separator, no full-width digits or signs)",
        "应为数字，如 1234.5 或 5%（不带千位分隔符，不用全角数字和符号）",
    ),
    "number_size": (
        "expected a number of ordinary size (1e-15 to 1e15)",
        "数值过大或过小（应在 1e-15 到 1e15 之间）",
    ),
    "expected_whole_number": ("expected a whole number such as 2030", "应为整数，如 2030"),
    "expected_year": ("expected a year such as 2030", "应为年份，如 2030"),
    "year_as_text": ("expected a year without quotes, such as 2030", "年份不加引号，如 2030"),
    "expected_fraction": (
        "expected a fraction such as 5% or 0.05",
        "应为比例，如 5% 或 0.05",
    ),
    "expected_true_or_false": ("expected true or false", "应为 true 或 false"),
    "expected_mapping": ('expected "key: value" lines', "应为“键: 值”"),
    "expected_list": ("expected a list", "应为列表"),
    "expected_range": ("expected {low} to {high}", "应为 {low} 到 {high}"),
    "expected_limit": ("expected {limit}", "应当 {limit}"),
    "expected_one_of": ("expected one of {expected}", "应为以下之一：{expected}"),
    "not_valid": ("not valid here ({reason})", "此处无效（{reason}）"),
    "missing_key": ("this key is missing", "缺少此键"),
    "unknown_key": ("unknown key", "未知的键"),
    "unknown_unit": ("expected a known unit", "应为已知单位"),
    # Opening a file
    "file_missing": ("no such file", "文件不存在"),
    "file_directory": ("this is a folder, expected a file", "这是文件夹，应为文件"),
    "file_special": ("expected an ordinary file", "应为普通文件"),
    "file_unreadable": ("the file cannot be read ({reason})", "文件无法读取（{reason}）"),
    "file_too_big": (
        "the file is {size} MB, expected at most {limit} MB; it was not read",
        "文件大小为 {size} MB，最大允许 {limit} MB，未读取",
    ),
    # The characters of a file
    "byte_order_mark": (
        "the file starts with a byte order mark (UTF-8 BOM), it was skipped",
        "文件开头有字节顺序标记（UTF-8 BOM），已忽略",
    ),
    "read_as_gbk": (
        "the file is not UTF-8, it was read as GBK (GB18030)",
        "文件不是 UTF-8 编码，已按 GBK（GB18030）读取",
    ),
    "looks_like_gbk": (
        "the file is not UTF-8 and looks like GBK, save it as UTF-8",
        "文件不是 UTF-8 编码，可能是 GBK，请另存为 UTF-8",
    ),
    "looks_like_utf16": (
        'the file is not UTF-8 and looks like UTF-16 ("Unicode"), save it as UTF-8',
        "文件不是 UTF-8 编码，可能是 UTF-16（“Unicode”），请另存为 UTF-8",
    ),
    "not_text": (
        "the file is not UTF-8 text, save it as UTF-8",
        "文件不是 UTF-8 文本，请另存为 UTF-8",
    ),
    "nul_byte": (
        "the file holds a NUL byte, expected a text file",
        "文件含有空字节（NUL），应为文本文件",
    ),
    "control_character": (
        "an invisible control character ({code}) stands here, remove it",
        "此处有不可见的控制字符（{code}），请删除",
    ),
    # YAML: what is not accepted
    "yaml_empty": ("the file is empty, expected keys and values", "文件为空，应有键和值"),
    "yaml_top_list": (
        'expected "key: value" lines at the top of the file, found a list',
        "文件最外层应为“键: 值”，却是一个列表",
    ),
    "yaml_top_text": (
        'expected "key: value" lines at the top of the file',
        "文件最外层应为“键: 值”",
    ),
    "yaml_duplicate": (
        "this key is given twice, first on line {first}; keep one",
        "该键重复，首次出现在第 {first} 行，请只保留一处",
    ),
    "yaml_anchor": (
        "anchors (&{name}) are not accepted, write the value out",
        "不支持锚点（&{name}），请直接写出内容",
    ),
    "yaml_alias": (
        "aliases (*{name}) are not accepted, write the value out; reading stopped here",
        "不支持别名（*{name}），请直接写出内容；读取到此为止",
    ),
    "yaml_merge": (
        "merge keys (<<) are not accepted, write the keys out",
        "不支持合并键（<<），请直接写出各键",
    ),
    "yaml_tag": (
        "tags ({tag}) are not accepted; quote a value to make it text",
        "不支持标签（{tag}）；如需文字，请给值加引号",
    ),
    "yaml_documents": (
        "a second document (---) starts here, expected one per file; reading stopped here",
        "此处开始第二个文档（---），一个文件只能有一个；读取到此为止",
    ),
    "yaml_complex_key": (
        "a key must be a word or a whole number, not a list or a mapping",
        "键必须是文字或整数，不能是列表或映射",
    ),
    "yaml_key_kind": (
        "expected a key that is a word or a whole number; quote it if it is meant as text",
        "键应为文字或整数；若确为文字，请加引号",
    ),
    "yaml_key_space": (
        "this key begins or ends with a full-width or no-break space, use ordinary spaces",
        "该键首尾有全角空格或不间断空格，请改用普通半角空格",
    ),
    "yaml_depth": (
        "nested deeper than {limit} levels; reading stopped here",
        "嵌套超过 {limit} 层；读取到此为止",
    ),
    "yaml_not_finite": ("expected a finite number", "应为有限的数值"),
    "yaml_long_number": (
        "expected a number of at most {limit} characters; quote it if it is meant as text",
        "数字最多 {limit} 个字符；若为文字，请加引号",
    ),
    # YAML: syntax
    "yaml_tab": (
        "a tab is used for indentation, use spaces",
        "缩进使用了制表符（Tab），请改用空格",
    ),
    "yaml_full_width_colon": (
        'a full-width colon (：) on this line or the one above, use ": " (colon and space)',
        "本行或上一行使用了全角冒号“：”，请改用半角冒号加空格“: ”",
    ),
    "yaml_colon": (
        'expected one "key: value" here; check this line and the one above for a missing space after the '
        "colon, for the indentation, and for text with a colon that needs quotes",
        "此处应为一个“键: 值”；请检查本行和上一行：冒号后是否缺空格、缩进是否正确、含冒号的文字是否缺引号",
    ),
    "yaml_indentation": (
        "the indentation or the kind of this line does not fit the lines above (or quoted text is followed by "
        "more text)",
        "本行的缩进或写法与上文不一致（或引号之后还有文字）",
    ),
    "yaml_quote": ("the quote opened here is not closed", "此处的引号没有闭合"),
    "yaml_bracket": (
        "the bracket opened here is not closed, or a comma is missing in it",
        "此处的括号没有闭合，或其中缺少逗号",
    ),
    "yaml_value_missing": (
        "a value is missing here, or a bracket opened above is not closed",
        "此处缺少值，或上文的括号没有闭合",
    ),
    "yaml_character": (
        "a value cannot start with this character, put it in quotes",
        "值不能以该字符开头，请加引号",
    ),
    "yaml_escape": (
        "unknown escape after a backslash (\\) in double quotes; use single quotes for paths",
        "双引号内反斜杠（\\）后的转义无法识别；路径请用单引号",
    ),
    "yaml_syntax": ("this is not valid YAML ({reason})", "YAML 语法错误（{reason}）"),
    # CSV tables
    "table_empty": ("the table is empty, expected a header line", "表格为空，应有表头行"),
    "table_separator": (
        "expected columns separated by commas (,)",
        "各列应以半角逗号（,）分隔",
    ),
    "column_missing": ("this column is missing", "缺少此列"),
    "column_unknown": ("unknown column", "未知的列"),
    "column_duplicate": ("this column is given twice", "该列重复"),
    "column_unnamed": ("column {number} of the header has no name", "表头第 {number} 列没有名称"),
    "row_width": (
        "this row has {cells} cell(s), expected {columns} as in the header",
        "本行有 {cells} 个单元格，应与表头一致，为 {columns} 个",
    ),
    "cell_blank": ("the cell is blank, expected a value", "单元格为空，应填写内容"),
    "table_syntax": ("this is not a valid CSV row ({reason})", "CSV 格式错误（{reason}）"),
    "table_quote": (
        "a quote is not closed, or text follows a closing quote",
        "引号没有闭合，或闭合引号之后还有文字",
    ),
    # Names that must exist
    "unknown_region": ("expected a bundled region or the folder of one", "应为内置区域或区域文件夹"),
    "unknown_branch": ("no such branch or plant in this region", "该区域没有此用能分支或电源热源"),
    "unknown_fuel": ("unknown fuel", "未知的能源品种"),
    "unknown_name": ("expected a name that the tables define", "应为表中已定义的名称"),
    "unknown_driver": ("expected a driver of this region", "应为该区域的驱动因素"),
    "unknown_parameter": (
        "unknown parameter; a scenario can change a parameter, not invent one",
        "未知的参数；情景只能修改已有参数，不能新设参数",
    ),
    "unknown_quantity": ("no such quantity here", "此处没有这个参数"),
    "unknown_scenario": (
        "no such scenario: expected the path of a .yaml file or the name of a bundled one",
        "没有此情景：应为 .yaml 文件路径或内置情景名",
    ),
    "unknown_measure": ("expected a measure of the library", "应为措施库中的措施"),
    "unknown_indicator": ("expected an indicator", "应为指标名"),
    "unknown_factor_set": ("expected a factor set", "应为已定义的排放因子组"),
    # What a region's tables must agree on
    "table_not_read": ("this table is not read", "此表未被读取"),
    "row_twice": ("this row stands twice", "该行重复"),
    "missing_driver_year": (
        "the driver has no actual value for {year}",
        "该驱动因素缺少 {year} 年的实际值",
    ),
    "missing_structure": (
        "no actual value for {year}; three of the four parts of GDP are needed, the fourth takes the rest",
        "缺少 {year} 年的实际值；四项产业比重须有三项，余下一项为其差额",
    ),
    "structure_sum": (
        "the parts of GDP add up to {total}, expected 100 %",
        "各产业比重之和为 {total}，应为 100%",
    ),
    "name_taken": ("a sector is called so; choose another name", "与领域重名，请另取名称"),
    "amount_missing": (
        "the amount is missing, and missing is not zero: enter it, or name {product} under unknown_terms in region.yaml",
        "缺少数量，缺失不等于零：请填写，或在 region.yaml 的 unknown_terms 中列出 {product}",
    ),
    "missing_anchor": ("this anchor is needed and missing", "缺少必需的锚点数据"),
    "anchors_contradict": (
        "the anchors contradict each other and cannot be met together (left to share out by sector: {rows}; by fuel: {columns})",
        "锚点数据相互矛盾，无法同时满足（按领域待分配：{rows}；按能源品种待分配：{columns}）",
    ),
    "balance_missing": (
        "no balance.csv: run `sim data estimate` and write it into the region's folder",
        "没有 balance.csv：请先运行 sim data estimate 并写入区域文件夹",
    ),
    # Scenarios
    "extends_loop": ("this scenario extends itself, directly or through others", "情景循环引用自身"),
    "item_twice": ("this item stands twice in the same file", "同一文件中该项重复"),
    "nothing_to_remove": ("there is nothing of this name to remove", "没有可删除的同名项"),
    "actual_overrides": (
        "actual data to {last} stay in force, this anchor is not used",
        "{last} 年及以前采用实际数据，此锚点不生效",
    ),
    "expected_year_map": (
        "expected values by year such as {{2025: 5%, 2030: 4%}}",
        "应按年份给值，如 {{2025: 5%, 2030: 4%}}",
    ),
    "schedule_order": ("expected years in ascending order", "年份应从小到大"),
    "schedule_peak": (
        "expected a schedule whose highest value is 1; use strength to weaken a measure",
        "实施进度的最高值应为 1；减弱措施请用 strength",
    ),
    "key_not_used": (
        "{type} of {quantity} does not use this key; remove it",
        "{quantity} 的 {type} 不使用此键，请删除",
    ),
    "effect_needs": ("{type} needs the key {needed}", "{type} 需要键 {needed}"),
    "expected_sum_one": ("expected parts that add up to 1", "各部分之和应为 1"),
    "basis_contradicts": (
        "{goal} has the basis {expected} here; a cut over several years is no yearly cut, and a level is no sum",
        "此处 {goal} 的口径应为 {expected}；多年累计降幅不是年度降幅，水平值不是累计值",
    ),
    "footprint_refused": (
        "a footprint factor covers the life cycle and is refused for a territory; expected province, region or nation",
        "碳足迹因子为全生命周期口径，不能用于地域排放核算；应为 province、region 或 nation",
    ),
    "one_goal": ("expected exactly one of {goals}", "应恰好有其中之一：{goals}"),
    "value_or_set_by": (
        "{goal} has no value: give one, or say who sets it (set_by)",
        "{goal} 没有目标值：请给出数值，或用 set_by 注明由谁下达",
    ),
    "measure_finds_nothing": (
        "the measure finds nothing in this region to act on",
        "该区域没有此措施可作用的对象",
    ),
    "unit_does_not_fit": ("expected a unit such as {unit}", "单位不符，应为 {unit} 一类的单位"),
    "shares_below_one": (
        "the shares add up to {total}, expected 1, since nothing else takes the rest",
        "各占比之和为 {total}，没有其他品种补足，应等于 1",
    ),
    "shares_above_one": (
        "the shares add up to {total}, expected at most 1",
        "各占比之和为 {total}，应不超过 1",
    ),
    "grid_stays": (
        "there is no default path of this grid factor, it stays at its value of {year}",
        "该电网因子没有默认路径，{year}年以后保持不变",
    ),
    "region_not_runnable": (
        "this region only lends its tables to others and cannot be run itself",
        "该区域只为其他区域提供默认数据，不能单独测算",
    ),
    "far_from_base": (
        "expected a value within a factor of {factor} of {base} ({year}); check the unit",
        "应在{year}年数值 {base} 的 {factor} 倍以内，请检查单位",
    ),
    "goal_does_not_fit": ("{goal} does not fit the indicator {indicator}", "{goal} 不适用于指标 {indicator}"),
    "administrative_code": (
        "expected an administrative code of six digits (GB/T 2260), such as 330782",
        "应为六位行政区划代码（GB/T 2260），如 330782",
    ),
    "name_for_files": (
        "expected a name that a folder can have (letters, digits, - and _)",
        "应为可作文件夹名的名称（字母、汉字、数字、- 和 _）",
    ),
    # Writing results
    "not_a_result_folder": (
        "no result of ours is here; expected a folder that sim run or sim compare has written",
        "此处没有本工具的结果；应为 sim run 或 sim compare 写出的文件夹",
    ),
    "result_without_documents": (
        "documents are made from what sim run and sim compare write; this folder is of another command",
        "文稿由 sim run、sim compare 写出的结果生成；此文件夹由其他命令写出",
    ),
    "result_of_older_version": (
        "this result was written by version {version}, which kept no summary.json; run it again",
        "该结果由版本 {version} 写出，没有 summary.json；请重新运行",
    ),
    "other_model_version": (
        "this result was made by model version {made}, now {now}; run it again, or add --other-version",
        "该结果由模型版本 {made} 得出，当前为 {now}；请重新运行，或加 --other-version",
    ),
    "result_file_missing": (
        "this file of the result is missing; run it again",
        "结果缺少该文件；请重新运行",
    ),
    "result_file_changed": (
        "this file was changed after the result was written (its hash differs); run it again",
        "该文件在结果写出后被改动（校验值不符）；请重新运行",
    ),
    "folder_not_ours": (
        "this folder is not a result of ours and was left alone; choose another --out",
        "该文件夹不是本工具的结果，未作改动；请另选 --out",
    ),
    "same_folder": (
        "two scenarios would write this same folder; run them one by one with another --out each",
        "两个情景会写入同一文件夹；请分别运行并各选 --out",
    ),
}
