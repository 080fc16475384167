// The AWS SDK for JavaScript v3, unmodified: a list of commands.
//
// {endpoint, region, key?: {id, secret}, commands: [{service, name, input}]}
//   -> [{ok} | {error: {name, message, status}}]

import * as idp from "@aws-sdk/client-cognito-identity-provider";
import * as sts from "@aws-sdk/client-sts";
import { answer } from "./exchange.mjs";

const modules = { idp, sts };

await answer(async (request) => {
  const options = { endpoint: request.endpoint, region: request.region, maxAttempts: 1 };
  if (request.key) {
    options.credentials = { accessKeyId: request.key.id, secretAccessKey: request.key.secret };
  }
  const clients = {
    idp: new idp.CognitoIdentityProviderClient(options),
    sts: new sts.STSClient(options),
  };
  const results = [];
  for (const { service = "idp", name, input } of request.commands) {
    try {
      const Command = modules[service][`${name}Command`];
      const { $metadata, ...ok } = await clients[service].send(new Command(input));
      results.push({ ok });
    } catch (error) {
      const { name, message, $metadata } = error;
      results.push({ error: { name, message, status: $metadata?.httpStatusCode } });
    }
  }
  return results;
});
