//! `tasklane openapi`: prints the OpenAPI document.

use std::io::{self, Write};

use crate::settings::Settings;

pub(super) fn print(settings: &Settings) -> io::Result<()> {
    let document = tasklane_http::describe(&settings.http).to_pretty_json().map_err(io::Error::other)?;
    writeln!(io::stdout(), "{document}")
}
