//! A small made-up township for the properties: schools, children, a few mistakes, each school's sheet as a grid.

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
    /// The title, the header, the children, and after them a total and a note.
    pub(crate) rows: Vec<Vec<String>>,
}

/// Rows above the children, and below them.
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

/// A township of two or three schools: one sheet each, and a child of the first that the second names too.
pub(crate) fn township(seed: u64) -> (Vec<Sheet>, Dice) {
    let mut dice = Dice::new(seed);
    let mut serial = 0;
    let mut sheets: Vec<Sheet> = Vec::new();
    for school in SCHOOLS.iter().take(2 + dice.below(2)) {
        let mut children: Vec<Vec<String>> = Vec::new();
        for _ in 0..3 + dice.below(5) {
            serial += 1;
            children.push(child(serial, children.len() + 1, &mut dice));
        }
        if let [first] = &sheets[..] {
            let mut moved = first.rows[HEAD].clone();
            moved[0] = (children.len() + 1).to_string();
            // The other school knows less of the child, so that it is clear whose row survives.
            moved[9].clear();
            children.push(moved);
        }
        let line = |first: String| [vec![first], vec![String::new(); HEADER.len() - 1]].concat();
        let mut rows = vec![line(format!("{school}留守儿童花名册")), HEADER.map(str::to_owned).to_vec()];
        let count = children.len();
        rows.extend(children);
        rows.extend([line(format!("合计：{count}人")), line("注：本表由班主任填写。".to_owned())]);
        sheets
            .push(Sheet { name: school.trim_start_matches("青石镇").to_owned(), is_xlsx: dice.below(2) == 0, rows });
    }
    (sheets, dice)
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
