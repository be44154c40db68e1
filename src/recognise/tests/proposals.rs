//! What a column may be whose header nobody knows, and what follows when somebody says.

use super::{Lexicon, read, recognise, sheet};
use crate::form::builtin;
use crate::model::{Block, Book};

const ROSTER: &str = "年级|姓名|性别|身份证号玛|父亲姓名|在哪打工|亲情号|母亲姓名|母亲打工处|监护人|监护人电话|身子骨|鞋码|班主任电话|学号\n\
    三年级|王小芳|女|110105201709180023|王大军|广东东莞|13812345678|李梅|浙江|王大山|13812345601|健康|33|13900001111|7\n\
    三年级|李明|男|110105201803120019|李小军|福建|13912345678|张丽|上海|李有福|13812345602|健康|35|13900001111|8";

/// Header, state and fields of each column that something is said of.
fn guesses(block: &Block) -> Vec<String> {
    let forms = builtin().unwrap();
    let form = forms.get(block.form);
    let ids = |fields: &[usize]| fields.iter().map(|field| &*form.fields[*field].id).collect::<Vec<_>>().join(",");
    let guessed = block.columns.iter().filter_map(|column| Some((column, column.guess.as_deref()?)));
    guessed.map(|(column, guess)| format!("{} {} {}", column.header, guess.state.name(), ids(&guess.fields))).collect()
}

#[test]
fn words_cells_and_neighbours_propose_a_field() {
    let seen = read(ROSTER);
    assert_eq!(
        guesses(seen.block(0)),
        [
            "身份证号玛 adopted id_number",
            "在哪打工 open father_workplace",
            "亲情号 open father_phone",
            "母亲打工处 open mother_workplace",
            "身子骨 open guardian_health",
            "鞋码 open ",
        ]
    );
    let phone = seen.block(0).columns[6].guess.as_deref().unwrap();
    assert_eq!(phone.samples, ["138****5678", "139****5678"]);
    assert!(phone.why.zh.contains("内容像电话号码"), "{}", phone.why.zh);
    assert!(phone.score >= 0.5 && phone.score < 0.85);
}

#[test]
fn what_somebody_said_is_followed_where_no_header_says_better() {
    let forms = builtin().unwrap();
    let (position, form) = forms.roster().unwrap();
    let mut lexicon = Lexicon::new(&forms);
    for (header, field) in [
        ("在哪打工", Some("father_workplace")),
        ("身份证号玛", None),
        ("亲情号", Some("guardian_phone")),
        ("鞋码", None),
    ] {
        lexicon.decide(position, header, field.map(|field| form.field(field).unwrap()));
    }
    let book = Book { sheets: vec![sheet("Sheet1", ROSTER, &[])], ..Book::default() };
    let reading = recognise(&book, "表.xlsx", &forms, &lexicon).remove(0);
    let block = &reading.blocks[0];
    let field = |at: usize| block.columns[at].field.map(|field| &*form.fields[field].id);
    assert_eq!((field(5), field(3), field(6)), (Some("father_workplace"), None, None));
    // Another column has the name itself.
    assert_eq!(field(10), Some("guardian_phone"));
    let said: Vec<String> = guesses(block).into_iter().filter(|said| said.contains("decided")).collect();
    assert_eq!(said, ["身份证号玛 decided ", "在哪打工 decided father_workplace", "亲情号 decided ", "鞋码 decided "]);
}

#[test]
fn a_header_under_a_group_is_decided_by_itself() {
    let forms = builtin().unwrap();
    let (position, form) = forms.roster().unwrap();
    let mut lexicon = Lexicon::new(&forms);
    lexicon.decide(position, "父亲信息/去处", form.field("father_workplace"));
    let text = "姓名|性别|年级|父亲信息||母亲信息||监护人\n\
                |||姓名|去处|姓名|去处|\n\
                王小明|男|三年级|王强|广东|李梅|浙江|王建国";
    let book = Book { sheets: vec![sheet("Sheet1", text, &["D1:E1", "F1:G1"])], ..Book::default() };
    let reading = recognise(&book, "表.xlsx", &forms, &lexicon).remove(0);
    let of = |at: usize| reading.blocks[0].columns[at].field.map(|field| &*form.fields[field].id);
    assert_eq!((of(4), of(6)), (Some("father_workplace"), None));
}

#[test]
fn the_same_word_behind_another_name_is_that_persons() {
    let forms = builtin().unwrap();
    let (position, form) = forms.roster().unwrap();
    let mut lexicon = Lexicon::new(&forms);
    lexicon.decide(position, "在哪打工", form.field("father_workplace"));
    let text = "年级|姓名|性别|父亲姓名|在哪打工|母亲姓名|在哪打工|监护人|监护人电话\n\
                三年级|王小明|男|王强|广东|李梅|浙江|王建国|13812345601";
    let book = Book { sheets: vec![sheet("Sheet1", text, &[])], ..Book::default() };
    let reading = recognise(&book, "表.xlsx", &forms, &lexicon).remove(0);
    let of = |at: usize| reading.blocks[0].columns[at].field.map(|field| &*form.fields[field].id);
    assert_eq!((of(4), of(6)), (Some("father_workplace"), Some("mother_workplace")));
}

#[test]
fn chance_proposes_nothing() {
    let seen =
        read("姓名|性别|年级|监护人|是否参加医保|天气\n王小明|男|三年级|王建国|是|晴\n李丽|女|三年级|李建国|否|小雨");
    assert_eq!(guesses(seen.block(0)), ["是否参加医保 open ", "天气 open "]);
}
