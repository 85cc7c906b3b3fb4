// @digitalcredentials/verifier-core over a file of signed credentials, one a line, with no registry to look issuers up in.
//
//   node peer.js FILE      then one line a request on standard input.
//
// Answers one JSON line: {"ms": all credentials in milliseconds, "verified": how many have a valid signature}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

// It would fetch a JSON Schema for every Open Badge. It gets one that allows everything, so that it only verifies; and
// it gets nothing else.
globalThis.fetch = async (url) => {
  if (!String(url).includes("/schema/")) throw new Error(`no network here: ${url}`);
  return { json: async () => ({}) };
};
const { verifyCredential } = await import("@digitalcredentials/verifier-core");

const credentials = readFileSync(process.argv[2], "utf8").trim().split("\n").map((line) => JSON.parse(line));

for await (const _ of createInterface({ input: process.stdin })) {
  let verified = 0;
  const started = process.hrtime.bigint();
  for (const credential of credentials) {
    const result = await verifyCredential({ credential, knownDIDRegistries: [] });
    const steps = new Map((result.log ?? []).map((step) => [step.id, step.valid]));
    if (steps.get("valid_signature") && steps.get("expiration")) verified += 1;
  }
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  console.log(JSON.stringify({ ms, verified }));
}
