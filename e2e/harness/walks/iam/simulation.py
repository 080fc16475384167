"""What would be allowed."""

from harness.roles import policy, statement
from harness.walks.rights import Rights

ACTIONS = ["cognito-idp:ListUserPools", "cognito-idp:CreateUserPool"]
LISTING = statement("cognito-idp:List*", StringEquals={"aws:PrincipalTag/team": "red"})
RED = {
    "ContextKeyName": "aws:PrincipalTag/team",
    "ContextKeyType": "string",
    "ContextKeyValues": ["red"],
}


def simulation(rights: Rights):
    call = rights.iam
    name, _ = rights.account.user(LISTING)
    arn = call("GetUser", UserName=name)["User"]["Arn"]
    of_policy, of_user = {"PolicyInputList": [policy(LISTING)]}, {"PolicySourceArn": arn}
    for kind, given in (("Custom", of_policy), ("Principal", of_user)):
        asked = {"ActionNames": ACTIONS, "ContextEntries": [RED]}
        results = call(f"Simulate{kind}Policy", **given, **asked)["EvaluationResults"]
        assert [one["EvalDecision"] for one in results] == ["allowed", "implicitDeny"]
        keys = call(f"GetContextKeysFor{kind}Policy", **given)["ContextKeyNames"]
        assert keys == ["aws:PrincipalTag/team"]
