//! The resource ARN a request is about, from the request alone, for the IAM decision.

use cognate_access::arn::Arn;
use cognate_wire::Value;

use crate::cx::Cx;

/// `arn:aws:cognito-idp:<region>:<account>:userpool/<id>`, or `*` for operations on the account.
pub fn of(cx: &Cx, service: &str, request: &Value) -> String {
    let pool = request.get("UserPoolId").and_then(Value::as_text);
    match (service, pool) {
        ("cognito-idp", Some(id)) => {
            Arn::user_pool(&cx.occurrence.region, &cx.config().account, id).to_string()
        }
        ("cognito-idp", None) => match request.get("ResourceArn").and_then(Value::as_text) {
            Some(arn) => arn.to_owned(),
            None => "*".into(),
        },
        _ => "*".into(),
    }
}
