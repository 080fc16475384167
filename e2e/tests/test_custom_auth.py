"""CUSTOM_AUTH where no function can be called: the sign-in fails, and lets nobody in."""

import pytest

from harness import srp
from harness.refusal import refused

ARN = "arn:aws:lambda:us-east-1:111122223333:function:"
FUNCTIONS = {
    name: f"{ARN}{name}"
    for name in ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
}
FLOWS = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def begin(app, user, **parameters):
    return app.idp.initiate_auth(
        ClientId=app.id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": user.name} | parameters,
    )


def test_a_pool_without_functions(pool):
    app, user = pool.app(ExplicitAuthFlows=FLOWS), pool.user()
    text = "Custom auth lambda trigger is not configured for the user pool."
    with refused("InvalidParameterException", text):
        begin(app, user)


def test_functions_that_cannot_be_called(new_pool):
    pool = new_pool(LambdaConfig=FUNCTIONS)
    app, user = pool.app(ExplicitAuthFlows=FLOWS), pool.user()
    with refused("UnexpectedLambdaException"):
        begin(app, user)
    client = srp.Client(pool.id, user.password)
    with refused("UnexpectedLambdaException"):
        begin(app, user, CHALLENGE_NAME="SRP_A", SRP_A=client.public)


def test_a_client_without_the_flow(new_pool):
    pool = new_pool(LambdaConfig=FUNCTIONS)
    with refused("InvalidParameterException"):
        begin(pool.app(), pool.user())


@pytest.mark.parametrize("session", ["x" * 30, "AAAA" * 20])
def test_answers_to_nothing(new_pool, session):
    pool = new_pool(LambdaConfig=FUNCTIONS)
    app, user = pool.app(ExplicitAuthFlows=FLOWS), pool.user()
    with refused("NotAuthorizedException"):
        app.respond("CUSTOM_CHALLENGE", {"USERNAME": user.name, "ANSWER": "5"}, session)
