"""What the township is, told from the generator's own knowledge of it: `expected.json`."""

import json

from figures import Duties, figures
from layout import FATES
from township import ABSENT, AS_OF, LIULIN, SCHOOLS, TOWN, shared


def rows_of(fates):
    counts = {"nonempty": len(fates), **dict.fromkeys(FATES, 0)}
    for fate in fates.values():
        counts[fate] += 1
    return counts


def children_of(books):
    """The township's children: every record that was not folded, with the further phones that folded rows know."""
    rows = [(book, sheet, r) for book in books for sheet in book.sheets for r in sheet.records if r["form"] == "child-info"]
    primary = {id(r["child"]): r for _, _, r in rows if not r["fold"]}
    for record in (r for _, _, r in rows if r["fold"]):
        kept = primary[id(record["child"])]["values"]
        for field in (f for f in record["values"] if f.endswith("_phone")):
            if record["values"][field] != kept[field]:
                kept[field] = [kept[field], record["values"][field]]
    return [told(book, sheet, r) for book, sheet, r in rows if not r["fold"]]


def records_of(books):
    """The events: every record of the other forms that was not folded, and the child of the rosters that it is about."""
    rows = [(book, sheet, r) for book in books for sheet in book.sheets for r in sheet.records if r["form"] != "child-info"]
    return [{"form": r["form"], **told(book, sheet, r), "child": getattr(r["child"]["about"], "place", None)}
            for book, sheet, r in rows if not r["fold"]]


def told(book, sheet, record):
    return {"file": book.path, "sheet": sheet.name, "row": record["row"],
            **{k: record[k] for k in ("values", "unreadable", "other") if record[k]}}


def school_of_sheet(sheet):
    schools = {r["values"].get("school") for r in sheet.records}
    return schools.pop() if len(schools) == 1 else None


def sexes(children):
    sex = [c["values"].get("sex") for c in children]
    return {"children": len(children), "boys": sex.count("男"), "girls": sex.count("女"), "sex_unknown": sex.count(None)}


def forms_of(school, children, records):
    forms = ["child-info"] * len(children) + [r["form"] for r in records]
    names = [r["values"].get("school") for r in [*children, *records]]
    return {form: sum(f == form and n == school for f, n in zip(forms, names)) for form in ("child-info", "assistance", "call-log")}


def problem_order(problem):
    return (problem.get("file", ""), problem.get("sheet", ""), problem.get("row", 0), problem.get("cell", ""), problem["code"])


def expected(books):
    children, records = children_of(books), records_of(books)
    duties = Duties(books, children, records)
    problems, open_ = [{"code": "school-missing", "severity": "error", "school": ABSENT}, *duties.problems()], []
    files = []
    for book in books:
        for p in book.problems:
            problems.append({**p} if "school" in p else {**p, "file": book.path})
        sheets = []
        for sheet in book.sheets:
            school = {"school": school_of_sheet(sheet)} if school_of_sheet(sheet) else {}
            problems += [{**p, **school, "file": book.path} for p in sheet.problems]
            open_ += [{**p, "file": book.path} for p in sheet.open_problems]
            fates = sheet.row_fates()
            sheets.append({"name": sheet.name, "hidden": sheet.hidden, **school, "form": sheet.form,
                           "layout": "table" if sheet.form else None, "rows": rows_of(fates),
                           "fates": {str(row): fate for row, fate in fates.items()}, "blocks": [t.truth() for t in sheet.blocks]})
        files.append({"path": book.path, "status": book.status, "made_as": book.made_as, "sheets": sheets})
    problems.sort(key=problem_order)
    totals = {key: sum(s["rows"][key] for f in files for s in f["sheets"]) for key in ("nonempty", *FATES)}
    levels = {level: sum(p["severity"] == level for p in problems) for level in ("error", "warning", "info")}
    return {
        "as_of": AS_OF, "period": "2026Q4", "town": TOWN,
        "totals": {"files": len(files), "sheets": sum(len(f["sheets"]) for f in files), "rows": totals, **sexes(children), "problems": levels},
        "schools": [{"name": name or "（学校不明）", "forms": forms_of(name, children, records), **sexes([c for c in children if c["values"].get("school") == name])} for name in [*SCHOOLS, None]],
        "figures": figures(books, children, problems, duties),
        "files": files, "problems": problems, "problems_open": sorted(open_, key=lambda p: problem_order({"code": "", **p})),
        "children": children, "records": records,
    }


def prove(books, truth):
    """What must hold of the truth itself, or this script is wrong."""
    blocks = [block for book in books for sheet in book.sheets for block in sheet.blocks if book.status == "read"]
    assert truth["totals"]["children"] == sum(b.counts["merged"] for b in blocks if b.form == "child-info")
    assert len(truth["records"]) == sum(b.counts["merged"] for b in blocks if b.form != "child-info")
    assert truth["totals"]["rows"]["merged"] == len(truth["children"]) + len(truth["records"]) - beside(books)
    days = [(r["form"], str(r["child"]), r["values"].get("date"), r["values"].get("content"), r["values"].get("callee")) for r in truth["records"]]
    assert len(days) == len(set(days)), "an event is told twice by accident"
    ids = [c["values"]["id_number"] for c in truth["children"] if "id_number" in c["values"]]
    twice = {i for i in ids if ids.count(i) > 1}
    assert twice == {shared["同号"]["id_number"]}, twice
    births = [(c["values"].get("birth_date"), c["values"].get("father_name")) for c in truth["children"] if len(c["values"].get("birth_date", "")) == 10]
    assert len({b for b in births if births.count(b) > 1 and b[1]}) == 1, "only the twins and nobody else"
    helpers = [(c["values"].get("school"), c["values"]["helper_name"]) for c in truth["children"] if "helper_name" in c["values"]]
    assert {h for h in helpers if helpers.count(h) > 3} == {(LIULIN, "杨国华")}
    codes = {p["code"] for p in truth["problems"]}
    assert codes >= {"record-no-child", "record-outside-period", "call-missing", "helper-missing", "helper-overload", "form-missing"}


def beside(books):
    """Children who stand in one row with another child, in tables beside each other."""
    return sum(len(s.records) - len({r["row"] for r in s.records}) for b in books for s in b.sheets if b.status == "read")


def to_json(value, indent=0):
    """JSON with one record to a line, so that a difference reads as one."""
    pad = " " * indent
    if not isinstance(value, (dict, list)) or not value or indent > 1 and '"blocks"' not in json.dumps(value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{pad} {json.dumps(k, ensure_ascii=False)}: {to_json(v, indent + 1)}" for k, v in value.items()) + f"\n{pad}}}"
    return "[\n" + ",\n".join(f"{pad} {to_json(v, indent + 1)}" for v in value) + f"\n{pad}]"
