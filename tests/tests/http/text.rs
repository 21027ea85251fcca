//! The text of a task is stored unchanged, except that titles are trimmed. Control characters and excessive lengths are
//! rejected.

use naughty_strings::BLNS;
use serde_json::json;
use tasklane_tests::on_every_database;

const TASKS: &str = "/api/v1/tasks";

/// Strings that can break encodings, queries, formats, templates and column widths, like the Big List of Naughty
/// Strings.
const NAUGHTY: [&str; 84] = [
    "undefined",
    "null",
    "NULL",
    "None",
    "true",
    "false",
    "0",
    "-0",
    "1/0",
    "1E+02",
    "0x0",
    "NaN",
    "Infinity",
    "1,000.00",
    "2147483648",
    "9223372036854775808",
    "99999999999999999999999",
    "[]",
    "{}",
    "\"",
    "''",
    "\\",
    "\\\\",
    "\\0",
    "\\u0000",
    "\\'; DROP TABLE tasks; --",
    "' OR '1'='1",
    "1; SELECT pg_sleep(1)",
    "Robert'); DROP TABLE users;--",
    "$$",
    "$1",
    "?",
    ":id",
    "@var",
    "100%",
    "%s%s%n%x",
    "%d",
    "%00",
    "%2e%2e%2f",
    "_",
    "*",
    "{0}",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "`id`",
    "$(id)",
    "| ls",
    "../../../../etc/passwd",
    "C:\\con\\nul",
    "file:///etc/passwd",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "&lt;&amp;&#0;&nbsp;",
    "]]>",
    "<!-- -->",
    "=cmd|' /C calc'!A0",
    "Ω≈ç√∫˜µ≤≥÷",
    "ÅÍÎÏ˝ÓÔÒÚÆ☃",
    "ЁЂЃЄЅІЇЈ",
    "٠١٢٣٤٥٦٧٨٩",
    "田中さんにあげて下さい",
    "社會科學院語學研究所",
    "찦차를 타고 온 펲시맨",
    "𠜎𠜱𠝹𠱓𠱸",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "Ⱥ ⱦ İ ı ſ ß ẞ",
    "(ﾉಥ益ಥ）ﾉ ┻━┻",
    "😍 👩🏽 🙋🏿 ✊🏾",
    "👨‍👩‍👧‍👦 🏳️‍🌈 👩‍❤️‍💋‍👩",
    "🇺🇸🇷🇺🇸 🇦🇫",
    "1️⃣ ©️ ☠︎",
    "مُنَاقَشَةُ سُبُلِ",
    "הָיְתָהtestالصفحات",
    "\u{202E}test\u{202C} \u{2066}iso\u{2069}",
    "a\u{200B}b\u{200D}c\u{2060}d\u{FEFF}e\u{AD}f",
    "e\u{301} é a\u{30A}\u{323}",
    "Z\u{348}\u{34D}\u{32A}\u{35A}a\u{31B}\u{356}\u{317}l\u{346}\u{34B}\u{357}g\u{310}\u{311}\u{357}o\u{334}\u{335}",
    "a\u{A0}b\u{2003}c\u{2028}d\u{2029}e\u{3000}f",
    "\u{10FFFF}\u{FFFE}\u{FFFF}\u{1FFFE}\u{E000}",
    "𝕿𝖍𝖊 𝐪𝐮𝐢𝐜𝐤 ⓑⓡⓞⓦⓝ ｆｏｘ",
    "ᚠᛇᚻ᛫ᛒᛦᚦ ᠮᠣᠩᠭᠣᠯ ꙮ ﷽ 𒐫",
];

/// Whether a string has a control character that is not in `allowed`. Descriptions may contain tabs and line breaks.
fn has_control(text: &str, allowed: &[char]) -> bool {
    text.chars().any(|character| character.is_control() && !allowed.contains(&character))
}

on_every_database! {
    // assures: R108
    async fn big_list_of_naughty_strings_round_trips(server: &Server) {
        let ada = server.sign_up("ada").await;
        assert!(BLNS.len() >= 500);
        for text in BLNS {
            let title = text.trim();
            let titled = !title.is_empty() && title.chars().count() <= 255 && !has_control(title, &[]);
            let described = text.chars().count() <= 10_000 && !has_control(text, &['\t', '\n']);
            let body = json!({"title": if titled { *text } else { "x" }, "description": described.then_some(text)});
            let created = ada.api.post(TASKS, &body).await.expect(201);
            let read = ada.api.get(&format!("{TASKS}/{}", created["id"])).await.expect(200);
            assert_eq!(read, created, "{text:?}");
            assert_eq!(created["title"], if titled { title } else { "x" }, "{text:?}");
            assert_eq!(created["description"], body["description"], "{text:?}");
            for (member, fits) in [("title", titled), ("description", described)] {
                if !fits {
                    let rejected = ada.api.patch(&format!("{TASKS}/{}", created["id"]), &json!({member: text})).await;
                    assert_eq!(rejected.error_locations(), [format!("body.{member}")], "{text:?}");
                }
            }
        }
    }

    // assures: R108, R114
    async fn naughty_strings_round_trip(server: &Server) {
        let ada = server.sign_up("ada").await;
        for text in NAUGHTY {
            let short: String = text.chars().take(50).collect();
            let long = format!(" {text}\n\t{text} ");
            let body = json!({"title": text, "description": long, "tags": [short, "tag"]});
            let created = ada.api.post(TASKS, &body).await.expect(201);
            let read = ada.api.get(&format!("{TASKS}/{}", created["id"])).await.expect(200);
            for member in ["title", "description", "tags"] {
                assert_eq!(created[member], body[member], "{text:?}");
                assert_eq!(read[member], body[member], "{text:?}");
            }
        }
        let all = NAUGHTY.join("\n");
        let path = format!("{TASKS}/{}", ada.create_task("Long").await);
        let patched = ada.api.patch(&path, &json!({"description": all})).await.expect(200);
        assert_eq!(patched["description"], all);
    }

    // assures: R107
    async fn text_length_is_counted_in_code_points(server: &Server) {
        let ada = server.sign_up("ada").await;
        // Characters of one to four bytes in UTF-8, and a combining accent, which also counts as one code point.
        for character in ["x", "é", "語", "\u{301}", "🦀"] {
            let text = |count: usize| character.repeat(count);
            let longest = json!({"title": text(255), "description": text(10_000), "tags": [text(50)]});
            let created = ada.api.post(TASKS, &longest).await.expect(201);
            let read = ada.api.get(&format!("{TASKS}/{}", created["id"])).await.expect(200);
            for member in ["title", "description", "tags"] {
                assert_eq!(read[member], longest[member], "{character}");
            }
            let longer = json!({"title": text(256), "description": text(10_001), "tags": [text(51)]});
            assert_eq!(
                ada.api.post(TASKS, &longer).await.error_locations(),
                ["body.title", "body.description", "body.tags.0"]
            );
        }
    }

    async fn twenty_tags_are_stored_in_order(server: &Server) {
        let ada = server.sign_up("ada").await;
        let mut tags: Vec<String> = (0..19).map(|n| format!("tag {}", 19 - n)).collect();
        // Tags are case-sensitive, so this tag differs from `tag 1`.
        tags.push("Tag 1".to_owned());
        let created = ada.api.post(TASKS, &json!({"title": "Task", "tags": tags})).await.expect(201);
        assert_eq!(created["tags"], json!(tags));
        tags.reverse();
        let path = format!("{TASKS}/{}", created["id"]);
        assert_eq!(ada.api.patch(&path, &json!({"tags": tags})).await.expect(200)["tags"], json!(tags));
        assert_eq!(ada.api.get(&path).await.expect(200)["tags"], json!(tags));
        tags.push("one more".to_owned());
        assert_eq!(ada.api.patch(&path, &json!({"tags": tags})).await.error_locations(), ["body.tags"]);
    }

    async fn titles_are_trimmed_and_descriptions_are_not(server: &Server) {
        let ada = server.sign_up("ada").await;
        for space in [" ", "\t", "\n", "\r\n", "\u{A0}", "\u{3000}", "\u{85}"] {
            let title =
                format!("{space}Buy{space}milk{space}").replace(&format!("Buy{space}milk"), "Buy milk");
            let task =
                ada.api.post(TASKS, &json!({"title": title, "description": " \n Two "})).await.expect(201);
            assert_eq!((&task["title"], &task["description"]), (&json!("Buy milk"), &json!(" \n Two ")));
            assert_eq!(
                ada.api.post(TASKS, &json!({"title": space.repeat(3)})).await.error_locations(),
                ["body.title"]
            );
        }
    }

    // assures: R108
    async fn control_characters_are_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("{TASKS}/{}", ada.create_task("Buy milk").await);
        let controls = (0..=0x1F).chain(0x7F..=0x9F).map(|code| char::from_u32(code).unwrap());
        for control in controls {
            let text = format!("a{control}b");
            let patch = json!({"title": text, "description": text, "tags": [text]});
            let expected: &[&str] = match control {
                '\t' | '\n' => &["body.title", "body.tags.0"],
                _ => &["body.title", "body.description", "body.tags.0"],
            };
            assert_eq!(ada.api.patch(&path, &patch).await.error_locations(), expected, "{control:?}");
            assert_eq!(ada.api.post(TASKS, &patch).await.error_locations(), expected, "{control:?}");
        }
        let task = ada.api.get(&path).await.expect(200);
        assert_eq!(
            (&task["title"], &task["description"], &task["version"]),
            (&json!("Buy milk"), &json!(null), &json!(1))
        );
    }
}
