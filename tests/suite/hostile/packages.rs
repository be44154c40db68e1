//! Packages that lie, are cut, or are put together oddly.

use super::Case;
use super::surgery::{Book, Entry, RELATIONS, ROOT, SHEET, STRINGS, STYLES, TYPES, WORKBOOK, packed, zip};

pub(super) fn cases() -> Vec<Case> {
    [containers(), checksums(), names(), missing(), bombs()].concat()
}

fn containers() -> Vec<Case> {
    let whole = Book::new().packed();
    let stored = zip(&Book::new().entries());
    let end = stored.len();
    let twice = |second: &[u8]| {
        let mut entries = Book::new().entries();
        entries.push(Entry::new(SHEET, second));
        zip(&entries)
    };
    let mut tail = whole.clone();
    tail.extend([0; 300]);
    let mut folders = Book::new().entries();
    folders.insert(0, Entry::new("xl/", b""));
    let overlapping = {
        let mut bytes = stored.clone();
        // The second entry of the list claims to begin where the first one does.
        let list = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        let second = list + 4 + memchr::memmem::find(&bytes[list + 4..], b"PK\x01\x02").unwrap();
        bytes[second + 42..second + 46].copy_from_slice(&[0; 4]);
        bytes
    };
    vec![
        Case::new("原样.xlsx", whole.clone(), "read 3"),
        Case::new("不压缩.xlsx", stored.clone(), "read 3"),
        Case::new("宏.xlsm", Book::new().part("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0evil").packed(), "read 3"),
        Case::new("带文件夹项.xlsx", zip(&folders), "read 3"),
        Case::new("尾巴.xlsx", tail, "read 3"),
        Case::new("半截.xlsx", &whole[..whole.len() / 2], "unreadable"),
        Case::new("少最后一段.xlsx", &stored[..end - 22], "unreadable"),
        Case::new("只有开头.xlsx", &whole[..4], "unreadable"),
        Case::new("空的.xlsx", b"", "unreadable"),
        Case::new("空包.xlsx", zip(&[]), "unreadable"),
        Case::new("部件重名.xlsx", twice(&Book::new().parts[6].1), "unreadable"),
        Case::new("部件重名内容不同.xlsx", twice(b"<worksheet/>"), "unreadable"),
        Case::new("部件重叠.xlsx", overlapping, "unreadable"),
        Case::new("有密码的部件.xlsx", Book::new().forged(SHEET, |entry| entry.flags |= 1), "encrypted"),
        Case::new("怪压缩法.xlsx", Book::new().forged(SHEET, |entry| entry.method = 99), "unreadable"),
        Case::new("压缩法12.xlsx", Book::new().forged(SHEET, |entry| entry.method = 12), "unreadable"),
        Case::new("说是压缩其实没有.xlsx", Book::new().forged(SHEET, |entry| entry.method = 8), "unreadable"),
    ]
}

fn checksums() -> Vec<Case> {
    let wrong = |part: &str| {
        Book::new()
            .part("xl/media/a.png", b"\x89PNG")
            .part("xl/theme/theme1.xml", b"<a/>")
            .forged(part, |entry| entry.crc ^= 1)
    };
    let altered = Book::new().forged(SHEET, |entry| {
        let at = memchr::memmem::find(&entry.data, b"<v>6<").unwrap();
        entry.data[at + 3] = b'7';
    });
    vec![
        Case::new("校验错-工作表.xlsx", wrong(SHEET), "unreadable"),
        Case::new("校验错-文字.xlsx", wrong(STRINGS), "unreadable"),
        Case::new("校验错-目录.xlsx", wrong(WORKBOOK), "unreadable"),
        Case::new("校验错-关系.xlsx", wrong(RELATIONS), "unreadable"),
        Case::new("校验错-总关系.xlsx", wrong(ROOT), "unreadable"),
        Case::new("校验错-样式.xlsx", wrong(STYLES), "unreadable"),
        Case::new("校验错-类型.xlsx", wrong(TYPES), "unreadable"),
        Case::new("改了一个字.xlsx", altered, "unreadable"),
        Case::new("校验错-图片.xlsx", wrong("xl/media/a.png"), "read 3"),
        Case::new("校验错-主题.xlsx", wrong("xl/theme/theme1.xml"), "read 3"),
        Case::new("大小说少了.xlsx", Book::new().forged(SHEET, |entry| entry.size = 10), "unreadable"),
        Case::new("大小说多了.xlsx", Book::new().forged(SHEET, |entry| entry.size += 1000), "read 3"),
        Case::new("大小说四个G.xlsx", Book::new().forged(SHEET, |entry| entry.size = u32::MAX - 1), "too-large"),
    ]
}

fn names() -> Vec<Case> {
    let book = Book::new;
    let mixed = book().part("XL\\Worksheets\\Sheet1.xml", b"<worksheet/>");
    vec![
        Case::new("反斜线.xlsx", book().named(|name| name.replace('/', "\\")).packed(), "read 3"),
        Case::new("大写.xlsx", book().named(str::to_uppercase).packed(), "read 3"),
        Case::new("根路径.xlsx", book().named(|name| format!("/{name}")).packed(), "read 3"),
        Case::new("只差大小写.xlsx", mixed.packed(), "unreadable"),
        Case::new("爬出去.xlsx", book().part("../../evil.xml", b"<a/>").packed(), "read 3"),
        Case::new("部件名四千字.xlsx", book().part(&"很".repeat(4000), b"").packed(), "read 3"),
        Case::new(
            "部件名非UTF8.xlsx",
            {
                let mut entries = book().entries();
                entries.push(Entry::new(b"xl/\xFF\xFE\x80.xml", b"<a/>"));
                zip(&entries)
            },
            "read 3",
        ),
    ]
}

fn missing() -> Vec<Case> {
    let without = |part: &str| Book::new().without(part).packed();
    let to = |target: &str| Book::new().with(RELATIONS, "worksheets/sheet1.xml", target).packed();
    vec![
        Case::new("缺-工作表.xlsx", without(SHEET), "unreadable"),
        Case::new("缺-文字.xlsx", without(STRINGS), "unreadable"),
        Case::new("缺-目录.xlsx", without(WORKBOOK), "unreadable"),
        Case::new("缺-关系.xlsx", without(RELATIONS), "unreadable"),
        Case::new("缺-样式.xlsx", without(STYLES), "read 3"),
        Case::new("缺-总关系.xlsx", without(ROOT), "read 3"),
        Case::new("缺-类型.xlsx", without(TYPES), "read 3"),
        Case::new("目标-根.xlsx", to("/xl/worksheets/sheet1.xml"), "read 3"),
        Case::new("目标-点点.xlsx", to("../xl/./worksheets/sheet1.xml"), "read 3"),
        Case::new("目标-样式.xlsx", to("styles.xml"), "unreadable"),
        Case::new("目标-文字.xlsx", to("sharedStrings.xml"), "unreadable"),
        Case::new("目标-网上.xlsx", to("http://example.invalid/sheet1.xml"), "unreadable"),
        Case::new("目标-本机.xlsx", to("file:///etc/passwd"), "unreadable"),
        Case::new("目标-爬.xlsx", to("../../../../etc/passwd"), "unreadable"),
        Case::new("目标-自己.xlsx", to("workbook.xml"), "unreadable"),
        Case::new(
            "没有工作表.xlsx",
            Book::new().with(WORKBOOK, "<sheet name=\"花名册\" sheetId=\"1\" r:id=\"s1\"/>", "").packed(),
            "unreadable",
        ),
    ]
}

fn bombs() -> Vec<Case> {
    let spaces = |mib: usize| b" ".repeat(mib << 20);
    let mut wide = Book::new().parts;
    wide.extend((0..10_001).map(|n| (format!("xl/media/{n}"), Vec::new())));
    let mut many = Book::new().parts;
    many.extend((0..9_000).map(|n| (format!("xl/media/{n}"), Vec::new())));
    let tail = String::from_utf8(spaces(60)).unwrap();
    vec![
        Case::new(
            "炸弹-工作表.xlsx",
            Book::new().with(SHEET, "<sheetData>", &format!("{tail}<sheetData>")).packed(),
            "too-large",
        ),
        Case::new("炸弹-图片.xlsx", Book::new().part("xl/media/a.png", spaces(40)).packed(), "too-large"),
        Case::new("一万零一个部件.xlsx", packed(&wide), "too-large"),
        Case::new("九千个部件.xlsx", packed(&many), "read 3"),
        Case::new("炸弹.ods", ods_bomb(), "too-large"),
    ]
}

fn ods_bomb() -> Vec<u8> {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    packed(&[("mimetype".to_owned(), kind), ("content.xml".to_owned(), b" ".repeat(60 << 20))])
}
