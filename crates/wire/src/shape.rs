//! What generated types implement, and how their fields travel to and from a [`Value`].

use std::collections::BTreeMap;
use std::fmt;

use crate::schema::{NOTHING, Schema};
use crate::{Timestamp, Value};

/// A generated structure or enumeration.
pub trait Shape: Sized {
    const SCHEMA: &'static Schema;

    /// Reads a value that [`crate::accept`] has returned for [`Shape::SCHEMA`]. Panics on other values.
    fn read(value: Value) -> Self;

    fn write(&self) -> Value;
}

/// The input of an operation without parameters.
impl Shape for () {
    const SCHEMA: &'static Schema = &NOTHING;

    fn read(_: Value) {}

    fn write(&self) -> Value {
        Value::object()
    }
}

/// A generated enumeration; `NAMES` are the wire texts in the order of `ALL`, which is model order.
pub trait Enumeration: Sized + Copy + 'static {
    const NAMES: &'static [&'static str];
    const ALL: &'static [Self];

    fn find(text: &str) -> Result<Self, Unrecognised> {
        let at = Self::NAMES.iter().position(|name| *name == text).ok_or(Unrecognised)?;
        Ok(Self::ALL[at])
    }
}

/// A text that names no value of an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unrecognised;

impl fmt::Display for Unrecognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a value of this enumeration")
    }
}

impl std::error::Error for Unrecognised {}

/// A type a generated structure has as a field.
pub trait Field: Sized {
    fn from_value(value: Value) -> Self;
    fn to_value(&self) -> Value;
}

/// The members of an accepted structure, handed out by name; an absent one is `Null`.
pub struct Fields(Value);

impl Fields {
    pub fn of(value: Value) -> Fields {
        Fields(value)
    }

    pub fn take<T: Field>(&mut self, name: &str) -> T {
        T::from_value(self.0.take(name).unwrap_or_default())
    }
}

/// Builds the map of a structure; `None` fields leave no member.
pub struct Members(Vec<(String, Value)>);

impl Members {
    pub fn with_capacity(count: usize) -> Members {
        Members(Vec::with_capacity(count))
    }

    pub fn put<T: Field>(&mut self, name: &str, field: &T) {
        let value = field.to_value();
        if !value.is_null() {
            self.0.push((name.to_owned(), value));
        }
    }

    pub fn done(self) -> Value {
        Value::Map(self.0)
    }
}

/// The enumeration value of an accepted text.
pub fn read_enumeration<E: Enumeration>(value: Value) -> E {
    let Value::Text(text) = value else { unaccepted() };
    E::find(&text).unwrap_or_else(|_| unaccepted())
}

#[cold]
fn unaccepted() -> ! {
    panic!("a shape was read from a value that `accept` has not returned for it")
}

impl<T: Shape> Field for T {
    fn from_value(value: Value) -> T {
        T::read(value)
    }

    fn to_value(&self) -> Value {
        self.write()
    }
}

impl<T: Field> Field for Option<T> {
    fn from_value(value: Value) -> Option<T> {
        if value.is_null() { None } else { Some(T::from_value(value)) }
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }
}

impl<T: Field> Field for Vec<T> {
    fn from_value(value: Value) -> Vec<T> {
        let Value::List(items) = value else { unaccepted() };
        items.into_iter().map(T::from_value).collect()
    }

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn from_value(value: Value) -> BTreeMap<String, T> {
        let Value::Map(members) = value else { unaccepted() };
        members.into_iter().map(|(key, value)| (key, T::from_value(value))).collect()
    }

    fn to_value(&self) -> Value {
        Value::Map(self.iter().map(|(key, value)| (key.clone(), value.to_value())).collect())
    }
}

impl Field for String {
    fn from_value(value: Value) -> String {
        let Value::Text(it) = value else { unaccepted() };
        it
    }

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Field for bool {
    fn from_value(value: Value) -> bool {
        value.as_bool().unwrap_or_else(|| unaccepted())
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Field for i64 {
    fn from_value(value: Value) -> i64 {
        value.as_int().unwrap_or_else(|| unaccepted())
    }

    fn to_value(&self) -> Value {
        Value::Int(*self)
    }
}

impl Field for f64 {
    fn from_value(value: Value) -> f64 {
        let Value::Float(it) = value else { unaccepted() };
        it
    }

    fn to_value(&self) -> Value {
        Value::Float(*self)
    }
}

impl Field for Vec<u8> {
    fn from_value(value: Value) -> Vec<u8> {
        let Value::Bytes(it) = value else { unaccepted() };
        it
    }

    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
}

impl Field for Timestamp {
    fn from_value(value: Value) -> Timestamp {
        let Value::Time(ms) = value else { unaccepted() };
        Timestamp(ms)
    }

    fn to_value(&self) -> Value {
        Value::Time(self.0)
    }
}

/// A document: any JSON value.
impl Field for Value {
    fn from_value(value: Value) -> Value {
        value
    }

    fn to_value(&self) -> Value {
        self.clone()
    }
}
