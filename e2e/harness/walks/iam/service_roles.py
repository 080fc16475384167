"""Roles that services own."""

from harness.deadline import eventually
from harness.walks.rights import Rights

SERVICE = "email.cognito-idp.amazonaws.com"


def roles(rights: Rights):
    call = rights.iam
    made = call("CreateServiceLinkedRole", AWSServiceName=SERVICE)["Role"]
    assert made["Path"] == f"/aws-service-role/{SERVICE}/"
    task = call("DeleteServiceLinkedRole", RoleName=made["RoleName"])["DeletionTaskId"]

    def ended():
        shown = call("GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task)
        return shown["Status"] if shown["Status"] in {"SUCCEEDED", "FAILED"} else None

    assert eventually(ended, "the role is deleted") == "SUCCEEDED"
