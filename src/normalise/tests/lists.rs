//! Lists, numbers, text and formula errors.

use super::*;

#[test]
fn lists() {
    sound(
        "sex",
        &[
            ("男", "男"),
            ("女 ", "女"),
            ("1", "男"),
            ("2", "女"),
            ("M", "男"),
            ("Ｆ", "女"),
            ("女生", "女"),
            ("男孩", "男"),
            ("□男 ☑女", "女"),
            ("男(√) 女( )", "男"),
            ("无", ""),
        ],
    );
    faulty("sex", &Fault::ValueUnknown, &["未知", "南", "男女", "3"]);
    assert_eq!(shown("sex", &CellValue::Number(2.0)), ("女".to_owned(), None));
    sound("ethnicity", &[("汉", "汉族"), ("汉族", "汉族"), ("苗 族", "苗族"), ("布依", "布依族"), ("/", "")]);
    faulty("ethnicity", &Fault::ValueUnknown, &["汗族", "中国"]);
    sound(
        "boarding",
        &[
            ("是", "是"),
            ("否", "否"),
            ("√", "是"),
            ("✓", "是"),
            ("有", "是"),
            ("Y", "是"),
            ("1", "是"),
            ("对", "是"),
            ("×", "否"),
            ("无", "否"),
            ("0", "否"),
            ("走读", "否"),
            ("住校", "是"),
            ("—", ""),
            ("/", ""),
        ],
    );
    faulty("boarding", &Fault::ValueUnknown, &["有时", "2"]);
    assert_eq!(shown("boarding", &CellValue::Bool(true)), ("是".to_owned(), None));
    assert_eq!(shown("boarding", &CellValue::Number(0.0)), ("否".to_owned(), None));
    sound("father_status", &[("打工", "打工"), (" 外出务工", "外出务工"), ("无", "无"), ("在浙江", "在浙江")]);
    sound("remark", &[("无", "无"), ("—", "—"), (" 第一行\n第二行 ", "第一行\n第二行"), ("Ａ１", "Ａ１")]);
}

#[test]
fn numbers() {
    sound(
        "guardian_age",
        &[
            ("65", "65"),
            ("65岁", "65"),
            ("65 周岁", "65"),
            ("６５", "65"),
            ("六十五", "65"),
            ("六十五岁", "65"),
            ("65.0", "65"),
            ("无", ""),
        ],
    );
    faulty(
        "guardian_age",
        &Fault::NumberInvalid,
        &["约65", "60多", "六O", "60abc", "60多岁", "不详", "老年", "六十多", "60-70", "1955年生人吧"],
    );
    faulty("guardian_age", &Fault::NumberOutOfRange, &["200", "-5", "1955"]);
    assert_eq!(shown("guardian_age", &CellValue::Number(65.0)), ("65".to_owned(), None));
}

#[test]
fn formula_errors_spoil_any_kind() {
    for field in [
        "name",
        "id_number",
        "guardian_phone",
        "birth_date",
        "grade",
        "class",
        "sex",
        "remark",
        "guardian_age",
        "school",
    ] {
        for value in [CellValue::Error("#REF!".into()), text("#N/A"), text(" #VALUE! ")] {
            assert_eq!(read_as(field, &value), Reading { value: None, fault: Some(Fault::FormulaError) }, "{field}");
        }
    }
}
