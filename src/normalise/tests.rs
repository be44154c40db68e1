//! Tables of what people write and what it is read as.

use super::*;
use crate::form::{Forms, builtin};
use crate::model::{Address, Clue, ClueSource, DatePrecision, Layout};

fn forms() -> Forms {
    builtin().unwrap()
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn text(text: &str) -> CellValue {
    CellValue::Text(text.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> CellValue {
    let at = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    CellValue::Date { at, shows: DatePrecision::Day }
}

fn read_as(field: &str, value: &CellValue) -> Reading {
    let forms = forms();
    let form = forms.roster().unwrap().1;
    let field = &form.fields[form.field(field).unwrap()];
    read(&Asked { value, field, form, as_of: as_of(), joined: false, first_kind: field.kind })
}

/// What a cell is read as, shown; the fault behind it.
fn shown(field: &str, value: &CellValue) -> (String, Option<Fault>) {
    let reading = read_as(field, value);
    (reading.value.as_ref().map(Value::shown).unwrap_or_default(), reading.fault)
}

/// Every text must be read as the value beside it, without a fault; an empty value means an empty cell.
fn sound(field: &str, table: &[(&str, &str)]) {
    for (written, expected) in table {
        assert_eq!(shown(field, &text(written)), ((*expected).to_owned(), None), "{field}: {written:?}");
    }
}

/// Every text must be refused with this fault.
fn faulty(field: &str, fault: &Fault, table: &[&str]) {
    for written in table {
        let reading = read_as(field, &text(written));
        assert_eq!(reading.fault.as_ref(), Some(fault), "{field}: {written:?} gives {:?}", reading.value);
    }
}

#[test]
fn names() {
    sound(
        "name",
        &[
            ("王　芳", "王芳"),
            (" 李 小 明 ", "李小明"),
            ("\u{FEFF}张\u{200B}三\u{00A0}", "张三"),
            ("阿依古丽·买买提", "阿依古丽·买买提"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽・买买提", "阿依古丽·买买提"),
            ("阿依古丽．买买提", "阿依古丽·买买提"),
            ("阿依古丽 · 买买提", "阿依古丽·买买提"),
            ("'张三", "张三"),
            ("无", ""),
            ("—", ""),
            ("/", ""),
            ("\\", ""),
            ("张三（小名）", "张三（小名）"),
            ("吴无", "吴无"),
            ("𠮷野", "𠮷野"),
        ],
    );
    sound(
        "guardian_name",
        &[("张大山（爷爷）", "张大山"), ("张大山(祖父)", "张大山"), ("（爷爷）", "（爷爷）"), ("无人监护", "")],
    );
}

#[test]
fn id_numbers() {
    sound(
        "id_number",
        &[
            ("11010519491231002X", "11010519491231002X"),
            ("11010519491231002x", "11010519491231002X"),
            ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
            (" 110105 19491231\u{00A0}002X\u{200B}", "11010519491231002X"),
            ("'11010519491231002X", "11010519491231002X"),
            ("‘440524188001010014", "440524188001010014"),
            ("无", ""),
            ("——", ""),
        ],
    );
    faulty("id_number", &Fault::IdLength { characters: 17 }, &["11010519491231002", "1101051949123100X"]);
    faulty("id_number", &Fault::IdLength { characters: 19 }, &["11010519491231002X1"]);
    faulty("id_number", &Fault::IdLength { characters: 9 }, &["E12345678"]);
    faulty("id_number", &Fault::IdChecksum, &["110105194912310021", "1101051949123l002X", "11010519491231002×"]);
    faulty(
        "id_number",
        &Fault::IdBirth,
        &["110105194913310021", "11010520260230002X", "110105202612310021", "110105491331002"],
    );
    faulty("id_number", &Fault::IdOld, &["110105491231002"]);
    faulty(
        "id_number",
        &Fault::IdPrecisionLost,
        &["110105194912310000", "1.10105E+17", "1.10105194912310E17", "110105194912310000.0"],
    );
    // 990105 + 19491231 + 002, check character 9
    faulty("id_number", &Fault::IdRegion, &[&with_check("99010519491231002"), "999520112009011234"]);
    let number = |value| shown("id_number", &CellValue::Number(value));
    assert_eq!(number(522_401_201_209_101_000.0), ("522401201209101***".to_owned(), Some(Fault::IdPrecisionLost)));
    assert_eq!(number(522_401_201_209_101_234.0), ("522401201209101***".to_owned(), Some(Fault::IdPrecisionLost)));
    assert_eq!(number(1_101_054_912_310_021.0), ("110105491231002***".to_owned(), Some(Fault::IdPrecisionLost)));
    assert_eq!(number(110_105_491_231_002.0), ("110105491231002".to_owned(), Some(Fault::IdOld)));
    assert_eq!(number(12_345.0).1, Some(Fault::IdLength { characters: 5 }));
    assert_eq!(shown("id_number", &text("110105194912310000")).0, "110105194912310***");
    assert_eq!(shown("id_number", &text("1.10105E+17")).0, "110105***");
}

/// The 17 digits with the check character that belongs to them.
fn with_check(digits: &str) -> String {
    "0123456789X"
        .chars()
        .map(|check| format!("{digits}{check}"))
        .find(|id| crate::model::IdNumber::new(id).is_some_and(crate::model::IdNumber::check_holds))
        .unwrap()
}

#[test]
fn phones() {
    sound(
        "guardian_phone",
        &[
            ("13812345678", "13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("138-1234-5678", "13812345678"),
            ("138 1234 5678", "13812345678"),
            ("138　1234　5678", "13812345678"),
            ("138–1234–5678", "13812345678"),
            ("+86 13812345678", "13812345678"),
            ("+86-138-1234-5678", "13812345678"),
            ("(+86)13812345678", "13812345678"),
            ("8613812345678", "13812345678"),
            ("008613812345678", "13812345678"),
            ("13812345678.0", "13812345678"),
            ("13812345678/13987654321", "13812345678、13987654321"),
            ("13812345678、13987654321", "13812345678、13987654321"),
            ("13812345678，13987654321", "13812345678、13987654321"),
            ("13812345678；13987654321", "13812345678、13987654321"),
            ("13812345678 13987654321", "13812345678、13987654321"),
            ("13812345678\n13987654321", "13812345678、13987654321"),
            ("13812345678\r\n13987654321", "13812345678、13987654321"),
            ("13812345678或13987654321", "13812345678、13987654321"),
            ("13812345678和13987654321", "13812345678、13987654321"),
            ("13812345678-13987654321", "13812345678、13987654321"),
            ("138 1234 5678 139 8765 4321", "13812345678、13987654321"),
            ("13812345678,0851-82345678", "13812345678、0851-82345678"),
            ("13812345678/13812345678", "13812345678"),
            ("父:13812345678", "13812345678"),
            ("父：13812345678 母：13987654321", "13812345678、13987654321"),
            ("父13812345678母13987654321", "13812345678、13987654321"),
            ("张大山 13812345678", "13812345678"),
            ("13812345678（爷爷）", "13812345678"),
            ("1、13812345678 2、13987654321", "13812345678、13987654321"),
            ("①13812345678②13987654321", "13812345678、13987654321"),
            ("（1）13812345678\n（2）13987654321", "13812345678、13987654321"),
            ("Tel:13812345678", "13812345678"),
            ("13812345678\\13987654321", "13812345678、13987654321"),
            ("'13812345678", "13812345678"),
            ("\u{202D}13812345678\u{202C}", "13812345678"),
            ("0851-82345678", "0851-82345678"),
            ("0851 82345678", "0851-82345678"),
            ("085182345678", "0851-82345678"),
            ("(0851)82345678", "0851-82345678"),
            ("（0851）82345678", "0851-82345678"),
            ("0851—8234567", "0851-8234567"),
            ("010-12345678", "010-12345678"),
            ("01012345678", "010-12345678"),
            ("0851-82345678-801", "0851-82345678-801"),
            ("0851-82345678转801", "0851-82345678-801"),
            ("0851-8234 5678", "0851-82345678"),
            ("+86-851-82345678", "0851-82345678"),
            ("86-0851-82345678", "0851-82345678"),
            ("无", ""),
            ("—", ""),
            ("/", ""),
            ("无电话", ""),
        ],
    );
    faulty(
        "guardian_phone",
        &Fault::PhoneInvalid,
        &[
            "1381234567",
            "138123456789",
            "12812345678",
            "10812345678",
            "82345678",
            "123",
            "不详",
            "138o1234567",
            "138****5678",
            "1381234567O",
            "13812345678/1391234",
            "4001234567",
            "1.38123E+10",
            "23812345678",
            "0851-823456",
            "138 1234 567",
            "同父亲",
        ],
    );
    assert_eq!(shown("guardian_phone", &CellValue::Number(13_812_345_678.0)), ("13812345678".to_owned(), None));
    assert_eq!(shown("guardian_phone", &CellValue::Number(1_381_234_567.0)).1, Some(Fault::PhoneInvalid));
    assert_eq!(shown("guardian_phone", &text("１３８１２３４、1391")).0, "1381234、1391");
}

#[test]
fn birth_dates() {
    sound(
        "birth_date",
        &[
            ("2012-09-10", "2012-09-10"),
            ("2012-9-10", "2012-09-10"),
            ("2012/9/10", "2012-09-10"),
            ("2012.9.10", "2012-09-10"),
            ("2012.09.10", "2012-09-10"),
            ("2012、9、10", "2012-09-10"),
            ("2012,9,10", "2012-09-10"),
            ("2012，9，10", "2012-09-10"),
            ("2012 9 10", "2012-09-10"),
            ("2012 - 09 - 10", "2012-09-10"),
            ("2012—09—10", "2012-09-10"),
            ("20120910", "2012-09-10"),
            ("２０１２０９１０", "2012-09-10"),
            ("２０１２－０９－１０", "2012-09-10"),
            ("2012年9月10日", "2012-09-10"),
            ("2012年09月10号", "2012-09-10"),
            ("2012 年 9 月 10 日", "2012-09-10"),
            ("2012年9月10", "2012-09-10"),
            ("2012年9月10日生", "2012-09-10"),
            ("二0一二年九月十日", "2012-09-10"),
            ("二〇一二年九月十日", "2012-09-10"),
            ("二○一二年十二月三十一日", "2012-12-31"),
            ("二零一二年九月二十一日", "2012-09-21"),
            ("二O一二年九月", "2012-09"),
            ("12.9.10", "2012-09-10"),
            ("12-09-10", "2012-09-10"),
            ("12年9月10日", "2012-09-10"),
            ("98.9.10", "1998-09-10"),
            ("120910", "2012-09-10"),
            ("2012-09-10 00:00:00", "2012-09-10"),
            ("2012-09-10T00:00:00", "2012-09-10"),
            ("2012-09-10T00:00:00.000Z", "2012-09-10"),
            ("2012/9/10 0:00", "2012-09-10"),
            ("2012年9月10日 10时30分", "2012-09-10"),
            ("2012-09-10 星期一", "2012-09-10"),
            ("2012年9月10日（星期一）", "2012-09-10"),
            ("2012-09-10 周三", "2012-09-10"),
            ("9/10/2012", "2012-09-10"),
            ("9/25/2012", "2012-09-25"),
            ("25/9/2012", "2012-09-25"),
            ("10-Sep-2012", "2012-09-10"),
            ("Sep 10, 2012", "2012-09-10"),
            ("Sep-12", "2012-09"),
            ("2010.06.01-2020.06.01", "2010-06-01"),
            ("20100601-20200601", "2010-06-01"),
            ("2012.09", "2012-09"),
            ("2012.9", "2012-09"),
            ("2012.10", "2012-10"),
            ("2012-9", "2012-09"),
            ("2012/09", "2012-09"),
            ("2012年9月", "2012-09"),
            ("2012年09月份", "2012-09"),
            ("201209", "2012-09"),
            ("12年9月", "2012-09"),
            ("2012.0910", "2012-09-10"),
            ("41162", "2012-09-10"),
            ("'2012-09-10", "2012-09-10"),
            ("2012-09-10\u{00A0}", "2012-09-10"),
            ("2020-02-29", "2020-02-29"),
            ("无", ""),
            ("/", ""),
        ],
    );
    faulty(
        "birth_date",
        &Fault::DateInvalid,
        &[
            "2012-02-30",
            "2012-13-01",
            "2012.13",
            "20121345",
            "2012年",
            "2012",
            "不详",
            "9月10日",
            "9.10",
            "2012-09-1o",
            "2012-00-10",
            "2012-09-00",
            "1012-09-10",
            "2021-02-29",
            "2012-9-31",
            "abc",
            "99999999",
            "2012--",
            "20120230",
            "201213",
            "2012-09-100",
        ],
    );
    faulty("birth_date", &Fault::DateFuture, &["2026-11-23", "2026年12月", "20301201", "2062-09-10", "3012-09-10"]);
    let number = |value| shown("birth_date", &CellValue::Number(value));
    assert_eq!(number(20_120_910.0), ("2012-09-10".to_owned(), None));
    assert_eq!(number(201_209.0), ("2012-09".to_owned(), None));
    assert_eq!(number(2012.9), ("2012-09".to_owned(), None));
    assert_eq!(number(2012.09), ("2012-09".to_owned(), None));
    assert_eq!(number(2012.11), ("2012-11".to_owned(), None));
    assert_eq!(number(2012.0910), ("2012-09-10".to_owned(), None));
    assert_eq!(number(41_162.0), ("2012-09-10".to_owned(), None));
    assert_eq!(number(41_162.5), ("2012-09-10".to_owned(), None));
    assert_eq!(number(2012.0).1, Some(Fault::DateInvalid));
    assert_eq!(number(2012.13).1, Some(Fault::DateInvalid));
    assert_eq!(shown("birth_date", &day(2012, 9, 10)), ("2012-09-10".to_owned(), None));
    assert_eq!(shown("birth_date", &day(2026, 11, 22)), ("2026-11-22".to_owned(), None));
    assert_eq!(shown("birth_date", &day(2026, 11, 23)).1, Some(Fault::DateFuture));
    let month = CellValue::Date {
        at: NaiveDate::from_ymd_opt(2012, 9, 1).unwrap().and_hms_opt(0, 0, 0).unwrap(),
        shows: DatePrecision::Month,
    };
    assert_eq!(shown("birth_date", &month), ("2012-09".to_owned(), None));
}

#[test]
fn an_event_needs_its_day() {
    let forms = forms();
    let form = forms.roster().unwrap().1;
    let mut field = form.fields[form.field("birth_date").unwrap()].clone();
    field.kind = Kind::Date;
    let read = |value: &CellValue| {
        read(&Asked { value, field: &field, form, as_of: as_of(), joined: false, first_kind: Kind::Date })
    };
    assert_eq!(read(&text("2026年9月")).fault, Some(Fault::DateInvalid));
    assert_eq!(read(&text("2026年9月1日")).fault, None);
    assert_eq!(read(&text("2026年12月1日")).fault, Some(Fault::DateFuture));
}

#[test]
fn grades() {
    sound(
        "grade",
        &[
            ("一年级", "一年级"),
            ("1年级", "一年级"),
            ("１年级", "一年级"),
            ("1", "一年级"),
            ("一", "一年级"),
            ("三年", "三年级"),
            ("三 年 级", "三年级"),
            ("小学三年级", "三年级"),
            ("小学三", "三年级"),
            ("小三", "三年级"),
            ("三年级(2)班", "三年级"),
            ("三(2)班", "三年级"),
            ("三（2）班", "三年级"),
            ("3.2", "三年级"),
            ("302", "三年级"),
            ("九年级0901班", "九年级"),
            ("初一", "七年级"),
            ("初二", "八年级"),
            ("初三", "九年级"),
            ("初中二年级", "八年级"),
            ("初中八年级", "八年级"),
            ("初中二", "八年级"),
            ("七", "七年级"),
            ("七(1)", "七年级"),
            ("七年级上", "七年级"),
            ("高一", "高一"),
            ("高中一年级", "高一"),
            ("高1", "高一"),
            ("高二(3)班", "高二"),
            ("学前", "学前"),
            ("学前班", "学前"),
            ("大班", "学前"),
            ("中班", "学前"),
            ("小班", "学前"),
            ("小（2）班", "学前"),
            ("大一班", "学前"),
            ("托班", "学前"),
            ("幼儿园", "学前"),
            ("幼儿园大班", "学前"),
            ("学前大班", "学前"),
            ("无", ""),
            ("—", ""),
        ],
    );
    faulty("grade", &Fault::ValueUnknown, &["2023级", "2班", "毕业", "十三年级", "0", "未知", "职高", "2012"]);
    assert_eq!(shown("grade", &CellValue::Number(3.0)), ("三年级".to_owned(), None));
    assert_eq!(shown("grade", &CellValue::Number(3.2)), ("三年级".to_owned(), None));
    assert_eq!(shown("grade", &day(2026, 3, 2)), ("三年级".to_owned(), None));
}

#[test]
fn classes() {
    sound(
        "class",
        &[
            ("2", "2"),
            ("２", "2"),
            ("2班", "2"),
            ("二班", "2"),
            ("二", "2"),
            ("(2)班", "2"),
            ("（2）班", "2"),
            ("第2班", "2"),
            ("三(2)班", "2"),
            ("三年级2班", "2"),
            ("三年级(2)班", "2"),
            ("三年级二班", "2"),
            ("三2班", "2"),
            ("三二班", "2"),
            ("302", "2"),
            ("302班", "2"),
            ("0901", "1"),
            ("九年级0901班", "1"),
            ("三年级302班", "2"),
            ("七(12)班", "12"),
            ("七年级十二班", "12"),
            ("12", "12"),
            ("3.2", "2"),
            ("3-2", "2"),
            ("2023级2班", "2"),
            ("02", "2"),
            ("大班", "大班"),
            ("大（1）班", "大（1）班"),
            ("向日葵班", "向日葵班"),
            ("七彩班", "七彩班"),
            ("百合班", "百合班"),
            ("三年级向日葵班", "向日葵班"),
            ("三(甲)班", "甲)班"),
            ("A班", "A班"),
            ("无", ""),
        ],
    );
    let reading = read_as("class", &CellValue::Number(3.2));
    assert_eq!(reading.value, Some(Value::Number(2.0)));
    assert_eq!(read_as("class", &text("二班")).value, Some(Value::Number(2.0)));
    assert_eq!(shown("class", &day(2026, 3, 2)).0, "2");
}

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
        &["约65", "60多", "60多岁", "不详", "老年", "六十多", "60-70", "1955年生人吧"],
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
        for value in [CellValue::Error("#REF!".to_owned()), text("#N/A"), text(" #VALUE! ")] {
            assert_eq!(read_as(field, &value), Reading { value: None, fault: Some(Fault::FormulaError) }, "{field}");
        }
    }
}

/// A block of one record whose cells stand side by side in row 5.
fn one(
    cells: &[(&str, Option<&str>, Option<CellValue>)],
    clues: &[(&str, &str, ClueSource, Option<Address>)],
) -> Record {
    let forms = forms();
    let (form_at, form) = forms.roster().unwrap();
    let raw = RawRecord {
        rows: vec![4],
        cells: (0..)
            .zip(cells)
            .map(|(column, (field, also, value))| RawCell {
                field: form.field(field).unwrap(),
                also: also.map(|also| form.field(also).unwrap()),
                at: Address::new(4, column),
                value: value.clone(),
                ditto: None,
            })
            .collect(),
        extra: vec![("鞋码".to_owned(), Address::new(4, 20), CellValue::Number(36.0))],
        quarantine: None,
    };
    let block = Block {
        form: form_at,
        layout: Layout::Table,
        area: crate::model::Area::new(Address::new(3, 0), Address::new(4, 20)),
        header_rows: vec![3],
        columns: Vec::new(),
        clues: clues
            .iter()
            .map(|(field, text, source, at)| Clue {
                field: form.field(field).unwrap(),
                text: (*text).to_owned(),
                source: *source,
                at: *at,
            })
            .collect(),
        records: Vec::new(),
    };
    record(&raw, &block, form, RecordId { file: 0, sheet: 0, block: 0, index: 0 }, false, as_of())
}

fn slot(record: &Record, field: &str) -> Slot {
    let forms = forms();
    record.slots[forms.roster().unwrap().1.field(field).unwrap()].clone()
}

#[test]
fn a_record_has_a_slot_for_every_field() {
    let record = one(
        &[("name", None, Some(text("王　芳"))), ("sex", None, None), ("class", None, Some(CellValue::Number(3.0)))],
        &[],
    );
    assert_eq!(record.slots.len(), forms().roster().unwrap().1.fields.len());
    let name = slot(&record, "name");
    assert_eq!((name.value, name.typed.as_deref()), (Some(Value::text("王芳")), Some("王　芳")));
    assert_eq!(slot(&record, "sex"), Slot { at: Some(Address::new(4, 1)), ..Slot::default() });
    assert_eq!(slot(&record, "class").typed, None);
    assert_eq!(slot(&record, "guardian_name"), Slot::default());
    assert_eq!(record.extra, vec![("鞋码".to_owned(), "36".to_owned())]);
}

#[test]
fn a_joined_cell_gives_grade_and_class() {
    for (written, grade, class) in [
        (text("三(2)班"), "三年级", "2"),
        (text("初一"), "七年级", ""),
        (text("七(1)"), "七年级", "1"),
        (text("大班"), "学前", "大班"),
        (CellValue::Number(3.2), "三年级", "2"),
        (CellValue::Number(302.0), "三年级", "2"),
        (CellValue::Number(32.0), "三年级", "2"),
        (text("2班"), "", "2"),
        (CellValue::Number(2.0), "", "2"),
        (day(2026, 3, 2), "三年级", "2"),
        (text("特教班"), "", "特教班"),
    ] {
        let record = one(&[("class", Some("grade"), Some(written.clone()))], &[]);
        let shown = |field| slot(&record, field).value.as_ref().map(Value::shown).unwrap_or_default();
        assert_eq!((shown("grade").as_str(), shown("class").as_str()), (grade, class), "{written:?}");
        assert_eq!(slot(&record, "grade").fault, None);
    }
    let record = one(&[("grade", Some("class"), Some(CellValue::Number(3.0)))], &[]);
    assert_eq!(slot(&record, "grade").value, Some(Value::text("三年级")));
    assert_eq!(slot(&record, "class").value, None);
}

#[test]
fn clues_fill_what_is_open_the_strongest_first() {
    let at = Address::new(1, 1);
    let clues = [
        ("school", "文件小学", ClueSource::FileName, None),
        ("school", "柳林小学", ClueSource::LabelledCell, Some(at)),
        ("grade", "三(2)班", ClueSource::SheetName, None),
        ("class", "三(2)班", ClueSource::SheetName, None),
    ];
    let record = one(&[("name", None, Some(text("王芳"))), ("grade", None, None)], &clues);
    assert_eq!((slot(&record, "school").value, slot(&record, "school").at), (Some(Value::text("柳林小学")), Some(at)));
    assert_eq!((slot(&record, "grade").value, slot(&record, "grade").at), (Some(Value::text("三年级")), None));
    assert_eq!(slot(&record, "class").value, Some(Value::Number(2.0)));
    let record = one(&[("grade", None, Some(text("四年级"))), ("class", None, Some(text("三年级")))], &clues);
    assert_eq!(slot(&record, "grade").value, Some(Value::text("四年级")));
}

#[test]
fn the_class_tells_the_grade_where_nothing_else_does() {
    let record = one(&[("class", None, Some(text("三(2)班")))], &[]);
    assert_eq!(slot(&record, "grade").value, Some(Value::text("三年级")));
    let record = one(&[("grade", None, Some(text("三(2)班")))], &[]);
    assert_eq!(slot(&record, "class").value, Some(Value::Number(2.0)));
}

#[test]
fn an_october_that_lost_its_zero_is_found_again() {
    let birth = |id: &str| {
        let record =
            one(&[("id_number", None, Some(text(id))), ("birth_date", None, Some(CellValue::Number(2012.1)))], &[]);
        slot(&record, "birth_date").value
    };
    assert_eq!(birth("522401201210101234"), Some(Value::Month { year: 2012, month: 10 }));
    assert_eq!(birth("522401201201101234"), Some(Value::Month { year: 2012, month: 1 }));
    assert_eq!(birth("522401201110101234"), Some(Value::Month { year: 2012, month: 1 }));
}
