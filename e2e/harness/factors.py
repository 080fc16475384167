"""Second factors: offered by pools, taken up by users."""

from harness import totp
from harness.pools import App, Pool, User, address, phone

SENDER = {"SnsCallerArn": "arn:aws:iam::111122223333:role/sms", "ExternalId": "cognate"}
ON = {"Enabled": True}
PREFERRED = {"Enabled": True, "PreferredMfa": True}


def offer(pool: Pool, mode: str = "OPTIONAL", **more):
    """SetUserPoolMfaConfig with TOTP, SMS and e-mail."""
    offered = {
        "SoftwareTokenMfaConfiguration": ON,
        "SmsMfaConfiguration": {"SmsConfiguration": SENDER},
        "EmailMfaConfiguration": {},
    }
    pool.idp.set_user_pool_mfa_config(
        UserPoolId=pool.id, MfaConfiguration=mode, **(offered | more)
    )


def reachable(pool: Pool) -> tuple[User, str, str]:
    """A user with a verified address and number: (user, address, number)."""
    email, number = address(), phone()
    user = pool.user(
        email=email,
        email_verified="true",
        phone_number=number,
        phone_number_verified="true",
    )
    return user, email, number


def enrol(app: App, access: str) -> totp.App:
    """TOTP for the user with this access token; one code of its has been used."""
    made = app.idp.associate_software_token(AccessToken=access)
    authenticator = totp.App(made["SecretCode"])
    answer = app.idp.verify_software_token(
        AccessToken=access, UserCode=authenticator.code(), FriendlyDeviceName="phone"
    )
    assert answer["Status"] == "SUCCESS"
    return authenticator


def prefer(pool: Pool, user: User, **settings):
    """AdminSetUserMFAPreference."""
    pool.idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username=user.name, **settings)
