// SPDX-License-Identifier: MIT
// Checks HAR files against the JSON schema of HAR 1.2 (npm's har-schema). Prints what is wrong and
// ends with 1, or prints nothing.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Ajv = require("ajv");
const schemas = require("har-schema");

const ajv = new Ajv({ allErrors: true, schemaId: "auto" });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-06.json"));
for (const schema of Object.values(schemas)) {
  ajv.addSchema(schema);
}
const validate = ajv.getSchema("har.json");

let failed = process.argv.length < 3;
for (const file of process.argv.slice(2)) {
  if (validate(JSON.parse(readFileSync(file, "utf8")))) {
    continue;
  }
  failed = true;
  for (const error of validate.errors.slice(0, 20)) {
    console.error(`${file}: ${error.dataPath || "."} ${error.message}`);
  }
}
process.exitCode = failed ? 1 : 0;
