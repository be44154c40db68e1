//! Schools' names inside words: `附件1：高桥镇中心小学2026年秋季留守儿童信息表` says 高桥镇中心小学.

use crate::form::{language, words};

/// Whether the text ends as schools' names do.
pub(super) fn ends_like_one(text: &str) -> bool {
    let text = words::value(text);
    language()
        .schools
        .endings
        .iter()
        .any(|ending| text.ends_with(ending.as_str()))
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
    let is_district = schools
        .districts
        .iter()
        .any(|word| bare.ends_with(word.as_str()));
    let is_bureau = schools
        .bureaus
        .iter()
        .any(|word| bare.contains(word.as_str()));
    let is_generic = schools.generic.contains(&bare) || schools.decoration.contains(&bare);
    (bare.chars().count() >= 2 && !is_district && !is_bureau && !is_generic).then_some(bare)
}

/// The name inside a run of characters without a break.
fn in_run(run: &str) -> Option<String> {
    let schools = &language().schools;
    let run = schools
        .bureaus
        .iter()
        .filter_map(|bureau| {
            run.rfind(bureau.as_str())
                .and_then(|at| run.get(at + bureau.len()..))
        })
        .min_by_key(|rest| rest.len())
        .unwrap_or(run);
    let mut run = run;
    while let Some(rest) = schools
        .decoration
        .iter()
        .find_map(|word| run.strip_prefix(word.as_str()))
    {
        run = rest;
    }
    let mut end = None;
    for (at, _) in run.char_indices() {
        for ending in schools.endings.iter().filter(|ending| {
            run.get(at..)
                .is_some_and(|rest| rest.starts_with(ending.as_str()))
        }) {
            let stop = at + ending.len();
            let after = run.get(stop..).unwrap_or_default();
            let goes_on = schools
                .not_followed_by
                .iter()
                .any(|word| after.starts_with(word.as_str()));
            if !goes_on && end.is_none_or(|end| stop > end) {
                end = Some(stop);
            }
        }
    }
    let name = run.get(..end?)?;
    let proper = !schools.generic.iter().any(|word| word == name) && name.chars().count() >= 3;
    proper.then(|| name.to_owned())
}

/// Runs of letters, digits and Chinese characters.
fn runs(text: &str) -> Vec<String> {
    let folded: String = text
        .chars()
        .map(|c| if crate::model::is_space(c) { ' ' } else { c })
        .collect();
    let mut runs = vec![String::new()];
    for c in folded.chars() {
        let c = if ('\u{ff01}'..='\u{ff5e}').contains(&c) {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        } else {
            c
        };
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
        let year = characters.get(at..at + 4).is_some_and(|four| {
            four.iter().all(char::is_ascii_digit) && four.starts_with(&['2', '0'])
        });
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
        let rest: String = characters
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take(8)
            .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_titles_and_file_names() {
        for (text, school) in [
            ("高桥镇中心小学2026年秋季留守儿童信息表", "高桥镇中心小学"),
            ("2026年秋季高桥镇中心小学留守儿童信息表", "高桥镇中心小学"),
            (
                "2026-2027学年度第一学期柳林小学三年级（2）班留守儿童花名册",
                "柳林小学",
            ),
            ("附件1-青石柳树小学", "青石柳树小学"),
            ("附件1：云溪镇第二小学（2026年秋）", "云溪镇第二小学"),
            ("留守儿童信息表-石门小学_1", "石门小学"),
            ("清河县教育局青石镇初级中学留守学生", "青石镇初级中学"),
            ("《竹坪教学点》上报", "竹坪教学点"),
            ("青石镇中心学校", "青石镇中心学校"),
            ("云溪镇中心幼儿园留守幼儿", "云溪镇中心幼儿园"),
            ("2026年9月10日龙泉小学", "龙泉小学"),
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
