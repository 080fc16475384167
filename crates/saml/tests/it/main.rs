mod metadata;
mod xml;
