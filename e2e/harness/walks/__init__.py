"""Walks through the whole API, written once for every client that can send an operation by name.

Each walk takes a `World` and calls operations that all must succeed. Together they call everything."""

from harness.walks import accounts, administration, devices, factors, imports, resources, tokens
from harness.walks.world import World

ALL = [
    administration.pools,
    administration.clients,
    administration.domains,
    administration.replicas,
    administration.limits,
    resources.resource_servers,
    resources.identity_providers,
    resources.branding,
    resources.terms,
    resources.threat_protection,
    resources.log_delivery,
    accounts.users,
    accounts.groups,
    accounts.links,
    accounts.self_service,
    factors.second_factors,
    factors.passkeys,
    devices.devices,
    tokens.sessions,
    tokens.of_machines,
    tokens.derived,
    tokens.refreshed,
    imports.users,
]

__all__ = ["ALL", "World"]
