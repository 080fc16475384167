"""Walks through IAM."""

from harness.walks.iam import account, devices, groups, policies, profiles, providers, roles, users
from harness.walks.iam import inventory, service_roles, simulation

ALL = [
    users.users,
    users.access_keys,
    users.other_credentials,
    groups.groups,
    roles.roles,
    policies.managed,
    account.alias,
    account.federation,
    devices.devices,
    profiles.profiles,
    providers.oidc,
    providers.saml,
    service_roles.roles,
    simulation.simulation,
    inventory.details,
    inventory.credential_report,
    inventory.last_accessed,
]
