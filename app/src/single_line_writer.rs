//! Keeps each log event on one line by escaping line breaks in its text.

use std::io::{self, Write};

/// Expects one call of `write` per event. The event ends with a line break.
pub(crate) struct SingleLineWriter<W>(pub(crate) W);

impl<W: Write> Write for SingleLineWriter<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let inner = event.strip_suffix(b"\n").unwrap_or(event);
        if inner.contains(&b'\n') || inner.contains(&b'\r') {
            let escaped: Vec<u8> = inner.iter().flat_map(|byte| escape(*byte)).collect();
            self.0.write_all(&escaped)?;
            self.0.write_all(b"\n")?;
        } else {
            self.0.write_all(event)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escape(byte: u8) -> Vec<u8> {
    match byte {
        b'\n' => b"\\n".to_vec(),
        b'\r' => b"\\r".to_vec(),
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R904
    #[test]
    fn line_break_inside_an_event_is_escaped() {
        let mut written = Vec::new();
        let mut log = SingleLineWriter(&mut written);
        log.write_all(b"INFO one\n").unwrap();
        log.write_all("INFO zw\u{f6}lf\r\nERROR forged\n".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "INFO one\nINFO zw\u{f6}lf\\r\\nERROR forged\n");
    }
}
