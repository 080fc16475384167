//! Powers of the generator from a table (Lim and Lee's comb), in constant time.
//!
//! The 256-bit exponent is written as `TEETH` rows of `COLUMNS` bits. A table entry is the product
//! of g^(2^(row * COLUMNS)) over the rows whose bit is set in its index; one multiplication thus
//! takes in a whole column. The columns are cut into `BLOCKS` blocks with a table each, so that
//! all blocks share the squarings: 3 squarings and 42 multiplications instead of the 256
//! squarings of square-and-multiply. Each look-up reads its whole table under a mask, so that
//! neither branches nor addresses depend on the exponent.

use super::awslc::Product;
use super::group::{Element, params};
use super::number::BYTES;
use crypto_bigint::U3072;
use std::hint::black_box;
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

/// 64-bit words of a number.
const WORDS: usize = BYTES / 8;
/// Words of a slice: as many as stay in registers while all entries are read.
const SLICE: usize = 16;
const SLICES: usize = WORDS / SLICE;

const _: () = assert!(SLICES * SLICE == WORDS);

/// The entries of one block, in Montgomery form, little-endian and cut into slices: all first slices,
/// then all second ones, as the look-up reads them. That way it takes a third of the time that whole
/// entries take.
type Block = [[[u64; SLICE]; ENTRIES]; SLICES];

/// 264 KiB, made in about 4 ms at first use. A seventh tooth takes longer to look up than it saves, more
/// blocks save a squaring at most.
type Table = [Block; BLOCKS];

static TABLE: LazyLock<Box<Table>> = LazyLock::new(build);

/// g^exponent, both big-endian. About 0.1 ms, a tenth of it for the look-ups.
pub(super) fn power_of_g(exponent: &[u8; 32]) -> Zeroizing<[u8; BYTES]> {
    let table = &*TABLE;
    // In place, so that no copies of intermediate values are left behind.
    let mut factor = Zeroizing::new([0; BYTES]);
    let mut power: Option<Product> = None;
    for step in (0..BLOCK_COLUMNS).rev() {
        if let Some(power) = &mut power {
            power.square();
        }
        for (block, entries) in table.iter().enumerate() {
            let column = block * BLOCK_COLUMNS + step;
            if column < COLUMNS {
                look_up(entries, column_bits(exponent, column), &mut factor);
                match &mut power {
                    Some(power) => power.multiply(&factor),
                    None => power = Some(Product::of(&factor)),
                }
            }
        }
    }
    power.expect("there is a column").to_be_bytes()
}

/// Copies the entry at `index` to `out`, having read all of them.
fn look_up(block: &Block, index: u64, out: &mut [u8; BYTES]) {
    for (entries, out) in block.iter().zip(out.chunks_exact_mut(8 * SLICE)) {
        let words = Zeroizing::new(slice_at(entries, index));
        for (at, out) in out.chunks_exact_mut(8).enumerate() {
            out.copy_from_slice(&words[at].to_le_bytes());
        }
    }
}

/// Plain loops in a function of its own: the compiler makes vector instructions of them, and keeps the
/// words in their registers.
#[inline(never)]
fn slice_at(entries: &[[u64; SLICE]; ENTRIES], index: u64) -> [u64; SLICE] {
    let mut words = [0; SLICE];
    for (i, entry) in (0..).zip(entries) {
        let mask = mask(i, index);
        for at in 0..SLICE {
            words[at] |= entry[at] & mask;
        }
    }
    words
}

/// All ones where both are the same, otherwise zero. The compiler must not see which of the two it is:
/// it would make a branch of it.
#[inline]
fn mask(a: u64, b: u64) -> u64 {
    let difference = a ^ b;
    let differs = (difference | difference.wrapping_neg()) >> 63;
    black_box(differs.wrapping_sub(1))
}

/// The bits of one column: row r at bit r.
fn column_bits(exponent: &[u8; 32], column: usize) -> u64 {
    (0..TEETH).map(|row| bit(exponent, row * COLUMNS + column) << row).sum()
}

/// Bit `i`, counted from the least significant; zero beyond the end.
fn bit(exponent: &[u8; 32], i: usize) -> u64 {
    if i >= 256 { 0 } else { u64::from(exponent[31 - i / 8] >> (i % 8) & 1) }
}

fn build() -> Box<Table> {
    let generator = Element::new(&U3072::from(GENERATOR), params());
    // The base is public: time does not matter here.
    let mut teeth: [Element; TEETH] =
        std::array::from_fn(|row| generator.square_repeat_vartime((row * COLUMNS) as u32));
    let mut table = Box::new([[[[0; SLICE]; ENTRIES]; SLICES]; BLOCKS]);
    for block in table.iter_mut() {
        let mut entries = [Element::one(params()); ENTRIES];
        for (row, tooth) in teeth.iter_mut().enumerate() {
            for index in 0..1 << row {
                entries[index | 1 << row] = entries[index].mul(tooth);
            }
            *tooth = tooth.square_repeat_vartime(BLOCK_COLUMNS as u32);
        }
        for (index, entry) in entries.iter().enumerate() {
            let bytes = entry.as_montgomery().to_le_bytes();
            for (slice, bytes) in block.iter_mut().zip(bytes.as_slice().chunks_exact(8 * SLICE)) {
                for (word, bytes) in slice[index].iter_mut().zip(bytes.as_chunks().0) {
                    *word = u64::from_le_bytes(*bytes);
                }
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::super::group::bytes;
    use super::*;
    use crypto_bigint::U256;
    use proptest::prelude::*;

    fn plainly(exponent: &[u8; 32]) -> [u8; BYTES] {
        let generator = Element::new(&U3072::from(GENERATOR), params());
        *bytes(&generator.pow_bounded_exp(&U256::from_be_slice(exponent), 256))
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

    #[test]
    fn a_mask_is_all_ones_for_equal_indices_only() {
        for a in 0..ENTRIES as u64 {
            for b in 0..ENTRIES as u64 {
                assert_eq!(mask(a, b), if a == b { u64::MAX } else { 0 });
            }
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
