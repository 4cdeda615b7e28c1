internal import COpenSSL

/// The key exchange groups, in order of preference.
enum TLSGroups {
    private static let hybridFirst = "X25519MLKEM768:X25519:P-256:P-384"
    private static let classic = "X25519:P-256:P-384"

    /// Sets the post-quantum hybrid first where the installed OpenSSL knows it (from 3.5 on).
    static func install(in context: OpaquePointer) -> Bool {
        if unsafe tls_context_set_groups(context, hybridFirst) == 1 { return true }
        ERR_clear_error()
        return unsafe tls_context_set_groups(context, classic) == 1
    }
}
