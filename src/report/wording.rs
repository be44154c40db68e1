//! The words of the workbooks that no form and no rule brings: states, reasons, the columns that every sheet has.

use crate::finding::{Lang, Severity};
use crate::settings::{Definition, LocalParents, Settings};

/// One of two texts, by the reader's language.
pub(super) const fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A severity as a word.
pub(super) const fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => pick(lang, "错误", "error"),
        Severity::Warning => pick(lang, "核实", "check"),
        Severity::Info => pick(lang, "提示", "note"),
    }
}

/// A school nobody could tell.
pub(super) const fn school_unknown(lang: Lang) -> &'static str {
    pick(lang, "（学校不明）", "(school unknown)")
}

/// The quarter in words.
pub(super) fn period(settings: &Settings) -> String {
    let period = settings.period;
    match settings.lang {
        Lang::Zh => format!("{}年第{}季度", period.year, period.quarter),
        Lang::En => period.to_string(),
    }
}

/// A day in words.
pub(super) fn day(settings: &Settings) -> String {
    let shape = pick(settings.lang, "%Y年%-m月%-d日", "%Y-%m-%d");
    settings.as_of.format(shape).to_string()
}

/// Who counts as left behind in this run.
pub(super) fn definition(settings: &Settings) -> String {
    let (least, greatest) = (settings.profile.least_age, settings.profile.greatest_age);
    let (zh, en) = match settings.profile.definition {
        Definition::Xueji => ("学籍口径：父母双方或一方外出", "registers: one parent or both away"),
        Definition::Guofa => (
            "国发〔2016〕13号：父母双方外出，或一方外出、另一方无监护能力",
            "State Council 2016-13: both parents away, or one away and the other unable",
        ),
        Definition::Local => return local(settings),
    };
    match settings.lang {
        Lang::Zh => format!("{zh}，{least}–{greatest} 周岁"),
        Lang::En => format!("{en}, aged {least} to {greatest}"),
    }
}

/// The bureau's own definition.
fn local(settings: &Settings) -> String {
    let (least, greatest) = (settings.profile.least_age, settings.profile.greatest_age);
    let (months, county) = (settings.local.away_months, settings.local.county.as_str());
    let (zh, en) = match settings.local.parents {
        LocalParents::One => ("父母双方或一方外出", "one parent or both away"),
        LocalParents::Both => ("父母双方外出", "both parents away"),
        LocalParents::Unable => {
            ("父母双方外出，或一方外出、另一方无监护能力", "both parents away, or one away and the other unable")
        }
    };
    let outside = match (settings.lang, county) {
        (_, "") => String::new(),
        (Lang::Zh, county) => format!("、在{county}以外"),
        (Lang::En, county) => format!(", outside {county}"),
    };
    match settings.lang {
        Lang::Zh => format!("本县口径：{zh}{outside}满 {months} 个月，{least}–{greatest} 周岁"),
        Lang::En => format!("the county's own: {en}{outside} for {months} months, aged {least} to {greatest}"),
    }
}

/// What became of a file.
pub(super) fn status(name: &str, lang: Lang) -> &str {
    let (zh, en) = match name {
        "read" => ("已读取", "read"),
        "unreadable" => ("打不开", "unreadable"),
        "encrypted" => ("有密码", "encrypted"),
        "too-large" => ("过大未读", "too large"),
        "empty" => ("空文件", "empty"),
        "identical" => ("与另一文件相同", "same as another"),
        "other" => ("不是表格", "no spreadsheet"),
        "own" => ("本程序的结果", "our own output"),
        "superseded" => ("已有改后的", "a later copy came back"),
        "unpaired" => (
            "这一行的引号没有配对，可能串列：请去掉多余的引号后重报",
            "A quote in this line is not closed: take it out and send it again",
        ),
        other => return other,
    };
    pick(lang, zh, en)
}

/// Why rows are no data, in the order they are told.
const IGNORED: [(&str, &str, &str); 12] = [
    ("title", "标题", "title"),
    ("particulars", "填报信息", "particulars"),
    ("header", "表头", "header"),
    ("repeated-header", "重复表头", "repeated header"),
    ("units", "单位行", "units"),
    ("total", "合计", "total"),
    ("note", "说明", "note"),
    ("signature", "签字", "signature"),
    ("example", "示例", "example"),
    ("preprinted", "空白预印行", "blank preprinted"),
    ("school-list", "学校名册", "list of schools"),
    ("problem-list", "问题清单", "list of problems"),
];

/// The place and word of a reason why a row is ignored.
pub(super) fn ignored(reason: &str, lang: Lang) -> (usize, &str) {
    let found = IGNORED.iter().enumerate().find(|(_, (name, ..))| *name == reason);
    found.map_or((IGNORED.len(), reason), |(at, (_, zh, en))| (at, pick(lang, zh, en)))
}

/// Why a row cannot be placed, in words that say what to do.
pub(super) fn quarantined(reason: &str, lang: Lang) -> &str {
    let (zh, en) = match reason {
        "no-form" => (
            "整张工作表不是认得的表：如是要报的表，请改用统一表头后重报",
            "The sheet fits no known form: if it is one that is asked for, send it again with the usual headers",
        ),
        "no-identity" => (
            "既没有姓名也没有身份证号，不知是谁：请补上姓名后重报",
            "Neither a name nor an ID number: add the name and send it again",
        ),
        "outside-table" => (
            "在表格范围之外，不知属于哪张表：如是要报的内容，请移到表格里",
            "Outside every table of the sheet: if it is data, move it into the table",
        ),
        "ragged" => (
            "这一行的格数比表头多，可能串列：请对照表头改正",
            "More cells than the header has: check the separators in this line",
        ),
        other => return other,
    };
    pick(lang, zh, en)
}
