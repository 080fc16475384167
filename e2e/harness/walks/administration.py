"""Pools, clients, domains, replicas, limits."""

from harness.pools import ALL_FLOWS, unique
from harness.walks.world import ELSEWHERE, World


def pools(world: World):
    call, pool = world.call, world.pool(UserPoolTags={"made": "here"})
    call("UpdateUserPool", UserPoolId=pool, AutoVerifiedAttributes=["email"])
    shown = call("DescribeUserPool", UserPoolId=pool)["UserPool"]
    assert shown["AutoVerifiedAttributes"] == ["email"]
    level = {"Name": "level", "AttributeDataType": "String", "Mutable": True}
    call("AddCustomAttributes", UserPoolId=pool, CustomAttributes=[level])
    listed, token = [], {}
    while not listed or token:
        page = call("ListUserPools", MaxResults=60, **token)
        listed += [one["Id"] for one in page["UserPools"]]
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else {}
    assert pool in listed
    call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    assert call("GetUserPoolMfaConfig", UserPoolId=pool)["MfaConfiguration"] == "OPTIONAL"
    arn = world.arn(pool)
    call("TagResource", ResourceArn=arn, Tags={"team": "a", "stage": "test"})
    call("UntagResource", ResourceArn=arn, TagKeys=["stage"])
    assert call("ListTagsForResource", ResourceArn=arn)["Tags"] == {"team": "a"}
    call("DeleteUserPool", UserPoolId=pool)


def clients(world: World):
    call, pool = world.call, world.pool()
    made = world.client(pool, GenerateSecret=True)
    named = {"UserPoolId": pool, "ClientId": made["ClientId"]}
    call(
        "UpdateUserPoolClient",
        **named,
        ClientName="renamed",
        ExplicitAuthFlows=ALL_FLOWS,
    )
    shown = call("DescribeUserPoolClient", **named)["UserPoolClient"]
    assert (shown["ClientName"], shown["ClientSecret"]) == ("renamed", made["ClientSecret"])
    listed = call("ListUserPoolClients", UserPoolId=pool, MaxResults=10)["UserPoolClients"]
    assert [one["ClientId"] for one in listed] == [made["ClientId"]]
    added = call("AddUserPoolClientSecret", **named)["ClientSecretDescriptor"]
    assert added["ClientSecretValue"] != made["ClientSecret"]
    secrets = call("ListUserPoolClientSecrets", **named)["ClientSecrets"]
    assert len(secrets) == 2
    call("DeleteUserPoolClientSecret", **named, ClientSecretId=added["ClientSecretId"])
    call("DeleteUserPoolClient", **named)


def domains(world: World):
    call, pool = world.call, world.pool()
    domain = unique("walk").lower()
    call("CreateUserPoolDomain", UserPoolId=pool, Domain=domain)
    call("UpdateUserPoolDomain", UserPoolId=pool, Domain=domain, ManagedLoginVersion=2)
    shown = call("DescribeUserPoolDomain", Domain=domain)["DomainDescription"]
    assert (shown["UserPoolId"], shown["ManagedLoginVersion"]) == (pool, 2)
    call("DeleteUserPoolDomain", UserPoolId=pool, Domain=domain)


def replicas(world: World):
    call, pool = world.call, world.pool()
    there = {"UserPoolId": pool, "RegionName": ELSEWHERE}
    call("CreateUserPoolReplica", **there)
    call("UpdateUserPoolReplica", **there, Status="ACTIVE")
    listed = call("ListUserPoolReplicas", UserPoolId=pool)["UserPoolReplicas"]
    assert {one["Role"] for one in listed} == {"PRIMARY", "SECONDARY"}
    call("UpdateUserPoolReplica", **there, Status="INACTIVE")
    call("DeleteUserPoolReplica", **there)


def limits(world: World):
    category = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}
    limit = world.call("GetProvisionedLimit", LimitDefinition=category)["Limit"]
    free = limit["FreeLimitValue"]
    world.call("UpdateProvisionedLimit", LimitDefinition=category, RequestedLimitValue=free + 1)
    world.call("UpdateProvisionedLimit", LimitDefinition=category, RequestedLimitValue=free)
