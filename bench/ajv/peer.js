// JSON.parse plus ajv (standalone-compiled, allErrors, full formats) over our CASE 1.1 schema.
//
//   node peer.js SCHEMA DEFINITION      then one line a request on standard input: the path of a file.
//
// Answers one JSON line: {"ms": bytes to verdict in milliseconds, "valid": true, "errors": 0}.
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;
const standalone = require("ajv/dist/standalone").default;

const [schemaFile, definition] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const ajv = new Ajv2020({ allErrors: true, strict: false, code: { source: true } });
addFormats(ajv, { mode: "full" });
const compiled = ajv.compile({ ...schema, $id: schema.$id + ":root", $ref: "#/$defs/" + definition });
const module_ = path.join(__dirname, "validate.compiled.js");
fs.writeFileSync(module_, standalone(ajv, compiled));
const validate = require(module_);

readline.createInterface({ input: process.stdin }).on("line", (file) => {
  const started = process.hrtime.bigint();
  const data = JSON.parse(fs.readFileSync(file, "utf8"));
  const valid = validate(data);
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  console.log(JSON.stringify({ ms, valid, errors: (validate.errors || []).length }));
});
