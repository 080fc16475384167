//! Pages through the real node: what is asserted is what a browser would get.

mod confirm_user;
