//! A job from inbox to outputs, stage after stage.
