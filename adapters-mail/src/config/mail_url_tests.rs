use super::*;

fn parse(url: &str) -> Result<Destination, InvalidMailUrl> {
    MailUrl::parse(&url.into()).map(|url| url.0)
}

fn server_of(url: &str) -> SmtpServer {
    match parse(url).unwrap_or_else(|error| panic!("{url}: {error}")) {
        Destination::Server(server) => server,
        Destination::Folder(folder) => panic!("{url}: {}", folder.display()),
    }
}

fn folder_of(url: &str) -> PathBuf {
    match parse(url).unwrap() {
        Destination::Folder(folder) => folder,
        Destination::Server(server) => panic!("{url}: {server}"),
    }
}

#[test]
fn scheme_selects_the_encryption_and_the_port() {
    for (url, address, encryption) in [
        ("smtp://mail.example.org", "mail.example.org:587", Encryption::StartTls),
        ("smtp://mail.example.org:25/", "mail.example.org:25", Encryption::StartTls),
        ("smtps://mail.example.org", "mail.example.org:465", Encryption::Implicit),
        ("SMTPS://Mail.Example.org:4650", "mail.example.org:4650", Encryption::Implicit),
        ("smtps://bücher.example", "xn--bcher-kva.example:465", Encryption::Implicit),
        ("smtp://localhost", "localhost:587", Encryption::StartTlsIfOffered),
        ("smtp://LOCALHOST:25", "localhost:25", Encryption::StartTlsIfOffered),
        ("smtp://127.0.0.1:25", "127.0.0.1:25", Encryption::StartTlsIfOffered),
        ("smtp://[::1]:25", "[::1]:25", Encryption::StartTlsIfOffered),
        ("smtps://localhost", "localhost:465", Encryption::Implicit),
        ("smtp://192.0.2.7", "192.0.2.7:587", Encryption::StartTls),
        ("smtp://localhost.example.org", "localhost.example.org:587", Encryption::StartTls),
    ] {
        let server = server_of(url);
        assert_eq!((server.to_string().as_str(), server.encryption), (address, encryption), "{url}");
        assert!(server.login.is_none());
    }
}

#[test]
fn login_is_decoded() {
    for (url, user, password) in [
        ("smtp://ada:secret@mail.example.org", "ada", "secret"),
        ("smtp://ada%40example.org:a%3Ab%2Fc%23d%3Fe%25@mail.example.org", "ada@example.org", "a:b/c#d?e%"),
        ("smtps://ada@example.org:secret@mail.example.org", "ada@example.org", "secret"),
        ("smtp://ada:p%C3%A4ss%20w%C3%B6rd@mail.example.org", "ada", "päss wörd"),
        ("smtp://ada:päss@mail.example.org", "ada", "päss"),
        ("smtp://ada:a:b@mail.example.org", "ada", "a:b"),
        ("smtp://ada:100%@mail.example.org", "ada", "100%"),
    ] {
        let login = server_of(url).login.unwrap();
        assert_eq!((login.user.as_str(), login.password.expose_secret()), (user, password), "{url}");
    }
}

#[test]
fn file_url_has_a_folder() {
    assert_eq!(folder_of("file:mails"), PathBuf::from("mails"));
    assert_eq!(folder_of("file:./mails"), PathBuf::from("./mails"));
    assert_eq!(folder_of("file:/var/mails"), PathBuf::from("/var/mails"));
    assert_eq!(folder_of("file:///var/mails"), PathBuf::from("/var/mails"));
    for url in ["file:", "file://", "file://mails"] {
        assert_eq!(parse(url).unwrap_err(), InvalidMailUrl::Folder, "{url}");
    }
}

#[test]
fn invalid_url_is_rejected_with_the_reason() {
    for (url, reason) in [
        ("", InvalidMailUrl::Scheme),
        ("mail.example.org", InvalidMailUrl::Scheme),
        ("mail.example.org:587", InvalidMailUrl::Scheme),
        ("http://mail.example.org", InvalidMailUrl::Scheme),
        ("smtp:", InvalidMailUrl::Server),
        ("smtp:mail.example.org", InvalidMailUrl::Server),
        ("smtp://", InvalidMailUrl::Server),
        ("smtp://:587", InvalidMailUrl::Server),
        ("smtp://mail.example.org:port", InvalidMailUrl::Server),
        ("smtp://mail.example.org:0", InvalidMailUrl::Server),
        ("smtp://mail.example.org:70000", InvalidMailUrl::Server),
        ("smtp://mail example.org", InvalidMailUrl::Server),
        ("smtp://mail.example.org/inbox", InvalidMailUrl::UnexpectedPart),
        ("smtp://mail.example.org?tls=off", InvalidMailUrl::UnexpectedPart),
        ("smtp://mail.example.org#top", InvalidMailUrl::UnexpectedPart),
        ("smtp://ada:hunter2/x@mail.example.org", InvalidMailUrl::UnexpectedPart),
        ("smtp://ada:hunter2#x@mail.example.org", InvalidMailUrl::UnexpectedPart),
        ("smtp://ada:hunter2?x@mail.example.org", InvalidMailUrl::UnexpectedPart),
        ("smtp://ada@mail.example.org", InvalidMailUrl::Login),
        ("smtp://ada:@mail.example.org", InvalidMailUrl::Login),
        ("smtp://:hunter2@mail.example.org", InvalidMailUrl::Login),
        ("smtp://ada:hunter2%00@mail.example.org", InvalidMailUrl::LoginCharacters),
        ("smtp://ada:hunter2%0d%0aQUIT@mail.example.org", InvalidMailUrl::LoginCharacters),
        ("smtp://ada:hunter2%FF@mail.example.org", InvalidMailUrl::LoginCharacters),
    ] {
        let error = parse(url).expect_err(url);
        assert_eq!(error, reason, "{url}");
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn debug_output_does_not_contain_the_password() {
    let url = MailUrl::parse(&"smtps://ada:hunter2@mail.example.org".into()).unwrap();
    assert_eq!(format!("{url:?}"), "MailUrl(mail.example.org:465)");
    assert!(!format!("{:?}", url.0).contains("hunter2"));
}
