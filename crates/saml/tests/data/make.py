"""Makes the documents in this directory: pip install signxml==5.2.0, then python3 make.py.

Canonical forms are lxml's (libxml2). Responses are signed by signxml, but for those in `refused/`, and
those with a PrefixList, which signxml writes in one of two places only: their signatures are right, and
made by hand here. Keys are made anew
and thrown away; certificates are kept.
"""

import base64, datetime, hashlib, pathlib
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod as C14N, DigestAlgorithm, SignatureMethod, XMLSigner, methods

HERE = pathlib.Path(__file__).parent
DS = "http://www.w3.org/2000/09/xmldsig#"
EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"


def write(name, data):
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def certificate(name, key):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2025, 1, 1)
    cert = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
            .public_key(key.public_key()).serial_number(1).not_valid_before(start)
            .not_valid_after(start.replace(year=2045)).sign(key, hashes.SHA256()))
    write(f"{name}.der", cert.public_bytes(serialization.Encoding.DER))
    return cert


# --- canonical forms: the element with the attribute apex="1"

CANONICAL = {
    "order": '<r xmlns:z="urn:z" xmlns:a="urn:a"><e apex="1" z:k="1" b="2" a:k="3" a="4" xml:lang="en" '
             'xmlns:y="urn:b" y:j="5"/></r>',
    "unused": '<r xmlns="urn:d" xmlns:u="urn:u"><a:e xmlns:a="urn:a" apex="1"><a:f/><g/>'
              '<h xmlns=""><i/></h></a:e></r>',
    "again": '<p:r xmlns:p="urn:1" apex="1"><p:a xmlns:p="urn:1"/><p:b xmlns:p="urn:2"><p:c/></p:b>'
             '<d xmlns="urn:x"><e xmlns=""/><f/></d></p:r>',
    "empty_default": '<r xmlns="urn:d"><e apex="1" xmlns=""><f xmlns="urn:d"/></e></r>',
    "texts": '<e apex="1" a="1 &amp; &lt;2&gt; &quot;x&quot; \'y\' &#9;&#10;&#13; &#xE9;\t\n z">a &amp; b '
             '&lt; c &gt; d &#13; <![CDATA[<x> & "y" ]]>&quot;&apos; \u00e9 \U0001f600 ]]&gt;</e>',
    "lines": '<e apex="1" a="x\r\ny">one\r\ntwo\rthree\n<![CDATA[four\r\nfive]]>&#13;&#10;</e>',
    "comments": '<e apex="1">a<!-- one --><f/>b<!--\r\ntwo <x> & -->c</e>',
    "inclusive": '<r xmlns:xs="urn:xs" xmlns:xsi="urn:xsi" xmlns="urn:d" xmlns:n="urn:n">'
                 '<a:e xmlns:a="urn:a" apex="1" xsi:type="xs:string"><a:f xmlns:xs="urn:other"/>'
                 '<a:g xmlns=""><h/></a:g></a:e></r>',
    "white": '\n<r >\n  <e  apex = "1"\n   b=\'2\'  ></e  >\n</r>\n',
}
for name, document in CANONICAL.items():
    write(f"canonical/{name}.xml", document)
    apex = etree.fromstring(document.encode(), etree.XMLParser(strip_cdata=False)).xpath("//*[@apex='1']")[0]
    for suffix, comments, prefixes in [("plain", False, None), ("comments", True, None),
                                       ("prefixes", False, ["xs", "n", "none"])]:
        out = etree.tostring(apex, method="c14n", exclusive=True, with_comments=comments,
                             inclusive_ns_prefixes=prefixes)
        write(f"canonical/{name}.{suffix}.txt", out)

# --- responses

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
RSA_CERT, EC_CERT = certificate("rsa", RSA), certificate("ec", EC)
certificate("other", OTHER)

ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
Version="2.0" IssueInstant="2026-03-01T12:00:00Z" ID="_assertion">
  <saml:Issuer>https://idp.example/metadata</saml:Issuer>SIGNATURE
  <saml:Subject>
    <saml:NameID SPNameQualifier="sp" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" \
NameQualifier="idp">ada &amp; co</saml:NameID>
    <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
      <saml:SubjectConfirmationData NotOnOrAfter="2026-03-01T12:05:00Z" InResponseTo="_request" \
Recipient="https://sp.example/saml"/>
    </saml:SubjectConfirmation>
  </saml:Subject>
  <saml:Conditions NotBefore="2026-03-01T11:59:00Z" NotOnOrAfter="2026-03-01T12:05:00.000Z">
    <saml:AudienceRestriction><saml:Audience>urn:sp</saml:Audience></saml:AudienceRestriction>
  </saml:Conditions>
  <saml:AuthnStatement AuthnInstant="2026-03-01T12:00:00Z" SessionIndex="_session" \
SessionNotOnOrAfter="2026-03-01T20:00:00Z">
    <saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
</saml:AuthnContextClassRef></saml:AuthnContext>
  </saml:AuthnStatement>
  <saml:AttributeStatement>
    <saml:Attribute NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" Name="urn:mail" \
FriendlyName="mail"><saml:AttributeValue xsi:type="xs:string">ada@example.com</saml:AttributeValue>\
<saml:AttributeValue xsi:type="xs:string"><![CDATA[<ada>]]>&#64;example.org</saml:AttributeValue>\
</saml:Attribute>
    <saml:Attribute Name="role"><saml:AttributeValue>admin</saml:AttributeValue></saml:Attribute>
  </saml:AttributeStatement>
</saml:Assertion>"""

RESPONSE = """<?xml version="1.0" encoding="UTF-8"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:unused="urn:unused" \
ID="_response" Version="2.0" IssueInstant="2026-03-01T12:00:01Z" Destination="https://sp.example/saml" \
InResponseTo="_request">
  <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example/metadata</saml:Issuer>SIGNATURE
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  INNER
</samlp:Response>
"""
PLACE = f'<ds:Signature xmlns:ds="{DS}" Id="placeholder"/>'


def response(assertion, own=""):
    return RESPONSE.replace("SIGNATURE", own).replace("INNER", assertion)


def parsed(text):
    return etree.fromstring(text.encode(), etree.XMLParser(strip_cdata=False))


def text(root):
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def sign(element, key=RSA, cert=RSA_CERT, method=SignatureMethod.RSA_SHA256, digest=DigestAlgorithm.SHA256,
         c14n=C14N.EXCLUSIVE_XML_CANONICALIZATION_1_0):
    signer = XMLSigner(method=methods.enveloped, signature_algorithm=method, digest_algorithm=digest,
                       c14n_algorithm=c14n)
    signer.excise_empty_xmlns_declarations = True
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption())
    return signer.sign(element, key=pem, cert=cert.public_bytes(serialization.Encoding.PEM).decode(),
                       reference_uri=element.get("ID"))


def with_signed_assertion(template=ASSERTION, **options):
    signed = sign(parsed(template.replace("SIGNATURE", PLACE)), **options)
    return response(etree.tostring(signed).decode())


CASES = {
    "assertion": {},
    "sha384": dict(method=SignatureMethod.RSA_SHA384, digest=DigestAlgorithm.SHA384),
    "sha512": dict(method=SignatureMethod.RSA_SHA512, digest=DigestAlgorithm.SHA512),
    "ecdsa": dict(key=EC, cert=EC_CERT, method=SignatureMethod.ECDSA_SHA256),
    "with_comments": dict(c14n=C14N.EXCLUSIVE_XML_CANONICALIZATION_1_0_WITH_COMMENTS),
}
for name, options in CASES.items():
    write(f"responses/{name}.xml", with_signed_assertion(**options))
whole = sign(parsed(response(ASSERTION.replace("SIGNATURE", ""), PLACE)))
write("responses/response.xml", text(whole))
inner = etree.tostring(sign(parsed(ASSERTION.replace("SIGNATURE", PLACE)))).decode()
write("responses/both.xml", text(sign(parsed(response(inner, PLACE)))))
write("responses/unsigned.xml", response(ASSERTION.replace("SIGNATURE", "")))
# Line ends, attribute quotes and references that another writer would choose.
odd = ASSERTION.replace("SIGNATURE", PLACE).replace("\n", "\r\n").replace("ada &amp; co", "ad&#97; &#38; co")
odd = odd.replace('ID="_assertion"', "ID='_assertion'").replace("admin", "<!-- x -->adm<!-- y -->in")
signed = etree.tostring(sign(parsed(odd))).decode()
signature = signed[signed.index("<ds:Signature"):signed.index("</ds:Signature>") + len("</ds:Signature>")]
write("responses/odd.xml", response(odd.replace(PLACE, signature)).encode())

# --- right signatures of what is not accepted

METHOD = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ENVELOPED = f'<ds:Transform Algorithm="{DS}enveloped-signature"/>'
CANON = f'<ds:Transform Algorithm="{EXC}"/>'


def canonical(element, exclusive=True, prefixes=None):
    return etree.tostring(element, method="c14n", exclusive=exclusive, with_comments=False,
                          inclusive_ns_prefixes=prefixes)


def reference(digest, uri="#_assertion", transforms=ENVELOPED + CANON, method="http://www.w3.org/2001/04/xmlenc#sha256"):
    return (f'<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod '
            f'Algorithm="{method}"/><ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue>'
            '</ds:Reference>')


def listed(prefixes):
    return f'<ec:InclusiveNamespaces xmlns:ec="{EXC}" PrefixList="{" ".join(prefixes)}"/>' if prefixes else ""


def by_hand(references, method=METHOD, hashed=hashes.SHA256(), canon=EXC, more="", inclusive=None):
    info = (f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{canon}">'
            f'{listed(inclusive)}</ds:CanonicalizationMethod>'
            f'<ds:SignatureMethod Algorithm="{method}"/>{references}</ds:SignedInfo>')
    # Within the assertion, whose namespaces the list may name.
    around = ASSERTION.split(" Version")[0] + ">" + info + "</saml:Assertion>"
    value = RSA.sign(canonical(etree.fromstring(around)[0], canon == EXC, inclusive), padding.PKCS1v15(), hashed)
    return (f'<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{base64.b64encode(value).decode()}'
            f'</ds:SignatureValue>{more}</ds:Signature>')


plain = canonical(parsed(ASSERTION.replace("SIGNATURE", "")))
sha256, sha1 = hashlib.sha256(plain).digest(), hashlib.sha1(plain).digest()
SHA1 = dict(method=f"{DS}rsa-sha1", hashed=hashes.SHA1())
XPATH = ('<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>true()'
         '</ds:XPath></ds:Transform>')
REFUSED = {
    "hand_made": by_hand(reference(sha256)),  # the only one that is accepted
    "sha1_signature": by_hand(reference(sha256), **SHA1),
    "sha1_digest": by_hand(reference(sha1, method=f"{DS}sha1")),
    "two_references": by_hand(reference(sha256) * 2),
    "no_reference": by_hand(""),
    "whole_document": by_hand(reference(sha256, uri="")),
    "of_response": by_hand(reference(sha256, uri="#_response")),
    "xpointer": by_hand(reference(sha256, uri="#xpointer(id('_assertion'))")),
    "xpath": by_hand(reference(sha256, transforms=ENVELOPED + XPATH + CANON)),
    "no_enveloped": by_hand(reference(sha256, transforms=CANON)),
    "no_canonical": by_hand(reference(sha256, transforms=ENVELOPED)),
    "inclusive_transform": by_hand(reference(sha256, transforms=ENVELOPED + '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>')),
    "inclusive_info": by_hand(reference(sha256), canon="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
    "object": by_hand(reference(sha256), more="<ds:Object><x/></ds:Object>"),
}
for name, signature in REFUSED.items():
    write(f"refused/{name}.xml", response(ASSERTION.replace("SIGNATURE", signature)))

LIST = ["xs", "xsi"]
with_list = canonical(parsed(ASSERTION.replace("SIGNATURE", "")), prefixes=LIST)
assert with_list != plain
transform = CANON.replace("/>", f">{listed(LIST)}</ds:Transform>")
by_list = by_hand(reference(hashlib.sha256(with_list).digest(), transforms=ENVELOPED + transform), inclusive=LIST)
write("responses/prefixes.xml", response(ASSERTION.replace("SIGNATURE", by_list)))
