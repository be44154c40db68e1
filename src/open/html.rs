//! HTML pages, as school systems export them under `.xls`: their tables one below another on one sheet.

mod page;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::grid::Budget;
use crate::decode;
use crate::model::{Book, OpenFault, STAMP_CELL, is_own};
use crate::settings::Limits;
use page::Page;

pub(super) fn read(bytes: &[u8], stem: &str, limits: &Limits) -> Result<Book, OpenFault> {
    let text = decode::markup(bytes);
    let text = text.map_err(|_| OpenFault::NotAWorkbook { actual: "unknown" })?;
    let mut budget = Budget::new(limits);
    let mut page = Page::default();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text.as_ref(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag, &mut budget)?,
            Token::EndTag(tag) => page.end(&tag.name),
            Token::String(piece) => page.text(&String::from_utf8_lossy(&piece.value)),
            Token::Comment(comment) => page.comment(&String::from_utf8_lossy(&comment.value)),
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let own = text.split(STAMP_CELL).skip(1).any(is_own);
    let sheet = page.finish(stem, &mut budget)?;
    Ok(Book { sheets: sheet.into_iter().collect(), own, ..Book::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    fn book(page: &str) -> Book {
        read(page.as_bytes(), "柳林小学", &Limits::default()).unwrap()
    }

    fn at(book: &Book, at: &str) -> Option<String> {
        let at: Address = at.parse().unwrap();
        book.sheets[0].get(at).map(crate::model::CellValue::shown)
    }

    #[test]
    fn spans_breaks_and_entities() {
        let book = book(
            "<table><thead><tr><th rowspan=2>姓名<th colspan=2>父亲</tr><tr><th>姓名<th>电话</thead>\
             <tr style='display:none'><td>王&#33459;<td>王&nbsp;强<br>父<td> 138 \n 1 </tr></table>",
        );
        assert_eq!(at(&book, "A1").as_deref(), Some("姓名"));
        assert_eq!(at(&book, "B2").as_deref(), Some("姓名"));
        assert_eq!(at(&book, "C2").as_deref(), Some("电话"));
        assert_eq!(at(&book, "A3").as_deref(), Some("王芳"));
        assert_eq!(at(&book, "B3").as_deref(), Some("王\u{A0}强\n父"));
        assert_eq!(at(&book, "C3").as_deref(), Some("138 1"));
        let merges: Vec<String> = book.sheets[0].merges.iter().map(ToString::to_string).collect();
        assert_eq!(merges, ["A1:A2", "B1:C1"]);
    }

    #[test]
    fn stored_values_count_where_the_shown_ones_are_cut_short() {
        let book = book(
            "<TABLE><TR><TD x:num=\"1.1010519491231E17\">1.1E+17<TD X:NUM=13800001234>13800001234<TD x:num=\"42248\">2015-9-1\
             <TD x:num>7<TD x:num=9.5>####<TD x:str=\"王芳 \">王芳<TD x:num=\"1234.5\">1,234.5</TR></TABLE>",
        );
        let shown: Vec<_> = book.sheets[0].rows[0].cells.iter().map(|cell| cell.value.shown()).collect();
        assert_eq!(shown, ["110105194912310000", "13800001234", "2015-9-1", "7", "9.5", "王芳", "1,234.5"]);
        assert!(matches!(book.sheets[0].rows[0].cells[0].value, crate::model::CellValue::Number(_)));
    }

    #[test]
    fn tables_stand_one_below_another_and_scripts_are_no_text() {
        let book = book(
            "<style>td{}</style><table><tr><td>a<script>var b='<td>x';</script></td></tr></table><p>x</p>\
             <table><tr><td>c<table><tr><td>inner</td></tr></table></td><td>d</td></tr></table>",
        );
        assert_eq!(at(&book, "A1").as_deref(), Some("a"));
        assert_eq!(at(&book, "A3").as_deref(), Some("c"));
        assert_eq!(at(&book, "B3").as_deref(), Some("d"));
        assert_eq!(at(&book, "A5").as_deref(), Some("inner"));
        assert_eq!(&*book.sheets[0].name, "柳林小学");
    }

    #[test]
    fn the_real_encoding_counts_and_a_caption_is_a_row() {
        let page = "<html><meta charset=utf-8><TABLE><caption>高桥小学</caption><TR><TD>姓名<TR><TD>㐀</TABLE>";
        let gbk = read(&encoding_rs::GB18030.encode(page).0, "x", &Limits::default()).unwrap();
        let utf8 = book(&page.replace("utf-8", "gb2312"));
        for book in [gbk, utf8] {
            assert_eq!(at(&book, "A1").as_deref(), Some("高桥小学"));
            assert_eq!(at(&book, "A2").as_deref(), Some("姓名"));
            assert_eq!(at(&book, "A3").as_deref(), Some("㐀"));
        }
    }

    #[test]
    fn the_sheet_s_name_and_the_encoding_are_found() {
        let page = "<html><meta content='text/html; charset=gb2312'><!--[if gte mso 9]><xml><x:ExcelWorksheet>\
                    <x:Name>三年级</x:Name></x:ExcelWorksheet></xml><![endif]--><table><tr><td>姓名</table>";
        let book = read(&encoding_rs::GB18030.encode(page).0, "x", &Limits::default()).unwrap();
        assert_eq!(&*book.sheets[0].name, "三年级");
        assert_eq!(at(&book, "A1").as_deref(), Some("姓名"));
    }
}
