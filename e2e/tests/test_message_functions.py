"""Functions around accounts that are configured and cannot be called.

The request fails; those that run before anything is written prevent it, and no message is sent in
another form than the function's."""

import pytest

from harness import pools
from harness.pools import PASSWORD, address, attribute_list, unique
from harness.refusal import refused

ARN = "arn:aws:lambda:us-east-1:111122223333:function:f"
KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-1111-4111-8111-111111111111"


def sender(name):
    return {name: {"LambdaVersion": "V1_0", "LambdaArn": ARN}, "KMSKeyID": KEY}


def with_function(pool, **functions):
    pool.idp.update_user_pool(
        UserPoolId=pool.id, AutoVerifiedAttributes=["email"], LambdaConfig=functions
    )


@pytest.mark.parametrize("name", ["PreSignUp", "CustomMessage"])
def test_sign_up(new_pool, mail, name):
    pool = new_pool(AutoVerifiedAttributes=["email"], LambdaConfig={name: ARN})
    user, email = unique(), address()
    with refused("UnexpectedLambdaException"):
        pool.app().sign_up(user, email=email)
    with refused("UserNotFoundException"):
        pool.get(user)
    assert mail.to(email) == []


def test_an_own_sender(new_pool, mail):
    pool = new_pool(AutoVerifiedAttributes=["email"], LambdaConfig=sender("CustomEmailSender"))
    user, email = unique(), address()
    with pytest.raises(pool.idp.exceptions.ClientError) as refusal:
        pool.app().sign_up(user, email=email)
    assert refusal.value.response["Error"]["Code"] in {
        "UnexpectedLambdaException",
        "CodeDeliveryFailureException",
    }
    with refused("UserNotFoundException"):
        pool.get(user)
    assert mail.to(email) == []


def test_an_invitation(idp, new_pool, mail):
    pool = new_pool(LambdaConfig={"CustomMessage": ARN})
    user, email = unique(), address()
    invite = {
        "UserPoolId": pool.id,
        "Username": user,
        "UserAttributes": attribute_list({"email": email}),
        "DesiredDeliveryMediums": ["EMAIL"],
    }
    with refused("UnexpectedLambdaException"):
        idp.admin_create_user(**invite)
    with refused("UserNotFoundException"):
        pool.get(user)
    idp.admin_create_user(**invite, MessageAction="SUPPRESS")
    assert mail.to(email) == []


def test_after_confirmation(new_pool, mail):
    """PostConfirmation runs when the user has been confirmed: its failure is told, no more."""
    pool = new_pool(AutoVerifiedAttributes=["email"])
    app, (one, other) = pool.app(), (unique(), unique())
    emails = {name: address() for name in (one, other)}
    for name, email in emails.items():
        app.sign_up(name, email=email)
    with_function(pool, PostConfirmation=ARN)
    with refused("UnexpectedLambdaException"):
        app.confirm(one, mail.code(emails[one]))
    with refused("UnexpectedLambdaException"):
        pool.idp.admin_confirm_sign_up(UserPoolId=pool.id, Username=other)
    with_function(pool)
    for name in emails:
        assert pool.get(name)["UserStatus"] == "CONFIRMED"
        assert app.password_sign_in(name, PASSWORD)["AuthenticationResult"]


def test_a_forgotten_password(new_pool, mail):
    pool = new_pool()
    app, email = pool.app(), address()
    user = pool.user(email=email, email_verified="true")
    with_function(pool, CustomMessage=ARN)
    with refused("UnexpectedLambdaException"):
        app.forgot(user.name)
    with refused("UnexpectedLambdaException"):
        pool.idp.admin_reset_user_password(UserPoolId=pool.id, Username=user.name)
    assert app.tokens(user)["AccessToken"]
    with refused("ExpiredCodeException"):
        app.reset(user.name, "123456", "Remembered-Horse-1")
    assert mail.to(email) == []


def test_a_change_of_address(new_pool, mail):
    pool = new_pool()
    app, email = pool.app(), address()
    user = pool.user(email=address(), email_verified="true")
    access = app.tokens(user)["AccessToken"]
    with_function(pool, CustomMessage=ARN)
    with refused("UnexpectedLambdaException"):
        pool.idp.update_user_attributes(
            AccessToken=access, UserAttributes=attribute_list({"email": email})
        )
    with refused("UnexpectedLambdaException"):
        pool.idp.get_user_attribute_verification_code(AccessToken=access, AttributeName="email")
    assert pool.get(user.name)["attributes"]["email_verified"] == "true"
    assert mail.to(email) == []


def test_a_lambda_that_is_none(idp):
    with refused("InvalidParameterException"):
        pools.create_pool(idp, LambdaConfig={"CustomMessage": "arn:aws:s3:::bucket-of-functions"})
