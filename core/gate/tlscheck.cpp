// SPDX-License-Identifier: MIT
#include "gate/tlscheck.h"

#include "gate/certificate.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

namespace ajar::gate
{

namespace
{

constexpr std::size_t maxFaultsShown = 3;

int indexInStore()
{
    static const int index = X509_STORE_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

} // namespace

void TlsCheck::attachTo(SSL_CTX *context)
{
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, &TlsCheck::verify, this);
}

int TlsCheck::verify(X509_STORE_CTX *store, void *self)
{
    auto *check = static_cast<TlsCheck *>(self);
    check->m_faults.clear();
    check->takeChain(store);
    X509_STORE_CTX_set_ex_data(store, indexInStore(), check);
    X509_STORE_CTX_set_verify_cb(store, &TlsCheck::note);
    const int result = X509_verify_cert(store);
    if (result <= 0 && check->m_faults.empty())
        check->m_faults.push_back({X509_STORE_CTX_get_error(store), 0, {}});
    if (!check->m_faults.empty())
        X509_STORE_CTX_set_error(store, check->m_faults.front().code); // for the alert
    check->m_trust = check->judge();
    return check->m_trust != Trust::None;
}

void TlsCheck::takeChain(X509_STORE_CTX *store)
{
    m_chain.clear();
    STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(store);
    for (int i = 0; i < sk_X509_num(sent); ++i)
        m_chain.push_back(certificateInfo(sk_X509_value(sent, i)));
}

int TlsCheck::note(int ok, X509_STORE_CTX *store)
{
    if (ok == 1)
        return 1;
    // A revocation list counts where there is one.
    if (X509_STORE_CTX_get_error(store) == X509_V_ERR_UNABLE_TO_GET_CRL)
        return 1;
    auto *check = static_cast<TlsCheck *>(X509_STORE_CTX_get_ex_data(store, indexInStore()));
    Fault fault{X509_STORE_CTX_get_error(store), X509_STORE_CTX_get_error_depth(store), {}};
    if (const X509 *certificate = X509_STORE_CTX_get_current_cert(store))
        fault.subject = subjectOf(certificate);
    const auto same = [&](const Fault &other) {
        return other.code == fault.code && other.depth == fault.depth;
    };
    if (std::ranges::none_of(check->m_faults, same) && check->m_faults.size() < 100)
        check->m_faults.push_back(std::move(fault));
    return 1;
}

Trust TlsCheck::judge() const
{
    if (m_faults.empty())
        return Trust::Authority;
    const auto &exceptions = m_options.fingerprints;
    if (!m_chain.empty() &&
        std::ranges::find(exceptions, m_chain.front().fingerprint) != exceptions.end())
        return Trust::Exception;
    return m_options.insecure ? Trust::Insecure : Trust::None;
}

std::string TlsCheck::faultText(const Fault &fault) const
{
    const auto depth = static_cast<std::size_t>(fault.depth < 0 ? 0 : fault.depth);
    const CertificateInfo known = depth < m_chain.size() && m_chain[depth].subject == fault.subject
                                      ? m_chain[depth]
                                      : CertificateInfo{};
    std::string text = depth == 0
                           ? "the server's certificate"
                           : "certificate " + std::to_string(depth + 1) + " of the server's chain";
    if (!fault.subject.empty())
        text += " (" + fault.subject + ")";
    switch (fault.code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return text + " is " + (known.names.empty() ? "" : "for " + known.names + ", ") +
               "not for " + m_options.host;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return text + " has expired" + (known.notAfter.empty() ? "" : " on " + known.notAfter);
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return text + " is not valid before " +
               (known.notBefore.empty() ? "a later time" : known.notBefore);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return text + " is signed by itself, and no authority that is known";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return text + " is an authority that is not known";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        return text + " is signed by an authority that is not known" +
               (known.issuer.empty() ? "" : " (" + known.issuer + ")");
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return text + " is signed with a digest that is too weak" +
               (known.signature.empty() ? "" : " (" + known.signature + ")");
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return text + " has a key that is too small" +
               (known.key.empty() ? "" : " (" + known.key + ")");
    case X509_V_ERR_CERT_REVOKED:
        return text + " has been revoked";
    default:
        return text + ": " + X509_verify_cert_error_string(fault.code);
    }
}

std::string TlsCheck::problem() const
{
    std::string text;
    std::size_t shown = 0;
    for (const Fault &fault : m_faults) {
        // That one follows from an unknown issuer, and says less.
        if (fault.code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE && m_faults.size() > 1)
            continue;
        if (++shown > maxFaultsShown)
            return text + "; and more";
        text.append(text.empty() ? "" : "; ").append(faultText(fault));
    }
    return text;
}

} // namespace ajar::gate
