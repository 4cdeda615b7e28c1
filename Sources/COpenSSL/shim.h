#ifndef PROXYD_COPENSSL_SHIM_H
#define PROXYD_COPENSSL_SHIM_H
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "socket_bio.h"

// What OpenSSL offers as a macro, Swift needs as a function or a constant.

static const uint64_t TLS_CONTEXT_OPTIONS = SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION;
static const uint64_t TLS_SERVER_OPTIONS = SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;
static const uint64_t TLS_NO_TICKET_OPTION = SSL_OP_NO_TICKET;
static const long TLS_CONTEXT_MODES =
    SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER;

static inline void tls_context_set_modes(SSL_CTX *context, long modes) { SSL_CTX_set_mode(context, modes); }

static inline int tls_context_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1;
}

static inline int tls_context_set_groups(SSL_CTX *context, const char *groups) {
    return SSL_CTX_set1_groups_list(context, groups) == 1;
}

static inline int tls_context_set_signature_algorithms(SSL_CTX *context, const char *algorithms) {
    return SSL_CTX_set1_sigalgs_list(context, algorithms) == 1;
}

static inline void tls_context_set_session_cache(SSL_CTX *context, long mode) {
    SSL_CTX_set_session_cache_mode(context, mode);
}

static inline void tls_context_set_read_ahead(SSL_CTX *context, int on) { SSL_CTX_set_read_ahead(context, on); }

static inline int tls_context_set_owner(SSL_CTX *context, void *owner) { return SSL_CTX_set_app_data(context, owner); }

static inline void *tls_context_owner(const SSL_CTX *context) { return SSL_CTX_get_app_data(context); }

static inline int tls_set_server_name(SSL *ssl, const char *name) { return SSL_set_tlsext_host_name(ssl, name) == 1; }

static inline int tls_error_library(unsigned long error) { return ERR_GET_LIB(error); }

static inline unsigned long tls_error_pack(int library, int reason) { return ERR_PACK(library, 0, reason); }

static inline int tls_error_reason(unsigned long error) { return ERR_GET_REASON(error); }

static inline STACK_OF(X509) *tls_certificates_new(void) { return sk_X509_new_null(); }

static inline int tls_certificates_push(STACK_OF(X509) *stack, X509 *certificate) {
    return sk_X509_push(stack, certificate) > 0;
}

static inline int tls_certificates_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }

static inline X509 *tls_certificates_at(const STACK_OF(X509) *stack, int index) { return sk_X509_value(stack, index); }

static inline void tls_certificates_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

static inline GENERAL_NAMES *tls_subject_alternative_names(const X509 *certificate) {
    return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}

static inline int tls_general_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

// The bytes of a DNS name or of an IP address; NULL for any other kind of name.
static inline const unsigned char *tls_general_name_at(const GENERAL_NAMES *names, int index, int *kind, int *length) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    const ASN1_STRING *text = NULL;
    if (name == NULL) return NULL;
    *kind = name->type;
    if (name->type == GEN_DNS) text = name->d.dNSName;
    if (name->type == GEN_IPADD) text = name->d.iPAddress;
    if (text == NULL) return NULL;
    *length = ASN1_STRING_length(text);
    return ASN1_STRING_get0_data(text);
}

static inline long tls_memory_contents(BIO *memory, char **contents) { return BIO_get_mem_data(memory, contents); }

static inline unsigned long tls_name_format(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }

enum { TLS_ADDRESS_TEXT_SIZE = INET6_ADDRSTRLEN };

static inline int tls_address_text(const unsigned char *address, long length, char text[TLS_ADDRESS_TEXT_SIZE]) {
    if (length != 4 && length != 16) return 0;
    return inet_ntop(length == 4 ? AF_INET : AF_INET6, address, text, TLS_ADDRESS_TEXT_SIZE) != NULL;
}

static inline void tls_free(void *memory) { OPENSSL_free(memory); }

static inline void tls_wipe(void *memory, size_t length) { OPENSSL_clear_free(memory, length); }

// The key in PKCS #8 or in the older form of its algorithm; NULL if it is neither or of another algorithm.
static inline EVP_PKEY *tls_private_key(
    const unsigned char *der, size_t length, const char *algorithm, OSSL_LIB_CTX *library) {
    const char *structures[] = {"PrivateKeyInfo", "type-specific"};
    EVP_PKEY *key = NULL;
    for (int index = 0; index < 2 && key == NULL; index++) {
        const unsigned char *position = der;
        size_t rest = length;
        OSSL_DECODER_CTX *decoder = OSSL_DECODER_CTX_new_for_pkey(
            &key, "DER", structures[index], algorithm, EVP_PKEY_KEYPAIR, library, NULL);
        if (decoder != NULL) OSSL_DECODER_from_data(decoder, &position, &rest);
        OSSL_DECODER_CTX_free(decoder);
    }
    return key;
}

// HMAC with SHA-256: the parameters are built here because OSSL_PARAM holds bare pointers to them.
static inline int tls_ticket_mac_init(EVP_MAC_CTX *mac, const unsigned char *key, size_t length) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[2];
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
    parameters[1] = OSSL_PARAM_construct_end();
    return EVP_MAC_init(mac, key, length, parameters);
}

#endif
