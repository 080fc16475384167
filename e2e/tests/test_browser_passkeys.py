"""Passkeys: aws-amplify v6 in Chromium, with an authenticator that touches and unlocks itself."""

import pytest

from harness import pools, totp
from harness.factors import ON, offer
from harness.pools import PASSWORD

FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
FIRST = {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
DONE = {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}
PASSKEY = {"authFlowType": "USER_AUTH", "preferredChallenge": "WEB_AUTHN"}


def passkey_pool(idp, rp_id: str, **more):
    pool = pools.create_pool(idp, Policies={"SignInPolicy": FIRST})
    config = {"RelyingPartyId": rp_id, "UserVerification": "required"} | more
    idp.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration="OFF", WebAuthnConfiguration=config
    )
    return pool


@pytest.fixture(scope="module")
def app(idp):
    pool = passkey_pool(idp, "localhost")
    yield pool.app(ExplicitAuthFlows=FLOWS)
    pool.delete()


@pytest.fixture(scope="module")
def narrow(idp):
    """An app whose relying party is one host name of several."""
    pool = passkey_pool(idp, "app.localhost")
    yield pool.app(ExplicitAuthFlows=FLOWS)
    pool.delete()


def signed_in(page, app) -> str:
    """The name of a new user, who is signed in by password."""
    name = app.pool.user().name
    assert page.do("signIn", username=name, password=PASSWORD) == DONE
    return name


def by_passkey(name) -> dict:
    return {"username": name, "options": PASSKEY}


def with_passkey(page, app) -> str:
    """The name of a new user, who has a passkey in the page's authenticator and has signed out."""
    name = signed_in(page, app)
    page.do("associateWebAuthnCredential")
    page.do("signOut")
    return name


def test_a_passkey(open_page, app):
    page = open_page(app)
    name = signed_in(page, app)
    assert page.do("listWebAuthnCredentials")["credentials"] == []
    page.do("associateWebAuthnCredential")
    (listed,) = page.do("listWebAuthnCredentials")["credentials"]
    assert listed["relyingPartyId"] == "localhost"
    assert listed["authenticatorAttachment"] == "platform"
    assert "internal" in listed["authenticatorTransports"]
    assert listed["friendlyCredentialName"] and listed["createdAt"]
    (held,) = page.credentials()
    assert held["isResidentCredential"] is True and held["userName"] == name
    # The browser is told which it has.
    page.refused("PasskeyAlreadyExists", "associateWebAuthnCredential")
    page.do("signOut")

    assert page.do("signIn", **by_passkey(name)) == DONE
    assert page.do("refresh")
    page.do("signOut")
    # Also when it is chosen.
    asked = page.do("signIn", username=name, options={"authFlowType": "USER_AUTH"})
    assert "WEB_AUTHN" in asked["nextStep"]["availableChallenges"]
    assert page.do("confirmSignIn", challengeResponse="WEB_AUTHN") == DONE

    page.do("deleteWebAuthnCredential", credentialId=listed["credentialId"])
    assert page.do("listWebAuthnCredentials")["credentials"] == []
    page.do("signOut")
    # The authenticator still has it; Cognate knows it no more.
    left = page.do("signIn", **by_passkey(name))
    assert "WEB_AUTHN" not in left["nextStep"]["availableChallenges"]


def test_another_authenticator_is_no_substitute(open_page, app):
    page, other = open_page(app), open_page(app)
    name = with_passkey(page, app)
    with_passkey(other, app)
    other.refused("PasskeyAuthenticationCanceled", "signIn", **by_passkey(name))


def test_whoever_does_not_unlock_is_refused(open_page, app):
    page = open_page(app)
    name = with_passkey(page, app)
    page.authenticator("setUserVerified", isUserVerified=False)
    page.refused("PasskeyAuthenticationCanceled", "signIn", **by_passkey(name))
    page.authenticator("setUserVerified", isUserVerified=True)
    assert page.do("signIn", **by_passkey(name)) == DONE


def test_a_passkey_that_was_unlocked_is_two_factors(open_page, new_pool):
    pool = new_pool(Policies={"SignInPolicy": FIRST})
    both = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
    config = {"RelyingPartyId": "localhost", "UserVerification": "required"} | both
    offer(pool, WebAuthnConfiguration=config, SoftwareTokenMfaConfiguration=ON)
    app = pool.app(ExplicitAuthFlows=FLOWS)
    page = open_page(app)
    name = signed_in(page, app)
    page.do("associateWebAuthnCredential")
    authenticator = totp.App(page.do("setUpTOTP"))
    page.do("verifyTOTPSetup", code=authenticator.code())
    page.do("updateMFAPreference", totp="PREFERRED")
    page.do("signOut")
    asked = page.do("signIn", username=name, password=PASSWORD)
    assert asked["nextStep"]["signInStep"] == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"
    assert page.do("signIn", **by_passkey(name)) == DONE


def copied(page, **changes) -> dict:
    """The page's only passkey, as a thief of the authenticator's memory would have it."""
    (credential,) = page.credentials()
    return credential | changes


def test_a_copy_is_noticed(open_page, app):
    """Counter regression."""
    page, thief = open_page(app), open_page(app)
    name = with_passkey(page, app)
    thief.authenticator("addCredential", credential=copied(page))
    for _ in range(2):
        assert page.do("signIn", **by_passkey(name)) == DONE
        page.do("signOut")
    thief.refused("NotAuthorizedException", "signIn", **by_passkey(name))


def test_pages_of_other_names(open_page, app):
    """The browser itself keeps passkeys apart."""
    page, other = open_page(app), open_page(app, "127.0.0.1")
    name = with_passkey(page, app)
    other.refused("RelyingPartyMismatch", "signIn", **by_passkey(name))
    signed_in(other, app)
    other.refused("RelyingPartyMismatch", "associateWebAuthnCredential")


@pytest.mark.parametrize(
    "host, exception",
    [
        ("localhost", "WebAuthnOriginNotAllowedException"),
        ("evil.localhost", "WebAuthnOriginNotAllowedException"),
        # A name below the relying party's is one of its own, but has no passkeys of its own.
        ("evil.app.localhost", "WebAuthnRelyingPartyMismatchException"),
    ],
)
def test_pages_that_pretend(open_page, narrow, host, exception):
    """A page that hands on Cognate's questions under its own name gets nowhere, not even with the
    user's true key."""
    page, false = open_page(narrow, "app.localhost"), open_page(narrow, host)
    name = with_passkey(page, narrow)
    # Ahead of what the true one has counted.
    stolen = copied(page, signCount=1000)
    false.do("pretend")
    false.authenticator("addCredential", credential=stolen | {"rpId": host})
    false.refused("NotAuthorizedException", "signIn", **by_passkey(name))
    false.authenticator("clearCredentials")
    assert false.do("signIn", username=name, password=PASSWORD) == DONE
    false.refused(exception, "associateWebAuthnCredential")
    # On the page that it is for, the same key is good.
    page.authenticator("clearCredentials")
    page.authenticator("addCredential", credential=stolen)
    assert page.do("signIn", **by_passkey(name)) == DONE
