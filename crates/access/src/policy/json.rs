//! A strict reader of JSON that keeps what policies need and other readers drop: duplicate names are
//! refused, numbers stay as written, every value knows its place in the text.

use std::ops::Range;

use super::malformed::Malformed;

pub(super) struct Node {
    /// Bytes of the document.
    pub(super) span: Range<usize>,
    pub(super) json: Json,
}

pub(super) enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// A policy nests six deep.
const DEPTH_MAX: usize = 16;

pub(super) fn parse(text: &str) -> Result<Node, Malformed> {
    let mut reader = Reader { text, at: 0 };
    let read = reader.value(0).filter(|_| {
        reader.space();
        reader.at == text.len()
    });
    read.ok_or_else(|| reader.malformed())
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn malformed(&self) -> Malformed {
        let before = &self.text.as_bytes()[..self.at.min(self.text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Malformed::syntax().within(&format!("line {line}, column {column}"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn word(&mut self, word: &str, json: Json) -> Option<Json> {
        self.text[self.at..].starts_with(word).then(|| {
            self.at += word.len();
            json
        })
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.space();
        let from = self.at;
        let json = match self.peek()? {
            b'{' => self.object(depth)?,
            b'[' => self.list(depth)?,
            b'"' => Json::Text(self.string()?),
            b't' => self.word("true", Json::Bool(true))?,
            b'f' => self.word("false", Json::Bool(false))?,
            b'n' => self.word("null", Json::Null)?,
            _ => self.number()?,
        };
        Some(Node { span: from..self.at, json })
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.eat(b'{')?;
        let mut members = Vec::new();
        self.space();
        if self.eat(b'}').is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.space();
            self.eat(b':')?;
            members.push((name, self.value(depth + 1)?));
            self.space();
            if self.eat(b',').is_none() {
                let mut names: Vec<&str> = members.iter().map(|(name, _)| &name[..]).collect();
                names.sort_unstable();
                if names.windows(2).any(|pair| pair[0] == pair[1]) {
                    return None;
                }
                return self.eat(b'}').map(|()| Json::Object(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.eat(b'[')?;
        let mut entries = Vec::new();
        self.space();
        if self.eat(b']').is_some() {
            return Some(Json::List(entries));
        }
        loop {
            entries.push(self.value(depth + 1)?);
            self.space();
            if self.eat(b',').is_none() {
                return self.eat(b']').map(|()| Json::List(entries));
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let from = self.at;
        let _ = self.eat(b'-');
        let first = self.peek();
        let whole = self.digits()?;
        if first == Some(b'0') && whole > 1 {
            return None;
        }
        if self.eat(b'.').is_some() {
            self.digits()?;
        }
        if self.eat(b'e').or_else(|| self.eat(b'E')).is_some() {
            let _ = self.eat(b'+').or_else(|| self.eat(b'-'));
            self.digits()?;
        }
        Some(Json::Number(self.text[from..self.at].to_owned()))
    }

    /// How many there were, at least one.
    fn digits(&mut self) -> Option<usize> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > from).then(|| self.at - from)
    }

    fn string(&mut self) -> Option<String> {
        self.eat(b'"')?;
        let mut out = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            out.push_str(&self.text[from..self.at]);
            if self.eat(b'"').is_some() {
                return Some(out);
            }
            self.eat(b'\\')?;
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return char::from_u32(unit);
                }
                self.eat(b'\\')?;
                self.eat(b'u')?;
                let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low);
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        let unit = digits.iter().try_fold(0, |sum, &digit| {
            char::from(digit).to_digit(16).map(|digit| sum * 16 + digit)
        })?;
        self.at += 4;
        Some(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Option<String> {
        parse(text).err().map(|refused| refused.place)
    }

    #[test]
    fn reads_json_and_nothing_else() {
        for text in
            [r#"{"a":[1,-0.5e+3,true,null,"\u00e9\ud83d\ude00\n"],"b":{}}"#, "[]", " 0 ", r#""""#]
        {
            assert_eq!(place(text), None, "{text}");
        }
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "1.",
            "+1",
            "nul",
            "\"\n\"",
            r#""\x""#,
            r#""\ud800""#,
            r#""\ud800\u0041""#,
            r#""\u00g0""#,
            "1 2",
            "'a'",
            &"[".repeat(100_000),
        ] {
            assert!(place(text).is_some(), "{text:.20}");
        }
    }

    #[test]
    fn refuses_a_name_twice_in_one_object() {
        assert!(place(r#"{"a":1,"b":2,"a":3}"#).is_some());
        assert!(place(r#"{"a":1,"\u0061":3}"#).is_some());
        assert!(place(r#"{"a":{"a":1}}"#).is_none());
    }

    #[test]
    fn names_line_and_column() {
        assert_eq!(place("{\n \"é\": x}").as_deref(), Some("line 2, column 7"));
    }

    #[test]
    fn keeps_numbers_and_places() {
        let Ok(Node { json: Json::List(entries), .. }) = parse("[ 1.50, \"x\" ]") else { panic!() };
        assert!(matches!(&entries[0].json, Json::Number(number) if number == "1.50"));
        assert_eq!(entries[1].span, 8..11);
    }
}
