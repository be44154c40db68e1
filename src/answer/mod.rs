//! What schools answered in the workbooks that they got back marked: which copy is the latest, what they explained, and
//! what became of the problems of the run before.
//!
//! Nothing here asks for names of files: a copy is known by its stamp, a problem by its code, its place and its child.

mod explain;
mod list;
mod progress;
mod version;

pub use explain::{Explanation, Heard, explain};
pub use list::{Answer, AnswerSheet, Spot, read, shown_spot};
pub use progress::{Before, Now, Previous, Progress, State};
pub use version::superseded;
