//! The language of sheets in general, `templates/words.toml`: words about rows, schools and grades that hold
//! whatever the form. They stand there so that nobody has to look for them in code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::words;

/// The file inside the binary.
const TEXT: &str = include_str!("../../templates/words.toml");

/// Words that sheets use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Words in headers.
    pub headers: HeaderWords,
    /// Words that tell what a row is.
    pub rows: RowWords,
    /// Words that cells say instead of a value.
    pub cells: CellWords,
    /// How schools are named.
    pub schools: SchoolWords,
    /// How grades and classes are named.
    pub grades: GradeWords,
    /// How people are named.
    pub people: PeopleWords,
    /// Other spellings.
    pub spelling: Spelling,
}

/// Words in headers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderWords {
    /// Headers of a column that only numbers the rows.
    pub serial: Vec<String>,
    /// What a header may do without.
    pub fillers: Vec<String>,
    /// Words that ask for something, whatever it is.
    pub asking: Vec<String>,
    /// People whom no form's group speaks of.
    pub persons: Vec<String>,
    /// The parts of a day that stand in columns of their own, from the longest.
    pub date_parts: Vec<String>,
    /// What stands before the number of a family's member: 成员1姓名.
    pub members: Vec<String>,
    /// How a header begins that asks whether something is so.
    pub whether: Vec<String>,
    /// Headers of other kinds of lists.
    pub foreign: Vec<String>,
    /// Parts of the titles of other kinds of lists.
    pub foreign_titles: Vec<String>,
    /// Parts of the titles of records of another kind, where no form's own title stands behind them.
    pub other_records: Vec<String>,
    /// Parts of titles that a list and its records share, where no form's own title stands behind them.
    pub either: Vec<String>,
    /// Headers that say that a number stands below, and not whose or which.
    pub weak: Vec<String>,
}

/// Words that tell what a row is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowWords {
    /// A total or subtotal.
    pub total: Vec<String>,
    /// Of these, totals of a part of the rows above.
    pub partial: Vec<String>,
    /// Of these, what is no sum of rows.
    pub unsummed: Vec<String>,
    /// What stands before a number of people.
    pub count_before: Vec<String>,
    /// What stands behind it.
    pub count_after: Vec<String>,
    /// What may follow the word for a total without a mark between.
    pub total_after: Vec<String>,
    /// Marks of a page within a table.
    pub page: Vec<String>,
    /// How a note begins.
    pub note: Vec<String>,
    /// Labels of a signature line.
    pub signature: Vec<String>,
    /// What a label says that only a signature is put beside.
    pub signed: Vec<String>,
    /// Marks of an example.
    pub example: Vec<String>,
    /// What stands in a line of units.
    pub units: Vec<String>,
    /// How a line that names the annex begins.
    pub annex: Vec<String>,
    /// How the title ends of the sheet that a blank form brings along, which says how to fill it in.
    pub instructions: Vec<String>,
    /// How a sentence begins that closes a table, a full stop at its end or not.
    pub closing: Vec<String>,
    /// What stands in the place of a name and names nobody.
    pub vacant: Vec<String>,
    /// Labels of the line with school, author and date.
    pub particulars: Vec<String>,
    /// Labels of the day on which a form was filled in.
    pub filled_on: Vec<String>,
    /// Parts of titles.
    pub title: Vec<String>,
}

/// Words that cells say instead of a value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellWords {
    /// There is nothing.
    pub nothing: Vec<String>,
    /// The same as above.
    pub ditto: Vec<String>,
    /// Yes or no.
    pub yes_no: Vec<String>,
    /// They answer a question with no.
    pub denied: Vec<String>,
    /// What says that something is so.
    pub agreed: Vec<String>,
    /// Units of how long something took.
    pub durations: Vec<String>,
    /// What stands between hours and minutes.
    pub clock: Vec<String>,
    /// Marks that tick an option.
    pub ticks: Vec<String>,
    /// Boxes before or behind an option, empty or ticked.
    pub boxes: Vec<String>,
}

/// How people are named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleWords {
    /// Family names: without one, a word in a title is nobody's name.
    pub surnames: Vec<String>,
    /// What stands behind a child's name in a title.
    pub pupil: Vec<String>,
    /// Words that begin like a name and are none.
    pub nobody: Vec<String>,
}

/// How schools are named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolWords {
    /// How their names end.
    pub endings: Vec<String>,
    /// What must not follow such an ending.
    pub not_followed_by: Vec<String>,
    /// Of these, who may be named behind a school's own name.
    pub staff: Vec<String>,
    /// Words that end like a name and are none.
    pub generic: Vec<String>,
    /// What governs schools.
    pub bureaus: Vec<String>,
    /// How names of districts end.
    pub districts: Vec<String>,
    /// What stands around a name in titles and file names.
    pub decoration: Vec<String>,
    /// Parts of dates and terms.
    pub terms: Vec<String>,
    /// What stands before the kind in the name of a town's own school.
    pub central: Vec<String>,
    /// What joins a school's name with what belongs to it, or with another's.
    pub joints: Vec<String>,
    /// How a part of a school begins, which is none by itself.
    pub attached: Vec<String>,
    /// What a file's or a sheet's name ends in when it is a copy's.
    pub copies: Vec<String>,
    /// What a sheet is called until somebody names it.
    pub unnamed: Vec<String>,
}

/// How grades and classes are named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeWords {
    /// The numbers one to nine.
    pub numerals: Vec<String>,
    /// What follows a grade's number, the longest first.
    pub grade: Vec<String>,
    /// What precedes a grade's number in the middle schools.
    pub stages: Vec<String>,
    /// Grades of a kindergarten, the longest of one beginning first.
    pub nursery: Vec<String>,
    /// Their first character, before a class number.
    pub nursery_short: Vec<String>,
    /// The word for class.
    pub class: String,
    /// What joins two grades.
    pub ranges: Vec<String>,
}

/// Other spellings of words and characters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spelling {
    /// Mistyped words and the words that were meant.
    pub typos: BTreeMap<String, String>,
    /// Traditional characters and variants …
    pub traditional: String,
    /// … and, at the same position, the character that stands for each.
    pub simplified: String,
}

impl Spelling {
    /// The text with simplified characters and without the known typing mistakes.
    pub fn corrected(&self, text: &str) -> String {
        static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| language().spelling.table());
        static TYPOS: LazyLock<Vec<(u128, &String, &String)>> = LazyLock::new(|| {
            let typos = language().spelling.typos.iter();
            typos.map(|(wrong, right)| (words::letters(wrong), wrong, right)).collect()
        });
        let meant = |c: char| TABLE.get(c as usize).copied().unwrap_or(c);
        let is_simple = text.chars().all(|c| meant(c) == c);
        let mut plain: String = if is_simple { text.to_owned() } else { text.chars().map(meant).collect() };
        if plain.is_ascii() {
            return plain;
        }
        // Hardly a mistake has all its characters in the text: the others are not looked for.
        let mut there = words::letters(&plain);
        for (letters, wrong, right) in TYPOS.iter() {
            if there & letters == *letters && plain.contains(wrong.as_str()) {
                plain = plain.replace(wrong.as_str(), right);
                there = words::letters(&plain);
            }
        }
        plain
    }

    /// For each character up to the last traditional one, in order, the one that stands for it.
    fn table(&self) -> Vec<char> {
        let last = self.traditional.chars().max().unwrap_or('\0');
        // Surrogates are no characters; nothing looks at their places.
        let mut table: Vec<char> = (0..=last as u32).map(|c| char::from_u32(c).unwrap_or('\0')).collect();
        for (traditional, simplified) in self.traditional.chars().zip(self.simplified.chars()) {
            if let Some(place) = table.get_mut(traditional as usize) {
                *place = simplified;
            }
        }
        table
    }
}

/// The words inside the binary.
pub fn language() -> &'static Language {
    // A test reads the file with the same call and fails on any fault, so that no binary carries a broken one.
    static LANGUAGE: LazyLock<Language> = LazyLock::new(|| parse(TEXT).unwrap_or_default());
    &LANGUAGE
}

fn parse(text: &str) -> Result<Language, String> {
    let language: Language = toml::from_str(text).map_err(|error| error.to_string())?;
    let spelling = &language.spelling;
    if spelling.traditional.chars().count() != spelling.simplified.chars().count() {
        return Err("spelling.traditional and spelling.simplified differ in length".to_owned());
    }
    if language.grades.numerals.len() != 9 {
        return Err("grades.numerals: nine of them".to_owned());
    }
    Ok(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound() {
        let language = parse(TEXT).unwrap();
        assert_eq!(language.spelling.corrected("監護人電話"), "监护人电话");
        assert_eq!(language.spelling.corrected("abc"), "abc");
        assert_eq!(language.spelling.corrected("名族"), "民族");
        assert!(!language.rows.total.is_empty());
    }

    #[test]
    fn a_fault_is_told() {
        assert!(parse(&TEXT.replace("[rows]", "[rowz]")).is_err());
        assert!(parse(&TEXT.replace("simplified  = \"电", "simplified  = \"")).is_err());
    }
}
