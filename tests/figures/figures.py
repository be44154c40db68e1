"""The figures of a township with all forms, worked out from what its generator knows.

Reads `huibiao sample --json --details` from stdin (never an output of `huibiao run`), writes to stdout
{"records": …, "figures": {sheet: {heading: {row: {column: figure}}}}}. A row is named by its first cell, and by its second where that is words too;
a column by its group and its own header. Rates are left to the ratio of two figures. Nothing but the standard library.
"""
import collections
import datetime
import json
import sys

AS_OF, MONTHS, DUE = datetime.date(2026, 11, 22), ["2026-10", "2026-11", "2026-12"], ["2026-10", "2026-11"]
GRADES = "学前 一年级 二年级 三年级 四年级 五年级 六年级 七年级 八年级 九年级".split()
# 关爱等级: red flags, and yellow ones of which two make level three (DOMAIN §5).
RED, YELLOW, HARM = "red", "yellow", {"意外伤害", "走失", "欺凌", "家庭暴力", "不法侵害", "脱离监护"}
truth = json.load(sys.stdin)
records = collections.defaultdict(list)
for row in truth["rows"]:
    records[row["form"]].append(row)
schools = list(dict.fromkeys(row["school"] for row in truth["rows"]))
children = records["child-info"]
of_school = {school: [c for c in children if c["school"] == school] for school in schools}


def said(row, field):
    return row["values"].get(field, "")


def month(row, field="date"):
    return said(row, field)[:7]


def by_child(form):
    found = collections.defaultdict(list)
    for row in records[form]:
        found[row["child"]].append(row)
    return found


def with_total(rows):
    """The rows of the schools and a row that sums what are numbers."""
    columns = list(next(iter(rows.values())))
    rows["合计"] = {column: sum(row[column] for row in list(rows.values())) for column in columns}
    return rows


def age(child):
    born = datetime.date.fromisoformat(said(child, "birth_date"))
    return AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def carer(child):
    relation = said(child, "guardian_relation")
    if relation in ("祖父", "祖母", "外祖父", "外祖母"):
        return "祖辈"
    return "父或母" if relation in ("父亲", "母亲") else "其他人"


CALLS, HELPED = by_child("call-log"), by_child("assistance")
INCIDENTS, GONE, LODGERS = by_child("incident"), by_child("dropout"), by_child("boarding")


def level(child):
    """The level of care and nothing else: red flags, then yellow ones."""
    n = child["child"]
    away = [said(child, f"{parent}_status") for parent in ("father", "mother")]
    called = {month(call) for call in CALLS[n]}
    red = any(said(row, "kind") in HARM for row in INCIDENTS[n])
    red |= any(said(row, "result") != "复学" and not said(row, "returned_on") for row in GONE[n])
    red |= away[0] == away[1] == "去世"
    home = "在家" in away and carer(child) != "父或母"
    red |= said(child, "guardian_health") in ("患病", "残疾") and not home
    yellow = [
        away == ["外出务工"] * 2,
        float(said(child, "guardian_age") or 0) > 70,
        said(child, "family_economy") == "困难",
        said(child, "health") in ("患病", "残疾"),
        DUE[-1] not in called,
        not said(child, "helper_name") and not HELPED[n],
    ]
    return 4 if red else 3 if sum(yellow) >= 2 else 2 if any(yellow) else 1


def blocks():
    def table(group, columns, of):
        def row(school):
            kept = collections.Counter(of(child) for child in of_school[school])
            assert set(kept) <= set(columns), (group, kept)
            return {"儿童数": len(of_school[school]), **{f"{group}/{name}": kept[name] for name in columns}}

        return with_total({school: row(school) for school in schools})

    bands = [("0–5", 0, 5), ("6–13", 6, 13), ("14–16", 14, 16), ("17 及以上", 17, 99)]
    band = lambda child: next(name for name, least, most in bands if least <= age(child) <= most)
    basics = {row["school"]: row for row in records["school-basics"]}
    students = {s: {"儿童数": len(of_school[s]), "在校学生": int(said(basics[s], "students"))} for s in schools}
    return {
        "一、占在校学生的比例": with_total(students),
        "二、年级": table("年级", [*GRADES, "高中", "未采集"], lambda c: said(c, "grade")),
        "三、年龄段": table("年龄（周岁）", [name for name, *_ in bands] + ["未采集"], band),
        "四、谁在照料": table("监护人", ["祖辈", "父或母", "亲属", "其他人", "无人", "未采集"], carer),
        "五、健康": table("健康状况", ["健康", "一般", "患病", "残疾", "未采集"], lambda c: said(c, "health") or "未采集"),
        "六、家庭经济": table("家庭经济", ["较好", "一般", "困难", "未采集"], lambda c: said(c, "family_economy") or "未采集"),
    }, {"四、各校关爱等级": table("关爱等级（心）", ["4 心", "3 心", "2 心", "1 心"], lambda c: f"{level(c)} 心")}


def duties():
    """What each school owes of talks, contacts, letters, health checks and activities, and what was done of it."""
    rows = {}
    asked = [("contact", "谈心", DUE, 1), ("contact", "监护人沟通", DUE, 1), ("contact", "书信", ["term"], 1),
             ("contact", "", ["term"], 3), ("health-check", "", ["term"], 1)]
    titles = {"contact": "联系走访记录", "health-check": "健康体检登记"}
    for form, kind, spans, least in asked:
        of = by_child(form)
        for school in schools:
            def enough(child, span):
                fit = [r for r in of[child["child"]] if kind in ("", said(r, "kind")) and span in ("term", month(r))]
                return len(fit) >= least
            due = len(of_school[school]) * len(spans)
            done = sum(enough(child, span) for child in of_school[school] for span in spans)
            rows[f"{school}|{kind or titles[form]}"] = {"应做": due, "其中/做够": done, "其中/没做够": due - done}
    held = lambda school, test: [r for r in records["activity"] if r["school"] == school and test(r)]
    activities = [("心理辅导报告会", DUE, 1), ("结对帮教", DUE, 1), ("文体活动", DUE, 1), ("信息报送", DUE, 1),
                  ("家长会", ["term"], 1), ("监护人会议", ["term"], 1)]
    for school in schools:
        for kind, spans, least in activities:
            done = sum(len(held(school, lambda r: said(r, "kind") == kind and span in ("term", month(r)))) >= least for span in spans)
            rows[f"{school}|{kind}"] = {"应做": len(spans), "其中/做够": done, "其中/没做够": len(spans) - done}
        there = lambda r: said(r, "principal_present") == "是"
        done = sum(len(held(school, lambda r: there(r) and month(r) == span)) >= 2 for span in DUE)
        rows[f"{school}|关爱活动记录：校长是否参加"] = {"应做": 2, "其中/做够": done, "其中/没做够": 2 - done}
    return rows


def minutes(row, field):
    told, happened = (datetime.datetime.fromisoformat(said(row, f)) for f in (field, "occurred_at"))
    return (told - happened).total_seconds() / 60


def incidents():
    rows = {}
    for school in schools:
        own = [row for row in records["incident"] if row["school"] == school]
        if not own:
            continue
        rows[school] = {"事件": len(own)}
        for group, field, most in (("告知监护人", "guardian_told_at", 30), ("告知父母", "parent_told_at", 60), ("上报", "reported_at", 120)):
            late = sum(minutes(row, field) > most for row in own)
            rows[school] |= {f"{group}/及时": len(own) - late, f"{group}/晚了": late, f"{group}/未填": 0}
    return with_total(rows)


def aid():
    rows = {}
    for row in records["aid"]:
        figures = rows.setdefault(f"{row['school']}|{said(row, 'kind')}", {"笔数": 0, "受助儿童": set(), "金额": 0})
        figures["笔数"] += 1
        figures["受助儿童"].add(row["child"])
        figures["金额"] += int(said(row, "amount"))
    return with_total({name: {**row, "受助儿童": len(row["受助儿童"])} for name, row in rows.items()})


def targets():
    filed = {row["school"]: int(said(row, "filed")) for row in records["school-basics"]}
    def row(school):
        own = of_school[school]
        gone = sum(any(said(d, "result") != "复学" for d in GONE[c["child"]]) for c in own)
        paired = sum(bool(said(c, "helper_name") or HELPED[c["child"]]) for c in own)
        return {"儿童数": len(own), "已建档": filed[school], "在学/在学": len(own) - gone, "在学/辍学未返校": gone,
                "结对/有帮扶人": paired, "结对/没有帮扶人": len(own) - paired}
    return with_total({school: row(school) for school in schools})


def activities():
    rows = {}
    for row in records["activity"]:
        figures = rows.setdefault(f"{row['school']}|{said(row, 'kind')}", collections.Counter())
        figures[f"{int(month(row)[5:])}月/次数"] += 1
        figures["合计"] += 1
        figures["校长参加"] += said(row, "principal_present") == "是"
    columns = ["10月/次数", "11月/次数", "12月/次数", "合计", "校长参加"]
    return with_total({name: {column: row[column] for column in columns} for name, row in rows.items()})


def centres():
    lines, items = {}, {}
    for school in schools:
        own = [row for row in records["centre"] if row["school"] == school]
        met = sum(said(row, "met") == "是" for row in own)
        lines[school] = {"项目": len(own), "是否达标/达标": met, "是否达标/不达标": len(own) - met, "是否达标/未填": 0}
        # Each line of the generator's checklist is one of the fourteen items.
        items[school] = {"应有": 14, "其中/达到": met, "其中/没有达到": 14 - met, "其中/没有写": 0}
    return with_total(lines), with_total(items)


CENTRES, ITEMS = centres()
BLOCKS, LEVELS = blocks()
FIGURES = {
    "各校分项": BLOCKS,
    "分项统计": LEVELS,
    "各表落实": {"该做的事（各校）": duties(), "突发事件告知": incidents(), "资助发放": aid(), "留守儿童之家": CENTRES,
             "目标完成": targets(), "关爱活动（按月）": activities(), "留守儿童之家应有项目": ITEMS},
}
json.dump({"records": truth["records"], "figures": FIGURES}, sys.stdout, ensure_ascii=False, indent=1)
print()
