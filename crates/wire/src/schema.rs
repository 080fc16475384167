//! Static descriptions of shapes, generated from the API models.
//!
//! The constructors are `const` and chainable, so that a generated table reads as one line per fact:
//! `Schema::text("UserPoolIdType", TextRules::ANY.min(1).max(55).pattern(&P7))`.

pub use crate::pattern::Pattern;

/// One shape of a model.
#[derive(Debug)]
pub struct Schema {
    pub name: &'static str,
    /// Values of this shape, and everything inside them, are neither logged nor echoed.
    pub sensitive: bool,
    /// Not logged, though error messages repeat it as AWS does: secrets that the model does not mark.
    pub unlogged: bool,
    pub kind: Kind,
}

#[derive(Debug)]
pub enum Kind {
    Structure(&'static [Member]),
    List { member: &'static Schema, min: Option<u64>, max: Option<u64> },
    Map { key: &'static Schema, value: &'static Schema, min: Option<u64>, max: Option<u64> },
    Text(TextRules),
    Integer { min: Option<i64>, max: Option<i64> },
    Long { min: Option<i64>, max: Option<i64> },
    Double,
    Boolean,
    Blob { min: Option<u64>, max: Option<u64> },
    Timestamp,
    Document,
}

/// Constraints of a string. Lengths count Unicode code points. AWS's Java services count UTF-16 code
/// units; the two differ only for characters outside the basic plane, where this one is the milder.
#[derive(Debug)]
pub struct TextRules {
    pub min: Option<u64>,
    pub max: Option<u64>,
    pub pattern: Option<&'static Pattern>,
    /// The allowed values in model order; empty: anything.
    pub values: &'static [&'static str],
}

/// One member of a structure.
#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    pub schema: &'static Schema,
    pub required: bool,
}

/// The input of an operation without parameters.
pub static NOTHING: Schema = Schema::structure("Nothing", &[]);

impl Schema {
    pub const fn new(name: &'static str, kind: Kind) -> Schema {
        Schema { name, sensitive: false, unlogged: false, kind }
    }

    pub const fn structure(name: &'static str, members: &'static [Member]) -> Schema {
        Schema::new(name, Kind::Structure(members))
    }

    pub const fn text(name: &'static str, rules: TextRules) -> Schema {
        Schema::new(name, Kind::Text(rules))
    }

    pub const fn list(
        name: &'static str,
        member: &'static Schema,
        min: Option<u64>,
        max: Option<u64>,
    ) -> Schema {
        Schema::new(name, Kind::List { member, min, max })
    }

    pub const fn map(
        name: &'static str,
        key: &'static Schema,
        value: &'static Schema,
        min: Option<u64>,
        max: Option<u64>,
    ) -> Schema {
        Schema::new(name, Kind::Map { key, value, min, max })
    }

    pub const fn sensitive(mut self) -> Schema {
        self.sensitive = true;
        self
    }

    pub const fn unlogged(mut self) -> Schema {
        self.unlogged = true;
        self
    }

    /// The members of a structure; empty for every other kind.
    pub const fn members(&self) -> &'static [Member] {
        match self.kind {
            Kind::Structure(members) => members,
            _ => &[],
        }
    }
}

impl TextRules {
    pub const ANY: TextRules = TextRules { min: None, max: None, pattern: None, values: &[] };

    pub const fn min(mut self, min: u64) -> TextRules {
        self.min = Some(min);
        self
    }

    pub const fn max(mut self, max: u64) -> TextRules {
        self.max = Some(max);
        self
    }

    pub const fn pattern(mut self, pattern: &'static Pattern) -> TextRules {
        self.pattern = Some(pattern);
        self
    }

    pub const fn values(mut self, values: &'static [&'static str]) -> TextRules {
        self.values = values;
        self
    }
}

impl Member {
    pub const fn required(name: &'static str, schema: &'static Schema) -> Member {
        Member { name, schema, required: true }
    }

    pub const fn optional(name: &'static str, schema: &'static Schema) -> Member {
        Member { name, schema, required: false }
    }
}
