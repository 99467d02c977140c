// Validates a file for banks with libxml2 against the schema of ISO 20022 that stands beside this one, and says as JSON what it finds.
import { validateXML } from "xmllint-wasm";
import { readFileSync } from "node:fs";

const schema = "pain.001.001.09.xsd";
const found = await validateXML({
  xml: [{ fileName: "transfers.xml", contents: readFileSync(0, "utf8") }],
  schema: [{ fileName: schema, contents: readFileSync(new URL(schema, import.meta.url), "utf8") }],
});
process.stdout.write(JSON.stringify({ valid: found.valid, errors: found.errors.map((error) => error.message) }));
