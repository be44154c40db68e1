//! The townships that are run, as `huibiao sample` makes them: by another process, whose memory is not the job's.

use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;

/// Twenty schools with three forms each: a township's 60 files.
pub(crate) fn sixty(folder: &Path) -> PathBuf {
    sample(folder, 20, 1_300)
}

/// Fifty-four schools with three forms each: about 162 files and 29,000 rows.
pub(crate) fn small(folder: &Path) -> PathBuf {
    sample(folder, 54, 3_400)
}

/// Two hundred schools with three forms each: about 600 files and 170,000 rows.
pub(crate) fn township(folder: &Path) -> PathBuf {
    sample(folder, 200, 20_000)
}

/// A county's 3,800 files.
pub(crate) fn county(folder: &Path) -> PathBuf {
    sample(folder, 1_270, 25_000)
}

/// The argument with which this program makes [`million`], in a process of its own.
pub(crate) const MILLION: &str = "write-million";

/// One file: a log of a million calls, of two thousand children.
pub(crate) fn million(folder: &Path) -> PathBuf {
    let inbox = folder.join("inbox");
    std::fs::create_dir(&inbox).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    assert!(command.arg(MILLION).arg(&inbox).status().unwrap().success());
    inbox
}

/// Writes [`million`].
pub(crate) fn write_million(inbox: &Path) {
    const ROWS: u32 = 1_000_000;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = ["序号", "年级", "班级", "儿童姓名", "通话日期", "通话对象", "通话时长（分钟）", "通话内容"];
    sheet.write_string(0, 0, "学校：青石镇中心小学").unwrap();
    sheet.write_row(1, 0, heads).unwrap();
    let letters = |from: &'static str| from.chars().collect::<Vec<char>>();
    let (families, given) = (letters("王李张刘陈杨黄赵周吴"), letters("明红军丽华强芳杰兰平志秀玉国建"));
    for row in 0..ROWS {
        let child = row % 2_000;
        let at = |from: &[char], step: u32| from[(child / step) as usize % from.len()];
        let name: String = [at(&families, 1), at(&given, 10), at(&given, 150)].iter().collect();
        let call = row / 2_000;
        let (grade, class) = (at(&letters("一二三四五六"), 7), child % 4 + 1);
        let down = row + 2;
        sheet.write_number(down, 0, row + 1).unwrap();
        sheet.write_string(down, 1, format!("{grade}年级")).unwrap();
        sheet.write_string(down, 2, format!("{class}班")).unwrap();
        sheet.write_string(down, 3, name).unwrap();
        sheet.write_string(down, 4, format!("2026-{:02}-{:02}", 10 + call % 2, 1 + call / 2 % 20)).unwrap();
        sheet.write_string(down, 5, if row % 2 == 0 { "父亲" } else { "母亲" }).unwrap();
        sheet.write_number(down, 6, 5 + row % 20).unwrap();
        sheet.write_string(down, 7, format!("第{call}次：问学习和身体")).unwrap();
    }
    book.save(inbox.join("青石镇中心小学亲情通话记录.xlsx")).unwrap();
}

fn sample(folder: &Path, schools: u32, children: u32) -> PathBuf {
    let inbox = folder.join("inbox");
    let (schools, children) = (schools.to_string(), children.to_string());
    let order = ["--schools", &schools, "--children", &children, "--records", "2", "--as-of", "2026-11-22"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_huibiao"));
    let made = command.arg("sample").arg("-o").arg(&inbox).args(order).arg("--quiet").status().unwrap();
    assert!(made.success(), "huibiao sample: {made}");
    inbox
}
