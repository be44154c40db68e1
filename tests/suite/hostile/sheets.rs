//! Workbooks whose packages are sound and whose sheets are odd, wrong or hostile.

use super::Case;
use super::surgery::{Book, RELATIONS, SHEET, STRINGS, STYLES, WORKBOOK};

pub(super) fn cases() -> Vec<Case> {
    [ways(), types(), places(), strings(), books(), sizes()].concat()
}

/// Ways to write the same sheet that a program somewhere uses.
fn ways() -> Vec<Case> {
    let prefixed = Book::new().text(|text| {
        let (head, body) = text.split_once("?>").map_or(("", text), |(head, body)| (head, body));
        let body =
            body.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=");
        if head.is_empty() { body } else { format!("{head}?>{body}") }
    });
    let strict = Book::new().text(|text| {
        text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    });
    let marked = Book::new().text(|text| format!("\u{FEFF}{text}"));
    let wide = |text: &str| {
        let text = text.replace("UTF-8", "UTF-16");
        let mut bytes = b"\xFF\xFE".to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let sheet = String::from_utf8(Book::new().parts[6].1.clone()).unwrap();
    vec![
        Case::new("前缀.xlsx", prefixed.packed(), "read 3"),
        Case::new("严格.xlsx", strict.packed(), "read 3"),
        Case::new("带BOM.xlsx", marked.packed(), "read 3"),
        Case::new("部件是UTF16.xlsx", Book::new().part(SHEET, wide(&sheet)).packed(), "unreadable"),
        Case::new("换行排版.xlsx", Book::new().text(|text| text.replace("><", ">\r\n  <")).packed(), "read 3"),
        Case::new("1904.xlsx", Book::new().with(WORKBOOK, "<sheets>", "<workbookPr date1904=\"1\"/><sheets>").packed(), "read 3"),
        Case::new("整列格式.xlsx", Book::new().with(SHEET, "<sheetData>", "<cols><col min=\"1\" max=\"16384\" width=\"9\" style=\"1\"/></cols><sheetData>").packed(), "read 3"),
        Case::new("内联.xlsx", Book::new().cell("<c r=\"G1\" t=\"inlineStr\"><is><r><t>备</t></r><r><t>注</t></r></is></c>").packed(), "read 3"),
        Case::new("拼音.xlsx", Book::new().with(STRINGS, "<t>王小芳</t>", "<r><t>王小</t></r><r><t>芳</t></r><rPh sb=\"0\" eb=\"1\"><t>wang</t></rPh><phoneticPr fontId=\"1\"/>").packed(), "read 3"),
        Case::new("图片单元格.xlsx", Book::new().cell("<c r=\"G1\" t=\"str\"><f>_xlfn.DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v></c>").packed(), "read 3"),
        Case::new("没有地址.xlsx", Book::new().text(|text| [(" r=\"A", 'x'), (" r=\"B", 'x')].iter().fold(text.to_owned(), |text, (from, _)| if text.contains("<sheetData>") { text.replace(&format!("<c{from}1\""), "<c x=\"1\"") } else { text })).packed(), "read 3"),
        Case::new("维度说谎.xlsx", Book::new().with(SHEET, "<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>").packed(), "read 3"),
        Case::new("公式没算.xlsx", Book::new().cell("<c r=\"G1\"><f>A1&amp;B1</f></c>").packed(), "read 3"),
        Case::new("表是空标签.xlsx", Book::new().part(SHEET, "<worksheet><sheetData/></worksheet>").packed(), "empty"),
    ]
}

fn types() -> Vec<Case> {
    let dtd = "<!DOCTYPE x [<!ENTITY a \"1\">]>";
    let lol: String = (0..9).map(|n| format!("<!ENTITY l{} \"{}\">", n + 1, format!("&l{n};").repeat(10))).collect();
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let with = |part: &str, dtd: &str| {
        let name = match part {
            SHEET => "<worksheet",
            STRINGS => "<sst",
            STYLES => "<styleSheet",
            _ => "<workbook",
        };
        Book::new().with(part, name, &format!("{dtd}{name}")).packed()
    };
    vec![
        Case::new("DTD-工作表.xlsx", with(SHEET, dtd), "unreadable"),
        Case::new("DTD-文字.xlsx", with(STRINGS, dtd), "unreadable"),
        Case::new("DTD-目录.xlsx", with(WORKBOOK, dtd), "unreadable"),
        Case::new("DTD-样式.xlsx", with(STYLES, dtd), "unreadable"),
        Case::new("十亿个笑.xlsx", with(STRINGS, &format!("<!DOCTYPE x [<!ENTITY l0 \"lol\">{lol}]>")), "unreadable"),
        Case::new("外部实体.xlsx", with(SHEET, outside), "unreadable"),
        Case::new(
            "DTD在很后面.xlsx",
            Book::new().with(STRINGS, "</si><si>", &format!("</si>{}<!DOCTYPE x><si>", " ".repeat(9000))).packed(),
            "read 3",
        ),
        Case::new("没定义的实体.xlsx", Book::new().with(STRINGS, "王小芳", "王小芳&nosuch;").packed(), "read 3"),
    ]
}

/// Where a cell says that it stands.
fn places() -> Vec<Case> {
    let one = |place: &str| Book::new().behind(&format!("<row><c r=\"{place}\"><v>1</v></c></row>")).packed();
    let mut formatted = String::new();
    for row in 4..200_004 {
        formatted.push_str(&format!(
            "<row r=\"{row}\" s=\"1\" customFormat=\"1\"><c r=\"A{row}\" s=\"1\"/><c r=\"B{row}\" s=\"1\"/></row>"
        ));
    }
    vec![
        Case::new("出格-列.xlsx", one("XFE4"), "unreadable"),
        Case::new("出格-行.xlsx", one("A1048577"), "unreadable"),
        Case::new("出格-很大.xlsx", one("AAAAAAAAAA99999999999999999999"), "unreadable"),
        Case::new("行号零.xlsx", one("A0"), "read 4"),
        Case::new("远处一格.xlsx", one("XFD1048576"), "read 4"),
        Case::new(
            "远处空格.xlsx",
            Book::new()
                .behind("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t> </t></is></c></row>")
                .packed(),
            "read 3",
        ),
        Case::new(
            "一格两值.xlsx",
            Book::new().cell("<c r=\"A1\" t=\"inlineStr\"><is><t>别的</t></is></c>").packed(),
            "unreadable",
        ),
        Case::new("一格两遍同值.xlsx", Book::new().cell("<c r=\"A1\" t=\"s\"><v>0</v></c>").packed(), "read 3"),
        Case::new(
            "行号乱.xlsx",
            Book::new()
                .behind("<row r=\"-1\"><c r=\"A9\"><v>1</v></c></row><row r=\"x\"><c r=\"A8\"><v>1</v></c></row>")
                .packed(),
            "read 5",
        ),
        Case::new("二十万空行.xlsx", Book::new().behind(&formatted).packed(), "read 3"),
    ]
}

fn strings() -> Vec<Case> {
    let text = |text: &str| Book::new().with(STRINGS, "王小芳", text).packed();
    let said =
        |count: &str| Book::new().with(STRINGS, "uniqueCount=\"18\"", &format!("uniqueCount=\"{count}\"")).packed();
    let index = |index: &str| Book::new().with(SHEET, "<v>6</v>", &format!("<v>{index}</v>")).packed();
    let broken = |bytes: &[u8]| {
        let strings = Book::new().parts[5].1.clone();
        let at = memchr::memmem::find(&strings, "王小芳".as_bytes()).unwrap();
        Book::new().part(STRINGS, [&strings[..at], bytes, &strings[at + 9..]].concat()).packed()
    };
    vec![
        Case::new("说有四十亿条文字.xlsx", said("4294967295"), "unreadable"),
        Case::new("说有负一条文字.xlsx", said("-1"), "read 3"),
        Case::new("说有零条文字.xlsx", said("0"), "read 3"),
        Case::new("文字号太大.xlsx", index("999999"), "read 3"),
        Case::new("文字号是负.xlsx", index("-1"), "read 3"),
        Case::new("文字号不是数.xlsx", index("abc"), "read 3"),
        Case::new("文字号溢出.xlsx", index("99999999999999999999"), "read 3"),
        Case::new("半个代理.xlsx", text("王&#xD800;芳"), "read 3"),
        Case::new("半个代理转义.xlsx", text("王_xD800_芳"), "read 3"),
        Case::new("控制符.xlsx", text("王&#1;&#7;&#27;[31m芳"), "read 3"),
        Case::new("控制符原样.xlsx", text("王\u{1}\u{7}\u{1B}[2J芳"), "read 3"),
        Case::new("空字符.xlsx", text("王_x0000_芳"), "read 3"),
        Case::new("双向符.xlsx", text("王\u{202E}芳\u{2066}"), "read 3"),
        Case::new("不是UTF8.xlsx", broken(b"\xFF\xFE\x80"), "unreadable"),
        Case::new("UTF8写代理.xlsx", broken(b"\xED\xA0\x80"), "unreadable"),
        Case::new("十万字.xlsx", text(&"芳".repeat(100_000)), "read 3"),
        Case::new("两兆字.xlsx", text(&"芳".repeat(700_000)), "too-large"),
        Case::new("网页.xlsx", text("&lt;script&gt;alert(1)&lt;/script&gt;"), "read 3"),
        Case::new("公式样.xlsx", text("=cmd|' /C calc'!A0"), "read 3"),
        Case::new("CDATA.xlsx", text("<![CDATA[王小芳]]>"), "read 3"),
        Case::new("注释.xlsx", text("王<!-- -- 小 -->小芳"), "read 3"),
        Case::new("处理指令.xlsx", text("王<?php system('x') ?>小芳"), "read 3"),
    ]
}

/// What the workbook lists.
fn books() -> Vec<Case> {
    let sheet = "<sheet name=\"花名册\" sheetId=\"1\" r:id=\"s1\"/>";
    let two = |name: &str| {
        Book::new()
            .with(WORKBOOK, sheet, &format!("{sheet}<sheet name=\"{name}\" sheetId=\"2\" r:id=\"s2\"/>"))
            .with(RELATIONS, "</Relationships>", "<Relationship Id=\"s2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>")
            .part("xl/worksheets/sheet2.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>")
    };
    let named = |name: &str| Book::new().with(WORKBOOK, "花名册", name).packed();
    let many: String = (0..3000).map(|n| format!("<sheet name=\"表{n}\" sheetId=\"{n}\" r:id=\"s1\"/>")).collect();
    vec![
        Case::new("两张表.xlsx", two("别的").packed(), "read 4"),
        Case::new("两表同名.xlsx", two("花名册").packed(), "unreadable"),
        Case::new("两表只差大小写.xlsx", two("Ａ").with(WORKBOOK, "花名册", "ａ").packed(), "unreadable"),
        Case::new("三千张同一张表.xlsx", Book::new().with(WORKBOOK, sheet, &many).packed(), "unreadable"),
        Case::new("表名空.xlsx", named(""), "read 3"),
        Case::new("表名五百字.xlsx", named(&"表".repeat(500)), "read 3"),
        Case::new("表名有路径.xlsx", named("../../a/b\\c:*?[]"), "read 3"),
        Case::new("表名有尖括号.xlsx", named("&lt;img src=x onerror=alert(1)&gt;"), "read 3"),
        Case::new("表名有控制符.xlsx", named("a&#27;[31m&#10;b\u{202E}c"), "read 3"),
        Case::new("表名有引号.xlsx", named("a'b&quot;c"), "read 3"),
        Case::new("关系指错.xlsx", Book::new().with(WORKBOOK, "r:id=\"s1\"", "r:id=\"nosuch\"").packed(), "unreadable"),
    ]
}

fn sizes() -> Vec<Case> {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let merges: String = (1..40_000).map(|row| format!("<mergeCell ref=\"A{row}:XFD{row}\"/>")).collect();
    let whole = "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>";
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=\"1\"")).collect();
    let styles: String = "<xf numFmtId=\"164\"/>".repeat(65_000);
    let behind = |text: &str| Book::new().with(SHEET, "</sheetData>", &format!("</sheetData>{text}")).packed();
    vec![
        Case::new("十万层.xlsx", Book::new().with(SHEET, "<sheetData>", &format!("{deep}<sheetData>")).packed(), "read 3"),
        Case::new("十万层在格里.xlsx", Book::new().cell(&format!("<c r=\"G1\">{deep}</c>")).packed(), "read 3"),
        Case::new("十万层文字.xlsx", Book::new().with(STRINGS, "<t>王小芳</t>", &format!("{deep}<t>王小芳</t>")).packed(), "read 3"),
        Case::new("四万个合并.xlsx", behind(&format!("<mergeCells>{merges}</mergeCells>")), "read 3"),
        Case::new("整张合并.xlsx", behind(whole), "read 1"),
        Case::new("五万个属性.xlsx", Book::new().with(SHEET, "<row r=\"1\"", &format!("<row r=\"1\"{attributes}")).packed(), "read 3"),
        Case::new("六万样式.xlsx", Book::new().with(STYLES, "<xf numFmtId=\"0\"/>", &format!("<xf numFmtId=\"0\"/>{styles}")).packed(), "read 3"),
        Case::new("格式码一兆.xlsx", Book::new().with(STYLES, "<cellXfs>", &format!("<numFmts><numFmt numFmtId=\"164\" formatCode=\"{}\"/></numFmts><cellXfs>", "[红色]y".repeat(100_000))).packed(), "read 3"),
        Case::new("没有结束.xlsx", Book::new().with(SHEET, "</sheetData></worksheet>", "").packed(), "unreadable"),
        Case::new("结束错位.xlsx", Book::new().with(SHEET, "</row><row r=\"2\">", "</c></row></x><row r=\"2\">").packed(), "unreadable"),
        Case::new("数很大.xlsx", Book::new().cell("<c r=\"G1\"><v>1e999</v></c><c r=\"H1\"><v>-1e308</v></c><c r=\"I1\" s=\"1\"><v>1e300</v></c><c r=\"J1\" s=\"1\"><v>-5</v></c><c r=\"K1\"><v>NaN</v></c>").packed(), "read 3"),
        Case::new("错误值.xlsx", Book::new().cell("<c r=\"G1\" t=\"e\"><v>#N/A</v></c><c r=\"H1\" t=\"e\"><v>#胡说!</v></c><c r=\"I1\" t=\"b\"><v>1</v></c>").packed(), "read 3"),
    ]
}
