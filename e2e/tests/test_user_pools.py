"""CreateUserPool, DescribeUserPool, UpdateUserPool, ListUserPools, DeleteUserPool,
AddCustomAttributes: every member is read back, defaults are AWS's, refusals are worded as AWS's."""

import re

import pytest

from harness import clients, pools
from harness.compare import differences
from harness.installation import ACCOUNT
from harness.refusal import refused

FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:trigger"
KMS_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/6cbe2ab1-0000-4000-8000-000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/sms"

DEFAULTS = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
    "MfaConfiguration": "OFF",
    "EstimatedNumberOfUsers": 0,
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "UserPoolTier": "ESSENTIALS",
    "AcrConfiguration": {f"Level{n}": {"AcrValue": f"urn:cognito:loa:{n}"} for n in range(1, 5)},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
}

# What UpdateUserPool can set too.
SETTINGS = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": False,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": False,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 30,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        name: FUNCTION
        for name in (
            "PreSignUp",
            "CustomMessage",
            "PostConfirmation",
            "PreAuthentication",
            "PostAuthentication",
            "DefineAuthChallenge",
            "CreateAuthChallenge",
            "VerifyAuthChallengeResponse",
            "PreTokenGeneration",
            "UserMigration",
        )
    }
    | {
        "PreTokenGenerationConfig": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
        "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
        "KMSKeyID": KMS_KEY,
        "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
    },
    "AutoVerifiedAttributes": ["email"],
    "VerificationMessageTemplate": {
        "SmsMessage": "Code {####}",
        "EmailMessage": "Your code: {####}",
        "EmailSubject": "Code",
        "EmailMessageByLink": "Click {##here##}",
        "EmailSubjectByLink": "Link",
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
    },
    "SmsAuthenticationMessage": "Sign-in {####}",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": True,
        "DeviceOnlyRememberedOnUserPrompt": True,
    },
    "EmailConfiguration": {
        "SourceArn": f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/a@example.com",
        "ReplyToEmailAddress": "reply@example.com",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Example <a@example.com>",
        "ConfigurationSet": "set-1",
    },
    "SmsConfiguration": {"SnsCallerArn": ROLE, "ExternalId": "outside", "SnsRegion": "eu-west-1"},
    "UserPoolTags": {"team": "identity", "stage": "test"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "Hello {username}: {####}",
            "EmailSubject": "Welcome",
        },
    },
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "AUDIT",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "DcrConfiguration": {
        "EnableStatus": "Enabled",
        "OpenDcrEnabled": False,
        "AuthenticatedGrantTypes": ["code"],
        "OpenDcrGrantTypes": ["code"],
        "AllowedScopes": ["openid"],
    },
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]
    },
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
    "IssuerConfiguration": {"Type": "UPDATED"},
    "AcrConfiguration": {"Level1": {"AcrValue": "urn:example:one"}},
}

AT_CREATION = {
    "AliasAttributes": ["email", "preferred_username"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "Schema": [
        {"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"},
        {
            "Name": "team",
            "AttributeDataType": "String",
            "Mutable": False,
            "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "8"},
        },
        {
            "Name": "level",
            "AttributeDataType": "Number",
            "Mutable": True,
            "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
        },
    ],
}


def schema(description: dict) -> dict[str, dict]:
    return {one["Name"]: one for one in description["SchemaAttributes"]}


def test_a_pool_with_only_a_name_has_the_documented_defaults(new_pool):
    made = new_pool(PoolName="only a name").description
    assert re.fullmatch(r"us-east-1_[0-9A-Za-z]{9}", made["Id"])
    assert made["Name"] == "only a name"
    assert made["Arn"] == f"arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{made['Id']}"
    assert made["CreationDate"] == made["LastModifiedDate"]
    own = {"Id", "Name", "Arn", "CreationDate", "LastModifiedDate", "SchemaAttributes"}
    assert {name: value for name, value in made.items() if name not in own} == DEFAULTS


def test_the_default_schema_is_the_documented_one(new_pool):
    made = schema(new_pool().description)
    plain = """name given_name family_name middle_name nickname preferred_username profile picture
               website email gender zoneinfo locale phone_number address""".split()
    common = {"DeveloperOnlyAttribute": False, "Mutable": True, "Required": False}
    text = common | {"AttributeDataType": "String"}
    lengths = {"MinLength": "0", "MaxLength": "2048"}
    expected = {name: text | {"StringAttributeConstraints": lengths} for name in plain}
    expected["sub"] = text | {
        "Mutable": False,
        "Required": True,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"},
    }
    expected["birthdate"] = text | {
        "StringAttributeConstraints": {"MinLength": "10", "MaxLength": "10"}
    }
    for name in ("email_verified", "phone_number_verified"):
        expected[name] = common | {"AttributeDataType": "Boolean"}
    expected["updated_at"] = common | {
        "AttributeDataType": "Number",
        "NumberAttributeConstraints": {"MinValue": "0"},
    }
    expected["identities"] = text | {"StringAttributeConstraints": {}}
    assert made == {name: {"Name": name} | rest for name, rest in expected.items()}


def test_every_member_of_create_user_pool_is_read_back(new_pool, idp):
    pool = new_pool(PoolName="everything", **SETTINGS, **AT_CREATION)
    described = pool.describe()
    wanted = {name: value for name, value in AT_CREATION.items() if name != "Schema"}
    assert differences(SETTINGS | wanted | {"Name": "everything"}, described) == []
    assert differences(described, pool.description | {"EstimatedNumberOfUsers": 0}) == []
    attributes = schema(described)
    assert attributes["given_name"]["Required"] is True
    team, level = attributes["custom:team"], attributes["custom:level"]
    assert (team["AttributeDataType"], team["Mutable"]) == ("String", False)
    assert team["StringAttributeConstraints"] == {"MinLength": "2", "MaxLength": "8"}
    assert level["NumberAttributeConstraints"] == {"MinValue": "1", "MaxValue": "9"}
    # The legacy members mirror the template.
    assert described["SmsVerificationMessage"] == "Code {####}"
    assert described["EmailVerificationMessage"] == "Your code: {####}"
    assert described["EmailVerificationSubject"] == "Code"
    idp.update_user_pool(UserPoolId=pool.id, DeletionProtection="INACTIVE")


def test_username_attributes_are_read_back(new_pool):
    pool = new_pool(UsernameAttributes=["email", "phone_number"])
    assert sorted(pool.describe()["UsernameAttributes"]) == ["email", "phone_number"]


def test_the_legacy_verification_texts_fill_the_template(new_pool):
    described = new_pool(
        SmsVerificationMessage="s {####}",
        EmailVerificationMessage="e {####}",
        EmailVerificationSubject="subject",
    ).describe()
    template = described["VerificationMessageTemplate"]
    assert template["SmsMessage"] == "s {####}"
    assert template["EmailMessage"] == "e {####}"
    assert template["EmailSubject"] == "subject"


def test_every_member_of_update_user_pool_is_read_back(new_pool, idp):
    pool = new_pool(PoolName="before")
    created = pool.describe()
    asked = SETTINGS | {"DeletionProtection": "INACTIVE"}
    answer = idp.update_user_pool(UserPoolId=pool.id, PoolName="after", **asked)
    assert set(answer) == {"ResponseMetadata"}
    described = pool.describe()
    assert differences(asked | {"Name": "after"}, described) == []
    assert described["CreationDate"] == created["CreationDate"]
    assert described["LastModifiedDate"] >= created["LastModifiedDate"]


def test_update_user_pool_resets_what_it_does_not_name(new_pool, idp):
    pool = new_pool(PoolName="kept", **(SETTINGS | {"DeletionProtection": "INACTIVE"}))
    idp.update_user_pool(UserPoolId=pool.id)
    described = pool.describe()
    # The issuer is kept too: an update of something else must not make every token foreign.
    kept = {"UserPoolTier", "MfaConfiguration", "AcrConfiguration", "IssuerConfiguration"}
    expected = {name: value for name, value in DEFAULTS.items() if name not in kept}
    assert differences(expected, described) == []
    assert described["Name"] == "kept"
    assert described["UserPoolTier"] == "PLUS"
    for name in ("AutoVerifiedAttributes", "DeviceConfiguration", "AccountRecoverySetting"):
        assert name not in described
    assert described.get("UserPoolTags", {}) == {}


def test_list_user_pools_pages_through_all(idp, new_pool):
    made = {new_pool(PoolName=f"page {n}", LambdaConfig={"PreSignUp": FUNCTION}).id for n in range(5)}
    seen, token = {}, {}
    while True:
        page = idp.list_user_pools(MaxResults=2, **token)
        assert len(page["UserPools"]) <= 2
        seen |= {one["Id"]: one for one in page["UserPools"]}
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert made <= set(seen)
    one = seen[min(made)]
    assert one["Name"].startswith("page ")
    assert one["LambdaConfig"] == {"PreSignUp": FUNCTION}
    assert one["CreationDate"] == one["LastModifiedDate"]


def test_a_foreign_page_token_is_refused(idp):
    with refused("InvalidParameterException"):
        idp.list_user_pools(MaxResults=2, NextToken="bm90LWEtdG9rZW4tb2Ytb3Vycw==")


def test_a_deleted_pool_is_gone(idp, new_pool):
    pool = new_pool()
    app, user = pool.app(), pool.user()
    tokens = app.tokens(user)
    answer = idp.delete_user_pool(UserPoolId=pool.id)
    assert set(answer) == {"ResponseMetadata"}
    missing = f"User pool {pool.id} does not exist."
    with refused("ResourceNotFoundException", missing):
        pool.describe()
    with refused("ResourceNotFoundException", missing):
        pool.delete()
    with refused("ResourceNotFoundException", missing):
        pool.get(user.name)
    with refused("ResourceNotFoundException", f"User pool client {app.id} does not exist."):
        app.tokens(user)
    with pytest.raises(idp.exceptions.ClientError):
        idp.get_user(AccessToken=tokens["AccessToken"])
    pages = idp.get_paginator("list_user_pools").paginate(MaxResults=60)
    assert pool.id not in {one["Id"] for page in pages for one in page["UserPools"]}


def test_deletion_protection_holds(idp, new_pool):
    pool = new_pool(DeletionProtection="ACTIVE")
    with refused(
        "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. "
        "Deletion protection must be inactivated first.",
    ):
        pool.delete()
    idp.update_user_pool(UserPoolId=pool.id, DeletionProtection="INACTIVE")
    pool.delete()


def test_custom_attributes_are_added_and_usable(idp, new_pool):
    pool = new_pool()
    answer = idp.add_custom_attributes(
        UserPoolId=pool.id,
        CustomAttributes=[
            {"Name": "shoe", "AttributeDataType": "Number", "Mutable": True},
            {"Name": "born", "AttributeDataType": "DateTime", "Mutable": True},
            {"Name": "fan", "AttributeDataType": "Boolean"},
        ],
    )
    assert set(answer) == {"ResponseMetadata"}
    attributes = schema(pool.describe())
    assert attributes["custom:shoe"]["AttributeDataType"] == "Number"
    assert attributes["custom:born"]["AttributeDataType"] == "DateTime"
    assert attributes["custom:fan"]["AttributeDataType"] == "Boolean"
    user = pool.user(custom__shoe="43")
    assert pool.get(user.name)["attributes"]["custom:shoe"] == "43"
    with refused("InvalidParameterException"):
        idp.add_custom_attributes(
            UserPoolId=pool.id,
            CustomAttributes=[{"Name": "shoe", "AttributeDataType": "String"}],
        )


@pytest.mark.parametrize(
    "settings, message",
    [
        (
            {"Schema": [{"Name": "x", "AttributeDataType": "String", "Required": True}]},
            "Required custom attributes are not supported currently.",
        ),
        (
            {"Schema": [{"Name": "email", "AttributeDataType": "Number"}]},
            "You can not change AttributeDataType or set developerOnlyAttribute for standard "
            "schema attribute email",
        ),
        ({"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}, None),
        (
            {
                "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}},
                "AdminCreateUserConfig": {"UnusedAccountValidityDays": 9},
            },
            None,
        ),
    ],
)
def test_settings_that_contradict_are_refused(new_pool, settings, message):
    with refused("InvalidParameterException", message):
        new_pool(**settings)


def test_the_region_of_the_signature_is_the_region_of_the_pool(server, shared, idp):
    elsewhere = clients.idp(server.url, shared.root, region="eu-central-1")
    pool = pools.create_pool(elsewhere)
    try:
        assert pool.id.startswith("eu-central-1_")
        assert pool.description["Arn"].startswith("arn:aws:cognito-idp:eu-central-1:")
        with refused("ResourceNotFoundException", f"User pool {pool.id} does not exist."):
            idp.describe_user_pool(UserPoolId=pool.id)
        listed = idp.get_paginator("list_user_pools").paginate(MaxResults=60)
        assert pool.id not in {one["Id"] for page in listed for one in page["UserPools"]}
    finally:
        pool.delete()


def test_unknown_pools_are_named(idp):
    with refused("ResourceNotFoundException", "User pool us-east-1_NoSuch000 does not exist."):
        idp.describe_user_pool(UserPoolId="us-east-1_NoSuch000")
    with refused("ResourceNotFoundException", "User pool us-east-1_NoSuch000 does not exist."):
        idp.update_user_pool(UserPoolId="us-east-1_NoSuch000")


def test_the_estimated_number_of_users_follows(new_pool):
    from harness.deadline import eventually

    pool = new_pool()
    for _ in range(3):
        pool.invite()
    eventually(lambda: pool.describe()["EstimatedNumberOfUsers"] == 3, "three users are counted")
