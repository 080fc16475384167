"""Identity providers of the account."""

from harness.certificate import saml_metadata
from harness.installation import ACCOUNT
from harness.pools import unique
from harness.walks.rights import Rights
from harness.walks.iam import holders

THUMBPRINT, OTHER = "a" * 40, "b" * 40


def oidc(rights: Rights):
    call, host = rights.iam, f"{unique('login').lower()}.example.com"
    made = call(
        "CreateOpenIDConnectProvider",
        Url=f"https://{host}",
        ClientIDList=["app"],
        ThumbprintList=[THUMBPRINT],
    )
    which = {"OpenIDConnectProviderArn": made["OpenIDConnectProviderArn"]}
    assert made["OpenIDConnectProviderArn"] == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"
    call("AddClientIDToOpenIDConnectProvider", **which, ClientID="other")
    call("RemoveClientIDFromOpenIDConnectProvider", **which, ClientID="app")
    call("UpdateOpenIDConnectProviderThumbprint", **which, ThumbprintList=[OTHER])
    holders.tags(call, "OpenIDConnectProvider", **which)
    shown = call("GetOpenIDConnectProvider", **which)
    assert shown["Url"] == host
    assert (shown["ClientIDList"], shown["ThumbprintList"]) == (["other"], [OTHER])
    listed = call("ListOpenIDConnectProviders")["OpenIDConnectProviderList"]
    assert {"Arn": made["OpenIDConnectProviderArn"]} in listed
    call("DeleteOpenIDConnectProvider", **which)


def saml(rights: Rights):
    call, name = rights.iam, unique("saml")
    made = call("CreateSAMLProvider", Name=name, SAMLMetadataDocument=saml_metadata())
    which = {"SAMLProviderArn": made["SAMLProviderArn"]}
    assert made["SAMLProviderArn"] == f"arn:aws:iam::{ACCOUNT}:saml-provider/{name}"
    changed = saml_metadata("urn:example:changed")
    assert call("UpdateSAMLProvider", **which, SAMLMetadataDocument=changed) == which
    holders.tags(call, "SAMLProvider", **which)
    assert call("GetSAMLProvider", **which)["SAMLMetadataDocument"] == changed
    listed = call("ListSAMLProviders")["SAMLProviderList"]
    assert made["SAMLProviderArn"] in {one["Arn"] for one in listed}
    call("DeleteSAMLProvider", **which)
