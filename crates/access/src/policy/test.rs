//! What the operands of a condition are compiled to, and whether one of them matches a value.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;

use super::address;
use super::context::Context;
use super::decimal::Decimal;
use super::malformed::Malformed;
use super::moment;
use super::operator::{Family, Order};
use super::pattern::{ArnPattern, Exact, Pattern, arn_parts};
use super::template::Template;

/// Operands by kind. What is no number, date, network … is left out: it matches nothing.
pub(super) enum Test {
    Equals(Vec<Exact>),
    /// Compared in lower case.
    EqualsIgnoreCase(Vec<Exact>),
    Like(Vec<Pattern>),
    Numeric(Order, Vec<Decimal>),
    Date(Order, Vec<i128>),
    Bool(Vec<bool>),
    Binary(Vec<Vec<u8>>),
    IpAddress(Vec<IpNet>),
    Arn(Vec<ArnPattern>),
    /// Whether the key shall be absent.
    Null(Vec<bool>),
}

impl Test {
    pub(super) fn compile(
        family: Family,
        operands: &[String],
        variables: bool,
        keys: &mut BTreeSet<String>,
    ) -> Result<Test, Malformed> {
        let mut templates = Vec::new();
        for (at, operand) in operands.iter().enumerate() {
            let template = if variables && family.has_variables() {
                Template::parse(operand, keys)
            } else {
                Template::literal(operand)
            };
            templates.push(template.map_err(|refused| refused.nth(at))?);
        }
        let exact = |templates: Vec<Template>| templates.into_iter().map(Exact::new).collect();
        Ok(match family {
            Family::Equals => Test::Equals(exact(templates)),
            Family::EqualsIgnoreCase => Test::EqualsIgnoreCase(exact(templates)),
            Family::Like => Test::Like(templates.into_iter().map(Pattern::new).collect()),
            Family::Arn => Test::Arn(
                templates
                    .into_iter()
                    .filter_map(Template::split_arn)
                    .map(ArnPattern::new)
                    .collect(),
            ),
            Family::Numeric(order) => Test::Numeric(order, all(operands, Decimal::parse)),
            Family::Date(order) => Test::Date(order, all(operands, moment::parse)),
            Family::Bool => Test::Bool(all(operands, boolean)),
            Family::Binary => Test::Binary(all(operands, binary)),
            Family::IpAddress => Test::IpAddress(all(operands, address::network)),
            Family::Null => Test::Null(all(operands, boolean)),
        })
    }

    /// Whether some operand matches. A value that is not of the operator's kind matches none.
    pub(super) fn matches(&self, value: &str, context: &Context) -> bool {
        match self {
            Test::Equals(texts) => texts.iter().any(|text| text.is(context, |text| text == value)),
            Test::EqualsIgnoreCase(texts) => {
                let value = fold(value);
                texts.iter().any(|text| text.is(context, |text| fold(text) == value))
            }
            Test::Like(patterns) => patterns.iter().any(|pattern| pattern.matches(value, context)),
            Test::Arn(patterns) => arn_parts(value)
                .is_some_and(|arn| patterns.iter().any(|pattern| pattern.matches(&arn, context))),
            Test::Numeric(order, numbers) => Decimal::parse(value)
                .is_some_and(|value| numbers.iter().any(|number| order.holds(value.cmp(number)))),
            Test::Date(order, dates) => moment::parse(value)
                .is_some_and(|value| dates.iter().any(|date| order.holds(value.cmp(date)))),
            Test::Bool(wanted) => boolean(value).is_some_and(|value| wanted.contains(&value)),
            Test::Binary(wanted) => binary(value).is_some_and(|value| wanted.contains(&value)),
            Test::IpAddress(networks) => address::address(value)
                .is_some_and(|value| networks.iter().any(|network| network.contains(&value))),
            Test::Null(absent) => absent.contains(&false),
        }
    }
}

fn all<T>(operands: &[String], parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    operands.iter().filter_map(|operand| parse(operand)).collect()
}

fn boolean(text: &str) -> Option<bool> {
    match () {
        () if text.eq_ignore_ascii_case("true") => Some(true),
        () if text.eq_ignore_ascii_case("false") => Some(false),
        () => None,
    }
}

fn binary(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Character by character, so that no letter's case depends on its neighbours.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
