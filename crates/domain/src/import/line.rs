//! The grammar of a line: values between commas. There is no quoting: a backslash takes a comma, or
//! another backslash, as part of the value. White space around values does not count.

/// The values of a line, without its end.
pub fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(&next @ (',' | '\\'))) => {
                field.push(next);
                chars.next();
            }
            (',', _) => fields.push(trimmed(std::mem::take(&mut field))),
            _ => field.push(c),
        }
    }
    fields.push(trimmed(field));
    fields
}

fn trimmed(field: String) -> String {
    match field.trim() {
        same if same.len() == field.len() => field,
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_values_unless_escaped() {
        for (line, expected) in [
            ("", &[""][..]),
            ("a,b,,c", &["a", "b", "", "c"]),
            (" a , b\t", &["a", "b"]),
            (r"Smith\, John,x", &["Smith, John", "x"]),
            (r"a\\,b", &[r"a\", "b"]),
            (r"C:\Users,b\", &[r"C:\Users", r"b\"]),
            (r#""a","b""#, &[r#""a""#, r#""b""#]),
            (
                r"$argon2id$v=19$m=64\,t=1\,p=1$c2FsdA$aGFzaA,x",
                &["$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA", "x"],
            ),
        ] {
            assert_eq!(fields(line), expected, "{line}");
        }
    }
}
