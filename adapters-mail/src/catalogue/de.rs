//! German, with the informal "du".
//!
//! The first sentence after the salutation begins in lower case, because the salutation ends with a comma.

use super::texts::Catalogue;

pub(super) const TEXTS: Catalogue = Catalogue {
    hello: "Hallo,",
    hello_name: "Hallo {name},",
    link_fallback: "Falls die Schaltfläche nicht funktioniert, kopiere diesen Link in deinen Browser:",
    link_expires: "Der Link funktioniert nur einmal und ist {minutes} Minuten gültig.",
    footer: "Diese E-Mail wurde vom Tasklane-Server unter {server} gesendet.",

    reset_subject: "Setze dein Tasklane-Passwort zurück",
    reset_intro: "wir haben eine Anfrage erhalten, das Passwort deines Tasklane-Kontos zurückzusetzen. Über diesen Link \
                  kannst du ein neues Passwort festlegen:",
    reset_button: "Passwort zurücksetzen",
    reset_not_you: "Wenn du das nicht angefordert hast, kannst du diese E-Mail ignorieren. Dein Passwort bleibt \
                    unverändert.",

    verify_subject: "Bestätige deine E-Mail-Adresse für Tasklane",
    verify_intro: "bitte bestätige, dass {email} die E-Mail-Adresse deines Tasklane-Kontos ist:",
    verify_button: "E-Mail-Adresse bestätigen",
    verify_not_you: "Wenn du kein Tasklane-Konto hast, kannst du diese E-Mail ignorieren. Vermutlich hat jemand deine \
                     Adresse versehentlich eingegeben.",

    new_email_subject: "Bestätige deine neue E-Mail-Adresse für Tasklane",
    new_email_intro: "wir haben eine Anfrage erhalten, die E-Mail-Adresse eines Tasklane-Kontos in {email} zu ändern. \
                      Über diesen Link kannst du die Änderung bestätigen:",
    new_email_button: "Neue Adresse bestätigen",
    new_email_not_you: "Wenn du das nicht angefordert hast, kannst du diese E-Mail ignorieren. Es ändert sich nichts.",

    email_changed_subject: "Deine E-Mail-Adresse bei Tasklane wurde geändert",
    email_changed_intro: "die E-Mail-Adresse deines Tasklane-Kontos wurde am {time} von {old_email} in {new_email} \
                          geändert.",
    email_changed_not_you: "Wenn du das nicht warst, hat möglicherweise jemand anderes Zugriff auf dein Konto. Mach die \
                            Änderung innerhalb von {days} Tagen rückgängig: Dann gilt wieder {old_email}, du wirst auf \
                            allen Geräten abgemeldet und erhältst einen Link, um ein neues Passwort festzulegen.",
    email_changed_button: "Änderung rückgängig machen",

    password_changed_subject: "Dein Tasklane-Passwort wurde geändert",
    password_changed_intro: "das Passwort deines Tasklane-Kontos wurde am {time} geändert.",
    password_changed_not_you: "Wenn du das nicht warst, setze dein Passwort jetzt zurück, damit nur du Zugriff auf dein \
                               Konto hast:",
    password_changed_button: "Passwort zurücksetzen",

    login_subject: "Neue Anmeldung bei deinem Tasklane-Konto",
    login_intro: "bei deinem Tasklane-Konto gab es eine Anmeldung mit einem neuen Browser oder einer neuen App.",
    login_client: "Browser oder App",
    login_address: "IP-Adresse",
    login_time: "Zeitpunkt",
    login_not_you: "Wenn du das nicht warst, beende diese Sitzung und ändere dein Passwort:",
    login_turn_off: "E-Mails über neue Anmeldungen kannst du in den Einstellungen deines Kontos abschalten.",

    reuse_subject: "Wir haben eine Sitzung deines Tasklane-Kontos beendet",
    reuse_intro: "am {time} haben wir eine Sitzung deines Tasklane-Kontos beendet, weil das Token, mit dem du angemeldet \
                  bleibst, zweimal verwendet wurde.",
    reuse_reason: "Das kann bedeuten, dass jemand das Token kopiert hat. Es kann aber auch ohne einen Angriff \
                   vorkommen, zum Beispiel nachdem ein Gerät aus einer Sicherung wiederhergestellt wurde.",
    reuse_not_you: "Melde dich erneut an, um fortzufahren. Wenn du glaubst, dass jemand anderes Zugriff auf dein Konto hat, \
                    beende deine anderen Sitzungen und ändere dein Passwort:",

    was_you: "Wenn du das warst, musst du nichts weiter tun.",
    sessions_button: "Sitzungen prüfen",
    browser_on_system: "{browser} auf {system}",
    unknown_client: "Unbekannt",

    date_time: "{day}. {month} {year} um {hour}:{minute} Uhr ({zone})",
    months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
};
