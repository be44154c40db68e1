//! Sheet + forms → blocks: form, layout, header rows, column → field with score and reason, clues of school, grade
//! and class, and for every row whether it is data, or ignored or quarantined and why.
//!
//! | file | what it knows |
//! |---|---|
//! | `grid` | the sheet as it is walked over: columns, merges by index |
//! | `lexicon` | the forms' headers as a dictionary |
//! | `header` | where header rows stand and what stands over each column |
//! | `candidates` | which fields a header may mean |
//! | `matching` | which column gets which field; whether a table is a form's |
//! | `looks`, `grades`, `schools` | what texts look like |
//! | `preamble` | the lines above a table, and what they say of its records |
//! | `roles` | what a row within a table is |
//! | `tables` | where tables stand on a sheet |
//! | `rows`, `records` | a table's rows, and the records made of them |
//! | `school_list` | the list of schools that an inbox brings |

mod candidates;
mod grades;
mod grid;
mod header;
mod lexicon;
mod looks;
mod matching;
mod preamble;
mod records;
mod roles;
mod rows;
mod school_list;
mod schools;
mod tables;
#[cfg(test)]
mod tests;

use crate::form::Forms;
use crate::model::{Book, SheetReading};

pub use school_list::school_list;

/// Reads every sheet of a book, one [`SheetReading`] for each, in order.
///
/// `path` is the file's path below the inbox: its folder and name may carry school, grade and class.
pub fn recognise(book: &Book, path: &str, forms: &Forms) -> Vec<SheetReading> {
    let lexicon = lexicon::Lexicon::new(forms);
    book.sheets.iter().map(|sheet| tables::read(sheet, path, forms, &lexicon)).collect()
}
