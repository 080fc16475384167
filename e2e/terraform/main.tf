# What people keep of Cognito in Terraform. `stage` 2 changes something of everything.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
      # These have managed login branding.
      version = ">= 6.12"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "domain" {
  type = string
}

variable "stage" {
  type    = number
  default = 1
}

locals {
  later = var.stage > 1
}

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
  skip_region_validation  = true

  endpoints {
    cognitoidentity = var.endpoint
    cognitoidp      = var.endpoint
    iam             = var.endpoint
    sts             = var.endpoint
  }
}

resource "aws_cognito_user_pool" "main" {
  name                     = local.later ? "terraform-renamed" : "terraform"
  alias_attributes         = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"
  user_pool_tier           = "PLUS"

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = local.later
  }

  device_configuration {
    challenge_required_on_new_device      = true
    device_only_remembered_on_user_prompt = local.later
  }

  password_policy {
    minimum_length                   = local.later ? 14 : 12
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  schema {
    name                = "level"
    attribute_data_type = "String"
    mutable             = true

    string_attribute_constraints {
      min_length = "0"
      max_length = "20"
    }
  }

  software_token_mfa_configuration {
    enabled = true
  }

  user_pool_add_ons {
    advanced_security_mode = local.later ? "ENFORCED" : "AUDIT"
  }

  username_configuration {
    case_sensitive = false
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_subject        = "Your code"
    email_message        = "Your code is {####}"
  }

  tags = local.later ? { team = "b", stage = "test" } : { team = "a" }
}

resource "aws_cognito_resource_server" "api" {
  user_pool_id = aws_cognito_user_pool.main.id
  identifier   = "https://api.example.com"
  name         = local.later ? "API" : "api"

  scope {
    scope_name        = "read"
    scope_description = "may read"
  }

  dynamic "scope" {
    for_each = local.later ? ["write"] : []
    content {
      scope_name        = scope.value
      scope_description = "may ${scope.value}"
    }
  }
}

resource "aws_cognito_identity_provider" "google" {
  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "Google"
  provider_type = "Google"

  provider_details = {
    client_id        = local.later ? "another" : "id"
    client_secret    = "secret"
    authorize_scopes = "openid email"
  }

  attribute_mapping = {
    email    = "email"
    username = "sub"
  }
}

resource "aws_cognito_user_pool_client" "app" {
  user_pool_id                         = aws_cognito_user_pool.main.id
  name                                 = "app"
  generate_secret                      = true
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "${aws_cognito_resource_server.api.identifier}/read"]
  callback_urls                        = ["https://app.example.com/callback"]
  logout_urls                          = local.later ? ["https://app.example.com/bye"] : []
  supported_identity_providers         = ["COGNITO", aws_cognito_identity_provider.google.provider_name]
  prevent_user_existence_errors        = "ENABLED"
  access_token_validity                = local.later ? 30 : 60
  id_token_validity                    = 60
  refresh_token_validity               = 30

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_group" "writers" {
  user_pool_id = aws_cognito_user_pool.main.id
  name         = "writers"
  description  = local.later ? "they write" : "writers"
  precedence   = local.later ? 1 : 2
}

resource "aws_cognito_user" "alice" {
  user_pool_id   = aws_cognito_user_pool.main.id
  username       = "alice"
  password       = "Correct-Horse-Battery-9"
  message_action = "SUPPRESS"

  attributes = {
    email          = "alice@example.com"
    email_verified = true
    level          = local.later ? "2" : "1"
  }
}

resource "aws_cognito_user_in_group" "alice" {
  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = aws_cognito_user_group.writers.name
  username     = aws_cognito_user.alice.username
}

resource "aws_cognito_user_pool_domain" "main" {
  user_pool_id          = aws_cognito_user_pool.main.id
  domain                = var.domain
  managed_login_version = local.later ? 2 : 1
}

resource "aws_cognito_user_pool_ui_customization" "all" {
  # Styles need a domain.
  user_pool_id = aws_cognito_user_pool_domain.main.user_pool_id
  css          = local.later ? ".label-customizable {font-weight: 100;}" : ".label-customizable {font-weight: 400;}"
}

resource "aws_cognito_managed_login_branding" "app" {
  user_pool_id = aws_cognito_user_pool.main.id
  client_id    = aws_cognito_user_pool_client.app.id

  settings = jsonencode({
    categories = { global = { colorSchemeMode = local.later ? "DARK" : "LIGHT" } }
  })
}

resource "aws_cognito_risk_configuration" "main" {
  user_pool_id = aws_cognito_user_pool.main.id

  compromised_credentials_risk_configuration {
    event_filter = ["SIGN_IN"]
    actions {
      event_action = local.later ? "NO_ACTION" : "BLOCK"
    }
  }

  risk_exception_configuration {
    blocked_ip_range_list = local.later ? ["198.51.100.0/24", "203.0.113.0/24"] : ["198.51.100.0/24"]
  }
}

output "pool" {
  value = aws_cognito_user_pool.main.id
}

output "client" {
  value = aws_cognito_user_pool_client.app.id
}
