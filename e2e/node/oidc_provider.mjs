// oidc-provider, a certified OpenID provider, unmodified: serves until it is killed.
//
// argv[2]: JSON {issuer, host, port, certificate, key, redirect, clients, keys, claims, behind}
//   certificate, key: PEM for TLS. clients: ids without secrets. keys: key ids to sign with, RS256 and then
//   ES256. claims: account id -> what its ID tokens say. behind: how many seconds its clock is.
// Prints "ready" when it answers.

import https from "node:https";
import * as jose from "jose";
import Provider from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const { issuer, host, port, certificate, key, redirect, clients, keys, claims, behind } = given;

const now = Date.now;
Date.now = () => now() - behind * 1000;

async function signingKey(kid, alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid, alg, use: "sig" };
}

const names = [...new Set(Object.values(claims).flatMap(Object.keys))];
const provider = new Provider(issuer, {
  clients: clients.map(({ id, algorithm }) => ({
    client_id: id,
    redirect_uris: [redirect],
    response_types: ["code"],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "none",
    id_token_signed_response_alg: algorithm,
  })),
  jwks: { keys: [await signingKey(keys[0], "RS256"), await signingKey(keys[1], "ES256")] },
  cookies: { keys: ["only for tests"] },
  // The openid scope brings all claims, and they are in the ID token.
  claims: { openid: ["sub", ...names] },
  conformIdTokenClaims: false,
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
  pkce: { required: () => false },
  ttl: { IdToken: 600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims[id] }) }),
});

https
  .createServer({ cert: certificate, key }, provider.callback())
  .listen(port, host, () => console.log("ready"));
