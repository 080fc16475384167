//! The plain text of an HTML mail, for readers that show no HTML.

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 8] = ["div", "tr", "table", "ul", "ol", "li", "hr", "blockquote"];
/// Elements with an empty line around them.
const PARAGRAPHS: [&str; 7] = ["p", "h1", "h2", "h3", "h4", "h5", "h6"];
/// Elements that are not shown.
const HIDDEN: [&str; 4] = ["script", "style", "head", "title"];

/// The text, with the targets of links in brackets behind their words. Text without any tag is kept as
/// its author laid it out.
pub(super) fn plain(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while !rest.is_empty() {
        let next = rest.find('<').unwrap_or(rest.len());
        page.text(&rest[..next]);
        rest = &rest[next..];
        match Tag::read(rest) {
            Some((tag, length)) => {
                rest = &rest[length..];
                if HIDDEN.contains(&tag.name.as_str()) && !tag.is_end {
                    rest = after_end(rest, &tag.name);
                }
                page.tag(&tag);
            }
            None if rest.is_empty() => {}
            None => {
                page.text("<");
                rest = &rest[1..];
            }
        }
    }
    page.finish()
}

#[derive(Default)]
struct Page {
    out: String,
    has_tags: bool,
    /// Target of the open link, and where its words begin.
    link: Option<(String, usize)>,
}

impl Page {
    fn text(&mut self, html: &str) {
        self.out.push_str(&decoded(html));
    }

    fn tag(&mut self, tag: &Tag) {
        self.has_tags = true;
        match tag.name.as_str() {
            "a" if !tag.is_end => {
                self.link = tag.href.clone().map(|href| (href, self.out.len()));
            }
            "a" => {
                if let Some((href, begin)) = self.link.take()
                    && self.out[begin..].trim() != href
                {
                    self.out.push_str(&format!(" ({href})"));
                }
            }
            "br" => self.out.push(LINE),
            name if BLOCKS.contains(&name) => self.break_lines(1),
            name if PARAGRAPHS.contains(&name) => self.break_lines(2),
            _ => {}
        }
    }

    /// At least so many line breaks.
    fn break_lines(&mut self, count: usize) {
        let end = self.out.trim_end_matches(|c: char| c == LINE || c.is_whitespace()).len();
        for _ in self.out[end..].matches(LINE).count()..count {
            self.out.push(LINE);
        }
    }

    fn finish(self) -> String {
        if !self.has_tags {
            return self.out;
        }
        let lines = self.out.split(LINE).map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.join(" ")
        });
        let mut lines: Vec<String> = lines.collect();
        lines.dedup_by(|next, line| next.is_empty() && line.is_empty());
        lines.join("\n").trim().to_owned()
    }
}

/// Stands for a line break until the source's own white space is gone.
const LINE: char = '\u{1}';

/// What does not end within this many characters is no tag: many of them would take long to find out.
const TAG_LENGTH_MAX: usize = 4096;

/// As in `&#x10FFFF;`.
const REFERENCE_LENGTH_MAX: usize = 10;

struct Tag {
    name: String,
    is_end: bool,
    href: Option<String>,
}

impl Tag {
    /// The tag or comment that `at` begins with, and its length in bytes.
    fn read(at: &str) -> Option<(Tag, usize)> {
        if let Some(comment) = at.strip_prefix("<!--") {
            let length = comment.find("-->").map_or(at.len(), |end| "<!---->".len() + end);
            return Some((Tag { name: "!".to_owned(), is_end: false, href: None }, length));
        }
        let inside = at.strip_prefix('<')?;
        let first = inside.strip_prefix('/').unwrap_or(inside).chars().next()?;
        if !first.is_ascii_alphabetic() && first != '!' {
            return None;
        }
        let end = end_of_tag(inside)?;
        let inside = &inside[..end];
        let (is_end, inside) = match inside.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, inside),
        };
        let name: String = inside
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '/')
            .flat_map(char::to_lowercase)
            .collect();
        Some((Tag { name, is_end, href: href(inside) }, end + "<>".len()))
    }
}

/// Where the `>` outside of quotes is.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in inside.char_indices().take(TAG_LENGTH_MAX) {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn href(tag: &str) -> Option<String> {
    let name = "href=";
    let value = &tag[tag.to_ascii_lowercase().find(name)? + name.len()..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value[1..].split_once(quote)?;
    Some(decoded(value))
}

/// What follows the end tag of a hidden element; nothing when it never ends.
fn after_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = rest.to_ascii_lowercase();
    match lower.find(&end).and_then(|at| Some(at + lower[at..].find('>')? + 1)) {
        Some(at) => &rest[at..],
        None => "",
    }
}

/// Text with its character references resolved; unknown ones stay.
fn decoded(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(REFERENCE_LENGTH_MAX).position(|b| b == b';');
        let reference = end.and_then(|end| Some((&rest[1..end], meaning(&rest[1..end])?)));
        match reference {
            Some((name, c)) => {
                out.push(c);
                rest = &rest[name.len() + "&;".len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn meaning(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
