"""The figures of the consolidated workbook, counted from the children and events as the generator knows them."""

from collections import Counter
from datetime import date

from events import VISITS
from layout import SEVERITY
from people import GRADES
from township import AS_OF, SCHOOLS

TODAY = date.fromisoformat(AS_OF)
NOWHERE = "（学校不明）"
NONE = "未采集"
PLACES = [*SCHOOLS, NOWHERE]
DUE = (10, 11)          # December is not due on the day of the count
HELPER_CHILDREN = 3
GRANDPARENTS = ("爷爷", "奶奶", "外公", "外婆")
WHEREABOUTS = {"外出务工": "away", "在家": "home", "去世": "dead"}


def school_of(values):
    return values.get("school") or NOWHERE


def place_of(child):
    return child["file"], child["sheet"], child["row"], child["values"].get("name")


def problem(code, **more):
    return {"code": code, "severity": SEVERITY[code], **{k: v for k, v in more.items() if v is not None}}


class Duties:
    """Who was called in which month, who was visited, who helps whom: each child by its place on the roster."""

    def __init__(self, books, children, records):
        self.children = {place_of(c): c for c in children}
        self.called, self.visited, self.helpers = set(), set(), {}
        for place, child in self.children.items():
            if child["values"].get("helper_name"):
                self.helpers[place] = {child["values"]["helper_name"]}
        named = set(self.helpers)
        for record in records:
            if not record["child"]:
                continue
            place = tuple(record["child"][key] for key in ("file", "sheet", "row", "name"))
            assert place in self.children, place
            values = record["values"]
            day = values.get("date", "")
            if record["form"] == "call-log" and day.startswith("2026") and day <= AS_OF and int(day[5:7]) in DUE:
                self.called.add((place, int(day[5:7])))
            if record["form"] == "assistance":
                if values.get("method") in VISITS and "2026-09-01" <= day <= AS_OF:
                    self.visited.add(place)
                if place not in named and values.get("helper_name"):
                    self.helpers.setdefault(place, set()).add(values["helper_name"])
        self.sent = {}
        self.asks_helper = set()
        for book in books:
            for sheet in book.sheets if book.status == "read" else ():
                for record in sheet.records:
                    self.sent.setdefault(school_of(record["values"]), set()).add(record["form"])
                    if record["form"] == "assistance" or "helper_name" in [c.field for b in sheet.blocks for c in b.cols]:
                        self.asks_helper.add(school_of(record["values"]))

    def problems(self):
        for school in SCHOOLS:
            for form in ("child-info", "assistance", "call-log"):
                if school in self.sent and form not in self.sent[school]:
                    yield problem("form-missing", school=school)
        for place, child in self.children.items():
            school = child["values"].get("school")
            pins = {"school": school, "file": child["file"], "sheet": child["sheet"], "row": child["row"], "subject": child["values"].get("name")}
            if "call-log" in self.sent.get(school, ()) and any((place, month) not in self.called for month in DUE):
                yield problem("call-missing", **pins)
            if school in self.asks_helper and place not in self.helpers:
                yield problem("helper-missing", **pins)
        for (school, helper), count in self.loads().items():
            if count > HELPER_CHILDREN:
                yield problem("helper-overload", school=school, subject=helper)

    def loads(self):
        return Counter((school_of(self.children[place]["values"]), helper) for place, helpers in self.helpers.items() for helper in helpers)


def whereabouts(values):
    """both, one or other: where father and mother are, else what the category says."""
    father, mother = (WHEREABOUTS.get(values.get(who + "_status")) for who in ("father", "mother"))
    if father and mother:
        return "双方" if father == mother == "away" else "一方" if "away" in (father, mother) else "其他"
    return {"双亲留守": "双方", "单亲留守": "一方"}.get(values.get("category"), "一方" if "away" in (father, mother) else NONE)


def years(born):
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def age(child, born):
    """Completed years: by the birth date that was written, else by the ID number where that is sound."""
    written = child["values"].get("birth_date", "")
    sound = child["values"].get("id_number", "")[:14].endswith(f"{born:%Y%m%d}") and "*" not in child["values"]["id_number"]
    if len(written) == 10 and written <= AS_OF:
        return years(date.fromisoformat(written))
    if sound:
        return years(born)
    if len(written) == 7:
        return TODAY.year - int(written[:4]) - (TODAY.month <= int(written[5:]))
    return None


def profiles(child, born):
    """(学籍, 国发): belongs to, does not, or not known."""
    values, years_ = child["values"], age(child, born)
    away = whereabouts(values)
    father, mother = (WHEREABOUTS.get(values.get(who + "_status")) for who in ("father", "mother"))
    known = bool(father and mother)

    def said(counts, least):
        if years_ is not None and not least <= years_ <= 15 or known and not counts:
            return "不属于"
        return "属于" if counts and years_ is not None else NONE
    return said(away in ("双方", "一方"), 3), said(away == "双方" or {father, mother} == {"away", "dead"}, 0)


def tally(rows, columns, pairs):
    """A table of numbers with its total row: `pairs` are (row, column)."""
    counts = Counter(pairs)
    table = {row: {column: counts[row, column] for column in columns} for row in rows}
    table["合计"] = {column: sum(counts[row, column] for row in rows) for column in columns}
    return table


def beside(*tables):
    return {row: {k: v for table in tables for k, v in table[row].items()} for row in tables[0]}


def shares(table, column, of, by):
    for row in table.values():
        row[column] = round(row[of] / row[by], 6) if row[by] else "—"
    return table


def stage(grade):
    return "学前" if grade == "学前" else NONE if grade not in GRADES or not grade else "小学" if GRADES.index(grade) < 7 else "初中"


def figures(books, children, problems, duties):
    born = {(book.path, sheet.name, r["row"], r["values"].get("name")): r["child"]["birth"]
            for book in books for sheet in book.sheets for r in sheet.records if r["form"] == "child-info"}
    at = [(place, c, school_of(c["values"])) for place, c in duties.children.items()]
    values = [(school, c["values"]) for _, c, school in at]

    def by_school(group, names, what):
        return tally(PLACES, [f"{group}/{name}" for name in names], [(school, f"{group}/{what(place, c)}") for place, c, school in at])
    size = tally(PLACES, ["儿童数"], [(school, "儿童数") for school, _ in values])
    level = {"error": "错误", "warning": "核实", "info": "提示"}
    summary = beside(
        size,
        by_school("性别", ["男", "女", NONE], lambda p, c: c["values"].get("sex", NONE)),
        by_school("学段", ["学前", "小学", "初中", "高中", NONE], lambda p, c: stage(c["values"].get("grade"))),
        by_school("寄宿", ["是", "否", NONE], lambda p, c: c["values"].get("boarding", NONE)),
        by_school("父母外出", ["双方", "一方", "其他", NONE], lambda p, c: whereabouts(c["values"])),
        by_school("留守·学籍口径", ["属于", "不属于", NONE], lambda p, c: profiles(c, born[p])[0]),
        by_school("留守·国发〔2016〕13号", ["属于", "不属于", NONE], lambda p, c: profiles(c, born[p])[1]))
    grades = ["学前", *GRADES[1:], "高一", "高二", "高三", NONE]
    sexes = ["性别/男", "性别/女", "性别/" + NONE]
    sex = lambda c: "性别/" + c["values"].get("sex", NONE)
    band = lambda years_: NONE if years_ is None else next(n for n, most in BANDS.items() if years_ <= most)
    kinds = ["祖辈（祖父母、外祖父母）", "父亲或母亲", "其他亲属", "其他人", "无人监护", NONE]
    kind = lambda v: NONE if not v else kinds[0] if v in GRANDPARENTS else kinds[1]
    parts = {
        "一、年级与性别": tally(grades, sexes, [(c["values"].get("grade", NONE), sex(c)) for _, c, _ in at]),
        "二、年龄段与性别": tally([*BANDS, NONE], sexes, [(band(age(c, born[p])), sex(c)) for p, c, _ in at]),
        "三、监护类型与父母外出情况": tally(kinds, ["父母外出/" + w for w in ("双方", "一方", "其他", NONE)], [
            (kind(c["values"].get("guardian_relation")), "父母外出/" + whereabouts(c["values"])) for _, c, _ in at]),
    }
    return {"统计总表": {"": {**summary, **{row: {**summary[row], **cells} for row, cells in problem_counts(problems, level).items()}}},
            "分项统计": parts, "工作落实": fulfilment(at, size, duties)}


BANDS = {"0–5 周岁": 5, "6–13 周岁": 13, "14–16 周岁": 16, "17 周岁及以上": 999}


def problem_counts(problems, level):
    """Problems by school: the one they name, else the one whose folder the file lies in."""
    columns = ["待改问题（个）/" + name for name in level.values()]
    folder = lambda p: p.get("file", "").split("/")[0]
    of = lambda p: p.get("school") or (folder(p) if folder(p) in SCHOOLS else NOWHERE)
    return tally(PLACES, columns, [(of(p), "待改问题（个）/" + level[p["severity"]]) for p in problems])


def fulfilment(at, size, duties):
    calls = {row: dict(cells) for row, cells in size.items()}
    for month in DUE:
        done = Counter(school for place, _, school in at if (place, month) in duties.called)
        done["合计"] = sum(done.values())
        for row, cells in calls.items():
            cells.update({f"{month}月/应联系": cells["儿童数"], f"{month}月/已联系": done[row]})
        shares(calls, f"{month}月/比率", f"{month}月/已联系", f"{month}月/应联系")
    for cells in calls.values():
        cells.update({"12月/应联系": 0, "12月/已联系": 0, "12月/比率": "未到期"})
        for word in ("应联系", "已联系"):
            cells["本季度（人月）/" + word] = sum(cells[f"{month}月/{word}"] for month in DUE)
    shares(calls, "本季度（人月）/比率", "本季度（人月）/已联系", "本季度（人月）/应联系")

    def of_children(yes, no, rate, has, whole):
        table = tally(PLACES, ["其中/" + yes, "其中/" + no], [(school, "其中/" + (yes if has(place) else no)) for place, _, school in at])
        table = beside({row: {whole: cells["儿童数"]} for row, cells in size.items()}, table)
        return shares(table, rate, "其中/" + yes, whole)
    visits = of_children("已走访", "未走访", "覆盖率", lambda place: place in duties.visited, "应走访")
    pairing = of_children("有帮扶人", "没有帮扶人", "结对率", lambda place: place in duties.helpers, "儿童数")
    loads = {helper: {"学校": school, "结对儿童": count, "上限": HELPER_CHILDREN, "超限": f"超 {count - 3} 人" if count > 3 else ""}
             for (school, helper), count in sorted(duties.loads().items())}
    assert len(loads) == len(duties.loads()), "a helper's name stands at two schools"
    loads["合计"] = {"结对儿童": sum(duties.loads().values())}
    return {"一、亲情通话（按月）": calls, "二、入户走访（按学期）": visits, "三、结对帮扶": pairing, "四、帮扶人结对人数": loads}
