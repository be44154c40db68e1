//! A small made-up township for the properties: schools, children, what is done for them, a few mistakes, each sheet as
//! a grid in a file of its own.

use rust_xlsxwriter::Workbook;

/// A source of choices that follow from a seed.
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// The numbers below `end` in some order.
    pub(crate) fn shuffled(&mut self, end: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..end).collect();
        for last in (1..end).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

/// A file with one sheet.
#[derive(Clone)]
pub(crate) struct Sheet {
    /// The file's name without its extension.
    pub(crate) name: String,
    /// Whether it is a workbook, else comma-separated text.
    pub(crate) is_xlsx: bool,
    /// The title, the header, the children or events, and after them a total and a note.
    pub(crate) rows: Vec<Vec<String>>,
}

/// Rows above the children or events, and below them.
pub(crate) const HEAD: usize = 2;
pub(crate) const TAIL: usize = 2;

impl Sheet {
    /// The file's whole name and its bytes.
    pub(crate) fn file(&self) -> (String, Vec<u8>) {
        if self.is_xlsx {
            (format!("{}.xlsx", self.name), self.xlsx())
        } else {
            (format!("{}.csv", self.name), self.csv())
        }
    }

    fn csv(&self) -> Vec<u8> {
        self.rows.iter().flat_map(|row| format!("{}\n", row.join(",")).into_bytes()).collect()
    }

    fn xlsx(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in self.rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row as u32, column as u16, text).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    }
}

const SCHOOLS: [&str; 3] = ["青石镇柳林小学", "青石镇石坝小学", "青石镇中心小学"];
const GRADES: [&str; 6] = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"];
const SURNAMES: [&str; 8] = ["王", "李", "张", "刘", "陈", "杨", "欧阳", "赵"];
const GIVEN: [&str; 12] = ["芳", "伟", "秀英", "娜", "强", "磊", "静怡", "洋", "子轩", "艳红", "勇", "雨涵"];
const AWAY: [&str; 4] = ["外出务工", "在家", "打工", "去世"];
const HEADER: [&str; 17] = [
    "序号",
    "年级",
    "班级",
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "出生日期",
    "血型",
    "家庭住址",
    "父亲姓名",
    "父亲状况",
    "父亲电话",
    "监护人姓名",
    "与儿童关系",
    "监护人电话",
    "备注",
];

const HELP_HEADER: [&str; 9] =
    ["序号", "学生姓名", "身份证号", "帮扶日期", "帮扶教师", "帮扶形式", "帮扶内容", "金额（元）", "备注"];
const CALL_HEADER: [&str; 9] =
    ["序号", "姓名", "通话日期", "通话时间", "时长（分钟）", "通话方式", "通话对象", "联系电话", "通话地点"];

/// A township of two or three schools: a roster each, a child of the first that the second names too, the records of
/// help and the calls of most.
pub(crate) fn township(seed: u64) -> (Vec<Sheet>, Dice) {
    let mut dice = Dice::new(seed);
    let mut serial = 0;
    let mut moved: Option<Vec<String>> = None;
    let mut sheets: Vec<Sheet> = Vec::new();
    for (at, school) in SCHOOLS.iter().take(2 + dice.below(2)).enumerate() {
        let mut children: Vec<Vec<String>> = Vec::new();
        for _ in 0..3 + dice.below(5) {
            serial += 1;
            children.push(child(serial, children.len() + 1, &mut dice));
        }
        let first = children[0].clone();
        if let Some(mut moved) = moved.take() {
            moved[0] = (children.len() + 1).to_string();
            // The other school knows less of the child, so that it is clear whose row survives.
            moved[9].clear();
            children.push(moved);
        }
        if at == 0 {
            moved = Some(first);
        }
        let (help, calls) = (events(&children, &mut dice, help), events(&children, &mut dice, call));
        sheets.push(sheet(school, "留守儿童花名册", &HEADER, children, &mut dice));
        sheets.push(sheet(school, "帮扶记录", &HELP_HEADER, help, &mut dice));
        if at != 1 {
            sheets.push(sheet(school, "亲情通话记录", &CALL_HEADER, calls, &mut dice));
        }
    }
    (sheets, dice)
}

/// A school's form with its title, a total and a note.
fn sheet(school: &str, form: &str, header: &[&str], data: Vec<Vec<String>>, dice: &mut Dice) -> Sheet {
    let line = |first: String| [vec![first], vec![String::new(); header.len() - 1]].concat();
    let mut rows = vec![line(format!("{school}{form}")), header.iter().map(|&word| word.to_owned()).collect()];
    let count = data.len();
    rows.extend(data);
    rows.extend([line(format!("合计：{count}人次")), line("注：本表由班主任填写。".to_owned())]);
    let name = format!("{}{form}", school.trim_start_matches("青石镇"));
    Sheet { name, is_xlsx: dice.below(2) == 0, rows }
}

/// Events of most of the children, numbered; one stands there twice, one is of somebody whom no roster knows.
fn events(
    children: &[Vec<String>],
    dice: &mut Dice,
    event: fn(&[String], &mut Dice) -> Vec<String>,
) -> Vec<Vec<String>> {
    let mut events = Vec::new();
    for child in children {
        events.extend((0..dice.below(3)).map(|_| event(child, dice)));
    }
    let mut stranger = children[0].clone();
    "钱不在".clone_into(&mut stranger[3]);
    stranger[6].clear();
    events.push(event(&stranger, dice));
    events.push(event(&children[0], dice));
    events.push(events[dice.below(events.len())].clone());
    for (at, event) in events.iter_mut().enumerate() {
        event[0] = (at + 1).to_string();
    }
    events
}

/// A day of the period, or now and then of another one, or none.
fn day(dice: &mut Dice) -> String {
    let (month, day) = (10 + dice.below(2), 1 + dice.below(20));
    match dice.below(10) {
        0 => format!("2026-09-{day:02}"),
        1 => "上周".to_owned(),
        2 | 3 => format!("{month}月{day}日"),
        4 | 5 => format!("2026.{month}.{day}"),
        _ => format!("2026-{month}-{day:02}"),
    }
}

fn help(child: &[String], dice: &mut Dice) -> Vec<String> {
    let row = [
        "",
        &child[3],
        if child[6].len() == 18 { &child[6] } else { "" },
        &day(dice),
        dice.pick(&["李老师", "王建国", "周敏", ""]),
        dice.pick(&["家访", "谈心", "学习辅导", "送学习用品"]),
        dice.pick(&["了解家庭情况", "辅导数学", "谈学习和生活"]),
        dice.pick(&["", "", "100", "贰佰元", "若干"]),
        "",
    ];
    row.map(str::to_owned).to_vec()
}

fn call(child: &[String], dice: &mut Dice) -> Vec<String> {
    let phone = &child[12];
    let row = [
        "",
        &child[3],
        &day(dice),
        dice.pick(&["19:30", "晚上7点半", "12：05"]),
        dice.pick(&["5", "12", "半小时", "8分钟"]),
        dice.pick(&["电话", "微信视频", "视频"]),
        dice.pick(&["父亲", "母亲", ""]),
        if dice.below(6) == 0 { &phone[..8] } else { phone },
        dice.pick(&["值班室", "教室"]),
    ];
    row.map(str::to_owned).to_vec()
}

/// A child's row. Every fourth or so has a mistake.
fn child(serial: usize, position: usize, dice: &mut Dice) -> Vec<String> {
    let grade = dice.below(GRADES.len());
    let (month, day) = (1 + dice.below(8), 1 + dice.below(28));
    // Of the age at which children enter that grade.
    let year = 2019 - grade + usize::from(month < 9);
    let is_girl = dice.below(2) == 1;
    let sequence = serial * 2 + usize::from(!is_girl);
    let number = with_check(&format!("110105{year}{month:02}{day:02}{sequence:03}"));
    let name = format!("{}{}", SURNAMES[serial % SURNAMES.len()], GIVEN[serial * 5 % GIVEN.len()]);
    let phone = |first: usize| format!("138{first:04}{serial:04}");
    let mut row: Vec<String> = [
        position.to_string(),
        GRADES[grade].to_owned(),
        (1 + dice.below(4)).to_string(),
        name,
        if is_girl { "女" } else { "男" }.to_owned(),
        dice.pick(&["汉族", "苗", "土家族"]).to_owned(),
        number,
        dice.pick(&["{}-{}-{}", "{}年{}月{}日", "{}.{}.{}"]).to_owned(),
        dice.pick(&["A", "B", "O", "AB"]).to_owned(),
        format!("青石镇柳林村{}组", 1 + dice.below(9)),
        format!("{}大山", SURNAMES[serial % SURNAMES.len()]),
        dice.pick(&AWAY).to_owned(),
        phone(1000),
        format!("{}{}", dice.pick(&SURNAMES), dice.pick(&GIVEN)),
        dice.pick(&["祖父", "奶奶", "外婆"]).to_owned(),
        phone(2000),
        dice.pick(&["", "低保", "转入"]).to_owned(),
    ]
    .to_vec();
    for part in [year, month, day] {
        row[7] = row[7].replacen("{}", &part.to_string(), 1);
    }
    match dice.below(12) {
        0 => row[6].truncate(17),
        1 => row[15].truncate(9),
        2 => row[13].clear(),
        3 => "火星".clone_into(&mut row[5]),
        4 => if is_girl { "男" } else { "女" }.clone_into(&mut row[4]),
        _ => {}
    }
    row
}

/// An ID number from its first 17 digits (GB 11643).
fn with_check(body: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum as usize % 11])
}
