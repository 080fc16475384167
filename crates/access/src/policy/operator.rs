//! The names of condition operators: `ForAnyValue:StringLikeIfExists`. Case does not matter.

/// How to compare, and what a condition says about several or missing values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) values: Values,
    /// Whether a missing key satisfies it.
    pub(super) if_exists: bool,
    /// Whether no operand may match, instead of one.
    pub(super) negated: bool,
    pub(super) family: Family,
}

/// How many values the key may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// A key that is multi-valued by definition never satisfies it.
    One,
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Equals,
    EqualsIgnoreCase,
    Like,
    Numeric(Order),
    Date(Order),
    Bool,
    Binary,
    IpAddress,
    Arn,
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

const OPERATORS: [(&str, bool, Family); 27] = [
    ("stringequals", false, Family::Equals),
    ("stringnotequals", true, Family::Equals),
    ("stringequalsignorecase", false, Family::EqualsIgnoreCase),
    ("stringnotequalsignorecase", true, Family::EqualsIgnoreCase),
    ("stringlike", false, Family::Like),
    ("stringnotlike", true, Family::Like),
    ("numericequals", false, Family::Numeric(Order::Equal)),
    ("numericnotequals", true, Family::Numeric(Order::Equal)),
    ("numericlessthan", false, Family::Numeric(Order::Less)),
    ("numericlessthanequals", false, Family::Numeric(Order::LessOrEqual)),
    ("numericgreaterthan", false, Family::Numeric(Order::Greater)),
    ("numericgreaterthanequals", false, Family::Numeric(Order::GreaterOrEqual)),
    ("dateequals", false, Family::Date(Order::Equal)),
    ("datenotequals", true, Family::Date(Order::Equal)),
    ("datelessthan", false, Family::Date(Order::Less)),
    ("datelessthanequals", false, Family::Date(Order::LessOrEqual)),
    ("dategreaterthan", false, Family::Date(Order::Greater)),
    ("dategreaterthanequals", false, Family::Date(Order::GreaterOrEqual)),
    ("bool", false, Family::Bool),
    ("binaryequals", false, Family::Binary),
    ("ipaddress", false, Family::IpAddress),
    ("notipaddress", true, Family::IpAddress),
    ("arnequals", false, Family::Arn),
    ("arnlike", false, Family::Arn),
    ("arnnotequals", true, Family::Arn),
    ("arnnotlike", true, Family::Arn),
    ("null", false, Family::Null),
];

impl Operator {
    /// None for an unknown one. `Null` takes neither prefix nor suffix.
    pub(super) fn parse(name: &str) -> Option<Operator> {
        let lower = name.to_ascii_lowercase();
        let (values, base) = match lower.split_once(':') {
            None => (Values::One, &lower[..]),
            Some(("forallvalues", base)) => (Values::All, base),
            Some(("foranyvalue", base)) => (Values::Any, base),
            Some(_) => return None,
        };
        let stripped = base.strip_suffix("ifexists");
        let base = stripped.unwrap_or(base);
        let &(_, negated, family) = OPERATORS.iter().find(|(name, ..)| *name == base)?;
        let operator = Operator { values, if_exists: stripped.is_some(), negated, family };
        let plain = values == Values::One && stripped.is_none();
        (plain || family != Family::Null).then_some(operator)
    }
}

impl Family {
    /// Whether `${…}` means something in the operands.
    pub(super) fn has_variables(self) -> bool {
        use Family::{Arn, Equals, EqualsIgnoreCase, Like};
        matches!(self, Equals | EqualsIgnoreCase | Like | Arn)
    }
}

impl Order {
    /// Whether a value that compares to the operand as `found` satisfies it.
    pub(super) fn holds(self, found: std::cmp::Ordering) -> bool {
        match self {
            Order::Equal => found.is_eq(),
            Order::Less => found.is_lt(),
            Order::LessOrEqual => found.is_le(),
            Order::Greater => found.is_gt(),
            Order::GreaterOrEqual => found.is_ge(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_apart() {
        assert_eq!(
            Operator::parse("foranyvalue:STRINGNotLikeIfExists"),
            Some(Operator {
                values: Values::Any,
                if_exists: true,
                negated: true,
                family: Family::Like
            })
        );
        for unknown in [
            "",
            "StringEqual",
            "NullIfExists",
            "ForAllValues:Null",
            "ForSomeValues:StringEquals",
            "StringEquals:ForAnyValue",
            "IfExists",
            "BoolNotEquals",
            "StringEqualsIfExistsIfExists",
            "ForAnyValue: Bool",
        ] {
            assert_eq!(Operator::parse(unknown), None, "{unknown}");
        }
    }
}
