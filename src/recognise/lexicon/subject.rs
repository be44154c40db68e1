//! What titles and names speak of.

/// What a text speaks of, as a title does.
#[derive(Clone, Debug, Default)]
pub(in crate::recognise) struct Subject {
    /// For each form, whether it is named.
    pub(in crate::recognise) forms: Vec<bool>,
    /// Whether records of another kind are.
    pub(in crate::recognise) other: bool,
}

impl Subject {
    /// Whether it names neither a form nor another kind of record.
    pub(in crate::recognise) fn is_silent(&self) -> bool {
        !self.other && !self.forms.contains(&true)
    }

    /// Whether it names the form at a position.
    pub(in crate::recognise) fn names(&self, form: usize) -> bool {
        self.forms.get(form).copied().unwrap_or_default()
    }
}
