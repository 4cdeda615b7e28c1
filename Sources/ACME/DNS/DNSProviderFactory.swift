package import Egress
package import ProxyModel

/// Makes providers out of their records.
package struct DNSProviderFactory: Sendable {
    private let fetcher: HTTPFetcher
    private let client: DNSClient
    private let sealer: any BundleSealer
    private let hooksFolder: String?
    private let now: @Sendable () -> Int64

    /// Makes a factory; `now` tells milliseconds since 1970, and without a folder of hooks no program is ever run.
    package init(
        fetcher: HTTPFetcher, client: DNSClient, sealer: any BundleSealer, hooksFolder: String?,
        now: @escaping @Sendable () -> Int64
    ) {
        self.fetcher = fetcher
        self.client = client
        self.sealer = sealer
        self.hooksFolder = hooksFolder
        self.now = now
    }

    /// The provider that a record describes; throws `misconfigured` when something is missing.
    package func provider(_ record: DNSProviderRecord) throws(DNSProviderFailure) -> any DNSProvider {
        let secret = try secret(of: record)
        switch record.kind {
        case .rfc2136: return try rfc2136(record, secret)
        case .cloudflare:
            return CloudflareProvider(
                fetcher: fetcher, url: record.url ?? CloudflareProvider.defaultURL, token: try needed(secret, record))
        case .digitalocean:
            return DigitalOceanProvider(
                fetcher: fetcher, url: record.url ?? DigitalOceanProvider.defaultURL,
                token: try needed(secret, record))
        case .hetzner:
            return HetznerProvider(
                fetcher: fetcher, url: record.url ?? HetznerProvider.defaultURL, token: try needed(secret, record))
        case .route53:
            guard let accessKeyID = record.accessKeyID else { throw lack("an access key", record) }
            return Route53Provider(
                fetcher: fetcher, url: record.url ?? Route53Provider.defaultURL, accessKeyID: accessKeyID,
                secretAccessKey: try needed(secret, record), hostedZoneID: record.hostedZoneID, now: now)
        case .webhook:
            guard let url = record.url else { throw lack("an address", record) }
            return WebhookProvider(fetcher: fetcher, url: url, token: secret)
        case .exec:
            guard let hooksFolder else {
                throw DNSProviderFailure(
                    .misconfigured, "'\(record.name)' runs a program, which the settings of this node do not allow")
            }
            let provider = ExecProvider(folder: hooksFolder, command: record.command ?? "", secret: secret)
            guard let provider else { throw lack("the name of a program", record) }
            return provider
        }
    }

    private func rfc2136(_ record: DNSProviderRecord, _ secret: String?) throws(DNSProviderFailure) -> RFC2136Provider {
        var server: DNSServer?
        if let text = record.server {
            server = DNSServer(text)
            guard server != nil else { throw lack("an IP address as its server", record) }
        }
        guard let name = record.keyName else { return RFC2136Provider(client: client, server: server, key: nil) }
        let algorithm: TSIGKey.Algorithm =
            switch record.keyAlgorithm {
            case .hmacSHA256: .hmacSHA256
            case .hmacSHA512: .hmacSHA512
            }
        guard let key = TSIGKey(name: name, algorithm: algorithm, secret: try needed(secret, record)) else {
            throw lack("a key in base64", record)
        }
        return RFC2136Provider(client: client, server: server, key: key)
    }

    private func secret(of record: DNSProviderRecord) throws(DNSProviderFailure) -> String? {
        guard let text = record.sealedSecret else { return nil }
        guard let sealed = Base64URL.decode(text),
            let secret = try? sealer.open(sealed, purpose: record.sealingPurpose),
            let plain = String(validating: secret, as: UTF8.self)
        else {
            throw DNSProviderFailure(.misconfigured, "the credential of '\(record.name)' cannot be opened: set it anew")
        }
        return plain
    }

    private func needed(_ secret: String?, _ record: DNSProviderRecord) throws(DNSProviderFailure) -> String {
        guard let secret, !secret.isEmpty else { throw lack("a credential", record) }
        return secret
    }

    private func lack(_ what: String, _ record: DNSProviderRecord) -> DNSProviderFailure {
        DNSProviderFailure(.misconfigured, "'\(record.name)' (\(record.kind.rawValue)) needs \(what)")
    }
}
