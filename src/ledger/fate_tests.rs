use super::fixture::Township;
use super::tests::asked;
use crate::model::{Address, Fate, Layout, RecordId, RowRole};

#[test]
fn every_row_has_its_fate_and_sheets_add_up() {
    let ledger = Township::small().ledger();
    assert_eq!(
        asked(
            &ledger,
            "SELECT file, sheet, row_number, fate, reason, coalesce(content, '-') FROM row_fate ORDER BY file, sheet, row_number"
        ),
        [
            "0|0|1|ignored|title|-",
            "0|0|2|ignored|header|-",
            "0|0|3|merged||-",
            "0|0|4|quarantined|no-identity|[[\"A\",\"1\"],[\"AA\",\"旁\"]]",
            "0|0|5|ignored|total|-",
            "1|0|1|ignored|title|-",
            "1|0|2|ignored|header|-",
            "1|0|3|merged||-",
            "1|0|4|merged||-",
            "1|0|5|duplicate||-",
            "1|0|6|ignored|total|-",
            "1|1|1|quarantined|no-form|[[\"A\",\"星期一\"]]",
            "1|1|5|quarantined|no-form|[[\"B\",\"语文\"]]",
        ]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT file, sheet, name, hidden, school_no, form, layout, main_block, nonempty, merged, duplicate, quarantined, ignored FROM sheet ORDER BY file, sheet"
        ),
        [
            "0|0|一年级|0|1|child-info|table|0|5|1|0|1|3",
            "1|0|花名册|0|0|child-info|table|0|6|2|1|0|3",
            "1|1|课程表|1|-|-|-|-|2|0|0|2|0"
        ]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT file, area, school_no, header_rows, read, merged, duplicate, quarantined FROM block ORDER BY file"
        ),
        ["0|A2:AY4|1|2|2|1|0|1", "1|A2:AY5|0|2|3|2|1|0"]
    );
    assert_eq!(ledger.tie_out(), Ok(()));
}

#[test]
fn a_row_of_two_tables_takes_the_first_fate_that_applies() {
    let mut township = Township::small();
    let sheet = &mut township.files[1].sheets[0];
    let mut right = sheet.reading.blocks[0].clone();
    right.area.first = Address::new(1, 60);
    right.area.last = Address::new(3, 70);
    sheet.reading.blocks.push(right);
    let mut records = sheet.records.clone();
    records.truncate(2);
    for record in &mut records {
        record.id.block = 1;
    }
    sheet.records.extend(records);
    // Beside the first child a row that cannot be placed, beside the second a duplicate; the total's row is data here.
    let first = RecordId { file: 1, sheet: 0, block: 1, index: 0 };
    let second = RecordId { index: 1, ..first };
    sheet.records[4].rows = vec![5];
    township.merged.fates.extend([(first, Fate::Quarantined), (second, Fate::Duplicate)]);
    township.merged.school_of.extend([(first, Some(1)), (second, Some(1))]);
    township.merged.children[1].records.push(second);
    let ledger = township.ledger();
    assert_eq!(
        asked(&ledger, "SELECT row_number, fate FROM row_fate WHERE file = 1 AND sheet = 0 ORDER BY row_number"),
        ["1|ignored", "2|ignored", "3|quarantined", "4|merged", "5|duplicate", "6|duplicate"]
    );
    assert_eq!(asked(&ledger, "SELECT school_no, main_block FROM sheet WHERE file = 1 AND sheet = 0"), ["-|0"]);
    assert_eq!(
        asked(&ledger, "SELECT block, school_no, quarantined FROM block WHERE file = 1 ORDER BY block"),
        ["0|0|0", "1|1|1"]
    );
    assert_eq!(ledger.tie_out(), Ok(()));
}

#[test]
fn a_card_keeps_its_title_ignored() {
    let mut township = Township::small();
    let sheet = &mut township.files[0].sheets[0];
    sheet.reading.blocks[0].layout = Layout::Card;
    sheet.records[0].rows = vec![0, 1, 2];
    sheet.reading.rows[1].1 = RowRole::Data;
    assert_eq!(
        asked(&township.ledger(), "SELECT fate FROM row_fate WHERE file = 0 ORDER BY row_number"),
        ["ignored", "merged", "merged", "quarantined", "ignored"]
    );
    assert_eq!(township.ledger().tie_out(), Ok(()));
}

#[test]
fn what_does_not_add_up_is_told() {
    let mut township = Township::small();
    // A row of data without a record.
    township.files[0].sheets[0].reading.rows.push((9, RowRole::Data));
    // A record without a fate, and one that is folded into no child.
    township.merged.fates.remove(&RecordId { file: 1, sheet: 0, block: 0, index: 1 });
    township.merged.children.remove(1);
    township.merged.children[0].records.pop();
    let breaches = township.ledger().tie_out().unwrap_err();
    assert!(breaches[0].contains("花名册.xlsx › 一年级：非空行 6，去向合计 5"), "{breaches:?}");
    assert!(breaches[1].contains("高桥小学.xlsx › 花名册：非空行 6，去向合计 5"), "{breaches:?}");
    assert!(breaches[2].contains("A2:AY5：记录 3，去向合计 2"), "{breaches:?}");
    assert!(breaches[3].contains("重复 1 条，汇总表 2 行，来源 2 条与 0 条"), "{breaches:?}");
    assert_eq!(breaches.len(), 4, "{breaches:?}");
}

#[test]
fn a_record_on_a_row_the_sheet_has_not_is_told() {
    let mut township = Township::small();
    township.files[0].sheets[0].reading.rows.remove(2);
    let breaches = township.ledger().tie_out().unwrap_err();
    assert!(breaches.len() == 1 && breaches[0].contains("第 3 行是一条记录"), "{breaches:?}");
}
