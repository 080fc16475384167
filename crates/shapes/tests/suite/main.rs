//! The generated code against the models' facts, over all operations.

mod constraints;
mod counts;
mod example;
mod redaction;
mod tables {
    //! Every generated structure with a trip through its type.

    pub mod iam;
    pub mod identity;
    pub mod idp;
    pub mod sts;

    use cognate_wire::{Schema, Shape, Value};

    pub type Structure = (&'static Schema, fn(Value) -> Value);

    pub fn trip<S: Shape>(value: Value) -> Value {
        S::read(value).write()
    }
}
mod trips;

use cognate_shapes::{Service, iam, identity, idp, sts};

static SERVICES: [&Service; 4] = [&idp::SERVICE, &identity::SERVICE, &sts::SERVICE, &iam::SERVICE];
