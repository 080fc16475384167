"""Second factors and passkeys."""

import json

from harness import totp
from harness.passkey import Passkey
from harness.pools import phone
from harness.walks.world import World

SENDER = {"SnsCallerArn": "arn:aws:iam::111122223333:role/sms", "ExternalId": "cognate"}


def second_factors(world: World):
    call, pool = world.call, world.pool()
    call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        SmsMfaConfiguration={"SmsConfiguration": SENDER},
    )
    client, number = world.client(pool)["ClientId"], phone()
    name = world.user(pool, phone_number=number, phone_number_verified="true")
    one = {"UserPoolId": pool, "Username": name}
    token = {"AccessToken": world.tokens(client, name)["AccessToken"]}
    app = totp.App(call("AssociateSoftwareToken", **token)["SecretCode"])
    verified = call("VerifySoftwareToken", **token, UserCode=app.code(), FriendlyDeviceName="app")
    assert verified["Status"] == "SUCCESS"
    preferred = {"Enabled": True, "PreferredMfa": True}
    call("SetUserMFAPreference", **token, SoftwareTokenMfaSettings=preferred)
    asked = world.begin(client, name)
    done = call(
        "RespondToAuthChallenge",
        ClientId=client,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": name, "SOFTWARE_TOKEN_MFA_CODE": app.code()},
    )
    assert done["AuthenticationResult"]["AccessToken"]
    assert "SOFTWARE_TOKEN" in call("GetUserAuthFactors", **token)["ConfiguredUserAuthFactors"]
    call("AdminDeleteSoftwareToken", **one)
    factors = call("AdminGetUserAuthFactors", **one)["ConfiguredUserAuthFactors"]
    assert "SOFTWARE_TOKEN" not in factors

    call("AdminSetUserMFAPreference", **one, SMSMfaSettings=preferred)
    asked = world.begin(client, name)
    answers = {"USERNAME": name, "SMS_MFA_CODE": world.sms.code(number)}
    done = call(
        "RespondToAuthChallenge",
        ClientId=client,
        ChallengeName="SMS_MFA",
        Session=asked["Session"],
        ChallengeResponses=answers,
    )
    assert done["AuthenticationResult"]["AccessToken"]
    by_text = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    call("AdminSetUserSettings", **one, MFAOptions=[])
    call("SetUserSettings", **token, MFAOptions=by_text)
    assert call("AdminGetUser", **one)["UserMFASettingList"] == ["SMS_MFA"]


def passkeys(world: World):
    call = world.call
    first = {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
    pool = world.pool(Policies={"SignInPolicy": first})
    call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool,
        WebAuthnConfiguration={"RelyingPartyId": "example.com", "UserVerification": "preferred"},
    )
    flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client, name = world.client(pool, ExplicitAuthFlows=flows)["ClientId"], world.user(pool)
    token = {"AccessToken": world.tokens(client, name)["AccessToken"]}
    passkey = Passkey("https://example.com")
    options = call("StartWebAuthnRegistration", **token)["CredentialCreationOptions"]
    call("CompleteWebAuthnRegistration", **token, Credential=passkey.register(options))
    (listed,) = call("ListWebAuthnCredentials", **token)["Credentials"]
    assert listed["CredentialId"] == passkey.id

    asked = call(
        "InitiateAuth",
        ClientId=client,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": name, "PREFERRED_CHALLENGE": "WEB_AUTHN"},
    )
    options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    done = call(
        "RespondToAuthChallenge",
        ClientId=client,
        ChallengeName="WEB_AUTHN",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": name, "CREDENTIAL": json.dumps(passkey.sign(options))},
    )
    assert done["AuthenticationResult"]["AccessToken"]
    call("DeleteWebAuthnCredential", **token, CredentialId=passkey.id)
