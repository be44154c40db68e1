//! The lines of ties that people write.

use super::super::builtin;
use super::{Line, Sign, Tie, What, parse};

fn tie(form: &str, rule: &str) -> Result<Tie, String> {
    let mut forms = builtin().unwrap();
    let place = forms.by_id(form).unwrap().0;
    // Numbered as bureaus print them.
    for (number, field) in forms.0[place].fields.iter_mut().filter(|field| field.kind.is_number()).enumerate() {
        field.column = Some(number as u32 + 1);
    }
    match parse(rule, forms.get(place), &forms, false)? {
        Line::Tie(tie) => Ok(tie),
        Line::Printed(_) => Err("printed".to_owned()),
    }
}

fn said(form: &str, rule: &str) -> String {
    tie(form, rule).map_or_else(|error| error, |tie| tie.words.zh.into_owned())
}

#[test]
fn fields_are_named_by_id_label_or_number() {
    let all = ["left_behind = boys + girls", "留守儿童数 ＝ 男生 ＋ 女生", "2列=3列+4列", "第２栏 = 第3栏 + 第4栏"];
    for rule in all {
        assert_eq!(said("school-basics", rule), "留守儿童数 = 男生 + 女生", "{rule}");
    }
    assert_eq!(said("aid", "金额 <= 1300"), "金额（元） ≤ 1300");
    assert_eq!(tie("school-basics", "students>=left_behind").unwrap().sign, Sign::AtLeast);
    assert!(tie("school-basics", "left_behind - girls = boys").unwrap().left.terms[1].minus);
}

#[test]
fn records_are_counted_and_summed() {
    assert_eq!(said("school-basics", "left_behind = count(child-info)"), "留守儿童数 = 花名册人数");
    let boys = tie("school-basics", "男生 = count(花名册 where 性别 = 男孩)").unwrap();
    let What::Records(records) = &boys.right.terms[0].what else { panic!("{boys:?}") };
    assert_eq!(
        records.only.as_ref().map(|(field, listed, value)| (&**field, *listed, &**value)),
        Some(("sex", true, "男"))
    );
    assert_eq!(said("pairing", "结对人数 = count(pairing by 帮扶人)"), "结对人数 = 同一帮扶人的结对帮扶条数");
    assert_eq!(said("school-basics", "students = sum(aid.amount)"), "在校学生数 = 资助发放的金额（元）之和");
}

#[test]
fn a_faulty_line_is_told() {
    for (rule, part) in [
        ("left_behind", "两"),
        ("left_behind = boys = girls", "一个"),
        ("left_behind = lads", "lads"),
        ("left_behind = principal", "principal"),
        ("left_behind = 9列", "9列"),
        ("left_behind = count(nothing)", "nothing"),
        ("left_behind = count(child-info where shoe = 1)", "shoe"),
        ("total(boys) = sum(girls)", "total"),
        ("left_behind = ", "（|no such"),
    ] {
        let error = tie("school-basics", rule).unwrap_err();
        assert!(part.contains('|') || error.contains(part) || error.contains("甲 = 乙"), "{rule}: {error}");
    }
}

#[test]
fn printed_totals_name_fields_of_numbers() {
    let forms = builtin().unwrap();
    let (_, form) = forms.by_id("aid").unwrap();
    assert_eq!(form.printed, [form.field("amount").unwrap()]);
    let (_, form) = forms.by_id("school-basics").unwrap();
    assert_eq!(form.printed.len(), form.fields.iter().filter(|field| field.kind.is_number()).count());
}
