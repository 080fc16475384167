"""Files of users, uploaded by the address that the job answers. With boto3, the AWS CLI and urllib."""

import base64
import hashlib
import urllib.error

import pytest

from harness import pools, upload
from harness.aws import runner
from harness.deadline import eventually
from harness.pools import attribute_map, unique
from harness.refusal import refused
from harness.upload import row

ROLE = "arn:aws:iam::111122223333:role/import"
ENDED = {"Succeeded", "Failed", "Stopped"}


@pytest.fixture
def aws(server, shared, tmp_path):
    return runner(server.url, shared.root, tmp_path)


@pytest.fixture(scope="module")
def pool(idp):
    level = {"Name": "level", "AttributeDataType": "String", "Mutable": True}
    pool = pools.create_pool(idp, AutoVerifiedAttributes=["email"], Schema=[level])
    yield pool
    pool.delete()


def job(pool, **more):
    return pool.idp.create_user_import_job(
        UserPoolId=pool.id, JobName=unique("job"), CloudWatchLogsRoleArn=ROLE, **more
    )["UserImportJob"]


def columns(pool):
    return pool.idp.get_csv_header(UserPoolId=pool.id)["CSVHeader"]


def run(pool, made) -> dict:
    """Starts the job; how it ended."""
    named = {"UserPoolId": pool.id, "JobId": made["JobId"]}
    pool.idp.start_user_import_job(**named)

    def ended():
        shown = pool.idp.describe_user_import_job(**named)["UserImportJob"]
        return shown if shown["Status"] in ENDED else None

    return eventually(ended, "the job ends", seconds=60, every=0.1)


def counts(shown):
    return tuple(shown[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed"))


def test_good_rows_become_users_and_bad_ones_are_counted(pool, mail):
    header, name, taken = columns(pool), unique(), pool.user().name
    assert {"cognito:username", "cognito:mfa_enabled", "custom:level"} <= set(header)
    rows = [
        row(name, nickname="Horse, Correct", birthdate="02/28/1990", **{"custom:level": "7"}),
        row(taken),
        row(unique(), email_verified="false"),
        row(unique(), birthdate="1990"),
    ]
    made = job(pool)
    assert made["Status"] == "Created"
    assert upload.put(made["PreSignedUrl"], upload.csv(header, rows)) == 200
    shown = run(pool, made)
    assert (shown["Status"], counts(shown)) == ("Succeeded", (1, 1, 2)), shown
    user = pool.get(name)
    assert user["UserStatus"] == "RESET_REQUIRED"
    assert user["attributes"]["nickname"] == "Horse, Correct"
    assert user["attributes"]["custom:level"] == "7"
    # The first password is set by a code; nothing was sent before.
    email = user["attributes"]["email"]
    assert mail.to(email) == []
    app = pool.app()
    with refused("PasswordResetRequiredException"):
        app.password_sign_in(name, "Any-Horse-1")
    app.forgot(name)
    app.reset(name, mail.code(email), "Remembered-Horse-1")
    assert app.password_sign_in(name, "Remembered-Horse-1")["AuthenticationResult"]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def pbkdf2(password: str) -> str:
    hash = hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt of a user", 1000)
    return f"$pbkdf2-sha256$i=1000,l=32${b64(b'salt of a user')}${b64(hash)}"


def scrypt(password: str) -> str:
    hash = hashlib.scrypt(password.encode(), salt=b"salt of a user", n=2**10, r=8, p=1)
    return f"$scrypt$ln=10,r=8,p=1${b64(b'salt of a user')}${b64(hash)}"


def django(password: str) -> str:
    hash = hashlib.pbkdf2_hmac("sha256", password.encode(), b"pepper", 1000)
    return f"pbkdf2_sha256$1000$pepper${base64.b64encode(hash).decode()}"


@pytest.mark.parametrize(
    "hashed, named",
    [
        (pbkdf2, {"PasswordHashingAlgorithm": "PBKDF2_SHA256"}),
        (scrypt, {"PasswordHashingAlgorithm": "SCRYPT"}),
        (django, {}),
    ],
    ids=["pbkdf2", "scrypt", "django"],
)
def test_passwords_hashed_elsewhere(pool, hashed, named):
    name, bad, old = unique(), unique(), "Brought-Horse-1"
    made = job(pool, **named)
    column = "cognito:password_hash"
    rows = [row(name, **{column: hashed(old)}), row(bad, **{column: "$md5$x"})]
    upload.put(made["PreSignedUrl"], upload.csv([*columns(pool), column], rows))
    shown = run(pool, made)
    assert counts(shown) == (1, 0, 1), shown
    app = pool.app()
    with refused("NotAuthorizedException", "Incorrect username or password."):
        app.password_sign_in(name, "Another-Horse-1")
    assert app.password_sign_in(name, old)["AuthenticationResult"]
    # From the first right password on, as for everybody else.
    assert app.srp_sign_in(name, old)["AuthenticationResult"]


def test_a_file_with_other_columns_fails(pool):
    made = job(pool)
    upload.put(made["PreSignedUrl"], b"email,cognito:username\na@example.com,a\n")
    shown = run(pool, made)
    assert shown["Status"] == "Failed" and shown["CompletionMessage"]
    assert counts(shown) == (0, 0, 0)


def test_addresses_of_uploads_are_secret(pool):
    url = job(pool)["PreSignedUrl"]
    for wrong in (url[:-4] + "AAAA", url.rsplit("/", 1)[0] + "/x"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            upload.put(wrong, b"x")
        assert refusal.value.code in {403, 404}


def test_a_job_without_a_file_does_not_start(pool):
    made = job(pool)
    with refused("PreconditionNotMetException"):
        pool.idp.start_user_import_job(UserPoolId=pool.id, JobId=made["JobId"])


def test_jobs_are_listed_by_the_cli(aws, new_pool):
    pool = new_pool(AutoVerifiedAttributes=["email"])
    made = [job(pool)["JobId"] for _ in range(3)]
    listed = aws(
        *("cognito-idp", "list-user-import-jobs", "--user-pool-id", pool.id),
        *("--max-results", "10", "--query", "UserImportJobs[].JobId"),
    )
    assert sorted(listed) == sorted(made)


def test_a_pool_that_verifies_nothing_imports_nothing(idp, new_pool):
    pool = new_pool()
    with refused("PreconditionNotMetException"):
        made = job(pool)
        upload.put(made["PreSignedUrl"], upload.csv(columns(pool), [row(unique())]))
        idp.start_user_import_job(UserPoolId=pool.id, JobId=made["JobId"])


def test_users_with_attributes_of_their_own(pool):
    """More than one piece: none is lost, none comes twice."""
    header, names = columns(pool), [unique() for _ in range(1000)]
    made = job(pool)
    rows = [row(name, nickname=f"n{n}") for n, name in enumerate(names)]
    upload.put(made["PreSignedUrl"], upload.csv(header, rows))
    assert counts(run(pool, made)) == (1000, 0, 0)
    for n in (0, 499, 999):
        assert pool.get(names[n])["attributes"]["nickname"] == f"n{n}"
    found = pool.idp.list_users(UserPoolId=pool.id, Filter=f'username = "{names[7]}"')["Users"]
    assert attribute_map(found[0]["Attributes"])["nickname"] == "n7"
