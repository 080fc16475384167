//! The configured rates.

use std::collections::BTreeMap;

use cognate_shapes::{identity, idp};

use super::Category;

/// Requests per second and pool: of categories, and of single operations beside their category. What
/// has no rate is not limited. `Default`: nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    categories: BTreeMap<Category, i64>,
    operations: BTreeMap<&'static str, i64>,
}

/// Neither a category nor an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName(pub String);

/// AWS: no operation of these categories is served more often for one pool.
const OF_POOL_PARTS: i64 = 5;

/// AWS: these operations on identity pools, for all pools of a region. Those on tags have the rates that
/// they have on user pools.
const OF_IDENTITY_POOLS: [(&str, i64); 4] = [
    ("GetCredentialsForIdentity", 200),
    ("GetId", 25),
    ("GetOpenIdToken", 200),
    ("GetOpenIdTokenForDeveloperIdentity", 200),
];

impl Rates {
    /// AWS's table.
    pub fn aws() -> Rates {
        let mut rates = Rates::default();
        for category in Category::ALL {
            rates.categories.insert(category, category.aws());
        }
        for operation in idp::SERVICE.operations {
            let name = operation.name;
            if Category::of_operation(name).is_some_and(Category::is_of_pool_parts) {
                rates.operations.insert(name, OF_POOL_PARTS);
            }
        }
        rates.operations.extend([
            ("ListTagsForResource", 10),
            ("TagResource", 5),
            ("UntagResource", 5),
        ]);
        rates.operations.extend(OF_IDENTITY_POOLS);
        rates
    }

    /// Only these: `UserAuthentication`, or the name of an operation.
    pub fn of<'a>(named: impl IntoIterator<Item = (&'a str, i64)>) -> Result<Rates, UnknownName> {
        let mut rates = Rates::default();
        for (name, rate) in named {
            if let Some(category) = Category::named(name) {
                rates.categories.insert(category, rate);
                continue;
            }
            let mut operations = [&idp::SERVICE, &identity::SERVICE]
                .into_iter()
                .flat_map(|service| service.operations);
            let operation = operations.find(|one| one.name == name);
            let operation = operation.ok_or_else(|| UnknownName(name.to_owned()))?;
            rates.operations.insert(operation.name, rate);
        }
        Ok(rates)
    }

    pub fn is_off(&self) -> bool {
        self.categories.is_empty() && self.operations.is_empty()
    }

    pub fn of_category(&self, category: Category) -> Option<i64> {
        self.categories.get(&category).copied()
    }

    pub fn of_operation(&self, operation: &str) -> Option<i64> {
        self.operations.get(operation).copied()
    }

    /// What a category has without further ado: the configured rate, else AWS's.
    pub fn free(&self, category: Category) -> i64 {
        self.of_category(category).unwrap_or(category.aws())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rl_7_aws_has_a_rate_for_every_operation() {
        let rates = Rates::aws();
        for operation in idp::SERVICE.operations {
            let name = operation.name;
            let category = Category::of_operation(name);
            assert!(category.is_some() || rates.of_operation(name).is_some(), "{name}");
        }
        assert_eq!(rates.of_category(Category::UserAuthentication), Some(120));
        assert_eq!(rates.of_operation("DescribeUserPoolClient"), Some(5));
        assert_eq!(rates.of_operation("DescribeUserPool"), None);
        assert_eq!(rates.of_operation("GetId"), Some(25));
        for (name, _) in OF_IDENTITY_POOLS {
            assert!(Rates::of([(name, 1)]).is_ok(), "{name}");
        }
    }

    #[test]
    fn rates_are_named_by_category_or_operation() {
        let rates = Rates::of([("UserRead", 7), ("SignUp", 2)]).unwrap();
        assert_eq!(rates.of_category(Category::UserRead), Some(7));
        assert_eq!(rates.of_operation("SignUp"), Some(2));
        assert_eq!(rates.of_category(Category::UserCreation), None);
        assert_eq!((rates.free(Category::UserRead), rates.free(Category::UserList)), (7, 30));
        assert!(!rates.is_off() && Rates::of([]).unwrap().is_off());
        assert_eq!(Rates::of([("userread", 1)]), Err(UnknownName("userread".to_owned())));
    }
}
