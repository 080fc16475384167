//! The commented sample file, made from the table of settings.

use std::fmt::Write;

use super::settings::SETTINGS;

/// Every setting with its default, commented out, under its explanation.
pub fn sample() -> String {
    let mut out = String::from(
        "# Configuration of cognate. Every line below shows a default; uncomment to change it.\n\
         # An environment variable wins over this file (server.listen: COGNATE_SERVER__LISTEN),\n\
         # and a flag over both.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        if setting.section() != section {
            section = setting.section();
            let _ = write!(out, "\n[{section}]\n");
        }
        out.push('\n');
        for line in setting.doc.lines() {
            let _ = writeln!(out, "# {line}");
        }
        let _ = writeln!(out, "#{} = {}", setting.key(), setting.default);
    }
    out
}
