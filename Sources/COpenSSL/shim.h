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

// One certificate in DER, whose key lives in the library; NULL if it is none.
static inline X509 *tls_certificate(const unsigned char *der, size_t length, OSSL_LIB_CTX *library) {
    X509 *certificate = X509_new_ex(library, NULL);
    if (certificate == NULL || length > INT_MAX) return X509_free(certificate), (X509 *)NULL;
    // On failure OpenSSL frees what it was given to fill, and clears the pointer.
    return d2i_X509(&certificate, &der, (long)length);
}

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

static inline unsigned char *tls_copy(const unsigned char *bytes, size_t length) {
    return (unsigned char *)OPENSSL_memdup(bytes, length);
}

static inline const char *tls_curve_name(int bits) {
    switch (bits) {
        case 256: return "P-256";
        case 384: return "P-384";
        case 521: return "P-521";
        default: return NULL;
    }
}

// The private number, in the machine's order and as long as the curve's, and after it the public point, of a key on one of
// the curves that TLS servers use; NULL for any other.
static inline unsigned char *tls_ec_key_numbers(const EVP_PKEY *key, size_t *length) {
    char name[16];
    const char *curve = tls_curve_name(EVP_PKEY_get_bits(key));
    size_t width = (size_t)(EVP_PKEY_get_bits(key) + 7) / 8, point = 0;
    unsigned char *numbers = NULL;
    BIGNUM *secret = NULL;
    if (curve == NULL || EVP_PKEY_get_group_name(key, name, sizeof name, NULL) != 1 ||
        OBJ_txt2nid(name) != EC_curve_nist2nid(curve) ||
        EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &secret) != 1)
        return NULL;
    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, NULL, 0, &point) == 1) {
        *length = width + point;
        numbers = (unsigned char *)OPENSSL_malloc(*length);
    }
    if (numbers != NULL &&
        (BN_bn2nativepad(secret, numbers, (int)width) != (int)width ||
         EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, numbers + width, point, &point) != 1)) {
        OPENSSL_clear_free(numbers, *length);
        numbers = NULL;
    }
    BN_clear_free(secret);
    return numbers;
}

// The key of such numbers. No decoder has to be looked for, which takes OpenSSL 3.0 five times as long as all the rest.
static inline EVP_PKEY *tls_ec_key(unsigned char *numbers, size_t length, int bits, OSSL_LIB_CTX *library) {
    size_t width = (size_t)(bits + 7) / 8;
    const char *curve = tls_curve_name(bits);
    EVP_PKEY *key = NULL;
    OSSL_PARAM parameters[4];
    EVP_PKEY_CTX *context = NULL;
    if (curve == NULL || length <= width || (context = EVP_PKEY_CTX_new_from_name(library, "EC", NULL)) == NULL)
        return NULL;
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve, 0);
    parameters[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, numbers, width);
    parameters[2] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, numbers + width, length - width);
    parameters[3] = OSSL_PARAM_construct_end();
    if (EVP_PKEY_fromdata_init(context) != 1 || EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
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
