// Signs and verifies VC-JWT with the package jose, which knows nothing of credentials. The issuer is a did:jwk.
import {job} from './web.js';
import * as jose from 'jose';

const answers = {issued: {}, verified: {}};
for(const [alg, credential] of Object.entries(job.issue ?? {})) {
  const {privateKey, publicKey} = await jose.generateKeyPair(alg, {extractable: true});
  const did = `did:jwk:${jose.base64url.encode(JSON.stringify(await jose.exportJWK(publicKey)))}`;
  const payload = {...credential, issuer: {...credential.issuer, id: did}};
  answers.issued[alg] = await new jose.SignJWT(payload)
    .setIssuer(did).setSubject(credential.credentialSubject.id).setJti(credential.id)
    .setNotBefore(new Date(credential.validFrom))
    .setProtectedHeader({alg, typ: 'JWT', kid: `${did}#0`}).sign(privateKey);
}
for(const [name, token] of Object.entries(job.credentials ?? {})) {
  const keys = jose.createLocalJWKSet(JSON.parse(job.web[job.keySet]));
  try {
    const {payload} = await jose.jwtVerify(token, keys, {issuer: job.issuer});
    answers.verified[name] = {verified: true, claims: payload};
  } catch(error) {
    answers.verified[name] = {verified: false, error: error.code};
  }
}
console.log(JSON.stringify(answers));
