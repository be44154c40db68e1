//! The list of schools that an inbox brings: a sheet named 学校名册 (CONTRACT §8).

use crate::form::words::{header, value};
use crate::form::{Forms, Role};
use crate::model::{Address, Cell, CellValue, Row, Sheet};
use crate::settings::ListedSchool;

/// The name of the sheet.
const SHEET: &str = "学校名册";

/// The schools on `sheet` if it is the list of schools, in order.
///
/// The column under a header that means a school is taken; without such a header, the first column whose cells are
/// text. A title or a number before the names is passed over.
pub fn school_list(sheet: &Sheet, forms: &Forms) -> Option<Vec<ListedSchool>> {
    if value(&sheet.name) != SHEET {
        return None;
    }
    let headers = school_headers(forms);
    let below = sheet.rows.iter().find_map(|row| {
        let cell = row.cells.iter().find(|cell| is_one_of(cell, &headers))?;
        Some(Address::new(row.index, cell.column))
    });
    let names: Vec<String> = match below {
        Some(at) => {
            sheet.rows.iter().filter(|row| row.index > at.row).filter_map(|row| name_in(row.get(at.column)?)).collect()
        }
        None => sheet.rows.iter().filter_map(first_name).collect(),
    };
    Some(names.into_iter().map(|name| ListedSchool { name, aliases: Vec::new() }).collect())
}

fn school_headers(forms: &Forms) -> Vec<String> {
    let fields = forms.0.iter().filter_map(|form| form.role(Role::School).map(|field| &form.fields[field]));
    fields.flat_map(|field| field.aliases.iter().map(|alias| header(alias).plain)).collect()
}

fn is_one_of(cell: &Cell, headers: &[String]) -> bool {
    cell.value.as_text().is_some_and(|text| headers.contains(&header(text).plain))
}

fn first_name(row: &Row) -> Option<String> {
    // A title stands alone in its row and names the list, not a school.
    row.cells.iter().find_map(|cell| name_in(&cell.value)).filter(|name| !name.contains(SHEET))
}

fn name_in(cell: &CellValue) -> Option<String> {
    let name: String = cell.as_text()?.chars().filter(|&c| !crate::model::is_space(c)).collect();
    let numbered = name.chars().all(|c| c.is_ascii_digit() || c == '.');
    (!numbered && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn sheet(name: &str, grid: &str) -> Sheet {
        let rows = grid.lines().enumerate().map(|(index, line)| Row {
            index: index as u32,
            cells: line
                .split('|')
                .enumerate()
                .filter(|(_, text)| !text.is_empty())
                .map(|(column, text)| Cell { column: column as u32, value: CellValue::text(text) })
                .collect(),
        });
        Sheet {
            name: Arc::from(name),
            hidden: false,
            rows: rows.filter(|row| !row.cells.is_empty()).collect(),
            merges: Vec::new(),
        }
    }

    #[test]
    fn names_are_taken_below_their_header_or_from_the_first_text() {
        let forms = crate::form::builtin().unwrap();
        let names = |sheet: &Sheet| -> Option<Vec<String>> {
            Some(school_list(sheet, &forms)?.into_iter().map(|school| school.name).collect())
        };
        let headed = sheet("学校名册", "青石镇学校名册\n序号|学校名称|校长\n1|青石镇中心小学|王芳\n2|柳林 小学|李强");
        assert_eq!(names(&headed).unwrap(), ["青石镇中心小学", "柳林小学"]);
        let bare = sheet("学校名册", "青石镇中心小学\n2|柳林小学");
        assert_eq!(names(&bare).unwrap(), ["青石镇中心小学", "柳林小学"]);
        assert_eq!(names(&sheet("Sheet1", "学校\n柳林小学")), None);
    }
}
