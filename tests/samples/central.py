"""中心小学: three workbooks that classes filled in together."""

from datetime import date

from layout import Book, Cell, Col, Error, Sheet, Table
from people import GRADES, id_number
from spellings import (
    born, born_in_month, dashed, empty, float_month, grouped, id_as, in_turn, joined_class, lost_tail, number, padded_name, people, phone, plain, spaced, wrong_check)
from township import CENTRAL, child, families, rng, shared, town


def central_lower():
    """Two tables below each other, prefixed headers, joined classes; a macro workbook."""
    book = Book(f"{CENTRAL}/一二年级留守儿童登记表.xlsm", "xlsm")
    s = Sheet("一二年级", {"school": CENTRAL})
    book.sheets.append(s)
    s.put(1, 1, "云溪镇中心小学一年级留守儿童登记表", "title", (1, 19))
    s.put(2, 1, "填表人：吴晓梅", "line", (2, 5))
    s.put(2, 6, "填报日期：2026年11月9日", "line", (2, 12))
    ways = (lambda g, n: f"{'一二'[g - 1]}({n})班", lambda g, n: g * 100 + n, lambda g, n: float(f"{g}.{n}"),
            lambda g, n: f"{'一二'[g - 1]}年级{n}班", lambda g, n: f"{'一二'[g - 1]}（{n}）班")
    parent = lambda p: people(p, {"父亲": "father", "母亲": "mother"}[p], [
        ("name", "姓名"), ("status", "状况"), ("workplace", "务工地点"),
        ("phone", "联系电话", phone({"父亲": "father_phone", "母亲": "mother_phone"}[p], number, plain, spaced))])
    t = Table(s, 3, 1, [
        Col("seq", ("序号",)), Col("class", ("班级",), in_turn(*map(joined_class, ways))), Col("name", ("姓名",), padded_name),
        Col("sex", ("性别",)), Col("birth_date", ("出生日期",)), Col("id_number", ("身份证号码",), in_turn(
            id_as(plain), id_as(lambda i: "'" + i), id_as(lambda i: f"{i[:6]} {i[6:14]} {i[14:]}"), id_as(lambda i: i.lower()))),
        Col("home_address", ("家庭住址",)), *parent("父亲"), *parent("母亲"),
        Col("guardian_name", ("监护人姓名",)), Col("guardian_relation", ("与儿童关系",)),
        Col("guardian_phone", ("监护人电话",), phone("guardian_phone", plain, dashed)), Col("remark", ("备注",))])
    for i in range(12):
        c = child(1, 1 if i < 7 else 2)
        cells = {}
        if i == 3:
            cells["id_number"] = Cell(c["id_number"][:9] + c["id_number"][10:], None, "id-length")
        if i == 8:
            cells["father_phone"] = Cell(c["father_phone"][:10], None, "phone-invalid")
        if i == 5:
            second = town.phone()
            cells["guardian_phone"] = Cell(f"{c['guardian_phone']}、{second}", [c["guardian_phone"], second])
        t.add(c, cells)
    t.preprinted(3)
    t.line({"seq": "合计", "name": "12人"})
    row = t.row + 1
    s.put(row, 1, "云溪镇中心小学二年级留守儿童登记表", "title", (row, 19))
    t = Table(s, row + 1, 1, [
        Col("seq", ("序号",)), Col("name", ("学生姓名",)), Col("grade", ("年级",)), Col("class", ("班级",), lambda c: Cell(f"{c['class']}班", c["class"])),
        Col("sex", ("性别",)), Col("id_number", ("公民身份号码",)), Col("birth_date", ("出生年月日",), born(lambda d: f"{d.year}.{d.month}.{d.day}")),
        Col("guardian_name", ("监护人",)), Col("guardian_relation", ("与学生关系",)), Col("guardian_phone", ("监护人手机号码",)),
        Col("home_address", ("现住址",)),
        *people("父", "father", [("name", "姓名"), ("workplace", "务工地"), ("phone", "电话")]),
        *people("母", "mother", [("name", "姓名"), ("workplace", "务工地"), ("phone", "电话")])])
    for i in range(11):
        c = child(2, 1 if i < 6 else 2)
        if i == 2:
            families["姐弟"] = c
        cells = {}
        if i == 4:
            cells["guardian_phone"] = empty()
        if i == 7:
            other = "女" if c["sex"] == "男" else "男"
            cells["sex"] = Cell(other, other, "sex-id-mismatch")
        t.add(c, cells)
    return book


def class_columns():
    def parent(label, person):
        return grouped(label, person, [("name", "姓名"), ("status", "状况"), ("workplace", "务工地"),
                                       ("phone", "电话", phone(person + "_phone", plain, number))])
    return [Col("seq", ("序号",)), Col("name", ("姓名",), padded_name), Col("sex", ("性别",)), Col("ethnicity", ("民族",), width=7),
            Col("id_number", ("身份证号",)), Col("birth_date", ("出生日期",)), Col("boarding", ("是否寄宿",), width=6),
            Col("health", ("健康状况",), width=6), Col("home_address", ("家庭住址",)),
            *parent("父亲信息", "father"), *parent("母亲信息", "mother"),
            *grouped("监护人信息", "guardian", [("name", "姓名"), ("relation", "与儿童关系"), ("age", "年龄"),
                                           ("health", "身体状况"), ("phone", "联系电话")]),
            Col("difficulties", ("存在困难",)), Col("remark", ("备注",))]


def central_middle():
    """The county's form, a sheet for each class; a timetable and a stale hidden draft left in the workbook."""
    book = Book(f"{CENTRAL}/三四年级留守儿童信息统计表.xlsx", "xlsx")

    def class_sheet(name, grade, class_, dates, teacher, hidden=False):
        s = Sheet(name, {"school": CENTRAL, "grade": GRADES[grade], "class": class_}, hidden)
        book.sheets.append(s)
        s.put(1, 1, "附件1", "line")
        s.put(2, 1, "农村留守儿童基本信息统计表", "title", (2, 24))
        s.put(3, 1, "学校（盖章）：云溪镇中心小学", "line", (3, 6))
        s.put(3, 8, f"填表人：{teacher}", "line", (3, 11))
        s.put(3, 18, "日期：2026年11月10日", "line", (3, 22))
        cols = class_columns()
        cols[5].write = dates
        return s, Table(s, 4, 1, cols)

    def close(t, s):
        t.preprinted(3)
        t.across("注：1.身份证号请按户口簿填写；2.父母状况填外出务工、在家、离异、去世等。", "note")
        s.put(t.row + 1, 1, "校长签字：", "note", (t.row + 1, 4))
        s.put(t.row + 1, 9, "审核人：", "note", (t.row + 1, 11))

    s, t = class_sheet("三(1)班", 3, 1, None, "李红梅")
    first = []
    for i in range(10):
        c = child(3, 1, both_away=True if i == 5 else None)
        first.append(c)
        cells, codes = {}, ()
        if i == 2:
            cells["id_number"] = wrong_check(c)
        if i == 5:
            cells = {"guardian_name": empty(), "guardian_relation": Cell(None), "guardian_age": Cell(None),
                     "guardian_health": Cell(None), "guardian_phone": empty()}
            codes = ["guardian-absent"]
        if i == 7:
            cells["father_phone"] = Cell(Error("#N/A"), None, "formula-error")
        t.add(c, cells, codes)
    close(t, s)

    s, t = class_sheet("三(2)班", 3, 2, born(lambda d: int(f"{d:%Y%m%d}")), "陈志远")
    twin = child(3, 2, both_away=True, name="周子涵", sex="男")
    shared["同号"] = child(3, 2, name="方丽娜", sex="女")
    shared["转学1"] = child(3, 2, difficulties="无")
    pupils = [child(3, 2), shared["转学1"], twin, {**twin, "name": "周子轩", "id_number": id_number(twin["birth"], "男", 215)},
              child(3, 2), child(3, 2, both_away=True), shared["同号"], child(3, 2), child(3, 2)]
    twin["id_number"] = id_number(twin["birth"], "男", 213)
    town.names |= {"周子轩"}
    for i, c in enumerate(pupils):
        cells, codes = {}, ()
        if i == 0:
            wrong = date(c["birth"].year, c["birth"].month, c["birth"].day % 28 + 1)
            cells["birth_date"] = Cell(int(f"{wrong:%Y%m%d}"), wrong.isoformat(), "birth-id-mismatch")
        if i == 1:
            codes = ["duplicate-across-schools"]
        if i == 4:
            cells["guardian_age"] = Cell(720, None, "number-invalid")
        if i == 5:
            c.update(guardian_name=c["father_name"], guardian_relation="父亲", guardian_age=36, guardian_phone=c["father_phone"])
            cells["guardian_name"] = Cell(c["father_name"], c["father_name"], "guardian-is-away")
        if i == 6:
            codes = ["same-id-different-child"]
        t.add(c, cells, codes)
    close(t, s)

    s, t = class_sheet("四(1)班", 4, 1, born(lambda d: f"{d.year}年{d.month}月{d.day}日"), "何春燕")
    shared["转学2"] = child(4, 1, difficulties="无")
    for i in range(10):
        c = shared["转学2"] if i == 6 else child(4, 1, both_away=False if i == 4 else None)
        cells, codes = {}, ()
        if i == 1:
            cells["sex"] = empty()
        if i == 4:
            c.update(father_status="在家", father_workplace=None, mother_status="在家", mother_workplace=None)
            codes = ["not-left-behind"]
        if i == 6:
            codes = ["duplicate-across-schools"]
        if i == 8:
            cells["id_number"] = lost_tail(c)
        t.add(c, cells, codes)
    close(t, s)

    timetable = Sheet("课程表", form=None)
    book.sheets.append(timetable)
    lessons = "语文 数学 英语 体育 音乐 美术 科学 道德与法治 劳动 班会".split()
    timetable.put(1, 1, "三(1)班课程表", "title", (1, 6), "quarantined")
    for row, label in enumerate(["节次", "第一节", "第二节", "第三节", "第四节", "第五节", "第六节"], 2):
        timetable.put(row, 1, label, "head" if row == 2 else "data", fate="quarantined")
        for column, day in enumerate("一二三四五", 2):
            timetable.put(row, column, "星期" + day if row == 2 else rng.choice(lessons), "head" if row == 2 else "data", fate="quarantined")
    timetable.problem("form-unrecognised")

    s, t = class_sheet("三(1)班初稿", 3, 1, None, "李红梅", hidden=True)
    s.problem("sheet-hidden")
    for c in (first[0], first[1], first[3], first[4], first[6]):
        t.add(c, fold=True)
    t.add(child(3, 1))
    return book


def central_upper():
    """Binary `.xls`: a header of three rows, grade and class merged downwards, subtotals, two empty sheets."""
    book = Book(f"{CENTRAL}/五六年级留守儿童花名册.xls", "xls")
    s = Sheet("Sheet1", {"school": CENTRAL})
    book.sheets += [s, Sheet("Sheet2", form=None), Sheet("Sheet3", form=None)]
    s.put(1, 1, "云溪镇中心小学五、六年级留守儿童花名册", "title", (1, 22))
    s.put(2, 1, "填报单位：云溪中心小学", "line", (2, 7))
    s.put(2, 10, "填报人：赵立新", "line", (2, 14))
    s.put(2, 17, "2026.11.8", "line", (2, 20))

    def parent(label, person):
        return [Col(f"{person}_{field}", ("家庭成员信息", label, header)) for field, header in
                (("name", "姓名"), ("status", "状况"), ("workplace", "打工地点"), ("phone", "联系电话"))]
    size = lambda c: Cell(rng.choice([130, 140, 150, 160]))
    basic = lambda field, header, write=None: Col(field, ("学生基本信息", header), write)
    t = Table(s, 3, 1, [
        Col("seq", ("序号",)), basic("grade", "年级"), basic("class", "班级", lambda c: Cell(f"{c['class']}班", c["class"])),
        basic("name", "姓名", padded_name), basic("sex", "性别"), basic("ethnicity", "民族"),
        basic("birth_date", "出生年月", born_in_month(float_month)), basic("id_number", "身份证号"), basic("home_address", "家庭地址"),
        *parent("父亲", "father"), *parent("母亲", "mother"),
        *grouped("监护人信息", "guardian", [("name", "姓名"), ("relation", "关系"), ("age", "年龄"), ("phone", "联系电话")]),
        Col(None, ("校服尺码",), size)])
    total = 0
    for grade, class_, count in ((5, 1, 8), (6, 1, 6), (6, 2, 7)):
        top, twice = t.row, None
        for i in range(count):
            c = child(grade, class_)
            cells = {}
            if (grade, class_, i) == (5, 1, 1):
                twice = c
            if (grade, class_, i) == (5, 1, 2):
                cells["id_number"] = lost_tail(c)
            if (grade, class_, i) == (5, 1, 4):
                cells["birth_date"] = Cell("2015.13", None, "date-invalid")
            if (grade, class_, i) == (6, 1, 0):
                sibling = families["姐弟"]
                c = child(6, 1, surname=sibling["name"][0], **{k: sibling[k] for k in sibling if k.split("_")[0] in ("father", "mother", "guardian")},
                          home_address=sibling["home_address"])
            if (grade, class_, i) == (6, 1, 3):
                cells["guardian_phone"] = Cell(c["guardian_phone"] + "8", None, "phone-invalid")
            if (grade, class_, i) == (6, 2, 2):
                cells["ethnicity"] = Cell("本地", None, "value-unknown")
            if (grade, class_, i) == (6, 2, 5):
                cells["guardian_age"] = Cell(Error("#N/A"), None, "formula-error")
            t.add(c, cells)
        if twice:
            t.add(twice, {f: Cell(None) for f in ("home_address", "guardian_age", "father_workplace", None)},
                  ["duplicate-in-school"], fold=True)
        t.merge_down("grade", top, t.row - 1)
        t.merge_down("class", top, t.row - 1)
        t.line({"seq": "小计", "name": t.row - top})
        total += t.row - 1 - top
    t.line({"seq": "合计", "name": total})
    t.across("说明：本表由班主任填写，学校汇总后于每季度末月15日前报中心校。", "note")
    return book
