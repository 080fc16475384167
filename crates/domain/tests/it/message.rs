//! Templates, what they say when filled in, and what deliveries reveal.

use cognate_domain::message::{
    Delivery, Fill, Form, Medium, Message, Reason, Seed, Template, confirmation_link, mask,
    parameters, simulated, template,
};
use cognate_domain::pool::Trigger;
use proptest::prelude::*;
use serde_json::json;

use crate::sample;

fn email(form: Form, body: &str) -> Template {
    Template { medium: Medium::Email, form, subject: "s".into(), body: body.into() }
}

fn sms(form: Form, body: &str) -> Template {
    Template { medium: Medium::Sms, ..email(form, body) }
}

fn code(code: &str) -> Fill<'_> {
    Fill { code: Some(code), username: "alice", link: None }
}

fn html(message: Option<Message>) -> String {
    message.unwrap().html.unwrap()
}

#[test]
fn a_bare_pool_speaks_in_awss_defaults() {
    let pool = sample::pool(json!({}));
    let by_link = sample::pool(
        json!({"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}}),
    );
    let verification = ("Your verification code is {####}. ", "Your verification code");
    let link = (
        "Please click the link below to verify your email address. {##Verify Email##} ",
        "Your verification link",
    );
    let invitation = (
        "Your username is {username} and temporary password is {####}. ",
        "Your temporary password",
    );
    let authentication = ("Your authentication code is {####}. ", "Your authentication code");
    for (pool, reason, medium, (body, subject), form) in [
        (&pool, Reason::SignUp, Medium::Email, verification, Form::Code),
        (&pool, Reason::ResendCode, Medium::Sms, verification, Form::Code),
        (&pool, Reason::ForgotPassword, Medium::Email, verification, Form::Code),
        (&pool, Reason::VerifyUserAttribute, Medium::Email, verification, Form::Code),
        (&pool, Reason::AdminCreateUser, Medium::Email, invitation, Form::Invitation),
        (&pool, Reason::AdminCreateUser, Medium::Sms, invitation, Form::Invitation),
        (&pool, Reason::Authentication, Medium::Sms, authentication, Form::Code),
        (&pool, Reason::Authentication, Medium::Email, authentication, Form::Code),
        (&by_link, Reason::SignUp, Medium::Email, link, Form::Link),
        (&by_link, Reason::ResendCode, Medium::Email, link, Form::Link),
        (&by_link, Reason::SignUp, Medium::Sms, verification, Form::Code),
        (&by_link, Reason::ForgotPassword, Medium::Email, verification, Form::Code),
        (&by_link, Reason::UpdateUserAttribute, Medium::Email, verification, Form::Code),
    ] {
        let chosen = template(pool, reason, medium);
        assert_eq!((chosen.body.as_str(), chosen.form), (body, form), "{reason:?} {medium:?}");
        if medium == Medium::Email {
            assert_eq!(chosen.subject, subject, "{reason:?}");
        }
        assert_eq!(chosen.needs_link(), form == Form::Link);
    }
}

#[test]
fn a_pools_own_texts_come_first() {
    let pool = sample::pool(json!({
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_LINK", "SmsMessage": "s {####}",
            "EmailMessage": "e {####}", "EmailSubject": "es",
            "EmailMessageByLink": "l {##go##}", "EmailSubjectByLink": "ls"},
        "AdminCreateUserConfig": {"InviteMessageTemplate": {
            "SMSMessage": "is {username} {####}", "EmailMessage": "ie {username} {####}",
            "EmailSubject": "ies"}},
        "SmsAuthenticationMessage": "a {####}",
    }));
    for (reason, medium, body, subject) in [
        (Reason::SignUp, Medium::Sms, "s {####}", None),
        (Reason::SignUp, Medium::Email, "l {##go##}", Some("ls")),
        (Reason::ForgotPassword, Medium::Email, "e {####}", Some("es")),
        (Reason::AdminCreateUser, Medium::Sms, "is {username} {####}", None),
        (Reason::AdminCreateUser, Medium::Email, "ie {username} {####}", Some("ies")),
        (Reason::Authentication, Medium::Sms, "a {####}", None),
    ] {
        let chosen = template(&pool, reason, medium);
        assert_eq!(chosen.body, body);
        assert!(subject.is_none_or(|subject| chosen.subject == subject));
    }
    let mut mfa = pool.document.clone();
    mfa.insert(
        "MfaSetup".into(),
        json!({"EmailMfaConfiguration": {"Message": "m {####}", "Subject": "ms"}}),
    );
    let chosen = template(&sample::stored_pool(mfa), Reason::Authentication, Medium::Email);
    assert_eq!((chosen.body.as_str(), chosen.subject.as_str()), ("m {####}", "ms"));
}

#[test]
fn legacy_members_are_the_template() {
    let pool = sample::pool(json!({"EmailVerificationMessage": "old {####}",
        "EmailVerificationSubject": "older", "SmsVerificationMessage": "sms {####}"}));
    let chosen = template(&pool, Reason::SignUp, Medium::Email);
    assert_eq!((chosen.body.as_str(), chosen.subject.as_str()), ("old {####}", "older"));
    assert_eq!(template(&pool, Reason::SignUp, Medium::Sms).body, "sms {####}");
}

#[test]
fn placeholders_are_filled_in() {
    let link = Some("https://x/confirmUser?a=1&b=2");
    for (form, body, shown) in [
        (Form::Code, "{####}", "123456"),
        (Form::Code, "a {####} b {####}", "a 123456 b 123456"),
        (Form::Code, "{{####}}", "{123456}"),
        (Form::Code, "{username} {##x##} {####}", "{username} {##x##} 123456"),
        (Form::Invitation, "{username}: {####}", "alice: 123456"),
        (Form::Invitation, "{ username } {####", "{ username } {####"),
        (
            Form::Link,
            "{####} {##go##}",
            "123456 <a href=\"https://x/confirmUser?a=1&amp;b=2\">go</a>",
        ),
        (Form::Link, "{##a##}{##b", "<a href=\"https://x/confirmUser?a=1&amp;b=2\">a</a>{##b"),
    ] {
        let fill = Fill { link, code: Some("123456"), ..code("") };
        let message = email(form, body).render("a@b.c", &fill);
        if !shown.contains("123456") && !shown.contains("href") {
            assert_eq!(message, None, "{body}");
            continue;
        }
        assert_eq!(html(message), shown, "{body}");
    }
}

#[test]
fn what_cannot_bring_its_code_is_no_message() {
    assert_eq!(email(Form::Invitation, "hello {username}").render("a@b.c", &code("pw")), None);
    assert_eq!(sms(Form::Code, "hello").render("+1", &code("123456")), None);
    // Without a domain there is no link.
    assert_eq!(email(Form::Link, "{##go##}").render("a@b.c", &code("123456")), None);
    // A user without a password is told no more than the name.
    let fill = Fill { username: "alice", ..Fill::default() };
    let own = email(Form::Invitation, "hello {username}").render("a@b.c", &fill);
    assert_eq!(html(own), "hello alice");
    let pool = sample::pool(json!({}));
    let default = template(&pool, Reason::AdminCreateUser, Medium::Email).render("a@b.c", &fill);
    let default = default.unwrap();
    assert_eq!(default.text, "Your username is alice. ");
    assert_eq!(default.subject.as_deref(), Some("Your account"));
}

#[test]
fn il_7_values_are_escaped_in_html_and_only_there() {
    let password = "<b>&\"'x";
    let body = "{username} {####}";
    let fill = Fill { username: "<a>", ..code(password) };
    let mail = email(Form::Invitation, body).render("a@b.c", &fill).unwrap();
    assert_eq!(mail.html.as_deref(), Some("&lt;a&gt; &lt;b&gt;&amp;&quot;&#39;x"));
    assert_eq!(mail.text, "<a> <b>&\"'x");
    let sms = sms(Form::Invitation, body).render("+1", &fill).unwrap();
    assert_eq!((sms.text.as_str(), sms.html, sms.subject), ("<a> <b>&\"'x", None, None));
}

#[test]
fn placeholders_in_values_mean_nothing() {
    let fill = Fill { username: "{####}", code: Some("{username}"), link: None };
    let message = sms(Form::Invitation, "{username}|{####}").render("+1", &fill).unwrap();
    assert_eq!(message.text, "{####}|{username}");
}

#[test]
fn subjects_stay_one_line() {
    let mut template = email(Form::Invitation, "{####}");
    template.subject = "Hi {username}\r\nBcc: x@y.z\n".into();
    let fill = Fill { username: "a\r\nTo: victim@example.com\u{2028}\u{85}\0", ..code("1") };
    let subject = template.render("a@b.c", &fill).unwrap().subject.unwrap();
    assert_eq!(subject, "Hi a  To: victim@example.com     Bcc: x@y.z");
    template.subject = "{##x##} {####}".into();
    template.form = Form::Link;
    let fill = Fill { link: Some("https://x"), ..code("1") };
    assert_eq!(template.render("a@b.c", &fill).unwrap().subject.unwrap(), "{##x##} 1");
}

#[test]
fn mails_have_a_plain_alternative() {
    for (body, text) in [
        ("no tags\n  kept {####}", "no tags\n  kept 1"),
        (
            "<p>Hello,</p>\n <p>your code:\n <b>{####}</b>.<br>Bye</p>",
            "Hello,\n\nyour code: 1.\nBye",
        ),
        ("<style>p{color:red}</style><!-- x {####} --><i>{####}</i>", "1"),
        ("<a href=\"https://e.x/?a=1&amp;b={####}\">Go</a> now", "Go (https://e.x/?a=1&b=1) now"),
        ("<A HREF='https://e.x'>https://e.x</A> {####}", "https://e.x 1"),
        ("a < b &amp; c &#x41; &nosuch; &lt;{####}", "a < b & c A &nosuch; <1"),
        ("<br/>{####}<script>", "1"),
        ("<img alt='>'>{####} <unclosed {####}", "1 <unclosed 1"),
        ("{####}<p></p><p></p><br><br><p></p>x", "1\n\nx"),
        ("<ul>\n<li>{####}</li>\n<li>b</li></ul><div>c</div>d", "1\nb\nc\nd"),
    ] {
        let message = email(Form::Code, body).render("a@b.c", &code("1")).unwrap();
        assert_eq!(message.text, text, "{body}");
    }
}

#[test]
fn links_carry_any_name() {
    assert_eq!(
        confirmation_link("https://p.auth.x-y-1.example.com", "abc", "a b+c@d/ø&x=1", "123456"),
        "https://p.auth.x-y-1.example.com/confirmUser?client_id=abc\
         &user_name=a%20b%2Bc%40d%2F%C3%B8%26x%3D1&confirmation_code=123456"
    );
}

#[test]
fn functions_are_told_the_placeholders() {
    let invited = parameters(Reason::AdminCreateUser);
    assert_eq!(invited["usernameParameter"], "{username}");
    let others = parameters(Reason::SignUp);
    assert_eq!(others["codeParameter"], "{####}");
    assert_eq!(others["linkParameter"], "{##Click Here##}");
    assert_eq!(others["usernameParameter"], json!(null));
    assert_eq!(Reason::SignUp.source(Trigger::CustomMessage), "CustomMessage_SignUp");
    assert_eq!(
        Reason::AdminCreateUser.source(Trigger::CustomSmsSender),
        "CustomSMSSender_AdminCreateUser"
    );
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.as_str()), Some(reason));
    }
}

#[test]
fn functions_replace_texts_that_keep_their_places() {
    let mail = || email(Form::Code, "default {####}");
    let long = |n: usize| format!("{{####}}{}", "x".repeat(n - 6));
    let nothing = json!({"smsMessage": null, "emailMessage": null, "emailSubject": null});
    assert_eq!(mail().custom(&nothing, true), Ok(mail()));
    assert_eq!(mail().custom(&json!({}), true), Ok(mail()));
    let own = json!({"emailMessage": "own {####}", "emailSubject": "os", "smsMessage": 7});
    let custom = mail().custom(&own, true).unwrap();
    assert_eq!((custom.body.as_str(), custom.subject.as_str()), ("own {####}", "os"));

    let invalid = "InvalidLambdaResponseException";
    for (template, response, has_code, refused) in [
        (mail(), json!({"emailMessage": "no place"}), true, true),
        (mail(), json!({"emailMessage": 7}), true, true),
        (mail(), json!({"emailSubject": ["x"]}), true, true),
        (mail(), json!({"emailMessage": long(20_000)}), true, false),
        (mail(), json!({"emailMessage": long(20_001)}), true, true),
        (mail(), json!({"emailSubject": "x".repeat(141)}), true, true),
        (sms(Form::Code, "{####}"), json!({"smsMessage": long(140)}), true, false),
        (sms(Form::Code, "{####}"), json!({"smsMessage": long(141)}), true, true),
        (email(Form::Link, "{##x##}"), json!({"emailMessage": "{##Click Here##}"}), true, false),
        (email(Form::Link, "{##x##}"), json!({"emailMessage": "{####}"}), true, true),
        (email(Form::Invitation, ""), json!({"emailMessage": "{username} {####}"}), true, false),
        (email(Form::Invitation, ""), json!({"emailMessage": "{####}"}), true, true),
        (email(Form::Invitation, ""), json!({"emailMessage": "{username}"}), true, true),
        (email(Form::Invitation, ""), json!({"emailMessage": "{username}"}), false, false),
    ] {
        let refusal = template.custom(&response, has_code).err();
        assert_eq!(refusal.as_ref().map(|r| r.code), refused.then_some(invalid), "{response}");
    }
}

#[test]
fn destinations_are_masked() {
    for (medium, address, masked) in [
        (Medium::Email, "john@gmail.com", "j***@g***"),
        (Medium::Email, "J@G", "j***@g***"),
        (Medium::Email, "übel@émail.example", "ü***@é***"),
        (Medium::Sms, "+12345679934", "+*******9934"),
        (Medium::Sms, "+4712345678", "+******5678"),
        (Medium::Sms, "+1234", "+**34"),
        (Medium::Sms, "+1", "+*"),
    ] {
        assert_eq!(mask(medium, address), masked);
    }
    let delivery = Delivery::to(Medium::Sms, "+12345679934");
    assert_eq!((delivery.attribute(), delivery.medium.as_str()), ("phone_number", "SMS"));
}

#[test]
fn ct_2_simulated_deliveries_follow_the_shape_of_the_name() {
    let seed: Seed = [7; 32];
    let both = [Medium::Sms, Medium::Email];
    let told = |media: &[Medium], typed| simulated(media, typed, &seed).map(|d| d.destination);
    assert_eq!(told(&both, "Jo@Gmail.com").as_deref(), Some("j***@g***"));
    assert_eq!(told(&both, "+12345679934").as_deref(), Some("+*******9934"));
    assert_eq!(told(&[], "alice"), None);
    // An address that the pool would not use is a name like any other.
    assert!(told(&[Medium::Sms], "jo@gmail.com").unwrap().starts_with("+*"));
    assert_eq!(simulated(&both, "alice", &seed).unwrap().medium, Medium::Sms);
    assert_eq!(told(&both, "alice"), told(&both, "alice"));
    let others: Vec<_> = (0..20_u8).map(|n| simulated(&both, "alice", &[n; 32])).collect();
    assert!(others.iter().any(|other| *other != others[0]), "the seed decides");
}

#[test]
fn messages_keep_their_secret_from_logs() {
    let message = sms(Form::Code, "{####}").render("+4712345678", &code("135790")).unwrap();
    let shown = format!("{message:?}");
    assert!(!shown.contains("135790") && !shown.contains("5678"), "{shown}");
}

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{####}".to_owned()),
        Just("{username}".to_owned()),
        Just("{##go##}".to_owned()),
        Just("<a href=\"x\">".to_owned()),
        Just("</a>".to_owned()),
        Just("<br>".to_owned()),
        Just("<!--".to_owned()),
        Just("&#".to_owned()),
        Just("&amp;".to_owned()),
        "[{}#<>&;\"'/a-c ü😀]{0,6}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_template_renders_any_values(
        subject in words(), body in words(), username in any::<String>(), secret in any::<String>(),
        form in prop_oneof![Just(Form::Code), Just(Form::Link), Just(Form::Invitation)],
    ) {
        let template = Template { subject, ..email(form, &body) };
        let fill = Fill { code: Some(&secret), username: &username, link: Some("https://x/?a&b") };
        if let Some(message) = template.render("a@b.c", &fill) {
            let subject = message.subject.unwrap();
            prop_assert!(!subject.contains(['\r', '\n', '\0']));
        }
        let _ = sms(form, &body).render("+1", &fill);
    }

    /// Whatever a value holds, it is text of the page: no tag, no attribute, no reference of its own.
    #[test]
    fn il_7_values_never_become_markup(value in any::<String>()) {
        let shown = html(email(Form::Code, "[{####}]").render("a@b.c", &code(&value)));
        let inner = &shown[1..shown.len() - 1];
        prop_assert!(!inner.contains(['<', '>', '"', '\'']));
        let back = inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        prop_assert_eq!(back.replace("&#39;", "'").replace("&amp;", "&"), value);
    }

    /// The plain alternative of text says what the page shows.
    #[test]
    fn plain_text_survives(value in "[^<\u{1}]{0,40}") {
        let message = email(Form::Code, "{####}").render("a@b.c", &code(&value)).unwrap();
        prop_assert_eq!(message.text, value);
    }

    #[test]
    fn masks_reveal_two_letters_at_most(local in "[a-zæø0-9.+-]{1,20}", domain in "[a-zø.-]{1,20}") {
        let masked = mask(Medium::Email, &format!("{local}@{domain}"));
        let first = |text: &str| text.chars().next().unwrap();
        prop_assert_eq!(masked, format!("{}***@{}***", first(&local), first(&domain)));
    }

    #[test]
    fn masks_reveal_four_digits_at_most_and_never_most(digits in "[0-9]{1,15}") {
        let masked = mask(Medium::Sms, &format!("+{digits}"));
        let shown = masked.chars().filter(char::is_ascii_digit).count();
        prop_assert!(shown <= 4 && shown * 2 <= digits.len());
        prop_assert_eq!(masked.len(), digits.len() + 1);
        prop_assert!(digits.ends_with(&masked[masked.len() - shown..]));
    }

    #[test]
    fn links_hold_one_value_per_parameter(name in any::<String>()) {
        let link = confirmation_link("https://x", "c", &name, "1");
        prop_assert!(link.bytes().all(|b| b.is_ascii_graphic()));
        prop_assert_eq!(link.matches(['&', '#', '?', '=']).count(), 6);
    }
}
