//! English.

use super::texts::Catalogue;

pub(super) const TEXTS: Catalogue = Catalogue {
    hello: "Hi,",
    hello_name: "Hi {name},",
    link_fallback: "If the button doesn't work, copy this link into your browser:",
    link_expires: "The link works once and expires in {minutes} minutes.",
    footer: "This e-mail was sent by the Tasklane server at {server}.",

    reset_subject: "Reset your Tasklane password",
    reset_intro: "We received a request to reset the password of your Tasklane account. Use this link to choose a new \
                  password:",
    reset_button: "Reset password",
    reset_not_you: "If you didn't request this, you can ignore this e-mail. Your password won't change.",

    verify_subject: "Verify your e-mail address for Tasklane",
    verify_intro: "Please confirm that {email} is the e-mail address of your Tasklane account:",
    verify_button: "Verify e-mail address",
    verify_not_you: "If you don't have a Tasklane account, you can ignore this e-mail. Someone probably entered your \
                     address by mistake.",

    new_email_subject: "Confirm your new e-mail address for Tasklane",
    new_email_intro: "We received a request to change the e-mail address of a Tasklane account to {email}. Use this \
                      link to confirm the change:",
    new_email_button: "Confirm new address",
    new_email_not_you: "If you didn't request this, you can ignore this e-mail. Nothing will change.",

    email_changed_subject: "Your Tasklane e-mail address was changed",
    email_changed_intro: "The e-mail address of your Tasklane account was changed from {old_email} to {new_email} on \
                          {time}.",
    email_changed_not_you: "If it wasn't you, someone else may have access to your account. Undo the change within \
                            {days} days: this restores {old_email}, logs you out on all devices, and sends you a link \
                            to choose a new password.",
    email_changed_button: "Undo this change",

    password_changed_subject: "Your Tasklane password was changed",
    password_changed_intro: "The password of your Tasklane account was changed on {time}.",
    password_changed_not_you: "If it wasn't you, reset your password now to regain control of your account:",
    password_changed_button: "Reset password",

    login_subject: "New login to your Tasklane account",
    login_intro: "We noticed a login to your Tasklane account from a new browser or app.",
    login_client: "Browser or app",
    login_address: "IP address",
    login_time: "Time",
    login_not_you: "If it wasn't you, end this session and change your password:",
    login_turn_off: "You can turn off e-mails about new logins in your account settings.",

    reuse_subject: "We ended a session of your Tasklane account",
    reuse_intro: "On {time}, we ended a session of your Tasklane account because the token that keeps you logged in \
                  was used twice.",
    reuse_reason: "This can be a sign that someone copied the token. It can also happen without an attack, for example \
                   after a device was restored from a backup.",
    reuse_not_you: "Log in again to continue. If you think that someone else has access to your account, end your other \
                    sessions and change your password:",

    was_you: "If this was you, you don't need to do anything.",
    sessions_button: "Review sessions",
    browser_on_system: "{browser} on {system}",
    unknown_client: "Unknown",

    date_time: "{month} {day}, {year} at {hour}:{minute} ({zone})",
    months: "January February March April May June July August September October November December",
};
