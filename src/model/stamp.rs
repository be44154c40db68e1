//! How our own outputs are known when somebody drops them into an inbox.

/// The custom document property that every workbook of ours carries.
pub const STAMP_PROPERTY: &str = "huibiao";

/// What a cell of every workbook of ours begins with: resaving may drop the property.
pub const STAMP_CELL: &str = "huibiao:stamp=";
