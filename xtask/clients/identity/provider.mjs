// An OpenID provider (npm `oidc-provider`) on loopback over HTTPS, for `suite.py`.
//
//     node provider.mjs NODE_FOLDER CERTIFICATE KEY PORT WORKSPACE_URL
//
// People sign in by their name, with any password. Names of people and their groups stand in ACCOUNTS. Prints
// the issuer when it listens. It trusts the workspace by NODE_EXTRA_CA_CERTS.

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

const [folder, certificate, key, port, workspace] = process.argv.slice(2);
const { Provider } = await import(join(folder, 'node_modules/oidc-provider/lib/index.js'));
const issuer = `https://127.0.0.1:${port}`;
const audience = 'https://hygeia.example.org';

const ACCOUNTS = JSON.parse(process.env.ACCOUNTS);
const code = 'authorization_code';
const device = 'urn:ietf:params:oauth:grant-type:device_code';

// On loopback any port is good for a native program (RFC 8252).
const native = (client_id, more) => ({
  client_id,
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/'],
  response_types: ['code'],
  grant_types: [code, device],
  scope: 'openid email groups',
  ...more,
});

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider(issuer, {
  clients: [
    native('hygeia', {
      backchannel_logout_uri: `${workspace}/v1/back-channel-logout`,
      backchannel_logout_session_required: true,
    }),
    native('notebook', { tls_client_certificate_bound_access_tokens: true }),
    native('plain', {}),
    native('stranger', { tls_client_certificate_bound_access_tokens: true }),
  ],
  jwks: { keys: [{ ...pair.privateKey.export({ format: 'jwk' }), kid: 'first', use: 'sig' }] },
  scopes: ['openid', 'email', 'groups'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
  cookies: { keys: ['for this test alone'] },
  // What it asks stands on loopback, as all of this.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email_verified: true, ...ACCOUNTS[id] }),
  }),
  extraTokenClaims: (_, token) => ({ email_verified: true, ...ACCOUNTS[token.accountId] }),
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    backchannelLogout: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      getCertificate: (ctx) => ctx.socket.getPeerX509Certificate()?.toString(),
    },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => ({
        scope: 'openid email groups',
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});
provider.on('server_error', (_, error) => console.error(error));
provider.on('backchannel.error', (_, error) => console.error('back-channel:', error));

const asking = {
  cert: readFileSync(certificate),
  key: readFileSync(key),
  // Whatever certificate a client shows is one that a token may be bound to.
  requestCert: true,
  rejectUnauthorized: false,
};
createServer(asking, provider.callback()).listen(Number(port), '127.0.0.1', () => {
  console.log(issuer, audience);
});
