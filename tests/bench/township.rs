//! What a run costs beside what its libraries cost: the whole job, the floor, and where the job's time goes.
//!
//! The floor is reading every cell of the same inputs with calamine in parallel, and writing the cells of the
//! workbooks that the job has just made with rust_xlsxwriter: in this process, after the job. Times are CPU time of all
//! threads, so that a busy machine changes them little; nothing is asserted.
//!
//! ```text
//! cargo bench                        600 workbooks: 200 schools, three forms
//! cargo bench -- small               162 workbooks
//! cargo bench -- county              3,800 workbooks
//! cargo bench -- inbox FOLDER        what lies in FOLDER
//! ```
