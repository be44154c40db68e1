//! Options of a printed form: which of `健康( ) 残疾(√)`, `□男 ☑女`, `男√ 女` are ticked.

/// Marks that tick an option wherever they stand beside it.
const TICKS: [char; 9] = ['√', '✓', '✔', '☑', '■', '●', '☒', '〇', '◉'];
/// Marks that tick an option where no other mark does; between brackets only the last two letters.
const CROSSES: [char; 4] = ['×', '✗', '✘', '✕'];
const LETTERS: [char; 4] = ['v', 'V', 'x', 'X'];
/// Boxes that nobody ticked.
const EMPTY: [char; 6] = ['□', '☐', '▢', '○', '◯', '❏'];

/// An option and the mark beside it.
struct Offered {
    name: String,
    mark: String,
}

/// The ticked options in their order; `None` where the text offers no options.
pub(super) fn ticked(text: &str) -> Option<Vec<String>> {
    // Nearly no cell has a bracket, a box or a mark in it.
    if text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return None;
    }
    let options = bracketed(text).or_else(|| boxed(text)).or_else(|| marked(text))?;
    let plainly = options.iter().any(|option| option.mark.contains(TICKS) || option.mark.contains(['v', 'V']));
    let is_ticked = |option: &&Offered| {
        let mark = &option.mark;
        if plainly {
            mark.contains(TICKS) || mark.contains(['v', 'V'])
        } else {
            mark.contains(CROSSES) || mark.contains(LETTERS)
        }
    };
    Some(options.iter().filter(is_ticked).map(|option| option.name.clone()).collect())
}

const fn is_open(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '［' | '【' | '〔')
}

const fn is_close(c: char) -> bool {
    matches!(c, ')' | '）' | ']' | '］' | '】' | '〕')
}

fn is_mark(c: char) -> bool {
    TICKS.contains(&c) || CROSSES.contains(&c) || LETTERS.contains(&c) || EMPTY.contains(&c)
}

fn is_gap(c: char) -> bool {
    crate::model::is_space(c) || matches!(c, '_' | '、' | '，' | ',' | '；' | ';' | '。' | '|' | '/')
}

fn name(text: &str) -> String {
    text.trim_matches(is_gap).chars().filter(|&c| !crate::model::is_space(c)).collect()
}

/// `健康( ) 残疾(√)` and `(√)健康 ( )残疾`: brackets that hold a mark or nothing.
fn bracketed(text: &str) -> Option<Vec<Offered>> {
    let mut words: Vec<String> = vec![String::new()];
    let mut marks: Vec<String> = Vec::new();
    let mut inside: Option<String> = None;
    for c in text.chars() {
        match inside.as_mut() {
            None if is_open(c) => inside = Some(String::new()),
            Some(mark) if is_close(c) => {
                if mark.chars().all(|c| is_gap(c) || is_mark(c)) {
                    marks.push(std::mem::take(mark));
                    words.push(String::new());
                } else if let Some(word) = words.last_mut() {
                    word.push('（');
                    word.push_str(mark);
                    word.push('）');
                }
                inside = None;
            }
            Some(mark) => mark.push(c),
            None => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    if marks.is_empty() {
        return None;
    }
    // The brackets stand before the options where nothing stands before the first and something behind the last.
    let before = words.first().is_some_and(|first| name(first).is_empty())
        && words.last().is_some_and(|last| !name(last).is_empty());
    let names = words.iter().skip(usize::from(before)).map(|word| name(word));
    Some(names.zip(marks).filter(|(name, _)| !name.is_empty()).map(|(name, mark)| Offered { name, mark }).collect())
}

/// `□男 ☑女` and `男□ 女☑`: a box before or behind each option, of which a tick may stand in the place of one.
fn boxed(text: &str) -> Option<Vec<Offered>> {
    let is_box = |c: char| EMPTY.contains(&c) || TICKS.contains(&c);
    if !text.contains(EMPTY) && text.chars().filter(|&c| matches!(c, '☑' | '■' | '☒' | '●')).count() == 0 {
        return None;
    }
    let before = text.chars().find(|&c| !is_gap(c)).is_some_and(is_box);
    let mut options: Vec<Offered> = Vec::new();
    let mut word = String::new();
    let mut mark: Option<char> = None;
    for c in text.chars() {
        if !is_box(c) {
            word.push(c);
            continue;
        }
        if before {
            if let Some(mark) = mark.replace(c) {
                options.push(Offered { name: name(&word), mark: mark.to_string() });
            }
        } else {
            options.push(Offered { name: name(&word), mark: c.to_string() });
        }
        word.clear();
    }
    if let Some(mark) = mark.filter(|_| before) {
        options.push(Offered { name: name(&word), mark: mark.to_string() });
    }
    options.retain(|option| !option.name.is_empty());
    (!options.is_empty()).then_some(options)
}

/// `男√ 女`: a tick beside one of several words.
fn marked(text: &str) -> Option<Vec<Offered>> {
    let tick = |c: char| TICKS.contains(&c);
    if !text.contains(TICKS) {
        return None;
    }
    let before = text.chars().find(|&c| !is_gap(c)).is_some_and(tick);
    let mut options: Vec<Offered> = Vec::new();
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        // 男√女 without a gap: the tick ends its word, or begins it.
        let parts: Vec<&str> = if before { word.split(tick).collect() } else { word.split_inclusive(tick).collect() };
        for (place, part) in parts.iter().enumerate() {
            let ticked = if before { place > 0 } else { part.ends_with(tick) };
            let word = name(part.trim_matches(tick));
            if !word.is_empty() {
                options.push(Offered { name: word, mark: if ticked { "√".to_owned() } else { String::new() } });
            }
        }
    }
    (!options.is_empty()).then_some(options)
}

#[cfg(test)]
mod tests {
    use super::ticked;

    #[test]
    fn the_ticked_options_are_told_however_they_are_printed() {
        for (text, expected) in [
            ("健康( ) 残疾(√)", "残疾"),
            ("健康（√）残疾（ ）患病（　）", "健康"),
            ("(√)健康 ( )残疾", "健康"),
            ("享受低保(√) 临时救助(✓) 医疗救助( )", "享受低保,临时救助"),
            ("□男 ☑女", "女"),
            ("□男√女", "女"),
            ("男□ 女■", "女"),
            ("○走读 ●住校", "住校"),
            ("男√ 女", "男"),
            ("√男 女", "男"),
            ("男√女", "男"),
            ("是( ) 否(V)", "否"),
            ("是(x) 否( )", "是"),
            ("是(×) 否(√)", "否"),
            ("有[ ]无[〇]", "无"),
            ("祖父母（ ）　外祖父母（☑）", "外祖父母"),
            ("健康( ) 残疾( )", ""),
            ("□是 □否", ""),
        ] {
            assert_eq!(ticked(text).map(|found| found.join(",")).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_offer_nothing() {
        for text in ["健康", "残疾（二级）", "√", "×", "外出（广东）", "是", "三(2)班"] {
            assert_eq!(ticked(text), None, "{text}");
        }
    }
}
