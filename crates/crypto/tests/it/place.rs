//! A place for sealed values, and all the places next to it (KEY-3).

use cognate_crypto::Aad;

pub const HERE: Aad = Aad {
    table: "user",
    column: "credential",
    account: "000000000000",
    pool: 7,
    row: b"row-1",
    version: 3,
};

/// Each differs from [`HERE`] in one respect, or shifts bytes between neighbouring fields.
pub fn elsewhere() -> Vec<(&'static str, Aad<'static>)> {
    vec![
        ("table", Aad { table: "device", ..HERE }),
        ("column", Aad { column: "factors", ..HERE }),
        ("account", Aad { account: "111111111111", ..HERE }),
        ("pool", Aad { pool: 8, ..HERE }),
        ("row", Aad { row: b"row-2", ..HERE }),
        ("shorter row", Aad { row: b"row-", ..HERE }),
        ("older version", Aad { version: 2, ..HERE }),
        ("newer version", Aad { version: 4, ..HERE }),
        ("shifted fields", Aad { table: "usercred", column: "ential", ..HERE }),
    ]
}
