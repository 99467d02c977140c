//! An address as a QR code.

use fast_qr::{ECL, QRBuilder};

/// How many light modules a code has around it, for cameras to find it by.
const MARGIN: usize = 4;

/// The code of a text for a terminal, two rows of modules to a line. Black on white whatever the
/// terminal's own colours are, since not every camera reads one the other way round.
///
/// # Errors
/// A sentence, where the text is too long for a code.
pub fn picture(text: &str) -> Result<String, String> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|_| "This is too long for a QR code.".to_owned())?;
    let is_dark = |x: usize, y: usize| {
        let within = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < code.size);
        within(x).zip(within(y)).is_some_and(|(x, y)| code[y][x].value())
    };
    let side = code.size + 2 * MARGIN;
    let mut picture = String::new();
    for y in (0..side).step_by(2) {
        picture.push_str("  \x1b[30;107m");
        for x in 0..side {
            picture.push(match (is_dark(x, y), is_dark(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        picture.push_str("\x1b[0m\n");
    }
    Ok(picture)
}
