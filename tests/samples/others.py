"""The middle school, the kindergarten, and what else lies in the inbox."""

from datetime import date

from central import class_columns
from layout import Book, Cell, Col, Sheet, Table
from spellings import (
    born, empty, grouped, in_turn, joined_class, nursery_class, padded_name, people, wrong_check, yes_no)
from township import MIDDLE, NURSERY, SHIQIAO, child, Helpers, with_helper
from writers import WRITERS, docx


def middle_seventh():
    """Saved by LibreOffice: two tables beside each other, totals and a failed look-up that are formulas."""
    book = Book(f"{MIDDLE}/七年级留守学生.xlsx", "xlsx-libreoffice")
    s = Sheet("七年级", {"school": MIDDLE})
    book.sheets.append(s)
    s.put(1, 1, "云溪镇初级中学七年级留守学生登记表", "title", (1, 20))
    s.put(2, 1, "填表日期：2026年11月5日", "line", (2, 9))

    def common():
        return [Col("name", ("姓名",), padded_name), Col("sex", ("性别",)), Col("id_number", ("身份证号",)),
                Col("birth_date", ("出生日期",), born(lambda d: f"{d.year}.{d.month:02d}.{d.day:02d}")),
                Col("guardian_name", ("监护人姓名",)), Col("guardian_relation", ("与学生关系",)), Col("guardian_phone", ("监护人电话",))]
    left = Table(s, 3, 1, [Col("seq", ("序号",)), Col("class", ("班级",), joined_class(lambda g, n: f"七({n})")), *common()])
    right = Table(s, 3, 11, [Col("seq", ("序号",)), Col("grade", ("年级",), lambda c: Cell("初一", "七年级")), Col("class", ("班级",)), *common()])
    s.widths[10] = 3
    for i in range(11):
        c = child(7, 1)
        cells = {}
        if i == 4:
            cells["id_number"] = Cell(c["id_number"] + "0", None, "id-length")
        if i == 8:
            cells["guardian_phone"] = empty()
        left.add(c, cells)
    for i in range(9):
        c = child(7, 2)
        cells = {}
        if i == 2:
            cells["guardian_phone"] = Cell('=VLOOKUP(M7,AA1:AB3,2,FALSE)', None, "formula-error")
        if i == 6:
            cells["guardian_phone"] = Cell("联系不上", None, "phone-invalid")
        right.add(c, cells)
    right.preprinted(2)
    right.row = left.row
    last = left.row - 1
    left.line({"seq": "合计", "name": f"=COUNTA(C4:C{last})"})
    right.line({"seq": "合计", "name": f"=COUNTA(N4:N{last})"})
    return book


def middle_upper():
    """XML Spreadsheet 2003 under `.xls`, a sheet for each grade; the second has no column for the guardian's phone."""
    book = Book(f"{MIDDLE}/八九年级留守学生.xls", "xml-2003")
    s = Sheet("八年级", {"school": MIDDLE})
    book.sheets.append(s)
    s.put(1, 1, "云溪镇初级中学八年级留守学生信息表", "title", (1, 18))
    parts = [("name", "姓名"), ("workplace", "务工地"), ("phone", "电话")]
    t = Table(s, 2, 1, [
        Col("seq", ("序号",)), Col("class", ("班级",), in_turn(joined_class(lambda g, n: f"八({n})班"), joined_class(lambda g, n: g * 100 + n))),
        Col("name", ("姓名",)), Col("sex", ("性别",)), Col("ethnicity", ("民族",)), Col("id_number", ("公民身份证号码",)), Col("birth_date", ("出生日期",)),
        Col("boarding", ("是否寄宿生",), yes_no("√", "×")), Col("home_address", ("现居住地",)), *people("父", "father", parts), *people("母", "mother", parts),
        Col("guardian_name", ("监护人",)), Col("guardian_relation", ("与学生关系",)), Col("guardian_phone", ("监护人电话",))])
    for i in range(10):
        c = child(8, 1 + i % 2)
        t.add(c, {"id_number": wrong_check(c)} if i == 3 else {})
    t.line({"seq": "合计", "name": 10})

    s = Sheet("九年级", {"school": MIDDLE})
    book.sheets.append(s)
    s.put(1, 1, "云溪镇初级中学九年级留守学生信息表", "title", (1, 16))
    parts = [("name", "姓名"), ("status", "状况"), ("workplace", "务工地点"), ("phone", "电话")]
    t = Table(s, 3, 1, [
        Col("seq", ("序号",)), Col("class", ("班级",), joined_class(lambda g, n: f"九年级{g:02d}{n:02d}班"), 14), Col("name", ("姓名",)), Col("sex", ("性别",)),
        Col("id_number", ("身份证号",)), Col("birth_date", ("出生日期",)), *grouped("父亲信息", "father", parts), *grouped("母亲信息", "mother", parts),
        *grouped("监护人信息", "guardian", [("name", "姓名"), ("relation", "关系"), ("age", "年龄")])])
    s.problem("column-missing", field="guardian_phone")
    for i in range(9):
        fixed = {"birth": date(2010, 10, 5)} if i == 1 else {"name": "李欣怡", "sex": "女"} if i == 5 else {}
        c = child(9, 1 + i // 5, **fixed)
        if i == 7:
            c.update(father_status="去世", father_workplace=None, father_phone=None, mother_status="外出务工", mother_workplace="浙江宁波",
                     guardian_name="马兰英", guardian_relation="外婆", guardian_age=66)
        cells = {}
        if i == 3:
            cells["birth_date"] = Cell(f"{c['birth'].year}年2月30日", None, "date-invalid")
        t.add(c, cells, ["age-out-of-range"] if i == 1 else ())
    return book


def nursery():
    """Dates counted from 1904, as WPS on a Mac writes them; classes merged downwards instead of grades."""
    book = Book("云溪镇中心幼儿园留守幼儿.xlsx", "xlsx", date1904=True)
    s = Sheet("Sheet1", {"school": NURSERY})
    book.sheets.append(s)
    s.put(2, 2, "云溪镇中心幼儿园留守幼儿信息登记表", "title", (2, 22))
    s.put(3, 2, "填表人：方雨欣", "line", (3, 6))
    s.put(3, 14, "填表时间：2026/11/11", "line", (3, 18))
    parts = [("name", "姓名"), ("status", "状况"), ("workplace", "务工地"), ("phone", "手机")]
    t = Table(s, 5, 2, [
        Col("seq", ("序号",)), Col("class", ("班级",), nursery_class), Col("name", ("儿童姓名",), padded_name), Col("sex", ("性别",)), Col("birth_date", ("出生日期",)),
        Col("id_number", ("身份证号",)), Col("ethnicity", ("民族",)), Col("home_address", ("家庭住址",)),
        *people("父", "father", parts), *people("母", "mother", parts),
        Col("guardian_name", ("监护人",)), Col("guardian_relation", ("与儿童关系",)), Col("guardian_phone", ("监护人手机",)),
        Col("helper_name", ("包保教师",)), Col("remark", ("备注",))])
    helpers = Helpers("方雨欣", "顾晓云", "田美玲", "段佳佳", "毛春梅")
    for name, count in (("大班", 6), ("中班", 5), ("小班", 3)):
        top = t.row
        for i in range(count):
            youngest = (name, i) == ("小班", 2)
            c = with_helper(helpers, child(name, **({"birth": date(2023, 12, 20)} if youngest else {}), both_away=False if (name, i) == ("中班", 1) else None))
            cells, codes = {}, ()
            if (name, i) == ("大班", 3):
                c["helper_name"] = None
            if (name, i) == ("中班", 1):
                cells["guardian_name"] = Cell("无", None, "missing-required")
            if youngest:
                codes = ["age-out-of-range"]
            t.add(c, cells, codes)
        t.merge_down("class", top, t.row - 1)
        t.line({"seq": "小计", "name": f"{count}人"})
    t.line({"seq": "合计", "name": "14人"})
    t.across("填表说明：与儿童关系填爷爷、奶奶、外公、外婆、父亲、母亲等。", "note")
    return book


def nameless():
    """UTF-8 with BOM, semicolons; nothing says which school sent it."""
    book = Book("留守儿童名单.csv", "csv-utf8-bom-semicolon")
    s = Sheet("留守儿童名单", {})
    book.sheets.append(s)
    t = Table(s, 1, 1, [
        Col("name", ("姓名",)), Col("sex", ("性别",)), Col("grade", ("年级",)), Col("id_number", ("身份证号",)),
        Col("birth_date", ("出生日期",), born(lambda d: f"{d:%Y%m%d}")), Col("home_address", ("家庭住址",)),
        Col("guardian_name", ("监护人姓名",)), Col("guardian_relation", ("与儿童关系",)), Col("guardian_phone", ("监护人电话",))])
    s.problem("school-unknown")
    for i in range(4):
        c = child((2, 4, 4, 6)[i])
        t.add(c, {"guardian_phone": Cell("12345", None, "phone-invalid")} if i == 2 else {})
    return book


def truncated():
    """A workbook that came out of the post cut in half."""
    book = Book(f"{SHIQIAO}/石桥小学四年级（修改）.xlsx", "", status="unreadable")
    s = Sheet("四年级", {"school": SHIQIAO})
    s.put(1, 1, "云溪镇石桥小学四年级留守儿童信息（修改）", "title", (1, 24))
    t = Table(s, 2, 1, class_columns())
    for _ in range(8):
        t.add(child(4))
    whole = WRITERS["xlsx"](Book("", "xlsx", [s]))
    book.content = whole[:len(whole) * 3 // 5]
    book.problems.append({"code": "file-unreadable", "severity": "error"})
    return book


def letter():
    book = Book(f"{MIDDLE}/关于报送留守儿童信息的说明.docx", "", status="other")
    book.content = docx(["关于报送留守儿童信息的说明", "中心校：", "我校七至九年级留守学生信息已核对完毕，现随文报送。因个别家长电话变更频繁，部分号码待核实。", "云溪镇初级中学", "2026年11月10日"])
    book.problems.append({"code": "file-other", "severity": "info"})
    return book
