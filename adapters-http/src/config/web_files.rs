//! The files of the web app.

use std::fmt;

/// A path, such as `/assets/index-Bw2x.js`, and its content. The file at `<path>.gz` is the compressed form of the file
/// at `<path>`.
type File = (&'static str, &'static [u8]);

const EMBEDDED: &[File] = include!(concat!(env!("OUT_DIR"), "/web_app_files.rs"));

/// The files of the built web app, possibly none.
#[derive(Clone, Copy)]
pub struct WebApp(&'static [File]);

impl WebApp {
    /// The files of `web/dist/app` at the time of the build.
    pub const EMBEDDED: Self = Self(EMBEDDED);
    /// No files. `/` returns 404, or redirects to the API documentation if it is served.
    pub const NONE: Self = Self(&[]);
    pub(crate) const PAGE: &str = "/index.html";

    /// Creates a web app from files, one of which must be the page `/index.html`.
    pub const fn from_files(files: &'static [(&'static str, &'static [u8])]) -> Self {
        Self(files)
    }

    /// Returns whether there is a page to serve at `/`.
    pub fn is_available(self) -> bool {
        self.file(Self::PAGE).is_some()
    }

    pub(crate) fn file(self, path: &str) -> Option<&'static [u8]> {
        self.0.iter().find(|(name, _)| *name == path).map(|(_, content)| *content)
    }

    pub(crate) fn compressed(self, path: &str) -> Option<&'static [u8]> {
        self.file(&format!("{path}.gz"))
    }
}

impl fmt::Debug for WebApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebApp({} files)", self.0.len())
    }
}
