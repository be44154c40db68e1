//! Columns of a family's members by number, as registers of pupils have them: 成员1姓名, 成员1关系, 成员1联系电话.
//! Whose they are stands in each row.

use std::collections::BTreeMap;

use crate::form::{Role, language};
use crate::model::{ColumnMap, RawCell, RawRecord, is_blank};

use super::found::Found;
use super::header::ColumnHead;
use super::looks;
use super::tables::Reader;

/// The columns of one member.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    /// Who it is to the child.
    relation: Option<u32>,
    /// Whether it is the guardian.
    guards: Option<u32>,
    /// What else is asked: column and word.
    asked: Vec<(u32, String)>,
}

/// The members that a table's columns speak of.
pub(super) fn members(reader: &Reader<'_>, found: &Found) -> Vec<Member> {
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    for (head, matched) in &found.columns {
        if let Some((number, word)) = numbered(head).filter(|_| matched.taken.is_none()) {
            let member = members.entry(number).or_default();
            let whether = language().headers.whether.iter().find_map(|begin| word.strip_prefix(begin.as_str()));
            if reader.lexicon.tells_relation(&word) {
                member.relation = member.relation.or(Some(head.column));
            } else if whether.is_some_and(|rest| reader.lexicon.is_group(rest)) {
                member.guards = Some(head.column);
            } else {
                member.asked.push((head.column, word));
            }
        }
    }
    members.into_values().filter(|member| member.relation.is_some() || member.guards.is_some()).collect()
}

/// The member's number and what is asked: `成员1姓名`, or `姓名` under `成员1`.
fn numbered(head: &ColumnHead) -> Option<(String, String)> {
    let leaf = head.leaf();
    let split = |text: &str| {
        let words = &language().headers.members;
        let rest = words.iter().find_map(|word| text.strip_prefix(word.as_str()))?;
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || "一二三四五六".contains(*c)).collect();
        let after = rest.strip_prefix(number.as_str())?.trim_start_matches(['的', '-', '_', ':', '.', '、']);
        (!number.is_empty()).then(|| (number.clone(), after.to_owned()))
    };
    match split(leaf) {
        Some((number, word)) if !word.is_empty() => Some((number, word)),
        _ => {
            let over = head.words.split_last()?.1.iter().rev().find_map(|word| split(&word.plain))?;
            over.1.is_empty().then(|| (over.0, leaf.to_owned()))
        }
    }
}

/// Gives a record what its members' columns say of father, mother and guardian.
pub(super) fn fill(reader: &Reader<'_>, found: &Found, members: &[Member], record: &mut RawRecord) {
    let Some(words) = reader.lexicon.forms.get(found.form).filter(|_| !members.is_empty()) else { return };
    let form = reader.forms.get(found.form);
    let relation_field = form.role(Role::GuardianRelation);
    let guardian = relation_field.and_then(|field| words.group_of(field));
    for member in members {
        let at = |column: u32| record.extra.iter().position(|(_, at, _)| at.column == column);
        let said = |column: Option<u32>| {
            let (_, _, value) = record.extra.get(at(column?)?)?;
            Some(looks::plain(value)).filter(|text| !is_blank(text) && !looks::is_nothing(text))
        };
        let relation = said(member.relation);
        let guards = said(member.guards).is_some_and(|said| language().cells.agreed.iter().any(|word| *word == said));
        let person = relation
            .as_deref()
            .and_then(|relation| words.group(relation))
            .filter(|&group| Some(group) != words.own_group && Some(group) != guardian);
        let groups = person.into_iter().chain(guardian.filter(|_| guards));
        let mut taken: Vec<u32> = Vec::new();
        let mut cells: Vec<RawCell> = Vec::new();
        for group in groups {
            let asked = member.asked.iter().map(|(column, word)| (*column, words.short(word).to_vec()));
            let relates = member.relation.filter(|_| Some(group) == guardian).zip(relation_field);
            for (column, fields) in asked.chain(relates.map(|(column, field)| (column, vec![field]))) {
                let Some(field) = fields.into_iter().find(|&field| words.group_of(field) == Some(group)) else {
                    continue;
                };
                let known = record.cells.iter().chain(&cells).any(|cell| cell.field == field && cell.value.is_some());
                let Some((_, at, value)) = at(column).and_then(|at| record.extra.get(at)).filter(|_| !known) else {
                    continue;
                };
                taken.push(column);
                cells.push(RawCell { field, also: None, at: *at, value: Some(value.clone()), ditto: None });
            }
        }
        if !cells.is_empty() {
            taken.extend(member.relation.into_iter().chain(member.guards));
        }
        for cell in cells {
            record.cells.retain(|old| old.field != cell.field || old.value.is_some());
            record.cells.push(cell);
        }
        record.extra.retain(|(_, at, _)| !taken.contains(&at.column));
    }
}

/// Tells of the members' columns which field most rows took them for.
pub(super) fn tell(members: &[Member], records: &[RawRecord], columns: &mut [ColumnMap]) {
    if members.is_empty() {
        return;
    }
    let mut counts: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    for cell in records.iter().flat_map(|record| &record.cells) {
        *counts.entry((cell.at.column, cell.field)).or_default() += 1;
    }
    for column in columns.iter_mut().filter(|column| column.field.is_none()) {
        let fields = counts.iter().filter(|((at, _), _)| *at == column.column);
        let most = fields.max_by_key(|((_, field), count)| (**count, std::cmp::Reverse(*field)));
        let asks = members.iter().any(|member| [member.relation, member.guards].contains(&Some(column.column)));
        if let Some(((_, field), _)) = most {
            column.field = Some(*field);
            column.score = 0.9;
            column.reason = crate::model::Words::new(
                "按每一行的关系算作父亲、母亲或监护人",
                "each row's relation says whose it is",
            );
        } else if asks {
            column.serial = true;
            column.reason = crate::model::Words::new("说明这位成员是谁", "says who the member is");
        }
    }
}
