//! A sum of money in yuan: `200`, `200元`, `￥1,200.00`, `0.02万元`, `贰佰元整`.

use super::{Asked, Reading, blank, number, numeral};
use crate::model::{CellValue, Fault};

/// What people write before a sum without meaning anything else by it.
const BEFORE: [&str; 9] = ["人民币", "现金", "rmb", "cny", "¥", "￥", "$", "共计", "共"];

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let amount = match asked.value {
        CellValue::Number(number) => Some(number * unit_of_header(asked.header())),
        CellValue::Bool(_) | CellValue::Date { .. } | CellValue::Error(_) => None,
        CellValue::Text(_) => {
            let text = blank::compact(asked.value);
            if blank::says_nothing(&text) {
                return Reading::default();
            }
            parse(&text, unit_of_header(asked.header()))
        }
    };
    number::within(asked, amount, Fault::NumberInvalid)
}

/// What one of a header's unit is in yuan: 金额（万元）.
fn unit_of_header(header: &str) -> f64 {
    [("万元", 10_000.0), ("千元", 1_000.0), ("百元", 100.0)]
        .into_iter()
        .find_map(|(unit, yuan)| header.contains(unit).then_some(yuan))
        .unwrap_or(1.0)
}

/// Reads compact text; a number without a unit counts in `unit` yuan.
fn parse(text: &str, unit: f64) -> Option<f64> {
    let text = text.to_lowercase();
    let mut body = text.as_str();
    while let Some(rest) = BEFORE.iter().find_map(|word| body.strip_prefix(word)) {
        body = rest.trim_start_matches([':', '：']);
    }
    let end = body.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+'))).unwrap_or(body.len());
    let (digits, rest) = body.split_at(end);
    if digits.is_empty() {
        let (words, rest) = body.split_at(body.find(['元', '圆', '块']).unwrap_or(body.len()));
        return yuan(rest, 1.0).and_then(|_| numeral::large(words)).map(f64::from);
    }
    let number: f64 = number::digits_in_thousands(digits)?.parse().ok()?;
    yuan(rest, unit).map(|yuan| number * yuan)
}

/// What the unit behind a number is in yuan.
fn yuan(text: &str, unit: f64) -> Option<f64> {
    if text.is_empty() {
        return Some(unit);
    }
    let (many, rest) = match text.chars().next()? {
        '万' => (10_000.0, text.get('万'.len_utf8()..)?),
        '千' => (1_000.0, text.get('千'.len_utf8()..)?),
        '百' => (100.0, text.get('百'.len_utf8()..)?),
        _ => (1.0, text),
    };
    let rest = rest.strip_prefix("人民币").unwrap_or(rest);
    let rest = rest.strip_prefix(['元', '圆', '块']).unwrap_or(rest);
    let rest = rest.strip_prefix('钱').unwrap_or(rest);
    matches!(rest, "" | "整" | "正" | "。" | "现金" | "rmb").then_some(many)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan_of(text: &str) -> Option<f64> {
        parse(&blank::compact(&CellValue::text(text)), 1.0)
    }

    #[test]
    fn sums_are_read_in_yuan() {
        for (text, yuan) in [
            ("200", 200.0),
            ("200元", 200.0),
            ("200 元整", 200.0),
            ("￥200.00", 200.0),
            ("¥1,200", 1200.0),
            ("人民币200元", 200.0),
            ("现金300元", 300.0),
            ("0.02万元", 200.0),
            ("2千元", 2000.0),
            ("贰佰元整", 200.0),
            ("叁仟伍佰元整", 3500.0),
            ("三百元", 300.0),
            ("一千二百元", 1200.0),
            ("一万元", 10_000.0),
            ("五十块钱", 50.0),
        ] {
            assert_eq!(yuan_of(text), Some(yuan), "{text}");
        }
        assert_eq!(parse("0.5", 10_000.0), Some(5000.0));
    }

    #[test]
    fn goods_and_vague_sums_are_no_sums() {
        for text in ["大米一袋", "约200元", "200+100", "200元/月", "100元、书包1个", "几百元", "两三百", "书包1个"]
        {
            assert_eq!(yuan_of(text), None, "{text}");
        }
    }
}
