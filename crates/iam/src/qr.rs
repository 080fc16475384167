//! QR codes as PNG pictures: black and white, one bit per pixel.

use miniz_oxide::deflate::compress_to_vec_zlib;
use qrcodegen::{QrCode, QrCodeEcc};

/// Pixels of a module's side, and modules of the margin that readers need.
const SCALE: i32 = 4;
const MARGIN: i32 = 4;

const COMPRESSION: u8 = 6;

/// None for a text that is longer than any code can hold, over two thousand bytes.
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = (code.size() + 2 * MARGIN) * SCALE;
    let mut rows = Vec::new();
    for y in 0..side {
        // Each row begins with its filter: none.
        rows.push(0);
        for byte in 0..(side + 7) / 8 {
            let black = |x: i32| code.get_module(x / SCALE - MARGIN, y / SCALE - MARGIN);
            let white = (0..8).filter(|bit| !black(byte * 8 + bit)).map(|bit| 0x80_u8 >> bit);
            rows.push(white.sum());
        }
    }
    let side = side.to_be_bytes();
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    // Width, height, one bit per pixel, shades of grey.
    chunk(&mut picture, b"IHDR", &[&side[..], &side[..], &[1, 0, 0, 0, 0]].concat());
    chunk(&mut picture, b"IDAT", &compress_to_vec_zlib(&rows, COMPRESSION));
    chunk(&mut picture, b"IEND", &[]);
    Some(picture)
}

fn chunk(picture: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a picture has some thousand bytes");
    picture.extend(length.to_be_bytes());
    picture.extend(kind);
    picture.extend(data);
    picture.extend(checksum(kind.iter().chain(data)).to_be_bytes());
}

/// CRC-32, as PNG and zip have it.
fn checksum<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    !bytes.fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_well_known_one() {
        assert_eq!(checksum(b"123456789".iter()), 0xCBF4_3926);
        assert_eq!(checksum(b"IEND".iter()), 0xAE42_6082);
    }

    /// Read back with the finder pattern in its corner: seven black modules behind the margin.
    #[test]
    fn a_picture_shows_the_code() {
        let picture = png("otpauth://totp/ada@123456789012?secret=ABC").unwrap();
        assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
        let side = u32::from_be_bytes(picture[16..20].try_into().unwrap());
        assert_eq!(side % 4, 0);
        let length = u32::from_be_bytes(picture[33..37].try_into().unwrap()) as usize;
        assert_eq!(&picture[37..41], b"IDAT");
        let rows = miniz_oxide::inflate::decompress_to_vec_zlib(&picture[41..41 + length]).unwrap();
        let stride = 1 + side.div_ceil(8) as usize;
        assert_eq!(rows.len(), stride * side as usize);
        let row = |y: usize| &rows[y * stride + 1..(y + 1) * stride];
        assert!(row(0)[..stride - 2].iter().all(|byte| *byte == 0xFF));
        assert_eq!(&row(16)[..6], [0xFF, 0xFF, 0, 0, 0, 0x0F]);
        assert_eq!(png(&"x".repeat(3_000)), None);
    }
}
