//! What the ledger knows of the children, class by class.

use std::collections::BTreeMap;

use super::{Binder, Dossier, FOLDER, Labels, Told, names};
use crate::finding::Lang;
use crate::form::{Form, FormKind, Kind, Role};
use crate::ledger::{Datum, LedgerError};
use crate::report::returned::Names;
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Figures, ReportError, Sources, datum};

/// The children of one reading of the ledger: enough that a county takes few, and few enough to hold.
const AT_ONCE: usize = 2_000;

/// The name of the roster's sheet.
pub(super) const ROSTER: [&str; 2] = ["名册", "roster"];

/// The classes of the township in the order of the roster.
pub struct Shelf<'a> {
    sources: &'a Sources<'a>,
    roster: &'a Form,
    labels: Labels,
    classes: Vec<Class>,
    care: BTreeMap<i64, Care>,
}

/// A class, and its children by their places on the roster.
struct Class {
    path: String,
    title: String,
    children: Vec<i64>,
}

/// A child's level of care.
#[derive(Clone, Default)]
struct Care {
    level: i64,
    reasons: String,
    next: String,
    helpers: String,
}

impl<'a> Shelf<'a> {
    /// Looks through the roster.
    ///
    /// # Errors
    ///
    /// When the ledger refuses.
    pub fn read(sources: &'a Sources<'a>, figures: &Figures) -> Result<Self, ReportError> {
        let at = |trouble: Trouble| trouble.at(FOLDER);
        let roster = sources.forms.roster().map(|(_, form)| form);
        let roster = roster.ok_or_else(|| at(Trouble::Workbook("no roster".to_owned())))?;
        let mut care = BTreeMap::new();
        for row in figures.question(sources, "dossier").map_err(at)?.rows {
            let text = |place: usize| datum::text(row.get(place)).unwrap_or_default().to_owned();
            let known = Care { level: datum::int(row.get(1)), reasons: text(2), next: text(3), helpers: text(4) };
            care.insert(datum::int(row.first()), known);
        }
        let classes = classes(sources, roster)?;
        let lang = sources.settings.lang;
        let label = |role| {
            let field = roster.role(role).and_then(|at| roster.fields.get(at));
            field.map(|field| field.label.get(lang).to_owned()).unwrap_or_default()
        };
        let labels = Labels {
            name: label(Role::ChildName),
            sex: label(Role::ChildSex),
            birth: label(Role::ChildBirth),
            helper: label(Role::HelperName),
        };
        Ok(Self { sources, roster, labels, classes, care })
    }

    /// The workbooks of as many classes as are held at once.
    ///
    /// # Errors
    ///
    /// Each where the ledger refuses.
    pub fn batches(&self) -> impl Iterator<Item = Result<Vec<Binder>, ReportError>> {
        let mut batches: Vec<&[Class]> = Vec::new();
        let (mut from, mut held) = (0, 0);
        for (at, class) in self.classes.iter().enumerate() {
            held += class.children.len();
            if held >= AT_ONCE || at + 1 == self.classes.len() {
                batches.push(self.classes.get(from..=at).unwrap_or_default());
                (from, held) = (at + 1, 0);
            }
        }
        batches.into_iter().map(|classes| self.binders(classes).map_err(ReportError::from))
    }

    fn binders(&self, classes: &[Class]) -> Result<Vec<Binder>, LedgerError> {
        let numbers = classes.iter().flat_map(|class| &class.children);
        let (Some(first), Some(last)) = (numbers.clone().min(), numbers.clone().max()) else { return Ok(Vec::new()) };
        let mut children = self.cards(*first, *last)?;
        for (position, form) in self.sources.forms.0.iter().enumerate() {
            if form.kind == FormKind::Record {
                self.records(position, form, (*first, *last), &mut children)?;
            }
        }
        let lang = self.sources.settings.lang;
        let binder = |class: &Class| {
            let mut sheets = names::Sheets::beside(pick(lang, ROSTER[0], ROSTER[1]));
            let mut of_class: Vec<Dossier> = class.children.iter().filter_map(|n| children.remove(n)).collect();
            for child in &mut of_class {
                child.sheet = sheets.of(&child.name);
                child.records.sort();
            }
            Binder {
                path: class.path.clone(),
                title: class.title.clone(),
                labels: self.labels.clone(),
                children: of_class,
            }
        };
        Ok(classes.iter().map(binder).collect())
    }

    /// What the roster says of the children from one place to another.
    fn cards(&self, first: i64, last: i64) -> Result<BTreeMap<i64, Dossier>, LedgerError> {
        let (form, lang) = (self.roster, self.sources.settings.lang);
        let sql = format!(
            "SELECT t.n, t.extra, {} FROM \"{}\" t WHERE t.period = :period AND t.n BETWEEN {first} AND {last} ORDER BY t.n NULLS FIRST",
            columns(form),
            form.table_name()
        );
        let mut children = BTreeMap::new();
        self.sources.ledger.each("dossiers: roster", &sql, |row| -> Result<(), LedgerError> {
            let n = datum::int(row.first());
            let said = |role| form.role(role).and_then(|at| shown(row.get(at + 2))).unwrap_or_default();
            let care = self.care.get(&n).cloned().unwrap_or_default();
            let mut said_all = labelled(form, row, lang, |_| true);
            if let Some(extra) = datum::text(row.get(1)) {
                said_all.push((pick(lang, "其他信息", "Other").to_owned(), extra.to_owned()));
            }
            let dossier = Dossier {
                name: said(Role::ChildName),
                sex: said(Role::ChildSex),
                birth: said(Role::ChildBirth),
                card: said_all,
                contacts: contacts(&said, &care, &self.labels.helper, lang),
                level: care.level,
                reasons: care.reasons,
                next: care.next,
                ..Dossier::default()
            };
            children.insert(n, dossier);
            Ok(())
        })?;
        Ok(children)
    }

    /// Adds the records of a form to the children that they are about.
    fn records(
        &self,
        position: usize,
        form: &Form,
        (first, last): (i64, i64),
        children: &mut BTreeMap<i64, Dossier>,
    ) -> Result<(), LedgerError> {
        let lang = self.sources.settings.lang;
        let sql = format!(
            "SELECT t.child, t.n, t.event_day, t.extra, {} FROM \"{}\" t WHERE t.period = :period AND t.child BETWEEN {first} AND {last} \
             ORDER BY t.n NULLS FIRST",
            columns(form),
            form.table_name()
        );
        let known =
            [Role::School, Role::Grade, Role::Class, Role::ChildName, Role::ChildId, Role::EventDate, Role::ChildSex];
        let what = match lang {
            Lang::Zh => form.sheet.clone(),
            Lang::En => form.title.en.to_string(),
        };
        self.sources.ledger.each("dossiers: records", &sql, |row| -> Result<(), LedgerError> {
            let Some(dossier) = children.get_mut(&datum::int(row.first())) else { return Ok(()) };
            let fields = row.get(2..).unwrap_or_default();
            let is_new =
                |at: usize| form.fields.get(at).and_then(|field| field.role).is_none_or(|role| !known.contains(&role));
            let mut text: Vec<String> = labelled(form, fields, lang, is_new)
                .into_iter()
                .map(|(label, value)| format!("{label}{}{value}", pick(lang, "：", ": ")))
                .collect();
            text.extend(datum::text(row.get(3)).map(str::to_owned));
            let dated = || form.role(Role::EventDate).and_then(|at| shown(fields.get(at + 2)));
            let day = datum::text(row.get(2)).map(str::to_owned).or_else(dated).unwrap_or_default();
            let order = (position, datum::int(row.get(1)));
            dossier.records.push(Told { day, order, what: what.clone(), text: text.join(pick(lang, "；", "; ")) });
            Ok(())
        })
    }
}

/// The classes in the order of the roster, each with a path of its own.
fn classes(sources: &Sources<'_>, roster: &Form) -> Result<Vec<Class>, LedgerError> {
    let lang = sources.settings.lang;
    let column = |role| {
        roster
            .role(role)
            .and_then(|at| roster.fields.get(at))
            .map_or_else(|| "NULL".to_owned(), |field| format!("t.\"{}\"", field.id))
    };
    let sql = format!(
        "SELECT t.n, t.school_no, s.name, {}, {} FROM \"{}\" t
         LEFT JOIN school s ON s.period = t.period AND s.school_no = t.school_no
         WHERE t.period = :period ORDER BY t.n NULLS FIRST",
        column(Role::Grade),
        column(Role::Class),
        roster.table_name()
    );
    let mut places: BTreeMap<(Option<u32>, String, String), usize> = BTreeMap::new();
    let (mut classes, mut names): (Vec<Class>, Names) = (Vec::new(), Names::default());
    for row in sources.ledger.ask("dossiers: classes", &sql)?.rows {
        let text = |place: usize| shown(row.get(place)).unwrap_or_default();
        let key = (datum::position(row.get(1)), text(3), text(4));
        let at = *places.entry(key.clone()).or_insert_with(|| {
            let school = datum::text(row.get(2));
            let class = names::class(&key.1, &key.2, lang);
            let path = names.under(FOLDER, school, &format!("{class}.xlsx"));
            let school = school.unwrap_or(wording::school_unknown(lang));
            let title = format!("{school}{}{class}", pick(lang, "", ", "));
            classes.push(Class { path, title, children: Vec::new() });
            classes.len() - 1
        });
        if let Some(class) = classes.get_mut(at) {
            class.children.push(datum::int(row.first()));
        }
    }
    Ok(classes)
}

fn columns(form: &Form) -> String {
    form.fields.iter().map(|field| format!("t.\"{}\"", field.id)).collect::<Vec<_>>().join(", ")
}

/// Labels and values of the fields that say something; two columns stand before the first field.
fn labelled(form: &Form, row: &[Datum], lang: Lang, wanted: impl Fn(usize) -> bool) -> Vec<(String, String)> {
    let fields = form.fields.iter().enumerate().filter(|(at, field)| wanted(*at) && !field.private);
    fields
        .filter_map(|(at, field)| {
            let value = shown(row.get(at + 2))?;
            let value = if field.kind == Kind::Class && lang == Lang::Zh && value.chars().all(|c| c.is_ascii_digit()) {
                format!("{value}班")
            } else {
                value
            };
            Some((field.label.get(lang).to_owned(), value))
        })
        .collect()
}

/// A value in words; nothing for NULL and empty text.
fn shown(datum: Option<&Datum>) -> Option<String> {
    match datum? {
        Datum::Null => None,
        Datum::Int(number) => Some(number.to_string()),
        Datum::Real(number) => Some(crate::model::CellValue::Number(*number).shown()),
        Datum::Text(text) => (!text.is_empty()).then(|| text.clone()),
    }
}

/// Whom to reach: parents, guardian, helper.
fn contacts(said: &impl Fn(Role) -> String, care: &Care, helper_label: &str, lang: Lang) -> Vec<[String; 4]> {
    let joined = |parts: [String; 2]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let relation = said(Role::GuardianRelation);
    let guardian = match (relation.is_empty(), lang) {
        (true, _) => pick(lang, "监护人", "Guardian").to_owned(),
        (false, Lang::Zh) => format!("监护人（{relation}）"),
        (false, Lang::En) => format!("Guardian ({relation})"),
    };
    let helper =
        Some(said(Role::HelperName)).filter(|helper| !helper.is_empty()).unwrap_or_else(|| care.helpers.clone());
    let people = [
        [
            pick(lang, "父亲", "Father").to_owned(),
            said(Role::FatherName),
            said(Role::FatherPhone),
            joined([said(Role::FatherStatus), said(Role::FatherWorkplace)]),
        ],
        [
            pick(lang, "母亲", "Mother").to_owned(),
            said(Role::MotherName),
            said(Role::MotherPhone),
            joined([said(Role::MotherStatus), said(Role::MotherWorkplace)]),
        ],
        [guardian, said(Role::GuardianName), said(Role::GuardianPhone), String::new()],
        [helper_label.to_owned(), helper, String::new(), String::new()],
    ];
    people.into_iter().filter(|person| person.iter().skip(1).any(|text| !text.is_empty())).collect()
}
