//! The texts that each language has.

/// Defines the texts of a language. Each file is a struct literal, so the compiler checks that it has every text.
macro_rules! texts {
    ($($(#[$doc:meta])* $key:ident,)*) => {
        pub(crate) struct Catalogue {
            $($(#[$doc])* pub(crate) $key: &'static str,)*
        }

        #[cfg(test)]
        impl Catalogue {
            pub(super) fn entries(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($key), self.$key)),*]
            }
        }
    };
}

texts! {
    hello,
    hello_name,
    /// Below the button.
    link_fallback,
    /// How long the link is valid.
    link_expires,
    footer,

    reset_subject,
    reset_intro,
    reset_button,
    reset_not_you,

    verify_subject,
    verify_intro,
    verify_button,
    verify_not_you,

    new_email_subject,
    new_email_intro,
    new_email_button,
    new_email_not_you,

    email_changed_subject,
    email_changed_intro,
    email_changed_not_you,
    email_changed_button,

    password_changed_subject,
    password_changed_intro,
    password_changed_not_you,
    password_changed_button,

    login_subject,
    login_intro,
    login_client,
    login_address,
    login_time,
    login_not_you,
    login_turn_off,

    reuse_subject,
    reuse_intro,
    reuse_reason,
    reuse_not_you,

    /// In notices of changes and logins.
    was_you,
    sessions_button,
    /// The name of a browser and its operating system.
    browser_on_system,
    unknown_client,

    /// A time, after a preposition.
    date_time,
    /// The names of the months, separated by spaces.
    months,
}
