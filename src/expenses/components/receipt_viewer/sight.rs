//! How a picture is looked at: how near, turned how far, and which part of it.

/// How much nearer a step leads.
const STEP: f64 = 1.4;
/// The nearest.
const NEAREST: f64 = 8.0;

/// Width and height, in pixels of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// How a picture is looked at. It begins upright and whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// 1 is the whole picture.
    pub zoom: f64,
    /// Quarter turns to the right.
    pub turns: u8,
    /// By how much it is moved from the middle, in pixels of the screen.
    pub x: f64,
    pub y: f64,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            turns: 0,
            x: 0.0,
            y: 0.0,
        }
    }
}

impl Sight {
    /// Nearer or further by a factor, towards a point that is seen, told from the middle of the stage.
    #[must_use]
    pub fn scaled(self, factor: f64, towards: (f64, f64)) -> Self {
        let zoom = (self.zoom * factor).clamp(1.0, NEAREST);
        let by = zoom / self.zoom;
        // What is under the point stays there.
        let x = towards.0 - (towards.0 - self.x) * by;
        let y = towards.1 - (towards.1 - self.y) * by;
        Self { zoom, x, y, ..self }
    }

    /// One step nearer.
    #[must_use]
    pub fn nearer(self) -> Self {
        self.scaled(STEP, (0.0, 0.0))
    }

    /// One step further.
    #[must_use]
    pub fn further(self) -> Self {
        self.scaled(1.0 / STEP, (0.0, 0.0))
    }

    /// A quarter turn to the right, and the whole of it.
    #[must_use]
    pub fn turned(self) -> Self {
        Self {
            turns: (self.turns + 1) % 4,
            ..Self::default()
        }
    }

    /// The whole of it, turned as it is.
    #[must_use]
    pub fn whole(self) -> Self {
        Self {
            turns: self.turns,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn moved(self, x: f64, y: f64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
            ..self
        }
    }

    #[must_use]
    pub fn is_whole(self) -> bool {
        self.zoom <= 1.0
    }

    /// By how much a picture that fits the stage upright must shrink or may grow to fit as it is turned.
    fn fitting(self, stage: Size, picture: Size) -> f64 {
        let is_across = self.turns % 2 == 1;
        if !is_across || picture.width <= 0.0 || picture.height <= 0.0 {
            return 1.0;
        }
        (stage.width / picture.height)
            .min(stage.height / picture.width)
            .max(0.05)
    }

    /// The same, with no more beside the picture than must be.
    #[must_use]
    pub fn within(self, stage: Size, picture: Size) -> Self {
        let scale = self.zoom * self.fitting(stage, picture);
        let (width, height) = if self.turns % 2 == 1 {
            (picture.height, picture.width)
        } else {
            (picture.width, picture.height)
        };
        let room = |picture: f64, stage: f64| ((picture * scale - stage) / 2.0).max(0.0);
        let (across, down) = (room(width, stage.width), room(height, stage.height));
        Self {
            x: self.x.clamp(-across, across),
            y: self.y.clamp(-down, down),
            ..self
        }
    }

    /// As a style says it.
    #[must_use]
    pub fn transform(self, stage: Size, picture: Size) -> String {
        let scale = self.zoom * self.fitting(stage, picture);
        format!(
            "translate({:.1}px,{:.1}px) rotate({}deg) scale({scale:.4})",
            self.x,
            self.y,
            u32::from(self.turns) * 90
        )
    }

    /// How near, in percent of the whole.
    #[must_use]
    pub fn percent(self) -> String {
        format!("{:.0} %", self.zoom * 100.0)
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    const STAGE: Size = Size {
        width: 400.0,
        height: 600.0,
    };
    const PICTURE: Size = Size {
        width: 300.0,
        height: 600.0,
    };

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let sight = Sight::default().moved(20.0, 0.0);
        let near = sight.scaled(2.0, (100.0, 50.0));
        let seen =
            |sight: Sight, at: (f64, f64)| ((at.0 - sight.x) / sight.zoom, (at.1 - sight.y) / sight.zoom);
        assert_eq!(seen(sight, (100.0, 50.0)), seen(near, (100.0, 50.0)));
    }

    #[test]
    fn nobody_goes_further_than_the_whole_or_nearer_than_there_is_something_to_see() {
        let mut sight = Sight::default().further();
        assert!(sight.is_whole());
        for _ in 0..20 {
            sight = sight.nearer();
        }
        assert!(sight.zoom <= NEAREST);
        assert_eq!(sight.percent(), "800 %");
    }

    #[test]
    fn four_turns_lead_back_and_a_turned_picture_is_seen_whole() {
        let sight = Sight::default().turned();
        // 600 pixels lie across 400.
        assert_eq!(
            sight.transform(STAGE, PICTURE),
            "translate(0.0px,0.0px) rotate(90deg) scale(0.6667)"
        );
        assert_eq!(sight.turned().turned().turned(), Sight::default());
    }

    #[test]
    fn a_picture_is_not_moved_out_of_sight() {
        let whole = Sight::default().moved(500.0, -500.0).within(STAGE, PICTURE);
        assert_eq!((whole.x, whole.y), (0.0, 0.0));
        let near = Sight::default()
            .scaled(2.0, (0.0, 0.0))
            .moved(500.0, -500.0)
            .within(STAGE, PICTURE);
        assert_eq!((near.x, near.y), (100.0, -300.0));
    }
}
