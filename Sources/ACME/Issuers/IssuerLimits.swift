/// The limits of an authority, as buckets of tokens: how many at once, and milliseconds until one more.
package struct IssuerLimits: Sendable, Equatable {
    /// One limit.
    package struct Bucket: Sendable, Equatable {
        /// How many at once.
        package let capacity: Int64
        /// Milliseconds until one more.
        package let interval: Int64

        init(_ capacity: Int64, per interval: Int64) {
            self.capacity = capacity
            self.interval = interval
        }
    }

    /// Orders of an account.
    package var orders: Bucket?
    /// Certificates for a registered domain.
    package var domain: Bucket?
    /// Certificates for the very same names.
    package var exactSet: Bucket?
    /// Failed validations of a name.
    package var failures: Bucket?

    /// No limits are known: the authority tells.
    package static let none = IssuerLimits()

    /// Let's Encrypt, as documented on 2026-08-05.
    package static let letsEncrypt = IssuerLimits(
        orders: Bucket(300, per: 36_000), domain: Bucket(50, per: 202 * 60_000),
        exactSet: Bucket(5, per: 34 * 3_600_000), failures: Bucket(5, per: 12 * 60_000))

    /// The test system of Let's Encrypt.
    package static let letsEncryptStaging = IssuerLimits(
        orders: Bucket(1_500, per: 7_200), failures: Bucket(200, per: 18_000))

    /// The limits of the authority behind a directory, as far as they are known.
    package static func known(for directoryURL: String) -> IssuerLimits {
        switch directoryURL {
        case IssuerPreset.letsEncrypt.directoryURL: .letsEncrypt
        case IssuerPreset.letsEncryptStaging.directoryURL: .letsEncryptStaging
        default: .none
        }
    }
}
