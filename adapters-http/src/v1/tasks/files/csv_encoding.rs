//! Decodes a CSV file in UTF-8, or in UTF-16 with a byte order mark (the format "Unicode text" of spreadsheets).

use std::borrow::Cow;
use std::char::DecodeUtf16Error;

use crate::extract::without_byte_order_mark;
use crate::respond::Reason;

const UTF_16_LE: &[u8] = b"\xFF\xFE";
const UTF_16_BE: &[u8] = b"\xFE\xFF";

/// Returns the file in UTF-8, without a byte order mark. Input without a UTF-16 mark is not validated here.
pub(super) fn decode_to_utf8(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Reason> {
    let decoded = if let Some(rest) = bytes.strip_prefix(UTF_16_LE) {
        decode(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(UTF_16_BE) {
        decode(rest, u16::from_be_bytes)
    } else {
        return Ok(Cow::Borrowed(without_byte_order_mark(bytes)));
    };
    decoded.map(|text| Cow::Owned(text.into_bytes()))
}

fn decode(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Reason> {
    let (units, rest) = bytes.as_chunks::<2>();
    let text: Result<String, DecodeUtf16Error> =
        char::decode_utf16(units.iter().copied().map(unit)).collect();
    let is_whole = rest.is_empty();
    text.ok().filter(|_| is_whole).ok_or_else(|| {
        Reason::new("begins with the byte order mark of UTF-16, but is not valid UTF-16", "string_unicode")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_mark_selects_the_encoding() {
        let le: Vec<u8> = "\u{feff}título 🦀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "\u{feff}título 🦀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for file in [&le[..], &be, "\u{feff}título 🦀".as_bytes(), "título 🦀".as_bytes()] {
            assert_eq!(decode_to_utf8(file).unwrap(), "título 🦀".as_bytes());
        }
        assert_eq!(decode_to_utf8(b"\xFF").unwrap(), &b"\xFF"[..]);
        assert!(decode_to_utf8(&le[..le.len() - 1]).is_err(), "an incomplete code unit must be rejected");
        assert!(decode_to_utf8(b"\xFF\xFE\x00\xD8").is_err(), "an unpaired surrogate must be rejected");
    }
}
