//! A schema with one of everything, and values for property tests.

use cognate_wire::{Kind, Member, Pattern, Schema, TextRules, Value};
use proptest::prelude::*;

static NAME_PATTERN: Pattern = Pattern::new(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+");
static ID_PATTERN: Pattern = Pattern::new(r"[\w-]+_[0-9a-zA-Z]+");

pub static POOL_ID: Schema =
    Schema::text("PoolId", TextRules::ANY.min(1).max(12).pattern(&ID_PATTERN));
pub static NAME: Schema = Schema::text("Name", TextRules::ANY.min(1).max(8).pattern(&NAME_PATTERN));
pub static SECRET: Schema =
    Schema::text("Secret", TextRules::ANY.min(6).max(64).pattern(&NAME_PATTERN)).sensitive();
pub static CODE: Schema = Schema::text("Code", TextRules::ANY.max(4)).unlogged();
pub static MODE: Schema = Schema::text("Mode", TextRules::ANY.values(&["OFF", "ON", "OPTIONAL"]));
pub static ANY: Schema = Schema::text("Any", TextRules::ANY);
pub static LIMIT: Schema = Schema::new("Limit", Kind::Integer { min: Some(0), max: Some(60) });
pub static LONG: Schema = Schema::new("Long", Kind::Long { min: None, max: None });
pub static RATIO: Schema = Schema::new("Ratio", Kind::Double);
pub static FLAG: Schema = Schema::new("Flag", Kind::Boolean);
pub static IMAGE: Schema = Schema::new("Image", Kind::Blob { min: None, max: Some(4) });
pub static DATE: Schema = Schema::new("Date", Kind::Timestamp);
pub static DOCUMENT: Schema = Schema::new("Document", Kind::Document);
pub static MODES: Schema = Schema::list("Modes", &MODE, None, Some(2));
pub static NAMES: Schema = Schema::list("Names", &NAME, None, None);
pub static SECRETS: Schema = Schema::list("Secrets", &SECRET, None, Some(1));
pub static ATTRIBUTE: Schema = Schema::structure(
    "Attribute",
    &[Member::required("Name", &NAME), Member::optional("Value", &SECRET)],
);
pub static ATTRIBUTES: Schema = Schema::list("Attributes", &ATTRIBUTE, None, None);
pub static TAGS: Schema = Schema::map("Tags", &NAME, &NAME, None, Some(2));
pub static PARAMETERS: Schema = Schema::map("Parameters", &ANY, &ANY, None, None).sensitive();
pub static LEVELS: Schema = Schema::map("Levels", &NAME, &ATTRIBUTE, None, None);
pub static CONTEXT: Schema =
    Schema::structure("Context", &[Member::optional("Name", &NAME)]).sensitive();
/// Contains itself, through a list.
pub static TREE: Schema = Schema::structure("Tree", &[Member::optional("Children", &TREES)]);
pub static TREES: Schema = Schema::list("Trees", &TREE, None, None);

pub static REQUEST: Schema = Schema::structure(
    "Request",
    &[
        Member::required("UserPoolId", &POOL_ID),
        Member::optional("Password", &SECRET),
        Member::optional("Code", &CODE),
        Member::optional("Mode", &MODE),
        Member::optional("Limit", &LIMIT),
        Member::optional("Long", &LONG),
        Member::optional("Ratio", &RATIO),
        Member::optional("Flag", &FLAG),
        Member::optional("Image", &IMAGE),
        Member::optional("Date", &DATE),
        Member::optional("Document", &DOCUMENT),
        Member::optional("Modes", &MODES),
        Member::optional("Names", &NAMES),
        Member::optional("Secrets", &SECRETS),
        Member::optional("UserAttributes", &ATTRIBUTES),
        Member::optional("Tags", &TAGS),
        Member::optional("Parameters", &PARAMETERS),
        Member::optional("Levels", &LEVELS),
        Member::optional("Context", &CONTEXT),
        Member::optional("Tree", &TREE),
    ],
);

/// Trees as JSON can carry them: no nulls in maps, unique names, no values that only a schema tells
/// apart from texts and numbers, and floats that serde_json reads exactly (it may be one bit off
/// beyond fifteen digits).
pub fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<i32>().prop_map(|it| Value::Float(f64::from(it) + 0.125)),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            proptest::collection::btree_map(any::<String>(), inner, 0..6).prop_map(|members| {
                Value::Map(members.into_iter().filter(|(_, value)| !value.is_null()).collect())
            }),
        ]
    })
}

/// Valid requests, as [`cognate_wire::accept`] returns them. For query, which has no documents.
pub fn request() -> impl Strategy<Value = Value> {
    let name = || "[a-zé€𝄞]{1,8}";
    let attribute = || {
        (name(), proptest::option::of("[a-z]{6,9}")).prop_map(|(name, value)| {
            let mut members = vec![("Name".to_owned(), Value::Text(name))];
            members.extend(value.map(|value| ("Value".to_owned(), Value::Text(value))));
            Value::Map(members)
        })
    };
    let optional = |schema_name: &'static str, value: BoxedStrategy<Value>| {
        proptest::option::of(value)
            .prop_map(move |value| value.map(|it| (schema_name.to_owned(), it)))
    };
    let text_map = |size| {
        proptest::collection::btree_map(name(), name(), 0..size).prop_map(|members| {
            Value::Map(members.into_iter().map(|(k, v)| (k, Value::Text(v))).collect())
        })
    };
    let members = (
        "[a-z-]{1,4}_[0-9A-Z]{1,4}",
        optional("Limit", (0..=60i64).prop_map(Value::Int).boxed()),
        optional("Ratio", any::<i32>().prop_map(|it| Value::Float(f64::from(it) + 0.125)).boxed()),
        optional("Flag", any::<bool>().prop_map(Value::Bool).boxed()),
        optional("Image", any::<[u8; 3]>().prop_map(|it| Value::Bytes(it.to_vec())).boxed()),
        optional("Date", (0..4_000_000_000_000i64).prop_map(Value::Time).boxed()),
        optional("Names", {
            let names = proptest::collection::vec(name().prop_map(Value::Text), 0..12);
            names.prop_map(Value::List).boxed()
        }),
        optional("UserAttributes", {
            proptest::collection::vec(attribute(), 0..12).prop_map(Value::List).boxed()
        }),
        optional("Tags", text_map(3).boxed()),
        optional("Parameters", text_map(12).boxed()),
    );
    members.prop_map(
        |(id, limit, ratio, flag, image, date, names, attributes, tags, parameters)| {
            let mut all = vec![("UserPoolId".to_owned(), Value::Text(id))];
            let rest = [limit, ratio, flag, image, date, names, attributes, tags, parameters];
            all.extend(rest.into_iter().flatten());
            Value::Map(all)
        },
    )
}
