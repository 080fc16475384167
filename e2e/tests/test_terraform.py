"""Terraform's AWS provider, unmodified: applies, finds no drift, changes and destroys.

Needs `terraform` and a copy of the provider on this machine; nothing is fetched from a registry."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness import clients
from harness.binary import E2E
from harness.pools import Pool, attribute_map, unique
from harness.refusal import refused

PLUGINS = [
    Path.home() / ".terraform.d" / "plugins",
    Path("/usr/local/share/terraform/plugins"),
    Path("/usr/share/terraform/plugins"),
]


def plugin_folder() -> Path | None:
    """A folder of providers that holds the AWS one."""
    return next((one for one in PLUGINS if any(one.glob("*/hashicorp/aws"))), None)


def mirror() -> bool:
    """Does Terraform's configuration name a mirror?"""
    file = Path(os.environ.get("TF_CLI_CONFIG_FILE", ""))
    return file.is_file() and "provider_installation" in file.read_text()


def why_not() -> str | None:
    if not shutil.which("terraform"):
        return "no terraform on this machine"
    if not plugin_folder() and not mirror():
        return (
            "no AWS provider for Terraform on this machine: name a mirror in TF_CLI_CONFIG_FILE, "
            f"or put hashicorp/aws into {PLUGINS[0]}"
        )
    return None


pytestmark = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")


class Terraform:
    """One working folder with its state."""

    def __init__(self, server, key, folder: Path):
        self._folder = folder
        for file in (E2E / "terraform").glob("*.tf"):
            shutil.copy(file, folder)
        self._environment = os.environ | {
            "AWS_ACCESS_KEY_ID": key.id,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            "TF_VAR_endpoint": server.url,
            "TF_VAR_domain": unique("terraform").lower(),
        }
        plugins = plugin_folder()
        self.run("init", "-input=false", *([f"-plugin-dir={plugins}"] if plugins else []))

    def run(self, *words: str, fine: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess:
        done = subprocess.run(
            ["terraform", words[0], "-no-color", *words[1:]],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode in fine, f"terraform {words}:\n{done.stdout}\n{done.stderr}"
        return done

    def apply(self, stage: int):
        self.run("apply", "-input=false", "-auto-approve", f"-var=stage={stage}")

    def drift(self, stage: int) -> str:
        """What Terraform would change although nothing was changed."""
        words = ("plan", "-input=false", "-detailed-exitcode", f"-var=stage={stage}")
        done = self.run(*words, fine=(0, 2))
        return done.stdout if done.returncode == 2 else ""

    def destroy(self):
        self.run("destroy", "-input=false", "-auto-approve")

    def outputs(self) -> dict[str, str]:
        given = json.loads(self.run("output", "-json").stdout)
        return {name: one["value"] for name, one in given.items()}


@pytest.fixture
def terraform(server, shared, tmp_path):
    terraform = Terraform(server, shared.root, tmp_path)
    yield terraform
    terraform.destroy()


@pytest.fixture
def iam(server, shared):
    return clients.iam(server.url, shared.root)


@pytest.fixture
def identity(server, shared):
    return clients.identity(server.url, shared.root)


def test_the_life_of_a_pool(terraform, idp, iam, identity):
    terraform.apply(stage=1)
    assert terraform.drift(stage=1) == ""
    made = terraform.outputs()
    pool, of_pool = Pool(idp, made["pool"]), {"UserPoolId": made["pool"]}
    assert pool.describe()["UserPoolTags"] == {"team": "a"}
    assert attribute_map(pool.get("alice")["UserAttributes"])["custom:level"] == "1"
    identities, role = {"IdentityPoolId": made["identity_pool"]}, {"RoleName": made["role"]}
    assert identity.describe_identity_pool(**identities)["IdentityPoolTags"] == {"team": "a"}
    assert iam.get_role(**role)["Role"]["MaxSessionDuration"] == 3600

    terraform.apply(stage=2)
    assert terraform.drift(stage=2) == ""
    assert terraform.outputs() == made, "changed in place, not replaced"
    shown = pool.describe()
    assert shown["Policies"]["PasswordPolicy"]["MinimumLength"] == 14
    assert shown["UserPoolTags"] == {"team": "b", "stage": "test"}
    assert attribute_map(pool.get("alice")["UserAttributes"])["custom:level"] == "2"
    group = idp.get_group(**of_pool, GroupName="writers")["Group"]
    assert (group["Precedence"], group["Description"]) == (1, "they write")
    provider = idp.describe_identity_provider(**of_pool, ProviderName="Google")
    assert provider["IdentityProvider"]["ProviderDetails"]["client_id"] == "another"
    risk = idp.describe_risk_configuration(**of_pool)["RiskConfiguration"]
    assert len(risk["RiskExceptionConfiguration"]["BlockedIPRangeList"]) == 2
    described = identity.describe_identity_pool(**identities)
    assert (described["IdentityPoolName"], described["AllowClassicFlow"]) == ("terraform renamed", True)
    (mapping,) = identity.get_identity_pool_roles(**identities)["RoleMappings"].values()
    assert mapping["RulesConfiguration"]["Rules"][0]["Value"] == "2"
    changed = iam.get_role(**role)["Role"]
    assert (changed["MaxSessionDuration"], changed["Path"]) == (7200, "/people/")
    assert changed["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith("terraform-boundary")

    terraform.destroy()
    with refused("ResourceNotFoundException"):
        pool.describe()
    with refused("ResourceNotFoundException"):
        identity.describe_identity_pool(**identities)
    with refused("NoSuchEntity", status=404):
        iam.get_role(**role)
