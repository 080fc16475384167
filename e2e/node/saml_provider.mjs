// samlp, an identity provider for SAML 2.0, unmodified: its metadata, and signed responses.
//
// {issuer, key, certificate, audience, recipient, logins: [{subject, attributes, ago?, lifetime?, …samlp's}]}
//   -> {metadata, responses: [base64]}
//   key, certificate: PEM. ago: how many seconds the provider's clock is behind.

import samlp from "samlp";
import { answer } from "./exchange.mjs";

const now = Date.now;

function describe(issuer, cert) {
  return new Promise((resolve) => {
    const headers = { host: "idp.example.com", "x-forwarded-proto": "https" };
    const request = { headers, originalUrl: "/FederationMetadata/2007-06/FederationMetadata.xml" };
    samlp.metadata({ issuer, cert })(request, { set() {}, send: resolve });
  });
}

// Who has signed in, for samlp.
const profile = ({ subject, attributes }) => ({
  getClaims: () => attributes,
  getNameIdentifier: () => ({
    nameIdentifier: subject,
    nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  }),
});

function respond(options, { ago = 0, lifetime = 300, subject, attributes, ...more }) {
  Date.now = () => now() - ago * 1000;
  const given = {
    signatureAlgorithm: "rsa-sha256",
    digestAlgorithm: "sha256",
    lifetimeInSeconds: lifetime,
    destination: options.recipient,
    profileMapper: profile,
    ...options,
    ...more,
  };
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse(given, { subject, attributes }, (error, response) =>
      error ? reject(error) : resolve(Buffer.from(response).toString("base64")),
    );
  });
}

await answer(async ({ issuer, key, certificate, audience, recipient, logins }) => {
  const metadata = await describe(issuer, certificate);
  const options = { issuer, key, cert: certificate, audience, recipient };
  const responses = [];
  for (const login of logins) responses.push(await respond(options, login));
  return { metadata, responses };
});
