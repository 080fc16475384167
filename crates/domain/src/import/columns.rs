//! The columns of a file.

use std::collections::HashSet;

use super::{MFA, PASSWORD_HASH, USERNAME, fields};
use crate::pool::Rules;

/// The standard attributes, in AWS's order.
const STANDARD: [&str; 19] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
];

/// `CSVHeader`: the columns that a file for this pool has.
pub fn header(rules: &Rules) -> Vec<String> {
    let own = rules.schema.iter().filter(|attribute| !attribute.is_standard());
    let mut header: Vec<String> = STANDARD.map(str::to_owned).into();
    header.extend(own.map(|attribute| attribute.name.clone()));
    header.extend([MFA, USERNAME].map(str::to_owned));
    header
}

/// The columns of a file, in the file's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(pub(super) Vec<String>);

impl Columns {
    /// Reads the first line: all columns of [`header`], in any order, and perhaps that of password
    /// hashes, which `with_hashes` demands. The error is for people.
    pub fn read(rules: &Rules, line: &str, with_hashes: bool) -> Result<Columns, String> {
        let found = fields(line);
        let wanted = header(rules);
        let mut seen = HashSet::new();
        for column in &found {
            if !seen.insert(column.as_str()) {
                return Err(format!("The header has the column {column} twice."));
            }
            if !wanted.contains(column) && column != PASSWORD_HASH {
                return Err(format!("The header has the unknown column {column}."));
            }
        }
        if let Some(missing) = wanted.iter().find(|column| !seen.contains(column.as_str())) {
            return Err(format!("The header lacks the column {missing}."));
        }
        if with_hashes && !seen.contains(PASSWORD_HASH) {
            return Err(format!("The header lacks the column {PASSWORD_HASH}."));
        }
        Ok(Columns(found))
    }
}
