//! Measures the tokens of `style/tokens.css` against WCAG 2.2 (1.4.3, 1.4.6 and 1.4.11).

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Lightness, chroma and hue.
type Oklch = [f64; 3];

/// Every token of the form `light-dark(oklch(…), oklch(…))`.
fn tokens() -> HashMap<&'static str, [Oklch; 2]> {
    let colour = |text: &str| -> Option<Oklch> {
        let inside = text.trim().strip_prefix("oklch(")?.split_once(')')?.0;
        let numbers: Vec<f64> = inside
            .split_whitespace()
            .take(3)
            .filter_map(|number| number.parse().ok())
            .collect();
        numbers.try_into().ok()
    };
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, value) = line
                .trim()
                .strip_prefix("--color-")?
                .split_once(": light-dark(")?;
            let (light, dark) = value.split_once("),")?;
            Some((name, [colour(&format!("{light})"))?, colour(dark)?]))
        })
        .collect()
}

/// Relative luminance of a colour as a screen shows it (Björn Ottosson's OKLab matrices).
fn luminance([lightness, chroma, hue]: Oklch) -> f64 {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(one: Oklch, other: Oklch) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Asserts that each of the colours reaches a contrast on each of the grounds, in both themes.
fn assert_contrast(colours: &[&str], grounds: &[&str], least: f64) {
    let tokens = tokens();
    for (colour, ground) in colours
        .iter()
        .flat_map(|colour| grounds.iter().map(move |ground| (colour, ground)))
    {
        for (theme, name) in ["light", "dark"].iter().enumerate() {
            let (text, paper) = (tokens[colour][theme], tokens[ground][theme]);
            let reached = contrast(text, paper);
            assert!(
                reached >= least,
                "{colour} on {ground}, {name}: {reached:.2} of {least}"
            );
        }
    }
}

const SURFACES: [&str; 5] = ["paper", "raised", "sunken", "hover", "selected"];
const TONES: [&str; 8] = [
    "neutral", "slate", "blue", "emerald", "amber", "rose", "violet", "danger",
];

#[test]
fn the_measure_is_that_of_the_standard() {
    assert!((contrast([1.0, 0.0, 0.0], [0.0, 0.0, 0.0]) - 21.0).abs() < 0.01);
    assert!(tokens().len() >= 40, "{} tokens were read", tokens().len());
}

#[test]
fn body_text_reaches_the_highest_contrast_on_every_surface() {
    assert_contrast(&["ink", "muted"], &SURFACES, 7.0);
}

#[test]
fn every_other_text_can_be_read_on_every_surface() {
    assert_contrast(
        &["faint", "accent-ink", "success", "warning", "danger"],
        &SURFACES,
        4.5,
    );
}

#[test]
fn buttons_can_be_read() {
    assert_contrast(&["on-ink"], &["ink"], 7.0);
    assert_contrast(&["on-accent"], &["accent", "danger", "danger-hover"], 4.5);
}

#[test]
fn badges_can_be_read_and_their_dots_seen() {
    for tone in TONES {
        let (soft, ink) = (format!("tone-{tone}-soft"), format!("tone-{tone}-ink"));
        assert_contrast(&[&ink], &[&soft], 7.0);
        assert_contrast(&[&format!("tone-{tone}")], &["paper", "raised"], 3.0);
    }
}

#[test]
fn the_edge_of_a_control_and_the_ring_of_the_focus_can_be_seen() {
    assert_contrast(&["control", "accent"], &["paper", "raised"], 3.0);
    assert_contrast(&["accent"], &SURFACES, 3.0);
}
