"""Identity pools, by boto3: from what people have to credentials, and what those may do."""

import pytest

from harness import clients
from harness.clients import temporary
from harness.identities import IdentityPool
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.refusal import refused
from harness.roles import COGNITO, name_of, pool_trust, statement, user_pool_arn


@pytest.fixture
def identities(server, shared, app):
    return IdentityPool(server, shared, app)


def test_a_user_and_a_guest(server, identities, app, user, pool):
    arn = user_pool_arn(pool.id)
    roles = identities.set_roles(
        [statement("cognito-idp:DescribeUserPool", arn)], [statement("cognito-idp:ListGroups", arn)]
    )
    tokens = app.tokens(user)
    identity, key = identities.credentials(tokens["IdToken"])
    idp = clients.idp(server.url, key)
    assert idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id
    with refused("AccessDeniedException"):
        idp.list_groups(UserPoolId=pool.id)
    who = clients.sts(server.url, key).get_caller_identity()
    role = name_of(roles["authenticated"])
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/CognitoIdentityCredentials"
    again, _ = identities.credentials(tokens["IdToken"])
    assert again == identity

    guest, key = identities.credentials()
    assert guest != identity
    idp = clients.idp(server.url, key)
    assert idp.list_groups(UserPoolId=pool.id)["Groups"] == []
    with refused("AccessDeniedException"):
        idp.describe_user_pool(UserPoolId=pool.id)
    # The same guest signs in and keeps the id.
    fresh = app.pool.user()
    logins = {identities.login: app.tokens(fresh)["IdToken"]}
    kept = identities.anyone.get_credentials_for_identity(IdentityId=guest, Logins=logins)
    assert kept["IdentityId"] == guest
    with refused("NotAuthorizedException") as seen:
        identities.anyone.get_credentials_for_identity(IdentityId=guest)
    assert seen.message == f"Access to Identity '{guest}' is forbidden."


def test_a_guest_is_kept_from_what_apps_do_not_need(server, identities):
    identities.set_roles([], [statement("*")])
    _, key = identities.credentials()
    assert "UserPools" in clients.idp(server.url, key).list_user_pools(MaxResults=1)
    with refused("AccessDenied", status=403):
        clients.iam(server.url, key).list_users()


def test_the_identity_decides(server, identities, app, user, pool):
    """`${cognito-identity.amazonaws.com:sub}` in a policy is the identity that asks."""
    own = {"aws:RequestTag/owner": f"${{{COGNITO}:sub}}"}
    identities.set_roles([statement("cognito-idp:TagResource", StringEquals=own)], [])
    identity, key = identities.credentials(app.tokens(user)["IdToken"])
    idp = clients.idp(server.url, key)
    arn = user_pool_arn(pool.id)
    idp.tag_resource(ResourceArn=arn, Tags={"owner": identity})
    with refused("AccessDeniedException"):
        idp.tag_resource(ResourceArn=arn, Tags={"owner": "us-east-1:someone-else"})


def test_attributes_become_tags_that_decide(server, identities, app, pool):
    tag = {"aws:PrincipalTag/mail": "tess@example.com"}
    identities.set_roles([statement("cognito-idp:ListUsers", StringEquals=tag)], [])
    identities.admin.set_principal_tag_attribute_map(
        IdentityPoolId=identities.id,
        IdentityProviderName=identities.login,
        UseDefaults=False,
        PrincipalTags={"mail": "email"},
    )
    for address, allowed in (("tess@example.com", True), ("tom@example.com", False)):
        user = pool.user(email=address)
        _, key = identities.credentials(app.tokens(user)["IdToken"])
        idp = clients.idp(server.url, key)
        if allowed:
            assert "Users" in idp.list_users(UserPoolId=pool.id)
        else:
            with refused("AccessDeniedException"):
                idp.list_users(UserPoolId=pool.id)


def test_groups_choose_the_role(server, identities, app, pool):
    roles = identities.set_roles([], [])
    trusting = pool_trust(identities.id, "authenticated")
    writers = identities.account.role(trusting, statement("cognito-idp:ListUsers"))
    readers = identities.account.role(trusting, statement("cognito-idp:ListGroups"))
    group, other = unique("writers"), unique("readers")
    pool.idp.create_group(UserPoolId=pool.id, GroupName=group, RoleArn=writers, Precedence=1)
    pool.idp.create_group(UserPoolId=pool.id, GroupName=other, RoleArn=readers, Precedence=2)
    user = pool.user()
    for name in (group, other):
        pool.idp.admin_add_user_to_group(
            UserPoolId=pool.id, Username=user.name, GroupName=name
        )
    identities.admin.set_identity_pool_roles(
        IdentityPoolId=identities.id,
        Roles=roles,
        RoleMappings={
            f"{identities.login}:{app.id}": {
                "Type": "Token",
                "AmbiguousRoleResolution": "Deny",
            }
        },
    )
    token = app.tokens(user)["IdToken"]
    _, preferred = identities.credentials(token)
    assert "Users" in clients.idp(server.url, preferred).list_users(UserPoolId=pool.id)
    _, chosen = identities.credentials(token, CustomRoleArn=readers)
    assert "Groups" in clients.idp(server.url, chosen).list_groups(UserPoolId=pool.id)
    # A role that the token does not name, and a user without any.
    with refused("NotAuthorizedException"):
        identities.credentials(token, CustomRoleArn=roles["unauthenticated"])
    with refused("NotAuthorizedException"):
        identities.credentials(app.tokens(pool.user())["IdToken"])


def test_tokens_that_are_not_for_this_pool(identities, app, user, new_pool):
    identities.set_roles([], [])
    ask = lambda logins: identities.anyone.get_id(IdentityPoolId=identities.id, Logins=logins)
    tokens = app.tokens(user)
    with refused("NotAuthorizedException", "Invalid login token. Missing a required claim: aud"):
        ask({identities.login: tokens["AccessToken"]})
    with refused(
        "NotAuthorizedException",
        "Invalid login token. Not a valid OpenId Connect identity token.",
    ):
        ask({identities.login: "garbage"})
    with refused(
        "NotAuthorizedException",
        "Token is not from a supported provider of this identity pool.",
    ):
        ask({"graph.facebook.com": tokens["IdToken"]})
    other = new_pool()
    foreign = other.app().tokens(other.user())["IdToken"]
    with refused("NotAuthorizedException", "Invalid login token. Issuer doesn't match providerName"):
        ask({identities.login: foreign})
    head, body, signature = tokens["IdToken"].split(".")
    forged = f"{head}.{body}.{foreign.split('.')[2]}"
    with refused("NotAuthorizedException", "Invalid login token. Couldn't verify signed token."):
        ask({identities.login: forged})
    other_app = app.pool.app()
    with refused(
        "NotAuthorizedException",
        "Token is not from a supported provider of this identity pool.",
    ):
        ask({identities.login: other_app.tokens(user)["IdToken"]})
    # Signed out on the server's side.
    app.idp.admin_user_global_sign_out(UserPoolId=app.pool.id, Username=user.name)
    with refused("NotAuthorizedException"):
        ask({identities.login: tokens["IdToken"]})


def test_the_classic_flow(server, identities, app, user, pool):
    arn = user_pool_arn(pool.id)
    roles = identities.set_roles([statement("cognito-idp:ListUsers", arn)], [])
    logins = {identities.login: app.tokens(user)["IdToken"]}
    identity = identities.anyone.get_id(IdentityPoolId=identities.id, Logins=logins)["IdentityId"]
    token = identities.anyone.get_open_id_token(IdentityId=identity, Logins=logins)["Token"]
    made = clients.sts(server.url, None).assume_role_with_web_identity(
        RoleArn=roles["authenticated"],
        RoleSessionName="classic",
        WebIdentityToken=token,
        DurationSeconds=900,
    )
    assert made["SubjectFromWebIdentityToken"] == identity
    assert made["Audience"] == identities.id
    assert made["Provider"] == COGNITO
    idp = clients.idp(server.url, temporary(made["Credentials"]))
    assert "Users" in idp.list_users(UserPoolId=pool.id)
    # The guests' role does not trust it.
    with refused(
        "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", status=403
    ):
        clients.sts(server.url, None).assume_role_with_web_identity(
            RoleArn=roles["unauthenticated"], RoleSessionName="classic", WebIdentityToken=token
        )


def test_another_pools_identities_are_refused(server, shared, app, user, identities):
    roles = identities.set_roles([statement("cognito-idp:*")], [])
    other = IdentityPool(server, shared, app)
    other.admin.set_identity_pool_roles(IdentityPoolId=other.id, Roles=roles)
    with refused("InvalidIdentityPoolConfigurationException"):
        other.credentials(app.tokens(user)["IdToken"])


def test_a_back_end_vouches_for_its_users(server, shared, app):
    identities = IdentityPool(server, shared, app, DeveloperProviderName="login.example.app")
    arn = f"arn:aws:cognito-identity:us-east-1:{ACCOUNT}:identitypool/{identities.id}"
    roles = identities.set_roles([statement("cognito-idp:ListUserPools")], [])
    _, key = identities.account.user(
        statement("cognito-identity:GetOpenIdTokenForDeveloperIdentity", arn)
    )
    back_end = clients.identity(server.url, key)
    logins = {"login.example.app": "customer-17"}
    made = back_end.get_open_id_token_for_developer_identity(
        IdentityPoolId=identities.id, Logins=logins
    )
    again = back_end.get_open_id_token_for_developer_identity(
        IdentityPoolId=identities.id, Logins=logins
    )
    assert again["IdentityId"] == made["IdentityId"]
    credentials = identities.anyone.get_credentials_for_identity(
        IdentityId=made["IdentityId"], Logins={COGNITO: made["Token"]}
    )["Credentials"]
    idp = clients.idp(server.url, temporary(credentials))
    assert "UserPools" in idp.list_user_pools(MaxResults=1)
    classic = clients.sts(server.url, None).assume_role_with_web_identity(
        RoleArn=roles["authenticated"], RoleSessionName="dev", WebIdentityToken=made["Token"]
    )
    assert classic["SubjectFromWebIdentityToken"] == made["IdentityId"]
    # Nobody vouches for themselves.
    with refused("NotAuthorizedException"):
        identities.anyone.get_id(IdentityPoolId=identities.id, Logins=logins)
    found = identities.admin.lookup_developer_identity(
        IdentityPoolId=identities.id, IdentityId=made["IdentityId"]
    )
    assert found["DeveloperUserIdentifierList"] == ["customer-17"]
