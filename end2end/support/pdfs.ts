/** An invoice of so many pages, in Helvetica, which is not in the file. The second page lies on its side. */
export function anInvoice(pages: number): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${Array.from({ length: pages }, (_, at) => `${4 + 2 * at} 0 R`).join(' ')}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  for (let page = 1; page <= pages; page += 1) {
    const lines = ['Room 412, two nights   EUR 240.00', 'Breakfast               EUR 38.00', 'City tax                EUR 9.50'];
    const content = [
      `0.16 0.3 0.55 rg 0 742 595 100 re f BT 1 g /F1 30 Tf 60 780 Td (Hotel Sonne) Tj ET`,
      `BT 0 g /F1 22 Tf 60 680 Td (Invoice 2026-0412, page ${page} of ${pages}) Tj ET`,
      ...lines.map((line, at) => `BT 0.2 g /F1 16 Tf 60 ${620 - 34 * at} Td (${line}) Tj ET`),
    ].join(' ');
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page === 2 ? '/Rotate 90' : ''} /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * (page - 1)} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let file = '%PDF-1.7\n';
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const begins = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const place of places) file += `${String(place).padStart(10, '0')} 00000 n \n`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${begins}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
