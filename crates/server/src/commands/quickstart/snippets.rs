//! Code to paste. `e2e` runs each as it is printed.

/// What was made on the server.
pub struct Made {
    pub endpoint: String,
    pub region: String,
    pub pool: String,
    pub client: String,
    pub user: String,
    pub password: String,
    pub sub: String,
}

const TEXT: &str = r#"A user pool, an app client and a user are there, and the user has signed in once:

    endpoint   {endpoint}
    region     {region}
    user pool  {pool}
    client     {client}
    user       {user}
    password   {password}
    sub        {sub}

Sign in from your own code. Each of these can be pasted as it is.

## AWS CLI

```sh
aws cognito-idp initiate-auth --endpoint-url {endpoint} --region {region} \
  --client-id {client} --auth-flow USER_PASSWORD_AUTH \
  --auth-parameters USERNAME={user},PASSWORD={password}
```

## Python (pip install boto3)

```python
import boto3

cognito = boto3.client("cognito-idp", endpoint_url="{endpoint}", region_name="{region}")
tokens = cognito.initiate_auth(
    ClientId="{client}",
    AuthFlow="USER_PASSWORD_AUTH",
    AuthParameters={"USERNAME": "{user}", "PASSWORD": "{password}"},
)["AuthenticationResult"]
print(cognito.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"])
```

## JavaScript, AWS SDK v3 (npm install @aws-sdk/client-cognito-identity-provider)

```js
import {
  CognitoIdentityProviderClient, GetUserCommand, InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';

const cognito = new CognitoIdentityProviderClient({
  endpoint: '{endpoint}', region: '{region}',
});
const { AuthenticationResult: tokens } = await cognito.send(new InitiateAuthCommand({
  ClientId: '{client}',
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: { USERNAME: '{user}', PASSWORD: '{password}' },
}));
const user = await cognito.send(new GetUserCommand({ AccessToken: tokens.AccessToken }));
console.log(user.UserAttributes);
```

## Amplify v6, in a browser or Node (npm install aws-amplify)

```js
import { Amplify } from 'aws-amplify';
import { fetchUserAttributes, signIn } from 'aws-amplify/auth';

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: '{pool}',
      userPoolClientId: '{client}',
      userPoolEndpoint: '{endpoint}',
    },
  },
});
await signIn({ username: '{user}', password: '{password}' });
console.log(await fetchUserAttributes());
```"#;

/// Everything to print, with the real ids in it.
pub fn all(made: &Made) -> String {
    [
        ("{endpoint}", &made.endpoint),
        ("{region}", &made.region),
        ("{pool}", &made.pool),
        ("{client}", &made.client),
        ("{user}", &made.user),
        ("{password}", &made.password),
        ("{sub}", &made.sub),
    ]
    .iter()
    .fold(TEXT.to_owned(), |text, (name, value)| text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_left() {
        let made = Made {
            endpoint: "http://127.0.0.1:9229".to_owned(),
            region: "eu-west-1".to_owned(),
            pool: "eu-west-1_abc".to_owned(),
            client: "client0".to_owned(),
            user: "a@b.example".to_owned(),
            password: "Pass-1".to_owned(),
            sub: "sub0".to_owned(),
        };
        let text = all(&made);
        for name in
            ["{endpoint}", "{region}", "{pool}", "{client}", "{user}", "{password}", "{sub}"]
        {
            assert!(!text.contains(name), "{name}");
        }
        assert_eq!(text.matches("Pass-1").count(), 5);
    }
}
