// amazon-cognito-identity-js, unmodified: a list of steps on one CognitoUser.
//
// {endpoint, pool, client, username, steps: [{do, ...}]} -> [{ok} | {error: {code, message}}]
//
// A sign-in that meets another challenge answers {challenge, parameters, session}; with `resume` another
// run goes on from there, when somebody has read the code.

import AmazonCognitoIdentity from "amazon-cognito-identity-js";
import { answer } from "./exchange.mjs";

const {
  AuthenticationDetails,
  CognitoRefreshToken,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} = AmazonCognitoIdentity;

class Memory {
  items = new Map();
  setItem(key, value) {
    this.items.set(key, value);
  }
  getItem(key) {
    return this.items.get(key) ?? null;
  }
  removeItem(key) {
    this.items.delete(key);
  }
  clear() {
    this.items.clear();
  }
}

// A function that takes a Node-style callback, as a promise.
const called = (call) =>
  new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)));
  });

const tokens = (session) => ({
  id: session.getIdToken().getJwtToken(),
  access: session.getAccessToken().getJwtToken(),
  refresh: session.getRefreshToken().getToken(),
  valid: session.isValid(),
});

// Callbacks of a sign-in: tokens, or what is asked.
const signingIn = (user, resolve, reject) => {
  const asked = (challenge, parameters) =>
    resolve({ challenge, parameters, session: user.Session });
  return {
    onSuccess: (session) => resolve(tokens(session)),
    onFailure: reject,
    mfaRequired: asked,
    totpRequired: asked,
    selectMFAType: asked,
    mfaSetup: asked,
  };
};

const steps = {
  signUp: async (user, step) => {
    const attributes = Object.entries(step.attributes).map(
      ([Name, Value]) => new CognitoUserAttribute({ Name, Value }),
    );
    const made = await called((done) =>
      user.pool.signUp(user.getUsername(), step.password, attributes, null, done),
    );
    return {
      confirmed: made.userConfirmed,
      sub: made.userSub,
      delivery: made.codeDeliveryDetails,
    };
  },

  // Signs in by SRP, or by plain password when `plain`; answers NEW_PASSWORD_REQUIRED if told how.
  signIn: (user, step) =>
    new Promise((resolve, reject) => {
      if (step.plain) user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
      const details = new AuthenticationDetails({
        Username: user.getUsername(),
        Password: step.password,
      });
      const callbacks = {
        ...signingIn(user, resolve, reject),
        newPasswordRequired: (known, required) => {
          if (!step.newPassword) return resolve({ known, required });
          user.completeNewPasswordChallenge(step.newPassword, step.attributes ?? {}, callbacks);
        },
      };
      user.authenticateUser(details, callbacks);
    }),

  refresh: (user, step) =>
    new Promise((resolve, reject) => {
      const held = user.getSignInUserSession()?.getRefreshToken();
      const token = step.token ? new CognitoRefreshToken({ RefreshToken: step.token }) : held;
      user.refreshSession(token, (error, session) =>
        error ? reject(error) : resolve(tokens(session)),
      );
    }),

  attributes: (user) =>
    new Promise((resolve, reject) => {
      user.getUserAttributes((error, list) =>
        error ? reject(error) : resolve(Object.fromEntries(list.map((a) => [a.Name, a.Value]))),
      );
    }),

  userData: (user) =>
    new Promise((resolve, reject) => {
      user.getUserData((error, data) => (error ? reject(error) : resolve(data)), {
        bypassCache: true,
      });
    }),

  changePassword: (user, step) =>
    new Promise((resolve, reject) => {
      user.changePassword(step.from, step.to, (error, result) =>
        error ? reject(error) : resolve(result),
      );
    }),

  globalSignOut: (user) =>
    new Promise((resolve, reject) => {
      user.globalSignOut({ onSuccess: resolve, onFailure: reject });
    }),

  confirmSignUp: (user, step) =>
    called((done) => user.confirmRegistration(step.code, step.force ?? false, done)),

  resend: (user) => called((done) => user.resendConfirmationCode(done)),

  // ForgotPassword; the answer with its CodeDeliveryDetails.
  forgot: (user) =>
    new Promise((resolve, reject) => {
      user.forgotPassword({ onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve });
    }),

  reset: (user, step) =>
    new Promise((resolve, reject) => {
      user.confirmPassword(step.code, step.password, { onSuccess: resolve, onFailure: reject });
    }),

  update: (user, step) =>
    called((done) =>
      user.updateAttributes(
        Object.entries(step.attributes).map(
          ([Name, Value]) => new CognitoUserAttribute({ Name, Value }),
        ),
        done,
      ),
    ),

  deleteAttributes: (user, step) => called((done) => user.deleteAttributes(step.names, done)),

  askForCode: (user, step) =>
    new Promise((resolve, reject) => {
      user.getAttributeVerificationCode(step.name, {
        onSuccess: resolve,
        onFailure: reject,
        inputVerificationCode: resolve,
      });
    }),

  verify: (user, step) =>
    new Promise((resolve, reject) => {
      user.verifyAttribute(step.name, step.code, { onSuccess: resolve, onFailure: reject });
    }),

  resume: (user, step) => {
    user.Session = step.session;
  },

  mfaCode: (user, step) =>
    new Promise((resolve, reject) => {
      user.sendMFACode(step.code, signingIn(user, resolve, reject), step.type);
    }),

  chooseMfa: (user, step) =>
    new Promise((resolve, reject) => {
      user.sendMFASelectionAnswer(step.type, signingIn(user, resolve, reject));
    }),

  // The secret of an authenticator app: for the user who is signed in, or for a set-up on the way.
  associate: (user) =>
    new Promise((resolve, reject) => {
      user.associateSoftwareToken({
        associateSecretCode: (secret) => resolve({ secret, session: user.Session }),
        onFailure: reject,
      });
    }),

  // On the way, this ends the sign-in.
  verifyToken: (user, step) =>
    new Promise((resolve, reject) => {
      const onSuccess = (done) => resolve(done.getIdToken ? tokens(done) : done);
      user.verifySoftwareToken(step.code, "phone", { onSuccess, onFailure: reject });
    }),

  preference: (user, step) =>
    called((done) => user.setUserMfaPreference(step.sms ?? null, step.totp ?? null, done)),

  device: (user) =>
    new Promise((onSuccess, onFailure) => user.getDevice({ onSuccess, onFailure })),

  devices: (user) =>
    new Promise((onSuccess, onFailure) => user.listDevices(10, null, { onSuccess, onFailure })),

  rememberDevice: (user, step) =>
    new Promise((onSuccess, onFailure) => {
      const callbacks = { onSuccess, onFailure };
      if (step.remember) user.setDeviceStatusRemembered(callbacks);
      else user.setDeviceStatusNotRemembered(callbacks);
    }),

  forgetDevice: (user) =>
    new Promise((onSuccess, onFailure) => user.forgetDevice({ onSuccess, onFailure })),

  deleteUser: (user) => called((done) => user.deleteUser(done)),

  // Revokes the refresh token and forgets the session.
  signOut: (user) => new Promise((resolve) => user.signOut(() => resolve("signed out"))),
};

await answer(async (request) => {
  const storage = new Memory();
  const pool = new CognitoUserPool({
    UserPoolId: request.pool,
    ClientId: request.client,
    endpoint: request.endpoint,
    Storage: storage,
  });
  const user = new CognitoUser({ Username: request.username, Pool: pool, Storage: storage });
  const results = [];
  for (const step of request.steps) {
    try {
      results.push({ ok: (await steps[step.do](user, step)) ?? null });
    } catch (error) {
      results.push({ error: { code: error.code ?? error.name, message: error.message } });
    }
  }
  return results;
});
