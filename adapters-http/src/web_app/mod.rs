//! Serves the web app that is embedded in the binary.

mod rendered_app;
mod serve;

pub(crate) use rendered_app::RenderedApp;
