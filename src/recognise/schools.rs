//! Schools' names inside words: `附件1：高桥镇中心小学2026年秋季留守儿童信息表` says 高桥镇中心小学.

use std::sync::LazyLock;

use crate::form::language;
use crate::form::words::{self, Heads};

/// Whether the text ends as schools' names do.
pub(super) fn ends_like_one(text: &str) -> bool {
    let text = words::value(text);
    language().schools.endings.iter().any(|ending| text.ends_with(ending.as_str()))
}

/// The schools that running text names: a title, a sheet's, file's or folder's name.
pub(super) fn in_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in runs(&without_dates(text)) {
        if let Some(school) = in_run(&run)
            && !found.contains(&school)
        {
            found.push(school);
        }
    }
    found
}

/// What stands behind a label for the school: a name without a usual ending counts, a bureau or a town does not.
pub(super) fn labelled(text: &str) -> Option<String> {
    if let Some(school) = in_text(text).into_iter().next() {
        return Some(school);
    }
    let schools = &language().schools;
    let bare: String = runs(text).into_iter().next()?;
    let is_district = schools.districts.iter().any(|word| bare.ends_with(word.as_str()));
    let is_bureau = schools.bureaus.iter().any(|word| bare.contains(word.as_str()));
    let signed = &language().rows.signed;
    let is_generic = signed.contains(&bare) || schools.generic.contains(&bare) || schools.decoration.contains(&bare);
    (bare.chars().count() >= 2 && !is_district && !is_bureau && !is_generic).then_some(bare)
}

/// The name inside a run of characters without a break.
fn in_run(run: &str) -> Option<String> {
    let schools = &language().schools;
    // Hardly a run has all characters of a bureau's name: the others are not looked for.
    let letters = words::letters(run);
    let run = schools
        .bureaus
        .iter()
        .filter(|bureau| words::letters(bureau) & !letters == 0)
        .filter_map(|bureau| run.rfind(bureau.as_str()).and_then(|at| run.get(at + bureau.len()..)))
        .min_by_key(|rest| rest.len())
        .unwrap_or(run);
    let mut run = run;
    while let Some(rest) = schools.decoration.iter().find_map(|word| run.strip_prefix(word.as_str())) {
        run = rest;
    }
    if schools.attached.iter().any(|word| run.starts_with(word.as_str())) {
        return None;
    }
    let ends = ends(run);
    let joined = ends.iter().find_map(|&end| {
        let (name, after) = run.split_at_checked(end)?;
        let joint =
            schools.joints.iter().filter(|joint| after.starts_with(joint.as_str())).max_by_key(|joint| joint.len())?;
        Some((name, after.strip_prefix(joint.as_str())?))
    });
    let name = match joined {
        // 甲小学和乙小学 are two: the line does not tell whose the table is.
        Some((name, other)) if is_proper(name) && in_run(other).is_some() => return None,
        Some((name, _)) if is_proper(name) => name,
        _ => run.get(..*ends.last()?)?,
    };
    is_proper(name).then(|| name.to_owned())
}

/// The first characters of the words that schools' names end in.
static ENDINGS: LazyLock<Heads> = LazyLock::new(|| Heads::of(&language().schools.endings));

/// Where a school's name may end in a run, in order.
fn ends(run: &str) -> Vec<usize> {
    let schools = &language().schools;
    let mut ends = Vec::new();
    for (at, _) in run.char_indices().filter(|&(_, c)| ENDINGS.has(c)) {
        let here = |ending: &&String| run.get(at..).is_some_and(|rest| rest.starts_with(ending.as_str()));
        for ending in schools.endings.iter().filter(here) {
            let stop = at + ending.len();
            let after = run.get(stop..).unwrap_or_default();
            // 小学教师 are teachers of primary schools, 柳林小学教师 those of one.
            let district = |word: &String| run.get(..at).is_some_and(|before| before.ends_with(word.as_str()));
            let own = at > 0 && !schools.districts.iter().any(district);
            let goes_on = |word: &&String| after.starts_with(word.as_str());
            let other =
                schools.not_followed_by.iter().filter(goes_on).any(|word| !own || !schools.staff.contains(word));
            if !other {
                ends.push(stop);
            }
        }
    }
    ends.sort_unstable();
    ends
}

fn is_proper(name: &str) -> bool {
    !language().schools.generic.iter().any(|word| word == name) && name.chars().count() >= 3
}

/// Whether a name only says what kind of school it is: `初级中学`, `中心小学`.
pub(super) fn is_bare_kind(name: &str) -> bool {
    let schools = &language().schools;
    let rest = schools.central.iter().find_map(|word| name.strip_prefix(word.as_str())).unwrap_or(name);
    schools.endings.iter().chain(&schools.generic).any(|ending| ending == name || ending == rest)
}

/// The school that a line is addressed to: its name, a colon, and nothing behind it.
pub(super) fn is_addressee(text: &str) -> bool {
    let text = words::value(text);
    let name = text.strip_suffix(':').unwrap_or_default();
    !name.contains(':') && ends_like_one(name) && !in_text(name).is_empty()
}

/// Whether a text is a school's name and nothing else but what stands in brackets: `龙洞小学（盖章）`.
pub(super) fn is_one(text: &str) -> bool {
    let bare = words::header(text).plain;
    !bare.contains(':') && in_text(&bare).first().is_some_and(|name| words::value(name) == bare)
}

/// Runs of letters, digits and Chinese characters.
fn runs(text: &str) -> Vec<String> {
    let folded: String = text.chars().map(|c| if crate::model::is_space(c) { ' ' } else { c }).collect();
    let mut runs = vec![String::new()];
    for c in folded.chars() {
        let c = if ('\u{ff01}'..='\u{ff5e}').contains(&c) { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) } else { c };
        if c.is_alphanumeric() || c == '·' {
            if let Some(run) = runs.last_mut() {
                run.push(c);
            }
        } else if runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(String::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The text with years, terms and days replaced by a break.
fn without_dates(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let year = characters
            .get(at..at + 4)
            .is_some_and(|four| four.iter().all(char::is_ascii_digit) && four.starts_with(&['2', '0']));
        let inside = at > 0 && characters.get(at - 1).is_some_and(char::is_ascii_digit);
        if year && !inside {
            at = after_date(&characters, at + 4);
            kept.push(' ');
        } else {
            kept.push(c);
            at += 1;
        }
    }
    kept
}

/// Where the words of a date or term end that began before `at`.
fn after_date(characters: &[char], mut at: usize) -> usize {
    loop {
        let rest: String = characters.get(at..).unwrap_or_default().iter().take(8).collect();
        let term = language()
            .schools
            .terms
            .iter()
            .filter(|term| rest.starts_with(term.as_str()))
            .max_by_key(|term| term.len());
        if let Some(term) = term {
            at += term.chars().count();
            continue;
        }
        let digits = rest.trim_start_matches(['-', '—', '~', '～', '.', '/', '_']);
        let joint = rest.chars().count() - digits.chars().count();
        let count = digits.chars().take_while(char::is_ascii_digit).count();
        if count == 0 || count > 8 {
            return at;
        }
        at += joint + count;
    }
}

/// A school's name without the words that say what its district is: 青石中心小学 for 青石镇中心小学.
pub(super) fn without_districts(name: &str) -> String {
    language().schools.districts.iter().fold(name.to_owned(), |name, word| name.replace(word.as_str(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_titles_and_file_names() {
        for (text, school) in [
            ("高桥镇中心小学2026年秋季留守儿童信息表", "高桥镇中心小学"),
            ("2026年秋季高桥镇中心小学留守儿童信息表", "高桥镇中心小学"),
            ("2026-2027学年度第一学期柳林小学三年级（2）班留守儿童花名册", "柳林小学"),
            ("附件1-青石柳树小学", "青石柳树小学"),
            ("附件1：云溪镇第二小学（2026年秋）", "云溪镇第二小学"),
            ("留守儿童信息表-石门小学_1", "石门小学"),
            ("清河县教育局青石镇初级中学留守学生", "青石镇初级中学"),
            ("《竹坪教学点》上报", "竹坪教学点"),
            ("青石镇中心学校", "青石镇中心学校"),
            ("云溪镇中心幼儿园留守幼儿", "云溪镇中心幼儿园"),
            ("2026年9月10日龙泉小学", "龙泉小学"),
            ("坪上小学及附设幼儿园留守儿童名册", "坪上小学"),
            ("坪上小学（含附设幼儿园）留守儿童名册", "坪上小学"),
            ("青石镇中心小学暨各教学点花名册", "青石镇中心小学"),
            ("和平小学留守儿童", "和平小学"),
            ("师范学校附属小学", "师范学校附属小学"),
        ] {
            assert_eq!(in_text(text), [school], "{text}");
        }
        for text in [
            "青石镇留守儿童信息表",
            "农村中小学留守儿童花名册",
            "小学生名单",
            "2026秋",
            "第一批",
            "清河县教育局",
            "收到的表",
            "各学校汇总",
            "柳林小学和石桥小学留守儿童花名册",
        ] {
            assert_eq!(in_text(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_label_needs_no_ending() {
        assert_eq!(labelled("柳林小学（盖章）").as_deref(), Some("柳林小学"));
        assert_eq!(labelled("柳林完小").as_deref(), Some("柳林完小"));
        assert_eq!(labelled("希望之家").as_deref(), Some("希望之家"));
        assert_eq!(labelled("青石镇人民政府"), None);
        assert_eq!(labelled("青石镇"), None);
    }
}
