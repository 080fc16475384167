# An identity pool with its roles, as stacks around user pools have them, and more of IAM.

locals {
  login = "cognito-idp.us-east-1.amazonaws.com/${aws_cognito_user_pool.main.id}"
}

resource "aws_cognito_identity_pool" "main" {
  identity_pool_name               = local.later ? "terraform renamed" : "terraform"
  allow_unauthenticated_identities = true
  allow_classic_flow               = local.later
  openid_connect_provider_arns     = [aws_iam_openid_connect_provider.login.arn]

  cognito_identity_providers {
    client_id               = aws_cognito_user_pool_client.app.id
    provider_name           = local.login
    server_side_token_check = local.later
  }

  supported_login_providers = {
    "accounts.google.com" = local.later ? "another.apps.example" : "1234.apps.example"
  }

  tags = local.later ? { team = "b", stage = "test" } : { team = "a" }
}

resource "aws_cognito_identity_pool_roles_attachment" "main" {
  identity_pool_id = aws_cognito_identity_pool.main.id

  roles = {
    authenticated   = aws_iam_role.people["authenticated"].arn
    unauthenticated = aws_iam_role.people["unauthenticated"].arn
  }

  role_mapping {
    identity_provider         = "${local.login}:${aws_cognito_user_pool_client.app.id}"
    ambiguous_role_resolution = local.later ? "Deny" : "AuthenticatedRole"
    type                      = "Rules"

    mapping_rule {
      claim      = "custom:level"
      match_type = "Equals"
      role_arn   = aws_iam_role.people["authenticated"].arn
      value      = local.later ? "2" : "1"
    }
  }
}

resource "aws_cognito_identity_pool_provider_principal_tag" "users" {
  identity_pool_id       = aws_cognito_identity_pool.main.id
  identity_provider_name = local.login
  use_defaults           = false

  principal_tags = local.later ? { mail = "email", level = "custom:level" } : { mail = "email" }
}

resource "aws_iam_openid_connect_provider" "login" {
  url             = "https://login.example.com"
  client_id_list  = local.later ? ["app", "phone"] : ["app"]
  thumbprint_list = [local.later ? "76543210fedcba9876543210fedcba9876543210" : "0123456789abcdef0123456789abcdef01234567"]
}

data "aws_iam_policy_document" "trust" {
  for_each = toset(["authenticated", "unauthenticated"])

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]

    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.main.id]
    }

    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = [each.key]
    }
  }
}

resource "aws_iam_role" "people" {
  for_each             = data.aws_iam_policy_document.trust
  name                 = "terraform-${each.key}"
  path                 = "/people/"
  assume_role_policy   = each.value.json
  description          = local.later ? "they are ${each.key}" : null
  max_session_duration = local.later ? 7200 : 3600
  permissions_boundary = local.later ? aws_iam_policy.boundary.arn : null
  tags                 = { kind = each.key }
}

resource "aws_iam_role_policy" "people" {
  for_each = aws_iam_role.people
  name     = "inline"
  role     = each.value.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = local.later ? ["cognito-idp:ListUsers", "cognito-idp:ListGroups"] : ["cognito-idp:ListUsers"]
      Resource = aws_cognito_user_pool.main.arn
    }]
  })
}

resource "aws_iam_policy" "boundary" {
  name        = "terraform-boundary"
  description = "the most that people may"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = local.later ? ["cognito-idp:*", "cognito-identity:*"] : ["cognito-idp:*"]
      Resource = "*"
    }]
  })

  tags = { team = local.later ? "b" : "a" }
}

resource "aws_iam_role_policy_attachment" "read_only" {
  role       = aws_iam_role.people["authenticated"].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly"
}

resource "aws_iam_user" "back_end" {
  name          = "terraform-back-end"
  path          = local.later ? "/servers/" : "/services/"
  force_destroy = true
  tags          = { team = local.later ? "b" : "a" }
}

resource "aws_iam_access_key" "back_end" {
  user   = aws_iam_user.back_end.name
  status = local.later ? "Inactive" : "Active"
}

resource "aws_iam_user_policy_attachment" "back_end" {
  user       = aws_iam_user.back_end.name
  policy_arn = aws_iam_policy.boundary.arn
}

resource "aws_iam_group" "services" {
  name = "terraform-services"
}

resource "aws_iam_group_policy_attachment" "services" {
  group      = aws_iam_group.services.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonCognitoPowerUser"
}

resource "aws_iam_user_group_membership" "back_end" {
  user   = aws_iam_user.back_end.name
  groups = [aws_iam_group.services.name]
}

output "identity_pool" {
  value = aws_cognito_identity_pool.main.id
}

output "role" {
  value = aws_iam_role.people["authenticated"].name
}
