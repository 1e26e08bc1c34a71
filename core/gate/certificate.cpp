// SPDX-License-Identifier: MIT
#include "gate/certificate.h"

#include "closing/record.h"

#include <asio/ip/address.hpp>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <ctime>
#include <memory>

namespace ajar::gate
{

namespace
{

constexpr std::size_t maxText = 1024;

std::string cut(std::string text)
{
    if (text.size() <= maxText)
        return text;
    text.resize(maxText);
    return text += "…";
}

std::string nameText(const X509_NAME *name)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253);
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return size > 0 ? cut(std::string(data, static_cast<std::size_t>(size))) : std::string();
}

std::string timeText(const ASN1_TIME *time)
{
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    std::array<char, 40> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return std::string(text.data(), size);
}

std::string addressText(const ASN1_OCTET_STRING *bytes)
{
    const unsigned char *data = ASN1_STRING_get0_data(bytes);
    if (ASN1_STRING_length(bytes) == 4) {
        asio::ip::address_v4::bytes_type v4;
        std::memcpy(v4.data(), data, v4.size());
        return asio::ip::address_v4(v4).to_string();
    }
    if (ASN1_STRING_length(bytes) != 16)
        return {};
    asio::ip::address_v6::bytes_type v6;
    std::memcpy(v6.data(), data, v6.size());
    return asio::ip::address_v6(v6).to_string();
}

/// The hosts of the subject's alternative names (RFC 5280 4.2.1.6).
std::string alternativeNames(const X509 *certificate)
{
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES *>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    std::string text;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()) && text.size() <= maxText; ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names.get(), i);
        std::string one;
        if (name->type == GEN_DNS)
            one.assign(reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                       static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
        else if (name->type == GEN_IPADD)
            one = addressText(name->d.iPAddress);
        if (!one.empty())
            text.append(text.empty() ? "" : ", ").append(one);
    }
    return cut(text);
}

std::string keyText(X509 *certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (!key)
        return {};
    const char *type = EVP_PKEY_get0_type_name(key);
    return (type ? std::string(type) + " " : std::string()) +
           std::to_string(EVP_PKEY_get_bits(key));
}

std::string signatureText(const X509 *certificate)
{
    const int nid = X509_get_signature_nid(certificate);
    const char *name = nid == NID_undef ? nullptr : OBJ_nid2ln(nid);
    return name ? name : "";
}

} // namespace

std::string fingerprintOf(const X509 *certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
        return {};
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text.push_back(digits[digest[i] >> 4]);
        text.push_back(digits[digest[i] & 0xF]);
    }
    return text;
}

std::string subjectOf(const X509 *certificate)
{
    return nameText(X509_get_subject_name(certificate));
}

CertificateInfo certificateInfo(X509 *certificate)
{
    CertificateInfo info;
    info.subject = subjectOf(certificate);
    info.issuer = nameText(X509_get_issuer_name(certificate));
    info.names = alternativeNames(certificate);
    info.fingerprint = fingerprintOf(certificate);
    info.notBefore = timeText(X509_get0_notBefore(certificate));
    info.notAfter = timeText(X509_get0_notAfter(certificate));
    info.key = keyText(certificate);
    info.signature = signatureText(certificate);
    return info;
}

} // namespace ajar::gate
