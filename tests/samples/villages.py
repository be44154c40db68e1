"""The village schools 柳林, 石桥 and 竹坪."""

from layout import Book, Cell, Col, Error, Sheet, Table
from people import check_digit, id_number
from spellings import (
    born, born_in_month, chinese_date, empty, grouped, id_as, in_turn, number, padded_name, people, phone, plain, spaced, wrong_check, yes_no)
from township import LIULIN, SHIQIAO, ZHUPING, child, Helpers, rng, shared, town, with_helper


def liulin():
    """OpenDocument by odfpy, loose in the inbox: empty rows and column in front, starred headers with line breaks, an example row."""
    book = Book("云溪镇柳林小学留守儿童花名册.ods", "ods")
    s = Sheet("花名册", {"school": LIULIN})
    book.sheets.append(s)
    s.put(3, 2, "2026年秋季学期留守儿童花名册", "title", (3, 25))
    s.put(4, 2, "学校", "line")
    s.put(4, 3, "柳林小学", "line", (4, 5))
    s.put(4, 8, "填表日期", "line")
    s.put(4, 9, "2026-11-06", "line")

    def parent(label, person):
        return [Col(f"{person}_name", (label + "\n姓名",)), Col(f"{person}_status", (label + "\n状况",)),
                Col(f"{person}_workplace", (label + "务工地\n（省、市）",)), Col(f"{person}_phone", (label + "电话",), phone(person + "_phone", plain, number, spaced))]
    t = Table(s, 5, 2, [
        Col("seq", ("序号",)), Col("name", ("*姓名",), padded_name), Col("sex", ("*性\n别",)),
        Col(None, ("学号",), lambda c: Cell(f"2026{rng.randint(1, 99):02d}")), Col("id_number", ("*身份证\n号码",), in_turn(
            id_as(plain), id_as(lambda i: i + "\u00a0"), id_as(lambda i: "\u200b" + i),
            id_as(lambda i: i.translate({ord(a): chr(ord(a) + 0xFEE0) for a in "0123456789X"})))),
        Col("birth_date", ("出生日期\n（年/月/日）",), in_turn(born(lambda d: d), born(lambda d: f"{d.year}/{d.month}/{d.day}"),
            born(chinese_date("0")), born(chinese_date("〇")), born(lambda d: f"{d:%Y-%m-%d}"))),
        Col("grade", ("*年级",)), Col("class", ("班级",)), Col("boarding", ("就读方式\n（走读/住校）",), yes_no("住校", "走读")),
        Col("home_address", ("家庭详细\n住址",)), *parent("父亲", "father"), *parent("母亲", "mother"),
        Col("guardian_name", ("*监护人\n姓名",)), Col("guardian_relation", ("与儿童关系\n（如：爷爷）",)), Col("guardian_age", ("监护人\n年龄",)),
        Col("guardian_phone", ("*监护人\n联系电话",)), Col("helper_name", ("帮扶教师",)), Col("remark", ("备注",))])
    t.line({"seq": "例", "name": "张三", "sex": "男", "id_number": "420899201701010017", "birth_date": "2017/1/1", "grade": "三年级", "class": 1,
            "boarding": "走读", "home_address": "云溪镇××村×组", "guardian_name": "张大山", "guardian_relation": "爷爷", "guardian_age": 60,
            "guardian_phone": "13800000000", "helper_name": "李四"}, "data")
    helpers = Helpers("杨国华", "罗玉芬", "沈卫民", "郭晓丹", "唐秀云", "梁德明", "谢开元", "邓文静")
    overloaded = "杨国华"
    for i in range(22):
        c = with_helper(helpers, child(1 + i // 4, 1, both_away=True if i == 15 else None))
        cells = {}
        if i == 1:
            cells["id_number"] = wrong_check(c)
        if i == 6:
            later = c["birth"].replace(year=c["birth"].year + 44)  # 2017 typed as 2061
            cells["birth_date"] = Cell(f"{later.year}/{later.month}/{later.day}", later.isoformat(), "date-future")
        if i == 9:
            cells["id_number"] = empty()
        if i == 11:
            cells["boarding"] = Cell("周末", None, "value-unknown")
        if i in (12, 19):
            c["helper_name"] = None
        if i == 13:
            cells["father_phone"] = Cell("父:" + c["father_phone"], c["father_phone"])
        if i == 15:
            c.update(guardian_name=c["mother_name"], guardian_relation="母亲", guardian_age=35, guardian_phone=c["mother_phone"])
            cells["guardian_name"] = Cell(c["mother_name"], c["mother_name"], "guardian-is-away")
        if i == 17:
            c["helper_name"] = overloaded
        if i in (0, 1, 4, 8, 14):
            shared[f"柳林{i}"] = c
            c["remark"] = None
        if i == 16:
            c["name"] = "李欣怡"
            c["sex"], c["id_number"] = "女", id_number(c["birth"], "女", 366)
        t.add(c, cells)
    t.across("注：带*的为必填项。", "note")
    return book


def liulin_late():
    """Comma-separated GB18030, loose: late additions, and children who were sent before."""
    book = Book("柳林小学补报.csv", "csv-gb18030")
    s = Sheet("柳林小学补报", {"school": LIULIN})
    book.sheets.append(s)
    t = Table(s, 1, 1, [
        Col("name", ("儿童姓名",)), Col("sex", ("性别",)), Col("grade", ("就读年级",)), Col("id_number", ("身份证",), id_as(lambda i: "\t" + i)),
        Col("birth_date", ("生日",), born(lambda d: f"{d.year}/{d.month}/{d.day}")), Col("home_address", ("家庭住址",)),
        Col("guardian_name", ("监护人",)), Col("guardian_relation", ("关系",)), Col("guardian_phone", ("监护人电话",)), Col("helper_name", ("帮扶教师",))])
    again = [shared[f"柳林{i}"] for i in (0, 1, 4, 8, 14)]
    t.add(again[0], codes=["duplicate-in-school"], fold=True)
    t.add(again[1], {"id_number": wrong_check(again[1])}, ["duplicate-in-school"], fold=True)
    second = town.phone()
    t.add(again[2], {"guardian_phone": Cell(second, second)}, ["duplicate-in-school"], fold=True)
    moved = "云溪镇青龙村九组"
    t.add(again[3], {"home_address": Cell(moved, moved, "conflicting-values")}, ["duplicate-in-school"], fold=True)
    t.add(again[4], {"id_number": empty()}, ["suspected-duplicate"], fold=True)
    helpers = Helpers("蒋爱民", "汪玲玲")
    for i in range(6):
        c = with_helper(helpers, child((2, 3, 3, 5, 6, 6)[i]))
        t.add(c, {"guardian_phone": Cell("1" + c["guardian_phone"], None, "phone-invalid")} if i == 2 else {})
    return book


def shiqiao():
    """WPS `.et`: school merged downwards, a two-row header repeated on the second page, a row without a child."""
    book = Book(f"{SHIQIAO}/石桥小学留守儿童信息.et", "et")
    s = Sheet("留守儿童", {})
    book.sheets.append(s)
    s.put(1, 1, "留 守 儿 童 信 息 采 集 表", "title", (1, 20))
    s.put(2, 1, "填报人：孙永康    联系电话：07245550126    填报日期：2026年11月12日", "line", (2, 20))
    parts = [("name", "姓名"), ("status", "状况"), ("workplace", "务工地点"), ("phone", "电话")]
    t = Table(s, 3, 1, [
        Col("school", ("学校",), lambda c: Cell("石桥小学", SHIQIAO)), Col("grade", ("年级",)), Col("name", ("学生姓名",), padded_name), Col("sex", ("性别",)),
        Col("birth_date", ("出生年月",), in_turn(born_in_month(lambda d: f"{d.year}年{d.month}月"), born(lambda d: d), born_in_month(lambda d: f"{d.year}-{d.month:02d}"))),
        Col("id_number", ("身份证号",)), Col("boarding", ("是否住校",)), Col("home_address", ("家庭地址",)),
        *grouped("父亲", "father", parts), *grouped("母亲", "mother", parts),
        *grouped("实际监护人", "guardian", [("name", "姓名"), ("relation", "称谓"), ("age", "年龄"), ("phone", "电话")])])
    copied = shared["同号"]
    look_alike = child(3, name="陈思雨", sex="女", both_away=True)
    look_alike["id_number"] = id_number(look_alike["birth"], "女", 284)
    town.names |= {"陈思羽"}
    swapped = look_alike["id_number"]
    swapped = swapped[:14] + swapped[15] + swapped[14] + swapped[16:]
    pupils = [child(2), child(2), child(2), look_alike, child(3, name="余秋月", birth=copied["birth"], sex=copied["sex"], id_number=copied["id_number"], both_away=True),
              child(3), {**look_alike, "name": "陈思羽"}, {**child(7), "grade": "三年级", "boarding": "否"}, child(4), child(4),
              child(5), child(5, both_away=False), child(5), child(6), child(6), child(6), child(6)]
    tops = [t.row]
    for i, c in enumerate(pupils):
        cells, codes = {}, ()
        if i == 4:
            codes = ["same-id-different-child"]
        if i == 6:
            cells["id_number"] = Cell(swapped, None, "id-checksum")
            codes = ["suspected-duplicate"]
        if i == 7:
            cells["grade"] = Cell("三年级", "三年级", "grade-age-mismatch")
        if i == 9:
            t.unplaced({"father_name": "邹建国", "father_workplace": "广东中山", "father_phone": "13500007713"})
        if i == 10:
            t.merge_down("school", tops[-1], t.row - 1)
            t.repeat_header()
            tops.append(t.row)
            wrong = c["id_number"][:10] + "1332" + c["id_number"][14:17]
            cells["id_number"] = Cell(wrong + check_digit(wrong), None, "id-birth")
        if i == 11:
            c.update(father_status="在家", father_workplace=None, mother_status="在家", mother_workplace=None)
            codes = ["not-left-behind"]
        if i == 12:
            cells["name"] = empty()
        if i == 14:
            cells["grade"] = empty()
        t.add(c, cells, codes)
    t.merge_down("school", tops[-1], t.row - 1)
    t.across("校长（签字）：            盖章：", "note")
    return book


def shiqiao_export():
    """A web page under `.xls`, in GBK, as register systems export it; two of its children have moved to 中心小学."""
    book = Book(f"{SHIQIAO}/学籍系统导出.xls", "html-gbk")
    s = Sheet("学籍系统导出", {})
    book.sheets.append(s)
    s.put(1, 1, "留守儿童学籍信息导出", "title", (1, 15))
    t = Table(s, 2, 1, [
        Col("school", ("学校",), lambda c: Cell(SHIQIAO, SHIQIAO)), Col("student_number", ("学籍号",)), Col("name", ("姓名",)), Col("sex", ("性别",)),
        Col("birth_date", ("出生日期",), born(lambda d: f"{d:%Y-%m-%d}")), Col("id_number", ("身份证件号",)), Col("grade", ("年级",)),
        Col("ethnicity", ("民族",)), Col("household_address", ("户口所在地",)), Col("home_address", ("现住址",)), Col("category", ("留守类型",)),
        Col(None, ("校车线路",), lambda c: Cell(rng.choice(["1号线", "2号线", None]))),
        Col("guardian_name", ("监护人姓名",)), Col("guardian_relation", ("与学生关系",)), Col("guardian_phone", ("监护人联系电话",))])
    moved = {f: Cell(None) for f in ("student_number", "household_address", "category", None)}
    pupils = [child(1), child(1), shared["转学1"], child(3), child(4), shared["转学2"], child(4), child(5), child(6)]
    for i, c in enumerate(pupils):
        cells = {}
        if i in (2, 5):
            t.add(c, moved, ["duplicate-across-schools"], fold=True)
            continue
        if i == 3:
            nowhere = "20" + c["id_number"][2:17]
            nowhere += check_digit(nowhere)
            cells = {"id_number": Cell(nowhere, nowhere, "id-region"), "student_number": Cell("G" + nowhere, "G" + nowhere)}
        if i == 7:
            other = "女" if c["sex"] == "男" else "男"
            cells["sex"] = Cell(other, other, "sex-id-mismatch")
        t.add(c, cells)
    return book


def zhuping():
    """Tab-separated UTF-16 (what Excel calls Unicode text): 同上 and 〃 for what stands above."""
    book = Book("竹坪教学点留守儿童.tsv", "tsv-utf16")
    s = Sheet("竹坪教学点留守儿童", {"school": ZHUPING})
    book.sheets.append(s)
    s.put(1, 1, "云溪镇竹坪教学点留守儿童花名册", "title")
    s.put(2, 1, "填表人：石明山", "line")
    parts = [("name", "姓名"), ("status", "状况"), ("workplace", "务工地"), ("phone", "电话")]
    t = Table(s, 4, 1, [
        Col("grade", ("年级",)), Col("name", ("被监护人姓名",), padded_name), Col("sex", ("性别",)), Col("id_number", ("身份证号",), id_as(lambda i: i.lower())),
        Col("birth_date", ("出生年月日",), born(lambda d: f"{d.year}-{d.month}-{d.day}")), Col("home_address", ("居住地址",)),
        *people("父亲", "father", parts), *people("母亲", "mother", parts),
        Col("guardian_name", ("监护人",)), Col("guardian_relation", ("与被监护人关系",)), Col("guardian_age", ("监护人年龄",)),
        Col("guardian_phone", ("监护人电话",)), Col("helper_name", ("帮扶人",)), Col("remark", ("备注",))])
    helpers = Helpers("石明山", "武春兰", "贺学文")
    pupils = [with_helper(helpers, child(g)) for g in (1, 1, 1, 2, 2, 2, 3, 3)]
    for i, c in enumerate(pupils):
        cells = {}
        if i in (1, 2, 4, 5):
            cells["grade"] = Cell("同上" if i < 3 else "〃", c["grade"])
        if i in (2, 7):
            c["home_address"] = pupils[i - 1]["home_address"]
            cells["home_address"] = Cell("同上", c["home_address"])
        if i == 3:
            wrong = c["birth"].replace(month=c["birth"].month % 12 + 1, day=min(c["birth"].day, 28))
            cells["birth_date"] = Cell(f"{wrong.year}-{wrong.month}-{wrong.day}", wrong.isoformat(), "birth-id-mismatch")
        if i == 4:
            cells["guardian_age"] = Cell("年迈", None, "number-invalid")
        if i == 5:
            c["helper_name"] = None
        t.add(c, cells)
    return book


def zhuping_fourth():
    """Excel's binary workbook: true dates, phones as numbers and as text, grade merged downwards, a broken reference."""
    book = Book("竹坪教学点四年级留守儿童花名册.xlsb", "xlsb")
    s = Sheet("四年级", {"school": ZHUPING})
    book.sheets.append(s)
    s.put(1, 1, "云溪镇竹坪教学点四年级留守儿童花名册", "title", (1, 22))
    s.put(2, 1, "填报单位：云溪镇竹坪教学点", "line", (2, 6))
    s.put(2, 8, "填表人：邱文斌", "line", (2, 11))
    s.put(2, 17, "填表日期：2026年11月12日", "line", (2, 20))

    def parent(label, person):
        return grouped(label, person, [("name", "姓名"), ("status", "状况"), ("workplace", "务工地点"),
                                       ("phone", "联系电话", phone(person + "_phone", number, plain))])
    t = Table(s, 3, 1, [
        Col("seq", ("序号",)), Col("grade", ("年级",)), Col("name", ("姓名",), padded_name), Col("sex", ("性别",)), Col("ethnicity", ("民族",), width=7),
        Col("id_number", ("身份证号",)), Col("birth_date", ("出生日期",)), Col("home_address", ("家庭住址",)),
        *parent("父亲", "father"), *parent("母亲", "mother"),
        *grouped("监护人", "guardian", [("name", "姓名"), ("relation", "与儿童关系"), ("age", "年龄"), ("phone", "联系电话", phone("guardian_phone", plain, number))]),
        Col("helper_name", ("帮扶教师",)), Col("remark", ("备注",))])
    helpers = Helpers("邱文斌", "卢晓琴", "韦志平")
    for i in range(9):
        c = with_helper(helpers, child(4))
        cells = {}
        if i == 3:
            wrong = c["birth"].replace(day=c["birth"].day % 28 + 1)
            cells["birth_date"] = Cell(wrong, wrong.isoformat(), "birth-id-mismatch")
        if i == 6:
            cells["guardian_age"] = Cell(Error("#REF!"), None, "formula-error")
        t.add(c, cells)
    t.merge_down("grade", t.row - 9, t.row - 1)
    t.line({"seq": "合计", "name": "9人"})
    t.across("注：父母状况填外出务工、在家、离异、去世等。", "note")
    return book
