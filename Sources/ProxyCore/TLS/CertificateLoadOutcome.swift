package import Reactor

/// What became of loading one certificate.
package struct CertificateLoadOutcome: Sendable {
    /// The ways a load can end.
    package enum Result: Sendable {
        /// The chain with its opened key.
        case loaded(CompactCertificate)
        /// What the store has cannot serve.
        case unusable(TLSCertificateError)
        /// The store has no such certificate.
        case absent
        /// The store could not be asked, or the seal could not be opened.
        case failed
        /// The loader did not answer within its time.
        case timedOut
    }

    /// The certificate's name.
    package let name: String
    /// How the load ended.
    package let result: Result

    /// The end of a load.
    package init(name: String, result: Result) {
        self.name = name
        self.result = result
    }
}
