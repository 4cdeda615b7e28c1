internal import ACME
internal import Glibc
internal import ProxyCore
internal import ProxyModel
internal import RedisStore

/// Where the workers' certificates come from: the store's sealed bundles, and the local CA.
struct CertificateSource: Sendable {
    let store: any ConfigurationStore
    let sealer: any BundleSealer
    let secrets: SharedSecrets

    /// Fetches and opens a certificate, has the local CA issue it, or makes that of a challenge; nil when there is none of
    /// the name.
    func load(_ name: String) async throws -> CertificateBundle? {
        if let challenge = ChallengeCertificateName.content(of: name) {
            guard let identifier = ACMEIdentifier(name: challenge.identifier) else { return nil }
            return try TLSALPNCertificate.make(
                for: identifier, keyAuthorization: challenge.keyAuthorization, now: Self.now)
        }
        if let domains = LocalCertificateName.domains(of: name) {
            return try await localAuthority().issue(domains, as: name, now: Self.now)
        }
        guard let sealed = try await store.sealedBundle(name) else { return nil }
        return try CertificateBundle(name: name, sealed: sealed, by: sealer)
    }

    /// The local CA, made by the first node that needs it.
    func localAuthority() async throws -> LocalAuthority {
        // Clients may come before a node has read whether there is one.
        try await secrets.waitUntilLoaded()
        return try await SharedLocalAuthority(secrets: secrets, now: { Self.now }).current()
    }

    /// Milliseconds since 1970.
    static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
