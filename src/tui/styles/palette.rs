//! The colours of a theme, by what they mean.

use ratatui::style::Color;

use crate::domain::kind;

/// The colours of a theme. Everything on the screen is one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub base: Color,
    /// Behind what lies over the panes.
    pub raised: Color,
    /// Behind the row under the cursor, in the pane that has the keys.
    pub selection: Color,
    /// The same in the other panes.
    pub selection_idle: Color,
    /// Behind code.
    pub code: Color,
    /// What is to be read.
    pub text: Color,
    /// What goes with it.
    pub muted: Color,
    /// What may be overlooked.
    pub faint: Color,
    /// Frames of panes.
    pub border: Color,
    /// What has the keys, and where the eye should go.
    pub accent: Color,
    /// Bars of scores and of time.
    pub bar: Color,
    /// Words that match.
    pub matched: Color,
    /// Behind words that match.
    pub matched_base: Color,
    /// Behind words that a change removed.
    pub removed_base: Color,
    /// Behind words that a change added.
    pub added_base: Color,
    /// All is well.
    pub good: Color,
    /// Needs attention.
    pub warn: Color,
    /// Went wrong.
    pub bad: Color,
    /// Good to know.
    pub info: Color,
    /// The types of entries, in the order of [`kind::KNOWN`].
    pub kinds: [Color; kind::KNOWN.len()],
    /// Types that are not well known.
    pub other_kind: Color,
}

impl Palette {
    /// Lamp light on ink.
    #[must_use]
    pub const fn dark() -> Self {
        Self {
            base: rgb(0x12_14_1c),
            raised: rgb(0x19_1c_27),
            selection: rgb(0x27_2c_3d),
            selection_idle: rgb(0x1b_1f_2a),
            code: rgb(0x1a_1e_29),
            text: rgb(0xd5_d9_e5),
            muted: rgb(0x94_9b_b0),
            faint: rgb(0x66_6d_84),
            border: rgb(0x33_39_4b),
            accent: rgb(0xe6_b8_6a),
            bar: rgb(0x7a_88_b8),
            matched: rgb(0xff_d8_8a),
            matched_base: rgb(0x3d_34_21),
            removed_base: rgb(0x3a_1f_27),
            added_base: rgb(0x1d_33_24),
            good: rgb(0x8f_c9_8b),
            warn: rgb(0xe8_a0_62),
            bad: rgb(0xf0_74_84),
            info: rgb(0x7f_b8_e8),
            kinds: [
                rgb(0x7a_a8_f2),
                rgb(0xb8_98_f5),
                rgb(0x8b_c9_8a),
                rgb(0x5f_c6_c1),
                rgb(0xf0_82_91),
                rgb(0xec_9c_68),
                rgb(0xdc_8f_cf),
                rgb(0x9a_a4_ba),
            ],
            other_kind: rgb(0xbd_b7_7f),
        }
    }

    /// The same theme in other colours.
    #[must_use]
    pub fn map(&self, change: impl Fn(Color) -> Color) -> Self {
        Self {
            base: change(self.base),
            raised: change(self.raised),
            selection: change(self.selection),
            selection_idle: change(self.selection_idle),
            code: change(self.code),
            text: change(self.text),
            muted: change(self.muted),
            faint: change(self.faint),
            border: change(self.border),
            accent: change(self.accent),
            bar: change(self.bar),
            matched: change(self.matched),
            matched_base: change(self.matched_base),
            removed_base: change(self.removed_base),
            added_base: change(self.added_base),
            good: change(self.good),
            warn: change(self.warn),
            bad: change(self.bad),
            info: change(self.info),
            other_kind: change(self.other_kind),
            kinds: self.kinds.map(&change),
        }
    }
}

const fn rgb(hex: u32) -> Color {
    Color::from_u32(hex)
}
