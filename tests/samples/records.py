"""The schools' records of help and call logs, and the mistakes in them."""

from datetime import date

from events import (
    Stranger, call_of, col, dated, day, dotted, help_for, in_chinese, iso, moment, put, rng, rosters, slashed, teachers, timed, true_date,
    without_year, yuan)
from layout import Book, Cell, Col, Sheet, Table
from people import GRADES, REGION
from spellings import joined_class, number, padded_name, phone, plain, spaced
from township import CENTRAL, LIULIN, MIDDLE, NURSERY, SHIQIAO, ZHUPING, child, shared

A, C = "assistance", "call-log"


def heading(sheet, title, line, width):
    sheet.put(1, 1, title, "title", (1, width))
    sheet.put(2, 1, line, "line", (2, width))


def total(table, **cells):
    table.line({"seq": "合计", **cells})


def central_help(schools):
    """A term's records in one sheet: every mistake that the form allows, and sums as people write them."""
    book = Book(f"{CENTRAL}/2026年秋季学期帮扶记录.xlsx", "xlsx")
    s = Sheet("帮扶记录", {"school": CENTRAL}, form=A)
    book.sheets.append(s)
    heading(s, "云溪镇中心小学留守儿童结对帮扶记录表", "填报单位：云溪镇中心小学　　填表人：何春燕　　日期：2026年11月20日", 13)
    t = Table(s, 3, 1, [
        col("seq", "序号"), col("grade", "年级"), col("class", "班级"), col("name", "学生姓名", write=padded_name), col("id_number", "身份证号码"),
        col("date", "帮扶时间", write=dated(true_date, true_date, dotted, without_year)), col("helper_name", "帮扶教师"),
        col("helper_role", "帮扶人身份"), col("method", "帮扶形式"), col("content", "帮扶内容"), col("result", "帮扶效果"),
        col("amount", "金额（元）", write=yuan), col("remark", "备注")])
    helpers = teachers(24)
    busy = next(helpers)
    done = 0
    for i, entry in enumerate(schools[CENTRAL]):
        if i in (10, 30, 50):
            continue
        event, cells = help_for(entry, next(helpers)), {}
        if i in (3, 40):
            event["helper_name"] = busy
        if i == 7:
            cells["content"] = (None, None, "missing-required")
        if i in (11, 12):
            event.update(date=date(2026, 9, 18 + i - 11), method="谈心" if i == 11 else "家访", content="开学初了解暑假生活", amount=None)
        if i in (15, 16, 17):
            event.update(method="物资资助", content="送米、油和学习用品")
            cells["amount"] = (("贰佰元", 200), ("若干", None, "number-invalid"), ("￥1,200.00", 1200))[i - 15]
        if i == 20:
            cells["helper_name"] = (None, None, "missing-required")
        if i == 22:
            cells["date"] = ("10月32日", None, "date-invalid")
        if i == 25:
            event["date"] = date(2026, 12, 3)
        if i == 33:
            cells["date"] = (None, None, "missing-required")
        put(t, event, **cells)
        done += 1
        if i == 18:
            put(t, help_for(Stranger(), event["helper_name"], 10, "谈心", **{"class": 1, "grade": "三年级"}))
            done += 1
    t.preprinted(2)
    total(t, name=f"{done}人次")
    t.across("注：帮扶形式填家访、谈心、学习辅导、生活关怀、物资资助等。", "note")
    s.put(t.row + 1, 1, "校长签字：", "note", (t.row + 1, 4))
    s.put(t.row + 1, 8, "（盖章）", "note", (t.row + 1, 10))
    return book


def central_calls(schools):
    """A sheet for each month; times, lengths and days in words."""
    book = Book(f"{CENTRAL}/亲情通话记录表.xlsx", "xlsx")
    for month in (10, 11):
        s = Sheet(f"{month}月", {"school": CENTRAL}, form=C)
        book.sheets.append(s)
        heading(s, f"云溪镇中心小学2026年{month}月亲情通话记录", "登记人：陈志远", 11)
        t = Table(s, 3, 1, [
            col("seq", "序号"), col("class", "班级", write=joined_class(lambda g, n: f"{'一二三四五六'[g - 1]}({n})班")), col("name", "姓名"),
            col("date", "通话日期", write=dated(true_date, slashed, without_year)), col("time", "通话时间", write=timed),
            col("minutes", "时长（分钟）"), col("mode", "通话方式"), col("callee", "通话对象"),
            col("phone", "联系电话", write=phone("phone", plain, number, spaced)), col("content", "通话内容"), col("recorder", "记录人")])
        october = month == 10
        for i, entry in enumerate(schools[CENTRAL]):
            if i == 4 or (i == 8 and october) or (i == 9 and not october):
                continue
            event, cells = call_of(entry, month, recorder="陈志远" if i % 5 == 0 else None), {}
            if i == 13 and not october:
                cells["date"] = ("11月某日", None, "date-invalid")
            if i == 14 and not october:
                event["date"] = date(2025, 11, 12)
            if i == 18 and october:
                cells["phone"] = ("1380000", None, "phone-invalid")
            if i in (19, 21, 24):
                cells["minutes"] = {19: ("半小时", 30), 21: ("3'20\"", 3.33), 24: ("12分钟", 12)}[i]
            if i in (23, 29):
                cells["time"] = {23: ("晚上7点半", "19:30"), 29: ("下午5点20分", "17:20")}[i]
            if i == 26 and october:
                cells["callee"] = (None, None, "missing-required")
            if i == 27 and october:
                cells["minutes"] = ("很久", None, "number-invalid")
            if i == 28 and not october:
                event["date"] = date(2026, 11, 30)
            put(t, event, **cells)
            if i == 31:
                put(t, call_of(entry, month, date=date(2026, month, 1), callee="祖母", content="祖母问放学时间"))
            if i == 35 and october:
                put(t, call_of(Stranger(entry.name[0] + "小苗"), month, **{"grade": entry.grade, "class": entry.class_}))
        total(t, name=f"{t.counts['read']}人次")
        t.across("注：学生每月至少与外出务工的父母通话一次，由班主任登记。", "note")
    return book


def liulin_three():
    """One workbook with all three forms as sheets: two children who came in November, records, calls."""
    book = Book("云溪镇柳林小学三张表.xlsx", "xlsx")
    s = Sheet("儿童信息", {"school": LIULIN})
    book.sheets.append(s)
    s.put(1, 1, "柳林小学留守儿童信息表（11月转入）", "title", (1, 13))
    parts = [("name", "姓名"), ("status", "状况"), ("phone", "电话")]
    t = Table(s, 2, 1, [
        col("name", "姓名"), col("sex", "性别"), col("grade", "年级"), col("id_number", "身份证号"), Col("birth_date", ("出生日期",)), col("home_address", "家庭住址"),
        *(Col(f"{who}_{f}", (label + text,)) for who, label in (("father", "父亲"), ("mother", "母亲")) for f, text in parts),
        col("guardian_name", "监护人姓名"), col("guardian_relation", "与儿童关系"), col("guardian_phone", "监护人电话"), col("helper_name", "帮扶教师")])
    for grade in (2, 5):
        t.add({**child(grade), "helper_name": "邓文静"})
    return book


def liulin_records(book, schools):
    s = Sheet("帮扶记录", {"school": LIULIN}, form=A)
    book.sheets.append(s)
    heading(s, "柳林小学帮扶活动记录", "学校：云溪镇柳林小学", 8)
    t = Table(s, 3, 1, [
        col("seq", "序号"), col("name", "帮扶对象", write=padded_name), col("date", "日期", write=dated(in_chinese, dotted, iso)),
        col("helper_name", "帮扶人"), col("method", "方式"), col("content", "主要内容"), col("result", "成效"), col("amount", "折款", write=yuan)])
    told = []
    unpaired = [e for e in schools[LIULIN] if not e.values.get("helper_name")]
    for i, entry in enumerate(schools[LIULIN]):
        if entry is unpaired[0] or i % 4 == 3 and entry not in unpaired:
            continue
        event = help_for(entry, entry.values.get("helper_name") or "谭思远", result=None)
        if i in (5, 6):
            event.update(method="入户走访" if i == 5 else "谈心", date=date(2026, 9, 12 + i), content="了解开学情况", amount=None)
        put(t, event)
        if event["date"].month != 9:
            told.append(event)
    total(t, name=f"{t.counts['read']}人次")
    shared["帮扶"] = told[:2]
    s = Sheet("亲情通话", {"school": LIULIN}, form=C)
    book.sheets.append(s)
    heading(s, "柳林小学亲情通话登记", "登记人：罗玉芬", 7)
    t = Table(s, 3, 1, [
        col("seq", "序号"), col("name", "学生姓名"), col("date", "通话时间", write=moment), col("callee", "接听人"), col("phone", "电话号码"),
        col("minutes", "通话时长（分钟）"), col("content", "内容摘要")])
    for month in (10, 11):
        for i, entry in enumerate(schools[LIULIN]):
            if (i, month) in ((2, 10), (2, 11), (7, 11)):
                continue
            event, cells = call_of(entry, month), {}
            if (i, month) == (9, 10):
                cells["phone"] = ("父亲手机", None, "phone-invalid")
            put(t, event, **cells)
    return book


def liulin_more(schools):
    """Comma-separated GB18030: two events that the workbook tells too, and three new ones."""
    book = Book("柳林小学补充帮扶记录.csv", "csv-gb18030")
    s = Sheet("柳林小学补充帮扶记录", {"school": LIULIN}, form=A)
    book.sheets.append(s)
    t = Table(s, 1, 1, [
        col("name", "学生姓名"), col("date", "帮扶日期", write=dated(slashed)), col("helper_name", "帮扶教师"), col("content", "帮扶内容")])
    for event in shared["帮扶"]:
        put(t, {**event, "amount": None}, fold=True)
    for at in (3, 15, 19):
        entry = schools[LIULIN][at]
        put(t, help_for(entry, entry.values["helper_name"], 11, "学习辅导"))
    return book


def shiqiao(schools):
    """Binary `.xls`: both forms below each other on one sheet; the log has no column for whom was called."""
    book = Book(f"{SHIQIAO}/石桥小学帮扶和通话记录.xls", "xls")
    s = Sheet("记录", {"school": SHIQIAO}, form=C)
    book.sheets.append(s)
    heading(s, "石桥小学帮扶记录表", "填报人：孙永康", 8)
    t = Table(s, 3, 1, [
        col("seq", "序号"), col("grade", "年级"), col("name", "姓名", write=lambda e: Cell(e["name"], e["name"], None if e["name"] else "missing-required")),
        col("id_number", "身份证号"), col("date", "帮扶日期", write=dated(true_date, iso)),
        col("helper_name", "帮扶责任人"), col("method", "帮扶方式"), col("content", "帮扶内容")], A)
    helpers = teachers(9)
    entries = schools[SHIQIAO]
    for i, entry in enumerate(entries):
        if i in (2, 9):
            continue
        event = help_for(entry, next(helpers))
        # The number that the school wrote on its roster, where that is a number.
        written = entry.values.get("id_number", "")
        event["id_number"] = written if written.startswith(REGION) else None
        put(t, event)
    s.put(t.row + 1, 1, "石桥小学亲情通话记录表", "title", (t.row + 1, 8))
    t = Table(s, t.row + 2, 1, [
        col("seq", "序号"), col("grade", "年级"), col("name", "学生姓名"), col("date", "通话日期", write=dated(true_date, without_year)),
        col("time", "通话时刻", write=timed), col("minutes", "通话时长"), col("mode", "通话方式"), col("content", "通话内容")], C)
    s.problem("column-missing", field="callee")
    for month in (10, 11):
        for i, entry in enumerate(entries):
            if not entry.name or (i, month) in ((6, 10), (14, 11)):
                continue
            put(t, call_of(entry, month))
    moved = next(e for e in schools[CENTRAL] if e.child is shared["转学1"])
    put(t, call_of(moved, 10, date=date(2026, 10, 3), content="转学前在石桥打的电话"))
    s.put(t.row + 1, 1, "校长（签字）：            盖章：", "note", (t.row + 1, 8))
    return book


def zhuping_calls(schools):
    """OpenDocument: grade merged downwards, lengths in words, a column of the school's own."""
    book = Book("竹坪教学点亲情通话登记.ods", "ods")
    s = Sheet("通话登记", {"school": ZHUPING}, form=C)
    book.sheets.append(s)
    s.put(2, 2, "云溪镇竹坪教学点亲情通话登记表", "title", (2, 11))
    t = Table(s, 3, 2, [
        col("seq", "序号"), col("grade", "年级"), col("name", "学生\n姓名"), col("date", "通话\n日期", write=dated(true_date, in_chinese)),
        col("time", "通话\n时间", write=timed), col("callee", "通话\n对象"), col("phone", "联系电话"),
        col("minutes", "时长\n（分钟）", write=lambda e: Cell(rng.choice([e["minutes"], f"{e['minutes']}分", f"{e['minutes']}分钟"]), e["minutes"])),
        Col(None, ("通话地点",), lambda e: Cell(rng.choice(["值班室", "教室", None]))), col("content", "通话内容")])
    top, grade = t.row, None
    for i, entry in enumerate(sorted(schools[ZHUPING], key=lambda e: GRADES.index(e.grade))):
        if entry.grade != grade:
            t.merge_down("grade", top, t.row - 1)
            top, grade = t.row, entry.grade
        for month in (10, 11):
            if (i, month) == (5, 11):
                continue
            put(t, call_of(entry, month), **({"minutes": ("一刻钟", 15)} if (i, month) == (2, 10) else {}))
    t.merge_down("grade", top, t.row - 1)
    total(t, name=f"{t.counts['read']}人次")
    t.across("登记人：石明山", "note")
    return book


def zhuping_help(schools):
    """Comma-separated GB18030 with a title: a record without its helper, a sum out of range."""
    book = Book("竹坪教学点帮扶台账.csv", "csv-gb18030")
    s = Sheet("竹坪教学点帮扶台账", {"school": ZHUPING}, form=A)
    book.sheets.append(s)
    s.put(1, 1, "云溪镇竹坪教学点帮扶台账", "title")
    t = Table(s, 2, 1, [
        col("name", "留守儿童姓名"), col("date", "帮扶时间", write=dated(without_year, iso, dotted)), col("helper_name", "帮扶人"), col("method", "帮扶形式"),
        col("content", "帮扶内容"), col("result", "帮扶成效"), col("amount", "资助金额（元）", write=yuan)])
    for i, entry in enumerate(schools[ZHUPING][:12]):
        cells = {}
        event = help_for(entry, entry.values.get("helper_name") or "武春兰")
        if i == 4:
            cells["helper_name"] = (None, None, "missing-required")
        if i == 6:
            event["date"] = date(2026, 6, 11)
        if i == 8:
            cells["amount"] = ("-50", None, "number-invalid")
        put(t, event, **cells)
    t.line({"name": "合计", "date": "12人次"})
    return book


def middle_help(schools):
    """Saved by LibreOffice: a header of two rows; the school sent no call log."""
    book = Book(f"{MIDDLE}/七八年级帮扶记录.xlsx", "xlsx-libreoffice")
    s = Sheet("七八年级", {"school": MIDDLE}, form=A)
    book.sheets.append(s)
    heading(s, "云溪镇初级中学留守学生帮扶记录", "2026年秋季学期", 9)
    t = Table(s, 3, 1, [
        col("seq", "序号"), col("class", "学生信息", "班级", write=joined_class(lambda g, n: f"{'七八九'[g - 7]}({n})班")), col("name", "学生信息", "姓名"),
        col("helper_name", "帮扶人", "姓名"), col("helper_role", "帮扶人", "身份"), col("date", "帮扶情况", "时间", write=dated(true_date, dotted)),
        col("method", "帮扶情况", "形式"), col("content", "帮扶情况", "内容"), col("result", "帮扶情况", "效果")])
    helpers = teachers(11)
    for i, entry in enumerate(e for e in schools[MIDDLE] if e.grade != "九年级"):
        if i in (5, 21):
            continue
        event, cells = help_for(entry, next(helpers)), {}
        if i == 9:
            event["date"] = date(2027, 10, 15)
        if i == 13:
            cells["date"] = ("上周五", None, "date-invalid")
        put(t, event, **cells)
        if i == 13:
            put(t, help_for(entry, event["helper_name"], 11, "家访", date=date(2026, 11, 4)))
    total(t, name=t.counts["read"])
    return book


def middle_diary(schools):
    """A sheet for each child of the ninth grade, the name above the table."""
    book = Book(f"{MIDDLE}/九年级帮扶手册.xlsx", "xlsx")
    helpers = teachers(3)
    for i, entry in enumerate(e for e in schools[MIDDLE] if e.grade == "九年级"):
        s = Sheet(entry.name, {"school": MIDDLE, "grade": "九年级", "class": entry.class_, "name": entry.name}, form=A)
        book.sheets.append(s)
        s.put(1, 1, "留守学生帮扶记录", "title", (1, 6))
        s.put(2, 1, f"姓名：{entry.name}", "line", (2, 2))
        s.put(2, 3, f"班级：九({entry.class_})班", "line", (2, 4))
        t = Table(s, 3, 1, [
            col("seq", "序号"), col("date", "时间", write=dated(true_date, in_chinese)), col("method", "帮扶形式"), col("content", "帮扶内容"),
            col("helper_name", "帮扶人"), col("result", "帮扶效果")])
        helper, days = next(helpers), [day(10), day(11)]
        for at in days[:1 + (i % 3 > 0)]:
            put(t, help_for(entry, helper, date=at))
        t.preprinted(2)
    return book


def nursery_calls(schools):
    """XML Spreadsheet 2003 under `.xls`, a sheet for each class; the kindergarten sent no records of help."""
    book = Book("云溪镇中心幼儿园亲情通话记录.xls", "xml-2003")
    for name in ("大班", "中班", "小班"):
        s = Sheet(name, {"school": NURSERY, "grade": "学前"}, form=C)
        book.sheets.append(s)
        s.put(1, 1, f"云溪镇中心幼儿园{name}亲情通话记录", "title", (1, 7))
        t = Table(s, 2, 1, [
            col("seq", "序号"), col("name", "幼儿姓名"), col("date", "日期", write=dated(true_date, without_year)), col("callee", "与谁通话"),
            col("minutes", "时长"), col("mode", "通话方式"), col("content", "通话内容")])
        for i, entry in enumerate(e for e in schools[NURSERY] if e.class_ == name):
            for month in (10, 11):
                if (name, i, month) in (("大班", 1, 10), ("中班", 2, 11)):
                    continue
                event = call_of(entry, month, mode="微信视频")
                if (name, i, month) == ("大班", 4, 10):
                    event["date"] = date(2026, 6, 1)
                put(t, event)
                # Whether the name of the sheet tells the class as well as 学前 is left open.
                s.records[-1]["unreadable"]["class"] = name
        t.across("班主任（签字）：", "note")
    return book


def all_books(books):
    """The books of records, and the one book of three forms, of the townships' children so far."""
    three = liulin_three()
    schools = rosters([*books, three])
    return [liulin_records(three, schools), *(make(schools) for make in (
        central_help, central_calls, liulin_more, shiqiao, zhuping_calls, zhuping_help, middle_help, middle_diary, nursery_calls))]
