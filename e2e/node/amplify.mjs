// aws-amplify v6, unmodified: a list of steps with one configuration.
//
// {endpoint, pool, client, identityPool?, steps: [{do, ...arguments}]}
//   -> [{ok} | {error: {name, message}}]

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { answer } from "./exchange.mjs";

const plain = (value) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

// Steps that are no function of Amplify's or take no object.
const own = {
  tokens: async () => {
    const { tokens } = await auth.fetchAuthSession({ forceRefresh: false });
    return { access: tokens.accessToken.toString(), id: tokens.idToken.toString() };
  },
  credentials: async () => {
    const { credentials, identityId } = await auth.fetchAuthSession();
    return { identity: identityId, ...credentials };
  },
};

await answer(async ({ endpoint, pool, client, identityPool, steps }) => {
  const identities = identityPool && {
    identityPoolId: identityPool,
    identityPoolEndpoint: endpoint,
    allowGuestAccess: true,
  };
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: pool,
        userPoolClientId: client,
        userPoolEndpoint: endpoint,
        ...identities,
      },
    },
  });
  const results = [];
  for (const { do: name, ...input } of steps) {
    try {
      const step = own[name] ?? auth[name];
      const given = Object.keys(input).length > 0 ? input : undefined;
      results.push({ ok: plain(await step(given)) });
    } catch (error) {
      results.push({ error: { name: error.name, message: error.message } });
    }
  }
  return results;
});
