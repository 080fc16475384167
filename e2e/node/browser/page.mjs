// What runs in the page: aws-amplify v6 and the AWS SDK for JavaScript v3, unmodified.
//
// `cognate.open({endpoint, pool, client})` after each load, then `cognate.step({do, ...arguments})`
//   -> {ok} | {error: {name, message}}

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import * as idp from "@aws-sdk/client-cognito-identity-provider";

let sdk;

// Undefined when nobody is signed in, or nobody any more.
const tokens = async (forceRefresh) => {
  const { tokens } = await auth.fetchAuthSession({ forceRefresh });
  return tokens && { access: tokens.accessToken.toString(), id: tokens.idToken.toString() };
};

// Steps that are no function of Amplify's, or answer what cannot be written down.
const own = {
  tokens: () => tokens(false),
  refresh: () => tokens(true),

  // An operation by the SDK, with the token of whoever is signed in here.
  call: async ({ operation, ...input }) => {
    const AccessToken = (await tokens(false)).access;
    const command = new idp[`${operation}Command`]({ AccessToken, ...input });
    const { $metadata, ...answer } = await sdk.send(command);
    return answer;
  },

  setUpTOTP: async () => (await auth.setUpTOTP()).sharedSecret,

  // From now on this is a page that pretends to be the relying party: it hands on what Cognate asks of
  // the browser, with its own name in place of the true one.
  pretend: async () => {
    const own = location.hostname;
    const container = navigator.credentials;
    const { create, get } = container;
    container.create = ({ publicKey }) =>
      create.call(container, { publicKey: { ...publicKey, rp: { ...publicKey.rp, id: own } } });
    container.get = ({ publicKey }) =>
      get.call(container, { publicKey: { ...publicKey, rpId: own } });
  },
};

const plain = (value) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

globalThis.cognate = {
  open: ({ endpoint, pool, client }) => {
    Amplify.configure({
      Auth: {
        Cognito: { userPoolId: pool, userPoolClientId: client, userPoolEndpoint: endpoint },
      },
    });
    const region = pool.split("_")[0];
    sdk = new idp.CognitoIdentityProviderClient({ endpoint, region, maxAttempts: 1 });
  },

  step: async ({ do: name, ...input }) => {
    try {
      const given = Object.keys(input).length > 0 ? input : undefined;
      return { ok: plain(await (own[name] ?? auth[name])(given)) };
    } catch (error) {
      return { error: { name: error.name, message: error.message } };
    }
  },
};
