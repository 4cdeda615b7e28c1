internal import COpenSSL

/// What server and client contexts have in common.
enum TLSContextOptions {
    /// Sets versions, cipher suites, groups and modes; false if OpenSSL refuses one.
    static func install(in context: OpaquePointer, minimumVersion: TLSVersion) -> Bool {
        unsafe SSL_CTX_set_options(context, TLS_CONTEXT_OPTIONS)
        unsafe tls_context_set_modes(context, TLS_CONTEXT_MODES)
        // One receive per burst in place of one for each record's header and one for its body.
        unsafe tls_context_set_read_ahead(context, 1)
        unsafe tls_context_set_session_cache(context, Int(SSL_SESS_CACHE_OFF))
        return unsafe tls_context_set_versions(
            context, Int32(minimumVersion.rawValue), Int32(TLSVersion.tls13.rawValue)) == 1
            && SSL_CTX_set_cipher_list(context, TLSCipherSuite.tls12List) == 1
            && SSL_CTX_set_ciphersuites(context, TLSCipherSuite.tls13List) == 1
            && TLSGroups.install(in: context)
    }
}
