// Verifies tokens with jose, from nothing but the issuer: discovery document, key set, claims.
//
// {issuer, tokens: [{token, audience?}]} -> [{payload, header} | {error: {code}}]

import { createRemoteJWKSet, jwtVerify } from "jose";
import { answer } from "./exchange.mjs";

await answer(async ({ issuer, tokens }) => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  const document = await response.json();
  if (document.issuer !== issuer) throw new Error(`issuer ${document.issuer}`);
  const keys = createRemoteJWKSet(new URL(document.jwks_uri));
  const results = [];
  for (const { token, audience } of tokens) {
    try {
      const options = { issuer, audience, algorithms: ["RS256"] };
      const { payload, protectedHeader } = await jwtVerify(token, keys, options);
      results.push({ payload, header: protectedHeader });
    } catch (error) {
      results.push({ error: { code: error.code } });
    }
  }
  return results;
});
