//! The player: a scene, scripted answers, and a record of what was asked and concluded.

use serde_json::{Value, json};

use crate::attempt::{Attempts, Limits};
use crate::auth::*;
use crate::client::{self, Client, Known};
use crate::code::Outstanding;
use crate::factor::Factors;
use crate::pool::{self, Pool, Trigger};
use crate::user::{Status, User};
use crate::{Map, Refusal, Sub, refusal};

pub const NOW_MS: i64 = 1_800_000_000_000;
pub const SUB: Sub = Sub([0x11; 16]);
pub const NONCE: [u8; 16] = [7; 16];
pub const EVENT: [u8; 16] = [8; 16];
pub const CODE_ID: [u8; 16] = [9; 16];
pub const TOTP_STEP: i64 = 60_000_000;
pub const STORE_EPOCH: i64 = 3;
const DAY_MS: i64 = 86_400_000;

/// A pool, a client, what a read would find, and how the shell will answer.
#[derive(Clone)]
pub struct Play {
    pub pool: Pool,
    pub client: Client,
    pub user: Option<User>,
    pub attempts: Attempts,
    pub credential_set_ms: Option<i64>,
    pub now_ms: i64,
    pub proof: bool,
    pub used_before: bool,
    pub factors: Factors,
    /// The code that is out.
    pub code: Option<([u8; 16], Outstanding)>,
    /// The function that fails, and the response of those that do not.
    pub failing: Option<Trigger>,
    pub response: Value,
    /// Where the functions differ: the response of each, by what was asked before.
    pub script: Option<fn(Trigger, &[String]) -> Value>,
    /// Of a first request.
    pub flow: Flow,
    /// Whom UserMigration leads to.
    pub migrated: Option<User>,
    pub passkeys: bool,
    /// `DEVICE_KEY` of the request, and the device if the user has it.
    pub device_key: Option<String>,
    pub device: Option<KnownDevice>,
}

/// What happened.
#[derive(Debug)]
pub struct Run {
    /// In words, in order.
    pub asked: Vec<String>,
    pub settled: Vec<Effect>,
    pub conclusion: Conclusion,
    pub effects: Vec<Effect>,
}

impl Play {
    /// A confirmed user with a password, and a client that hides existence.
    pub fn new() -> Play {
        Play::with(json!({}), json!({ "PreventUserExistenceErrors": "ENABLED" }))
    }

    /// The same with a client that tells.
    pub fn telling() -> Play {
        Play::with(json!({}), json!({ "PreventUserExistenceErrors": "LEGACY" }))
    }

    /// Members of CreateUserPool and CreateUserPoolClient.
    pub fn with(pool: Value, client: Value) -> Play {
        let pool = new_pool(pool);
        let client = new_client(&pool, client);
        Play {
            pool,
            client,
            user: Some(user()),
            attempts: Attempts::default(),
            credential_set_ms: Some(NOW_MS - DAY_MS),
            now_ms: NOW_MS,
            proof: true,
            used_before: false,
            factors: Factors::default(),
            code: None,
            failing: None,
            response: json!({}),
            script: None,
            flow: Flow::UserPassword,
            passkeys: false,
            device_key: None,
            device: None,
            migrated: Some(user()),
        }
    }

    /// The same, in a pool with these functions.
    #[must_use]
    pub fn functions(self, triggers: &[&str]) -> Play {
        let arn = |name: &&str| ((*name).to_owned(), json!(format!("arn:{name}")));
        let config: Map = triggers.iter().map(arn).collect();
        let pool = new_pool(json!({ "LambdaConfig": config }));
        Play { pool, ..self }
    }

    #[must_use]
    pub fn status(mut self, status: Status) -> Play {
        self.user.as_mut().expect("there is a user").status = status;
        self
    }

    #[must_use]
    pub fn disabled(mut self) -> Play {
        self.user.as_mut().expect("there is a user").enabled = false;
        self
    }

    #[must_use]
    pub fn without_password(mut self) -> Play {
        self.user.as_mut().expect("there is a user").credential = None;
        self.credential_set_ms = None;
        self
    }

    #[must_use]
    pub fn unknown(mut self) -> Play {
        self.user = None;
        self.credential_set_ms = None;
        self
    }

    #[must_use]
    pub fn wrong(self) -> Play {
        Play { proof: false, ..self }
    }

    #[must_use]
    pub fn failing(self, trigger: Trigger) -> Play {
        Play { failing: Some(trigger), ..self }
    }

    /// Five failures, the last one just now.
    #[must_use]
    pub fn locked(self) -> Play {
        let attempts = Attempts {
            failures: 5,
            locked_until: NOW_MS + 1_000,
            long_failures: 5,
            last_failure: NOW_MS,
            version: 5,
        };
        Play { attempts, ..self }
    }

    pub fn password(&self) -> Run {
        self.run(Input::Password { username: "alice".into() })
    }

    pub fn srp_start(&self) -> Run {
        self.run(Input::SrpStart { username: "alice".into() })
    }

    pub fn srp_proof(&self) -> Run {
        self.srp_proof_of(self.srp_state())
    }

    pub fn srp_proof_of(&self, state: SrpState) -> Run {
        self.run(Input::SrpProof { state })
    }

    /// The state that the first leg sealed: a decoy when the user cannot sign in with a password.
    pub fn srp_state(&self) -> SrpState {
        let able = |user: &&User| user.enabled && user.credential.is_some();
        let user = self.user.as_ref().filter(able);
        SrpState {
            pool: self.pool.key,
            client: self.client.id.clone(),
            sub: user.map(|user| user.sub.0),
            typed: "alice".into(),
            user_id_for_srp: "alice".into(),
            client_public: vec![2],
            server_secret: vec![3],
            server_public: vec![4],
            nonce: [9; 16],
            issued_ms: NOW_MS - 1_000,
            expires_ms: NOW_MS + 179_000,
            user_epoch: user.map_or(0, |user| user.epoch),
            credential_stamp: user.map_or(0, User::credential_stamp),
            store_epoch: STORE_EPOCH,
            event_id: [10; 16],
            device: None,
            within: None,
        }
    }

    /// An answer to a session.
    pub fn reply(&self, session: &Continuation, reply: Reply) -> Run {
        let (session, challenge) = (session.clone(), session.challenge);
        let username = "alice".into();
        self.run(Input::Reply(Box::new(Replied { session, challenge, username, reply })))
    }

    pub fn run(&self, input: Input) -> Run {
        let around = Circumstances {
            now_ms: self.now_ms,
            store_epoch: STORE_EPOCH,
            event_id: EVENT,
            nonce: NONCE,
            code_id: CODE_ID,
            passkey_challenge: [12; 32],
            flow: self.flow,
            device: self.device_key.clone(),
            limits: Limits::default(),
        };
        let mut machine = Machine::new(&self.pool, &self.client, input, around);
        let (mut asked, mut settled) = (Vec::new(), Vec::new());
        let mut next = machine.begin();
        loop {
            match next {
                Next::Done(Done { conclusion, effects }) => {
                    return Run { asked, settled, conclusion, effects };
                }
                Next::Ask(question) => {
                    asked.push(words(&question));
                    if let Question::Settle(effects) = &question {
                        settled.clone_from(effects);
                    }
                    next = machine.step(self.answer(question, &asked));
                }
            }
        }
    }

    fn answer(&self, question: Question, asked: &[String]) -> Answer {
        match question {
            Question::Load { .. } | Question::Migrate(_) => Answer::Loaded(Facts {
                user: match question {
                    Question::Migrate(_) => self.migrated.clone(),
                    _ => self.user.clone(),
                },
                attempts: self.attempts,
                credential_set_ms: self.credential_set_ms,
                factors: self.factors.clone(),
                code: self.code,
                device: self.device,
                passkeys: self.passkeys,
                simulated: [13; 32],
                simulated_id: "nobody".into(),
                former_name: None,
            }),
            Question::CheckPassword { .. }
            | Question::CheckSrp { .. }
            | Question::CheckDevice { .. }
            | Question::CheckCode => Answer::Proof(self.proof),
            Question::CheckTotp { .. } => Answer::Totp(self.proof.then_some(TOTP_STEP)),
            Question::CheckPasskey { .. } => Answer::Passkey(self.proof.then(|| PasskeyProof {
                id: vec![1],
                counter: 1,
                user_verified: true,
                platform: true,
                backed_up: false,
            })),
            Question::CheckHistory => Answer::UsedBefore(self.used_before),
            Question::Call { trigger, .. } if self.failing == Some(trigger) => {
                Answer::Failed(refusal::user_lambda_validation("no."))
            }
            Question::Call { trigger, .. } => Answer::Returned(match self.script {
                Some(script) => script(trigger, asked),
                None => self.response.clone(),
            }),
            Question::Settle(_) => Answer::Settled,
        }
    }
}

impl Run {
    #[track_caller]
    pub fn refusal(&self) -> &Refusal {
        match &self.conclusion {
            Conclusion::Refuse(refusal) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[track_caller]
    pub fn refused(&self, code: &str, message: &str) {
        let Refusal { code: given, message: text } = self.refusal();
        assert_eq!((*given, text.as_str()), (code, message));
    }

    #[track_caller]
    pub fn granted(&self) -> &Grant {
        match &self.conclusion {
            Conclusion::Grant(grant) => grant,
            other => panic!("not granted: {other:?}"),
        }
    }

    #[track_caller]
    pub fn challenged(&self) -> &Challenge {
        match &self.conclusion {
            Conclusion::Challenge(challenge) => challenge,
            other => panic!("not challenged: {other:?}"),
        }
    }
}

fn words(question: &Question) -> String {
    match question {
        Question::Load { who: Who::Named(name), .. } => format!("load {name}"),
        Question::Load { who: Who::Known(_), .. } => "load by sub".into(),
        Question::Load { who: Who::Nobody(name), .. } => format!("load nobody called {name}"),
        Question::CheckDevice { .. } => "device".into(),
        Question::CheckCode => "code".into(),
        Question::CheckTotp { .. } => "totp".into(),
        Question::CheckPasskey { .. } => "passkey".into(),
        Question::CheckPassword { against_decoy: false } => "password".into(),
        Question::CheckPassword { against_decoy: true } => "password of decoy".into(),
        Question::CheckSrp { against_decoy: false } => "proof".into(),
        Question::CheckSrp { against_decoy: true } => "proof of decoy".into(),
        Question::CheckHistory => "history".into(),
        Question::Call { trigger, user_not_found: false } => trigger.as_str().into(),
        Question::Call { trigger, user_not_found: true } => {
            format!("{} for nobody", trigger.as_str())
        }
        Question::Settle(_) => "settle".into(),
        Question::Migrate(migrated) => format!("make {}", migrated.username),
    }
}

/// The counter after a first failure at [`NOW_MS`].
pub fn one_failure() -> Effect {
    Effect::AttemptFailed(Attempts::default().failed(NOW_MS, &Limits::default()))
}

pub fn new_pool(members: Value) -> Pool {
    let mut request = map(members);
    request.insert("PoolName".into(), "p".into());
    let head = pool::Head {
        key: 7,
        id: "us-east-1_AbCdEfGhI".into(),
        region: "us-east-1".into(),
        version: 1,
        created: 1,
        modified: 1,
        deleting: false,
        fold_version: 1,
    };
    Pool::assemble(head, pool::create(request).expect("a pool")).expect("a whole document")
}

pub fn new_client(pool: &Pool, members: Value) -> Client {
    let mut request = map(members);
    request.insert("ClientName".into(), "c".into());
    let document = client::create(pool, request, &Known::default()).expect("a client");
    let head = client::Head { pool: 7, id: "client".into(), version: 1, created: 1, modified: 1 };
    Client::assemble(head, document).expect("a whole document")
}

pub fn user() -> User {
    User {
        pool: 7,
        sub: SUB,
        username: "alice".into(),
        status: Status::Confirmed,
        enabled: true,
        version: 1,
        epoch: 4,
        created: 1,
        modified: NOW_MS - DAY_MS,
        attributes: [("email".to_owned(), "a@b.example".to_owned())].into(),
        credential: Some(vec![5; 24]),
        groups: Vec::new(),
        factors: None,
        fold_version: 1,
    }
}

fn map(value: Value) -> Map {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}
