//! A laid-out document as a PDF file.

use super::fonts::Line;
use super::layout::{Ink, Layout, Op, Place, SIDE, SMALL, Sheet, Tag};
use super::probe::settings;
use super::receipts::Content;
use crate::error::{AppError, AppResult};
use chrono::{DateTime as Moment, Datelike, Timelike, Utc};
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::pdf::{Pdf, PdfDocument};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node as TagNode, TableHeaderScope, Tag as Structure,
    TagGroup, TagTree,
};
use std::collections::HashMap;
use std::num::NonZeroU16;
use std::sync::Arc;

/// What stands on every page, and in the properties of the file.
#[derive(Clone, Debug)]
pub struct About {
    pub organization: String,
    pub title: String,
    /// By whom and when it was made.
    pub foot: String,
    pub author: String,
    pub made_at: Moment<Utc>,
}

/// Reads a file. What is wrong is whether it is locked.
pub(super) fn open(bytes: Vec<u8>) -> Result<Pdf, bool> {
    Pdf::new(bytes).map_err(|error| format!("{error:?}").contains("PasswordProtected"))
}

struct Writer<'a> {
    layout: &'a Layout,
    files: &'a [Content],
    about: &'a About,
    pictures: HashMap<usize, Image>,
    documents: HashMap<usize, PdfDocument>,
    /// What belongs to each part.
    parts: Vec<Vec<Identifier>>,
}

/// Writes it.
///
/// # Errors
/// If a picture or a page that was read before cannot be read.
pub fn written(layout: &Layout, files: &[Content], about: &About) -> AppResult<Vec<u8>> {
    let is_second = files.iter().any(Content::is_second);
    let mut document = Document::new_with(settings(is_second, true));
    let mut writer = Writer {
        layout,
        files,
        about,
        pictures: HashMap::new(),
        documents: HashMap::new(),
        parts: vec![Vec::new(); layout.nodes.len()],
    };
    for (at, sheet) in layout.sheets.iter().enumerate() {
        writer.sheet(&mut document, at, sheet)?;
    }
    document.set_outline(outline(layout));
    document.set_metadata(properties(about));
    let mut tree = TagTree::new().with_lang(Some("en-GB".to_owned()));
    let roots = groups(layout, &writer.parts);
    tree.children = roots;
    document.set_tag_tree(tree);
    document
        .finish()
        .map_err(|error| AppError::internal(&format!("{error:?}")))
}

impl Writer<'_> {
    fn sheet(&mut self, document: &mut Document, at: usize, sheet: &Sheet) -> AppResult<()> {
        let size = PageSettings::from_wh(sheet.width, sheet.height);
        let mut page =
            document.start_page_with(size.ok_or_else(|| AppError::internal(&"a sheet without sides"))?);
        let mut surface = page.surface();
        self.frame(&mut surface, at, sheet);
        for op in &sheet.ops {
            self.draw(&mut surface, op)?;
        }
        surface.finish();
        for op in &sheet.ops {
            let Op::Link { place, address, node } = op else {
                continue;
            };
            let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
            let Some(rect) = rect(*place) else { continue };
            let link = Annotation::new_link(LinkAnnotation::new(rect, target), Some(address.clone()));
            let identifier = page.add_tagged_annotation(link);
            self.parts[*node].insert(0, identifier);
        }
        page.finish();
        Ok(())
    }

    /// The head and the foot of a page, which are nothing to whoever has it read out.
    fn frame(&self, surface: &mut Surface<'_>, at: usize, sheet: &Sheet) {
        let fonts = &self.layout.fonts;
        let width = sheet.width - 2.0 * SIDE;
        let number = fonts.line(&format!("{} of {}", at + 1, self.layout.sheets.len()), SMALL);
        let title = fonts.cut(&self.about.title, SMALL, width * 0.6);
        let name = fonts.cut(&self.about.organization, SMALL, width * 0.36);
        let foot = fonts.cut(&self.about.foot, SMALL, width - number.width - 12.0);
        let hairline = |y: f32| Place {
            x: SIDE,
            y,
            width,
            height: 0.6,
        };
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)));
        let right = sheet.width - SIDE - title.width;
        self.text(surface, &name, (SIDE, 42.0), Ink::Grey);
        self.text(surface, &title, (right, 42.0), Ink::Grey);
        fill(surface, hairline(50.0), Ink::Hairline);
        surface.end_tagged();
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        let right = sheet.width - SIDE - number.width;
        self.text(surface, &foot, (SIDE, sheet.height - 32.0), Ink::Grey);
        self.text(surface, &number, (right, sheet.height - 32.0), Ink::Grey);
        fill(surface, hairline(sheet.height - 46.0), Ink::Hairline);
        surface.end_tagged();
    }

    fn text(&self, surface: &mut Surface<'_>, line: &Line, (x, y): (f32, f32), ink: Ink) {
        if line.glyphs.is_empty() {
            return;
        }
        surface.set_fill(Some(paint(ink)));
        let font = self.layout.fonts.font(line.style.weight);
        let start = Point::from_xy(x, y);
        surface.draw_glyphs(start, &line.glyphs, font, &line.text, line.style.size, false);
    }

    fn draw(&mut self, surface: &mut Surface<'_>, op: &Op) -> AppResult<()> {
        match op {
            Op::Text {
                x,
                baseline,
                line,
                ink,
                node,
            } => {
                let identifier = surface.start_tagged(ContentTag::Other);
                self.text(surface, line, (*x, *baseline), *ink);
                surface.end_tagged();
                self.parts[*node].push(identifier);
            }
            Op::Fill { place, ink } => {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                fill(surface, *place, *ink);
                surface.end_tagged();
            }
            Op::Picture {
                place,
                file,
                page,
                node,
            } => {
                let size = Size::from_wh(place.width, place.height);
                let size = size.ok_or_else(|| AppError::internal(&"a picture without sides"))?;
                let identifier = surface.start_tagged(ContentTag::Other);
                surface.push_transform(&Transform::from_translate(place.x, place.y));
                match &self.files[*file] {
                    Content::Picture { .. } => surface.draw_image(self.picture(*file)?, size),
                    Content::Pdf { .. } => surface.draw_pdf_page(&self.document(*file)?, size, *page),
                    Content::Nothing(_) => {}
                }
                surface.pop();
                surface.end_tagged();
                self.parts[*node].push(identifier);
            }
            Op::Link { .. } => {}
        }
        Ok(())
    }

    fn picture(&mut self, file: usize) -> AppResult<Image> {
        if let Some(known) = self.pictures.get(&file) {
            return Ok(known.clone());
        }
        let Content::Picture { bytes, is_png, .. } = &self.files[file] else {
            return Err(AppError::internal(&"no picture"));
        };
        let bytes = Arc::clone(bytes);
        let image = if *is_png {
            Image::from_png(bytes.into(), true)
        } else {
            Image::from_jpeg(bytes.into(), true)
        };
        let image = image.map_err(|error| AppError::internal(&error))?;
        self.pictures.insert(file, image.clone());
        Ok(image)
    }

    fn document(&mut self, file: usize) -> AppResult<PdfDocument> {
        if let Some(known) = self.documents.get(&file) {
            return Ok(known.clone());
        }
        let Content::Pdf { bytes, .. } = &self.files[file] else {
            return Err(AppError::internal(&"no PDF file"));
        };
        let pdf = Pdf::new(Arc::clone(bytes)).map_err(|error| AppError::internal(&format!("{error:?}")))?;
        let document = PdfDocument::new(Arc::new(pdf));
        self.documents.insert(file, document.clone());
        Ok(document)
    }
}

fn rect(place: Place) -> Option<Rect> {
    Rect::from_xywh(place.x, place.y, place.width, place.height)
}

fn fill(surface: &mut Surface<'_>, place: Place, ink: Ink) {
    let mut path = PathBuilder::new();
    if let Some(rect) = rect(place) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(paint(ink)));
        surface.draw_path(&path);
    }
}

fn paint(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::new(24, 26, 32),
        Ink::Grey => rgb::Color::new(92, 97, 108),
        Ink::Link => rgb::Color::new(52, 64, 168),
        Ink::Hairline => rgb::Color::new(208, 211, 218),
        Ink::Tint => rgb::Color::new(242, 243, 246),
    };
    Fill {
        paint: color.into(),
        ..Fill::default()
    }
}

fn outline(layout: &Layout) -> Outline {
    let mut outline = Outline::new();
    for (text, sheet, y) in &layout.marks {
        let place = XyzDestination::new(*sheet, Point::from_xy(0.0, (y - 12.0).max(0.0)));
        outline.push_child(OutlineNode::new(text.clone(), place));
    }
    outline
}

fn properties(about: &About) -> Metadata {
    let at = about.made_at;
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let made_at = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(about.title.clone())
        .language("en-GB".to_owned())
        .authors(vec![about.author.clone()])
        .description(about.organization.clone())
        .creator("The Plugs".to_owned())
        .creation_date(made_at)
}

/// The parts as a tree, in the order in which they were laid out.
fn groups(layout: &Layout, parts: &[Vec<Identifier>]) -> Vec<TagNode> {
    let mut groups: Vec<Option<TagGroup>> = layout
        .nodes
        .iter()
        .zip(parts)
        .map(|(node, identifiers)| {
            let mut group = group(&node.tag);
            for identifier in identifiers {
                group.push(*identifier);
            }
            Some(group)
        })
        .collect();
    // Children come after their parents, so from the last on each is whole when it is put into its own.
    let mut children: Vec<Vec<TagGroup>> = layout.nodes.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    for at in (0..layout.nodes.len()).rev() {
        let Some(mut group) = groups[at].take() else {
            continue;
        };
        for child in std::mem::take(&mut children[at]).into_iter().rev() {
            group.push(child);
        }
        match layout.nodes[at].parent {
            Some(parent) => children[parent].push(group),
            None => roots.push(TagNode::Group(group)),
        }
    }
    roots.reverse();
    roots
}

fn group(tag: &Tag) -> TagGroup {
    match tag {
        Tag::Heading(level) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            TagGroup::new(Structure::Hn(level, None))
        }
        Tag::Paragraph => TagGroup::new(Structure::P),
        Tag::Table => TagGroup::new(Structure::Table),
        Tag::Row => TagGroup::new(Structure::TR),
        Tag::ColumnHead => TagGroup::new(Structure::TH(TableHeaderScope::Column)),
        Tag::RowHead => TagGroup::new(Structure::TH(TableHeaderScope::Row)),
        Tag::Cell => TagGroup::new(Structure::TD),
        Tag::Figure(says) => TagGroup::new(Structure::Figure(Some(says.clone()))),
        Tag::Link => TagGroup::new(Structure::Link),
    }
}
