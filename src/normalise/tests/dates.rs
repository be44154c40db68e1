//! Dates.

use super::*;

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
            ("2012年9月10日。", "2012-09-10"),
            ("2012.9.10-2012.9.15", "2012-09-10"),
            ("2012-09-10\u{00A0}", "2012-09-10"),
            ("2020-02-29", "2020-02-29"),
            ("无", ""),
            ("/", ""),
        ],
    );
}

#[test]
fn what_is_no_birth_date() {
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
}

#[test]
fn birth_dates_as_numbers_and_date_cells() {
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
    let read = |value: &CellValue| event(value, TableMonth::default());
    assert_eq!(read(&text("2026年9月")).fault, Some(Fault::DateInvalid));
    assert_eq!(read(&text("2026年9月1日")).fault, None);
    assert_eq!(read(&text("2026年12月1日")).fault, Some(Fault::DateFuture));
}

/// An event's day as it is read in a table that is of a month.
fn event(value: &CellValue, month: TableMonth) -> Reading {
    let forms = forms();
    let form = forms.roster().unwrap().1;
    let mut field = form.fields[form.field("birth_date").unwrap()].clone();
    field.kind = Kind::Date;
    read(&Asked {
        value,
        columns: &[],
        field: &field,
        form,
        as_of: as_of(),
        joined: false,
        first_kind: Kind::Date,
        month,
    })
}

#[test]
fn an_event_without_its_year_is_the_latest_such_day() {
    for (text, day) in [
        ("10月12日", "2026-10-12"),
        ("十月十二日", "2026-10-12"),
        ("10.12", "2026-10-12"),
        ("10/12 19:30", "2026-10-12"),
        ("10月12日晚上7点半", "2026-10-12"),
        ("12月5日", "2025-12-05"),
        ("2月29日", "2024-02-29"),
    ] {
        let reading = event(&CellValue::text(text), TableMonth::default());
        assert_eq!((reading.value.unwrap().shown().as_str(), reading.fault), (day, None), "{text}");
    }
    for text in ["10月", "12日", "12", "13.12", "10月12日到15日", "10-12月", "3.5分"] {
        let reading = event(&CellValue::text(text), TableMonth::default());
        assert_eq!(reading.fault, Some(Fault::DateInvalid), "{text}");
    }
    let robbed = event(&CellValue::Number(10.2), TableMonth::default());
    assert_eq!(robbed.fault, Some(Fault::DateInvalid), "the 2nd or the 20th");
    assert_eq!(event(&CellValue::Number(10.12), TableMonth::default()).fault, None);
}

#[test]
fn a_table_of_a_month_says_the_month_of_its_days() {
    let october = TableMonth::parse("2026年10月").unwrap();
    for (value, day) in [
        (text("3日"), "2026-10-03"),
        (text("3"), "2026-10-03"),
        (text("12号"), "2026-10-12"),
        (text("12日19:30"), "2026-10-12"),
        (text("12日晚上"), "2026-10-12"),
        (CellValue::Number(12.0), "2026-10-12"),
        (text("9月30日"), "2026-09-30"),
        (text("2026-11-02"), "2026-11-02"),
    ] {
        let reading = event(&value, october);
        assert_eq!((reading.value.unwrap().shown().as_str(), reading.fault), (day, None), "{value:?}");
    }
    for value in ["32", "3日-5日", "12分", "10月", "0"] {
        assert_eq!(event(&text(value), october).fault, Some(Fault::DateInvalid), "{value}");
    }
    let shown = |value: &str, clue: &str| event(&text(value), TableMonth::parse(clue).unwrap()).value.unwrap().shown();
    assert_eq!(shown("3日", "10月"), "2026-10-03");
    assert_eq!(shown("3日", "12月"), "2025-12-03");
    assert_eq!(shown("12月3日", "2025年"), "2025-12-03");
    assert_eq!(event(&text("3日"), TableMonth::parse("2026年12月").unwrap()).fault, Some(Fault::DateFuture));
    assert_eq!(TableMonth::parse("2026-10-12"), None);
}
