//! Walks every edge of the flow table.

use serde_json::{Value, json};

use super::play::*;
use super::second_factor::{offering, token};
use crate::auth::*;
use crate::code::Outstanding;
use crate::factor::{Factors, Seed};
use crate::pool::{Devices, FirstFactor, Mfa, Trigger, WebAuthn};
use crate::refusal;
use crate::user::Status;
use ChallengeName as C;
use Place::{Asked, Begins};

#[test]
fn every_edge_of_the_table_is_walked() {
    let table = flow_table();
    for edge in &table {
        let run = walk(edge);
        assert_eq!(arrived(&run), edge.to, "{edge:?}: {:?}", run.conclusion);
    }
    for (at, edge) in table.iter().enumerate() {
        assert!(!table[..at].contains(edge), "twice: {edge:?}");
    }
}

#[test]
fn every_challenge_and_flow_has_a_way_in_and_a_way_out() {
    let table = flow_table();
    for challenge in C::ALL {
        assert!(table.iter().any(|edge| edge.to == Asked(challenge)), "to {challenge:?}");
        assert!(table.iter().any(|edge| edge.from == Asked(challenge)), "from {challenge:?}");
    }
}

fn arrived(run: &Run) -> Place {
    match &run.conclusion {
        Conclusion::Grant(_) => Place::Tokens,
        Conclusion::Challenge(challenge) => Asked(challenge.name()),
        Conclusion::SrpChallenge { .. } => Asked(C::PasswordVerifier),
        Conclusion::DeviceSrpChallenge { .. } => Asked(C::DevicePasswordVerifier),
        Conclusion::Refuse(refusal) => Place::Refused(refusal.code),
    }
}

/// Everything is possible here, and nothing but a password is demanded.
fn scene() -> Play {
    let mut play = offering(Mfa::Optional);
    let rules = &mut play.pool.rules;
    rules.first_factors = vec![
        FirstFactor::Password,
        FirstFactor::EmailOtp,
        FirstFactor::SmsOtp,
        FirstFactor::WebAuthn,
    ];
    rules.web_authn = Some(WebAuthn {
        relying_party: Some("b.example".into()),
        verification_required: false,
        counts_as_mfa: false,
    });
    rules.devices = Some(Devices { challenge_new: true, remember_on_prompt: false });
    let attributes = &mut play.user.as_mut().unwrap().attributes;
    for contact in ["email_verified", "phone_number_verified"] {
        attributes.insert(contact.into(), "true".into());
    }
    Play { passkeys: true, code: Some((CODE_ID, outstanding(0))), ..play }
}

fn outstanding(attempts: i64) -> Outstanding {
    Outstanding { attempts, expires: NOW_MS + 180_000, store_epoch: STORE_EPOCH }
}

/// How the request finds things, by what the event says.
fn changed(mut play: Play, event: &str) -> Play {
    let demanding = |factors| Play { factors, ..scene() };
    let sms = || Factors { sms: true, ..Factors::default() };
    match event {
        "right, nobody confirmed the user" => play.status(Status::Unconfirmed),
        "right, the password is to be reset" => play.status(Status::ResetRequired),
        "right, the temporary password has expired" => {
            play.credential_set_ms = Some(NOW_MS - 8 * 86_400_000);
            play.status(Status::ForceChangePassword)
        }
        "right, the password is temporary" => play.status(Status::ForceChangePassword),
        "right, a remembered device was named" => named_device(play),
        "right, SMS is the second factor" => demanding(sms()),
        "right, e-mail is the second factor" => {
            demanding(Factors { email: true, ..Factors::default() })
        }
        "right, a software token is the second factor" | "SOFTWARE_TOKEN_MFA chosen" => {
            demanding(token())
        }
        "right, there are several second factors" => demanding(Factors { sms: true, ..token() }),
        "right, a second factor is demanded and there is none" => bare(play),
        "nobody, and the client tells" => Play { client: Play::telling().client, ..play.unknown() },
        "locked" => play.locked(),
        "used up or replaced" => Play { code: None, ..play },
        "too many wrong codes" => Play { code: Some((CODE_ID, outstanding(5))), ..play },
        wrong if wrong.starts_with("wrong") => play.wrong(),
        _ => play,
    }
}

fn bare(mut play: Play) -> Play {
    play.pool.rules.mfa = Mfa::On;
    play.user.as_mut().unwrap().attributes.clear();
    play
}

fn named_device(play: Play) -> Play {
    let device_key = Some(crate::device::key("us-east-1", &[5; 16]));
    Play { device_key, device: Some(KnownDevice { remembered: true }), ..play }
}

fn walk(edge: &Edge) -> Run {
    let mut play = changed(scene(), edge.event);
    if edge.from == Asked(C::NewPasswordRequired) {
        play = play.status(Status::ForceChangePassword);
    }
    match edge.from {
        Begins(flow) => begin(&Play { flow, ..play }, flow, edge.event),
        Asked(challenge) => answer(&play, challenge, edge.event),
        Place::Tokens | Place::Refused(_) => panic!("nothing leads on from {edge:?}"),
    }
}

fn begin(play: &Play, flow: Flow, event: &str) -> Run {
    match flow {
        Flow::UserPassword | Flow::AdminUserPassword => play.password(),
        Flow::UserSrp => play.srp_start(),
        Flow::Custom => {
            custom(event).run(Input::Custom { username: "alice".into(), srp: event == "SRP first" })
        }
        Flow::User => {
            let (preferred, brought) = match event {
                "no preference" => (None, Brought::Nothing),
                "PASSWORD preferred" => (Some(C::Password), Brought::Nothing),
                "PASSWORD_SRP preferred" => (Some(C::PasswordSrp), Brought::Nothing),
                "the session of a confirmed sign-up" => return signed_up(play),
                "a level out of reach" => return out_of_reach(play),
                "EMAIL_OTP preferred" => (Some(C::EmailOtp), Brought::Nothing),
                "SMS_OTP preferred" => (Some(C::SmsOtp), Brought::Nothing),
                "WEB_AUTHN preferred" => (Some(C::WebAuthn), Brought::Nothing),
                "PASSWORD_SRP preferred, with a public value" => {
                    (Some(C::PasswordSrp), Brought::PublicValue)
                }
                _ => (Some(C::Password), Brought::Password),
            };
            choose(play, preferred, brought)
        }
        Flow::RefreshToken => panic!("refreshes are no sign-ins"),
    }
}

/// The session that ConfirmSignUp gives out.
fn signed_up(play: &Play) -> Run {
    let mut session = session(C::SelectChallenge);
    session.state = State::SignedUp;
    session.proven = vec![Proof::EmailOtp];
    play.run(Input::Choice(Box::new(Choice { session: Some(session), ..choice() })))
}

fn out_of_reach(play: &Play) -> Run {
    let target = Some(StepUp { levels: vec![4], aim: 0 });
    play.run(Input::Choice(Box::new(Choice { target, ..choice() })))
}

fn choice() -> Choice {
    Choice {
        username: "alice".into(),
        preferred: None,
        brought: Brought::Nothing,
        session: None,
        target: None,
        credit: None,
    }
}

fn choose(play: &Play, preferred: Option<C>, brought: Brought) -> Run {
    play.run(Input::Choice(Box::new(Choice { preferred, brought, ..choice() })))
}

/// The session of a challenge, as a sign-in comes to it.
fn session(challenge: C) -> Continuation {
    let user_auth = Play { flow: Flow::User, ..scene() };
    let with = |factors| Play { factors, ..scene() }.password().challenged().session.clone();
    let first =
        |preferred| choose(&user_auth, preferred, Brought::Nothing).challenged().session.clone();
    match challenge {
        C::SelectChallenge => first(None),
        C::Password | C::PasswordSrp | C::EmailOtp | C::SmsOtp | C::WebAuthn => {
            first(Some(challenge))
        }
        C::SmsMfa => with(Factors { sms: true, ..Factors::default() }),
        C::SoftwareTokenMfa => with(token()),
        C::SelectMfaType => with(Factors { sms: true, email: true, ..token() }),
        C::MfaSetup => bare(scene()).password().challenged().session.clone(),
        C::NewPasswordRequired => {
            scene().status(Status::ForceChangePassword).password().challenged().session.clone()
        }
        C::DeviceSrpAuth => named_device(scene()).password().challenged().session.clone(),
        C::CustomChallenge => {
            begin(&scene(), Flow::Custom, "the functions ask").challenged().session.clone()
        }
        C::PasswordVerifier | C::DevicePasswordVerifier => {
            panic!("{challenge:?} is not answered with a session alone")
        }
    }
}

fn answer(play: &Play, challenge: C, event: &str) -> Run {
    let reply = match challenge {
        C::PasswordVerifier if event == "right, in CUSTOM_AUTH" => {
            let play = custom("SRP first");
            let start = play.run(Input::Custom { username: "alice".into(), srp: true });
            let Conclusion::SrpChallenge { within, .. } = start.conclusion else { panic!() };
            let state = SrpState { within, ..scene().srp_state() };
            return custom("the functions ask").run(Input::SrpProof { state });
        }
        C::PasswordVerifier => return play.srp_proof_of(scene().srp_state()),
        C::DevicePasswordVerifier => return device_proof(play),
        C::DeviceSrpAuth => {
            let play = named_device(scene());
            let device = play.device_key.clone().unwrap();
            return play.reply(&session(challenge), Reply::DeviceStart { device });
        }
        C::CustomChallenge => return custom(event).reply(&session(challenge), Reply::Custom),
        C::SelectChallenge => {
            let (answer, brought) = match event.split_once(" chosen") {
                Some(("PASSWORD_SRP", with)) if !with.is_empty() => {
                    ("PASSWORD_SRP", Brought::PublicValue)
                }
                Some((answer, _)) => (answer, Brought::Nothing),
                None if event == "what is not offered" => ("SMS_MFA", Brought::Nothing),
                None => ("PASSWORD", Brought::Password),
            };
            Reply::Choose { answer: answer.into(), brought }
        }
        C::Password => Reply::Password,
        C::WebAuthn => Reply::Passkey,
        C::EmailOtp if event == "right second factor" => {
            let email = Factors { email: true, ..Factors::default() };
            let play = Play { factors: email, ..scene() };
            let session = play.password().challenged().session.clone();
            return play.reply(&session, Reply::Code);
        }
        C::SoftwareTokenMfa if event != "the token is gone" => {
            let play = Play { factors: token(), proof: play.proof, ..scene() };
            return play.reply(&session(challenge), Reply::Code);
        }
        C::EmailOtp | C::SmsOtp | C::SmsMfa | C::SoftwareTokenMfa => Reply::Code,
        C::SelectMfaType => {
            let answer = event.split_once(" chosen").map_or("WEB_AUTHN", |(answer, _)| answer);
            let factors = Factors { sms: true, email: true, ..token() };
            let play = Play { factors, ..scene() };
            return play.reply(&session(challenge), Reply::SelectMfa { answer: answer.into() });
        }
        C::MfaSetup => {
            let mut session = session(challenge);
            if event == "the software token is verified" {
                session.state = State::Totp { secret: Seed([4; 32]), name: None, verified: true };
            }
            let email = (event == "an e-mail address").then(|| "new@example.com".to_owned());
            return bare(scene()).reply(&session, Reply::SetUp { email });
        }
        C::NewPasswordRequired => {
            let policy = match event {
                "password refused" => Err(refusal::invalid_password("no")),
                _ => Ok(()),
            };
            Reply::NewPassword(NewPassword { policy, attributes: Vec::new() })
        }
        C::PasswordSrp => Reply::SrpStart,
    };
    play.reply(&session(challenge), reply)
}

fn device_proof(play: &Play) -> Run {
    let named = named_device(scene());
    let device = named.device_key.clone().unwrap();
    let reply = Reply::DeviceStart { device: device.clone() };
    let start = named.reply(&session(C::DeviceSrpAuth), reply);
    let Conclusion::DeviceSrpChallenge { within, .. } = start.conclusion else { panic!() };
    let state = SrpState { within: Some(within), device: Some(device), ..scene().srp_state() };
    Play { proof: play.proof, ..named }.run(Input::DeviceProof { state })
}

/// Functions that do what the event says.
fn custom(event: &str) -> Play {
    let functions = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];
    let script: fn(Trigger, &[String]) -> Value = match event {
        "the functions issue tokens" => issue,
        "the functions refuse" => fail,
        "SRP first" => |_, _| json!({ "challengeName": "PASSWORD_VERIFIER" }),
        _ => |_, _| json!({ "challengeName": "CUSTOM_CHALLENGE", "answerCorrect": true }),
    };
    Play { script: Some(script), flow: Flow::Custom, ..Play::new().functions(&functions) }
}

fn issue(_: Trigger, _: &[String]) -> Value {
    json!({ "issueTokens": true, "answerCorrect": true })
}

fn fail(_: Trigger, _: &[String]) -> Value {
    json!({ "failAuthentication": true, "answerCorrect": false })
}
