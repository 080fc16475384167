"""Files of users."""

from harness import upload
from harness.deadline import eventually
from harness.pools import unique
from harness.walks.world import World

ROLE = "arn:aws:iam::111122223333:role/import"


def users(world: World):
    call, pool = world.call, world.pool(AutoVerifiedAttributes=["email"])
    columns = call("GetCSVHeader", UserPoolId=pool)["CSVHeader"]
    asked = {"UserPoolId": pool, "CloudWatchLogsRoleArn": ROLE}
    job = call("CreateUserImportJob", JobName="walk", **asked)["UserImportJob"]
    name = unique()
    upload.put(job["PreSignedUrl"], upload.csv(columns, [upload.row(name)]))
    named = {"UserPoolId": pool, "JobId": job["JobId"]}
    call("StartUserImportJob", **named)

    def finished():
        shown = call("DescribeUserImportJob", **named)["UserImportJob"]
        return shown if shown["Status"] in {"Succeeded", "Failed"} else None

    shown = eventually(finished, "the job ends", seconds=30, every=0.1)
    assert (shown["Status"], shown["ImportedUsers"]) == ("Succeeded", 1), shown
    assert call("AdminGetUser", UserPoolId=pool, Username=name)["UserStatus"] == "RESET_REQUIRED"
    assert len(call("ListUserImportJobs", UserPoolId=pool, MaxResults=10)["UserImportJobs"]) == 1

    # Long enough to be stopped before its end.
    long = call("CreateUserImportJob", JobName="long", **asked)["UserImportJob"]
    rows = [upload.row(f"{name}-{n}") for n in range(4000)]
    upload.put(long["PreSignedUrl"], upload.csv(columns, rows))
    named = {"UserPoolId": pool, "JobId": long["JobId"]}
    call("StartUserImportJob", **named)
    stopped = call("StopUserImportJob", **named)["UserImportJob"]
    assert stopped["Status"] in {"Stopping", "Stopped"}
