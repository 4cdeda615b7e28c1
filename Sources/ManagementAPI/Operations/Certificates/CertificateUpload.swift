internal import ProxyModel
internal import Reactor

/// A chain with its key as a client sends it.
struct CertificateUpload: Sendable {
    var name = ""
    var chainPEM = ""
    var keyPEM = ""
    var email: String?

    /// The body that brings a new certificate.
    static let creation = ObjectSchema<CertificateUpload>(
        "CertificateUpload", blank: { CertificateUpload() },
        fields: [
            Field("cert_name", .required, \.name, .certificateName, "Name of the certificate."), chain, key,
            Field("email", \.email, .optional(.email), default: nil, "Contact for its expiry."),
        ])

    /// The body that replaces a certificate.
    static let replacement = ObjectSchema<CertificateUpload>(
        "CertificateReplacement", blank: { CertificateUpload() }, fields: [chain, key])

    private static let chain = Field<CertificateUpload>(
        "fullchain_pem", .required, \.chainPEM, .text(1...262_144), "Chain, the server's certificate first, PEM.")
    private static let key = Field<CertificateUpload>(
        "private_key_pem", .required, \.keyPEM, .text(1...65_536),
        "Private key of the first certificate, PEM; never shown again.")

    /// Checks order, match, strength and validity, and seals; throws a 422 naming the field at fault.
    func accepted(_ call: OperationCall) throws(Problem) -> (record: CertificateRecord, sealed: [UInt8]) {
        let inspection: CertificateInspection
        do throws(TLSCertificateError) {
            inspection = try CertificateInspection(
                chain: Array(chainPEM.utf8), key: Array(keyPEM.utf8), validAt: call.now / 1000)
        } catch {
            let pointer = Self.concernsKey(error) ? "/private_key_pem" : "/fullchain_pem"
            throw Problem(SchemaProblem([SchemaIssue(pointer: pointer, detail: error.description)]))
        }
        var record = CertificateRecord(
            name: name, domains: inspection.names, origin: .upload, keyType: Self.word(inspection.keyType.family),
            issuer: inspection.issuer, serial: inspection.serial, fingerprint: inspection.fingerprint,
            notBefore: inspection.notBefore * 1000, notAfter: inspection.notAfter * 1000, createdAt: call.now)
        record.email = email
        record.owner = call.caller.ownerName
        let bundle = CertificateBundle(name: name, chainPEM: Array(chainPEM.utf8), keyPEM: Array(keyPEM.utf8))
        do {
            return (record, try bundle.sealed(by: call.environment.sealer))
        } catch {
            throw Problem(.internalError, "the certificate could not be sealed")
        }
    }

    private static func word(_ family: TLSKeyType.Family) -> String {
        switch family {
        case .rsa: "rsa"
        case .ecdsa: "ecdsa"
        case .ed25519: "ed25519"
        }
    }

    private static func concernsKey(_ error: TLSCertificateError) -> Bool {
        switch error {
        case .noKey, .encryptedKey, .malformedKey, .keyMismatch, .unsupportedKey, .weakKey: true
        default: false
        }
    }
}
