// SPDX-License-Identifier: MIT
#include "gate/tlsinfo.h"

namespace ajar::gate
{

namespace
{

void add(closing::Attributes &attributes, const char *name, const std::string &value)
{
    if (!value.empty())
        attributes.emplace_back(name, value);
}

std::string trustText(Trust trust)
{
    switch (trust) {
    case Trust::Authority:
        return "by authority";
    case Trust::Exception:
        return "by exception";
    case Trust::Insecure:
        return "not checked (insecure)";
    case Trust::None:
        break;
    }
    return {};
}

closing::AttributeGroup groupOf(const CertificateInfo &certificate)
{
    closing::AttributeGroup group;
    add(group.members, "subject", certificate.subject);
    add(group.members, "issuer", certificate.issuer);
    add(group.members, "names", certificate.names);
    add(group.members, "fingerprint", certificate.fingerprint);
    add(group.members, "notBefore", certificate.notBefore);
    add(group.members, "notAfter", certificate.notAfter);
    add(group.members, "key", certificate.key);
    add(group.members, "signature", certificate.signature);
    return group;
}

} // namespace

closing::Attributes attributesOf(const TlsInfo &info)
{
    closing::Attributes attributes;
    add(attributes, "protocol", info.protocol);
    add(attributes, "cipher", info.cipher);
    add(attributes, "alpn", info.alpn);
    add(attributes, "sni", info.sni);
    if (!info.chain.empty())
        attributes.emplace_back("verified", info.verified);
    add(attributes, "trusted", trustText(info.trust));
    add(attributes, "subject", info.subject);
    add(attributes, "issuer", info.issuer);
    add(attributes, "fingerprint", info.fingerprint);
    if (info.clientCertificateAsked)
        attributes.emplace_back("clientCertificate",
                                std::string(info.clientCertificateSent ? "sent" : "asked for"));
    std::vector<closing::AttributeGroup> chain;
    for (const CertificateInfo &certificate : info.chain)
        chain.push_back(groupOf(certificate));
    if (!chain.empty())
        attributes.emplace_back("chain", std::move(chain));
    add(attributes, "problem", info.problem);
    return attributes;
}

} // namespace ajar::gate
