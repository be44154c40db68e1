//! Sheet + forms → blocks: form, layout, header rows, column → field with score and reason, clues of school, grade
//! and class, and for every row whether it is data, or ignored or quarantined and why.

use crate::form::Forms;
use crate::model::{Book, SheetReading};

/// Reads every sheet of a book, one [`SheetReading`] for each, in order.
///
/// `path` is the file's path below the inbox: its folder and name may carry school, grade and class.
pub fn recognise(book: &Book, path: &str, forms: &Forms) -> Vec<SheetReading> {
    let _ = (path, forms);
    book.sheets
        .iter()
        .map(|_| SheetReading::default())
        .collect()
}
