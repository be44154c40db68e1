//! The forms that a run knows.

use super::{Form, FormKind, TemplateError};

/// All forms of a run, in the order of their sheets.
#[derive(Clone, Debug, Default)]
pub struct Forms(pub Vec<Form>);

impl Forms {
    /// The form with this id, and its position.
    pub fn by_id(&self, id: &str) -> Option<(usize, &Form)> {
        self.0.iter().enumerate().find(|(_, form)| &*form.id == id)
    }

    /// Makes these forms the ones that every school must send.
    ///
    /// # Errors
    ///
    /// An id that no form has.
    pub fn require(&mut self, ids: &[String]) -> Result<(), TemplateError> {
        if let Some(unknown) = ids.iter().find(|id| self.by_id(id).is_none()) {
            let known: Vec<&str> = self.0.iter().map(|form| &*form.id).collect();
            let message = format!("没有 {unknown} 这张表 (no such form); {}", known.join(", "));
            return Err(TemplateError { file: "required_forms".to_owned(), line: 0, message });
        }
        for form in &mut self.0 {
            form.required = ids.iter().any(|id| **id == *form.id);
        }
        Ok(())
    }

    /// The form at a position that recognition gave.
    ///
    /// # Panics
    ///
    /// Never for a position taken from these forms.
    pub fn get(&self, position: usize) -> &Form {
        &self.0[position]
    }

    /// Lets what their private fields say stand in the outputs as well.
    pub fn reveal(&mut self) {
        self.0.iter_mut().flat_map(|form| &mut form.fields).for_each(|field| field.private = false);
    }

    /// The form whose rows are the children, and its position.
    pub fn roster(&self) -> Option<(usize, &Form)> {
        self.0.iter().enumerate().find(|(_, form)| form.kind == FormKind::Roster)
    }
}
