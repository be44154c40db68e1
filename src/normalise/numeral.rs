//! Chinese numerals: `十二`, `二十一`, `廿三`, and digit by digit as in `二〇一二` and `二0一二`.

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c as u32 - '0' as u32,
        '〇' | '零' | '○' | '◯' | 'o' | 'O' => 0,
        '一' | '壹' => 1,
        '二' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Whether `c` is a Chinese numeral: no ASCII digit, and no letter `O`, which is one only among others.
pub(super) fn is_numeral(c: char) -> bool {
    matches!(c, '十' | '拾' | '百' | '廿' | '卅') || (!c.is_ascii() && digit(c).is_some())
}

/// The number that `text` writes, as a whole, below a thousand or digit by digit; `None` when it is none.
pub(super) fn value(text: &str) -> Option<u32> {
    // Grades and classes are one numeral, mostly.
    if let Some(number) = only_digit(text) {
        return Some(number);
    }
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    if !text.contains(['十', '拾', '百', '廿', '卅']) {
        return text.chars().try_fold(0u32, |number, c| number.checked_mul(10)?.checked_add(digit(c)?));
    }
    // 三百五 is 350, 三百零五 is 305.
    let tens = text.chars().next_back().and_then(digit).filter(|&digit| digit > 0);
    let hundreds = text.strip_suffix(|c| digit(c).is_some()).filter(|rest| rest.ends_with('百'));
    let (text, last) = match (hundreds, tens) {
        (Some(hundreds), Some(tens)) => (hundreds, tens * 10),
        _ => (text, 0),
    };
    let (mut total, mut pending, mut smallest_unit) = (last, None, u32::MAX);
    for c in text.chars() {
        let (unit, times) = match c {
            '百' => (100, pending.take()?),
            '十' | '拾' => (10, pending.take().unwrap_or(1)),
            '廿' if pending.is_none() => (10, 2),
            '卅' if pending.is_none() => (10, 3),
            '零' | '〇' if pending.is_none() => continue,
            c if pending.is_none() => {
                pending = Some(digit(c)?);
                continue;
            }
            _ => return None,
        };
        if unit >= smallest_unit {
            return None;
        }
        smallest_unit = unit;
        total += unit * times;
    }
    Some(total + pending.unwrap_or_default())
}

/// The number of a text that is one digit.
fn only_digit(text: &str) -> Option<u32> {
    let mut characters = text.chars();
    let number = digit(characters.next()?)?;
    characters.next().is_none().then_some(number)
}

/// The number that `text` writes with thousands and ten thousands too, as sums of money are: `叁仟伍佰`, `一万二`.
pub(super) fn large(text: &str) -> Option<u32> {
    let text = text.replace('佰', "百").replace('仟', "千").replace(['两', '兩'], "二").replace('萬', "万");
    let mut rest = text.as_str();
    let mut total = 0u32;
    for (unit, times) in [('万', 10_000), ('千', 1_000)] {
        if let Some((high, low)) = rest.split_once(unit) {
            total = total.checked_add(value(high)?.checked_mul(times)?)?;
            rest = low;
            // 三千五 is three thousand five hundred.
            if rest.chars().count() == 1 && !rest.starts_with(['零', '十', '百']) {
                return total.checked_add(value(rest)?.checked_mul(times / 10)?);
            }
        }
    }
    let rest = if total > 0 { rest.trim_start_matches(['零', '〇']) } else { rest };
    if rest.is_empty() && total > 0 { Some(total) } else { total.checked_add(value(rest)?) }
}

/// The same text with every Chinese numeral written in digits: `二0一二年九月十日` gives `2012年9月10日`.
pub(super) fn in_digits(text: &str) -> String {
    if !text.chars().any(is_numeral) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c) if is_numeral(c) || digit(c).is_some() => run.push(c),
            _ => {
                match value(&run).filter(|_| run.chars().any(is_numeral)) {
                    // A year keeps its leading digits, a day such as 〇九 needs none.
                    Some(number) => out.push_str(&number.to_string()),
                    None => out.push_str(&run),
                }
                run.clear();
                out.extend(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read() {
        for (text, number) in [
            ("九", 9),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("三十一", 31),
            ("廿三", 23),
            ("六十五", 65),
            ("一百零三", 103),
            ("二〇一二", 2012),
            ("二0一二", 2012),
            ("二O一二", 2012),
            ("贰零壹贰", 2012),
            ("〇九", 9),
            ("三百五", 350),
            ("一百二", 120),
            ("三百零五", 305),
            ("三百五十", 350),
        ] {
            assert_eq!(value(text), Some(number), "{text}");
        }
        for text in ["", "十十", "二十廿", "很多", "百"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_written_in_digits() {
        assert_eq!(in_digits("二0一二年九月十日"), "2012年9月10日");
        assert_eq!(in_digits("2012年九月二十一日"), "2012年9月21日");
        assert_eq!(in_digits("2012-09-10"), "2012-09-10");
    }
}
