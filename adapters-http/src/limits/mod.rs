//! Limits on concurrent work in the process: requests in flight, and uploads in memory.

mod in_flight;
mod shed_log;
mod uploads;

pub(crate) use in_flight::{InFlight, InFlightRequest, RequestTimer, TimerPause};
pub(crate) use uploads::{UploadRejected, UploadSlot, Uploads};
