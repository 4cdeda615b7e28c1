import ProxyModel

/// Puts the purpose in front instead of encrypting.
struct PlainSealer: BundleSealer {
    struct WrongPurpose: Error {}

    func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] { Array((purpose + "|").utf8) + plain }

    func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        let prefix = Array((purpose + "|").utf8)
        guard sealed.starts(with: prefix) else { throw WrongPurpose() }
        return Array(sealed.dropFirst(prefix.count))
    }

    /// What a record holds for a secret.
    func sealedText(_ secret: String, _ record: DNSProviderRecord) throws -> String {
        Base64URL.encode(try seal(Array(secret.utf8), purpose: record.sealingPurpose))
    }
}
