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

/// What has come to be half empty, which whatever is full passes on its way to being empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Freed {
    pub channel: bool,
    pub lane: bool,
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

    /// As many as one channel may take now.
    pub fn room(&self) -> usize {
        let rooms = Channel::ALL.iter().map(|channel| self.most - self.on(*channel));
        rooms.filter(|room| *room > 0).min().unwrap_or(0)
    }

    /// False, and nothing happens, when the channel or the lane is full.
    pub fn enter(&mut self, message: &Message) -> bool {
        let lane = lane(message);
        let in_lane = self.lanes.get(&lane).copied().unwrap_or(0);
        if self.full(message.channel) || in_lane >= self.most_in_lane() {
            return false;
        }
        *self.channels.entry(message.channel).or_default() += 1;
        *self.lanes.entry(lane.clone()).or_default() += 1;
        self.taken.insert(message.id, lane);
        true
    }

    /// What it left is half empty now, so that several may enter at once.
    pub fn leave(&mut self, id: [u8; 16]) -> Freed {
        let Some(lane) = self.taken.remove(&id) else { return Freed::default() };
        let mut freed = Freed::default();
        if let Some(count) = self.channels.get_mut(&lane.0) {
            *count -= 1;
            freed.channel = *count == self.most / 2;
        }
        let most_in_lane = self.most_in_lane();
        if let Some(count) = self.lanes.get_mut(&lane) {
            *count -= 1;
            freed.lane = *count == most_in_lane / 2;
            if *count == 0 {
                self.lanes.remove(&lane);
            }
        }
        freed
    }

    fn most_in_lane(&self) -> usize {
        self.most.div_ceil(2)
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
