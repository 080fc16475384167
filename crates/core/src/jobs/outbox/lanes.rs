//! Who is on the way where, so that one slow destination leaves room for the others.

use std::collections::HashMap;

use crate::notify::{Channel, Message};

/// A mail domain, or a phone number.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Lane(Channel, String);

pub(super) struct Lanes {
    /// Messages on their way at the same time, for each channel.
    most: usize,
    taken: HashMap<[u8; 16], Lane>,
    lanes: HashMap<Lane, usize>,
    channels: HashMap<Channel, usize>,
}

impl Lanes {
    pub fn new(most: usize) -> Lanes {
        Lanes {
            most: most.max(1),
            taken: HashMap::new(),
            lanes: HashMap::new(),
            channels: HashMap::new(),
        }
    }

    pub fn knows(&self, id: [u8; 16]) -> bool {
        self.taken.contains_key(&id)
    }

    pub fn full(&self, channel: Channel) -> bool {
        self.on(channel) >= self.most
    }

    pub fn all_full(&self) -> bool {
        Channel::ALL.iter().all(|channel| self.full(*channel))
    }

    /// No channel is more than half full.
    pub fn have_room(&self) -> bool {
        Channel::ALL.iter().all(|channel| self.on(*channel) <= self.most / 2)
    }

    /// Rows to read: those on their way, which are still there, and as many as a channel takes.
    pub fn page(&self) -> usize {
        self.taken.len() + self.most
    }

    /// False, and nothing happens, when the channel or the lane is full.
    pub fn enter(&mut self, message: &Message) -> bool {
        let lane = lane(message);
        let in_lane = self.lanes.get(&lane).copied().unwrap_or(0);
        if self.full(message.channel) || in_lane >= self.most.div_ceil(2) {
            return false;
        }
        *self.channels.entry(message.channel).or_default() += 1;
        *self.lanes.entry(lane.clone()).or_default() += 1;
        self.taken.insert(message.id, lane);
        true
    }

    pub fn leave(&mut self, id: [u8; 16]) {
        let Some(lane) = self.taken.remove(&id) else { return };
        if let Some(count) = self.channels.get_mut(&lane.0) {
            *count -= 1;
        }
        if let Some(count) = self.lanes.get_mut(&lane) {
            *count -= 1;
            if *count == 0 {
                self.lanes.remove(&lane);
            }
        }
    }

    fn on(&self, channel: Channel) -> usize {
        self.channels.get(&channel).copied().unwrap_or(0)
    }
}

fn lane(message: &Message) -> Lane {
    let to = match message.channel {
        Channel::Email => message.to.rsplit('@').next().unwrap_or_default().to_lowercase(),
        Channel::Sms => message.to.clone(),
    };
    Lane(message.channel, to)
}
