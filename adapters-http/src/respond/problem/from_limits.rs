//! Converts rejected uploads to problems.

use actix_web::http::header::{self, HeaderValue};

use super::code::Code;
use super::problem::Problem;
use crate::limits::UploadRejected;

impl From<UploadRejected> for Problem {
    fn from(rejected: UploadRejected) -> Self {
        match rejected {
            UploadRejected::UserLimit => {
                let detail = "Too many of your uploads are in progress; try again when they are done";
                let later = HeaderValue::from_static("5");
                Self::new(Code::RateLimited, detail).with_header(header::RETRY_AFTER, later)
            }
            UploadRejected::MemoryLimit => {
                Self::unavailable().with_cause_text("the memory for uploads is exhausted")
            }
            UploadRejected::Overloaded => {
                Self::unavailable().with_cause_text("too many uploads are being processed")
            }
        }
    }
}
