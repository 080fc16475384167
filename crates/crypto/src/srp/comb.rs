//! Powers of the generator from a table (Lim and Lee's comb), in constant time.
//!
//! The 256-bit exponent is written as `TEETH` rows of `COLUMNS` bits. A table entry is the product
//! of g^(2^(row * COLUMNS)) over the rows whose bit is set in its index; one multiplication thus
//! takes in a whole column. The columns are cut into `BLOCKS` blocks with a table each, so that
//! all blocks share the squarings: 3 squarings and 43 multiplications instead of the 256
//! squarings of square-and-multiply. Each look-up reads its whole table under a mask, so that
//! neither branches nor addresses depend on the exponent.

use super::group::{Element, params};
use crypto_bigint::{CtAssign, CtEq, MontyForm, MontyMultiplier, U3072};
use std::sync::LazyLock;
use zeroize::Zeroizing;

const TEETH: usize = 6;
const COLUMNS: usize = 43;
const BLOCKS: usize = 11;
/// Columns per block; the last block has fewer.
const BLOCK_COLUMNS: usize = COLUMNS.div_ceil(BLOCKS);
const ENTRIES: usize = 1 << TEETH;
const GENERATOR: u64 = 2;

const _: () = assert!(TEETH * COLUMNS >= 256);

/// 264 KiB, in Montgomery form, made in about 4 ms at first use. A seventh tooth takes longer to look up
/// than it saves.
type Table = [[U3072; ENTRIES]; BLOCKS];

type Multiplier<'a> = <Element as MontyForm>::Multiplier<'a>;

static TABLE: LazyLock<Box<Table>> = LazyLock::new(build);

/// g^exponent; the exponent is big-endian. About 0.17 ms, a fifth of it for the look-ups.
pub(super) fn power_of_g(exponent: &[u8; 32]) -> Zeroizing<Element> {
    // In place, so that no copies of intermediate values are left behind.
    let mut multiplier = Multiplier::from(params());
    let mut power = Zeroizing::new(Element::one(params()));
    let mut factor = Zeroizing::new(Element::one(params()));
    for step in (0..BLOCK_COLUMNS).rev() {
        if step + 1 < BLOCK_COLUMNS {
            multiplier.square_assign(&mut power);
        }
        for (block, table) in TABLE.iter().enumerate() {
            let column = block * BLOCK_COLUMNS + step;
            if column < COLUMNS {
                look_up(table, column_bits(exponent, column), factor.as_montgomery_mut());
                multiplier.mul_assign(&mut power, &factor);
            }
        }
    }
    power
}

/// Copies the entry at `index` to `out`, having read all of them.
fn look_up(table: &[U3072; ENTRIES], index: u32, out: &mut U3072) {
    for (i, entry) in (0u32..).zip(table) {
        out.ct_assign(entry, i.ct_eq(&index));
    }
}

/// The bits of one column: row r at bit r.
fn column_bits(exponent: &[u8; 32], column: usize) -> u32 {
    (0..TEETH).map(|row| bit(exponent, row * COLUMNS + column) << row).sum()
}

/// Bit `i`, counted from the least significant; zero beyond the end.
fn bit(exponent: &[u8; 32], i: usize) -> u32 {
    if i >= 256 { 0 } else { u32::from(exponent[31 - i / 8] >> (i % 8) & 1) }
}

fn build() -> Box<Table> {
    let generator = Element::new(&U3072::from(GENERATOR), params());
    // The base is public: time does not matter here.
    let mut teeth: [Element; TEETH] =
        std::array::from_fn(|row| generator.square_repeat_vartime((row * COLUMNS) as u32));
    let mut table = Box::new([[U3072::ZERO; ENTRIES]; BLOCKS]);
    for entries in table.iter_mut() {
        entries[0] = *Element::one(params()).as_montgomery();
        for (row, tooth) in teeth.iter_mut().enumerate() {
            for index in 0..1 << row {
                let product = Element::from_montgomery(entries[index], params()).mul(tooth);
                entries[index | 1 << row] = *product.as_montgomery();
            }
            *tooth = tooth.square_repeat_vartime(BLOCK_COLUMNS as u32);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::U256;
    use proptest::prelude::*;

    fn plainly(exponent: &[u8; 32]) -> Element {
        let generator = Element::new(&U3072::from(GENERATOR), params());
        generator.pow_bounded_exp(&U256::from_be_slice(exponent), 256)
    }

    #[test]
    fn powers_agree_at_the_edges() {
        let mut edges = vec![[0; 32], [0xff; 32]];
        for bit in 0..256 {
            let mut exponent = [0; 32];
            exponent[31 - bit / 8] = 1 << (bit % 8);
            edges.push(exponent);
        }
        for exponent in edges {
            assert_eq!(*power_of_g(&exponent), plainly(&exponent));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn powers_agree_with_square_and_multiply(exponent: [u8; 32]) {
            prop_assert_eq!(*power_of_g(&exponent), plainly(&exponent));
        }
    }
}
