//! Routes that use mails: reset the password, verify the e-mail address, and cancel or undo a change of the address.

mod bodies;
mod cancel;
mod forgot;
mod link;
mod resend;
mod reset;
mod undo;
mod verify;

pub(crate) use cancel::cancel_email_change;
pub(crate) use forgot::forgot_password;
pub(crate) use resend::resend_verification;
pub(crate) use reset::reset_password;
pub(crate) use undo::undo_email_change;
pub(crate) use verify::verify_email;
