//! HTML that cannot be injected into: only literals of this program enter it as they are (IL-7).

/// A page under construction.
#[derive(Default)]
pub struct Html(String);

impl Html {
    /// Mark-up.
    pub fn raw(&mut self, markup: &'static str) -> &mut Html {
        self.0.push_str(markup);
        self
    }

    /// A text or the value of a quoted attribute.
    pub fn text(&mut self, text: &str) -> &mut Html {
        for char in text.chars() {
            match char {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // Neither shown nor allowed, except where lines end.
                char if char.is_control() && !matches!(char, '\n' | '\t') => {}
                char => self.0.push(char),
            }
        }
        self
    }

    /// A text in which web addresses can be followed.
    pub fn linked(&mut self, text: &str) -> &mut Html {
        let mut rest = text;
        while let Some(start) = ["https://", "http://"].iter().filter_map(|s| rest.find(s)).min() {
            let (before, from) = rest.split_at(start);
            let stops = |char: char| char.is_whitespace() || "<>\"'".contains(char);
            let length = from.find(stops).unwrap_or(from.len());
            let address = from[..length].trim_end_matches(['.', ',', ')', ';', '!', '?']);
            self.text(before).raw("<a rel=\"noreferrer\" href=\"").text(address).raw("\">");
            self.text(address).raw("</a>");
            rest = &from[address.len()..];
        }
        self.text(rest)
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn il_7_texts_are_escaped() {
        let mut html = Html::default();
        html.raw("<p>").text("<script>'\"&\u{0}\u{1b}\n").raw("</p>");
        assert_eq!(html.into_string(), "<p>&lt;script&gt;&#39;&quot;&amp;\n</p>");
    }

    #[test]
    fn addresses_become_links_and_nothing_else_does() {
        let linked = |text: &str| {
            let mut html = Html::default();
            html.linked(text);
            html.into_string()
        };
        let link = "<a rel=\"noreferrer\" href=\"https://a.example/?b=1&amp;c=2\">\
                    https://a.example/?b=1&amp;c=2</a>";
        assert_eq!(linked("See https://a.example/?b=1&c=2."), format!("See {link}."));
        assert_eq!(linked("javascript:alert(1)"), "javascript:alert(1)");
        assert!(!linked("https://a\" onclick=\"x").contains("onclick=\""));
        assert_eq!(linked("https://").matches("<a").count(), 1);
    }
}
