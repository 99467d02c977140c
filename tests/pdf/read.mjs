// Reads a PDF file with Mozilla's reader, which is strict and nobody's of ours, and says as JSON what it finds: the text of each page line by line, the
// pictures on it, where links lead, and the properties of the file.
import { readFileSync } from "node:fs";

// It says there that it cannot draw, which nobody asks of it; what is said here is JSON alone.
console.log = console.warn = () => {};
const { getDocument, OPS, VerbosityLevel } = await import("pdfjs-dist/legacy/build/pdf.mjs");

const task = getDocument({
  data: new Uint8Array(readFileSync(0)),
  stopAtErrors: true,
  useSystemFonts: false,
  isEvalSupported: false,
  verbosity: VerbosityLevel.ERRORS,
});
const file = await task.promise;
const { info, metadata } = await file.getMetadata();
const pages = [];
for (let number = 1; number <= file.numPages; number += 1) {
  const page = await file.getPage(number);
  const { items } = await page.getTextContent();
  const { fnArray } = await page.getOperatorList();
  const drawn = [OPS.paintImageXObject, OPS.paintInlineImageXObject];
  const tree = await page.getStructTree();
  const roles = [];
  const walk = (node) => {
    if (node.role) roles.push(node.role);
    (node.children ?? []).forEach(walk);
  };
  if (tree) walk(tree);
  const links = (await page.getAnnotations()).map((one) => one.url).filter(Boolean);
  const [, , width, height] = page.view;
  pages.push({
    text: items.map((item) => item.str + (item.hasEOL ? "\n" : " ")).join(""),
    pictures: fnArray.filter((one) => drawn.includes(one)).length,
    forms: fnArray.filter((one) => one === OPS.paintFormXObjectBegin).length,
    roles,
    links,
    width,
    height,
  });
}
const outline = (await file.getOutline()) ?? [];
process.stdout.write(
  JSON.stringify({
    title: info.Title ?? metadata?.get("dc:title") ?? null,
    language: info.Language ?? null,
    version: info.PDFFormatVersion,
    marks: outline.map((one) => one.title),
    pages,
  }),
);
