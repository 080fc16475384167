// fromCognitoIdentityPool of the AWS SDK for JavaScript v3, unmodified, and calls with what it gives.
//
// {endpoint, region, identityPoolId, logins?, customRoleArn?, commands: [{name, input}]}
//   -> {identity, results: [{ok} | {error: {name, status}}]}

import * as idp from "@aws-sdk/client-cognito-identity-provider";
import { fromCognitoIdentityPool } from "@aws-sdk/credential-providers";
import { answer } from "./exchange.mjs";

await answer(async ({ endpoint, region, identityPoolId, logins, customRoleArn, commands }) => {
  const provider = fromCognitoIdentityPool({
    identityPoolId,
    logins,
    customRoleArn,
    clientConfig: { endpoint, region, maxAttempts: 1 },
  });
  const { identityId } = await provider();
  const client = new idp.CognitoIdentityProviderClient({
    endpoint,
    region,
    credentials: provider,
    maxAttempts: 1,
  });
  const results = [];
  for (const { name, input } of commands) {
    try {
      const { $metadata, ...ok } = await client.send(new idp[`${name}Command`](input));
      results.push({ ok });
    } catch (error) {
      results.push({ error: { name: error.name, status: error.$metadata?.httpStatusCode } });
    }
  }
  return { identity: identityId, results };
});
