use cognate_domain::fold::fold;
use proptest::prelude::*;

#[test]
fn il_3_known_pairs_fold_together() {
    for (a, b) in [
        ("Alice", "aLICE"),
        ("É", "e\u{301}"),
        ("Å", "\u{212B}"),
        ("Ω", "\u{2126}"),
        ("K", "\u{212A}"),
        ("ΣΑΣ", "σασ"),
        ("İ", "i\u{307}"),
    ] {
        assert_eq!(fold(a, false), fold(b, false), "{a} {b}");
        assert_ne!(fold(a, true), fold(b, true), "{a} {b}");
    }
}

#[test]
fn il_3_different_names_stay_different() {
    for (a, b) in [("ss", "ß"), ("σ", "ς"), ("i", "ı"), ("a", "ａ"), ("fi", "ﬁ")] {
        assert_ne!(fold(a, false), fold(b, false), "{a} {b}");
    }
}

/// Every character of the planes with letters, alone and before combining marks.
#[test]
fn il_3_every_character_folds_to_a_fixed_point() {
    for c in '\0'..='\u{1FFFF}' {
        for text in [String::from(c), format!("{c}\u{301}"), format!("{c}\u{307}\u{323}")] {
            let once = fold(&text, false);
            assert_eq!(fold(&once, false), once, "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn il_3_folding_is_idempotent(text in "\\PC{0,12}") {
        let once = fold(&text, false);
        prop_assert_eq!(fold(&once, false), once);
    }

    #[test]
    fn il_3_marks_in_any_number_fold_once(text in "[a-zA-ZͰ-ϿÀ-ɏ\u{300}-\u{345}Ḁ-ỿἀ-῾]{0,8}") {
        let once = fold(&text, false);
        prop_assert_eq!(fold(&once, false), once);
    }

    #[test]
    fn case_sensitive_pools_keep_the_bytes(text in "\\PC{0,12}") {
        prop_assert_eq!(fold(&text, true), text);
    }
}
