//! The background jobs of one replica: removing expired rows, so that tables don't grow without bound, and sending mails.

mod cleanup_round;
mod housekeeper;
mod mail_delivery;

pub(crate) use cleanup_round::CleanupRound;
pub(crate) use housekeeper::Housekeeper;
pub(crate) use mail_delivery::MailDelivery;
