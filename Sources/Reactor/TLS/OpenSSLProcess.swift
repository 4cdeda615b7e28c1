internal import COpenSSL

/// What OpenSSL keeps for the whole process.
package enum OpenSSLProcess {
    private static let isPrepared =
        OPENSSL_init_ssl(
            UInt64(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS), nil) == 1

    /// Initialises OpenSSL so that it does not take itself apart in `exit`, where other threads may still be using it.
    ///
    /// The first initialisation of a process decides, so `main` should call this before any library that uses OpenSSL
    /// is called; everything here calls it as well.
    package static func prepare() {
        _ = isPrepared
    }
}
