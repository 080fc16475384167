//! Imports of users: the job's life, the file, its rows, and passwords that other systems hashed.

use cognate_core::jobs::Worker;
use cognate_testkit::{Answer, Cognate, Setup, Value, json};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const UNMET: &str = "PreconditionNotMetException";
const RUNNING: &str = "UserImportInProgressException";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const ROLE: &str = "arn:aws:iam::210987654321:role/logs";

const HEADER: &str = "cognito:username,name,given_name,family_name,middle_name,nickname,\
    preferred_username,profile,picture,website,email,email_verified,gender,birthdate,zoneinfo,locale,\
    phone_number,phone_number_verified,address,updated_at,cognito:mfa_enabled";

/// `Correct-Horse9`
const BCRYPT: &str = "$2b$04$C1fr9doDwhHoE/MaC26daeygp26W0wstEreKquQR1HEUh2eoRfeR6";
const PASSWORD: &str = "Correct-Horse9";

async fn pool(cognate: &Cognate) -> String {
    let members = json!({ "AutoVerifiedAttributes": ["email"], "DeletionProtection": "INACTIVE" });
    cognate.create_pool(members).await
}

async fn create(cognate: &Cognate, pool: &str, more: Value) -> Value {
    let mut request =
        json!({ "UserPoolId": pool, "JobName": "move", "CloudWatchLogsRoleArn": ROLE });
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    cognate.admin("CreateUserImportJob", request).await.ok()["UserImportJob"].clone()
}

async fn put(cognate: &Cognate, url: &str, file: impl Into<Vec<u8>>) -> Answer {
    let path = url.strip_prefix("https://cognate.example").expect("a URL of this installation");
    cognate.put(path, file.into()).await
}

fn url(job: &Value) -> &str {
    job["PreSignedUrl"].as_str().expect("an address")
}

async fn about(cognate: &Cognate, operation: &str, pool: &str, job: &Value) -> Answer {
    cognate.admin(operation, json!({ "UserPoolId": pool, "JobId": job["JobId"] })).await
}

async fn described(cognate: &Cognate, pool: &str, job: &Value) -> Value {
    about(cognate, "DescribeUserImportJob", pool, job).await.ok()["UserImportJob"].clone()
}

/// Turns a worker until the job has ended and its file is gone.
async fn run(cognate: &Cognate) {
    let mut worker = Worker::new(cognate.node.clone());
    while worker.turn().await {}
}

async fn import(cognate: &Cognate, pool: &str, more: Value, file: String) -> Value {
    let job = create(cognate, pool, more).await;
    put(cognate, url(&job), file).await.ok();
    about(cognate, "StartUserImportJob", pool, &job).await.ok();
    run(cognate).await;
    described(cognate, pool, &job).await
}

fn row(name: &str) -> String {
    format!("{name},,,,,,,,,,{name}@example.com,true,,,,,,,,,false")
}

fn file(rows: impl IntoIterator<Item = String>) -> String {
    let mut file = format!("{HEADER}\n");
    for row in rows {
        file.push_str(&row);
        file.push('\n');
    }
    file
}

fn counts(job: &Value) -> [i64; 3] {
    ["ImportedUsers", "SkippedUsers", "FailedUsers"].map(|name| job[name].as_i64().unwrap())
}

fn messages(cognate: &Cognate) -> Vec<String> {
    let records = cognate.logs.delivered();
    records.iter().map(|(_, record)| record["message"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_file_becomes_users_who_must_reset_their_passwords() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    let header = cognate.admin("GetCSVHeader", json!({ "UserPoolId": pool })).await.ok();
    assert_eq!(header["UserPoolId"], pool.as_str());
    let mut columns: Vec<&str> =
        header["CSVHeader"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    columns.rotate_right(1);
    assert_eq!(columns.join(","), HEADER);

    let job = create(&cognate, &pool, json!({})).await;
    assert_eq!((&job["Status"], &job["JobName"]), (&json!("Created"), &json!("move")));
    assert_eq!(counts(&job), [0; 3]);
    let job = import(&cognate, &pool, json!({}), file(["alice", "bob"].map(row))).await;
    assert_eq!(job["Status"], "Succeeded");
    assert_eq!(counts(&job), [2, 0, 0]);
    assert_eq!(job["CompletionMessage"], "Import Job Completed Successfully.");
    assert!(job.get("PreSignedUrl").is_none());
    assert!(job["CompletionDate"].as_f64() >= job["StartDate"].as_f64());

    let user = json!({ "UserPoolId": pool, "Username": "alice" });
    let user = cognate.admin("AdminGetUser", user).await.ok();
    assert_eq!(user["UserStatus"], "RESET_REQUIRED");
    let records = cognate.logs.delivered();
    let destination = format!(
        "arn:aws:logs:eu-central-1:210987654321:log-group:/aws/cognito/userpools/{pool}/move"
    );
    assert!(records.iter().all(|(to, _)| to.ends_with(&destination[30..])), "{records:?}");
    assert_eq!(messages(&cognate)[0], "[SUCCEEDED] Line Number 2 - The import succeeded.");

    let open = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let client = cognate.create_client(&pool, open).await;
    let code = "PasswordResetRequiredException";
    cognate.try_sign_in(&client, "alice", PASSWORD).await.expect_code(code);
    cognate.call("ForgotPassword", json!({ "ClientId": client, "Username": "alice" })).await.ok();
    let code = cognate.code_for("alice@example.com").await;
    let reset = json!({
        "ClientId": client, "Username": "alice", "ConfirmationCode": code, "Password": PASSWORD,
    });
    cognate.call("ConfirmForgotPassword", reset).await.ok();
    cognate.sign_in(&client, "alice", PASSWORD).await;
}

#[tokio::test]
async fn bad_rows_are_reported_while_good_ones_are_imported() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    cognate.create_user(&pool, "bob", PASSWORD).await;
    let long = format!("{},{}", row("long"), "x".repeat(300_000));
    let rows = [
        row("alice"),
        row("bob"),
        "too,few".to_owned(),
        String::new(),
        row("carol").replace("true", "false"),
        long,
        row("alice"),
        row("eve").replace("false", "maybe"),
    ];
    let mut bytes = file(rows).into_bytes();
    bytes.extend(row("x").replace("x,", "\u{1}x,").into_bytes());
    bytes.extend(b"\r\n\xff\xfe\n");
    bytes.extend(row("last").into_bytes());
    let job = create(&cognate, &pool, json!({})).await;
    put(&cognate, url(&job), bytes).await.ok();
    about(&cognate, "StartUserImportJob", &pool, &job).await.ok();
    run(&cognate).await;
    let job = described(&cognate, &pool, &job).await;
    let expected = [
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        "[SKIPPED] Line Number 3 - The user already exists.",
        "[FAILED] Line Number 4 - The number of columns in the row does not match the header.",
        "[FAILED] Line Number 6 - The User Record does not set any of the auto verified attributes \
         to true. (Example: email_verified to true).",
        "[FAILED] Line Number 7 - The row is longer than 16000 characters.",
        "[SKIPPED] Line Number 8 - The user already exists.",
        "[FAILED] Line Number 9 - cognito:mfa_enabled must be true or false.",
        "[FAILED] Line Number 10 - The User Record does not have a valid cognito:username.",
        "[FAILED] Line Number 11 - The row is not UTF-8.",
        "[SUCCEEDED] Line Number 12 - The import succeeded.",
    ];
    assert_eq!(messages(&cognate), expected);
    assert_eq!((&job["Status"], counts(&job)), (&json!("Succeeded"), [2, 2, 6]));
}

#[tokio::test]
async fn a_job_that_is_killed_goes_on_where_it_was() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    let rows: Vec<String> = (0..1_000).map(|n| row(&format!("user-{n}"))).collect();
    let job = create(&cognate, &pool, json!({})).await;
    put(&cognate, url(&job), file(rows)).await.ok();
    about(&cognate, "StartUserImportJob", &pool, &job).await.ok();
    // Two chunks by a node that then dies, the rest by another once the leases have run out.
    let mut worker = Worker::new(cognate.node.clone());
    worker.turn().await;
    worker.turn().await;
    let half = described(&cognate, &pool, &job).await;
    assert_eq!(half["Status"], "InProgress");
    assert!((1..1_000).contains(&counts(&half)[0]), "{half}");
    drop(worker);
    cognate.clock.turn(60);
    run(&cognate).await;
    let done = described(&cognate, &pool, &job).await;
    assert_eq!((&done["Status"], counts(&done)), (&json!("Succeeded"), [1_000, 0, 0]));
    let told = messages(&cognate);
    assert_eq!(told.len(), 1_000);
    assert_eq!(told[999], "[SUCCEEDED] Line Number 1001 - The import succeeded.");
    // Again: everybody exists.
    let rows: Vec<String> = (0..1_000).map(|n| row(&format!("user-{n}"))).collect();
    let again = import(&cognate, &pool, json!({}), file(rows)).await;
    assert_eq!(counts(&again), [0, 1_000, 0]);
}

#[tokio::test]
async fn an_import_that_runs_keeps_the_pool_as_it_is_and_can_be_stopped() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    let rows: Vec<String> = (0..1_000).map(|n| row(&format!("user-{n}"))).collect();
    let job = create(&cognate, &pool, json!({})).await;
    about(&cognate, "StopUserImportJob", &pool, &job).await.expect_code(UNMET);
    about(&cognate, "StartUserImportJob", &pool, &job).await.expect_code(UNMET);
    put(&cognate, url(&job), file(rows)).await.ok();
    let started = about(&cognate, "StartUserImportJob", &pool, &job).await.ok();
    assert_eq!(started["UserImportJob"]["Status"], "Pending");
    about(&cognate, "StartUserImportJob", &pool, &job).await.expect_code(UNMET);

    let attribute = json!({ "Name": "x", "AttributeDataType": "String" });
    let about_pool = json!({ "UserPoolId": pool, "CustomAttributes": [attribute] });
    for operation in ["UpdateUserPool", "AddCustomAttributes", "DeleteUserPool"] {
        cognate.admin(operation, about_pool.clone()).await.expect_code(RUNNING);
    }
    let other = create(&cognate, &pool, json!({ "JobName": "other" })).await;
    put(&cognate, url(&other), file([row("zoe")])).await.ok();
    about(&cognate, "StartUserImportJob", &pool, &other).await.expect_code(UNMET);

    let mut worker = Worker::new(cognate.node.clone());
    worker.turn().await;
    worker.turn().await;
    let stopping = about(&cognate, "StopUserImportJob", &pool, &job).await.ok();
    assert_eq!(stopping["UserImportJob"]["Status"], "Stopping");
    while worker.turn().await {}
    let stopped = described(&cognate, &pool, &job).await;
    assert_eq!(stopped["Status"], "Stopped");
    assert_eq!(stopped["CompletionMessage"], "The Import Job was stopped by the developer.");
    assert!((1..1_000).contains(&counts(&stopped)[0]));
    about(&cognate, "StopUserImportJob", &pool, &job).await.expect_code(UNMET);
    about(&cognate, "StartUserImportJob", &pool, &other).await.ok();
    while worker.turn().await {}
    assert_eq!(described(&cognate, &pool, &other).await["Status"], "Succeeded");
    cognate.admin("AddCustomAttributes", about_pool.clone()).await.ok();
    cognate.admin("DeleteUserPool", json!({ "UserPoolId": pool })).await.ok();
}

#[tokio::test]
async fn the_file_is_put_within_fifteen_minutes_and_before_the_start() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    let job = create(&cognate, &pool, json!({})).await;
    let denied = |answer: Answer, text: &str| {
        assert_eq!((answer.status, answer.element("Code")), (403, "AccessDenied"));
        assert_eq!(answer.element("Message"), text);
    };
    let bad = format!("{}A", url(&job));
    denied(put(&cognate, &bad, "x").await, "The address is not valid.");
    let path = url(&job).strip_prefix("https://cognate.example").unwrap().to_owned();
    denied(cognate.get(&path).await, "The address is not valid.");
    // The second file counts; pieces of the first are gone.
    put(&cognate, url(&job), "x".repeat(300_000)).await.ok();
    put(&cognate, url(&job), file([row("alice")])).await.ok();
    let late = create(&cognate, &pool, json!({})).await;
    cognate.clock.turn(15 * 60);
    denied(put(&cognate, url(&late), "x").await, "Request has expired");
    assert!(described(&cognate, &pool, &late).await.get("PreSignedUrl").is_none());
    about(&cognate, "StartUserImportJob", &pool, &job).await.ok();
    denied(put(&cognate, url(&job), "x").await, "Request has expired");
    run(&cognate).await;
    assert_eq!(counts(&described(&cognate, &pool, &job).await), [1, 0, 0]);

    let early = create(&cognate, &pool, json!({})).await;
    put(&cognate, url(&early), file([row("bob")])).await.ok();
    about(&cognate, "StartUserImportJob", &pool, &early).await.ok();
    denied(put(&cognate, url(&early), "x").await, "The job has been started, or has expired.");
    run(&cognate).await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_imports_nobody() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    for (bytes, why) in [
        (b"name,email\nx,y\n".to_vec(), "The header lacks the column given_name."),
        (b"\xff\n".to_vec(), "The header is not UTF-8."),
        (Vec::new(), "The file has no header."),
        (b"\n".repeat(500_002), "The file has more than 500000 rows."),
    ] {
        let job = create(&cognate, &pool, json!({})).await;
        put(&cognate, url(&job), bytes).await.ok();
        about(&cognate, "StartUserImportJob", &pool, &job).await.ok();
        run(&cognate).await;
        let job = described(&cognate, &pool, &job).await;
        assert_eq!((&job["Status"], &job["CompletionMessage"]), (&json!("Failed"), &json!(why)));
        assert_eq!(counts(&job), [0; 3]);
    }
    // With a byte order mark, and no end of the last line.
    let marked = format!("\u{feff}{HEADER}\r\n{}", row("alice"));
    assert_eq!(counts(&import(&cognate, &pool, json!({}), marked).await), [1, 0, 0]);
}

#[tokio::test]
async fn what_is_not_started_within_a_day_expires() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    let job = create(&cognate, &pool, json!({})).await;
    put(&cognate, url(&job), file([row("alice")])).await.ok();
    cognate.clock.turn(24 * 3_600);
    about(&cognate, "StartUserImportJob", &pool, &job).await.expect_code(UNMET);
    run(&cognate).await;
    let job = described(&cognate, &pool, &job).await;
    assert_eq!((&job["Status"], counts(&job)), (&json!("Expired"), [0; 3]));
    about(&cognate, "StartUserImportJob", &pool, &job).await.expect_code(UNMET);
}

#[tokio::test]
async fn jobs_are_listed_newest_first_and_limited() {
    let cognate =
        Setup::default().limits(|limits| limits.import_jobs_per_pool_max = 3).start().await;
    let pool = pool(&cognate).await;
    let list = |token: Option<&str>| {
        let request = json!({ "UserPoolId": pool, "MaxResults": 2, "PaginationToken": token });
        cognate.admin("ListUserImportJobs", request)
    };
    assert!(list(None).await.ok().get("UserImportJobs").is_none());
    for name in ["a", "b", "c"] {
        create(&cognate, &pool, json!({ "JobName": name })).await;
        cognate.clock.turn(1);
    }
    let first = list(None).await.ok();
    let second = list(first["PaginationToken"].as_str()).await.ok();
    let names: Vec<&Value> = [&first, &second]
        .iter()
        .flat_map(|page| page["UserImportJobs"].as_array().unwrap())
        .map(|job| &job["JobName"])
        .collect();
    assert_eq!(names, ["c", "b", "a"]);
    assert!(second.get("PaginationToken").is_none());
    list(Some("xxx")).await.expect_code(INVALID);

    let request = json!({ "UserPoolId": pool, "JobName": "d", "CloudWatchLogsRoleArn": ROLE });
    let code = "LimitExceededException";
    cognate.admin("CreateUserImportJob", request.clone()).await.expect_code(code);
    // The oldest that has ended makes room.
    cognate.clock.turn(24 * 3_600);
    run(&cognate).await;
    cognate.admin("CreateUserImportJob", request).await.ok();
    let names: Vec<Value> = list(None).await.ok()["UserImportJobs"].as_array().unwrap().clone();
    assert_eq!(names[0]["JobName"], "d");
}

#[tokio::test]
async fn unknown_pools_jobs_and_malformed_requests_are_refused() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    for (operation, more) in [
        ("GetCSVHeader", json!({})),
        ("CreateUserImportJob", json!({ "JobName": "x", "CloudWatchLogsRoleArn": ROLE })),
        ("ListUserImportJobs", json!({ "MaxResults": 1 })),
        ("DescribeUserImportJob", json!({ "JobId": "import-x" })),
        ("StartUserImportJob", json!({ "JobId": "import-x" })),
        ("StopUserImportJob", json!({ "JobId": "import-x" })),
    ] {
        let mut request = more.clone();
        request["UserPoolId"] = json!("eu-central-1_Nowhere12");
        cognate.admin(operation, request.clone()).await.expect_code(NOT_FOUND);
        request["UserPoolId"] = json!(pool);
        cognate
            .call(operation, request.clone())
            .await
            .expect_code("MissingAuthenticationTokenException");
        if more.get("JobId").is_some() {
            cognate.admin(operation, request.clone()).await.expect_code(NOT_FOUND);
            request["JobId"] = json!("nonsense");
        } else {
            request["UserPoolId"] = json!("nonsense");
        }
        cognate.admin(operation, request).await.expect_code(INVALID);
    }
    let bare = cognate.create_pool(json!({})).await;
    let job = create(&cognate, &bare, json!({})).await;
    put(&cognate, url(&job), file([row("alice")])).await.ok();
    about(&cognate, "StartUserImportJob", &bare, &job).await.expect_code(UNMET);
    let elsewhere = about(&cognate, "DescribeUserImportJob", &pool, &job).await;
    elsewhere.expect_code(NOT_FOUND);
}

fn file_with_hashes(rows: &[(&str, &str)]) -> String {
    let mut file = format!("{HEADER},cognito:password_hash\n");
    for (name, hash) in rows {
        file.push_str(&format!("{},{}\n", row(name), hash.replace(',', "\\,")));
    }
    file
}

#[tokio::test]
async fn users_sign_in_with_passwords_that_another_system_hashed() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    let argon2 = "$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw\
                  $YtAHlCdJCi0Oz6ZheT2CqMLgIfpQ2HsuGdaFDY8Ab1w";
    let rows = [("alice", BCRYPT), ("bob", ""), ("carol", argon2), ("dan", "$1$x")];
    let job = import(&cognate, &pool, json!({}), file_with_hashes(&rows)).await;
    assert_eq!(counts(&job), [3, 0, 1]);
    let only = json!({ "PasswordHashingAlgorithm": "BCRYPT" });
    let rows = [("erin", argon2), ("frank", BCRYPT)];
    let job = import(&cognate, &pool, only, file_with_hashes(&rows)).await;
    assert_eq!((counts(&job), &job["PasswordHashingAlgorithm"]), ([1, 0, 1], &json!("BCRYPT")));

    let client = cognate.create_client(&pool, json!({})).await;
    let status = async |name: &str| {
        let user = json!({ "UserPoolId": pool, "Username": name });
        cognate.admin("AdminGetUser", user).await.ok()["UserStatus"].as_str().unwrap().to_owned()
    };
    assert_eq!(status("alice").await, "CONFIRMED");
    assert_eq!(status("bob").await, "RESET_REQUIRED");

    // SRP cannot know the password before a plain one has been seen.
    let refused = cognate.srp_sign_in(&pool, &client, "alice", PASSWORD).await;
    refused.expect_error(NOT_AUTHORIZED, "Incorrect username or password.");
    cognate.try_sign_in(&client, "alice", "Wrong-Horse9").await.expect_code(NOT_AUTHORIZED);
    cognate.sign_in(&client, "alice", PASSWORD).await;
    cognate.srp_sign_in(&pool, &client, "alice", PASSWORD).await.ok();
    cognate.sign_in(&client, "alice", PASSWORD).await;
    cognate.sign_in(&client, "carol", PASSWORD).await;
    cognate.sign_in(&client, "frank", PASSWORD).await;
}

#[tokio::test]
async fn what_a_sign_in_with_an_imported_password_begins_stays_valid() {
    let cognate = Cognate::start().await;
    let members = json!({
        "AutoVerifiedAttributes": ["email"],
        "Policies": { "PasswordPolicy": {
            "MinimumLength": 8, "PasswordHistorySize": 2, "RequireSymbols": false,
        } },
    });
    let pool = cognate.create_pool(members).await;
    let client = cognate.create_client(&pool, json!({})).await;
    import(&cognate, &pool, json!({}), file_with_hashes(&[("alice", BCRYPT), ("bob", BCRYPT)]))
        .await;
    let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
    cognate.try_refresh(&client, &tokens.refresh).await.ok();
    // A wrong password does not undo anything, and the imported one was the user's: history knows it.
    let change = |from: &str, to: &str| {
        let request = json!({
            "AccessToken": tokens.access, "PreviousPassword": from, "ProposedPassword": to,
        });
        cognate.call("ChangePassword", request)
    };
    let code = "PasswordHistoryPolicyViolationException";
    change(PASSWORD, PASSWORD).await.expect_code(code);
    change(PASSWORD, "Another-Horse9").await.ok();
    change("Another-Horse9", PASSWORD).await.expect_code(code);

    // Also while it is still the other system's hash.
    let set = json!({
        "UserPoolId": pool, "Username": "bob", "Password": PASSWORD, "Permanent": true,
    });
    cognate.admin("AdminSetUserPassword", set).await.expect_code(code);
    let set = json!({
        "UserPoolId": pool, "Username": "bob", "Password": "Another-Horse9", "Permanent": true,
    });
    cognate.admin("AdminSetUserPassword", set.clone()).await.ok();
    let mut back = set;
    back["Password"] = json!(PASSWORD);
    cognate.admin("AdminSetUserPassword", back).await.expect_code(code);
}

#[tokio::test]
async fn hidden_clients_say_nothing_about_imported_users() {
    let cognate = Cognate::start().await;
    let pool = pool(&cognate).await;
    import(&cognate, &pool, json!({}), file([row("alice")])).await;
    let hidden = json!({ "PreventUserExistenceErrors": "ENABLED" });
    let client = cognate.create_client(&pool, hidden).await;
    for name in ["alice", "nobody"] {
        let answer = cognate.try_sign_in(&client, name, PASSWORD).await;
        answer.expect_error(NOT_AUTHORIZED, "Incorrect username or password.");
    }
}
