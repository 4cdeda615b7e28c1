extension CertificateBundle {
    /// Seals chain and key as the one value that the store keeps; throws what the sealer throws.
    package func sealed(by sealer: any BundleSealer) throws -> [UInt8] {
        let plain: JSONValue = [
            "chain": .string(String(decoding: chainPEM, as: UTF8.self)),
            "key": .string(String(decoding: keyPEM, as: UTF8.self)),
        ]
        return try sealer.seal(plain.compactBytes, purpose: Self.purpose(name))
    }

    /// Opens what `sealed(by:)` made for a certificate of this name; throws what the sealer throws, or `JSONProblem` or
    /// `SchemaProblem` when the content is something else.
    package init(name: String, sealed: [UInt8], by sealer: any BundleSealer) throws {
        let plain = try JSONValue(parsing: sealer.open(sealed, purpose: Self.purpose(name)))
        guard let chain = plain["chain"]?.stringValue, let key = plain["key"]?.stringValue else {
            throw SchemaProblem("is not a certificate bundle")
        }
        self.init(name: name, chainPEM: Array(chain.utf8), keyPEM: Array(key.utf8))
    }

    /// A bundle cannot be passed off as that of another certificate.
    private static func purpose(_ name: String) -> String { "certificate:" + name }
}
