"""What solving for targets says: key -> (English, Chinese)."""

from __future__ import annotations

SOLVE: dict[str, tuple[str, str]] = {
    # What cannot be asked
    "solve_unknown_target": (
        'neither a target of the scenario nor an expression such as "peak_year <= 2030" or'
        ' "co2_total <= 900 by 2030"',
        "既不是情景的目标编号，也不是“peak_year <= 2030”“co2_total <= 900 by 2030”这样的表达式",
    ),
    "solve_target_without_value": (
        "no value is set yet ({set_by}); write the value as an expression",
        "目标值尚未下达（{set_by}）；请用表达式写明数值",
    ),
    "solve_target_not_projected": (
        "the model does not project this, no measure can be sized for it",
        "模型不测算该指标，无法据此求解措施",
    ),
    "solve_target_unmeasured": (
        "nobody has measured this in the region",
        "该区域缺少这一指标的数据",
    ),
    "solve_peak_outside": (
        "a peak can be judged from {first} to {last}, two years before the projection ends; see --to",
        "达峰年份只能在 {first} 年至 {last} 年之间判定（测算末期前两年），可用 --to 延长测算",
    ),
    "solve_years_outside": (
        "years must lie in the projection, {first} to {last}; see --to",
        "年份须在测算期 {first} 年至 {last} 年之内，可用 --to 延长测算",
    ),
    "solve_bound_without_lever": (
        "a highest strength is given for a measure that may not move",
        "给出了强度上限，但该措施未列入可调措施",
    ),
    "solve_no_goal": ("no target is given", "未给出目标"),
    "solve_no_lever": (
        "no measure is left that may move: all stand at their highest strength",
        "没有可调的措施：所给措施均已达到强度上限",
    ),
    "solve_without_cost": (
        "no cost per tonne is known, or nothing is cut, for {names}; `--without-cost leave-out` does without them",
        "以下措施没有单位减排成本或没有减排量：{names}；可用 --without-cost leave-out 排除",
    ),
    "solve_one_lever": (
        "--vary {vary} moves the years of one measure: give exactly one --with",
        "--vary {vary} 只调整一项措施的年份：请只给一个 --with",
    ),
    "solve_with_and_all": ("--all and --with contradict each other", "--all 与 --with 不能同时使用"),
    "solve_expected_strength": (
        "expected MEASURE or MEASURE=60%",
        "应为“措施”或“措施=60%”",
    ),
    "solve_write_suffix": ("expected a file that ends with .yaml", "应为以 .yaml 结尾的文件"),
    "solve_write_exists": (
        "there is a file already; --force replaces it, --write names another one",
        "文件已存在；--force 覆盖，--write 另行命名",
    ),
    # The answer
    "solve_heading": ("{region} · {title}: what it takes", "{region} · {title}：需要什么"),
    "solve_status.already_met": (
        "all targets are met already, nothing needs to change",
        "各项目标均已满足，无需调整",
    ),
    "solve_status.solved": ("all targets can be met", "各项目标可以同时满足"),
    "solve_status.infeasible": (
        "no point was found that meets all targets; this is the nearest one",
        "未找到同时满足各项目标的方案；以下为最接近的方案",
    ),
    "solve_least.cost": ("least cost", "成本最低"),
    "solve_least.change": ("least change", "调整最小"),
    "solve_least.count": ("fewest measures", "措施最少"),
    "solve_least.start": ("nearest start", "起始年份变动最小"),
    "solve_least.ramp": ("nearest ramp", "推进速度变动最小"),
    "solve_method.none": ("one trial", "试算一次"),
    "solve_method.scan": (
        "scan of {grid} strengths, then finer grids",
        "先扫描{grid}个强度，再逐级加密",
    ),
    "solve_method.steps": (
        "sequential linear programs (HiGHS), {starts} starts",
        "序列线性规划（HiGHS），{starts}个起点",
    ),
    "solve_method.subsets": (
        "subsets in order of size, then linear programs (HiGHS)",
        "按数量从少到多枚举组合，再用线性规划（HiGHS）",
    ),
    "solve_method.years": ("every schedule in one batch", "各种时间安排一次批量试算"),
    "solve_found": ("{least}; {method}; {trials} trials", "{least}；{method}；试算{trials}次"),
    "solve_proven": (
        "proven, as far as every gap moves one way with each measure: fewer do not do",
        "已证明（以差距随各措施单向变化为前提）：更少的措施不够",
    ),
    "solve_not_proven": ("not proven that fewer do not do", "未能证明更少的措施不够"),
    "solve_targets": ("Targets", "目标"),
    "solve_margin_now": ("margin now", "现状余量"),
    "solve_margin_then": ("solved", "求解后余量"),
    "solve_verdict": ("sim run says", "sim run 判定"),
    "solve_price": ("price of one unit more", "再紧一个单位的代价"),
    "solve_measures": (
        "Measures that move ({count} of {levers})",
        "调整的措施（{levers}项可调，{count}项调整）",
    ),
    "solve_none_move": ("no measure moves", "没有措施需要调整"),
    "solve_from": ("from", "原强度"),
    "solve_to": ("to", "新强度"),
    "solve_cost": ("cost, 10^4 CNY", "成本，万元"),
    "solve_limit_mark": ("at its limit", "已到上限"),
    "solve_total_cost": (
        "together {low} to {high}, middle {middle} (10^4 CNY, present value at {rate} a year; negative saves)",
        "合计 {low} 至 {high}，中值 {middle}（万元，现值，年折现率{rate}；负数为节省）",
    ),
    "solve_cost_unknown": (
        "no cost is known for {names}: not in the sum",
        "以下措施成本未知，未计入合计：{names}",
    ),
    "solve_savers": (
        "{count} measures that save money by the library move fully, needed or not; --minimise change leaves out"
        " what the targets do not need",
        "{count}项措施按措施库可节省资金，无论目标是否需要均用足；--minimise change 只保留目标所需",
    ),
    "solve_left_out": ("left out, no cost: {names}", "因无成本而未参与：{names}"),
    "solve_conflict_alone": (
        "{names} cannot be met by these measures even alone",
        "仅靠这些措施，{names}单独也无法满足",
    ),
    "solve_conflict": ("cannot be met together: {names}", "无法同时满足：{names}"),
    "solve_at_limit": ("at their limit: {names}", "已到上限：{names}"),
    "solve_price_unit": ("{price} 10^4 CNY / {unit}", "{price}万元/{unit}"),
    "solve_percentage_point": ("percentage point", "百分点"),
    "solve_schedule": (
        "{measure} at {strength}, in force {points}",
        "{measure}，强度{strength}，实施进度 {points}",
    ),
    "solve_window.start": (
        "meets the targets with a first year from {first} to {last}",
        "起始年份在{first}年至{last}年之间均可满足目标",
    ),
    "solve_window.ramp": (
        "meets the targets with a last year from {first} to {last}",
        "完成年份在{first}年至{last}年之间均可满足目标",
    ),
    "solve_written": ("written: {path}", "已写入：{path}"),
    "solve_run_differs": (
        "the ordinary run does not meet every target; its verdicts above are what counts",
        "正式测算未满足全部目标，以上表判定为准",
    ),
}
