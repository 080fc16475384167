//! Decimal numbers of any size, compared exactly: binary floating point would take
//! 9007199254740993 for its neighbour.

use std::cmp::Ordering;

/// ±0.d₁d₂d₃… × 10^`point`. Zero has no digits and no sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    point: i64,
    /// Without zeros at either end.
    digits: String,
}

impl Decimal {
    /// `-12`, `+0.5`, `.5`, `1e3`. None for anything else.
    pub(super) fn parse(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, i64::from(exponent.parse::<i32>().ok()?)),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_start_matches('0');
        let zeros = i64::try_from(all.len() - significant.len()).ok()?;
        let point = i64::try_from(whole.len()).ok()? - zeros + exponent;
        let digits = significant.trim_end_matches('0').to_owned();
        let zero = digits.is_empty();
        Some(Decimal {
            negative: !zero && text.starts_with('-'),
            point: if zero { 0 } else { point },
            digits,
        })
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let size = (self.point, &self.digits).cmp(&(other.point, &other.digits));
        let size = if self.negative { size.reverse() } else { size };
        self.sign().cmp(&other.sign()).then(size)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_numbers() {
        let ascending = [
            "-1e30",
            "-10.5",
            "-10",
            "-1",
            "-.001",
            "0",
            "1e-400",
            "0.5",
            "1",
            "9.99",
            "10",
            "9007199254740992",
            "9007199254740993",
            "1e300",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                let (x, y) = (Decimal::parse(a).unwrap(), Decimal::parse(b).unwrap());
                assert_eq!(x.cmp(&y), i.cmp(&j), "{a} {b}");
            }
        }
    }

    #[test]
    fn knows_other_spellings() {
        for (a, b) in
            [("-0", "0.00"), ("+1.50", "1.5"), ("100", "1e2"), ("010", "10"), (".5e1", "5")]
        {
            assert_eq!(Decimal::parse(a), Decimal::parse(b), "{a} {b}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        for text in ["", "-", ".", "1 ", "1e", "e1", "0x1", "1.2.3", "--1", "1e99999999999", "∞"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
