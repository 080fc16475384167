//! The engine against the naive evaluator, on random policies and requests.

use cognate_access::policy::{
    Attached, Context, Kind, OfResource, Policies, Policy, Request, Verdict, decide,
};
use serde_json::Value;

use super::naive;
use super::world::{Asked, Dice, Documents, documents, request};

/// Documents and what they compile to.
pub struct World {
    pub documents: Documents,
    identity: Vec<Policy>,
    boundary: Option<Policy>,
    session: Option<Vec<Policy>>,
    resource: Option<Policy>,
    trust: Option<Policy>,
}

impl World {
    pub fn new(documents: Documents) -> World {
        let all = |list: &Vec<Value>| list.iter().map(|doc| parse(doc, Kind::Identity)).collect();
        let one = |doc: &Option<Value>, kind| doc.as_ref().map(|doc| parse(doc, kind));
        World {
            identity: all(&documents.identity),
            boundary: one(&documents.boundary, Kind::Identity),
            session: documents.session.as_ref().map(all),
            resource: one(&documents.resource, Kind::Resource),
            trust: one(&documents.trust, Kind::Trust),
            documents,
        }
    }

    pub fn decide(&self, asked: &Asked) -> Verdict {
        self.decide_in(asked, &context(asked))
    }

    fn decide_in(&self, asked: &Asked, context: &Context) -> Verdict {
        let attach = |policy| Attached { id: "", policy };
        let policies = Policies {
            identity: self.identity.iter().map(attach).collect(),
            boundary: self.boundary.as_ref().map(attach),
            session: self.session.as_ref().map(|list| list.iter().map(attach).collect()),
            resource: match (&self.resource, &self.trust) {
                (Some(policy), _) => OfResource::Policy(attach(policy)),
                (_, Some(policy)) => OfResource::Trust(attach(policy)),
                _ => OfResource::Silent,
            },
        };
        let request = Request {
            principal: &asked.principal,
            action: asked.action,
            resource: asked.resource,
            resource_account: asked.resource_account,
            context,
        };
        decide(&request, &policies).verdict
    }
}

fn parse(document: &Value, kind: Kind) -> Policy {
    Policy::parse(&document.to_string(), kind, "aws")
        .unwrap_or_else(|refused| panic!("{refused}: {document}"))
}

fn context(asked: &Asked) -> Context {
    let mut context = Context::default();
    for (key, many, values) in &asked.facts.0 {
        if *many {
            context.set_all(key, values.clone());
        } else {
            context.set(key, values[0].clone());
        }
    }
    context
}

/// Compares `decisions` of them and returns how often each verdict came out.
fn compare(seed: u64, decisions: usize) -> [usize; 3] {
    let mut dice = Dice(seed);
    let mut verdicts = [0; 3];
    for _ in 0..decisions / 100 {
        let world = World::new(documents(&mut dice));
        for _ in 0..100 {
            let asked = request(&mut dice);
            let (found, expected) = (world.decide(&asked), naive::decide(&world.documents, &asked));
            if found != expected {
                disagree(&world.documents, &asked, found, expected);
            }
            verdicts[found as usize] += 1;
        }
    }
    verdicts
}

fn disagree(documents: &Documents, asked: &Asked, found: Verdict, expected: Verdict) -> ! {
    let Documents { identity, boundary, session, resource, trust } = documents;
    for (name, documents) in [
        ("identity", identity.iter().collect::<Vec<_>>()),
        ("boundary", boundary.iter().collect()),
        ("session", session.iter().flatten().collect()),
        ("resource", resource.iter().collect()),
        ("trust", trust.iter().collect()),
    ] {
        documents.iter().for_each(|document| println!("{name}: {document}"));
    }
    println!("session policies: {:?}", session.as_ref().map(Vec::len));
    println!("{:?} {} {}", asked.principal, asked.action, asked.resource);
    println!("of {}, {:?}", asked.resource_account, asked.facts.0);
    panic!("{found:?}, but naively {expected:?}");
}

#[test]
fn a_million_random_decisions_are_what_the_naive_evaluator_finds() {
    let halves = std::thread::scope(|scope| {
        [1, 2].map(|seed| scope.spawn(move || compare(seed, 500_000))).map(|half| half.join())
    });
    for verdicts in halves.map(|half| half.expect("they agree")) {
        assert!(verdicts.iter().all(|count| *count > 25_000), "{verdicts:?}");
    }
}

#[test]
#[ignore = "minutes: run it after changes to the engine, with --ignored"]
fn a_hundred_million_random_decisions_are_too() {
    for seed in 3..103 {
        compare(seed, 1_000_000);
    }
}
