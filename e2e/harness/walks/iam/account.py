"""The account itself."""

from harness.pools import unique
from harness.walks.rights import Rights


def alias(rights: Rights):
    call, name = rights.iam, unique("alias").lower()
    call("CreateAccountAlias", AccountAlias=name)
    assert call("ListAccountAliases")["AccountAliases"] == [name]
    call("DeleteAccountAlias", AccountAlias=name)
    assert call("ListAccountAliases")["AccountAliases"] == []
    before = call("GetAccountSummary")["SummaryMap"]["Users"]
    user = unique("user")
    call("CreateUser", UserName=user)
    assert call("GetAccountSummary")["SummaryMap"]["Users"] == before + 1
    call("DeleteUser", UserName=user)


def federation(rights: Rights):
    call = rights.iam
    issuer = call("EnableOutboundWebIdentityFederation")["IssuerIdentifier"]
    shown = call("GetOutboundWebIdentityFederationInfo")
    assert shown == {"IssuerIdentifier": issuer, "JwtVendingEnabled": True}
    call("DisableOutboundWebIdentityFederation")
