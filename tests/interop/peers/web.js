// The only web that the peers see: what the test hands over. Anything else is refused, so no peer goes to the network.
import {text} from 'node:stream/consumers';

export const job = JSON.parse(await text(process.stdin));

globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  const body = job.web[url];
  if(body === undefined) {
    return new Response('not found', {status: 404});
  }
  return new Response(body, {status: 200, headers: {'content-type': 'application/json'}});
};
