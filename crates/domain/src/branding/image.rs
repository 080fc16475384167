//! What kind of image some bytes are, by how they begin. Names and headers of uploads are not believed
//! (IL-6).

/// The file types that branding knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Ico,
    Jpeg,
    Png,
    Svg,
    Webp,
}

impl Format {
    /// AWS's spelling in `AssetType.Extension`.
    pub fn from_name(name: &str) -> Option<Format> {
        Some(match name {
            "ICO" => Format::Ico,
            "JPEG" => Format::Jpeg,
            "PNG" => Format::Png,
            "SVG" => Format::Svg,
            "WEBP" => Format::Webp,
            _ => return None,
        })
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::Ico => "image/x-icon",
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Svg => "image/svg+xml",
            Format::Webp => "image/webp",
        }
    }
}

/// None: nothing that branding accepts.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Format::Png);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Format::Jpeg);
    }
    if bytes.starts_with(b"\0\0\x01\0") {
        return Some(Format::Ico);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
        return Some(Format::Webp);
    }
    is_svg(bytes).then_some(Format::Svg)
}

/// An SVG document is text whose first element is `svg`, after a declaration and comments at most.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest[at + end.len()..].trim_start();
    }
    rest.strip_prefix("<svg")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_bytes() {
        for (bytes, format) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some(Format::Png)),
            (b"\xff\xd8\xff\xe0", Some(Format::Jpeg)),
            (b"\0\0\x01\0\x01\0", Some(Format::Ico)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Format::Webp)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Some(Format::Svg)),
            (b"<?xml version='1.0'?>\n<!-- a --><svg>", Some(Format::Svg)),
            (b"<svgx>", None),
            (b"<html><svg></html>", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(sniff(bytes), format, "{bytes:?}");
        }
    }
}
