"""What is done for the children of the rosters: records of help and calls, and how their cells can be written."""

import random
from datetime import date

from layout import Cell, Col
from people import BOYS, FATHERS, GIRLS, MOTHERS, SURNAMES
from township import AS_OF, town

# A source of its own, so that the rosters stay as they are.
rng = random.Random(20261123)
AUTUMN = {10: range(8, 32), 11: range(2, 21)}
HELP = {
    "家访": ["到家里看望，了解祖父母身体和孩子作业情况", "入户了解家庭困难，叮嘱用电用火安全"],
    "谈心": ["谈最近和同学相处的事，鼓励他多参加活动", "聊了想念父母的心情，约好周末打电话"],
    "学习辅导": ["辅导数学计算，订正单元练习", "听写生字，教他整理错题"],
    "生活关怀": ["添置棉被和毛衣，检查宿舍", "带到镇卫生院检查视力"],
    "物资资助": ["送书包、文具一套", "送米、油和学习用品"],
    "心理疏导": ["因考试紧张，做了放松练习"],
    "走访慰问": ["与监护人谈孩子上网时间，签安全责任书"],
}
VISITS = ("家访", "走访慰问", "入户走访")
RESULTS = ["情绪好转", "学习有进步", "良好", "监护人表示配合", None]
TALK = ["问学习和身体，叮嘱听爷爷奶奶的话", "讲学校运动会的事", "说期中考试成绩，商量过年回家", "问天气冷暖，要添衣服", "讲和同学玩的事"]


class Entry:
    """A child as its school knows it: who it is, and where its row on the roster stands."""

    def __init__(self, book, sheet, record):
        values = record["values"]
        self.child, self.values = record["child"], values
        self.name, self.school = values.get("name"), values.get("school")
        self.grade, self.class_ = values.get("grade"), values.get("class")
        self.place = {"file": book.path, "sheet": sheet.name, "row": record["row"], "name": self.name}


def rosters(books):
    """The children of every school in the order of its files; a child that two schools name is the first one's."""
    schools = {}
    for book in sorted(books, key=lambda book: book.path):
        for sheet in book.sheets if book.status == "read" else ():
            for record in sheet.records:
                if record["form"] == "child-info" and not record["fold"]:
                    entry = Entry(book, sheet, record)
                    schools.setdefault(entry.school, []).append(entry)
    return schools


def teacher():
    """A name that nobody in the township has."""
    while True:
        name = rng.choice(SURNAMES) + rng.choice(FATHERS + MOTHERS)
        if name not in town.names:
            town.names.add(name)
            return name


def teachers(count, each=3):
    """Names in turn, each for `each` children."""
    names = [teacher() for _ in range(count)]
    return iter([name for name in names for _ in range(each)])


def day(month):
    return date(2026, month, rng.choice(AUTUMN[month]))


def help_for(entry, helper, month=None, method=None, **more):
    method = method or rng.choice(list(HELP))
    event = {"about": entry, "name": entry.name, "grade": entry.grade, "class": entry.class_, "id_number": entry.child["id_number"],
             "date": day(month or rng.choice((10, 11))), "helper_name": helper, "helper_role": rng.choice(["教师", "班主任", "党员"]),
             "method": method, "content": rng.choice(HELP[method]), "result": rng.choice(RESULTS), "amount": None, "remark": None}
    if method == "物资资助":
        event["amount"] = rng.choice([50, 80, 100, 200])
    event.update(more)
    return event


def call_of(entry, month, **more):
    parent = rng.choice(["father", "mother"])
    c = entry.child
    if c.get(parent + "_status") != "外出务工" or not c.get(parent + "_phone"):
        parent = "mother" if parent == "father" else "father"
    event = {"about": entry, "name": entry.name, "grade": entry.grade, "class": entry.class_, "date": day(month),
             "time": f"{rng.choice((12, 18, 19, 20))}:{rng.choice(range(0, 60, 5)):02d}", "minutes": rng.randint(3, 25),
             "mode": rng.choice(["电话", "视频", "微信视频", "微信语音"]), "callee": {"father": "父亲", "mother": "母亲"}[parent],
             "phone": c.get(parent + "_phone"), "content": rng.choice(TALK), "recorder": None, "remark": None}
    event.update(more)
    return event


class Stranger:
    """Somebody who is on no roster."""

    def __init__(self, name=None):
        self.name, self.grade, self.class_ = name or teacher(), None, None
        self.child = {"id_number": None, "father_status": "外出务工", "father_phone": town.phone()}


# How the cells of an event can be written: each takes the event and gives what is written and what it means.

def dated(*forms):
    turn = iter(range(10**6))

    def write(event):
        d = event["date"]
        return Cell(forms[next(turn) % len(forms)](d), d.isoformat())
    return write


def true_date(d): return d
def dotted(d): return f"{d.year}.{d.month}.{d.day}"
def slashed(d): return f"{d.year}/{d.month}/{d.day}"
def in_chinese(d): return f"{d.year}年{d.month}月{d.day}日"
def without_year(d): return f"{d.month}月{d.day}日"
def iso(d): return d.isoformat()


def moment(event):
    """Day and time of a call in one cell."""
    return Cell(f"{event['date'].isoformat()} {event['time']}", {"date": event["date"].isoformat(), "time": clock(event["time"])})


def clock(text):
    return f"{int(text.split(':')[0]):02d}:{text.split(':')[1]}"


def timed(event):
    return Cell(event["time"], clock(event["time"]))


def yuan(event):
    """Sums of money as people type them."""
    amount = event["amount"]
    return Cell(amount and rng.choice([amount, f"{amount}元"]), amount)


def col(field, *path, write=None):
    return Col(field, path, write)


def within(d):
    return date(2026, 10, 1) <= d <= date(2026, 12, 31)


def codes_of(event):
    """What is wrong with the row as a whole: its child is on no roster."""
    return () if isinstance(event["about"], Entry) else ("record-no-child",)


def put(table, event, fold=False, **cells):
    """Writes one event with its planted cells; a date outside the period or in the future is found by itself."""
    cells = {field: Cell(*said) if isinstance(said, tuple) else said for field, said in cells.items()}
    if "date" not in cells:
        d, by_field = event["date"], next((c for c in table.cols if c.field == "date"), None)
        code = "date-future" if d.isoformat() > AS_OF else None
        visit = event.get("method") in VISITS and date(2026, 9, 1) <= d
        if not code and not within(d) and not visit:
            code = "record-outside-period"
        if code:
            # A slip in the year shows only where the year is written.
            cell = by_field.cell(event) if d.year == 2026 else Cell(d.isoformat(), d.isoformat())
            cells["date"] = Cell(cell.raw, cell.value, code)
    return table.add(event, cells, codes_of(event), fold)

