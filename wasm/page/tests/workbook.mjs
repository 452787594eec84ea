// The smallest workbook that is one: a sheet of texts, its parts stored in an archive.
import { crc32 } from "node:zlib";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const relation = (kind, target) =>
  `<Relationships xmlns="${PACKAGE}/relationships">` +
  `<Relationship Id="r1" Type="${OFFICE}/${kind}" Target="${target}"/></Relationships>`;

/** A workbook of one sheet with these rows of texts. */
export function workbook(rows) {
  const cell = (text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const lines = rows.map((row, at) => `<row r="${at + 1}">${row.map(cell).join("")}</row>`);
  return archive({
    "[Content_Types].xml":
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ` +
      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
      `<Override PartName="/xl/sheet.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": relation("worksheet", "sheet.xml"),
    "xl/workbook.xml":
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      '<sheet name="发放" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/sheet.xml": `<worksheet xmlns="${MAIN}"><sheetData>${lines.join("")}</sheetData></worksheet>`,
  });
}

/** Texts as the stored members of a ZIP archive. */
function archive(members) {
  const [bodies, entries] = [[], []];
  let place = 0;
  for (const [path, text] of Object.entries(members)) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(text)];
    const sums = numbers([4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length]);
    const head = numbers([2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21]);
    bodies.push(numbers([4, 0x04034b50]), head, sums, numbers([2, 0]), name, bytes);
    const rest = numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, place]);
    entries.push(numbers([4, 0x02014b50], [2, 20]), head, sums, rest, name);
    place += 30 + name.length + bytes.length;
  }
  const index = Buffer.concat(entries);
  const count = Object.keys(members).length;
  const counts = [[2, 0], [2, 0], [2, count], [2, count], [4, index.length], [4, place], [2, 0]];
  return Buffer.concat([...bodies, index, numbers([4, 0x06054b50], ...counts)]);
}

/** Whole numbers of some bytes each, the lowest byte first. */
function numbers(...list) {
  return Buffer.concat(
    list.map(([size, number]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(number, 0, size);
      return bytes;
    }),
  );
}
