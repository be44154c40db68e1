//! Cards as schools fill them in.
