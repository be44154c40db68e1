//! Sheet + forms → blocks: form, layout, header rows, column → field with score and reason, clues of school, grade
//! and class, and for every row whether it is data, or ignored or quarantined and why.
//!
//! | file | what it knows |
//! |---|---|
//! | `grid` | the sheet as it is walked over: columns, merges by index |
//! | `lexicon` | the forms' headers as a dictionary |
//! | `header` | where header rows stand and what stands over each column |
//! | `candidates`, `near` | which fields a header may mean, exactly or nearly |
//! | `matching`, `neighbours` | which column gets which field |
//! | `date_parts` | a day in several columns |
//! | `decided`, `propose` | what somebody said of headers that nobody knows, and what else a column may be that no field claims |
//! | `moments` | which column is an event's day, time of day, length |
//! | `verdict` | whether a table is a form's, and what is told of its columns |
//! | `looks`, `grades`, `schools` | what texts look like |
//! | `preamble`, `clues` | the lines above a table, and what they and the names around say of its records |
//! | `once` | whose a list of events is, and of which month |
//! | `inherit` | what a table takes over from the table before it |
//! | `roles`, `endings` | what a row within a table is |
//! | `upright` | whether a sheet is of tables or of cards |
//! | `tables`, `found`, `beside` | where tables stand on a sheet, and where one beside another begins |
//! | `card` | one child per card: labels beside or above their values |
//! | `transposed`, `continued`, `reshape` | tables on their side, and those that go on on the next sheet |
//! | `ragged` | lines of a text that cannot be trusted |
//! | `members` | columns of a family's members by number |
//! | `rows`, `records`, `blocks` | a table's rows, the records made of them, the block made of those |
//! | `school_list` | the list of schools that an inbox brings |

mod beside;
mod blocks;
mod candidates;
mod card;
mod clues;
mod continued;
mod date_parts;
mod decided;
mod endings;
mod found;
mod grades;
mod grid;
mod header;
mod inherit;
mod lexicon;
mod looks;
mod matching;
mod members;
mod moments;
mod near;
mod neighbours;
mod once;
mod preamble;
mod propose;
mod ragged;
mod records;
mod reshape;
mod roles;
mod rows;
mod school_list;
mod schools;
mod tables;
#[cfg(test)]
mod tests;
mod transposed;
mod upright;
mod verdict;

use crate::form::Forms;
use crate::model::{Book, SheetReading};

pub use lexicon::Lexicon;
pub use school_list::school_list;

/// Reads every sheet of a book, one [`SheetReading`] for each, in order.
///
/// `path` is the file's path below the inbox: its folder and name may carry school, grade and class. `lexicon` is that
/// of `forms`.
pub fn recognise(book: &Book, path: &str, forms: &Forms, lexicon: &Lexicon) -> Vec<SheetReading> {
    let mut readings: Vec<SheetReading> =
        book.sheets.iter().map(|sheet| tables::read(sheet, path, forms, lexicon)).collect();
    continued::follow(book, path, forms, lexicon, &mut readings);
    clues::from_other_sheets(&mut readings, forms);
    ragged::set_aside(book, &mut readings);
    readings
}
