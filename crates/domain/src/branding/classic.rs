//! The classic pages: a style sheet of known classes and properties, and a logo.
//!
//! Source: developer guide, "Customizing hosted UI (classic) branding".

use super::image::{Format, sniff};
use crate::{Refusal, refusal};

/// The client id that stands for all clients without settings of their own.
pub const ALL: &str = "ALL";

/// The whole request, as AWS limits it.
const REQUEST_BYTES_MAX: usize = 135 * 1024;
const IMAGE_BYTES_MAX: usize = 100 * 1024;

/// Class, pseudo-class (or empty), and what may be set.
const RULES: [(&str, &str, &[&str]); 19] = [
    ("background-customizable", "", &["background-color"]),
    ("banner-customizable", "", &["padding", "background-color"]),
    (
        "errorMessage-customizable",
        "",
        &["margin", "padding", "font-size", "width", "background", "border", "color", "box-sizing"],
    ),
    (
        "idpButton-customizable",
        "",
        &[
            "height",
            "width",
            "text-align",
            "margin-bottom",
            "color",
            "background-color",
            "border-color",
        ],
    ),
    ("idpButton-customizable", "hover", &["color", "background-color"]),
    ("idpDescription-customizable", "", &["padding-top", "padding-bottom", "display", "font-size"]),
    ("inputField-customizable", "", &["width", "height", "color", "background-color", "border"]),
    ("inputField-customizable", "focus", &["border-color", "outline"]),
    ("label-customizable", "", &["font-weight"]),
    ("legalText-customizable", "", &["color", "font-size"]),
    ("logo-customizable", "", &["max-width", "max-height"]),
    ("passwordCheck-valid-customizable", "", &["color"]),
    ("passwordCheck-notValid-customizable", "", &["color"]),
    ("redirect-customizable", "", &["text-align"]),
    ("socialButton-customizable", "", &["height", "text-align", "width", "margin-bottom"]),
    ("socialButton-customizable", "hover", &["color", "background-color"]),
    (
        "submitButton-customizable",
        "",
        &["font-size", "font-weight", "margin", "width", "height", "color", "background-color"],
    ),
    ("submitButton-customizable", "hover", &["color", "background-color"]),
    (
        "textDescription-customizable",
        "",
        &["padding-top", "padding-bottom", "display", "font-size"],
    ),
];

/// Errors, in order: the request as a whole too large; the style sheet; the image.
pub fn check(css: Option<&str>, image: Option<&[u8]>) -> Result<(), Refusal> {
    let bytes = css.map_or(0, str::len) + image.map_or(0, <[u8]>::len);
    if bytes > REQUEST_BYTES_MAX {
        return Err(refusal::invalid_parameter(format!(
            "The request parameters are too large: at most {REQUEST_BYTES_MAX} bytes."
        )));
    }
    if let Some(css) = css {
        check_css(css)?;
    }
    if let Some(image) = image.filter(|image| !image.is_empty()) {
        if image.len() > IMAGE_BYTES_MAX {
            return Err(refusal::invalid_parameter(format!(
                "The image is too large: at most {IMAGE_BYTES_MAX} bytes."
            )));
        }
        if !matches!(sniff(image), Some(Format::Png | Format::Jpeg)) {
            return Err(refusal::invalid_parameter("The image must be a PNG or JPEG file."));
        }
    }
    Ok(())
}

/// A list of `.class { property: value; }`. Everything else that CSS knows is refused.
fn check_css(css: &str) -> Result<(), Refusal> {
    let css = without_comments(css)?;
    let mut rest = css.trim();
    while !rest.is_empty() {
        let Some((selectors, tail)) = rest.split_once('{') else {
            return Err(invalid("a rule has no block", rest));
        };
        let Some((block, tail)) = tail.split_once('}') else {
            return Err(invalid("a block is not closed", selectors));
        };
        for selector in selectors.split(',') {
            check_rule(selector.trim(), block)?;
        }
        rest = tail.trim_start();
    }
    Ok(())
}

fn check_rule(selector: &str, block: &str) -> Result<(), Refusal> {
    let (class, state) = selector.split_once(':').unwrap_or((selector, ""));
    let known = |(name, pseudo, _): &&(&str, &str, &[&str])| {
        class.strip_prefix('.') == Some(*name) && state == *pseudo
    };
    let Some((_, _, properties)) = RULES.iter().find(known) else {
        return Err(invalid("not a class that can be customized", selector));
    };
    for declaration in block.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        let Some((property, value)) = declaration.split_once(':') else {
            return Err(invalid("a declaration has no value", declaration));
        };
        if !properties.contains(&property.trim().to_ascii_lowercase().as_str()) {
            return Err(invalid("not a property that this class can have", declaration));
        }
        check_value(value.trim(), declaration)?;
    }
    Ok(())
}

/// Numbers, lengths, colours and words. Functions are colours only, so that no value can load
/// anything or run (HD-2).
fn check_value(value: &str, declaration: &str) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_alphanumeric() || " \t\r\n.,%#()!/-+".contains(c);
    if value.is_empty() || !value.chars().all(plain) {
        return Err(invalid("a value has characters that are not allowed", declaration));
    }
    for (at, _) in value.match_indices('(') {
        let before = value[..at].rsplit(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = before.unwrap_or_default().to_ascii_lowercase();
        if !["rgb", "rgba", "hsl", "hsla"].contains(&name.as_str()) {
            return Err(invalid("a value has a function that is not allowed", declaration));
        }
    }
    Ok(())
}

fn without_comments(css: &str) -> Result<String, Refusal> {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, tail)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        let Some((_, after)) = tail.split_once("*/") else {
            return Err(invalid("a comment is not closed", tail));
        };
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn invalid(what: &str, place: &str) -> Refusal {
    let place: String = place.trim().chars().take(60).collect();
    refusal::invalid_parameter(format!("The CSS is not valid: {what}: {place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_classes_with_plain_values_pass() {
        for css in [
            "",
            ".logo-customizable { max-width: 60%; max-height: 30% }",
            "/* a */ .banner-customizable{padding:25px 0px 25px 10px;background-color:lightgray;}\n\
             .submitButton-customizable:hover{color:#fff;background-color:rgb(40, 94, 142)}",
            ".label-customizable, .passwordCheck-valid-customizable {}",
        ] {
            assert_eq!(check(Some(css), None), Ok(()), "{css}");
        }
    }

    #[test]
    fn hd_2_everything_else_is_refused() {
        for css in [
            "@import url(x.css);",
            "@media print { .logo-customizable { max-width: 1% } }",
            ".logo-customizable { max-width: 60%",
            ".logo-customizable { background: url(https://x) }",
            ".background-customizable { background-color: url(https://x) }",
            ".background-customizable { background-color: expression(alert(1)) }",
            ".background-customizable { background-color: red</style><script> }",
            ".background-customizable { color: \\75 rl }",
            ".background-customizable:visited { background-color: red }",
            ".mine { color: red }",
            "body { color: red }",
            ".label-customizable { font-weight }",
            "/* .label-customizable {}",
            "words",
        ] {
            assert!(check(Some(css), None).is_err(), "{css}");
        }
    }

    #[test]
    fn il_6_logos_are_png_or_jpeg_and_small() {
        let png = b"\x89PNG\r\n\x1a\n".to_vec();
        assert_eq!(check(None, Some(&png)), Ok(()));
        assert_eq!(check(None, Some(b"")), Ok(()));
        assert!(check(None, Some(b"<svg/>")).is_err());
        let large = [png, vec![0; IMAGE_BYTES_MAX]].concat();
        assert!(check(None, Some(&large)).is_err());
        assert!(check(Some(&" ".repeat(REQUEST_BYTES_MAX)), Some(b"x")).is_err());
    }
}
