//! Where in a document a statement stands, as AWS counts: lines and columns from 1, from behind what comes
//! before the statement to behind its last brace.

use std::ops::Range;

use cognate_shapes::iam::Position;

pub fn of(document: &str, span: Range<usize>) -> (Position, Position) {
    let before = document.get(..span.start).unwrap_or_default().trim_end();
    (behind(before), behind(document.get(..span.end).unwrap_or_default()))
}

fn behind(text: &str) -> Position {
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    let number = |count: usize| Some(i64::try_from(count).unwrap_or(i64::MAX));
    Position { line: number(line), column: number(last.chars().count() + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(document: &str) -> [(i64, i64); 2] {
        let start = document.find("{\"Effect\"").or(document.find("{\n      \"Effect\"")).unwrap();
        let end = start + document[start..].find('}').unwrap() + 1;
        let (from, to) = of(document, start..end);
        [from, to].map(|at| (at.line.unwrap(), at.column.unwrap()))
    }

    /// The numbers are those that AWS gives for these texts.
    #[test]
    fn columns_are_behind_what_comes_before() {
        let document = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \
                        \"Allow\",\n      \"Action\": \"*\",\n      \"Resource\": \"*\"\n    }\n  ]\n}\n";
        assert_eq!(places(document), [(3, 17), (8, 6)]);
        let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny"}]}"#;
        assert_eq!(places(document), [(1, 38), (1, 55)]);
        let document = "{\"Ä\":\"Ä\",\"Statement\":{\"Effect\":\"Deny\"}}";
        assert_eq!(places(document), [(1, 22), (1, 39)]);
    }
}
