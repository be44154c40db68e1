use super::*;
use crate::form::builtin;
use crate::model::{Book, Cell, CellValue, Lang, Row, Sheet};

fn sheet(name: &str, rows: &[&[&str]]) -> Book {
    let row = |(index, cells): (u32, &&[&str])| Row {
        index,
        cells: (0..)
            .zip(*cells)
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, text)| Cell { column, value: CellValue::text(*text) })
            .collect(),
    };
    let rows = (0..).zip(rows).map(row).collect();
    let sheet = Sheet { name: name.into(), hidden: false, rows, merges: Vec::new() };
    Book { sheets: vec![sheet], own: true, ..Book::default() }
}

fn said(book: &Book) -> Vec<String> {
    let decisions = read(book, &builtin().unwrap(), "甲.xlsx");
    let echo = |decision: &Decision| if decision.echo { " again" } else { "" };
    decisions.iter().map(|decision| format!("{} {}{}", decision.key, decision.choice, echo(decision))).collect()
}

#[test]
fn what_was_written_since_is_told_from_what_was_printed() {
    let book = sheet(
        HEADERS,
        &[
            &["题"],
            &["表", "表头", "定为", "识别码（请勿改动）"],
            &["儿童信息表", "在哪打工", "父亲务工地", "child-info|在哪打工="],
            &["儿童信息表", "鞋码", "不是字段", "child-info|鞋码=-"],
            &["儿童信息表", "电话二", "", "child-info|电话二=father_phone"],
            &["儿童信息表", "血型", "", "child-info|血型="],
            &["儿童信息表", "住 处：", "home_address", ""],
            &["没有的表", "甲", "姓名", ""],
        ],
    );
    assert_eq!(
        said(&book),
        [
            "child-info|在哪打工 father_workplace",
            "child-info|鞋码 - again",
            "child-info|电话二 ",
            "child-info|住处 home_address"
        ]
    );
}

#[test]
fn findings_are_known_by_their_marks_alone() {
    let titles: &[&str] = &["学校", "儿童/对象", "哪里不对", "处理意见", "处理人", "处理日期", "识别码（请勿改动）"];
    let rows: &[&[&str]] = &[
        titles,
        &["甲小", "王芳", "不对", "已核实无误", "张", "2026-11-20", "a:1::2 a:3::4=||"],
        &["甲小", "王芳", "不对", "已核实无误", "", "", "b:1::2=verified||"],
        &["甲小", "王芳", "不对", "撤销", "", "", "c:1::2=same|张|"],
        &["甲小", "王芳", "不对", "", "李", "", "d:1::2=||"],
        &["甲小", "王芳", "不对", "家长说=对|的13812345678", "", "", "e:1::2=||"],
        &["甲小", "王芳", "不对", "同一人", "", "", ""],
    ];
    let book = sheet("请核对", rows);
    assert_eq!(
        said(&book),
        ["a:1::2 verified", "a:3::4 verified", "b:1::2 verified again", "c:1::2 ", "e:1::2 家长说对的138****5678"]
    );
    let first = &read(&book, &builtin().unwrap(), "甲.xlsx")[0];
    assert_eq!((first.by.0.as_str(), first.by.1.as_str(), first.told.school.as_str()), ("张", "2026-11-20", "甲小"));
    // Other sheets decide nothing.
    assert!(said(&sheet("工作未落实", rows)).is_empty());
}

#[test]
fn a_field_is_named_by_its_id_or_label() {
    let forms = builtin().unwrap();
    let form = forms.roster().unwrap().1;
    for (written, choice) in [
        ("父亲务工地", "father_workplace"),
        (" father_workplace ", "father_workplace"),
        ("不是字段", NO_FIELD),
        ("no field", NO_FIELD),
        ("体=质", "体质"),
        ("", ""),
    ] {
        assert_eq!(choice_of(written, form), choice, "{written}");
    }
    assert_eq!(shown("father_workplace", form, Lang::Zh), "父亲务工地");
    assert_eq!(shown(NO_FIELD, form, Lang::En), "no field");
}

#[test]
fn a_ruling_is_said_only_of_what_it_suits() {
    let decision = |key: &str, choice: &str| Decision::new(About::Finding, key.to_owned(), choice.to_owned(), "甲");
    let mut decisions = Decisions::default();
    decisions.add([
        decision("suspected-duplicate:a+b", "same"),
        decision("phone-invalid:a:phone:1", "same"),
        decision("conflicting-values:a:health:1", "this-row"),
        decision("duplicate-across-schools:a::", "this-school"),
        decision("grade-age-mismatch:a:grade:1", "verified"),
    ]);
    let rulings = decisions.rulings();
    assert_eq!(rulings.same.len() + rulings.apart.len(), 1);
    assert!(rulings.values.contains(&("a".to_owned(), "health".to_owned(), "1".to_owned())));
    assert!(rulings.schools.contains("a"));
    let ruling = |mark: &str| decisions.of_finding(mark).unwrap().ruling();
    assert_eq!(ruling("phone-invalid:a:phone:1"), None);
    assert_eq!(ruling("grade-age-mismatch:a:grade:1"), Some(Ruling::Verified));
    assert_eq!(pair_mark("x", "b", "a"), pair_mark("x", "a", "b"));
}

#[test]
fn the_surest_source_stands() {
    let form = builtin().unwrap();
    let form = form.roster().unwrap().1;
    let mut decisions = Decisions::default();
    decisions.add([Decision::header(form, "甲", "name".to_owned(), "先")]);
    decisions.add([Decision::header(form, "甲", "sex".to_owned(), "后")]);
    assert_eq!(decisions.all().map(|decision| decision.source.as_str()).collect::<Vec<_>>(), ["先"]);
}
