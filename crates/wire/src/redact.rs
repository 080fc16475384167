//! `Debug` output that a log may carry (LG-1).

use std::fmt;

use crate::schema::{Kind, Schema};
use crate::{Shape, Value};

/// Shows a shape with every sensitive member replaced by `****`. All generated `Debug`s end here.
pub fn debug<S: Shape>(shape: &S, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} ", S::SCHEMA.name)?;
    fmt::Debug::fmt(&Redacted(&shape.write(), S::SCHEMA), f)
}

/// A value beside the schema that says what of it may be shown.
pub struct Redacted<'a>(pub &'a Value, pub &'a Schema);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Redacted(value, schema) = self;
        if schema.sensitive || schema.unlogged {
            return f.write_str("****");
        }
        match (value, &schema.kind) {
            (Value::Map(members), Kind::Structure(known)) => {
                let shown = members.iter().filter_map(|(name, value)| {
                    let member = known.iter().find(|member| member.name == name)?;
                    Some((name, Redacted(value, member.schema)))
                });
                f.debug_map().entries(shown).finish()
            }
            (Value::Map(members), Kind::Map { key, value: item, .. })
                if !key.sensitive && !key.unlogged =>
            {
                f.debug_map().entries(members.iter().map(|(k, v)| (k, Redacted(v, item)))).finish()
            }
            (Value::List(items), Kind::List { member, .. }) => {
                f.debug_list().entries(items.iter().map(|item| Redacted(item, member))).finish()
            }
            (Value::Map(_), Kind::Map { .. }) => f.write_str("****"),
            (Value::Text(text), Kind::Text(_)) => write!(f, "{text:?}"),
            // Documents, blobs and whatever does not fit its schema show their size only.
            (other, _) => write!(f, "{other:?}"),
        }
    }
}
