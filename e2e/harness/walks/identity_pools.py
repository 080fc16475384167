"""Identity pools."""

from harness import clients
from harness.clients import temporary
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.roles import name_of, pool_trust
from harness.walks.rights import Rights

DEVELOPERS = "login.walk.example"


def create(rights: Rights, **settings) -> dict:
    """A pool that lets guests in; its description."""
    asked = {"IdentityPoolName": unique("walk"), "AllowUnauthenticatedIdentities": True}
    return rights.identity("CreateIdentityPool", **asked | settings)


def pools(rights: Rights):
    call, made = rights.identity, create(rights)
    which = {"IdentityPoolId": made["IdentityPoolId"]}
    assert call("DescribeIdentityPool", **which) == made
    name = unique("renamed")
    call("UpdateIdentityPool", **made | {"IdentityPoolName": name})
    listed = call("ListIdentityPools", MaxResults=60)["IdentityPools"]
    assert which | {"IdentityPoolName": name} in listed

    arn = f"arn:aws:cognito-identity:us-east-1:{ACCOUNT}:identitypool/{made['IdentityPoolId']}"
    call("TagResource", ResourceArn=arn, Tags={"team": "red", "stage": "test"})
    call("UntagResource", ResourceArn=arn, TagKeys=["stage"])
    assert call("ListTagsForResource", ResourceArn=arn)["Tags"] == {"team": "red"}
    call("DeleteIdentityPool", **which)
    assert which not in call("ListIdentityPools", MaxResults=60)["IdentityPools"]


def roles(rights: Rights):
    call, app = rights.identity, rights.app()
    login = f"cognito-idp.us-east-1.amazonaws.com/{app.pool.id}"
    made = create(rights, CognitoIdentityProviders=[{"ProviderName": login, "ClientId": app.id}])
    which = {"IdentityPoolId": made["IdentityPoolId"]}
    guests = rights.account.role(pool_trust(made["IdentityPoolId"], "unauthenticated"))
    mapping = {f"{login}:{app.id}": {"Type": "Token", "AmbiguousRoleResolution": "Deny"}}
    asked = which | {"Roles": {"unauthenticated": guests}, "RoleMappings": mapping}
    call("SetIdentityPoolRoles", **asked)
    assert call("GetIdentityPoolRoles", **which) == asked

    provider = which | {"IdentityProviderName": login}
    tags = provider | {"UseDefaults": False, "PrincipalTags": {"mail": "email"}}
    assert call("SetPrincipalTagAttributeMap", **tags) == tags
    assert call("GetPrincipalTagAttributeMap", **provider) == tags


def identities(rights: Rights):
    call, app = rights.identity, rights.app()
    login = f"cognito-idp.us-east-1.amazonaws.com/{app.pool.id}"
    made = create(rights, CognitoIdentityProviders=[{"ProviderName": login, "ClientId": app.id}])
    which = {"IdentityPoolId": made["IdentityPoolId"]}
    role = rights.account.role(pool_trust(made["IdentityPoolId"], "authenticated"))
    call("SetIdentityPoolRoles", **which, Roles={"authenticated": role})

    logins = {"Logins": {login: app.tokens(app.pool.user())["IdToken"]}}
    own = {"IdentityId": call("GetId", **which, **logins)["IdentityId"]}
    answer = call("GetCredentialsForIdentity", **own, **logins)
    who = clients.sts(rights.server.url, temporary(answer["Credentials"])).get_caller_identity()
    assert f":assumed-role/{name_of(role)}/" in who["Arn"]
    assert call("GetOpenIdToken", **own, **logins)["IdentityId"] == own["IdentityId"]

    shown = call("DescribeIdentity", **own)
    assert shown["Logins"] == [login]
    listed = call("ListIdentities", **which, MaxResults=60)
    assert (listed["IdentityPoolId"], listed["Identities"]) == (which["IdentityPoolId"], [shown])
    call("UnlinkIdentity", **own, **logins, LoginsToRemove=[login])
    assert "Logins" not in call("DescribeIdentity", **own)
    deleted = call("DeleteIdentities", IdentityIdsToDelete=[own["IdentityId"]])
    assert deleted["UnprocessedIdentityIds"] == []
    assert call("ListIdentities", **which, MaxResults=60)["Identities"] == []


def of_developers(rights: Rights):
    call, made = rights.identity, create(rights, DeveloperProviderName=DEVELOPERS)
    which = {"IdentityPoolId": made["IdentityPoolId"]}
    one, other = (
        call("GetOpenIdTokenForDeveloperIdentity", **which, Logins={DEVELOPERS: name})["IdentityId"]
        for name in ("ann", "ben")
    )
    merged = call(
        "MergeDeveloperIdentities",
        **which,
        DeveloperProviderName=DEVELOPERS,
        SourceUserIdentifier="ben",
        DestinationUserIdentifier="ann",
    )
    assert merged == {"IdentityId": one} and other != one
    found = call("LookupDeveloperIdentity", **which, IdentityId=one)
    assert sorted(found["DeveloperUserIdentifierList"]) == ["ann", "ben"]
    named = {"DeveloperProviderName": DEVELOPERS, "DeveloperUserIdentifier": "ben"}
    call("UnlinkDeveloperIdentity", **which, IdentityId=one, **named)
    found = call("LookupDeveloperIdentity", **which, DeveloperUserIdentifier="ann")
    assert found == {"IdentityId": one, "DeveloperUserIdentifierList": ["ann"]}


ALL = [pools, roles, identities, of_developers]
