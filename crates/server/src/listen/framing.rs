//! Strict HTTP/1.1 framing (HT-1): watches the bytes of a connection on their way to the HTTP library
//! and objects to what two parsers could read differently.
//!
//! The library itself accepts bare LF, repeated equal `Content-Length`, and `Content-Length` beside
//! `Transfer-Encoding`. Here each of them ends the connection before the library sees the head's end.

/// Where the next byte belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the first byte of a request.
    Between,
    Head,
    Body,
}

/// Why a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    BareLineFeed,
    FoldedHeader,
    BadLength,
    BadEncoding,
    LengthAndEncoding,
    BadChunk,
    Connect,
    LineTooLong,
}

/// The longest chunk-size or trailer line.
const CHUNK_LINE_BYTES_MAX: usize = 1024;

#[derive(Debug)]
enum State {
    /// Lines of a head. `started`: the request line has been seen.
    Head {
        started: bool,
        length: Option<u64>,
        chunked: bool,
    },
    /// This many bytes of a body with `Content-Length`.
    Sized(u64),
    ChunkSize,
    /// This many bytes of a chunk and of the line end after it.
    ChunkData(u64),
    Trailer,
}

/// The scanner of one connection.
#[derive(Debug)]
pub struct Framing {
    state: State,
    /// The beginning of a line whose end has not arrived.
    partial: Vec<u8>,
    line_bytes_max: usize,
}

const HEAD: State = State::Head { started: false, length: None, chunked: false };

impl Framing {
    /// `line_bytes_max` bounds one line of a head.
    pub fn new(line_bytes_max: usize) -> Self {
        Framing { state: HEAD, partial: Vec::new(), line_bytes_max }
    }

    pub fn place(&self) -> Place {
        match self.state {
            State::Head { started: false, .. } if self.partial.is_empty() => Place::Between,
            State::Head { .. } => Place::Head,
            _ => Place::Body,
        }
    }

    /// Looks at the next bytes received.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Violation> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::Sized(left) => {
                    bytes = skip(bytes, left);
                    if *left == 0 {
                        self.state = HEAD;
                    }
                }
                State::ChunkData(left) => {
                    bytes = skip(bytes, left);
                    if *left == 0 {
                        self.state = State::ChunkSize;
                    }
                }
                State::Head { .. } | State::ChunkSize | State::Trailer => {
                    bytes = self.feed_line(bytes)?;
                }
            }
        }
        Ok(())
    }

    /// Takes bytes up to the end of the line, and the line when it is complete.
    fn feed_line<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Violation> {
        let max = match self.state {
            State::Head { .. } => self.line_bytes_max,
            _ => CHUNK_LINE_BYTES_MAX,
        };
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.partial.extend_from_slice(bytes);
            let too_long = self.partial.len() > max;
            return if too_long { Err(Violation::LineTooLong) } else { Ok(&[]) };
        };
        let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
        if self.partial.is_empty() {
            self.line(line)?;
        } else {
            let mut whole = std::mem::take(&mut self.partial);
            whole.extend_from_slice(line);
            self.line(&whole)?;
            // Keep the allocation for the next line that arrives in pieces.
            whole.clear();
            self.partial = whole;
        }
        Ok(rest)
    }

    /// A complete line without its LF.
    fn line(&mut self, line: &[u8]) -> Result<(), Violation> {
        let line = line.strip_suffix(b"\r").ok_or(Violation::BareLineFeed)?;
        match &mut self.state {
            State::Head { started: started @ false, .. } => {
                // Empty lines before a request line are allowed by RFC 9112, 2.2.
                *started = !line.is_empty();
                if line.starts_with(b"CONNECT ") {
                    return Err(Violation::Connect);
                }
            }
            State::Head { length, chunked, .. } if line.is_empty() => {
                self.state = match (*length, *chunked) {
                    (Some(_), true) => return Err(Violation::LengthAndEncoding),
                    (None, true) => State::ChunkSize,
                    (Some(0) | None, false) => HEAD,
                    (Some(length), false) => State::Sized(length),
                };
            }
            State::Head { length, chunked, .. } => header(line, length, chunked)?,
            State::ChunkSize => {
                let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
                self.state = match hexadecimal(size.trim_ascii_end())? {
                    0 => State::Trailer,
                    size => State::ChunkData(size + 2),
                };
            }
            State::Trailer if line.is_empty() => self.state = HEAD,
            State::Trailer => {}
            State::Sized(_) | State::ChunkData(_) => unreachable!("these states have no lines"),
        }
        Ok(())
    }
}

fn skip<'a>(bytes: &'a [u8], left: &mut u64) -> &'a [u8] {
    let step = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
    *left -= step as u64;
    &bytes[step..]
}

/// Notes the two headers that decide where the message ends.
fn header(line: &[u8], length: &mut Option<u64>, chunked: &mut bool) -> Result<(), Violation> {
    if line.starts_with(b" ") || line.starts_with(b"\t") {
        return Err(Violation::FoldedHeader);
    }
    let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    let name = line[..colon].trim_ascii();
    let value = || line.get(colon + 1..).unwrap_or_default().trim_ascii();
    if name.eq_ignore_ascii_case(b"content-length") {
        let digits = value();
        if length.is_some() || digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(Violation::BadLength);
        }
        let digits = std::str::from_utf8(digits).map_err(|_| Violation::BadLength)?;
        *length = Some(digits.parse().map_err(|_| Violation::BadLength)?);
    } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
        if *chunked || !value().eq_ignore_ascii_case(b"chunked") {
            return Err(Violation::BadEncoding);
        }
        *chunked = true;
    }
    Ok(())
}

fn hexadecimal(digits: &[u8]) -> Result<u64, Violation> {
    if digits.is_empty() || digits.len() > 15 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(Violation::BadChunk);
    }
    let digits = std::str::from_utf8(digits).map_err(|_| Violation::BadChunk)?;
    u64::from_str_radix(digits, 16).map_err(|_| Violation::BadChunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds the text at once and byte by byte; both must agree.
    fn outcome(text: &str) -> Result<Place, Violation> {
        let mut whole = Framing::new(8192);
        let at_once = whole.feed(text.as_bytes()).map(|()| whole.place());
        let mut pieces = Framing::new(8192);
        let mut piecewise = Ok(());
        for byte in text.as_bytes() {
            piecewise = piecewise.and_then(|()| pieces.feed(&[*byte]));
        }
        assert_eq!(at_once, piecewise.map(|()| pieces.place()), "{text:?}");
        at_once
    }

    #[test]
    fn ht_1_requests_are_followed_to_their_end() {
        for (text, place) in [
            ("", Place::Between),
            ("G", Place::Head),
            ("GET / HTTP/1.1\r\nHost: a\r\n", Place::Head),
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Place::Between),
            ("\r\nGET / HTTP/1.1\r\n\r\nGET /", Place::Head),
            ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", Place::Body),
            ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab\ncd", Place::Between),
            ("POST / HTTP/1.1\r\ncontent-length:0\r\n\r\n", Place::Between),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\na\nb\r\n", Place::Body),
            (
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nt: 1\r\n\r\n",
                Place::Between,
            ),
        ] {
            assert_eq!(outcome(text), Ok(place), "{text:?}");
        }
    }

    #[test]
    fn ht_1_ambiguous_framing_is_refused() {
        let post = |headers: &str| format!("POST / HTTP/1.1\r\n{headers}\r\n\r\n");
        for (text, violation) in [
            ("GET / HTTP/1.1\n\n".to_owned(), Violation::BareLineFeed),
            (post("Host: a\nX: b"), Violation::BareLineFeed),
            (post("X: a\r\n b"), Violation::FoldedHeader),
            (post("Content-Length: 3\r\nContent-Length: 3"), Violation::BadLength),
            (post("Content-Length: 3, 3"), Violation::BadLength),
            (post("Content-Length: +3"), Violation::BadLength),
            (post("Content-Length: 99999999999999999999999"), Violation::BadLength),
            (post("Content-Length : 3\r\nContent-Length: 4"), Violation::BadLength),
            (post("Transfer-Encoding: gzip, chunked"), Violation::BadEncoding),
            (post("Transfer-Encoding: identity"), Violation::BadEncoding),
            (
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                Violation::BadEncoding,
            ),
            (post("Transfer-Encoding: chunked\r\nContent-Length: 3"), Violation::LengthAndEncoding),
            (post("Transfer-Encoding: chunked") + "x\r\n", Violation::BadChunk),
            (post("Transfer-Encoding: chunked") + "1\nx", Violation::BareLineFeed),
            ("CONNECT a:1 HTTP/1.1\r\n".to_owned(), Violation::Connect),
            ("G".repeat(9000), Violation::LineTooLong),
        ] {
            assert_eq!(outcome(&text), Err(violation), "{text:?}");
        }
    }
}
