//! `huibiao.toml` as written: every key optional, an unknown one an error with its line.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    Asked, CentreItem, Definition, Duties, HeaderSetting, Holiday, ListedSchool, Local, MOST_HOLIDAYS, Origins,
    Password, Period, Profile, Settings, Standards, Targets, WrittenCare,
};
use crate::finding::Lang;

/// A fault in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct SettingsError {
    /// The file's name.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong, the key included.
    pub message: String,
}

/// The configuration as written. README documents every key and its default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    town: Option<String>,
    period: Option<Spanned<String>>,
    lang: Option<Lang>,
    profile: Option<Definition>,
    ages: Option<Spanned<(i32, i32)>>,
    schools: Vec<WrittenSchool>,
    required_forms: Option<Vec<String>>,
    passwords: Option<Spanned<WrittenPasswords>>,
    duties: WrittenDuties,
    duty: Vec<Asked>,
    standards: Option<Standards>,
    local: Option<Spanned<Local>>,
    targets: Option<Spanned<Targets>>,
    centre: Vec<CentreItem>,
    care: Option<WrittenCare>,
    counselling_text: bool,
    limits: WrittenLimits,
    headers: BTreeMap<String, BTreeMap<String, Spanned<WrittenField>>>,
}

/// The field that a header is: its id or label, or `false` for none.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "headers: a field's id or label, or false for no field")]
enum WrittenField {
    Named(String),
    Flag(bool),
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "schools: a name, or a table { name = \"…\", aliases = [\"…\"] }")]
enum WrittenSchool {
    Name(String),
    Known(KnownSchool),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownSchool {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
}

/// Anything at all: the parser's own complaint about a wrong type would quote a password.
#[derive(Deserialize)]
struct WrittenPasswords(toml::Value);

impl std::fmt::Debug for WrittenPasswords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenDuties {
    helper_children: Option<Spanned<u32>>,
    month_due_day: Option<Spanned<u32>>,
    deadline_day: Option<Spanned<u32>>,
    calls_per_month: Option<Spanned<u32>>,
    visits_per_term: Option<Spanned<u32>>,
    holidays: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenLimits {
    file_mib: Option<Spanned<u64>>,
    unpacked_mib: Option<Spanned<u64>>,
    part_mib: Option<Spanned<u64>>,
    ratio: Option<Spanned<u64>>,
    entries: Option<Spanned<u64>>,
    rows: Option<Spanned<u64>>,
    cells: Option<Spanned<u64>>,
    text_mib: Option<Spanned<u64>>,
    worker_mib: Option<Spanned<u64>>,
    worker_seconds: Option<Spanned<u64>>,
}

/// Reads a configuration over `settings`; the bytes are decoded as input text is.
///
/// # Errors
///
/// A key that is unknown or a value out of its range, with its line.
pub fn read(file: &str, bytes: &[u8], settings: &mut Settings) -> Result<(), SettingsError> {
    let fault = |line: usize, message: String| SettingsError { file: file.to_owned(), line, message };
    let text = crate::decode::text(bytes).map_err(|error| fault(0, error.to_string()))?;
    let at = |offset: usize| text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
    let written: Written = toml::from_str(&text)
        .map_err(|error| fault(at(error.span().map_or(0, |span| span.start)), error.message().to_owned()))?;
    for (form, headers) in &written.headers {
        for (header, field) in headers {
            let line = at(field.span().start);
            let field = match field.get_ref() {
                WrittenField::Named(name) => Some(name.clone()),
                WrittenField::Flag(false) => None,
                WrittenField::Flag(true) => {
                    let message = format!("headers.{form}: “{header}” 应写字段名或 false (a field, or false)");
                    return Err(fault(line, message));
                }
            };
            let (file, form, header) = (file.to_owned(), form.clone(), header.clone());
            settings.headers.push(HeaderSetting { file, line, form, header, field });
        }
    }
    apply(written, settings).map_err(|(offset, message)| fault(at(offset), message))?;
    settings.origins.add(&Origins::of_file(file, &text));
    Ok(())
}

type Fault = (usize, String);

fn apply(written: Written, settings: &mut Settings) -> Result<(), Fault> {
    if let Some(town) = written.town.map(|town| town.trim().to_owned()).filter(|town| !town.is_empty()) {
        settings.town = Some(town);
    }
    if let Some(period) = written.period {
        settings.period =
            period.get_ref().parse::<Period>().map_err(|error| (period.span().start, format!("period: {error}")))?;
    }
    settings.lang = written.lang.unwrap_or(settings.lang);
    if let Some(definition) = written.profile {
        settings.profile = Profile::of(definition);
    }
    if let Some(ages) = written.ages {
        let (least, greatest) = *ages.get_ref();
        if !(0..=18).contains(&least) || !(least..=18).contains(&greatest) {
            return Err((ages.span().start, "ages: [least, greatest], both from 0 to 18".to_owned()));
        }
        (settings.profile.least_age, settings.profile.greatest_age) = (least, greatest);
    }
    written.duty.into_iter().for_each(|duty| duty.put(&mut settings.asked));
    settings.standards = written.standards.unwrap_or(settings.standards);
    if let Some(local) = written.local {
        local.get_ref().sound().map_err(|message| (local.span().start, message))?;
        settings.local = local.into_inner();
    }
    if let Some(targets) = written.targets {
        targets.get_ref().sound().map_err(|message| (targets.span().start, message))?;
        settings.targets = targets.into_inner();
    }
    written.centre.into_iter().for_each(|item| item.put(&mut settings.centre));
    if let Some(care) = written.care {
        care.apply(&mut settings.care)?;
    }
    settings.counselling_text |= written.counselling_text;
    for school in written.schools {
        let listed = match school {
            WrittenSchool::Name(name) => ListedSchool { name, aliases: Vec::new() },
            WrittenSchool::Known(KnownSchool { name, aliases }) => ListedSchool { name, aliases },
        };
        let listed = ListedSchool { name: listed.name.trim().to_owned(), ..listed };
        if !listed.name.is_empty() {
            settings.list_school(listed);
        }
    }
    settings.required_forms = written.required_forms.or(settings.required_forms.take());
    if let Some(written) = written.passwords {
        settings.passwords.extend(passwords(written)?);
    }
    apply_duties(written.duties, &mut settings.duties)?;
    apply_limits(written.limits, settings)
}

/// Passwords, in quotes or as bare numbers.
fn passwords(written: Spanned<WrittenPasswords>) -> Result<Vec<Password>, Fault> {
    let fault = (written.span().start, "passwords: 应写成 [\"…\", \"…\"] 的样子 (a list of texts)".to_owned());
    let toml::Value::Array(list) = written.into_inner().0 else {
        return Err(fault);
    };
    let read = |value| match value {
        toml::Value::String(text) => Some(Password::new(text)),
        toml::Value::Integer(number) => Some(Password::new(number.to_string())),
        _ => None,
    };
    list.into_iter().map(read).collect::<Option<_>>().ok_or(fault)
}

fn apply_duties(written: WrittenDuties, duties: &mut Duties) -> Result<(), Fault> {
    put(&mut duties.helper_children, written.helper_children, 1..=1000, "duties.helper_children")?;
    put(&mut duties.month_due_day, written.month_due_day, 1..=31, "duties.month_due_day")?;
    put(&mut duties.deadline_day, written.deadline_day, 1..=31, "duties.deadline_day")?;
    put(&mut duties.calls_per_month, written.calls_per_month, 0..=31, "duties.calls_per_month")?;
    put(&mut duties.visits_per_term, written.visits_per_term, 0..=31, "duties.visits_per_term")?;
    let Some(holidays) = written.holidays else {
        return Ok(());
    };
    let at = holidays.span().start;
    let mut days: Vec<Holiday> = Vec::new();
    for holiday in holidays.into_inner() {
        let read =
            holiday.get_ref().parse().map_err(|error| (holiday.span().start, format!("duties.holidays: {error}")));
        days.push(read?);
    }
    if days.len() > MOST_HOLIDAYS {
        return Err((at, format!("duties.holidays: 最多 {MOST_HOLIDAYS} 段 (at most {MOST_HOLIDAYS})")));
    }
    duties.holidays = std::array::from_fn(|place| days.get(place).copied());
    Ok(())
}

fn apply_limits(written: WrittenLimits, settings: &mut Settings) -> Result<(), Fault> {
    const MIB: u64 = 1024 * 1024;
    let limits = &mut settings.limits;
    for (limit, mib, key) in [
        (&mut limits.file_bytes, written.file_mib, "limits.file_mib"),
        (&mut limits.unpacked_bytes, written.unpacked_mib, "limits.unpacked_mib"),
        (&mut limits.part_bytes, written.part_mib, "limits.part_mib"),
        (&mut limits.text_bytes, written.text_mib, "limits.text_mib"),
        (&mut limits.worker_bytes, written.worker_mib, "limits.worker_mib"),
    ] {
        let mut value = *limit / MIB;
        put(&mut value, mib, 1..=65_536, key)?;
        *limit = value * MIB;
    }
    put(&mut limits.ratio, written.ratio, 10..=1_000_000, "limits.ratio")?;
    put(&mut limits.entries, written.entries, 10..=1_000_000, "limits.entries")?;
    put(&mut limits.rows, written.rows, 1..=1_048_576, "limits.rows")?;
    put(&mut limits.cells, written.cells, 1..=1_000_000_000, "limits.cells")?;
    put(&mut limits.worker_seconds, written.worker_seconds, 1..=3600, "limits.worker_seconds")
}

fn put<N: Copy + PartialOrd + std::fmt::Display>(
    target: &mut N,
    written: Option<Spanned<N>>,
    range: std::ops::RangeInclusive<N>,
    key: &str,
) -> Result<(), Fault> {
    let Some(written) = written else {
        return Ok(());
    };
    if !range.contains(written.get_ref()) {
        return Err((written.span().start, format!("{key}: from {} to {}", range.start(), range.end())));
    }
    *target = *written.get_ref();
    Ok(())
}
