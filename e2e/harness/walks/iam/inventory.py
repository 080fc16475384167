"""Who has what, and what it was used for."""

import csv
import io

from harness.deadline import eventually
from harness.roles import statement
from harness.walks.rights import Rights
from harness.walks.iam.holders import READING


def details(rights: Rights):
    call = rights.iam
    name, _ = rights.account.user(statement("cognito-idp:ListUserPools"))
    users = call("GetAccountAuthorizationDetails", Filter=["User"])["UserDetailList"]
    (shown,) = [one for one in users if one["UserName"] == name]
    assert [one["PolicyName"] for one in shown["UserPolicyList"]] == ["inline"]
    call("AttachUserPolicy", UserName=name, PolicyArn=READING)
    granting = call(
        "ListPoliciesGrantingServiceAccess", Arn=shown["Arn"], ServiceNamespaces=["cognito-idp"]
    )["PoliciesGrantingServiceAccess"]
    (one,) = granting
    assert {policy["PolicyName"] for policy in one["Policies"]} == {"inline", "AmazonCognitoReadOnly"}


def credential_report(rights: Rights):
    call = rights.iam
    name, _ = rights.account.user()
    eventually(lambda: call("GenerateCredentialReport")["State"] == "COMPLETE", "the report is made")
    report = call("GetCredentialReport")
    assert report["ReportFormat"] == "text/csv"
    rows = csv.DictReader(io.StringIO(report["Content"].decode()))
    assert name in {row["user"] for row in rows}


def last_accessed(rights: Rights):
    call = rights.iam
    name, _ = rights.account.user(statement("cognito-idp:ListUserPools"))
    arn = call("GetUser", UserName=name)["User"]["Arn"]
    job = {"JobId": call("GenerateServiceLastAccessedDetails", Arn=arn)["JobId"]}

    def ended():
        shown = call("GetServiceLastAccessedDetails", **job)
        return shown if shown["JobStatus"] != "IN_PROGRESS" else None

    shown = eventually(ended, "the job ends")
    assert shown["JobStatus"] == "COMPLETED"
    namespaces = {one["ServiceNamespace"] for one in shown["ServicesLastAccessed"]}
    assert namespaces == {"cognito-idp"}
    entities = call(
        "GetServiceLastAccessedDetailsWithEntities", **job, ServiceNamespace="cognito-idp"
    )
    assert entities["EntityDetailsList"][0]["EntityInfo"]["Name"] == name
