//! Where tables stand: after empty rows and columns, below one another, beside each other.

use super::{read, read_merged};

const HEADER: &str = "序号|姓名|性别|年级|身份证号|监护人电话";
const CHILD: &str = "1|王小明|男|三年级|420899201602149012|13812345678";

#[test]
fn after_empty_rows_and_columns() {
    let shift = |line: &str| format!("||{line}");
    let seen = read(&format!("\n\n{}\n{}", shift(HEADER), shift(CHILD)));
    assert_eq!(
        seen.columns(0),
        "C # D name E sex F grade G id_number H guardian_phone"
    );
    assert_eq!(seen.block(0).records[0].rows, [3]);
}

#[test]
fn below_one_another() {
    let other =
        "姓名|性别|班级|监护人|与儿童关系|监护人电话\n李丽|女|四(1)班|李建国|爷爷|13812345679";
    let seen = read(&format!(
        "柳林小学留守儿童花名册\n{HEADER}\n{CHILD}\n合计|1人\n\n石桥小学留守儿童花名册\n{other}"
    ));
    assert_eq!(seen.roles(), "th.Tth.");
    assert_eq!(
        (seen.clues(0, "school"), seen.clues(1, "school")),
        (vec!["柳林小学".to_owned()], vec!["石桥小学".to_owned()])
    );
    assert_eq!(
        seen.columns(1),
        "A name B sex C class+grade D guardian_name E guardian_relation F guardian_phone"
    );
    // The same header under a title of its own begins a table of its own.
    let seen = read(&format!(
        "柳林小学三年级留守儿童花名册\n{HEADER}\n{CHILD}\n柳林小学四年级留守儿童花名册\n{HEADER}\n{CHILD}"
    ));
    assert_eq!(seen.roles(), "th.th.");
    assert_eq!(seen.clues(1, "grade"), ["四年级"]);
}

#[test]
fn beside_each_other() {
    for gap in ["||", "|"] {
        let seen = read(&format!(
            "{HEADER}{gap}{HEADER}\n{CHILD}{gap}{CHILD}\n{CHILD}{gap}"
        ));
        assert_eq!(seen.reading.blocks.len(), 2, "{gap}");
        assert_eq!(seen.block(0).records.len(), 2);
        assert_eq!(seen.block(1).records.len(), 1);
        let first = if gap == "||" {
            "H # I name J sex K grade L id_number M guardian_phone"
        } else {
            "G # H name I sex J grade K id_number L guardian_phone"
        };
        assert_eq!(seen.columns(1), first);
        assert_eq!(seen.roles(), "h..");
    }
}

#[test]
fn beside_each_other_at_different_heights() {
    let seen = read(&format!(
        "甲班留守儿童花名册||||||\n{HEADER}||乙班留守儿童花名册\n{CHILD}||{HEADER}\n{CHILD}||{CHILD}"
    ));
    assert_eq!(seen.reading.blocks.len(), 2);
    assert_eq!(
        (seen.block(0).records.len(), seen.block(1).records.len()),
        (2, 1)
    );
}

#[test]
fn beside_each_other_under_one_title() {
    let seen = read_merged(
        &format!("柳林小学三年级留守儿童花名册\n{HEADER}||{HEADER}\n{CHILD}||{CHILD}"),
        &["A1:M1"],
    );
    assert_eq!(seen.clues(0, "school"), ["柳林小学"]);
    assert_eq!(seen.clues(1, "school"), ["柳林小学"]);
    assert_eq!(seen.roles(), "th.");
}

#[test]
fn parents_names_do_not_make_a_second_table() {
    let text = "姓名|性别|年级|父亲||母亲||监护人||\n|||姓名|电话|姓名|电话|姓名|关系|电话\n王小明|男|三年级|王强|13900001111|张芳|13900001112|王建国|爷爷|13812345678";
    let seen = read_merged(
        text,
        &["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:J1"],
    );
    assert_eq!(seen.reading.blocks.len(), 1);
}

#[test]
fn a_large_table_takes_no_longer_than_its_rows() {
    let mut text = format!("{HEADER}\n");
    for _ in 0..20_000 {
        text.push_str(CHILD);
        text.push('\n');
    }
    let seen = read(&text);
    assert_eq!(seen.block(0).records.len(), 20_000);
}
