internal import ACME
internal import ProxyModel
internal import Reactor

extension Operation {
    static let showAuthorityStatus = Operation(
        "ca.status", .get, "/api/v1/ca/status", .token,
        "Show the certificates of the local CA: the root in trust stores, and the intermediate that signs at present.",
        answer: .object(
            "LocalAuthority",
            ["root": definition, "intermediate": ["anyOf": [definition, ["type": "null"]]]])
    ) { (call) throws(Problem) in
        let authority = try await call.authority()
        var intermediate = JSONValue.null
        if let pem = authority.intermediatePEM { intermediate = .object(try json(pem)) }
        return .object(["root": .object(try json(authority.rootPEM)), "intermediate": intermediate])
    }

    private static let definition: JSONValue = [
        "type": "object",
        "properties": [
            "issuer": JSONSchema.text, "serial": JSONSchema.text, "fingerprint": JSONSchema.text,
            "issued_at": JSONSchema.time, "expires_at": JSONSchema.time, "pem": JSONSchema.text,
        ],
        "required": ["issuer", "serial", "fingerprint", "issued_at", "expires_at", "pem"],
    ]

    private static func json(_ pem: String) throws(Problem) -> JSONObject {
        do throws(TLSCertificateError) {
            let certificate = try CertificateInspection(chain: Array(pem.utf8))
            return [
                "issuer": .string(certificate.issuer), "serial": .string(certificate.serial),
                "fingerprint": .string(certificate.fingerprint),
                "issued_at": .time(certificate.notBefore * 1_000), "expires_at": .time(certificate.notAfter * 1_000),
                "pem": .string(pem),
            ]
        } catch {
            throw Problem(.internalError, "the certificate of the local CA cannot be read")
        }
    }
}

extension OperationCall {
    /// The certificates of the local CA; a 503 when its key cannot be had.
    func authority() async throws(Problem) -> LocalAuthorityCertificates {
        guard let authority = await environment.authority() else {
            throw Problem(.storeUnavailable, "the local CA is not available, as its key cannot be read from the store")
        }
        return authority
    }
}
