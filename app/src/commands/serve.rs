//! `tasklane serve`: runs the server until a signal stops it.

use std::sync::Arc;

use tasklane_core::clock::SystemClock;
use tasklane_http::Tls;
use tasklane_runtime::Event;
use tasklane_runtime::format_error_chain;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::application::{Application, StartError};
use crate::open_files;
use crate::settings::Settings;
use crate::telemetry::MetricsRegistry;

/// The exit code that shells use for a process ended by SIGINT.
const INTERRUPTED: i32 = 130;

pub(super) async fn serve(
    mut settings: Settings,
    registry: Option<MetricsRegistry>,
) -> Result<(), StartError> {
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut terminations = signal(SignalKind::terminate())?;
    let sighups = signal(SignalKind::hangup())?;
    if settings.database.is_unencrypted_remote() {
        tracing::warn!(
            "connections to a database on another machine are not encrypted: set sslmode=verify-full in DATABASE_URL \
            and DATABASE_READ_URL"
        );
    }
    settings.warn_about_unknown_names();
    let prefix = settings.http.api_prefix.clone();
    tracing::info!(
        event = Event::Configured.as_str(),
        version = env!("CARGO_PKG_VERSION"),
        settings = settings.given.join(","),
        "starting"
    );
    fit_limits(&mut settings, open_files::raise_limit());
    let application = Application::build(settings, Arc::new(SystemClock))?.with_metrics(registry)?;
    let address = application.address()?;
    let scheme = if application.tls().is_some() { "https" } else { "http" };
    tracing::info!(
        url = format!("{scheme}://{address}{prefix}"),
        docs = format!("{scheme}://{address}/api/docs"),
        "serving the API"
    );
    if let Some(address) = application.metrics_address() {
        tracing::info!(url = format!("http://{address}/metrics"), "serving metrics");
    }
    let stop = async {
        tokio::select! {
            _ = interrupts.recv() => {}
            _ = terminations.recv() => {}
        }
        tracing::info!("stopping: finishing in-flight requests; a second signal stops immediately");
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupts.recv() => {}
                _ = terminations.recv() => {}
            }
            std::process::exit(INTERRUPTED);
        });
    };
    let source = application.source();
    let reloads = tokio::spawn(reload_on_sighup(sighups, application.tls()));
    // The future is large, because it contains all background work.
    Box::pin(application.run_until(stop)).await?;
    reloads.abort();
    source.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Lowers the maximum number of connections and streams to fit the open-file limit.
fn fit_limits(settings: &mut Settings, files: Option<u64>) {
    let Some(files) = files else { return };
    let wanted = settings.http.limits;
    let limits = wanted.capped_to_open_files(files.try_into().unwrap_or(usize::MAX));
    settings.http.limits = limits;
    if limits.streams < wanted.streams {
        let streams = limits.streams;
        tracing::warn!(
            files,
            streams,
            "MAX_STREAMS exceeds half of the open-file limit, so the server allows fewer streams"
        );
    }
    tracing::info!(files, connections = limits.connections, "open-file limit");
}

/// Reloads the certificate on SIGHUP. If the reload fails, the server keeps the current certificate.
async fn reload_on_sighup(mut sighups: Signal, tls: Option<Tls>) {
    while sighups.recv().await.is_some() {
        match tls.as_ref().map(Tls::reload) {
            Some(Ok(())) => tracing::info!("reloaded the certificate"),
            Some(Err(error)) => {
                tracing::error!(
                    cause = format_error_chain(&error),
                    "cannot reload the certificate, keeping the current one"
                );
            }
            None => tracing::info!("nothing to reload: TLS_CERT is not set; restart to change settings"),
        }
    }
}
