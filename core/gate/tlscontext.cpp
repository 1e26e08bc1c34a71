// SPDX-License-Identifier: MIT
#include "gate/tlscontext.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ajar::gate
{

namespace
{

/// Nobody is asked on a terminal: a key that is encrypted can't be used.
int noPassword(char *, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return -1;
}

std::string unreadable(const std::string &what)
{
    return what + " can't be read: " + std::strerror(errno);
}

bool canRead(const std::string &path)
{
    std::FILE *file = std::fopen(path.c_str(), "re");
    if (!file)
        return false;
    const bool readable = std::fgetc(file) != EOF || std::ferror(file) == 0;
    const int error = errno;
    std::fclose(file);
    errno = error;
    return readable;
}

/// A revocation list among the authorities is there to be asked.
bool holdsRevocationList(X509_STORE *store)
{
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        if (X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_CRL)
            return true;
    }
    return false;
}

std::string loadAuthorities(SSL_CTX *context, const std::string &file)
{
    SSL_CTX_set_default_verify_paths(context);
    if (file.empty())
        return {};
    const std::string name = "the CA file " + file;
    if (!canRead(file))
        return unreadable(name);
    if (SSL_CTX_load_verify_file(context, file.c_str()) != 1)
        return name + " holds no certificate in PEM form";
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    if (holdsRevocationList(store))
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return {};
}

std::string loadOurCertificate(SSL_CTX *context, const TlsOptions &options)
{
    const std::string &file = options.clientCertificateFile;
    const std::string &keyFile = options.clientKeyFile.empty() ? file : options.clientKeyFile;
    if (file.empty())
        return keyFile.empty() ? "" : "the client key " + keyFile + " has no certificate";
    const std::string name = "the client certificate " + file;
    const std::string keyName = "the client key " + keyFile;
    const std::string foreign = keyName + " does not belong to the certificate " + file;
    if (!canRead(file))
        return unreadable(name);
    if (!canRead(keyFile))
        return unreadable(keyName);
    bool encrypted = false;
    SSL_CTX_set_default_passwd_cb(context, noPassword);
    SSL_CTX_set_default_passwd_cb_userdata(context, &encrypted);
    std::string problem;
    if (SSL_CTX_use_certificate_chain_file(context, file.c_str()) != 1)
        problem = name + " holds no certificate in PEM form that can be used";
    else if (SSL_CTX_use_PrivateKey_file(context, keyFile.c_str(), SSL_FILETYPE_PEM) == 1)
        problem = SSL_CTX_check_private_key(context) == 1 ? "" : foreign;
    else if (encrypted)
        problem = keyName + " is encrypted: only a key without a password can be used";
    else if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH)
        problem = foreign;
    else
        problem = keyName + " holds no private key in PEM form";
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    return problem;
}

} // namespace

SslContext makeContext(const TlsOptions &options, std::string &problem)
{
    ERR_clear_error();
    SslContext context(SSL_CTX_new(TLS_client_method()));
    if (!context) {
        problem = "OpenSSL can't be set up";
        return nullptr;
    }
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    problem = loadAuthorities(context.get(), options.caFile);
    if (problem.empty())
        problem = loadOurCertificate(context.get(), options);
    ERR_clear_error();
    return problem.empty() ? std::move(context) : nullptr;
}

} // namespace ajar::gate
