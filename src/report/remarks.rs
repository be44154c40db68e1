//! What the findings say of each record: the words of the problem column and the colour of its cells.

use std::collections::{BTreeMap, BTreeSet};

use super::Sources;
use super::datum;
use super::trouble::Trouble;
use super::wording;
use crate::finding::{Lang, Severity};
use crate::form::{Form, Role};
use crate::model::{Address, Area, Layout};

/// The remarks on the records of one form, by their position on the form's sheet.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    by_record: BTreeMap<i64, Vec<Remark>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Remark {
    severity: Severity,
    words: String,
    /// The position of the field whose cell it is pinned to, where that cell is the one on the sheet.
    field: Option<usize>,
}

/// A finding that is pinned to a row.
#[derive(Debug)]
struct Pinned {
    column: Option<u32>,
    severity: Severity,
    words: String,
    field: Option<usize>,
    subject: Option<String>,
}

/// The findings of each sheet (file and sheet number), by row number.
type BySheet = BTreeMap<(u32, u32), BTreeMap<u32, Vec<Pinned>>>;

/// A record that speaks of a row of the form's table.
struct Receipt<'a> {
    n: i64,
    /// The number of its row, from one.
    row: u32,
    /// Whether the row stands as this record has it.
    is_primary: bool,
    /// Whether its block is a table.
    is_table: bool,
    /// Where its block stands.
    area: Option<Area>,
    /// Whether other records of the form stand in its row.
    shares: bool,
    /// Whom the row is about.
    name: Option<&'a str>,
}

/// A row of a sheet: file, sheet number, row number.
type Spot = (u32, u32, u32);

impl Remarks {
    /// Brings together the findings and the receipts of a form's records.
    pub(super) fn read(sources: &Sources<'_>, form: &Form) -> Result<Self, Trouble> {
        let pinned = pinned(sources, form)?;
        let mut remarks = Self::default();
        if pinned.is_empty() {
            return Ok(remarks);
        }
        let (blocks, receipts) = (blocks(sources)?, receipts(sources, form, &pinned)?);
        let shared = shared(&receipts);
        // Who is meant is asked only where records share their rows.
        let names = if shared.is_empty() { BTreeMap::new() } else { names(sources, form)? };
        for told in &receipts {
            let (file, sheet, number) = told.spot;
            let block = told.block.and_then(|block| blocks.get(&(file, sheet, block)));
            let (is_table, area) = block.copied().unwrap_or_default();
            let receipt = Receipt {
                n: told.n,
                row: number,
                is_primary: told.is_primary,
                is_table,
                area,
                shares: shared.contains(&told.spot),
                name: names.get(&told.n).map(String::as_str),
            };
            if let Some(rows) = pinned.get(&(file, sheet)) {
                remarks.take(&receipt, rows);
            }
        }
        for remarks in remarks.by_record.values_mut() {
            remarks.sort();
            remarks.dedup();
        }
        Ok(remarks)
    }

    /// Adds what is pinned to the rows of one receipt; `pinned` are the findings of its sheet.
    fn take(&mut self, receipt: &Receipt<'_>, pinned: &BTreeMap<u32, Vec<Pinned>>) {
        let Receipt { n, row, area, name, .. } = *receipt;
        let (first, last) = match area {
            Some(area) if !receipt.is_table => (area.first.row_number(), area.last.row_number()),
            _ => (row, row),
        };
        for finding in pinned.range(first..=last).flat_map(|(_, findings)| findings) {
            let beside = match (finding.column, area) {
                (Some(column), Some(area)) => !(area.first.column + 1..=area.last.column + 1).contains(&column),
                // Records side by side in one row: the person decides whose finding it is.
                (None, _) => {
                    receipt.shares && finding.subject.is_some() && name.is_some() && finding.subject.as_deref() != name
                }
                _ => false,
            };
            if !beside {
                self.by_record.entry(n).or_default().push(Remark {
                    severity: finding.severity,
                    words: finding.words.clone(),
                    field: if receipt.is_primary { finding.field } else { None },
                });
            }
        }
    }

    /// The problem column's text: each severity's word, then its problems.
    pub(super) fn text(&self, record: i64, lang: Lang) -> Option<String> {
        let remarks = self.by_record.get(&record)?;
        let mut text = String::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let mut words: Vec<&str> = Vec::new();
            for remark in remarks.iter().filter(|remark| remark.severity == severity) {
                if !words.contains(&remark.words.as_str()) {
                    words.push(&remark.words);
                }
            }
            if !words.is_empty() {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(wording::severity(severity, lang));
                text.push_str(wording::pick(lang, "：", ": "));
                text.push_str(&words.join(wording::pick(lang, "；", "; ")));
            }
        }
        Some(text)
    }

    /// The gravest severity of a record's remarks.
    pub(super) fn gravest(&self, record: i64) -> Option<Severity> {
        self.by_record.get(&record)?.iter().map(|remark| remark.severity).min()
    }

    /// The gravest severity pinned to a field's cell.
    pub(super) fn cell(&self, record: i64, field: usize) -> Option<Severity> {
        let remarks = self.by_record.get(&record)?.iter();
        remarks.filter(|remark| remark.field == Some(field)).map(|remark| remark.severity).min()
    }
}

/// What a statement about a form is called when it fails.
pub(super) fn sql_name(form: &Form) -> String {
    format!("report: {}", form.id)
}

fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some(Area::new(first.parse::<Address>().ok()?, last.parse().ok()?))
}

/// Of every block (file, sheet, number) whether it is a table, and where it stands.
fn blocks(sources: &Sources<'_>) -> Result<BTreeMap<Spot, (bool, Option<Area>)>, Trouble> {
    let sql = "SELECT file, sheet, block, layout, area FROM block WHERE period = :period
               ORDER BY file NULLS FIRST, sheet NULLS FIRST, block NULLS FIRST";
    let mut blocks = BTreeMap::new();
    sources.ledger.each("report: blocks", sql, |row| {
        let place = (datum::position(row.first()), datum::position(row.get(1)), datum::position(row.get(2)));
        if let (Some(file), Some(sheet), Some(block)) = place {
            let is_table = datum::text(row.get(3)) == Some(Layout::Table.name());
            blocks.insert((file, sheet, block), (is_table, datum::text(row.get(4)).and_then(area)));
        }
        Ok::<(), Trouble>(())
    })?;
    Ok(blocks)
}

/// Whom each row of the form's table is about.
fn names(sources: &Sources<'_>, form: &Form) -> Result<BTreeMap<i64, String>, Trouble> {
    let mut names = BTreeMap::new();
    let Some(field) = form.role(Role::ChildName).and_then(|field| form.fields.get(field)) else {
        return Ok(names);
    };
    let sql = format!(
        "SELECT n, \"{}\" FROM \"{}\" WHERE period = :period ORDER BY n NULLS FIRST",
        field.id,
        form.table_name()
    );
    sources.ledger.each(&sql_name(form), &sql, |row| {
        if let Some(name) = datum::text(row.get(1)) {
            names.insert(datum::int(row.first()), name.to_owned());
        }
        Ok::<(), Trouble>(())
    })?;
    Ok(names)
}

/// A record of a form where it was sent.
struct Told {
    n: i64,
    spot: Spot,
    block: Option<u32>,
    is_primary: bool,
}

/// The form's records on the sheets that findings are pinned to, in the order of the merged ones.
fn receipts(sources: &Sources<'_>, form: &Form, pinned: &BySheet) -> Result<Vec<Told>, Trouble> {
    let sql = format!(
        "SELECT n, file, sheet, row_number, block, fate FROM receipt WHERE period = :period AND form = '{}'
         ORDER BY n NULLS FIRST, file NULLS FIRST, sheet NULLS FIRST, block NULLS FIRST, record NULLS FIRST",
        form.id
    );
    let mut receipts = Vec::new();
    sources.ledger.each(&sql_name(form), &sql, |row| {
        let place = (datum::position(row.get(1)), datum::position(row.get(2)), datum::position(row.get(3)));
        if let (Some(file), Some(sheet), Some(number)) = place
            && pinned.contains_key(&(file, sheet))
        {
            receipts.push(Told {
                n: datum::int(row.first()),
                spot: (file, sheet, number),
                block: datum::position(row.get(4)),
                is_primary: datum::text(row.get(5)) == Some("merged"),
            });
        }
        Ok::<(), Trouble>(())
    })?;
    Ok(receipts)
}

/// The rows that several records of a form stand in side by side.
fn shared(receipts: &[Told]) -> BTreeSet<Spot> {
    let mut spots: Vec<Spot> = receipts.iter().map(|told| told.spot).collect();
    spots.sort_unstable();
    let twice = |pair: &[Spot]| match pair {
        [one, next] if one == next => Some(*one),
        _ => None,
    };
    spots.windows(2).filter_map(twice).collect()
}

fn pinned(sources: &Sources<'_>, form: &Form) -> Result<BySheet, Trouble> {
    let lang = sources.settings.lang;
    let mut by_sheet = BySheet::new();
    // The files are few: joined to them, the findings would be looked up file by file and sorted anew.
    let mut files: BTreeMap<String, u32> = BTreeMap::new();
    let sql = "SELECT path, file FROM file WHERE period = :period ORDER BY file NULLS FIRST";
    sources.ledger.each("report: files of findings", sql, |row| {
        if let (Some(path), Some(file)) = (datum::text(row.first()), datum::position(row.get(1))) {
            files.insert(path.to_owned(), file);
        }
        Ok::<(), Trouble>(())
    })?;
    let sql = "SELECT file, sheet_no, row_number, column_number, code, severity, field, subject
               FROM finding
               WHERE period = :period AND sheet_no IS NOT NULL AND row_number IS NOT NULL
               ORDER BY n NULLS FIRST";
    sources.ledger.each("report: findings of rows", sql, |row| {
        let file = datum::text(row.first()).and_then(|path| files.get(path).copied());
        let place = (file, datum::position(row.get(1)), datum::position(row.get(2)));
        if let (Some(file), Some(sheet), Some(number)) = place {
            let field = datum::text(row.get(6)).and_then(|id| form.field(id));
            let label = field.and_then(|field| form.fields.get(field)).map(|field| field.label.get(lang));
            by_sheet.entry((file, sheet)).or_default().entry(number).or_default().push(Pinned {
                column: datum::position(row.get(3)),
                severity: datum::severity(row.get(5)),
                words: words(sources, datum::text(row.get(4)).unwrap_or_default(), label),
                field,
                subject: datum::text(row.get(7)).map(str::to_owned),
            });
        }
        Ok::<(), Trouble>(())
    })?;
    Ok(by_sheet)
}

/// A problem's title, and the field it is about where the title does not say it.
fn words(sources: &Sources<'_>, code: &str, label: Option<&str>) -> String {
    let lang = sources.settings.lang;
    let title = title(sources, code);
    match (label, lang) {
        (Some(label), Lang::Zh) if !title.contains(label) => format!("{title}（{label}）"),
        (Some(label), Lang::En) if !title.to_lowercase().contains(&label.to_lowercase()) => {
            format!("{title} ({label})")
        }
        _ => title.to_owned(),
    }
}

/// The title of a problem, or its code where no rule is known for it.
pub(super) fn title<'a>(sources: &Sources<'a>, code: &'a str) -> &'a str {
    let rule = sources.rules.iter().find(|rule| rule.code.0 == code);
    rule.map_or(code, |rule| rule.title.get(sources.settings.lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinned(column: Option<u32>, words: &str, subject: &str) -> Pinned {
        Pinned {
            column,
            severity: Severity::Error,
            words: words.to_owned(),
            field: Some(6),
            subject: Some(subject.to_owned()),
        }
    }

    /// A receipt of record `n`.
    fn receipt<'a>(n: i64, row: u32, layout: Layout, place: &str, name: &'a str) -> Receipt<'a> {
        let (is_table, name) = (layout == Layout::Table, Some(name));
        Receipt { n, row, is_primary: true, is_table, area: area(place), shares: false, name }
    }

    /// The remarks on these receipts, where several stand in the rows `together`.
    fn taken<const N: usize>(receipts: [Receipt<'_>; N], findings: Vec<(u32, Pinned)>, together: &[u32]) -> Remarks {
        let mut rows: BTreeMap<u32, Vec<Pinned>> = BTreeMap::new();
        for (row, finding) in findings {
            rows.entry(row).or_default().push(finding);
        }
        let mut remarks = Remarks::default();
        for receipt in receipts {
            let shares = together.contains(&receipt.row);
            remarks.take(&Receipt { shares, ..receipt }, &rows);
        }
        remarks
    }

    #[test]
    fn a_card_takes_the_findings_of_all_its_rows() {
        let receipts = [receipt(1, 3, Layout::Card, "A3:H20", "王芳"), receipt(2, 23, Layout::Card, "A23:H40", "李伟")];
        let findings = vec![(12, pinned(Some(2), "甲", "王芳")), (30, pinned(Some(2), "乙", "李伟"))];
        let remarks = taken(receipts, findings, &[]);
        assert_eq!(remarks.text(1, Lang::Zh).unwrap(), "错误：甲");
        assert_eq!(remarks.text(2, Lang::En).unwrap(), "error: 乙");
        assert_eq!(remarks.cell(1, 6), Some(Severity::Error));
        assert_eq!(remarks.cell(1, 7), None);
    }

    #[test]
    fn tables_side_by_side_keep_their_findings_apart() {
        let receipts = [receipt(1, 5, Layout::Table, "A3:D9", "王芳"), receipt(2, 5, Layout::Table, "F3:I9", "李伟")];
        let findings = vec![
            (5, pinned(Some(7), "格", "李伟")),
            (5, pinned(None, "行", "王芳")),
            (6, pinned(Some(1), "下一行", "王芳")),
        ];
        let remarks = taken(receipts, findings, &[5]);
        assert_eq!(remarks.text(1, Lang::Zh).unwrap(), "错误：行");
        assert_eq!(remarks.text(2, Lang::Zh).unwrap(), "错误：格");
        assert_eq!(remarks.gravest(3), None);
    }
}
