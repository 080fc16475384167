"""Files of users."""

from harness import upload
from harness.deadline import eventually
from harness.pools import address, unique
from harness.walks.world import World

ROLE = "arn:aws:iam::111122223333:role/import"


def users(world: World):
    call, pool = world.call, world.pool(AutoVerifiedAttributes=["email"])
    columns = call("GetCSVHeader", UserPoolId=pool)["CSVHeader"]
    asked = {"UserPoolId": pool, "CloudWatchLogsRoleArn": ROLE}
    job = call("CreateUserImportJob", JobName="walk", **asked)["UserImportJob"]
    name = unique()
    row = {"cognito:username": name, "email": address(), "email_verified": "true"}
    row["cognito:mfa_enabled"] = "false"
    upload.put(job["PreSignedUrl"], upload.csv(columns, [row]))
    named = {"UserPoolId": pool, "JobId": job["JobId"]}
    call("StartUserImportJob", **named)

    def finished():
        shown = call("DescribeUserImportJob", **named)["UserImportJob"]
        return shown if shown["Status"] in {"Succeeded", "Failed"} else None

    shown = eventually(finished, "the job ends", seconds=30, every=0.1)
    assert (shown["Status"], shown["ImportedUsers"]) == ("Succeeded", 1), shown
    assert call("AdminGetUser", UserPoolId=pool, Username=name)["UserStatus"] == "RESET_REQUIRED"
    assert len(call("ListUserImportJobs", UserPoolId=pool, MaxResults=10)["UserImportJobs"]) == 1
    stopped = call("CreateUserImportJob", JobName="stopped", **asked)["UserImportJob"]
    call("StopUserImportJob", UserPoolId=pool, JobId=stopped["JobId"])
