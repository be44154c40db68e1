//! `report.html`: one page that asks for nothing, says what the workbook says, and lets no name break it.

use std::fs;

use calamine::{Data, Reader, Xlsx, open_workbook};
use html5gum::{Token, Tokenizer};
use serde_json::Value;

use crate::desk::{Desk, list};

/// A page taken apart: its elements with their attributes, and the text between tags.
struct Page {
    elements: Vec<(String, Vec<(String, String)>)>,
    /// The text, each piece after the element in which it stands.
    texts: Vec<(usize, String)>,
}

impl Page {
    fn of(desk: &Desk) -> Self {
        let html = fs::read_to_string(desk.out().join("report.html")).unwrap();
        let mut page = Self { elements: Vec::new(), texts: Vec::new() };
        for token in Tokenizer::new(&html).map(Result::unwrap) {
            let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            match token {
                Token::StartTag(tag) => {
                    let attributes = tag.attributes.iter().map(|(name, value)| (said(name), said(value)));
                    page.elements.push((said(&tag.name), attributes.collect()));
                }
                Token::String(text) => page.texts.push((page.elements.len(), said(&text))),
                _ => {}
            }
        }
        page
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Vec<(String, String)>> {
        self.elements.iter().filter(move |(element, _)| element == name).map(|(_, attributes)| attributes)
    }

    /// The number on a card of the headline.
    fn figure(&self, name: &str) -> String {
        let marked = |(_, attributes): &(String, Vec<(String, String)>)| {
            attributes.iter().any(|(key, value)| key == "data-figure" && value == name)
        };
        let at = self.elements.iter().position(marked).unwrap() + 1;
        self.texts.iter().find(|(after, _)| *after == at).unwrap().1.clone()
    }

    fn text(&self) -> String {
        self.texts.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// The total row of a sheet, by the position of its column; rates to a tenth of a percent.
fn total(desk: &Desk, report: &Value, sheet: &str) -> Vec<Data> {
    let workbook = list(report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let mut book: Xlsx<_> = open_workbook(desk.out().join(workbook["path"].as_str().unwrap())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().find(|row| row[0] == Data::String("合计".to_owned())).unwrap().to_vec()
}

#[test]
fn the_page_asks_for_nothing_and_is_listed() {
    let desk = Desk::with("samples");
    let report = desk.report(&[]);
    let listed = list(&report, "outputs").iter().filter(|output| output["kind"] == "page").count();
    assert_eq!(listed, 1);
    let page = Page::of(&desk);
    let asking = ["src", "href", "srcset", "action", "data", "poster", "xlink:href", "style", "background"];
    for (element, attributes) in &page.elements {
        assert!(!["link", "img", "iframe", "object", "embed", "base", "form", "use"].contains(&element.as_str()));
        for (name, value) in attributes {
            assert!(!asking.contains(&name.as_str()) && !name.starts_with("on"), "{element} {name}={value}");
        }
    }
    let all = fs::read_to_string(desk.out().join("report.html")).unwrap();
    for asking in ["http:", "https:", "//cdn", "@import", "url(", "fetch(", "import("] {
        assert!(!all.contains(asking), "{asking}");
    }
    let charts: Vec<_> = page.named("svg").collect();
    assert_eq!(charts.len(), 4);
    for chart in charts {
        let has = |key: &str| chart.iter().any(|(name, _)| name == key);
        assert!(has("role") && has("aria-labelledby"), "{chart:?}");
    }
    assert_eq!(page.named("desc").count(), 4);
}

#[test]
fn the_page_says_what_the_workbook_says() {
    let desk = Desk::with("samples");
    let report = desk.report(&[]);
    let page = Page::of(&desk);
    let number = |value: &Value| value.as_i64().unwrap().to_string();
    assert_eq!(page.figure("children"), number(&report["totals"]["children"]));
    let named = list(&report, "schools").iter().filter(|school| school["name"] != "（学校不明）");
    assert_eq!(page.figure("schools"), named.count().to_string());
    for (name, severity) in [("errors", "error"), ("warnings", "warning"), ("notes", "info")] {
        assert_eq!(page.figure(name), number(&report["totals"]["problems"][severity]), "{name}");
    }
    let summary = total(&desk, &report, "统计总表");
    let shown = [page.figure("children"), page.figure("both_away"), page.figure("one_away")];
    let stated = [1, 13, 14].map(|at: usize| summary[at].to_string());
    assert_eq!(shown, stated);
    let calls = total(&desk, &report, "工作落实");
    let Data::Float(rate) = calls[calls.len().min(14) - 1] else { panic!("{calls:?}") };
    assert_eq!(page.figure("calls"), format!("{:.1}%", rate * 100.0));
    let text = page.text();
    for school in list(&report, "schools") {
        assert!(text.contains(school["name"].as_str().unwrap()), "{school}");
    }
    for problem in list(&report, "problems") {
        assert!(text.contains(problem["code"].as_str().unwrap()), "{problem}");
    }
}

#[test]
fn a_hostile_name_is_words_on_the_page() {
    let desk = Desk::new();
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>小学";
    desk.put(
        "名单.csv",
        format!(
            "学校,年级,班级,姓名,性别,身份证号,监护人姓名,监护人电话\n\
             {hostile},三年级,1,\"<b onclick=\"\"x\"\">王小芳\",女,110105201709180023,王大山,13812345678\n\
             \"白云\"\" onload=\"\"x 13912345678 小学\",三年级,1,李明,男,110105201709180024,王大山,13812345678\n"
        ),
    );
    desk.report(&["--town", "<i>镇</i>{{ 7 * 7 }}"]);
    let page = Page::of(&desk);
    assert_eq!(page.named("script").count(), 1);
    assert_eq!(page.named("img").count() + page.named("b").filter(|attributes| attributes.is_empty()).count(), 0);
    for (element, attributes) in &page.elements {
        assert!(attributes.iter().all(|(name, _)| !name.starts_with("on")), "{element}");
    }
    let text = page.text();
    assert!(text.contains("alert</script><imgsrc=xonerror=alert>小学") && text.contains("{{ 7 * 7 }}"), "{text}");
    for secret in ["110105201709180023", "13812345678", "13912345678", "王小芳", "李明"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn the_page_speaks_english_and_is_known_again() {
    let desk = Desk::with("samples");
    desk.report(&["--lang", "en"]);
    let page = Page::of(&desk);
    assert!(page.named("html").next().unwrap().contains(&("lang".to_owned(), "en".to_owned())));
    assert!(page.text().contains("What is missing"));
    fs::copy(desk.out().join("report.html"), desk.inbox().join("report.html")).unwrap();
    let report = desk.report(&["--lang", "en"]);
    let own = list(&report, "files").iter().find(|file| file["path"] == "report.html").unwrap();
    assert_eq!(own["status"], "own");
}
