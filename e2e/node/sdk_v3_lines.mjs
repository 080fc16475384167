// The AWS SDK for JavaScript v3, unmodified: one command per line of stdin, one answer per line of
// stdout.
//
// first {endpoint, region, key: {id, secret}} -> [names of commands]
// then {name, input, signed} -> {ok} | {error: {name, message, status}}
//
// Bytes travel as {"$bytes": base64}.

import { createInterface } from "node:readline";
import * as idp from "@aws-sdk/client-cognito-identity-provider";

const bytes = (_, value) =>
  typeof value?.$bytes === "string" ? Buffer.from(value.$bytes, "base64") : value;

let clients;

function open({ endpoint, region, key }) {
  const options = { endpoint, region, maxAttempts: 1 };
  const credentials = { accessKeyId: key.id, secretAccessKey: key.secret };
  const Client = idp.CognitoIdentityProviderClient;
  clients = { true: new Client({ ...options, credentials }), false: new Client(options) };
  const commands = Object.keys(idp).filter((name) => name.endsWith("Command"));
  return commands.map((name) => name.slice(0, -"Command".length));
}

async function send({ name, input, signed }) {
  try {
    const { $metadata, ...ok } = await clients[signed].send(new idp[`${name}Command`](input));
    return { ok };
  } catch (error) {
    const { name, message, $metadata } = error;
    return { error: { name, message, status: $metadata?.httpStatusCode } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line, bytes);
  const reply = request.endpoint ? open(request) : await send(request);
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
