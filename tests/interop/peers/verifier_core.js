// Verifies credentials with embedded proofs by @digitalcredentials/verifier-core, without registries.
import {job} from './web.js';
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

const answers = {};
for(const [name, credential] of Object.entries(job.credentials)) {
  const {log, errors} = await verifyCredential({credential, knownDIDRegistries: []});
  const steps = Object.fromEntries((log ?? []).map(step => [step.id, step.error?.name ?? step.valid]));
  answers[name] = {steps, errors: (errors ?? []).map(error => error.name)};
}
console.log(JSON.stringify(answers));
