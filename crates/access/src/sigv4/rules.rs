//! Where S3 and all other services differ.

/// How a service canonicalises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub path: PathRule,
    pub payload: PayloadRule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathRule {
    /// Dot segments and repeated slashes are removed, then the path, encoded as it is, is encoded
    /// once more. Every service but S3.
    Normalized,
    /// The decoded path, encoded once; slashes and dots stay. S3, where they are part of a key.
    AsIs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadRule {
    /// The SHA-256 of the body. A declared hash must equal it; unsigned and chunked payloads are
    /// refused.
    Body,
    /// What `x-amz-content-sha256` declares, to be checked by the caller while streaming.
    Declared,
}

impl Rules {
    /// Every service but the S3 family.
    pub const PLAIN: Rules = Rules { path: PathRule::Normalized, payload: PayloadRule::Body };

    /// The S3 family.
    pub const S3: Rules = Rules { path: PathRule::AsIs, payload: PayloadRule::Declared };

    /// The rules of a service, by its signing name.
    pub fn of(service: &str) -> Rules {
        match service {
            "s3" | "s3-object-lambda" | "s3express" | "s3-outposts" => Rules::S3,
            _ => Rules::PLAIN,
        }
    }
}
