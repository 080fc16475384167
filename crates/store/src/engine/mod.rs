//! The two engines behind the handle.

use std::path::Path;

use crate::backup::Progress;
use crate::batch::{Batch, Outcome};
use crate::config::Config;
use crate::error::Error;
use crate::statement::{Query, Row};

pub(crate) enum Engine {}

impl Engine {
    pub async fn open(_: Config) -> Result<Engine, Error> {
        Err(Error::Unavailable("no engine is built yet".to_owned()))
    }

    pub async fn restore(_: Config, _: &Path, _: Progress) -> Result<Engine, Error> {
        Err(Error::Unavailable("no engine is built yet".to_owned()))
    }

    pub async fn read(&self, _: Query) -> Result<Vec<Row>, Error> {
        match *self {}
    }

    pub async fn scan(&self, _: Query) -> Result<Vec<Row>, Error> {
        match *self {}
    }

    pub async fn write(&self, _: Batch) -> Result<Outcome, Error> {
        match *self {}
    }

    pub async fn backup(&self, _: &Path, _: Progress) -> Result<(), Error> {
        match *self {}
    }

    pub async fn reset(&self) -> Result<(), Error> {
        match *self {}
    }

    pub async fn close(&self) {
        match *self {}
    }
}
