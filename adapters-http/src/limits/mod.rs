//! Limits on the number of requests in flight and on the memory of uploads in the process.

mod in_flight;
mod shed_log;
mod uploads;

pub(crate) use in_flight::{InFlight, InFlightRequest, RequestTimer, TimerPause};
pub(crate) use uploads::{UploadRejected, UploadSlot, Uploads};
