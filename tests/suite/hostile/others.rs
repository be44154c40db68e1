//! Old and other formats, texts, archives, and names, as hostile as they come.

use super::Case;
use super::surgery::{Book, Entry, TABLE, packed, unpacked, zip};
use crate::desk::project;

pub(super) fn cases() -> Vec<Case> {
    [old(), open_documents(), texts(), pages(), archives(), names()].concat()
}

fn corpus(name: &str) -> Vec<u8> {
    std::fs::read(project("tests/corpus").join(name)).unwrap()
}

/// The bytes with those at `at` made others.
fn at(mut bytes: Vec<u8>, at: usize, others: &[u8]) -> Vec<u8> {
    bytes[at..at + others.len()].copy_from_slice(others);
    bytes
}

/// The bytes with the first `from` made `to`.
fn instead(bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let place = memchr::memmem::find(&bytes, from).unwrap();
    at(bytes, place, to)
}

fn old() -> Vec<Case> {
    let xls = || corpus("xlwt.xls");
    let fat = {
        let bytes = xls();
        let first = u32::from_le_bytes(bytes[76..80].try_into().unwrap()) as usize;
        (first + 1) * 512
    };
    let own: Vec<u8> = (0u32..128).flat_map(u32::to_le_bytes).collect();
    let back: Vec<u8> = (0u32..128).flat_map(|n| n.saturating_sub(1).to_le_bytes()).collect();
    vec![
        Case::new("旧.xls", xls(), "read 8"),
        Case::new("旧.et", corpus("wps.et"), "read 8"),
        Case::new("旧-链成环.xls", at(xls(), fat, &own), "unreadable"),
        Case::new("旧-链往回.xls", at(xls(), fat, &back), "unreadable"),
        Case::new("旧-扇区大小.xls", at(xls(), 30, &[0xFF, 0xFF]), "unreadable"),
        Case::new("旧-表在远处.xls", at(xls(), 76, &[0xFE, 0xFF, 0xFF, 0x7F]), "unreadable"),
        Case::new("旧-只有头.xls", &xls()[..512], "unreadable"),
        Case::new("旧-半截.xls", &xls()[..xls().len() / 2], "unreadable"),
        Case::new(
            "旧-文字数说谎.xls",
            {
                let bytes = xls();
                let sst = memchr::memmem::find(&bytes, b"\xFC\x00").unwrap();
                at(bytes, sst + 4, &[0xFF; 8])
            },
            "read 8",
        ),
        Case::new("旧-其实是文字.xls", "姓名\t年级\n王芳\t三年级\n", "read 2"),
        Case::new("旧-有密码.xls", instead(xls(), &[0x5C, 0x00, 0x70, 0x00], &[0x2F]), "encrypted"),
        Case::new("新-有密码.xlsx", corpus("encrypted.xlsx"), "encrypted"),
        Case::new("新-默认密码.xlsx", corpus("velvet.xlsx"), "read 8"),
        Case::new("新-有密码半截.xlsx", &corpus("encrypted.xlsx")[..6000], "unreadable"),
        Case::new("其实是图片.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unreadable"),
        Case::new("图片.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "other"),
        Case::new("其实是表格.png", Book::new().packed(), "read 3"),
        Case::new(
            "随机.xls",
            (0..9000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>(),
            "unreadable",
        ),
        Case::new("全零.xlsx", vec![0; 5000], "unreadable"),
    ]
}

fn open_documents() -> Vec<Case> {
    let parts = || unpacked(&corpus("odfpy.ods"));
    let with = |from: &str, to: &str| {
        let mut parts = parts();
        let (_, content) = parts.iter_mut().find(|(name, _)| name == "content.xml").unwrap();
        let text = String::from_utf8(std::mem::take(content)).unwrap();
        assert!(text.contains(from), "{from}");
        *content = text.replacen(from, to, 1).into_bytes();
        packed(&parts)
    };
    let end = "</table:table>";
    let cell =
        |text: &str| format!("<table:table-cell table:number-columns-repeated=\"16384\">{text}</table:table-cell>");
    let row = |text: &str| {
        format!("<table:table-row table:number-rows-repeated=\"1048000\">{}</table:table-row>{end}", cell(text))
    };
    let beyond = with(
        end,
        &format!(
            "{}<table:table-row><table:table-cell office:value-type=\"string\"><text:p>王</text:p></table:table-cell></table:table-row>{end}",
            row("").replace("1048000", "1048576").trim_end_matches(end)
        ),
    );
    let mut wrong: Vec<Entry> = parts().iter().map(|(name, bytes)| Entry::new(name, bytes)).collect();
    wrong.iter_mut().find(|entry| entry.name == b"content.xml").unwrap().crc ^= 1;
    let locked: Vec<(String, Vec<u8>)> = parts()
        .into_iter()
        .map(|(name, bytes)| {
            let is_list = name == "META-INF/manifest.xml";
            let text = if is_list {
                String::from_utf8(bytes)
                    .unwrap()
                    .replace(
                        "</manifest:manifest>",
                        "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
                    )
                    .into_bytes()
            } else {
                bytes
            };
            (name, text)
        })
        .collect();
    vec![
        Case::new("开.ods", corpus("odfpy.ods"), "read 8"),
        Case::new("开-重复空.ods", with(end, &row("")), "read 8"),
        Case::new(
            "开-重复满.ods",
            with("<table:table-row>", &format!("{}<table:table-row>", row("<text:p>x</text:p>").trim_end_matches(end))),
            "too-large",
        ),
        Case::new("开-重复四十亿.ods", with(end, &row("").replace("1048000", "4294967295")), "read 8"),
        Case::new("开-重复负.ods", with(end, &row("").replace("1048000", "-5")), "read 8"),
        Case::new("开-最后一行之外.ods", beyond, "too-large"),
        Case::new("开-校验错.ods", zip(&wrong), "unreadable"),
        Case::new("开-有密码.ods", packed(&locked), "encrypted"),
        Case::new("开-DTD.ods", with("<office:document-content", "<!DOCTYPE x><office:document-content"), "unreadable"),
        Case::new("开-半截.ods", &corpus("odfpy.ods")[..corpus("odfpy.ods").len() / 2], "unreadable"),
    ]
}

fn lines(between: &str, end: &str) -> String {
    TABLE.iter().map(|row| row.join(between) + end).collect()
}

fn texts() -> Vec<Case> {
    let comma = || lines(",", "\r\n");
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let big5 = encoding_rs::BIG5
        .encode("學校,年級,姓名,監護人姓名,監護人電話\n柳林小學,三年級,王小芳,王大山,13812345678\n")
        .0
        .into_owned();
    let mixed = [gb(&comma()), "张三,男,,三年级,张大,13812345670\r\n".as_bytes().to_vec()].concat();
    let more = "李四,女,,三年级,李大,13812345671\r\n";
    let mixed_otherwise = [comma().into_bytes(), gb(more)].concat();
    let mixed_tabs = [lines("\t", "\r\n").into_bytes(), gb(&more.replace(',', "\t"))].concat();
    let wide: Vec<u8> = comma().encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        Case::new("文.csv", comma(), "read 3"),
        Case::new("文-BOM.csv", format!("\u{FEFF}{}", comma()), "read 3"),
        Case::new("文-sep.csv", format!("sep=;\r\n{}", lines(";", "\r\n")), "read 3"),
        Case::new("文-BOM-sep.csv", format!("\u{FEFF}sep=,\r\n{}", comma()), "read 3"),
        Case::new("文-国标.csv", gb(&comma()), "read 3"),
        Case::new("文-UTF16.csv", wide, "read 3"),
        Case::new("文-护套.csv", comma().replace("110105201709180023", "=\"110105201709180023\""), "read 3"),
        Case::new("文-制表尾.csv", comma().replace("110105201709180023", "110105201709180023\t"), "read 3"),
        Case::new("文-只有CR.csv", lines(",", "\r"), "read 3"),
        Case::new("文-引号没关.csv", comma().replace("王小芳", "\"王小芳"), "read 3"),
        Case::new(
            "文-短行长行.csv",
            format!("{},,\r\n王,五\r\n赵六,男,,三年级,赵大,13812345679,多,余,的\r\n", comma()),
            "read 5",
        ),
        Case::new("文-混编码.csv", mixed, "unreadable"),
        Case::new("文-混编码2.csv", mixed_otherwise, "unreadable"),
        Case::new("文-混编码.txt", mixed_tabs, "unreadable"),
        Case::new("文-大五码.csv", big5, "read 2"),
        Case::new("文-大五码短.csv", encoding_rs::BIG5.encode("姓名,學校\n林,一\n").0, "read 2"),
        Case::new("文-六千万逗号.csv", format!("{}{}\r\n", comma(), ",".repeat(60_000_000)), "too-large"),
        Case::new("文-空字符.csv", comma().replace("王小芳", "王\0芳"), "unreadable"),
        Case::new("文-终端.csv", comma().replace("王小芳", "王\u{1B}[2J\u{1B}]0;x\u{7}芳"), "read 3"),
        Case::new("文-公式.csv", comma().replace("王小芳", "=HYPERLINK(\"\"http://x\"\")"), "read 3"),
        Case::new("文-真.csv", comma().replace("王小芳", "TRUE"), "read 3"),
        Case::new("文-一格两兆.csv", comma().replace("王大山", &"山".repeat(700_000)), "too-large"),
        Case::new("文-一格十万.csv", comma().replace("王大山", &"山".repeat(100_000)), "read 3"),
        Case::new("文-五万列.csv", format!("{}{}\r\n", comma(), "x,".repeat(50_000)), "too-large"),
        Case::new("文-全空白.csv", "\r\n \r\n\u{3000}\r\n", "empty"),
        Case::new("文-零字节.csv", "", "empty"),
        Case::new("文-说明.txt", "各位老师：请本周五前上报。\n联系人，王老师。\n", "other"),
    ]
}

fn pages() -> Vec<Case> {
    let rows: String = TABLE.iter().map(|row| format!("<tr><td>{}</td></tr>", row.join("</td><td>"))).collect();
    let page = |inside: &str| format!("<html><meta charset=utf-8><table>{inside}</table></html>");
    let cells = |cells: &str| {
        format!(
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
             xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"一\"><Table>{cells}</Table></Worksheet></Workbook>"
        )
    };
    let flat =
        "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body><office:spreadsheet>\
                <table:table table:name=\"一\"><table:table-row/></table:table></office:spreadsheet></office:body>\
                </office:document>"
            .to_owned();
    let xml_rows: String = TABLE
        .iter()
        .map(|row| {
            let cells: String =
                row.iter().map(|cell| format!("<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>")).collect();
            format!("<Row>{cells}</Row>")
        })
        .collect();
    vec![
        Case::new("网页.xls", page(&rows), "read 3"),
        Case::new(
            "网页-跨很多.xls",
            page(&rows.replacen("<td>", "<td colspan=999999999 rowspan=999999999>", 1)),
            "read 3",
        ),
        Case::new("网页-层层.xls", page(&format!("{}{rows}", "<div>".repeat(100_000))), "read 3"),
        Case::new("网页-表中表.xls", page(&format!("{rows}{}", "<tr><td><table>".repeat(20_000))), "read 3"),
        Case::new("网页-脚本.xls", page(&rows.replace("王小芳", "<script>alert(1)</script>王小芳")), "read 3"),
        Case::new("网页-没关.xls", format!("<table>{}", rows.replace("</td>", "").replace("</tr>", "")), "read 3"),
        Case::new("一个文件.fods", flat.clone(), "other"),
        Case::new("一个文件.ods", flat, "unreadable"),
        Case::new("交换.slk", "ID;PWXL;N;E\nC;Y1;X1;K\"姓名\"\nC;Y1;X2;K\"年级\"\nE\n", "other"),
        Case::new("旧网.xls", cells(&xml_rows), "read 3"),
        Case::new("旧网-远.xls", cells(&xml_rows.replacen("<Row>", "<Row ss:Index=\"4294967295\">", 1)), "too-large"),
        Case::new(
            "旧网-DTD.xls",
            cells(&xml_rows).replacen("<Workbook", "<!DOCTYPE x [<!ENTITY a \"b\">]><Workbook", 1),
            "unreadable",
        ),
        Case::new("旧网-半截.xls", &cells(&xml_rows)[..500], "unreadable"),
    ]
}

fn archives() -> Vec<Case> {
    let book = || Book::new().packed();
    // The same bytes twice would be told as a copy.
    let other = || Book::new().cell("<c r=\"G1\"><v>7</v></c>").packed();
    let parts =
        |parts: &[(&str, &[u8])]| zip(&parts.iter().map(|(name, bytes)| Entry::new(name, bytes)).collect::<Vec<_>>());
    let mut gb = Entry::new("a", book());
    gb.name = encoding_rs::GB18030.encode("柳林小学/名单.xlsx").0.into_owned();
    let mut wrong = Entry::new("坏.xlsx", other());
    wrong.crc ^= 1;
    let mut locked = Entry::new("锁.xlsx", other());
    locked.flags |= 1;
    let many: Vec<Entry> = (0..10_001).map(|n| Entry::new(format!("{n}.csv"), b"a,b\n")).collect();
    vec![
        Case::new(
            "包.zip",
            parts(&[("一.xlsx", &book()), ("二/三.csv", lines(",", "\n").as_bytes()), ("说明.docx", b"PK")]),
            "read 0; 一.xlsx read 3; 二/三.csv read 3; 说明.docx other",
        ),
        Case::new("包-国标名.zip", zip(&[gb]), "read 0; 柳林小学/名单.xlsx read 3"),
        Case::new(
            "包-坏邻居.zip",
            zip(&[Entry::new("好.xlsx", book()), wrong, locked]),
            "read 0; 好.xlsx read 3; 坏.xlsx unreadable; 锁.xlsx encrypted",
        ),
        Case::new(
            "包-爬.zip",
            parts(&[("../../../tmp/爬.xlsx", &book()), ("C:\\a\\b.csv", lines(",", "\n").as_bytes())]),
            "read 0; tmp/爬.xlsx read 3; C:/a/b.csv read 3",
        ),
        Case::new("包-重名.zip", parts(&[("一.xlsx", &book()), ("一.xlsx", &other())]), "unreadable"),
        Case::new(
            "包-包中包.zip",
            parts(&[("里.zip", &parts(&[("一.xlsx", &book())])), ("二.xlsx", &book())]),
            "read 0; 里.zip other; 二.xlsx read 3",
        ),
        Case::new("包-只有包.zip", parts(&[("里.zip", &parts(&[("一.xlsx", &book())]))]), "other"),
        Case::new("包-图片.zip", parts(&[("a.png", b"\x89PNG\r\n\x1a\n")]), "other"),
        Case::new("包-空.zip", zip(&[]), "other"),
        Case::new(
            "包-杂物.zip",
            parts(&[("__MACOSX/._一.xlsx", b"x"), ("~$一.xlsx", b"x"), (".DS_Store", b"x"), ("一.xlsx", &book())]),
            "read 0; 一.xlsx read 3",
        ),
        Case::new("包-半截.zip", &parts(&[("一.xlsx", &book()), ("二.xlsx", &other())])[..2000], "unreadable"),
        Case::new("包-一万个.zip", zip(&many), "too-large"),
        Case::new(
            "包-炸弹.zip",
            packed(&[("一.csv".to_owned(), b"a,b\n".repeat(10 << 20)), ("二.xlsx".to_owned(), book())]),
            "read 0; 一.csv too-large; 二.xlsx read 3",
        ),
        Case::new("包-其实是包.xlsx", parts(&[("一.xlsx", &book())]), "unreadable"),
    ]
}

/// Names that a system lets a file have; each holds the same good table.
fn names() -> Vec<Case> {
    let long = format!("{}.xlsx", "长".repeat(80));
    [
        long.as_str(),
        "-rf.xlsx",
        "换\n行.xlsx",
        "反\u{202E}xslx.xlsx",
        "CON.xlsx",
        "尾点.",
        "=cmd|' /C calc'!A0.xlsx",
        "<b>粗<img src=x onerror=alert(1)>.xlsx",
        "表情😀.xlsx",
        "e\u{301}NFD.xlsx",
        "终端\u{1B}[31m.xlsx",
        "空 格\t制表.xlsx",
        "引'号\"`$(id).xlsx",
        "百分%s%n.xlsx",
        "没有后缀",
    ]
    .into_iter()
    .map(|name| Case::new(name, Book::new().packed(), "read 3"))
    .collect()
}
